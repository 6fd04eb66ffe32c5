"""Which hosts a site answers for, and the path below which it is served."""

from __future__ import annotations

import re
import urllib.request
from datetime import date
from pathlib import Path
from wsgiref.validate import validator

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder, TestResponse, run_wsgi_app

from tests.conftest import ROOT, Write
from tests.web.example import GUIDE, OTHER
from tests.web.test_security import response_to
from tests.web.test_server import SERVERS, running
from wizard import create_app, load_flows
from wizard.model.site import Site
from wizard.web.security_headers import HEADERS

PAGE = "/en/my-data/federal-look-up/"
ANSWERED = "/en/my-data/held-license/?topic=holds"
ORIGIN = "https://example.org"

# Servers pass on two headers as one with a comma, and none as empty or not at all.
INVALID = (
    None,
    "",
    "a.example,b.example",
    "example.org, example.org",
    "example.org example.org",
    'evil"><script>',
    "example.org/x",
    "evil\\x",
    "[::1",
    "example.org:",
    "example.org:99999",
    "example..org",
    f"{'a' * 64}.example",
    "a." * 200 + "example",
    "ex\xe4mple.org",
)


def site_at(site: Site, origin: str, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a client of a site whose public address is configured, if `origin` names one."""
    monkeypatch.setenv("WIZARD_ORIGIN", origin)
    return create_app(site, lambda: date(2026, 11, 23)).test_client()


def ask(
    client: FlaskClient, path: str, host: str | None, method: str = "GET"
) -> tuple[int, Headers, str]:
    """Return the status, headers and text of a response to a request that names a host.

    The client would refuse some hosts.
    """
    url, _, query = path.partition("?")
    environ = EnvironBuilder(method=method).get_environ()
    environ |= {"PATH_INFO": url, "QUERY_STRING": query, "HTTP_HOST": host}
    if host is None:
        del environ["HTTP_HOST"]
    body, status, headers = run_wsgi_app(client.application.wsgi_app, environ, buffered=True)
    return int(status[:3]), headers, b"".join(body).decode()


@pytest.mark.parametrize("origin", ["", ORIGIN])
def test_request_without_one_valid_host_is_rejected(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    """RFC 9112 3.2 requires it. The text says why, and repeats nothing of the request."""
    client = site_at(shipped, origin, monkeypatch)
    for host in INVALID:
        for path in ("/", PAGE, ANSWERED, "/robots.txt", "/en", "/nothing/", "/api/my-data.json"):
            status, headers, text = ask(client, path, host)
            assert (status, text) == (400, 'A request needs one valid "Host" header.\n'), host
            assert headers["Content-Type"] == "text/plain; charset=utf-8"
            assert headers["Cache-Control"] == "no-store"
            assert {name: headers.get(name) for name in HEADERS} == HEADERS
        assert ask(client, "/", host, "HEAD")[::2] == (400, "")


@pytest.mark.parametrize(
    "host", ["evil.example", "www.example.org", "192.0.2.1:8000", "example.org.evil.example"]
)
def test_site_with_an_address_answers_for_no_other_host(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """The text says where the site is and what the proxy must send, and nothing of the reader."""
    client = site_at(shipped, f"{ORIGIN}/help", monkeypatch)
    for path in ("/help/", PAGE, ANSWERED, "/robots.txt", "/help", "/nothing/", "/static/x"):
        status, headers, text = ask(client, path, host)
        assert status == 421
        assert text.startswith("This site is at https://example.org/help/\n")
        assert '"Host: example.org"' in text
        assert not re.search(r"my-data|topic|evil|192", text)
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        assert {name: headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("origin", [ORIGIN, f"{ORIGIN}:8443", "http://example.org"])
@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "EXAMPLE.org", "example.org:443", "example.org:8443", "example.org."),
        *("localhost", "localhost:5000", "127.0.0.1:8000", "[::1]", "[::1]:8000"),
    ],
)
def test_site_with_an_address_answers_for_it_and_on_its_own_machine(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, host: str, origin: str
) -> None:
    """A proxy may leave the port out. Pages always have the URLs of the address."""
    client = site_at(shipped, origin, monkeypatch)
    status, _, text = ask(client, PAGE, host)
    assert (status, f'value="{origin}{PAGE}"' in text) == (200, True)
    assert "localhost" not in text
    assert "127.0.0.1" not in text


@pytest.mark.parametrize("origin", ["", ORIGIN, f"{ORIGIN}/help"])
@pytest.mark.parametrize("host", [*INVALID, "evil.example", "192.0.2.1:8000"])
def test_health_is_answered_for_any_host(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, host: str | None, origin: str
) -> None:
    """Load balancers name an IP address, or nothing."""
    client = site_at(shipped, origin, monkeypatch)
    for path in ("/healthz", "/help/healthz") if "help" in origin else ("/healthz",):
        assert ask(client, path, host)[::2] == (200, "ok")


def test_site_without_an_address_takes_the_host_of_the_request(
    shipped: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own port and the letters of the domain do not matter."""
    client = site_at(shipped, "", monkeypatch)
    for host in ("other.example", "OTHER.example:80"):
        status, _, text = ask(client, PAGE, host)
        assert (status, f'value="http://other.example{PAGE}"' in text) == (200, True)


@pytest.mark.parametrize("origin", ["", f"{ORIGIN}/help"])
@pytest.mark.parametrize("path", ["/en/", "/en", "/nothing/", "/help", "/healthz"])
def test_middleware_conforms_to_wsgi(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, path: str, origin: str
) -> None:
    """The validator of the standard library reports nothing."""
    app = validator(site_at(shipped, origin, monkeypatch).application)
    for host in ("example.org", "localhost", "evil.example", "a,b"):
        response = Client(app).get(path, headers={"Host": host}, buffered=True)
        assert response.status_code < 500


def below(client: FlaskClient, url: str, strips: bool) -> TestResponse:
    """Return the response to a request for a public URL that a proxy passes on."""
    path = url.removeprefix(ORIGIN)
    path = path.removeprefix("/help") if strips else path
    return client.get(path, headers={"Host": "example.org"})


def urls_in(response: TestResponse) -> set[str]:
    """Return the URLs of the site that are in a page, a file for machines or data."""
    texts = re.findall(r'"([^"]*)"|<loc>([^<]*)|(https://[^\s<>"]+)', response.text)
    urls = {url.partition("#")[0].replace("&amp;", "&") for found in texts for url in found}
    return {url for url in urls if url.startswith((f"{ORIGIN}/", "/"))}


@pytest.mark.parametrize("strips", [True, False])
def test_site_below_a_path_is_complete(
    write: Write, monkeypatch: pytest.MonkeyPatch, strips: bool
) -> None:
    """Whether the proxy removes the path or not, all that pages link to is below it and there."""
    client = site_at(load_flows(write(guide=GUIDE, other=OTHER)), f"{ORIGIN}/help", monkeypatch)
    todo = {"/help/", "/help/en/search.json", "/help/api/en/guide/", "/help/robots.txt"}
    seen = set[str]()
    while todo - seen:
        url = min(todo - seen)
        seen.add(url)
        if re.search(r"/map|\.pdf$", url):  # made by other programs
            continue
        response = below(client, url, strips)
        if response.location:
            todo.add(response.location)
        assert response.status_code in (200, 301, 303), url
        if not url.endswith((".js", ".css", "/guide.html")):
            todo |= urls_in(response)
    outside = {url for url in seen if not url.removeprefix(ORIGIN).startswith("/help/")}
    assert outside == set()
    assert {f"{ORIGIN}/help/sitemap.xml", f"{ORIGIN}/help/en/guide/", "/help/en/guide/"} <= seen
    assert any(url.startswith("/help/static/") for url in seen)
    assert any("?" in url for url in seen)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/help", "/help/"),
        ("/help/en", "/help/en/"),
        ("/help/en/my-data", "/help/en/my-data/"),
        ("/help/en/my-data/who-looks/?topic=holds", "/help/en/my-data/held-license/?topic=holds"),
    ],
)
@pytest.mark.parametrize("host", ["example.org", "localhost:5000"])
def test_redirect_keeps_the_path_of_the_address(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, path: str, location: str, host: str
) -> None:
    """It goes to a path, so the scheme and the port do not matter, and no one stores it."""
    client = site_at(shipped, f"{ORIGIN}/help", monkeypatch)
    for method in ("GET", "HEAD"):
        status, headers, text = ask(client, path, host, method)
        assert (status in (303, 308), text) == (True, "")
        assert headers["Location"].startswith(location)
        assert headers["Cache-Control"] == "no-store"
        assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_path_of_the_address_is_removed_once_and_only_as_a_whole(
    shipped: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`/helping` is another path."""
    client = site_at(shipped, f"{ORIGIN}/help", monkeypatch)
    for path in ("/help/help/en/", "/helping/en/", "/helpen/", "//help/en/", "/HELP/en/"):
        assert ask(client, path, "example.org")[0] == 404, path


def test_server_may_have_removed_the_path_itself(
    shipped: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gunicorn does so if the environment has SCRIPT_NAME, as do applications that mount this."""
    client = site_at(shipped, f"{ORIGIN}/help", monkeypatch)
    plain = client.get(PAGE, base_url=f"{ORIGIN}/help/")
    assert plain.status_code == 200
    assert plain.data == client.get(f"/help{PAGE}").data
    client = site_at(shipped, ORIGIN, monkeypatch)
    assert f'value="{ORIGIN}/outer{PAGE}"' in client.get(PAGE, base_url=f"{ORIGIN}/outer/").text


@pytest.mark.parametrize("origin", ["example.org", "https://example.org?x", "ftp://example.org"])
def test_invalid_address_in_the_environment_is_reported(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    """The message names the variable and shows a valid URL."""
    with pytest.raises(ValueError, match=f'^WIZARD_ORIGIN: "{re.escape(origin)}" is not a URL'):
        site_at(shipped, origin, monkeypatch)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name == "wizard" else pytest.mark.slow) for name in SERVERS],
)
@pytest.mark.parametrize("origin", ["", f"{ORIGIN}/help"])
def test_every_server_gives_the_same_answers_about_hosts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, origin: str
) -> None:
    """Servers differ in what they pass on if a request has no host, or two."""
    monkeypatch.setenv("WIZARD_ORIGIN", origin)
    foreign = 421 if origin else 200
    with running(SERVERS[name], tmp_path / "log", ROOT / "flows") as (server, _):
        for lines, status, health in (
            ("", 400, 200),
            ("Host: \r\n", 400, 200),
            ("Host: example.org\r\nHost: example.org\r\n", 400, None),
            ("Host: example.org, example.org\r\n", 400, 200),
            ("Host: evil.example\r\n", foreign, 200),
            ("Host: example.org\r\n", 200, 200),
            ("Host: 127.0.0.1:5000\r\n", 200, 200),
        ):
            assert sent(server, "/en/", lines) == status, lines
            assert health is None or sent(server, "/healthz", lines) == health, lines
        if origin:
            with urllib.request.urlopen(f"{server}/help{PAGE}", timeout=60) as response:
                text = response.read().decode()
            assert f'value="{ORIGIN}/help{PAGE}"' in text
            assert {*re.findall(r'(?:src|href)="(/[a-z]*)', text)} == {"/help"}


def sent(server: str, path: str, lines: str) -> int:
    """Return the status of the response to a request with these header lines."""
    request = f"GET {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"
    return int(response_to(server, request.encode()).split(b" ")[1])
