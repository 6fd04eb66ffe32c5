"""The house: who may import whom, and what the package shows to the world."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import wizard

PACKAGE = Path(wizard.__file__).parent
FLOORS = {
    "slip": -1,  # plain text, not yet YAML
    "links": 0,
    "source": 0,
    "codes": 0,
    "headers": 0,
    "held": 0,
    "markup": 0,
    "i18n": 0,
    "revision": 0,
    "flow": 1,
    "graph": 2,
    "keys": 2,
    "schema": 3,
    "report": 2,
    "shape": 2,
    "allow": 3,
    "assets": 2,
    "draft": 3,
    "deadline": 3,
    "glossary": 3,
    "catalog": 3,
    "rules": 3,
    "machine": 3,
    "unfold": 3,
    "letter": 2,
    "document": 3,
    "letterbox": 4,
    "loader": 5,
    "whole": 3,
    "journey": 4,
    "page": 4,
    "phrase": 4,
    "paths": 5,
    "picture": 5,
    "play": 5,
    "presenter": 5,
    "reply": 1,
    "api": 5,
    "openapi": 6,
    "ics": 5,
    "words": 5,
    "timetable": 6,
    "stationery": 6,
    "directory": 6,
    "atlas": 6,
    "finding": 6,
    "cases": 6,
    "starter": 6,
    "record": 7,
    "changes": 6,
    "check": 7,
    "web": 7,
    "reload": 8,
    "serve": 8,
    "still": 8,
    "hosting": 2,
    "author": 8,
    "prose": 3,
    "gist": 4,
    "sketch": 4,
    "qna": 5,
    "chart": 5,
    "settle": 5,
    "sheet": 6,
    "twee": 6,
    "manuscript": 6,
    "intake": 7,
    "importer": 9,
    "export": 9,
    "single": 9,
    "publish": 10,
    "__init__": 8,
    "cli": 11,
}
LIMIT = 400  # lines of a module


def imports(path: Path) -> set[str]:
    """The modules of this package that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "wizard":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("wizard.")}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_modules_import_downwards_only(path: Path) -> None:
    """A module knows the floors below it, never its own or those above."""
    for name in imports(path):
        assert FLOORS[name] < FLOORS[path.stem], f"{path.stem} imports {name}"


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_modules_stay_small_and_say_what_they_are(path: Path) -> None:
    """A module fits in a head."""
    assert len(path.read_text("utf-8").splitlines()) <= LIMIT
    assert path.stem == "__init__" or ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_the_public_names_are_these() -> None:
    """A name that is shown is a name that is kept."""
    expected = [
        "Flow",
        "FlowError",
        "Journey",
        "arrive",
        "create_app",
        "create_blueprint",
        "load_flow",
        "load_flows",
        "replay",
    ]
    assert wizard.__all__ == expected
    assert all(hasattr(wizard, name) for name in expected)
