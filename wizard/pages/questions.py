"""Questions: a separate page, and the part of a start page that asks the first one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from wizard.engine.journey import Journey, is_straight, replay
from wizard.engine.machine import machine_of
from wizard.engine.paths import longest_path_lengths
from wizard.i18n.intervals import dates_label
from wizard.i18n.translator import Translator
from wizard.i18n.wording import answer_label
from wizard.model.flow import Answer, Flow, Question, Target
from wizard.model.generated_answers import DAYS_AGO, Interval, Tick, Ticked, id_of_boxes
from wizard.pages.links import Link, query_of
from wizard.pages.markup import markdown
from wizard.pages.trail import StepPage, TrailPresenter

SHORT_HELP = 25  # words of help that a page shows without folding it


@dataclass(frozen=True, slots=True)
class BoxItem:
    """A box that a reader can tick.

    Attributes:
        id: The id of the box.
        label: Its label.
        href: The URL of the same page with this box changed, where the box is the fragment
            `box-<id>`.
        ticked: Whether it is ticked.
    """

    id: str
    label: str
    href: str
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its answers, as a page shows it.

    Attributes:
        ask: The question.
        why: Why it is asked; may be empty.
        help: Help with the answer, as HTML; may be empty.
        has_long_help: Whether the help is so long that it is folded.
        boxes: The boxes of which several can be ticked; empty for most questions.
        proceed: Link that answers with the boxes ticked, or None if none is.
        answers: The answers as links; one that was given before is `current`. Sets of boxes are not
            among them.
        progress: The number of the question, in words; empty for a reader without answers.
        number: The number of the question; 0 for a reader without answers.
        total: The number of the last question on the longest path from here; 0 likewise.
    """

    ask: str
    why: str
    help: Markup
    has_long_help: bool
    boxes: tuple[BoxItem, ...]
    proceed: Link | None
    answers: tuple[Link, ...]
    progress: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage(StepPage):
    """A question.

    Attributes:
        why: Why it is asked; may be empty.
        help: Help with the answer, as HTML; may be empty.
        has_long_help: Whether the help is so long that it is folded.
        boxes: The boxes of which several can be ticked; empty for most questions.
        proceed: Link that answers with the boxes ticked, or None if none is.
        answers: The answers as links; one that was given before is `current`. Sets of boxes are not
            among them.
        progress: The number of the question, in words; empty for a reader without answers.
        number: The number of the question; 0 for a reader without answers.
        total: The number of the last question on the longest path from here; 0 likewise.
    """

    kind = "question"
    template = "question.html"
    why: str
    help: Markup
    has_long_help: bool
    boxes: tuple[BoxItem, ...]
    proceed: Link | None
    answers: tuple[Link, ...]
    progress: str
    number: int
    total: int

    @property
    def depends_on_date(self) -> bool:
        """Whether the page is another one on the next day: whether it shows dates."""
        return any(answer.detail for answer in self.answers)


