"""What the search on a front page looks through: every page that can be opened alone, in one language. Knows no HTTP.

The browser fetches it whole, once, and searches by itself (static/search.js): nothing that is typed has to be sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.engine.graph import can_open_directly
from wizard.model.flow import Flow, Question, Step
from wizard.model.letters import LETTERS
from wizard.pages.presenter import Presenter


@dataclass(frozen=True, slots=True)
class SearchIndexer(Presenter):
    """Makes the index of a site."""

    def index(self) -> str:
        """`/<lang>/search.json`: words that mean nothing alone, and the pages.

        A page is a row: its title, what kind of page it is, its address as seen from the front page, other words for it.
        """
        little = self.words(
            "a about after all am an and any anybody anyone are as at be because been before but by can could did do does for "
            "from get give had has have he her him his how i if im in into is it its ive me my of on or our out over she so "
            "some than that the their them then there these they this those to too up us was we were what whats when where which "
            "who whom whose why will with would you your"
        )
        rows = list(dict.fromkeys(self._rows()))  # questions that are the same to a reader are one
        return json.dumps({"little": little, "rows": rows}, ensure_ascii=False, separators=(",", ":"))

    def _rows(self) -> Iterator[tuple[str, ...]]:
        author, words = self.words.author, self.words
        for topic in self.site.topics.values():
            kind = words("Topic {number}", number=topic.number)
            yield author(topic.ask), kind, f"topics/{topic.number}/", author(topic.also)
        for flow in self.site.flows.values():
            yield author(flow.title), self._length(flow, flow.start), f"{flow.id}/"
            for step in flow.steps.values():
                yield self._row(flow, step)
        for letter in self.site.letters.values():
            yield author(letter.title), words("Letter"), f"{LETTERS}/{letter.id}/"
        for page in self.site.pages.values():
            yield author(page.title), words("Page"), f"{page.id}/"

    def _row(self, flow: Flow, step: Step) -> tuple[str, ...]:
        author = self.words.author
        if not isinstance(step, Question):
            return author(step.heading), self.words("Answer page"), f"{flow.id}/{step.id}/"
        if can_open_directly(flow, step.id):
            return author(step.ask), self._length(flow, step.id), f"{flow.id}/{step.id}/"
        return author(step.ask), self.words("Part of: {title}", title=author(flow.title)), f"{flow.id}/"
