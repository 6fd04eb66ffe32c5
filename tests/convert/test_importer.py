"""`importer`: golden cases, and files that are no tree or are made to do harm.

`tests/convert/cases/` has a source for every rule of the readers, with the flow (`.yaml`) and the
report (`.report`) that it becomes. After a change, write both again and read the diff:
`WIZARD_REWRITE=1 pytest tests/convert/test_importer.py`.
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
from hypothesis import given
from hypothesis import strategies as st

from tests.convert.helpers import ENGLISH, run
from wizard.check.checker import check_paths
from wizard.convert import importer
from wizard.convert.codes import DEFECT, LEFT_OUT
from wizard.convert.importer import (
    MAX_BYTES,
    READERS,
    ImportFailedError,
    detect_format,
    import_files,
)

CASES = Path(__file__).parent / "cases"
SOURCES = sorted(path for path in CASES.iterdir() if path.suffix not in (".yaml", ".report"))
TODAY = date(2026, 11, 23)


def errors_in(folder: Path, name: str) -> list[str]:
    """Return what `wizard check` says of a flow, without warnings."""
    with chdir(folder):
        problems = check_paths([Path(name)], TODAY).problems
    return [f"{each} [{each.code}]" for each in problems if not each.warning]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_import_of_case_gives_its_flow_and_report(source: Path) -> None:
    """Flow, report and exit code are the same in a second run."""
    done, again = (run(source.name, cwd=CASES) for _ in range(2))
    assert (done.stdout, done.stderr) == (again.stdout, again.stderr)
    report = f"{done.stderr}exit code {done.exit_code}\n"
    if os.environ.get("WIZARD_REWRITE"):
        source.with_suffix(".yaml").write_text(done.stdout, "utf-8")
        source.with_suffix(".report").write_text(report, "utf-8")
    assert done.stdout == source.with_suffix(".yaml").read_text("utf-8")
    assert report == source.with_suffix(".report").read_text("utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_import_of_case_passes_check_or_reports_why_not(source: Path, tmp_path: Path) -> None:
    """Only unreachable steps remain for `wizard check`, and the report names them, too."""
    done = run(source, "--output", "guide", cwd=tmp_path)
    errors = errors_in(tmp_path, "guide.yaml")
    for error in errors:
        assert error in done.stdout
        assert error.endswith("[flow-unreachable]")
    assert bool(errors) == ("is unreachable: no answer leads to it [" in done.stdout)
    assert done.exit_code == (f"[{DEFECT}]" in done.stdout)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_detect_format_reads_only_the_content(source: Path) -> None:
    """The name of a file is not needed."""
    assert detect_format(source.read_text("utf-8-sig")) == source.stem.partition("-")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Dear reader,\n\nthis is a letter.\n", ""),
        (":: a passage?\nQ: Is it so?\n", "twee"),
        ("Q: Is it so?\n:: a passage?\n", "qna"),
        ("flowchart TD\nQ: Is it so?\n", "mermaid"),
        ("id,text,answer,next\nflowchart TD\n", "csv"),
    ],
)
def test_detect_format_takes_the_first_line_that_fits(text: str, expected: str) -> None:
    """Text that fits no format gives none."""
    assert detect_format(text) == expected


def test_import_uses_named_format(tmp_path: Path) -> None:
    """The option has priority over the content."""
    path = tmp_path / "tree"
    path.write_text(":: a passage?\nQ: Is it so?\n", "utf-8")
    assert import_files([path], None, ENGLISH)[0].format == "Twee 3"
    assert import_files([path], "qna", ENGLISH)[0].format == "QnA Markup"


@pytest.mark.parametrize("format_name", READERS)
def test_import_fails_without_steps(tmp_path: Path, format_name: str) -> None:
    """The message names the format, and the first problem if there is one."""
    path = tmp_path / "tree"
    path.write_text("Dear reader,\n\nthis is a letter.\n", "utf-8")
    message = rf"^{path}: no question and no outcome found \(read as .*\)(: .*)?$"
    with pytest.raises(ImportFailedError, match=message):
        import_files([path], format_name, ENGLISH)


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb\n", b"a\rb\r", b"a\nb\n"])
def test_import_reads_every_line_end(tmp_path: Path, data: bytes) -> None:
    """Files of Windows may also begin with a byte order mark."""
    path = tmp_path / "tree"
    path.write_bytes(data.replace(b"a", b"Q: Is it?").replace(b"b", b"A: Yes"))
    tree, _ = import_files([path], None, ENGLISH)
    assert [answer.location.line for answer in next(iter(tree.steps.values())).answers] == [2]


def unreadable(folder: Path) -> Iterator[tuple[str, str]]:
    """Write files that are not imported; yield each name with the message."""
    yield "none", "none: cannot be read: no such file or directory"
    os.mkfifo(folder / "pipe")
    yield "pipe", "pipe: this is not a file"
    with (folder / "large").open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    yield "large", f"large: the file is larger than {MAX_BYTES // 1024 // 1024} MiB; split it"
    (folder / "latin").write_bytes("Q: Is it so?\nA: Sí\n".encode("latin-1"))
    yield (
        "latin",
        (
            "latin:2:5: this is not text in UTF-8 (byte 0xED); "
            "save the file as UTF-8, in a spreadsheet as “CSV UTF-8”"
        ),
    )
    (folder / "empty").write_bytes(b"")
    yield "empty", "empty: the file is empty"
    (folder / "letter").write_text("Dear reader,\n\nthis is a letter.\n", "utf-8")
    names = ", ".join(READERS)
    yield "letter", f"letter: the format is not recognized; name it with --from: {names}"
    (folder / "steps").write_text("Q: Again?\n" * 10_001, "utf-8")
    yield "steps", "steps: 10,001 steps; a flow has at most 10,000: split the file"
    (folder / "long").write_text(f"Q: {'word ' * 380_000}", "utf-8")
    yield "long", "long: the flow would be larger than 1024 KiB; split the file"
    many = " & ".join(f"n{number}" for number in range(1_000))
    (folder / "arrows").write_text(f"graph TD\n{many} --> {many}", "utf-8")
    yield "arrows", "arrows: more than 100,000 arrows; split the chart"


def test_import_fails_with_one_line(tmp_path: Path) -> None:
    """The line names the file, the reason and what to do."""
    for name, message in unreadable(tmp_path):
        with chdir(tmp_path), pytest.raises(ImportFailedError) as error:
            import_files([Path(name)], None, ENGLISH)
        assert str(error.value) == message


@pytest.mark.parametrize("extra", [0, 1])
def test_import_reads_file_of_the_maximum_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: int
) -> None:
    """One byte more is too much."""
    monkeypatch.setattr(importer, "MAX_BYTES", 1024 * 1024)
    path = tmp_path / "tree"
    path.write_text("Q: Is it so?".ljust(1024 * 1024 + extra), "utf-8")
    if extra:
        with pytest.raises(ImportFailedError, match=r"larger than 1 MiB; split it$"):
            import_files([path], None, ENGLISH)
    else:
        assert len(import_files([path], None, ENGLISH)[0].steps) == 1


def test_files_of_a_story_are_read_up_to_their_common_limit(tmp_path: Path) -> None:
    """A folder can have very many files, so those after that are not read."""
    for name in ("a.twee", "b.twee"):
        (tmp_path / name).write_text(":: Start\n" + "x" * (MAX_BYTES // 2), "utf-8")
    (tmp_path / "c.twee").write_bytes(b"\xff")
    with pytest.raises(ImportFailedError, match=r": the files are larger than 2 MiB; split the"):
        import_files([tmp_path], None, ENGLISH)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Q: Is \x00it?", "1 character that text cannot contain was left out: U+0000"),
        (
            "Q: Is \x1bit\x85?",
            "2 characters that text cannot contain were left out; the first is U+001B",
        ),
    ],
)
def test_import_leaves_out_forbidden_characters(tmp_path: Path, text: str, message: str) -> None:
    """The report has the location of the first one."""
    path = tmp_path / "tree"
    path.write_text(text, "utf-8")
    tree, written = import_files([path], None, ENGLISH)
    reports = [
        (each.message, each.location.column) for each in tree.problems if each.code == LEFT_OUT
    ]
    assert reports == [(message, 7)]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", written)


def test_import_leaves_invisible_characters_out(tmp_path: Path) -> None:
    """A flow cannot contain them, wherever they come from; emoji and Persian stay as they are."""
    (tmp_path / "a.txt").write_text(
        "Q: Is it\u2060 so\u202e, \U0001f468\u200d\U0001f469?\nA: Ye&#8203;s\nA: No\n", "utf-8"
    )
    done = run("a.txt", cwd=tmp_path)
    assert "Is it so, \U0001f468\u200d\U0001f469?" in done.stdout
    assert not re.search("[\u2060\u202e\u200b]", done.stdout)
    assert "2 characters that text cannot contain were left out; the first is U+2060" in done.stderr
    assert "text-invisible" not in done.stderr


@pytest.mark.parametrize("name", ["qna-hostile", "twee-code", "twee-links", "qna-links"])
def test_import_writes_no_script_and_no_unsafe_url(name: str) -> None:
    """Apart from comments, a flow contains no URL but https ones and one contact, and no tag."""
    text = re.sub(r"^\s*#.*", "", (CASES / f"{name}.yaml").read_text("utf-8"), flags=re.MULTILINE)
    assert text.strip()
    text = text.replace(" to: mailto:desk@example.org}", "")
    assert not re.search(r"javascript:|data:text|ftp:|mailto:|http:|<\w|onerror|alert\(", text)


# Sources that could take very long or much memory.
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
    "replaced": ":: Start\n" + "<<linkreplace 'a'>>" * 10_000 + "<</linkreplace>>" * 10_000,
    "hooks": ":: Start\n" + '(link: "a")[' * 20_000 + "]" * 20_000,
    "quotes": ":: Start\n" + '(a: "\\"' * 40_000 + "<<a '\\'" * 40_000,
    "marks": ":: Start\n" + "''a'' //b " * 40_000,
    "page": "<tw-storydata name='a'>" + "<tw-passagedata name='b'>" * 40_000,
    "json": ":: StoryData\n" + "[" * 1_500_000 + "\n:: Start\nHi\n[[Start]]",
    "links": ":: Start\n" + "a [[b]] " * 15_000,
    "passages": "".join(f":: p{n}\ntext\n[[go->p{n + 1}]]\n" for n in range(9_999))
    + ":: p9999\nend",
    "rows": "id,text,answer,next\n"
    + "".join(f"q{n},Same?,Yes,q{n + 1}\n" for n in range(9_999))
    + "q9999,End,,\n",
    "cell": 'id,text,answer,next\na,"' + "x" * 1_900_000,
}
# Imports the named files, one after the other, with 768 MiB for all of it; prints the results.
LIMITED = """
import json, pathlib, resource, sys
from wizard.i18n.translator import make_translator
from wizard.convert.importer import ImportFailedError, import_files
resource.setrlimit(resource.RLIMIT_AS, (805306368, 805306368))
for name in sys.argv[1:]:
    try:
        tree, written = import_files([pathlib.Path(name)], None, make_translator("en"))
        print(json.dumps([name, "flow", len(tree.steps)]))
    except ImportFailedError as error:
        print(json.dumps([name, str(error), 0]))
