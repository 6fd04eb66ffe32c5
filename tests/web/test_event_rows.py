"""The URLs of the events that a site has for each row of a table. Today is November 23, 2026."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.event_rows import write_events
from tests.rows import ROWS
from tests.web.example import links, page
from wizard import create_app, load_flows
from wizard.model.site import Site

TODAY = date(2026, 11, 23)
ASKED = "/en/deadlines/asked"
NEVER_STORED = ("no-store", "noindex, noarchive, nosnippet")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with an event for three states, and another event."""
    return load_flows(write_events(tmp_path_factory.mktemp("events")))


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """Return a client of the site on a known date."""
    return create_app(site, lambda: TODAY).test_client()


def test_list_of_events_has_each_template_once(client: FlaskClient) -> None:
    """It leads to the list of the rows, and that list to the events and back."""
    assert links(page(client, "/en/deadlines/"), ".answers a") == {
        "An office got my request": f"{ASKED}/",
        "The office said no": "/en/deadlines/refused/",
    }
    rows = page(client, f"{ASKED}/")
    assert list(links(rows, ".index a").values()) == [f"{ASKED}/{row}/" for row in ROWS]
    assert links(rows, ".back a") == {"Count the days": "/en/deadlines/"}
    event = page(client, f"{ASKED}/dc/")
    assert links(event, ".back a") == {"An office got my request": f"{ASKED}/"}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("deadlines/asked/", "rows"),
        ("deadlines/asked/al/", "event"),
        ("deadlines/asked/al/2026-11/", "month"),
        ("deadlines/asked/al/2026-11-23/", "dates"),
    ],
)
def test_row_has_the_pages_of_any_event(
    client: FlaskClient, lang: str, path: str, kind: str
) -> None:
    """Each page is there as HTML and as data."""
    assert client.get(f"/{lang}/{path}").status_code == 200
    data = client.get(f"/api/{lang}/{path}").get_json()
    assert (data["kind"], data["lang"]) == (kind, lang)


def test_links_of_an_event_stay_with_its_row(client: FlaskClient) -> None:
    """The months, the dates and the file are those of the same state."""
    soup = page(client, f"{ASKED}/nc/")
    found = {str(link["href"]) for link in soup.select("#step a") if link["href"] != f"{ASKED}/"}
    inner = {each for each in found if each.startswith("/en/deadlines/")}
    assert f"{ASKED}/nc/2026-11-23/" in inner
    assert f"{ASKED}/nc/2026-10/" in inner
    assert all(each.startswith(f"{ASKED}/nc/") for each in inner)
    dates = page(client, f"{ASKED}/nc/2026-11-02/")
    assert links(dates, ".begin a") == {
        "Save these dates to a calendar": f"{ASKED}/nc/2026-11-02/dates.ics"
    }


def test_switch_of_languages_keeps_row_and_date(client: FlaskClient) -> None:
    """The page in Spanish is that of the same state and date."""
    soup = page(client, f"{ASKED}/nc/2026-11-02/")
    assert soup.select('a[hreflang="es"][href="/es/deadlines/asked/nc/2026-11-02/"]')


@pytest.mark.parametrize(("row", "day"), [("al", "2026-12-15"), ("dc", "2026-12-08")])
def test_calendar_file_has_the_date_and_the_name_of_the_row(
    client: FlaskClient, row: str, day: str
) -> None:
    """It is saved under the id of the row, and no store keeps it."""
    response = client.get(f"{ASKED}/{row}/2026-11-23/dates.ics")
    assert response.headers["Content-Disposition"] == f'attachment; filename="dates-{row}.ics"'
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == NEVER_STORED
    (entry,) = Calendar.from_ical(response.data).walk("VEVENT")
    assert str(entry.decoded("DTSTART")) == day


@pytest.mark.parametrize(
    ("when", "headers"),
    [
        ("", ("public, max-age=300", None)),
        ("2026-11/", NEVER_STORED),
        ("2026-11-23/", NEVER_STORED),
    ],
)
def test_chosen_date_of_a_row_is_never_stored(
    client: FlaskClient, when: str, headers: tuple[str, str | None]
) -> None:
    """No event's page with a date is stored."""
    response = client.get(f"{ASKED}/al/{when}")
    sent = response.headers
    assert (sent["Cache-Control"], sent.get("X-Robots-Tag")) == headers
    assert "Set-Cookie" not in sent


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{ASKED}/nb/", f"{ASKED}/nc/"),
        (f"{ASKED}/nb/2026-11-23/", f"{ASKED}/nc/2026-11-23/"),
        (f"{ASKED}/nb/2026-11-23/dates.ics", f"{ASKED}/nc/2026-11-23/dates.ics"),
        (f"/api{ASKED}/nb/2026-11/", f"/api{ASKED}/nc/2026-11/"),
        (f"{ASKED}/pr/2026-11-23/", f"{ASKED}/"),
    ],
)
def test_former_row_keeps_its_dates(client: FlaskClient, old: str, new: str) -> None:
    """Links to them go on working, and no store keeps the date that such a link has."""
    response = client.get(old)
    assert (response.status_code, response.location) == (301, new)
    if "2026-11-23" in old:
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/en/deadlines/asked/zz/",
        "/en/deadlines/asked/AL/",
        "/en/deadlines/asked/zz/2026-11-23/",
        # A template has no dates itself.
        "/en/deadlines/asked/2026-11/",
        "/en/deadlines/asked/2026-11-23/",
        "/en/deadlines/asked/2026-11-23/dates.ics",
        "/en/deadlines/asked/dates.ics",
        "/en/deadlines/al/2026-11-23/",
        "/en/deadlines/refused/al/",
        "/en/letters/asked/al/",
        "/fr/deadlines/asked/al/",
    ],
)
def test_event_of_no_row_gets_404(client: FlaskClient, path: str) -> None:
    """The page says so in its language."""
    assert client.get(path).status_code == 404


def test_sitemap_has_each_event_but_no_date(client: FlaskClient) -> None:
    """Search engines list the page that asks for the date, and the list of the rows."""
    text = client.get("/sitemap.xml").text
    for path in (f"{ASKED}/", *(f"{ASKED}/{row}/" for row in ROWS)):
        assert f"{path}</loc>" in text
    assert "2026-11" not in text
