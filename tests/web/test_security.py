"""Hostile requests, to the application and to the server of `wizard run`."""

from __future__ import annotations

import gzip
import re
import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.conftest import ROOT
from wizard import create_app, create_blueprint
from wizard.model.site import Site
from wizard.web.security_headers import FOR_SUBRESOURCES, HEADERS, HSTS, headers_for
from wizard.web.server import HEADER_BYTES

KINDS = {  # each kind of response, and its status
    "/": 200,
    "/en/": 200,
    "/en/my-data/topic/": 200,
    "/en/my-data/federal-look-up/?topic=who": 303,
    "/en/my-data/held-license/?topic=holds": 200,
    "/en/my-data": 308,
    "/nothing/": 404,
    "/en/deadlines/ready/2026-11-23/": 200,
    "/en/deadlines/ready/2026-13-23/": 404,
    "/en/letters/reminder/": 200,
    "/en/?" + "a" * 5000: 414,
    "/api/en/my-data/topic/": 200,
    "/api/en/my-data/federal-look-up/?topic=who": 303,
    "/api/en/my-data/nothing/": 404,
    "/api/my-data.json": 200,
    "/api/openapi.json": 200,
}
SITES = ("https://legal-aid.example", "http://localhost:8000")  # that may frame it


def with_files(client: FlaskClient) -> Iterator[tuple[str, int]]:
    """Yield each kind of response with its status: pages, redirects, errors and files."""
    yield from KINDS.items()
    for page in ("/en/letters/reminder/", "/en/deadlines/ready/2026-11-23/"):
        found = re.findall(r'(?:href|src)="(/[^"]*\.[a-z]+)"', client.get(page).text)
        assert found
        yield from ((address, 200) for address in found)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("mounted", [False, True], ids=["app", "blueprint"])
