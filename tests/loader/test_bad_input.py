"""Whatever lies in a folder of flows, checking it ends soon, in bounded memory, with one clear problem at its place.

Everything here is real: real files, links, pipes and permissions, and the command in a process of its own that has one
gigabyte of addresses and no more.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from wizard import create_app, load_flow, load_flows, replay
from wizard.loader.files import MAX_BYTES
from wizard.loader.schema import SHARED
from wizard.loader.site import check_flow, check_folder
from wizard.loader.yaml_nodes import MAX_DEPTH
from wizard.model.flow import Outcome, Question

Write = Callable[..., Path]
TIMEOUT = 20  # seconds; each takes one or two

GUIDE = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    yes: done
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""
CLAIMS = "claims: [{level: unknown, text: Nothing is known.}]"

# What the process does: everything is imported, then memory and rights are taken away, then the command runs.
PROCESS = """
import codecs, os, resource, sys
import wizard.cli.check
from wizard.cli.main import main
codecs.lookup("utf-8-sig")
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
{before}
main(sys.argv[1:])
"""


def check(
    *paths: str | Path, cwd: Path, before: str = "", form: str = "json"
) -> subprocess.CompletedProcess[str]:
    """Run `wizard check` in a process that can take no more than a gigabyte, and let it do something else before."""
    command = [
        sys.executable,
        "-c",
        PROCESS.format(before=before),
        "check",
        "--format",
        form,
        *map(str, paths),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=TIMEOUT
    )


def problems(*paths: str | Path, cwd: Path, before: str = "") -> list[dict[str, Any]]:
    """The problems that a check finds, which then ends with 1 and says nothing but how many there are."""
    done = check(*paths, cwd=cwd, before=before)
    assert "Traceback" not in done.stderr, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["problems"]
    wrong = sum(not problem["warning"] for problem in found)
    assert done.returncode == (1 if wrong else 0)
    assert not wrong or done.stderr.startswith(f"{wrong} problem{'s' * (wrong != 1)}")
    return found


def only(found: list[dict[str, Any]]) -> str:
    """The one problem that was found, as `file:line:column: code: message`."""
    assert len(found) == 1, found
    return "{file}:{line}:{column}: {code}: {message}".format(**found[0])


@dataclass(frozen=True)
class Damaged:
    """The bytes of a file, and where its one problem is: line, column, code and a part of its message."""

    data: bytes
    place: str
    code: str
    says: str


def text(old: str, new: str, place: str, code: str, says: str) -> Damaged:
    """A sound flow with one thing changed."""
    assert old in GUIDE
    return Damaged(GUIDE.replace(old, new, 1).encode(), place, code, says)


SIXTEEN = "this is not UTF-8 text; save the file as UTF-8"
DAMAGED = {
    "empty": Damaged(b"", "1:1", "file-empty", "the file is empty"),
    "spaces": Damaged(b" \n\n  \n", "1:1", "file-empty", "the file is empty"),
    "comments": Damaged(b"# one\n# two\n", "1:1", "file-empty", "the file is empty"),
    "tab-indent": text("    ask", "\task", "5:1", "yaml-tab", "there is a tab here"),
    "nul": text("Is it", "Is\0it", "5:12", "file-encoding", "U+0000"),
    "escape": text("Is it", "Is\x1b[31mit", "5:12", "file-encoding", "U+001B"),
    "not-utf-8": Damaged(GUIDE.encode().replace(b"Is it", b"Is \xff it"), "5:13", "file-encoding", SIXTEEN),
    "latin-1": Damaged(GUIDE.replace("A guide", "Una guía").encode("latin-1"), "1:14", "file-encoding", SIXTEEN),
    "utf-16": Damaged(GUIDE.encode("utf-16"), "1:1", "file-encoding", SIXTEEN),
    "utf-16-bare": Damaged(GUIDE.encode("utf-16-le"), "1:2", "file-encoding", "U+0000"),
    "utf-32": Damaged(GUIDE.encode("utf-32"), "1:1", "file-encoding", SIXTEEN),
    "half-a-letter": Damaged(GUIDE.encode() + "é".encode()[:1], "12:1", "file-encoding", SIXTEEN),
    "anchor": text("Is it so?", "&words Is it so?", "5:10", "yaml-alias", 'anchors ("&words") are not allowed'),
    "alias": text("Is it so?", "*words", "5:10", "yaml-alias", 'aliases ("*words") are not allowed'),
    "merge": text("    ask", "    <<: {why: So.}\n    ask", "5:5", "key-unknown", 'has no key "<<"'),
    "python": text("Is it", "!!python/object/apply:os.system Is it", "5:10", "yaml-tag", "tags ("),
    "tag": text("Is it", "!include Is it", "5:10", "yaml-tag", 'tags ("!include") are not allowed'),
    "directive": Damaged(b"%YAML 9.9\n---\n" + GUIDE.encode(), "1:1", "yaml-syntax", "begins with %"),
    "document": Damaged(GUIDE.encode() + b"---\n" + GUIDE.encode(), "12:1", "yaml-document", "a second document"),
    "documents": Damaged(GUIDE.encode() + b"---\n" * 50_000, "12:1", "yaml-document", "a second document"),
    "list": Damaged(b"- title\n- start\n", "1:1", "yaml-shape", "must begin with keys"),
    "word": Damaged(b"title\n", "1:1", "yaml-shape", "must begin with keys"),
    "binary": Damaged(bytes(range(256)) * 20, "3:115", "file-encoding", SIXTEEN),
    "picture": Damaged((ROOT / "docs" / "question.png").read_bytes()[:4000], "1:1", "file-encoding", SIXTEEN),
    "key-list": text("    yes", "    ? [a, b]\n    : done\n    yes", "6:7", "yaml-key", "a key must be text"),
    "key-table": text("    yes", "    ? {a: b}\n    : done\n    yes", "6:7", "yaml-key", "a key must be text"),
    "key-nothing": text("yes: done", "yes: {'': first, to: done}", "6:11", "yaml-key", "a key is missing before this colon"),
    "key-null": text("    yes", "    ~: done\n    yes", "6:5", "key-unknown", 'has no key "~"'),
    "key-number": text("    yes", "    1: done\n    yes", "6:5", "key-unknown", 'has no key "1"'),
    "twice-in-file": text("start", "title: B\nstart", "2:1", "yaml-repeated-key", "on line 1"),
    "twice-in-steps": Damaged(
        f"{GUIDE}  done: {{outcome: Again, {CLAIMS}}}\n".encode(), "12:3", "yaml-repeated-key", "on line 9"
    ),
    "twice-in-step": text("    no: done", "    yes: done\n    no: done", "7:5", "yaml-repeated-key", "on line 6"),
    "twice-in-answers": text(
        "    yes: done\n    no: done\n    unsure: done",
        "    answers:\n      a: {label: A, to: done}\n      a: {label: B, to: done}",
        "8:7", "yaml-repeated-key", "on line 7",
    ),
    "twice-in-answer": text("yes: done", "yes: {to: done, to: first}", "6:21", "yaml-repeated-key", "on line 6"),
    "twice-in-claim": text("{level: unknown", "{level: unknown, level: law", "11:31", "yaml-repeated-key", "on line 11"),
    "twice-in-condition": text(
        "known.}", "known., if: {first: yes, first: no}}", "11:73", "yaml-repeated-key", "on line 11"
    ),
    "twice-in-sets": text("steps", "sets: {a: [yes], a: [no]}\nsteps", "3:18", "yaml-repeated-key", "on line 3"),
    "twice-in-moved": text("steps", "moved: {a: done, a: done}\nsteps", "3:18", "yaml-repeated-key", "on line 3"),
    "twice-in-sources": text(
        "steps", "sources: {a: {title: A}, a: {title: B}}\nsteps", "3:26", "yaml-repeated-key", "on line 3"
    ),
    "topic-endless": text("claims", f"topics: [{'9' * 4_900}]\n    claims", "11:14", "topic-unknown", "which is not in"),
    "topic-arabic": text("claims", "topics: [١]\n    claims", "11:14", "topic-unknown", "which is not in"),
    "day-of-a-week": text("steps", "reviewed: 2026-W48-1\nsteps", "3:11", "shape-date", "must be a date such as"),
    "day-that-is-none": text("steps", "reviewed: 2026-02-30\nsteps", "3:11", "shape-date", "must be a date such as"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What one check of a folder with all the damaged files finds, by the name of the file."""
    folder = tmp_path_factory.mktemp("damaged")
    for name, damaged in DAMAGED.items():
        (folder / f"{name}.yaml").write_bytes(damaged.data)
    by_name: dict[str, list[dict[str, Any]]] = {}
    for problem in problems(".", cwd=folder):
        by_name.setdefault(problem["file"].removesuffix(".yaml"), []).append(problem)
    return by_name


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_one_clear_problem(
    name: str, found: dict[str, list[dict[str, Any]]]
) -> None:
    """What, where, and what would be right."""
    told = only(found[name])
    assert told.startswith(f"{name}.yaml:{DAMAGED[name].place}: {DAMAGED[name].code}: ")
    assert DAMAGED[name].says in told


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GUIDE.encode(),
        GUIDE.replace("\n", "\r\n").encode(),
        GUIDE.replace("\n", "\r").encode(),
        GUIDE.replace("ask: Is", "ask:\t\tIs").encode(),
        b"--- # a guide\n" + GUIDE.encode() + b"...\n",
        GUIDE.rstrip("\n").encode(),
        GUIDE.replace("Is it so?", "\U0001f44d é \u202f ¿Así?").encode(),
    ],
    ids=["bom", "crlf", "cr", "tabs-between", "one-document", "no-last-line-end", "beyond-ascii"],
)
def test_what_is_harmless_is_accepted(tmp_path: Path, data: bytes) -> None:
    """Other editors' habits are no mistakes."""
    (tmp_path / "guide.yaml").write_bytes(data)
    assert load_flow(tmp_path / "guide.yaml").steps["done"].location.line >= 9


