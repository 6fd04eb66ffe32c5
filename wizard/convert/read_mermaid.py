"""Reads flowcharts in Mermaid: the part of its language in which people draw decision trees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wizard.convert import rich_text
from wizard.convert.rich_text import Prose
from wizard.convert.tree import CHANGED, DEFECT, Answer, ImportedTree, Step, Text, TooLargeError
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "Mermaid"

MAX_LABEL = 5_000  # characters of a label without quotes

MAX_ARROWS = 100_000

MAX_BEGINS = 20  # nodes that are looked at for a beginning

_BEGIN = re.compile(
    r"(?:flowchart(?:-elk)?|graph)(?:[ \t]+(?:TB|TD|BT|RL|LR|[<>^v]))?[ \t]*(?=[;\n]|$)"
)

_FRONT = re.compile(r"\s*---\n(?P<front>.*?)\n---[ \t]*\n", re.DOTALL)

_SPACE = re.compile(r"[ \t]*")

_END = re.compile(r"[ \t]*(?:[;\n]|$)")

_END_AHEAD = re.compile(r"(?=[;\n]|$)")

_AND = re.compile(r"[ \t]*&(?=[ \t])")

_QUOTED = re.compile(r'[ \t]*"(?P<text>[^"]*)"[ \t]*')

_BOX_END = re.compile(r"end(?=[ \t]*(?:[;\n]|$|%%))")

_REST = re.compile(r"[^\n]*")

_COMMENT = re.compile(r"%%[^\n]*")

_ID = re.compile(r"\w+(?:[-.](?=\w)\w+)*")

_LOOKS = re.compile(
    r"(?:classDef|class|style|linkStyle|click|accTitle|accDescr|direction)\b[^\n;]*"
)

_BOX = re.compile(r"subgraph\b[ \t]*(?P<title>[^\n;]*)")

_CLASS = re.compile(r":::[\w-]+")

_AT = re.compile(r"@\{(?P<inside>[^{}]*)\}")

_AT_LABEL = re.compile(r"""\blabel:\s*(?:"([^"]*)"|([^,"{}]+))""")

# What opens the text of a node, and what closes it; longer ones first.
SHAPES = {
    "(((": (")))",), "([": ("])",), "[(": (")]",), "((": ("))",), "[[": ("]]",), "{{": ("}}",),
    "[/": ("/]", "\\]"), "[\\": ("\\]", "/]"), "[": ("]",), "(": (")",), "{": ("}",), ">": ("]",),
}  # fmt: skip

_OPEN = re.compile("|".join(map(re.escape, SHAPES)))

_ROUND = ("([", "((", "(((")  # what people draw a start with

# An arrow, whole or up to the words in it: `-->`, `---`, `-.->`, `==>`, `-- yes -->`.
_ARROW = re.compile(r"(?P<back>[<xo]?)(?:--+[->xo]|==+[=>xo]|-\.+-[>xo]?|~~~+)")

_ARROW_TEXT = re.compile(
    r"(?P<back><?)(?:--[ \t]*(?P<thin>[^\n>|-](?:[^\n>|-]|-(?!-))*)--+[->xo]|==[ \t]*(?P<thick>[^\n>|=]+)==+[=>xo]"
    r"|-\.[ \t]*(?P<dotted>[^\n>|.]+)\.+-[>xo]?)"
)

_LABEL = re.compile(r'[ \t]*\|[ \t]*(?:"(?P<quoted>[^"]*)"[ \t]*|(?P<bare>[^|\n]*))\|')

_ENTITY = re.compile(r"#(?:(?P<number>\d{1,7})|(?P<name>[A-Za-z]\w{1,31}));")

STARTS = {"start", "begin", "start here", "inicio", "comienzo", "empezar", "empiece aquí"}


@dataclass(slots=True)
class _Node:
    """A node as far as it is known."""

    location: Location
    text: str | None = None
    shape: str = ""
    arrows: list[tuple[str, str, Location]] = field(default_factory=list)  # label, target, where


class _UnreadableError(Exception):
    """A statement that is not among those that are read."""

    def __init__(self, offset: int) -> None:
        self.offset = offset


def looks_like(text: str) -> bool:
    """Whether a text begins as a flowchart does."""
    return _BEGIN.match(text, _beginning(text)[1]) is not None


def _beginning(text: str) -> tuple[str, int]:
    """The title in front of a chart, and where the chart begins after comments and blank lines."""
    front = _FRONT.match(text)
    title = re.search(r"^title:[ \t]*(.+)$", front["front"], re.MULTILINE) if front else None
    at = front.end() if front else 0
    while blank := re.compile(r"\s+|%%[^\n]*").match(text, at):
        at = blank.end()
    return title[1].strip("\"' ") if title else "", at


def read(source: Text, t: Translator) -> ImportedTree:
    """The tree of a flowchart."""
    reader = _Reader(ImportedTree(source, NAME), t)
    reader.sketch.title, at = _beginning(source.text)
    begin = _BEGIN.match(source.text, at)
    if begin is None:
        reader.sketch.note(
            DEFECT, source.location(at), 'a flowchart begins with a line such as "flowchart TD"'
        )
        return reader.sketch
    reader.read(begin.end())
    return reader.draw()


@dataclass
class _Reader:
    """Reads statement by statement."""

    sketch: ImportedTree
    t: Translator
    nodes: dict[str, _Node] = field(default_factory=dict)
    boxes: list[Location] = field(default_factory=list)  # subgraphs that are open
    looks: list[Location] = field(default_factory=list)  # statements that are about looks only
    arrows: int = 0
    at: int = 0

    def location(self, offset: int) -> Location:
        return self.sketch.source.location(offset)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands here if it is this, and go on behind it."""
        match = pattern.match(self.sketch.source.text, self.at)
        if match:
            self.at = match.end()
        return match

    def read(self, begin: int) -> None:
        """All statements. One that cannot be read is noted and left out."""
        self.at, text = begin, self.sketch.source.text
        while self.at < len(text):
            try:
                self.statement()
            except _UnreadableError as error:
                rest = _REST.match(text, error.offset)
                assert rest
                left = rich_text.line_of(rest[0])
                message = (
                    f"this cannot be read and was left out: “{left:.60}”"
                    if left
                    else "this line ends too early"
                )
                self.sketch.note(DEFECT, self.location(error.offset), message)
                self.at = rest.end()
            self.at += self.at < len(text) and text[self.at] in ";\n"
        for location in self.boxes:
            self.sketch.note(DEFECT, location, 'this subgraph has no "end"')
        if self.looks:
            message = f"{len(self.looks)} statement{'s' * (len(self.looks) != 1)} about looks, classes or clicks left out"
            self.sketch.note(CHANGED, self.looks[0], message)

    def statement(self) -> None:
        """One statement, up to the sign that ends it."""
        self.take(_SPACE)
        here = self.at
        if self.take(_COMMENT) or self.take(_END_AHEAD):
            return
        if self.take(_LOOKS):
            self.looks.append(self.location(here))
        elif box := self.take(_BOX):
            self.boxes.append(self.location(here))
            title = re.sub(r"^\w*[ \t]*\[(.*)\]$", r"\1", box["title"].strip()).strip('"')
            self.sketch.note(
                CHANGED,
                self.location(here),
                f"the box “{title:.60}” was left out, what is in it kept",
            )
        elif self.take(_BOX_END):
            if not self.boxes:
                self.sketch.note(DEFECT, self.location(here), 'an "end" without a subgraph')
            del self.boxes[-1:]
        else:
            self.chain()
        self.take(_SPACE)
        self.take(_COMMENT)
        if not _END.match(self.sketch.source.text, self.at):
            raise _UnreadableError(self.at)

    def chain(self) -> None:
        """Nodes with arrows between them: `a & b -->|label| c --> d`."""
        left = self.group()
        while arrow := self.arrow():
            label, back, seen, here = arrow
            right = self.group()
            if not seen:
                continue
            if back:
                self.sketch.note(
                    CHANGED, self.location(here), "an arrow with two heads leads forward only now"
                )
            self.arrows += len(left) * len(right)
            if self.arrows > MAX_ARROWS:
                raise TooLargeError(
                    f"more than {MAX_ARROWS:,} arrows are too many; split the chart"
                )
            for source in left:
                self.nodes[source].arrows += [
                    (label, target, self.location(here)) for target in right
                ]
            left = right

    def group(self) -> list[str]:
        """One node, or several joined by &."""
        names = [self.node()]
        while self.take(_AND):
            names.append(self.node())
        return names

    def node(self) -> str:
        """A node: its name and perhaps its text."""
        self.take(_SPACE)
        here = self.at
        name = self.take(_ID)
        if not name:
            raise _UnreadableError(here)
        node = self.nodes.setdefault(name[0], _Node(self.location(here)))
        if opened := self.take(_OPEN):
            self.tell(node, self.label(SHAPES[opened[0]], here), opened[0], here)
        elif more := self.take(_AT):
            label = _AT_LABEL.search(more["inside"])
            if label:
                self.tell(node, (label[1] or label[2]).strip(), "", here)
        self.take(_CLASS)
        return name[0]

    def label(self, closed: tuple[str, ...], here: int) -> str:
        """The text of a node up to what closes it; in quotes it may hold anything."""
        text = self.sketch.source.text
        if quoted := self.take(_QUOTED):
            end = next((each for each in closed if text.startswith(each, self.at)), None)
            if end is None:
                raise _UnreadableError(here)
            self.at += len(end)
            return quoted["text"]
        line = text[self.at : self.at + MAX_LABEL].partition("\n")[0]
        found = min(((at, each) for each in closed if (at := line.find(each)) >= 0), default=None)
        if found is None:
            raise _UnreadableError(here)
        self.at += found[0] + len(found[1])
        return line[: found[0]]

    def tell(self, node: _Node, text: str, shape: str, here: int) -> None:
        """The text of a node, which counts once."""
        if node.text is not None and node.text != text:
            message = f"this node has another text in line {node.location.line}; the later one counts, as Mermaid has it"
            self.sketch.note(DEFECT, self.location(here), message)
        if node.text is None:
            node.location = self.location(here)
        node.text, node.shape = text, shape or node.shape

    def arrow(self) -> tuple[str, bool, bool, int] | None:
        """The label of an arrow, whether it has a head at its back, whether it is seen, and where it stands."""
        self.take(_SPACE)
        here = self.at
        if whole := self.take(_ARROW):
            label = self.take(_LABEL)
            text = (
                (label["quoted"] if label["quoted"] is not None else label["bare"]) if label else ""
            )
            return text, whole["back"] == "<", not whole[0].startswith("~"), here
        if begun := self.take(_ARROW_TEXT):
            text = begun["thin"] or begun["thick"] or begun["dotted"]
            return text.strip().strip('"'), begun["back"] == "<", True, here
        return None

    def draw(self) -> ImportedTree:
        """The nodes as steps."""
        sketch = self.sketch
        names = {
            name: self.plain(node.text if node.text is not None else name, node.location)
            for name, node in self.nodes.items()
        }
        for name, node in self.nodes.items():
            sketch.steps[name] = step = Step(
                names[name], node.location, name, links=list(names[name].links)
            )
            for label, target, location in node.arrows:
                text = self.plain(label, location).plain
                if not text and len(node.arrows) > 1:
                    text = names[target].plain
                    message = f"an arrow without a label among others; it has the words of where it leads: “{text:.60}”"
                    sketch.note(DEFECT, location, message)
                step.answers.append(Answer(text, target, location))
        sketch.begin_at_first(self.first())
        self.skip_start()
        return sketch

    def first(self) -> str:
        """Where the chart begins: at its first node or at one that nothing leads to, whichever reaches more."""
        led_to = {target for node in self.nodes.values() for _, target, _ in node.arrows}
        begins = [*self.nodes][:1] + [name for name in self.nodes if name not in led_to]
        return max(begins[:MAX_BEGINS], key=self.reach, default="")

    def reach(self, name: str) -> int:
        """How many nodes can be reached from one."""
        seen, todo = {name}, [name]
        while todo:
            for _, target, _ in self.nodes[todo.pop()].arrows:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return len(seen)

    def skip_start(self) -> None:
        """A round node that says only "Start" says nothing of its own."""
        name = self.sketch.start
        step = self.sketch.steps.get(name)
        if (
            not step
            or self.nodes[name].shape not in _ROUND
            or [answer.label for answer in step.answers] != [""]
        ):
            return
        if step.prose.plain.casefold() in STARTS | {self.t("Start").casefold()}:
            message = f"“{step.prose.plain}” says nothing of its own and was left out; the flow begins where it leads"
            self.sketch.note(CHANGED, step.location, message)
            self.sketch.start = step.answers[0].to
            del self.sketch.steps[name]

    def plain(self, text: str, location: Location) -> Prose:
        """A text of the chart as prose. In Mermaid an entity begins with #, and a text in backquotes is Markdown."""
        if text.startswith("`") and text.endswith("`") and len(text) > 1:
            text = re.sub(r"\*+", "", text[1:-1])

        def entity(match: re.Match[str]) -> str:
            return f"&#{match['number']};" if match["number"] else f"&{match['name']};"

        return rich_text.read(
            _ENTITY.sub(entity, text),
            lambda _at, kind, message: self.sketch.note(kind, location, message),
        )
