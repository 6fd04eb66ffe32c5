"""The structure of the package: who may import whom, how large modules are, what is public.

Each package says in its docstring what it may import. These tests read that and enforce it. Which
module may import a library such as Flask is a rule of ruff, in pyproject.toml.
"""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import wizard

PACKAGE = Path(wizard.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
PACKAGES = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
LINES_OF_MODULE = 400
LINES_OF_FUNCTION = 50

# Modules that are in no package.
SINGLE = {"extras", "resources"}

# The packages and those modules from the lowest to the highest.
FLOORS = [
    {"model", *SINGLE},
    {"engine", "i18n"},
    {"loader"},
    {"check", "convert"},
    {"pages"},
    {"web", "review"},
    {"export"},
    {"cli"},
]


def name_of(path: Path) -> str:
    """Return the name of a module below `wizard`, as for test ids."""
    return str(path.relative_to(PACKAGE))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(path.read_text("utf-8"))


def package_of(path: Path) -> str:
    """Return the package of a module, or the name of a module that is in none."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield the full names that a module imports from `wizard`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "wizard":
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("wizard."))


def packages_imported_by(path: Path) -> set[str]:
    """Return the packages of this project that a module imports."""
    return {name.split(".")[1] for name in imported(path)}


def may_import(package: str) -> set[str]:
    """Return what a package may import, as its docstring says."""
    docstring = ast.get_docstring(tree_of(PACKAGE / package / "__init__.py")) or ""
    _, found, allowed = docstring.partition("May import:")
    assert found, f"{package}: the docstring does not say what the package may import"
    if "everything" in allowed:
        return {*PACKAGES, *SINGLE}
    return {name for name in re.findall(r"`(\w+)`", allowed) if name in {*PACKAGES, *SINGLE}}


def test_packages_are_those_of_the_floors() -> None:
    """`wizard/` contains the packages of FLOORS and nothing else."""
    ignored = ("__pycache__", "locale", "py.typed", "_data")
    names = {path.stem for path in PACKAGE.iterdir() if path.name not in ignored}
    assert names == set().union(*FLOORS) | {"__init__"}


@pytest.mark.parametrize("package", PACKAGES)
def test_package_init_is_docstring_only(package: str) -> None:
    """A package's __init__.py has no code, so that an import of a module imports nothing else."""
    assert len(tree_of(PACKAGE / package / "__init__.py").body) == 1


@pytest.mark.parametrize("package", PACKAGES)
def test_package_may_import_lower_floors_only(package: str) -> None:
    """No package may import its own floor or a higher one. Some packages share a floor."""
    [floor] = [number for number, names in enumerate(FLOORS) if package in names]
    lower = set[str]().union(*FLOORS[:floor])
    if package != "cli":
        assert may_import(package) <= lower


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_what_its_package_may_import(path: Path) -> None:
    """A module imports its own package and those that the docstring of its package names."""
    package = package_of(path)
    if package in PACKAGES:
        assert packages_imported_by(path) <= {package, *may_import(package)}
    elif package in SINGLE:
        assert packages_imported_by(path) == set()


def test_web_imports_check_in_live_reload_only() -> None:
    """The server does not need the checker, except to show problems while an author writes."""
    modules = [path for path in MODULES if package_of(path) == "web"]
    assert modules
    using = {path.stem for path in modules if "check" in packages_imported_by(path)}
    assert using <= {"live_reload"}


def test_modules_import_without_cycles() -> None:
    """The import graph of the modules has no cycle."""
    names = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in MODULES
    }
    graph = {
        name: {used for full in imported(path) for used in (full, full.rpartition(".")[0])}
        & {*names}
        for name, path in names.items()
    }
    assert list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_short_and_has_docstring(path: Path) -> None:
    """A module has at most 400 lines, and its docstring says what it is for."""
    assert len(path.read_text("utf-8").splitlines()) <= LINES_OF_MODULE
    assert ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short(path: Path) -> None:
    """A function has at most 50 lines. Their complexity is limited by ruff, in pyproject.toml."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(tree_of(path)) if isinstance(node, kinds)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_FUNCTION} == {}


def test_public_names_are_the_documented_ones() -> None:
    """Other projects may import these names, so each stays and none is added by accident."""
    expected = [
        "Answer",
        "Claim",
        "Fix",
        "Flow",
        "FlowError",
        "Journey",
        "Level",
        "Location",
        "Outcome",
        "Problem",
        "Question",
        "Site",
        "Target",
        "arrive",
        "create_app",
        "create_blueprint",
        "load_flow",
        "load_flows",
        "replay",
    ]
    assert wizard.__all__ == expected
    assert all(hasattr(wizard, name) for name in expected)
