"""A flow's diagram as DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wizard.convert.diagram import ELSEWHERE, OUTCOME, QUESTION, _direction, _graph, _lines, _plain
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

CURVED = 200  # arrows that are laid out with care; of more, Graphviz makes short work

HASTE = ", splines=line, nslimit=2, nslimit1=2, mclimit=0.5"

STRAIGHT = "weight=50"

THICK = ", penwidth=4"

FONT = 'fontname="Helvetica,Arial,sans-serif", fontcolor="#1b2a30"'


def dot(
    flow: Flow,
    t: Translator,
    trail: Mapping[str, str] | None = None,
    link: Callable[[Target], str] | None = None,
    site: Site | None = None,
) -> str:
    """A flow in Graphviz's language, with `trail` and `site` as in `mermaid`.

    `link` gives a node's address, or nothing. Answers of one question that lead to the same place share an arrow. The
    first answers of all questions make a straight line, with the start in the first corner and the others below.
    """
    nodes, arrows = _graph(flow, t, trail, site)
    begin, haste = t("Start"), HASTE if len(arrows) > CURVED else ""
    begun = "" if trail is None else THICK
    lines = [
        f"digraph {_dot_quoted(_plain(t.content(flow.title)))} {{",
        f"  graph [rankdir={_direction(t)}, {LAYOUT}{haste}]",
        f'  node [style=filled, fontsize=12, margin="0.15,0.1", {FONT}]',
        f'  edge [fontsize=11, color="#445359", {FONT}]',
        f"  n0 [label={_dot_text(begin)}, {DOT_START}{begun}]",
    ]
    for node in nodes:
        address = link(node.to) if link else ""
        more = (
            f", URL={_dot_quoted(address)}, tooltip={_dot_quoted(_plain(node.label))}"
            if address
            else ""
        )
        lines.append(
            f"  {node.name} [label={_dot_text(node.label)}, {DOT_SHAPES[node.kind]}{more}{THICK * node.marked}]"
        )
    lines.append(f"  n0 -> n1 [{STRAIGHT}{begun}]")
    shared: dict[tuple[str, str, bool], list[str]] = {}
    for arrow in arrows:
        shared.setdefault((arrow.source, arrow.target, arrow.marked), []).append(arrow.label)
    begins = {source: (source, target, marked) for source, target, marked in reversed(shared)}
    for way, labels in shared.items():
        source, target, marked = way
        more = f", {STRAIGHT}" if begins[source] == way else ""
        lines.append(f"  {source} -> {target} [label={_dot_text(*labels)}{more}{THICK * marked}]")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_text(*texts: str) -> str:
    """Texts as one quoted label; several of them as a list."""
    mark = "• " if len(texts) > 1 else ""
    return _dot_quoted("\n".join("\n".join(_lines(mark + text)) for text in texts))


def _dot_quoted(text: str) -> str:
    r"""A text in quotes. A backslash before any other sign, and an entity, would mean something inside of them."""
    plain = text.replace("\\", r"\\").replace('"', r"\"").replace("&", "&amp;")
    return '"' + plain.replace("\n", r"\n") + '"'
