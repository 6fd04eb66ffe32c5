"""Every rule has a broken flow that gives exactly the problems it states, and a mended twin that gives none.

`tests/loader/bad/x.yaml` states its problems in the comments of its first lines: code, line, column, message. Where a rule
needs several files they lie in a folder `tests/loader/bad/x/`, which states them in `expected.txt`, each with its file.
`tests/loader/mended/` holds the same files put right. The manual's page of problems shows both.
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

# What cannot lie in a repository is built by a test. Each of these is also named there.
BUILT = {
    "file-kind": "test_what_is_no_file_is_one_clear_problem",
    "file-size": "test_a_file_of_any_size_is_one_clear_problem",
    "file-unreadable": "test_what_cannot_be_opened_is_one_clear_problem",
    "flow-large": "test_too_many_steps_are_one_clear_problem",
    "folder-large": "test_too_many_files_are_one_clear_problem",
    "folder-unreadable": "test_a_folder_that_cannot_be_read_is_one_clear_problem",
}


def expected(path: Path) -> list[str]:
    """The problems that a fixture states, as `file code line:column: message`."""
    if path.is_dir():
        return (path / "expected.txt").read_text("utf-8").splitlines()
    lines = path.read_text("utf-8").split("\n")
    return [f"{path.name} {line[2:]}" for line in lines if re.match(r"# [a-z-]+ \d+:\d+: ", line)]


def check(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Problem, ...]:
    """What is found in a file, or in a folder, as seen from the folder it lies in, or from inside of it."""
    monkeypatch.chdir(path if path.is_dir() else path.parent)
    here = Path() if path.is_dir() else Path(path.name)
    return check_paths([here], TODAY, words=path.name.startswith("words-")).problems


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_is_broken_is_told_with_every_problem_at_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly the problems that are stated, each word of them; a warning where the registry says warning."""
    problems = check(path, monkeypatch)
    found = [
        f"{each.location.file} {each.code} {each.location.line}:{each.location.column}: {each.message}"
        for each in problems
    ]
    assert found == expected(path)
    assert found
    assert [each.warning for each in problems] == [CODES[each.code].warning for each in problems]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_has_a_problem_is_never_loaded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has warnings only is; and words and comments keep nothing from being served."""
    unsound = any(
        not problem.warning and not problem.code.startswith(("words-", "allow-", "case-"))
        for problem in check(path, monkeypatch)
    )
    loaded = check_folder(path)[0] if path.is_dir() else check_flow(path)[0]
    assert (loaded is None) == unsound


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_what_is_mended_has_no_problem_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mended twin differs and passes, without a warning."""
    twin = HERE / "mended" / path.name
    assert check(twin, monkeypatch) == ()
    assert [*_texts(twin)] != [*_texts(path)]


def _texts(path: Path) -> Iterator[str]:
    for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
        if file.name != "expected.txt":
            yield f"{file.relative_to(path)}\n{file.read_text('utf-8')}"


def test_every_code_has_a_broken_and_a_mended_fixture() -> None:
    """A fixture of the code's own name, so that the manual can show it, or a test that builds what no file can be."""
    named = {
        path.stem for path in BAD if any(line.split()[1] == path.stem for line in expected(path))
    }
    assert set(CODES) - named == set(BUILT)
    tests = (HERE / "test_bad_input.py").read_text("utf-8")
    assert {
        code: name
        for code, name in BUILT.items()
        if f"def {name}(" not in tests or f'"{code}"' not in tests
    } == {}
    assert sorted(path.name for path in (HERE / "mended").iterdir()) == [path.name for path in BAD]


def raised() -> Iterator[tuple[str, str, bool]]:
    """Every code that the package raises: where, the code, and whether as a warning."""
    for path in sorted(Path(wizard.__file__).parent.rglob("*.py")):
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
    """The texts that an expression can be; a question mark for what is not written out."""
    if isinstance(node, ast.IfExp):
        return (*constants(node.body), *constants(node.orelse))
    return (
        (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ("?",)
    )


def test_every_code_that_is_raised_is_registered_and_the_other_way_round() -> None:
    """With its kind: what the registry calls a warning is raised as one, wherever it is raised."""
    found = list(raised())
    assert {(where, code) for where, code, _ in found if code not in CODES} == set()
    assert set(CODES) - {code for _, code, _ in found} == set()
    assert {
        (where, code) for where, code, warning in found if CODES[code].warning != warning
    } == set()


def test_every_reason_is_short() -> None:
    """The manual shows it as it stands: one or two sentences."""
    for code, each in CODES.items():
        assert each.rationale.endswith("."), code
        assert len(each.rationale.split()) <= 40, code


def test_each_problem_names_its_file() -> None:
    """A problem prints as file:line:column: message."""
    _, problems = check_flow(BAD[0])
    assert str(problems[0]).startswith(
        f"{BAD[0]}:{problems[0].location.line}:{problems[0].location.column}: "
    )
