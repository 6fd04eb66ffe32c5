"""Reads flowcharts in Mermaid: the part of its language in which people draw decision trees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, SourceText, Step, TooLargeError
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "Mermaid"
MAX_LABEL = 5_000  # characters of a label without quotes
MAX_ARROWS = 100_000
MAX_STARTS = 20  # nodes that are tried as the start

_BEGIN = re.compile(
    r"(?:flowchart(?:-elk)?|graph)(?:[ \t]+(?:TB|TD|BT|RL|LR|[<>^v]))?[ \t]*(?=[;\n]|$)"
)
_FRONT = re.compile(r"\s*---\n(?P<front>.*?)\n---[ \t]*\n", re.DOTALL)
_BLANK = re.compile(r"\s+|%%[^\n]*")
_SPACE = re.compile(r"[ \t]*")
_END = re.compile(r"[ \t]*(?:[;\n]|$)")

# A lookahead, since `read` itself moves on after the character that ends a statement.
_END_AHEAD = re.compile(r"(?=[;\n]|$)")

# Without a space after it, `&` can be the beginning of an entity.
_AND = re.compile(r"[ \t]*&(?=[ \t])")
_QUOTED = re.compile(r'[ \t]*"(?P<text>[^"]*)"[ \t]*')

# Only if it is the whole statement, since the name of a node may begin with "end".
_SUBGRAPH_END = re.compile(r"end(?=[ \t]*(?:[;\n]|$|%%))")
_REST = re.compile(r"[^\n]*")
_COMMENT = re.compile(r"%%[^\n]*")

# Dashes and dots belong to a name only within it: `a--b` is an arrow.
_ID = re.compile(r"\w+(?:[-.](?=\w)\w+)*")
_STYLE = re.compile(
    r"(?:classDef|class|style|linkStyle|click|accTitle|accDescr|direction)\b[^\n;]*"
)
_SUBGRAPH = re.compile(r"subgraph\b[ \t]*(?P<title>[^\n;]*)")
_CLASS = re.compile(r":::[\w-]+")

# The notation of Mermaid 11: `A@{ shape: diamond, label: "Text" }`.
_AT = re.compile(r"@\{(?P<inside>[^{}]*)\}")
_AT_LABEL = re.compile(r"""\blabel:\s*(?:"([^"]*)"|([^,"{}]+))""")

# What opens the text of a node, and what closes it. Longer ones are first, as they are tried first.
SHAPES = {
    "(((": (")))",),
    "([": ("])",),
    "[(": (")]",),
    "((": ("))",),
    "[[": ("]]",),
    "{{": ("}}",),
    "[/": ("/]", "\\]"),
    "[\\": ("\\]", "/]"),
    "[": ("]",),
    "(": (")",),
    "{": ("}",),
    ">": ("]",),
}
_OPEN = re.compile("|".join(map(re.escape, SHAPES)))
_ROUND = ("([", "((", "(((")  # the shapes that people use for a start

# Arrows without text in them, such as `-->`, `---`, `-.->` and `==>`, and with it: `-- yes -->`.
_ARROW = re.compile(r"(?P<back>[<xo]?)(?:--+[->xo]|==+[=>xo]|-\.+-[>xo]?|~~~+)")

# The text ends before the dashes that close the arrow, so it may contain single dashes (`a --
# well-known --> b`) but not two.
_ARROW_TEXT = re.compile(
    r"(?P<back><?)(?:--[ \t]*(?P<thin>[^\n>|-](?:[^\n>|-]|-(?!-))*)--+[->xo]"
    r"|==[ \t]*(?P<thick>[^\n>|=]+)==+[=>xo]"
    r"|-\.[ \t]*(?P<dotted>[^\n>|.]+)\.+-[>xo]?)"
)
_LABEL = re.compile(r'[ \t]*\|[ \t]*(?:"(?P<quoted>[^"]*)"[ \t]*|(?P<bare>[^|\n]*))\|')

# Mermaid writes `#quot;` where HTML has `&quot;`.
_ENTITY = re.compile(r"#(?:(?P<number>\d{1,7})|(?P<name>[A-Za-z]\w{1,31}));")

STARTS = {"start", "begin", "start here", "inicio", "comienzo", "empezar", "empiece aquí"}


@dataclass(slots=True)
class _Node:
    """A node, and what is known of it so far."""

    location: Location
    text: str | None = None
    shape: str = ""
    arrows: list[tuple[str, str, Location]] = field(default_factory=list)  # label, target


class _Arrow(NamedTuple):
    """An arrow between two groups of nodes."""

    label: str
    two_headed: bool
    visible: bool  # `~~~` only moves nodes apart
    offset: int


class _UnreadableError(Exception):
    """A statement that this reader does not know."""

    def __init__(self, offset: int) -> None:
        self.offset = offset


def first_mark(text: str) -> int:
    """Return 0 if a text begins like a flowchart, else -1."""
    return 0 if _BEGIN.match(text, _front_matter(text)[1]) else -1


def _front_matter(text: str) -> tuple[str, int]:
    """Return the title above a chart, and where the chart begins after comments and blank lines."""
    front = _FRONT.match(text)
    title = re.search(r"^title:[ \t]*(.+)$", front["front"], re.MULTILINE) if front else None
    at = front.end() if front else 0
    while blank := _BLANK.match(text, at):
        at = blank.end()
    return title[1].strip("\"' ") if title else "", at


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of a flowchart."""
    reader = _Reader(ImportedTree(source, NAME), t)
    reader.tree.title, at = _front_matter(source.text)
    begin = _BEGIN.match(source.text, at)
    if begin is None:
        message = 'a flowchart must begin with a line such as "flowchart TD"'
        reader.tree.report(DEFECT, source.location(at), message)
        return reader.tree
    reader.read(begin.end())
    return reader.build()