BOMB = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


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


def test_what_is_nested_deep_is_one_clear_problem(tmp_path: Path) -> None:
    """No recursion limit is met, and no stack is exhausted."""
    for name, (text, _) in NESTED.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    told = [only([problem]) for problem in problems(".", cwd=tmp_path)]
    says = f"yaml-depth: nested more than {MAX_DEPTH} levels deep"
    assert told == [f"{name}.yaml:{place}: {says}" for name, (_, place) in NESTED.items()]


def test_a_bomb_of_aliases_is_told_and_does_not_go_off(tmp_path: Path) -> None:
    """Nothing is copied: every anchor and every alias is told at its place, and that is all."""
    (tmp_path / "x.yaml").write_text(BOMB + GUIDE, "utf-8")
    told = problems("x.yaml", cwd=tmp_path)
    assert {problem["code"] for problem in told} == {"yaml-alias", "key-unknown"}
    assert sum(problem["code"] == "yaml-alias" for problem in told) == BOMB.count("&") + BOMB.count(
        "*"
    )


def test_a_file_of_any_size_is_one_clear_problem(tmp_path: Path) -> None:
    """ "file-size": a byte too many, 100 megabytes, a terabyte of nothing; none of it is read."""
    (tmp_path / "byte.yaml").write_bytes((GUIDE + "#").ljust(MAX_BYTES + 1, "x").encode())
    (tmp_path / "fits.yaml").write_bytes((GUIDE + "#").ljust(MAX_BYTES, "x").encode())
    (tmp_path / "large.yaml").write_bytes((GUIDE * 600_000).encode())
    with (tmp_path / "sparse.yaml").open("wb") as stream:
        stream.truncate(2**40)
    assert (tmp_path / "large.yaml").stat().st_size > 100_000_000
    says = "1:1: file-size: the file is larger than 1024 KiB; split it into several flows"
    told = problems("byte.yaml", "fits.yaml", "large.yaml", "sparse.yaml", cwd=tmp_path)
    assert [only([problem]) for problem in told] == [
        f"{name}.yaml:{says}" for name in ("byte", "large", "sparse")
    ]
    assert check("large.yaml", "sparse.yaml", cwd=tmp_path, form="text").returncode == 1


