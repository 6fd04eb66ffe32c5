"""Two readers of source code: bandit with its own rules, semgrep with ours. Both must find what is bad on purpose."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.browsers

RULES = Path(__file__).with_name("semgrep.yml")
BAD = {  # a line for each rule
    "request-reaches-a-sink": "open(request.args['file'])",
    "markup-from-a-variable": "Markup(text)",
    "text-becomes-code": "eval(text)",
    "something-is-kept-about-the-reader": "response.set_cookie('seen', 'yes')",
    "something-is-kept-in-the-browser": "localStorage.seen = true;",
    "text-becomes-markup": "step.innerHTML = text;",
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two files with all that is bad: Python and JavaScript."""
    folder = tmp_path_factory.mktemp("bad")
    for suffix in (".py", ".js"):
        lines = [line for line in BAD.values() if line.endswith(";") == (suffix == ".js")]
        (folder / f"bad{suffix}").write_text("\n".join(lines) + "\n", "utf-8")
    return sorted(folder.iterdir())


def test_bandit_finds_nothing(bad: list[Path]) -> None:
    """Nothing of medium or high severity. B704 is left out: ruff, semgrep and a test each hold who may make markup."""
    for places, sound in (([ROOT / "wizard"], True), (bad, False)):
        command = [
            sys.executable,
            "-m",
            "bandit",
            "-q",
            "-ll",
            "-s",
            "B704",
            "-f",
            "json",
            "-r",
            *map(str, places),
        ]
        told = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
        found = [
            f"{each['filename']}:{each['line_number']}: {each['issue_text']}"
            for each in told["results"]
        ]
        assert (found == []) == sound, found
        assert not sound or told["metrics"]["_totals"]["loc"] > 5000, "bandit has looked at nothing"


def test_semgrep_finds_nothing(bad: list[Path]) -> None:
    """Each rule finds its bad line, and none finds anything in what we ship."""
    ours = [ROOT / "wizard", ROOT / "static" / "wizard.js", ROOT / "static" / "letter.js"]
    command = [
        str(ROOT / ".venv" / "semgrep" / "bin" / "semgrep"),
        "scan",
        f"--config={RULES}",
        "--json",
        "--no-git-ignore",
    ]
    quiet = ["--metrics=off", "--disable-version-check", "--quiet"]
    done = subprocess.run(
        [*command, *quiet, *map(str, [*ours, *bad])], capture_output=True, text=True, check=False
    )
    told = json.loads(done.stdout)
    assert told["errors"] == []
    assert len(told["paths"]["scanned"]) > 40, "semgrep has looked at nothing"
    found = {
        (each["path"], each["check_id"].rpartition(".")[2], each["start"]["line"])
        for each in told["results"]
    }
    assert sorted(each for each in found if Path(each[0]) not in bad) == []
    assert {rule for path, rule, _ in found if Path(path) in bad} >= set(BAD)
