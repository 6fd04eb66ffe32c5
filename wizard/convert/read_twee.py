"""Reads stories in Twee 3, the text format of Twine: their prose and their links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, SourceText, Step, place
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "Twee 3"

_HEADER = re.compile(
    r"::[ \t]*(?P<name>(?:\\.|[^\\\[\]{}\n])*)"
    r"(?:\[(?P<tags>(?:\\.|[^\\\[\]{}\n])*)\])?[ \t]*(?P<meta>\{.*)?$"
)

# Brackets of links cannot be nested, so the innermost pair is the link. No line break is inside of
# it.
_LINK = re.compile(r"\[\[((?:(?!\[\[|\]\])[^\n])+)\]\]")

# Two groups: any scheme with `//`, and the known ones without. `Note: 1` is the name of a passage.
_SCHEME = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://|(?:javascript|data|vbscript|mailto|tel):", re.IGNORECASE
)

SEPARATORS = f" \t*-+•|/>{rich_text.PADDING}"  # characters between links that are answers

CODE_TAGS = {"script", "stylesheet"}

# Passages with which the story formats configure themselves. StoryTitle and StoryData are read.
SPECIAL_PASSAGES = {
    "StoryInit", "StoryMenu", "StoryCaption", "StoryBanner", "StorySubtitle", "StoryAuthor",
    "StorySettings", "StoryInterface", "StoryIncludes", "StoryShare", "StoryDisplayTitle",
    "StoryStylesheet", "StoryScript", "PassageHeader", "PassageFooter", "PassageReady",
    "PassageDone",
}  # fmt: skip

# The macros of Harlowe that change what a reader sees. Any other word before a colon in brackets
# is prose, such as "(note: bring a copy)".
_HARLOWE = (
    "set|put|move|if|unless|else-?if|else|for|loop|print|display|link|link-goto|link-reveal|"
    "link-repeat|link-replace|link-undo|link-show|link-rerun|link-fullscreen|goto|go-to|undo|live|"
    "stop|event|after|either|random|cond|nth|a|array|dm|ds|datamap|dataset|text|str|string|num|"
    "number|text-style|text-color|text-colour|colour|color|font|align|css|hook|transition|t8n|"
    "click|click-goto|mouseover|mouseout|replace|append|prepend|show|hide|cycling-link|seq-link|"
    "dropdown|input|input-box|prompt|confirm|alert|checkbox|restart|reload|save-game|load-game|"
    "history|visited|passage|enchant|macro|output|box|float-box|meter|bg|background|icon-\\w+|"
    "storylet|open-storylets|current-date|current-time"
)

# Each of the first two stops at another opening: without that, a file of unclosed ones would take
# quadratic time.
_CODE = re.compile(
    r"<<(?:(?!<<|>>)[\s\S])*>>"  # SugarCube
    r"|<%(?:(?!<%|%>)[\s\S])*%>"  # Snowman
    rf"|(?P<harlowe>\((?i:{_HARLOWE}):)"
    r"|(?P<variable>(?<![\w$\\])\$[A-Za-z_]\w*)"
)

# Inserts and modifiers of Chapbook.
_CHAPBOOK = re.compile(r"\{[^{}\n]+\}|^\[(?!\[)[^\[\]\n]+\][ \t]*$", re.MULTILINE)

_CHAPBOOK_VARIABLES = re.compile(
    r"(?:[\w.]+[ \t]*(?:\([^()\n]*\))?[ \t]*:[^\n]*\n|[ \t]*\n)+--[ \t]*(?:\n|$)"
)

_VALUE = re.compile(r"\{[\w.]+\}")  # an insert that shows a value

_HOOK = re.compile(r"\[(?!\[(?!\[))")  # what a macro of Harlowe changes; no link


@dataclass(slots=True)
class _Passage:
    """A passage as it is in the file."""

    name: str
    tags: set[str]
    location: Location
    begin: int  # offset of its body
    body: str = ""


def first_mark(text: str) -> int:
    """Return the offset of the first passage, or -1 if a text has none."""
    header = re.search(r"^::[ \t]*[^\s:]", text, re.MULTILINE)
    return header.start() if header else -1


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of a story."""
    return _Reader(ImportedTree(source, NAME), t).read()


