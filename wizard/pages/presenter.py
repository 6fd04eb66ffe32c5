"""What the core knows (sites, flows, journeys) turned into the page that shows it, in one language.

Language, labels and links enter here. Addresses come from a function that the caller gives, so nothing here knows HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, Protocol

from markupsafe import Markup

from wizard.engine.graph import longest_path_lengths
from wizard.engine.journey import GivenAnswer, Journey, replay
from wizard.i18n.glossary import expand_first, meanings
from wizard.i18n.translator import Translator, language_name
from wizard.i18n.wording import answer_label, condition_label, support_label
from wizard.model.conditions import holds
from wizard.model.evidence import Claim, Source
from wizard.model.flow import (
    Action,
    Answer,
    Flow,
    Outcome,
    Question,
    Step,
    Target,
    review_due,
    title_of,
)
from wizard.model.site import Site
from wizard.pages.base import ActionItem, Card, ClaimItem, Link, Part, SourceItem
from wizard.pages.markup import markdown, qr_code
from wizard.pages.site import (
    ErrorPage,
    HomePage,
    LanguagesPage,
    MarkdownPage,
    PromisesPage,
    SourcesPage,
    TopicPage,
    error_message,
)
from wizard.pages.steps import OutcomePage, QuestionPage, StartPage, TrailItem


class UrlTo(Protocol):
    """Makes the address of a page from its path's segments and, for a step, the answers of its trail."""

    def __call__(self, *segments: str, answers: Mapping[str, str] | None = None) -> str: ...


