"""A flow as a picture: its graph as Mermaid or DOT text, and through Graphviz as SVG or PNG.

Every text of a flow is foreign here. It reaches either language only as the quoted label of a node or an arrow, with
all encoded that could mean something there; the names of nodes are our own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.convert.diagram import ELSEWHERE, OUTCOME, QUESTION, _direction, _graph, _lines
from wizard.i18n.translator import Translator
from wizard.model.flow import Flow
from wizard.model.site import Site

FORMS = ("mermaid", "dot", "svg", "png")

ENDINGS = {
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".svg": "svg",
    ".png": "png",
}

# Each kind has a shape of its own: six corners, a box, a box with double sides.
MERMAID_SHAPES = {QUESTION: ('{{"', '"}}'), OUTCOME: ('["', '"]'), ELSEWHERE: ('[["', '"]]')}

# What Mermaid, and the Markdown in its labels, could take for more than text: all of ASCII but these, and what begins
# a list, an address or the name of an icon.
_MERMAID_SIGNS = re.compile(
    r"[^\w ,.:?!'()/\x80-\U0010ffff-]|_|:(?! )|^-|^\d(?=\d*[.)])|(?<=\bwww)\.",
    re.ASCII | re.IGNORECASE,
)

_ENTITIES = {'"': "quot", "&": "amp", "<": "lt", ">": "gt"}


def mermaid(
    flow: Flow, t: Translator, trail: Mapping[str, str] | None = None, site: Site | None = None
) -> str:
    """A flow as a Mermaid flowchart: a line for each node, then a line for each arrow.

    The path of a `trail` (question id to answer id) is drawn thick. With the `site`, places outside of the flow are
    named by their titles, else by their ids.
    """
    nodes, arrows = _graph(flow, t, trail, site)
    begin = t("Start")
    lines = [f"flowchart {_direction(t)}", f'  n0(["{_mermaid_text(begin)}"])']
    for node in nodes:
        before, after = MERMAID_SHAPES[node.kind]
        lines.append(f"  {node.name}{before}{_mermaid_text(node.label)}{after}")
    lines.append(f"  n0 {'-->' if trail is None else '==>'} n1")
    for arrow in arrows:
        line = "==>" if arrow.marked else "-->"
        lines.append(f'  {arrow.source} {line}|"{_mermaid_text(arrow.label)}"| {arrow.target}')
    if trail is not None:
        lines += [
            "  classDef trail stroke-width:4px",
            f"  class {','.join(['n0', *(node.name for node in nodes if node.marked)])} trail",
        ]
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    """A text as it stands between the quotes of a Mermaid label."""
    return "<br/>".join(_MERMAID_SIGNS.sub(_entity, line) for line in _lines(text))


def _entity(sign: re.Match[str]) -> str:
    return f"#{_ENTITIES.get(sign[0], ord(sign[0]))};"