@dataclass(frozen=True)
class QuestionPresenter(TrailPresenter):
    """Makes the pages of questions."""

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
            boxes=asked.boxes,
            proceed=asked.proceed,
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
        number, total = self._position(journey, question)
        boxes = self._boxes(journey, question)
        return Asked(
            ask=content(question.ask),
            why=why,
            # An empty `Markup`, because the template tests it for truth.
            help=markdown(help) if help else Markup(),
            has_long_help=len(help.split()) > SHORT_HELP,
            boxes=boxes,
            proceed=self._proceed_link(journey, question) if boxes else None,
            answers=tuple(
                Link(
                    explain(answer_label(self.t, answer)),
                    url,
                    current=answer in earlier,
                    detail=self._dates(answer),
                )
                # Every link has the complete next path in its URL; that is why no state is kept
                # anywhere.
                for answer, url in self._answer_urls(journey, question)
            ),
            progress=self._progress(number, total),
            number=number,
            total=total,
        )

    def _dates(self, answer: Answer) -> str:
        """Return the dates that an answer stands for today; empty for most answers."""
        means = answer.means
        if not isinstance(means, Interval) or means.unit != DAYS_AGO or not self.site.knows_today:
            return ""
        return dates_label(self.t, means, self.today)

    def _boxes(self, journey: Journey, question: Question) -> tuple[BoxItem, ...]:
        """Return the boxes of a question, each with the URL of the page that changes it."""
        if not isinstance(question.form, Tick):
            return ()
        ticked, explain = ticked_boxes(journey, question), self._explainer()
        return tuple(
            BoxItem(
                name,
                explain(self.t.content(box.label)),
                # Without scripts, the browser loads the page, and goes to the box there.
                f"{self._box_url(journey, question, name)}#box-{name}",
                name in ticked,
            )
            for name, box in question.form.boxes.items()
        )

    def _box_url(self, journey: Journey, question: Question, changed: str) -> str:
        """Return the URL of the page of a question on which one box is changed."""
        if isinstance(question.form, Tick) and question.form.pages:
            return self._url(journey.flow.id, question.form.pages[changed])
        return self._toggled_url(
            journey.flow, question, journey.all_answers(), ticked_boxes(journey, question), changed
        )

    def _toggled_url(
        self,
        flow: Flow,
        question: Question,
        answers: Mapping[str, str],
        ticked: Collection[str],
        changed: str,
    ) -> str:
        """Return the URL of the page of a question with these boxes ticked but for one changed."""
        assert isinstance(question.form, Tick)
        others = {name: answer for name, answer in answers.items() if name != question.id}
        # In the order of the file, so that each set of boxes has one URL.
        boxes = [box for box in question.form.boxes if (box in ticked) != (box == changed)]
        if boxes:
            others[question.id] = id_of_boxes(boxes)
        return self._url(flow.id, question.id, answers=others)

    def _proceed_link(self, journey: Journey, question: Question) -> Link | None:
        """Return the link that answers with the boxes that are ticked; None if none is."""
        boxes = ticked_boxes(journey, question)
        if not boxes:
            return None
        answer = question.answers[id_of_boxes(boxes)]
        # An unfolded flow knows no earlier answers, and has one branch for each answer.
        url = (
            self._target_url(answer.edges[-1].to)
            if journey.trail is None
            else self._replayed_url(journey, question, answer)
        )
        return Link(self.t("Continue"), url)

    def _progress(self, number: int, total: int) -> str:
        if not number:
            return ""
        # Only the last question has no shorter path, so only its total is certain.
        if number == total:
            return self.t("Question {number} of {total}", number=number, total=total)
        return self.t("Question {number} of about {total}", number=number, total=total)

    def _position(self, journey: Journey, question: Question) -> tuple[int, int]:
        """Return the number of a question and that of the last one; zeros if there is no trail."""
        if journey.trail is None:
            return 0, 0
        return position(journey.flow, question, len(journey.trail))

    def _answer_urls(self, journey: Journey, question: Question) -> Iterator[tuple[Answer, str]]:
        """Yield each answer with the URL where it leads."""
        if journey.trail is None:
            # Nothing is known about earlier answers, so only the last branch, which has no
            # condition, can be taken.
            for answer in linked_answers(question):
                yield answer, self._target_url(answer.edges[-1].to)
        elif is_straight(journey):
            yield from self._straight_urls(journey.flow, question, journey.answers())
        else:
            for answer in linked_answers(question):
                yield answer, self._replayed_url(journey, question, answer)

    def _straight_urls(
        self, flow: Flow, question: Question, given: Mapping[str, str]
    ) -> list[tuple[Answer, str]]:
        """Return each answer with its URL, for a reader who did not come back to the question."""
        # The same as `_replayed_url`, but with one step instead of all.
        machine, before, query = machine_of(flow), self._url(flow.id), query_of(given)
        urls = []
        for answer in linked_answers(question):
            state = machine.next(question.id, answer.id, given)
            if target := machine.elsewhere.get(state):
                urls.append((answer, self._target_url(target)))
            else:
                urls.append((answer, f"{before}{state}/?{query}&{question.id}={answer.id}"))
        return urls

    def _replayed_url(self, journey: Journey, question: Question, answer: Answer) -> str:
        """Return where an answer leads: one step on, or further if later answers still fit."""
        # Later answers that still fit are not asked again: the link skips to the first open
        # question. `all_answers` can contain an older answer to this one.
        then = replay(journey.flow, journey.all_answers() | {question.id: answer.id})
        if isinstance(then.step, Target):
            return self._target_url(then.step)
        # Those of the new journey: without the answers that no longer fit.
        return self._url(journey.flow.id, then.step.id, answers=then.all_answers())


def linked_answers(question: Question) -> tuple[Answer, ...]:
    """Return the answers that are links on the page of a question: all but sets of boxes."""
    return tuple(
        answer
        for answer in question.answers.values()
        if not (isinstance(answer.means, Ticked) and answer.means.boxes)
    )


def ticked_boxes(journey: Journey, question: Question) -> tuple[str, ...]:
    """Return the boxes of the question where a journey is that the reader has ticked."""
    for given in journey.later_answers:
        if given.question is question and isinstance(given.answer.means, Ticked):
            return given.answer.means.boxes
    return question.form.ticked if isinstance(question.form, Tick) else ()


def position(flow: Flow, question: Question, given: int) -> tuple[int, int]:
    """Return the number of a question after `given` answers, and that of the last question."""
    # The longest path, so that the total can only fall on the way.
    return given + 1, given + longest_path_lengths(flow)[question.id]


def length_in_words(t: Translator, flow: Flow, step: str) -> str:
    """Return the maximum number of questions from a step on, in words; "" if there are none."""
    # Two sentences, because plurals differ between languages.
    most = longest_path_lengths(flow)[step]
    if most == 1:
        return t("One question.")
    return t("Up to {count} short questions.", count=most) if most else ""
