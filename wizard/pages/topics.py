"""The page of a topic: what was found out about it, and of each row of a table if it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.i18n.glossary import Explainer
from wizard.model.site import ABOUT, Topic
from wizard.pages.base import ClaimItem, Page, SourceItem
from wizard.pages.evidence import LevelGroup, groups_of, strongest_first
from wizard.pages.links import Link
from wizard.pages.rows import RowItem, RowPresenter


@dataclass(frozen=True, slots=True)
class TopicRow:
    """What a topic says of a row of a table.

    Attributes:
        row: The row.
        claims: What is known about it.
    """

    row: RowItem
    claims: tuple[ClaimItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    """A topic.

    Attributes:
        number: The number of the topic.
        total: How many topics the site has; 0 if their numbers have gaps.
        group: Title of the group of the topic; may be empty.
        found: What was found out about it; may be empty.
        missing: What could not be found out; may be empty.
        claims: What others say about it, the best supported first.
        rows: What it says of each row of a table, such as each state, in alphabetical order.
        about: Link to the page that says how claims are supported, or None.
        sources: The sources that `found` and `missing` are based on.
        reviewed: The date on which a person last checked it, written out; may be empty.
        outcomes: Links to the outcomes that answer it.
        related: Links to the other topics of its group.
        home_topics: Link to the list of all topics.
        previous: Link to the topic before this one, or None.
        next: Link to the topic after this one, or None.
    """

    kind = "topic"
    template = "topic.html"
    number: int
    total: int
    group: str
    found: str
    missing: str
    claims: tuple[ClaimItem, ...]
    rows: tuple[TopicRow, ...]
    about: Link | None
    sources: tuple[SourceItem, ...]
    reviewed: str
    outcomes: tuple[Link, ...]
    related: tuple[Link, ...]
    home_topics: Link
    previous: Link | None
    next: Link | None

    @property
    def evidence(self) -> tuple[LevelGroup, ...]:
        """The claims by level. Not in the JSON, which has them in `claims`."""
        return groups_of(self.claims)


@dataclass(frozen=True)
class TopicPresenter(RowPresenter):
    """Makes the pages of the topics."""

    def topic(self, number: int) -> TopicPage:
        """Return the page at `/<lang>/topics/<number>/`.

        Raises:
            KeyError: The site has no such topic.
        """
        content, topics, topic = self.t.content, self.site.topics, self.site.topics[number]
        # Numbers of topics may have gaps, so the neighbours are those in the list.
        numbers = list(topics)
        at = numbers.index(number)
        group = next((each for each in self.site.topic_groups if number in each.topics), None)
        explain = self._explainer()
        return TopicPage(
            layout=self._layout(
                self.t("Topic {number}", number=number), "topics", str(number), indexable=True
            ),
            heading=content(topic.ask),
            number=number,
            total=len(numbers) if numbers[-1] == len(numbers) else 0,
            group=content(group.title) if group else "",
            # In the order of the page: each name is explained where it comes first.
            found=explain(content(topic.found)),
            missing=explain(content(topic.missing)),
            claims=tuple(
                self._claim_item(claim, explain, folded=True)
                for claim in strongest_first(topic.claims)
            ),
            rows=tuple(self._rows(topic, explain)),
            about=Link(self.t("How we know"), self._url(ABOUT))
            if ABOUT in self.site.pages
            else None,
            sources=tuple(map(self._source_item, topic.cite)),
            reviewed=self.t.day(topic.reviewed),
            outcomes=tuple(self._outcome_links(number)),
            related=tuple(
                self._topic_link(topics[each])
                for each in (group.topics if group else ())
                if each != number
            ),
            home_topics=Link(self.t("All topics"), f"{self._url()}#topics"),
            previous=self._topic_link(topics[numbers[at - 1]]) if at else None,
            next=self._topic_link(topics[numbers[at + 1]]) if at + 1 < len(numbers) else None,
            share=self._share("topics", str(number)),
        )

    def _rows(self, topic: Topic, explain: Explainer) -> Iterator[TopicRow]:
        if not topic.each:
            return
        url = self._url("topics", str(topic.number))
        for row in self._row_items(self.site.tables[topic.table], lambda id_: f"{url}#row-{id_}"):
            # Readers look up one row, so each of them explains its names.
            of_row = explain.copy()
            yield TopicRow(
                row,
                # In the author's order, which is the same for all rows.
                tuple(
                    self._claim_item(claim, of_row, folded=True)
                    for claim in topic.each.get(row.id, ())
                ),
            )

    def _outcome_links(self, number: int) -> Iterator[Link]:
        """Yield links to the outcomes that answer a topic: to a list of rows in place of theirs."""
        lists = set()
        # Outcomes name their topics; a topic does not list its outcomes.
        for flow in self.site.flows.values():
            outcomes = [each for each in flow.outcomes() if number in each.topics]
            index = self._index_of(flow.id)
            if index is None:
                for outcome in outcomes:
                    yield Link(self.t.content(outcome.heading), self._url(flow.id, outcome.id))
            elif outcomes and index.href not in lists:
                lists.add(index.href)
                yield index
