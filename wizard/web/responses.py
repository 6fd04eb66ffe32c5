"""Responses and their headers: who may cache them, and where a redirect goes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from wizard.web.response_cache import mark_cacheable


def as_json(data: Mapping[str, Any]) -> Response:
    """Return data as a JSON response."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # With a line end, for people who read it in a terminal.
    return Response(f"{text}\n", content_type="application/json")


def html_response(html: str | bytes) -> Response:
    """Return a page as a response."""
    return Response(html, content_type="text/html; charset=utf-8")


def public_response(response: Response, cache: str) -> Response:
    """Let anyone cache a response, as `cache` says, and give it a validator if it is complete.

    But no one may cache it if its URL has a query: even an unknown key may say who requested it.
    """
    if request.query_string:
        return unstored_response(response)
    mark_cacheable(request.environ)
    response.headers["Cache-Control"] = cache
    # An error or a redirect has no content to compare with that of a later request.
    if response.status_code == 200:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
        # In a host application there is no middleware to answer with 304, so Flask does.
        response.make_conditional(request)
    return response


def private_response(response: Response) -> Response:
    """Let no one cache a response, which is built from a reader's answers: not this process either.

    Otherwise the time that a request takes would reveal that someone gave these answers before.
    """
    response.headers["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    return unstored_response(response)


def unstored_response(response: Response) -> Response:
    """Let no one cache a response, which search engines may list."""
    response.headers["Cache-Control"] = "no-store"
    return response


def health() -> Response:
    """Return the response that tells a load balancer that this process answers."""
    return Response(
        "ok", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


def redirect(path: str, status: int) -> Response:
    """Redirect to another path: permanently (301) or only this time (303)."""
    return Response(status=status, headers={"Location": path})


def finish(response: Response, headers: Mapping[str, str]) -> Response:
    """Add headers to a response, and keep a redirect on this host whatever `Host` was sent."""
    present = {name for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in headers.items() if name not in present)
    # Redirects of Werkzeug's router are absolute, with the `Host` of the request, which anyone can
    # choose; a shared cache could serve them to others.
    if response.location:
        # Browsers store permanent redirects, and this one may have answers in its URL.
        response.headers["Cache-Control"] = "no-store"
        response.set_data(b"")  # Werkzeug's text is in English only
        # Without the leading slashes: browsers read `//host` and `/\host` as another host.
        response.location = "/" + re.sub(r"^(https?:)?//[^/]*", "", response.location).lstrip("/\\")
    return response