@dataclass
class _Reader:
    """Reads the passages, then the links between them."""

    tree: ImportedTree
    t: Translator
    passages: dict[str, _Passage] = field(default_factory=dict)
    format: str = ""  # the story format, if StoryData names it
    tagged: list[Location] = field(default_factory=list)  # passages with tags or a map position
    link_outcomes: set[str] = field(default_factory=set)  # steps that only lead to a URL

    def read(self) -> ImportedTree:
        """Read the source."""
        # All passages must be known before links are read, so that a link to a missing one is
        # reported.
        self.collect()
        title, data = self.passages.pop("StoryTitle", None), self.passages.pop("StoryData", None)
        self.tree.title = rich_text.one_line(title.body) if title else ""
        # Without StoryData, as in Twine 1, a story begins at the passage "Start".
        start = (self.story_data(data) if data else "") or "Start"
        self.remove_code_passages()
        for passage in self.passages.values():
            self.tree.steps[passage.name] = Step(Prose(), passage.location, passage.name)
        for passage in self.passages.values():
            self.fill(self.tree.steps[passage.name], passage)
        if self.tagged:
            message = f"tags and map positions of {len(self.tagged)} passages were left out"
            self.tree.report(CHANGED, self.tagged[0], message)
        if self.passages and start not in self.passages:
            first = next(iter(self.passages.values()))
            message = (
                f"the story starts at “{start:.60}”, but no passage has that name; "
                "the flow starts at the first passage"
            )
            self.tree.report(DEFECT, (data or first).location, message)
        self.tree.start_at(start)
        return self.tree

    def collect(self) -> None:
        """Collect the passages by name. The first one with a name is used."""
        for passage in self.split():
            first = self.passages.setdefault(passage.name, passage)
            if first is not passage:
                message = (
                    f"the name “{passage.name:.60}” is already used in "
                    f"{place(first.location, passage.location)}; this passage was left out"
                )
                self.tree.report(DEFECT, passage.location, message)

    def split(self) -> Iterator[_Passage]:
        """Yield the passages in the order of the files. Report the text before each first one."""
        # Twee escapes `::` in prose with a backslash, so any line that begins with it is a header.
        source = self.tree.source
        begins = [
            (offset, line)
            for offset, line in source.lines()
            if line.startswith("::") or offset in source.starts
        ]
        for (offset, line), (end, _) in pairwise([*begins, (len(source.text), "")]):
            if line.startswith("::"):
                passage = self.header(line, offset)
                passage.body = source.text[passage.begin : end]
                yield passage
            elif before := rich_text.one_line(source.text[offset:end]):
                message = f"the text before the first passage was left out: “{before:.60}”"
                self.tree.report(LEFT_OUT, source.location(offset), message)

    def header(self, line: str, offset: int) -> _Passage:
        """Read the first line of a passage."""
        # The body begins after the line end, one character later.
        location, begin = self.tree.source.location(offset), offset + len(line) + 1
        match = _HEADER.match(line)
        if match is None:
            message = (
                "put a backslash before brackets in a passage name; the entire line is now the name"
            )
            self.tree.report(DEFECT, location, message)
            return _Passage(rich_text.one_line(line[2:]), set(), location, begin)
        if match["meta"] and not isinstance(_json(match["meta"]), dict):
            meta = self.tree.source.location(offset + match.start("meta"))
            self.tree.report(CHANGED, meta, "this is not JSON; it was left out")
        name, tags = _unescaped(match["name"]), _unescaped(match["tags"] or "")
        if tags or match["meta"]:
            self.tagged.append(location)
        if not name:
            self.tree.report(DEFECT, location, "this passage has no name; give it one")
        return _Passage(name, set(tags.split()), location, begin)

    def story_data(self, passage: _Passage) -> str:
        """Return the name of the first passage, from the passage with the story's data."""
        data = _json(passage.body)
        if not isinstance(data, dict):
            self.tree.report(CHANGED, passage.location, "StoryData is not JSON; it was left out")
            return ""
        self.format = str(data.get("format", "")).casefold()
        return str(data.get("start", ""))

    def remove_code_passages(self) -> None:
        """Remove the passages that contain only code."""
        for passage in [*self.passages.values()]:
            if passage.tags & CODE_TAGS or passage.name in SPECIAL_PASSAGES:
                message = f"the passage “{passage.name:.60}” contains code and was left out"
                self.tree.report(LEFT_OUT, passage.location, message)
                del self.passages[passage.name]

    def fill(self, step: Step, passage: _Passage) -> None:
        """Read the prose of a passage, and an answer for each link."""
        # The backslash is an escape, see `split`.
        body = re.sub(r"^\\(?=::)", rich_text.PADDING, passage.body, flags=re.MULTILINE)
        body = self.without_code(body, passage.begin)
        lines, at = [], passage.begin
        for line in body.split("\n"):
            # A link within a sentence is part of the text and an answer; a list of links is only
            # answers.
            shown = _LINK.sub(partial(self.answer, step, at), line)
            lines.append(rich_text.padded(shown[: _end_of_text(line)], len(line)))
            at += len(line) + 1
        reporter = self.tree.reporter(passage.begin)
        # The story formats show line breaks as they are in the source.
        step.prose = rich_text.read("\n".join(lines), reporter, breaks=True)
        step.links = list(step.prose.links)
        # If all answers lead out of the story, the passage is an outcome with these links.
        # True also without answers; then nothing happens below.
        if all(answer.to in self.link_outcomes for answer in step.answers):
            for answer in step.answers:
                step.links += self.tree.steps.pop(answer.to).links
            step.answers.clear()
        # With this label, a link asks nothing; it only leads on.
        continues = (self.t("Continue").casefold(), "continue")
        if len(step.answers) == 1 and step.answers[0].label.casefold() in continues:
            step.answers[0].label = ""
        if not step.prose.paragraphs:
            message = f"the passage “{passage.name:.60}” has no text; its name is used"
            self.tree.report(CHANGED, passage.location, message)
            step.prose = Prose.of(passage.name)

    def answer(self, step: Step, begin: int, match: re.Match[str]) -> str:
        """Add the answer of a link to a step. Return the label, which replaces the link."""
        begin += match.start()
        location = self.tree.source.location(begin)
        label, target = self.link(match[1], location)
        text = rich_text.read(label, self.tree.reporter(begin)).plain
        answer = Answer(text, target, location)
        # A flow's answer leads to a step, so a URL needs an outcome in between.
        if _SCHEME.match(target):
            answer.to = self.tree.add_link_outcome(answer.label, target, location, self.t)
            if self.tree.steps[answer.to].links:
                self.link_outcomes.add(answer.to)
        elif target not in self.passages:
            answer.to = ""
            suggestion = self.tree.suggest(target, self.passages)
            message = f"no passage has the name “{target:.60}”.{suggestion}"
            self.tree.report(DEFECT, location, message)
        step.answers.append(answer)
        return rich_text.padded(label, len(match[0]))

    def link(self, inside: str, location: Location) -> tuple[str, str]:
        """Return the label and the target of a link."""
        # SugarCube: `[[label|target][$variable to 1]]`.
        inside, setter, _ = inside.partition("][")
        if setter:
            self.tree.report(LEFT_OUT, location, "the setter of this link was left out")
        if "->" in inside:
            # From the right, as Twine reads it: the label may contain an arrow.
            label, _, target = inside.rpartition("->")
        elif "<-" in inside:
            target, _, label = inside.partition("<-")
        elif "|" in inside:
            label, _, target = inside.rpartition("|")
        else:
            label = target = inside
        return label.strip(), target.strip()

    def without_code(self, body: str, begin: int) -> str:
        """Return a body with padding in place of code. `begin` is its offset in the source."""
        # Once for the whole body, since Harlowe's macros can be nested.
        closing = _closing_brackets(body) if "(" in body else {}
        removed, replacements, end = list[tuple[int, int]](), dict[int, str](), 0
        for match in _CODE.finditer(body):
            if match.start() < end:
                continue  # inside of a macro that is left out
            start, end = match.span()
            if match["harlowe"]:
                end = closing.get(start, end - 1) + 1
            self.report_code(body, start, end, begin)
            removed.append((start, end))
            # Words on both sides would become one.
            joined = body[start - 1 : start].isalnum() and body[end : end + 1].isalnum()
            replacements[start] = "…" if match["variable"] else " " if joined else ""
            if match["harlowe"] and _HOOK.match(body, end) and end in closing:
                # The hook's brackets go, its text stays.
                removed += [(end, end + 1), (closing[end], closing[end] + 1)]
        body = _blanked(body, removed, replacements)
        # In the other story formats, what is code in Chapbook is prose.
        # If the story does not name its format, it may be Chapbook.
        other = any(name in self.format for name in ("harlowe", "sugarcube", "snowman"))
        return body if other else self.without_chapbook_code(body, begin)

    def without_chapbook_code(self, body: str, begin: int) -> str:
        """Return a body with padding in place of Chapbook's code."""
        removed = []
        if section := _CHAPBOOK_VARIABLES.match(body):
            message = "the variables section of this passage was left out"
            self.tree.report(LEFT_OUT, self.tree.source.location(begin), message)
            removed.append(section.span())
        for match in _CHAPBOOK.finditer(body, section.end() if section else 0):
            self.report_code(body, *match.span(), begin)
            removed.append(match.span())
        values = {start: "…" for start, _ in removed if _VALUE.match(body, start)}
        return _blanked(body, removed, values)

    def report_code(self, body: str, start: int, end: int, begin: int) -> None:
        """Report a piece of code that is left out."""
        # A report quotes the beginning only; code can be as long as the file.
        code = rich_text.one_line(body[start : min(end, start + 200)])
        message = f"code of a story format was left out: “{code:.60}”"
        self.tree.report(LEFT_OUT, self.tree.source.location(begin + start), message)


