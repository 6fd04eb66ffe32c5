"""The YAML files of the project: they need no particular parser."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]

# Of the files in `mistakes`, some are what only libyaml reads.
FILES = sorted(
    path
    for folder in ("flows", "wizard", "tests", "templates", "examples", "docs")
    for path in (ROOT / folder).rglob("*.yaml")
    if "mistakes" not in path.parts and "node_modules" not in path.parts
)


def documents(path: Path, loader: type[yaml.BaseLoader | yaml.CBaseLoader]) -> object:
    """Return what a parser reads in a file, or None if it cannot read it."""
    try:
        return list(yaml.load_all(path.read_bytes(), loader))
    except yaml.YAMLError:
        return None


def test_yaml_is_the_same_without_libyaml() -> None:
    """PyYAML's own parser, which is used if libyaml is missing, ends plain text at `?`."""
    different = [
        str(path.relative_to(ROOT))
        for path in FILES
        if (expected := documents(path, yaml.CBaseLoader))
        and documents(path, yaml.BaseLoader) != expected
    ]
    assert not different
