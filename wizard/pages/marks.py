"""Pages of steps with marks in place of what depends on a reader's answers.

The rest of such a page is the same for all readers. So it can be rendered once and cut at the
marks; for a reader, `StepPresenter.texts` returns what belongs in their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wizard.engine.journey import GivenAnswer, Journey
from wizard.model.flow import Answer, Question
from wizard.pages.links import Link
from wizard.pages.questions import linked_answers
from wizard.pages.steps import BACK, NUMBER, QUERY, TOTAL, StepPresenter
from wizard.pages.trail import TrailItem

# A mark is a name between two noncharacters, which Unicode 23.7 leaves to programs: no text has
# them, and no template changes them.
MARK = re.compile("\ufdd0([^\ufdd1]+)\ufdd1")


def mark(name: str) -> str:
    """Return the mark with a name."""
    return f"\ufdd0{name}\ufdd1"


class MarkedNumber(int):
    """A number that is shown as a mark.

    Its value is one that no page has, so that a template which calculates with it shows nonsense,
    and not the number of one reader.
    """

    name: str

    def __new__(cls, name: str, number: int) -> MarkedNumber:
        """Return the mark with a name in place of a number."""
        marked = super().__new__(cls, number + 1_000_000_007)
        marked.name = name
        return marked

    def __str__(self) -> str:
        return mark(self.name)


@dataclass(frozen=True)
class MarkedPresenter(StepPresenter):
    """Makes pages of steps with marks.

    Attributes:
        shown: The answers that every page shows as given. What is shown of each is between two
            marks that are named with its place in this list.
    """

    shown: tuple[GivenAnswer, ...]

    def _answer_urls(self, journey: Journey, question: Question) -> Iterator[tuple[Answer, str]]:
        return ((answer, mark(answer.id)) for answer in linked_answers(question))

    def _box_url(self, journey: Journey, question: Question, changed: str) -> str:
        return mark(changed)

    def _back_link(self, journey: Journey) -> Link:
        return replace(super()._back_link(journey), href=mark(BACK))

    def _position(self, journey: Journey, question: Question) -> tuple[int, int]:
        number, total = super()._position(journey, question)
        return MarkedNumber(NUMBER, number), MarkedNumber(TOTAL, total)

    def _trail(self, journey: Journey) -> tuple[TrailItem, ...]:
        answers = journey.all_answers()
        items = (
            self._trail_item(given, self._url(journey.flow.id, given.question.id, answers=answers))
            for given in self.shown
        )
        return tuple(_marked(mark(str(place)), item) for place, item in enumerate(items))


def marked(pages: StepPresenter, shown: tuple[GivenAnswer, ...]) -> MarkedPresenter:
    """Return the presenter of the same pages with marks, which shows these answers as given."""

    def url_to(*segments: str, answers: object = None) -> str:
        return pages.url_to(*segments) + (mark(QUERY) if answers else "")

    return MarkedPresenter(pages.site, pages.t, url_to, pages.origin, pages.today, shown)


def _marked(end: str, item: TrailItem) -> TrailItem:
    """Return an item of a trail with each of its texts between two marks."""
    title, ask, answer, label, href = (
        f"{end}{text}{end}"
        for text in (item.title, item.ask, item.answer, item.change.label, item.change.href)
    )
    return TrailItem(title, ask, answer, Link(label, href, context=ask))