def test_what_is_no_file_is_one_clear_problem(tmp_path: Path) -> None:
    """ "file-kind": a folder, a pipe that would be waited for, a socket, a device that never ends."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    says = "1:1: file-kind: this is not a file; a flow is one YAML file"
    told = [only([problem]) for problem in problems(".", cwd=tmp_path)]
    assert told == [f"{name}.yaml:{says}" for name in ("folder", "pipe", "zero")]
    done = check("pipe.yaml", "zero.yaml", cwd=tmp_path, form="text")
    says = "1:1: this is not a file; a flow is one YAML file [file-kind]\n"
    assert done.stdout == f"pipe.yaml:{says}zero.yaml:{says}"


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    """Nor in the place of a file that flows share, of a letter, of a catalog, of a cases file."""
    (tmp_path / "guide.yaml").write_text(GUIDE, "utf-8")
    (tmp_path / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    pipes = {"cases/guide.yaml", "claims.yaml", "letters/one.yaml", "locale/es.po", "sources.yaml"}
    for name in pipes:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        os.mkfifo(tmp_path / name)
    told = problems(".", cwd=tmp_path)
    assert {problem["file"] for problem in told} == pipes - {
        "cases/guide.yaml"
    }  # of a site that is not sound
    assert all("this is not a file" in problem["message"] for problem in told)
    for name in pipes - {"cases/guide.yaml"}:
        (tmp_path / name).unlink()
    (tmp_path / "site.yaml").unlink()
    told = problems(".", cwd=tmp_path)
    assert only(told).startswith("cases/guide.yaml:1:1: file-kind: this is not a file")


def test_what_cannot_be_opened_is_one_clear_problem(tmp_path: Path) -> None:
    """ "file-unreadable": links in a circle, a link to nothing, a file that is not there, a name that is too long."""
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "nothing.yaml").symlink_to("nowhere.yaml")
    says = "1:1: file-unreadable: the file cannot be read"
    circle = f"circle.yaml:{says}: too many levels of symbolic links"
    nothing = f"nothing.yaml:{says}: no such file or directory"
    assert [only([problem]) for problem in problems(".", cwd=tmp_path)] == [circle, nothing]
    endless = f"{'x' * 300}/one.yaml"
    told = problems(
        "circle.yaml", "nothing.yaml", "none.yaml", "none/one.yaml", endless, cwd=tmp_path
    )
    assert [only([problem]) for problem in told] == [
        circle,
        f"none.yaml:{says}: no such file or directory",
        f"none/one.yaml:{says}: no such file or directory",
        nothing,
        f"{endless}:{says}: file name too long",
    ]


def test_a_folder_that_cannot_be_read_is_one_clear_problem(tmp_path: Path) -> None:
    """ "folder-unreadable": not there, or a name that is too long."""
    told = problems("none", "x" * 300, cwd=tmp_path)
    assert [only([problem]) for problem in told] == [
        "none:1:1: folder-unreadable: there is no such folder",
        f"{'x' * 300}:1:1: folder-unreadable: the folder cannot be read: file name too long",
    ]


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user can enter, unlike those that tests are given."""
    folder = Path(tempfile.mkdtemp(prefix="flows-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


# Root may read everything, so the process becomes somebody else, once everything is imported.
NOBODY = "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)"


def test_what_may_not_be_read_is_one_clear_problem(open_to_all: Path) -> None:
    """A file, a folder, a folder around the folder: each is told, none is passed over."""
    folder = open_to_all
    (folder / "guide.yaml").write_text(GUIDE, "utf-8")
    (folder / "secret.yaml").write_text(GUIDE, "utf-8")
    (folder / "secret.yaml").chmod(0)
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed").chmod(0)
    says = "the file cannot be read: permission denied"
    secret = f"secret.yaml:1:1: file-unreadable: {says}"
    assert only(problems(".", cwd=folder, before=NOBODY)) == secret
    told = problems(
        "closed", "closed/inner", "closed/x.yaml", "secret.yaml", cwd=folder, before=NOBODY
    )
    assert [only([problem]) for problem in told] == [
        "closed:1:1: folder-unreadable: the folder cannot be read: permission denied",
        "closed/inner:1:1: folder-unreadable: the folder cannot be read: permission denied",
        f"closed/x.yaml:1:1: file-unreadable: {says}",
        secret,
    ]


SPANISH = (
    ROOT / "tests" / "loader" / "mended" / "translation-missing" / "locale" / "es.po"
).read_text("utf-8")
HEADER = 'msgid ""\nmsgstr ""\n"{field}\\n"\n\n' + SPANISH.partition("\n\n")[2]


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (HEADER.format(field="POT-Creation-Date: soon").encode(), 1, "its header is not valid"),
        (
            HEADER.format(field="PO-Revision-Date: 2026-13-45 99:99+9999").encode(),
            1,
            "its header is not valid",
        ),
        (
            HEADER.format(field="Plural-Forms: nplurals=many; plural=n").encode(),
            1,
            "its header is not valid",
        ),
        (HEADER.format(field="Language: xx_YY_ZZ").encode(), 1, "its header is not valid"),
        (SPANISH.encode("utf-16"), 1, "this is not UTF-8 text"),
        (f'{SPANISH}\nmsgid "a" "b"\n'.encode(), 20, "a line is neither a comment nor msgid"),
        (f"{SPANISH}\n\0\n".encode(), 20, "a line is neither a comment nor msgid"),
        (f'{SPANISH}\nmsgid "so"\n'.encode(), 20, "missing msgstr"),
    ],
    ids=["day", "no-day", "plurals", "language", "utf-16", "two-texts", "nul", "half"],
)
def test_a_damaged_catalog_is_one_clear_problem(
    write: Write, data: bytes, place: int, says: str
) -> None:
    """At the line, as far as it is known."""
    folder = write(guide=GUIDE, site="languages: [en, es]\n")
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_bytes(data)
    told = [problem for problem in check_folder(folder)[1] if not problem.warning]
    assert [(problem.code, problem.location.line) for problem in told] == [
        ("catalog-broken", place)
    ]
    assert says in told[0].message


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_catalog_of_any_editor_is_accepted(write: Write, mark: str, ends: str) -> None:
    """With a byte order mark, and with the line ends of Windows."""
    folder = write(guide=GUIDE, site="languages: [en, es]\n")
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_bytes((mark + SPANISH.replace("\n", ends)).encode())
    assert check_folder(folder)[1] == ()


