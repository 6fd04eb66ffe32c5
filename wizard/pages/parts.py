"""The claims and actions that an outcome shows: after some answers, or all under conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeVar

from wizard.engine.journey import Journey
from wizard.i18n.translator import Translator
from wizard.i18n.wording import condition_label, fact_label, reason_label
from wizard.model.conditions import holds
from wizard.model.evidence import Claim
from wizard.model.flow import Action
from wizard.pages.base import ActionItem, ClaimItem, Part

_Conditional = TypeVar("_Conditional", Claim, Action)
_Item = TypeVar("_Item", ClaimItem, ActionItem)


def shown_after(journey: Journey, items: Iterable[_Conditional]) -> list[_Conditional]:
    """Return the claims or actions whose condition is true, or all of them if there is no trail."""
    if journey.trail is None:
        return list(items)
    answers = journey.answers()
    return [item for item in items if holds(item.when, answers)]


def parts_of(
    t: Translator,
    journey: Journey,
    items: Iterable[_Conditional],
    show: Callable[[_Conditional], _Item],
) -> tuple[Part[_Item], ...]:
    """Return the claims or actions to show: those whose condition is true after the trail.

    They are under the answers that make it true. If there is no trail, all claims or actions are
    shown, under their conditions.
    """
    answers = journey.answers()

    def heading(item: Claim | Action) -> tuple[str, str]:
        """Return the condition of an item, and the answers because of which it is shown."""
        if not item.when:
            return "", ""
        if journey.trail is not None:
            return "", reason_label(t, journey.flow, item.when, answers)
        if item.when_text:
            return fact_label(t, item.when_text), ""
        return condition_label(t, journey.flow, item.when), ""

    return tuple(
        Part(condition, tuple(map(show, group)), because)
        # Not sorted first: items with one heading that are apart stay in their order.
        for (condition, because), group in groupby(shown_after(journey, items), heading)
    )
