"""`write_twee`: a flow as a story that Twine opens."""

from __future__ import annotations

import json
import re
import uuid
from html import unescape

import pytest

from tests.convert.helpers import ENGLISH, GUARDED, HOSTILE, OTHER, Write, flow_of_texts, squeezed
from wizard import load_flow
from wizard.convert.write_twee import STEP_Y, story
from wizard.engine.graph import topological_order
from wizard.i18n.translator import make_translator
from wizard.model.flow import Flow
from wizard.model.site import Site


@pytest.fixture
def guarded(write: Write) -> Flow:
    """Return a flow with conditions and with targets in another flow."""
    return load_flow(write(guide=GUARDED, other=OTHER) / "guide.yaml")


def passages(text: str) -> dict[str, tuple[str, dict[str, str], str]]:
    """Return the passages of a story by name: tag, metadata and body, as Twee 3 defines them."""
    parts = {}
    for part in re.split(r"^::(?= )", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        match = re.fullmatch(r" ([^\[\]{}\\]+?)(?: \[([^\[\]{}\\]*)\])?(?: (\{.*\}))?", head)
        assert match, head
        assert match[1] not in parts
        parts[match[1]] = (match[2] or "", json.loads(match[3] or "{}"), body.strip())
    return parts


def test_story_has_title_id_and_start(guarded: Flow) -> None:
    """The id is a UUID in capitals, which depends only on the flow's id."""
    parts = passages(story(guarded, ENGLISH))
    data = json.loads(parts["StoryData"][2])
    assert parts["StoryTitle"][2] == "Guarded"
    assert str(uuid.UUID(data["ifid"])).upper() == data["ifid"]
    assert data["start"] == "license"
    assert story(guarded, ENGLISH) == story(guarded, ENGLISH)
    spanish = json.loads(passages(story(guarded, make_translator("es")))["StoryData"][2])
    assert spanish["ifid"] == data["ifid"]


def test_stories_of_different_flows_have_different_ids(shipped: Site) -> None:
    """Twine replaces a story that has the same id."""
    ids = {
        json.loads(passages(story(flow, ENGLISH))["StoryData"][2])["ifid"]
        for flow in shipped.flows.values()
    }
    assert len(ids) == len(shipped.flows) > 1


def test_story_has_a_passage_for_each_step(guarded: Flow) -> None:
    """The tag is the kind of a step; targets in other flows are passages without links."""
    parts = passages(story(guarded, ENGLISH))
    assert [(name, tag) for name, (tag, _, _) in parts.items()][2:] == [
        ("license", "question"),
        ("lease", "question"),
        ("car", "question"),
        ("one", "outcome"),
        ("two", "outcome"),
        ("other/end", "elsewhere"),
        ("other/", "elsewhere"),
    ]
    assert parts["other/end"][2] == "other/end"
    assert [*parts][2:7] == [*topological_order(guarded)]


def test_story_has_a_link_for_each_branch(guarded: Flow) -> None:
    """A branch names its condition."""
    body = passages(story(guarded, ENGLISH))["car"][2]
    links = re.findall(r"\[\[(.*)->(.*)\]\]", body)
    assert [target for _, target in links] == ["one", "two", "other/", "one", "one"]
    assert unescape(links[2][0]) == "Yes – otherwise"


def test_story_map_has_passages_below_those_that_lead_to_them(shipped: Site) -> None:
    """No two passages are at the same position."""
    for flow in shipped.flows.values():
        parts = passages(story(flow, ENGLISH))
        positions = {
            name: tuple(map(int, metadata["position"].split(",")))
            for name, (_, metadata, _) in parts.items()
            if metadata
        }
        assert len(set(positions.values())) == len(positions) == len(parts) - 2
        for name in positions:
            for target in re.findall(r"->([^\[\]]+)\]\]", parts[name][2]):
                assert positions[target][1] >= positions[name][1] + STEP_Y


def test_story_shows_hostile_text_as_it_is() -> None:
    """No story format can read it as code, a link or a passage."""
    text = story(flow_of_texts(HOSTILE), ENGLISH)
    parts = passages(text)
    assert len(parts) == 2 + 1 + len(HOSTILE)
    links = re.findall(r"\[\[(.*)->.*\]\]", parts["ask"][2])
    assert len(links) == len(HOSTILE)
    for label, hostile in zip(links, HOSTILE, strict=True):
        assert not re.search(r"[<>\[\]{}$`*\\|~^_]", label)
        assert squeezed(unescape(label)) == squeezed(hostile)
