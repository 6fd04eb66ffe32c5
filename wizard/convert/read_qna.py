"""Reads QnA Markup: questions and answers as tagged lines, indented by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wizard.convert import rich_text
from wizard.convert.rich_text import Prose
from wizard.convert.tree import CHANGED, DEFECT, REFUSED, Answer, ImportedTree, Step, Text
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "QnA Markup"

MAX_VALUES = 100  # different answers that texts repeat, each followed through the tree

TAG = re.compile(
    r"(?P<tabs>\t*)(?:(?P<kind>[QX]|DOC)(?:\((?P<label>[^)\n]*)\))?:"
    r"|(?P<answer>A)(?:\((?P<value>[^)\n]*)\))?(?:\[(?P<href>[^\]\n]*)\])?:(?:\[(?P<new>[^\]\n]*)\])?)"
)

_SPACED = re.compile(r"[ \t]* [ \t]*(?:Q|A|X|DOC)(?:\([^)\n]*\))?(?:\[[^\]\n]*\])?:")

_META = re.compile(r"(title|author|description|before|after):", re.IGNORECASE)

_GOTO = re.compile(r"GOTO:[ \t]?([\w.-]+)")

_VALUE = re.compile(r"<x>([^<>]*)</x>", re.IGNORECASE)

_LABEL = re.compile(r"[A-Za-z0-9._-]*")


@dataclass(slots=True)
class _Item:
    """A tagged line with the text up to the next one."""

    kind: str
    depth: int
    label: str | None
    href: str
    begin: int  # of the tag, without its tabs
    text_begin: int
    text: str = ""


@dataclass(slots=True)
class _Question:
    """A question with what belongs to it, as it is found."""

    item: _Item
    position: str
    location: Location
    name: str
    goto: str = ""
    goto_at: int = 0
    asked: list[Answer] = field(default_factory=list)
    values: list[tuple[str, Location]] = field(
        default_factory=list
    )  # labels whose answers its text repeats


def looks_like(text: str) -> bool:
    """Whether a text has a question of QnA Markup in it."""
    return re.search(r"^\t*Q(\([^)\n]*\))?:", text, re.MULTILINE) is not None


def read(source: Text, t: Translator) -> ImportedTree:
    """The tree of a source in QnA Markup."""
    return _Reader(ImportedTree(source, NAME), t).read()


@dataclass
class _Reader:
    """Puts the tree together, item by item."""

    sketch: ImportedTree
    t: Translator
    questions: dict[str, _Question] = field(default_factory=dict)  # by name
    labels: dict[str, str] = field(default_factory=dict)  # to the names of questions
    waiting: dict[int, tuple[Answer, str, Location]] = field(
        default_factory=dict
    )  # answers with a GOTO, by identity

    def read(self) -> ImportedTree:
        """All of it."""
        header, items = self.items()
        self.header(header)
        self.structure(items)
        for question in self.questions.values():
            self.settle(question)
        for answer, label, location in self.waiting.values():
            answer.to = self.target(label, location)
        self.sketch.begin_at_first()
        self.unset()
        return self.sketch

    def location(self, offset: int) -> Location:
        return self.sketch.source.location(offset)

    def items(self) -> tuple[str, list[_Item]]:
        """The text before the first tag, and the tagged lines with their texts."""
        source, items = self.sketch.source, list[_Item]()
        for offset, line in source.lines():
            if match := TAG.match(line):
                if items:
                    items[-1].text = source.text[items[-1].text_begin : offset]
                kind, label = (
                    match["kind"] or "A",
                    match["label"] if match["kind"] else match["value"],
                )
                href, tabs = match["href"] or match["new"] or "", len(match["tabs"])
                items.append(_Item(kind, tabs, label, href, offset + tabs, offset + match.end()))
            elif _SPACED.match(line):
                message = "this line begins with spaces, so it is part of the text before it; tags are indented by tabs"
                self.sketch.note(DEFECT, self.location(offset), message)
        if not items:
            return source.text, items
        items[-1].text = source.text[items[-1].text_begin :]
        return source.text[: items[0].begin - items[0].depth], items

    def header(self, text: str) -> None:
        """Title, author and description; what else stands before the first question becomes a comment."""
        found, key, at = {"": ""}, "", 0
        for line in text.splitlines(keepends=True):
            end = at + len(line)
            if match := _META.match(line):
                key, line = match[1].lower(), line[match.end() :]
                if found.get(key):
                    message = (
                        f"another {key}; this one counts, not “{rich_text.line_of(found[key]):.60}”"
                    )
                    self.sketch.note(CHANGED, self.location(at), message)
                found[key] = ""
            found[key] += line
            at = end

        def told(_at: int, kind: str, message: str) -> None:
            self.sketch.note(kind, self.location(0), message)

        self.sketch.title = rich_text.read(found.get("title", ""), told).plain
        self.sketch.content = rich_text.read(found.get("author", ""), told).plain
        self.sketch.summary = rich_text.read(found.get("description", ""), told).plain
        for key in ("", "before", "after"):
            if rest := rich_text.read(found.get(key, ""), told).plain:
                where = f"of {key.capitalize()}:" if key else "above the first question"
                self.sketch.note(
                    CHANGED, self.location(0), f"the text {where} is now a comment: “{rest:.60}”"
                )
                self.sketch.comments.append(f"{key.capitalize()}: {rest}".removeprefix(": "))

    def told(self, begin: int) -> rich_text.Told:
        """What to tell of a text that begins here."""
        return lambda at, kind, message: self.sketch.note(kind, self.location(begin + at), message)

    def structure(self, items: Iterable[_Item]) -> None:
        """Who belongs to whom, by the number of tabs."""
        asked: list[_Question] = []  # the last question of each depth
        last: tuple[int, Answer | None] = (
            0,
            None,
        )  # the depth of the last item, and the answer if it is one
        answers: list[Answer] = []  # the last answer of each depth
        top = 0
        for item in items:
            location = self.location(item.begin)
            if item.kind == "DOC":
                self.document(item, asked, location)
                continue
            if item.kind == "Q":
                depth = self.depth(item, last, answers, location)
                parent = answers[depth - 1] if depth else None
                top += not parent
                position = (
                    f"{asked[depth - 1].position}.{len(asked[depth - 1].asked)}"
                    if parent
                    else str(top)
                )
                question = self.question(item, position, location)
                if parent:
                    parent.to = question.name
                del asked[depth:], answers[depth:]
                asked.append(question)
                last = (depth, None)
            elif not asked:
                self.sketch.note(DEFECT, location, "an answer before any question; it was left out")
            else:
                depth = min(item.depth, len(asked) - 1)
                if depth < item.depth:
                    self.sketch.note(
                        DEFECT,
                        location,
                        f"no question has {_tabs(item.depth)}; the answer went to the last question",
                    )
                del asked[depth + 1 :], answers[depth:]
                answers.append(self.answer(item, asked[depth], location))
                last = (depth, answers[-1])

    def depth(
        self,
        item: _Item,
        last: tuple[int, Answer | None],
        answers: list[Answer],
        location: Location,
    ) -> int:
        """The depth at which a question belongs: under the answer right before it, or at the top."""
        if item.depth == 0:
            return 0
        depth, answer = last
        if answer is None or answer.to:
            self.sketch.note(
                DEFECT,
                location,
                "no answer stands right before this question, so nothing leads to it",
            )
            return 0
        if item.depth != depth + 1:
            message = f"wrong depth: {_tabs(item.depth)} where {_tabs(depth + 1)} would follow the answer before it"
            self.sketch.note(DEFECT, location, message)
        return depth + 1

    def question(self, item: _Item, position: str, location: Location) -> _Question:
        """A new question under its label, or under its position."""
        label = item.label or ""
        if not _LABEL.fullmatch(label):
            self.sketch.note(
                DEFECT,
                location,
                f"the label “{label:.60}” may hold letters, digits, dots and dashes only",
            )
        if label in self.labels:
            first = self.questions[self.labels[label]].location.line
            self.sketch.note(
                DEFECT,
                location,
                f"the label “{label}” is also that of line {first}; GOTO leads to that one",
            )
        elif label and re.fullmatch(r"[\d.]+", label) and label != position:
            self.sketch.note(
                CHANGED,
                location,
                f"this question says that it is {label}, and stands at {position}",
            )
        name = f"#{position}"
        if label:
            self.labels.setdefault(label, name)
        self.questions[name] = question = _Question(item, position, location, name)
        self.sketch.steps[name] = Step(Prose(), location, label, question.asked)
        return question

    def answer(self, item: _Item, question: _Question, location: Location) -> Answer:
        """A new answer of a question, or what becomes of a field for text."""
        sketch, text, told = self.sketch, item.text, self.told(item.text_begin)
        if item.kind == "X":
            message = "a field for text was left out: what a reader types is never asked for here"
            sketch.note(REFUSED, location, message)
            if text.strip():
                sketch.note(
                    REFUSED,
                    location,
                    f"the text behind a field was left out: “{rich_text.line_of(text):.60}”",
                )
            label = self.t("Something else") if question.asked else self.t("Continue")
            if any(other.label == self.t("Continue") for other in question.asked):
                sketch.note(DEFECT, location, "a second field for text in one question")
            answer = Answer(label, "", location)
        else:
            text, goto = self.goto(text, item.text_begin, "A")
            label = rich_text.read(text, told).plain
            if not label:
                sketch.note(DEFECT, location, "an answer without a text")
            answer = Answer(label or "–", "", location, item.label or "")
            if goto:
                self.waiting[id(answer)] = (answer, *goto)
            if item.href:
                answer.to = sketch.outside(answer.label, item.href, location, self.t)
        question.asked.append(answer)
        return answer

    def document(self, item: _Item, asked: list[_Question], location: Location) -> None:
        """A part of a document, which becomes a comment of the question before it."""
        text = rich_text.read(_VALUE.sub(r"(\1)", item.text), self.told(item.text_begin)).plain
        self.sketch.note(
            REFUSED,
            location,
            "a part of a document is now a comment; write a letter of it in letters/",
        )
        comments = self.sketch.comments if not asked else self.sketch.steps[asked[-1].name].comments
        comments.append(f"Document: {text}")

    def settle(self, question: _Question) -> None:
        """The text of a question, its GOTO, and its answers."""
        item, step = question.item, self.sketch.steps[question.name]
        text, goto = self.goto(item.text, item.text_begin, "Q")
        for match in _VALUE.finditer(text):
            location = self.location(item.text_begin + match.start())
            question.values.append((match[1].strip(), location))
            self.sketch.note(
                CHANGED,
                location,
                f"the answer to “{match[1].strip():.40}” cannot be repeated; here is “…” now",
            )
        told = self.told(item.text_begin)
        step.prose = rich_text.read(
            _VALUE.sub(lambda match: rich_text.filled("…", len(match[0])), text), told
        )
        step.links = list(step.prose.links)
        for answer in question.asked:
            if not answer.to and id(answer) not in self.waiting:
                self.sketch.note(
                    DEFECT,
                    answer.location,
                    f"a dead end: nothing follows the answer “{answer.label:.60}”",
                )
        if goto and question.asked:
            self.sketch.note(
                DEFECT, goto[1], "this question has answers and a GOTO; the GOTO was left out"
            )
        elif goto:
            jump = Answer("", "", goto[1])
            step.answers.append(jump)
            jump.to = self.target(*goto)

    def goto(self, text: str, begin: int, kind: str) -> tuple[str, tuple[str, Location] | None]:
        """A text without its GOTO, and where that leads with its place."""
        found = list(_GOTO.finditer(text))
        if not found:
            return text, None
        location = self.location(begin + found[-1].start())
        if kind == "A":
            self.sketch.note(
                DEFECT,
                location,
                "a GOTO stands in a question, not in an answer; it was read all the same",
            )
        for extra in found[:-1]:
            self.sketch.note(
                DEFECT, self.location(begin + extra.start()), "a second GOTO; the last one counts"
            )
        if text[found[-1].end() :].strip():
            self.sketch.note(
                DEFECT,
                location,
                "a GOTO is the last thing of a text; what follows it here stayed a text",
            )
        return _GOTO.sub("", text), (found[-1][1], location)

    def target(self, label: str, location: Location) -> str:
        """The name of the question that a GOTO means: by its label, else by its position. Empty where there is none."""
        name = self.labels.get(label) or (f"#{label}" if f"#{label}" in self.questions else "")
        if not name:
            self.sketch.note(
                DEFECT,
                location,
                f"no question is called “{label:.60}”.{self.sketch.near(label, self.labels)}",
            )
        return name

    def unset(self) -> None:
        """Values that some way to their place does not set."""
        used = [
            (name, location, question.name)
            for question in self.questions.values()
            for name, location in question.values
        ]
        names = [*dict.fromkeys(name for name, _, _ in used)]
        reached = {
            name: set(self.reached(self.labels.get(name, ""))) for name in names[:MAX_VALUES]
        }
        if len(names) > MAX_VALUES:
            message = f"{len(names)} different answers are repeated in texts; only {MAX_VALUES} were looked at"
            self.sketch.note(CHANGED, used[0][1], message)
        for name, location, question in used:
            if name not in self.labels:
                self.sketch.note(
                    DEFECT,
                    location,
                    f"no question is called “{name:.60}”.{self.sketch.near(name, self.labels)}",
                )
            elif question in reached.get(name, ()):
                self.sketch.note(
                    DEFECT, location, f"not every way to this place answers “{name:.60}”"
                )

    def reached(self, without: str) -> Iterator[str]:
        """The steps that some way from the start leads to without passing one of them."""
        todo, seen = [self.sketch.start], {self.sketch.start, without, ""}
        while todo:
            name = todo.pop()
            if name == without:
                continue
            yield name
            for answer in self.sketch.steps[name].answers:
                if answer.to not in seen:
                    seen.add(answer.to)
                    todo.append(answer.to)


def _tabs(depth: int) -> str:
    return f"{depth} tab{'s' * (depth != 1)}" if depth else "no tab"
