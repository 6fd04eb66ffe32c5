"""Boxes to tick in a guide as one file: as inputs, since the file has no page for each set of them.

The stylesheet shows the link of the set that is ticked. So eight boxes are eight inputs and 255
short links, not 256 pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from wizard.model.flow import Question
from wizard.model.generated_answers import MAX_BOXES, Tick, Ticked
from wizard.web.html_tree import Element

# Of the links, only the one that has the classes of the ticked boxes, and no others, is shown. The
# inputs do not look like those that are typed into.
STYLE = (
    ".inputs{display:grid;grid-template-columns:auto 1fr;column-gap:1rem}"
    ".inputs label{display:flex;align-items:center;min-height:3.25rem;color:var(--ink)}"
    ".inputs input{min-height:0;padding:0;width:1.5rem;height:1.5rem;margin:auto;"
    "accent-color:var(--accent)}"
    ".inputs p{grid-column:1/-1;margin-block:.75rem}"
    ".set{display:block}"
) + "".join(
    f".t{place}:checked~p .set:not(.b{place}),.t{place}:not(:checked)~p .b{place}{{display:none}}"
    for place in range(MAX_BOXES)
)


def put_inputs(page: Element, question: Question, hrefs: Mapping[str, str], label: str) -> None:
    """Change the boxes of a page, which are links to other pages, into inputs.

    Args:
        page: The page of a question with boxes, of which none is ticked.
        question: The question.
        hrefs: The URL that each answer leads to.
        label: The words of the link that answers with the boxes that are ticked.
    """
    parent = page.find(lambda element: any(map(_is_list_of_boxes, element.children)))
    assert parent, "the page has boxes"
    at = next(place for place, child in enumerate(parent.children) if _is_list_of_boxes(child))
    boxes = parent.children[at]
    # The paragraph after the boxes says that none is ticked.
    nothing = next(child for child in parent.children[at + 1 :] if isinstance(child, Element))
    assert isinstance(boxes, Element)
    assert isinstance(question.form, Tick)
    sets = [Element("span", {"class": "set"}, nothing.children)]
    places = {box: f"b{place}" for place, box in enumerate(question.form.boxes)}
    for answer in question.answers.values():
        if isinstance(answer.means, Ticked) and answer.means.boxes:
            classes = " ".join(["set", *(places[box] for box in answer.means.boxes)])
            link = Element("a", {"href": hrefs[answer.id]}, [escape(label)])
            sets.append(Element("span", {"class": classes}, [link]))
    group = {"class": "inputs", "role": "group", "aria-labelledby": "ask"}
    inputs = [*_inputs(boxes), Element("p", {"class": "begin"}, [*sets])]
    after = parent.children.index(nothing) + 1
    parent.children[at:after] = [Element("div", {**group}, [*inputs])]


def _is_list_of_boxes(node: Element | str) -> bool:
    return isinstance(node, Element) and node.has_class("boxes")


def _inputs(boxes: Element) -> Iterator[Element]:
    """Yield an input with its label for each box in a list of links."""
    for place, link in enumerate(each for each in boxes.elements() if each.tag == "a"):
        name, (span,) = link.attributes["id"], link.children
        assert isinstance(span, Element)
        # Without `autocomplete="off"`, a browser may tick boxes again after a reload. Firefox still
        # writes them to its session file, which the page that offers the file says.
        attributes = {"type": "checkbox", "class": f"t{place}", "autocomplete": "off"}
        yield Element("input", {**attributes, "id": name})
        # Without the words for the state of a link, since an input has a state.
        words = [node for node in span.children if isinstance(node, str)]
        yield Element("label", {"for": name}, [*words])
