"""bandit with its rules and semgrep with ours report nothing, except in code that is bad."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.browsers

RULES = Path(__file__).with_name("semgrep.yml")
# A line that each rule must find.
BAD = {
    "request-reaches-a-sink": "open(request.args['file'])",
    "markup-from-a-variable": "Markup(text)",
    "text-becomes-code": "eval(text)",
    "something-is-kept-about-the-reader": "response.set_cookie('seen', 'yes')",
    "something-is-kept-in-the-browser": "localStorage.seen = true;",
    "text-becomes-markup": "step.innerHTML = text;",
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return two files with the bad lines, in Python and JavaScript."""
    folder = tmp_path_factory.mktemp("bad")
    for suffix in (".py", ".js"):
        lines = [line for line in BAD.values() if line.endswith(";") == (suffix == ".js")]
        (folder / f"bad{suffix}").write_text("\n".join(lines) + "\n", "utf-8")
    return sorted(folder.iterdir())


def test_bandit_reports_nothing(bad: list[Path]) -> None:
    """bandit reports nothing of medium or high severity.

    B704 is left out: ruff, semgrep and a test limit which modules make markup.
    """
    for paths, clean in (([ROOT / "wizard"], True), (bad, False)):
        command = [sys.executable, "-m", "bandit", "-q", "-ll", "-s", "B704", "-f", "json", "-r"]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, check=False)
        report = json.loads(done.stdout)
        found = [
            f"{each['filename']}:{each['line_number']}: {each['issue_text']}"
            for each in report["results"]
        ]
        assert (found == []) == clean, found
        assert not clean or report["metrics"]["_totals"]["loc"] > 5000, "bandit checked nothing"


def test_semgrep_reports_nothing(bad: list[Path]) -> None:
    """Each rule finds its bad line, and no rule finds anything in what we ship."""
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
    report = json.loads(done.stdout)
    assert report["errors"] == []
    assert len(report["paths"]["scanned"]) > 40, "semgrep has checked nothing"
    found = {
        (each["path"], each["check_id"].rpartition(".")[2], each["start"]["line"])
        for each in report["results"]
    }
    assert sorted(each for each in found if Path(each[0]) not in bad) == []
    assert {rule for path, rule, _ in found if Path(path) in bad} >= set(BAD)
