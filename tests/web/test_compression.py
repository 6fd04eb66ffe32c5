"""Which content coding a client gets, and how small the responses are."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_response_cache import BROWSER, OUTCOME
from wizard import create_app, create_blueprint
from wizard.model.site import Site
from wizard.web.response_cache import choose_coding
from wizard.web.security_headers import HEADERS


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        (BROWSER, "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000", "identity"),
        ("gzip;q=0.2, identity;q=0.9", "identity"),
        ("gzip;q=0.2", "gzip"),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("identity;q=0", ""),
        ("identity;q=0, *;q=0", ""),
        ("*;q=0", ""),
        ("*;q=0, identity", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("deflate, zstd, compress", "identity"),
        ("br;q=2, gzip;q=x", "identity"),
        (",;=,q", "identity"),
        ("a" * 5000 + ", gzip", "gzip"),
    ],
)
def test_choose_coding_returns_what_the_client_prefers(accepted: str, coding: str) -> None:
    """Of several equally good codings it is the shortest, and "" if none is acceptable."""
    assert choose_coding(accepted) == coding


@pytest.mark.parametrize("mounted", [False, True], ids=["app", "blueprint"])
@pytest.mark.parametrize("accepted", ["identity;q=0, *;q=0", "*;q=0", "zstd, identity;q=0"])
def test_client_that_accepts_no_coding_gets_406(
    shipped: Site, accepted: str, mounted: bool
) -> None:
    """The page is in the language of the URL, whether the requested page is cached or not."""
    app = Flask("host")
    if mounted:
        app.register_blueprint(create_blueprint(shipped))
    else:
        app = create_app(shipped)
    client = app.test_client()
    for _ in range(2):
        response = client.get(OUTCOME, headers={"Accept-Encoding": accepted})
        assert (response.status_code, response.headers["Cache-Control"]) == (406, "no-store")
        assert "No podemos enviar esta página a su navegador" in response.text
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert client.get(OUTCOME).status_code == 200


@pytest.mark.parametrize("lang", ["en", "es"])
def test_responses_are_small_over_the_wire(client: FlaskClient, shipped: Site, lang: str) -> None:
    """With HTTP/1.1 headers: 24,200 bytes for a first load, 2,500 to 2,620 for a question.

    HTTP/2 sends repeated headers once, so a first load takes fewer than 24,000 there.

    Readers come to a start page or to a step. Spanish texts take a twentieth more bytes.
    """
    share = {"en": 1, "es": 1.05}[lang]

    def wire(address: str) -> int:
        response = client.get(address, headers={"Accept-Encoding": BROWSER})
        assert response.status_code in (200, 303), address
        date = len(
            "HTTP/1.1 200 OK\r\n\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
        )  # the server adds them
        return (
            date
            + len(response.data)
            + sum(len(name) + len(value) + 4 for name, value in response.headers)
        )

    for first in (f"/{lang}/my-data/", f"/{lang}/my-data/topic/"):
        files = re.findall(r'(?:href|src)="(/static/[^"]*)"', client.get(first).text)
        assert len(files) == 3
        assert sum(map(wire, [first, *files])) < 24_200, first
    for flow in shipped.flows.values():
        for question in flow.questions():
            assert wire(f"/{lang}/{flow.id}/{question.id}/") <= 2500 * share, question.id
            assert wire(f"/{lang}/{flow.id}/{question.id}/?{flow.start}=unsure") <= 2620 * share, (
                question.id
            )
