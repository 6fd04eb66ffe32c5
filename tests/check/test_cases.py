"""Tests of cases: reading, checking and writing them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.walks import HOME
from tests.conftest import ROOT, Write
from tests.engine.test_journey import CAR, OTHER
from wizard import Flow, load_flows
from wizard.check.case_files import format_case
from wizard.check.cases import CASES, check_cases, read_cases
from wizard.engine.machine import machine_of
from wizard.engine.paths import end_id, walks
from wizard.loader.site import check_folder
from wizard.loader.validate import _contains
from wizard.model.flow import edges
from wizard.model.problems import Problem
from wizard.model.site import Site

ALL = """\
license-know:
  answers: {license: yes, wants: know}
  outcome: know
license-get:
  answers: {license: yes, wants: get}
  outcome: other/
  note: The other flow begins.
car:
  answers: {car: yes, license: no}
  outcome: guide/county
unsure-and-car:
  answers: {license: unsure, car: yes}
  outcome: both
neither:
  answers:
    license: no
    car: no
  outcome: nothing
unsure:
  answers: {license: no, car: unsure, wants: know}
  outcome: know
"""


HOME_CASES = """\
all-boxes:
  answers: {home: mold.heat.water, urgent: yes, owed: from-500-to-1499, notice: below-7}
  outcome: done
none:
  answers: {home: none, owed: unsure, notice: from-7-to-13}
  outcome: done
unsure:
  answers: {home: unsure, owed: below-500}
  outcome: small
mold:
  answers: {home: mold, owed: from-1500}
  outcome: big
no-water:
  answers: {home: water, urgent: no, owed: unsure, notice: from-14}
  outcome: done
heat-unsure:
  answers: {home: heat, urgent: unsure, owed: below-500}
  outcome: small
"""


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder with two flows and no cases."""
    return write(guide=CAR, other=OTHER)


def checked(folder: Path, text: str, name: str = "guide.yaml") -> list[str]:
    """Return the problems of a text as a file of cases: `file code line:column: message`."""
    site = load_flows(folder)
    (folder / CASES).mkdir(exist_ok=True)
    (folder / CASES / name).write_text(text, "utf-8")
    return described(check_cases(folder, site.flows), folder)


def described(problems: list[Problem], folder: Path) -> list[str]:
    """Problems without the folder."""
    return [
        f"{Path(file).relative_to(folder)} {each.code} {each.location.line}:"
        f"{each.location.column}: {each.message}"
        for each in problems
        for file in [each.location.file]
    ]


def test_check_cases_accepts_correct_cases(folder: Path) -> None:
    """Answers may be in any order, and outcomes in other flows."""
    assert checked(folder, ALL) == []
    shutil.rmtree(folder / CASES)
    assert check_cases(folder, load_flows(folder).flows) == []


def test_check_cases_reports_all_mistakes_at_once(folder: Path) -> None:
    """Each mistake is reported at its location, with the closest valid name."""
    wrong = """\
Never:
  answers: {license: yes, wants: know}
  outcome: know
slips:
  answers: {licence: yes, wants: konw, car: dunno}
  outcome: know
  because: So it is.
halfway:
  answers: {license: no}
  outcome: nothing
nothing-given:
  answers: {}
  outcome: nothing
too-much:
  answers: {license: yes, wants: know, car: no}
  outcome: know
elsewhere:
  answers: {license: yes, wants: get}
  outcome: other/end
slip:
  answers: {license: no, car: no}
  outcome: nothng
shapes:
  answers: [license, car]
  outcome: {know: know}
form:
  answers: {license: yes, wants: [know]}
  outcome: a/b/c/d
empty:
"""
    found = checked(folder, wrong)
    assert [problem.split(": ")[0] for problem in found] == [
        "cases/guide.yaml id-letters 1:1",
        "cases/guide.yaml key-unknown 7:3",
        "cases/guide.yaml case-unfinished 9:12",
        "cases/guide.yaml case-unfinished 12:12",
        "cases/guide.yaml case-unused 15:40",
        "cases/guide.yaml case-outcome 19:12",
        "cases/guide.yaml case-outcome 22:12",
        "cases/guide.yaml shape-table 24:12",
        "cases/guide.yaml shape-text 25:12",
        "cases/guide.yaml shape-text 27:34",
        "cases/guide.yaml target-form 28:12",
        "cases/guide.yaml shape-table 29:7",
    ]
    assert [problem.split(": ", 1)[1] for problem in found if " case-" in problem] == [
        'the answers of the case "halfway" stop at the question "car"; '
        'add one of its answers: "yes", "no", "unsure"',
        'the answers of the case "nothing-given" stop at the question "license"; '
        'add one of its answers: "yes", "no", "unsure"',
        'the answers of the case "too-much" never reach the question "car"; remove it',
        'the answers of the case "elsewhere" lead to "other/", not to "other/end"',
        'the answers of the case "slip" lead to "nothing", not to "nothng". '
        'Did you mean "nothing"?',
    ]
    names = wrong.replace("  because: So it is.\n", "")
    assert checked(folder, names)[1:4] == [
        'cases/guide.yaml case-question 5:13: the flow "guide" has no question "licence". '
        'Did you mean "license"?',
        'cases/guide.yaml case-answer 5:34: "wants" has no answer "konw". Did you mean "know"?',
        'cases/guide.yaml case-answer 5:45: "car" has no answer "dunno". '
        'It has "yes", "no", "unsure".',
    ]