@dataclass(frozen=True)
class Presenter:
    """Makes the pages of a site in one language, on the day `today`.

    `origin` is the scheme and host of this site's own addresses, or empty where they are not known.
    """

    site: Site
    t: Translator
    url_to: UrlTo
    origin: str
    today: date

    def door(self) -> LanguagesPage:
        """`/`."""
        choices = tuple(self._language(code) for code in self.site.languages)
        return LanguagesPage(**self._layout("", self.site.name), answers=choices)

    def home(self) -> HomePage:
        """`/<lang>/`."""
        content = self.t.content
        cards = [
            Card(content(flow.title), content(flow.summary), self._url(flow.id))
            for flow in self.site.flows.values()
        ]
        topics = [
            (topic.number, Link(content(topic.ask), self._topic(topic.number)))
            for topic in self.site.topics.values()
        ]
        heading = self.t("What would you like to know?")
        frame = self._layout(self.t("All guides"), heading, indexable=True)
        return HomePage(**frame, cards=tuple(cards), topics=tuple(topics))

    def start(self, flow: Flow) -> StartPage:
        """`/<lang>/<flow>/`."""
        return StartPage(
            **self._layout(flow.title, self.t.content(flow.title), flow.id, indexable=True),
            summary=self.t.content(flow.summary),
            begin=Link(self.t("Start the questions"), self._url(flow.id, flow.start)),
            map=Link(self.t("See all questions and answers at once"), self._url(flow.id, "map")),
            length=self._length(flow, flow.start),
            safety=self._page("safety"),
            review_overdue=self._overdue_notice(review_due(flow)),
            reviewed=self.t.day(flow.reviewed),
        )

    def step(self, journey: Journey, requested: bool = False) -> QuestionPage | OutcomePage:
        """`/<lang>/<flow>/<step>/`. `sought` says that the reader asked for a step which the answers do not reach."""
        match journey.step:
            case Question() as question:
                return self._question(journey, question, requested)
            case Outcome() as outcome:
                return self._outcome(journey, outcome, requested)
            case Target():
                raise ValueError("a journey that leads out of its flow has no page of its own")

    def topic(self, number: int) -> TopicPage:
        """`/<lang>/topics/<n>/`. Raises KeyError where there is no such topic."""
        content, topic = self.t.content, self.site.topics[number]
        numbers = list(self.site.topics)
        at = numbers.index(number)
        outcomes = [
            Link(content(outcome.heading), self._url(flow.id, outcome.id))
            for flow in self.site.flows.values()
            for outcome in flow.outcomes()
            if number in outcome.topics
        ]
        article, found, missing = self._explain(
            content(topic.article), content(topic.found), content(topic.missing)
        )
        return TopicPage(
            **self._layout(
                self.t("Topic {number}", number=number),
                content(topic.ask),
                "topics",
                str(number),
                indexable=True,
            ),
            number=number,
            article=article,
            found=found,
            missing=missing,
            outcomes=tuple(outcomes),
            previous=self._neighbour(numbers[at - 1]) if at else None,
            next=self._neighbour(numbers[at + 1]) if at + 1 < len(numbers) else None,
        )

    def sources(self) -> SourcesPage:
        """`/<lang>/sources/`."""
        cited = sorted(
            (self._source_item(source) for source in self.site.sources.values()),
            key=lambda one: one.title.lower(),
        )
        heading = self.t("Where our information comes from")
        return SourcesPage(
            **self._layout(self.t("Sources"), heading, "sources", indexable=True),
            sources=tuple(cited),
        )

    def prose(self, name: str) -> MarkdownPage:
        """`/<lang>/<page>/`. Raises KeyError where there is no such page."""
        page = self.site.pages[name]
        text = markdown(*self._explain(self.t.content(page.text)))
        return MarkdownPage(
            **self._layout(page.title, self.t.content(page.title), page.id, indexable=True),
            text=text,
        )

    def promises(self) -> PromisesPage:
        """`/<lang>/promises/`."""
        heading = self.t("Check our promises")
        return PromisesPage(**self._layout(heading, heading, "promises", indexable=True))

    def error(self, status: int) -> ErrorPage:
        """The page for an HTTP status of 400 or more."""
        heading, text = error_message(self.t, status)
        return ErrorPage(**self._layout(heading, heading), status=status, text=text)

    def _length(self, flow: Flow, step: str) -> str:
        """How many questions are asked from a step on; empty where there are none."""
        most = longest_path_lengths(flow)[step]
        if most == 1:
            return self.t("One question.")
        return self.t("At most {count} short questions.", count=most) if most else ""

    def _question(self, journey: Journey, question: Question, requested: bool) -> QuestionPage:
        total = len(journey.trail or ()) + longest_path_lengths(journey.flow)[question.id]
        number = len(journey.trail or ()) + 1
        progress = ""
        if journey.trail is not None:
            progress = self.t("Question {number} of about {total}", number=number, total=total)
            if number == total:
                progress = self.t("Question {number} of {total}", number=number, total=total)
        content, answers = self.t.content, question.answers.values()
        why, help, *labels = self._explain(
            content(question.why),
            content(question.help),
            *(answer_label(self.t, answer) for answer in answers),
        )
        given = [turn.answer for turn in journey.later_answers if turn.question is question]
        return QuestionPage(
            **self._step_layout(journey, question, question.ask, requested),
            why=why,
            help=markdown(help) if help else Markup(),
            answers=tuple(
                Link(label, self._after(journey, question, answer), current=answer in given)
                for answer, label in zip(answers, labels, strict=True)
            ),
            progress=progress,
        )

    def _after(self, journey: Journey, question: Question, answer: Answer) -> str:
        """Where an answer leads: one step on, or further when answers that were given before still fit."""
        flow = journey.flow
        if journey.trail is None:
            return self._to(answer.edges[-1].to)
        ahead = {turn.question.id: turn.answer.id for turn in journey.later_answers}
        then = replay(flow, {**ahead, **journey.answers(), question.id: answer.id})
        return self._to(then.step) if isinstance(then.step, Target) else self._at(then)

    def _outcome(self, journey: Journey, outcome: Outcome, requested: bool) -> OutcomePage:
        bare = self._url(journey.flow.id, outcome.id)
        topics = [self.site.topics[number] for number in outcome.topics]
        reviewed = [
            day
            for day in (journey.flow.reviewed, *(claim.reviewed for claim in outcome.claims))
            if day
        ]
        claims = self._conditional_groups(journey, outcome.claims, self._claim_item)
        actions = self._conditional_groups(journey, outcome.next, self._action_item)
        says, *texts = self._explain(
            self.t.content(outcome.says),
            *(item.label for part in actions for item in part.items),
            *(item.text for part in claims for item in part.items),
        )
        left = iter(texts)
        share_url = self.origin + bare if self.origin else ""
        return OutcomePage(
            **self._step_layout(journey, outcome, outcome.heading, requested, own=bare),
            says=says,
            actions=tuple(
                Part(part.condition, tuple(replace(item, label=next(left)) for item in part.items))
                for part in actions
            ),
            claims=tuple(
                Part(part.condition, tuple(replace(item, text=next(left)) for item in part.items))
                for part in claims
            ),
            topics=tuple(
                Link(self.t.content(topic.ask), self._topic(topic.number)) for topic in topics
            ),
            reviewed=self.t.day(min(reviewed, default=None)),
            share_url=share_url,
            qr_code=qr_code(share_url) if share_url else Markup(),
            sources=tuple(
                dict.fromkeys(
                    each for part in claims for item in part.items for each in item.sources
                )
            ),
        )

    def _explain(self, *texts: str) -> tuple[str, ...]:
        """The texts of a page, in reading order, each name of the glossary explained where it first stands."""
        return expand_first(texts, self._meanings)

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        means = meanings(self.site.glossary, self.t.code)
        return {name: self.t.content(meaning) for name, meaning in means.items()}

    def _conditional_groups(
        self, journey: Journey, parts: Iterable[Any], show: Any
    ) -> tuple[Part[Any], ...]:
        """The parts that hold after the trail; without one all of them, under the words of their conditions."""
        if journey.trail is not None:
            shown = tuple(show(part) for part in parts if holds(part.when, journey.answers()))
            return (Part("", shown),) if shown else ()
        return tuple(
            Part(
                condition_label(self.t, journey.flow, condition) if condition else "",
                tuple(show(part) for part in group),
            )
            for condition, group in groupby(parts, lambda part: part.when)
        )

    def _claim_item(self, claim: Claim) -> ClaimItem:
        text, sources = self.t.content(claim.text), tuple(map(self._source_item, claim.cite))
        return ClaimItem(claim.level, support_label(self.t, claim.level), text, sources)

    def _source_item(self, source: Source) -> SourceItem:
        content = self.t.content
        note, checked = content(source.note), self.t.day(source.checked)
        return SourceItem(
            source.id, content(source.title), content(source.publisher), source.url, note, checked
        )

    def _action_item(self, action: Action) -> ActionItem:
        outside = isinstance(action.to, str)
        href = action.to if isinstance(action.to, str) else self._to(action.to) if action.to else ""
        return ActionItem(self.t.content(action.label), href, outside)

    def _step_layout(
        self, journey: Journey, step: Step, heading: str, requested: bool, own: str = ""
    ) -> dict[str, Any]:
        flow, answers = journey.flow, journey.answers()
        given = {**answers, **{turn.question.id: turn.answer.id for turn in journey.later_answers}}
        frame = self._layout(
            title_of(step), self.t.content(heading), flow.id, step.id, answers=given
        )
        start = Link(self.t.content(flow.title), self._url(flow.id))
        *before, last = journey.trail or (None,)
        past = {turn.question.id: turn.answer.id for turn in before if turn}
        back = self._url(flow.id, last.question.id, answers=past) if last else start.href
        trail = [
            self._trail_item(turn, self._url(flow.id, turn.question.id, answers=given))
            for turn in journey.trail or ()
        ]
        alert = self.t(
            "Some answers in this link no longer fit this guide. This is as far as the others lead."
        )
        return frame | {
            "flow": start,
            "review_overdue": self._overdue_notice(review_due(flow, step))
            if isinstance(step, Outcome)
            else "",
            "back": Link(self.t("Back"), back),
            "trail": tuple(trail),
            "alert": alert if requested or journey.dropped else "",
            "caution": self._caution(journey, step),
            "history_url": own,
            "indexable": isinstance(step, Outcome) and journey.trail is None,
        }

    def _trail_item(self, turn: GivenAnswer, href: str) -> TrailItem:
        ask = self.t.content(turn.question.ask)
        return TrailItem(
            ask, answer_label(self.t, turn.answer), Link(self.t("Change"), href, context=ask)
        )

    def _overdue_notice(self, due: date | None) -> str:
        if due is None or due >= self.today:
            return ""
        return self.t(
            "This was to be checked again by {day}. Some of it may have changed.",
            day=self.t.day(due),
        )

    def _caution(self, journey: Journey, step: Step) -> Link | None:
        """The question that a reader without a past has not passed."""
        question = journey.flow.steps.get(step.caution)
        if journey.trail is not None or not isinstance(question, Question):
            return None
        return Link(self.t.content(question.ask), self._url(journey.flow.id, question.id))

    def _layout(
        self,
        title: str,
        heading: str,
        *segments: str,
        answers: Mapping[str, str] | None = None,
        indexable: bool = False,
    ) -> dict[str, Any]:
        name = self.t.content(self.site.name)
        return self._site_layout | {
            "title": f"{self.t.content(title)} – {name}" if title else name,
            "heading": heading,
            "canonical": self._url(*segments),
            "alternates": tuple(
                Link(code, self.origin + self.url_to(code, *segments), lang=code)
                for code in self.site.languages
            ),
            "indexable": indexable,
            "languages": tuple(
                self._language(code, *segments, answers=answers) for code in self.site.languages
            ),
        }

    @cached_property
    def _site_layout(self) -> dict[str, Any]:
        """What is the same on all pages."""
        site, t = self.site, self.t
        name = t.content(site.name)
        first = site.flows.get(site.first)
        return {
            "lang": t.code,
            "direction": t.direction,
            "site": name,
            "notice": t.content(site.notice),
            "home": Link(name, self._url()),
            "primary_link": Link(t.content(first.title), self._url(first.id)) if first else None,
            "banner": self._banner(),
            "leave": Link(t("Leave this page"), site.leave),
            "frame_ancestors": site.frame,
            "footer_links": (
                Link(t("All guides"), self._url()),
                *(
                    [Link(t.content(site.deadlines.title), self._url("deadlines"))]
                    if site.deadlines
                    else []
                ),
                *([Link(t("Letters"), self._url("letters"))] if site.letters else []),
                *([Link(t("Sources"), self._url("sources"))] if site.sources else []),
                *(Link(t.content(page.title), self._url(page.id)) for page in site.pages.values()),
                Link(t("Check our promises"), self._url("promises")),
            ),
        }

    def _language(
        self, code: str, *segments: str, answers: Mapping[str, str] | None = None
    ) -> Link:
        href = self.url_to(code, *segments, answers=answers)
        return Link(language_name(code), href, lang=code, current=code == self.t.code)

    def _url(self, *segments: str, answers: Mapping[str, str] | None = None) -> str:
        return self.url_to(self.t.code, *segments, answers=answers)

    def _at(self, journey: Journey) -> str:
        assert not isinstance(journey.step, Target)
        return self._url(journey.flow.id, journey.step.id, answers=journey.answers())

    def _to(self, target: Target) -> str:
        return self._url(target.flow, target.step) if target.step else self._url(target.flow)

    def _banner(self) -> Link | None:
        banner = self.site.banner
        href = self._to(banner.to) if banner and isinstance(banner.to, Target) else ""
        return Link(self.t.content(banner.label), href) if banner else None

    def _page(self, name: str) -> Link | None:
        page = self.site.pages.get(name)
        return Link(self.t.content(page.title), self._url(page.id)) if page else None

    def _topic(self, number: int) -> str:
        return self._url("topics", str(number))

    def _neighbour(self, number: int) -> Link:
        return Link(self.t.content(self.site.topics[number].ask), self._topic(number))
