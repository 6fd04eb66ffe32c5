"""Reads QnA Markup: questions and answers as tagged lines, indented by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, SourceText, Step
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

NAME = "QnA Markup"

MAX_VALUES = 100  # repeated answers that are checked: each takes a walk through the tree

# The URL of an answer is before or after the colon.
TAG = re.compile(
    r"(?P<tabs>\t*)(?:(?P<kind>[QX]|DOC)(?:\((?P<label>[^)\n]*)\))?:"
    r"|(?P<answer>A)(?:\((?P<value>[^)\n]*)\))?(?:\[(?P<href>[^\]\n]*)\])?"
    r":(?:\[(?P<new>[^\]\n]*)\])?)"
)

# A likely mistake, since many editors indent with spaces.
_SPACED_TAG = re.compile(r"[ \t]* [ \t]*(?:Q|A|X|DOC)(?:\([^)\n]*\))?(?:\[[^\]\n]*\])?:")

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
    begin: int  # offset of the tag, after its tabs
    text_begin: int
    text: str = ""


@dataclass(slots=True)
class _Question:
    """A question, and what is known of it so far."""

    item: _Item
    position: str
    location: Location
    name: str
    answers: list[Answer] = field(default_factory=list)
    values: list[tuple[str, Location]] = field(default_factory=list)  # labels its text repeats


@dataclass(slots=True)
class _Outline:
    """The last questions and answers, by their depth, while the items are read."""

    questions: list[_Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    depth: int = 0  # of the last item
    answer: Answer | None = None  # the last item, if it is an answer
    count: int = 0  # of the questions without a parent


def first_mark(text: str) -> int:
    """Return the offset of the first question in QnA Markup, or -1 if a text has none."""
    question = re.search(r"^\t*Q(\([^)\n]*\))?:", text, re.MULTILINE)
    return question.start() if question else -1


def read(source: SourceText, t: Translator) -> ImportedTree:
    """Return the tree of a source in QnA Markup."""
    return _Reader(ImportedTree(source, NAME), t).read()


@dataclass
class _Reader:
    """Builds the tree, item by item."""

    tree: ImportedTree
    t: Translator
    questions: dict[str, _Question] = field(default_factory=dict)  # by name
    labels: dict[str, str] = field(default_factory=dict)  # to the names of questions
    # Answers with a GOTO, by identity: its label can only be looked up once all are known.
    waiting: dict[int, tuple[Answer, str, Location]] = field(default_factory=dict)

    def read(self) -> ImportedTree:
        """Read the source."""
        header, items = self.items()
        # The passes depend on each other: the structure gives the questions their names, `finish`
        # needs all answers, GOTOs need all labels, and the check of repeated answers needs all
        # targets.
        self.header(header)
        self.structure(items)
        for question in self.questions.values():
            self.finish(question)
        for answer, label, location in self.waiting.values():
            answer.to = self.target(label, location)
        self.tree.start_at()
        self.check_values()
        return self.tree

    def location(self, offset: int) -> Location:
        """Return the location of an offset in the source."""
        return self.tree.source.location(offset)

    def items(self) -> tuple[str, list[_Item]]:
        """Return the text before the first tag, and the tagged lines with their texts."""
        source, items = self.tree.source, list[_Item]()
        for offset, line in source.lines():
            if match := TAG.match(line):
                if items:
                    items[-1].text = source.text[items[-1].text_begin : offset]
                kind = match["kind"] or "A"
                label = match["label"] if match["kind"] else match["value"]
                href, tabs = match["href"] or match["new"] or "", len(match["tabs"])
                # The text follows when the next tag, and so its end, is known.
                items.append(_Item(kind, tabs, label, href, offset + tabs, offset + match.end()))
            elif _SPACED_TAG.match(line):
                message = (
                    "this line starts with spaces, so it was read as part of the text above; "
                    "indent tags with tabs"
                )
                self.tree.report(DEFECT, self.location(offset), message)
        if not items:
            return source.text, items
        items[-1].text = source.text[items[-1].text_begin :]
        # `begin` is after the tabs, so that a report points at the tag; the header ends before
        # them.
        return source.text[: items[0].begin - items[0].depth], items

    def header(self, text: str) -> None:
        """Read title, author and description. All else before the first question is a comment."""
        # Under the empty key: what is before any of the keywords.
        texts, key, at = {"": ""}, "", 0
        for line in text.splitlines(keepends=True):
            end = at + len(line)
            if match := _META.match(line):
                key, line = match[1].lower(), line[match.end() :]
                if texts.get(key):
                    other = rich_text.one_line(texts[key])
                    message = f"second {key}; this one is used, not “{other:.60}”"
                    self.tree.report(CHANGED, self.location(at), message)
                texts[key] = ""
            texts[key] += line
            at = end
        first = self.location(0)
        plain = {
            key: rich_text.read(text, self.tree.reporter_at(first)).plain
            for key, text in texts.items()
        }
        self.tree.title = plain.get("title", "")
        self.tree.author = plain.get("author", "")
        self.tree.summary = plain.get("description", "")
        for key in ("", "before", "after"):
            if rest := plain.get(key):
                where = f"of {key.capitalize()}:" if key else "above the first question"
                message = f"the text {where} is now a comment: “{rest:.60}”"
                self.tree.report(CHANGED, first, message)
                self.tree.comments.append(f"{key.capitalize()}: {rest}".removeprefix(": "))

    def structure(self, items: Iterable[_Item]) -> None:
        """Give each question to an answer and each answer to a question, by the number of tabs."""
        outline = _Outline()
        for item in items:
            location = self.location(item.begin)
            if item.kind == "DOC":
                self.add_document(item, outline, location)
            elif item.kind == "Q":
                self.add_question(item, outline, location)
            elif not outline.questions:
                message = "this answer comes before any question; it was left out"
                self.tree.report(DEFECT, location, message)
            else:
                self.add_answer(item, outline, location)

    def add_question(self, item: _Item, outline: _Outline, location: Location) -> None:
        """Add a question to the answer above it, or to the top."""
        depth = self.depth(item, outline, location)
        parent = outline.answers[depth - 1] if depth else None
        if parent:
            above = outline.questions[depth - 1]
            position = f"{above.position}.{len(above.answers)}"
        else:
            outline.count += 1
            position = str(outline.count)
        question = self.question(item, position, location)
        if parent:
            parent.to = question.name
        # Deeper questions and answers are closed by one further out, and get no more children.
        del outline.questions[depth:], outline.answers[depth:]
        outline.questions.append(question)
        outline.depth, outline.answer = depth, None

    def add_answer(self, item: _Item, outline: _Outline, location: Location) -> None:
        """Add an answer to the last question of its depth."""
        # An answer that is indented too far still belongs to some question.
        depth = min(item.depth, len(outline.questions) - 1)
        if depth < item.depth:
            message = (
                f"no question is indented by {_tabs(item.depth)}; "
                "this answer was added to the last question"
            )
            self.tree.report(DEFECT, location, message)
        del outline.questions[depth + 1 :], outline.answers[depth:]
        question = outline.questions[depth]
        read = self.text_field if item.kind == "X" else self.answer
        answer = read(item, question, location)
        question.answers.append(answer)
        outline.answers.append(answer)
        outline.depth, outline.answer = depth, answer

    def depth(self, item: _Item, outline: _Outline, location: Location) -> int:
        """Return the depth of a question: below the answer right before it, or at the top."""
        if item.depth == 0:
            return 0
        if outline.answer is None or outline.answer.to:
            message = "no answer comes right before this question, so none leads to it"
            self.tree.report(DEFECT, location, message)
            return 0
        depth = outline.depth + 1
        if item.depth != depth:
            message = (
                f"wrong indentation: {_tabs(item.depth)}, "
                f"but {_tabs(depth)} must follow the answer above"
            )
            self.tree.report(DEFECT, location, message)
        return depth

    def question(self, item: _Item, position: str, location: Location) -> _Question:
        """Return a new question with its label, if it has one, else its position."""
        label = item.label or ""
        if not _LABEL.fullmatch(label):
            message = f"the label “{label:.60}” may contain only letters, digits, dots and dashes"
            self.tree.report(DEFECT, location, message)
        if label in self.labels:
            first = self.questions[self.labels[label]].location.line
            message = f"the label “{label}” is already used in line {first}; GOTO goes to that one"
            self.tree.report(DEFECT, location, message)
        elif label and re.fullmatch(r"[\d.]+", label) and label != position:
            message = f"this question is labeled {label}, but its position is {position}"
            self.tree.report(CHANGED, location, message)
        # Labels can be missing or used twice, positions cannot. No label can begin with #, so names
        # and labels never collide.
        name = f"#{position}"
        if label:
            # The first question keeps a label that is used twice.
            self.labels.setdefault(label, name)
        self.questions[name] = question = _Question(item, position, location, name)
        self.tree.steps[name] = Step(Prose(), location, label, question.answers)
        return question

    def answer(self, item: _Item, _question: _Question, location: Location) -> Answer:
        """Return a new answer."""
        text, goto = self.goto(item.text, item.text_begin, "A")
        label = rich_text.read(text, self.tree.reporter(item.text_begin)).plain
        if not label:
            self.tree.report(DEFECT, location, "this answer has no text; write one")
        # Not empty: an answer without a label is a jump to `normalize`.
        answer = Answer(label or "–", "", location, item.label or "")
        if goto:
            # Answers are mutable and so have no hash; they live as long as the tree, so their
            # identity is a safe key.
            self.waiting[id(answer)] = (answer, *goto)
        if item.href:
            answer.to = self.tree.add_link_outcome(answer.label, item.href, location, self.t)
        return answer

    def text_field(self, item: _Item, question: _Question, location: Location) -> Answer:
        """Return the answer that takes the place of a text field."""
        message = "a text field was left out: a flow never asks readers to type"
        self.tree.report(LEFT_OUT, location, message)
        if text := rich_text.one_line(item.text):
            message = f"the text after a text field was left out: “{text:.60}”"
            self.tree.report(LEFT_OUT, location, message)
        if any(other.label == self.t("Continue") for other in question.answers):
            self.tree.report(DEFECT, location, "this question has a second text field")
        # The text that a reader would type is unknown, so this answer stands for all others.
        label = self.t("Something else") if question.answers else self.t("Continue")
        return Answer(label, "", location)

    def add_document(self, item: _Item, outline: _Outline, location: Location) -> None:
        """Turn a part of a document into a comment of the question above it."""
        text = _VALUE.sub(r"(\1)", item.text)
        plain = rich_text.read(text, self.tree.reporter(item.text_begin)).plain
        message = "this part of a document is now a comment; write a letter from it in letters/"
        self.tree.report(LEFT_OUT, location, message)
        questions = outline.questions
        comments = self.tree.steps[questions[-1].name].comments if questions else self.tree.comments
        comments.append(f"Document: {plain}")

    def finish(self, question: _Question) -> None:
        """Read the text of a question and its GOTO, now that all answers and labels are known."""
        item, step = question.item, self.tree.steps[question.name]
        text, goto = self.goto(item.text, item.text_begin, "Q")
        for match in _VALUE.finditer(text):
            location, name = self.location(item.text_begin + match.start()), match[1].strip()
            question.values.append((name, location))
            message = f"a flow cannot repeat the answer to “{name:.40}”; it shows “…” instead"
            self.tree.report(CHANGED, location, message)
        # Padded, so that locations after it stay right.
        text = _VALUE.sub(lambda match: rich_text.padded("…", len(match[0])), text)
        step.prose = rich_text.read(text, self.tree.reporter(item.text_begin))
        step.links = list(step.prose.links)
        for answer in question.answers:
            if not answer.to and id(answer) not in self.waiting:
                message = (
                    f"dead end: nothing follows the answer “{answer.label:.60}”; add its next step"
                )
                self.tree.report(DEFECT, answer.location, message)
        if goto and question.answers:
            message = "this question has answers and a GOTO; the GOTO was left out"
            self.tree.report(DEFECT, goto[1], message)
        elif goto:
            # An answer without a label: a question that asks nothing and only leads on.
            step.answers.append(Answer("", self.target(*goto), goto[1]))

    def goto(self, text: str, begin: int, kind: str) -> tuple[str, tuple[str, Location] | None]:
        """Return a text without its GOTO, and the GOTO's label and location."""
        gotos = list(_GOTO.finditer(text))
        if not gotos:
            return text, None
        location = self.location(begin + gotos[-1].start())
        if kind == "A":
            message = "GOTO belongs in a question, not in an answer; it was followed anyway"
            self.tree.report(DEFECT, location, message)
        for extra in gotos[:-1]:
            message = "only the last GOTO of a text is used; this one was left out"
            self.tree.report(DEFECT, self.location(begin + extra.start()), message)
        if text[gotos[-1].end() :].strip():
            message = "GOTO must come last; the text after it was kept as text"
            self.tree.report(DEFECT, location, message)
        return _GOTO.sub("", text), (gotos[-1][1], location)

    def target(self, label: str, location: Location) -> str:
        """Return the question that a GOTO means, by label or else by position; "" if none."""
        # A number can be a label or a position; the label wins.
        name = self.labels.get(label) or (f"#{label}" if f"#{label}" in self.questions else "")
        if not name:
            self.report_unknown_label(label, location)
        return name

    def report_unknown_label(self, label: str, location: Location) -> None:
        """Report a label that no question has."""
        message = f"no question has the label “{label:.60}”.{self.tree.suggest(label, self.labels)}"
        self.tree.report(DEFECT, location, message)

    def check_values(self) -> None:
        """Report repeated answers whose question some path to the text does not pass."""
        used = [
            (label, location, question.name)
            for question in self.questions.values()
            for label, location in question.values
        ]
        labels = [*dict.fromkeys(label for label, _, _ in used)]
        if len(labels) > MAX_VALUES:
            message = f"{len(labels)} answers are repeated; only {MAX_VALUES} of them were checked"
            self.tree.report(CHANGED, used[0][1], message)
        reachable = {
            # If the text can be reached without passing the question, some reader has no answer to
            # repeat.
            label: set(self.reachable_without(self.labels.get(label, "")))
            for label in labels[:MAX_VALUES]
        }
        for label, location, question in used:
            if label not in self.labels:
                self.report_unknown_label(label, location)
            elif question in reachable.get(label, ()):
                message = f"not every path to this text answers “{label:.60}”"
                self.tree.report(DEFECT, location, message)

    def reachable_without(self, name: str) -> Iterator[str]:
        """Yield the steps to which a path leads from the start without passing a step."""
        todo, seen = [self.tree.start], {self.tree.start, name, ""}
        while todo:
            step = todo.pop()
            if step == name:
                continue
            yield step
            for answer in self.tree.steps[step].answers:
                if answer.to not in seen:
                    seen.add(answer.to)
                    todo.append(answer.to)


def _tabs(depth: int) -> str:
    return f"{depth} tab{'s' * (depth != 1)}" if depth else "no tab"