# The process watches its own steps: when the first flow is opened, after the folder was listed, another one goes away.
VANISH = """
def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith("guide.yaml") and os.path.exists("later.yaml"):
        os.remove("later.yaml")
sys.addaudithook(watch)
"""


def test_a_file_that_goes_away_meanwhile_is_one_clear_problem(tmp_path: Path) -> None:
    """As editors do that write a new file and then move it."""
    for name in ("guide", "later"):
        (tmp_path / f"{name}.yaml").write_text(GUIDE, "utf-8")
    told = only(problems(".", cwd=tmp_path, before=VANISH))
    assert (
        told
        == "later.yaml:1:1: file-unreadable: the file cannot be read: no such file or directory"
    )


def test_too_many_steps_are_one_clear_problem(tmp_path: Path) -> None:
    """ "flow-large": told before any of them is looked at."""
    steps = "".join(f"  s{number}: {{outcome: A, claims: []}}\n" for number in range(10_001))
    (tmp_path / "x.yaml").write_text(f"title: A\nstart: s0\nsteps:\n{steps}", "utf-8")
    told = only(problems("x.yaml", cwd=tmp_path))
    assert told == "x.yaml:4:3: flow-large: 10001 steps in one flow; the maximum is 10000"


def test_too_many_files_are_one_clear_problem(tmp_path: Path) -> None:
    """ "folder-large": of flows and of letters."""
    for number in range(201):
        (tmp_path / f"guide-{number}.yaml").write_text(GUIDE, "utf-8")
    told = [problem for problem in problems(".", cwd=tmp_path) if not problem["warning"]]
    assert only(told) == ".:1:1: folder-large: 201 flows in one folder; the maximum is 200"


