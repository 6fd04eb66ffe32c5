"""Writes a flow as a Twee 3 story, for Twine."""

from __future__ import annotations

import html
import json
import re
import uuid
from collections import Counter

from wizard.convert import rich_text
from wizard.engine.graph import topological_order
from wizard.i18n.translator import Translator
from wizard.i18n.wording import branch_label, choice_labels
from wizard.model.flow import Flow, Outcome, Question, Target, branches_of, edges
from wizard.model.generated_answers import Tick

# What a story format could read as code: all of ASCII but these characters, and what starts a
# macro, a passage, emphasis or a section.
_MARKUP = re.compile(
    r"[^\w ,.:;?!'\"()/%+\n\x80-\U0010ffff-]|_|\((?=[\w-]+:)|(?<=/)/|(?<=')'|^::|^--$",
    re.ASCII | re.MULTILINE,
)

STEP_X, STEP_Y = 150, 150  # pixels between passages on Twine's map

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/flow-wizard/")


def story(flow: Flow, t: Translator) -> str:
    """Return a flow as a story in Twee 3, with a passage for each step under its id.

    The story's id is made from the flow's id, so Twine recognizes a story that is written again.
    The story formats share no syntax for conditions: each branch becomes a link that names its
    condition.
    """
    # The Twee 3 specification requires an IFID, a UUID in capitals. The format of the story is left
    # to the reader's Twine.
    data = {"ifid": str(uuid.uuid5(NAMESPACE, flow.id)).upper(), "start": flow.start}
    parts = [
        f":: StoryTitle\n{_title(t.content(flow.title))}\n",
        f":: StoryData\n{json.dumps(data, indent=2)}\n",
    ]
    columns = Counter[int]()  # passages on each level of the map
    levels, elsewhere = _levels(flow)
    for name, level in levels.items():
        tag = "question" if isinstance(flow.steps[name], Question) else "outcome"
        parts.append(_passage(name, tag, columns[level], level, _body(flow, t, name)))
        columns[level] += 1
    for to, level in elsewhere.items():
        # Twine reports links to missing passages, so a target outside of the flow gets one.
        name = to.ref(flow)
        parts.append(_passage(name, "elsewhere", columns[level], level, [name]))
        columns[level] += 1
    return "\n".join(parts)


def _levels(flow: Flow) -> tuple[dict[str, int], dict[Target, int]]:
    """Return how many answers lead at most to each step, and to each target outside of the flow."""
    order = topological_order(flow)
    levels, elsewhere = dict.fromkeys(order, 0), dict[Target, int]()
    for name in order:
        for _, edge in edges(flow.steps[name]):
            level = levels[name] + 1
            if edge.to.flow == flow.id:
                # Topological order: the level of a step is final before its answers are followed.
                levels[edge.to.step] = max(levels[edge.to.step], level)
            else:
                elsewhere[edge.to] = max(elsewhere.get(edge.to, 0), level)
    return levels, elsewhere


def _passage(name: str, tag: str, column: int, level: int, body: list[str]) -> str:
    """Return a passage with its position on the map."""
    position = f"{100 + STEP_X * column},{100 + STEP_Y * level}"
    metadata = json.dumps({"position": position, "size": "100,100"})
    return f":: {name} [{tag}] {metadata}\n" + "\n\n".join(part for part in body if part) + "\n"


def _body(flow: Flow, t: Translator, name: str) -> list[str]:
    """Return the texts of a step, then its links."""
    step = flow.steps[name]
    if isinstance(step, Outcome):
        texts = [step.heading, step.says, *(claim.text for claim in step.claims)]
        links = [
            # HTML and not `[[ ]]`, which would be a link to a passage.
            f'<a href="{html.escape(action.to)}">{_text(t.content(action.label))}</a>'
            if isinstance(action.to, str)
            else _text(t.content(action.label))
            for action in step.next
        ]
    else:
        # The story formats share no syntax for boxes either, so they are a text.
        labels = choice_labels(t, step) if isinstance(step.form, Tick) else ()
        boxes = "\n".join(f"• {label}" for label in labels)
        texts = [step.ask, step.why, step.help, boxes]
        links = [
            f"[[{_text(branch_label(t, flow, step, answer, edge))}->{edge.to.ref(flow)}]]"
            for answer, edge in branches_of(step)
        ]
    return [*(_text(t.content(text), "\n") for text in texts if text), "\n".join(links)]


def _title(text: str) -> str:
    """Return a title, which Twine shows as it is: no story format reads it as markup."""
    title = rich_text.one_line(text)
    return f" {title}" if title.startswith("::") else title  # `::` would begin a passage


def _text(text: str, line_end: str = " ") -> str:
    """Return a text, with its lines joined, that every story format shows as it is."""
    lines = (rich_text.one_line(line) for line in text.splitlines())
    joined = line_end.join(line for line in lines if line)
    # Numeric entities, since every story format passes HTML through to the browser.
    return _MARKUP.sub(
        lambda match: "".join(f"&#{ord(character)};" for character in match[0]), joined
    )
