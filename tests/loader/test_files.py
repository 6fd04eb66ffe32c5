"""Files, folders, lines and comments as they are read."""

from __future__ import annotations

from pathlib import Path

from wizard.loader.files import Comment, Files, comments, files_in, lines, read
from wizard.model.problems import Location, Problem


def test_files_reads_each_file_once(tmp_path: Path) -> None:
    """The second time, the table and the problems are those of the first."""
    path = tmp_path / "flow.yaml"
    path.write_text("title: A\ntitle: B\n", "utf-8")
    files, first, second = Files(), list[Problem](), list[Problem]()
    table = files.read(path, first)
    path.unlink()
    assert files.read(path, second) is table is not None
    assert first == second
    assert [problem.code for problem in first] == ["yaml-repeated-key"]


def test_files_changed_reads_only_what_differs(tmp_path: Path) -> None:
    """The other files are as they were when they were read."""
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("a: 1\n", "utf-8")
    two.write_text("a: 2\n", "utf-8")
    files = Files()
    tables = [files.read(path, []) for path in (one, two)]
    changed = files.changed({one: b"a: 3\n"})
    assert changed.read(one, []) != tables[0]
    assert changed.read(two, []) is tables[1]
    back = changed.changed({})
    assert back.read(one, []) == tables[0]


def test_read_locates_problems_in_the_given_name(tmp_path: Path) -> None:
    """By default, the name is the path."""
    path, problems = tmp_path / "empty.yaml", list[Problem]()
    path.write_text("", "utf-8")
    read(path, problems, "x.yaml")
    read(path, problems)
    assert [problem.location for problem in problems] == [Location("x.yaml"), Location(str(path))]


def test_files_in_returns_sorted_visible_files_with_the_ending(tmp_path: Path) -> None:
    """Hidden files and other endings are left out."""
    for name in ("b.yaml", "a.yaml", ".c.yaml", "d.txt"):
        (tmp_path / name).write_text("", "utf-8")
    problems: list[Problem] = []
    assert [path.name for path in files_in(tmp_path, ".yaml", problems)] == ["a.yaml", "b.yaml"]
    assert problems == []


def test_files_in_reports_unreadable_folder(tmp_path: Path) -> None:
    """A folder that does not exist is a problem, not an exception."""
    problems: list[Problem] = []
    assert files_in(tmp_path / "none", ".yaml", problems) == []
    assert [problem.code for problem in problems] == ["folder-unreadable"]


def test_lines_splits_where_yaml_does(tmp_path: Path) -> None:
    """Windows' line ends and Unicode's line separator end a line, too."""
    path = tmp_path / "x.yaml"
    path.write_bytes("a\r\nb\u2028c\rd".encode())
    assert lines(path) == ["a", "b", "c", "d"]
    assert lines(tmp_path / "none.yaml") == [""]


def test_comments_skips_number_signs_inside_text(tmp_path: Path) -> None:
    """Comments are found at the end of a line, on their own line, and after | or >."""
    path = tmp_path / "x.yaml"
    path.write_text('a: "# wizard 1"\nb: x # wizard 2\n# wizard 3\nc: | # wizard 4\n  # wizard 5\n')
    assert comments(path, "wizard") == [
        Comment("# wizard 2", Location(str(path), 2, 6), alone=False),
        Comment("# wizard 3", Location(str(path), 3, 1), alone=True),
        Comment("# wizard 4", Location(str(path), 4, 6), alone=False),
    ]


def test_comments_ends_at_the_first_mistake(tmp_path: Path) -> None:
    """After a mistake in the YAML, a # cannot be distinguished from one inside text."""
    path = tmp_path / "x.yaml"
    path.write_text('a: b # wizard 1\nc: "x\n# wizard 2\n')
    assert [comment.text for comment in comments(path, "wizard")] == ["# wizard 1"]