@pytest.mark.parametrize(
    "number", ["0", "01", "1000", "9" * 1_000, "-1", "1.0", "1e2", "٣", "²", "one", "yes"]
)
def test_a_topic_that_has_no_number_is_told(write: Write, number: str) -> None:
    """Numbers are those that an address can hold, written as everyone writes them."""
    folder = write(guide=GUIDE, topics=f"{number}: {{ask: What is so?}}\n")
    assert [(problem.code, problem.location.line) for problem in check_folder(folder)[1]] == [
        ("topic-number", 1)
    ]


def test_folders_that_cannot_be_read_are_told(write: Write) -> None:
    """Those of letters and of cases; that they are not there is no mistake."""
    folder = write(guide=GUIDE)
    (folder / "letters").symlink_to("nowhere")
    (folder / "cases").write_text("one", "utf-8")
    told = [only([problem]) for problem in problems(".", cwd=folder)]
    assert told == [
        "cases:1:1: folder-unreadable: the folder of cases cannot be read",
        "letters:1:1: folder-unreadable: the folder cannot be read: no such file or directory",
    ]


def test_a_name_that_is_no_text_is_told_and_shown_harmlessly(tmp_path: Path) -> None:
    """A file's name may hold bytes that are no UTF-8, or what a terminal would act on."""
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


