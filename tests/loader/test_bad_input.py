"""Whatever a folder of flows contains, checking it ends soon, in bounded memory,
with one clear problem.

Everything here is real: files, links, pipes and permissions, and the command in its own process,
which has one gigabyte of address space.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.arabic import arabic, translate
from tests.conftest import ROOT
from tests.loader.checking import GUIDE, check, only, problems
from tests.loader.test_damaged_files import BOMB
from wizard.i18n.translator import untranslated_interface
from wizard.loader.files import MAX_BYTES
from wizard.loader.schema import SHARED
from wizard.loader.site import check_folder
from wizard.loader.yaml_nodes import MAX_DEPTH

Write = Callable[..., Path]


NESTED = {
    "dashes": ("- " * 10_000, f"1:{MAX_DEPTH * 2 + 1}"),
    "indented": (
        "".join(f"{' ' * depth}a:\n" for depth in range(1_000)),
        f"{MAX_DEPTH + 1}:{MAX_DEPTH + 1}",
    ),
    "keys": ("? " * 10_000, f"1:{MAX_DEPTH * 2 + 1}"),
    "lists": ("[" * 10_000 + "]" * 10_000, f"1:{MAX_DEPTH + 1}"),
    "open-lists": ("[" * 1_000_000, f"1:{MAX_DEPTH + 1}"),
    "tables": ("a: " + "{a: " * 10_000 + "b" + "}" * 10_000, f"1:{MAX_DEPTH * 4}"),
}


def test_deep_nesting_is_one_problem(tmp_path: Path) -> None:
    """It does not reach the recursion limit or exhaust the stack."""
    for name, (text, _) in NESTED.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    messages = [only([problem]) for problem in problems(".", cwd=tmp_path)]
    says = f"yaml-depth: nested more than {MAX_DEPTH} levels deep"
    assert messages == [f"{name}.yaml:{place}: {says}" for name, (_, place) in NESTED.items()]


def test_yaml_alias_bomb_is_rejected(tmp_path: Path) -> None:
    """Nothing is copied: the first alias of a table ends the reading."""
    (tmp_path / "x.yaml").write_text(BOMB + GUIDE, "utf-8")
    assert only(problems("x.yaml", cwd=tmp_path)).startswith("x.yaml:2:8: yaml-alias: aliases")


def test_large_file_is_one_problem(tmp_path: Path) -> None:
    """file-size: a byte too many, 100 megabytes, a terabyte of nothing; none of it is read."""
    (tmp_path / "byte.yaml").write_bytes((GUIDE + "#").ljust(MAX_BYTES + 1, "x").encode())
    (tmp_path / "fits.yaml").write_bytes((GUIDE + "#").ljust(MAX_BYTES, "x").encode())
    (tmp_path / "large.yaml").write_bytes((GUIDE * 600_000).encode())
    with (tmp_path / "sparse.yaml").open("wb") as stream:
        stream.truncate(2**40)
    assert (tmp_path / "large.yaml").stat().st_size > 100_000_000
    says = "1:1: file-size: the file is larger than 1024 KiB; split it into several flows"
    messages = problems("byte.yaml", "fits.yaml", "large.yaml", "sparse.yaml", cwd=tmp_path)
    assert [only([problem]) for problem in messages] == [
        f"{name}.yaml:{says}" for name in ("byte", "large", "sparse")
    ]
    assert check("large.yaml", "sparse.yaml", cwd=tmp_path, form="text").returncode == 1


def test_file_that_is_not_regular_is_one_problem(tmp_path: Path) -> None:
    """file-kind: folders, pipes, sockets and devices are never read."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    says = "1:1: file-kind: this is not a file; a flow is one YAML file"
    messages = [only([problem]) for problem in problems(".", cwd=tmp_path)]
    assert messages == [f"{name}.yaml:{says}" for name in ("folder", "pipe", "zero")]
    done = check("pipe.yaml", "zero.yaml", cwd=tmp_path, form="text")
    says = "1:1: this is not a file; a flow is one YAML file [file-kind]\n"
    assert done.stdout == f"pipe.yaml:{says}zero.yaml:{says}"


