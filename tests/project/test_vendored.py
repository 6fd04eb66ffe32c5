"""What others made and we ship is exactly what static/VENDORED.md says it is."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from tests.conftest import ROOT

STATIC = ROOT / "static"
ROWS = re.findall(
    r"^\| (?P<file>[\w.-]+\.\w+) \| (?P<version>[\d.]+) \| [^|]+ \| [^|]+ \| (?P<sha384>sha384-\S+) \|$",
    (STATIC / "VENDORED.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


@pytest.mark.parametrize(("name", "version", "sha384"), ROWS, ids=[row[0] for row in ROWS])
def test_file_is_the_recorded_one(name: str, version: str, sha384: str) -> None:
    """A vendored file has the recorded SHA-384: nobody edited or swapped it unnoticed."""
    content = (STATIC / name).read_bytes()
    assert "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode() == sha384
    assert version in content.decode("utf-8")


def test_htmx_is_the_recorded_version() -> None:
    """The version that htmx itself reports is the one in the table, and nothing minified is missing from it."""
    (named,) = re.findall(
        r'this\.version="([^"]+)"', (STATIC / "htmx.min.js").read_text(encoding="utf-8")
    )
    assert {name: version for name, version, _ in ROWS}["htmx.min.js"] == named
    assert {path.name for path in STATIC.rglob("*.min.*")} == {name for name, _, _ in ROWS}
