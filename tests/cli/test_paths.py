"""Tests of `wizard paths`: counting, walking and printing every path of a flow."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice, pairwise, product
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import assume, given, settings

from tests.command import wizard
from tests.conftest import ROOT, Write
from tests.engine.test_journey import ANSWERS, CAR, OTHER, flows
from wizard import Flow, replay
from wizard.cli.path_report import FORMATS, lines, number
from wizard.engine.machine import MachineState, machine_of
from wizard.engine.paths import count, count_by_end, end_id, walks
from wizard.i18n.translator import make_translator
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target
from wizard.model.site import Site

GUARDED = """\
title: Guarded
start: a
steps:
  a: {ask: A?, yes: b, no: b, unsure: c}
  b: {ask: B?, yes: [{if: {a: yes}, to: c}, {to: d}], no: c, unsure: d}
  c:
    ask: C?
    yes: [{if: {any: [{a: unsure}, {b: no}]}, to: one}, {to: d}]
    no: d
    unsure: [{if: {not: {a: no}}, to: two}, {to: d}]
  d:
    ask: D?
    yes: [{if: {a: yes, b: yes}, to: e}, {if: {c: no}, to: one}, {to: two}]
    no: e
    unsure: one
  e:
    ask: E?
    yes: [{if: {d: no}, to: one}, {to: two}]
    no: [{if: {c: [yes, unsure]}, to: two}, {to: one}]
    unsure: other/
  one: {outcome: One, claims: [{level: unknown, text: Nothing.}]}
  two: {outcome: Two, claims: [{level: unknown, text: Nothing.}]}
"""
SMALL = """\
title: "Car | *mine*"
start: license
steps:
  license: {ask: "A <license>?", yes: wants, no: car, unsure: car}
  wants:
    ask: |
      What do you
      want
    answers: {know: {label: "Know, all", to: know}, get: {label: "1. Get", to: other/}}
  car:
    ask: A car?
    yes: [{if: {license: unsure}, to: other/end}, {to: know}]
    no: know
    unsure: wants
  know: {outcome: 'Say "yes", or no', claims: [{level: unknown, text: Nothing.}]}
"""
SMALL_TEXT = """\
license=yes, wants=know -> know
license=yes, wants=get -> other/
license=no, car=yes -> know
license=no, car=no -> know
license=no, car=unsure, wants=know -> know
license=no, car=unsure, wants=get -> other/
license=unsure, car=yes -> other/end
license=unsure, car=no -> know
license=unsure, car=unsure, wants=know -> know
license=unsure, car=unsure, wants=get -> other/
"""
SMALL_CSV = """\
number,outcome,heading,license,car,wants
1,know,"Say ""yes"", or no",yes,,know
2,other/,,yes,,get
3,know,"Say ""yes"", or no",no,yes,
4,know,"Say ""yes"", or no",no,no,
"""
SMALL_MARKDOWN = """\
# Car \\| \\*mine\\*

4 of 10 paths lead through this flow.

## Say "yes", or no (`know`)

- 1: A \\<license\\>? **Yes**; What do you want: **Know, all**
- 3: A \\<license\\>? **No**; A car? **Yes**
- 4: A \\<license\\>? **No**; A car? **No**

## Out of this flow (`other/`)

