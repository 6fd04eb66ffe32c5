"""The README: its commands exist, its flow is valid, its message is printed, its Python runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import ROOT
from wizard import create_app, load_flows

CHECKED = "1 flow checked, no problems\n"
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str, number: int = 0) -> str:
    """Return one of the README's code blocks."""
    return str(re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)[number])


@pytest.fixture
def deposit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the README's flow. The current folder is the one around it."""
    monkeypatch.chdir(tmp_path)
    path = Path("deposit", "deposit.yaml")
    path.parent.mkdir()
    path.write_text(block("yaml"), "utf-8")
    return path


def test_readme_flow_has_no_warning_and_is_served(deposit: Path) -> None:
    """The flow passes the check without a warning, and its pages open."""
    assert wizard("check", "deposit").output.startswith(CHECKED)
    client = create_app(load_flows(deposit.parent)).test_client()
    for path in ("/en/", "/en/deposit/", "/en/deposit/paid/", "/en/deposit/claim/?paid=yes"):
        assert client.get(path).status_code == 200


def test_readme_message_is_printed(deposit: Path) -> None:
    """A typo in a target causes the message that the README shows."""
    deposit.write_text(block("yaml").replace("no: letter", "no: leter"), "utf-8")
    result = wizard("check", "deposit")
    assert result.exit_code == 1
    assert block("text").strip() in result.output


def test_readme_new_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`wizard new` writes the file that the next command of the README serves."""
    monkeypatch.chdir(tmp_path)
    (title,) = re.findall(r'^wizard new deposit/deposit.yaml --title "(.*)"$', README, re.MULTILINE)
    result = wizard("new", "deposit/deposit.yaml", "--title", title)
    assert result.exit_code == 0
    assert wizard("check", "deposit").output.startswith(CHECKED)
    assert "wizard run deposit --reload\n" in README


def test_readme_python_example_runs_and_passes_mypy(tmp_path: Path) -> None:
    """The example runs in a checkout, and mypy accepts it in strict mode."""
    example = tmp_path / "example.py"
    example.write_text(block("python"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", block("python")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "held-license {'topic': 'holds'}\n"
    command = [sys.executable, "-m", "mypy", "--strict", str(example)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_links_at_top_level_lead_to_files(name: str) -> None:
    """Every relative link of a page at the top of the repository leads to a file or folder."""
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
