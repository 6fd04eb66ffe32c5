"""Commands and hooks of Harlowe: `(name: arguments)[hook]`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.convert.twine_body import MAX_CODE, Body
from wizard.convert.twine_code import harlowe_arguments, literal, words
from wizard.convert.twine_formats import HARLOWE_COMMANDS

PATTERN = (
    r"(?P<macro>\((?P<macro_name>[A-Za-z$_][\w-]*):)"
    r"|(?P<hook>\|[\w-]+[>)](?=\[)|(?<=\])<[\w-]+\||(?<=\])\([\w-]+\|)"
    r"|(?P<value>(?<![\w$\\])[$_][A-Za-z_]\w*)"
    r"|(?P<joined_line>\\(?:\n|\Z)|\n\\)"
    r"|(?P<bracket>\[=+|[\[\]{}])"
)

_KNOWN = re.compile(HARLOWE_COMMANDS, re.IGNORECASE)

# Links with their passage, those that run or show their hook, and what leads on without a link.
_POINTERS = {"linkgoto", "linkrevealgoto", "clickgoto", "mouseovergoto", "mouseoutgoto"}
_CLICKED = re.compile("link.*|click.*|mouse(over|out).*")
_MOVING = {"goto", "display"}
_VALUES = {"print", "str", "string", "text"}

_LINK_IN_HOOK = re.compile(r"\[\[|\(\s*(?:link|click|mouseo)", re.IGNORECASE)
_GOTO = re.compile(r"\(\s*go-?to\s*:", re.IGNORECASE)


def macro(body: Body, match: re.Match[str]) -> int:
    """Read a command; return where it, or what it is attached to, ends."""
    start, begin = match.span()
    known = _KNOWN.fullmatch(match["macro_name"]) is not None
    if not known and not body.markup.certain:
        return begin
    if start not in body.closing:
        return body.leave_out(start, begin) if known else begin
    end = body.closing[start] + 1
    name = re.sub("[-_]", "", match["macro_name"]).casefold()
    arguments = harlowe_arguments(body.text[begin : end - 1])
    hook = _hook(body, end)
    if name in _MOVING and arguments:
        return body.add_links(start, end, [("", literal(arguments[0]))])
    if name in _POINTERS and arguments:
        label = _label(body, arguments[0])
        if hook:
            body.report_rest(start, body.text[hook[0] + 1 : hook[1]])
            end = hook[1] + 1
        return body.add_links(start, end, [(label, literal(arguments[-1]))])
    if _CLICKED.fullmatch(name) and arguments:
        return _clicked(body, start, end, _label(body, arguments[0]), hook)
    if name in _VALUES:
        shown = body.label(words(" ".join(arguments)) or "…", start)
        return body.leave_out(start, end, shown)
    if hook:
        body.hooks.update(hook)
    # Both texts of a condition are kept.
    return body.leave_out(start, end, " " if name.startswith("else") else "")


def hook(body: Body, match: re.Match[str]) -> int:
    """Leave out the name of a hook."""
    if match.end() in body.closing:
        body.hooks.update((match.end(), body.closing[match.end()]))
    return body.replace(*match.span())


def value(body: Body, match: re.Match[str]) -> int:
    """Replace a value, which text cannot show."""
    return body.leave_out(*match.span(), "…")


def bracket(body: Body, match: re.Match[str]) -> int:
    """Leave out the brackets of a hook and the braces around collapsed spaces."""
    start, end = match.span()
    if len(match[0]) > 1 and body.markup.certain:
        return body.replace(start, end)  # `[==` is a hook up to the end of the passage
    paired = start in body.closing or start in body.closers
    if start in body.hooks or (body.markup.certain and paired):
        body.edits.append((start, start + 1, ""))
    return start + 1


def _hook(body: Body, at: int) -> tuple[int, int] | None:
    """Return the brackets of the hook that is attached to a command which ends at an offset."""
    spaces = re.compile(r"[ \t]*").match(body.text, at)
    start = spaces.end() if spaces else at
    # `[[` is a link, and `[[[` a hook that begins with one.
    if re.compile(r"\[(?!\[(?!\[))").match(body.text, start) and start in body.closing:
        return start, body.closing[start]
    return None


def _clicked(body: Body, start: int, end: int, label: str, hook: tuple[int, int] | None) -> int:
    """Read a link that shows its hook, or that runs commands in it."""
    if not hook:
        return body.keep_label(start, end, label)
    code_end = min(hook[1], hook[0] + MAX_CODE)
    # With other links in it, the hook is text that is shown.
    shown = _LINK_IN_HOOK.search(body.text, hook[0] + 1, code_end)
    moves = [] if shown else [*_moves(body, hook[0], code_end)]
    if not moves:
        body.hooks.update(hook)
        return body.keep_label(start, end, f"{label} ".lstrip())
    ends = [hook[0] + 1, *(end for _, end, _ in moves)]
    starts = [*(start for start, _, _ in moves), code_end]
    rest = "".join(body.text[end:start] for end, start in zip(ends, starts, strict=True))
    body.report_rest(start, rest)
    return body.add_links(start, hook[1] + 1, [(label, target) for _, _, target in moves])


def _moves(body: Body, start: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """Yield where each command in a hook is that moves a reader, and to which passage."""
    for match in _GOTO.finditer(body.text, start, end):
        if closed := body.closing.get(match.start()):
            yield match.start(), closed + 1, literal(body.text[match.end() : closed].strip())


def _label(body: Body, argument: str) -> str:
    """Return the words of a link: its text, or that of the hook which is clicked."""
    if not argument.startswith("?"):
        return words(argument)
    return body.named_hooks.get(argument[1:], "")
