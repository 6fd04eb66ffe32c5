"""Ids: invalid and reserved ones are reported, and names of other languages are plain ids."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard import create_app, load_flows, replay
from wizard.loader.site import check_flow
from wizard.model.flow import Outcome, Question

Write = Callable[..., Path]

GUIDE = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    yes: done
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""
CLAIMS = "claims: [{level: unknown, text: Nothing is known.}]"


@pytest.mark.parametrize(
    ("id_", "better"),
    [
        ("first.step", ' Try "first-step".'),
        ("first/step", ' Try "first-step".'),
        ("first step", ' Try "first-step".'),
        ("First", ' Try "first".'),
        ("1st", ' Try "st".'),
        ("14 days", ' Try "days-14".'),
        ("14-30-days", ' Try "days-14-30".'),
        ("-first", ' Try "first".'),
        ("first_step", ' Try "first-step".'),
        ("fіrst", ""),  # Cyrillic і
        ("аsk", ""),  # Cyrillic а
        ("ｆirst", ""),  # a wide f
        ("Ⅷ", ""),
        ("straße", ""),
        ("first\u200bstep", ""),
        ("..", ""),
        ("İ", ""),
        ("x" * 41, ""),
    ],
)
def test_invalid_id_is_reported_with_a_better_one(write: Write, id_: str, better: str) -> None:
    """Ids of steps, answers and flows; letters that look alike are not the same."""
    quoted = json.dumps(id_, ensure_ascii=False)
    rule = (
        "the maximum is 40" if len(id_) > 40 else "an id has lower-case letters, digits and dashes"
    )
    step = GUIDE.replace("first", quoted)
    answer = GUIDE.replace(
        "    yes: done\n    no: done\n    unsure: done",
        f"    answers: {{{quoted}: {{label: A, to: done}}}}",
    )
    for text, line in ((step, 4), (answer, 6)):
        _, messages = check_flow(write(guide=text) / "guide.yaml")
        # Such a character is also reported by itself, wherever it is.
        found = [problem for problem in messages if problem.code != "text-invisible"]
        assert [(problem.code, problem.location.line) for problem in found] == [
            ("id-long" if len(id_) > 40 else "id-letters", line)
        ]
        assert rule in found[0].message
        assert better in messages[0].message or not better


# Names that mean something in Python, in the state machine library, in browsers or in YAML.
NAMES = [
    "class",
    "none",
    "lambda",
    "import",
    "self",
    "init",
    "del",
    "state",
    "trigger",
    "initial",
    "model",
    "models",
    "states",
    "events",
    "transitions",
    "machine",
    "add-model",
    "to",
    "to-first",
    "to-done",
    "is-first",
    "is-done",
    "may-yes",
    "on-enter-done",
    "on-exit",
    "dispatch",
    "internal",
    "yes",
    "no",
    "unsure",
    "true",
    "false",
    "null",
    "on",
    "off",
    "if",
    "all",
    "ask",
    "outcome",
    "answers",
    "index",
    "constructor",
    "proto",
    "prototype",
    "hasownproperty",
    "length",
    "about",
    "help",
    "topics",
    "letters",
    "format",
    "get",
    "items",
    "keys",
    "values",
    "place",
    "id",
    "title",
]


def named(step: str, answer: str, other: str) -> str:
    """Return a flow with steps and answers of these names, and a condition on the first."""
    return f"""\
title: A guide
start: {step}
steps:
  {step}:
    ask: Is it so?
    answers:
      {answer}: {{label: It is, to: {other}}}
      other: {{label: It is not, to: {other}}}
  {other}:
    ask: And this?
    answers:
      {answer}: {{label: It is too, to: [{{if: {{{step}: {answer}}}, to: end}}, {{to: end-2}}]}}
  end: {{outcome: You are done, {CLAIMS}}}
  end-2: {{outcome: You are done too, {CLAIMS}}}
"""


@pytest.mark.parametrize("name", NAMES)
def test_names_of_other_languages_are_plain_ids(flow: Callable[[str], Any], name: str) -> None:
    """They are ids of steps, answers and questions, and the machine runs with them."""
    sound = flow(named(name, name, f"{name}-2"))
    for first, end in ((name, "end"), ("other", "end-2")):
        step = replay(sound, {name: first, f"{name}-2": name}).step
        assert isinstance(step, Outcome)
        assert step.id == end
    assert isinstance(replay(sound, {}).step, Question)


def test_names_of_other_languages_are_served(write: Write) -> None:
    """They are flows with their own URLs."""
    folder = write(
        **{
            name.replace("-", "_"): named("state", "class", "trigger")
            for name in ("state", "class", "to")
        }
    )
    client = create_app(load_flows(folder)).test_client()
    for path in (
        "state/",
        "class/state/",
        "to/trigger/?state=class",
        "state/end/?state=class&trigger=class",
    ):
        assert client.get(f"/en/{path}").status_code == 200, path


@pytest.mark.parametrize("name", ["any", "map", "not", "offline", "packet", "sought", "static"])
def test_step_with_reserved_name_is_reported(write: Write, name: str) -> None:
    """It would hide a page, or be mistaken for `not` and `any`."""
    _, messages = check_flow(write(guide=GUIDE.replace("first", name)) / "guide.yaml")
    assert [(problem.code, problem.location.line) for problem in messages] == [("id-reserved", 4)]


@pytest.mark.parametrize(
    "name", ["static", "map", "letters", "api", "healthz", "search", "about", "help", "privacy"]
)
def test_flow_with_reserved_name_is_reported(write: Write, name: str) -> None:
    """Its URL is taken."""
    _, messages = check_flow(write(**{name: GUIDE}) / f"{name}.yaml")
    assert [(problem.code, problem.location.line) for problem in messages] == [("id-reserved", 1)]