def test_pipe_is_never_waited_for(tmp_path: Path) -> None:
    """A pipe can have the name of a shared file, a letter, a catalog or a cases file."""
    (tmp_path / "guide.yaml").write_text(GUIDE, "utf-8")
    (tmp_path / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    pipes = {"cases/guide.yaml", "claims.yaml", "letters/one.yaml", "locale/es.po", "sources.yaml"}
    for name in pipes:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        os.mkfifo(tmp_path / name)
    messages = problems(".", cwd=tmp_path)
    assert {problem["file"] for problem in messages} == pipes - {
        "cases/guide.yaml"
    }  # of a site that is not sound
    assert all("this is not a file" in problem["message"] for problem in messages)
    for name in pipes - {"cases/guide.yaml"}:
        (tmp_path / name).unlink()
    (tmp_path / "site.yaml").unlink()
    messages = problems(".", cwd=tmp_path)
    assert only(messages).startswith("cases/guide.yaml:1:1: file-kind: this is not a file")


def test_file_that_cannot_be_opened_is_one_problem(tmp_path: Path) -> None:
    """file-unreadable: circular and broken links, missing files, names that are too long."""
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "nothing.yaml").symlink_to("nowhere.yaml")
    says = "1:1: file-unreadable: the file cannot be read"
    circle = f"circle.yaml:{says}: too many levels of symbolic links"
    nothing = f"nothing.yaml:{says}: no such file or directory"
    assert [only([problem]) for problem in problems(".", cwd=tmp_path)] == [circle, nothing]
    endless = f"{'x' * 300}/one.yaml"
    messages = problems(
        "circle.yaml", "nothing.yaml", "none.yaml", "none/one.yaml", endless, cwd=tmp_path
    )
    assert [only([problem]) for problem in messages] == [
        circle,
        f"none.yaml:{says}: no such file or directory",
        f"none/one.yaml:{says}: no such file or directory",
        nothing,
        f"{endless}:{says}: file name too long",
    ]


def test_folder_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    """folder-unreadable: it does not exist, or its name is too long."""
    messages = problems("none", "x" * 300, cwd=tmp_path)
    assert [only([problem]) for problem in messages] == [
        "none:1:1: folder-unreadable: there is no such folder",
        f"{'x' * 300}:1:1: folder-unreadable: the folder cannot be read: file name too long",
    ]


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Return a folder that every user can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="flows-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


# Root may read everything, so the process becomes another user after its imports.
NOBODY = "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)"


def test_missing_permission_is_one_problem(open_to_all: Path) -> None:
    """Files, folders and folders in folders are reported, none is skipped."""
    folder = open_to_all
    (folder / "guide.yaml").write_text(GUIDE, "utf-8")
    (folder / "secret.yaml").write_text(GUIDE, "utf-8")
    (folder / "secret.yaml").chmod(0)
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed").chmod(0)
    says = "the file cannot be read: permission denied"
    secret = f"secret.yaml:1:1: file-unreadable: {says}"
    assert only(problems(".", cwd=folder, before=NOBODY)) == secret
    messages = problems(
        "closed", "closed/inner", "closed/x.yaml", "secret.yaml", cwd=folder, before=NOBODY
    )
    assert [only([problem]) for problem in messages] == [
        "closed:1:1: folder-unreadable: the folder cannot be read: permission denied",
        "closed/inner:1:1: folder-unreadable: the folder cannot be read: permission denied",
        f"closed/x.yaml:1:1: file-unreadable: {says}",
        secret,
    ]


SPANISH = (
    ROOT / "tests" / "loader" / "fixed" / "translation-missing" / "locale" / "es.po"
).read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (SPANISH.encode("utf-16"), 1, "this is not UTF-8 text"),
        (f'{SPANISH}\nmsgid "a" "b"\n'.encode(), 20, "a line is neither a comment nor msgid"),
        (f"{SPANISH}\n\0\n".encode(), 20, "a line is neither a comment nor msgid"),
        (f'{SPANISH}\nmsgid "so"\n'.encode(), 20, "a msgid is followed by"),
        (f'{SPANISH}\nmsgid "A guide"\nmsgstr "Guía"\n'.encode(), 20, "also in line 8"),
    ],
    ids=["utf-16", "two-texts", "nul", "half", "twice"],
)
def test_damaged_catalog_is_one_problem(write: Write, data: bytes, place: int, says: str) -> None:
    """The problem is at the line of the mistake, if that is known."""
    folder = write(guide=GUIDE, site="languages: [en, es]\n")
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_bytes(data)
    messages = [problem for problem in check_folder(folder)[1] if not problem.warning]
    assert [(problem.code, problem.location.line) for problem in messages] == [
        ("catalog-broken", place)
    ]
    assert says in messages[0].message


