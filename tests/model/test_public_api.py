"""The public names are typed and documented so that a host application needs nothing else."""

from __future__ import annotations

import ast
import doctest
import inspect
import runpy
from pathlib import Path

import pytest

import wizard

# `create_app` and `create_blueprint` are tested with the package `web`.
CORE = [name for name in wizard.__all__ if not name.startswith("create_")]

CAR = """\
title: A car
start: license
steps:
  license: {ask: Do you have a license?, yes: owner, no: title, unsure: title}
  owner: {ask: Is it your car?, yes: title, no: title, unsure: title}
  title: {outcome: Look at the title, claims: [{level: unknown, text: Nobody knows.}]}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with flows/car.yaml and an invalid broken.yaml, as the current folder."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "car.yaml").write_text(CAR, "utf-8")
    (tmp_path / "broken.yaml").write_text(CAR.replace("yes: owner", "yes: owne"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_program_needs_only_public_names(capsys: pytest.CaptureFixture[str]) -> None:
    """Types of results are public too, so that a program under `mypy --strict` can name them."""
    runpy.run_path(str(Path(__file__).with_name("host_program.py")))
    assert capsys.readouterr().out.splitlines() == [
        "Is it your car? ['yes', 'no', 'unsure']",
        "Look at the title ['unknown']",
        "['license']",
        "[('broken.yaml', 4)]",
        "wizard help",
    ]


def public(name: str) -> list[tuple[str, object]]:
    """Return a public object and its public methods, each with its name."""
    item = getattr(wizard, name)
    methods = inspect.getmembers(item, inspect.isfunction) if inspect.isclass(item) else []
    return [(name, item)] + [
        (f"{name}.{method}", function) for method, function in methods if method[0] != "_"
    ]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", CORE)
def test_docstring_examples_of_public_names_work(name: str) -> None:
    """Every class and function that returns something has an example, and it is right."""
    flow = wizard.load_flow("flows/car.yaml")
    names = {each: getattr(wizard, each) for each in wizard.__all__}
    names |= {"flow": flow, "outcome": flow.steps["title"]}
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    tests = [
        test
        for qualified, item in public(name)
        for test in finder.find(item, qualified, globs=dict(names))
    ]
    assert any(test.examples for test in tests), f"{name} has no example"
    for test in tests:
        runner.run(test)
    assert runner.failures == 0


def documented_in(docstring: str) -> set[str]:
    """Return the names that the sections Args and Attributes explain."""
    names, section = set(), ""
    for line in docstring.splitlines():
        indent, text = len(line) - len(line.lstrip()), line.strip()
        if text and indent == 4:
            section = text
        elif section in ("Args:", "Attributes:") and indent == 8 and ": " in text:
            names.add(text.partition(":")[0])
    return names


@pytest.mark.parametrize("name", CORE)
def test_docstring_explains_every_argument_or_attribute(name: str) -> None:
    """The sections Args and Attributes have exactly the parameters or fields."""
    item = getattr(wizard, name)
    source = ast.parse(inspect.getsource(item)).body[0]
    assert isinstance(source, ast.ClassDef | ast.FunctionDef)
    docstring = ast.get_docstring(source, clean=False) or ""
    if isinstance(source, ast.FunctionDef):
        expected = {each.arg for each in source.args.args}
    else:
        expected = {*inspect.get_annotations(item)} or {"problems"}
    assert documented_in(docstring) == expected
