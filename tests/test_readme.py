"""What the README says is so: its commands run, its example is sound, its Python works."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard import create_app, load_flows
from wizard.draft import CLAIM_KEYS, FLOW_KEYS, OUTCOME_KEYS, QUESTION_KEYS

Write = Callable[..., Path]
ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block(language: str, number: int = 0) -> str:
    """One of the README's code blocks."""
    return str(re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)[number])


def wizard(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the README writes it."""
    command = [str(Path(sys.executable).with_name("wizard")), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    """The folder of the five-minute flow, as the README makes it."""
    (tmp_path / "deposit").mkdir()
    (tmp_path / "deposit" / "deposit.yaml").write_text(block("yaml"), "utf-8")
    return tmp_path


def test_the_flow_of_five_minutes_is_sound_and_served(deposit: Path) -> None:
    """Copied into a file it passes the check, without a warning, and its pages open."""
    done = wizard("check", "deposit", cwd=deposit)
    assert (done.returncode, done.stdout) == (0, "1 flow checked, no problems\n")
    client = create_app(load_flows(deposit / "deposit")).test_client()
    for path in ("/en/", "/en/deposit/", "/en/deposit/lease/", "/en/deposit/claim/?lease=yes&paid=yes"):
        assert client.get(path).status_code == 200


def test_the_message_for_a_slip_is_the_one_shown(deposit: Path) -> None:
    """File, line, column, what is wrong and the nearest name."""
    path = deposit / "deposit" / "deposit.yaml"
    path.write_text(path.read_text("utf-8").replace("no: letter", "no: leter", 1), "utf-8")
    done = wizard("check", "deposit", cwd=deposit)
    assert done.returncode == 1
    assert block("text").strip() in done.stdout.splitlines()


def test_the_python_example_runs() -> None:
    """As it stands, from the project's folder."""
    done = subprocess.run(
        [sys.executable, "-c", block("python")], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "own-car ['held-license']\n"


def test_every_command_of_the_readme_exists() -> None:
    """make targets in the Makefile, wizard commands in the help."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README)) - {"and"}:
        assert f"\n{target}:" in makefile, target
    help_text = wizard("--help", cwd=ROOT).stdout
    for command in set(re.findall(r"^wizard ([a-z]+)", README, re.MULTILINE)):
        assert re.search(rf"^  {command} ", help_text, re.MULTILINE), command


def test_the_table_of_keys_is_complete() -> None:
    """Every key that the loader knows is named in its row, and no other."""
    for what, keys in (
        ("flow", FLOW_KEYS),
        ("question", QUESTION_KEYS),
        ("outcome", OUTCOME_KEYS),
        ("claim", (*CLAIM_KEYS, "if")),
    ):
        row = next(line for line in README.splitlines() if line.startswith(("| a " + what, "| an " + what)))
        named = set(re.findall(r"`([a-z-]+)`", row.split(";")[0]))
        assert named == set(keys), what


def test_what_the_readme_points_to_exists() -> None:
    """Files and pictures."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).is_file(), target