@pytest.mark.parametrize(
    "field",
    [
        "POT-Creation-Date: soon",
        "PO-Revision-Date: 2026-13-45 99:99+9999",
        "Plural-Forms: nplurals=many; plural=n",
        "Language: xx_YY_ZZ",
    ],
)
def test_catalog_with_strange_header_is_accepted(write: Write, field: str) -> None:
    """Readers see nothing of the header, so a mistake in it does not stop the site."""
    folder = write(guide=GUIDE, site="languages: [en, es]\n")
    (folder / "locale").mkdir()
    header = f'msgid ""\nmsgstr ""\n"{field}\\n"\n\n'
    (folder / "locale" / "es.po").write_text(header + SPANISH.partition("\n\n")[2], "utf-8")
    assert check_folder(folder)[1] == ()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_catalog_with_bom_and_windows_line_ends_is_accepted(
    write: Write, mark: str, ends: str
) -> None:
    """Other editors may write them."""
    folder = write(guide=GUIDE, site="languages: [en, es]\n")
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_bytes((mark + SPANISH.replace("\n", ends)).encode())
    assert check_folder(folder)[1] == ()


def arabic_guide(folder: Path) -> Path:
    """Write a guide in English and Arabic, and return its catalog, which is complete."""
    (folder / "guide.yaml").write_text(GUIDE, "utf-8")
    (folder / "site.yaml").write_text("languages: [en, ar]\n", "utf-8")
    return translate(folder)


def test_interface_that_is_not_translated_is_one_problem(tmp_path: Path) -> None:
    """interface-missing: it counts the texts, and is at the first that the catalog has."""
    catalog = arabic_guide(tmp_path)
    complete = catalog.read_text("utf-8")
    assert check_folder(tmp_path)[1] == ()
    total = len(untranslated_interface("ar"))

    def problem() -> tuple[str, int, str]:
        (found,) = check_folder(tmp_path)[1]
        assert found.code == "interface-missing"
        at = found.location
        return Path(at.file).name, at.line, found.message.partition(" must be translated")[0]

    # No entry of the interface at all: the catalog has nothing to point to.
    catalog.write_text(complete.partition('msgctxt "interface"')[0], "utf-8")
    line = problem()
    assert line[:2] == ("site.yaml", 1)
    assert line[2].startswith(f"{total} texts of the interface, such as ")
    # One is missing, one is marked as changed.
    missing = f'msgstr "{arabic("Try again")}"'
    assert missing in complete
    fuzzy = complete.replace(
        'msgctxt "interface"\nmsgid "Leave"', '#, fuzzy\nmsgctxt "interface"\nmsgid "Leave"'
    )
    catalog.write_text(fuzzy.replace(missing, 'msgstr ""'), "utf-8")
    place = 1 + fuzzy.partition('msgctxt "interface"\nmsgid "Leave"')[0].count("\n")
    assert problem() == ("ar.po", place, '2 texts of the interface, such as "Leave",')


def test_interface_text_without_its_placeholder_is_one_problem(tmp_path: Path) -> None:
    """interface-placeholders: a page with another one could not be shown at all."""
    catalog = arabic_guide(tmp_path)
    complete, right = catalog.read_text("utf-8"), arabic("{size} kB")
    line = complete.partition('msgid "{size} kB"')[0].count("\n")
    for wrong in (
        "",
        "{sise}",
        "{size.real}",
        "{size!r}",
        "{size:>999}",
        "{size",
        "{}",
        "{size} {0}",
    ):
        translation = right.replace("{size}", wrong)
        catalog.write_text(complete.replace(right, translation), "utf-8")
        (problem,) = check_folder(tmp_path)[1]
        assert (problem.code, problem.location.line) == ("interface-placeholders", line), wrong
        assert problem.message.endswith(": {size}")
    text = f'msgstr "{arabic("Try again")}"'
    catalog.write_text(complete.replace(text, 'msgstr "{x}"'), "utf-8")
    (problem,) = check_folder(tmp_path)[1]
    assert "no braces" in problem.message


# When the process opens the first flow, after it has listed the folder, it removes another one.
VANISH = """
def watch(event, arguments):
    opens_guide = event == "open" and str(arguments[0]).endswith("guide.yaml")
    if opens_guide and os.path.exists("later.yaml"):
        os.remove("later.yaml")
sys.addaudithook(watch)
"""


def test_file_that_disappears_while_reading_is_one_problem(tmp_path: Path) -> None:
    """Editors that write a new file and then move it cause this."""
    for name in ("guide", "later"):
        (tmp_path / f"{name}.yaml").write_text(GUIDE, "utf-8")
    messages = only(problems(".", cwd=tmp_path, before=VANISH))
    assert (
        messages
        == "later.yaml:1:1: file-unreadable: the file cannot be read: no such file or directory"
    )


