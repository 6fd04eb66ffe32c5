"""Reads flowcharts in Mermaid: the part of its language in which people draw decision trees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wizard.convert import rich_text
from wizard.convert.chart import Arrow, Box, check_count, connect, report_count
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.mermaid_files import Chart, charts, statements
from wizard.convert.mermaid_syntax import Scanner, Text, UnreadableError
from wizard.convert.rich_text import Prose, checked_url
from wizard.convert.tree import ImportedTree, SourceText, Step
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "Mermaid"

_END = re.compile(r"[ \t]*(?:[;\n]|$)")

# A lookahead, since `read` itself moves on after the character that ends a statement.
_END_AHEAD = re.compile(r"(?=[;\n]|$)")
_COMMENT = re.compile(r"%%[^\n]*")
_REST = re.compile(r"[^\n]*")

# `&` with a space on one side; within a name it is part of the name.
_AND = re.compile(r"[ \t]+&\s*|&\s+")

# Only if it is the whole statement, since the name of a node may begin with "end".
_SUBGRAPH_END = re.compile(r"end(?=[ \t]*(?:[;\n]|$|%%))")
_SUBGRAPH = re.compile(
    r"subgraph(?=[ \t\n;]|$)[ \t]*"
    r'(?:(?P<id>[^\s\["\n;]+)[ \t]*\[\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\]\n]*))\s*\]'
    r'|"(?P<only>[^"]*)"|(?P<words>[^\n;%]*))'
)
_DIRECTION = re.compile(r"direction[ \t]+(?:TB|TD|BT|RL|LR)\b[^\n;]*")

# After a semicolon, people go on with the next style, as in CSS.
_STYLE = re.compile(
    r"(?:classDef|class|style|linkStyle)[ \t]+[^\n;]*(?:;[ \t]*[a-z-]+:(?!::)[^\n;]*)*"
)
_CLICK = re.compile(
    r'click[ \t]+(?P<node>[^\s"]+)[ \t]+(?:(?:href[ \t]+)?"(?P<url>[^"]*)"(?:\s+"(?P<tip>[^"]*)")?'
    r'|(?:"[^"]*"|[^"\n;])*)[^\n;]*'
)
_TITLE = re.compile(r"accTitle[ \t]*:[ \t]*(?P<text>[^\n]*)")
_SUMMARY = re.compile(r"accDescr\s*(?::[ \t]*(?P<line>[^\n]*)|\{(?P<lines>[^}]*)\})")

# Mermaid writes `#quot;` where HTML has `&quot;`.
_ENTITY = re.compile(r"#(?:(?P<number>\d{1,7})|(?P<name>[A-Za-z]\w{1,31}));")
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+[ \t]*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_]+)\1")
_EMPHASIS = re.compile(r"(?<!\w)([*_])(?=\S)([^*_]+)\1(?!\w)")

# Shapes that Mermaid draws without a text.
_SILENT = {
    "start", "sm-circ", "small-circle", "stop", "fr-circ", "framed-circle", "f-circ", "junction",
    "filled-circle", "fork", "join", "hourglass", "collate", "bolt", "com-link", "lightning-bolt",
    "cross-circ", "crossed-circle", "summary",
}  # fmt: skip


def first_mark(text: str) -> int:
    """Return 0 if a text is a flowchart, or has one in a fenced block of Markdown, else -1."""
    return 0 if charts(text) else -1


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of a flowchart."""
    tree, found = ImportedTree(source, NAME), charts(source.text)
    if not found:
        message = 'a flowchart must begin with a line such as "flowchart TD"'
        tree.report(DEFECT, source.location(0), message)
        return tree
    first, *others = found
    if first.fenced:
        message = "only this flowchart was read; the text around it was left out"
        tree.report(LEFT_OUT, source.location(first.offset), message)
    for chart in others:
        message = "this flowchart was left out; only the first one in the file is read"
        tree.report(LEFT_OUT, source.location(chart.offset), message)
    _Reader(tree, t, first).read()
    return tree


