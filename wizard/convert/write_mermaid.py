"""Writes a flow as a Mermaid flowchart.

Every text of a flow is untrusted here: it is written only as the quoted label of a node or an
arrow, with all encoded that Mermaid could interpret. The names of nodes are our own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.convert.diagram import (
    ELSEWHERE,
    OUTCOME,
    QUESTION,
    direction,
    label_lines,
    node_lines,
    nodes_and_arrows,
)
from wizard.i18n.translator import Translator
from wizard.model.flow import Flow
from wizard.model.site import Site

# By which the command chooses the format of a drawing, whichever module writes it.
EXTENSIONS = {
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".svg": "svg",
    ".png": "png",
}

# A hexagon, a box, and a box with double sides.
MERMAID_SHAPES = {QUESTION: ('{{"', '"}}'), OUTCOME: ('["', '"]'), ELSEWHERE: ('[["', '"]]')}

# What Mermaid, and the Markdown in its labels, could interpret: all of ASCII but these characters,
# and what starts a list, a link or the name of an icon.
_MARKUP = re.compile(
    r"[^\w ,.:?!'()/\x80-\U0010ffff-]|_|:(?! )|^-|^\d(?=\d*[.)])|(?<=\bwww)\.",
    re.ASCII | re.IGNORECASE,
)

_ENTITIES = {'"': "quot", "&": "amp", "<": "lt", ">": "gt"}


def mermaid(
    flow: Flow, t: Translator, trail: Mapping[str, str] | None = None, site: Site | None = None
) -> str:
    """Return a flow as a Mermaid flowchart: a line for each node, then one for each arrow.

    Args:
        flow: The flow to draw.
        t: Translates its texts.
        trail: Question ids to answer ids; their path is drawn thick.
        site: Names targets outside of the flow by their titles; without it, by their ids.
    """
    nodes, arrows = nodes_and_arrows(flow, t, trail, site)
    # `n0` is the start, which is no step of the flow.
    lines = [f"flowchart {direction(t)}", f'  n0(["{_label(t("Start"))}"])']
    for node in nodes:
        before, after = MERMAID_SHAPES[node.kind]
        lines.append(f"  {node.name}{before}{_written(node_lines(node))}{after}")
    lines.append(f"  n0 {'-->' if trail is None else '==>'} n1")
    for arrow in arrows:
        line = "==>" if arrow.marked else "-->"
        lines.append(f'  {arrow.source} {line}|"{_label(arrow.label)}"| {arrow.target}')
    if trail is not None:
        # A thicker line, not a colour: colours depend on the theme, and not everyone sees them.
        marked = ["n0", *(node.name for node in nodes if node.marked)]
        lines += ["  classDef trail stroke-width:4px", f"  class {','.join(marked)} trail"]
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    """Return a text as it is written between the quotes of a label."""
    return _written(label_lines(text))


def _written(lines: list[str]) -> str:
    """Return lines as they are written between the quotes of a label."""
    # Mermaid breaks lines at `<br/>` in every renderer; `\n` only in some.
    return "<br/>".join(_MARKUP.sub(_entity, line) for line in lines)


def _entity(character: re.Match[str]) -> str:
    """Return a character as an entity, which in Mermaid begins with #."""
    return f"#{_ENTITIES.get(character[0], ord(character[0]))};"
