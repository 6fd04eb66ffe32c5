"""The URL at which a site is or will be served, as configured or as requests name it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from wsgiref.types import WSGIEnvironment

from werkzeug.wsgi import get_host

VARIABLE = "WIZARD_ORIGIN"  # the environment variable with the public URL of a site

# Environ key: the scheme and host to write in pages, under which responses may be stored. Empty to
# write none, and None to write those that the request names and store nothing.
ORIGIN = "wizard.origin"

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")  # hosts that only this machine has

MAX_ORIGINS = 8  # a site has one or two, but clients may name any number of hosts

MAX_HOST = 260  # characters: a domain has 253 at most, a port five

# No user name, query or fragment: the base becomes the beginning of every URL.
BASE = re.compile(
    r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)((?:/[A-Za-z0-9._~-]+)*)/?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SiteBase:
    """The URL at which a site will be served: scheme and host, and the path before its own.

    Both are empty if the URL is not known.
    """

    origin: str = ""
    prefix: str = ""

    @classmethod
    def of(cls, url: str) -> SiteBase:
        """Return the base of a URL such as https://example.org/help, or raise ValueError."""
        match = BASE.fullmatch(url)
        if not match:
            raise ValueError(
                f'"{url}" is not a URL such as https://example.org or https://example.org/help'
            )
        # Hosts have no case; paths do.
        return cls(match[1].lower(), match[2])

    @classmethod
    def configured(cls) -> SiteBase | None:
        """Return the base that the environment names, or None if it names none.

        Raises:
            ValueError: It is not a valid URL.
        """
        url = os.environ.get(VARIABLE)
        try:
            return cls.of(url) if url else None
        except ValueError as error:
            raise ValueError(f"{VARIABLE}: {error}") from None

    def url(self) -> str:
        """Return the base as a URL with a slash at the end."""
        return f"{self.origin}{self.prefix}/"

    @property
    def is_https(self) -> bool:
        """Whether the scheme is https."""
        return self.origin.startswith("https:")

    def local_path(self, url: str) -> str | None:
        """Return the path of a URL after the prefix, or None if it is not on this site."""
        rest = url.removeprefix(self.origin) if self.origin else url
        # `//host/path` is a URL of another host.
        inside = rest.startswith(f"{self.prefix}/") and not rest.startswith("//")
        return rest.removeprefix(self.prefix) if inside else None


class NamedOrigins:
    """The schemes and hosts that requests name, of a site whose URL is not configured.

    Responses are stored under the first few of them. So a client that makes up hosts fills no
    cache.
    """

    def __init__(self) -> None:
        self.first: dict[tuple[str, str], str] = {}

    def note(self, environ: WSGIEnvironment) -> None:
        """Set `ORIGIN` in a request."""
        named = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
        origin = self.first.get(named)
        if origin is None and len(self.first) < MAX_ORIGINS and (host := host_of(environ)):
            origin = self.first[named] = f"{named[0]}://{host}"
        environ[ORIGIN] = origin


def hostname(host: str) -> str:
    """Return a host without its port, and without the dot that a complete domain may end with."""
    name, _, port = host.rpartition(":")
    return (name if port.isdecimal() and name else host).rstrip(".")


def is_loopback(origin: str) -> bool:
    """Return whether only this machine has the host of a URL without a path."""
    return hostname(origin.partition("://")[2]) in LOOPBACK


def host_of(environ: WSGIEnvironment) -> str:
    """Return the host and port that a request names, or "" if it names none or an invalid one."""
    # Without a `Host`, Werkzeug takes the name of the server. Servers join two with a comma.
    if not 0 < len(environ.get("HTTP_HOST", "")) <= MAX_HOST:
        return ""
    host = get_host(environ).lower()
    try:
        host.encode("idna")  # Werkzeug's router needs this, too
    except UnicodeError:  # a part of the domain is empty or too long
        return ""
    return host
