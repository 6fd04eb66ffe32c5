"""Every path through a flow: counted exactly, walked one by one, written down for review. Pure functions.

A path runs from the start to an outcome, or out of the flow, along answers whose guards hold. Counting takes time in
proportion to the graph, so that any checked flow is counted at once; walking takes time for each path that is asked for.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from wizard import graph
from wizard.flow import Answer, Flow, Outcome, Question, Target
from wizard.i18n import Words
from wizard.journey import Turn
from wizard.machine import state_of
from wizard.phrase import label_in

FORMS = ("text", "csv", "md", "json")
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})

End = Outcome | Target  # where a path ends: an outcome of the flow, or a place outside of it

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_LIST_MARK = re.compile(r"^(\d*)([-+.)])")


@dataclass(frozen=True, slots=True)
class Path:
    """One way through a flow: the answers in the order in which they are given, and where they lead."""

    turns: tuple[Turn, ...]
    end: End

    def answers(self) -> dict[str, str]:
        """Question id to answer id, in order."""
        return {turn.question.id: turn.answer.id for turn in self.turns}


def count(flow: Flow) -> int:
    """The exact number of paths through a checked flow."""
    return sum(endings(flow).values())


def endings(flow: Flow, given: Mapping[str, str] = NO_ANSWERS) -> Mapping[Target, int]:
    """Where the paths of a flow end, and how many end there, in the order of the graph.

    `given` (question id to answer id) leaves only the paths that answer so wherever these questions are asked.
    """
    found: dict[Target, int] = {}
    waiting: dict[str, dict[graph.Past, int]] = {flow.start: {(): 1}}  # paths to each step, by the past that matters
    for name in graph.order(flow):
        step, here = flow.steps[name], waiting.pop(name, {})
        if isinstance(step, Outcome) and here:
            found[Target(flow.id, name)] = sum(here.values())
        for past, paths in here.items():
            for answer, target, after in graph.onward(flow, step, past):
                if given.get(name, answer.id) != answer.id:
                    continue
                if target.flow == flow.id:
                    there = waiting.setdefault(target.step, {})
                    there[after] = there.get(after, 0) + paths
                else:
                    found[target] = found.get(target, 0) + paths
    return found


def walks(flow: Flow) -> Iterator[Path]:
    """Every path of a checked flow, one at a time, depth first in the author's order of answers."""
    start = flow.steps[flow.start]
    if isinstance(start, Outcome):
        yield Path((), start)
        return
    turns: list[Turn] = []
    past: dict[str, str] = {}
    asked: list[tuple[Question, Iterator[tuple[Answer, Target]]]] = [(start, graph.ways(start, past))]
    while asked:
        question, ways = asked[-1]
        del turns[len(asked) - 1 :]
        past.pop(question.id, None)  # before `ways` goes on: it looks at `past`
        way = next(ways, None)
        if way is None:
            asked.pop()
            continue
        answer, target = way
        turns.append(Turn(question, answer))
        past[question.id] = answer.id
        step = flow.steps[target.step] if target.flow == flow.id else target
        if isinstance(step, Question):
            asked.append((step, graph.ways(step, past)))
        else:
            yield Path(tuple(turns), step)


def number(value: int, group: str = ",") -> str:
    """A number written out, however long it is; Python itself stops at some thousand digits."""
    return format(Decimal(value), f"{group}f")


def end_id(flow: Flow, end: End) -> str:
    """Where a path ends: the id of an outcome, or `flow/step` outside of the flow (`flow/` is that flow's start)."""
    return end.id if isinstance(end, Outcome) else state_of(flow, end)


def said(words: Words, path: Path) -> list[tuple[str, str]]:
    """What a path is in words: each question with the answer that was chosen."""
    return [(asked(words, turn.question), _line(label_in(words, turn.answer))) for turn in path.turns]


def asked(words: Words, question: Question) -> str:
    """A question's words, ending in a sign that an answer can follow."""
    text = _line(words.author(question.ask))
    return text if text.endswith(("?", ":", ".", "!", "…")) else f"{text}:"


def heading(words: Words, end: End) -> str:
    """The heading of an outcome; nothing for an end outside of the flow."""
    return _line(words.author(end.heading)) if isinstance(end, Outcome) else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def marked(text: str) -> str:
    """A plain text as Markdown that shows just this text."""
    return _LIST_MARK.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def lines(flow: Flow, paths: Iterable[Path], form: str, words: Words) -> Iterator[str]:
    """Paths of a flow as the lines of a text in one of `FORMS`. All but `md` take the paths one at a time.

    text: `question=answer, question=answer -> outcome`, a path on each line.
    csv: a header, then a row for each path, with the columns `number`, `outcome` (as `end_id` has it), `heading`, and
    one for each question of the flow that holds the answer's id, or nothing where the path does not ask it. The
    questions stand in an order in which every path asks them: the filled cells of a row, read from left to right, are
    the path, and all rows together are the flow's graph.
    md: the paths under the outcome that they lead to, in the words of the questions and answers, numbered as in csv.
    json: a list of `{"answers": {question: answer}, "to": outcome}`.
    """
    writers = {"text": _text, "csv": _csv, "md": _markdown, "json": _json}
    return writers[form](flow, paths, words)


def _text(flow: Flow, paths: Iterable[Path], words: Words) -> Iterator[str]:
    for path in paths:
        answers = ", ".join(f"{question}={answer}" for question, answer in path.answers().items())
        yield f"{answers} -> {end_id(flow, path.end)}".strip()


def _csv(flow: Flow, paths: Iterable[Path], words: Words) -> Iterator[str]:
    questions = [name for name in graph.order(flow) if isinstance(flow.steps[name], Question)]
    yield row(["number", "outcome", "heading", *questions])
    for place, path in enumerate(paths, 1):
        answers = path.answers()
        cells = [answers.get(question, "") for question in questions]
        yield row([str(place), end_id(flow, path.end), heading(words, path.end), *cells])


def row(cells: Iterable[str]) -> str:
    """A line of CSV, without its end."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _markdown(flow: Flow, paths: Iterable[Path], words: Words) -> Iterator[str]:
    yield f"# {marked(words.author(flow.title))}"
    order: dict[str, int] = {}
    numbered = [
        (order.setdefault(end_id(flow, path.end), len(order)), place, path) for place, path in enumerate(paths, 1)
    ]
    total = count(flow)
    shown = "" if len(numbered) == total else f"{number(len(numbered))} of "
    yield from ("", f"{shown}{number(total)} path{'s' * (total != 1)} lead{'s' * (total == 1)} through this flow.")
    numbered.sort(key=lambda entry: entry[:2])
    for _, group in groupby(numbered, key=lambda entry: entry[0]):
        entries = list(group)
        yield from ("", f"## {titled(words, flow, entries[0][2].end)}", "")
        for _, place, path in entries:
            turns = "; ".join(f"{marked(ask)} **{marked(label)}**" for ask, label in said(words, path))
            yield f"- {place}: {turns}".rstrip()


def titled(words: Words, flow: Flow, end: End) -> str:
    """Where a path ends, as Markdown: the heading and the id."""
    if isinstance(end, Outcome):
        return f"{marked(heading(words, end))} (`{end.id}`)"
    return f"Out of this flow (`{end_id(flow, end)}`)"


def _json(flow: Flow, paths: Iterable[Path], words: Words) -> Iterator[str]:
    yield "["
    before = ""
    for path in paths:
        if before:
            yield f"{before},"
        before = json.dumps({"answers": path.answers(), "to": end_id(flow, path.end)}, ensure_ascii=False)
    if before:
        yield before
    yield "]"
