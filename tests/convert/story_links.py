"""The links in a passage of a story, read character by character, without patterns.

This is another method than the importer's, so that a test can compare the two.
"""

from __future__ import annotations

from collections.abc import Iterator

# What no reader sees, from its beginning to its end.
_SKIPPED = {
    "SugarCube": [
        ("<!--", "-->"),
        ("/*", "*/"),
        ("/%", "%/"),
        ("<<script>>", "<</script>>"),
        ("<<silently>>", "<</silently>>"),
        ("<<widget", "<</widget>>"),
        ("<style>", "</style>"),
        ("<script>", "</script>"),
    ],
    "Harlowe": [("<!--", "-->"), ("<script>", "</script>")],
    "Chapbook": [("<!--", "-->")],
    "Snowman": [
        ("<!--", "-->"),
        ("/*", "*/"),
        ("<%", "%>"),
        ("<script>", "</script>"),
        ("\n//", "\n"),
    ],
}


def links_in(text: str, story_format: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the passage of each link; the label is "" if a reader clicks nothing."""
    if story_format == "Chapbook":
        text = _without_notes(text)
    at = 0
    while at < len(text):
        skipped = [end for begin, end in _SKIPPED[story_format] if text.startswith(begin, at)]
        if skipped:
            end = (text + "\n").index(skipped[0], at + 1)
            at = end if skipped[0] == "\n" else end + len(skipped[0])
        elif text.startswith(("[[", "[img["), at) and text[at : at + 3] != "[[[":
            at, found = _bracket_link(text, at)
            yield found
        elif text.startswith("<<", at) and story_format == "SugarCube":
            at, links = _sugarcube(text, at)
            yield from links
        elif text[at] == "(" and story_format == "Harlowe":
            at, links = _harlowe(text, at)
            yield from links
        elif text[at] == "{" and story_format == "Chapbook":
            end = text.index("}", at)
            yield from _chapbook(text[at + 1 : end])
            at = end + 1
        elif text.startswith("<a ", at):
            end = text.index("</a>", at)
            tag, _, label = text[at:end].partition(">")
            if "story.show('" in tag:
                passage = tag.split("show('")[1].rpartition("')")[0].replace("\\'", "'")
                yield label, passage
            else:
                yield label, tag.split('data-passage="')[1].split('"')[0]
            at = end + len("</a>")
        else:
            at += 1


def _without_notes(text: str) -> str:
    """Return a passage of Chapbook without its variables, and without its notes and code."""
    _, _, text = ("\n" + text).rpartition("\n--\n")
    lines, hidden = [], False
    for line in text.split("\n"):
        if line.startswith("[") and not line.startswith("[[") and line.endswith("]"):
            hidden = line[1:5].lower() in ("note", "java", "css]", "n.b.")
        elif not hidden:
            lines.append(line)
    return "\n".join(lines)


def _bracket_link(text: str, at: int) -> tuple[int, tuple[str, str]]:
    end = text.index("]]", at)
    inside = text[at + 2 : end]
    if text.startswith("[img[", at):
        picture, _, target = text[at + 5 : end].partition("][")
        return end + 2, (picture.split("|")[0], target)
    inside, _, _ = inside.partition("][")
    for separator, target_first in (("->", False), ("<-", True), ("|", False)):
        if separator in inside:
            first, _, second = inside.partition(separator)
            return end + 2, (second, first) if target_first else (first, second)
    return end + 2, (inside, inside)


def _strings(code: str) -> list[str]:
    """Return the texts in double quotes, brackets included."""
    return code.split('"')[1::2]


def _end_of_code(text: str, at: int, closer: str) -> int:
    """Return where code ends; its strings may contain the closer, and its links quotes."""
    quote = ""
    while quote or not text.startswith(closer, at):
        if not quote and text.startswith("[[", at):
            at = text.index("]]", at)
        elif quote:
            quote = "" if text[at] == quote else quote
        elif text[at] in "\"'":
            quote = text[at]
        at += 1
    return at


def _sugarcube(text: str, at: int) -> tuple[int, list[tuple[str, str]]]:
    end = _end_of_code(text, at, ">>")
    code, end = text[at + 2 : end], end + 2
    name, _, arguments = code.partition(" ")
    strings = _strings(arguments)
    if name in ("goto", "include"):
        return end, [("", strings[0])]
    if name == "choice":
        return end, [(strings[1], strings[0])]
    if name in ("link", "button", "click", "return", "linkreplace"):
        closing = f"<</{name}>>"
        inside = ""
        if closing in text[end:]:
            following = text.index(closing, end)
            if name != "return":
                inside, end = text[end:following], following + len(closing)
        if arguments.startswith("[["):
            return end, [_bracket_link(arguments, 0)[1]]
        if len(strings) > 1:
            return end, [(strings[0], strings[1])]
        return end, [(strings[0], _strings(inside.split("<<goto")[1])[0])]
    return end, []


def _harlowe(text: str, at: int) -> tuple[int, list[tuple[str, str]]]:
    head = text[at + 1 : at + 20].partition(":")[0]
    if ":" not in text[at : at + 20] or " " in head:
        return at + 1, []
    end = _harlowe_end(text, at)
    code = text[at:end]
    name, strings = head.lower().replace("-", ""), _strings(code)
    if name in ("goto", "display"):
        return end, [("", strings[0])]
    if not name.startswith("link"):
        return end, []
    hook, hook_end = "", end
    if text.startswith("[(", end):
        hook_end = text.index(")]", end) + 2
        hook = text[end:hook_end]
    if name in ("linkgoto", "linkrevealgoto"):
        return hook_end, [(strings[0], strings[-1])]
    return hook_end, [(strings[0], _strings(hook)[-1])]


def _harlowe_end(text: str, at: int) -> int:
    """Return where a command of Harlowe ends."""
    depth, in_string = 0, False
    while True:
        character = text[at]
        in_string ^= character == '"'
        if not in_string:
            depth += (character == "(") - (character == ")")
        at += 1
        if depth == 0:
            return at


def _chapbook(insert: str) -> Iterator[tuple[str, str]]:
    strings = _strings(insert)
    if insert.startswith("embed passage"):
        yield "", strings[0]
    elif insert.startswith("reveal link"):
        yield strings[0], strings[1]
    elif insert.startswith("link to"):
        yield strings[1], strings[0]
