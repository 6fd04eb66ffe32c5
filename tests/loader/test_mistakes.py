"""A mistake of an author gives exactly one problem, which says what to write.

`tests/loader/mistakes/x.yaml` is a flow with one mistake, and a folder `x/` is a guide with one.
syntax.yaml and meaning.yaml list what a person who knows the format would answer:

- `case`: the name of the flow or folder.
- `line` and `column`: where the mistake is.
- `message`: what is wrong, and what to write.
- `fix`: the lines that the fix changes, as they are after it, if the problem has a fix.
- `warning`: `true` if the guide can be used all the same.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from wizard.loader.site import check_folder
from wizard.loader.yaml_nodes import LINE_BREAK
from wizard.model.problems import Fix, Location, Problem

HERE = Path(__file__).parent / "mistakes"
TABLES = ("syntax", "meaning")
CASES: list[dict[str, Any]] = [
    # As text only, as in the files of authors: `fix: "yes"` needs no care.
    case
    for table in TABLES
    for case in yaml.load((HERE / f"{table}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
]


def check(case: str, folder: Path) -> tuple[Problem, ...]:
    """Return the problems of a case, which is copied into an empty folder."""
    source = HERE / case
    if source.is_dir():
        shutil.copytree(source, folder, dirs_exist_ok=True)
    else:
        # The names of the cases begin with a digit, which the id of a flow cannot.
        shutil.copy(source.with_suffix(".yaml"), folder / "guide.yaml")
    return check_folder(folder)[1]


def offset(text: str, location: Location) -> int:
    """Return the index of a location in a text."""
    ends = [0, *(match.end() for match in LINE_BREAK.finditer(text))]
    return ends[location.line - 1] + location.column - 1


def fixed(text: str, fix: Fix) -> str:
    """Return a text after a fix."""
    return text[: offset(text, fix.start)] + fix.text + text[offset(text, fix.end) :]


def changed_lines(before: str, after: str) -> str:
    """Return the lines of `after` from the first one that differs to the last one."""
    old, new = before.split("\n"), after.split("\n")
    first = next(index for index, line in enumerate(new) if line != old[index])
    same = next((n for n in range(1, len(new)) if new[-n] != old[-n]), len(new)) - 1
    return "\n".join(new[first : len(new) - same])


def test_every_input_has_one_expectation() -> None:
    """Each input is judged, and none is judged twice."""
    names = {path.stem for path in HERE.iterdir()} - {*TABLES}
    assert sorted(names) == sorted(case["case"] for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_mistake_gives_the_one_problem_that_helps(case: dict[str, Any], tmp_path: Path) -> None:
    """The problem is at the mistake, and nothing that merely follows from it is reported."""
    found = check(case["case"], tmp_path)
    assert [f"{each.location.line}:{each.location.column}: {each.message}" for each in found] == [
        f"{case['line']}:{case['column']}: {case['message']}"
    ]
    assert found[0].warning == (case.get("warning") == "true")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_fix_of_a_mistake_gives_a_valid_guide(case: dict[str, Any], tmp_path: Path) -> None:
    """The fix is the stated one, it changes only these lines, and it leaves no problem."""
    (problem,) = check(case["case"], tmp_path)
    assert bool(problem.fix) == ("fix" in case)
    if problem.fix:
        file = Path(problem.location.file)
        # As bytes, since the ends of lines are part of the file.
        before = file.read_bytes().decode("utf-8-sig")
        after = fixed(before, problem.fix)
        assert changed_lines(before, after).rstrip("\r") == case["fix"].rstrip("\n")
        file.write_bytes(after.encode())
        left = check_folder(tmp_path)[1]
        # In quotes, stars are valid YAML, and the next thing to say is that readers see them.
        assert [each for each in left if each.code != "text-markdown"] == []