def test_case_ticks_boxes_in_any_order(write: Write) -> None:
    """Intervals are named by their ids, and each box has to be ticked by some case."""
    folder = write(guide=HOME)
    assert checked(folder, HOME_CASES) == []
    few = HOME_CASES.replace("mold.heat.water", "heat").replace(
        "home: mold", "home: water.heat, urgent: yes"
    )
    few = few.replace("outcome: big", "outcome: done").replace(
        "from-1500", "unsure, notice: below-7"
    )
    assert checked(folder, few) == [
        'guide.yaml case-unwalked 9:7: no case ticks the box "mold" of step "home"',
        'guide.yaml case-unwalked 22:5: no case covers answer "from-1500" of step "owed"',
    ]


def test_case_can_tick_boxes_with_long_ids(write: Write) -> None:
    """The limit of an id is that of each box."""
    ids = [f"b{number}-{'x' * 37}" for number in range(8)]
    boxes = "".join(f"      {name}: Box\n" for name in ids)
    text = HOME.replace("      heat: No heat\n      water: No hot water\n      mold: Mold\n", boxes)
    text = text.replace("[heat, water]", ids[0]).replace("home: mold", f"home: {ids[1]}")
    folder, ticked = write(guide=text), ".".join(ids)
    case = f"a:\n  answers: {{home: {ticked}, urgent: yes, owed: below-500}}\n  outcome: small\n"
    assert len(ticked) > 300
    assert not [each for each in checked(folder, case) if "case-unwalked" not in each]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("home: heat.watr", '"home" has no box "watr". Did you mean "water"?'),
        ("home: xyz", '"home" has no box "xyz". It has "heat", "water", "mold", "none", "unsure".'),
        ("home: heat.none", '"none" and boxes of "home" cannot be combined'),
        ("home: unsure.heat", '"unsure" and boxes of "home" cannot be combined'),
        ("home: heat.heat", '"heat.heat" has the box "heat" twice'),
        ('home: "water, heat"', '"home" has no answer "water, heat"; write heat.water'),
        (
            "owed: from-500-to-1500",
            'no answer "from-500-to-1500". Did you mean "from-500-to-1499"?',
        ),
        (
            "owed: 700",
            '"owed" has no answer "700". It has "below-500", "from-500-to-1499", "from-1',
        ),
    ],
)
def test_case_with_unknown_box_or_interval(write: Write, answer: str, message: str) -> None:
    """The nearest valid name is a box, and never a set of several boxes."""
    found = checked(write(guide=HOME), f"a:\n  answers: {{{answer}}}\n  outcome: done\n")
    assert len(found) == 1
    assert "case-answer" in found[0]
    assert message in found[0]


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ("home: [heat, water]", "found a list; write heat.water"),
        ("owed: [below-500]", "found a list; write below-500"),
        ("owed: {below: 500}", "found a table; write below-500"),
        ("owed: {from: 1500}", "found a table; write from-1500"),
        ("owed: {from: 500, below: 1500}", "found a table; write from-500-to-1499"),
        ("owed: {below: much}", "found a table"),
        ("owed: {}", "found a table"),
        ("home: []", "found a list"),
    ],
)
def test_case_with_answers_written_as_conditions(write: Write, answer: str, advice: str) -> None:
    """The message shows the id of the answer that is meant, if there is one."""
    found = checked(write(guide=HOME), f"a:\n  answers: {{{answer}}}\n  outcome: done\n")
    assert len(found) == 1
    assert "shape-text" in found[0]
    assert found[0].endswith(f"must be text, but {advice}")


