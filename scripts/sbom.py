"""Write dist/sbom.json: all parts of a running wizard, as a CycloneDX bill of materials.

The packages and their hashes are those of uv.lock, the vendored files those of static/VENDORED.md.
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
    """Return the bill that uv makes from its lock, without the network: all extras, no tools."""
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "export", "--quiet", "--locked", "--offline", "--no-dev", "--all-extras"]
    command += ["--format", "cyclonedx1.5"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    if made.returncode:
        sys.exit(f"uv cannot make the bill: {made.stderr.strip()}")
    bill: dict[str, object] = json.loads(made.stdout)
    return bill


def vendored() -> list[dict[str, object]]:
    """Return the vendored files of static/."""
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
