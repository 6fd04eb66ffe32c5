"""A flow as a Twee 3 story, for Twine."""

from __future__ import annotations

import html
import json
import re
import uuid

from wizard.convert import rich_text
from wizard.engine.graph import topological_order
from wizard.i18n.translator import Translator
from wizard.i18n.wording import guarded_label
from wizard.model.flow import Flow, Outcome, Question, Target, edges

# What one of the story formats could take for more than text: all of ASCII but these, and what begins a command, a
# passage, emphasis or a section.
_SIGNS = re.compile(
    r"[^\w ,.:;?!'\"()/%+\n\x80-\U0010ffff-]|_|\((?=[\w-]+:)|(?<=/)/|(?<=')'|^::|^--$",
    re.ASCII | re.MULTILINE,
)

STEP_X, STEP_Y = 150, 150  # of the map in Twine

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/flow-wizard/")


def story(flow: Flow, t: Translator) -> str:
    """A flow as a story in Twee 3: a passage for each step under its id, the steps laid out as on a map.

    The story's id follows from the flow's, so that Twine knows the story again. What Twee has no words for is left
    out: conditions are told in the words of the answers, and each way is a link of its own.
    """
    data = {"ifid": str(uuid.uuid5(SPACE, flow.id)).upper(), "start": flow.start}
    parts = [
        f":: StoryTitle\n{_text(t.content(flow.title))}\n",
        f":: StoryData\n{json.dumps(data, indent=2)}\n",
    ]
    depth, rows = {flow.start: 0}, dict[int, int]()
    elsewhere: dict[Target, int] = {}
    for name in topological_order(flow):
        step, here = flow.steps[name], depth.get(name, 0)
        for _, edge in edges(step):
            if edge.to.flow == flow.id:
                depth[edge.to.step] = max(depth.get(edge.to.step, 0), here + 1)
            else:
                elsewhere[edge.to] = max(elsewhere.get(edge.to, 0), here + 1)
        row = rows[here] = rows.get(here, -1) + 1
        parts.append(
            _passage(
                name,
                "question" if isinstance(step, Question) else "outcome",
                row,
                here,
                _body(flow, t, name),
            )
        )
    for to, here in elsewhere.items():
        row = rows[here] = rows.get(here, -1) + 1
        parts.append(_passage(to.ref(flow), "elsewhere", row, here, [to.ref(flow)]))
    return "\n".join(parts)


def _passage(name: str, tag: str, row: int, depth: int, body: list[str]) -> str:
    """One passage, with its place on the map."""
    position = json.dumps(
        {"position": f"{100 + STEP_X * row},{100 + STEP_Y * depth}", "size": "100,100"}
    )
    return f":: {name} [{tag}] {position}\n" + "\n\n".join(part for part in body if part) + "\n"


def _body(flow: Flow, t: Translator, name: str) -> list[str]:
    """What a step says, then its links."""
    step = flow.steps[name]
    if isinstance(step, Outcome):
        said = [step.heading, step.says, *(claim.text for claim in step.claims)]
        links = [
            f'<a href="{html.escape(action.to)}">{_text(t.content(action.label))}</a>'
            if isinstance(action.to, str)
            else _text(t.content(action.label))
            for action in step.next
        ]
    else:
        said = [step.ask, step.why, step.help]
        links = [
            f"[[{_text(guarded_label(t, flow, answer, edge))}->{edge.to.ref(flow)}]]"
            for answer, edge in edges(step)
        ]
    return [*(_text(t.content(text), "\n") for text in said if text), "\n".join(links)]


def _text(text: str, line: str = " ") -> str:
    """A text that no story format takes for more, its lines joined by `line`."""
    whole = line.join(clean for each in text.splitlines() if (clean := rich_text.line_of(each)))
    return _SIGNS.sub(lambda sign: "".join(f"&#{ord(each)};" for each in sign[0]), whole)
