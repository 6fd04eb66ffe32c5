"""The search index of the home page: every page that can be opened directly, in one language.

The browser loads all of it and searches on the device (static/find.js): nothing that the reader
types is sent.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from wizard.engine.graph import can_open_directly
from wizard.i18n.search_words import search_words
from wizard.model.deadlines import TriggerEvent
from wizard.model.flow import Action, Flow, Question, Step, labels_of
from wizard.model.letters import LETTERS, PLACEHOLDER, Letter
from wizard.model.offices import Office
from wizard.model.tables import RowIndex, listed
from wizard.pages.base import Presenter
from wizard.pages.due_dates import AREA as DEADLINES
from wizard.pages.questions import length_in_words

# How much a match counts on pages that are no answers. A question repeats the words of its answers
# and should come first only if nothing else fits.
QUESTION = 0.4
START = 0.7
TOPIC = 0.9
OFFICE = 0.6

# A word in the text of more pages than this does not tell pages apart, and takes up space.
COMMON = 6

_URL = re.compile(r"https?://\S+")


class Row(NamedTuple):
    """A page in the index.

    Attributes:
        title: Its title.
        kind: What kind of page it is.
        url: Its URL relative to the home page.
        also: Other words to find it by, which count almost as much as its title.
        text: The other words of the page, which count little.
        weight: How much a match counts.
    """

    title: str
    kind: str
    url: str
    also: str
    text: str
    weight: float = 1


@dataclass(frozen=True)
class SearchIndexer(Presenter):
    """Makes the search index of a site."""

    def index(self) -> str:
        """Return the JSON file at `/<lang>/search.json`.

        `stopwords` are words to ignore, `synonyms` are groups of words that mean the same, and
        `rows` has a `Row` for each page.
        """
        # As one text of the interface, so that each catalog can list the stopwords of its language.
        stopwords = self.t(
            "a about after again ago all already also am an and any anybody anyone are as"
            " at be because been before but by can could did do does doesnt dont ever every"
            " everything for from get getting give got had has have he her here him his how"
            " i if im in into is it its ive just last like lot make me month months more"
            " most much my need never next now of on only or our out over please really see"
            " seen sees she should so some still tell than that the their them then there"
            " these they thing things this those to today too up us want wants was we week"
            " weeks went were what whats when where which who whom whose why will with would"
            " year years yet you your"
        )
        rows: dict[str, Row] = {}
        # Readers cannot distinguish two rows with the same title, so the better one is kept.
        for row in sorted(self._rows(), key=lambda row: -row.weight):
            rows.setdefault(row.title, row)
        data = {
            "stopwords": stopwords,
            "synonyms": self.site.synonyms.get(self.t.code, ()),
            "rows": _with_keywords(rows.values(), stopwords),
        }
        # Every visitor of the home page loads the file, so rows are lists without keys and there
        # are no spaces.
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def _rows(self) -> Iterator[Row]:
        site, content, t = self.site, self.t.content, self.t
        # URLs are relative to the home page, so the file is the same wherever the site is mounted.
        for part in listed(site.flows, site.indexes):
            yield from self._index(part) if isinstance(part, RowIndex) else self._flow(part)
        for each in listed(site.letters, site.indexes, LETTERS):
            yield self._list(each) if isinstance(each, RowIndex) else self._letter(each)
        for topic in site.topics.values():
            kind, url = t("Topic {number}", number=topic.number), f"topics/{topic.number}/"
            texts = [topic.found, topic.missing]
            yield self._row(topic.ask, kind, url, [topic.also], texts, TOPIC)
        if deadlines := site.deadlines:
            yield self._row(deadlines.title, t("Page"), "deadlines/", (), [deadlines.summary])
            for event in listed(deadlines.events, site.indexes, DEADLINES):
                yield self._list(event) if isinstance(event, RowIndex) else self._event(event)
        for page in site.pages.values():
            if not page.to:  # the page that a link leads to has its own row
                yield self._row(page.title, t("Page"), f"{page.id}/", [page.also], [page.text])
        yield from map(self._office, site.offices.values())
        if site.letters:
            yield Row(t("Letters to print or save"), t("Page"), f"{LETTERS}/", "", "")
        if site.is_dated:
            text = " ".join(content(change.text) for change in site.changes.values())
            yield Row(t("What changed"), t("Page"), "changes/", "", text)

    def _row(
        self,
        title: str,
        kind: str,
        url: str,
        also: Iterable[str],
        texts: Iterable[str],
        weight: float = 1,
    ) -> Row:
        """Return the row of a page with these texts of the author."""
        content = self.t.content
        # With commas, between which the search looks for the phrase that was typed.
        more = ", ".join(filter(None, map(content, also)))
        return Row(content(title), kind, url, more, " ".join(map(content, texts)), weight)

    def _flow(self, flow: Flow) -> Iterator[Row]:
        yield self._start(flow)
        for step in flow.steps.values():
            yield self._step(flow, step)

    def _start(self, flow: Flow) -> Row:
        length = length_in_words(self.t, flow, flow.start)
        return self._row(flow.title, length, f"{flow.id}/", [flow.also], [flow.summary], START)

    def _index(self, index: RowIndex) -> Iterator[Row]:
        """Yield the rows of a list of flows, and of the start pages to which it leads.

        There are too many steps for the index. The list is found by the words that all of its
        flows have, and by the phrases by which all of them are found.
        """
        flows = self._flows_of(index)
        starts = [self._start(flow) for flow in flows]
        steps = (
            " ".join(f"{row.title} {row.also} {row.text}" for row in self._flow(flow))
            for flow in flows
        )
        yield self._list(index)._replace(
            also=", ".join(_in_all(row.also.split(", ") for row in starts)),
            text=" ".join([self.t.content(index.summary), *_in_all(map(search_words, steps))]),
        )
        for flow, row in zip(flows, starts, strict=True):
            # A state is found by its letters, too.
            letters = flow.id.rpartition("/")[2]
            yield row._replace(also=", ".join(filter(None, [letters, row.also])))

    def _list(self, index: RowIndex) -> Row:
        kind = self.t.content(index.ask) or self.t("Page")
        return self._row(index.title, kind, f"{index.id}/", (), [index.summary])

    def _step(self, flow: Flow, step: Step) -> Row:
        url = f"{flow.id}/{step.id}/"
        also = [step.also, step.title]
        # Outcomes can be opened without answers; the page then shows everything with its
        # conditions.
        if not isinstance(step, Question):
            texts = [step.says, *(claim.text for claim in step.claims), *_labels(step.next)]
            return self._row(step.heading, self.t("Answer page"), url, also, texts)
        if can_open_directly(flow, step.id):
            kind = length_in_words(self.t, flow, step.id)
        else:
            # Opened without answers, it could skip what decides the rest of the path.
            kind = self.t("Part of: {title}", title=self.t.content(flow.title))
            url = f"{flow.id}/"
        texts = [step.why, step.help, *(label for _, label, _ in labels_of(step))]
        return self._row(step.ask, kind, url, also, texts, QUESTION)

    def _letter(self, letter: Letter) -> Row:
        url, texts = f"{LETTERS}/{letter.id}/", [letter.summary, letter.subject]
        return self._row(letter.title, self.t("Letter"), url, [letter.also], texts)

    def _event(self, event: TriggerEvent) -> Row:
        url, also = f"deadlines/{event.id}/", [event.label, event.also, event.title]
        texts = [event.help, *(rule.label for rule in event.rules)]
        return self._row(event.ask, self.t("Deadline"), url, also, texts)

    def _office(self, office: Office) -> Row:
        # Its entry is on the page about the site that lists it or is a link to the outcome that
        # does, or else on the outcome or letter that lists the fewest offices with it.
        linked = [page.to for page in self.site.pages.values() if page.to]
        pages = [(page.offices, f"{page.id}/") for page in self.site.pages.values()]
        others = [
            (step.offices, f"{flow.id}/{step.id}/")
            for flow in self.site.flows.values()
            for step in flow.outcomes()
        ] + [(letter.offices, f"{LETTERS}/{letter.id}/") for letter in self.site.letters.values()]
        others.sort(key=lambda page: len(page[0]))
        links = {f"{to.flow}/{to.step}/" for to in linked}
        pages += [page for page in others if page[1] in links]
        # Without such a page, the office is on none, which `wizard check` reports.
        url = next((url for offices, url in pages + others if office in offices), "")
        kind = self.t("Office or group")
        return self._row(office.name, kind, url, (), [office.does], OFFICE)


def _in_all(lists: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield what is in all of several lists, in the order of the first."""
    first, *others = (dict.fromkeys(each) for each in lists)
    return (text for text in first if all(text in other for other in others))


def _labels(actions: Iterable[Action]) -> Iterator[str]:
    return (action.label for action in actions)


def _with_keywords(rows: Collection[Row], stopwords: str) -> list[Row]:
    """Return the rows with only those words of their text that the search can use, each once."""
    ignored = {*search_words(stopwords)}
    keywords = [
        # A placeholder of a letter is no word, nor is a URL.
        dict.fromkeys(search_words(PLACEHOLDER.sub(" ", _URL.sub(" ", row.text))))
        for row in rows
    ]
    count = Counter(word for words in keywords for word in words)
    ignored |= {word for word, number in count.items() if number > COMMON}
    left = []
    for row, words in zip(rows, keywords, strict=True):
        known = ignored.union(search_words(f"{row.title} {row.also}"))
        left.append(row._replace(text=" ".join(word for word in words if word not in known)))
    return left
