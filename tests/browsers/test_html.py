"""Two validators on every page: vnu, of the W3C, and html-validate, which also knows good practice.

These rules differ from html-validate's defaults, in .htmlvalidate.json:

- `aria-label-misuse` allows names of lists. ARIA does too, and screen readers read them. By default
  the rule allows names of landmarks and controls only.
- `doctype-style` requires `<!doctype html>` in lower case, which is the same to every browser.
- `long-title` allows 70 characters, the limit of all titles of this site.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.browsers.conftest import TWO, Node, answered
from wizard import create_app
from wizard.model.site import Site

pytestmark = pytest.mark.browsers

BAD = "bad.html"  # a page with mistakes, which each validator must find


@pytest.fixture(scope="module")
def folder(shipped: Site, addresses: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every page, each step with answers, each error page, and BAD."""
    folder = tmp_path_factory.mktemp("pages")
    app = create_app(shipped)
    app.add_url_rule("/<lang>/broken/x/y/", "broken", lambda lang: str(1 // 0))
    client = app.test_client()
    pages = {address: client.get(address) for address in addresses}
    for lang in TWO:
        for flow in shipped.flows.values():
            for _, _, reached in answered(flow):
                pages[f"/{lang}/{flow.id}/{reached}"] = client.get(f"/{lang}/{flow.id}/{reached}")
        for wrong in (
            "none/",
            f"my-data/?{'a' * 4097}",
            "broken/x/y/",
            "my-data/held-license/?topic=nope&sought=x",
        ):
            pages[f"/{lang}/{wrong[:50]}"] = client.get(f"/{lang}/{wrong}", follow_redirects=True)
        pages[f"/{lang}/post"] = client.post(f"/{lang}/")
    for address, response in pages.items():
        assert response.text.startswith("<!doctype html>"), address
        (folder / f"{re.sub(r'[^-0-9a-z]', '_', address)}.html").write_text(response.text, "utf-8")
    assert len(list(folder.iterdir())) == len(pages) > 550
    (folder / BAD).write_text(
        '<!doctype html><html lang="en"><title>Bad</title><p role="x"><img src="x">', "utf-8"
    )
    return folder


def test_vnu_reports_nothing(folder: Path, tools: Path) -> None:
    """vnu reports no error and no warning on any page."""
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ("java", "-jar", jar, "--format", "gnu", folder),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    found = [line for line in lines if f"/{BAD}" not in line]
    assert not found, "\n".join(found)
    assert len(lines) >= 2, "vnu has checked nothing"


def test_html_validate_reports_nothing(folder: Path, node: Node) -> None:
    """Its recommended, accessibility and document rules report nothing on any page."""
    config = Path(__file__).with_name(".htmlvalidate.json")
    done = node(
        "html-validate/bin/html-validate.mjs",
        "--config",
        str(config),
        "--formatter",
        "json",
        f"{folder}/*.html",
    )
    assert done.stdout, done.stderr
    files = json.loads(done.stdout)
    found = [
        f"{each['filePath']}: {message['ruleId']}: {message['message']}"
        for each in files
        for message in each["messages"]
    ]
    bad = [line for line in found if f"/{BAD}" in line]
    assert bad, "html-validate has checked nothing"
    assert found == bad, "\n".join(set(found) - set(bad))
