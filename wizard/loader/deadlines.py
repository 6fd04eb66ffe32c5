"""`deadlines.yaml` as events with their rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from wizard.loader.reader import NodeReader, is_missing
from wizard.loader.schema import MAX_COUNT, MAX_EVENTS, keys_of
from wizard.loader.suggest import did_you_mean
from wizard.loader.yaml_nodes import MappingNode, Node, SequenceNode
from wizard.model.deadlines import CALENDARS, UNITS, DeadlineRule, Deadlines, TriggerEvent
from wizard.model.evidence import Claim
from wizard.model.problems import Location

DEADLINES_KEYS = keys_of("deadlines")

EVENT_KEYS = keys_of("event")

RULE_KEYS = keys_of("rule")

# The codes that the library knows. They stand here since loading its calendars takes longer than reading a site.
STATES = (
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL", "IN",
    "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM",
    "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UM", "UT", "VA", "VI", "VT", "WA",
    "WI", "WV", "WY",
)  # fmt: skip


def read_deadlines(
    reader: NodeReader, table: MappingNode, claims: Mapping[str, Claim]
) -> Deadlines:
    """The deadlines of a file's table. `claims` are the shared ones, which are all that a rule can name."""
    reader.table(table, "deadlines", DEADLINES_KEYS, ["title", "events"])
    state = reader.choice(table, "state", "deadlines", STATES)
    events = {}
    nodes = reader.table(table.get("events") or MappingNode({}, table.location), "events")
    if len(nodes.entries) > MAX_EVENTS:
        reader.report(
            nodes.location, "events-many", f"{len(nodes.entries)} events; at most {MAX_EVENTS} fit"
        )
    for key, node in nodes:
        name = reader.identifier(key, "an event")
        events[name] = _event(reader, name, key.location, node, claims)
    for event in events.values():
        for rule in event.rules:
            if rule.calendar == "state" and not table.get("state"):
                message = (
                    'the calendar "state" needs to know which: give the file a "state", such as MS'
                )
                reader.report(rule.location, "rule-state", message)
    return Deadlines(
        title=reader.text(table, "title", "deadlines", 60),
        summary=reader.text(table, "summary", "deadlines", 300),
        state=state,
        events=MappingProxyType(events),
        location=table.location,
    )


def _event(
    reader: NodeReader, name: str, location: Location, node: Node, claims: Mapping[str, Claim]
) -> TriggerEvent:
    what = f'event "{name}"'
    table = reader.table(node, what, EVENT_KEYS, ["title", "label", "ask", "says", "dates"])
    rules = tuple(
        _rule(reader, item, f"a date of {what}", claims)
        for item in reader.row(table, "dates", what)
    )
    if not rules and isinstance(table.get("dates"), SequenceNode):
        reader.report(location, "event-dates", f"{what} leads to no date; give it at least one")
    return TriggerEvent(
        id=name,
        title=reader.text(table, "title", what, 40),
        label=reader.text(table, "label", what, 120),
        ask=reader.text(table, "ask", what, 200),
        help=reader.text(table, "help", what, 600),
        says=reader.text(table, "says", what, 200),
        rules=rules,
        more=_claims(reader, table, "more", what, claims),
        location=location,
    )


def _rule(reader: NodeReader, node: Node, what: str, claims: Mapping[str, Claim]) -> DeadlineRule:
    table = reader.table(node, what, RULE_KEYS, ["label", "count", "unit", "calendar"])
    if table.entries and is_missing(table, "claims") and not table.get("note"):
        message = (
            f'{what} rests on nothing: name its "claims", or say in a "note" why it is good to know'
        )
        reader.report(node.location, "rule-basis", message)
    return DeadlineRule(
        label=reader.text(table, "label", what, 120),
        count=_count(reader, table, what),
        unit=reader.choice(table, "unit", what, UNITS),
        calendar=reader.choice(table, "calendar", what, CALENDARS),
        claims=_claims(reader, table, "claims", what, claims),
        note=reader.text(table, "note", what, 600),
        location=node.location,
    )


def _count(reader: NodeReader, table: MappingNode, what: str) -> int:
    text = reader.text(table, "count", what)
    if re.fullmatch(r"[0-9]{1,3}", text) and 0 < int(text) <= MAX_COUNT:
        return int(text)
    if text:
        location = table.entries["count"][1].location
        message = f'"count" of {what} is a number of days from 1 to {MAX_COUNT}, not "{text:.20}"'
        reader.report(location, "rule-count", message)
    return 1


def _claims(
    reader: NodeReader, table: MappingNode, key: str, what: str, claims: Mapping[str, Claim]
) -> tuple[Claim, ...]:
    found = []
    for node in reader.row(table, key, what):
        name = reader.word(node, f"a claim of {what}")
        if name in claims:
            found.append(claims[name])
        elif name:
            hint = did_you_mean(name, claims)
            reader.report(
                node.location,
                "claim-unknown",
                f'there is no claim "{name:.60}" in claims.yaml.{hint}',
            )
    return tuple(found)
