"""The page on what changed in the guide, and when each flow was last checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from wizard.convert.diagram import name_in
from wizard.i18n.glossary import Explainer
from wizard.i18n.translator import Translator
from wizard.model.changes import Change
from wizard.model.tables import listed
from wizard.pages.base import ClaimItem, Page, Presenter
from wizard.pages.links import Link

AREA = "changes"  # first segment of the path of this page


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """A change as the reader sees it.

    Attributes:
        kind: What kind of change it is, in words; may be empty.
        text: What changed.
        more: Link to the page with more about it, or None.
        claims: The claims that it is based on.
    """

    kind: str
    text: str
    more: Link | None
    claims: tuple[ClaimItem, ...]


@dataclass(frozen=True, slots=True)
class ChangesOfDay:
    """The changes of one day.

    Attributes:
        day: The date, written out.
        changes: What changed on that day.
    """

    day: str
    changes: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True)
class CheckedGuide:
    """When a flow was last checked.

    Attributes:
        guide: Link to the flow.
        reviewed: The date of the last review, written out.
        review_overdue: That the next review is overdue; else empty.
    """

    guide: Link
    reviewed: str
    review_overdue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(Page):
    """What changed, and when each flow was last checked.

    Attributes:
        days: The changes by day, the newest first.
        guides: The flows that have a date of review.
    """

    kind = "changes"
    template = "changes.html"
    days: tuple[ChangesOfDay, ...]
    guides: tuple[CheckedGuide, ...]


@dataclass(frozen=True)
class ChangesPresenter(Presenter):
    """Makes the page on what changed."""

    def changes(self) -> ChangesPage:
        """Return the page at `/<lang>/changes/`."""
        explain = self._explainer()
        by_day = groupby(self.site.changes.values(), lambda change: change.day)
        return ChangesPage(
            layout=self._layout(self.t("What changed"), AREA, indexable=True),
            heading=self.t("What changed"),
            days=tuple(
                ChangesOfDay(
                    self.t.day(day), tuple(self._change_item(change, explain) for change in changes)
                )
                for day, changes in by_day
            ),
            guides=tuple(self._checked_guides()),
        )

    def _checked_guides(self) -> Iterator[CheckedGuide]:
        for guide in listed(self.site.flows, self.site.indexes):
            # Of the flows that were made for the rows of a table, the dates that are the oldest.
            flows = self._flows_of(guide)
            reviewed = min((flow.reviewed for flow in flows if flow.reviewed), default=None)
            due = min((flow.review_by for flow in flows if flow.review_by), default=None)
            if reviewed:
                yield self._checked(self._flow_link(guide), reviewed, due)

    def _change_item(self, change: Change, explain: Explainer) -> ChangeItem:
        return ChangeItem(
            kind=kind_label(self.t, change.kind),
            text=explain(self.t.content(change.text)),
            more=Link(name_in(self.t, self.site, change.to), self._target_url(change.to))
            if change.to
            else None,
            claims=tuple(self._claim_item(claim, explain) for claim in change.claims),
        )

    def _checked(self, guide: Link, reviewed: date, due: date | None) -> CheckedGuide:
        overdue = due is not None and due < self.today
        return CheckedGuide(
            guide=guide,
            reviewed=self.t.day(reviewed),
            review_overdue=self.t(
                "We planned to check it again by {day} and have not done so yet.",
                day=self.t.day(due),
            )
            if overdue
            else "",
        )


def kind_label(t: Translator, kind: str) -> str:
    """Return the kind of a change in words, or empty text for an empty kind."""
    # Calls and not a table of texts: gettext extracts only arguments of `t`.
    return {
        "": "",
        "law": t("News about the law"),
        "list": t("News from an official list or page"),
        "correction": t("We corrected this guide"),
    }[kind]
