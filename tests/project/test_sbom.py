"""The bill of materials lists every part of a running wizard with its hash."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

from tests.conftest import ROOT
from tests.project.test_extras import LOCK, required


def test_sbom_lists_every_package_and_vendored_file_with_hash() -> None:
    """The packages are those in uv.lock that all extras need. The only vendored file is htmx."""
    run = subprocess.run(
        [sys.executable, ROOT / "scripts/sbom.py"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    bill = json.loads((ROOT / "dist/sbom.json").read_text("utf-8"))
    assert run.stdout == f"dist/sbom.json: {len(bill['components'])} components\n"
    named = {each["name"]: each for each in bill["components"]}
    needed = required("all")
    assert set(named) - needed <= {"htmx.min.js"}
    assert needed <= set(named)
    for name in needed:
        assert named[name]["version"] == LOCK[name]["version"]
        assert any(reference.get("hashes") for reference in named[name]["externalReferences"]), name
    content = (ROOT / "static/htmx.min.js").read_bytes()
    assert named["htmx.min.js"]["hashes"] == [
        {"alg": "SHA-384", "content": hashlib.sha384(content).hexdigest()}
    ]
