"""Pages of a flow: its start page, its questions and its outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain

from markupsafe import Markup

from wizard.engine.graph import longest_path_lengths
from wizard.engine.journey import GivenAnswer, Journey, replay
from wizard.i18n.translator import Translator
from wizard.i18n.wording import answer_label
from wizard.model.flow import (
    Answer,
    Flow,
    Outcome,
    Question,
    Step,
    Target,
    review_due,
    title_of,
)
from wizard.pages.base import (
    ActionItem,
    ClaimItem,
    Layout,
    Link,
    Page,
    Part,
    SourceItem,
)
from wizard.pages.evidence import LevelGroup, groups_by_level, oldest_check, strongest_first
from wizard.pages.markup import markdown
from wizard.pages.offices import OfficeItem, OfficePresenter
from wizard.pages.parts import parts_of, shown_after

OFFLINE = "offline"  # last segment of the path of the page that offers a flow as one file

PACKET = "packet"  # last segment of the path of an outcome to print with its letters and dates

SHORT_HELP = 25  # words of help that a page shows without folding it


@dataclass(frozen=True, slots=True)
class TrailItem:
    """An answer that the reader gave.

    Attributes:
        title: The title of the question, which is shorter than the question.
        ask: The question.
        answer: The answer.
        change: Link to the question, to change the answer.
    """

    title: str
    ask: str
    answer: str
    change: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its answers, as a page shows it.

    Attributes:
        ask: The question.
        why: Why it is asked; may be empty.
        help: Help with the answer, as HTML; may be empty.
        has_long_help: Whether the help is so long that it is folded.
        answers: The answers as links; one that was given before is `current`.
        progress: The number of the question, in words; empty for a reader without answers.
        number: The number of the question; 0 for a reader without answers.
        total: The number of the last question on the longest path from here; 0 likewise.
    """

    ask: str
    why: str
    help: Markup
    has_long_help: bool
    answers: tuple[Link, ...]
    progress: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """What questions and outcomes share.

    Attributes:
        flow: Link to the start page of the flow.
        back: Link to the previous question, or to the start page. Its label says which if the
            reader opened an outcome directly.
        trail: The answers so far.
        alert: That some answers in the link no longer fit the flow; else empty.
        caution: Link to a question to read first, for readers who skipped it; or None.
        review_overdue: That a review of the outcome is overdue; else empty.
        history_url: URL that the browser shows for an outcome, without answers; empty for a
            question, for which it shows that of the start page.
    """

    flow: Link
    back: Link
    trail: tuple[TrailItem, ...]
    alert: str
    caution: Link | None
    review_overdue: str = ""
    history_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage(StepPage):
    """A question.

    Attributes:
        why: Why it is asked; may be empty.
        help: Help with the answer, as HTML; may be empty.
        has_long_help: Whether the help is so long that it is folded.
        answers: The answers as links; one that was given before is `current`.
        progress: The number of the question, in words; empty for a reader without answers.
        number: The number of the question; 0 for a reader without answers.
        total: The number of the last question on the longest path from here; 0 likewise.
    """

    kind = "question"
    template = "question.html"
    why: str
    help: Markup
    has_long_help: bool
    answers: tuple[Link, ...]
    progress: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage(StepPage):
    """An outcome.

    Attributes:
        says: The short answer; may be empty.
        begin: Link to the start page of the flow, for a reader who opened the outcome directly; or
            None.
        claims: The claims, the best supported first, by condition or by the answers because of
            which they are shown.
        actions: What to do next, in order, by the same.
        offices: Where to go, write or call.
        topics: Links to the topics that the outcome answers.
        reviewed: The oldest review date of the flow, the claims and the offices, written out; may
            be empty.
        oldest_check: The oldest date on which one of the claims shown or one of their sources was
            checked, written out; may be empty.
        share_url: The full URL without answers; empty if scheme and host are not known.
        sources: The sources of all offices and claims, each once, to print.
        packet: Link to the outcome with its letters and dates, to print, without answers.
    """

    kind = "outcome"
    template = "outcome.html"
    says: str
    begin: Link | None
    claims: tuple[Part[ClaimItem], ...]
    actions: tuple[Part[ActionItem], ...]
    offices: tuple[OfficeItem, ...]
    topics: tuple[Link, ...]
    reviewed: str
    oldest_check: str
    share_url: str
    sources: tuple[SourceItem, ...]
    packet: Link

    @property
    def evidence(self) -> tuple[LevelGroup, ...]:
        """The claims in groups, one for each level."""
        # Not a field: the JSON has the claims once.
        return groups_by_level(self.claims)


