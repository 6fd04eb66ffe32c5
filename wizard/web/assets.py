"""The files that every page brings along: stylesheet, scripts, icon. Read once, held as bytes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from rcssmin import cssmin  # type: ignore[import-untyped]

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file, held as bytes. `name` carries its hash, so that it can be cached for ever."""

    name: str
    kind: str
    body: bytes
    integrity: str


def read_assets(folder: Path) -> dict[str, Asset]:
    """The static files of a folder by their stem, each with its hash in the name and its integrity value."""
    found = {}
    for path in sorted(folder.iterdir()):
        if kind := TYPES.get(path.suffix):
            body = path.read_bytes()
            if path.suffix == ".css":
                body = cssmin(body)
            hashed = hashlib.sha256(body)
            integrity = "sha256-" + base64.b64encode(hashed.digest()).decode()
            name = f"{path.stem.split('.')[0]}.{hashed.hexdigest()[:10]}{path.suffix}"
            found[path.name.replace(".min", "")] = Asset(name, kind, body, integrity)
    return found
