"""A sketch that is settled, as the text of a flow file: what a person would have written, with comments where one would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import wrap

from wizard.convert.headings import SENTENCE, limit, shortened, split_heading, split_question
from wizard.convert.normalize import UNFINISHED
from wizard.convert.rich_text import Paragraph, line_of, markdown
from wizard.convert.tree import CHANGED, REFUSED, Answer, ImportedTree, Step
from wizard.i18n.translator import Translator
from wizard.loader.schema import USUAL_ANSWERS
from wizard.loader.yaml_errors import suspicious_plain_scalar

WIDTH = 118  # columns of the file

SOURCE = "imported"  # the id of the source that outcomes cite

_PLAIN = re.compile(r"[\w“‘(¿¡…][^\n]*")  # may stand without quotes, but for what follows

_QUOTED = re.compile(
    r": |:$| #|^[+-]?\d[\d.,:eE+_-]*$|^0[xo]|^(true|false|null|yes|no|on|off)$", re.IGNORECASE
)

_ORDER = re.compile(r"\b(wizard|yaml-language-server|vim?|ex|yamllint):", re.IGNORECASE)

_FLOW_SIGNS = re.compile(r"[,\[\]{}]")

HELP = 5_000

BACK = 80  # characters of a question in a heading


def write_flow(sketch: ImportedTree, t: Translator) -> str:
    """The text of the flow. What does not fit a key is noted, and stays in a comment."""
    return "\n".join(_Writer(sketch, t).lines()) + "\n"


class _Writer:
    """Writes key by key."""

    def __init__(self, sketch: ImportedTree, t: Translator) -> None:
        self.sketch = sketch
        self.t = t

    def lines(self) -> Iterator[str]:
        """All of the file."""
        sketch = self.sketch
        yield from _comment(
            f"Imported from {sketch.source.name.rpartition('/')[2]} ({sketch.form}).", 0
        )
        yield from _comment(
            "Each outcome says no more than that file does: check it, and cite what it rests on.", 0
        )
        for remark in sketch.comments:
            yield from _comment(remark, 0)
        yield from self.cut("title", self.title(), limit("flow", "title"))
        if sketch.summary:
            yield from self.cut("summary", sketch.summary, limit("flow", "summary"))
        yield f"start: {sketch.steps[sketch.start].id}"
        yield from self.source()
        yield "steps:"
        asked = {name: step for name, step in sketch.steps.items() if step.answers}
        if asked:
            yield "  # Questions"
        for step in asked.values():
            yield from self.question(step)
        yield f"{chr(10) if asked else ''}  # Outcomes"
        for name, step in sketch.steps.items():
            if not step.answers:
                yield from self.outcome(name, step)

    def title(self) -> str:
        """The title of the source, else the name of its file."""
        name = (
            self.sketch.source.name.rpartition("/")[2].rpartition(".")[0] or self.sketch.source.name
        )
        return line_of(self.sketch.title) or line_of(re.sub("[-_]+", " ", name)).capitalize() or "–"

    def cut(self, key: str, text: str, longest: int) -> Iterator[str]:
        """A key of the flow; what is too long is cut, and whole in a comment."""
        if len(text) > longest:
            location = self.sketch.source.location(0)
            self.sketch.note(
                CHANGED,
                location,
                f"the {key} has more than {longest} characters; the whole is a comment now",
            )
            yield from _comment(f"The whole {key}: {text}", 0)
        yield from _entry(key, shortened(text, longest), 0)

    def source(self) -> Iterator[str]:
        """The imported file, as what the claims rest on."""
        sketch, name = self.sketch, self.sketch.source.name.rpartition("/")[2]
        yield "sources:"
        parts = [f"title: {_scalar(shortened(line_of(name) or '–', 300), True)}"]
        if sketch.content:
            parts.append(f"publisher: {_scalar(shortened(sketch.content, 200), True)}")
        parts.append(
            f"note: {_scalar(f'Imported from {sketch.form}; nobody has checked it yet.', True)}"
        )
        yield from _table(f"  {SOURCE}: ", parts, 4)

    def question(self, step: Step) -> Iterator[str]:
        """A step that asks."""
        ask, more = split_question(step.prose)
        yield from self.head(step)
        yield from _entry("ask", ask, 4)
        if more:
            yield from self.help(step, more)
        else:
            self.say_plain(step)
        usual = all(answer.id in USUAL_ANSWERS for answer in step.answers)
        if not usual:
            yield "    answers:"
        indent = 4 if usual else 6
        for answer in step.answers:
            yield from self.answer(answer, indent, usual)

    def say_plain(self, step: Step) -> None:
        """Note where a text loses what only Markdown can show."""
        parts = step.prose.paragraphs
        if any(
            part.markdown.replace("\\\n", " ") != markdown(part.plain)
            and not (part.item or part.linked)
            for part in parts
        ):
            self.sketch.note(
                CHANGED, step.location, "this is in plain words now, without bold or slanted type"
            )

    def head(self, step: Step) -> Iterator[str]:
        """The comments and the id of a step."""
        for remark in step.comments:
            yield from _comment(remark, 2)
        yield f"  {step.id}:"

    def help(self, step: Step, more: list[Paragraph]) -> Iterator[str]:
        """What a question says besides, as Markdown."""
        text = _markdown(more)
        self.sketch.note(
            CHANGED,
            step.location,
            f"only the question itself is asked; the rest is help: “{more[0].plain:.60}”",
        )
        if len(text) > HELP:
            self.sketch.note(
                REFUSED,
                step.location,
                f"the text has more than {HELP} characters; the rest is a comment now",
            )
            kept: list[Paragraph] = []
            for paragraph in more:
                if len(_markdown([*kept, paragraph])) > HELP:
                    break
                kept.append(paragraph)
            for paragraph in more[len(kept) :]:
                yield from _comment(paragraph.plain, 4)
            text = _markdown(kept)
        if text:
            yield from _entry("help", text, 4)

    def answer(self, answer: Answer, indent: int, usual: bool) -> Iterator[str]:
        """An answer with where it leads."""
        longest = limit("answer", "label")
        if len(answer.label) > longest:
            self.sketch.note(
                CHANGED,
                answer.location,
                f"the answer has more than {longest} characters; the whole is a comment now",
            )
            yield from _comment(f"The whole answer: {answer.label}", indent)
        for remark in answer.comments:
            yield from _comment(remark, indent)
        to = self.sketch.steps[answer.to].id
        label = shortened(answer.label, longest)
        said = {"yes": self.t("Yes"), "no": self.t("No"), "unsure": self.t("I’m not sure")}
        if usual and label.replace("'", "’") == said[answer.id]:
            yield f"{' ' * indent}{answer.id}: {to}"
        else:
            yield from _table(
                f"{' ' * indent}{answer.id}: ",
                [f"label: {_scalar(label, True)}", f"to: {to}"],
                indent + 2,
            )

    def outcome(self, name: str, step: Step) -> Iterator[str]:
        """A step that ends the flow: its heading, what the file says, and where its links lead."""
        yield from self.head(step)
        heading, rest = split_heading(step.prose) if not step.back else (self.back(step.back), [])
        self.say_plain(step)
        yield from _entry("outcome", heading, 4)
        yield "    claims:"
        if name == UNFINISHED or step.back:
            text = (
                self.t("This guide leads back to a question that you have answered already.")
                if step.back
                else self.t("The guide that this comes from says nothing more here.")
            )
            yield from _claim("unknown", text, "")
        else:
            for text in _pieces(rest or [heading], limit("claim", "text")):
                yield from _claim("article", text, SOURCE)
        if step.links or step.back:
            yield "    next:"
        for label, address in step.links:
            yield from _action(shortened(label or address, limit("action", "label")), address)
        if step.back:
            yield from _action(self.t("Go back to this question"), self.sketch.steps[step.back].id)

    def back(self, name: str) -> str:
        """The heading of an outcome that sends the reader back."""
        question = shortened(split_question(self.sketch.steps[name].prose)[0], BACK)
        return self.t("Go back to “{question}”", question=question)


def _pieces(texts: list[str], longest: int) -> Iterator[str]:
    """Texts put together to pieces of at most so many characters, cut between sentences or words where one is longer."""
    piece = ""
    for text in texts:
        for part in [text] if len(text) <= longest else _parts(text, longest):
            if piece and len(piece) + 1 + len(part) > longest:
                yield piece
                piece = ""
            piece = f"{piece} {part}".strip()
    yield piece


def _parts(text: str, longest: int) -> Iterator[str]:
    """The sentences of a text, and of one that is too long its lines."""
    for sentence in SENTENCE.split(text):
        yield from wrap(sentence, longest)


def _markdown(parts: list[Paragraph]) -> str:
    """Paragraphs as one Markdown text."""
    text = ""
    for before, part in zip([None, *parts], parts, strict=False):
        gap = "" if before is None else "\n" if before.item and part.item else "\n\n"
        text += gap + part.markdown
    return text


def _comment(text: str, indent: int) -> Iterator[str]:
    """A text as comments. None of them tells the checker or an editor what to do."""
    text = _ORDER.sub(r"\1 :", text)
    begin = " " * indent + "# "
    yield from wrap(
        line_of(text), WIDTH, initial_indent=begin, subsequent_indent=begin, break_on_hyphens=False
    )


def _entry(key: str, text: str, indent: int) -> Iterator[str]:
    """A key with its text: on one line, or as a block where it is long or has several lines."""
    begin, inside = f"{' ' * indent}{key}: ", " " * (indent + 2)
    if "\n" in text:
        block = ["|-", *(f"{inside}{line}".rstrip() for line in text.split("\n"))]
    elif len(begin) + len(_scalar(text, False)) > WIDTH:
        block = [">-", *_folded(text, inside)]
    else:
        block = []
    if not block or suspicious_plain_scalar(
        "\n".join(block)
    ):  # the checker would take a line of it for a key
        block = [_scalar(text, False)]
    yield begin + block[0]
    yield from block[1:]


def _folded(text: str, inside: str) -> list[str]:
    """A long text in lines that YAML puts together again."""
    return wrap(
        text,
        WIDTH,
        initial_indent=inside,
        subsequent_indent=inside,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(begin: str, parts: list[str], indent: int) -> Iterator[str]:
    """Keys and values on one line, or on lines of their own where they are long."""
    line = f"{begin}{{{', '.join(parts)}}}"
    if len(line) <= WIDTH:
        yield line
    else:
        yield begin.rstrip()
        yield from (" " * indent + part for part in parts)


def _claim(level: str, text: str, cite: str) -> Iterator[str]:
    """One claim of an outcome."""
    cited = [f"cite: [{cite}]"] if cite else []
    line = f"      - {{{', '.join([f'level: {level}', f'text: {_scalar(text, True)}', *cited])}}}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"      - level: {level}"
    yield from _entry("text", text, 8)
    yield from (f"        {part}" for part in cited)


def _action(label: str, to: str) -> Iterator[str]:
    """Something to do next."""
    line = f"      - {{label: {_scalar(label, True)}, to: {_scalar(to, True)}}}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"      - label: {_scalar(label, False)}"
    yield f"        to: {_scalar(to, False)}"


def _scalar(text: str, flow: bool) -> str:
    """A text as a value, in quotes where YAML, or a person who reads it, could take it for something else."""
    plain = (
        _PLAIN.fullmatch(text)
        and not _QUOTED.search(text)
        and not (flow and _FLOW_SIGNS.search(text))
    )
    if plain and not suspicious_plain_scalar(text):
        return text
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)
