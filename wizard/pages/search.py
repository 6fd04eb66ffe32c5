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
        little = self.t(
            "a about after all am an and any anybody anyone are as at be because been before but by can could did do does for "
            "from get give had has have he her him his how i if im in into is it its ive me my of on or our out over she so "
            "some than that the their them then there these they this those to too up us was we were what whats when where which "
            "who whom whose why will with would you your"
        )
        rows = list(dict.fromkeys(self._rows()))  # questions that are the same to a reader are one
        return json.dumps(
            {"little": little, "rows": rows}, ensure_ascii=False, separators=(",", ":")
        )

    def _rows(self) -> Iterator[tuple[str, ...]]:
        content, t = self.t.content, self.t
        for topic in self.site.topics.values():
            kind = t("Topic {number}", number=topic.number)
            yield content(topic.ask), kind, f"topics/{topic.number}/", content(topic.also)
        for flow in self.site.flows.values():
            yield content(flow.title), self._length(flow, flow.start), f"{flow.id}/"
            for step in flow.steps.values():
                yield self._row(flow, step)
        for letter in self.site.letters.values():
            yield content(letter.title), t("Letter"), f"{LETTERS}/{letter.id}/"
        for page in self.site.pages.values():
            yield content(page.title), t("Page"), f"{page.id}/"

    def _row(self, flow: Flow, step: Step) -> tuple[str, ...]:
        content = self.t.content
        if not isinstance(step, Question):
            return content(step.heading), self.t("Answer page"), f"{flow.id}/{step.id}/"
        if can_open_directly(flow, step.id):
            return content(step.ask), self._length(flow, step.id), f"{flow.id}/{step.id}/"
        return (
            content(step.ask),
            self.t("Part of: {title}", title=content(flow.title)),
            f"{flow.id}/",
        )
