"""Reads QnA Markup: questions and answers as tagged lines, indented by tabs or spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.html_tags import without_comments
from wizard.convert.qna_items import Item, items_of, read_header
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, SourceText, Step, link_text
from wizard.i18n.translator import Translator
from wizard.loader.suggest import quoted_list
from wizard.model.problems import Location

NAME = "QnA Markup"

MAX_VALUES = 100  # repeated answers that are checked: each takes a walk through the tree

_GOTO = re.compile(r"GOTO:[ \t]?([\w.-]+)")

_SCRIPT = re.compile("javascript:", re.IGNORECASE)
_JUMP = re.compile(r"""\bgoto\s*\(\s*['"]?([\w.-]+)""")

_VALUE = re.compile(r"<x>([^<>]*)</x>", re.IGNORECASE)

_LABEL = re.compile(r"[A-Za-z0-9._-]*")


@dataclass(slots=True)
class _Question:
    """A question, and what is known of it so far."""

    item: Item
    position: str
    location: Location
    name: str
    answers: list[Answer] = field(default_factory=list)
    values: list[tuple[str, Location]] = field(default_factory=list)  # labels its text repeats


@dataclass(slots=True)
class _Open:
    """A question to which later answers may belong: those with these numbers of tabs.

    A question with the wrong number of tabs has two: the one that it should have, and its own.
    """

    question: _Question
    fewest: int
    most: int


@dataclass(slots=True)
class _Outline:
    """What the next item may belong to."""

    open: list[_Open] = field(default_factory=list)  # the last one is the innermost
    answer: Answer | None = None  # the last item, if it is an answer
    answer_depth: int = 0
    urls: list[str] = field(default_factory=list)  # of that answer
    documents: list[str] = field(default_factory=list)  # of the next question
    count: int = 0  # of the questions at the top
    lost: int = 0  # questions below no answer


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
        header, items = items_of(self.tree)
        # The passes depend on each other: the structure gives the questions their names, `finish`
        # needs all answers, GOTOs need all labels, and the check of repeated answers needs all
        # targets.
        read_header(self.tree, header)
        self.structure(items)
        for question in self.questions.values():
            self.finish(question)
        for answer, label, location in self.waiting.values():
            if answer.to:
                message = "this answer leads on without its GOTO, which was left out"
                self.tree.report(DEFECT, location, message)
            else:
                answer.to = self.target(label, location)
        self.tree.start_at()
        self.check_values()
        return self.tree

    def location(self, offset: int) -> Location:
        """Return the location of an offset in the source."""
        return self.tree.source.location(offset)

    def structure(self, items: Iterable[Item]) -> None:
        """Give each question to an answer and each answer to a question, by the number of tabs."""
        outline = _Outline()
        for item in items:
            location = self.location(item.begin)
            if item.kind == "DOC":
                outline.documents.append(self.document(item, location))
            elif item.kind == "Q":
                self.add_question(item, outline, location)
            elif not outline.open:
                message = "this answer comes before any question; it was left out"
                self.tree.report(DEFECT, location, message)
            else:
                self.add_answer(item, outline, location)
        self.end_answer(outline)
        self.add_documents(outline)

    def add_question(self, item: Item, outline: _Outline, location: Location) -> None:
        """Add a question to the answer right before it, or to the top."""
        answer = outline.answer if item.depth else None
        if answer:
            above = outline.open[-1]
            position = f"{above.question.position}.{len(above.question.answers)}"
            fewest = above.fewest + 1
            if not fewest <= item.depth <= outline.answer_depth + 1:
                right = min(outline.answer_depth, above.most) + 1
                message = (
                    f"wrong indentation: {_tabs(item.depth)}, "
                    f"but {_tabs(right)} must follow the answer above"
                )
                self.tree.report(DEFECT, location, message)
        elif item.depth and outline.open:
            # Its depth is all that is known. The questions around it keep their later answers.
            outline.lost += 1
            position, fewest = f"?{outline.lost}", item.depth
        else:
            outline.count += 1
            position, fewest = str(outline.count), 0
        if item.depth and not answer:
            message = "no answer comes right before this question, so none leads to it"
            self.tree.report(DEFECT, location, message)
        question = self.question(item, position, location)
        if answer:
            answer.to = question.name
        self.end_answer(outline)
        while outline.open and outline.open[-1].fewest >= fewest:
            outline.open.pop()
        outline.open.append(_Open(question, fewest, max(fewest, item.depth)))
        self.add_documents(outline)

    def add_answer(self, item: Item, outline: _Outline, location: Location) -> None:
        """Add an answer to the last question with the same indentation."""
        self.end_answer(outline)
        self.add_documents(outline)
        depth, opened = item.depth, outline.open
        fitting = [at for at, each in enumerate(opened) if each.fewest <= depth <= each.most]
        if not fitting:
            message = (
                f"no question is indented by {_tabs(depth)}; "
                "this answer was added to the question above"
            )
            self.tree.report(DEFECT, location, message)
            # An answer with the wrong number of tabs still belongs to some question.
            fitting = [0, *(at for at, each in enumerate(opened) if each.fewest <= depth)]
        del opened[fitting[-1] + 1 :]
        question = opened[-1].question
        read = self.text_field if item.kind == "X" else self.answer
        outline.answer = read(item, question, location)
        question.answers.append(outline.answer)
        outline.answer_depth, outline.urls = depth, item.urls

    def end_answer(self, outline: _Outline) -> None:
        """Read the URL of the last answer, now that its question is known if it has one."""
        answer, outline.answer = outline.answer, None
        urls, outline.urls = [url for url in outline.urls if url.strip()], []
        if answer is None or not urls:
            return
        for url in urls[1:]:
            message = f"an answer has one address; the link to {url:.80} was left out"
            self.tree.report(LEFT_OUT, answer.location, message)
        jumps = [*dict.fromkeys(_JUMP.findall(urls[0]))] if _SCRIPT.match(urls[0]) else []
        if jumps:
            message = f"a script that can go to {quoted_list(jumps)} was left out"
            self.tree.report(LEFT_OUT, answer.location, message)
        if len(jumps) == 1 and not answer.to:
            self.waiting[id(answer)] = (answer, jumps[0], answer.location)
            return
        if not answer.to:
            answer.to = self.tree.add_link_outcome(answer.label, urls[0], answer.location, self.t)
            return
        # QnA Markup opens the URL and asks the question.
        step = self.tree.steps[answer.to]
        self.tree.add_link(step, answer.label, urls[0], answer.location)
        if step.links:
            message = f"the link to {urls[0]:.80} is now in the step that follows this answer"
            self.tree.report(CHANGED, answer.location, message)

    def question(self, item: Item, position: str, location: Location) -> _Question:
        """Return a new question with its label, if it has one, else its position."""
        label = item.label
        if not _LABEL.fullmatch(label):
            message = f"the label “{label:.60}” may contain only letters, digits, dots and dashes"
            self.tree.report(DEFECT, location, message)
        if label in self.labels:
            first = self.questions[self.labels[label]].location.line
            message = f"the label “{label}” is already used in line {first}; GOTO goes to that one"
            self.tree.report(DEFECT, location, message)
        elif re.fullmatch(r"[\d.]+", label) and label != position and "?" not in position:
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

    def answer(self, item: Item, _question: _Question, location: Location) -> Answer:
        """Return a new answer."""
        text, goto = self.goto(item.text, item.text_begin, "A")
        label = rich_text.read_plain(text, self.tree.reporter(item.text_begin))
        if not label:
            self.tree.report(DEFECT, location, "this answer has no text; write one")
        # Not empty: an answer without a label is a jump to `normalize`.
        answer = Answer(label or "–", "", location, item.label)
        if goto:
            # Answers are mutable and so have no hash; they live as long as the tree, so their
            # identity is a safe key.
            self.waiting[id(answer)] = (answer, *goto)
        return answer

    def text_field(self, item: Item, question: _Question, location: Location) -> Answer:
        """Return the answer that takes the place of a text field."""
        message = "a text field was left out: a flow never asks readers to type"
        self.tree.report(LEFT_OUT, location, message)
        text = rich_text.one_line(item.text)
        if text and text != "number":  # the kind of the field
            message = f"the text after a text field was left out: “{text:.60}”"
            self.tree.report(LEFT_OUT, location, message)
        if any(other.label == self.t("Continue") for other in question.answers):
            self.tree.report(DEFECT, location, "this question has a second text field")
        # The text that a reader would type is unknown, so this answer stands for all others.
        label = self.t("Something else") if question.answers else self.t("Continue")
        return Answer(label, "", location)

    def document(self, item: Item, location: Location) -> str:
        """Return a part of a document as a comment."""
        text = _VALUE.sub(r"(\1)", item.text)
        plain = rich_text.read_plain(text, self.tree.reporter(item.text_begin))
        message = "this part of a document is now a comment; write a letter from it in letters/"
        self.tree.report(LEFT_OUT, location, message)
        return f"Document: {plain}"

    def add_documents(self, outline: _Outline) -> None:
        """Make parts of a document comments of the question that follows them, or of the last."""
        name = outline.open[-1].question.name if outline.open else ""
        comments = self.tree.steps[name].comments if name else self.tree.comments
        comments += outline.documents
        outline.documents.clear()

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
        step.links += step.prose.links
        # After a link, a question that only leads on has something to say.
        if goto and step.links and not step.prose.paragraphs:
            step.prose = Prose.of(link_text(self.t, step.links[0][1]))
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
        # Not in a comment, where authors keep old ones.
        shown = without_comments(text)
        gotos = list(_GOTO.finditer(shown))
        if not gotos:
            return text, None
        location = self.location(begin + gotos[-1].start())
        if kind == "A":
            message = "GOTO belongs in a question, not in an answer; it was followed anyway"
            self.tree.report(DEFECT, location, message)
        for extra in gotos[:-1]:
            message = "only the last GOTO of a text is used; this one was left out"
            self.tree.report(DEFECT, self.location(begin + extra.start()), message)
        if shown[gotos[-1].end() :].strip():
            message = "GOTO must come last; the text after it was kept as text"
            self.tree.report(DEFECT, location, message)
        # Padded, so that locations after it stay right.
        ends = [0, *(match.end() for match in gotos)]
        begins = [*(match.start() for match in gotos), len(text)]
        kept = (text[end:begin] for end, begin in zip(ends, begins, strict=True))
        gaps = [*(rich_text.padded("", len(match[0])) for match in gotos), ""]
        without = "".join(part + gap for part, gap in zip(kept, gaps, strict=True))
        return without, (gotos[-1][1], location)

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
