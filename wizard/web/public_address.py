"""Which requests are for this site, by the host they name, and where its paths begin.

These are WSGI middlewares in front of all else. What is behind them sees paths below the root of
the site, and finds in the environment the scheme and host under which responses may be stored.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

from wizard.web.site_base import (
    LOOPBACK,
    ORIGIN,
    VARIABLE,
    NamedOrigins,
    SiteBase,
    host_of,
    hostname,
)

HEALTH = "/healthz"  # answered whatever the host is, since load balancers name an IP address

NOT_LOCAL = """\
With --reload, the guide is only at http://localhost, at an IP address or at the name of this
machine, with the port that `wizard run` printed. For another name, add --origin http://NAME.
"""


class KnownAddress:
    """A WSGI application that answers only requests for the site at `base`.

    Requests from the same machine may name it as such. Nothing behind this sees another host than
    that of the site, so nothing depends on it.

    A proxy may remove the path of `base` from paths or pass it on.
    """

    def __init__(self, app: WSGIApplication, base: SiteBase, headers: Mapping[str, str]) -> None:
        self.app, self.base, self.headers = app, base, headers
        self.host = base.origin.partition("://")[2]
        name = hostname(self.host)
        self.names = {name, *LOOPBACK}
        # As most requests name it, so that nothing has to be parsed.
        self.usual = {self.host, name}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if ORIGIN in environ:  # set by the export, which makes requests itself
            return self.app(environ, start_response)
        prefix, path = self.base.prefix, environ.get("PATH_INFO", "")
        if prefix:
            environ["SCRIPT_NAME"] = prefix
            if path.startswith(f"{prefix}/"):
                path = environ["PATH_INFO"] = path[len(prefix) :]
        if environ.get("HTTP_HOST") not in self.usual:
            refusal = None if path == HEALTH else self.refusal(host_of(environ))
            if refusal:
                return refusal(environ, start_response)
            environ["HTTP_HOST"] = self.host
        if prefix and path == prefix:
            moved = {**self.headers, "Location": f"{prefix}/", "Cache-Control": "no-store"}
            return Response(status=308, headers=moved)(environ, start_response)
        environ[ORIGIN] = self.base.origin
        return self.app(environ, start_response)

    def refusal(self, host: str) -> Response | None:
        """Return the response to a request for another host, or None if it names the site."""
        if not host:
            return invalid_host(self.headers)
        if hostname(host) in self.names:
            return None
        text = (
            f"This site is at {self.base.url()}\n\n"
            f'To those who run it: this server answers requests with "Host: {self.host}".\n'
            "Let the proxy send that, or start the server with another --origin or "
            f"{VARIABLE}.\n"
        )
        return _plain(text, 421, self.headers)


class NamedAddress:
    """A WSGI application that lets requests name the host of the site, which is not configured."""

    def __init__(self, app: WSGIApplication, headers: Mapping[str, str]) -> None:
        self.app, self.headers = app, headers
        self.origins = NamedOrigins()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if ORIGIN not in environ:
            self.origins.note(environ)
            if environ[ORIGIN] is None and not host_of(environ):
                if environ.get("PATH_INFO") != HEALTH:
                    return invalid_host(self.headers)(environ, start_response)
                environ["HTTP_HOST"] = LOOPBACK[0]
        return self.app(environ, start_response)


class LocalAddress:
    """A WSGI application that answers only requests that name this machine.

    Another site can make its own name lead to this machine (DNS rebinding), and its scripts could
    then read what is here. They cannot do so with an IP address.
    """

    def __init__(self, app: WSGIApplication, headers: Mapping[str, str]) -> None:
        self.app, self.headers = app, headers
        own = socket.gethostname().lower()
        self.names = {"localhost", own, f"{own}.local"}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        refusal = self.refusal(host_of(environ))
        return (refusal or self.app)(environ, start_response)

    def refusal(self, host: str) -> Response | None:
        """Return the response to a request for another host, or None if it is this machine."""
        if not host:
            return invalid_host(self.headers)
        name = hostname(host)
        if name in self.names or name.endswith(".localhost"):
            return None
        try:
            ip_address(name.strip("[]"))
        except ValueError:
            return _plain(NOT_LOCAL, 421, self.headers)
        return None


def invalid_host(headers: Mapping[str, str]) -> Response:
    """Return the response to a request without exactly one valid host, as RFC 9112 3.2 requires."""
    return _plain('A request needs one valid "Host" header.\n', 400, headers)


def _plain(text: str, status: int, headers: Mapping[str, str]) -> Response:
    kind = "text/plain; charset=utf-8"
    return Response(text, status, {**headers, "Cache-Control": "no-store"}, content_type=kind)
