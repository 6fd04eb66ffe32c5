"""`write_mermaid`: a flow as a Mermaid flowchart, complete and safe whatever its texts contain."""

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
    SHAPES,
    Write,
    arrows_in,
    flow_of_texts,
    parsed,
    shown,
    squeezed,
)
from wizard import load_flow, load_flows
from wizard.convert.diagram import WIDTH
from wizard.convert.write_mermaid import mermaid
from wizard.i18n.translator import Translator, make_translator
from wizard.model.flow import Answer, Edge, Flow, Question, Target, edges
from wizard.model.site import Site


@pytest.fixture(params=["en", "es"])
def t(request: pytest.FixtureRequest, shipped: Site) -> Translator:
    """Return the translator of each language of the shipped site."""
    code = str(request.param)
    return make_translator(code, shipped.texts.get(code))


@pytest.fixture
def guarded(flow: Callable[[str], Flow], write: Write) -> Flow:
    """Return a flow with conditions and with targets in another flow."""
    write(other=OTHER)
    return flow(GUARDED)


def test_mermaid_draws_each_step_and_each_branch_once(shipped: Site, t: Translator) -> None:
    """Each branch is an arrow with the answer's label, from the question to the target."""
    for flow in shipped.flows.values():
        nodes, arrows = parsed(mermaid(flow, t, site=shipped))
        drawn = Counter(
            (shown(nodes[each["source"]]["label"]), shown(each["label"]).split("–")[0])
            for each in arrows[1:]
        )
        assert drawn.total() == sum(len(list(edges(step))) for step in flow.steps.values())
        labels = Counter(shown(node["label"]).replace("\n", " ") for node in nodes.values())
        for outcome in flow.outcomes():
            assert labels[t.content(outcome.heading)] >= 1
        for question in flow.questions():
            ask = t.content(question.ask)
            assert labels[ask] >= 1
            answers = [
                squeezed(each) for source, each in drawn if squeezed(source) == squeezed(ask)
            ]
            for answer in question.answers.values():
                label = t.content(answer.label).split("–")[0] if answer.label else ""
                assert any(each.startswith(squeezed(label)) for each in answers), answer
        kinds = Counter(SHAPES[node["shape"]] for node in nodes.values())
        assert kinds["question"] == len(list(flow.questions()))
        assert kinds["outcome"] == len(list(flow.outcomes()))
        assert (kinds["start"], arrows[0]["source"], arrows[0]["target"]) == (1, "n0", "n1")


def test_mermaid_shows_hostile_text_as_it_is() -> None:
    """Neither Mermaid nor the Markdown in its labels can interpret any of it."""
    nodes, arrows = parsed(mermaid(flow_of_texts(HOSTILE), ENGLISH))
    labels = [node["label"] for node in nodes.values()][2:]
    for label, text in zip(labels, HOSTILE, strict=True):
        assert squeezed(shown(label)) == (squeezed(text) or "–")
    for arrow, text in zip(arrows[1:], HOSTILE, strict=True):
        assert squeezed(shown(arrow["label"])) == (squeezed(text) or "–")
    for match in (*nodes.values(), *arrows[1:]):
        for line in match["label"].split("<br/>"):
            # Lists, links and icons.
            assert not re.search(r"^-|^\d+[.)]|^ | $|:(?! )|www\.", line), line


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=4))
def test_mermaid_reads_any_text_as_labels(texts: list[str]) -> None:
    """Whatever an author writes, there are as many nodes and arrows as the flow has."""
    nodes, arrows = parsed(mermaid(flow_of_texts(texts), ENGLISH))
    assert (len(nodes), len(arrows)) == (len(texts) + 2, len(texts) + 1)


def test_mermaid_lines_are_narrow() -> None:
    """A line has at most 28 characters, even if a word is longer."""
    nodes, arrows = parsed(mermaid(flow_of_texts(HOSTILE), ENGLISH))
    for match in (*nodes.values(), *arrows[1:]):
        assert max(map(len, shown(match["label"]).splitlines())) <= WIDTH == 28


