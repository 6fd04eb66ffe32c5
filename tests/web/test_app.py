"""The application and the blueprint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.web.example import GUIDE, OTHER, links, page
from wizard import create_app, create_blueprint
from wizard.model.site import Site

Write = Callable[..., Path]


def test_broken_page_gets_500_and_logs_no_url(
    shipped: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has the traceback, but not who read what."""
    app = create_app(shipped)

    def broken() -> str:
        raise RuntimeError("broken on purpose")

    app.add_url_rule("/en/marker-path/x/y/", "broken", broken)
    response = app.test_client().get("/en/marker-path/x/y/?marker=1")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "broken on purpose" in caplog.text
    assert "marker-path" not in caplog.text
    assert "marker=1" not in caplog.text


def test_create_app_finds_the_flows_by_environment_variable(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`create_app()` serves the folder that WIZARD_FLOWS names."""
    assert b"License Records Guide" in create_app().test_client().get("/en/").data
    monkeypatch.setenv("WIZARD_FLOWS", str(write(guide=GUIDE, other=OTHER)))
    assert b"A guide" in create_app().test_client().get("/en/").data


def test_blueprint_serves_under_several_prefixes_of_a_host(shipped: Site) -> None:
    """The host keeps its own pages and errors."""
    host = Flask("host")
    host.register_blueprint(create_blueprint(shipped), url_prefix="/help")
    host.register_blueprint(create_blueprint(shipped, name="second"), url_prefix="/ayuda")
    client = host.test_client()
    for prefix in ("/help", "/ayuda"):
        soup = page(client, f"{prefix}/en/my-data/topic/")
        assert all(address.startswith(f"{prefix}/") for address in links(soup, "main a").values())
        for tag in soup.select("link[rel=stylesheet], script"):
            assert client.get(str(tag.get("href") or tag.get("src"))).status_code == 200
        heading = page(client, f"{prefix}/en/nope/nope/", 404).select_one("h1")
        assert heading is not None
        assert heading.get_text() == "Page not found"
    assert "Page not found" not in client.get("/nope").text
