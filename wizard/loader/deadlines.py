"""Reading `deadlines.yaml`: events, and the rules for the dates that follow from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from types import MappingProxyType

from wizard.loader.calendars import read_calendar
from wizard.loader.evidence import Evidence, read_claim_list
from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.schema_deadlines import MAX_COUNT, MAX_EVENTS
from wizard.loader.suggest import quoted_list
from wizard.loader.templates import Templates, check_no_index
from wizard.loader.texts import check_texts
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.deadlines import (
    CALENDARS,
    DeadlineRule,
    Deadlines,
    HolidayCalendar,
    TriggerEvent,
)

# The codes that the `holidays` library knows. They are repeated here because importing its
# calendars takes longer than reading a site; a test compares the two lists.
STATES = (
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID",
    "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND",
    "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX",
    "UM", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
)  # fmt: skip


def read_deadlines(
    reader: NodeReader,
    table: MappingNode,
    templates: Templates,
    evidence_for: Callable[[str], Evidence],
) -> Deadlines:
    """Return the deadlines of a file's table.

    Args:
        reader: Reports problems.
        table: The table.
        templates: The templates of the folder. An event can be one of them.
        evidence_for: Returns what claims can refer to: of an event of a row, from a part such as
            `deadlines/asked/al`, and of anything else, from empty text.
    """
    evidence = evidence_for("")
    _, fields = reader.fields(table, "deadlines", "deadlines")
    state = _read_state(reader, table, evidence)
    nodes = reader.subtable(table, "events")
    if len(nodes.entries) > MAX_EVENTS:
        message = f"{len(nodes.entries)} events; the maximum is {MAX_EVENTS}"
        reader.report(nodes.location, "events-many", message)
    events = {
        event.id: event
        for key, node in nodes
        for event in _read_events(reader, key, node, templates, evidence_for)
    }
    for event in events.values():
        for rule in event.rules:
            # The nodes and not `state`: an invalid value is already reported, and one mistake is
            # one message.
            if rule.calendar == "state" and not (table.get("state") or table.get("calendars")):
                message = (
                    'calendar "state" requires "calendars" with its holidays, or a top-level '
                    '"state:" such as MS'
                )
                reader.report(rule.location, "rule-state", message)
    return Deadlines(
        state=state, events=MappingProxyType(events), location=table.location, **fields
    )


def _read_state(
    reader: NodeReader, table: MappingNode, evidence: Evidence
) -> str | HolidayCalendar:
    """Return what the calendar `state` means: a list of holidays, or the code of a state."""
    use = "the code of a state, such as MS"
    code = reader.choice(table, "state", "deadlines", STATES, use=use)
    node = table.get("calendars")
    if not node:
        return code
    if table.get("state"):
        message = '"state" and "calendars" both say which days are holidays; remove one of them'
        reader.report(table.entries["state"][0].location, "calendar-twice", message)
    calendars, _ = reader.fields(node, "calendars", '"calendars"')
    calendar = calendars.get("state")
    # A missing key is reported by `fields`.
    return read_calendar(reader, calendar, evidence.claims) if calendar else code


def _read_events(
    reader: NodeReader,
    key: ScalarNode,
    node: Node,
    templates: Templates,
    evidence_for: Callable[[str], Evidence],
) -> Iterable[TriggerEvent]:
    """Return the event of a node; of a template, one for each row of its table."""
    if not isinstance(node, MappingNode) or "table" not in node.entries:
        return [_read_event(reader, key, node, evidence_for(""))]
    template = f"deadlines/{key.text}"

    def read(of_row: NodeReader, filled: MappingNode, row: str) -> TriggerEvent:
        check_texts(of_row, filled, "event")
        return _read_event(of_row, key, filled, evidence_for(f"{template}/{row}"), row)

    return templates.read_rows(template, node, reader.problems, read).values()


def _read_event(
    reader: NodeReader, key: ScalarNode, node: Node, evidence: Evidence, row: str = ""
) -> TriggerEvent:
    name = reader.identifier(key, "an event")
    what = f'event "{name}"'
    table, fields = reader.fields(node, "event", what)
    check_no_index(reader, table, what)
    dates = reader.items(table, "dates", what)
    # A missing key and a value that is not a list are reported by the reader.
    if not dates and isinstance(table.get("dates"), SequenceNode):
        hint = ' for these rows, such as your own suggestion with a "note"' if row else ""
        reader.report(key.location, "event-dates", f"{what} has no dates; add at least one{hint}")
    return TriggerEvent(
        id=f"{name}/{row}" if row else name,
        rules=tuple(_read_rule(reader, item, f"a date of {what}", evidence) for item in dates),
        more=tuple(read_claim_list(reader, table, "more", what, evidence)),
        location=key.location,
        **fields,
    )


def _read_rule(reader: NodeReader, node: Node, what: str, evidence: Evidence) -> DeadlineRule:
    table, fields = reader.fields(node, "rule", what)
    # A table without keys is the reader's placeholder for a node that it has already reported.
    if table.entries and is_missing(table, "claims") and not table.get("note"):
        message = f'{what} has no basis: list "claims", or explain it in a "note"'
        reader.report(node.location, "rule-basis", message)
    return DeadlineRule(
        count=_read_count(reader, table, what),
        calendar=_read_whose(reader, table, what),
        claims=tuple(read_claim_list(reader, table, "claims", what, evidence)),
        location=node.location,
        **fields,
    )


def _read_whose(reader: NodeReader, table: MappingNode, what: str) -> str:
    """Return whose holidays a rule skips."""
    use = f"{quoted_list(CALENDARS)} or the code of a state, such as TX"
    return reader.choice(table, "calendar", what, (*CALENDARS, *STATES), use)


def _read_count(reader: NodeReader, table: MappingNode, what: str) -> int:
    """Return the number of days that a rule counts, 1 after reporting a wrong number."""
    text = reader.text(table, "count", what)
    # The pattern first: `int` also accepts other digits, underscores and signs.
    if re.fullmatch(r"[0-9]{1,3}", text) and 0 < int(text) <= MAX_COUNT:
        return int(text)
    if text:
        message = f'"count" of {what} must be a number of days from 1 to {MAX_COUNT}'
        location = table.entries["count"][1].location
        reader.report(location, "rule-count", f'{message}, not "{text:.20}"')
    # Any valid number will do here, since a file with a problem is refused.
    return 1
