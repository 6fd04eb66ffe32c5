"""Writes a tree as the text of a flow file, laid out as a person would write it.

The text is put together by hand, since authors go on editing it: a YAML library writes no comments,
quotes long texts with their line ends as `\\n`, and puts each key of a small table on its own line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import wrap

from wizard.convert.codes import CHANGED, LEFT_OUT
from wizard.convert.headings import SENTENCE_END, limit, shortened, split_heading, split_question
from wizard.convert.normalize import UNFINISHED
from wizard.convert.rich_text import Paragraph, markdown, one_line
from wizard.convert.tree import Answer, ImportedTree, Step, link_text
from wizard.i18n.translator import Translator
from wizard.loader.schema import USUAL_ANSWERS
from wizard.loader.yaml_errors import suspicious_plain_scalar
from wizard.model.evidence import IMPORTED

WIDTH = 118  # columns of the file

SOURCE = "imported"  # the id of the source that outcomes cite

_PLAIN = re.compile(r"[\w“‘(¿¡…][^\n]*")  # how text without quotes may start

# Text that YAML would read as a key, a comment, a number or a boolean.
_QUOTED = re.compile(
    r": |:$| #|^[+-]?\d[\d.,:eE+_-]*$|^0[xo]|^(true|false|null|yes|no|on|off)$", re.IGNORECASE
)

# A comment that starts like this is an instruction to the checker or to an editor.
_INSTRUCTION = re.compile(r"\b(wizard|yaml-language-server|vim?|ex|yamllint):", re.IGNORECASE)

_FLOW_CHARACTERS = re.compile(r"[,?\[\]{}]")  # of a table on one line

MAX_HELP = 5_000

MAX_BACK = 80  # characters of a question that is quoted in a heading


def write_flow(tree: ImportedTree, t: Translator) -> str:
    """Return the text of the flow. Text that is too long for a key is reported and shortened."""
    return "\n".join(_Writer(tree, t).lines()) + "\n"


class _Writer:
    """Writes a flow key by key."""

    def __init__(self, tree: ImportedTree, t: Translator) -> None:
        self.tree = tree
        self.t = t
        # Without its folders: the flow may be published, and they could name the author.
        self.file_name = tree.source.name.rpartition("/")[2]

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file."""
        tree = self.tree
        yield from _comment(f"Imported from {self.file_name} ({tree.format}).", 0)
        yield from _comment(
            "Each outcome says no more than that file does: check it, and cite what it rests on.", 0
        )
        for comment in tree.comments:
            yield from _comment(comment, 0)
        yield from self.short_entry("title", self.title())
        if tree.summary:
            yield from self.short_entry("summary", tree.summary)
        yield f"start: {tree.steps[tree.start].id}"
        yield from self.source()
        yield "steps:"
        # Two groups: an author first checks the questions, then what each outcome claims.
        questions = [step for step in tree.steps.values() if step.answers]
        if questions:
            yield "  # Questions"
        for step in questions:
            yield from self.question(step)
        if questions:
            yield ""
        yield "  # Outcomes"
        for name, step in tree.steps.items():
            if not step.answers:
                yield from self.outcome(name, step)

    def title(self) -> str:
        """Return the title of the source, or else the name of its file."""
        name = self.file_name.rpartition(".")[0] or self.file_name
        title = one_line(self.tree.title) or one_line(re.sub("[-_]+", " ", name)).capitalize()
        return title or "–"

    def short_entry(self, key: str, text: str) -> Iterator[str]:
        """Yield a key of the flow. If its text is too long, a comment has all of it."""
        longest = limit("flow", key)
        if len(text) > longest:
            message = (
                f"the {key} has more than {longest:,} characters and was shortened; "
                "a comment has all of it"
            )
            self.tree.report(CHANGED, self.tree.source.location(0), message)
            yield from _comment(f"The whole {key}: {text}", 0)
        yield from _entry(key, shortened(text, longest), 0)

    def source(self) -> Iterator[str]:
        """Yield the source that the claims cite: the imported file."""
        yield "sources:"
        # The source of the claims is the file itself, since it says nothing of its own sources.
        title = shortened(one_line(self.file_name) or "–", 300)
        parts = [f"title: {_scalar(title, True)}"]
        if self.tree.author:
            parts.append(f"publisher: {_scalar(shortened(self.tree.author, 200), True)}")
        note = f"Imported from {self.tree.format}; it is not checked yet."
        parts.append(f"note: {_scalar(note, True)}")
        yield from _table(f"  {SOURCE}: ", parts, 4)

    def question(self, step: Step) -> Iterator[str]:
        """Yield a step that asks."""
        ask, rest = split_question(step.prose)
        yield from self.head(step)
        yield from _entry("ask", ask, 4)
        self.report_lost_formatting(step, rest)
        yield from self.help(step, rest)
        # Usual answers are keys of the step itself, but only if all are; the format allows no mix.
        usual = all(answer.id in USUAL_ANSWERS for answer in step.answers)
        if not usual:
            yield "    answers:"
        for answer in step.answers:
            yield from self.answer(answer, 4 if usual else 6, usual)

    def report_lost_formatting(self, step: Step, help_: list[Paragraph]) -> None:
        """Report text that is bold or italic and not in the help, since only help is Markdown."""
        # By identity: two paragraphs can have the same text.
        kept = {id(part) for part in help_}
        if any(part.styled and id(part) not in kept for part in step.prose.paragraphs):
            message = "this is plain text now, without bold or italic type"
            self.tree.report(CHANGED, step.location, message)

    def head(self, step: Step) -> Iterator[str]:
        """Yield the comments and the id of a step."""
        for comment in step.comments:
            yield from _comment(comment, 2)
        yield f"  {step.id}:"

    def help(self, step: Step, rest: list[Paragraph]) -> Iterator[str]:
        """Yield what a text says beside its question, as Markdown, after the links of answers."""
        if rest:
            message = (
                "only the question itself is asked; "
                f"the rest of the text is now its help: “{rest[0].plain:.60}”"
            )
            self.tree.report(CHANGED, step.location, message)
        of_text = {url for _, url in step.prose.links}
        urls = [url for _, url in step.links if url not in of_text]
        rest = [*(self.link(url) for url in dict.fromkeys(urls)), *rest]
        # Whole paragraphs, because cut Markdown could leave emphasis or a link open.
        kept = _first_paragraphs(rest, MAX_HELP)
        if len(kept) < len(rest):
            message = f"the help has more than {MAX_HELP:,} characters; the rest is now a comment"
            self.tree.report(LEFT_OUT, step.location, message)
        for paragraph in rest[len(kept) :]:
            yield from _comment(paragraph.plain, 4)
        if kept:
            yield from _entry("help", _markdown(kept), 4)

    def link(self, url: str) -> Paragraph:
        """Return a paragraph that links to a URL."""
        text = link_text(self.t, url)
        return Paragraph(text, f"[{markdown(text)}]({url})", linked=True)

    def answer(self, answer: Answer, indent: int, usual: bool) -> Iterator[str]:
        """Yield an answer with its target."""
        longest = limit("answer", "label")
        if len(answer.label) > longest:
            message = (
                f"the answer has more than {longest} characters and was shortened; "
                "a comment has all of it"
            )
            self.tree.report(CHANGED, answer.location, message)
            yield from _comment(f"The whole answer: {answer.label}", indent)
        to = self.tree.steps[answer.to].id
        label = shortened(answer.label, longest)
        labels = {"yes": self.t("Yes"), "no": self.t("No"), "unsure": self.t("I’m not sure")}
        begin = f"{' ' * indent}{answer.id}: "
        # The id alone says this label.
        if usual and label.replace("'", "’") == labels[answer.id]:
            yield begin + to
        else:
            yield from _table(begin, [f"label: {_scalar(label, True)}", f"to: {to}"], indent + 2)

    def outcome(self, name: str, step: Step) -> Iterator[str]:
        """Yield a step that ends the flow."""
        yield from self.head(step)
        heading, rest = (self.back(step.back), []) if step.back else split_heading(step.prose)
        self.report_lost_formatting(step, [])
        yield from _entry("outcome", heading, 4)
        yield "    claims:"
        if step.back:
            text = self.t("This guide leads back to a question that you have answered already.")
            yield from _claim(text, "")
        elif name == UNFINISHED:
            text = self.t("The original guide ends here.")
            yield from _claim(text, "")
        else:
            # An outcome needs at least one claim; without more text, its heading is what it claims.
            for text in _pieces(rest or [heading], limit("claim", "text")):
                yield from _claim(text, SOURCE)
        if step.links or step.back:
            yield "    next:"
        for label, url in step.links:
            yield from _action(shortened(label or url, limit("action", "label")), url)
        if step.back:
            yield from _action(self.t("Go back to this question"), self.tree.steps[step.back].id)

    def back(self, name: str) -> str:
        """Return the heading of an outcome that sends the reader back to a question."""
        question = shortened(split_question(self.tree.steps[name].prose)[0], MAX_BACK)
        return self.t("Go back to “{question}”", question=question)