@dataclass(slots=True)
class _Node:
    """A node, and what is known of it so far."""

    location: Location
    text: Text | None = None
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Reader:
    """Reads a chart statement by statement."""

    tree: ImportedTree
    t: Translator
    chart: Chart
    nodes: dict[str, _Node] = field(default_factory=dict)
    arrows: list[tuple[str, str, Text, Location]] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)
    open_boxes: list[tuple[str, Box]] = field(default_factory=list)
    owned: set[str] = field(default_factory=set)  # nodes and boxes of the boxes that are closed
    link_ids: set[str] = field(default_factory=set)
    looks: list[Location] = field(default_factory=list)  # statements that say nothing of the tree

    def __post_init__(self) -> None:
        """Begin after the first statement, which says only that this is a flowchart."""
        text, self.comments = statements(self.tree.source.text, self.chart)
        self.scan = Scanner(text, self.chart.begin)
        self.tree.title = self.chart.title

    def location(self, offset: int) -> Location:
        """Return the location of an offset in the source."""
        return self.tree.source.location(offset)

    def read(self) -> None:
        """Read all statements. One that cannot be read is reported and left out."""
        scan = self.scan
        while scan.at < len(scan.text):
            try:
                self.statement()
            except UnreadableError as error:
                self.skip_line(error.offset)
            # A statement ends before a line end or semicolon. Each round gets past one, so this
            # ends.
            scan.at += scan.at < len(scan.text) and scan.text[scan.at] in ";\n"
        while self.open_boxes:
            self.tree.report(DEFECT, self.open_boxes[-1][1].location, 'this subgraph has no "end"')
            self.close_box()
        looks = "statement{s} about styles, classes or clicks {were} left out"
        report_count(self.tree, self.looks, looks)
        comments = [self.location(offset) for offset in self.comments]
        report_count(self.tree, comments, "comment{s} {were} left out")
        self.build()

    def skip_line(self, offset: int) -> None:
        """Report the rest of a line, and move on after it."""
        rest = _REST.match(self.scan.text, offset)
        assert rest
        text = rich_text.one_line(rest[0])
        message = f"this cannot be read and was left out: “{text:.60}”"
        self.tree.report(DEFECT, self.location(offset), message)
        self.scan.at = rest.end()

    def statement(self) -> None:
        """Read one statement, up to the character that ends it."""
        scan = self.scan
        scan.space()
        here = scan.at
        # The order matters: keywords are tried before `chain`, which would take them for nodes.
        if scan.take(_COMMENT):
            self.comments.append(here)
            return
        if scan.take(_END_AHEAD):
            return
        if subgraph := scan.take(_SUBGRAPH):
            self.open_box(subgraph)
        elif scan.take(_SUBGRAPH_END):
            if self.open_boxes:
                self.close_box()
            else:
                self.tree.report(DEFECT, self.location(here), '"end" without a "subgraph"')
        elif not self.about():
            self.chain()
        scan.space()
        if comment := scan.take(_COMMENT):
            self.comments.append(comment.start())
        if not _END.match(scan.text, scan.at):
            raise UnreadableError(scan.at)

    def about(self) -> bool:
        """Read a statement about looks, clicks or the chart itself, and return whether it was one.

        What a chart says of itself for screen readers is the title and the summary.
        """
        scan, location = self.scan, self.location(self.scan.at)
        if scan.take(_STYLE) or scan.take(_DIRECTION):
            self.looks.append(location)
        elif click := scan.take(_CLICK):
            self.click(click)
        elif title := scan.take(_TITLE):
            self.tree.title = self.tree.title or rich_text.one_line(title["text"])
        elif summary := scan.take(_SUMMARY):
            self.tree.summary = rich_text.one_line(summary["line"] or summary["lines"] or "")
        else:
            return False
        return True

    def click(self, click: re.Match[str]) -> None:
        """Keep the link of a node; a script is left out."""
        location = self.location(click.start())
        if click["url"] is None:
            self.looks.append(location)
        elif url := checked_url(click["url"], 0, self.tree.reporter_at(location)):
            node = self.nodes.setdefault(click["node"], _Node(location))
            node.links.append((rich_text.one_line(click["tip"] or ""), url))

    def open_box(self, subgraph: re.Match[str]) -> None:
        """Begin a subgraph."""
        location = self.location(subgraph.start())
        words = rich_text.one_line(subgraph["words"] or subgraph["only"] or "")
        texts = (subgraph["quoted"], subgraph["bare"])
        label = next((text for text in texts if text is not None), words)
        title = self.prose(Text(label), location).plain
        # Without an id, a title that is one word is the id.
        name = subgraph["id"] or (words if " " not in words else "")
        # One that no arrow can name gets a name that no node can have.
        name = name or f"subgraph {location.line}:{location.column}"
        box = Box(title or subgraph["id"] or "", location)
        message = f"the subgraph “{box.title:.60}” was left out; its nodes were kept"
        self.tree.report(CHANGED, location, message)
        self.mention(name)
        self.open_boxes.append((name, box))

    def close_box(self) -> None:
        """End the innermost subgraph."""
        name, box = self.open_boxes.pop()
        # Mermaid draws a node in the first box that is closed after it.
        box.members = [member for member in dict.fromkeys(box.members) if member not in self.owned]
        self.owned.update(box.members)
        # A node in a box of the same name is a mistake, and the node says more.
        if name not in box.members:
            self.boxes[name] = box

    def mention(self, name: str) -> None:
        """Remember that a node or box is in the innermost subgraph."""
        if self.open_boxes:
            self.open_boxes[-1][1].members.append(name)

    def chain(self) -> None:
        """Read nodes with arrows between them: `a & b -->|label| c --> d`."""
        left = self.group()
        while link := self.scan.arrow():
            location, after = self.location(link.offset), self.scan.at
            self.link_ids.add(link.id)
            self.scan.blank()
            if self.scan.at == len(self.scan.text) or self.scan.matches(_SUBGRAPH_END):
                self.tree.report(DEFECT, location, "this arrow points to no node")
                self.scan.at = after
                return
            # Read also for an invisible arrow: its nodes can be new ones with texts.
            right = self.group()
            if link.visible:
                self.report_odd(link.label, location)
                if link.two_headed:
                    message = "this arrow has two heads; only the forward direction was kept"
                    self.tree.report(CHANGED, location, message)
                check_count(len(self.arrows) + len(left) * len(right))
                self.arrows += [
                    (source, to, link.label, location) for source in left for to in right
                ]
            left = right

    def group(self) -> list[str]:
        """Read one node, or several joined by &."""
        names = [self.node()]
        while self.scan.take(_AND):
            names.append(self.node())
        return names

    def node(self) -> str:
        """Read the name of a node, and its text if it has one here."""
        scan = self.scan
        scan.space()
        here = scan.at
        name = scan.name()
        # A node can be named in arrows before, or without, its text.
        node = self.nodes.setdefault(name, _Node(self.location(here)))
        self.mention(name)
        scan.skip_class()
        if text := scan.node_text(here):
            self.set_text(node, text, here)
        scan.skip_class()
        if data := scan.data():
            if label := data.get("label", ""):
                self.set_text(node, Text(label, markdown=True), here)
            elif node.text is None and data.get("shape") in _SILENT:
                node.text = Text("")
            scan.skip_class()
        return name

    def set_text(self, node: _Node, text: Text, here: int) -> None:
        """Set the text of a node."""
        location = self.location(here)
        self.report_odd(text, location)
        if node.text is None:
            node.location = location
        elif node.text.text.strip() not in ("", text.text.strip()):
            message = (
                f"this node has a different text in line {node.location.line}; "
                "the later text is used, as in Mermaid"
            )
            self.tree.report(DEFECT, location, message)
        node.text = text

    def report_odd(self, text: Text, location: Location) -> None:
        """Report a text that Mermaid would refuse."""
        if text.odd:
            shown = rich_text.one_line(text.text)
            message = (
                "Mermaid cannot read this, since text with brackets or quotes in it must be in "
                f"quotes; it was read as “{shown:.60}”"
            )
            self.tree.report(DEFECT, location, message)

    def build(self) -> None:
        """Turn the nodes into steps, and the arrows into their answers."""
        ends = {name for source, to, *_ in self.arrows for name in (source, to)}
        for name, node in self.nodes.items():
            # `e1@{ animate: true }` is about an arrow, and an arrow can point to a box.
            if name in self.boxes or (name in self.link_ids and name not in ends):
                continue
            # Mermaid shows the name of a node without a text.
            prose = self.prose(node.text or Text(name), node.location)
            links = [*prose.links, *((label or prose.plain, url) for label, url in node.links)]
            self.tree.steps[name] = Step(prose, node.location, name, links=links)
        arrows = [
            Arrow(source, to, self.prose(label, location).plain, location)
            for source, to, label, location in self.arrows
        ]
        connect(self.tree, arrows, self.boxes, self.t)

    def prose(self, text: Text, location: Location) -> Prose:
        """Read a text of the chart, with Mermaid's own entities, which begin with #."""
        words, report = text.text.strip(), self.tree.reporter_at(location)
        in_backquotes = words.startswith("`") and words.endswith("`") and len(words) > 1
        if in_backquotes or text.markdown:
            words = words[1:-1] if in_backquotes else words
            words = _EMPHASIS.sub(r"<i>\2</i>", _STRONG.sub(r"<b>\2</b>", words))
        if _ICON.search(words):
            words = _ICON.sub("", words)
            report(0, LEFT_OUT, "an icon was left out")
        # As in Mermaid, `\n` begins a new line.
        words = words.replace("\\n", "<br>")

        def entity(match: re.Match[str]) -> str:
            return f"&#{match['number']};" if match["number"] else f"&{match['name']};"

        return rich_text.read(_ENTITY.sub(entity, words), report)
