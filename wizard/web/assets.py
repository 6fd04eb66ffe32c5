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
        if kind := TYPES.get(path.suffix):
            body = path.read_bytes()
            # Before hashing, because browsers check the integrity of the bytes that they receive.
            if path.suffix == ".css":
                body = cssmin(body)
            elif path.suffix == ".js" and ".min" not in path.suffixes:
                body = jsmin(body)
            digest = hashlib.sha256(body)
            integrity = "sha256-" + base64.b64encode(digest.digest()).decode()
            # Templates ask for `htmx.js`, whichever build of it the folder has. The hash makes a
            # new URL of each new content, so a cached page never gets a script of another version.
            name = f"{path.stem.split('.')[0]}.{digest.hexdigest()[:10]}{path.suffix}"
            assets[path.name.replace(".min", "")] = Asset(name, kind, body, integrity)
    return assets
