"""Whatever a file contains, reading it gives nodes or a problem with a location."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.loader import files, yaml_nodes
from wizard.loader.yaml_nodes import MappingNode, ScalarNode, SequenceNode
from wizard.model.problems import NOWHERE, Location, Problem


def read(path: Path) -> tuple[MappingNode | None, list[Problem]]:
    problems: list[Problem] = []
    return files.read(path, problems, "x.yaml"), problems


def parse(text: str) -> tuple[MappingNode | None, list[Problem]]:
    problems: list[Problem] = []
    return yaml_nodes.parse(text, "x.yaml", problems), problems


def test_scalars_are_text_with_locations() -> None:
    """yes, no, 1 and words like null are text, and a missing value is empty text."""
    table, problems = parse("yes: no\n1: on\nempty:\nlist: [~, 2026-11-23, 0x10]\n")
    assert table is not None
    assert not problems
    assert table.get("yes") == ScalarNode("no", Location("x.yaml", 1, 6))
    assert table.get("1") == ScalarNode("on", Location("x.yaml", 2, 4))
    assert table.get("empty") == ScalarNode("", Location("x.yaml", 3, 7))
    row = table.get("list")
    assert isinstance(row, SequenceNode)
    assert [item.text for item in row.items if isinstance(item, ScalarNode)] == [
        "~",
        "2026-11-23",
        "0x10",
    ]


def test_scalars_know_their_quotes_and_their_end() -> None:
    """The end is after the last character, quotes included; a block ends before the next key."""
    table, _ = parse("a: x y\nb: 'it''s'\nc: \"q\" # note\nd: |\n  one\n  two\ne: z\n")
    assert table is not None
    found = [node for _, node in table if isinstance(node, ScalarNode)]
    ends = [(node.style, node.end.line, node.end.column) for node in found]
    assert ends == [("", 1, 7), ("'", 2, 11), ('"', 3, 7), ("|", 7, 1), ("", 7, 5)]
    assert all(key.end.column == 2 for key, _ in table)


def test_lists_and_tables_in_brackets_know_their_end() -> None:
    """Those without brackets have none, since the parser notices it only at what comes next."""
    table, _ = parse("a: [1, 2]\nb: {c: d}\ne:\n  - f\ng:\n  h: i\n")
    assert table is not None
    ends = [node.end for _, node in table]
    here = [Location("x.yaml", 1, 10), Location("x.yaml", 2, 10)]
    assert ends == [*here, NOWHERE, NOWHERE]


def test_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    """Files from Windows editors are read like any other."""
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"\xef\xbb\xbftitle: A\r\nstart: b\r\n")
    table, problems = read(path)
    assert table is not None
    assert not problems
    assert table.get("start") == ScalarNode("b", Location("x.yaml", 2, 8))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"title: \xff\n", "1:8: this is not UTF-8 text; save the file as UTF-8"),
        (b"a: b\ntitle: x\x00y\n", "2:9: the character U+0000 is not allowed"),
        (b"# nothing\n", "1:1: the file is empty"),
        (
            b"a: " + b"x" * files.MAX_BYTES,
            "1:1: the file is larger than 1024 KiB; split it into several flows",
        ),
        (b"[" * 10_000, "1:21: nested more than 20 levels deep"),
        (b"a: 1\n" * 3, "2:1: "),
    ],
    ids=["encoding", "control", "comments", "size", "deep", "repeated"],
)
def test_damaged_file_has_problem_with_location(tmp_path: Path, data: bytes, expected: str) -> None:
    """The message says what is wrong."""
    path = tmp_path / "flow.yaml"
    path.write_bytes(data)
    _, problems = read(path)
    assert str(problems[0]).startswith(f"x.yaml:{expected}")


def test_read_reports_unreadable_file_at_once(tmp_path: Path) -> None:
    """It may be a folder, a pipe that would wait for ever, a loop of links, or missing."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    messages = {
        name: read(tmp_path / name)[1][0].message
        for name in ("folder.yaml", "pipe.yaml", "loop.yaml", "none.yaml")
    }
    assert (
        messages["folder.yaml"]
        == messages["pipe.yaml"]
        == "this is not a file; a flow is one YAML file"
    )
    assert messages["loop.yaml"].startswith("the file cannot be read: too many levels")
    assert messages["none.yaml"] == "the file cannot be read: no such file or directory"


def test_yaml_alias_bomb_is_rejected() -> None:
    """Aliases are refused before anything is copied."""
    text = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _, problems = parse(text)
    assert {problem.code for problem in problems} == {"yaml-alias"}


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab: -\n\t'\"[]{}&*!#?|>%@`\\,0é\x00")), max_size=60))
def test_parse_never_raises(text: str) -> None:
    """Any text gives a table, or a problem on one of its lines."""
    table, problems = parse(text)
    assert table is not None or problems
    for problem in problems:
        assert 1 <= problem.location.line <= text.count("\n") + 2
