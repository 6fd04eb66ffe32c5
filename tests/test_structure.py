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
    "condition": 1,
    "reply": 1,
    "flow": 2,
    "graph": 3,
    "keys": 3,
    "report": 3,
    "shape": 3,
    "assets": 3,
    "letter": 3,
    "hosting": 3,
    "schema": 4,
    "allow": 4,
    "draft": 4,
    "deadline": 4,
    "glossary": 4,
    "catalog": 4,
    "rules": 4,
    "machine": 4,
    "unfold": 4,
    "document": 4,
    "whole": 4,
    "prose": 4,
    "letterbox": 5,
    "journey": 5,
    "page": 5,
    "phrase": 5,
    "gist": 5,
    "sketch": 5,
    "loader": 6,
    "paths": 6,
    "picture": 6,
    "play": 6,
    "presenter": 6,
    "api": 6,
    "ics": 6,
    "words": 6,
    "qna": 6,
    "chart": 6,
    "settle": 6,
    "openapi": 7,
    "timetable": 7,
    "stationery": 7,
    "directory": 7,
    "atlas": 7,
    "finding": 7,
    "cases": 7,
    "starter": 7,
    "changes": 7,
    "sheet": 7,
    "twee": 7,
    "manuscript": 7,
    "record": 8,
    "check": 8,
    "web": 8,
    "intake": 8,
    "reload": 9,
    "serve": 9,
    "still": 9,
    "author": 9,
    "__init__": 9,
    "importer": 10,
    "export": 10,
    "single": 10,
    "publish": 11,
    "cli": 12,
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