def test_failing_case_has_the_answers_that_count(folder: Path) -> None:
    """They are the answers that were walked, without those to questions that are not asked."""
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases/guide.yaml").write_text(
        "a:\n  answers: {car: no, license: no}\n  outcome: know\n"
        "b:\n  answers: {license: no}\n  outcome: know\n"
        "c:\n  answers: {license: yes, wants: know, car: no}\n  outcome: know\n",
        "utf-8",
    )
    found = check_cases(folder, {"guide": load_flows(folder).flows["guide"]})
    assert [
        (each.code, [f"{given.question}={given.answer}" for given in each.trail]) for each in found
    ] == [
        ("case-outcome", ["license=no", "car=no"]),
        ("case-unfinished", ["license=no"]),
        ("case-unused", ["license=yes", "wants=know"]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "file-empty 1:1: the file is empty"),
        ("# Cases will stand here.\n", "file-empty 1:1: the file is empty"),
        ("{}\n", "file-empty 1:1: the file has no cases"),
        ("- never\n", "yaml-shape 1:1: "),
        ("never: &a {answers: {}}\n", "yaml-alias 1:8: "),
    ],
)
def test_check_cases_reports_file_without_cases(folder: Path, text: str, expected: str) -> None:
    """Answers that no case covers are not reported as well."""
    found = checked(folder, text)
    assert found[0].startswith(f"cases/guide.yaml {expected}")
    assert not any("case-unwalked" in problem for problem in found)


def test_check_cases_warns_of_uncovered_answers(folder: Path) -> None:
    """The warning is at the answer, and only if all cases of the flow are correct."""
    few = ALL[: ALL.index("car:")]
    assert checked(folder, few) == [
        'guide.yaml case-unwalked 4:42: no case covers answer "no" of step "license"',
        'guide.yaml case-unwalked 4:51: no case covers answer "unsure" of step "license"',
        'guide.yaml case-unwalked 8:5: no case covers answer "yes" of step "car"',
        'guide.yaml case-unwalked 9:5: no case covers answer "no" of step "car"',
        'guide.yaml case-unwalked 10:5: no case covers answer "unsure" of step "car"',
    ]
    assert all(each.warning for each in check_cases(folder, load_flows(folder).flows))
    assert len(checked(folder, few.replace("outcome: know", "outcome: both"))) == 1


def test_check_cases_reports_file_of_unknown_flow(folder: Path) -> None:
    """A flow that exists but is not valid has its own problems."""
    (folder / "site.yaml").write_text("name: A site\n", "utf-8")
    expected = (
        'cases/gide.yaml case-flow 1:1: these are cases of the flow "gide", which does not exist. '
        'Did you mean "guide"?'
    )
    assert checked(folder, ALL, "gide.yaml") == [expected]
    assert checked(folder, ALL, "site.yaml")[1].startswith("cases/site.yaml case-flow 1:1: ")
    assert checked(folder, ALL, "guide.yml")[1] == (
        'cases/guide.yml file-name 1:1: files of cases end in ".yaml"; rename it to "guide.yaml"'
    )
    (folder / CASES / "notes.txt").write_text("Nothing for a program.", "utf-8")
    assert len(described(check_cases(folder, {}), folder)) == 3
    (folder / CASES / "guide.yaml").write_text(ALL, "utf-8")
    assert len(described(check_cases(folder, {}), folder)) == 3


def test_check_cases_reports_path_that_is_not_a_folder(folder: Path) -> None:
    """A file may have the name of the folder."""
    (folder / CASES).write_text(ALL, "utf-8")
    assert described(check_cases(folder, {}), folder) == [
        "cases folder-unreadable 1:1: the folder of cases cannot be read"
    ]


def test_check_folder_ignores_cases(folder: Path) -> None:
    """A problem in a case does not stop a flow from being served."""
    before = [*load_flows(folder).flows]
    assert checked(folder, "broken: [", "broken.yaml") != []
    site, problems = check_folder(folder)
    assert site is not None
    assert ([*site.flows], problems) == (before, ())


IDS = st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True)


@given(IDS, st.dictionaries(IDS, IDS, max_size=8), st.tuples(IDS, IDS | st.just("")))
def test_format_case_can_be_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    answers: dict[str, str],
    outcome: tuple[str, str],
) -> None:
    """Ids such as `yes`, `null` and `y` are text, too."""
    path = tmp_path_factory.getbasetemp() / "written.yaml"
    written = format_case(name, answers, "/".join(outcome))
    path.write_text(f"{written}another:\n  answers: {{no: yes}}\n  outcome: null\n", "utf-8")
    problems: list[Problem] = []
    case, _ = read_cases(path, "guide", problems)
    assert problems == []
    assert (case.name, dict(case.answers), (case.outcome.flow, case.outcome.step)) == (
        name,
        answers,
        outcome,
    )
    assert all(len(line) <= 100 for line in written.splitlines())


def test_format_case_writes_every_path(folder: Path) -> None:
    """Each path of a flow, written as a case, passes the check."""
    flow = load_flows(folder).flows["guide"]
    cases = [
        format_case(f"path-{n}", path.answers(), end_id(flow, path.end))
        for n, path in enumerate(walks(flow))
    ]
    assert cases[0] == "path-0:\n  answers: {license: yes, wants: know}\n  outcome: know\n"
    assert checked(folder, "".join(cases)) == []


