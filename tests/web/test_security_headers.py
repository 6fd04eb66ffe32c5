"""The security headers of a site, by itself, in frames and in a host application."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import SHORT_FLOW
from wizard import create_app, create_blueprint, load_flows
from wizard.web.security_headers import (
    HEADERS,
    HSTS,
    headers_for,
    meta_policy,
    subresource_headers,
)

NAME = "Strict-Transport-Security"


@pytest.mark.parametrize("https", [False, True])
def test_headers_for_a_site_forbid_frames(https: bool) -> None:
    """Both the policy and the older header say so."""
    headers = headers_for((), https)
    assert headers == HEADERS | (HSTS if https else {})
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none';" in headers["Content-Security-Policy"]


def test_headers_for_framed_site_name_the_sites_in_the_policy_only() -> None:
    """X-Frame-Options cannot name sites, so it must be absent."""
    sites = ("https://a.example", "https://b.example")
    headers = headers_for(sites, https=False)
    assert (
        "frame-ancestors https://a.example https://b.example;"
        in (headers["Content-Security-Policy"])
    )
    assert {*HEADERS} - {*headers} == {"X-Frame-Options"}


def test_hsts_is_for_one_year_and_for_this_host_only() -> None:
    """Other hosts of the domain may have no certificate, and no list of browsers names the site."""
    assert headers_for((), https=True)[NAME] == "max-age=31536000"
    assert NAME not in headers_for((), https=False)


def test_subresource_headers_leave_out_what_only_pages_follow() -> None:
    """A stylesheet or script opens nothing, and its type must not be guessed."""
    files = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
    assert subresource_headers(headers_for((), https=False)) == files
    assert subresource_headers(headers_for((), https=True)) == files | HSTS


@pytest.mark.parametrize("frame", [(), ("https://a.example", "https://b.example")])
def test_meta_policy_is_the_policy_without_what_only_a_header_can_say(
    frame: tuple[str, ...],
) -> None:
    """The rest is the same, so a page is not less strict on a host that sends no headers."""
    policy = headers_for(frame, https=True)["Content-Security-Policy"]
    parts = [part for part in policy.split("; ") if not part.startswith("frame-ancestors")]
    assert len(parts) == policy.count(";")
    assert meta_policy(policy) == "; ".join(parts)


def test_hsts_is_sent_only_if_the_public_url_is_https(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The application cannot see TLS, so it needs the URL; what a client claims does not count.

    Pages, pages with answers, files and errors have it, and so have responses from the cache. In a
    host application it would apply to all pages of the host, so it is for the host to send.
    """
    site = load_flows(write(guide=SHORT_FLOW))
    page = create_app(site).test_client().get("/en/guide/").text
    paths = ["/en/guide/", "/en/guide/end/?one=yes", "/en/guide/none/", "/robots.txt"]
    paths += re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
    assert len(paths) > 6

    def sent(origin: str) -> set[str | None]:
        monkeypatch.setenv("WIZARD_ORIGIN", origin)
        host = Flask("host")
        host.register_blueprint(create_blueprint(site), url_prefix="/help")
        app, mounted = create_app(site).test_client(), host.test_client()
        for path in paths:
            response = mounted.get(f"/help{path}", base_url="https://localhost")
            assert NAME not in response.headers
        claims = {"X-Forwarded-Proto": "https"}
        return {app.get(path, headers=claims).headers.get(NAME) for path in [*paths, *paths]}

    assert sent("") == {None}
    assert sent("https://localhost") == {"max-age=31536000"}
    assert sent("http://localhost") == {None}
