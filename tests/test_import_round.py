"""A flow that is written for another tool and read again is the same tree: texts, answers, targets, outcomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wizard import Flow, load_flow
from wizard.flow import Question
from wizard.i18n import words_in
from wizard.intake import flow_of
from wizard.machine import state_of
from wizard.phrase import label_in
from wizard.picture import mermaid
from wizard.sheet import lines as sheet
from wizard.twee import story

ENGLISH = words_in("en")
WRITERS: dict[str, Callable[[Flow], str]] = {
    "mermaid": lambda flow: mermaid(flow, ENGLISH),
    "csv": lambda flow: "\n".join(sheet(flow, ENGLISH)),
    "twee": lambda flow: story(flow, ENGLISH),
}
Tree = tuple[str, tuple[tuple[str, "Tree"], ...]]


def tree(flow: Flow) -> dict[str, object]:
    """The graph of a flow by its texts alone: numbers for steps, in the order in which answers lead to them."""
    numbers = {flow.start: 0}
    found: list[object] = []
    for name in numbers:  # grows while it is walked
        step = flow.steps.get(name)
        if not isinstance(step, Question):
            found.append((shown(step.heading if step else name), ()))
            continue
        ways = []
        for answer in step.answers.values():
            to = state_of(flow, answer.edges[0].to)
            ways.append((shown(label_in(ENGLISH, answer)), numbers.setdefault(to, len(numbers))))
        found.append((shown(step.ask), tuple(ways)))
    return {"steps": found}


def shown(text: str) -> str:
    """A text as readers see it."""
    return " ".join(text.split())


def read_back(folder: Path, text: str, form: str | None = None) -> Flow:
    """The flow that is read of a text."""
    (folder / "source").write_text(text, "utf-8")
    _, written = flow_of(folder / "source", form, ENGLISH)
    (folder / "guide.yaml").write_text(written, "utf-8")
    return load_flow(folder / "guide.yaml")
