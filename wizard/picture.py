"""A flow as a picture: its graph as Mermaid or DOT text, and through Graphviz as SVG or PNG.

Every text of a flow is foreign here. It reaches either language only as the quoted label of a node or an arrow, with
all encoded that could mean something there; the names of nodes are our own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import wrap

from wizard.condition import holds
from wizard.flow import LETTERS, Edge, Flow, Question, Site, Step, Target
from wizard.graph import edges, order
from wizard.i18n import Words
from wizard.journey import replay
from wizard.phrase import guarded_in

FORMS = ("mermaid", "dot", "svg", "png")
ENDINGS = {".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".svg": "svg", ".png": "png"}
WIDTH = 28  # characters of a label's line
TIMEOUT = 20  # seconds that Graphviz may take

QUESTION, OUTCOME, ELSEWHERE = "question", "outcome", "elsewhere"
DEADLINES = "deadlines"  # a target in this place of a flow leads to an event
# Each kind has a shape of its own: six corners, a box, a box with double sides.
MERMAID_SHAPES = {QUESTION: ('{{"', '"}}'), OUTCOME: ('["', '"]'), ELSEWHERE: ('[["', '"]]')}
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

# What Mermaid, and the Markdown in its labels, could take for more than text: all of ASCII but these, and what begins
# a list, an address or the name of an icon.
_MERMAID_SIGNS = re.compile(
    r"[^\w ,.:?!'()/\x80-\U0010ffff-]|_|:(?! )|^-|^\d(?=\d*[.)])|(?<=\bwww)\.", re.ASCII | re.IGNORECASE
)
_ENTITIES = {'"': "quot", "&": "amp", "<": "lt", ">": "gt"}
_JOINERS = "\u200c\u200d\u200e\u200f"  # invisible, and needed to write some languages
_UNSEEN = ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs")  # kinds of signs: spaces, and what steers or breaks a text


class GraphvizError(Exception):
    """Graphviz drew nothing. The message is one line that says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """A step of the flow, or a place elsewhere that an answer leads to. `marked` says that the trail meets it."""

    name: str
    kind: str
    label: str
    to: Target
    marked: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way on: the names of its nodes, the words of its answer. `marked` says that the trail takes it."""

    source: str
    target: str
    label: str
    marked: bool


def mermaid(flow: Flow, words: Words, trail: Mapping[str, str] | None = None, site: Site | None = None) -> str:
    """A flow as a Mermaid flowchart: a line for each node, then a line for each arrow.

    The path of a `trail` (question id to answer id) is drawn thick. With the `site`, places outside of the flow are
    named by their titles, else by their ids.
    """
    nodes, arrows = _graph(flow, words, trail, site)
    begin = words("Start")
    lines = [f"flowchart {_direction(words)}", f'  n0(["{_mermaid_text(begin)}"])']
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


def dot(
    flow: Flow,
    words: Words,
    trail: Mapping[str, str] | None = None,
    link: Callable[[Target], str] | None = None,
    site: Site | None = None,
) -> str:
    """A flow in Graphviz's language, with `trail` and `site` as in `mermaid`.

    `link` gives a node's address, or nothing. Answers of one question that lead to the same place share an arrow. The
    first answers of all questions make a straight line, with the start in the first corner and the others below.
    """
    nodes, arrows = _graph(flow, words, trail, site)
    begin, haste = words("Start"), HASTE if len(arrows) > CURVED else ""
    begun = "" if trail is None else THICK
    lines = [
        f"digraph {_dot_quoted(_plain(words.author(flow.title)))} {{",
        f"  graph [rankdir={_direction(words)}, {LAYOUT}{haste}]",
        f'  node [style=filled, fontsize=12, margin="0.15,0.1", {FONT}]',
        f'  edge [fontsize=11, color="#445359", {FONT}]',
        f"  n0 [label={_dot_text(begin)}, {DOT_START}{begun}]",
    ]
    for node in nodes:
        address = link(node.to) if link else ""
        more = f", URL={_dot_quoted(address)}, tooltip={_dot_quoted(_plain(node.label))}" if address else ""
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


def svg(dot_text: str) -> bytes:
    """A DOT text as an SVG file, titled like the flow. Raises GraphvizError."""
    drawn = _graphviz(dot_text, "svg").decode("utf-8")
    titles = re.findall(r"<title>[^<]*</title>\n?", drawn)
    title = titles[0].replace(r"\\", "\\")  # of a graph's name, Graphviz does not undo what `dot` did
    # The other titles are our names of nodes: of no use to a reader, and shown under the pointer.
    drawn = re.sub(r"<!--.*?-->\n?|<title>[^<]*</title>\n?|<!DOCTYPE[^>]*>\n?", "", drawn, flags=re.DOTALL)
    return re.sub(r"<svg[^>]*>\n?", lambda tag: tag[0] + title, drawn, count=1).encode("utf-8")


def png(dot_text: str) -> bytes:
    """A DOT text as a PNG file. Raises GraphvizError."""
    return _graphviz(dot_text, "png")


def name_in(words: Words, site: Site | None, to: Target) -> str:
    """What a place is called: a step by its question or heading, all else by its title. Without the site, by its ids."""
    flow = site.flows.get(to.flow) if site else None
    if flow:
        return _heading(words, flow.steps[to.step]) if to.step in flow.steps else words.author(flow.title)
    if site and to.flow == LETTERS:
        letter = site.letters.get(to.step)
        return words.author(letter.title) if letter else words("Letters")
    if site and site.deadlines and to.flow == DEADLINES:
        event = site.deadlines.events.get(to.step)
        return words.author(event.label if event else site.deadlines.title)
    return f"{to.flow}/{to.step}"


def _graph(
    flow: Flow, words: Words, trail: Mapping[str, str] | None, site: Site | None
) -> tuple[list[Node], list[Arrow]]:
    """The steps in the graph's order, then the places elsewhere, each once; and every way on."""
    meets, takes = _path(flow, trail)
    places = [Target(flow.id, name) for name in order(flow)]
    ways = [(place, answer, edge) for place in places for answer, edge in edges(flow.steps[place.step])]
    places = list(dict.fromkeys([*places, *(edge.to for _, _, edge in ways)]))
    names = {place: f"n{number}" for number, place in enumerate(places, 1)}
    nodes = []
    for place, name in names.items():
        step = flow.steps.get(place.step) if place.flow == flow.id else None
        kind = QUESTION if isinstance(step, Question) else OUTCOME if step else ELSEWHERE
        label = _heading(words, step) if step else name_in(words, site, place)
        nodes.append(Node(name, kind, label, place, place in meets))
    arrows = [
        Arrow(names[place], names[edge.to], guarded_in(words, flow, answer, edge), (place, answer.id, edge) in takes)
        for place, answer, edge in ways
    ]
    return nodes, arrows