@pytest.mark.parametrize("sites", [(), SITES], ids=["whole", "framed"])
def test_every_response_has_every_header(
    shipped: Site,
    method: str,
    mounted: bool,
    sites: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages, data, files, redirects, errors and 304 have them, in an app and in a blueprint.

    Stylesheets and scripts have only those that browsers follow for them. A picture can be opened
    as a page, so it has all.
    """
    monkeypatch.setenv("WIZARD_ORIGIN", "https://localhost")
    site = replace(shipped, frame=sites)
    host = create_app(site)
    if mounted:
        host = Flask("host")
        host.url_map.merge_slashes = False
        host.register_blueprint(create_blueprint(site))
        host.register_blueprint(create_blueprint(site, "second"), url_prefix="/more")
    client, headers = host.test_client(), headers_for(sites, https=not mounted)
    assert ("X-Frame-Options" in headers) == (not sites)
    of_files = {name: headers[name] for name in FOR_SUBRESOURCES if name in headers}
    for address, status in with_files(client):
        if mounted and status in (404, 308) and address.count("/") < 3:
            continue  # an address that no route of the blueprint meets is the host's to answer
        response = client.open(address, method=method)
        assert response.status_code == status, address
        seen = [response]
        if "ETag" in response.headers:
            seen.append(
                client.open(
                    address, method=method, headers={"If-None-Match": response.headers["ETag"]}
                )
            )
            assert seen[-1].status_code == 304
        for each in seen:
            assert {
                name: each.headers[name] for name in HEADERS | HSTS if name in each.headers
            } == (of_files if address.endswith((".css", ".js")) else headers), address
            assert "Set-Cookie" not in each.headers
            assert ("Access-Control-Allow-Origin" in each.headers) == address.startswith("/api/"), (
                address
            )


def test_broken_page_has_every_header(shipped: Site) -> None:
    """An error in our code does not weaken the policy."""
    app = create_app(shipped)
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)  # type: ignore[arg-type]
    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "ZeroDivision" not in response.text


def test_headers_of_proxies_and_clients_are_not_trusted(client: FlaskClient) -> None:
    """Only the Host header names this site."""
    plain = client.get("/en/my-data/federal-look-up/").data
    claims = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "evil",
        "X-Forwarded-Prefix": "/evil",
        "X-Original-URL": "/en/evil/",
        "X-Rewrite-URL": "/en/evil/",
        "X-HTTP-Method-Override": "DELETE",
        "Forwarded": "host=evil.example;proto=https",
        "X-Forwarded-For": "10.0.0.1",
        "HX-Request": "true",
        "HX-Current-URL": "https://evil.example/",
        "Accept-Language": "es",
        "Cookie": "lang=es; session=x",
        "Range": "bytes=0-5",
    }
    for name, value in claims.items():
        response = client.get("/en/my-data/federal-look-up/", headers={name: value})
        assert (response.status_code, response.data) == (200, plain), name


@pytest.mark.parametrize("query", ["a=\xff", "a=\x00", "a=b c", "a=\x7f"])
def test_query_with_bytes_that_no_browser_sends_is_rejected(
    client: FlaskClient, query: str
) -> None:
    """Browsers percent-encode such bytes, so they are an error or an attack."""
    environ = EnvironBuilder("/en/").get_environ() | {"QUERY_STRING": query}
    _, status, _ = run_wsgi_app(client.application, environ)
    assert status == "400 BAD REQUEST"


def test_host_header_changes_only_the_urls_of_the_page_itself(client: FlaskClient) -> None:
    """Links within the site have no host: only the page's own URLs have it.

    `--origin` is for servers that strangers can reach with any `Host` header.
    """
    shared = "http://evil.example/"
    response = client.get("/en/my-data/federal-look-up/", headers={"Host": "evil.example"})
    html = BeautifulSoup(response.data, "html.parser")
    urls = [str(tag[name]) for name in ("href", "src", "value") for tag in html.select(f"[{name}]")]
    assert urls
    for url in urls:
        query = url.startswith(("sms:", "https://wa.me/"))
        assert not url.startswith(("//", "http:")) or url.startswith(shared), url
        assert not query or quote(shared) in url, url
        assert query or "evil" not in url.removeprefix(shared), url


def connect(server: str, wait: float = 10) -> socket.socket:
    """Return a new connection to the server."""
    address = urlsplit(server)
    return socket.create_connection((str(address.hostname), int(address.port or 0)), wait)


def response_to(server: str, request: bytes, wait: float = 10) -> bytes:
    """Send bytes as they are, and return what the server answers."""
    with closing(connect(server, wait)) as wire:
        wire.sendall(request)
        answer = b""
        while not re.search(rb"\r\n\r\n", answer):
            try:
                more = wire.recv(65536)
            except (ConnectionResetError, TimeoutError):
                break
            if not more:
                break
            answer += more
        return answer


@pytest.mark.parametrize(
    ("request_line", "statuses"),
    [
        (b"GET /static/../pyproject.toml HTTP/1.1", "404 400 308"),
        (b"GET /static/%2e%2e/pyproject.toml HTTP/1.1", "404 400 308"),
        (b"GET /static/..%2f..%2fetc%2fpasswd HTTP/1.1", "404 400"),
        (b"GET /static/..%5c..%5cetc HTTP/1.1", "404 400"),
        (b"GET //evil.example/%2f.. HTTP/1.1", "404 400 308"),
        (b"GET /en/%0d%0aSet-Cookie:%20a=b/ HTTP/1.1", "404 400"),
        (
            b"GET /en/my-data/federal-look-up/?topic=who%0d%0aSet-Cookie:%20a=b HTTP/1.1",
            "303",
        ),
        (b"GET /en%0d%0aLocation:%20https://evil.example HTTP/1.1", "404 400 308"),
        (b"GET https://evil.example/en/ HTTP/1.1", "200 400 404"),
        (b"GET /en/\x00 HTTP/1.1", "400"),
        (b"GET /.git/config HTTP/1.1", "404 308"),
        (b"GET /static/ HTTP/1.1", "404"),
        (b"GET /static/wizard.css.map HTTP/1.1", "404"),
        (b"TRACE / HTTP/1.1", "405 400"),
        (b"CONNECT evil.example:443 HTTP/1.1", "405 400 404"),
        (b"PUT /en/ HTTP/1.1", "405"),
        (b"GET / HTTP/9.9", "400 505"),
        (b"\x16\x03\x01\x02\x00\x01", "400"),
    ],
    ids=str,
)
def test_hostile_request_line_is_rejected(server: str, request_line: bytes, statuses: str) -> None:
    """No file, second header or other host is in the response; the connection may just end."""
    answer = response_to(server, request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = answer.split(b" ")[1] if answer.startswith(b"HTTP/") else b"400"
    assert status.decode() in statuses.split()
    headers = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nset-cookie" not in headers
    assert not re.search(rb"\r\nlocation: *(https?:)?//", headers)
    for secret in (b"[project]", b"root:", b"repositoryformat"):
        assert secret not in answer


def test_server_does_not_reveal_its_version(server: str) -> None:
    """That would help to look for known vulnerabilities."""
    answer = response_to(
        server, b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 200")
    assert not re.search(
        rb"\r\n(server|x-powered-by|via):[^\r]*\d", answer.partition(b"\r\n\r\n")[0], re.IGNORECASE
    )


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_request_body_is_never_unpacked_or_waited_for(server: str, method: bytes) -> None:
    """A compression bomb and a missing body are answered like a request without a body."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    head = method + b" /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    status = {b"GET": b"200", b"POST": b"405"}[method]
    sent = response_to(
        server, head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
    )
    assert sent.split(b" ")[1] == status
    promised = response_to(server, head + b"Content-Length: 1000000000\r\n\r\nshort")
    assert promised.split(b" ")[1] == status


def test_smuggled_request_is_not_answered(server: str) -> None:
    """A request with two lengths, or length and chunks, gets at most one response."""
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n"
    for lengths in (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(smuggled),
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    ):
        assert response_to(server, head + lengths + smuggled).count(b"HTTP/1.1 2") <= 1


def test_slow_clients_block_no_reader(server: str) -> None:
    """Three hundred connections send their request a byte at a time, or never finish it."""
    slow = []
    try:
        for number in range(300):
            wire = connect(server)
            wire.sendall(
                b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: " if number % 2 else b"G"
            )
            slow.append(wire)
        for _ in range(5):
            for wire in slow[1::6]:
                wire.sendall(b"a")
            answer = response_to(
                server,
                b"GET /en/my-data/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                wait=5,
            )
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(0.05)
    finally:
        for wire in slow:
            wire.close()


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"  # with which a connection of HTTP/2 begins
UNFINISHED = {  # what a client sends before it falls silent
    "nothing": b"",
    "half a preface": PREFACE[:8],
    "preface": PREFACE + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "half a head": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: a",
    "a request": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "half a body": b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nshort",
    "half a chunk": b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n9\r\nshort",
}


def is_closed(wire: socket.socket) -> bool:
    """Return whether the other side closes a connection before its timeout."""
    try:
        while wire.recv(65536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_silent_connections_are_closed(server: str) -> None:
    """Each is closed, after HEADER_TIMEOUT at the latest: they would occupy places for ever."""
    wires = {name: connect(server, wait=60) for name in UNFINISHED}
    for name, wire in wires.items():
        wire.sendall(UNFINISHED[name])
    assert {name for name, wire in wires.items() if not is_closed(wire)} == set()
    for wire in wires.values():
        wire.close()


@pytest.mark.parametrize("length", [HEADER_BYTES, 300_000])
def test_head_longer_than_the_buffer_is_rejected(server: str, length: int) -> None:
    """Else each connection could hold hundreds of kilobytes. Cookies of the domain fit in it."""
    head = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nCookie: "
    fits = head + b"a" * (HEADER_BYTES - 200) + b"\r\n\r\n"
    assert response_to(server, fits).startswith(b"HTTP/1.1 200 ")
    with closing(connect(server, wait=60)) as wire:
        answer = b""
        with suppress(ConnectionError):  # the server may close it while more is being sent
            wire.sendall(head + b"a" * length + b"\r\n\r\n")
            answer = wire.recv(65536)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
        assert is_closed(wire)


@pytest.mark.slow
def test_thousands_of_silent_connections_leave_the_server_answering(
    launch: Callable[..., str], tmp_path: Path
) -> None:
    """One worker answers while 4,150 connections send nothing."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    server = launch(ROOT / "flows", "--workers", "1", log=tmp_path / "log")
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
    try:
        with ExitStack() as silent:
            for _ in range(4150):
                silent.enter_context(closing(connect(server)))
            request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
            assert response_to(server, request, wait=5).startswith(b"HTTP/1.1 200 ")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
