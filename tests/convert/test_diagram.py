"""`diagram`: what the drawing languages share."""

from __future__ import annotations

import pytest

from tests.convert.helpers import ENGLISH, GUARDED, OTHER, Write
from tests.form_flow import FORMS
from wizard import load_flow, load_flows
from wizard.convert.diagram import (
    ELSEWHERE,
    OUTCOME,
    QUESTION,
    WIDTH,
    label_lines,
    name_in,
    node_lines,
    nodes_and_arrows,
    visible,
)
from wizard.model.flow import Target


def test_nodes_are_steps_then_targets_outside(write: Write) -> None:
    """Steps are in topological order and numbered from n1; each target outside is one node."""
    write(other=OTHER)
    nodes, arrows = nodes_and_arrows(
        load_flow(write(guide=GUARDED) / "guide.yaml"), ENGLISH, None, None
    )
    assert [(node.name, node.kind, node.to.step or node.to.flow) for node in nodes] == [
        ("n1", QUESTION, "license"),
        ("n2", QUESTION, "lease"),
        ("n3", QUESTION, "car"),
        ("n4", OUTCOME, "one"),
        ("n5", OUTCOME, "two"),
        ("n6", ELSEWHERE, "end"),
        ("n7", ELSEWHERE, "other"),
    ]
    assert len(arrows) == 3 + 3 + 5
    assert not any(node.marked for node in nodes)
    assert not any(arrow.marked for arrow in arrows)


def test_trail_marks_only_the_branch_it_takes(write: Write) -> None:
    """Of an answer with conditions, one branch is marked: the first that fits earlier answers."""
    write(other=OTHER)
    flow = load_flow(write(guide=GUARDED) / "guide.yaml")
    trail = {"license": "no", "lease": "unsure", "car": "yes"}
    nodes, arrows = nodes_and_arrows(flow, ENGLISH, trail, None)
    assert [node.to.step for node in nodes if node.marked] == ["license", "lease", "car", "two"]
    assert [(each.source, each.target) for each in arrows if each.marked] == [
        ("n1", "n2"),
        ("n2", "n3"),
        ("n3", "n5"),
    ]


def test_boxes_are_in_the_node_and_have_the_branches_that_the_author_wrote(write: Write) -> None:
    """A question with boxes has few arrows, however many sets there are; a trail takes one."""
    flow = load_flow(write(guide=FORMS) / "guide.yaml")
    nodes, arrows = nodes_and_arrows(flow, ENGLISH, {"home": "heat.mold"}, None)
    assert node_lines(nodes[0])[-4:] == ["• No heat", "• No hot water", "• Mold", "• None of these"]
    assert [(each.label, each.marked) for each in arrows if each.source == "n1"] == [
        ("No heat or No hot water", True),
        ("Otherwise", False),
    ]
    _, arrows = nodes_and_arrows(flow, ENGLISH, {"home": "none"}, None)
    assert [each.marked for each in arrows[:2]] == [False, True]


def test_intervals_with_the_same_branches_are_in_the_node(write: Write) -> None:
    """Their arrows would all have the same conditions; the arrow that a trail takes is marked."""
    flow = load_flow(write(guide=FORMS) / "guide.yaml")
    trail = {"home": "none", "owed": "from-1500", "notice": "from-14"}
    nodes, arrows = nodes_and_arrows(flow, ENGLISH, trail, None)
    (node,) = [node for node in nodes if node.to.step == "notice"]
    assert node.choices == ("Less than 7 days ago", "7 to 13 days ago", "14 or more days ago")
    assert [(each.label, each.marked) for each in arrows if each.source == node.name] == [
        ("not (“Your home”: None of these)", False),
        ("Otherwise", True),
    ]


def test_boxes_that_all_lead_to_one_step_have_one_arrow(write: Write) -> None:
    """Its label says that the answer does not matter; an unsure reader has an arrow too."""
    text = FORMS.replace("      - {if: {home: [heat, water]}, to: cold}\n", "", 1)
    text = text.replace("none: None of these\n", "none: None of these\n    unsure: cold\n")
    _, arrows = nodes_and_arrows(load_flow(write(guide=text) / "guide.yaml"), ENGLISH, None, None)
    labels = [each.label for each in arrows if each.source == "n1"]
    assert labels == ["Any answer", "I’m not sure"]


@pytest.mark.parametrize(
    ("flow", "step", "name"),
    [
        ("other", "end", "The end"),
        ("other", "ask", "Is it so?"),
        ("other", "", "Another guide"),
        ("letters", "", "Letters"),
        ("letters", "none", "Letters"),
        ("deadlines", "", "deadlines/"),
    ],
)
def test_name_in_is_what_readers_see(write: Write, flow: str, step: str, name: str) -> None:
    """A step has its question or heading, a flow its title. What the site lacks has its ids."""
    site = load_flows(write(other=OTHER))
    assert name_in(ENGLISH, site, Target(flow, step)) == name
    assert name_in(ENGLISH, None, Target(flow, step)) == f"{flow}/{step}"


def test_visible_removes_invisible_characters() -> None:
    """Joiners stay, since some languages need them."""
    assert visible("a\x00b \u202e c\u2028d\te") == "a b c d e"
    assert visible("\u200b") == ""
    assert visible("نمی\u200cخواهم") == "نمی\u200cخواهم"


def test_label_lines_have_similar_length() -> None:
    """The last line of a label is not a single word."""
    assert label_lines("one two three four five six s") == ["one two three four", "five six s"]
    assert label_lines("short") == ["short"]
    assert label_lines("\u200b") == ["–"]


def test_label_lines_split_long_words() -> None:
    """A word that is longer than a line continues on the next one."""
    lines = label_lines("x" * (WIDTH + 2))
    assert len(lines) == 2
    assert "".join(lines) == "x" * (WIDTH + 2)
