"""The claims and actions that an outcome shows: after some answers, or all under conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeVar

from wizard.engine.journey import Journey
from wizard.i18n.translator import Translator
from wizard.i18n.wording import condition_label
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

    If there is no trail, they are all shown, under their conditions.
    """
    shown = shown_after(journey, items)
    if journey.trail is not None:
        # An empty part would show as a heading without items.
        return (Part("", tuple(map(show, shown))),) if shown else ()
    return tuple(
        Part(
            condition_label(t, journey.flow, condition) if condition else "",
            tuple(map(show, group)),
        )
        # Not sorted first: items with one condition that are apart stay in their order.
        for condition, group in groupby(shown, lambda item: item.when)
    )
