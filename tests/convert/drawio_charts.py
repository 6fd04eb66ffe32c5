"""Makes draw.io files at random, each with the graph that it shows, and reads them another way."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from html import escape
from random import Random
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup, Tag

Edge = tuple[str, str, str]  # texts of source and target, and the label

# As written in a value with HTML, and as shown. Each is used once, so texts identify shapes.
TEXTS = [
    ("Have you moved out?", "Have you moved out?"), ("Is it&nbsp;so?", "Is it so?"),
    ("Keep it<br>for a year", "Keep it for a year"), ("<b>Stop</b> here", "Stop here"),
    ("<div>Ask Ms. O'Neil</div><div>today</div>", "Ask Ms. O'Neil today"),
    ('<span style="color: rgb(1, 2, 3);">Go in</span>', "Go in"), ("a &lt; b", "a < b"),
    ('<font style="font-size: 9px" color="#f00">¿Es así?</font>', "¿Es así?"),
    ("日本語 &amp; more", "日本語 & more"), ("Pay 50&nbsp;%", "Pay 50 %"), ("“Quoted”", "“Quoted”"),
    ("<i>The end</i>", "The end"), ("Write\nto us", "Write to us"), ("1. first", "1. first"),
]  # fmt: skip
LABELS = ["Yes", "No", "2 weeks", "I’m not sure", "> 3", "A & B", ""]
SHAPES = [
    "rounded=0;whiteSpace=wrap;html=1;", "rhombus;whiteSpace=wrap;html=1;", "ellipse;html=1;",
    "shape=parallelogram;perimeter=parallelogramPerimeter;html=1;fixedSize=1;", "html=1;",
]  # fmt: skip
LINES = [
    "edgeStyle=orthogonalEdgeStyle;html=1;",
    "endArrow=classic;html=1;",
    "html=1;endArrow=block;",
    "",
]


@dataclass
class DrawnFile:
    """A file, and what its first page shows."""

    text: str = ""
    nodes: set[str] = field(default_factory=set)
    edges: list[Edge] = field(default_factory=list)
    loose: list[Edge] = field(default_factory=list)  # those of the arrows that only touch a shape
    start: str = ""


def drawing(seed: int) -> DrawnFile:
    """Make a file. The same seed gives the same one."""
    return _Maker(Random(seed)).make()  # noqa: S311 - no secret


@dataclass
class _Maker:
    random: Random
    drawn: DrawnFile = field(default_factory=DrawnFile)
    cells: list[str] = field(default_factory=list)
    shapes: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # id: text, x, y
    count: int = 0

    def make(self) -> DrawnFile:
        """Make the cells of the first page, and write them as one of the kinds of file."""
        self.cells = ['<mxCell id="0"/>', '<mxCell id="1" parent="0"/>']
        texts = self.random.sample(TEXTS, self.random.randint(4, 9))
        lane = self.lane() if self.sometimes() else ""
        for number, (value, shown) in enumerate(texts):
            self.shape(value, shown, lane if number % 3 else "1", number)
        names = [*self.shapes]
        self.drawn.start = self.shapes[names[0]][0]
        for number, name in enumerate(names[1:], 1):  # each is reached from one before it
            self.edge(self.random.choice(names[:number]), name)
        for name in self.random.sample(names[:-1], 2):
            self.edge(name, names[-1])
        if self.sometimes():
            self.hidden()
        if self.sometimes():
            self.note()
        self.random.shuffle(self.cells)
        self.drawn.text = self.file()
        return self.drawn

    def sometimes(self) -> bool:
        """Return True at random."""
        return self.random.random() < 0.4

    def id(self) -> str:
        """Return the id of the next cell."""
        self.count += 1
        return f"x{self.random.randint(0, 9)}-{self.count}"

    def lane(self) -> str:
        """Add a box with a title, and return its id."""
        name = self.id()
        self.cell(
            name, "Our part", "swimlane;html=1;", 'vertex="1" parent="1"', (1000, 0, 900, 9000)
        )
        return name

    def cell(
        self, name: str, value: str, style: str, more: str, box: tuple[int, int, int, int]
    ) -> None:
        """Add a cell, perhaps in an object that has its id and text."""
        x, y, width, height = box
        size = f'<mxGeometry x="{x}" y="{y}" width="{width}" height="{height}" as="geometry"/>'
        if self.sometimes():
            kind = self.random.choice(["UserObject", "object"])
            inner = f'<mxCell style="{style}" {more}>{size}</mxCell>'
            self.cells.append(f'<{kind} label="{escape(value)}" id="{name}">{inner}</{kind}>')
        else:
            begin = f'<mxCell id="{name}" value="{escape(value)}" style="{style}" {more}>'
            self.cells.append(f"{begin}{size}</mxCell>")

    def shape(self, value: str, shown: str, parent: str, number: int) -> None:
        """Add a shape with a text."""
        name, parent = self.id(), parent or "1"
        style = self.random.choice(SHAPES)
        if self.sometimes() and value == shown:
            style = style.replace("html=1;", "")  # the value is text
        y = 120 * number
        box = (40 if parent != "1" else 2000, y, 120, 60)
        self.cell(name, value, style, f'vertex="1" parent="{parent}"', box)
        self.drawn.nodes.add(shown)
        self.shapes[name] = (shown, box[0] + (1000 if parent != "1" else 0), y)

    def edge(self, source: str, target: str) -> None:
        """Add an arrow from a shape to another one."""
        name, style = self.id(), self.random.choice(LINES)
        label = self.random.choice(LABELS)
        ends = {"source": source, "target": target}
        if self.sometimes():
            style = "endArrow=none;startArrow=classic;html=1;"  # drawn the other way round
            ends = {"source": target, "target": source}
        point, is_loose = "", self.sometimes() and self.sometimes()
        if is_loose:
            end = self.random.choice(["source", "target"])
            _, x, y = self.shapes[ends.pop(end)]
            point = (
                f'<mxPoint x="{x + self.random.choice([-6, 0, 60])}" y="{y + 30}" as="{end}Point"/>'
            )
        attached = " ".join(f'{end}="{shape}"' for end, shape in ends.items())
        in_value = self.sometimes() and label
        value = escape(escape(label)) if in_value else ""
        self.cells.append(
            f'<mxCell id="{name}" value="{value}" style="{style or "html=1;"}" edge="1" parent="1" '
            f'{attached}><mxGeometry relative="1" as="geometry">{point}</mxGeometry></mxCell>'
        )
        if label and not in_value:
            self.cells.append(
                f'<mxCell id="{self.id()}" value="{escape(escape(label))}" '
                f'style="edgeLabel;html=1;" vertex="1" connectable="0" parent="{name}">'
                '<mxGeometry x="-0.2" relative="1" as="geometry"/></mxCell>'
            )
        edge = (self.shapes[source][0], self.shapes[target][0], label)
        (self.drawn.loose if is_loose else self.drawn.edges).append(edge)

    def hidden(self) -> None:
        """Add a hidden layer with a shape and an arrow from it."""
        layer, shape = self.id(), self.id()
        self.cells.append(f'<mxCell id="{layer}" value="Old" visible="0" parent="0"/>')
        more = f'vertex="1" parent="{layer}"'
        self.cell(shape, "An old question", "html=1;", more, (0, 0, 120, 60))
        self.cells.append(
            f'<mxCell id="{self.id()}" edge="1" parent="{layer}" source="{shape}" '
            f'target="{[*self.shapes][-1]}"><mxGeometry relative="1" as="geometry"/></mxCell>'
        )

    def note(self) -> None:
        """Add a remark of the person who drew the chart."""
        style = self.random.choice(["text;html=1;", "shape=note;html=1;"])
        box = (4000, 4000, 99, 99)
        self.cell(self.id(), "Ask Maria whether this is right", style, 'vertex="1" parent="1"', box)

    def file(self) -> str:
        """Return the file."""
        join = self.random.choice(["", "\n        "])
        root = join.join(["<root>", *self.cells]) + "</root>"
        model = f'<mxGraphModel dx="1" dy="1" grid="1">{root}</mxGraphModel>'
        kind = self.random.choice(["plain", "plain", "packed", "packed", "model", "svg", "pages"])
        if kind == "model":
            return model
        if kind in ("packed", "pages"):
            deflate = zlib.compressobj(wbits=-15)
            data = deflate.compress(quote(model, safe="~()*!.'").encode()) + deflate.flush()
            model = base64.b64encode(data).decode()
        empty = '<diagram name="Empty" id="e"><mxGraphModel><root/></mxGraphModel></diagram>'
        other = '<diagram name="Page-2" id="p2"><mxGraphModel><root><mxCell id="9" value="x" '
        other += 'vertex="1"/></root></mxGraphModel></diagram>'
        before, after = (empty, other) if kind == "pages" else ("", "")
        page = f'<diagram name="Page-1" id="p">{model}</diagram>'
        file = f'<mxfile host="app.diagrams.net">\n  {before}{page}{after}\n</mxfile>\n'
        if kind == "svg":
            head = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">\n'
            space = 'xmlns="http://www.w3.org/2000/svg"'
            return f'{head}<svg {space} width="9px" content="{escape(file)}"><g/></svg>'
        return file


def by_soup(text: str) -> tuple[set[str], list[Edge]]:
    """Return the texts of the shapes that are seen, and the arrows attached at both ends.

    This knows nothing of our reader: it searches the document for tags.
    """
    soup = BeautifulSoup(text, "xml")
    if picture := soup.find("svg"):
        soup = BeautifulSoup(str(picture["content"]), "xml")
    for page in soup.find_all("diagram"):
        if not page.find():
            data = zlib.decompress(base64.b64decode(page.text), wbits=-15)
            page.append(BeautifulSoup(unquote(data.decode()), "xml"))
    model = next(model for model in soup.find_all("mxGraphModel") if model.find("mxCell"))
    hidden = [cell["id"] for cell in model.find_all("mxCell", visible="0")]
    shown = [cell for cell in model.find_all("mxCell") if cell.get("parent") not in hidden]
    parents = {cell.get("parent") for cell in shown}
    lines = {_id(cell) for cell in shown if cell.get("edge")}
    nodes, labels, edges = dict[str, str](), dict[str, str](), list[Edge]()
    for cell in shown:
        text = _shown(cell)
        if cell.get("edge") or cell.get("parent") in lines:
            line = _id(cell) if cell.get("edge") else str(cell["parent"])
            labels[line] = labels.get(line, "") + text
        elif cell.get("vertex") and _id(cell) not in parents and "Maria" not in text:
            nodes[_id(cell)] = text
    for cell in shown:
        if cell.get("source") and cell.get("target"):
            ends = [nodes[str(cell["source"])], nodes[str(cell["target"])]]
            if "endArrow=none" in cell["style"]:
                ends.reverse()
            edges.append((ends[0], ends[1], labels[_id(cell)]))
    return {*nodes.values()}, edges


def _id(cell: Tag) -> str:
    """Return the id of a cell or of the object around it."""
    return str(cell.get("id") or (cell.parent or cell)["id"])


def _shown(cell: Tag) -> str:
    """Return the text of a cell as it is shown."""
    value = str(cell.get("value") or (cell.parent or cell).get("label") or "")
    if "html=1" in (cell.get("style") or ""):
        value = BeautifulSoup(value, "html.parser").get_text(" ")
    return " ".join(value.split())
