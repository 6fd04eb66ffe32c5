"""The traps of the subject, in the order of the research that found them."""

from __future__ import annotations

from tests.site.traps import access, federal, records, state
from tests.site.traps.wordings import Trap

TRAPS: tuple[Trap, ...] = tuple(
    sorted(
        (*access.TRAPS, *records.TRAPS, *federal.TRAPS, *state.TRAPS),
        key=lambda trap: trap.number,
    )
)