@pytest.mark.parametrize(
    ("id_", "better"),
    [
        ("first.step", ' Try "first-step".'),
        ("first/step", ' Try "first-step".'),
        ("first step", ' Try "first-step".'),
        ("First", ' Try "first".'),
        ("1st", ' Try "st".'),
        ("-first", ' Try "first".'),
        ("first_step", ' Try "first-step".'),
        ("fіrst", ""),  # Cyrillic і
        ("аsk", ""),  # Cyrillic а
        ("ｆirst", ""),  # a wide f
        ("Ⅷ", ""),
        ("straße", ""),
        ("first\u200bstep", ""),
        ("..", ""),
        ("İ", ""),
        ("x" * 41, ""),
    ],
)
def test_a_name_that_is_no_id_is_told_with_a_better_one(
    write: Write, id_: str, better: str
) -> None:
    """As a step, as an answer and as a flow; letters that only look alike are not taken for the same."""
    quoted = json.dumps(id_, ensure_ascii=False)
    rule = (
        "the maximum is 40" if len(id_) > 40 else "an id has lower-case letters, digits and dashes"
    )
    step = GUIDE.replace("first", quoted)
    answer = GUIDE.replace(
        "    yes: done\n    no: done\n    unsure: done",
        f"    answers: {{{quoted}: {{label: A, to: done}}}}",
    )
    for text, line in ((step, 4), (answer, 6)):
        _, told = check_flow(write(guide=text) / "guide.yaml")
        assert [(problem.code, problem.location.line) for problem in told] == [
            ("id-long" if len(id_) > 40 else "id-letters", line)
        ]
        assert rule in told[0].message
        assert better in told[0].message or not better