- 2: A \\<license\\>? **Yes**; What do you want: **1\\. Get**
"""


@pytest.fixture
def small(write: Write) -> Path:
    """A file of a small flow that also leads to another."""
    return write(guide=SMALL, other=OTHER) / "guide.yaml"


def chain(size: int, names: str = "yes no") -> Flow:
    """A flow of `size` questions, each answer of which leads to the next: a power of paths."""
    steps: dict[str, Step] = {}
    for place in range(size):
        edge = (Edge(None, Target("chain", f"s{place + 1}")),)
        answers = {name: Answer(name, "", edge) for name in names.split()}
        steps[f"s{place}"] = Question(f"s{place}", "", "?", "", "", MappingProxyType(answers))
    steps[f"s{size}"] = Outcome(f"s{size}", "", "!", "", (), (), ())
    return Flow("chain", "Chain", "", "s0", MappingProxyType(steps))


@settings(max_examples=80)
@given(flows())
def test_walks_are_journeys_and_match_count(flow: Flow) -> None:
    """Replayed and fired on the machine, each path ends where it says, with no answer dropped."""
    assume(count(flow) <= 300)
    paths, compiled = list(walks(flow)), machine_of(flow)
    assert len(paths) == count(flow)
    assert len({tuple(path.answers().items()) for path in paths}) == len(paths)
    for path in paths:
        journey = replay(flow, path.answers())
        assert (journey.step, journey.trail, journey.dropped) == (path.end, path.turns, ())
        walker, past = MachineState(flow.start), dict[str, str]()
        for question, answer in path.answers().items():
            compiled.fire(walker, answer, past)
            past[question] = answer
        assert walker.state_id == end_id(flow, path.end)


@settings(max_examples=80)
@given(flows(), ANSWERS)
def test_count_by_end_matches_walks(flow: Flow, answers: Mapping[str, str]) -> None:
    """Paths are counted for all answers, and for those that fit given answers."""
    assume(count(flow) <= 300)
    fitting = [
        path.end.ref(flow) if isinstance(path.end, Target) else path.end.id
        for path in walks(flow)
        if all(
            answers.get(question, answer) == answer for question, answer in path.answers().items()
        )
    ]
    assert {end.ref(flow): paths for end, paths in count_by_end(flow, answers).items()} == Counter(
        fitting
    )


def test_count_with_conditions_is_exact(write: Write, flow: Callable[[str], Flow]) -> None:
    """It is the number of walks that all combinations of answers lead to."""
    write(other=OTHER)
    guarded = flow(GUARDED)
    questions = list(guarded.questions())
    combined = [
        replay(guarded, dict(zip([question.id for question in questions], answers, strict=True)))
        for answers in product(*(question.answers for question in questions))
    ]
    found = {tuple(journey.answers().items()): journey.step for journey in combined}
    assert count(guarded) == len(found)
    assert {tuple(path.answers().items()): path.end for path in walks(guarded)} == found


def test_count_of_huge_flow_is_exact_and_fast() -> None:
    """Walking is lazy and does not recurse."""
    assert count(chain(100)) == 2**100
    assert number(count(chain(100))) == "1,267,650,600,228,229,401,496,703,205,376"
    assert number(10**5000, group="") == "1" + "0" * 5000
    assert count(chain(5000, "a b c")) == 3**5000
    path = next(walks(chain(5000)))
    assert len(path.turns) == 5000
    assert end_id(chain(1), path.end) == "s5000"
    few = [tuple(path.answers().values())[-2:] for path in islice(walks(chain(100)), 4)]
    assert few == [("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]


def test_count_of_flow_without_questions_is_one(flow: Callable[[str], Flow]) -> None:
    """It ends at its start."""
    only = flow(OTHER)
    assert count(only) == 1
    assert [(path.turns, path.end) for path in walks(only)] == [((), only.steps["end"])]
    assert list(lines(only, walks(only), "text", make_translator("en"))) == ["-> end"]


def test_paths_text_has_one_path_per_line(small: Path) -> None:
    """They are in the author's order, with answers that leave the flow."""
    done = wizard("paths", small)
    assert (done.exit_code, done.stdout, done.stderr) == (0, SMALL_TEXT, "")


def test_paths_csv_has_column_for_each_question(small: Path) -> None:
    """Text with commas or quotes is quoted."""
    done = wizard("paths", small, "--format", "csv", "--limit", 4)
    assert (done.exit_code, done.stdout) == (0, SMALL_CSV)


def test_paths_markdown_groups_paths_by_outcome(small: Path) -> None:
    """Paths have the numbers of the CSV, and no text of an author becomes markup."""
    done = wizard("paths", small, "--format", "md", "--limit", 4)
    assert (done.exit_code, done.stdout) == (0, SMALL_MARKDOWN)


def test_paths_json_lists_answers_and_ends(small: Path) -> None:
    """An empty list is valid, too."""
    found = json.loads(wizard("paths", small, "--format", "json").stdout)
    assert len(found) == 10
    assert found[1] == {"answers": {"license": "yes", "wants": "get"}, "to": "other/"}
    assert json.loads("\n".join(lines(chain(1), [], "json", make_translator("en")))) == []


