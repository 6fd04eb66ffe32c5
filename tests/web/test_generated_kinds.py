"""Every path through any small flow with boxes, ranges and dates, followed by plain links."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.generated_kinds import (
    BOXES,
    Document,
    Walk,
    complete_walks,
    documents,
    flow_of,
    text_of,
)
from wizard import create_app, load_flows, replay
from wizard.loader.graph_rules import check_graph
from wizard.model.flow import Question, Step
from wizard.pages.questions import linked_answers

MAX_WALKS = 12  # of each flow, so that the test takes seconds

FEW = settings(settings.get_profile("patient"), max_examples=15)


def is_valid(document: Document) -> bool:
    """Return whether the checker accepts a flow."""
    flow, problems = flow_of(document)
    return not problems and not check_graph(flow)


def page_at(client: FlaskClient, url: str) -> BeautifulSoup:
    """Return the page at a URL, whose question must need no script and no form."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    page = BeautifulSoup(response.text, "html.parser")
    assert not page.select("form, select, button.answer, .boxes input, .answers input")
    return page


def link(page: BeautifulSoup, selector: str) -> str:
    """Return the URL of the one link that a selector finds."""
    (found,) = page.select(selector)
    return str(found["href"])


def ticked_boxes(page: BeautifulSoup) -> set[str]:
    """Return the ids of the boxes that a page says are ticked."""
    return {str(box["id"])[4:] for box in page.select(".boxes a.on")}


def answer_url(
    client: FlaskClient, url: str, question: Question, answer: str, boxes: object
) -> str:
    """Return where a page leads for an answer. Boxes are ticked one after another."""
    page = page_at(client, url)
    if isinstance(boxes, frozenset) and boxes:
        # A box that is ticked before, as after "Change", is unticked first.
        for box in sorted(ticked_boxes(page) ^ boxes):
            page = page_at(client, link(page, f"#box-{box}"))
        assert ticked_boxes(page) == boxes
        return link(page, "#go")
    place = [each.id for each in linked_answers(question)].index(answer)
    links: list[Tag] = page.select(".answers a")
    assert len(links) == len(linked_answers(question))
    return str(links[place]["href"])


def follow(client: FlaskClient, walk: Walk, steps: dict[str, Step]) -> str:
    """Return the URL that the links of all pages on a path lead to."""
    url = "/en/any/"
    for name, answer, boxes in zip(
        walk.steps, walk.answers.values(), walk.means.values(), strict=False
    ):
        question = steps[name]
        assert isinstance(question, Question)
        url = answer_url(client, url, question, answer, boxes)
    return url


@FEW
@given(documents(size=2, boxes=3).filter(is_valid))
def test_links_of_all_pages_lead_along_each_path(document: Document) -> None:
    """The URL at the end has the answers of the path, and its page is the step of the journey."""
    with TemporaryDirectory() as folder:
        Path(folder, "any.yaml").write_text(text_of(document), "utf-8")
        site = load_flows(folder)
    client, flow = create_app(site).test_client(), site.flows["any"]
    found = complete_walks(document)
    for walk in found[:: len(found) // MAX_WALKS + 1]:
        url = follow(client, walk, dict(flow.steps))
        parts = urlsplit(url)
        assert parts.path == f"/en/any/{walk.steps[-1]}/"
        assert {key: value for key, (value,) in parse_qs(parts.query).items()} == walk.answers
        assert replay(flow, walk.answers).step is flow.steps[walk.steps[-1]]
        heading = page_at(client, url).h1
        assert heading
        assert heading.text.strip() == document["steps"][walk.steps[-1]]["outcome"]


@FEW
@given(
    documents(size=2, boxes=3).filter(is_valid),
    st.lists(st.sampled_from(["heat", "water", "mold", "none", "rats", ""]), min_size=1),
    st.sampled_from(["q0", "q1", "end"]),
)
def test_any_set_of_boxes_in_a_url_is_one_page(
    document: Document, names: list[str], step: str
) -> None:
    """Another order, repeated and unknown boxes redirect to a page that needs no redirect."""
    with TemporaryDirectory() as folder:
        Path(folder, "any.yaml").write_text(text_of(document), "utf-8")
        client = create_app(load_flows(folder)).test_client()
    url = f"/en/any/{step}/?q0={'.'.join(names)}&q1=none"
    for _ in range(3):
        response = client.get(url)
        if response.status_code == 404:
            assert step not in document["steps"]
            return
        if response.status_code == 200:
            break
        assert response.status_code == 303, response.status_code
        url = response.headers["Location"]
    assert response.status_code == 200
    query = parse_qs(urlsplit(url).query)
    if "tick" in document["steps"]["q0"] and any(name in BOXES for name in names):
        boxes = document["steps"]["q0"]["tick"]
        known = [box for box in boxes if box in names]
        expected = ".".join(known) or ("none" if "none" in names else "")
        assert not expected or query["q0"] == [expected]
