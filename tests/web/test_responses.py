"""Responses and their headers: who may cache them, and where a redirect goes."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from wizard.web.response_cache import CACHEABLE
from wizard.web.responses import finish, private_response, public_response, redirect


def test_public_response_has_a_validator_and_is_marked_cacheable() -> None:
    """The mark is for the middleware, if there is one."""
    marks: list[bool] = []
    with Flask("app").test_request_context(environ_overrides={CACHEABLE: marks}):
        response = public_response(Response("text"), "public, max-age=300")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.get_etag()[0]
    assert marks == [True]


def test_public_response_of_an_error_has_no_validator() -> None:
    """A client must not keep it."""
    with Flask("app").test_request_context():
        response = public_response(Response("text", 404), "public, max-age=300")
    assert response.get_etag() == (None, None)


def test_private_response_is_stored_and_indexed_nowhere() -> None:
    """It is built from a reader's answers, so the middleware does not store it either."""
    marks: list[bool] = []
    with Flask("app").test_request_context(environ_overrides={CACHEABLE: marks}):
        response = private_response(Response("text"))
    assert marks == []
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/en/", "/en/"),
        ("https://evil.example/en/", "/en/"),
        ("//evil.example/en/", "/en/"),
        ("/\\evil.example/en/", "/evil.example/en/"),
        ("///evil.example/en/", "/evil.example/en/"),
    ],
)
def test_finish_keeps_a_redirect_on_this_host(location: str, expected: str) -> None:
    """Browsers take two slashes, or a slash and a backslash, for the start of a host."""
    assert finish(redirect(location, 303), {}).location == expected


def test_finish_replaces_no_header_of_the_response() -> None:
    """A view knows better than the defaults."""
    response = finish(Response(headers={"X-Robots-Tag": "none"}), {"X-Robots-Tag": "noindex"})
    assert response.headers.getlist("X-Robots-Tag") == ["none"]
