"""Trees of other tools become flows that a person would have written, and a report that leaves nothing out.

`tests/convert/cases/` holds a source for every rule, beside it the flow that comes of it (`.yaml`) and the report (`.report`).
After a change that is meant, `WIZARD_REWRITE=1 pytest tests/convert/test_importer.py` writes both anew; read what `git diff` shows.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.check.checker import check_paths
from wizard.cli.main import main
from wizard.convert.codes import DEFECT
from wizard.convert.importer import MAX_BYTES, READERS, ImportFailedError, import_file
from wizard.i18n.translator import make_translator

HERE = Path(__file__).parent / "cases"
SOURCES = sorted(path for path in HERE.iterdir() if path.suffix not in (".yaml", ".report"))
TODAY = date(2026, 11, 23)
QNA = "Q: Is it so?\nA: Yes\n\tQ: It is.\nA: No\n\tQ: It is not.\n"


def run(*arguments: str | Path, cwd: Path) -> Result:
    """Run the command in a folder."""
    with chdir(cwd):
        done = CliRunner().invoke(main, ["import", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_source_becomes_this_flow_with_this_report(source: Path) -> None:
    """Word by word, the exit code too, and the same when it is run again."""
    done, again = (run(source.name, cwd=HERE) for _ in range(2))
    assert (done.stdout, done.stderr) == (again.stdout, again.stderr)
    report = f"{done.stderr}exit code {done.exit_code}\n"
    if os.environ.get("WIZARD_REWRITE"):
        source.with_suffix(".yaml").write_text(done.stdout, "utf-8")
        source.with_suffix(".report").write_text(report, "utf-8")
    assert done.stdout == source.with_suffix(".yaml").read_text("utf-8")
    assert report == source.with_suffix(".report").read_text("utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_flow_passes_the_check_or_the_report_names_what_is_wrong(
    source: Path, tmp_path: Path
) -> None:
    """In a folder of its own. What the check says of the flow is in the report, with what is wrong in the source."""
    done = run(source, "--output", "guide", cwd=tmp_path)
    with chdir(tmp_path):
        problems = [
            each for each in check_paths([Path("guide.yaml")], TODAY).problems if not each.warning
        ]
    for problem in problems:
        assert f"{problem} [{problem.code}]" in done.stdout
        assert problem.code == "flow-unreachable"
    lost = re.findall("is unreachable: no answer leads to it", done.stdout)
    assert bool(problems) == bool(lost)
    assert done.exit_code == ("[import-defect]" in done.stdout)


MUST_FAIL = {
    "Q: a\nA: b\n\t\tQ: c\n": "3:3: wrong indentation",
    "Q: a\nA: b\n\tQ: GOTO:end\nQ(end): c\nQ(end): d\n": "5:1: the label “end”",
    "Q: a\nA: Yes GOTO:end\nQ(end): b\n": "2:8: GOTO belongs in a question",
    "Q: a\nA: Yes\n\tQ: GOTO:end later\nQ(end): b\n": "3:5: GOTO must come last",
    "Q: a\nA: Yes\n\tQ: GOTO:End\nQ(end): b\n": "3:5: no question has the label “End”. Did you",
    "Q: a\nA: Yes\n  Q: x\n": "3:1: this line starts with spaces",
    "Q: a\nA: Yes\n": "2:1: dead end",
    "Q: a GOTO:1\n": "1:6: loop",
}


@pytest.mark.parametrize("text", MUST_FAIL)
def test_each_slip_in_qna_markup_is_told_at_its_place(tmp_path: Path, text: str) -> None:
    """With line and column in the source, and exit code 1; a flow is written all the same."""
    (tmp_path / "tree.txt").write_text(text, "utf-8")
    done = run("tree.txt", cwd=tmp_path)
    assert f"tree.txt:{MUST_FAIL[text]}" in done.stderr
    assert done.exit_code == 1
    assert done.stdout.startswith("# Imported from tree.txt")


def test_a_file_is_told_by_its_content_and_the_option_forces(tmp_path: Path) -> None:
    """The name says nothing. What is none of the formats is said, with their names."""
    for source in SOURCES:
        (tmp_path / "tree").write_bytes(source.read_bytes())
        kept = run("tree", cwd=tmp_path).stdout
        assert (
            f"({ {'qna': 'QnA Markup', 'twe': 'Twee 3', 'mer': 'Mermaid', 'csv': 'CSV'}[source.stem[:3]] })"
            in kept
        )
    (tmp_path / "tree").write_text("Dear reader,\n\nthis is a letter.\n", "utf-8")
    done = run("tree", cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "tree: the format is not recognized; name it with --from: qna, twee, mermaid, csv\n"
    )
    for form in READERS:
        done = run("tree", "--from", form, cwd=tmp_path)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "tree: no question and no outcome found" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    (tmp_path / "tree").write_text(f":: a passage?\n{QNA}", "utf-8")
    assert "(Twee 3)" in run("tree", cwd=tmp_path).stdout
    assert "(QnA Markup)" in run("tree", "--from", "qna", cwd=tmp_path).stdout


def test_a_file_is_never_written_over_unasked(tmp_path: Path) -> None:
    """--force asks. Nothing is written but what was named, and folders are made."""
    (tmp_path / "tree.txt").write_text(QNA, "utf-8")
    done = run("tree.txt", "--output", "new/guide.yaml", cwd=tmp_path)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-3:] == [
        "Wrote new/guide.yaml. What to do next:",
        "  wizard check new/guide.yaml",
        "  wizard play new/guide.yaml",
    ]
    guide = tmp_path / "new" / "guide.yaml"
    text = guide.read_text("utf-8")
    guide.write_text("mine", "utf-8")
    done = run("tree.txt", "--output", "new/guide", cwd=tmp_path)
    assert (done.exit_code, done.stdout, guide.read_text("utf-8")) == (2, "", "mine")
    assert (
        "new/guide.yaml already exists and was not changed; --force overwrites a file"
        in done.stderr
    )
    assert run("tree.txt", "--output", "new/guide", "--force", cwd=tmp_path).exit_code == 0
    assert guide.read_text("utf-8") == text
    assert run("tree.txt", "--output", "-", cwd=tmp_path).stdout == text
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["guide.yaml", "new", "tree.txt"]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("new/", '"new/" is a folder; add the name of the flow, such as new/deposit.yaml'),
        ("NO", '"NO" cannot be the id of a flow'),
        ("search", '"search" is a reserved name'),
        ("tree.yaml", "this is the input file"),
        ("tree.yaml/deep", "cannot be written"),
        ("folder", "folder.yaml already exists"),
    ],
)
def test_an_output_that_no_flow_can_have_is_wrong_use(
    tmp_path: Path, output: str, words: str
) -> None:
    """Exit code 2, one clear message, and nothing changes."""
    (tmp_path / "tree.yaml").write_text(QNA, "utf-8")
    (tmp_path / "folder.yaml").mkdir()
    done = run("tree.yaml", "--output", output, "--force", cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in " ".join(done.stderr.split())
    assert (tmp_path / "tree.yaml").read_text("utf-8") == QNA


def unreadable(folder: Path) -> Iterator[tuple[str, str]]:
    """Files that are not read, each with what is said."""
    yield "none", "none: cannot be read: no such file or directory"
    yield ".", ".: this is not a file"
    os.mkfifo(folder / "pipe")
    yield "pipe", "pipe: this is not a file"
    with (folder / "large").open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    yield "large", f"large: the file is larger than {MAX_BYTES // 1024 // 1024} MiB; split it"
    (folder / "latin").write_bytes("Q: Is it so?\nA: Sí\n".encode("latin-1"))
    yield "latin", "latin:2:5: this is not UTF-8 text; save the file as UTF-8"
    (folder / "empty").write_bytes(b"")
    yield "empty", "empty: the format is not recognized"
    (folder / "steps").write_text("Q: Again?\n" * 10_001, "utf-8")
    yield "steps", "steps: 10,001 steps; a flow has at most 10,000: split the file"
    (folder / "long").write_text(f"Q: {'word ' * 380_000}", "utf-8")
    yield "long", "long: the flow would be larger than 1024 KiB; split the file"
    many = " & ".join(f"n{number}" for number in range(1_000))
    (folder / "arrows").write_text(f"graph TD\n{many} --> {many}", "utf-8")
    yield "arrows", "arrows: more than 100,000 arrows; split the chart"


def test_what_is_not_read_is_one_clear_line(tmp_path: Path) -> None:
    """Exit code 1, nothing on stdout, nothing written."""
    for name, words in unreadable(tmp_path):
        done = run(name, cwd=tmp_path)
        assert (done.exit_code, done.stdout) == (1, ""), name
        assert done.stderr.startswith(words)
        assert len(done.stderr.splitlines()) == 1


LOADS: dict[str, str] = {
    "tags": f"Q: x{'<b>' * 100_000}{'</b>' * 100_000}",
    "comments": f"Q: x{'<!--' * 100_000} --> {'<!-- ' * 10_000}",
    "attributes": "Q: " + "<a href='x" * 100_000 + ">",
    "values": "".join(
        f"Q(l{n}): <x>l{n * 7 % 4_000}</x>\nA: a GOTO:l{n + 1}\n" for n in range(4_000)
    ),
    "deep": "".join(
        f"{t}Q: q{len(t)}?\n{t}A: a\n" for t in ("\t" * depth for depth in range(1_200))
    ),
    "wrong": "".join(f"Q(q{n}): q{n}?\nA: a\nA: b GOTO:nope{n}\n" for n in range(3_000)),
    "ring": "".join(f"Q(q{n}): GOTO:q{(n + 1) % 9_000}\n" for n in range(9_000)),
    "answers": "Q: Which?\n" + "A: b\n" * 15_000,
    "line": "flowchart TD\n"
    + ";".join(f"n{n}{{question {n}}} -->|yes| n{n + 1}" for n in range(4_000)),
    "open": "flowchart TD\n" + "a[(\n" * 100_000,
    "boxes": "flowchart TD\n" + "subgraph x\n" * 100_000 + "a --> b",
    "words": "flowchart TD\na" + " -- b -- c" * 100_000,
    "macros": ":: Start\n" + "(if:(" * 40_000 + "[[" * 100_000,
    "chevrons": ":: Start\n" + "<<" * 500_000,
    "json": ":: StoryData\n" + "[" * 1_500_000 + "\n:: Start\nHi\n[[Start]]",
    "links": ":: Start\n" + "a [[b]] " * 15_000,
    "passages": "".join(f":: p{n}\ntext\n[[go->p{n + 1}]]\n" for n in range(9_999))
    + ":: p9999\nend",
    "rows": "id,text,answer,next\n"
    + "".join(f"q{n},Same?,Yes,q{n + 1}\n" for n in range(9_999))
    + "q9999,End,,\n",
    "cell": 'id,text,answer,next\na,"' + "x" * 1_900_000,
}
# Reads the files that are named, one after the other, with 768 MiB for all of it; prints what came of each.
LIMITED = """
import json, pathlib, resource, sys
from wizard.i18n.translator import make_translator
from wizard.convert.importer import ImportFailedError, import_file
resource.setrlimit(resource.RLIMIT_AS, (805306368, 805306368))
for name in sys.argv[1:]:
    try:
        tree, written = import_file(pathlib.Path(name), None, make_translator("en"))
        print(json.dumps([name, "flow", len(tree.steps)]))
    except ImportFailedError as error:
        print(json.dumps([name, str(error), 0]))
