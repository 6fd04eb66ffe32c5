"""A file that no YAML reader could read is one problem, and harmless encodings are none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.loader.checking import CLAIMS, GUIDE, only, problems
from wizard import load_flow


@dataclass(frozen=True)
class Damaged:
    """The bytes of a file, and its problem: line and column, code, and a part of its message."""

    data: bytes
    place: str
    code: str
    says: str


def text(old: str, new: str, place: str, code: str, says: str) -> Damaged:
    """Return a valid flow with one change."""
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
    "not-utf-8": Damaged(
        GUIDE.encode().replace(b"Is it", b"Is \xff it"), "5:13", "file-encoding", SIXTEEN
    ),
    "latin-1": Damaged(
        GUIDE.replace("A guide", "Una guía").encode("latin-1"), "1:14", "file-encoding", SIXTEEN
    ),
    "utf-16": Damaged(GUIDE.encode("utf-16"), "1:1", "file-encoding", SIXTEEN),
    "utf-16-bare": Damaged(GUIDE.encode("utf-16-le"), "1:2", "file-encoding", "U+0000"),
    "utf-32": Damaged(GUIDE.encode("utf-32"), "1:1", "file-encoding", SIXTEEN),
    "half-a-letter": Damaged(GUIDE.encode() + "é".encode()[:1], "12:1", "file-encoding", SIXTEEN),
    "anchor": text(
        "Is it so?", "&words Is it so?", "5:10", "yaml-alias", 'anchors ("&words", "*words")'
    ),
    "alias": text(
        "Is it so?", "*words", "5:10", "yaml-syntax", 'cannot begin with *: write "*words"'
    ),
    "merge": text(
        "    ask", "    <<: {why: So.}\n    ask", "5:5", "key-unknown", 'has no key "<<"'
    ),
    "python": text("Is it", "!!python/object/apply:os.system Is it", "5:10", "yaml-tag", "tags ("),
    "tag": text("Is it", "!include Is it", "5:10", "yaml-tag", 'tags ("!include") are not allowed'),
    "directive": Damaged(
        b"%YAML 9.9\n---\n" + GUIDE.encode(), "1:1", "yaml-syntax", "begins with %"
    ),
    "document": Damaged(
        GUIDE.encode() + b"---\n" + GUIDE.encode(), "12:1", "yaml-document", "a second document"
    ),
    "documents": Damaged(
        GUIDE.encode() + b"---\n" * 50_000, "12:1", "yaml-document", "a second document"
    ),
    "list": Damaged(b"- title\n- start\n", "1:1", "yaml-shape", "must begin with keys"),
    "word": Damaged(b"title\n", "1:1", "yaml-shape", "must begin with keys"),
    "binary": Damaged(bytes(range(256)) * 20, "3:115", "file-encoding", SIXTEEN),
    "picture": Damaged(
        (ROOT / "docs" / "question.png").read_bytes()[:4000], "1:1", "file-encoding", SIXTEEN
    ),
    "key-list": text(
        "    yes", "    ? [a, b]\n    : done\n    yes", "6:7", "yaml-key", "a key must be text"
    ),
    "key-table": text(
        "    yes", "    ? {a: b}\n    : done\n    yes", "6:7", "yaml-key", "a key must be text"
    ),
    "key-nothing": text(
        "yes: done",
        "yes: {'': first, to: done}",
        "6:11",
        "yaml-key",
        "a key is missing before this colon",
    ),
    "key-null": text("    yes", "    ~: done\n    yes", "6:5", "key-unknown", 'has no key "~"'),
    "key-number": text("    yes", "    1: done\n    yes", "6:5", "key-unknown", 'has no key "1"'),
    "twice-in-file": text("start", "title: B\nstart", "2:1", "yaml-repeated-key", "on line 1"),
    "twice-in-steps": Damaged(
        f"{GUIDE}  done: {{outcome: Again, {CLAIMS}}}\n".encode(),
        "12:3",
        "yaml-repeated-key",
        "on line 9",
    ),
    "twice-in-step": text(
        "    no: done", "    yes: done\n    no: done", "7:5", "yaml-repeated-key", "on line 6"
    ),
    "twice-in-answers": text(
        "    yes: done\n    no: done\n    unsure: done",
        "    answers:\n      a: {label: A, to: done}\n      a: {label: B, to: done}",
        "8:7",
        "yaml-repeated-key",
        "on line 7",
    ),
    "twice-in-answer": text(
        "yes: done", "yes: {to: done, to: first}", "6:21", "yaml-repeated-key", "on line 6"
    ),
    "twice-in-claim": text(
        "{level: unknown", "{level: unknown, level: law", "11:31", "yaml-repeated-key", "on line 11"
    ),
    "twice-in-condition": text(
        "known.}",
        "known., if: {first: yes, first: no}}",
        "11:73",
        "yaml-syntax",
        'several answers to "first" are a list: write {first: [yes, no]}',
    ),
    "twice-in-sets": text(
        "steps", "sets: {a: [yes], a: [no]}\nsteps", "3:18", "yaml-repeated-key", "on line 3"
    ),
    "twice-in-moved": text(
        "steps", "moved: {a: done, a: done}\nsteps", "3:18", "yaml-repeated-key", "on line 3"
    ),
    "twice-in-sources": text(
        "steps",
        "sources: {a: {title: A}, a: {title: B}}\nsteps",
        "3:26",
        "yaml-repeated-key",
        "on line 3",
    ),
    "topic-endless": text(
        "claims",
        f"topics: [{'9' * 4_900}]\n    claims",
        "11:14",
        "topic-unknown",
        "which is not in",
    ),
    "topic-arabic": text(
        "claims", "topics: [١]\n    claims", "11:14", "topic-unknown", "which is not in"
    ),
    "day-of-a-week": text(
        "steps", "reviewed: 2026-W48-1\nsteps", "3:11", "shape-date", "must be a date such as"
    ),
    "day-that-is-none": text(
        "steps", "reviewed: 2026-02-30\nsteps", "3:11", "shape-date", "a day that does not exist"
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Return the problems of a folder with all the damaged files, by file."""
    folder = tmp_path_factory.mktemp("damaged")
    for name, damaged in DAMAGED.items():
        (folder / f"{name}.yaml").write_bytes(damaged.data)
    by_name: dict[str, list[dict[str, Any]]] = {}
    for problem in problems(".", cwd=folder):
        by_name.setdefault(problem["file"].removesuffix(".yaml"), []).append(problem)
    return by_name


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_file_is_one_problem(name: str, found: dict[str, list[dict[str, Any]]]) -> None:
    """The problem has a location, and says what would be right."""
    messages = only(found[name])
    assert messages.startswith(f"{name}.yaml:{DAMAGED[name].place}: {DAMAGED[name].code}: ")
    assert DAMAGED[name].says in messages


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
def test_harmless_encodings_and_line_ends_are_accepted(tmp_path: Path, data: bytes) -> None:
    """Habits of other editors are not mistakes."""
    (tmp_path / "guide.yaml").write_bytes(data)
    assert load_flow(tmp_path / "guide.yaml").steps["done"].location.line >= 9


BOMB = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
