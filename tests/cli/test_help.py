"""What the commands say about themselves is so: examples run, slips meet the nearest name, exit codes, completion."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.conftest import ROOT
from wizard.cli.main import main

Write = Callable[..., Path]
BIN = Path(sys.executable).parent
GOOD = "title: A\nstart: b\nsteps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}\n"
COMMANDS = sorted(main.commands)


def invoke(*arguments: str, cwd: Path) -> Result:
    """Run a command to its end, in a folder."""
    with chdir(cwd):
        return CliRunner().invoke(main, arguments, prog_name="wizard")


def help_of(command: str) -> str:
    """The help of a command, or of all of them."""
    done = invoke(*([command] if command else []), "--help", cwd=ROOT)
    assert done.exit_code == 0
    return str(done.stdout)


def examples(text: str) -> list[str]:
    """The commands in the block of examples of a help text, without what is said about them."""
    block = re.search(r"\n  Examples:\n((?:    .*\n)+)", text)
    return [re.split(r"\s{2,}", line.strip())[0] for line in block[1].splitlines()] if block else []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder under version control with a copy of the shipped flows, as the examples take it for granted."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    for message in ("one", "two"):
        subprocess.run(
            [*git, "commit", "--quiet", "--allow-empty", "-m", message], cwd=tmp_path, check=True
        )
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    """Ours, with the command on PATH, and the copied flows served by default."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "WIZARD_FLOWS"))
    }
    return {
        **kept,
        "PATH": f"{BIN}{os.pathsep}{kept['PATH']}",
        "WIZARD_FLOWS": str(folder / "flows"),
    }


