"""Tests of help texts, exit codes, suggestions for typos, and completion."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.command import wizard
from tests.conftest import ROOT, Write, free_port, wait_for
from wizard.cli.main import COMMANDS, main
from wizard.export import snapshot

BIN = Path(sys.executable).parent
GOOD = """\
title: A
start: b
steps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}
"""


def help_of(command: str) -> str:
    """The help of a command, or of all of them."""
    done = wizard(*filter(None, [command]), "--help")
    assert done.exit_code == 0
    return str(done.stdout)


def examples(text: str) -> list[str]:
    """The commands in the block of examples of a help text, without what is said about them."""
    block = re.search(r"\n  Examples:\n((?:    .*\n)+)", text)
    return [re.split(r"\s{2,}", line.strip())[0] for line in block[1].splitlines()] if block else []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a git repository with two commits and a copy of the shipped flows."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    for message in ("one", "two"):
        commit = [*git, "commit", "--quiet", "--allow-empty", "-m", message]
        subprocess.run(commit, cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(command, marks=pytest.mark.slow if command == "export" else ())
        for command in ("", *COMMANDS)
    ],
    ids=lambda command: command or "wizard",
)
def test_every_example_in_help_runs(
    place: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They run one after another, as printed. Those of `run` serve until they are stopped."""
    monkeypatch.setattr(snapshot, "REACH", (0, 0))  # pages of one date instead of eight months
    found = examples(help_of(command))
    assert found, "every help ends with examples"
    for example in found:
        name, *arguments = shlex.split(example)
        assert name == "wizard"
        if arguments[0] == "run":
            assert_serves(place, arguments)
            continue
        flows = str(place / "flows")
        done = wizard(*arguments, cwd=place, typed="1\n" * 30, WIZARD_FLOWS=flows)
        assert done.exit_code == 0, (example, done.output[-500:])
        assert done.stdout or "--output" in example, example


def assert_serves(folder: Path, arguments: list[str]) -> None:
    """Start a server on a free port, wait until it answers, and stop it with Ctrl-C."""
    port = free_port()
    environment = {**os.environ, "WIZARD_FLOWS": str(folder / "flows"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard.cli", *arguments, "--port", str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}", process)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_complete_and_short(command: str) -> None:
    """It begins with a sentence, explains every option, and fits on a terminal."""
    text = help_of(command)
    first = " ".join(text.split("\n\n")[1].split())
    assert first.endswith(".")
    assert text.index("Examples:") < text.index("Options:")
    assert max(map(len, text.splitlines())) <= 100
    found = main.get_command(click.Context(main), command)
    assert found is not None
    for parameter in found.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    assert re.search(rf"^  {command}  +\S.*[^.]\.$", help_of(""), re.MULTILINE), (
        "its line in the list is a whole sentence"
    )


def test_list_of_commands_is_that_of_the_modules() -> None:
    """A command that is not registered would never run, and each needs a row in CODES."""
    shared = {
        "answers",
        "common",
        "folders",
        "git",
        "main",
        "path_report",
        "player",
        "step_printer",
    }
    names = {path.stem for path in (ROOT / "wizard" / "cli").glob("[!_]*.py")}
    modules = names - shared
    assert modules == {*COMMANDS.values()}
    assert {*COMMANDS} == {typed[0] for typed, code in CODES if code == 0 and typed[0][0] != "-"}


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
def test_typo_in_command_or_option_gets_suggestion(
    tmp_path: Path, typed: list[str], words: str
) -> None:
    """The message is on stderr, and the exit code is 2."""
    done = wizard(*typed, cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


# What is typed, and the exit code. The folder holds good.yaml, bad.yaml that is not sound in bad/,
# and two trees of another tool, tree.txt and broken.txt, which has a defect.
CODES: list[tuple[list[str], int]] = [
    (["--help"], 0),
    (["--version"], 0),
    ([], 2),
    (["nothing"], 2),
    (["--nothing"], 2),
    (["check", "good.yaml"], 0),
    (["check", "."], 0),
    (["check", "bad"], 1),
    (["check", "--fix", "good.yaml"], 0),
    (["check", "--fix", "bad"], 1),
    (["check", "none"], 1),
    (["check", "--today", "soon"], 2),
    (["check", "--format", "xml"], 2),
    (["graph", "good"], 0),
    (["graph", "bad/bad.yaml"], 1),
    (["graph"], 0),
    (["graph", "--format", "svg", "--output", "x.png"], 2),
    (["graph", "good", "--format", "twee"], 0),
    (["graph", "good", "--format", "csv"], 0),
    (["export", "site", ".", "--base-url", "https://example.org"], 0),
    (["export", "site", "bad"], 1),
    (["export", "site", "--base-url", "example"], 2),
    (["export"], 2),
    (["import", "tree.txt"], 0),
    (["import", "broken.txt"], 1),
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
    (["paths"], 0),
    (["paths", "."], 0),
    (["play", "good"], 0),
    (["play", "bad/bad.yaml"], 1),
    (["play", "none"], 1),
    (["play", "good", "--lang", "xx"], 2),
    (["play"], 0),
    (["print", "good"], 0),
    (["print", "good", "--output", "good.docx", "--format", "docx"], 0),
    (["print", "bad/bad.yaml"], 1),
    (["print", "none"], 1),
    (["print", "good", "--format", "docx"], 2),
    (["print", "good", "--format", "md", "--output", "good.html"], 2),
    (["print", "good", "--output", "good.pdf"], 2),
    (["print", "good", "--output", "none/good.md"], 2),
    (["print", "good", "--lang", "xx"], 2),
    (["print", "good", "--lang", "en", "--lang", "en"], 2),
    (["print"], 0),
    (["rename", "good", "b", "c"], 0),
    (["rename", "good", "c", "d"], 1),
    (["rename", "none", "b", "c"], 1),
    (["rename", "good", "b"], 2),
    (["run", "--help"], 0),
    (["run", "bad"], 1),
    (["run", "none"], 1),
    (["run", "none", "--reload"], 1),
    (["run", ".", "--reload", "--host", "192.0.2.7"], 2),
    (["run", ".", "--reload", "--host", "::"], 2),
    (["run", "none", "--reload", "--host", "192.0.2.7", "--yes"], 1),
    (["run", "none", "--reload", "--host", "::1"], 1),
    (["run", "none", "--reload", "--host", "localhost"], 1),
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
    (["translate", "es", "none"], 1),
    (["translate"], 2),
]


def draws_maps(typed: list[str], code: int) -> bool:
    """Return whether a command exports a site, which starts Graphviz."""
    return typed[:2] == ["export", "site"] and code == 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param(
            *each, id=" ".join(each[0]), marks=[pytest.mark.e2e] if draws_maps(*each) else []
        )
        for each in CODES
    ],
)
def test_exit_codes(write: Write, typed: list[str], code: int) -> None:
    """0 means no problems, 1 that problems were printed, 2 wrong usage. None has a traceback."""
    folder = write(good=GOOD)
    (folder / "tree.txt").write_text("Q: Do you see the end?\nA: Yes\n\tQ: Good.\n", "utf-8")
    (folder / "broken.txt").write_text("Q: Do you see the end?\nA: Yes\n", "utf-8")
    (folder / "bad").mkdir()
    (folder / "bad" / "bad.yaml").write_text(GOOD.replace("start: b", "start: c"), "utf-8")
    done = wizard(*typed, cwd=folder)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == code, done.output
    assert (
        bool(done.stderr) == (code == 2) or code == 1 or typed[:1] == ["import"]
    )  # whose report is there
    # With --output, the document is in the file.
    assert done.output or (typed[0] == "print" and code == 0)


