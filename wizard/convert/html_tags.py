"""What text of other tools can contain of HTML: tags, their attributes, and comments.

Angle brackets are text unless they enclose a tag of HTML with valid attributes: `a <b or c> d` is
text, `a <b>c</b> d` is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

INLINE = {"b": "**", "strong": "**", "i": "*", "em": "*", "a": ""}  # with their Markdown

LISTS = {"ul": 0, "ol": 1}  # with the number of the first item, 0 for bullets

BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "blockquote",
    "pre", "table", "tr", "td", "th", "caption", "dl", "dt", "dd", "hr", "ul", "ol", "li", "h1",
    "h2", "h3", "h4", "h5", "h6", "address", "details", "summary", "figure", "figcaption",
    "fieldset", "legend",
}  # fmt: skip

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

# Tags that are left out while their text is kept.
UNWRAPPED = {
    "span", "u", "s", "strike", "del", "ins", "small", "big", "sub", "sup", "font", "center",
    "label", "code", "kbd", "samp", "var", "tt", "mark", "abbr", "acronym", "cite", "dfn", "q",
    "time", "wbr", "html", "body", "tbody", "thead", "tfoot",
}  # fmt: skip

# Tags that are left out with their content.
DROPPED = {
    "script", "style", "iframe", "object", "applet", "svg", "math", "video", "audio", "canvas",
    "template", "noscript", "noframes", "head", "title", "textarea", "select", "datalist", "dialog",
}  # fmt: skip

# Elements that are never more than a tag, with what to call them in a report.
VOID = {
    "img": "the picture",
    "input": "the input",
    "embed": "the embedded content",
    "link": "the link to a file",
    "meta": "the instruction",
    "base": "the base address",
    "form": "the form",
    "button": "the button",
}

KNOWN = {*INLINE, *BLOCKS, *UNWRAPPED, *DROPPED, *VOID, "br"}

# Elements in which HTML sees no tags but their own closing one.
_RAW = {"script", "style", "textarea", "title", "iframe", "noframes", "noscript"}

_EMPTY = {"br", "hr", "wbr", "img", "input", "embed", "link", "meta", "base"}  # without content

_BOOLEAN = "(?i:hidden|disabled|checked|selected|readonly|required|multiple|open|reversed|nowrap|"
_BOOLEAN += (
    "noshade|compact|inert|itemscope|contenteditable|novalidate|autofocus|controls|download)"
)

# The quantifiers give nothing back, and a value in quotes follows only an equals sign. So this
# takes time in proportion to the text, even if many tags are not closed.
_ATTRIBUTE = (
    rf"""(?:[\s/]*+(?:{_BOOLEAN}(?=[\s/>])"""
    r"""|[^\s"'<>/=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++)))"""
)
_STRICT = re.compile(rf"(?=[\s/>]){_ATTRIBUTE}*+[\s/]*+>")

# With a mistake in the quotes, such as an unclosed one, a tag ends at the next bracket.
_LOOSE = re.compile(r"[\s/]+[A-Za-z-]+\s*=[^<>]*>")
_ANY = re.compile(r"(?=[\s/>])[^<>]*>")

_PAIR = re.compile(
    r"""(?<![^\s"'/])(?P<key>[^\s"'<>/=]++)"""
    r"""(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<plain>[^\s"'<>]++)))?+"""
)

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)

_COMMENT_END = re.compile(r"--!?>")


def end_of_tag(text: str, name: str, at: int) -> int:
    """Return the offset after a tag, or -1 if it is text that only looks like one.

    Args:
        text: The text with the tag.
        name: The name of the tag.
        at: The offset after the name.
    """
    # What a script contains must never be shown, whatever its tag is like.
    for pattern in (_STRICT, _ANY if name in DROPPED else _LOOSE):
        if match := pattern.match(text, at):
            return match.end()
    return -1


def attributes_of(tag: str) -> Mapping[str, str]:
    """Return the attributes of a tag: of each name the first one, as browsers do."""
    attributes: dict[str, str] = {}
    for pair in _PAIR.finditer(tag, re.match(r"</?\w+", tag).end()):  # type: ignore[union-attr]
        value = pair["double"] or pair["single"] or pair["plain"] or ""
        attributes.setdefault(pair["key"].lower(), value)
    return attributes


def hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Return whether browsers do not show the content of an element."""
    style = html.unescape(attributes.get("style", ""))
    return name not in _EMPTY and ("hidden" in attributes or bool(_HIDING.search(style)))


def end_of_element(text: str, name: str, begin: int) -> int:
    """Return the offset after the tag that closes an element, or -1 if nothing closes it."""
    opened = 1
    tags = re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*>", re.IGNORECASE)
    for tag in tags.finditer(text, begin):
        if tag[1]:
            opened -= 1
        elif name not in _RAW:
            opened += 1
        if not opened:
            return tag.end()
    return -1


def end_of_comment(text: str, begin: int) -> int:
    """Return the offset after a comment whose content begins at an offset, or -1 if it is open."""
    closing = _COMMENT_END.search(text, begin)
    return closing.end() if closing else -1


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each closed comment of a text begins and ends."""
    begin = text.find("<!--")
    while begin >= 0 and (end := end_of_comment(text, begin + len("<!--"))) >= 0:
        yield begin, end
        begin = text.find("<!--", end)


def without_comments(text: str) -> str:
    """Return a text with spaces in place of its closed comments, so that offsets stay the same."""
    parts, done = list[str](), 0
    for begin, end in comments(text):
        parts += [text[done:begin], " " * (end - begin)]
        done = end
    return "".join([*parts, text[done:]])
