"""`wizard graph`: its output, its options and its errors. The writers have tests of their own."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.convert.helpers import ENGLISH, GUARDED, OTHER, Write
from wizard import load_flows
from wizard.cli.main import main
from wizard.convert.write_mermaid import mermaid


def graph(*arguments: str | Path, cwd: Path) -> Result:
    """Run `wizard graph` in a folder."""
    with chdir(cwd):
        done = CliRunner().invoke(main, ["graph", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


@pytest.fixture
def folder(write: Write) -> Path:
    """Return a folder of two flows: `guide`, which has conditions, and `other`."""
    return write(guide=GUARDED, other=OTHER)


def test_graph_prints_only_mermaid(folder: Path) -> None:
    """Targets in other flows are named by their titles."""
    done = graph("guide.yaml", cwd=folder)
    site = load_flows(folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == mermaid(site.flows["guide"], ENGLISH, site=site)


def test_graph_draws_default_flow_in_other_language(tmp_path: Path) -> None:
    """A default flow is named by its id."""
    assert graph("my-data", "--lang", "es", cwd=tmp_path).stdout.count("Sí") > 1


def test_graph_ignores_errors_of_other_flows(folder: Path, write: Write) -> None:
    """Steps of an invalid flow are named by their ids."""
    write(other=OTHER.replace("no: end", "no: nowhere"))
    done = graph("guide.yaml", cwd=folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert '[["other/end"]]' in done.stdout


def test_graph_reports_errors_of_its_flow(folder: Path) -> None:
    """An invalid flow is not drawn; its problems are printed like those of `wizard check`."""
    (folder / "guide.yaml").write_text(GUARDED.replace("no: one", "no: won"), "utf-8")
    done = graph("guide.yaml", cwd=folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("guide.yaml:")


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.mmd", b"flowchart LR\n"),
        ("x.mermaid", b"flowchart LR\n"),
        ("x.gv", b"digraph "),
        ("x.dot", b"digraph "),
        ("x.SVG", b"<?xml "),
        ("x.png", b"\x89PNG\r\n"),
        ("x.twee", b":: StoryTitle\n"),
        ("x.csv", b"id,text,answer,next\n"),
    ],
)
def test_graph_output_extension_selects_format(folder: Path, name: str, begins: bytes) -> None:
    """The letters of the extension may be large."""
    done = graph("guide.yaml", "--output", name, cwd=folder)
    assert (done.exit_code, done.stdout) == (0, "")
    assert (folder / name).read_bytes().startswith(begins)


def test_graph_format_is_for_other_extensions(folder: Path) -> None:
    """A file with a conflicting extension would not open, and is not written."""
    assert graph("guide", "--output", "x.txt", "--format", "dot", cwd=folder).exit_code == 0
    assert (folder / "x.txt").read_bytes().startswith(b"digraph ")
    assert graph("guide", "--output", "x.SVG", "--format", "dot", cwd=folder).exit_code == 2
    assert not (folder / "x.SVG").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--output", "x.jpg"], ".mmd, .mermaid, .dot, .gv, .svg, .png"),
        (["--output", "none/x.mmd"], 'there is no folder "none".'),
        (
            ["--output", "x.png", "--format", "svg"],
            '"x.png" has the extension of png, but --format is svg',
        ),
        (["--format", "jpg"], "'jpg' is not one of 'mermaid', 'dot', 'svg', 'png'"),
        (["--lang", "fr"], 'the flows are not in "fr", only in en'),
        (["--trail", "license"], "answer; write question=answer, joined by & or commas"),
        (
            ["--trail", "licence=yes"],
            'there is no question "licence" in this flow. Did you mean "license"?',
        ),
        (["--trail", "one=yes"], 'there is no question "one" in this flow.'),
        (["--trail", "license=maybe"], '"license" has no answer "maybe". It has "yes", "no"'),
        (["--trail", "license=yes,license=no"], '"license" is answered twice'),
        (
            ["--trail", "car=yes"],
            '"car" is not asked here: the other answers lead to "license", whose answers are "yes"',
        ),
        (
            ["--trail", "license=unsure&car=yes"],
            '"car" is not asked here: the other answers lead out of the flow, to "other/end"',
        ),
        (["--format", "twee", "--trail", "license=yes"], "--trail is for pictures; twee"),
    ],
)
def test_graph_rejects_wrong_use(folder: Path, options: list[str], message: str) -> None:
    """The exit code is 2, the message says what to do, and nothing is printed or written."""
    before = sorted(folder.iterdir())
    done = graph("guide.yaml", *options, cwd=folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert sorted(folder.iterdir()) == before


def test_graph_trail_after_the_end_names_the_end(folder: Path) -> None:
    """An answer after the outcome does not fit."""
    condition = (
        "      - {if: {not: {license: yes}, any: [{lease: no}, {lease: unsure}]}, to: two}\n"
    )
    text = GUARDED.replace("unsure: car}", "unsure: two}").replace(condition, "")
    (folder / "guide.yaml").write_text(text, "utf-8")
    done = graph("guide.yaml", "--trail", "license=no,lease=unsure,car=yes", cwd=folder)
    assert '"car" is not asked here: the other answers end at the outcome "two"' in done.stderr


@pytest.mark.parametrize(
    "trail",
    [
        "license=yes&lease=no&car=no",
        "license=yes, lease=no, car=no",
        "?license=yes&lease=no&car=no",
        "car=no,lease=no,license=yes",
    ],
)
def test_graph_reads_trail_as_copied_or_typed(folder: Path, trail: str) -> None:
    """A trail is the query of a URL, or a list in any order."""
    done = graph("guide.yaml", "--trail", trail, cwd=folder)
    assert done.stdout.endswith("  class n0,n1,n2,n3,n4 trail\n")


@pytest.mark.parametrize("format_name", ["svg", "png"])
def test_graph_reports_missing_graphviz(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_name: str
) -> None:
    """Pictures need Graphviz, and the message says so in one line."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = graph("guide.yaml", "--format", format_name, cwd=folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Graphviz is not installed: apt-get install graphviz, or use --format mermaid or dot\n"
    )


@pytest.mark.parametrize("format_name", ["mermaid", "dot", "twee", "csv"])
def test_graph_writes_text_without_graphviz(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_name: str
) -> None:
    """Text formats need no other program."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert graph("guide.yaml", "--format", format_name, cwd=folder).exit_code == 0


def test_graph_prints_no_png_to_a_terminal(folder: Path) -> None:
    """A terminal would interpret the bytes; the message names the option for a file."""
    ours, theirs = pty.openpty()
    path = str(folder / "guide.yaml")
    command = [sys.executable, "-m", "wizard.cli", "graph", path, "--format", "png"]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"--output flow.png" in done.stderr


@pytest.mark.e2e
def test_graph_prints_png_to_a_pipe(folder: Path) -> None:
    """Another program can read it."""
    done = graph("guide.yaml", "--format", "png", cwd=folder)
    assert done.stdout_bytes.startswith(b"\x89PNG\r\n")


@pytest.mark.e2e
def test_graph_help_examples_work(folder: Path) -> None:
    """Each example of the help exits with 0."""
    text = graph("--help", cwd=folder).stdout
    lines = text.partition("Examples:")[2].partition("Options:")[0].splitlines()
    examples = [re.split(r"\s{2,}", line.strip())[0] for line in lines if "wizard " in line]
    assert len(examples) == 4
    for example in examples:
        done = graph(*shlex.split(example)[2:], cwd=folder.parent)
        assert (done.exit_code, done.stderr) == (0, ""), example