def complete(folder: Path, *words: str, **environment: str) -> list[str]:
    """Return what a shell is offered for the last of the words, in the protocol of bash."""
    done = wizard(
        cwd=folder,
        **environment,
        COMP_WORDS=" ".join(["wizard", *words]),
        COMP_CWORD=str(len(words)),
        _WIZARD_COMPLETE="bash_complete",
    )
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.fixture
def home(write: Write) -> Path:
    """A folder without flows, next to that of the flows that are served by default."""
    folder = write(deposit=GOOD, dental=GOOD, site="name: Default")
    (folder.parent / ".mine.yaml").write_text("", "utf-8")
    (folder.parent / "guides").mkdir()
    (folder.parent / "guides" / "fees.yaml").write_text(GOOD, "utf-8")
    return folder.parent


def test_completion_offers_commands_options_flows_and_files(home: Path) -> None:
    """Ids are those of the guide that the command works on, without shared files."""
    assert complete(home, "pl") == ["plain,play"]
    assert complete(home, "run", "--re") == ["plain,--reload"]
    for command in ("play", "paths", "graph", "print"):
        assert complete(home / "guides", command, "f") == ["file,f", "plain,fees"]
        assert complete(home / "guides", command, "d") == ["file,d"]
        (home / "none").mkdir(exist_ok=True)
        default = {"WIZARD_FLOWS": str(home / "flows")}
        assert complete(home / "none", command, "d", **default) == [
            "file,d",
            "plain,dental",
            "plain,deposit",
        ]
        assert complete(home / "none", command, "s", **default) == ["file,s"]
    assert complete(home, "check", "g") == ["file,g"]


@pytest.fixture
def bash(home: Path) -> Iterator[int]:
    """Return the terminal of a bash that has run the line from the help."""
    if not (path := shutil.which("bash")):
        pytest.skip("bash is not installed")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WIZARD")}
    environment = kept | {
        "PATH": f"{BIN}{os.pathsep}{kept['PATH']}",
        "PYTHONPATH": str(ROOT),
        "WIZARD_FLOWS": str(home / "flows"),
        "PS1": "$ ",
        "TERM": "dumb",
        "INPUTRC": os.devnull,
        "HISTFILE": os.devnull,
    }
    process, terminal = pty.fork()
    if not process:
        os.chdir(home)
        os.execle(path, path, "--norc", "--noprofile", "-i", environment)  # noqa: S606
    (line,) = re.findall(r'eval ".*"', help_of(""))
    read_until(terminal, "$ ")
    os.write(terminal, f"{line}\n".encode())
    read_until(terminal, "\n$ ")
    yield terminal
    os.close(terminal)
    os.kill(process, signal.SIGKILL)  # it may ignore that its terminal is gone
    os.waitpid(process, 0)


def read_until(terminal: int, wanted: str) -> None:
    """Read a terminal until it shows a text. Fail if it shows nothing more for a minute."""
    shown = b""
    while wanted.encode() not in shown:
        assert select.select([terminal], [], [], 60)[0], shown
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
    """The line from the help completes a command, the id of a flow, and a file in a folder."""
    os.write(bash, typed.encode())
    read_until(bash, whole)
