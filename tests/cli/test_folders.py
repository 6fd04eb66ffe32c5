"""Every command works on the same folder, says which, and creates no folder by a typo."""

from __future__ import annotations

import ast
import os
import re
import shlex
from contextlib import chdir
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import ROOT
from wizard.cli.folders import find, guide_at
from wizard.resources import SHIPPED

GOOD = "title: A\nstart: b\nsteps: {b: {outcome: C, claims: [{level: unknown, text: D.}]}}\n"
TWO = "name: Two languages\nlanguages: [en, es]\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder without flows that contains guides with one, two and no flows."""
    for name in ("one/eviction", "my guides/fees", "my guides/letter", "deep/er/flow"):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(GOOD, "utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


def tree(folder: Path) -> set[str]:
    """Return the paths of all files and folders in a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_guide_is_named_then_here_then_default_then_shipped(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the four is left out in turn. A site.yaml without flows makes a folder a guide."""
    monkeypatch.setenv("WIZARD_FLOWS", str(place / "my guides"))
    with chdir(place / "one"):
        assert guide_at(Path("../empty")).name == "../empty"
        assert guide_at() == (Path(), "one")
    with chdir(place / "empty"):
        assert guide_at() == (place / "my guides", str(place / "my guides"))
        Path("site.yaml").write_text("name: A", "utf-8")
        assert guide_at() == (Path(), "empty")
    with chdir(place):
        assert guide_at().name == "my guides"
        monkeypatch.delenv("WIZARD_FLOWS")
        assert guide_at() == (SHIPPED, "the shipped guide")
        assert guide_at(SHIPPED).name == "the shipped guide"
    with chdir(ROOT):
        assert guide_at() == (Path("flows"), "the shipped guide")


@pytest.mark.parametrize("typed", [".", "../one", "../one/", "./."])
def test_folder_is_called_by_its_name(place: Path, typed: str) -> None:
    """`.` would say nothing to a person who is in the wrong folder."""
    with chdir(place / "one"):
        assert guide_at(Path(typed)).name == "one"
        assert guide_at(Path("..")).name == place.name
    assert guide_at(Path("/")).name == "/"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("one/eviction.yaml", "one/eviction.yaml"),
        ("one/eviction", "one/eviction.yaml"),
        ("one", "one"),
        ("one/", "one"),
        ("fees", "my guides/fees.yaml"),
        ("eviction", None),
        ("my guides/fee", None),
    ],
)
def test_find_accepts_path_id_and_folder(
    place: Path, typed: str, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id is looked up in the guide that the command works on, and nowhere else."""
    monkeypatch.setenv("WIZARD_FLOWS", "my guides")
    with chdir(place):
        assert find(typed) == (Path(found) if found else None)


def test_id_here_never_means_a_flow_of_another_guide(place: Path) -> None:
    """In a guide, the ids of the shipped flows mean nothing."""
    for command in ("paths", "graph", "play"):
        done = wizard(command, "my-data", cwd=place / "one")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == 'there is no flow "my-data" in one.\n'


@pytest.mark.parametrize("command", ["paths", "graph", "play"])
@pytest.mark.parametrize("typed", [["one"], ["one/eviction"], ["one/eviction.yaml"]])
def test_folder_with_one_flow_means_that_flow(place: Path, command: str, typed: list[str]) -> None:
    """The output is that for the file, and the same as without any name in the folder itself."""
    named = wizard(command, *typed, cwd=place)
    assert (named.exit_code, named.stderr) == (0, "")
    assert named.stdout == wizard(command, cwd=place / "one").stdout


@pytest.mark.parametrize("command", ["paths", "graph", "play"])
def test_folder_with_several_flows_lists_them_and_a_command(place: Path, command: str) -> None:
    """The command can be pasted, although the name of the folder has a space."""
    done = wizard(command, "my guides", cwd=place)
    assert (done.exit_code, done.stdout) == (1, "")
    printed, _, example = done.stderr.strip().removesuffix("`").partition("; run `")
    assert printed == 'my guides has 2 flows: "fees", "letter"'
    assert example == f"wizard {command} 'my guides/fees'"
    assert wizard(*shlex.split(example)[1:], cwd=place).exit_code == 0


def test_command_for_one_of_several_flows_has_the_words_after_the_flow(place: Path) -> None:
    """The command that `wizard rename` prints renames when it is pasted."""
    done = wizard("rename", "my guides", "late", "later", cwd=place)
    example = done.stderr.strip().removesuffix("`").partition("; run `")[2]
    assert example == "wizard rename 'my guides/fees' late later"


def test_flow_that_does_not_exist_gets_the_closest_one(place: Path) -> None:
    """The suggestion has the extension of flow files if any extension was typed."""
    for typed, meant in (
        ("one/evict", "one/eviction"),
        ("one/evict.yaml", "one/eviction.yaml"),
        ("one/eviction.yml", "one/eviction.yaml"),
    ):
        done = wizard("paths", typed, cwd=place)
        assert done.stderr == f'there is no flow "{typed}". Did you mean "{meant}"?\n'


def test_folder_that_was_deleted_is_reported_in_one_line(place: Path) -> None:
    """A terminal can be in a folder that another program has deleted."""
    with chdir(place / "empty"):
        (place / "empty").rmdir()
        for command in (["check"], ["paths"], ["new", "a"], ["translate", "es"]):
            done = wizard(*command)
            assert (done.exit_code, done.stdout) == (2, "")
            assert "the current folder does not exist any more" in done.stderr
        os.chdir(place)


def test_only_flow_of_default_guide_is_named(place: Path) -> None:
    """The name is on stderr, since a program may read stdout."""
    done = wizard("paths", cwd=place, WIZARD_FLOWS="one")
    assert (done.exit_code, done.stdout) == (0, "-> b\n")
    assert done.stderr == 'flow "eviction" of one\n'


@pytest.mark.parametrize(
    ("arguments", "cwd", "summary"),
    [
        (["check"], "one", "1 flow of one checked, no problems"),
        (["check", "."], "one", "1 flow of one checked, no problems"),
        (["check", "one/eviction"], ".", "1 flow of one checked, no problems"),
        (["check", "one", "my guides"], ".", "3 flows of one and my guides checked, no problems"),
        (
            ["check", "one", "deep/er", "my guides"],
            ".",
            "4 flows of 3 folders checked, no problems",
        ),
        (["check"], ".", "3 flows of the shipped guide checked, no problems"),
        (["sources"], "one", "0 sources of one"),
        (["sources"], ".", " sources of the shipped guide"),
        (["translate", "es"], "one", "locale/es.po: 0 translated"),
    ],
)
def test_summary_names_the_folder(
    place: Path, arguments: list[str], cwd: str, summary: str
) -> None:
    """A command that worked on another folder than its author means can be seen at once."""
    done = wizard(*arguments, cwd=place / cwd)
    assert done.exit_code == 0, done.output
    assert summary in done.stdout.splitlines()[-1]


@pytest.mark.e2e  # Graphviz draws the map
def test_export_works_on_the_same_folder(place: Path) -> None:
    """The site is that of the current folder; a flow can be named in each way."""
    done = wizard("export", "../site", cwd=place / "one")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("../site: one, ")
    for flow in (["one"], ["one/eviction"], ["one/eviction.yaml"], ["eviction", "one"]):
        done = wizard("export", "a.html", "--single-file", *flow, cwd=place)
        assert (done.exit_code, done.stderr) == (0, 'flow "eviction" of one\n')


def test_export_of_too_many_pages_says_how_to_serve_the_guide(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command names the folder."""
    monkeypatch.setattr("wizard.engine.unfold.MAX_STEPS", 0, raising=True)
    done = wizard("export", "site", "my guides", cwd=place)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(", or serve the guide with `wizard run 'my guides'`\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["my guides"], 1, "run `wizard export a.html --single-file 'my guides/fees'`"),
        (["one/eviction", "my guides"], 2, "one/eviction.yaml is not a flow of my guides"),
        (["eviction", "my guides"], 1, 'there is no flow "eviction" in my guides.'),
        (["my guides/fee"], 1, 'Did you mean "my guides/fees"?'),
        (["one/site.yaml"], 1, 'there is no flow "one/site.yaml"'),
        (["one/sources.yaml"], 2, "one/sources.yaml is not a flow of one"),
    ],
)
def test_single_file_of_unclear_flow_is_refused(
    place: Path, arguments: list[str], code: int, message: str
) -> None:
    """The message says what to write instead."""
    (place / "one" / "sources.yaml").touch()
    before = tree(place)
    done = wizard("export", "a.html", "--single-file", *arguments, cwd=place)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr
    assert tree(place) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["translate", "es", "on"], 'there is no such folder. Did you mean "one"?'),
        (["translate", "es", "empty"], "there is no flow file here"),
        (["translate", "es", "one/eviction.yaml"], "its folder: wizard translate es one"),
        (["check", "oen"], 'there is no such folder. Did you mean "one"?'),
        (["check", "deap/er"], 'there is no such folder. Did you mean "deep"?'),
        (["check", "one/eviction.yml"], '"one/eviction.yaml" is a file; its folder is "one"'),
        (["sources", "one/eviction"], '"one/eviction.yaml" is a file; its folder is "one"'),
        (["check", "xyz"], "there is no such folder [folder-unreadable]"),
        (["check", "x" * 5000], "the folder cannot be read: file name too long"),
        (["paths", "x" * 5000], "there is no flow"),
        (["paths", "x/" * 5000], "there is no flow"),
        (["translate", "es", "x" * 5000], "the folder cannot be read: file name too long"),
        (["graph", "one", "--output", f"{'x' * 5000}/a.mmd"], "there is no folder"),
        (["export", f"{'x' * 5000}/site", "one"], "there is no folder"),
        (["new", f"{'x' * 5000}/a"], "file name too long"),
        (["run", "one/eviction.yaml"], 'its folder is "one"'),
        (["new", "on/deposit"], 'there is no folder "on". Did you mean "one"?'),
        (["new", "x/y/deposit"], 'there is no folder "x".'),
        (["new", "deap/er/deposit"], 'there is no folder "deap". Did you mean "deep"?'),
        (["import", "tree.txt", "--output", "oen/a.yaml"], 'Did you mean "one"?'),
        (["import", "tree.txt", "--output", "x/y/a.yaml"], 'there is no folder "x".'),
        (["export", "oen/site", "one"], 'Did you mean "'),
        (["export", "oen/a.html", "--single-file", "one"], 'Did you mean "'),
        (
            ["graph", "one", "--output", "oen/a.mmd"],
            'there is no folder "oen". Did you mean "one"?',
        ),
        (["schema", "--output", "oen/a.json"], 'there is no folder "oen". Did you mean "one"?'),
        (["export", "/", "one"], '"/" contains one'),
        (["export", ".", "one"], '"." contains one'),
        (["export", "one", "one"], '"one" contains one'),
        (["export", "..", "one"], '".." contains one'),
    ],
)
def test_typo_in_folder_creates_nothing(place: Path, arguments: list[str], message: str) -> None:
    """The message has the closest folder, and no file or folder is written."""
    (place / "tree.txt").write_text("Q: Is it so?\nA: Yes\n\tQ: Good.\n", "utf-8")
    before = tree(place)
    done = wizard(*arguments, cwd=place)
    assert done.exit_code in (1, 2)
    assert message in done.output
    assert tree(place) == before


