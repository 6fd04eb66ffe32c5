"""`wizard paths` prints every path of a flow as text, CSV, Markdown or JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import assume, given

from tests.cli.walks import HOME
from tests.command import wizard
from tests.conftest import ROOT, Write
from tests.engine.builders import make_chain
from tests.engine.test_journey import CAR, OTHER, flows
from wizard import Flow
from wizard.cli.path_report import FORMATS, lines, number, rough_number
from wizard.engine.machine import machine_of
from wizard.engine.paths import count, end_id, grouped_walks, walks
from wizard.i18n.translator import make_translator
from wizard.model.site import Site

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
    assert json.loads("\n".join(lines(make_chain(1), [], "json", make_translator("en")))) == []


def test_paths_with_boxes_that_lead_on_alike_are_one_line(write: Write) -> None:
    """Each format says how many sets of boxes a line stands for, and which."""
    home = HOME.replace("home: mold", "urgent: yes").replace("unsure: owed\n    to", "to")
    folder = write(guide=home)
    done = wizard("paths", folder / "guide.yaml")
    first, *_, last = done.stdout.splitlines()
    assert first == (
        "home=heat, urgent=yes, owed=below-500 -> small; home: heat or water (6 of 8 sets)"
    )
    assert last == (
        "home=mold, owed=unsure, notice=from-14 -> done; home: not heat, not water (2 of 8 sets)"
    )
    rows = list(csv.reader(wizard("paths", folder, "--format", "csv").stdout.splitlines()))
    assert rows[0] == ["number", "outcome", "heading", "home", "urgent", "owed", "notice"]
    assert rows[1][3:] == ["heat or water (6 of 8 sets)", "yes", "below-500", ""]
    found = json.loads(wizard("paths", folder, "--format", "json").stdout)
    assert found[-1]["answers"]["home"] == ["mold", "none"]
    lists = [
        [each if isinstance(each, list) else [each] for each in entry["answers"].values()]
        for entry in found
    ]
    paths = [path for answers in lists for path in product(*answers)]
    assert len(paths) == len(set(paths)) == int(wizard("paths", folder, "--count").stdout)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "**ticked: No heat or No hot water; not ticked: Mold (3 of 8 sets)**"),
        ("es", "**marcado: No heat o No hot water; sin marcar: Mold (3 de 8 combinaciones)**"),
    ],
)
def test_paths_markdown_has_boxes_in_words(
    flow: Callable[[str], Flow], lang: str, words: str
) -> None:
    """The header counts paths and lines."""
    home = flow(HOME)
    text = "\n".join(lines(home, grouped_walks(home), "md", make_translator(lang)))
    assert (
        f"{count(home)} paths lead through this flow. Sets of boxes that lead on alike are one "
        f"line, so there are {len(list(grouped_walks(home)))} lines.\n"
    ) in text
    assert words in text
    assert f"- {len(list(grouped_walks(home)))}: " in text


def test_paths_limit_counts_lines(write: Write) -> None:
    """The message counts the paths that these lines stand for."""
    done = wizard("paths", write(guide=HOME) / "guide.yaml", "--limit", 1)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "… 3 of 190 paths shown; --limit 0 shows all\n"


def test_rough_number_is_exact_up_to_15_digits() -> None:
    """Longer ones are rounded: no one reads thousands of digits."""
    assert rough_number(10**15 - 1) == "999,999,999,999,999"
    assert rough_number(10**15 - 1, group="") == "999999999999999"
    assert rough_number(10**15) == "about 1 x 10^15"
    assert rough_number(6 * 10**4771) == "about 6 x 10^4771"


def test_number_writes_out_huge_numbers() -> None:
    """Python itself refuses to write more than some thousand digits."""
    assert number(2**100) == "1,267,650,600,228,229,401,496,703,205,376"
    assert number(10**5000, group="") == "1" + "0" * 5000


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
            assert t.content(last.trail[-1].question.ask) in found or form != "md"
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
    assert wizard("paths", file, "--count").output == "about 1 x 10^30\n"
    assert wizard("paths", file, "--count", "--format", "json").output == f"{2**100}\n"
    done = wizard("paths", file, "--limit", 2)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == "… 2 of about 1 x 10^30 paths shown; --limit 0 shows all\n"


def test_paths_accepts_file_or_id(shipped: Site) -> None:
    """An id means a flow of the default folder."""
    flow = shipped.flows["my-data"]
    assert wizard("paths", "my-data", "--count").output == f"{count(flow)}\n"
    assert wizard("paths", ROOT / "flows" / "my-data.yaml", "--count").output == f"{count(flow)}\n"


def test_paths_in_another_language() -> None:
    """Texts of the author and the usual words for yes and no are translated."""
    found = wizard("paths", "my-data", "--format", "md", "--lang", "es", "--limit", 1).stdout
    assert found.startswith("# ¿Qué pasa con los datos de mi licencia?")
    assert "**Alguien está detenido, o me llegó una carta**" in found
    assert wizard("paths", "my-data", "--lang", "en", "--limit", 1).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 1, 'there is no flow "nowhere" in the shipped guide.'),
        (
            ["my-data", "--lang", "fr"],
            2,
            """Invalid value for --lang: the flows are not in "fr", only in en, es""",
        ),
        (["my-data", "--limit", "-1"], 2, "Invalid value for '--limit'"),
        (["my-data", "--format", "xml"], 2, "Invalid value for '--format'"),
        (["my-data", "--count", "--diff", "HEAD"], 2, "--count and --diff cannot be combined"),
        (["nowhere/x"], 1, 'there is no flow "nowhere/x".'),
        ([], 1, 'the shipped guide has 3 flows: "my-data", "request-my-records", '),
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
    assert 'leads to the flow "other", which does not exist' in done.stderr
