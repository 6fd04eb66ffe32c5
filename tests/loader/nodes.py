"""Nodes of YAML text, for tests of what reads nodes."""

from __future__ import annotations

from wizard.loader.yaml_nodes import MappingNode, Node, parse
from wizard.model.problems import Problem


def table(text: str) -> MappingNode:
    """Return the table of a YAML text that has no problem."""
    problems: list[Problem] = []
    node = parse(text, "x.yaml", problems)
    assert node is not None
    assert not problems
    return node


def value(text: str) -> Node:
    """Return a node for a value written in YAML."""
    node = table(f"key: {text}").get("key")
    assert node is not None
    return node
