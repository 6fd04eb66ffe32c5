"""The vendored files are exactly those that static/VENDORED.md records."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from tests.conftest import ROOT

STATIC = ROOT / "static"
ROWS = re.findall(
    r"^\| ([\w.-]+\.\w+) \| ([\d.]+) \| [^|]+ \| [^|]+ \| (sha384-\S+) \|$",
    (STATIC / "VENDORED.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


@pytest.mark.parametrize(("name", "version", "sha384"), ROWS, ids=[row[0] for row in ROWS])
def test_vendored_file_has_recorded_hash(name: str, version: str, sha384: str) -> None:
    """The file has the recorded SHA-384, so it was not edited or replaced."""
    content = (STATIC / name).read_bytes()
    assert "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode() == sha384
    assert version in content.decode("utf-8")


def test_htmx_has_recorded_version() -> None:
    """htmx reports the version in the table, and the table has every minified file."""
    (named,) = re.findall(
        r'this\.version="([^"]+)"', (STATIC / "htmx.min.js").read_text(encoding="utf-8")
    )
    assert {name: version for name, version, _ in ROWS}["htmx.min.js"] == named
    assert {path.name for path in STATIC.rglob("*.min.*")} == {name for name, _, _ in ROWS}