"""


def test_no_load_takes_long_or_much_memory(tmp_path: Path) -> None:
    """Files that are made to do harm end with a flow or with one clear line, however they are large, deep or round."""
    for name, text in LOADS.items():
        (tmp_path / name).write_text(text, "utf-8")
    command = [sys.executable, "-c", LIMITED, *LOADS]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.stderr == ""
    told = {name: (kind, steps) for name, kind, steps in map(json.loads, done.stdout.splitlines())}
    assert [*told] == [*LOADS]
    refused = {name for name, (kind, _) in told.items() if kind != "flow"}
    assert refused == {"attributes", "open", "boxes", "chevrons", "cell"}
    assert (told["passages"][1], told["rows"][1], told["ring"][1], told["deep"][1]) == (
        10_000,
        10_000,
        1,
        1_201,
    )


def test_signs_that_no_text_can_hold_are_left_out_and_told(tmp_path: Path) -> None:
    """And nothing that a terminal would act on is printed, in the report or in the flow."""
    (tmp_path / "tree.txt").write_bytes(
        b"Q: Is \x00it \x1b[31mso?\r\nA[java\x1bscript:x]: Yes\xc2\x85 and \xe2\x80\xaeno\n"
    )
    done = run("tree.txt", cwd=tmp_path)
    assert (
        "tree.txt:1:7: warning: 4 characters that text cannot contain were left out; the first is U+0000"
        in done.stderr
    )
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.output)


@pytest.mark.parametrize("name", ["qna-hostile", "twee-code", "twee-links", "qna-links"])
def test_no_script_and_no_other_scheme_gets_through(name: str) -> None:
    """Outside of comments, a flow holds no address but https ones, and no tag."""
    text = re.sub(r"^\s*#.*", "", (HERE / f"{name}.yaml").read_text("utf-8"), flags=re.MULTILINE)
    assert not re.search(r"javascript:|data:text|ftp:|mailto:|http:|<\w|onerror|alert\(", text)


def test_no_comment_of_a_source_is_an_order(tmp_path: Path) -> None:
    """Neither to the checker nor to an editor."""
    orders = (
        "wizard: allow answer-unsure -- so",
        "yaml-language-server: $schema=https://evil.example/s.json",
        "vim: set x",
    )
    long = "word " * 22
    head = "\n".join(orders)
    text = f"{head}\nBefore: {long} {orders[0]} {long} {orders[1]}\nQ: Is it so?\nA: Yes\n\tQ: It is.\nA: No\n\tQ: No.\n"
    (tmp_path / "tree.txt").write_text(text, "utf-8")
    done = run("tree.txt", cwd=tmp_path)
    assert done.exit_code == 0
    assert not re.search(r"# *(wizard|yaml-language-server|vim):", done.stdout)
    assert "# wizard : allow answer-unsure -- so yaml-language-server :" in done.stdout


PIECES = st.sampled_from(
    [
        "Q:", "Q(a):", "Q(1.1):", "A:", "A(b):", "A[https://a.org]:", "A[javascript:x]:", "X:", "DOC:", "GOTO:a", "GOTO:1.1", "<x>a</x>",
        "\n", "\n", "\n\n", "\t", "\n\t", "\n\t\t", ":: ", "\n:: a", "\n:: b [script]", "[[a]]", "[[b->a]]", "[[", "]]", "][", "<<if>>", "(if: $x)[",
        "{x}", "StoryData", '{"start": "b"}', "flowchart TD\n", "a", "b", "c", "-->", "-- yes -->", "|no|", "[text]", "{q}", "((", '"', "&", "subgraph", "end",
        "id,text,answer,next\n", "number,outcome,heading,a\n", ",", ";", "a,Is it?,Yes,b\n", "<b>", "</b>", "<li>", "<br>", "<a href='https://a.org'>", "<script>", "<!--",
        "-->", "&amp;", "&#0;", "&#x85;", "Is it so?", "Yes", "No.", "# x", "- x", "1. x", ": ", " #", "'", "\\", "“", "é", "日本", "\u202e", "\ufeff", "true", "...",
    ]
)  # fmt: skip


@settings(max_examples=200)
@given(
    st.sampled_from([*READERS]), st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)
)
def test_any_text_becomes_a_flow_or_is_refused(folder: Path, form: str, text: str) -> None:
    """Whatever stands in the source: no fault, and nothing wrong with the flow but what the report says of the source."""
    (folder / "tree").write_text(text, "utf-8", newline="")
    try:
        tree, written = import_file(folder / "tree", form, make_translator("en"))
    except ImportFailedError:
        return
    guide = folder / "guide.yaml"
    guide.write_text(written, "utf-8")
    wrong = [each for each in check_paths([guide], TODAY).problems if not each.warning]
    assert {each.code for each in wrong} <= {"flow-unreachable"}, (written, wrong)
    assert bool(wrong) == any(
        "is unreachable" in each.message for each in tree.problems if each.code == DEFECT
    )


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for many examples."""
    return tmp_path_factory.mktemp("import")


def test_what_is_added_is_in_the_language_of_the_folder(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    """In which its flows are written."""
    home = write(site="name: Guías\nlanguages: [es]")
    (tmp_path / "tree.txt").write_text(
        "Q: ¿Es así?\nA: Sí\n\tQ: Siga.\n\tA: Otra vez\n\t\tQ: GOTO:1\nA: No\n", "utf-8"
    )
    run("tree.txt", "--output", home / "guia.yaml", cwd=tmp_path)
    text = (home / "guia.yaml").read_text("utf-8")
    assert "    yes: siga\n    no: unfinished\n" in text
    assert "Continue" not in text
    assert "Go back" not in text
