"""Paths and their differences as text, CSV, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from wizard.convert.write_csv import row
from wizard.engine import graph
from wizard.engine.diff import Changes, PathChange, TextChange
from wizard.engine.journey import GivenAnswer
from wizard.engine.paths import Path, PathEnd, count, end_id
from wizard.i18n.translator import Translator
from wizard.i18n.wording import answer_label, box_sets_label
from wizard.model.flow import Flow, Outcome, Question, Target
from wizard.model.generated_answers import Tick
from wizard.review.write_markdown import escape_markdown


@dataclass(frozen=True, slots=True)
class Report:
    """Changes described in one language, with the translators of the old and the new version."""

    changes: Changes
    old: Translator
    new: Translator

    def lines(self, format_: str) -> Iterator[str]:
        """Return the changes as lines in one of `FORMATS`."""
        return {"text": self.text, "md": self.md, "csv": self.csv, "json": self.json}[format_]()

    def text(self) -> Iterator[str]:
        """Yield steps with a new id, each group with its paths in words, and texts that changed."""
        if self.changes.renamed:
            yield self.renaming()
        if not self.changes.moved:
            yield self.nothing()
        for group in self.changes.groups:
            yield f"{self.sentence(group)}:"
            for path in group.paths:
                yield f"  {self.path(group, path)}".rstrip()
        for reworded in self.changes.reworded:
            yield self.rewording(reworded)

    def md(self) -> Iterator[str]:
        """Yield the same as Markdown."""
        yield f"# {escape_markdown(self.new.content(self.changes.new.title))}"
        if self.changes.renamed:
            yield from ("", escape_markdown(self.renaming()))
        if not self.changes.moved:
            yield from ("", self.nothing())
        for group in self.changes.groups:
            yield from ("", f"## {escape_markdown(self.sentence(group))}", "")
            yield from (f"- {escape_markdown(self.path(group, path))}" for path in group.paths)
        if self.changes.reworded:
            yield from ("", "## Says something else", "")
            yield from (
                f"- {escape_markdown(self.rewording(reworded))}"
                for reworded in self.changes.reworded
            )

    def csv(self) -> Iterator[str]:
        """Yield a header, then a row for each renamed step, for each path and for each new text.

        `leads` has ids separated by spaces, `answers` has `question=answer` separated by commas.
        """
        # One row for each path, not for each group: a spreadsheet can filter and count them.
        yield row(["change", "was", "now", "leads", "answers", "in words"])
        for was, now in self.changes.renamed.items():
            yield row(["renamed", was, now, "", "", ""])
        for group in self.changes.groups:
            # Ids, not texts: rows are compared by programs, and texts change. Only the last column
            # is for people.
            was, now, leads = self.ids(group)
            for path in group.paths:
                answers = _in_one_line(path.answers())
                yield row([group.kind, was, now, " ".join(leads), answers, self.path(group, path)])
        for reworded in self.changes.reworded:
            yield row(
                [
                    "reworded",
                    reworded.before.id,
                    reworded.after.id,
                    "",
                    "",
                    ", ".join(reworded.parts),
                ]
            )

    def json(self) -> Iterator[str]:
        """Yield one object: `groups`, `renamed`, `reworded`, the counts `compared` and `total`."""
        groups = []
        for group in self.changes.groups:
            was, now, leads = self.ids(group)
            entry = {
                "change": group.kind,
                "was": was,
                "now": now,
                "answer": group.answer,
                "leads": leads,
            }
            groups.append(entry | {"paths": [_all_answers(path) for path in group.paths]})
        reworded = [
            {"step": change.after.id, "parts": change.parts} for change in self.changes.reworded
        ]
        counts = {"compared": self.changes.compared, "total": self.changes.total}
        renamed = dict(self.changes.renamed)
        document = {"groups": groups, "renamed": renamed, "reworded": reworded} | counts
        yield json.dumps(document, ensure_ascii=False, indent=1)

    def nothing(self) -> str:
        """Return the sentence for a flow in which no path changed its outcome."""
        return (
            "No path changed its outcome."
            if self.changes.compared == self.changes.total
            else ("None of the paths that were compared changed its outcome.")
        )

    def renaming(self) -> str:
        """Return which steps seem to have another id, and the line that keeps links to them."""
        pairs = self.changes.renamed.items()
        steps = ", ".join(f'"{was}" is now "{now}"' for was, now in pairs)
        moved = ", ".join(f"{was}: {now}" for was, now in pairs)
        line = f"moved: {{{moved}}}"
        return f"Renamed? {steps}. If so, keep old links working with this line: {line}"

    def sentence(self, group: PathChange) -> str:
        """Return what happened to the paths of a group, without a full stop."""
        paths = sum(path.count() for path in group.paths)
        # English only, as the report is for those who work on the flows.
        some = f"{number(paths)} path{'s' * (paths != 1)}"
        one = "s" * (paths == 1)
        was = self.end(self.old, self.changes.old, group.before) if group.before else ""
        # Such paths no longer have an end: the new version asks another question.
        if isinstance(group.after, Question):
            question = f'"{asked(self.new, group.after)}" ({group.after.id})'
            if group.kind == "gone":
                are = "is" if one else "are"
                return (
                    f"{some} led to {was} and {are} gone: "
                    f"the question {question} no longer has {lacking(group.after, group.answer)}"
                )
            leads = " or ".join(self.lead(lead) for lead in group.leads)
            then = (
                f"and from there to {leads}"
                if leads
                else "after which its other answers no longer fit"
            )
            go = "goes" if one else "go"
            return f"{some} led to {was} and now {go} on to the question {question}, {then}"
        now = self.end(self.new, self.changes.new, group.after)
        if group.kind == "new":
            return f"{number(paths)} new path{'s' * (paths != 1)} lead{one} to {now}"
        return f"{some} led to {was} and now lead{one} to {now}"

    def end(self, t: Translator, flow: Flow, end: PathEnd) -> str:
        """Return where a path ends, in words and by its id."""
        return (
            f'"{heading(t, end)}" ({end.id})'
            if isinstance(end, Outcome)
            else f"{end_id(flow, end)} (another flow)"
        )

    def lead(self, target: Target) -> str:
        """Return where a path of the new version can end, in words."""
        step = (
            self.changes.new.steps.get(target.step) if target.flow == self.changes.new.id else None
        )
        return self.end(self.new, self.changes.new, step if isinstance(step, Outcome) else target)

    def path(self, group: PathChange, path: Path) -> str:
        """Return a path in words."""
        # A path that is gone can contain questions which only the old version has.
        answers = path_in_words(self.new if group.kind == "new" else self.old, path)
        return "; ".join(f"{ask} {label}" for ask, label in answers) or "(no answers)"

    def rewording(self, reworded: TextChange) -> str:
        """Return which texts of a step changed, as a sentence."""
        parts = ", ".join(reworded.parts)
        step = reworded.after
        if isinstance(step, Outcome):
            title = heading(self.new, step)
            return f'The outcome "{title}" ({step.id}) says something else: {parts}.'
        title = asked(self.new, step)
        return f'The question "{title}" ({step.id}) is worded differently: {parts}.'

    def ids(self, group: PathChange) -> tuple[str, str, list[str]]:
        """Return ids: where the paths of a group led, where they lead now, and where they end."""
        new = self.changes.new
        was = end_id(self.changes.old, group.before) if group.before else ""
        now = group.after.id if isinstance(group.after, Question) else end_id(new, group.after)
        return was, now, [lead.ref(new) for lead in group.leads]


FORMATS = ("text", "csv", "md", "json")

TOO_LONG = 10**15  # the first number that people are not shown digit by digit


def number(value: int, group: str = ",") -> str:
    """Return a number in digits. Python itself refuses to write more than some thousand of them."""
    # Flows can have more than 10^4300 paths, and `str` of such an int raises ValueError
    # (CVE-2020-10735).
    return format(Decimal(value), f"{group}f")


def rough_number(value: int, group: str = ",") -> str:
    """Return a number for people; one that is too long to read is rounded to its first digit."""
    if value < TOO_LONG:
        return number(value, group)
    digit, exponent = f"{Decimal(value):.0e}".split("e+")
    return f"about {digit} x 10^{exponent}"


def path_in_words(t: Translator, path: Path) -> list[tuple[str, str]]:
    """Return each question of a path with the answer that was chosen."""
    return [(asked(t, given.question), _line(_answered(t, path, given))) for given in path.trail]


def _answered(t: Translator, path: Path, given: GivenAnswer) -> str:
    """Return an answer of a path in words, with the sets of boxes that lead on alike."""
    form, others = given.question.form, path.alternatives.get(given.question.id)
    if others and isinstance(form, Tick):
        return box_sets_label(t, form, others.sets)
    return answer_label(t, given.answer)


def _in_one_line(answers: Mapping[str, str]) -> str:
    """Return answers as a command accepts them."""
    return ", ".join(f"{question}={answer}" for question, answer in answers.items())


def _answers_with_sets(path: Path) -> dict[str, str]:
    """Return the answers of a path by the ids of their questions, with the sets in few words."""
    return path.answers() | {name: str(each.sets) for name, each in path.alternatives.items()}


def _all_answers(path: Path) -> dict[str, str | list[str]]:
    """Return the answers of a path for programs: a list for all sets that lead on alike."""
    sets = {
        name: [answer.id for answer in each.answers] for name, each in path.alternatives.items()
    }
    return {**path.answers(), **sets}


def asked(t: Translator, question: Question) -> str:
    """Return the text of a question, ending in punctuation that an answer can follow."""
    text = _line(t.content(question.ask))
    # Else question and answer would read as one sentence.
    return text if text.endswith(("?", ":", ".", "!", "…")) else f"{text}:"


def heading(t: Translator, end: PathEnd) -> str:
    """Return the heading of an outcome; an empty text for an end in another flow."""
    return _line(t.content(end.heading)) if isinstance(end, Outcome) else ""


def lacking(question: Question, answer: str) -> str:
    """Return what a question no longer has: an answer, or the boxes of a set."""
    if not isinstance(question.form, Tick) or answer == "unsure":
        return f'the answer "{answer}"'
    boxes = [f'"{box}"' for box in answer.split(".")]
    return f"the box {boxes[0]}" if len(boxes) == 1 else f"the boxes {' and '.join(boxes)}"


def _line(text: str) -> str:
    return " ".join(text.split())


def lines(flow: Flow, paths: Iterable[Path], format_: str, t: Translator) -> Iterator[str]:
    """Return paths of a flow as lines in one of `FORMATS`.

    All formats except `md` take one path at a time, so that there may be millions.

    Paths that differ only in boxes that lead on alike are one line, with the number of these sets.

    text: `question=answer, question=answer -> outcome`, one path a line.
    csv: A header, then a row for each path, with the columns `number`, `outcome` (see `end_id`),
        `heading`, and one for each question of the flow with the id of the answer, or nothing if
        the path does not ask it. The questions are in an order in which every path asks them: read
        from left to right, the filled cells of a row are the path.
    md: The paths in words, grouped by outcome and numbered as in csv.
    json: A list of `{"answers": {question: answer}, "to": outcome}`. Sets of boxes that lead on
        alike are a list of answers.
    """
    writers = {"text": _text, "csv": _csv, "md": _markdown, "json": _json}
    return writers[format_](flow, paths, t)


def _text(flow: Flow, paths: Iterable[Path], t: Translator) -> Iterator[str]:
    for path in paths:
        line = f"{_in_one_line(path.answers())} -> {end_id(flow, path.end)}".strip()
        # After the end, so that the answers can be pasted into a command.
        yield "; ".join(
            [line, *(f"{name}: {each.sets}" for name, each in path.alternatives.items())]
        )


def _csv(flow: Flow, paths: Iterable[Path], t: Translator) -> Iterator[str]:
    # In topological order, which every path follows.
    questions = [
        name for name in graph.topological_order(flow) if isinstance(flow.steps[name], Question)
    ]
    yield row(["number", "outcome", "heading", *questions])
    for position, path in enumerate(paths, 1):
        answers = _answers_with_sets(path)
        cells = [answers.get(question, "") for question in questions]
        yield row([str(position), end_id(flow, path.end), heading(t, path.end), *cells])


def _markdown(flow: Flow, paths: Iterable[Path], t: Translator) -> Iterator[str]:
    yield f"# {escape_markdown(t.content(flow.title))}"
    order: dict[str, int] = {}
    # Sorted and counted, so all of them are kept: this format is for people, who read few.
    numbered = [
        (order.setdefault(end_id(flow, path.end), len(order)), position, path)
        for position, path in enumerate(paths, 1)
    ]
    total = count(flow)
    listed = sum(path.count() for *_, path in numbered)
    shown = "" if listed == total else f"{rough_number(listed)} of "
    lead = "path leads" if total == 1 else "paths lead"
    summary = f"{shown}{rough_number(total)} {lead} through this flow."
    if listed != len(numbered):
        some = number(len(numbered))
        summary += f" Sets of boxes that lead on alike are one line, so there are {some} lines."
    yield from ("", summary)
    # By the first appearance of an outcome, then by number; a path itself cannot be compared.
    numbered.sort(key=lambda entry: entry[:2])
    for _, group in groupby(numbered, key=lambda entry: entry[0]):
        entries = list(group)
        yield from ("", f"## {end_heading(t, flow, entries[0][2].end)}", "")
        for _, position, path in entries:
            answers = "; ".join(
                f"{escape_markdown(ask)} **{escape_markdown(label)}**"
                for ask, label in path_in_words(t, path)
            )
            yield f"- {position}: {answers}".rstrip()


def end_heading(t: Translator, flow: Flow, end: PathEnd) -> str:
    """Return where a path ends as Markdown: the heading and the id."""
    if isinstance(end, Outcome):
        return f"{escape_markdown(heading(t, end))} (`{end.id}`)"
    return f"Out of this flow (`{end_id(flow, end)}`)"


def _json(flow: Flow, paths: Iterable[Path], t: Translator) -> Iterator[str]:
    # Written by hand, one path a line: `json.dumps` would need all paths at once.
    yield "["
    previous = ""
    for path in paths:
        # The comma follows only if another path does, which is known one path later.
        if previous:
            yield f"{previous},"
        previous = json.dumps(
            {"answers": _all_answers(path), "to": end_id(flow, path.end)}, ensure_ascii=False
        )
    if previous:
        yield previous
    yield "]"
