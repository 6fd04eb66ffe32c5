"""HTML as trees: what is read is written again."""

from __future__ import annotations

import pytest

from wizard.web.html_tree import Element, parse


@pytest.mark.parametrize(
    "html",
    [
        '<p>One &amp; two &#8211; <b lang="es">tres</b></p>',
        '<ul class="a b"><li hidden>x<br>y</li><li></li></ul>',
        '<svg viewbox="0 0 1 1"><path d="M0 0h1"></path></svg>',
        '<a title="&lt;&quot;&#x27;&gt;" href="?a=1&amp;b=2">x</a>',
    ],
)
def test_tree_is_written_as_it_was_read(html: str) -> None:
    """Escapes stay, empty elements need no end, and others have one."""
    [child] = parse(html).children
    assert isinstance(child, Element)
    assert child.html() == html


def test_attributes_are_read_without_escapes() -> None:
    """So code can compare URLs."""
    link = parse('<p><a href="?a=1&amp;b=2">x</a></p>').find(lambda element: element.tag == "a")
    assert link is not None
    assert link.attributes == {"href": "?a=1&b=2"}


def test_has_class_compares_whole_names() -> None:
    """A class within another one is not it."""
    element = Element("p", {"class": "one two-three"})
    assert element.has_class("one")
    assert not element.has_class("two")
    assert not Element("p").has_class("one")


def test_elements_are_in_the_order_of_the_page() -> None:
    """Each is before those in it."""
    tags = [element.tag for element in parse("<div><p><b></b></p><i></i></div>").elements()]
    assert tags == ["", "div", "p", "b", "i"]


def test_parse_refuses_a_page_that_is_not_well_formed() -> None:
    """A template with a mistake must not lose parts of a page silently."""
    with pytest.raises(AssertionError, match="closed by"):
        parse("<p><b>x</p>")