@dataclass
class _Reader:
    """Reads a chart statement by statement."""

    tree: ImportedTree
    t: Translator
    nodes: dict[str, _Node] = field(default_factory=dict)
    subgraphs: list[Location] = field(default_factory=list)  # those that are open
    styles: list[Location] = field(default_factory=list)  # statements that say nothing of the tree
    arrow_count: int = 0
    at: int = 0

    def location(self, offset: int) -> Location:
        """Return the location of an offset in the source."""
        return self.tree.source.location(offset)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match a pattern at the current offset, and move on after the match."""
        match = pattern.match(self.tree.source.text, self.at)
        if match:
            self.at = match.end()
        return match

    def read(self, begin: int) -> None:
        """Read all statements. One that cannot be read is reported and left out."""
        self.at, text = begin, self.tree.source.text
        while self.at < len(text):
            try:
                self.statement()
            except _UnreadableError as error:
                self.skip_line(error.offset)
            # A statement ends before a line end or semicolon. Each round gets past one, so this
            # ends.
            self.at += self.at < len(text) and text[self.at] in ";\n"
        for location in self.subgraphs:
            self.tree.report(DEFECT, location, 'this subgraph has no "end"')
        if self.styles:
            many = len(self.styles) != 1
            message = (
                f"{len(self.styles)} statement{'s' * many} about styles, classes or clicks "
                f"{'were' if many else 'was'} left out"
            )
            self.tree.report(CHANGED, self.styles[0], message)

    def skip_line(self, offset: int) -> None:
        """Report the rest of a line, and move on after it."""
        rest = _REST.match(self.tree.source.text, offset)
        assert rest
        text = rich_text.one_line(rest[0])
        message = (
            f"this cannot be read and was left out: “{text:.60}”"
            if text
            else "this line is incomplete"
        )
        self.tree.report(DEFECT, self.location(offset), message)
        self.at = rest.end()

    def statement(self) -> None:
        """Read one statement, up to the character that ends it."""
        self.take(_SPACE)
        here = self.at
        # The order matters: keywords are tried before `chain`, which would take them for nodes.
        if self.take(_COMMENT) or self.take(_END_AHEAD):
            return
        if self.take(_STYLE):
            self.styles.append(self.location(here))
        elif subgraph := self.take(_SUBGRAPH):
            self.subgraphs.append(self.location(here))
            # Either only a title, or an id with the title in brackets.
            title = re.sub(r"^\w*[ \t]*\[(.*)\]$", r"\1", subgraph["title"].strip()).strip('"')
            message = f"the subgraph “{title:.60}” was left out; its nodes were kept"
            self.tree.report(CHANGED, self.location(here), message)
        elif self.take(_SUBGRAPH_END):
            if not self.subgraphs:
                self.tree.report(DEFECT, self.location(here), '"end" without a "subgraph"')
            del self.subgraphs[-1:]
        else:
            self.chain()
        self.take(_SPACE)
        self.take(_COMMENT)
        if not _END.match(self.tree.source.text, self.at):
            raise _UnreadableError(self.at)

    def chain(self) -> None:
        """Read nodes with arrows between them: `a & b -->|label| c --> d`."""
        left = self.group()
        while arrow := self.arrow():
            # Read also for an invisible arrow: its nodes can be new ones with texts.
            right = self.group()
            if not arrow.visible:
                continue
            location = self.location(arrow.offset)
            if arrow.two_headed:
                message = "this arrow has two heads; only the forward direction was kept"
                self.tree.report(CHANGED, location, message)
            # `a & b & c --> d & e & f` makes an arrow from each to each, so a short line can make
            # very many.
            self.arrow_count += len(left) * len(right)
            if self.arrow_count > MAX_ARROWS:
                raise TooLargeError(f"more than {MAX_ARROWS:,} arrows; split the chart")
            for source in left:
                self.nodes[source].arrows += [(arrow.label, to, location) for to in right]
            left = right

    def group(self) -> list[str]:
        """Read one node, or several joined by &."""
        names = [self.node()]
        while self.take(_AND):
            names.append(self.node())
        return names

    def node(self) -> str:
        """Read the name of a node, and its text if it has one here."""
        self.take(_SPACE)
        here = self.at
        name = self.take(_ID)
        if not name:
            raise _UnreadableError(here)
        # A node can be named in arrows before, or without, its text.
        node = self.nodes.setdefault(name[0], _Node(self.location(here)))
        if opened := self.take(_OPEN):
            self.set_text(node, self.label(SHAPES[opened[0]], here), opened[0], here)
        elif more := self.take(_AT):
            label = _AT_LABEL.search(more["inside"])
            if label:
                self.set_text(node, (label[1] or label[2]).strip(), "", here)
        self.take(_CLASS)
        return name[0]

    def label(self, closers: tuple[str, ...], here: int) -> str:
        """Read the text of a node and what closes it. Text in quotes may contain a closer."""
        text = self.tree.source.text
        if quoted := self.take(_QUOTED):
            end = next((closer for closer in closers if text.startswith(closer, self.at)), None)
            if end is None:
                raise _UnreadableError(here)
            self.at += len(end)
            return quoted["text"]
        # Bounded, since the search begins again at each bracket: a file of brackets would take
        # quadratic time.
        line = text[self.at : self.at + MAX_LABEL].partition("\n")[0]
        ends = [(at, closer) for closer in closers if (at := line.find(closer)) >= 0]
        if not ends:
            raise _UnreadableError(here)
        at, end = min(ends)
        self.at += at + len(end)
        return line[:at]

    def set_text(self, node: _Node, text: str, shape: str, here: int) -> None:
        """Set the text of a node."""
        if node.text is not None and node.text != text:
            message = (
                f"this node has a different text in line {node.location.line}; "
                "the later text is used, as in Mermaid"
            )
            self.tree.report(DEFECT, self.location(here), message)
        if node.text is None:
            node.location = self.location(here)
        # The notation with @ has its shape inside, under names that are not read.
        node.text, node.shape = text, shape or node.shape

    def arrow(self) -> _Arrow | None:
        """Read an arrow with its label, if there is one here."""
        self.take(_SPACE)
        here = self.at
        if arrow := self.take(_ARROW):
            label = self.take(_LABEL)
            text = (label["bare"] if label["quoted"] is None else label["quoted"]) if label else ""
            return _Arrow(text, arrow["back"] == "<", not arrow[0].startswith("~"), here)
        if arrow := self.take(_ARROW_TEXT):
            text = arrow["thin"] or arrow["thick"] or arrow["dotted"]
            return _Arrow(text.strip().strip('"'), arrow["back"] == "<", True, here)
        return None

    def build(self) -> ImportedTree:
        """Turn the nodes into steps."""
        texts = {
            # Mermaid shows the name of a node without a text.
            name: self.prose(name if node.text is None else node.text, node.location)
            for name, node in self.nodes.items()
        }
        for name, node in self.nodes.items():
            links = list(texts[name].links)
            self.tree.steps[name] = step = Step(texts[name], node.location, name, links=links)
            for label, target, location in node.arrows:
                text = self.prose(label, location).plain
                if not text and len(node.arrows) > 1:
                    # As people draw it: the labels are in the nodes that the arrows point to.
                    text = texts[target].plain
                    message = (
                        "this arrow has no label, but other arrows start here too; "
                        f"its label is now the text of its target: “{text:.60}”"
                    )
                    self.tree.report(DEFECT, location, message)
                step.answers.append(Answer(text, target, location))
        self.tree.start_at(self.first())
        self.remove_start_node()
        return self.tree

    def first(self) -> str:
        """Return the start of the chart.

        That is its first node or one without an arrow to it, whichever reaches more nodes.
        """
        targets = {target for node in self.nodes.values() for _, target, _ in node.arrows}
        # Few are tried, because each takes a walk through the chart.
        starts = [*self.nodes][:1] + [name for name in self.nodes if name not in targets]
        return max(starts[:MAX_STARTS], key=self.count_reachable, default="")

    def count_reachable(self, name: str) -> int:
        """Return the number of nodes that can be reached from one."""
        seen, todo = {name}, [name]
        while todo:
            for _, target, _ in self.nodes[todo.pop()].arrows:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return len(seen)

    def remove_start_node(self) -> None:
        """Remove a round first node that only says "Start"."""
        name = self.tree.start
        step = self.tree.steps.get(name)
        if not step or self.nodes[name].shape not in _ROUND:
            return
        leads_on = [(answer.label, answer.to == name) for answer in step.answers] == [("", False)]
        if leads_on and step.prose.plain.casefold() in STARTS | {self.t("Start").casefold()}:
            message = (
                f"the start node “{step.prose.plain}” was left out; "
                "the flow starts at the node that it points to"
            )
            self.tree.report(CHANGED, step.location, message)
            self.tree.start = step.answers[0].to
            del self.tree.steps[name]
            # An arrow back to the start begins again, at the first question.
            for other in self.tree.steps.values():
                for answer in other.answers:
                    answer.to = self.tree.start if answer.to == name else answer.to

    def prose(self, text: str, location: Location) -> Prose:
        """Read a text of the chart, with Mermaid's own entities, which begin with #."""
        if text.startswith("`") and text.endswith("`") and len(text) > 1:
            text = re.sub(r"\*+", "", text[1:-1])  # in backquotes, asterisks are Markdown

        def entity(match: re.Match[str]) -> str:
            return f"&#{match['number']};" if match["number"] else f"&{match['name']};"

        return rich_text.read(_ENTITY.sub(entity, text), self.tree.reporter_at(location))
