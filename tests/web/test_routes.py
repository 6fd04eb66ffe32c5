"""What each address answers: status, type, how long it is kept, and whether it is listed."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

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
        ("/", HTML, DAY, None),
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
        ("/en/my-data/offline/guide.html?utm_source=x", HTML, "no-store", "noindex"),
        ("/en/my-data/topic/?sought=x", HTML, "no-store", "noindex"),
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
        ("/en/my-data/?utm_source=x", 301),
    ],
)
def test_redirect_is_stored_nowhere(shipped_client: FlaskClient, address: str, status: int) -> None:
    """Browsers store permanent redirects, and its URL may contain answers."""
    response = shipped_client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["utm_source=x&fbclid=y", "x", "&", "held-licence=yes", "%00=1"])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/en/", "/en/topics/1/", "/es/sources/", "/en/about/", f"{EVENT}/2026-11-02/"),
        *("/en/my-data/", "/en/my-data/topic/", "/en/my-data/federal-look-up/packet/"),
    ],
)
def test_page_drops_a_query_that_it_does_not_read(
    shipped_client: FlaskClient, path: str, query: str, method: str
) -> None:
    """Links from newsletters and social networks lead to the page that everyone gets."""
    response = shipped_client.open(f"{path}?{query}", method=method)
    assert (response.status_code, response.location, response.text) == (301, path, "")
    assert response.headers["Cache-Control"] == "no-store"
    assert shipped_client.get(path).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/en/my-data/held-license/?topic=holds&utm_source=x",  # an answer
        "/en/my-data/topic/?topic=&utm_source=x",  # an answer that is not complete
        "/en/my-data/topic/?sought=forms&x=y",
        "/en/my-data/federal-look-up/packet.pdf?x=y",  # a file
        "/en/search.json?x=y",
        "/robots.txt?x=y",
        "/api/en/my-data/?x=y",  # data, for programs
        "/api/my-data.json?x=y",
    ],
)
def test_other_query_causes_no_redirect(shipped_client: FlaskClient, address: str) -> None:
    """A page with answers would take another round trip, and is stored nowhere anyway."""
    response = shipped_client.get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


def test_former_id_of_a_question_is_an_answer(write: Write) -> None:
    """Old links with it work as before, whatever else is in their query."""
    folder = write(
        guide="title: A\nstart: a\nmoved: {old: a}\nsteps:\n"
        "  a: {ask: 'So?', yes: b, no: c}\n"
        "  b: {outcome: B, claims: [{level: unknown, text: Nothing.}]}\n"
        "  c: {outcome: C, claims: [{level: unknown, text: Nothing.}]}\n"
    )
    client = create_app(load_flows(folder)).test_client()
    assert client.get("/en/guide/b/?old=yes&utm_source=x").status_code == 200
    moved = client.get("/en/guide/c/?old=yes&utm_source=x")
    assert (moved.status_code, moved.location) == (
        303,
        "/en/guide/b/?old=yes&utm_source=x&sought=c",
    )


@pytest.mark.parametrize(
    "path",
    [
        *("/favicon.ico", "/nothing", "/wp-login.php", "/.git/config", "/xx/my-data", "/api/xx"),
        *("/en/nothing", "/en/my-data/nothing", "/en/topics/99", "/en/letters/nothing"),
        *("/en/deadlines/nothing", "/api/en/nothing", "/en/nothing/map", "/static"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_path_of_nothing_gets_404_at_once(
    shipped_client: FlaskClient, path: str, method: str
) -> None:
    """There is no redirect to the same path with a slash, where the error would be."""
    assert shipped_client.open(path, method=method).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("//en/", "/%2fen/", "///", "//en", "//en/?utm_source=x", "//healthz", "//api/en/"),
        *("/en//", "/en/my-data//", "/en/topics/01/", "/en/topics/01", "/en/topics/%D9%A1/"),
    ],
)
def test_page_has_one_path(shipped_client: FlaskClient, path: str) -> None:
    """Otherwise a client could fill the cache with copies of one page."""
    url, _, query = path.partition("?")
    environ = EnvironBuilder(query_string=query).get_environ()
    environ["PATH_INFO"] = unquote(url).encode().decode("latin-1")  # as PEP 3333 has it
    _, status, headers = run_wsgi_app(shipped_client.application.wsgi_app, environ)
    assert (status[:3], headers["Cache-Control"]) == ("404", "no-store")


@pytest.mark.parametrize(
    "path",
    [
        *("/en", "/es/my-data", "/en/my-data/topic", "/en/about", "/en/topics/1", "/en/sources"),
        *("/en/letters/driving-record", EVENT, f"{EVENT}/2026-11-02", "/api/en/my-data"),
        *("/en/my-data/map", "/en/my-data/federal-look-up/packet", "/api/en"),
    ],
)
def test_path_without_its_last_slash_leads_to_the_page(
    shipped_client: FlaskClient, path: str
) -> None:
    """Links that people type or that a program cut off work."""
    response = shipped_client.get(f"{path}?topic=holds")
    assert (response.status_code, response.location) == (308, f"{path}/?topic=holds")


@pytest.mark.parametrize("method", ["get", "Get", "head"])
def test_method_in_small_letters_is_another_method(
    shipped_client: FlaskClient, method: str
) -> None:
    """Methods are case-sensitive (RFC 9110 9.1). The client of Werkzeug would change it."""
    environ = EnvironBuilder("/en/").get_environ() | {"REQUEST_METHOD": method}
    _, status, headers = run_wsgi_app(shipped_client.application.wsgi_app, environ)
    assert (status[:3], headers["Allow"]) == ("405", "GET, HEAD")


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
