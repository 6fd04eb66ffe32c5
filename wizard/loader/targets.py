"""The forms in which a file names a target: a step, a flow, a letter or an event."""

from __future__ import annotations

import re

from wizard.model.flow import ID
from wizard.model.letters import LETTERS

TARGET = re.compile(f"({ID.pattern}/)?({ID.pattern})?")

# After the id of a template, that of a row can follow: `records/al/late`, `letters/request/al`.
ROW_TARGET = re.compile(f"{TARGET.pattern}|{ID.pattern}/{ID.pattern}/({ID.pattern})?")

# The parts of a site other than flows that a target can name.
AREAS = (LETTERS, "deadlines")


def split_target(text: str, flow: str) -> tuple[str, str]:
    """Return the flow and the step that a target names, which is named in the file of `flow`.

    Example:
        >>> split_target("late", "records/al"), split_target("records/al/", "car")
        (('records/al', 'late'), ('records/al', ''))
        >>> split_target("letters/request/al", "car")
        ('letters', 'request/al')
    """
    area, slash, rest = text.partition("/")
    # A letter or an event of a row has two ids.
    if slash and area in AREAS:
        return area, rest
    # Without a slash, everything is the step, and the flow is the one that is being read.
    other, _, step = text.rpartition("/")
    return other or flow, step