def _first_paragraphs(parts: list[Paragraph], longest: int) -> list[Paragraph]:
    """Return the first paragraphs whose Markdown together has at most a number of characters."""
    length = 0
    for count, (before, part) in enumerate(zip([None, *parts], parts, strict=False)):
        length += len(_gap(before, part)) + len(part.markdown)
        if length > longest:
            return parts[:count]
    return parts


def _pieces(texts: list[str], longest: int) -> Iterator[str]:
    """Yield texts joined to pieces of a maximum length. Longer texts are split."""
    piece = ""
    for text in texts:
        for part in [text] if len(text) <= longest else _parts(text, longest):
            if piece and len(piece) + 1 + len(part) > longest:
                yield piece
                piece = ""
            piece = f"{piece} {part}".strip()
    yield piece


def _parts(text: str, longest: int) -> Iterator[str]:
    """Yield the sentences of a text. Sentences that are too long are split between words."""
    for sentence in SENTENCE_END.split(text):
        yield from wrap(sentence, longest)


def _markdown(parts: list[Paragraph]) -> str:
    """Return paragraphs as one Markdown text."""
    pairs = zip([None, *parts], parts, strict=False)
    return "".join(_gap(before, part) + part.markdown for before, part in pairs)


def _gap(before: Paragraph | None, part: Paragraph) -> str:
    """Return what separates a paragraph from the one before it."""
    if before is None:
        return ""
    return "\n" if before.item and part.item else "\n\n"


