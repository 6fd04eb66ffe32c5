"""The shipped guide's front page and topics: what they begin with, and what they are based on."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from wizard.model.flow import Outcome
from wizard.model.site import Site

# The topic whose text says only what was not found, which no source can support.
WITHOUT_SOURCE = 19


def test_front_page_begins_with_the_question_most_people_have(
    client: FlaskClient, shipped: Site
) -> None:
    """It says which state and which record, and offers the flow on data first, then on requests."""
    soup = BeautifulSoup(client.get("/en/").text, "html.parser")
    assert isinstance(soup.h1, Tag)
    assert "Mississippi license" in soup.h1.get_text()
    spanish = BeautifulSoup(client.get("/es/").text, "html.parser")
    assert isinstance(spanish.h1, Tag)
    assert "licencia de Misisipi" in spanish.h1.get_text()
    cards = [str(link["href"]) for link in soup.select(".first a, .cards a")]
    assert cards[:2] == ["/en/my-data/", f"/en/{shipped.first}/"]


def test_pages_often_read_are_outcomes(shipped: Site) -> None:
    """Each answers at once."""
    steps = [shipped.flows[to.flow].steps[to.step] for to in shipped.often]
    assert len(steps) == 4
    assert all(isinstance(step, Outcome) for step in steps)


def test_each_topic_is_in_a_group_with_sources_and_date(shipped: Site) -> None:
    """The article is no source of what was found."""
    grouped = [number for group in shipped.topic_groups for number in group.topics]
    assert sorted(grouped) == list(shipped.topics)
    for number, topic in shipped.topics.items():
        assert topic.reviewed, number
        assert bool(topic.cite) == (number != WITHOUT_SOURCE), number
        assert "article" not in {source.id for source in topic.cite}


def test_footer_has_the_usual_pages_in_their_groups(shipped: Site) -> None:
    """What readers can do, how they stay safe, and what the guide is."""
    assert {name: page.group for name, page in shipped.pages.items()} == {
        "about": "about",
        "safety": "safe",
        "privacy": "safe",
        "help": "do",
        "elsewhere": "do",
    }
