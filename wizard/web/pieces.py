"""Pages of steps after some answers, joined from pieces that were rendered once.

Such a page is made, sent and forgotten: no cache has it, so no request can find out from outside
what others read. To be as fast as one from a cache, it is joined from what it has in common with
the same page after other answers. The pieces are cut from the page as the templates render it, at
the marks of `pages/marks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import chain, islice
from math import prod
from wsgiref.types import WSGIEnvironment

from markupsafe import escape

from wizard.engine.journey import (
    GivenAnswer,
    Journey,
    answers_in,
    given_answers,
    is_straight,
    straight,
)
from wizard.model.conditions import references
from wizard.model.flow import Action, Flow, Question, Step, Target, parts
from wizard.model.generated_answers import Range
from wizard.pages.base import Page
from wizard.pages.due_dates import AREA as DEADLINES
from wizard.pages.marks import MARK, mark, marked
from wizard.pages.outcomes import OutcomePage
from wizard.pages.questions import QuestionPage
from wizard.pages.steps import QUERY, StepPresenter
from wizard.web.day_store import DayStore, Key
from wizard.web.site_base import ORIGIN

CAPACITY = 8 * 2**20  # bytes of pieces, and as many of lists of answers

MAX_ANSWERS = 50_000  # of a flow, the list of which takes some megabytes

MAX_VARIANTS = 64  # of an outcome with parts that depend on answers

TRAIL = "TRAIL"  # the name of the list of answers, see `BACK` and others in pages/steps.py

MAX_QUERY = 4096  # bytes of the query of a request; far more than the largest flow needs

REQUESTED = "sought"  # query key: the step that a redirected reader had requested

HeaderList = list[tuple[str, str]]

# A query as links have it: nothing is percent-encoded.
_PLAIN = re.compile(r"[\w.~-]+=[\w.~-]+(?:&[\w.~-]+=[\w.~-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A page that was cut at its marks.

    Attributes:
        texts: The bytes between two marks, and nothing in place of each mark.
        names: The names of the marks, in order.
    """

    texts: tuple[bytes, ...]
    names: tuple[str, ...]

    def join(self, texts: Mapping[str, bytes]) -> bytes:
        """Return the page with these texts in place of the marks with their names."""
        joined = [*self.texts]
        joined[1::2] = [texts[name] for name in self.names]
        return b"".join(joined)


def cut(html: str) -> Pieces:
    """Cut a page at its marks. All that is between the marks of answers shown becomes one mark."""
    texts = MARK.split(html)
    of_trail = [place for place in range(1, len(texts), 2) if texts[place].isdecimal()]
    if of_trail:
        texts[of_trail[0] : of_trail[-1] + 1] = [TRAIL]
    names = tuple(texts[1::2])
    texts[1::2] = [""] * len(names)
    return Pieces(tuple(text.encode() for text in texts), names)


@dataclass(frozen=True, slots=True)
class TrailPieces:
    """How a page shows answers as given.

    Attributes:
        between: What is between two answers.
        answers: What is shown of each answer, by the ids of question and answer, cut at the query
            of its links.
    """

    between: bytes
    answers: Mapping[tuple[str, str], tuple[bytes, ...]]

    def join(self, answers: Mapping[str, str], query: bytes) -> bytes:
        """Return how a page shows these answers, with links that keep them."""
        return self.between.join([query.join(self.answers[given]) for given in answers.items()])


def cut_trail(html: str, shown: Sequence[GivenAnswer]) -> TrailPieces | None:
    """Cut a page that shows these answers as given, or return None if it shows no list of them."""
    answers, gaps = {}, set()
    begin = html.find(mark("0"))
    for number, given in enumerate(shown):
        here, after = mark(str(number)), html.find(mark(str(number + 1)), begin)
        end = html.rfind(here, begin, after if after >= 0 else len(html))
        if begin < 0 or (after < 0) != (number + 1 == len(shown)):
            return None
        texts = html[begin:end].replace(here, "").split(mark(QUERY))
        answers[given.question.id, given.answer.id] = tuple(text.encode() for text in texts)
        if after >= 0:
            gaps.add(html[end + len(here) : after])
        begin = after
    return TrailPieces("".join(gaps).encode(), answers) if len(gaps) < 2 else None


@dataclass(frozen=True, slots=True)
class StepPieces:
    """The page of a step after any answers that lead to it.

    Attributes:
        pages: The presenter of the pages.
        flow: The flow.
        step: The step.
        looked_at: The questions whose answers decide which parts an outcome shows.
        variants: Pieces of the page by the answers to these questions. None if the templates of a
            host do something with the answers that cannot be cut out.
        trail: Pieces of the list of answers.
        headers: The headers with which the application sends such a page.
    """

    pages: StepPresenter
    flow: Flow
    step: Step
    looked_at: tuple[str, ...]
    variants: Mapping[tuple[str, ...], Pieces | None]
    trail: TrailPieces
    headers: HeaderList = field(default_factory=list)

    def page(self, query: str) -> bytes | None:
        """Return the page for a query, or None if it has to be rendered or is a redirect."""
        pairs = [pair.split("=") for pair in query.split("&")] if _PLAIN.fullmatch(query) else []
        if len(query) > MAX_QUERY or REQUESTED in query or len(dict(pairs)) < len(pairs):
            return None
        answers = answers_in(self.flow, [(key, (value,)) for key, value in pairs])
        return self.join(straight(self.flow, self.step.id, answers))

    def join(self, answers: Mapping[str, str] | None) -> bytes | None:
        """Return the page after some answers, or None if it has to be rendered.

        Args:
            answers: The answers as `straight` returns them.
        """
        pieces = self.variants.get(variant_of(self.looked_at, answers)) if answers else None
        if not answers or not pieces:
            return None
        shown = self.pages.texts(self.flow, self.step, answers)
        # As templates escape them, but all at once, which is faster.
        escaped = escape("\n".join(shown.values())).encode().split(b"\n")
        texts = dict(zip(shown, escaped, strict=True))
        texts[TRAIL] = self.trail.join(answers, texts[QUERY])
        return pieces.join(texts)


