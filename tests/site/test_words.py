"""The shipped guide's pages are short and easy: words, sentences and reading scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from wizard.check.readability import score, sentences
from wizard.model.flow import Flow, Outcome
from wizard.model.site import Site

# Words of an outcome before its folded parts. Spanish needs about a quarter more for the same.
MAX_WORDS = {"en": 250, "es": 320}

# Outcomes that should be shorter. None of them may grow.
TOO_LONG = {
    "en": {
        "request-my-records/fix-federal": 252,
        "my-data/federal-look-up": 265,
        "my-data/see-or-fix": 266,
    },
    "es": {},
}
MAX_SAYS = 2  # sentences of the short answer

# What every page has, and what is folded. Cards of offices have their own limit: they are names,
# numbers and hosts, which a reader looks up and does not read.
NOT_THE_ANSWER = (
    "aside, .paper, .box .fine, .notice, .alert, small, .back, .jump, .hidden, h2, h3, .gap, "
    "[aria-labelledby=take], [aria-labelledby=offices], details:not([open])"
)

MAX_CARDS = 5  # open cards of a page
MAX_CARD = 60  # words of an open card


def outcomes(site: Site) -> Iterator[tuple[Flow, Outcome]]:
    """Yield every outcome of a site with its flow."""
    for flow in site.flows.values():
        for outcome in flow.outcomes():
            yield flow, outcome


def words(text: str) -> int:
    """Return the number of words of a text."""
    return len(re.findall(r"[^\W_][\w’'.-]*", text))


def unfolded_words(html: str) -> int:
    """Return how many words of an outcome's page a reader sees before unfolding anything."""
    soup = BeautifulSoup(html, "html.parser")
    answer = soup.find("main")
    assert isinstance(answer, Tag)
    for part in answer.select(NOT_THE_ANSWER):
        part.decompose()
    return words(answer.get_text(" "))


@pytest.mark.parametrize("lang", MAX_WORDS)
def test_outcome_is_short_before_its_folded_parts(
    client: FlaskClient, shipped: Site, lang: str
) -> None:
    """The test prints the median number of words."""
    counts = {
        f"{flow.id}/{outcome.id}": unfolded_words(
            client.get(f"/{lang}/{flow.id}/{outcome.id}/").text
        )
        for flow, outcome in outcomes(shipped)
    }
    print(f"\n{lang}: {median(counts.values())} words in the median outcome")
    limits = dict.fromkeys(counts, MAX_WORDS[lang]) | TOO_LONG[lang]
    assert {url: count for url, count in counts.items() if count > limits[url]} == {}
    assert min(counts.values()) > 40  # the words were found


@pytest.mark.parametrize("lang", MAX_WORDS)
def test_open_cards_of_offices_are_few_and_short(
    client: FlaskClient, shipped: Site, lang: str
) -> None:
    """More cards are in a fold, and so is what a card says besides name, task and contact."""
    seen = 0
    for flow, outcome in outcomes(shipped):
        soup = BeautifulSoup(client.get(f"/{lang}/{flow.id}/{outcome.id}/").text, "html.parser")
        for folded in soup.select("details:not([open])"):
            folded.decompose()
        cards = [words(card.get_text(" ")) for card in soup.select(".offices > li")]
        assert len(cards) <= MAX_CARDS, outcome.id
        assert max(cards, default=0) <= MAX_CARD, outcome.id
        seen += len(cards)
    assert seen > 20


def test_short_answer_has_at_most_two_sentences(shipped: Site) -> None:
    """A reader gets the answer first, and the rest below it."""
    says = {outcome.id: sentences(outcome.says) for _, outcome in outcomes(shipped)}
    assert {name: found for name, found in says.items() if not 1 <= len(found) <= MAX_SAYS} == {}


def test_texts_of_outcomes_together_are_at_grade_six(shipped: Site) -> None:
    """Each flow's outcomes, read one after the other, have a Flesch-Kincaid grade of at most 6."""
    for flow in shipped.flows.values():
        texts = [
            text
            for outcome in flow.outcomes()
            for text in (outcome.says, *(claim.text for claim in outcome.claims))
        ]
        grade, words = score(texts, "en")
        assert words > 500
        assert grade <= 6, (flow.id, grade)