def test_too_many_steps_are_one_problem(tmp_path: Path) -> None:
    """flow-large: the steps are counted before any of them is read."""
    steps = "".join(f"  s{number}: {{outcome: A, claims: []}}\n" for number in range(10_001))
    (tmp_path / "x.yaml").write_text(f"title: A\nstart: s0\nsteps:\n{steps}", "utf-8")
    messages = only(problems("x.yaml", cwd=tmp_path))
    assert messages == "x.yaml:4:3: flow-large: 10001 steps in one flow; the maximum is 10000"


def test_too_many_sets_of_boxes_are_one_problem(tmp_path: Path) -> None:
    """The sets are counted before any of them is made: each is an answer."""
    boxes = ", ".join(f"b{number}: A" for number in range(8))
    question = f"ask: Which?, tick: {{{boxes}}}, none: None, to: end"
    steps = "".join(f"  s{number}: {{{question}}}\n" for number in range(196))
    (tmp_path / "x.yaml").write_text(f"title: A\nstart: s0\nsteps:\n{steps}", "utf-8")
    assert only(problems("x.yaml", cwd=tmp_path)) == (
        "x.yaml:4:3: flow-large: 50,176 sets of boxes in one flow; the maximum is 50,000; give its "
        "questions fewer boxes"
    )


def test_too_many_flows_are_one_problem(tmp_path: Path) -> None:
    """folder-large: a folder can have 200 flows."""
    for number in range(201):
        (tmp_path / f"guide-{number}.yaml").write_text(GUIDE, "utf-8")
    messages = [problem for problem in problems(".", cwd=tmp_path) if not problem["warning"]]
    assert only(messages) == ".:1:1: folder-large: 201 flows in one folder; the maximum is 200"


def test_too_many_rows_are_one_problem(tmp_path: Path) -> None:
    """table-large: a table can have 500 rows."""
    shutil.copytree(Path(__file__).parent / "fixed/cell-value", tmp_path, dirs_exist_ok=True)
    rows = "".join(f"s{number},State {number},{number}\n" for number in range(501))
    (tmp_path / "tables/states.csv").write_text(f"code,name,days\n{rows}", "utf-8")
    assert only(problems(".", cwd=tmp_path)) == (
        "tables/states.csv:502:1: table-large: 501 rows in one table; the maximum is 500"
    )


@pytest.mark.parametrize(
    "number", ["0", "01", "1000", "9" * 1_000, "-1", "1.0", "1e2", "٣", "²", "one", "yes"]
)
def test_topic_without_number_is_reported(write: Write, number: str) -> None:
    """Numbers are plain digits, as they appear in a URL."""
    folder = write(guide=GUIDE, topics=f"{number}: {{ask: What is so?}}\n")
    assert [(problem.code, problem.location.line) for problem in check_folder(folder)[1]] == [
        ("topic-number", 1)
    ]


def test_unreadable_folders_of_letters_and_cases_are_reported(write: Write) -> None:
    """If they do not exist, nothing is wrong."""
    folder = write(guide=GUIDE)
    (folder / "letters").symlink_to("nowhere")
    (folder / "cases").write_text("one", "utf-8")
    messages = [only([problem]) for problem in problems(".", cwd=folder)]
    assert messages == [
        "cases:1:1: folder-unreadable: the folder of cases cannot be read",
        "letters:1:1: folder-unreadable: the folder cannot be read: no such file or directory",
    ]


def test_file_name_with_control_characters_is_reported_and_escaped(tmp_path: Path) -> None:
    """Names can contain bytes that are not UTF-8, and codes for terminals."""
    for name in (b"\xff.yaml", b"a\x1b[31mb.yaml", b"a\nb.yaml"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(GUIDE, "utf-8")
    assert [
        problem["code"] for problem in problems(".", cwd=tmp_path) if not problem["warning"]
    ] == ["id-letters"] * 3
    for form in ("text", "github"):
        done = check(".", cwd=tmp_path, form=form)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stdout
        assert "<U+DCFF>" in done.stdout


def test_flow_with_name_of_shared_file_is_reported(tmp_path: Path) -> None:
    """The name of a file says what it contains."""
    for name in ("guide", *SHARED):
        (tmp_path / f"{name}.yaml").write_text(GUIDE, "utf-8")
    assert {problem["file"] for problem in problems(".", cwd=tmp_path)} == {
        f"{name}.yaml" for name in SHARED
    }