@pytest.mark.parametrize("command", ["", *COMMANDS], ids=lambda command: command or "wizard")
def test_every_example_runs(place: Path, command: str) -> None:
    """One after the other, as they are printed; a server serves until it is stopped."""
    found = examples(help_of(command))
    assert found, "every help ends with examples"
    for example in found:
        if re.match(r"wizard run\b", example):
            serves(place, example)
            continue
        done = subprocess.run(
            ["sh", "-c", example], cwd=place, env=environment(place), input="1\n" * 30, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, (example, done.stdout[-500:], done.stderr)
        assert done.stdout or "--output" in example, example


def serves(folder: Path, command: str) -> None:
    """Start a server, wait until it answers, stop it with what Ctrl-C sends. The port is any that is free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        ["sh", "-c", f"exec {command} --port {port}"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            assert process.poll() is None, command
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise AssertionError(f"{command} did not answer")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_complete_and_short(command: str) -> None:
    """It begins with one sentence, every option says what it does, and no line is longer than a terminal."""
    text = help_of(command)
    first = " ".join(text.split("\n\n")[1].split())
    assert first.endswith(".")
    assert text.index("Examples:") < text.index("Options:")
    assert max(map(len, text.splitlines())) <= 100
    for parameter in main.commands[command].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    assert re.search(rf"^  {command}  +\S.*[^.]\.$", help_of(""), re.MULTILINE), (
        "its line in the list is a whole sentence"
    )


def test_every_command_is_one_of_these() -> None:
    """A new one gets its row here, in the table of exit codes below and in the README."""
    assert set(COMMANDS) <= {row[0][0] for row in CODES if row[1] == 0}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["chekc"], "No such command 'chekc'. Did you mean 'check'?"),
        (["rnu"], "No such command 'rnu'. Did you mean 'run'?"),
        (["plya", "x"], "No such command 'plya'. Did you mean 'play'?"),
        (["run", "--relaod"], "No such option '--relaod'. Did you mean '--reload'?"),
        (["play", "--recrod", "x"], "No such option '--recrod'. Did you mean '--record'?"),
        (["new", "x", "--titlw", "y"], "No such option '--titlw'. Did you mean '--title'?"),
        (["check", "--wrods"], "No such option '--wrods'. Did you mean '--words'?"),
    ],
)
def test_a_slip_meets_the_nearest_name(tmp_path: Path, typed: list[str], words: str) -> None:
    """On stderr, with exit code 2 and nothing on stdout."""
    done = invoke(*typed, cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


# What is typed, and the exit code. The folder holds good.yaml, bad.yaml that is not sound in bad/, and two trees of
# another tool, tree.txt and slip.txt, which has a defect.
CODES: list[tuple[list[str], int]] = [
    (["--help"], 0),
    (["--version"], 0),
    ([], 2),
    (["nothing"], 2),
    (["--nothing"], 2),
    (["check", "good.yaml"], 0),
    (["check", "."], 0),
    (["check", "bad"], 1),
    (["check", "none"], 1),
    (["check", "--today", "soon"], 2),
    (["check", "--format", "xml"], 2),
    (["graph", "good"], 0),
    (["graph", "bad/bad.yaml"], 1),
    (["graph"], 2),
    (["graph", "good", "--format", "twee"], 0),
    (["graph", "good", "--format", "csv"], 0),
    (["export", "site", ".", "--base-url", "https://example.org"], 0),
    (["export", "site", "bad"], 1),
    (["export", "site", "--base-url", "example"], 2),
    (["export"], 2),
    (["import", "tree.txt"], 0),
    (["import", "slip.txt"], 1),
    (["import", "none"], 1),
    (["import", "tree.txt", "--from", "word"], 2),
    (["import", "tree.txt", "--output", "good"], 2),
    (["import"], 2),
    (["new", "fresh"], 0),
    (["new", "good"], 1),
    (["new", "NO"], 2),
    (["paths", "good"], 0),
    (["paths", "bad/bad.yaml"], 1),
    (["paths", "none"], 1),
    (["paths"], 2),
    (["play", "good"], 0),
    (["play", "bad/bad.yaml"], 1),
    (["play", "none"], 1),
    (["play", "good", "--lang", "xx"], 2),
    (["play"], 2),
    (["run", "--help"], 0),
    (["run", "bad"], 1),
    (["run", "none"], 1),
    (["run", "none", "--reload"], 1),
    (["run", "--port", "0"], 2),
    (["run", ".", "more"], 2),
    (["schema"], 0),
    (["schema", "nothing"], 2),
    (["sources", "."], 0),
    (["sources", "bad"], 1),
    (["sources", "--today", "soon"], 2),
    (["translate", "es", "."], 0),
    (["translate", "es", ".", "--status"], 0),
    (["translate", "xx", "."], 2),
    (["translate"], 2),
]


@pytest.mark.parametrize(
    ("typed", "code"), CODES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_exit_codes(write: Write, typed: list[str], code: int) -> None:
    """0: all is well. 1: what was found is printed. 2: the command was used wrongly. Never a traceback."""
    folder = write(good=GOOD)
    (folder / "tree.txt").write_text("Q: Do you see the end?\nA: Yes\n\tQ: Good.\n", "utf-8")
    (folder / "slip.txt").write_text("Q: Do you see the end?\nA: Yes\n", "utf-8")
    (folder / "bad").mkdir()
    (folder / "bad" / "bad.yaml").write_text(GOOD.replace("start: b", "start: c"), "utf-8")
    done = invoke(*typed, cwd=folder)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == code, done.output
    assert (
        bool(done.stderr) == (code == 2) or code == 1 or typed[:1] == ["import"]
    )  # whose report is there
    assert done.output or typed == ["sources", "."]  # which has none


def complete(folder: Path, *words: str) -> list[str]:
    """What a shell is offered for the last of the words, by the protocol it speaks."""
    asked = {
        "COMP_WORDS": " ".join(["wizard", *words]),
        "COMP_CWORD": str(len(words)),
        "_WIZARD_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        [BIN / "wizard"],
        cwd=folder,
        env=environment(folder) | asked,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def home(write: Write) -> Path:
    """A folder with a flow in it, beside the folder of the flows that are served by default."""
    folder = write(deposit=GOOD, dental=GOOD, site="name: Default")
    (folder.parent / "mine.yaml").write_text(GOOD, "utf-8")
    (folder.parent / ".mine.yaml").write_text("", "utf-8")
    (folder.parent / "guides").mkdir()
    (folder.parent / "guides" / "fees.yaml").write_text(GOOD, "utf-8")
    return folder.parent


def test_completion_offers_commands_options_flows_and_files(home: Path) -> None:
    """Ids of flows here and of those served by default, never those of files that flows share."""
    assert complete(home, "pl") == ["plain,play"]
    assert complete(home, "run", "--re") == ["plain,--reload"]
    for command in ("play", "paths", "graph"):
        assert complete(home, command, "d") == ["file,d", "plain,dental", "plain,deposit"]
        assert complete(home, command, "m") == ["file,m", "plain,mine"]
        assert complete(home, command, "s") == ["file,s"]
    assert complete(home, "check", "g") == ["file,g"]


@pytest.fixture
def bash(home: Path) -> Iterator[int]:
    """The terminal of a bash that has read the line from the help."""
    if not (path := shutil.which("bash")):
        pytest.skip("there is no bash here")
    process, terminal = pty.fork()
    if not process:
        os.chdir(home)
        quiet = environment(home) | {
            "PS1": "$ ",
            "TERM": "dumb",
            "INPUTRC": os.devnull,
            "HISTFILE": os.devnull,
        }
        os.execle(path, path, "--norc", "--noprofile", "-i", quiet)  # noqa: S606 - a shell, as a person has it
    (line,) = re.findall(r'eval ".*"', help_of(""))
    wait_for(terminal, "$ ")
    os.write(terminal, f"{line}\n".encode())
    wait_for(terminal, "\n$ ")
    yield terminal
    os.write(terminal, b"\x15exit\n")
    os.close(terminal)
    os.waitpid(process, 0)


def wait_for(terminal: int, wanted: str) -> None:
    """Read a terminal until it shows this; fail when it shows nothing more for half a minute."""
    shown = b""
    while wanted.encode() not in shown:
        assert select.select([terminal], [], [], 30)[0], shown
        shown += os.read(terminal, 4096)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("wizard chec\t", "wizard check "),
        ("wizard play dep\t", "wizard play deposit "),
        ("wizard play gui\tf\t", "wizard play guides/fees.yaml "),
    ],
)
def test_completion_works_in_bash(bash: int, typed: str, whole: str) -> None:
    """With the line that the help shows: a command, the id of a flow, a file below a folder."""
    os.write(bash, typed.encode())
    wait_for(bash, whole)
