"""Whole responses, held as the bytes that are sent: a layer in plain WSGI in front of Flask.

A page is the same for all who ask for its address on one day. So it is made once, and sent from here from then on:
compressed as the client takes it, with a validator, or as not changed (304). A view says that its answer is such a one
by `CACHEABLE` in the request's environment; what is not marked passes through, and so do errors and redirects.
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

CACHEABLE = "wizard.held"

ADDRESS = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
)  # all that a page depends on

CODINGS = ("br", "gzip", "identity")  # the shortest first

CAPACITY = 32 * 2**20  # bytes of bare pages, and as many of others

OVERHEAD = 4096  # bytes that a held response takes beside its body: headers, key, place

BODY = {
    "content-type",
    "content-length",
    "content-encoding",
    "content-disposition",
}  # headers that 304 goes without

OWN = {
    "content-length",
    "etag",
    "date",
}  # headers that are made here for each form, or by the server for each answer

MORE = {
    "set-cookie",
    "vary",
}  # headers of what depends on more than the address, as a host application may make it

Headers = list[tuple[str, str]]

Key = tuple[date, str, *tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response as it is sent. `etag` is its validator, or empty; `unchanged` are its headers where it is known already."""

    status: str
    headers: Headers
    body: bytes
    etag: str = ""
    unchanged: Headers | None = None

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer a request for it, by GET or HEAD."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and self.unchanged and (known == self.etag or _names(known, self.etag)):
            start_response("304 NOT MODIFIED", [*self.unchanged])
            return []
        start_response(self.status, [*self.headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class LruStore:
    """Responses by their key, in so many bytes. What was asked for longest ago makes room for what comes.

    Where it `keeps`, nothing that was made today makes room: who asks for many addresses pushes out none of the others.
    """

    def __init__(self, room: int, keeps: bool = False) -> None:
        self.room, self.keeps = room, keeps
        self.size = 0
        self.found: OrderedDict[Key, CachedResponse] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> CachedResponse | None:
        """What is held under a key."""
        held = self.found.get(key)
        if held:
            with suppress(KeyError):  # another thread may just have made room
                self.found.move_to_end(key)
        return held

    def put(self, key: Key, held: CachedResponse) -> bool:
        """Hold a response, if there is room or room can be made."""
        with self.lock:
            self.drop(key)
            while self.size + weight(key, held) > self.room:
                oldest = next(iter(self.found), None)
                if oldest is None or (self.keeps and oldest[0] == key[0]):
                    return False
                self.drop(oldest)
            self.found[key] = held
            self.size += weight(key, held)
            return True

    def drop(self, key: Key) -> None:
        """Forget what is held under a key, if anything."""
        if held := self.found.pop(key, None):
            self.size -= weight(key, held)


class CacheMiddleware:
    """A WSGI application around another, that asks it once for each response and day. `today` is the clock.

    Bare pages, as many as the site has, are held apart from those that a query or a day in the address makes countless.
    """

    def __init__(
        self, app: WSGIApplication, today: Callable[[], date], room: int = CAPACITY
    ) -> None:
        self.app = app
        self.today = today
        self.bare, self.others = LruStore(room, keeps=True), LruStore(room)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HOST" not in environ:
            return self.app(environ, start_response)
        key: Key = (self.today(), coding, *[environ.get(name, "") for name in ADDRESS])
        held = self.bare.get(key) or self.others.get(key) or self.make(key, environ)
        return held.send(environ, start_response)

    def make(self, key: Key, environ: WSGIEnvironment) -> CachedResponse:
        """The response of the application, held from now on if it may be."""
        asked = {name: value for name, value in environ.items() if not name.startswith("HTTP_IF_")}
        status, headers, body = whole(self.app, asked)
        own = {name.lower() for name, _ in headers}
        if CACHEABLE not in asked or not status.startswith("200") or own & MORE:
            return CachedResponse(status, headers, body)
        held = coded(key[1], environ["HTTP_HOST"], status, headers, body)
        bare = held.etag and not environ.get("QUERY_STRING")
        if not (bare and self.bare.put(key, held)):
            self.others.put(key, held)
        return held


def whole(app: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
    """What an application answers, at once. HEAD is asked as GET: what is sent differs, what is made does not."""
    began: list[tuple[str, Headers]] = []
    parts: list[bytes] = []

    def begin(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
        began.append((status, headers))
        return parts.append

    if environ["REQUEST_METHOD"] == "HEAD":
        environ["REQUEST_METHOD"] = "GET"
    response = app(environ, begin)
    try:
        parts.extend(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    return (*began[-1], b"".join(parts))


def coded(coding: str, host: str, status: str, headers: Headers, body: bytes) -> CachedResponse:
    """A response in a content coding. Its validator names the coding: each has its own bytes."""
    etag = dict(headers).get("ETag", "")
    match coding:
        case "br" if etag and host.encode() not in body:
            body = _densest(body)
        case "br":
            body = brotli.compress(
                body, quality=5
            )  # a twentieth longer than with 11, in a hundredth of the time
        case "gzip":
            body = gzip.compress(body, 6, mtime=0)
    if etag and coding != "identity":
        etag = f'{etag[:-1]}-{coding}"'
    told = [(name, value) for name, value in headers if name.lower() not in OWN]
    told += [("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
    told += [("Content-Encoding", coding)] if coding != "identity" else []
    told += [("ETag", etag)] if etag else []
    return CachedResponse(
        status,
        told,
        body,
        etag,
        [each for each in told if each[0].lower() not in BODY] if etag else None,
    )


def coding_for(accepted: str) -> str:
    """The content coding to send to a client that says what it accepts; empty where it takes none that we have."""
    return _coding_for(accepted) if len(accepted) < 200 else _coding_for.__wrapped__(accepted)


@lru_cache(256)
def _coding_for(accepted: str) -> str:
    named = parse_accept_header(accepted)
    likes = {coding: named.quality(coding) for coding in CODINGS}
    if named.find("identity") < 0:  # nor `*`: then it is taken too, though nothing was said of it
        likes["identity"] = 0.001
    best = max(CODINGS, key=lambda coding: likes[coding])
    return best if likes[best] else ""


@lru_cache(1024)
def _densest(body: bytes) -> bytes:
    """A file or a question as short as can be. That takes long: once for all days, and all hosts that requests may name."""
    return bytes(brotli.compress(body))


def _names(known: str, etag: str) -> bool:
    """Whether a list of validators holds this one. A proxy may have called it weak."""
    return known == "*" or etag in [each.strip().removeprefix("W/") for each in known.split(",")]


def weight(key: Key, held: CachedResponse) -> int:
    """The bytes that a held response takes, roughly."""
    return OVERHEAD + len(held.body) + sum(len(part) for part in key[1:])
