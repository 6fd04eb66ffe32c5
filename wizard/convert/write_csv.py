"""A flow's questions and answers, and its paths, as CSV rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from wizard.convert import rich_text
from wizard.convert.read_csv import COLUMNS
from wizard.engine.graph import topological_order
from wizard.i18n.translator import Translator
from wizard.i18n.wording import guarded_label
from wizard.model.flow import Flow, Outcome, Question, edges


def row(cells: Iterable[str]) -> str:
    """A line of CSV, without its end."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def lines(flow: Flow, t: Translator) -> Iterator[str]:
    """A flow as lines of CSV: a row for each way on from a question, then a row for each outcome."""
    yield row(COLUMNS)
    elsewhere: dict[str, None] = {}
    for name in topological_order(flow):
        step = flow.steps[name]
        if isinstance(step, Outcome):
            yield row([name, _cell(t, step.heading), "", ""])
        for answer, edge in edges(step):
            assert isinstance(step, Question)
            to = edge.to.ref(flow)
            if edge.to.flow != flow.id:
                elsewhere[to] = None
            yield row(
                [
                    name,
                    _cell(t, step.ask),
                    rich_text.escaped(guarded_label(t, flow, answer, edge)),
                    to,
                ]
            )
    for to in elsewhere:
        yield row([to, to, "", ""])


def _cell(t: Translator, text: str) -> str:
    return rich_text.escaped(rich_text.line_of(t.content(text)))
