"""What each address answers: status, type, how long it is kept, and whether it is listed."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.conftest import Write
from wizard import create_app, load_flows
from wizard.model.site import Site

HTML, JSON = "text/html; charset=utf-8", "application/json"
DAY, BRIEF = "public, max-age=300, stale-while-revalidate=86400", "public, max-age=300"
EVENT = "/en/deadlines/state-request"
PRIVATE = "noindex, noarchive, nosnippet"


@pytest.fixture(scope="module")
def shipped_client(shipped: Site) -> FlaskClient:
    """Return a client of the shipped site on a fixed date."""
    return create_app(shipped, lambda: date(2026, 11, 23)).test_client()


@pytest.mark.parametrize(
    ("address", "kind", "cache", "robots"),
    [
        ("/", HTML, DAY, "noindex"),
        ("/en/", HTML, DAY, None),
        ("/en/search.json", JSON, DAY, "noindex"),
        ("/en/topics/1/", HTML, DAY, None),
        ("/en/sources/", HTML, DAY, None),
        ("/en/promises/", HTML, DAY, None),
        ("/en/about/", HTML, DAY, None),
        ("/en/letters/", HTML, DAY, None),
        ("/en/letters/driving-record/", HTML, DAY, None),
        ("/en/letters/driving-record/letter.pdf", "application/pdf", DAY, "noindex"),
        ("/en/deadlines/", HTML, DAY, None),
        (f"{EVENT}/", HTML, BRIEF, None),
        (f"{EVENT}/2026-11/", HTML, "no-store", PRIVATE),
        (f"{EVENT}/2026-11-02/", HTML, "no-store", PRIVATE),
        (f"{EVENT}/2026-11-02/dates.ics", "text/calendar; charset=utf-8", "no-store", PRIVATE),
        ("/en/my-data/", HTML, DAY, None),
        ("/en/my-data/topic/", HTML, DAY, "noindex"),
        ("/en/my-data/federal-look-up/", HTML, DAY, None),
        ("/en/my-data/federal-look-up/packet/", HTML, DAY, "noindex"),
        ("/en/my-data/federal-look-up/packet/?topic=who", HTML, "no-store", "noindex"),
        ("/en/my-data/federal-look-up/?utm_source=x", HTML, "no-store", None),
        ("/en/my-data/federal-look-up/packet.pdf", "application/pdf", DAY, "noindex"),
        ("/en/my-data/offline/", HTML, DAY, "noindex"),
        ("/en/my-data/offline/guide.html", HTML, DAY, "noindex"),
        ("/en/my-data/held-license/?topic=holds", HTML, "no-store", PRIVATE),
        ("/api/my-data.json", JSON, DAY, "noindex"),
        ("/api/openapi.json", JSON, DAY, "noindex"),
        ("/robots.txt", "text/plain; charset=utf-8", BRIEF, None),
        ("/sitemap.xml", "application/xml; charset=utf-8", BRIEF, None),
    ],
)
def test_address_has_type_cache_and_robots(
    shipped_client: FlaskClient, address: str, kind: str, cache: str, robots: str | None
) -> None:
    """What depends on an answer or has a query is stored nowhere; everything else may be."""
    response = shipped_client.get(address)
    assert response.status_code == 200
    assert response.content_type == kind
    assert response.headers["Cache-Control"] == cache
    assert response.headers.get("X-Robots-Tag") == robots


@pytest.mark.parametrize(
    "address",
    [
        "/xx/",
        "/en/nothing/",
        "/en/topics/99/",
        "/en/letters/nothing/",
        "/en/letters/nothing/letter.pdf",
        "/en/letters/driving-record/letter.exe",
        "/en/deadlines/nothing/",
        "/en/deadlines/nothing/2026-11/",
        "/en/my-data/nothing/",
        "/en/nothing/map/",
        "/api/nothing.json",
        f"{EVENT}/2020-11/",
        f"{EVENT}/soon/",
        f"{EVENT}/soon/dates.ics",
    ],
)
def test_address_of_nothing_gets_404(shipped_client: FlaskClient, address: str) -> None:
    """Each page names what it looked for in the language of the address."""
    response = shipped_client.get(address)
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/my-data/federal-look-up?topic=who", 308),
        ("/en/my-data/federal-look-up/?topic=who", 303),
        ("/en", 308),
    ],
)
def test_redirect_is_stored_nowhere(shipped_client: FlaskClient, address: str, status: int) -> None:
    """Browsers store permanent redirects, and its URL may contain answers."""
    response = shipped_client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize("path", ["sources/", "letters/", "deadlines/", "topics/1/"])
def test_site_without_a_part_has_no_page_for_it(write: Write, path: str) -> None:
    """A site of one flow has none of them, and its front page links to none."""
    folder = write(
        guide="title: A\nstart: b\n"
        "steps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}\n"
    )
    client = create_app(load_flows(folder)).test_client()
    assert client.get(f"/en/{path}").status_code == 404
    assert f'/en/{path}"' not in client.get("/en/").text


def test_files_of_letter_and_dates_have_names(shipped_client: FlaskClient) -> None:
    """The browser saves them under a name that says nothing about the reader."""
    for path, name in (
        ("letters/driving-record/letter.pdf", "driving-record.pdf"),
        ("deadlines/state-request/2026-11-02/dates.ics", "dates.ics"),
    ):
        header = shipped_client.get(f"/en/{path}").headers["Content-Disposition"]
        assert header == f'attachment; filename="{name}"'


def test_redirect_to_furthest_step_names_requested_step_once(shipped_client: FlaskClient) -> None:
    """A moved step redirects for good, an early one only now, and keeps the answers."""
    early = shipped_client.get("/en/my-data/federal-look-up/?topic=who")
    assert early.status_code == 303
    assert early.location.count("sought=") == 1
    again = shipped_client.get(early.location.replace("who-looks", "federal-look-up"))
    assert again.status_code == 303
    assert again.location.count("sought=") == 1
