"""Stories in Twee 3, as Twine has them: reads those of prose and links, and writes a flow as one that Twine opens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from wizard.convert import rich_text
from wizard.convert.rich_text import Prose
from wizard.convert.tree import CHANGED, DEFECT, REFUSED, Answer, ImportedTree, Step, Text
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "Twee 3"

_HEADER = re.compile(
    r"::[ \t]*(?P<name>(?:\\.|[^\\\[\]{}\n])*)(?:\[(?P<tags>(?:\\.|[^\\\[\]{}\n])*)\])?[ \t]*(?P<meta>\{.*)?$"
)

_LINK = re.compile(r"\[\[((?:(?!\[\[|\]\])[^\n])+)\]\]")

_SCHEME = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://|(?:javascript|data|vbscript|mailto|tel):", re.IGNORECASE
)

MARKS = f" \t*-+•|/>{rich_text.FILL}"  # may stand beside links that are answers

CODE = {"script", "stylesheet"}  # tags of passages that hold code

# Passages with a meaning of their own in one of the story formats; those of ours are read, the others are code.
SPECIAL = {
    "StoryInit", "StoryMenu", "StoryCaption", "StoryBanner", "StorySubtitle", "StoryAuthor", "StorySettings",
    "StoryInterface", "StoryIncludes", "StoryShare", "StoryDisplayTitle", "StoryStylesheet", "StoryScript",
    "PassageHeader", "PassageFooter", "PassageReady", "PassageDone",
}  # fmt: skip

# The commands of Harlowe that change what a reader sees; other words before a colon in brackets are prose.
_HARLOWE = (
    "set|put|move|if|unless|else-?if|else|for|loop|print|display|link|link-goto|link-reveal|link-repeat|link-replace|"
    "link-undo|link-show|link-rerun|link-fullscreen|goto|go-to|undo|live|stop|event|after|either|random|cond|nth|a|array|dm|"
    "ds|datamap|dataset|text|str|string|num|number|text-style|text-color|text-colour|colour|color|font|align|css|hook|"
    "transition|t8n|click|click-goto|mouseover|mouseout|replace|append|prepend|show|hide|cycling-link|seq-link|dropdown|"
    "input|input-box|prompt|confirm|alert|checkbox|restart|reload|save-game|load-game|history|visited|passage|enchant|"
    "macro|output|box|float-box|meter|bg|background|icon-\\w+|storylet|open-storylets|current-date|current-time"
)

_CODE = re.compile(
    r"(?P<sugar><<(?:(?!<<|>>)[\s\S])*>>)|(?P<snowman><%(?:(?!<%|%>)[\s\S])*%>)"
    rf"|(?P<harlowe>\((?i:{_HARLOWE}):)|(?P<variable>(?<![\w$\\])\$[A-Za-z_]\w*)"
)

_CHAPBOOK = re.compile(
    r"(?P<insert>\{[^{}\n]+\})|^(?P<modifier>\[(?!\[)[^\[\]\n]+\])[ \t]*$", re.MULTILINE
)

_NAME = re.compile(r"\{[\w.]+\}")  # an insert that shows a value

_HOOK = re.compile(r"\[(?!\[(?!\[))")  # what a command of Harlowe acts on, and not a link

_VARS = re.compile(r"(?:[\w.]+[ \t]*(?:\([^()\n]*\))?[ \t]*:[^\n]*\n|[ \t]*\n)+--[ \t]*(?:\n|$)")

_WHAT = {
    "sugar": "a command of SugarCube", "snowman": "a script of Snowman", "harlowe": "a command of Harlowe",
    "variable": "a variable", "insert": "an insert of Chapbook", "modifier": "a modifier of Chapbook",
}  # fmt: skip


@dataclass(slots=True)
class _Passage:
    """A passage as it stands in the file."""

    name: str
    tags: set[str]
    location: Location
    begin: int  # of its body
    body: str = ""


def looks_like(text: str) -> bool:
    """Whether a text has a passage."""
    return re.search(r"^::[ \t]*[^\s:]", text, re.MULTILINE) is not None


def read(source: Text, t: Translator) -> ImportedTree:
    """The tree of a story."""
    return _Reader(ImportedTree(source, NAME), t).read()


@dataclass
class _Reader:
    """Reads the passages, then the links between them."""

    sketch: ImportedTree
    t: Translator
    passages: dict[str, _Passage] = field(default_factory=dict)
    format: str = ""
    marked: list[Location] = field(
        default_factory=list
    )  # passages with tags or with a place on the map
    leaving: set[str] = field(default_factory=set)  # steps that only lead to an address

    def read(self) -> ImportedTree:
        """All of it."""
        for passage in self.split():
            first = self.passages.setdefault(passage.name, passage)
            if first is not passage:
                message = f"another passage is called “{passage.name:.60}”, in line {first.location.line}; that one counts"
                self.sketch.note(DEFECT, passage.location, message)
        title, data = self.passages.pop("StoryTitle", None), self.passages.pop("StoryData", None)
        self.sketch.title = rich_text.line_of(title.body) if title else ""
        start = self.data(data) if data else ""
        for passage in [*self.passages.values()]:
            if passage.tags & CODE or passage.name in SPECIAL:
                self.sketch.note(
                    REFUSED,
                    passage.location,
                    f"the passage “{passage.name:.60}” holds code and was left out",
                )
                del self.passages[passage.name]
        for passage in self.passages.values():
            self.sketch.steps[passage.name] = Step(Prose(), passage.location, passage.name)
        for passage in self.passages.values():
            self.fill(self.sketch.steps[passage.name], passage)
        if self.marked:
            message = f"tags and places on the map were left out, of {len(self.marked)} passages"
            self.sketch.note(CHANGED, self.marked[0], message)
        start = start or "Start"
        if self.passages and start not in self.passages:
            where = next(iter(self.passages.values()))
            message = f"no passage is called “{start:.60}”, at which the story starts; it begins with the first passage now"
            self.sketch.note(DEFECT, data.location if data else where.location, message)
        self.sketch.begin_at_first(start)
        return self.sketch

    def split(self) -> Iterator[_Passage]:
        """The passages in the order of the file; what stands before the first is noted."""
        source, last = self.sketch.source, None
        for offset, line in source.lines():
            if not line.startswith("::"):
                continue
            if last:
                last.body = source.text[last.begin : offset]
                yield last
            elif before := rich_text.line_of(source.text[:offset]):
                self.sketch.note(
                    REFUSED,
                    source.location(0),
                    f"what stands before the first passage was left out: “{before:.60}”",
                )
            last = self.header(line, offset)
        if last:
            last.body = source.text[last.begin :]
            yield last

    def header(self, line: str, offset: int) -> _Passage:
        """The first line of a passage."""
        location, match = self.sketch.source.location(offset), _HEADER.match(line)
        if match is None:
            message = "brackets in a passage's name need a backslash before them; the whole line is its name now"
            self.sketch.note(DEFECT, location, message)
            return _Passage(rich_text.line_of(line[2:]), set(), location, offset + len(line) + 1)
        if match["meta"] and not isinstance(_json(match["meta"]), dict):
            self.sketch.note(
                CHANGED,
                self.sketch.source.location(offset + match.start("meta")),
                "this is not JSON, and was left out",
            )
        name, tags = _plain(match["name"]), _plain(match["tags"] or "")
        if tags or match["meta"]:
            self.marked.append(location)
        if not name:
            self.sketch.note(DEFECT, location, "a passage without a name")
        return _Passage(name, set(tags.split()), location, offset + len(line) + 1)

    def data(self, passage: _Passage) -> str:
        """The name of the first passage, from the story's data."""
        found = _json(passage.body)
        if not isinstance(found, dict):
            self.sketch.note(CHANGED, passage.location, "StoryData is not JSON, and was left out")
            return ""
        self.format = str(found.get("format", "")).casefold()
        return str(found.get("start", ""))

    def fill(self, step: Step, passage: _Passage) -> None:
        """The prose of a passage, and an answer for each link."""
        body = re.sub(r"^\\(?=::)", rich_text.FILL, passage.body, flags=re.MULTILINE)
        body = self.without_code(body, passage.begin)
        lines, at = [], passage.begin
        for line in body.split("\n"):
            shown = _LINK.sub(partial(self.answer, step, at), line)
            lines.append(rich_text.filled(shown[: _tail(line)], len(line)))
            at += len(line) + 1
        step.prose = rich_text.read("\n".join(lines), self.told(passage.begin), breaks=True)
        step.links = list(step.prose.links)
        if all(
            answer.to in self.leaving for answer in step.answers
        ):  # a passage from which nothing else goes on
            for answer in step.answers:
                step.links += self.sketch.steps.pop(answer.to).links
            step.answers.clear()
        continues = (self.t("Continue").casefold(), "continue")
        if len(step.answers) == 1 and step.answers[0].label.casefold() in continues:
            step.answers[0].label = ""
        if not step.prose.paragraphs:
            self.sketch.note(
                CHANGED,
                passage.location,
                f"the passage “{passage.name:.60}” has no text but its name",
            )
            step.prose = Prose.of(passage.name)

    def answer(self, step: Step, begin: int, match: re.Match[str]) -> str:
        """Add the answer of a link to a step. What stands in its place is its label."""
        begin += match.start()
        location = self.sketch.source.location(begin)
        label, target = self.link(match[1], location)
        answer = Answer(rich_text.read(label, self.told(begin)).plain, target, location)
        if _SCHEME.match(target):
            answer.to = self.sketch.outside(answer.label, target, location, self.t)
            if self.sketch.steps[answer.to].links:
                self.leaving.add(answer.to)
        elif target not in self.passages:
            answer.to = ""
            near = self.sketch.near(target, self.passages)
            self.sketch.note(DEFECT, location, f"no passage is called “{target:.60}”.{near}")
        step.answers.append(answer)
        return rich_text.filled(label, len(match[0]))

    def told(self, begin: int) -> rich_text.Told:
        """What to tell of a text that begins here."""
        return lambda at, kind, message: self.sketch.note(
            kind, self.sketch.source.location(begin + at), message
        )

    def link(self, inside: str, location: Location) -> tuple[str, str]:
        """The label of a link and where it leads."""
        inside, setter, _ = inside.partition("][")
        if setter:
            self.sketch.note(REFUSED, location, "what a link sets was left out")
        if "->" in inside:
            label, _, target = inside.rpartition("->")
        elif "<-" in inside:
            target, _, label = inside.partition("<-")
        elif "|" in inside:
            label, _, target = inside.rpartition("|")
        else:
            label = target = inside
        return label.strip(), target.strip()

    def without_code(self, body: str, begin: int) -> str:
        """A body from which code was taken; all else keeps its place."""
        closing = _closing(body) if "(" in body else {}
        gone, held, end = list[tuple[int, int]](), dict[int, str](), 0
        for match in _CODE.finditer(body):
            if match.start() < end:
                continue
            start, end = match.span()
            if match["harlowe"]:
                end = closing.get(start, end - 1) + 1
            self.leave_out(body, start, end, str(match.lastgroup), begin)
            gone.append((start, end))
            joined = body[start - 1 : start].isalnum() and body[end : end + 1].isalnum()
            held[start] = "…" if match["variable"] else " " if joined else ""
            if match["harlowe"] and _HOOK.match(body, end) and end in closing:
                gone += [
                    (end, end + 1),
                    (closing[end], closing[end] + 1),
                ]  # the hook's own text stays
        body = _blanked(body, gone, held)
        other = any(name in self.format for name in ("harlowe", "sugarcube", "snowman"))
        return body if other else self.without_chapbook(body, begin)

    def without_chapbook(self, body: str, begin: int) -> str:
        """As above, for the code of Chapbook."""
        gone = []
        if section := _VARS.match(body):
            message = "the variables of a passage were left out"
            self.sketch.note(REFUSED, self.sketch.source.location(begin), message)
            gone.append(section.span())
        for match in _CHAPBOOK.finditer(body, section.end() if section else 0):
            self.leave_out(body, *match.span(), str(match.lastgroup), begin)
            gone.append(match.span())
        return _blanked(body, gone, {start: "…" for start, end in gone if _NAME.match(body, start)})

    def leave_out(self, body: str, start: int, end: int, what: str, begin: int) -> None:
        """Note a piece of code."""
        message = f"{_WHAT[what]} was left out: “{rich_text.line_of(body[start : min(end, start + 200)]):.60}”"
        self.sketch.note(REFUSED, self.sketch.source.location(begin + start), message)


