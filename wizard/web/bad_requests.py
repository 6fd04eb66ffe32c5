"""Requests that no page answers, rejected before a view looks at them."""

from __future__ import annotations

import re
from collections.abc import Container

from flask import abort, current_app, request
from werkzeug.routing import RequestRedirect

from wizard.model.site import Site
from wizard.web.pieces import MAX_QUERY
from wizard.web.response_cache import choose_coding
from wizard.web.row_routes import former_row, joined


def reject_bad_request(site: Site) -> None:
    """Abort with the status of an error if the request is none that a page answers."""
    # Methods are case-sensitive (RFC 9110 9.1), but Werkzeug would accept `get`.
    if request.environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        abort(405)
    # Far more than the answers of the largest flow need.
    if len(request.query_string) > MAX_QUERY:
        abort(414)
    if re.search(rb"[^!-~]", request.query_string):  # browsers percent-encode these bytes
        abort(400)
    # The router skips any number of slashes, so each page would have that number of URLs.
    if request.environ.get("PATH_INFO", "").startswith("//"):
        abort(404)
    # The client refuses even uncompressed pages (RFC 9110 12.5.3).
    if not choose_coding(request.headers.get("Accept-Encoding", "")):
        abort(406)
    # The router would add a slash to any path that looks like one of a page.
    if isinstance(request.routing_exception, RequestRedirect) and not _has_page(site):
        abort(404)


def _has_page(site: Site) -> bool:
    """Return whether the site has what the path of the request names, with a slash after it."""
    adapter = current_app.create_url_adapter(request)
    assert adapter, "a request has one"
    named = joined(adapter.match(f"{request.path}/")[1])
    if former_row(site, named):
        return True
    flow = site.flows.get(named.get("flow", ""))
    known: dict[str, Container[object]] = {
        "lang": site.languages,
        "flow": {*site.flows, *site.pages},
        "step": {*flow.steps, *flow.moved} if flow else (),
        "number": {str(number) for number in site.topics},
        "name": site.letters,
        "event": site.deadlines.events if site.deadlines else (),
    }
    return all(value in known[kind] for kind, value in named.items() if kind in known)
