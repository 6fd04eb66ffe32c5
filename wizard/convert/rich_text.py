"""The texts of other tools, HTML in them and all, as paragraphs: each in plain words and as Markdown.

Only what is named here is taken for HTML; any other angle bracket is a sign like others. What is not formatting or a
link does not get through, and is told. All of it takes time in proportion to the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from wizard.loader.reader import is_address

MAX_ADDRESS = 2_000  # characters

# What no text of a flow can hold, and what would break its lines.
UNFIT = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

FILL = "\ufeff"  # stands where something was taken out of a text, so that all else keeps its place

INLINE = {"b": "**", "strong": "**", "i": "*", "em": "*", "a": ""}

BLOCKS = frozenset("p div section article header footer main aside nav ul ol blockquote pre table tr td th dl dt dd hr".split())  # noqa: SIM905  # fmt: skip

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())  # noqa: SIM905

UNWRAPPED = frozenset("span u s small big sub sup font center label code kbd tt mark abbr cite q html body tbody thead".split())  # noqa: SIM905  # fmt: skip

DROPPED = frozenset("script style iframe object svg math video audio canvas template noscript head title textarea select".split())  # noqa: SIM905  # fmt: skip

VOID = {"img": "the picture", "input": "the input", "embed": "the embedded content", "link": "the link to a file",
         "meta": "the instruction", "base": "the base address", "form": "the form", "button": "the button"}  # fmt: skip

KNOWN = {*INLINE, *BLOCKS, *HEADINGS, *UNWRAPPED, *DROPPED, *VOID, "br", "li"}

_TOKEN = re.compile(
    r"<!--|-->|(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>)"
    r"|(?P<sign>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)|(?P<gap>\n[ \t\ufeff]*(?:\n[ \t\ufeff]*)+)|(?P<line>\n)"
)

_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")

_MARKS = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)")

_LINE_MARK = re.compile(
    r"^(?=#{1,6}(\s|$)|>|[+-](\s|$)|=+$|--+$|~~~)|^(?P<number>\d{1,9})(?=[.)](\s|$))"
)

_READ_AS_MARKUP = re.compile(r"&(?=#?\w+;)|<(?=/?[A-Za-z!])")

Told = Callable[[int, str, str], None]  # where in the text, `refused` or `changed`, and what


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or item of a list, in plain words and as Markdown. `linked` says that the Markdown has an address."""

    plain: str
    markdown: str
    item: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as paragraphs, and the links in it: label and address."""

    paragraphs: tuple[Paragraph, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> str:
        """The whole text in plain words, in one line."""
        return " ".join(paragraph.plain for paragraph in self.paragraphs)

    @staticmethod
    def of(text: str) -> Prose:
        """A plain text as prose."""
        plain = line_of(text)
        return Prose((Paragraph(plain, markdown(plain)),) if plain else ())


def line_of(text: str) -> str:
    """A text in one line, without what no text can hold."""
    return " ".join(UNFIT.sub("", text).split())


def filled(text: str, length: int) -> str:
    """A text that takes the room of a longer one, which it stands for."""
    return text.ljust(length, FILL)


def markdown(text: str) -> str:
    """Plain words as Markdown that shows just these words."""
    return _first_marked(_MARKS.sub(r"\\\g<0>", text))


def _first_marked(line: str) -> str:
    """A line of Markdown that begins with no list, heading or rule."""
    return _LINE_MARK.sub(lambda mark: f"{mark['number'] or ''}\\", line)


def escaped(text: str) -> str:
    """A text in which nothing would be taken for HTML."""
    return _READ_AS_MARKUP.sub(lambda sign: "&amp;" if sign[0] == "&" else "&lt;", text)


def address_of(url: str) -> tuple[str, str]:
    """An address that we would link to, empty where there is none, and what had to be changed or why it was refused."""
    url = html.unescape(url).strip().replace("(", "%28").replace(")", "%29")
    safe = re.sub(
        r"^https?://([^/?#]+)(?=[?#]|$)", r"\g<0>/", re.sub("^(?i:http(s?))://", r"http\1://", url)
    )
    if safe.startswith("http://"):
        safe = f"https://{safe[7:]}"
        change = f"{url:.80} is now {safe:.80}: see that it works"
    else:
        change = ""
    if len(safe) <= MAX_ADDRESS and is_address(safe):
        return safe, change
    scheme = url.partition(":")[0].lower() if ":" in url else ""
    if scheme in ("javascript", "vbscript", "data"):
        return "", f"a link that runs a script ({scheme}:) was left out, its words kept"
    return (
        "",
        f"the link to {url:.80} was left out, its words kept: only addresses that begin with https:// are linked",
    )


def told_address(url: str, at: int, told: Told) -> str:
    """As `address_of`, with what there is to say about it told."""
    address, message = address_of(url)
    if message:
        told(at, "changed" if address else "refused", message)
    return address


def read(text: str, told: Told, breaks: bool = False) -> Prose:
    """A text as prose. With `breaks` each line of it stays a line, else only blank lines count."""
    builder = _Builder(told, breaks)
    last_comment_end, done, skipping, begun = text.rfind("-->"), 0, "", 0
    for token in _TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        if (
            token.start() < done
            or (name and name not in KNOWN)
            or (not skipping and token[0] == "-->")
        ):
            continue
        if skipping:
            if token[0] == skipping or (
                name and f"</{name}" == skipping and token[0].startswith("</")
            ):
                skipping, done = "", token.end()
            continue
        builder.say(text[done : token.start()])
        done = token.end()
        if token[0] == "<!--":
            if token.end() <= last_comment_end:
                skipping = "-->"
                told(
                    token.start(),
                    "refused",
                    "a comment was left out: " + _glimpse(text, token.end(), "-->"),
                )
            else:
                builder.say("<!--")
        elif name in DROPPED and not token[0].startswith("</"):
            told(token.start(), "refused", f"<{name}> was left out with all that is in it")
            skipping, begun = f"</{name}", token.start()
        elif name:
            builder.tag(name, token["tag"], token.start())
        elif token["sign"]:
            builder.say(UNFIT.sub("", html.unescape(token["sign"])))
        else:
            builder.gap(bool(token["gap"]))
    if skipping:
        told(
            begun,
            "refused",
            f"nothing closes {skipping.replace('/', '')}>: all after it was left out",
        )
    else:
        builder.say(text[done:])
    return builder.prose()


def _glimpse(text: str, start: int, end: str) -> str:
    """The first words of what is left out."""
    return f"“{line_of(text[start : text.find(end, start)][:200]):.60}”"


@dataclass(slots=True)
class _Frame:
    """An inline element that is open, and what stands in it so far."""

    tag: str = ""
    href: str = ""
    plain: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    """Puts paragraphs together. Elements of one kind do not nest, so that nothing grows with their depth."""

    on_note: Told
    breaks: bool
    done: list[Paragraph] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame()])
    lists: list[int] = field(
        default_factory=list
    )  # the next number of each list that is open, 0 for bullets
    begins: str = ""  # what the next paragraph begins with, as an item of a list
    broken: bool = False  # a line break was the last thing
    linked: bool = False

    def say(self, text: str) -> None:
        """Text, as it stands."""
        if text:
            self.frames[-1].plain.append(text)
            self.frames[-1].markdown.append(_MARKS.sub(r"\\\g<0>", text))
            self.broken = False

    def gap(self, blank: bool) -> None:
        """The end of a line, or a blank line."""
        if blank:
            self.block()
        elif self.breaks:
            self.line_break()
        else:
            self.say(" ")

    def line_break(self) -> None:
        """A new line in a paragraph; twice in a row, a new paragraph."""
        if self.broken:
            self.block()
            return
        self.frames[-1].plain.append(" ")
        self.frames[-1].markdown.append("\\\n")
        self.broken = True

    def tag(self, name: str, whole: str, at: int) -> None:
        """The beginning or the end of an element."""
        closes = whole.startswith("</")
        attributes = {
            key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(whole[:4000])
        }
        for key in attributes:
            if key.startswith("on"):
                self.on_note(at, "refused", f"the script in {key} of <{name}> was left out")
        if name in INLINE:
            self.close(name) if closes else self.open(name, at, attributes.get("href", ""))
        elif name == "br":
            self.line_break()
        elif name == "li":
            self.block()
            if not closes:
                self.begin_item()
        elif name in HEADINGS:
            self.block()
            if not closes:
                self.open("b", at, "")
        elif name in BLOCKS:
            self.block()
            if name in ("ul", "ol"):
                self.lists = self.lists[:-1] if closes else [*self.lists[-9:], int(name == "ol")]
        elif name in VOID and not closes:
            self.on_note(at, "refused", f"{VOID[name]} <{name}> was left out")
            self.say(f" {html.unescape(attributes.get('alt', ''))} ")
        elif not closes and name in UNWRAPPED:
            self.on_note(at, "changed", f"<{name}> was left out, its words kept")

    def begin_item(self) -> None:
        """The next paragraph is an item of the list that is open."""
        number = self.lists[-1] if self.lists else 0
        self.begins = f"{number}. " if number else "- "
        if number:
            self.lists[-1] += 1

    def open(self, tag: str, at: int, href: str) -> None:
        """Begin an inline element."""
        if tag in (frame.tag for frame in self.frames):
            return
        address = told_address(href, at, self.on_note) if tag == "a" and href else ""
        self.frames.append(_Frame(tag, address))

    def close(self, tag: str) -> None:
        """End an inline element, and those that were begun in it."""
        while tag in (frame.tag for frame in self.frames):
            self.pop()

    def pop(self) -> None:
        """Put the innermost element into the one around it."""
        frame = self.frames.pop()
        plain, inner = "".join(frame.plain), "".join(frame.markdown)
        core, mark = inner.strip(), INLINE[frame.tag]
        if core and frame.href:
            self.links.append((line_of(plain), frame.href))
            self.linked = True
            whole = f"[{core}]({frame.href})"
        else:
            whole = f"{mark}{core}{mark}" if core else ""
        before, after = (" " * (inner[:1].isspace()), " " * (inner[-1:].isspace()))
        self.frames[-1].plain.append(plain)
        self.frames[-1].markdown.append(f"{before}{whole}{after}")

    def block(self) -> None:
        """End the paragraph."""
        while len(self.frames) > 1:
            self.pop()
        frame = self.frames[0]
        plain = line_of("".join(frame.plain))
        lines = [line_of(line) for line in "".join(frame.markdown).split("\\\n")]
        shown = "\\\n".join(_first_marked(line) for line in lines if line)
        if plain:
            text = f"{self.begins}{shown}".replace("\n", "\n" + " " * len(self.begins))
            self.done.append(Paragraph(plain, text, bool(self.begins), self.linked))
            self.begins, self.linked = "", False
        self.frames = [_Frame()]
        self.broken = False

    def prose(self) -> Prose:
        """All that was read."""
        self.block()
        return Prose(tuple(self.done), tuple(dict.fromkeys(self.links)))
