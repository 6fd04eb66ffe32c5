"""Every rule has a bad fixture with exactly the problems it states, and a fixed one with none.

`tests/loader/bad/x.yaml` states its problems in the comments of its first lines: code, line,
column, message. A rule that needs several files has a folder `tests/loader/bad/x/`, which states
them in `expected.txt`, each with its file. `tests/loader/fixed/` has the same files without the
problem. The manual's pages of problems show both.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import wizard
from wizard.check.checker import check_paths
from wizard.loader.site import check_flow, check_folder
from wizard.model.codes import CODES
from wizard.model.problems import Problem

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
BAD = sorted((HERE / "bad").iterdir())

# The tests that build what cannot be a file of a repository. Each of them names its code.
BUILT = {
    "file-kind": "test_file_that_is_not_regular_is_one_problem",
    "file-size": "test_large_file_is_one_problem",
    "file-unreadable": "test_file_that_cannot_be_opened_is_one_problem",
    "flow-large": "test_too_many_steps_are_one_problem",
    "folder-large": "test_too_many_flows_are_one_problem",
    "folder-unreadable": "test_folder_that_cannot_be_read_is_one_problem",
    "table-large": "test_too_many_rows_are_one_problem",
    # Their files would change with each text of the interface.
    "interface-missing": "test_interface_that_is_not_translated_is_one_problem",
    "interface-placeholders": "test_interface_text_without_its_placeholder_is_one_problem",
}


def expected(path: Path) -> list[str]:
    """Return the problems that a fixture states, as `file code line:column: message`."""
    if path.is_dir():
        return (path / "expected.txt").read_text("utf-8").splitlines()
    lines = path.read_text("utf-8").split("\n")
    return [f"{path.name} {line[2:]}" for line in lines if re.match(r"# [a-z-]+ \d+:\d+: ", line)]


def check(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Problem, ...]:
    """Return the problems of a file or folder, with paths relative to its folder."""
    monkeypatch.chdir(path if path.is_dir() else path.parent)
    here = Path() if path.is_dir() else Path(path.name)
    return check_paths([here], TODAY, words=path.name.startswith("words-")).problems


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_fixture_has_exactly_the_stated_problems(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes, locations, messages and warnings are the stated ones."""
    problems = check(path, monkeypatch)
    found = [
        f"{at.file} {each.code} {at.line}:{at.column}: {each.message}"
        for each in problems
        for at in [each.location]
    ]
    assert found == expected(path)
    assert found
    assert [each.warning for each in problems] == [CODES[each.code].warning for each in problems]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_fixture_is_loaded_only_with_warnings(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Warnings do not prevent loading, nor do problems with words, comments, cases and promises."""
    invalid = any(
        not problem.warning
        and not problem.code.startswith(("words-", "allow-", "case-", "promise-"))
        for problem in check(path, monkeypatch)
    )
    loaded = check_folder(path)[0] if path.is_dir() else check_flow(path)[0]
    assert (loaded is None) == invalid


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_fixed_fixture_has_no_problems(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fixed fixture differs from the bad one, and has no warning either."""
    twin = HERE / "fixed" / path.name
    assert check(twin, monkeypatch) == ()
    assert [*_texts(twin)] != [*_texts(path)]


def _texts(path: Path) -> Iterator[str]:
    for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
        if file.name != "expected.txt":
            yield f"{file.relative_to(path)}\n{file.read_text('utf-8')}"


def test_each_code_has_bad_and_fixed_fixture() -> None:
    """The manual shows the fixture of the code's name; other tests build what cannot be a file."""
    named = {
        path.stem for path in BAD if any(line.split()[1] == path.stem for line in expected(path))
    }
    assert set(CODES) - named == set(BUILT)
    tests = (HERE / "test_bad_input.py").read_text("utf-8")
    assert {
        code: name
        for code, name in BUILT.items()
        if f'def {name}(tmp_path: Path) -> None:\n    """{code}: ' not in tests
    } == {}
    assert sorted(path.name for path in (HERE / "fixed").iterdir()) == [path.name for path in BAD]


def raised() -> Iterator[tuple[str, str, bool]]:
    """Yield every code of a flow's problems: where it is reported, the code, whether as a warning.

    The importer has three codes of its own, in `convert/codes.py`.
    """
    package = Path(wizard.__file__).parent
    for path in sorted(package.rglob("*.py")):
        if path.is_relative_to(package / "convert"):
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name not in (
                "report",
                "warn",
                "refuse",
            ):
                tuples = [node.elts for node in ast.walk(function) if isinstance(node, ast.Tuple)]
                pairs = [
                    elements[0]
                    for elements in tuples
                    if elements and isinstance(elements[0], ast.Constant)
                ]
                for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                    argument = {"report": 1, "warn": 1, "refuse": 1, "Problem": 2}.get(
                        name, len(call.args)
                    )
                    warning = name == "warn" or any(word.arg == "warning" for word in call.keywords)
                    for code in call.args[argument : argument + 1]:
                        # `code, message = wrong`: the codes are the first of the function's pairs
                        codes = (
                            pairs if isinstance(code, ast.Name) and code.id == "code" else [code]
                        )
                        for text in (text for node in codes for text in constants(node)):
                            yield f"{path.name}:{call.lineno}", text, warning


def constants(node: ast.expr) -> tuple[str, ...]:
    """Return the strings that an expression can be; "?" if it is not a constant."""
    if isinstance(node, ast.IfExp):
        return (*constants(node.body), *constants(node.orelse))
    return (
        (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ("?",)
    )


def test_each_reported_code_is_registered_and_each_registered_code_reported() -> None:
    """Warnings of the registry are reported as warnings everywhere."""
    found = list(raised())
    assert {(where, code) for where, code, _ in found if code not in CODES} == set()
    assert set(CODES) - {code for _, code, _ in found} == set()
    assert {
        (where, code) for where, code, warning in found if CODES[code].warning != warning
    } == set()


def test_each_rationale_is_short() -> None:
    """The manual shows one or two sentences."""
    for code, each in CODES.items():
        assert each.rationale.endswith("."), code
        assert len(each.rationale.split()) <= 40, code


def test_problem_prints_its_location() -> None:
    """A problem prints as file:line:column: message."""
    _, problems = check_flow(BAD[0])
    assert str(problems[0]).startswith(
        f"{BAD[0]}:{problems[0].location.line}:{problems[0].location.column}: "
    )
