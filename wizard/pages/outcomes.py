"""Outcomes: what is known, what to do next, and what to take along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from wizard.engine.deadlines import selectable_range
from wizard.engine.journey import Journey
from wizard.engine.paths import longest_path_lengths
from wizard.engine.unfold import unfolded
from wizard.i18n.glossary import Explainer
from wizard.model.flow import Action, Flow, Outcome, Target, review_due
from wizard.model.generated_answers import Interval, Range
from wizard.model.letters import LETTERS
from wizard.pages.base import ActionItem, ClaimItem, Part, SourceItem
from wizard.pages.due_dates import AREA as DEADLINES
from wizard.pages.evidence import (
    LevelGroup,
    groups_by_level,
    oldest_check,
    open_claims,
    strongest_first,
)
from wizard.pages.links import Link
from wizard.pages.offices import OfficeItem
from wizard.pages.parts import parts_of, shown_after
from wizard.pages.trail import StepPage, TrailPresenter

OFFLINE = "offline"  # last segment of the path of the page that offers a flow as one file

PACKET = "packet"  # last segment of the path of an outcome to print with its letters and dates


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
        letter: Link to the first letter among the actions, or None.
        deadline: Link to the first event among the actions that starts deadlines, or None.
        packet: Link to the outcome with its letters and dates, to print, without answers.
        offline: Link to the flow as one file, or None if its conditions have too many combinations.
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
    letter: Link | None
    deadline: Link | None
    packet: Link
    offline: Link | None

    @property
    def evidence(self) -> tuple[LevelGroup, ...]:
        """The claims in groups, one for each level."""
        # Not a field: the JSON has the claims once.
        return groups_by_level(self.claims)


@dataclass(frozen=True)
class OutcomePresenter(TrailPresenter):
    """Makes the pages of outcomes."""

    def _outcome(self, journey: Journey, outcome: Outcome, requested: bool) -> OutcomePage:
        # Without answers in every place that leaves the reader's hands: history and shared link.
        url = self._url(journey.flow.id, outcome.id)
        share = self._share(journey.flow.id, outcome.id)
        explain = self._explainer()
        says = explain(self.t.content(outcome.says))
        # The page shows what to do before what is known, so names are explained in this order.
        actions = parts_of(
            self.t,
            journey,
            outcome.next,
            lambda action: self._action_after(journey, action, explain),
        )
        offices = self._office_items(outcome.offices, explain)
        claims = self._claims(journey, outcome, explain)
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
            reviewed=self._reviewed(journey.flow, outcome),
            oldest_check=self.t.day(oldest_check(shown_after(journey, outcome.claims))),
            share=share,
            share_url=share.url if share else "",
            # Each once, in the order of the page. Footnotes on paper have no links.
            sources=tuple(dict.fromkeys(chain.from_iterable(cited))),
            letter=self._link_into(LETTERS, journey, outcome),
            deadline=self._link_into(DEADLINES, journey, outcome),
            packet=self._packet_link(journey.flow, outcome),
            offline=self._offline_link(journey.flow),
        )

    def _claims(
        self, journey: Journey, outcome: Outcome, explain: Explainer
    ) -> tuple[Part[ClaimItem], ...]:
        # The strongest first for every client, so that names are explained where they come first.
        strongest = strongest_first(outcome.claims)
        opened = open_claims(shown_after(journey, strongest))
        return parts_of(
            self.t,
            journey,
            strongest,
            lambda claim: self._claim_item(claim, explain, folded=claim not in opened),
        )

    def _reviewed(self, flow: Flow, outcome: Outcome) -> str:
        """Return the oldest date of a review of the flow, the claims and the offices, or ""."""
        reviews = [flow.reviewed, *(claim.reviewed for claim in outcome.claims)]
        reviews += [office.checked for office in outcome.offices]
        return self.t.day(min((day for day in reviews if day), default=None))

    def _link_into(self, area: str, journey: Journey, outcome: Outcome) -> Link | None:
        """Return the first action that leads to a letter or an event, as a link."""
        for action in shown_after(journey, outcome.next):
            if isinstance(action.to, Target) and action.to.flow == area and action.to.step:
                return Link(self.t.content(action.label), self._action_url(journey, action.to))
        return None

    def _action_after(self, journey: Journey, action: Action, explain: Explainer) -> ActionItem:
        item = self._action_item(action, explain)
        if isinstance(action.to, Target):
            return replace(item, href=self._action_url(journey, action.to))
        return item

    def _action_url(self, journey: Journey, target: Target) -> str:
        """Return the URL of a target: of an event, the page of its month if an answer says it."""
        month = self._month_of(target.step, journey) if target.flow == DEADLINES else ""
        return self._url(DEADLINES, target.step, month) if month else self._target_url(target)

    def _month_of(self, event: str, journey: Journey) -> str:
        """Return the month in which an event was, such as 2026-11, or "" if no answer says it."""
        for given in journey.trail or ():
            form, means = given.question.form, given.answer.means
            dates_event = isinstance(form, Range) and event and form.event == event
            if dates_event and isinstance(means, Interval) and self.site.deadlines:
                # The month of the latest day that fits, and never a day: the reader chooses that.
                latest = self.today - timedelta(means.low)
                first, _ = selectable_range(self.today, self.site.deadlines.reach)
                return f"{latest:%Y-%m}" if latest >= first.replace(day=1) else ""
        return ""

    def _offline_link(self, flow: Flow) -> Link | None:
        if not unfolded(flow):
            return None
        url = self._url(flow.id, OFFLINE)
        return Link(self.t("Offline"), url, context=self.t("Keep this guide on your phone"))

    def _packet_link(self, flow: Flow, outcome: Outcome) -> Link:
        url = self._url(flow.id, outcome.id, PACKET)
        return Link(self.t("Packet"), url, context=self.t("This page with its letters and dates"))

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
