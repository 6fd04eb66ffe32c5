"""Writes a flow's questions and answers as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from wizard.convert import rich_text
from wizard.convert.csv_header import COLUMNS
from wizard.engine.graph import topological_order
from wizard.i18n.translator import Translator
from wizard.i18n.wording import branch_label, choice_labels
from wizard.model.flow import Flow, Outcome, branches_of
from wizard.model.generated_answers import Tick


def row(cells: Iterable[str]) -> str:
    """Return a line of CSV, without its line end."""
    written = io.StringIO()
    end = "\r\n"  # the writer only quotes cells with line ends of the kind that it writes itself
    csv.writer(written, lineterminator=end).writerow(cells)
    return written.getvalue().removesuffix(end)


def lines(flow: Flow, t: Translator) -> Iterator[str]:
    """Yield a flow as lines of CSV: a row for each branch of a question, and for each outcome.

    A target outside of the flow becomes an outcome without text, since the flow does not have it.
    """
    yield row(COLUMNS)
    elsewhere: dict[str, None] = {}  # in order
    for name in topological_order(flow):
        step = flow.steps[name]
        if isinstance(step, Outcome):
            yield row([name, _cell(t.content(step.heading)), "", ""])
            continue
        # CSV has no word for boxes, so they are part of the question.
        boxes = choice_labels(t, step) if isinstance(step.form, Tick) else ()
        ask = _cell(" • ".join([t.content(step.ask), *boxes]))
        for answer, edge in branches_of(step):
            to = edge.to.ref(flow)
            if edge.to.flow != flow.id:
                elsewhere[to] = None
            # Nor for a condition, so it is part of the label; the importer reports it.
            label = _cell(branch_label(t, flow, step, answer, edge))
            yield row([name, ask, label, to])
    for to in elsewhere:
        yield row([to, to, "", ""])


def _cell(text: str) -> str:
    return rich_text.escape_html(rich_text.one_line(text))