def test_export_never_replaces_the_folder_around_the_flows(place: Path) -> None:
    """Not even if that folder looks like an earlier export."""
    (place / ".wizard-export").touch()
    before = tree(place)
    done = wizard("export", place, "one", cwd=place)
    assert (done.exit_code, done.stdout) == (2, "")
    assert tree(place) == before


def test_new_folder_is_created_if_no_other_is_similar(place: Path) -> None:
    """A guide begins in a new folder."""
    assert wizard("new", "deposit/deposit", cwd=place).exit_code == 0
    done = wizard("new", "deposits/deposit", cwd=place)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "If not, create it first." in done.stderr
    (place / "deposits").mkdir()
    assert wizard("new", "deposits/deposit", cwd=place).exit_code == 0


def test_folder_above_flows_says_where_they_are(place: Path) -> None:
    """The command in the message works. Letters and cases are not flows."""
    (place / "my guides").rename(place / "deep" / "letters")
    (place / "one").rename(place / "deep" / "more")
    (place / "deep" / "more" / "second.yaml").write_text(GOOD, "utf-8")
    done = wizard("check", "deep", cwd=place)
    assert done.exit_code == 1
    assert '; "deep/er" contains 1 flow: run `wizard check deep/er` [folder-empty]' in done.stdout
    assert wizard("check", "deep/er", cwd=place).exit_code == 0


