"""Reads flowcharts of draw.io: shapes and the arrows between them on the first page.

An arrow is attached to its shapes by their ids. Where things are on the page says nothing here,
but for one case: an arrow with a loose end that touches a shape, which looks attached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from wizard.convert import rich_text
from wizard.convert.chart import Arrow, Box, connect, report_count
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.drawio_files import Cell, Page, UnreadableFileError, first_page, is_drawio
from wizard.convert.rich_text import Prose, checked_url
from wizard.convert.tree import ImportedTree, SourceText, Step
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "draw.io"
NEAR = 10  # pixels from a shape at which the end of an arrow looks attached
MAX_JOINED = 20  # arrows that are followed from one to the next
MAX_LOOSE = 500  # loose ends for which a shape is looked up: each goes through all shapes

# Shapes for remarks of the person who drew the chart.
NOTES = {"note", "note2", "callout"}

_PAGE_NAME = re.compile(r"\S+[- ]\d+")  # "Page-1", in any language
_LOOKS = re.compile(r"</?(?:span|font)\b[^<>]*>", re.IGNORECASE)  # of text; draw.io writes many


def first_mark(text: str) -> int:
    """Return 0 if a text is a file of draw.io, else -1."""
    return 0 if is_drawio(text) else -1


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of the first page with a chart."""
    tree = ImportedTree(source, NAME)
    try:
        page, others = first_page(source)
    except UnreadableFileError as error:
        tree.report(DEFECT, error.location, str(error))
        return tree
    if page is None:
        tree.report(DEFECT, source.location(0), "this file has no page with a shape")
    else:
        for other in others:
            message = f"the page “{other.name:.60}” was left out; only one page is read"
            tree.report(LEFT_OUT, other.location, message)
        # A name that a person chose says more than that of the file.
        tree.title = "" if _PAGE_NAME.fullmatch(page.name) else rich_text.one_line(page.name)
        _Reader(tree, page).read(t)
        if not tree.steps:
            tree.problems.clear()  # only the cause is of use
            tree.report(DEFECT, page.location, "no shape on this page has a text")
    return tree


