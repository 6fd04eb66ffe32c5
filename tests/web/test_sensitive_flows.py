"""Nothing of a sensitive flow is stored, neither by the server nor by browsers and proxies."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write
from tests.web.conftest import cache_of
from tests.web.example import GUIDE, OTHER
from wizard import create_app, create_blueprint, load_flows
from wizard.i18n.translator import Translator
from wizard.pages.packet import PacketPage
from wizard.pages.packet_file import write_packet
from wizard.web import takeaway

PAGES = ["", "first/", "second/", "end/", "end/packet/", "offline/"]
FILES = ["end/packet.pdf", "offline/guide.html"]
PICTURES = ["map/", "map.svg"]
PATHS = [f"/en/{{}}/{path}" for path in PAGES + FILES + PICTURES]
PATHS += [f"/api/en/{{}}/{path}" for path in [*PAGES, "map/"]] + ["/api/{}.json"]

# Graphviz draws the picture of a map.
DRAWN = [pytest.param(path, marks=pytest.mark.e2e if "map" in path else ()) for path in PATHS]

# The same flow with and without the mark.
FLOWS = {"guide": GUIDE, "other": OTHER, "open": OTHER.replace("sensitive: true", "")}


@pytest.fixture
def app(write: Write) -> Flask:
    """Return an application with a sensitive flow, `other`, and the same one as `open`."""
    return create_app(load_flows(write(**FLOWS)))


@pytest.fixture
def mounted(write: Write) -> FlaskClient:
    """Return a client of the same site, mounted in a host application."""
    host = Flask("host")
    host.register_blueprint(create_blueprint(load_flows(write(**FLOWS))), url_prefix="/help")
    return host.test_client()


@pytest.mark.parametrize("path", DRAWN)
def test_response_of_a_sensitive_flow_is_stored_nowhere(app: Flask, path: str) -> None:
    """It has no validator either, by which a cache could ask whether it changed."""
    client, store = app.test_client(), cache_of(app).store
    for coding in ("br", "gzip", "identity"):
        headers = {"Accept-Encoding": coding}
        response = client.get(path.format("other"), headers=headers)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
        assert response.headers.get("Content-Encoding", "identity") == coding
        assert "ETag" not in response.headers
        assert not store.entries
        # All else is as in a flow that is not sensitive.
        public = client.get(path.format("open"), headers=headers)
        assert response.headers.get("X-Robots-Tag") == public.headers.get("X-Robots-Tag")
        assert public.headers["Cache-Control"].startswith("public")
        assert store.entries
        store.entries.clear()


@pytest.mark.parametrize("path", DRAWN)
def test_mounted_sensitive_flow_is_stored_nowhere(mounted: FlaskClient, path: str) -> None:
    """A host application has no store of ours, but browsers and proxies are the same."""
    response = mounted.get(f"/help{path.format('other')}")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in response.headers
    public = mounted.get(f"/help{path.format('open')}")
    assert public.headers["Cache-Control"].startswith("public")


def test_start_page_of_a_sensitive_flow_can_be_found(app: Flask) -> None:
    """Search engines may list it, as other start pages: it says nothing about a reader."""
    assert "X-Robots-Tag" not in app.test_client().get("/en/other/").headers


@pytest.mark.parametrize("path", ["second/?first=yes", "second", "gone/", "second/packet/"])
def test_redirect_or_error_of_a_sensitive_flow_is_stored_nowhere(app: Flask, path: str) -> None:
    """Browsers store permanent redirects unless they are asked not to."""
    response = app.test_client().get(f"/en/other/{path}")
    assert response.status_code in (303, 308, 404)
    assert response.headers["Cache-Control"] == "no-store"


def test_packet_of_a_sensitive_flow_is_made_for_each_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a stranger could measure whether someone took it. Other packets are made once."""
    made: list[str] = []

    def write_and_note(page: PacketPage, t: Translator) -> bytes | None:
        made.append(page.history_url)
        return write_packet(page, t)

    monkeypatch.setattr(takeaway, "write_packet", write_and_note)
    client = app.test_client()
    for flow, times in (("other", 2), ("open", 1)):
        made.clear()
        for _ in range(2):
            assert client.get(f"/en/{flow}/end/packet.pdf?x").status_code == 200
        assert made == [f"/en/{flow}/end/packet/"] * times
