"""What every response says about itself: the headers, who may store it, where a redirect leads."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from wizard.held import MARK

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx"
    ),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# Data is public and the same for everyone, so pages of other sites may read it; it is not for search engines.
OPEN = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
CACHED = "public, max-age=300, stale-while-revalidate=86400"
BRIEFLY = "public, max-age=300"  # for pages that depend on the day
IMMUTABLE = "public, max-age=31536000, immutable"


def headers_for(frame: tuple[str, ...], mounted: bool) -> dict[str, str]:
    """The headers of a site that these other sites may frame, perhaps `mounted` in an application of somebody else."""
    headers = dict(HEADERS)
    if frame:  # the older header cannot name sites, and browsers that know both heed the newer
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace("ancestors 'none'", f"ancestors {' '.join(frame)}")
        del headers["X-Frame-Options"]
    if mounted:  # what holds for other hosts of the domain is not for us to say there
        headers["Strict-Transport-Security"] = headers["Strict-Transport-Security"].partition(";")[0]
    return headers


def as_json(data: Mapping[str, Any]) -> Response:
    """Data as a response."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(f"{text}\n", content_type="application/json")


def held(response: Response, cache: str) -> Response:
    """A response that anybody may store, as `cache` says; a whole one has a validator."""
    request.environ[MARK] = True
    response.headers["Cache-Control"] = cache
    if response.status_code == 200:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
        response.make_conditional(request)
    return response


def private(response: Response) -> Response:
    """A response that is built from what a reader chose: nobody but this process may store it, and nobody list it."""
    request.environ[MARK] = True
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    return response


def health() -> Response:
    """That this process answers: for whoever watches over it, a balancer or a person."""
    return Response("ok", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def go(path: str, status: int) -> Response:
    """The way to another address: for good (301), or for this once."""
    response = Response(status=status, headers={"Location": path})
    if status == 303:
        response.headers["Cache-Control"] = "no-store"
    return response


def finish(response: Response, headers: Mapping[str, str]) -> Response:
    """A response with these headers. A redirect stays on this host, whatever the request's Host header said."""
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if response.location:
        response.set_data(b"")  # the library's own words would be English
        response.location = "/" + re.sub(r"^(https?:)?//[^/]*", "", response.location).lstrip("/\\")
    return response
