"""HTML pages as trees of elements, to cut parts out of them and to change their attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

# Elements without an end tag.
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(slots=True)
class Element:
    """An element of a page.

    Attributes:
        tag: Its name in lower case.
        attributes: Its attributes without escapes. None is an attribute without a value.
        children: Elements, and text as it is written in HTML.
    """

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def html(self) -> str:
        """Return the element as HTML."""
        inner = "".join(
            child if isinstance(child, str) else child.html() for child in self.children
        )
        opened = f"<{self.tag}{''.join(map(_attribute, self.attributes.items()))}>"
        return opened if self.tag in VOID else f"{opened}{inner}</{self.tag}>"

    def elements(self) -> Iterator[Element]:
        """Yield this element and all elements in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.elements()

    def find(self, wanted: Callable[[Element], bool]) -> Element | None:
        """Return the first element that is wanted, or None."""
        return next(filter(wanted, self.elements()), None)

    def has_class(self, name: str) -> bool:
        """Return whether the element has a class."""
        return name in (self.attributes.get("class") or "").split()


def _attribute(pair: tuple[str, str | None]) -> str:
    name, value = pair
    return f" {name}" if value is None else f' {name}="{escape(value)}"'


def parse(html: str) -> Element:
    """Return a page as an element without a name, whose children are the page."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.open[0]


class _Parser(HTMLParser):
    """Builds a tree. Our own templates close every element, so there is nothing to correct."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            closed = self.open.pop()
            assert closed.tag == tag, f"<{closed.tag}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_entityref(self, name: str) -> None:
        self.open[-1].children.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.open[-1].children.append(f"&#{name};")