def _path(flow: Flow, trail: Mapping[str, str] | None) -> tuple[set[Target], set[tuple[Target, str, Edge]]]:
    """The places that a trail meets, and the ways that it takes."""
    meets, takes, past = set[Target](), set[tuple[Target, str, Edge]](), dict[str, str]()
    if trail is None:
        return meets, takes
    journey = replay(flow, trail)
    for turn in journey.trail or ():
        here = Target(flow.id, turn.question.id)
        meets.add(here)
        takes.add((here, turn.answer.id, next(edge for edge in turn.answer.edges if holds(edge.when, past))))
        past[turn.question.id] = turn.answer.id
    meets.add(journey.step if isinstance(journey.step, Target) else Target(flow.id, journey.step.id))
    return meets, takes


def _heading(words: Words, step: Step) -> str:
    return words.author(step.ask if isinstance(step, Question) else step.heading)


def _direction(words: Words) -> str:
    """The direction in which the language is read."""
    return "RL" if words.direction == "rtl" else "LR"


def _plain(text: str) -> str:
    """A text in one line, without what could not be seen in a picture."""
    seen = (sign if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN else " " for sign in text)
    return " ".join("".join(seen).split())


def _lines(text: str) -> list[str]:
    """A text in lines of at most `WIDTH` characters, and of about the same length."""
    plain = _plain(text)
    lines = wrap(plain, WIDTH, break_on_hyphens=False) or ["–"]
    even = wrap(plain, len(plain) // len(lines) + 4, break_on_hyphens=False)
    return even if len(even) == len(lines) and max(map(len, even)) <= WIDTH else lines


def _mermaid_text(text: str) -> str:
    """A text as it stands between the quotes of a Mermaid label."""
    return "<br/>".join(_MERMAID_SIGNS.sub(_entity, line) for line in _lines(text))


def _entity(sign: re.Match[str]) -> str:
    return f"#{_ENTITIES.get(sign[0], ord(sign[0]))};"


def _dot_text(*texts: str) -> str:
    """Texts as one quoted label; several of them as a list."""
    mark = "• " if len(texts) > 1 else ""
    return _dot_quoted("\n".join("\n".join(_lines(mark + text)) for text in texts))


def _dot_quoted(text: str) -> str:
    r"""A text in quotes. A backslash before any other sign, and an entity, would mean something inside of them."""
    plain = text.replace("\\", r"\\").replace('"', r"\"").replace("&", "&amp;")
    return '"' + plain.replace("\n", r"\n") + '"'


def _graphviz(dot_text: str, form: str) -> bytes:
    program = shutil.which("dot")
    if not program:
        raise GraphvizError("Graphviz is not installed: apt-get install graphviz, or use --format mermaid or dot")
    command = [program, f"-T{form}"]
    try:
        # No word of the command comes from a flow.
        done = subprocess.run(command, input=dot_text.encode(), capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        words = f"Graphviz did not end within {TIMEOUT} seconds; this flow is too large to draw"
        raise GraphvizError(f"{words}: use --format mermaid or dot") from None
    except OSError as error:
        raise GraphvizError(f"Graphviz cannot be started: {(error.strerror or str(error)).lower()}") from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GraphvizError(f"Graphviz drew nothing: {said[0] if said else f'it ended with {done.returncode}'}")
    return done.stdout