class _Area(NamedTuple):
    """Where a shape is on the page, with some space around it."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    shape: Cell


@dataclass
class _Reader:
    """Reads the cells of a page."""

    tree: ImportedTree
    page: Page
    loose_ends: int = 0
    labels: dict[str, list[Cell]] = field(default_factory=dict)  # by the id of their arrow
    shapes: dict[str, Cell] = field(default_factory=dict)
    edges: list[Cell] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    texts: dict[str, Prose] = field(default_factory=dict)
    corners: dict[str, tuple[float, float]] = field(default_factory=dict)  # on the page

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """All cells by their ids."""
        return {cell.id: cell for cell in self.page.cells}

    def read(self, t: Translator) -> None:
        """Turn the shapes into steps, and the arrows into their answers."""
        self.sort_cells()
        self.read_arrows()
        ends = {name for arrow in self.arrows for name in (arrow.source, arrow.target)}
        boxes = self.boxes(ends)
        empty: list[Location] = []
        for name, cell in self.shapes.items():
            if name in boxes:
                continue
            prose = self.prose(cell)
            if ends and name not in ends and _is_note(cell) and prose.paragraphs:
                message = (
                    f"this text is on no arrow and in no shape, so it was left out: "
                    f"“{prose.plain:.60}”"
                )
                self.tree.report(LEFT_OUT, cell.location, message)
            elif name in ends or prose.paragraphs:
                links = [*prose.links, *self.link(cell, prose)]
                self.tree.steps[name] = Step(prose, cell.location, links=links)
            else:
                empty.append(cell.location)
        report_count(self.tree, empty, "shape{s} without text and arrows {were} left out")
        for box in boxes.values():
            box.members = [name for name in box.members if name in self.tree.steps or name in boxes]
        connect(self.tree, self.arrows, boxes, t)

    def sort_cells(self) -> None:
        """Sort the cells that can be seen into shapes, arrows and labels of arrows."""
        hidden: dict[str, bool] = {}
        for cell in self.page.cells:
            if self.is_hidden(cell, hidden):
                continue
            parent = self.cells.get(cell.attributes.get("parent", ""))
            if cell.is_edge:
                self.edges.append(cell)
            elif cell.is_vertex and parent and parent.is_edge:
                self.labels.setdefault(parent.id, []).append(cell)
            elif cell.is_vertex:
                self.shapes[cell.id] = cell

    def is_hidden(self, cell: Cell, known: dict[str, bool]) -> bool:
        """Return whether a cell, or one that it is in, cannot be seen. Report the outermost one."""
        walk: list[Cell] = []
        at: Cell | None = cell
        while at and at.id not in known:
            known[at.id] = False  # a cell that is in itself ends the walk, too
            walk.append(at)
            at = self.cells.get(at.attributes.get("parent", ""))
        is_in_hidden = at is not None and known[at.id]
        for each in reversed(walk):
            if not is_in_hidden and each.attributes.get("visible") == "0":
                is_in_hidden = True
                kind = "shape" if each.is_vertex else "arrow" if each.is_edge else "layer"
                name = self.prose(each).plain
                message = f"this hidden {kind} and all in it were left out: “{name:.60}”"
                self.tree.report(LEFT_OUT, each.location, message)
            known[each.id] = is_in_hidden
        return known[cell.id]

    def read_arrows(self) -> None:
        """Read the arrows, from where they start to where they point."""
        for edge in self.edges:
            ends = [self.end(edge, "source"), self.end(edge, "target")]
            heads = [edge.style.get(name, "none") for name in ("startArrow", "endArrow")]
            if "endArrow" not in edge.style:
                heads[1] = "classic"  # the default
            is_line = heads == ["none", "none"]
            if is_line and any(end and _is_note(self.shapes[end]) for end in ends):
                continue  # a line from a remark to what it is about
            if heads[0] != "none" and heads[1] == "none":
                ends.reverse()
            elif "none" not in heads:
                message = "this arrow has two heads; only the forward direction was kept"
                self.tree.report(CHANGED, edge.location, message)
            if not all(ends):
                self.report_loose(edge, ends)
            else:
                label = " ".join(filter(None, map(self.text, self.texts_on(edge))))
                self.arrows.append(Arrow(ends[0], ends[1], label, edge.location))

    def report_loose(self, edge: Cell, ends: list[str]) -> None:
        """Report an arrow that is not attached at both ends."""
        known = [f"“{self.text(self.shapes[end]):.60}”" for end in ends if end]
        if not known:
            what = "is attached to no shape"
        elif ends[0]:
            what = f"starts at {known[0]}, but is attached to no shape where it ends"
        else:
            what = f"points to {known[0]}, but is attached to no shape where it starts"
        message = f"this arrow {what}, so it was left out; attach it in draw.io"
        self.tree.report(DEFECT, edge.location, message)

    def texts_on(self, edge: Cell) -> list[Cell]:
        """Return the cells with the texts of an arrow, in their order along it."""
        labels = [edge, *self.labels.get(edge.id, [])]
        return sorted(labels, key=lambda cell: cell.box[0])  # from -1 to 1

    def end(self, edge: Cell, name: str) -> str:
        """Return the id of the shape at an end of an arrow, or ""."""
        attached = edge.attributes.get(name, "")
        # An arrow can begin or end at another arrow, or at its label, and go on as that one.
        for _ in range(MAX_JOINED):
            if attached in self.shapes or attached not in self.cells:
                break
            other = self.cells[attached].attributes
            attached = other.get(name if other.get("edge") == "1" else "parent", "")
        if attached in self.shapes:
            return attached
        if f"{name}Point" not in edge.points:
            return ""
        self.loose_ends += 1
        if self.loose_ends > MAX_LOOSE:
            return ""
        shape = self.shape_at(edge, f"{name}Point")
        if shape is None:
            return ""
        verb = "starts" if name == "source" else "ends"
        message = (
            f"this arrow {verb} at “{self.text(shape):.60}”, but is not attached to it; "
            "it was read as if it were"
        )
        self.tree.report(CHANGED, edge.location, message)
        return shape.id

    def shape_at(self, edge: Cell, name: str) -> Cell | None:
        """Return the smallest shape at a loose end of an arrow."""
        left, top = self.origin(edge)
        x, y = left + edge.points[name][0], top + edge.points[name][1]
        found = [
            area
            for area in self.areas
            if area.left <= x <= area.right and area.top <= y <= area.bottom
        ]
        return min(found, key=lambda area: area.size).shape if found else None

    @cached_property
    def areas(self) -> list[_Area]:
        """The shapes at which an arrow can end, with the space around them."""
        areas = []
        for shape in self.shapes.values():
            if not _is_note(shape):
                (x, y), (dx, dy, width, height) = self.origin(shape), shape.box
                left, top = x + dx - NEAR, y + dy - NEAR
                right, bottom = left + width + 2 * NEAR, top + height + 2 * NEAR
                areas.append(_Area(left, top, right, bottom, width * height, shape))
        return areas

    def origin(self, cell: Cell) -> tuple[float, float]:
        """Return the point on the page from which the place of a cell is measured."""
        parent = cell.attributes.get("parent", "")
        walk: list[str] = []
        # Shapes in shapes can be so many that each one must be looked at only once.
        while parent in self.shapes and parent not in self.corners:
            self.corners[parent] = (0, 0)  # a shape that is in itself ends the walk, too
            walk.append(parent)
            parent = self.shapes[parent].attributes.get("parent", "")
        x, y = self.corners.get(parent, (0, 0))
        for name in reversed(walk):
            x, y = x + self.shapes[name].box[0], y + self.shapes[name].box[1]
            self.corners[name] = (x, y)
        return x, y

    def boxes(self, ends: set[str]) -> dict[str, Box]:
        """Return the shapes with other shapes in them.

        A group in which no shape has an arrow, but which has one itself, is one shape to a person;
        the texts in it become its text.
        """
        members: dict[str, list[str]] = {}
        for name, cell in self.shapes.items():
            parent = cell.attributes.get("parent", "")
            if parent in self.shapes and parent != name:
                members.setdefault(parent, []).append(name)
        busy = self.around(ends)
        boxes: dict[str, Box] = {}
        for name, inside in members.items():
            if name not in self.shapes:
                continue  # in a group that is one shape
            if name in ends and name not in busy:
                self.join(name, members)
                continue
            cell, title = self.shapes[name], self.text(self.shapes[name])
            if title:
                message = f"the box “{title:.60}” was left out; what is in it was kept"
                self.tree.report(CHANGED, cell.location, message)
            boxes[name] = Box(title, cell.location, inside)
        return {name: box for name, box in boxes.items() if name in self.shapes}

    def around(self, names: set[str]) -> set[str]:
        """Return all shapes with one of these in them, at any depth."""
        found: set[str] = set()
        for name in names:
            parent = self.shapes[name].attributes.get("parent", "")
            while parent in self.shapes and parent not in found:
                found.add(parent)
                parent = self.shapes[parent].attributes.get("parent", "")
        return found

    def join(self, name: str, members: Mapping[str, list[str]]) -> None:
        """Make the texts of all shapes in a group the text of the group."""
        parts, todo = list[Prose](), [name]
        while todo:
            part = todo.pop()
            parts.append(self.prose(self.shapes[part]))
            todo += [each for each in reversed(members.get(part, [])) if each in self.shapes]
            if part != name:
                del self.shapes[part]
        self.texts[name] = Prose(
            tuple(paragraph for part in parts for paragraph in part.paragraphs),
            tuple(link for part in parts for link in part.links),
        )

    def link(self, cell: Cell, prose: Prose) -> list[tuple[str, str]]:
        """Return the link of a shape: its label and URL."""
        if tooltip := rich_text.one_line(cell.attributes.get("tooltip", "")):
            message = f"a text that shows only under the mouse was left out: “{tooltip:.60}”"
            self.tree.report(LEFT_OUT, cell.location, message)
        url = cell.attributes.get("link", "")
        if url.startswith("data:"):
            message = "a link to another page of the drawing was left out"
            self.tree.report(LEFT_OUT, cell.location, message)
        elif url and (safe := checked_url(url, 0, self.tree.reporter_at(cell.location))):
            return [(prose.plain, safe)]
        return []

    def text(self, cell: Cell) -> str:
        """Return the text of a cell as one line."""
        return self.prose(cell).plain

    def prose(self, cell: Cell) -> Prose:
        """Return the text of a cell."""
        if cell.id not in self.texts:
            if cell.style.get("html") == "1":
                value = _LOOKS.sub("", cell.value)
            else:
                value = rich_text.escape_html(cell.value).replace("\n", "<br>")
            self.texts[cell.id] = rich_text.read(value, self.tree.reporter_at(cell.location))
        return self.texts[cell.id]


def _is_note(cell: Cell) -> bool:
    """Return whether a shape is made for text next to a chart."""
    return "text" in cell.style or cell.style.get("shape") in NOTES
