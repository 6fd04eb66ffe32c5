"""The search index of the home page: every page that can be opened directly, in one language.

The browser loads all of it and searches on the device (static/search.js): nothing that the reader
types is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.engine.graph import can_open_directly
from wizard.model.flow import Flow, Question, Step
from wizard.model.letters import LETTERS
from wizard.pages.base import Presenter
from wizard.pages.steps import length_in_words


@dataclass(frozen=True)
class SearchIndexer(Presenter):
    """Makes the search index of a site."""

    def index(self) -> str:
        """Return the JSON file at `/<lang>/search.json`: words to ignore, and a row for each page.

        A row has the title of a page, what kind of page it is, its URL relative to the home page,
        and other words to find it by, if there are some.
        """
        # As one text of the interface, so that each catalog can list the stopwords of its language.
        stopwords = self.t(
            "a about after all am an and any anybody anyone are as at be because been before but by"
            " can could did do does for from get give had has have he her him his how i if im in"
            " into is it its ive me my of on or our out over she so some than that the their them"
            " then there these they this those to too up us was we were what whats when where which"
            " who whom whose why will with would you your"
        )
        rows = list(dict.fromkeys(self._rows()))  # several questions can look the same to a reader
        # Every visitor of the home page loads the file, so rows are lists without keys and there
        # are no spaces.
        data = {"stopwords": stopwords, "rows": rows}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def _rows(self) -> Iterator[tuple[str, ...]]:
        content, t = self.t.content, self.t
        for topic in self.site.topics.values():
            # URLs are relative to the home page, so the file is the same wherever the site is
            # mounted.
            kind = t("Topic {number}", number=topic.number)
            yield content(topic.ask), kind, f"topics/{topic.number}/", content(topic.also)
        for flow in self.site.flows.values():
            yield content(flow.title), length_in_words(t, flow, flow.start), f"{flow.id}/"
            for step in flow.steps.values():
                yield self._step_row(flow, step)
        for letter in self.site.letters.values():
            yield content(letter.title), t("Letter"), f"{LETTERS}/{letter.id}/"
        for page in self.site.pages.values():
            row = (content(page.title), t("Page"), f"{page.id}/")
            # Only of these pages: in the rows of outcomes, the names would hide other pages that
            # are about the same words.
            names = " ".join(content(office.name) for office in page.offices)
            yield (*row, names) if names else row
        if self.site.is_dated:
            yield t("What changed"), t("Page"), "changes/"

    def _step_row(self, flow: Flow, step: Step) -> tuple[str, ...]:
        content, t, url = self.t.content, self.t, f"{flow.id}/{step.id}/"
        # Outcomes can be opened without answers; the page then shows everything with its
        # conditions.
        if not isinstance(step, Question):
            row = (content(step.heading), t("Answer page"), url)
            return (*row, content(step.also)) if step.also else row
        if can_open_directly(flow, step.id):
            return content(step.ask), length_in_words(t, flow, step.id), url
        # Opened without answers, this question could skip what decides the rest of the path.
        return content(step.ask), t("Part of: {title}", title=content(flow.title)), f"{flow.id}/"