def _end_of_text(line: str) -> int:
    """Return where the text of a line ends and links follow that are no part of a sentence."""
    # From the right: links count as a list only if nothing but separators is between and after
    # them.
    end = len(line)
    for match in reversed([*_LINK.finditer(line)]):
        if line[match.end() : end].strip(SEPARATORS):
            break
        end = match.start()
    if end == len(line):
        return end
    before = line[:end].rstrip(SEPARATORS)
    # After the end of a sentence, or on their own line, links are answers; after a word they belong
    # to the sentence.
    return len(before) if not before or before[-1] in '.!?…:;"”’)]}' else len(line)


def _unescaped(text: str) -> str:
    """Return a name or tags without their backslashes."""
    return re.sub(r"\\(.)", r"\1", text).strip()


def _json(text: str) -> object:
    """Return the value of a JSON text, or None if it is not JSON."""
    try:
        return json.loads(text)
    # Deeply nested JSON exceeds Python's stack.
    except (ValueError, RecursionError):
        return None


def _closing_brackets(body: str) -> dict[int, int]:
    """Return the offset of the closing bracket for each opening one that has one."""
    closing: dict[int, int] = {}
    opened: dict[str, list[int]] = {")": [], "]": []}
    for match in re.finditer(r"[()\[\]]", body):
        if match[0] in "([":
            opened[")" if match[0] == "(" else "]"].append(match.start())
        elif opened[match[0]]:
            closing[opened[match[0]].pop()] = match.start()
    return closing


def _blanked(body: str, removed: list[tuple[int, int]], replacements: Mapping[int, str]) -> str:
    """Replace parts of a body by padding, or by a replacement and padding; line ends are kept."""
    parts, done = [], 0
    for start, end in sorted(removed):
        if start >= done:
            text = replacements.get(start, "")
            padding = re.sub(r"[^\n]", rich_text.PADDING, body[start + len(text) : end])
            parts += [body[done:start], text, padding]
            done = end
    return "".join([*parts, body[done:]])
