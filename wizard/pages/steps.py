"""Pages of a flow: its start page, its questions and its outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from wizard.pages.base import ActionItem, ClaimItem, Link, Page, Part, SourceItem


@dataclass(frozen=True, slots=True)
class TrailItem:
    """One answer of the trail, with the link that changes it."""

    ask: str
    answer: str
    change: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """A flow's start page. `length` says how many questions it asks at most; `reviewed` is a day or empty.

    `safety` leads to the page on staying safe, where the site has one.
    """

    kind = "start"
    template = "start.html"
    summary: str
    begin: Link
    map: Link
    length: str
    safety: Link | None
    review_overdue: str
    reviewed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """What questions and outcomes share.

    `trail` lists the answers so far, `back` leads to the question before (or to the flow's start page), `alert` says
    that a link's answers no longer fit, or is empty. `caution` leads to a question that should be passed first, where
    the reader came past it. `history_url` is the address that the browser shows for a step that
    has one of its own: an outcome.
    """

    flow: Link
    review_overdue: str
    back: Link
    trail: tuple[TrailItem, ...]
    alert: str
    caution: Link | None
    history_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage(StepPage):
    """A question. An answer that is `current` was given before. `progress` may be empty."""

    kind = "question"
    template = "question.html"
    why: str
    help: Markup
    answers: tuple[Link, ...]
    progress: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePage(StepPage):
    """An outcome: the short answer, claims with their support, actions in order, the URL to share, its QR code.

    Where the site does not know its own host, there is neither URL nor code.
    `sources` are those of all claims, each once, for paper.
    """

    kind = "outcome"
    template = "outcome.html"
    says: str
    claims: tuple[Part[ClaimItem], ...]
    actions: tuple[Part[ActionItem], ...]
    topics: tuple[Link, ...]
    reviewed: str
    share_url: str
    qr_code: Markup
    sources: tuple[SourceItem, ...]
