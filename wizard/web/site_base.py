"""The URL at which a site is or will be served."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from wsgiref.types import WSGIEnvironment

ORIGIN = "wizard.origin"  # environ key: the scheme and host to write in pages, empty if unknown

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

    def local_path(self, url: str) -> str | None:
        """Return the path of a URL after the prefix, or None if it is not on this site."""
        rest = url.removeprefix(self.origin) if self.origin else url
        # `//host/path` is a URL of another host.
        inside = rest.startswith(f"{self.prefix}/") and not rest.startswith("//")
        return rest.removeprefix(self.prefix) if inside else None


def known_origin(environ: WSGIEnvironment) -> str | None:
    """Return the configured scheme and host, empty to write none, or None to use the request's."""
    # The export passes an empty text if the URL is not known, so that no page has its made-up host.
    origin: str | None = environ.get(ORIGIN, os.environ.get("WIZARD_ORIGIN"))
    return origin
