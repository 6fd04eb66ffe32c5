"""Every broken flow in tests/bad gives exactly the problems that its first lines state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wizard.loader import check_flow

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_broken_flow_is_refused_with_every_problem_at_its_place(path: Path) -> None:
    """The comment lines at the top are the expected problems: code, line, column, message."""
    expected = [line[2:] for line in path.read_text("utf-8").split("\n") if re.match(r"# [a-z-]+ \d+:\d+: ", line)]
    flow, problems = check_flow(path)
    found = [f"{problem.code} {problem.place.line}:{problem.place.column}: {problem.message}" for problem in problems]
    assert found == expected
    assert expected
    assert flow is None


def test_each_problem_names_its_file() -> None:
    """A problem prints as file:line:column: message."""
    _, problems = check_flow(BAD[0])
    assert str(problems[0]).startswith(f"{BAD[0]}:{problems[0].place.line}:{problems[0].place.column}: ")