"""


@pytest.mark.slow
def test_import_of_hostile_file_needs_little_time_and_memory(tmp_path: Path) -> None:
    """Each file becomes a flow or one line, however large, deep or circular its content is."""
    for name, text in LOADS.items():
        (tmp_path / name).write_text(text, "utf-8")
    command = [sys.executable, "-c", LIMITED, *LOADS]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.stderr == ""
    results = {name: result for name, *result in map(json.loads, done.stdout.splitlines())}
    assert [*results] == [*LOADS]
    failed = {name for name, (kind, _) in results.items() if kind != "flow"}
    assert failed == {"attributes", "open", "boxes", "chevrons", "cell", "page"}
    steps = {name: count for name, (_, count) in results.items()}
    assert (steps["passages"], steps["rows"]) == (10_000, 10_000)
    assert (steps["ring"], steps["deep"]) == (1, 1_201)


PIECES = [
    "Q:", "Q(a):", "Q(1.1):", "A:", "A(b):", "A[https://a.org]:", "A[javascript:x]:", "X:", "DOC:",
    "GOTO:a", "GOTO:1.1", "<x>a</x>", "\n", "\n", "\n\n", "\t", "\n\t", "\n\t\t", ":: ", "\n:: a",
    "\n:: b [script]", "[[a]]", "[[b->a]]", "[[", "]]", "][", "<<if>>", "(if: $x)[", "{x}",
    "StoryData", '{"start": "b"}', '{"format": "SugarCube"}', '{"format": "Harlowe"}',
    '{"format": "Chapbook"}', '{"format": "Snowman"}', '<<link "b">>', "<</link>>", '<<goto "b">>',
    "<<script>>", "/*", "*/", '(link: "b")[', '(goto: "b")', "[note]\n", "{embed passage: 'b'}",
    "''", "//", "**", "__", "`", "* ", "! ", "[img[a][b]]", "<tw-storydata name='a'>",
    "<tw-passagedata pid='1' name='b'>", "</tw-passagedata>", "<a data-passage='b'>", "</a>",
    "flowchart TD\n", "a", "b", "c", "-->", "-- yes -->", "|no|",
    "[text]", "{q}", "((", '"', "&", "subgraph", "end", "id,text,answer,next\n", ",", ";",
    "a,Is it?,Yes,b\n", "<b>", "</b>", "<li>", "<br>", "<a href='https://a.org'>", "<script>",
    "<!--", "-->", "&amp;", "&#0;", "&#x85;", "Is it so?", "Yes", "No.", "# x", "- x", "1. x", ": ",
    " #", "'", "\\", "“", "é", "日本", "\u202e", "\ufeff", "true", "...",
]  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for many examples."""
    return tmp_path_factory.mktemp("import")