def test_mermaid_labels_name_conditions(guarded: Flow) -> None:
    """Conditions name questions by their titles. The last branch is the one for all other cases."""
    car = "Do you have a car?"
    assert [each for each in arrows_in(mermaid(guarded, ENGLISH)) if each[0] == car][:3] == [
        (car, "Yes – if “A card”: Yes and “A lease”: Yes or No", "The one"),
        (
            car,
            "Yes – if not (“A card”: Yes) and one of these: “A lease”: No; “A lease”: I’m not sure",
            "The two",
        ),
        (car, "Yes – otherwise", "other/"),
    ]
    spanish = arrows_in(mermaid(guarded, make_translator("es")))
    assert (car, "Sí – en los demás casos", "other/") in spanish


def test_mermaid_names_targets_outside_by_title_or_id(write: Write) -> None:
    """With the site, a target outside of the flow has its title; without it, its ids."""

    def outside(text: str) -> list[str]:
        return [node["label"] for node in parsed(text)[0].values() if node["shape"] == "[["]

    site = load_flows(write(guide=GUARDED, other=OTHER))
    flow = site.flows["guide"]
    assert outside(mermaid(flow, ENGLISH)) == ["other/end", "other/"]
    assert outside(mermaid(flow, ENGLISH, site=site)) == ["The end", "Another guide"]


def test_mermaid_names_letters_and_deadlines_by_title(shipped: Site) -> None:
    """An answer may lead to a letter or an event, which have titles in each language."""
    answers = {
        "yes": Answer("yes", "", (Edge(None, Target("letters", "reminder")),)),
        "no": Answer("no", "", (Edge(None, Target("deadlines", "ready")),)),
    }
    ask = Question("ask", "", "Is it so?", "", "", answers)
    flow = Flow("guide", "A guide", "", "ask", {"ask": ask})
    assert shipped.deadlines
    titles = [shipped.letters["reminder"].title, shipped.deadlines.events["ready"].label]
    for t in (ENGLISH, make_translator("es", shipped.texts["es"])):
        targets = [target for _, _, target in arrows_in(mermaid(flow, t, site=shipped))]
        assert targets == [t.content(title) for title in titles]
    without = [target for _, _, target in arrows_in(mermaid(flow, ENGLISH))]
    assert without == ["letters/reminder", "deadlines/ready"]


def test_mermaid_draws_trail_thick(guarded: Flow) -> None:
    """The arrows and nodes of a trail are thick, with the last step; without a trail, none is."""
    trail = {"license": "yes", "lease": "no", "car": "yes"}
    text = mermaid(guarded, ENGLISH, trail)
    nodes, arrows = parsed(text)
    thick = [(each["source"], each["target"]) for each in arrows if each["line"] == "==>"]
    assert thick == [("n0", "n1"), ("n1", "n2"), ("n2", "n3"), ("n3", "n4")]
    assert text.splitlines()[-1] == "  class n0,n1,n2,n3,n4 trail"
    assert nodes["n4"]["label"] == "The one"
    assert not re.search("==>|class", mermaid(guarded, ENGLISH))


def test_mermaid_marks_trail_that_leaves_flow(guarded: Flow) -> None:
    """The target outside of the flow is the last node of the trail."""
    text = mermaid(guarded, ENGLISH, {"license": "unsure"})
    assert text.splitlines()[-1] == "  class n0,n1,n6 trail"


def test_mermaid_runs_in_reading_direction(write: Write) -> None:
    """A flowchart in Arabic runs from right to left."""
    flow = load_flow(write(other=OTHER) / "other.yaml")
    assert mermaid(flow, make_translator("ar")).startswith("flowchart RL\n")
    assert mermaid(flow, ENGLISH).startswith("flowchart LR\n")