def commands(text: str) -> list[list[str]]:
    """Return the arguments of every wizard command that an output tells to run."""
    printed = re.findall(r"run `wizard ([^`]+)`|^  wizard (.+)$", text, re.MULTILINE)
    return [shlex.split(quoted or plain) for quoted, plain in printed]


@pytest.mark.parametrize(
    ("name", "cwd", "typed"),
    [
        ("guides", ".", "guides"),
        ("my guides", ".", "my guides"),
        ("it's", ".", "it's"),
        ("guides", "guides", "."),
        ("guides", "guides", "../guides"),
    ],
)
def test_every_command_in_a_message_works(tmp_path: Path, name: str, cwd: str, typed: str) -> None:
    """The commands name the folder in hand, quoted for a shell, and then the guide is valid."""
    place, here = tmp_path / name, tmp_path / cwd
    place.mkdir()
    (place / "guide.yaml").write_text(GOOD, "utf-8")
    (place / "site.yaml").write_text(TWO, "utf-8")
    (here / "tree.txt").write_text("Q: Is it so?\nA: Yes\n\tQ: Good.\n", "utf-8")
    printed = [
        wizard("check", typed, cwd=here),
        wizard("check", f"{typed}/guide", cwd=here),
        wizard("new", f"{typed}/second", cwd=here),
        wizard("import", "tree.txt", "--output", f"{typed}/third", cwd=here),
        wizard("import", f"{typed}/guide.yaml", cwd=here),
        wizard("paths", typed, cwd=here),
    ]
    found = [command for done in printed for command in commands(done.output)]
    assert {command[0] for command in found} == {"check", "play", "run", "translate", "paths"}
    for command in [command for command in found if command[0] == "translate"]:
        (place / "locale" / "es.po").unlink(missing_ok=True)
        assert wizard(*command, cwd=here).exit_code == 0
        translate_all(place / "locale" / "es.po")
    for command in found:
        if command[0] == "run":  # a server would not end
            command = ["check", command[1]]
        assert wizard(*command, cwd=here).exit_code == 0, command


def test_no_message_has_a_command_without_its_folder() -> None:
    """Commands in messages are built from the folder in hand, never written out."""
    for path in (ROOT / "wizard").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"""(run|with):? [`"']wizard """, node.value), (
                    path,
                    node.value,
                )


def translate_all(catalog: Path) -> None:
    """Translate every text of a catalog with itself."""
    text = catalog.read_text("utf-8")
    catalog.write_text(
        re.sub(r'(?m)^msgid (".+")\nmsgstr ""$', r"msgid \1\nmsgstr \1", text), "utf-8"
    )
