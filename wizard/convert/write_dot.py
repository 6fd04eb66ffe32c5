"""Writes a flow as DOT, the language of Graphviz.

Every text of a flow is untrusted here: it is written only as a quoted label, a title or a tooltip,
with all escaped that Graphviz could interpret. The names of nodes are our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.convert.diagram import (
    ELSEWHERE,
    OUTCOME,
    QUESTION,
    Node,
    direction,
    label_lines,
    node_lines,
    nodes_and_arrows,
    visible,
)
from wizard.i18n.translator import Translator
from wizard.model.flow import Flow, Target
from wizard.model.site import Site

DOT_SHAPES = {
    QUESTION: 'shape=hexagon, fillcolor="#e6eff1", color="#1f4e5f"',
    OUTCOME: 'shape=box, fillcolor="#ffffff", color="#738288"',
    ELSEWHERE: 'shape=box, peripheries=2, fillcolor="#fff2d8", color="#a15c00"',
}

DOT_START = 'shape=oval, fillcolor="#1f4e5f", color="#1f4e5f", fontcolor="#ffffff"'

LAYOUT = 'bgcolor="#fffdf9", pad=0.3, nodesep=0.25, ranksep=0.4, ordering=out'

MAX_CURVED = 200  # arrows; for more, Graphviz would take minutes to draw curves

# Nodes are placed less well, in a fraction of the time.
FAST = ", splines=line, nslimit=2, nslimit1=2, mclimit=0.5"

STRAIGHT = "weight=50"  # of an arrow that Graphviz should keep short and straight

THICK = ", penwidth=4"

FONT = 'fontname="Helvetica,Arial,sans-serif", fontcolor="#1b2a30"'


def dot(
    flow: Flow,
    t: Translator,
    trail: Mapping[str, str] | None = None,
    link: Callable[[Target], str] | None = None,
    site: Site | None = None,
) -> str:
    """Return a flow as DOT text.

    Args:
        flow: The flow to draw.
        t: Translates its texts.
        trail: Question ids to answer ids; their path is drawn thick.
        link: Returns the URL of a node, or "" for none.
        site: Names targets outside of the flow by their titles; without it, by their ids.

    Answers of a question with the same target share an arrow. The first answers of all questions
    make a straight line, so that the start is in the first corner.
    """
    nodes, arrows = nodes_and_arrows(flow, t, trail, site)
    fast = FAST if len(arrows) > MAX_CURVED else ""
    start_thick = "" if trail is None else THICK
    lines = [
        f"digraph {_quoted(visible(t.content(flow.title)))} {{",
        f"  graph [rankdir={direction(t)}, {LAYOUT}{fast}]",
        f'  node [style=filled, fontsize=12, margin="0.15,0.1", {FONT}]',
        f'  edge [fontsize=11, color="#445359", {FONT}]',
        f"  n0 [label={_label(t('Start'))}, {DOT_START}{start_thick}]",
        *(_node(node, link(node.to) if link else "") for node in nodes),
        f"  n0 -> n1 [{STRAIGHT}{start_thick}]",
    ]
    # Graphviz draws each arrow on its own, so answers with one target would be parallel lines.
    shared: dict[tuple[str, str, bool], list[str]] = {}
    for arrow in arrows:
        shared.setdefault((arrow.source, arrow.target, arrow.marked), []).append(arrow.label)
    # Of each source the first arrow: the reversed order lets it overwrite the others.
    firsts = {source: (source, target, marked) for source, target, marked in reversed(shared)}
    for key, labels in shared.items():
        source, target, marked = key
        straight = f", {STRAIGHT}" if firsts[source] == key else ""
        attributes = f"label={_label(*labels)}{straight}{THICK * marked}"
        lines.append(f"  {source} -> {target} [{attributes}]")
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Node, url: str) -> str:
    """Return the line of a node."""
    text = "\n".join(node_lines(node))
    attributes = f"label={_quoted(text)}, {DOT_SHAPES[node.kind]}"
    if url:
        # Without a tooltip, Graphviz shows the label with its line breaks.
        attributes += f", URL={_quoted(url)}, tooltip={_quoted(visible(node.label))}"
    return f"  {node.name} [{attributes}{THICK * node.marked}]"


def _label(*texts: str) -> str:
    """Return texts as one quoted label; several of them as a list."""
    bullet = "• " if len(texts) > 1 else ""
    return _quoted("\n".join("\n".join(label_lines(bullet + text)) for text in texts))


def _quoted(text: str) -> str:
    r"""Return a text in quotes. Inside of them, backslashes and entities have a meaning in DOT."""
    # Backslashes first, or the ones that follow would be doubled too. DOT reads HTML entities in
    # every string.
    plain = text.replace("\\", r"\\").replace('"', r"\"").replace("&", "&amp;")
    return '"' + plain.replace("\n", r"\n") + '"'
