"""The code of Twine's story formats: where commands end, and what their arguments say."""

from __future__ import annotations

import re
from collections.abc import Iterator

STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"

_OPENING = {")": "(", "]": "[", "}": "{"}
_COMMAND = re.compile(r"<<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)(?:[ \t]*>>)?")
_MACRO_NAME = re.compile(r"[A-Za-z$_][\w-]*:")
# An escaped character is a token, so that of many quotes that nothing closes, only one is followed
# to the end of the text.
_SUGARCUBE_ARGUMENT = re.compile(
    rf"{STRING}|`[^`]*`|\[(?:[<>]?img)?\[(?:(?!\[\[|\]\]).)*\]\]|(?:\\.|[^\s\"'`\\])+|\S", re.DOTALL
)
_PART = re.compile(
    rf"(?P<string>{STRING})|[\s+]+|(?P<code>(?:\\.|[^\"'\s+\\])+|[\"'\\])", re.DOTALL
)
_PROPERTY = re.compile(rf"(?P<name>[\w ]++):[ \t]*(?P<value>{STRING}|[^,]*)|[^,:]+|[,:]")


def closing_brackets(text: str) -> dict[int, int]:
    """Return the offset of the closing bracket for each opening one that has one.

    Brackets in the strings of a command of Harlowe are part of the string.
    """
    closing: dict[int, int] = {}
    opened: list[tuple[str, int, bool]] = []  # with whether it is in a command
    counts = dict.fromkeys(_OPENING.values(), 0)
    at, last = 0, {quote: text.rfind(quote) for quote in "\"'"}
    for match in re.finditer(r"[()\[\]{}\"']", text):
        character = match[0]
        if match.start() < at:
            continue
        if character in last:
            # `$name's` is no string.
            before = text[match.start() - 1 : match.start()]
            owner = character == "'" and (before.isalnum() or before == ")")
            if opened and opened[-1][2] and match.start() < last[character] and not owner:
                string = re.compile(STRING, re.DOTALL).match(text, match.start())
                # If nothing closes this quote, nothing closes a later one.
                at, last[character] = (string.end(), last[character]) if string else (0, -1)
        elif character in counts:
            in_code = bool(opened and opened[-1][2] and character == "(")
            command = character == "(" and _MACRO_NAME.match(text, match.end()) is not None
            opened.append((character, match.start(), command or in_code))
            counts[character] += 1
        elif counts[_OPENING[character]]:
            # Brackets in between are never closed.
            bracket, start, _ = opened.pop()
            counts[bracket] -= 1
            while bracket != _OPENING[character]:
                bracket, start, _ = opened.pop()
                counts[bracket] -= 1
            closing[start] = match.start()
    return closing


def command_ends(text: str) -> dict[int, tuple[int, int]]:
    """Return where the content and the closing command of each command of SugarCube end.

    The keys are the offsets of the commands that are closed.
    """
    ends: dict[int, tuple[int, int]] = {}
    opened: dict[str, list[int]] = {}
    for match in _COMMAND.finditer(text):
        starts = opened.setdefault(match["name"].casefold(), [])
        if not match["closing"]:
            starts.append(match.start())
        elif starts:
            ends[starts.pop()] = match.span()
    return ends


def harlowe_arguments(code: str) -> list[str]:
    """Return the arguments between the brackets of a command of Harlowe."""
    arguments, depth, start = [], 0, 0
    for match in re.finditer(rf"(?<=[\w)])'|{STRING}|\\.|[()\[\],]", code, re.DOTALL):
        if match[0] == "," and depth == 0:
            arguments.append(code[start : match.start()])
            start = match.end()
        else:
            depth += (match[0] in "([") - (match[0] in ")]")
    return [each.strip() for each in [*arguments, code[start:]] if each.strip()]


def sugarcube_arguments(code: str) -> list[str]:
    """Return the arguments of a command of SugarCube."""
    return [match[0] for match in _SUGARCUBE_ARGUMENT.finditer(code)]


def chapbook_arguments(code: str) -> dict[str, str]:
    """Return the properties of an insert of Chapbook; the first one has the insert's name."""
    return {
        match["name"].strip().casefold(): match["value"].strip()
        for match in _PROPERTY.finditer(code)
        if match["name"]
    }


def literal(argument: str) -> str | None:
    """Return the text of an argument, or None if code computes it."""
    if re.fullmatch(STRING, argument, re.DOTALL):
        return re.sub(r"\\(.)", r"\1", argument[1:-1], flags=re.DOTALL)
    return None


def words(argument: str) -> str:
    """Return the words of an argument, with an ellipsis for what code computes."""
    return "".join(_words(argument.strip("`")))


def _words(argument: str) -> Iterator[str]:
    computed = False
    for part in _PART.finditer(argument):
        if part["string"]:
            yield literal(part["string"]) or ""
            computed = False
        elif part["code"] and not computed:
            yield "…"
            computed = True