def test_shipped_cases_cover_every_branch(shipped: Site) -> None:
    """Every answer is covered, with every condition that decides where it leads."""
    assert check_cases(ROOT / "flows", shipped.flows) == []
    for flow in shipped.flows.values():
        cases = read_cases(ROOT / "flows" / CASES / f"{flow.id}.yaml", flow.id, [])
        walked = {step for case in cases for step in ways(flow, dict(case.answers))}
        assert walked == {
            (step.id, answer.id, edge.to.ref(flow))
            for step in flow.steps.values()
            for answer, edge in edges(step)
        }


def ways(flow: Flow, answers: dict[str, str]) -> list[tuple[str, str, str]]:
    """The ways that answers take: question, answer, where it leads."""
    taken, past, state = [], dict[str, str](), flow.start
    while state in answers:
        after = machine_of(flow).next(state, answers[state], past)
        taken.append((state, answers[state], after))
        past[state] = answers[state]
        state = after
    return taken


def test_shipped_case_names_have_no_unwanted_words(shipped: Site) -> None:
    """Names and notes are read by others, too."""
    for flow in shipped.flows.values():
        for case in read_cases(ROOT / "flows" / CASES / f"{flow.id}.yaml", flow.id, []):
            words = case.name.split("-")
            assert not [word for word in shipped.words if _contains(words, word)], case.name


def saying(text: str, flow: str = CAR) -> str:
    """Return a flow whose outcome `know` or `end` says a text, in YAML."""
    name = "Know" if flow == CAR else "End"
    return flow.replace(f"outcome: {name},", f"outcome: {name}, says: {text},")


def expecting(first: str, outcome: str = "know") -> str:
    """Return correct cases, of which the first that ends at an outcome expects a sentence."""
    return ALL.replace(f"outcome: {outcome}\n", f"outcome: {outcome}\n  first: {first}\n", 1)


@pytest.mark.parametrize(
    ("says", "first"),
    [
        ('"The office knows. Ask it."', "The office knows."),
        ("The office knows", "The office knows"),
        ('"The U.S. office has dps.ms.gov. Ask it."', "The U.S. office has dps.ms.gov."),
        ('"The office\n      knows. Ask it."', "The\n    office knows."),
        ('"The office\\nknows. Ask it."', "The office knows."),
        ('"Is it so? Ask the office."', "Is it so?"),
    ],
)
def test_first_sentence_is_compared_as_readers_see_it(write: Write, says: str, first: str) -> None:
    """Line breaks do not count, and dots in abbreviations and domains end no sentence."""
    folder = write(guide=saying(says), other=OTHER)
    assert checked(folder, expecting(first)) == []


@pytest.mark.parametrize("first", ["The office.", "The office knows. Ask it.", "Ask it."])
def test_another_first_sentence_is_reported_with_both(write: Write, first: str) -> None:
    """The message has what readers see now and what the case expects, at the sentence."""
    folder = write(guide=saying('"The office knows. Ask it."'), other=OTHER)
    assert checked(folder, expecting(first)) == [
        'cases/guide.yaml case-first 4:10: the outcome "know" begins with "The office knows.", '
        f'but the case expects "{first}"'
    ]


def test_first_sentence_is_not_compared_if_answers_lead_elsewhere(write: Write) -> None:
    """One mistake is one message: another outcome begins with another sentence."""
    folder = write(guide=saying("The office knows."), other=OTHER)
    text = expecting("Never.").replace("outcome: know\n  first", "outcome: both\n  first")
    assert [each.split()[1] for each in checked(folder, text)] == ["case-outcome"]


def test_first_sentence_of_outcome_without_text_is_reported(folder: Path) -> None:
    """An outcome that says nothing, and the start page of a flow, have no first sentence."""
    for outcome, line in (("know", 4), ("other/", 7)):
        assert checked(folder, expecting("The office knows.", outcome)) == [
            f'cases/guide.yaml case-first {line}:10: "{outcome}" has no "says", '
            "so no case can have its first sentence"
        ]


def test_first_sentence_of_outcome_in_another_flow_is_compared(write: Write) -> None:
    """It is not compared if the other flow was not read, as when a single file is checked."""
    folder = write(
        guide=CAR.replace("to: other/", "to: other/end"), other=saying("It ends.", OTHER)
    )
    text = ALL.replace("outcome: other/\n", "outcome: other/end\n  first: It goes on.\n")
    assert [each.split(": ", 1)[1] for each in checked(folder, text)] == [
        'the outcome "other/end" begins with "It ends.", but the case expects "It goes on."'
    ]
    guide = load_flows(folder).flows["guide"]
    assert check_cases(folder, {"guide": guide}) == []