@settings(max_examples=50)
@given(flows())
def test_paths_csv_has_the_complete_graph(flow: Flow) -> None:
    """The filled cells of a row are the path; the order of columns fits all paths."""
    assume(count(flow) <= 300)
    header, *rows = csv.reader(lines(flow, walks(flow), "csv", make_translator("en")))
    assert header[:3] == ["number", "outcome", "heading"]
    read = [
        ([(name, cell) for name, cell in zip(header[3:], row[3:], strict=True) if cell], row[1])
        for row in rows
    ]
    assert read == [(list(path.answers().items()), end_id(flow, path.end)) for path in walks(flow)]
    steps = {(*answer, onto[0]) for path, _ in read for answer, onto in pairwise(path)}
    steps |= {(*path[-1], end) for path, end in read}
    compiled = machine_of(flow)
    assert steps <= {
        (question, answer, state)
        for question, answers in compiled.table.items()
        for answer, ways in answers.items()
        for _, state in ways
    }


@pytest.mark.parametrize("form", FORMATS)
def test_paths_of_shipped_flows_in_every_format(shipped: Site, form: str) -> None:
    """Each path is printed once, in both languages."""
    for flow in shipped.flows.values():
        for code in shipped.languages:
            t = make_translator(code, shipped.texts.get(code))
            found = "\n".join(lines(flow, walks(flow), form, t))
            last = list(walks(flow))[-1]
            assert t.content(last.turns[-1].question.ask) in found or form != "md"
            shown = {"text": found.count("->"), "csv": found.count("\n"), "md": found.count("\n- ")}
            assert shown.get(form, found.count('"to"')) == count(flow)


def test_paths_limit_reports_what_it_left_out(small: Path) -> None:
    """The report is on stderr, so that stdout is clean; 0 means no limit."""
    done = wizard("paths", small, "--limit", 3)
    assert done.stdout == "".join(SMALL_TEXT.splitlines(keepends=True)[:3])
    assert done.stderr == "… 3 of 10 paths shown; --limit 0 shows all\n"
    assert wizard("paths", small, "--limit", 0).output == SMALL_TEXT
    assert wizard("paths", small, "--limit", 10).output == SMALL_TEXT


def test_paths_of_huge_flow_prints_count_and_first_paths(write: Write) -> None:
    """A hundred questions with two answers have 2 to the power of 100 paths."""
    steps = [
        f"  s{number}:\n    ask: Q?\n    answers:\n"
        f"      a: {{label: A, to: s{number + 1}}}\n      b: {{label: B, to: s{number + 1}}}"
        for number in range(100)
    ]
    end = "  s100: {outcome: End, claims: [{level: unknown, text: Nothing.}]}"
    file = (
        write(guide="\n".join(["title: Guide", "start: s0", "steps:", *steps, end, ""]))
        / "guide.yaml"
    )
    assert wizard("paths", file, "--count").output == f"{2**100}\n"
    done = wizard("paths", file, "--limit", 2)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == f"… 2 of {2**100:,} paths shown; --limit 0 shows all\n"


def test_paths_accepts_file_or_id(shipped: Site) -> None:
    """An id means a flow of the default folder."""
    flow = shipped.flows["my-data"]
    assert wizard("paths", "my-data", "--count").output == f"{count(flow)}\n"
    assert wizard("paths", ROOT / "flows" / "my-data.yaml", "--count").output == f"{count(flow)}\n"


def test_paths_in_another_language() -> None:
    """Texts of the author and the usual words for yes and no are translated."""
    found = wizard("paths", "my-data", "--format", "md", "--lang", "es", "--limit", 1).stdout
    assert found.startswith("# ¿Qué pasa con mis datos de licencia?")
    assert "**Sí**" in found
    assert wizard("paths", "my-data", "--lang", "en", "--limit", 1).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 1, 'there is no flow "nowhere".'),
        (
            ["my-data", "--lang", "fr"],
            2,
            """Invalid value for --lang: the flows are not in "fr", only in en, es""",
        ),
        (["my-data", "--limit", "-1"], 2, "Invalid value for '--limit'"),
        (["my-data", "--format", "xml"], 2, "Invalid value for '--format'"),
        (["my-data", "--count", "--diff", "HEAD"], 2, "--count and --diff cannot be combined"),
        ([], 2, "Missing argument 'FLOW'"),
    ],
)
def test_paths_wrong_usage_is_reported_in_one_line(
    arguments: list[str], code: int, message: str
) -> None:
    """The line is on stderr, and stdout is empty."""
    done = wizard("paths", *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr.splitlines()[-1]


def test_paths_of_invalid_flow_prints_problems(write: Write) -> None:
    """The problems are those of `wizard check`."""
    done = wizard("paths", write(guide=CAR) / "guide.yaml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert 'leads to the flow "other", which is not there' in done.stderr
