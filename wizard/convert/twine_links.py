"""Links between passages: those in brackets, those in pictures, and those of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from wizard.convert import rich_text
from wizard.convert.codes import LEFT_OUT
from wizard.convert.html_tags import (
    DROPPED,
    KNOWN,
    VOID,
    attributes_of,
    end_of_element,
    end_of_tag,
    hides,
)
from wizard.convert.twine_body import Body
from wizard.convert.twine_code import literal

# Brackets of links cannot be nested, so the innermost pair is the link, and a third bracket in
# front of it is none of the label. No line break is inside of it.
_LINK = r"\[\[(?!\[[^\[\]\n]*\]\])(?P<link>(?:(?!\[\[|\]\])[^\n])+)\]\]"

_PICTURE = (
    r"\[[<>]?img\[(?:(?P<alt>[^\[\]|\n]*)\|)?(?P<source>[^\[\]\n]*)\]"
    r"(?:\[(?P<to>[^\[\]\n]*)\])?(?P<setter>\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\])?\]"
)
PICTURE = re.compile(_PICTURE)

PATTERN = rf"(?P<picture>{_PICTURE})|{_LINK}"

_SHOWN_BY_SCRIPT = re.compile(
    r"(?:story\.show|state\.display|Engine\.play)\(\s*(?P<name>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')",
    re.IGNORECASE,
)

# The target of a link that SugarCube computes.
_COMPUTED = re.compile(r"[$_][A-Za-z]\w*\b.*|[\w.$]+\(.*\)|`.*`")


def split_link(inside: str) -> tuple[str, str, str]:
    """Return the label, the target and the setter of a link."""
    # SugarCube: `[[label|target][$variable to 1]]`.
    inside, _, setter = inside.partition("][")
    if "->" in inside:
        # From the right, as Twine reads it: the label may contain an arrow.
        label, _, target = inside.rpartition("->")
    elif "<-" in inside:
        target, _, label = inside.partition("<-")
    elif "|" in inside:
        label, _, target = inside.rpartition("|")
    else:
        label = target = inside
    return label.strip(), target.strip(), setter


def link(body: Body, match: re.Match[str]) -> int:
    """Read a link in brackets."""
    if body.nested:
        return match.end()
    label, target, setter = split_link(match["link"])
    if setter:
        body.report(match.start(), LEFT_OUT, "the setter of this link was left out")
    return body.add_links(*match.span(), [(label or target, target)])


def picture(body: Body, match: re.Match[str]) -> int:
    """Read a picture of SugarCube, which can be a link."""
    message = f"the picture “{match['source'].strip():.60}” was left out"
    body.report(match.start(), LEFT_OUT, message)
    alt, to = (match["alt"] or "").strip(), (match["to"] or "").strip()
    if not to or body.nested:
        return body.replace(*match.span(), body.label(alt, match.start()))
    if match["setter"]:
        body.report(match.start(), LEFT_OUT, "the setter of this link was left out")
    return body.add_links(*match.span(), [(alt or to, to)])


def is_computed(target: str) -> bool:
    """Return whether the target of a link is code of SugarCube."""
    return _COMPUTED.fullmatch(target) is not None


def tag(body: Body, match: re.Match[str]) -> int:
    """Read a tag of HTML: a link to a passage, or an element that is not shown."""
    start, name = match.start(), match["element"].casefold()
    end = end_of_tag(body.text, name, match.end())
    if end < 0:
        return match.end()  # text that only looks like a tag
    if match[0].startswith("</"):
        return body.replace(start, end) if name in body.tags else end
    attributes = html_attributes(body.text[start:end])
    if name in DROPPED or hides(name, attributes):
        closed = end_of_element(body.text, name, end)
        return closed if closed >= 0 else len(body.text)
    target = "" if body.nested else _passage(attributes)
    if not target:
        # A name in angle brackets is text; an element has attributes or a dash.
        if name in KNOWN or not (attributes or "-" in name):
            return end
        body.tags.add(name)
        return body.leave_out(start, end, what=f"<{name}> was left out and its text kept")
    if "data-setter" in attributes:
        body.report(start, LEFT_OUT, "the setter of this link was left out")
    label = attributes.get("alt", "")
    if name not in VOID and name != "area":
        closing = f"</{name}>"
        if (closed := body.find(closing, end)) >= 0:
            label, end = body.text[end:closed], closed + len(closing)
    plain = rich_text.read(label, lambda *_: None).plain
    return body.add_links(start, end, [(label if plain else target, target)])


def _passage(attributes: Mapping[str, str]) -> str:
    """Return the passage to which an element leads, or "" if it leads to none."""
    if "data-passage" in attributes:
        return attributes["data-passage"].strip()
    scripts = (_SHOWN_BY_SCRIPT.search(attributes.get(key, "")) for key in ("href", "onclick"))
    shown = next(filter(None, scripts), None)
    return (literal(shown["name"]) or "").strip() if shown else ""


def html_attributes(tag: str) -> dict[str, str]:
    """Return the attributes in a tag of HTML."""
    return {key: html.unescape(value) for key, value in attributes_of(tag).items()}
