"""extwee, a compiler of Twine stories, reads the same stories as the importer, and our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browsers.conftest import Node
from tests.convert.helpers import ENGLISH, HOSTILE, flow_of_texts
from tests.convert.stories import RECORDED, disagreements, story
from wizard.convert.write_twee import story as written
from wizard.engine.graph import topological_order
from wizard.model.flow import edges
from wizard.model.site import Site

pytestmark = pytest.mark.browsers

SCRIPT = Path(__file__).with_name("extwee.mjs")
STORIES = 160


def read_by_extwee(node: Node, texts: list[str]) -> list[dict[str, Any]]:
    """Return what extwee reads in stories: name, start, format, passages, and its Twine HTML."""
    done = node(SCRIPT, input=json.dumps(texts))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_importer_agrees_with_extwee_on_many_stories(node: Node, tmp_path: Path) -> None:
    """Passages, tags, texts, start and links are the same, also in the compiled web page."""
    texts = [story(seed) for seed in range(STORIES)]
    results = read_by_extwee(node, texts)
    found = {
        seed: disagreements(tmp_path, text, known)
        for seed, (text, known) in enumerate(zip(texts, results, strict=True))
    }
    assert {seed: each for seed, each in found.items() if each} == {}


def test_recorded_results_are_those_of_extwee(node: Node) -> None:
    """The tests without npm use them."""
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert read_by_extwee(node, [story(seed) for seed in range(len(recorded))]) == recorded


def test_extwee_reads_written_stories(node: Node, shipped: Site) -> None:
    """A passage for each step, the start, and no link to a missing passage."""
    flows = [*shipped.flows.values(), flow_of_texts(HOSTILE, "Rights & duties #1 [all]")]
    for flow, read in zip(
        flows, read_by_extwee(node, [written(flow, ENGLISH) for flow in flows]), strict=True
    ):
        passages = {each["name"]: each["text"] for each in read["passages"]}
        assert (read["name"], read["start"]) == (flow.title, flow.start)
        assert [*passages][: len(flow.steps)] == [*topological_order(flow)]
        for name, step in flow.steps.items():
            for _, edge in edges(step):
                assert f"->{edge.to.ref(flow)}]]" in passages[name]
                assert edge.to.ref(flow) in passages
