"""A cache of public responses, as the bytes that are sent: a WSGI middleware in front of Flask.

A public page is the same for everyone who requests its URL on one date. So Flask makes it once, and
from then on the middleware sends it: in the content coding that the client prefers, with a
validator, or as 304 if the client has it already. A view marks such a response with
`mark_cacheable`.

The middleware caches no other response, and none whose URL has a query. Otherwise the time
that a request takes would show a stranger whether someone gave just these answers before. Such a
response is compressed, sent and forgotten.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli  # type: ignore[import-untyped]
from werkzeug.http import parse_accept_header
from werkzeug.test import run_wsgi_app

from wizard.web.day_store import DayStore, Key
from wizard.web.pieces import HeaderList, JoinedPages, url_key

CACHEABLE = "wizard.cacheable"  # environ key: the list to which `mark_cacheable` adds

CODINGS = ("br", "gzip", "identity")  # the one with the fewest bytes first

# What a response in a coding says of it.
CODED: Mapping[str, HeaderList] = {
    coding: [("Vary", "Accept-Encoding")]
    + ([("Content-Encoding", coding)] if coding != "identity" else [])
    for coding in CODINGS
}

CAPACITY = 24 * 2**20  # bytes of responses: of the shipped guide, all in every coding

# The maximum bytes of a body that is compressed as far as possible, which takes a fifth of a second
# then.
LONG = 2**17

# Headers that a 304 does not have.
BODY_HEADERS = {"content-type", "content-length", "content-encoding", "content-disposition"}

# Headers that differ between codings, and the date, which the server sets on each response.
REPLACED_HEADERS = {"content-length", "etag", "date"}

# Headers by which a host application says that the response depends on more than the URL, or that
# its content is already coded. Such a response is passed on unchanged.
UNCHANGED_HEADERS = {"set-cookie", "vary", "content-encoding"}


def mark_cacheable(environ: WSGIEnvironment) -> None:
    """Allow the middleware, if there is one, to cache the response, which is for everyone."""
    environ.get(CACHEABLE, []).append(True)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response as it is sent.

    `etag` is its validator or empty, `not_modified` the headers of the 304 that replaces it.
    """

    status: str
    headers: HeaderList
    body: bytes
    etag: str = ""
    not_modified: HeaderList | None = None

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer a GET or HEAD request with this response."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self.not_modified and (known == self.etag or _matches(known, self.etag)):
            start_response("304 NOT MODIFIED", [*self.not_modified])
            return []
        # A copy: the server may add its own headers to the list, and the response is sent again.
        start_response(self.status, [*self.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class CacheMiddleware:
    """A WSGI application that asks another one once for each public response and date.

    `joined` are the pages that it can make without the other application, `today` is the clock.
    """

    def __init__(
        self, app: WSGIApplication, joined: JoinedPages, today: Callable[[], date]
    ) -> None:
        self.app, self.joined, self.today = app, joined, today
        self.store: DayStore[CachedResponse] = DayStore(CAPACITY)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.app(environ, start_response)
        url = url_key(environ, self.today())
        coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        query = environ.get("QUERY_STRING")
        response = None
        if url:
            response = self.join(url, query, coding) if query else self.store.get((*url, coding))
        return (response or self.make(url, coding, environ)).send(environ, start_response)

    def join(self, url: Key, query: str, coding: str) -> CachedResponse | None:
        """Return a response with a page of `joined`, or None if the application has to make it."""
        pieces = self.joined.find(url)
        body = pieces.page(query) if pieces and pieces.headers and coding else None
        if body is None or not pieces:
            return None
        body = compress(coding, body, slowly=False)
        length = ("Content-Length", str(len(body)))
        return CachedResponse("200 OK", [*pieces.headers, *CODED[coding], length], body)

    def make(self, url: Key | None, coding: str, environ: WSGIEnvironment) -> CachedResponse:
        """Get the response from the application, and cache it if it is public and has a key."""
        marks: list[bool] = []
        # Ask for the complete response, also for HEAD and for clients that have the page.
        full_request = {
            name: value for name, value in environ.items() if not name.startswith("HTTP_IF_")
        }
        full_request |= {"REQUEST_METHOD": "GET", CACHEABLE: marks}
        parts, status, headers = run_wsgi_app(self.app, full_request, buffered=True)
        sent, body = headers.to_wsgi_list(), b"".join(parts)
        unchanged = any(name.lower() in UNCHANGED_HEADERS for name, _ in sent)
        if unchanged or not status.startswith("200"):
            return CachedResponse(status, sent, body)
        # There is no end of URLs with a query, and even an unknown key may say who sent it.
        query = environ.get("QUERY_STRING", "")
        stored = bool(url and marks) and not query
        # It pays off only for a response that is sent again.
        slowly = stored and len(body) <= LONG and self.store.has_room(len(body))
        response = encode(coding, status, sent, body, slowly)
        if url and stored:
            self.store.put((*url, coding), response, len(response.body))
        elif url and (pieces := self.joined.find(url)) and pieces.page(query) is not None:
            # The same for all answers, but not for a query without answers.
            pieces.headers[:] = _kept(sent)
        return response


def encode(
    coding: str, status: str, headers: HeaderList, body: bytes, slowly: bool
) -> CachedResponse:
    """Return a response in a content coding, with a validator, if any, that names the coding.

    `slowly` is whether to make a body as small as possible, which pays off only if it is cached.
    """
    etag = dict(headers).get("ETag", "")
    body = compress(coding, body, slowly)
    if etag and coding != "identity":
        # RFC 9110 8.8.3: each coding is another representation, so it needs another strong
        # validator. Workers may have seen other origins first, so it also names the quality.
        etag = f'{etag[:-1]}-{"br5" if coding == "br" and not slowly else coding}"'
    headers = [*_kept(headers), *CODED[coding], ("Content-Length", str(len(body)))]
    headers += [("ETag", etag)] if etag else []
    not_modified = [header for header in headers if header[0].lower() not in BODY_HEADERS]
    return CachedResponse(status, headers, body, etag, not_modified if etag else None)


def compress(coding: str, body: bytes, slowly: bool) -> bytes:
    """Return a body in a content coding, as small as possible if `slowly`."""
    match coding:
        # A question takes a fifth more bytes at quality 1, which saves 75 microseconds, and a tenth
        # less at quality 11, which takes thirty times as long.
        case "br":
            return bytes(brotli.compress(body, quality=11 if slowly else 5))
        case "gzip":
            # Without a time: all workers must send the same bytes under the same validator.
            return gzip.compress(body, 6, mtime=0)
    return body


def _kept(headers: HeaderList) -> HeaderList:
    return [(name, value) for name, value in headers if name.lower() not in REPLACED_HEADERS]


def choose_coding(accepted: str) -> str:
    """Return the content coding to send to a client with this `Accept-Encoding`.

    Returns "" if the client accepts none of them.
    """
    # A long header is rare, and it must not fill the cache of short ones.
    return _choose(accepted) if len(accepted) < 200 else _choose.__wrapped__(accepted)


@lru_cache(256)
def _choose(accepted: str) -> str:
    named = parse_accept_header(accepted)
    quality = {coding: named.quality(coding) for coding in CODINGS}
    if named.find("identity") < 0:  # neither it nor `*` is named: then it is acceptable, but last
        quality["identity"] = 0.001
    best = max(CODINGS, key=lambda coding: quality[coding])
    return best if quality[best] else ""


def _matches(known: str, etag: str) -> bool:
    """Return whether a list of validators includes this one. A proxy may have made it weak."""
    # Not `parse_etags`: it also accepts validators without quotes.
    return known == "*" or etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]
