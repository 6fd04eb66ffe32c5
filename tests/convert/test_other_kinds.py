"""`other_kinds`: files of other kinds are named, with what to do."""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from pathlib import Path

import pytest

from tests.convert.helpers import ENGLISH, run
from wizard.convert.importer import (
    MAX_BYTES,
    READERS,
    ImportFailedError,
    detect_format,
    import_files,
)
from wizard.convert.other_kinds import kind_of_data, kind_of_text

SHEET = "this is a spreadsheet; save its sheet as “CSV UTF-8”"
DOCUMENT = "this is a text document; put the tree in a spreadsheet"
PICTURE = "this is a picture; import the file that it was made from"
ARCHIVE = "this is an archive; unpack it and import the file in it"
GENERIC = "the format is not recognized; name it with --from: "


def archive(*names: str) -> bytes:
    """Return a ZIP file with empty files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(
                name, "application/vnd.oasis.opendocument.spreadsheet" * (name == "mimetype")
            )
    return data.getvalue()


def message_of(folder: Path, name: str, data: bytes, format_name: str | None = None) -> str:
    """Return why a file cannot be imported."""
    (folder / name).write_bytes(data)
    with pytest.raises(ImportFailedError) as error:
        import_files([folder / name], format_name, ENGLISH)
    return str(error.value).removeprefix(f"{folder / name}: ")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("tree", archive("[Content_Types].xml", "xl/workbook.xml"), SHEET),
        ("tree.csv", archive("[Content_Types].xml", "xl/workbook.xml"), SHEET),
        ("tree", archive("mimetype", "content.xml"), SHEET),
        ("tree.xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xff\xfe\0\x01", SHEET),
        ("tree.numbers", archive("Index/Document.iwa"), SHEET),
        ("tree.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SHEET),
        ("tree.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOCUMENT),
        ("tree", archive("word/document.xml"), DOCUMENT),
        ("tree.rtf", rb"{\rtf1\ansi Is it?}", DOCUMENT),
        ("tree", archive("visio/document.xml"), "this is a drawing of Visio or LibreOffice"),
        ("story.zip", archive("story.twee"), ARCHIVE),
        ("story.gz", b"\x1f\x8b\x08\0", ARCHIVE),
        ("tree", b"%PDF-1.7\n", "this is a PDF, which has no tree in it; save the tree as"),
        ("tree", b"\x89PNG\r\n\x1a\n", PICTURE),
        ("tree.mmd", b"\xff\xd8\xff\xe0\0\x10JFIF", PICTURE),
        ("tree", b"RIFF\0\0\0\0WEBPVP8 ", PICTURE),
        ("tree", b"GIF89a", PICTURE),
        ("tree", b"<?xml version='1.0'?><!-- x --><svg xmlns='x'><g/></svg>", PICTURE),
        ("tree", "id,text\n".encode("utf-16-le") * 3, "this is not text in UTF-8; save the file"),
    ],
)
def test_file_that_is_no_text_is_named(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    """The content decides, whatever the name or the option says."""
    assert message_of(tmp_path, name, data).startswith(message)
    if "svg" not in str(data):
        assert message_of(tmp_path, name, data, "csv").startswith(message)


def test_large_file_of_another_kind_is_named(tmp_path: Path) -> None:
    """To split a spreadsheet would not help."""
    data = archive("xl/workbook.xml").ljust(MAX_BYTES + 1, b"\0")
    assert message_of(tmp_path, "tree.xlsx", data).startswith(SHEET)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sequenceDiagram\n  A->>B: Q: hi", "this is a sequence diagram in Mermaid; only flow"),
        ("%% a\n\nstateDiagram-v2\n  [*] --> A", "this is a state diagram in Mermaid"),
        ("---\ntitle: x\n---\nerDiagram\n", "this is an entity relationship diagram in Mermaid"),
        ("%%{init: {'theme': 'dark'}}%%\nclassDiagram\n", "this is a class diagram in Mermaid"),
        ("```mermaid\ngantt\n  title x\n```", "this is a Gantt chart in Mermaid"),
        ("pie title Pets\n", "this is a pie chart in Mermaid"),
        ("gitGraph LR:\n", "this is a Git graph in Mermaid"),
        ("C4Context\n", "this is a C4 diagram in Mermaid"),
        ("xychart-beta horizontal\n", "this is an XY chart in Mermaid"),
        ("# Us\n\n```mermaid\nmindmap\n  root\n```\n", "this is a mind map in Mermaid; only"),
        ('digraph tree {\n  a -> b [label="Yes"];\n}\n', "this is a graph for Graphviz; draw it"),
        ("// a\n/* b */\nstrict graph\n{ a -- b }", "this is a graph for Graphviz"),
        ("@startuml\nstart\n@enduml", "this is a diagram for PlantUML; draw it as a flowchart"),
        ("<?xml version='1.0'?><bpmn:definitions xmlns:bpmn='http://x/BPMN/1'>", "this is a"),
        ("<definitions xmlns='https://www.omg.org/spec/DMN/1/'>", "this is a process or a"),
        ("<?xml version='1.0'?>\n<opml>", "this is XML, which cannot be read; save the tree as"),
        ("<map><node TEXT='x'/></map>", "this is XML or HTML, which cannot be read"),
        ("<!doctype html>\n<title>x</title>\nQ: So?\nA: Yes", "this is a web page without a story"),
        ("<!doctype html>\n<p>x\n<script type='text/qna'>\nQ: So?\n</script>",
         "this is a web page with QnA Markup in it; save what is between <script"),
        ("<!-- x --><HTML lang=en>", "this is a web page without a story of Twine"),
        (json.dumps({"version": "6", "groups": [], "edges": [], "variables": []}),
         "this is JSON, a bot of Typebot, which cannot be read; save the tree as “CSV UTF-8”"),
        ('{"nodes": [], "edges": []}', "this is JSON, a graph of another tool"),
        ('[{"question": "Is it?"}]', "this is JSON, which cannot be read"),
        ("title: x\nstart: a\nsteps:\n  a: {}\n", "this is a flow already; run `wizard check "),
        ("question: |\n  Is it?\nyesno: wet\n---\n", "this is YAML, but not a flow"),
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("Dear reader,\n\nthis is a letter, with a comma.\n", GENERIC),
        ("block letters are large\n", GENERIC),
        ("{Is it?}\n", GENERIC),
        ("graph paper", GENERIC),
        ("Question,answer\n", GENERIC),
        ("Dear reader, hello\nI write, as always\n", GENERIC),
    ],
)  # fmt: skip
def test_text_of_another_kind_is_named(tmp_path: Path, text: str, message: str) -> None:
    """Its beginning decides, not the name of the file."""
    assert message_of(tmp_path, "tree", text.encode()).startswith(message)


def test_flowchart_after_another_diagram_has_no_other_kind() -> None:
    """The reader of Mermaid finds it in the Markdown."""
    assert kind_of_text("```mermaid\npie title x\n```\n\n```mermaid\nflowchart TD\n```\n") == ""


@pytest.mark.parametrize("name", READERS)
def test_readable_file_is_of_no_other_kind(name: str) -> None:
    """Its format is detected, even if it begins like XML or a web page."""
    for path in sorted((Path(__file__).parent / "cases").glob(f"{name}-*")):
        if path.suffix not in (".yaml", ".report"):
            assert detect_format(path.read_text("utf-8-sig")) == name
            assert kind_of_data(path.read_bytes(), path) == ""


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("Nr,Frage,Option,Ziel\n1,Is it?,Yes,2\n", "--columns=id=Nr,text=HEADING,answer=Option,"),
        ("id;prompt;choice;target\n1;Is it?;Yes;2\n",
         "--columns=text=prompt,answer=choice,next=target"),
        ("question\tanswer\nIs it?\tYes\n", "--columns=id=HEADING,next=HEADING"),
        ("question,answer\nIs it, really?,Yes\n", "--columns=id=HEADING,next=HEADING"),
        ("id,text,answer_1,next_2\n", "--columns=id=HEADING,text=HEADING,answer=HEADING,next="),
    ],
)  # fmt: skip
def test_table_with_other_columns_is_offered_a_mapping(
    tmp_path: Path, text: str, option: str
) -> None:
    """The message names the columns, and the command says which is which."""
    message = message_of(tmp_path, "tree.csv", text.encode())
    assert message.startswith("this is a table without the columns id, text, answer and next; its")
    assert (
        ", ".join(text.partition("\n")[0].replace(";", ",").replace("\t", ",").split(","))
        in message
    )
    assert f"Say which is which, for example: wizard import {tmp_path}/tree.csv {option}" in message


def test_suggested_mapping_works_as_it_is_printed(tmp_path: Path) -> None:
    """A person copies the command."""
    rows = 'Step no,"Question, in full",Option,Go to\n1,Is it?,Yes,2\n2,Good.,,\n'
    (tmp_path / "tree.csv").write_text(rows, "utf-8")
    done = run("tree.csv", cwd=tmp_path)
    assert done.exit_code == 1
    words = shlex.split(done.stderr.partition("for example: wizard import ")[2])
    done = run(*words, cwd=tmp_path)
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        0,
        "Kept: 1 question, 1 answer, 1 outcome. Changed: 0. Left out: 0. Defects: 0.",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--columns", "nr=Nr"],
            '"nr" is not a column of a tree; those are id, text, answer, next',
        ),
        (["--columns", "text"], '"text" is not a column and its heading, such as text=Question'),
        (["--columns", "id=Nr", "--from", "twee"], "--columns is for CSV; leave it or --from twee"),
        (["--columns", "id=Nr", "tree.csv"], "only a story in Twee can be a folder or several fil"),
    ],
)
def test_wrong_mapping_is_a_usage_error(tmp_path: Path, arguments: list[str], message: str) -> None:
    """The exit code is 2."""
    (tmp_path / "tree.csv").write_text("Nr,text,answer,next\n", "utf-8")
    done = run("tree.csv", *arguments, cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_mapping_to_missing_column_names_the_nearest(tmp_path: Path) -> None:
    """The exit code is 1, since the file is at fault as well."""
    (tmp_path / "tree.csv").write_text("Nr,text,answer,next\n1,Is it?,Yes,1\n", "utf-8")
    done = run("tree.csv", "--columns", "id=Nmr", cwd=tmp_path)
    assert done.exit_code == 1
    assert 'tree.csv:1:1: no column has the heading “Nmr”. Did you mean "Nr"?' in done.stderr


@pytest.mark.parametrize(
    "unit", ["<html><script ", "<!-- -->", "%%{", "/*", "// \n", " \n", "<?xml >", '{"a":', "["]
)
def test_kind_of_hostile_text_takes_linear_time(unit: str) -> None:
    """A pattern that tries each way to split the text would take hours."""
    kind_of_text(unit * (MAX_BYTES // len(unit)))
