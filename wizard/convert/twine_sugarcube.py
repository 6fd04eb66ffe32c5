"""Commands of SugarCube and of the formats of Twine 1: `<<name arguments>>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.convert.twine_body import MAX_CODE, Body
from wizard.convert.twine_code import literal, sugarcube_arguments, words
from wizard.convert.twine_links import PICTURE, split_link

PATTERN = (
    r"(?P<command><<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*|[=-])"
    r"(?P<arguments>(?>\[(?:[<>]?img)?\[(?:(?!\[\[|\]\])[^\n])*\]\]|`[^`<]*`"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\\.|(?!<<|>>)[\s\S])*+)>>)"
    r"|(?P<variable>\$\$|(?<![\w$\\])[$_][A-Za-z]\w*(?:\.[A-Za-z]\w*)*)"
    r"|(?P<joined>\\[ \t]*(?:\n(?![!*#>])|(?=\n)|\Z)|\n[ \t]*\\)"
    r"|(?P<styled>@@)"
)

# Commands whose content no reader sees.
_HIDDEN = {"script", "style", "silently", "silent", "widget", "done"}

# Commands that a reader clicks, and what becomes of their content: it is run, or shown then.
_LINKS = {"link", "button", "click", "return", "back", "choice"}
_REVEALING = {"linkreplace", "linkappend", "linkprepend"}

_MOVING = {"goto", "include", "display"}  # commands that lead on, or show another passage

_GOTO = re.compile(
    r"<<goto\s+(?P<arguments>(?:(?!<<|>>)[\s\S])*)>>"
    r"|(?:Engine\.play|state\.display)\(\s*(?P<name>\"[^\"\n]*\"|'[^'\n]*')",
    re.IGNORECASE,
)
_LINK_IN_CODE = re.compile(r"\[\[|<<(?:link|button|click)", re.IGNORECASE)
_TEXT_IN_CODE = re.compile(r"<<(?:replace|append|prepend)\b", re.IGNORECASE)
_STYLE = re.compile(r"(?:[^@\n;]{1,200};)*")  # after `@@`: `.class;color:red;`


def command(body: Body, match: re.Match[str]) -> int:
    """Read a command; return where it ends."""
    start, end, name = *match.span(), match["name"].casefold()
    if match["closing"] or re.fullmatch("end[a-z]+", name):
        return body.replace(start, end)  # reported with what it closes
    arguments = sugarcube_arguments(match["arguments"])
    if name in _HIDDEN:
        if start not in body.command_ends:
            return body.leave_out_rest(start, f"<<{name}>>")
        return body.leave_out(start, body.command_ends[start][1])
    if name in _LINKS | _REVEALING:
        return _link(body, match, arguments)
    if name in _MOVING and arguments:
        _, target = _pointer(arguments[0])
        return body.add_links(start, end, [("", target)])
    if name == "actions" and arguments:
        pairs = [_pointer(argument) for argument in arguments]
        return body.add_links(start, end, [(label or "…", target) for label, target in pairs])
    if name in ("print", "=", "-"):
        return body.leave_out(start, end, body.label(words(match["arguments"]) or "…", start))
    # Both texts of a condition are kept.
    return body.leave_out(start, end, " " if name.startswith("else") else "")


def variable(body: Body, match: re.Match[str]) -> int:
    """Replace a value, which text cannot show. `$$` is a dollar sign."""
    if match[0] == "$$":
        return body.replace(*match.span(), "$")
    return body.leave_out(*match.span(), "…")


def styled(body: Body, match: re.Match[str]) -> int:
    """Leave out `@@`, which begins a styled text with its style, and ends it."""
    start, end = match.span()
    if body.styled:
        body.styled = False
        return body.replace(start, end)
    if body.find("@@", end) < 0:
        return end
    body.styled = True
    style = _STYLE.match(body.text, end)
    return body.leave_out(start, style.end() if style else end)


def _link(body: Body, match: re.Match[str], arguments: list[str]) -> int:
    """Read a command that is a link; what it does besides leading to a passage is left out."""
    start, begin, name = *match.span(), match["name"].casefold()
    if not arguments:
        return body.leave_out(start, begin)
    content_end, end = body.command_ends.get(start, (begin, begin))
    code = body.text[begin : min(content_end, begin + MAX_CODE)]
    label, target = _pointer(arguments[0])
    targets = [target]
    if name == "choice":
        label = words(arguments[1]) if len(arguments) > 1 else label
    elif len(arguments) > 1 and (arguments[0][0] != "[" or target is None):
        targets = [_pointer(arguments[1])[1]]
    elif arguments[0][0] != "[" or target is None:
        targets, code = [*_gotos(code)], _GOTO.sub("", code)
        # What a link reveals is text; what it runs is code.
        revealing = name in _REVEALING or _TEXT_IN_CODE.search(code)
        if _LINK_IN_CODE.search(code) or (revealing and not targets):
            return body.keep_label(start, begin, f"{label} ")
        if not targets:
            return body.keep_label(start, end, label)
    body.report_rest(start, code)
    return body.add_links(start, end, [(label or each or "…", each) for each in targets])


def _gotos(code: str) -> Iterator[str | None]:
    """Yield the passages to which code moves a reader."""
    for match in _GOTO.finditer(code):
        if match["name"]:
            yield literal(match["name"])
        elif arguments := sugarcube_arguments(match["arguments"]):
            yield _pointer(arguments[0])[1]


def _pointer(argument: str) -> tuple[str, str | None]:
    """Return the label and the passage of an argument; None if code computes the passage."""
    if picture := PICTURE.fullmatch(argument):
        return picture["alt"] or "", picture["to"]
    if argument.startswith("[["):
        label, target, _ = split_link(argument[2:-2])
        return label, target
    if argument[0] in "$_`":
        return words(argument) if argument[0] == "`" else "…", None
    if argument[0] in "\"'":
        text = literal(argument)
        return text or "…", text
    return argument, argument