def _tail(line: str) -> int:
    """Where the links begin that stand alone, or end a line after a whole sentence: they are no part of the text."""
    end = len(line)
    for match in reversed([*_LINK.finditer(line)]):
        if line[match.end() : end].strip(MARKS):
            break
        end = match.start()
    if end == len(line):
        return end
    before = line[:end].rstrip(MARKS)
    return len(before) if not before or before[-1] in '.!?…:;"”’)]}' else len(line)


def _plain(text: str) -> str:
    """A name or tags without their backslashes."""
    return re.sub(r"\\(.)", r"\1", text).strip()


def _json(text: str) -> object:
    """What a text holds as JSON; None where it does not."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _closing(body: str) -> dict[int, int]:
    """Where each bracket that is closed is closed."""
    found: dict[int, int] = {}
    opened: dict[str, list[int]] = {")": [], "]": []}
    for match in re.finditer(r"[()\[\]]", body):
        if match[0] in "([":
            opened[")" if match[0] == "(" else "]"].append(match.start())
        elif opened[match[0]]:
            found[opened[match[0]].pop()] = match.start()
    return found


def _blanked(body: str, gone: list[tuple[int, int]], held: Mapping[int, str]) -> str:
    """A body without these parts, its line ends kept; what is `held` at a part's beginning stands there instead."""
    parts, done = [], 0
    for start, end in sorted(gone):
        if start >= done:
            sign = held.get(start, "")
            parts += [
                body[done:start],
                sign,
                re.sub(r"[^\n]", rich_text.FILL, body[start + len(sign) : end]),
            ]
            done = end
    return "".join([*parts, body[done:]])
