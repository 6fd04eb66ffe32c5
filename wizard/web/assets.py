"""The static files of the pages: stylesheet, scripts and icon, read once and kept in memory."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from rcssmin import cssmin  # type: ignore[import-untyped]
from rjsmin import jsmin  # type: ignore[import-untyped]

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

# A script, and the library that is sent in front of it. As one file they are a request less, and
# compression finds much of the one in the other.
LIBRARIES = {"wizard.js": "htmx.min.js"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file. Its `name` includes a hash of its content, so it can be cached for ever."""

    name: str
    kind: str
    body: bytes
    integrity: str


def read_assets(folder: Path) -> dict[str, Asset]:
    """Return the static files of a folder, by their name without a hash."""
    assets = {}
    for path in sorted(folder.iterdir()):
        kind = TYPES.get(path.suffix)
        if kind and path.name not in LIBRARIES.values():
            body = path.read_bytes()
            # Before hashing, because browsers check the integrity of the bytes that they receive.
            if path.suffix == ".css":
                body = cssmin(body)
            elif path.suffix == ".js" and ".min" not in path.suffixes:
                body = jsmin(body)
            if library := LIBRARIES.get(path.name):
                body = (folder / library).read_bytes() + b";" + body
            digest = hashlib.sha256(body)
            integrity = "sha256-" + base64.b64encode(digest.digest()).decode()
            # The hash makes a new URL of each new content, so a cached page never gets a script of
            # another version.
            name = f"{path.stem.split('.')[0]}.{digest.hexdigest()[:10]}{path.suffix}"
            assets[path.name.replace(".min", "")] = Asset(name, kind, body, integrity)
    return assets