@dataclass(frozen=True)
class StepPresenter(OfficePresenter):
    """Makes the start page of a flow, and the pages of its steps."""

    def step(self, journey: Journey, requested: bool = False) -> QuestionPage | OutcomePage:
        """Return the page at `/<lang>/<flow>/<step>/`.

        Args:
            journey: The reader's path to the step.
            requested: Whether the reader asked for another step, which the answers do not reach.

        Raises:
            ValueError: The journey leaves its flow.
        """
        match journey.step:
            case Question() as question:
                return self._question(journey, question, requested)
            case Outcome() as outcome:
                return self._outcome(journey, outcome, requested)
            # The view redirects to the target instead, so this is a mistake of the caller.
            case Target():
                raise ValueError("a journey that leaves its flow has no page")

    def _question(self, journey: Journey, question: Question, requested: bool) -> QuestionPage:
        asked = self._asked(journey, question)
        return QuestionPage(
            layout=self._step_layout(journey, question),
            heading=asked.ask,
            flow=self._flow_link(journey.flow),
            back=self._back_link(journey),
            trail=self._trail(journey),
            alert=self._alert(journey, requested),
            caution=self._caution_link(journey, question),
            why=asked.why,
            help=asked.help,
            has_long_help=asked.has_long_help,
            answers=asked.answers,
            progress=asked.progress,
            number=asked.number,
            total=asked.total,
        )

    def _asked(self, journey: Journey, question: Question) -> Asked:
        content, explain = self.t.content, self._explainer()
        # `why` is above `help` on the page, and the first use of a name is explained.
        why = explain(content(question.why))
        help = explain(content(question.help))
        # The answer is still in `later_answers` if the reader went back to the question.
        earlier = [given.answer for given in journey.later_answers if given.question is question]
        number, total = _position(journey, question)
        return Asked(
            ask=content(question.ask),
            why=why,
            # An empty `Markup`, because the template tests it for truth.
            help=markdown(help) if help else Markup(),
            has_long_help=len(help.split()) > SHORT_HELP,
            answers=tuple(
                Link(
                    explain(answer_label(self.t, answer)),
                    # Every link has the complete next path in its URL; that is why no state is kept
                    # anywhere.
                    self._answer_url(journey, question, answer),
                    current=answer in earlier,
                )
                for answer in question.answers.values()
            ),
            progress=self._progress(number, total),
            number=number,
            total=total,
        )

    def _outcome(self, journey: Journey, outcome: Outcome, requested: bool) -> OutcomePage:
        # Without answers in every place that leaves the reader's hands: history and shared link.
        url = self._url(journey.flow.id, outcome.id)
        share = self._share(journey.flow.id, outcome.id)
        reviews = [journey.flow.reviewed, *(claim.reviewed for claim in outcome.claims)]
        reviews += [office.checked for office in outcome.offices]
        explain = self._explainer()
        says = explain(self.t.content(outcome.says))
        # The page shows what to do before what is known, so names are explained in this order.
        actions = parts_of(
            self.t, journey, outcome.next, partial(self._action_item, explain=explain)
        )
        offices = self._office_items(outcome.offices, explain)
        # The strongest first for every client, so that names are explained where they come first.
        strongest = strongest_first(outcome.claims)
        claims = parts_of(self.t, journey, strongest, partial(self._claim_item, explain=explain))
        cited = [office.sources for office in offices]
        cited += [claim.sources for part in claims for claim in part.items]
        return OutcomePage(
            layout=self._step_layout(journey, outcome),
            heading=self.t.content(outcome.heading),
            flow=self._flow_link(journey.flow),
            back=self._back_link(journey),
            trail=self._trail(journey),
            alert=self._alert(journey, requested),
            caution=self._caution_link(journey, outcome),
            review_overdue=self._overdue_notice(review_due(journey.flow, outcome)),
            history_url=url,
            says=says,
            begin=self._begin_link(journey),
            claims=claims,
            actions=actions,
            offices=offices,
            topics=tuple(self._topic_link(self.site.topics[number]) for number in outcome.topics),
            reviewed=self.t.day(min((day for day in reviews if day), default=None)),
            oldest_check=self.t.day(oldest_check(shown_after(journey, outcome.claims))),
            share=share,
            share_url=share.url if share else "",
            # Each once, in the order of the page. Footnotes on paper have no links.
            sources=tuple(dict.fromkeys(chain.from_iterable(cited))),
            packet=self._packet_link(journey.flow, outcome),
        )

    def _offline_link(self, flow: Flow) -> Link:
        url = self._url(flow.id, OFFLINE)
        return Link(self.t("Offline"), url, context=self.t("Keep this guide on your phone"))

    def _packet_link(self, flow: Flow, outcome: Outcome) -> Link:
        url = self._url(flow.id, outcome.id, PACKET)
        return Link(self.t("Packet"), url, context=self.t("This page with its letters and dates"))

    def _step_layout(self, journey: Journey, step: Step) -> Layout:
        """Return the layout of a step. Search engines may list outcomes, but not with answers."""
        return self._layout(
            self.t.content(title_of(step)),
            journey.flow.id,
            step.id,
            answers=journey.all_answers(),
            # A question makes no sense as a search result: it is one of a series.
            indexable=isinstance(step, Outcome) and journey.trail is None,
        )

    def _back_link(self, journey: Journey) -> Link:
        flow = journey.flow
        # A reader of a shared link cannot go back to a guide that they have not seen.
        if journey.trail is None and isinstance(journey.step, Outcome):
            return Link(self.t("Start this guide"), self._url(flow.id))
        # A reader who just began (empty) came from the start page.
        if not journey.trail:
            return Link(self.t("Back"), self._url(flow.id))
        # To go back is to take the last answer back. "Change" keeps it.
        last, answers = journey.trail[-1].question.id, journey.all_answers()
        del answers[last]
        return Link(self.t("Back"), self._url(flow.id, last, answers=answers))

    def _begin_link(self, journey: Journey) -> Link | None:
        """Return a link to the start page, for a reader who opened an outcome directly."""
        flow = journey.flow
        count = longest_path_lengths(flow)[flow.start]
        # The outcomes of a sensitive flow never know an answer, so they fit all readers alike.
        if journey.trail is not None or flow.sensitive or not count:
            return None
        # Two sentences, because plurals differ between languages.
        if count == 1:
            label = self.t("See what fits you: answer one question")
        else:
            label = self.t("See what fits you: answer {count} questions", count=count)
        return Link(label, self._url(flow.id))

    def _trail(self, journey: Journey) -> tuple[TrailItem, ...]:
        # Links keep all answers, so that those which still fit after a change need not be repeated.
        answers = journey.all_answers()
        return tuple(
            self._trail_item(given, self._url(journey.flow.id, given.question.id, answers=answers))
            for given in journey.trail or ()
        )

    def _trail_item(self, given: GivenAnswer, href: str) -> TrailItem:
        ask = self.t.content(given.question.ask)
        change = Link(self.t("Change"), href, context=ask)
        title = self.t.content(title_of(given.question))
        return TrailItem(title, ask, answer_label(self.t, given.answer), change)

    def _alert(self, journey: Journey, requested: bool) -> str:
        # Silence would be worse: the reader would take the answer for that of the link.
        if not (requested or journey.dropped):
            return ""
        return self.t(
            "This guide has changed since the link was made. We kept the answers that still apply."
        )

    def _caution_link(self, journey: Journey, step: Step) -> Link | None:
        """Return a link to the caution before a step, for a reader who opened the step directly."""
        caution = journey.flow.steps.get(step.caution)
        # Every path from the start passes the caution, which the checker proves; only a reader
        # without a trail can have skipped it.
        if journey.trail is not None or not isinstance(caution, Question):
            return None
        return Link(self.t.content(caution.ask), self._url(journey.flow.id, caution.id))

    def _progress(self, number: int, total: int) -> str:
        if not number:
            return ""
        # Only the last question has no shorter path, so only its total is certain.
        if number == total:
            return self.t("Question {number} of {total}", number=number, total=total)
        return self.t("Question {number} of about {total}", number=number, total=total)

    def _answer_url(self, journey: Journey, question: Question, answer: Answer) -> str:
        """Return where an answer leads: one step on, or further if later answers still fit."""
        if journey.trail is None:
            # Nothing is known about earlier answers, so only the last branch, which has no
            # condition, can be taken.
            return self._target_url(answer.edges[-1].to)
        # Later answers that still fit are not asked again: the link skips to the first open
        # question. `all_answers` can contain an older answer to this one.
        then = replay(journey.flow, journey.all_answers() | {question.id: answer.id})
        if isinstance(then.step, Target):
            return self._target_url(then.step)
        # Those of the new journey: without the answers that no longer fit.
        return self._url(journey.flow.id, then.step.id, answers=then.all_answers())


def length_in_words(t: Translator, flow: Flow, step: str) -> str:
    """Return the maximum number of questions from a step on, in words; "" if there are none."""
    # Two sentences, because plurals differ between languages.
    most = longest_path_lengths(flow)[step]
    if most == 1:
        return t("One question.")
    return t("Up to {count} short questions.", count=most) if most else ""


def _position(journey: Journey, question: Question) -> tuple[int, int]:
    """Return the number of a question and that of the last one; zeros if there is no trail."""
    if journey.trail is None:
        return 0, 0
    # The longest path, so that the total can only fall on the way.
    total = len(journey.trail) + longest_path_lengths(journey.flow)[question.id]
    return len(journey.trail) + 1, total
