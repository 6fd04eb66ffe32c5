"""What every response says about itself: the headers, who may store it, where a redirect leads."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from wizard.web.response_cache import mark_cacheable


def as_json(data: Mapping[str, Any]) -> Response:
    """Data as a response."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(f"{text}\n", content_type="application/json")


def public_response(response: Response, cache: str) -> Response:
    """A response that anybody may store, as `cache` says; a whole one has a validator."""
    mark_cacheable(request.environ)
    response.headers["Cache-Control"] = cache
    if response.status_code == 200:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
        response.make_conditional(request)
    return response


def private_response(response: Response) -> Response:
    """A response that is built from what a reader chose: nobody but this process may store it, and nobody list it."""
    mark_cacheable(request.environ)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    return response


def health() -> Response:
    """That this process answers: for whoever watches over it, a balancer or a person."""
    return Response(
        "ok", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


def redirect(path: str, status: int) -> Response:
    """The way to another address: for good (301), or for this once."""
    response = Response(status=status, headers={"Location": path})
    if status == 303:
        response.headers["Cache-Control"] = "no-store"
    return response


def finish(response: Response, headers: Mapping[str, str]) -> Response:
    """A response with these headers. A redirect stays on this host, whatever the request's Host header said."""
    own = {name for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in headers.items() if name not in own)
    if response.location:
        response.set_data(b"")  # the library's own words would be English
        response.location = "/" + re.sub(r"^(https?:)?//[^/]*", "", response.location).lstrip("/\\")
    return response
