"""Tests of applying fixes: the files get better, or they stay as they are.

The rules of these tests find words and replace them, so that each kind of fix can be tried: right
ones, wrong ones and endless ones. tests/loader/test_mutations.py tries the real ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from wizard.check.fixes import MAX_ROUNDS, Check, Fixer
from wizard.loader.files import lines, read
from wizard.model.problems import Fix, Location, Problem


def rule(path: Path, words: Mapping[str, str | None], warnings: str = "") -> Check:
    """Return a check that reports words of a file, with what to write in their place if known.

    A file that is not YAML has one problem more. Words that are in `warnings` are warnings.
    """

    def check(contents: Mapping[Path, bytes]) -> Sequence[Problem]:
        problems: list[Problem] = []
        read(path, problems, content=contents.get(path))
        for number, line in enumerate(lines(path, contents.get(path)), 1):
            for match in re.finditer(r"\w+", line):
                if match[0] in words:
                    start, end = (
                        Location(str(path), number, index + 1)
                        for index in (match.start(), match.end())
                    )
                    new = words[match[0]]
                    fix = None if new is None else Fix(start, end, new)
                    is_warning = match[0] in warnings.split()
                    problem = Problem(start, f"no {match[0]}", "word", is_warning, fix)
                    problems.append(problem)
        return problems

    return check


def fixed(
    tmp_path: Path, text: str, words: Mapping[str, str | None], warnings: str = ""
) -> tuple[str, list[tuple[str, str]]]:
    """Return the text with its fixes applied, and the changes."""
    path = tmp_path / "x.yaml"
    path.write_bytes(text.encode())
    fixer = Fixer(rule(path, words, warnings), [tmp_path])
    fixer.run()
    changed = fixer.changed().get(path, text.encode())
    assert path.read_bytes() == text.encode(), "nothing is written"
    return changed.decode(), [(change.old, change.new) for change in fixer.changes]


def test_run_applies_all_fixes(tmp_path: Path) -> None:
    """Comments and everything around the words stay as they are."""
    text, changes = fixed(
        tmp_path, "a: teh  # no teh here\r\nb: [teh, adn]\r\n", {"teh": "the", "adn": "and"}
    )
    assert text == "a: the  # no the here\r\nb: [the, and]\r\n"
    assert changes == [("teh", "the")] * 3 + [("adn", "and")]


def test_run_applies_fixes_that_appear_later(tmp_path: Path) -> None:
    """Each round begins with a new check."""
    text, changes = fixed(tmp_path, "a: one\n", {"one": "two", "two": "three"})
    assert text == "a: three\n"
    assert changes == [("one", "two"), ("two", "three")]


def test_run_ends_if_fixes_never_end(tmp_path: Path) -> None:
    """Two rules may want the opposite."""
    text, changes = fixed(tmp_path, "a: one\n", {"one": "two", "two": "one"})
    assert text == "a: one\n"
    assert len(changes) == MAX_ROUNDS


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # more problems than before
        ("a: teh bad teh\n", {"teh": "the", "bad": "no no", "no": None}, "a: the bad the\n"),
        # the same problem again
        ("a: teh bad\n", {"teh": "the", "bad": "so bad"}, "a: the bad\n"),
        # a file that is no longer YAML
        ("a: teh bad bad\n", {"teh": "the", "bad": "]: [", "b": None}, "a: the bad bad\n"),
        ("a: bad\n", {"bad": "'"}, "a: bad\n"),
    ],
)
def test_run_leaves_out_fix_that_makes_file_worse(
    tmp_path: Path, text: str, words: Mapping[str, str | None], expected: str
) -> None:
    """The other fixes of the file are kept."""
    assert fixed(tmp_path, text, words)[0] == expected


def test_run_keeps_fix_that_shows_hidden_problem(tmp_path: Path) -> None:
    """One problem for another is no more than before."""
    assert fixed(tmp_path, "a: teh\n", {"teh": "hidden", "hidden": None})[0] == "a: hidden\n"


def test_run_keeps_no_fix_of_warning_that_causes_problem(tmp_path: Path) -> None:
    """A file with warnings can be served."""
    text, _ = fixed(tmp_path, "a: teh\n", {"teh": "bad", "bad": None}, warnings="teh")
    assert text == "a: teh\n"


def test_run_fixes_warning_of_file_with_problems(tmp_path: Path) -> None:
    """Problems that were there before are no reason to leave a warning."""
    text, _ = fixed(tmp_path, "a: teh none\n", {"teh": "the", "none": None}, warnings="teh")
    assert text == "a: the none\n"


def test_run_keeps_fix_although_warnings_appear(tmp_path: Path) -> None:
    """Problems hide warnings."""
    words = {"teh": "odd odd", "odd": None}
    assert fixed(tmp_path, "a: teh\n", words, warnings="odd")[0] == "a: odd odd\n"


def test_run_leaves_links_out_of_folder_alone(tmp_path: Path) -> None:
    """They are named, so that the author can fix the file itself."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "other.yaml").write_text("a: teh\n", "utf-8")
    link = folder / "link.yaml"
    link.symlink_to("../other.yaml")
    fixer = Fixer(rule(link, {"teh": "the"}), [folder])
    fixer.run()
    assert fixer.changed() == {}
    assert fixer.outside == {link}