# Words of Python, of the state machine's library, of browsers and of this format's own.
NAMES = [
    "class", "none", "lambda", "import", "self", "init", "del",
    "state", "trigger", "initial", "model", "models", "states", "events", "transitions", "machine", "add-model",
    "to", "to-first", "to-done", "is-first", "is-done", "may-yes", "on-enter-done", "on-exit", "dispatch", "internal",
    "yes", "no", "unsure", "true", "false", "null", "on", "off", "if", "all", "ask", "outcome", "answers",
    "index", "constructor", "proto", "prototype", "hasownproperty", "length", "about", "help", "topics", "letters",
    "format", "get", "items", "keys", "values", "place", "id", "title",
]  # fmt: skip


def named(step: str, answer: str, other: str) -> str:
    """A flow whose steps and answers have these names, with a guard that looks at the first one."""
    return f"""\
title: A guide
start: {step}
steps:
  {step}:
    ask: Is it so?
    answers:
      {answer}: {{label: It is, to: {other}}}
      other: {{label: It is not, to: {other}}}
  {other}:
    ask: And this?
    answers:
      {answer}: {{label: It is too, to: [{{if: {{{step}: {answer}}}, to: end}}, {{to: end-2}}]}}
  end: {{outcome: You are done, {CLAIMS}}}
  end-2: {{outcome: You are done too, {CLAIMS}}}
"""


@pytest.mark.parametrize("name", NAMES)
def test_names_that_mean_something_elsewhere_are_plain_names_here(
    flow: Callable[[str], Any], name: str
) -> None:
    """As the ids of a step, of an answer and of a question that a guard looks at; the machine is walked with them."""
    sound = flow(named(name, name, f"{name}-2"))
    for first, end in ((name, "end"), ("other", "end-2")):
        step = replay(sound, {name: first, f"{name}-2": name}).step
        assert isinstance(step, Outcome)
        assert step.id == end
    assert isinstance(replay(sound, {}).step, Question)


def test_names_that_mean_something_elsewhere_are_served(write: Write) -> None:
    """As flows with their addresses, too."""
    folder = write(
        **{
            name.replace("-", "_"): named("state", "class", "trigger")
            for name in ("state", "class", "to")
        }
    )
    client = create_app(load_flows(folder)).test_client()
    for path in (
        "state/",
        "class/state/",
        "to/trigger/?state=class",
        "state/end/?state=class&trigger=class",
    ):
        assert client.get(f"/en/{path}").status_code == 200, path


@pytest.mark.parametrize("name", ["any", "map", "not", "sought", "static"])
def test_a_step_cannot_take_the_name_of_a_page(write: Write, name: str) -> None:
    """It would hide a page, or be mistaken for what combines conditions."""
    _, told = check_flow(write(guide=GUIDE.replace("first", name)) / "guide.yaml")
    assert [(problem.code, problem.location.line) for problem in told] == [("id-reserved", 4)]


@pytest.mark.parametrize(
    "name", ["static", "map", "letters", "api", "healthz", "search", "about", "help", "privacy"]
)
def test_a_flow_cannot_take_the_name_of_a_page(write: Write, name: str) -> None:
    """Its address is taken."""
    _, told = check_flow(write(**{name: GUIDE}) / f"{name}.yaml")
    assert [(problem.code, problem.location.line) for problem in told] == [("id-reserved", 1)]


def test_a_flow_in_the_place_of_a_shared_file_is_told(tmp_path: Path) -> None:
    """The name says what a file is."""
    for name in ("guide", *SHARED):
        (tmp_path / f"{name}.yaml").write_text(GUIDE, "utf-8")
    assert {problem["file"] for problem in problems(".", cwd=tmp_path)} == {
        f"{name}.yaml" for name in SHARED
    }
