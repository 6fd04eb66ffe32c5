"""A cache of public responses, as the bytes that are sent: a WSGI middleware in front of Flask.

A public page is the same for everyone who requests its URL on one date. So Flask makes it once, and
from then on the middleware sends it: in the content coding that the client prefers, with a
validator, or as 304 if the client has it already. A view marks such a response with
`mark_cacheable`.

The middleware caches no other response, and none whose URL has a query. Else the time that a
request takes would tell a stranger whether someone gave just these answers before. Such a response
is compressed, sent and forgotten.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli  # type: ignore[import-untyped]
from werkzeug.http import parse_accept_header
from werkzeug.test import run_wsgi_app

CACHEABLE = "wizard.cacheable"  # environ key: the list to which `mark_cacheable` adds

# All that a public page depends on, besides the date and the content coding.
URL_PARTS = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO")

CODINGS = ("br", "gzip", "identity")  # the one with the fewest bytes first

CAPACITY = 32 * 2**20  # bytes

OVERHEAD = 4096  # bytes that a cached response takes besides its body: headers, key, dict entry

# Headers that a 304 does not have.
BODY_HEADERS = {"content-type", "content-length", "content-encoding", "content-disposition"}

# Headers that differ between codings, and the date, which the server sets on each response.
REPLACED_HEADERS = {"content-length", "etag", "date"}

# Headers by which a host application says that the response depends on more than the URL, or that
# its content is already coded. Such a response is passed on unchanged.
UNCHANGED_HEADERS = {"set-cookie", "vary", "content-encoding"}

HeaderList = list[tuple[str, str]]

Key = tuple[date, str, *tuple[str, ...]]


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


class LruStore:
    """A cache of responses that is bounded in bytes and evicts the least recently used."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.entries: OrderedDict[Key, CachedResponse] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> CachedResponse | None:
        """Return the response under a key, if there is one, without waiting for a lock."""
        response = self.entries.get(key)
        if response:
            with suppress(KeyError):  # another thread may have just evicted it
                self.entries.move_to_end(key)
        return response

    def put(self, key: Key, response: CachedResponse) -> None:
        """Store a response, unless it is larger than the whole store."""
        added = weight(key, response)
        with self.lock:
            if replaced := self.entries.pop(key, None):
                self.size -= weight(key, replaced)
            if added > self.capacity:
                return
            while self.size + added > self.capacity:
                self.size -= weight(*self.entries.popitem(last=False))
            self.entries[key] = response
            self.size += added


class CacheMiddleware:
    """A WSGI application that asks another one once for each public response and date.

    `today` is the clock.
    """

    def __init__(
        self, app: WSGIApplication, today: Callable[[], date], capacity: int = CAPACITY
    ) -> None:
        self.app = app
        self.today = today
        self.store = LruStore(capacity)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # HTTP/1.0 requests may have no `Host`; the URLs in their pages come from the server's
        # address, which is not in the key.
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HOST" not in environ:
            return self.app(environ, start_response)
        key: Key = (
            self.today(),
            choose_coding(environ.get("HTTP_ACCEPT_ENCODING", "")),
            *[environ.get(name, "") for name in URL_PARTS],
        )
        stored = None if environ.get("QUERY_STRING") else self.store.get(key)
        return (stored or self.make(key, environ)).send(environ, start_response)

    def make(self, key: Key, environ: WSGIEnvironment) -> CachedResponse:
        """Get the response from the application, and cache it if it is public."""
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
        # There is no end of URLs with a query, and even an unknown key may tell who sent it.
        public = bool(marks) and not environ.get("QUERY_STRING")
        # A body without the host is the same for every host, so one slow compression pays off.
        once = public and environ["HTTP_HOST"].encode() not in body
        response = encode(key[1], status, sent, body, slowly=once)
        if public:
            self.store.put(key, response)
        return response


def encode(
    coding: str, status: str, headers: HeaderList, body: bytes, slowly: bool
) -> CachedResponse:
    """Return a response in a content coding, with a validator, if any, that names the coding.

    `slowly` is whether to make a body as small as possible, which pays off only if it is cached.
    """
    etag = dict(headers).get("ETag", "")
    match coding:
        case "br" if slowly:
            body = _compress_best(body)
        case "br":  # quality 5 is a twentieth longer than 11, in a hundredth of the time
            body = brotli.compress(body, quality=5)
        case "gzip":
            # Without a time: all workers must send the same bytes under the same validator.
            body = gzip.compress(body, 6, mtime=0)
    if etag and coding != "identity":
        # RFC 9110 8.8.3: each coding is another representation, so it needs another strong
        # validator.
        etag = f'{etag[:-1]}-{coding}"'
    headers = [(name, value) for name, value in headers if name.lower() not in REPLACED_HEADERS]
    headers += [("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
    headers += [("Content-Encoding", coding)] if coding != "identity" else []
    headers += [("ETag", etag)] if etag else []
    not_modified = [header for header in headers if header[0].lower() not in BODY_HEADERS]
    return CachedResponse(status, headers, body, etag, not_modified if etag else None)


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


@lru_cache(1024)
def _compress_best(body: bytes) -> bytes:
    """Compress a file or question as far as possible.

    This is slow, so the result is kept for all dates, and for all hosts that requests may name.
    """
    return bytes(brotli.compress(body))


def _matches(known: str, etag: str) -> bool:
    """Return whether a list of validators includes this one. A proxy may have made it weak."""
    # Not `parse_etags`: it also accepts validators without quotes.
    return known == "*" or etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]


def weight(key: Key, response: CachedResponse) -> int:
    """Return roughly the number of bytes that a cached response takes."""
    return OVERHEAD + len(response.body) + sum(len(part) for part in key[1:])
