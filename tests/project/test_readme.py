"""What the README says is so: its commands run, its example is sound, its Python works."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard import create_app, load_flows

Write = Callable[..., Path]
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
    for path in (
        "/en/",
        "/en/deposit/",
        "/en/deposit/lease/",
        "/en/deposit/claim/?lease=yes&paid=yes",
    ):
        assert client.get(path).status_code == 200


def test_the_message_for_a_slip_is_the_one_shown(deposit: Path) -> None:
    """File, line, column, what is wrong and the nearest name."""
    path = deposit / "deposit" / "deposit.yaml"
    path.write_text(path.read_text("utf-8").replace("no: letter", "no: leter", 1), "utf-8")
    done = wizard("check", "deposit", cwd=deposit)
    assert done.returncode == 1
    assert block("text").strip() in done.stdout


def test_the_python_example_runs() -> None:
    """As it stands, from the project's folder."""
    done = subprocess.run(
        [sys.executable, "-c", block("python")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
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


def test_the_tools_for_authors_run_as_they_are_shown(tmp_path: Path) -> None:
    """Each line of the block, in a repository of the shipped flows whose branch is called main."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    for command in (["init", "-qb", "main"], ["add", "."], ["commit", "-qm", "The flows"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *command],
            cwd=tmp_path,
            check=True,
        )
    lines = re.findall(r"^(wizard [^#\n]*?) +#", README, re.MULTILINE)
    assert len(lines) == 10
    environment = {**os.environ, "WIZARD_FLOWS": str(tmp_path / "flows")}
    for line in lines:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("wizard")), *shlex.split(line)[1:]],
            cwd=tmp_path,
            env=environment,
            input="q\n",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), line
    assert (tmp_path / "map.svg").read_bytes().startswith(b"<?xml")


def test_the_ways_to_deploy_are_as_they_are_shown(deposit: Path) -> None:
    """The commands that write files run; the server's options exist, and so does what lies in deploy/."""
    (deposit / "deposit").rename(deposit / "flows")
    lines = re.findall(r"^(wizard export .*)$", README, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        done = wizard(*shlex.split(line.replace("my-data", "deposit"))[1:], cwd=deposit)
        assert done.returncode == 0, done.stderr
    assert (deposit / "site" / "sitemap.xml").is_file()
    assert (deposit / "deposit.html").is_file()
    (line,) = re.findall(r"^wizard run (.*--origin.*)$", README, re.MULTILINE)
    shown = wizard("run", "--help", cwd=deposit).stdout
    assert all(option in shown for option in re.findall("--[a-z]+", line))


def test_what_the_readme_points_to_exists() -> None:
    """Files, folders and pictures."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
