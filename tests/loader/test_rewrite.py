"""Tests of changing files: only the ranges change, and all files are written or none."""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.loader.rewrite import (
    Change,
    WriteError,
    change_of,
    edited,
    is_inside,
    without_overlaps,
    write_files,
)
from wizard.model.problems import Fix, Location


def fix(line: int, start: int, end: int, text: str, last: int = 0) -> Fix:
    """A fix of a range from a column of a line to a column of the same or a later line."""
    return Fix(Location("x", line, start), Location("x", last or line, end), text)


@pytest.mark.parametrize(
    ("content", "edit", "expected"),
    [
        (b"a: lat\nb: 2\n", fix(1, 4, 7, "late"), b"a: late\nb: 2\n"),
        (b"a: lat\r\nb: 2\r\n", fix(2, 1, 1, "c: 3\n"), b"a: lat\r\nc: 3\r\nb: 2\r\n"),
        (b"a: lat\rb: 2", fix(2, 5, 5, "\nc: 3"), b"a: lat\rb: 2\rc: 3"),
        (b"\xef\xbb\xbfa: lat", fix(1, 1, 2, "b"), b"\xef\xbb\xbfb: lat"),
        ("ä: 日\u2028b: x".encode(), fix(2, 4, 5, "y"), "ä: 日\u2028b: y".encode()),
        (b"a:\n  b: 1\n  c: 2\n", fix(2, 1, 1, "", 3), b"a:\n  c: 2\n"),
        (b"a: 1", fix(1, 99, 99, "2"), b"a: 12"),
    ],
)
def test_edited_changes_range_only(content: bytes, edit: Fix, expected: bytes) -> None:
    """Lines are those of YAML, columns are characters, line ends and byte order mark stay."""
    assert edited(content, [edit]) == expected


@given(st.text("ab \n\r\u2028é", max_size=30), st.data())
def test_edited_replaces_what_locations_span(text: str, data: st.DataObject) -> None:
    """The text before and after the range is the same, wherever its lines end."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    places: list[Location] = []
    for index in (start, end):
        # A location between CR and LF does not exist.
        if text[index - 1 : index + 1] == "\r\n" and index:
            return
        before = text[:index].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
        places.append(Location("x", before.count("\n") + 1, len(before.split("\n")[-1]) + 1))
    new = edited(text.encode(), [Fix(places[0], places[1], "X")])
    assert new.decode() == f"{text[:start]}X{text[end:]}"


def test_edited_applies_several_edits_of_one_line() -> None:
    """Each range is that of the content as it was, in any order."""
    edits = [fix(1, 10, 12, "twelve"), fix(1, 1, 2, "A"), fix(1, 4, 4, "<")]
    assert edited(b"a: bcd e 12", edits) == b"A: <bcd e twelve"


def test_without_overlaps_keeps_first() -> None:
    """Two insertions at one place have no order, so the second one waits too."""
    first, inside, at_end = fix(1, 1, 5, "a"), fix(1, 3, 9, "b"), fix(1, 5, 6, "c")
    one, other = fix(2, 1, 1, "a"), fix(2, 1, 1, "b")
    assert without_overlaps([other, at_end, inside, one, first, first]) == [first, at_end, one]


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (fix(1, 5, 8, "late"), "lat", "late"),
        (fix(2, 1, 2, "  "), " b: 'don't'", "  b: 'don't'"),
        (fix(2, 5, 12, '"don\'t"'), "'don't'", '"don\'t"'),
        (fix(2, 5, 6, '"'), "b: 'don't'", "b: \"don't'"),
        (fix(3, 1, 1, "d: 4\n  e: 5\n"), "", "d: 4 e: 5"),
        (fix(2, 1, 1, "", 3), "b: 'don't'", ""),
        (fix(2, 1, 4, "b:\n  c", 3), " b: 'don't' …", "b: …"),
    ],
)
def test_change_of_shows_what_people_can_see(edit: Fix, old: str, new: str) -> None:
    """A quote or an indent by itself says nothing, so its line is shown."""
    content = b"to: lat\n b: 'don't'\nc: 3\n"
    assert change_of(content, edit) == Change(edit.start, old, new)


def test_write_files_keeps_permissions(tmp_path: Path) -> None:
    """No other file is left in the folder."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a")
    path.chmod(0o640)
    write_files({path: b"a"}, {path: b"b"})
    assert path.read_bytes() == b"b"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_write_files_writes_target_of_link(tmp_path: Path) -> None:
    """A link stays a link."""
    (tmp_path / "real.yaml").write_bytes(b"a")
    link = tmp_path / "link.yaml"
    link.symlink_to("real.yaml")
    write_files({link: b"a"}, {link: b"b"})
    assert link.is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == b"b"


def test_write_files_writes_nothing_if_one_file_has_changed(tmp_path: Path) -> None:
    """What an author saved meanwhile is not overwritten."""
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_bytes(b"1")
    two.write_bytes(b"changed")
    with pytest.raises(WriteError, match=r"two\.yaml has changed meanwhile; nothing was written"):
        write_files({one: b"1", two: b"2"}, {one: b"new", two: b"new"})
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"changed")
    assert len(os.listdir(tmp_path)) == 2


def test_write_files_writes_nothing_if_one_file_cannot_be_written(tmp_path: Path) -> None:
    """A file that became a folder stops everything."""
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_bytes(b"1")
    two.mkdir()
    with pytest.raises(WriteError, match=r"two\.yaml cannot be written: is a directory"):
        write_files({one: b"1", two: b"2"}, {one: b"new", two: b"new"})
    assert one.read_bytes() == b"1"
    assert len(os.listdir(tmp_path)) == 2


def test_write_files_names_the_file_that_does_not_fit_on_the_disk(tmp_path: Path) -> None:
    """The system names no file then, and no part of a file is left."""
    path = tmp_path / "one.yaml"
    path.write_bytes(b"1")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, hard))
    try:
        with pytest.raises(WriteError, match=r"one\.yaml cannot be written: file too large"):
            write_files({path: b"1"}, {path: b"longer"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"1"
    assert os.listdir(tmp_path) == ["one.yaml"]


def test_is_inside_looks_at_the_real_file(tmp_path: Path) -> None:
    """A link within the folder is inside, a link out of it and a path with dots are not."""
    folder = tmp_path / "folder"
    (folder / "cases").mkdir(parents=True)
    (tmp_path / "outside.yaml").write_bytes(b"")
    (folder / "in.yaml").write_bytes(b"")
    (folder / "cases" / "link.yaml").symlink_to(folder / "in.yaml")
    (folder / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    assert is_inside(folder / "cases" / "link.yaml", [folder])
    assert not is_inside(folder / "out.yaml", [folder])
    assert not is_inside(folder / ".." / "outside.yaml", [folder])