def looked_at(flow: Flow, step: Step) -> tuple[str, ...] | None:
    """Return the questions whose answers decide what of a step is shown, each once.

    None if their answers have too many combinations.
    """
    looks = dict.fromkeys(look.question for part in parts(step) for look in references(part.when))
    # An action that leads to an event goes to its month, if an answer says which.
    targets = [part.to for part in parts(step) if isinstance(part, Action)]
    events = {to.step for to in targets if isinstance(to, Target) and to.flow == DEADLINES}
    for question in flow.questions():
        if isinstance(question.form, Range) and question.form.event in events - {""}:
            looks[question.id] = None
    given = given_answers(flow)
    few = prod(len(given[question]) + 1 for question in looks) <= MAX_VARIANTS
    return tuple(looks) if few else None


def variant_of(questions: Iterable[str], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the answers to some questions, each of which may be missing."""
    return tuple([answers.get(question, "") for question in questions])


def url_key(environ: WSGIEnvironment, today: date) -> Key | None:
    """Return the key of what all requests of a URL have in common, whatever their query.

    Returns None if nothing may be stored under the host that the request names, see `ORIGIN`.
    """
    origin = environ.get(ORIGIN)
    if origin is None:
        return None
    return (today, origin, environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""))


class JoinedPages:
    """The pages of steps after some answers, each cut at its first request.

    `render` returns a page as HTML, and `is_public` whether nothing else than the page decides
    about that HTML.
    """

    def __init__(self, render: Callable[[Page], str], is_public: Callable[[], bool]) -> None:
        self.render, self.is_public = render, cache(is_public)
        self.steps: DayStore[StepPieces] = DayStore(CAPACITY)
        self.trails: DayStore[TrailPieces] = DayStore(CAPACITY)

    def find(self, url: Key) -> StepPieces | None:
        """Return the pieces of the step at a URL, if they are known."""
        return self.steps.get(url)

    def page(
        self, environ: WSGIEnvironment, pages: StepPresenter, journey: Journey, requested: bool
    ) -> str | bytes:
        """Return the page of a step after some answers as HTML.

        Args:
            environ: The request.
            pages: The presenter of the page.
            journey: The path of the reader.
            requested: Whether the reader requested another step, see `StepPresenter.step`.
        """
        # Not by the clock: after midnight it would file a page of the day before as one of today.
        url = url_key(environ, pages.today)
        known = self.find(url) if url else None
        answers = journey.answers() if is_straight(journey) and not requested else None
        if known and (joined := known.join(answers)):
            return joined
        html = self.render(pages.step(journey, requested))
        full_on = (self.steps.full_on, self.trails.full_on)
        if url and answers and url[0] not in full_on and self.is_public():
            self._cut(url, known, pages, journey, html)
        return html

    def _cut(
        self,
        url: Key,
        known: StepPieces | None,
        pages: StepPresenter,
        journey: Journey,
        html: str,
    ) -> None:
        """Cut the page of a journey, whose HTML is known, and keep the pieces."""
        known = known or self._new(url, pages, journey)
        if not known:
            return
        variant = variant_of(known.looked_at, journey.answers())
        if variant in known.variants:
            return
        # Another number of answers than the reader gave, so that a template which counts them
        # shows another number.
        few = 3 if len(journey.trail or ()) == 2 else 2
        shown = tuple(islice(_all_given(journey.flow), few))
        pieces = cut(self.render(marked(pages, shown).step(journey)))
        cuttable = replace(known, variants={**known.variants, variant: pieces})
        if not known.trail.answers or cuttable.join(journey.answers()) != html.encode():
            cuttable = replace(known, variants={**known.variants, variant: None})
        size = sum(len(text) for each in cuttable.variants.values() if each for text in each.texts)
        self.steps.put(url, cuttable, size)

    def _new(self, url: Key, pages: StepPresenter, journey: Journey) -> StepPieces | None:
        """Return the pieces of a step without any variant, or None if it has too many."""
        step, flow = journey.step, journey.flow
        assert not isinstance(step, Target), "only steps have pages"
        questions = looked_at(flow, step)
        if questions is None:
            return None
        kind = QuestionPage if isinstance(step, Question) else OutcomePage
        key = (*url[:-1], pages.url_to(pages.t.code, flow.id), kind.template)
        trail = self.trails.get(key)
        if not trail:
            shown = tuple(islice(_all_given(flow), MAX_ANSWERS + 1))
            if len(shown) > MAX_ANSWERS:
                return None
            # A template may count the answers only to show something else for many of them.
            html, short = (
                self.render(marked(pages, some).step(journey)) for some in (shown, shown[:1])
            )
            trail = cut_trail(html, shown) if cut(html) == cut(short) else None
            trail = trail or TrailPieces(b"", {})
            size = sum(len(text) for texts in trail.answers.values() for text in texts)
            self.trails.put(key, trail, size)
            if not self.trails.get(key):  # there was no room
                return None
        return StepPieces(pages, flow, step, questions, {}, trail)


def _all_given(flow: Flow) -> Iterator[GivenAnswer]:
    """Yield every answer that can be given in a flow."""
    return chain.from_iterable(answers.values() for answers in given_answers(flow).values())
