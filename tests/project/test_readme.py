"""The README: its commands exist, its flow is valid, its message is printed, its Python runs."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import ROOT, free_port, wait_for, wait_until
from wizard import create_app, load_flows

CHECKED = "1 flow of deposit checked, no problems\n"
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


def test_readme_commands_work_in_a_new_shell(tmp_path: Path) -> None:
    """The lines are typed as they are: after the first one there is a command `wizard`.

    `wizard run` serves the new flow, then the one that the README shows, and then says what is
    wrong with it.
    """
    (tmp_path / ".venv").symlink_to(sys.prefix)
    activate, new, run = block("sh", 1).splitlines()
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),  # for a worktree, whose .venv has the package of the main one
    }
    lines = f"! command -v wizard && {activate}\n{new} && exec {run} --port {port}"
    with (tmp_path / "log").open("wb") as log:
        shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc", "-c", lines],
            cwd=tmp_path,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        url, flow = f"http://127.0.0.1:{port}/en/deposit/", tmp_path / "deposit" / "deposit.yaml"
        wait_for(url, shell)
        flow.write_text(block("yaml"), "utf-8")
        shown(f"{url}paid/", "Can you show that you paid the deposit?")
        flow.write_text(block("yaml").replace("no: letter", "no: leter"), "utf-8")
        shown(f"{url}paid/", "Did you mean &#34;letter&#34;?")
        shell.send_signal(signal.SIGINT)
        assert shell.wait(60) == 0
    finally:
        shell.kill()
    assert "Wrote deposit/deposit.yaml" in (tmp_path / "log").read_text("utf-8")


def shown(url: str, text: str) -> None:
    """Wait until a page contains a text. A page about a mistake is one too."""

    def seen() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=60) as response:
                return text in response.read().decode()
        except urllib.error.HTTPError as error:
            return text in error.read().decode()

    wait_until(seen)


@pytest.mark.parametrize("page", ["README.md", "docs/first-hour.md"])
def test_page_activates_the_environment_before_the_first_command(page: str) -> None:
    """Without this line a shell does not find the command."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    first = next(index for index, line in enumerate(lines) if line.startswith("wizard "))
    assert lines[first - 1].split("  #")[0].strip() == ". .venv/bin/activate"


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
