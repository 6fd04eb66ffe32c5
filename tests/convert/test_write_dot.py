"""`write_dot`: a flow as DOT, which real Graphviz draws."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.convert.helpers import (
    ENGLISH,
    GUARDED,
    HOSTILE,
    OTHER,
    Write,
    flow_of_texts,
    squeezed,
    texts_in,
    xml,
)
from wizard import load_flow
from wizard.convert.diagram import WIDTH
from wizard.convert.graphviz import svg
from wizard.convert.write_dot import FAST, MAX_CURVED, dot
from wizard.i18n.translator import make_translator
from wizard.model.flow import Flow
from wizard.model.site import Site

pytestmark = pytest.mark.e2e  # Graphviz is a process


@pytest.fixture
def guarded(flow: Callable[[str], Flow], write: Write) -> Flow:
    """Return a flow with conditions and with targets in another flow."""
    write(other=OTHER)
    return flow(GUARDED)


def test_dot_shows_hostile_text_as_it_is() -> None:
    """No node, link or element of the picture is made from text."""
    title = 'A & B &amp; <b> "c" \\" \\N \\\\ end\\'
    flow = flow_of_texts(HOSTILE, title)
    drawn = svg(dot(flow, ENGLISH, link=lambda to: f"../{to.flow}/{to.step}/"))
    lines = Counter[str]()
    for line, times in texts_in(drawn).items():
        lines[squeezed(line)] += times
    everything = squeezed("".join(texts_in(drawn).elements()))
    for each in HOSTILE:
        assert squeezed(each)[:10] in everything, each
    assert lines["end"] == lines["---"] == lines["&"] == lines["\\"] == lines['"'] == 2
    root = xml(drawn)
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags == {"svg", "g", "title", "polygon", "ellipse", "text", "path", "a"}
    anchors = root.iter("{http://www.w3.org/2000/svg}a")
    links = [each.attrib["{http://www.w3.org/1999/xlink}href"] for each in anchors]
    assert Counter(links) == Counter(f"../guide/{step}/" for step in flow.steps)
    assert b"<!" not in drawn
    assert [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")] == [title]


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
def test_dot_of_any_text_can_be_drawn(texts: list[str]) -> None:
    """Graphviz draws valid XML with every node and every arrow."""
    root = xml(svg(dot(flow_of_texts(texts), ENGLISH)))
    classes = Counter(element.get("class") for element in root.iter())
    assert (classes["node"], classes["edge"]) == (len(texts) + 2, len(texts) + 1)


def test_dot_lines_are_narrow() -> None:
    """A line has at most 28 characters, even if a word is longer."""
    assert max(map(len, texts_in(svg(dot(flow_of_texts(HOSTILE), ENGLISH))))) <= WIDTH


def test_dot_has_a_shape_for_each_kind(guarded: Flow) -> None:
    """The start, questions, outcomes and targets outside of the flow differ in shape."""
    shapes = re.findall(
        r"^  n\d+ \[label=.*?(shape=\w+(?:, peripheries=2)?)", dot(guarded, ENGLISH), re.M
    )
    assert Counter(shapes) == {
        "shape=oval": 1,
        "shape=hexagon": 3,
        "shape=box": 2,
        "shape=box, peripheries=2": 2,
    }


def test_dot_joins_answers_with_the_same_target(guarded: Flow) -> None:
    """They share an arrow, whose label is a list of the answers."""
    text = dot(guarded, ENGLISH)
    assert '  n1 -> n2 [label="• Yes\\n• No", weight=50]' in text
    assert [texts_in(svg(text))[line] for line in ("• Yes", "• No", "Yes")] == [2, 3, 0]


def test_dot_draws_trail_thick(guarded: Flow) -> None:
    """The arrows and nodes of a trail are thick, not only colored; without a trail, none is."""
    text = dot(guarded, ENGLISH, {"license": "yes", "lease": "no", "car": "yes"})
    thick = [line.split("[")[0].strip() for line in text.splitlines() if "penwidth=4" in line]
    assert thick == ["n0", "n1", "n2", "n3", "n4", "n0 -> n1", "n1 -> n2", "n2 -> n3", "n3 -> n4"]
    # Five nodes, and four arrows, each of which is a line and a head.
    assert svg(text).count(b'stroke-width="4"') == 5 + 2 * 4
    assert "penwidth" not in dot(guarded, ENGLISH)


def test_dot_runs_in_reading_direction(write: Write) -> None:
    """A picture in Arabic runs from right to left."""
    flow = load_flow(write(other=OTHER) / "other.yaml")
    assert "rankdir=RL" in dot(flow, make_translator("ar"))
    assert "rankdir=LR" in dot(flow, ENGLISH)


def test_dot_of_large_flow_has_straight_lines() -> None:
    """Graphviz would take minutes to draw curves for so many arrows."""
    texts = [f"Text {number}" for number in range(MAX_CURVED)]
    assert FAST not in dot(flow_of_texts(texts), ENGLISH)
    assert FAST in dot(flow_of_texts([*texts, "One more"]), ENGLISH)


def test_dot_starts_in_the_first_corner(shipped: Site) -> None:
    """The start is at the top left, where a reader who scrolls begins."""
    for flow in shipped.flows.values():
        root = xml(svg(dot(flow, ENGLISH)))
        start = next(root.iter("{http://www.w3.org/2000/svg}ellipse"))
        height = float(root.attrib["height"].removesuffix("pt"))
        from_top = height + float(start.attrib["cy"])  # Graphviz counts from the lower edge
        assert from_top < 120
        assert float(start.attrib["cx"]) < 120
