"""Variables, modifiers and inserts of Chapbook: `name: value`, `[modifier]` and `{insert}`."""

from __future__ import annotations

import re

from wizard.convert.twine_body import Body
from wizard.convert.twine_code import chapbook_arguments, literal, words
from wizard.convert.twine_formats import CHAPBOOK_VARIABLES

PATTERN = (
    r"(?P<modifier>^\[(?!\[)(?:[^\[\]\n]|\[[^\[\]\n]*\])+\][ \t]*$)"
    r"|(?P<insert>\{(?P<code>[^{}\n]+)\})"
)

_MODIFIER = re.compile(PATTERN, re.MULTILINE)

# Modifiers of text that no reader sees, up to the next modifier.
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:n\.?\s?b\.?|note|todo|fixme|javascript|css|ifnever)\b", re.IGNORECASE
)

_VALUE = re.compile(r"[\w.]+")


def variables(body: Body) -> int:
    """Leave out the variables at the top of a passage; return where its text begins."""
    section = CHAPBOOK_VARIABLES.match(body.text)
    if not section or body.nested:
        return 0
    what = "the variables section of this passage was left out"
    return body.leave_out(0, section.end(), what=what)


def modifier(body: Body, match: re.Match[str]) -> int:
    """Leave out a modifier, and the text after it if it is a note or code."""
    start, end = match.span()
    if _HIDDEN.search(match[0][1:]):
        following = (each for each in _MODIFIER.finditer(body.text, end) if each["modifier"])
        end = next((each.start() for each in following), len(body.text))
    return body.leave_out(start, end)


def insert(body: Body, match: re.Match[str]) -> int:
    """Read an insert; return where it ends."""
    start, end = match.span()
    properties = chapbook_arguments(match["code"])
    label = words(properties.get("label", "")) or words(properties.get("reveal link", ""))
    if name := next((each for each in properties if each.startswith("embed passage")), ""):
        return body.add_links(start, end, [("", literal(properties[name]))])
    if "reveal link" in properties and "passage" in properties:
        return body.add_links(start, end, [(label, literal(properties["passage"]))])
    if "link to" in properties:
        target = literal(properties["link to"])
        return body.add_links(start, end, [(label or target or "…", target)])
    if "reveal link" in properties:
        label = f"{label} {words(properties.get('text', ''))}"
    if label:
        return body.keep_label(start, end, label)
    return body.leave_out(start, end, "…" if _VALUE.fullmatch(match["code"]) else "")
