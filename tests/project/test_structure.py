"""The house: who may import whom, and what the package shows to the world."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

import wizard

PACKAGE = Path(wizard.__file__).parent
FLOORS = {
    "model": 1,
    "resources": 1,
    "engine": 2,
    "i18n": 2,
    "loader": 3,
    "check": 4,
    "convert": 4,
    "pages": 5,
    "web": 6,
    "export": 7,
    "cli": 8,
}
LIMIT = 400  # lines of a module


MODULES = sorted(PACKAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    """Return the package of a module, or the name of a module that is in none."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Return the packages of this project that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "wizard":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {
                name.name.split(".")[1] for name in node.names if name.name.startswith("wizard.")
            }
    return found


def test_packages_are_the_ones_documented() -> None:
    """Nothing else is at the top of `wizard/`, and each package says what it is and what it may import."""
    names = {
        path.stem
        for path in PACKAGE.iterdir()
        if path.name not in ("__pycache__", "locale", "py.typed", "_data")
    }
    assert names == {*FLOORS, "__init__"}
    for path in PACKAGE.glob("*/__init__.py"):
        tree = ast.parse(path.read_text("utf-8"))
        assert "May import:" in (ast.get_docstring(tree) or ""), path
        assert len(tree.body) == 1, (
            f"{path}: a package's __init__.py is a docstring and nothing else"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_lower_packages(path: Path) -> None:
    """A module imports its own package and those on lower floors."""
    own = package_of(path)
    if own == "__init__":
        return
    for name in imports(path) - {own}:
        assert FLOORS[name] < FLOORS[own], f"{path.relative_to(PACKAGE)} imports {name}"


def test_modules_import_without_circles() -> None:
    """The import graph of the modules has no circle, so that each can be read before those that use it."""
    graph = {}
    for path in MODULES:
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        nodes = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
        ]
        graph[name] = {str(node.module) for node in nodes} | {
            f"{n.module}.{a.name}" for n in nodes for a in n.names
        }
    assert list(
        graphlib.TopologicalSorter(
            {name: {*found} & {*graph} for name, found in graph.items()}
        ).static_order()
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_is_small_and_has_docstring(path: Path) -> None:
    """A module fits in a head, and its first lines say what it is."""
    assert len(path.read_text("utf-8").splitlines()) <= LIMIT
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_the_public_names_are_these() -> None:
    """A name that is shown is a name that is kept."""
    expected = [
        "Answer",
        "Claim",
        "Flow",
        "FlowError",
        "Journey",
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
