"""Writes dist/sbom.json: what a running wizard is made of, as a CycloneDX bill of materials.

The packages and their hashes come from uv.lock; what is vendored comes from static/VENDORED.md.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROW = re.compile(
    r"^\| (\S+\.js) \| ([\d.]+) \| (\S+) \| (https://\S+) .*\| sha384-(\S+) \|$", re.MULTILINE
)


def packages() -> dict[str, object]:
    """The bill that uv makes of its lock file: runtime packages only, no network."""
    command = [
        str(Path(sys.executable).with_name("uv")),
        "export",
        "--quiet",
        "--locked",
        "--offline",
        "--no-dev",
    ]
    made = subprocess.run(
        [*command, "--format", "cyclonedx1.5"], cwd=ROOT, capture_output=True, text=True
    )  # noqa: S603
    if made.returncode:
        sys.exit(f"uv cannot make the bill: {made.stderr.strip()}")
    bill: dict[str, object] = json.loads(made.stdout)
    return bill


def vendored() -> list[dict[str, object]]:
    """The files by others that lie in static/."""
    return [
        {
            "type": "file",
            "bom-ref": f"static/{name}@{version}",
            "name": name,
            "version": version,
            "licenses": [{"license": {"id": licence}}],
            "hashes": [{"alg": "SHA-384", "content": base64.b64decode(digest).hex()}],
            "externalReferences": [{"type": "distribution", "url": url}],
        }
        for name, version, licence, url, digest in ROW.findall(
            (ROOT / "static/VENDORED.md").read_text("utf-8")
        )
    ]


if __name__ == "__main__":
    bill = packages()
    components = [*bill["components"], *vendored()]  # type: ignore[misc]
    path = ROOT / "dist/sbom.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**bill, "components": components}, indent=1) + "\n", "utf-8")
    print(f"{path.relative_to(ROOT)}: {len(components)} components")
