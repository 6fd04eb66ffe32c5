"""Reads text of other tools, with its HTML, as paragraphs: each as plain text and as Markdown.

Only the tags in `html_tags.py` are read as HTML; other angle brackets are ordinary characters.
Formatting and links are kept. All else is left out and reported.

The standard library's `html.parser` is not used: in Python 3.11.7 it takes quadratic time for
unclosed comments (more than 30 seconds for 160 KB), and what it does with unclosed tags differs
between patch releases. The pattern here takes time in proportion to the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.convert.codes import CHANGED, LEFT_OUT, Report
from wizard.convert.html_tags import (
    BLOCKS,
    DROPPED,
    HEADINGS,
    INLINE,
    KNOWN,
    LISTS,
    UNWRAPPED,
    VOID,
    attributes_of,
    end_of_comment,
    end_of_element,
    end_of_tag,
    hides,
)
from wizard.loader.characters import without_invisible
from wizard.loader.reader import is_address
from wizard.model.contacts import is_contact, likely_contact

MAX_URL = 2_000  # characters

# Characters that a flow file cannot contain, and those that would break its lines.
FORBIDDEN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

# Replaces what was taken out of a text, so that the offsets of all other characters stay the same.
PADDING = "\ufeff"  # a forbidden character, so no text contains it

_TOKEN = re.compile(
    r"(?P<comment><!--)"
    r"|(?P<code><\?[A-Za-z=][^<]*?\?>|<![A-Za-z\[][^<>]*>)"  # of PHP or XML, and <!DOCTYPE html>
    r"|(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]*+)(?=[\s/>]))"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<blank>\n[ \t\ufeff]*(?:\n[ \t\ufeff]*)+)"
    r"|\n"
)

# What Markdown could read as markup, anywhere and at the start of a line.
_MARKUP = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_LINE_MARKUP = re.compile(
    r"^(?=#{1,6}(\s|$)|>|[+-](\s|$)|=+$|--+$|~~~)|^(?P<number>\d{1,9})(?=[.)](\s|$))"
)

_HTML = re.compile(r"&(?=#?\w+;)|<(?=/?[A-Za-z!])")

_HARD_BREAK = "\\\n"  # of a line in Markdown


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or an item of a list.

    `linked` says whether the Markdown contains a link, `styled` whether it is bold or italic.
    """

    plain: str
    markdown: str
    item: bool = False
    linked: bool = False
    styled: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as paragraphs, and the links in it: label and URL."""

    paragraphs: tuple[Paragraph, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> str:
        """The entire text as one line of plain text."""
        return " ".join(paragraph.plain for paragraph in self.paragraphs)

    @staticmethod
    def of(text: str) -> Prose:
        """Return plain text as prose."""
        plain = one_line(text)
        return Prose((Paragraph(plain, markdown(plain)),) if plain else ())


def one_line(text: str) -> str:
    """Return a text as one line, without characters that a flow cannot contain."""
    return " ".join(without_invisible(FORBIDDEN.sub("", text)).split())


def padded(text: str, length: int) -> str:
    """Return a text with padding, to replace a longer text."""
    return text.ljust(length, PADDING)


def markdown(text: str) -> str:
    """Return Markdown that shows a plain text as it is."""
    return _escape_line_markup(_MARKUP.sub(r"\\\g<0>", text))


def _escape_line_markup(line: str) -> str:
    """Escape what would start a list, a heading or a rule."""
    return _LINE_MARKUP.sub(lambda mark: f"{mark['number'] or ''}\\", line)


def escape_html(text: str) -> str:
    """Escape what `read` would take for HTML."""
    return _HTML.sub(lambda match: "&amp;" if match[0] == "&" else "&lt;", text)


def checked_url(url: str, at: int, report: Report) -> str:
    """Return a URL that may be linked, or "" if this one may not. Report what was changed."""
    if contact := _checked_contact(html.unescape(url).strip(), at, report):
        return contact
    # Markdown would end the link at a closing bracket.
    url = html.unescape(url).strip().replace("(", "%28").replace(")", "%29")
    safe = re.sub("^https?://", lambda scheme: scheme[0].lower(), url, flags=re.IGNORECASE)
    # A URL without a path gets one, as browsers send it.
    safe = re.sub(r"^https?://([^/?#]+)(?=[?#]|$)", r"\g<0>/", safe)
    if insecure := safe.startswith("http://"):
        # Pages link to https only; the report asks the author to check the URL.
        safe = f"https://{safe[7:]}"
    if len(safe) <= MAX_URL and is_address(safe):
        if insecure:
            message = f"{url:.80} was changed to {safe:.80}; check that it works"
            report(at, CHANGED, message)
        return safe
    scheme = url.partition(":")[0].lower() if ":" in url else ""
    if scheme in ("javascript", "vbscript", "data"):
        message = f"a link that runs a script ({scheme}:) was left out; its text was kept"
    else:
        why = "only https://, tel: and mailto: are linked"
        why = "the URL is not valid" if safe.startswith("https://") else why
        message = f"the link to {url:.80} was left out and its text kept; {why}"
    report(at, LEFT_OUT, message)
    return ""


def _checked_contact(url: str, at: int, report: Report) -> str:
    """Return a phone number or e-mail address as a URL, or "" if the URL is neither."""
    if url.partition(":")[0].lower() not in ("tel", "mailto"):
        return ""
    # Markdown would end the link at a closing bracket.
    contact = url if is_contact(url) and ")" not in url else likely_contact(url)
    if contact and contact != url:
        report(at, CHANGED, f"{url:.80} was changed to {contact}")
    return contact


def read(text: str, report: Report, breaks: bool = False) -> Prose:
    """Read a text as prose. With `breaks`, each line of it stays a line."""
    builder, done = _Builder(report, breaks), 0
    for token in _TOKEN.finditer(text):
        if token.start() < done:
            continue  # within a tag, or within something that was left out
        name, end = (token["name"] or "").lower(), token.end()
        if name and (name not in KNOWN or (end := end_of_tag(text, name, end)) < 0):
            continue  # not HTML, such as `<name>` or `a <b or c>`
        builder.say(text[done : token.start()])
        if token["comment"]:
            end = end_of_comment(text, end)
            report(
                token.start(), LEFT_OUT, f"a comment was left out: “{_inside(text, token, end)}”"
            )
        elif token["code"]:
            report(token.start(), LEFT_OUT, f"code was left out: “{one_line(token[0]):.60}”")
        elif name:
            end = builder.tag(name, text, token.start(), end)
        elif token["entity"]:
            builder.say(FORBIDDEN.sub("", html.unescape(token["entity"])))
        elif token["blank"]:
            builder.block()
        else:
            builder.line_end()
        if end < 0:
            what = f"<{name}>" if name else "this comment"
            message = f"{what} is never closed; everything after it was left out"
            report(token.start(), LEFT_OUT, message)
            return builder.prose()
        done = end
    builder.say(text[done:])
    return builder.prose()


def read_plain(text: str, report: Report) -> str:
    """Read a text that can only be plain, such as the label of an answer."""
    prose = read(text, report)
    for _, url in prose.links:
        message = (
            f"the link to {url:.80} was left out and its text kept: this can only be plain text"
        )
        report(0, LEFT_OUT, message)
    if any(part.styled for part in prose.paragraphs):
        report(0, CHANGED, "this is plain text now, without bold or italic type")
    return prose.plain


def _inside(text: str, opening: re.Match[str], end: int) -> str:
    """Return the beginning of a comment for a report."""
    begin = opening.end()
    inside = text[begin : min(end, begin + 200) if end >= 0 else begin + 200]
    return f"{one_line(re.sub('--!?>$', '', inside)):.60}"


@dataclass(slots=True)
class _Frame:
    """An open inline element, and the text in it so far."""

    tag: str = ""
    url: str = ""
    plain: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    """Builds paragraphs.

    An inline element inside one of the same tag is ignored, so the number of open elements is
    bounded, however deep the HTML is.
    """

    report: Report
    breaks: bool
    paragraphs: list[Paragraph] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame()])
    pending: list[str] = field(default_factory=list)  # text that is in no frame yet
    lists: list[int] = field(default_factory=list)  # next number of each open list, 0: bullets
    marker: str = ""  # of the list item that the next paragraph is
    broken: bool = False  # the last token was a line break
    linked: bool = False
    styled: bool = False

    def say(self, text: str) -> None:
        """Add text."""
        if text:
            self.pending.append(text)
            self.broken = False

    def flush(self) -> None:
        """Add the pending text to the innermost element.

        It is escaped in one piece: an entity and the text after it can be markup together.
        """
        text = "".join(self.pending)
        self.frames[-1].plain.append(text)
        self.frames[-1].markdown.append(_MARKUP.sub(r"\\\g<0>", text))
        self.pending.clear()

    def line_end(self) -> None:
        """End a line of the source."""
        if self.breaks:
            self.line_break()
        else:
            self.say(" ")

    def line_break(self) -> None:
        """Start a new line in the paragraph; the second one in a row starts a new paragraph."""
        if self.broken:
            self.block()
            return
        self.flush()
        self.frames[-1].plain.append(" ")
        self.frames[-1].markdown.append(_HARD_BREAK)
        self.broken = True

    def tag(self, name: str, text: str, at: int, end: int) -> int:
        """Start or end an element.

        Returns:
            The offset up to which the text was read: after the tag, or after the element if its
            content is left out. -1 if such an element is never closed.
        """
        attributes = attributes_of(text[at:end])
        for key in attributes:
            if key.startswith("on"):
                self.report(at, LEFT_OUT, f"the script in {key} of <{name}> was left out")
        if text.startswith("</", at):
            self.end(name)
        elif name in DROPPED:
            self.report(at, LEFT_OUT, f"<{name}> and its content were left out")
            return end_of_element(text, name, end)
        elif hides(name, attributes):
            if name in BLOCKS:
                self.block()
            self.report(at, LEFT_OUT, f"<{name}> is hidden; it and its content were left out")
            return end_of_element(text, name, end)
        else:
            self.start(name, attributes, at)
        return end

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        """Start an element."""
        if name in BLOCKS:
            self.block()
        if name in INLINE:
            self.open(name, at, attributes.get("href", ""))
        elif name in HEADINGS:
            self.open("b", at, "")
        elif name in LISTS:
            self.lists = [*self.lists[-9:], LISTS[name]]  # of more levels, no reader keeps track
        elif name == "li":
            self.start_item()
        elif name == "br":
            self.line_break()
        elif name in VOID:
            self.report(at, LEFT_OUT, f"{VOID[name]} <{name}> was left out")
            self.say(f" {html.unescape(attributes.get('alt', ''))} ")
        elif name in UNWRAPPED:
            self.report(at, CHANGED, f"<{name}> was left out; its text was kept")

    def end(self, name: str) -> None:
        """End an element."""
        if name in BLOCKS:
            self.block()
        if name == "li" or name in LISTS:
            self.marker = ""  # of an item without text
        if name in INLINE:
            self.close(name)
        elif name in LISTS:
            self.lists = self.lists[:-1]
        elif name == "br":
            self.line_break()

    def start_item(self) -> None:
        """Make the next paragraph an item of the innermost list."""
        number = self.lists[-1] if self.lists else 0
        self.marker = f"{number}. " if number else "- "
        if number:
            self.lists[-1] += 1

    def open(self, tag: str, at: int, href: str) -> None:
        """Start an inline element."""
        # Markdown has no emphasis within emphasis of the same kind.
        if tag in (frame.tag for frame in self.frames):
            return
        url = checked_url(href, at, self.report) if tag == "a" and href else ""
        self.flush()
        self.frames.append(_Frame(tag, url))

    def close(self, tag: str) -> None:
        """End an inline element, and those that were started in it."""
        while tag in (frame.tag for frame in self.frames):
            self.pop()

    def pop(self) -> None:
        """Add the text of the innermost element to the element around it."""
        self.flush()
        frame = self.frames.pop()
        plain, inner = "".join(frame.plain), "".join(frame.markdown)
        core, mark = inner.strip(), INLINE[frame.tag]
        if core and frame.url:
            self.links.append((one_line(plain), frame.url))
            self.linked = True
            core = f"[{core}]({frame.url})"
        elif core and mark:
            core, self.styled = f"{mark}{core}{mark}", True
        # Markdown reads `** text **` as plain asterisks, so spaces go outside of the marks.
        before, after = " " * inner[:1].isspace(), " " * inner[-1:].isspace()
        self.frames[-1].plain.append(plain)
        self.frames[-1].markdown.append(f"{before}{core}{after}")

    def block(self) -> None:
        """End the paragraph."""
        # In Markdown, emphasis cannot go on across paragraphs.
        while len(self.frames) > 1:
            self.pop()
        self.flush()
        frame = self.frames[0]
        if plain := one_line("".join(frame.plain)):
            # Spaces do not count in HTML, but at the start of a line they do in Markdown.
            lines = map(one_line, "".join(frame.markdown).split(_HARD_BREAK))
            text = _HARD_BREAK.join(_escape_line_markup(line) for line in lines if line)
            text = self.marker + text.replace("\n", "\n" + " " * len(self.marker))
            paragraph = Paragraph(plain, text, bool(self.marker), self.linked, self.styled)
            self.paragraphs.append(paragraph)
            self.marker, self.linked, self.styled = "", False, False
        self.frames = [_Frame()]
        self.broken = False

    def prose(self) -> Prose:
        """Return all that was read."""
        self.block()
        return Prose(tuple(self.paragraphs), tuple(dict.fromkeys(self.links)))  # each link once
