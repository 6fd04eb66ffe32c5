"""Reads the cells of a draw.io file: of plain XML, of packed pages, and of SVG with XML in it."""

from __future__ import annotations

import base64
import binascii
import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from wizard.convert.tree import SourceText, TooLargeError
from wizard.model.problems import Location

MAX_UNPACKED = 2 * 1024 * 1024  # bytes of all packed pages that are read

_BEFORE = r"\s*(?:(?:<\?xml[^>]*>|<!DOCTYPE[^>]*>|<!--(?:[^-]|-(?!->))*-->)\s*)*"
_BEGIN = re.compile(
    _BEFORE + r'<(?:(?:mxfile|mxGraphModel)[\s>]|svg\s[^>]*\bcontent="(?:&lt;|%3C)mx)'
)


class UnreadableFileError(Exception):
    """A file or a page that cannot be read."""

    def __init__(self, location: Location, message: str) -> None:
        super().__init__(message)
        self.location = location


@dataclass(slots=True)
class Cell:
    """A shape, an arrow, a layer or the label of an arrow."""

    location: Location
    attributes: Mapping[str, str]  # of the cell, with those of the object around it
    style: Mapping[str, str]
    box: tuple[float, float, float, float] = (0, 0, 0, 0)  # x, y, width, height
    points: dict[str, tuple[float, float]] = field(default_factory=dict)  # loose ends of an arrow

    @property
    def id(self) -> str:
        """The id, to which `parent`, `source` and `target` of other cells refer."""
        return self.attributes.get("id", "")

    @property
    def value(self) -> str:
        """The text, which is HTML if the style says so."""
        return self.attributes.get("label") or self.attributes.get("value", "")

    @property
    def is_edge(self) -> bool:
        """Whether the cell is an arrow or a line."""
        return self.attributes.get("edge") == "1"

    @property
    def is_vertex(self) -> bool:
        """Whether the cell is a shape, or the label of an arrow."""
        return self.attributes.get("vertex") == "1"


@dataclass(slots=True)
class Page:
    """A page: its cells, or what they are packed in."""

    name: str
    location: Location
    cells: list[Cell] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)


def is_drawio(text: str) -> bool:
    """Return whether a text begins as a draw.io file."""
    return _BEGIN.match(text) is not None


def first_page(source: SourceText) -> tuple[Page | None, list[Page]]:
    """Return the first page with an arrow on it, or else a shape, and all other pages.

    Raises:
        UnreadableFileError: The file, or a page before that one, cannot be read.
        TooLargeError: The pages are larger than any flow when they are unpacked.
    """
    pages, unpacked = _pages(source.text, source.name, None), 0
    found: Page | None = None
    for page in pages:
        if not page.cells and (packed := "".join(page.packed).strip()):
            text = _unpacked(packed, MAX_UNPACKED - unpacked, page.location)
            unpacked += len(text)
            page.cells = [cell for inner in _pages(text, "", page.location) for cell in inner.cells]
        if any(cell.is_edge for cell in page.cells):
            found = page
            break
        if found is None and any(cell.is_vertex for cell in page.cells):
            found = page
    others = [page for page in pages if page is not found and (page.cells or page.packed)]
    return found, others


def _unpacked(packed: str, most: int, location: Location) -> str:
    """Return the XML of a page that is packed: deflated, in base64 and with percent signs."""
    try:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        data = unpacker.decompress(base64.b64decode(packed), most + 1)
        if len(data) > most:
            limit = MAX_UNPACKED // 1024 // 1024
            raise TooLargeError(f"its pages unpack to more than {limit} MiB; split the file")
        return unquote(data.decode())
    except (binascii.Error, zlib.error, ValueError):
        message = "this page is damaged: it cannot be unpacked; save the file again in draw.io"
        raise UnreadableFileError(location, message) from None


def _pages(text: str, name: str, location: Location | None) -> list[Page]:
    """Return the pages of a text. With a location, all cells are there."""
    builder = _Builder(name, location)
    parser = DefusedXMLParser(target=builder)
    builder.expat = parser.parser
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        line, column = error.position
        at = location or Location(name, line, column + 1)
        reason = str(error).partition(": line")[0]
        message = f"this is not valid XML ({reason}); save the file again in draw.io"
        raise UnreadableFileError(at, message) from None
    except DefusedXmlException:
        at = location or builder.here()
        message = "this defines entities, which draw.io never does, and is not read"
        raise UnreadableFileError(at, message) from None
    if builder.content:
        # An SVG picture has the entire file in an attribute, which is one line.
        content = builder.content
        content = unquote(content) if content.startswith("%") else content
        return _pages(content, "", builder.here(1))
    return builder.pages


def _style(text: str) -> dict[str, str]:
    """Return a style such as `rhombus;html=1;` as names and values."""
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name: value for name, _, value in pairs}


def _number(text: str | None) -> float:
    """Return a coordinate, which is left out if it is 0."""
    try:
        number = float(text or 0)
    except ValueError:
        return 0
    return number if math.isfinite(number) else 0


class _Builder:
    """Collects the cells of the pages from the events of the XML parser."""

    def __init__(self, name: str, location: Location | None) -> None:
        """Begin a file; with a location, all its cells are there."""
        self.name = name
        self.location = location
        self.expat: Any = None
        self.pages: list[Page] = []
        self.object: dict[str, str] = {}  # attributes of the object around a cell
        self.ids: set[str] = set()  # of the cells of the page
        self.content = ""

    def here(self, line: int = 0) -> Location:
        """Return the location of the tag that is being read, or of a line."""
        if self.location or line:
            return self.location or Location(self.name, line, 1)
        return Location(self.name, self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Read an opening tag."""
        cells = self.pages[-1].cells if self.pages else []
        match tag.rpartition("}")[2]:
            case "svg":
                self.content = self.content or attributes.get("content", "")
            case "diagram":
                self.pages.append(Page(attributes.get("name", ""), self.here()))
                self.ids.clear()
            case "mxGraphModel" if not self.pages:
                self.pages.append(Page("", self.here()))
            case "UserObject" | "object":
                self.object = attributes
            case "mxCell" if self.pages:
                style = _style(attributes.get("style", ""))
                cells.append(Cell(self.here(), self.with_id(attributes | self.object), style))
                self.object = {}
            case "mxGeometry" if cells:
                x, y, width, height = (
                    _number(attributes.get(name)) for name in ("x", "y", "width", "height")
                )
                cells[-1].box = (x, y, width, height)
            case "mxPoint" if cells and "as" in attributes:
                point = (_number(attributes.get("x")), _number(attributes.get("y")))
                cells[-1].points[attributes["as"]] = point

    def with_id(self, attributes: dict[str, str]) -> dict[str, str]:
        """Return the attributes of a cell with a new id if it has none, or that of another cell.

        draw.io does the same.
        """
        name = attributes.get("id", "")
        if not name or name in self.ids:
            name += f"\n{len(self.ids)}"  # no attribute in XML contains a line feed
        self.ids.add(name)
        return attributes | {"id": name}

    def data(self, text: str) -> None:
        """Read text, which only packed pages have."""
        if self.pages:
            self.pages[-1].packed.append(text)

    def close(self) -> None:
        """End the file."""