@given(
    st.sampled_from([*READERS]),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200),
)
def test_import_of_any_text_gives_valid_flow_or_fails(
    folder: Path, format_name: str, text: str
) -> None:
    """Whatever a source contains, the only errors in the flow are unreachable steps."""
    (folder / "tree").write_text(text, "utf-8", newline="")
    try:
        tree, written = import_files([folder / "tree"], format_name, ENGLISH)
    except ImportFailedError:
        return
    (folder / "guide.yaml").write_text(written, "utf-8")
    errors = errors_in(folder, "guide.yaml")
    assert all(error.endswith("[flow-unreachable]") for error in errors), (written, errors)
    unreachable = [each for each in tree.problems if "is unreachable" in each.message]
    assert bool(errors) == bool(unreachable)


def test_import_adds_texts_in_the_language_of_the_folder(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    """The first language of the folder is the one that its flows are written in."""
    home = write(site="name: Guías\nlanguages: [es]")
    (tmp_path / "tree.txt").write_text(
        "Q: ¿Es así?\nA: Sí\n\tQ: Siga.\n\tA: Otra vez\n\t\tQ: GOTO:1\nA: No\n", "utf-8"
    )
    run("tree.txt", "--output", home / "guia.yaml", cwd=tmp_path)
    text = (home / "guia.yaml").read_text("utf-8")
    assert "    yes: siga\n    no: unfinished\n" in text
    assert "Continue" not in text
    assert "Go back" not in text