def _comment(text: str, indent: int) -> Iterator[str]:
    """Yield a text as comments, none of which is an instruction."""
    # Text of the source must not silence the checker.
    text = _INSTRUCTION.sub(r"\1 :", text)
    begin = " " * indent + "# "
    yield from wrap(
        one_line(text), WIDTH, initial_indent=begin, subsequent_indent=begin, break_on_hyphens=False
    )


def _entry(key: str, text: str, indent: int) -> Iterator[str]:
    """Yield a key with its text: on one line, or as a block if it is long or has several lines."""
    begin, inside = f"{' ' * indent}{key}: ", " " * (indent + 2)
    if "\n" in text:
        # Literal, since line breaks in Markdown mean something.
        block = ["|-", *(f"{inside}{line}".rstrip() for line in text.split("\n"))]
    elif len(begin) + len(_scalar(text, False)) > WIDTH:
        # Folded: YAML joins the lines with spaces again.
        block = [">-", *_folded(text, inside)]
    else:
        block = []
    # The checker would take a line of such a block for a key with the wrong indentation.
    if not block or suspicious_plain_scalar("\n".join(block)):
        block = [_scalar(text, False)]
    yield begin + block[0]
    yield from block[1:]


def _folded(text: str, inside: str) -> list[str]:
    """Return the lines of a long text that YAML joins again."""
    return wrap(
        text,
        WIDTH,
        initial_indent=inside,
        subsequent_indent=inside,
        # Within a word, YAML would put a space at the break.
        break_long_words=False,
        break_on_hyphens=False,
    )


def _table(begin: str, parts: list[str], indent: int) -> Iterator[str]:
    """Yield keys and values on one line, or each on its own line if they are long."""
    line = f"{begin}{{{', '.join(parts)}}}"
    if len(line) <= WIDTH:
        yield line
    else:
        yield begin.rstrip()
        yield from (" " * indent + part for part in parts)


def _claim(text: str, cite: str) -> Iterator[str]:
    """Yield a claim of an outcome, which no person has checked yet."""
    level = f"level: {IMPORTED.id}"
    cited = [f"cite: [{cite}]"] if cite else []
    line = f"      - {{{', '.join([level, f'text: {_scalar(text, True)}', *cited])}}}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"      - {level}"
    yield from _entry("text", text, 8)
    yield from (f"        {part}" for part in cited)


def _action(label: str, to: str) -> Iterator[str]:
    """Yield an action of an outcome."""
    line = f"      - {{label: {_scalar(label, True)}, to: {_scalar(to, True)}}}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"      - label: {_scalar(label, False)}"
    yield f"        to: {_scalar(to, False)}"


def _scalar(text: str, flow: bool) -> str:
    """Return a text as a value, in quotes if YAML or a person could misread it without them.

    `flow` says whether the value is in a table on one line.
    """
    plain = (
        _PLAIN.fullmatch(text)
        and not _QUOTED.search(text)
        and not (flow and _FLOW_CHARACTERS.search(text))
    )
    if plain and not suspicious_plain_scalar(text):
        return text
    # JSON's strings are YAML's double-quoted scalars, with the same escapes.
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)
