"""Hostile requests: what is never answered, never believed and never left open. The server is the shipped one."""

from __future__ import annotations

import gzip
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from wizard import create_app, create_blueprint
from wizard.model.site import Site
from wizard.web.security_headers import HEADERS, headers_for

KINDS = {  # each kind of response, and its status
    "/": 200,
    "/en/": 200,
    "/en/my-data/held-license/": 200,
    "/en/my-data/federal-look-up/?held-license=yes": 303,
    "/en/my-data/own-car/?held-license=yes": 200,
    "/en/my-data": 308,
    "/nothing/": 404,
    "/en/deadlines/ready/2026-11-23/": 200,
    "/en/deadlines/ready/2026-13-23/": 404,
    "/en/letters/reminder/": 200,
    "/en/?" + "a" * 5000: 414,
    "/api/en/my-data/held-license/": 200,
    "/api/en/my-data/federal-look-up/?held-license=yes": 303,
    "/api/en/my-data/nothing/": 404,
    "/api/my-data.json": 200,
    "/api/openapi.json": 200,
}
SITES = ("https://legal-aid.example", "http://localhost:8000")  # that may frame it


def with_files(client: FlaskClient) -> Iterator[tuple[str, int]]:
    """Each kind of response with its status: pages, redirects, errors, static files and downloads."""
    yield from KINDS.items()
    for page in ("/en/letters/reminder/", "/en/deadlines/ready/2026-11-23/"):
        found = re.findall(r'(?:href|src)="(/[^"]*\.[a-z]+)"', client.get(page).text)
        assert found
        yield from ((address, 200) for address in found)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("mounted", [False, True], ids=["app", "blueprint"])
@pytest.mark.parametrize("sites", [(), SITES], ids=["whole", "framed"])
def test_every_response_has_every_header(
    shipped: Site, method: str, mounted: bool, sites: tuple[str, ...]
) -> None:
    """Pages, data, files, redirects, errors, 304: the whole set, in an application of its own and in that of a host."""
    site = replace(shipped, frame=sites)
    host = create_app(site)
    if mounted:
        host = Flask("host")
        host.url_map.merge_slashes = False
        host.register_blueprint(create_blueprint(site))
        host.register_blueprint(create_blueprint(site, "second"), url_prefix="/more")
    client, headers = host.test_client(), headers_for(sites, mounted)
    assert ("X-Frame-Options" in headers) == (not sites)
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
                name: each.headers[name] for name in HEADERS if name in each.headers
            } == headers, address
            assert "Set-Cookie" not in each.headers
            assert ("Access-Control-Allow-Origin" in each.headers) == address.startswith("/api/"), (
                address
            )


def test_a_page_that_breaks_has_the_headers_too(shipped: Site) -> None:
    """A fault of ours opens nothing."""
    app = create_app(shipped)
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)  # type: ignore[arg-type]
    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "ZeroDivision" not in response.text


def test_what_a_proxy_or_a_client_claims_is_not_believed(client: FlaskClient) -> None:
    """Only the Host header names this site, and it changes no address but the page's own."""
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


@pytest.mark.parametrize(
    "host", ["evil.example", 'evil"><script>', "evil.example/x", "evil\\x", "a" * 3000, "", "[::1"]
)
def test_a_hostile_host_bends_no_link(client: FlaskClient, host: str) -> None:
    """Links of the page stay on this host; a host that is none is refused, never a fault."""
    environment = EnvironBuilder("/en/my-data/federal-look-up/").get_environ() | {"HTTP_HOST": host}
    body, status, _ = run_wsgi_app(
        client.application, environment
    )  # the client itself would refuse such a host
    text = b"".join(body).decode()
    assert status[:3] in ("200", "400")
    assert "<script>" not in text
    links = re.findall(r'<a [^>]*href="([^"]*)"', text)
    assert [
        link for link in links if "evil" in link and not link.startswith(("sms:", "https://wa.me/"))
    ] == []


def told(server: str, request: bytes, wait: float = 10) -> bytes:
    """What the server answers to these bytes, sent as they are."""
    address = urlsplit(server)
    with closing(
        socket.create_connection((str(address.hostname), int(address.port or 0)), wait)
    ) as wire:
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
            b"GET /en/my-data/federal-look-up/?held-license=yes%0d%0aSet-Cookie:%20a=b HTTP/1.1",
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
def test_a_hostile_line_is_refused_in_one_answer(
    server: str, request_line: bytes, statuses: str
) -> None:
    """No file of the machine, no second header, no other host; the connection may just end."""
    answer = told(server, request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = answer.split(b" ")[1] if answer.startswith(b"HTTP/") else b"400"
    assert status.decode() in statuses.split()
    headers = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nset-cookie" not in headers
    assert not re.search(rb"\r\nlocation: *(https?:)?//", headers)
    for secret in (b"[project]", b"root:", b"repositoryformat"):
        assert secret not in answer


def test_the_server_does_not_say_its_version(server: str) -> None:
    """Who looks for a known hole learns nothing here."""
    answer = told(server, b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert not re.search(
        rb"\r\n(server|x-powered-by|via):[^\r]*\d", answer.partition(b"\r\n\r\n")[0], re.IGNORECASE
    )


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_a_body_is_never_unpacked_or_waited_for(server: str, method: bytes) -> None:
    """A bomb of zeros and a body that never comes are answered like a request without one."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    head = method + b" /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    status = {b"GET": b"200", b"POST": b"405"}[method]
    sent = told(
        server, head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
    )
    assert sent.split(b" ")[1] == status
    promised = told(server, head + b"Content-Length: 1000000000\r\n\r\nshort")
    assert promised.split(b" ")[1] == status


def test_a_request_that_is_two_for_another_server_is_one_here_or_none(server: str) -> None:
    """Both a length and chunks, or two lengths: what a proxy may take for two requests is refused or ends there."""
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n"
    for lengths in (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(smuggled),
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    ):
        assert told(server, head + lengths + smuggled).count(b"HTTP/1.1 2") <= 1


def test_readers_are_served_while_slow_clients_hold_on(server: str) -> None:
    """Three hundred connections that send a request a byte at a time, or never end one, keep nobody out."""
    address = urlsplit(server)
    slow = []
    try:
        for number in range(300):
            wire = socket.create_connection((str(address.hostname), int(address.port or 0)), 10)
            wire.sendall(
                b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: " if number % 2 else b"G"
            )
            slow.append(wire)
        for _ in range(5):
            for wire in slow[1::6]:
                wire.sendall(b"a")
            answer = told(
                server,
                b"GET /en/my-data/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                wait=5,
            )
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(0.05)
    finally:
        for wire in slow:
            wire.close()
