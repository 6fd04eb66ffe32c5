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
# The first point of each level is open, and all that could not be found out.
MAX_WORDS = {"en": 270, "es": 320}

MAX_SAYS = 2  # sentences of the short answer

# What every page has, and what is folded. Cards of offices have their own limit: they are names,
# numbers and hosts, which a reader looks up and does not read.
NOT_THE_ANSWER = (
    "aside, .paper, .fine, .notice, .alert, small, .back, .jump, .hidden, h2, h3, .gap, "
    "[aria-labelledby=take], [aria-labelledby=offices], details:not([open])"
)


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
    assert {url: count for url, count in counts.items() if count > MAX_WORDS[lang]} == {}
    assert min(counts.values()) > 40  # the words were found


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
