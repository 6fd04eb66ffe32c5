"""Tests of renaming steps and answers: every place, nothing else, and never an invalid folder."""

from __future__ import annotations

import dataclasses
import random
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Write
from tests.rows import write_rows
from wizard import create_app
from wizard.check.rename import RenameError, rename
from wizard.engine.diff import compare
from wizard.loader.mentions import STEP_IDS
from wizard.loader.rewrite import write_files
from wizard.loader.schema import RECORD_TYPES
from wizard.loader.site import check_folder
from wizard.model.conditions import AnsweredWith
from wizard.model.flow import Answer, Flow, Outcome, Question, Target
from wizard.model.site import Site

FOLDERS = (ROOT / "flows", ROOT / "examples" / "credit-report")
FLOWS = [(folder, path.stem) for folder in FOLDERS for path in (folder / "cases").glob("*.yaml")]
SAMPLE = 2  # names of each flow in `make check`
NEW = "zz-new"

GUIDE = """\
title: A guide  # about nothing
start: kind
sets: {papers: [letter, "notice"]}
steps:
  kind:
    ask: What is it?
    answers:
      letter: {label: A letter, to: sent}
      notice: {label: 'A notice', to: "guide/sent"}
  sent:
    ask: Was it sent?
    yes:
      - if: {kind: papers, not: {any: [{kind: notice}]}}  # kind
        to: late
      - to: 'late'
    no: late
    unsure: late
  late:
    outcome: Be quick, kind or not
    caution: kind
    claims: [{level: unknown, text: Of any kind., if: {kind: [letter]}, when: If it is kind}]
    next: [{label: Read on, to: guide/late}, {label: Call, to: "https://example.org/late"}]
"""
OTHER = """\
title: Other
start: first
steps:
  first: {ask: Is it late?, yes: guide/late, no: guide/, unsure: guide/kind}
"""
SHARED = {
    "site.yaml": "often: [guide/late, other/first]\n",
    "cases/guide.yaml": (
        "one: {answers: {kind: letter, sent: yes}, outcome: late}\n"
        "two:\n  answers:\n    kind: notice\n    sent: no\n  outcome: guide/late\n"
    ),
    "letters/ask.yaml": (
        "title: Ask\nsubject: A late letter\nto: [Late]\nbody: [Now.]\n"
        "after: [{label: See, to: guide/late}]\n"
    ),
}


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder in which every kind of file names the steps and answers of guide.yaml."""
    folder = write(guide=GUIDE, other=OTHER)
    for name, text in SHARED.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    assert not [problem for problem in check_folder(folder)[1] if not problem.warning]
    return folder


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*.yaml"))
    }


def renamed(folder: Path, old: str, new: str, flow: str = "guide") -> dict[str, str]:
    """Rename a step or an answer, and return the text of every file."""
    done = rename(folder / f"{flow}.yaml", old, new)
    write_files(done.before, done.after)
    return texts(folder)


def test_rename_step_changes_every_place_and_nothing_else(folder: Path) -> None:
    """Targets with and without a flow, cautions, cases, letters; no text, comment or URL."""
    before = texts(folder)
    after = renamed(folder, "late", "soon")
    expected = before["guide.yaml"]
    for old, new in [
        ("to: late\n", "to: soon\n"),
        ("to: 'late'\n", "to: 'soon'\n"),
        ("no: late\n", "no: soon\n"),
        ("unsure: late\n", "unsure: soon\n"),
        ("  late:\n", "  soon:\n"),
        ("to: guide/late}", "to: guide/soon}"),
        ("start: kind\n", "start: kind\nmoved:\n  late: soon\n"),
    ]:
        assert old in expected
        expected = expected.replace(old, new)
    assert after["guide.yaml"] == expected
    assert after["other.yaml"] == before["other.yaml"].replace("guide/late", "guide/soon")
    assert after["site.yaml"] == before["site.yaml"].replace("guide/late", "guide/soon")
    cases = before["cases/guide.yaml"].replace(": late", ": soon").replace("/late", "/soon")
    assert after["cases/guide.yaml"] == cases
    assert after["letters/ask.yaml"] == before["letters/ask.yaml"].replace(
        "guide/late", "guide/soon"
    )


def test_rename_question_changes_conditions_and_cases(folder: Path) -> None:
    """Its id is a key in conditions, also under `not` and `any`, and in cases."""
    after = renamed(folder, "kind", "paper")
    guide = after["guide.yaml"]
    assert "start: paper\nmoved:\n  kind: paper\n" in guide
    assert "{paper: papers, not: {any: [{paper: notice}]}}  # kind" in guide
    assert "caution: paper\n" in guide
    assert "text: Of any kind., if: {paper: [letter]}, when: If it is kind" in guide
    assert "unsure: guide/paper" in after["other.yaml"]
    assert "{paper: letter, sent: yes}" in after["cases/guide.yaml"]
    assert "\n    paper: notice\n" in after["cases/guide.yaml"]


def test_rename_answer_changes_sets_conditions_and_cases(folder: Path) -> None:
    """An answer of the same name of another question stays, and there is no `moved` for answers."""
    before = texts(folder)
    after = renamed(folder, "kind=notice", "form")
    expected = (
        before["guide.yaml"]
        .replace('[letter, "notice"]', '[letter, "form"]')
        .replace("notice: {label", "form: {label")
        .replace("{kind: notice}", "{kind: form}")
    )
    assert after["guide.yaml"] == expected
    cases = before["cases/guide.yaml"].replace("kind: notice", "kind: form")
    assert after["cases/guide.yaml"] == cases
    assert {**after, "guide.yaml": "", "cases/guide.yaml": ""} == {
        **before,
        "guide.yaml": "",
        "cases/guide.yaml": "",
    }


BOXES = """\
title: A home
start: home
sets: {cold: [heat, "water"]}
steps:
  home:
    ask: What is wrong?
    tick:
      heat: No heat
      'water': No water
      heat-water: No hot water
    none: None of these
    to:
      - {if: {home: [heat, heat-water]}, to: heat}
      - {if: {not: {home: cold}}, to: done}
      - {to: owed}
  heat: {ask: Is it cold?, yes: done, no: owed, unsure: owed}
  owed:
    ask: How much?
    range: {unit: USD, at: [500]}
    to: [{if: {owed: {below: 500}, any: [{home: water}, {home: heat}]}, to: done}, {to: done}]
  done: {outcome: Done, claims: [{level: unknown, text: heat., if: {home: heat}, when: A}]}
"""
BOX_CASES = """\
one: {answers: {home: water.heat.heat-water, heat: yes}, outcome: done}
two: {answers: {home: "heat.water", heat: no, owed: below-500}, outcome: done}
three: {answers: {home: 'heat', heat: no, owed: from-500}, outcome: done}
"""


@pytest.mark.parametrize(
    ("old", "edits"),
    [
        (
            "heat",
            {
                "cold: [heat,": "cold: [zz-new,",
                "      heat: No": "      zz-new: No",
                "{home: [heat, heat-water]}": "{home: [zz-new, heat-water]}",
                "{home: heat}": "{home: zz-new}",
                "water.heat.heat-water": "water.zz-new.heat-water",
                '"heat.water"': '"zz-new.water"',
                "home: 'heat'": "home: 'zz-new'",
            },
        ),
        (
            "water",
            {
                '"water"]': '"zz-new"]',
                "'water': No": "'zz-new': No",
                "{home: water}": "{home: zz-new}",
                "water.heat.": "zz-new.heat.",
                "heat.water": "heat.zz-new",
            },
        ),
        (
            "heat-water",
            {
                "      heat-water: No": "      zz-new: No",
                "[heat, heat-water]": "[heat, zz-new]",
                "heat.heat-water": "heat.zz-new",
            },
        ),
    ],
)
def test_rename_box_changes_every_place(write: Write, old: str, edits: Mapping[str, str]) -> None:
    """A set of boxes in a case names each of them; other boxes and a step of that id stay."""
    folder = write(guide=BOXES)
    (folder / "cases").mkdir()
    (folder / "cases/guide.yaml").write_text(BOX_CASES, "utf-8")
    expected = texts(folder)
    for before, after in edits.items():
        assert any(before in text for text in expected.values())
        expected = {name: text.replace(before, after) for name, text in expected.items()}
    assert renamed(folder, f"home={old}", NEW) == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("home=heet", "cold", '"home" has no answer "heet". Did you mean "heat"?'),
        ("home=heat.water", "cold", 'rename one box at a time, such as "home=heat"'),
        ("home=heat", "water", '"home" already has an answer "water"'),
        ("home=heat", "none", '"none" is a reserved name'),
        ("home=heat", "cold", '"cold" is the id of a set'),
        ("home=heat", "a.b", '"a.b" cannot be the id of a box'),
        ("home=none", "nothing", '"none" is a key of the format and cannot be renamed'),
        ("owed=below-500", "small", '"below-500" follows from the cut points of "owed"'),
        ("owed=500", "small", '"owed" has no answer "500". It has "below-500", "from-500".'),
    ],
)
def test_rename_refuses_box_or_interval(write: Write, old: str, new: str, message: str) -> None:
    """Only ids that an author wrote can be renamed."""
    with pytest.raises(RenameError) as raised:
        rename(write(guide=BOXES) / "guide.yaml", old, new)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_rename_keeps_line_ends_and_byte_order_mark(folder: Path, line_break: str) -> None:
    """A file from an old editor comes out as it was, and new lines end like the others."""
    path = folder / "guide.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GUIDE.replace("\n", line_break).encode())
    renamed(folder, "late", "soon")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbftitle: A guide  # about nothing")
    assert f"start: kind{line_break}moved:{line_break}  late: soon{line_break}".encode() in content
    assert content.count(line_break.encode()) == GUIDE.count("\n") + 2
    assert b"\n" not in content.replace(line_break.encode(), b"")


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ("", "start: kind\nmoved:\n  late: soon\n"),
        ("moved: {}\n", "moved: {late: soon}\n"),
        ("moved: {old: late}\n", "moved: {late: soon, old: soon}\n"),
        ("moved:\n    old: late  # once\n", "moved:\n    old: soon  # once\n    late: soon\n"),
    ],
)
def test_rename_step_adds_its_old_id_to_moved(folder: Path, moved: str, expected: str) -> None:
    """Ids that led to it lead to the new id: no link has to be followed twice."""
    path = folder / "guide.yaml"
    path.write_text(GUIDE.replace("sets:", f"{moved}sets:"), "utf-8")
    assert expected in renamed(folder, "late", "soon")["guide.yaml"]


def test_rename_in_file_in_braces(folder: Path) -> None:
    """A file in braces and without a line break at its end stays one."""
    text = (
        '{title: O, start: "first", steps: {first: {ask: A?, yes: last, no: last, unsure: last}, '
        "last: {outcome: B, claims: [{level: unknown, text: C}]}}}"
    )
    (folder / "other.yaml").write_text(text, "utf-8")
    after = renamed(folder, "first", "begin", flow="other")["other.yaml"]
    assert after == text.replace('"first"', '"begin", moved: {first: begin}').replace(
        "{first: {ask", "{begin: {ask"
    )


def test_rename_at_last_line_without_line_break(folder: Path) -> None:
    """The file may end with `start` or `moved`, in the middle of a line."""
    text = OTHER.replace("start: first\n", "")
    (folder / "other.yaml").write_text(f"{text}start: first", "utf-8")
    after = renamed(folder, "first", "begin", flow="other")["other.yaml"]
    assert after.endswith("\nstart: begin\nmoved:\n  first: begin")


def test_rename_back_turns_moved_round(folder: Path) -> None:
    """A step can get its former id back; then the other id is the former one."""
    before = texts(folder)
    renamed(folder, "late", "soon")
    after = renamed(folder, "soon", "late")
    line = "start: kind\nmoved:\n  soon: late\n"
    assert after == {
        **before,
        "guide.yaml": before["guide.yaml"].replace("start: kind\n", line),
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lat", "soon", 'the flow "guide" has no step "lat". Did you mean "late"?'),
        ("kind.letter", "mail", 'the flow "guide" has no step "kind.letter". Write "kind=letter"'),
        ("kind/letter", "mail", 'the flow "guide" has no step "kind/letter". Write "kind=letter"'),
        ("kind=leter", "mail", '"kind" has no answer "leter". Did you mean "letter"?'),
        ("kind=", "mail", '"kind" has no answer "". It has "letter", "notice".'),
        ("late=x", "mail", '"late" has no answer "x". It is an outcome.'),
        ("sent=yes", "sure", '"yes" is a key of the format and cannot be renamed; first write'),
        ("late", "kind", 'the flow "guide" already has a step "kind"'),
        ("late", "late", 'the flow "guide" already has a step "late"'),
        ("kind=letter", "notice", '"kind" already has an answer "notice"'),
        ("kind=letter", "papers", '"papers" is the id of a set'),
        ("late", "Soon!", '"Soon!" cannot be the id of a step'),
        ("late", "map", '"map" is a reserved name'),
        (
            "kind=letter",
            "kind=mail",
            'write only the new id of the answer: "mail"',
        ),
        ("kind=letter", "sent=mail", '"sent=mail" cannot be the id of an answer'),
        ("late", "bad-word", '"late" cannot become "bad-word": then there are problems'),
    ],
)
def test_rename_refuses(folder: Path, old: str, new: str, message: str) -> None:
    """Nothing is returned that could be written."""
    (folder / "site.yaml").write_text("words: [bad]\n", "utf-8")
    with pytest.raises(RenameError) as raised:
        rename(folder / "guide.yaml", old, new)
    assert str(raised.value).startswith(message)


def test_rename_refuses_file_that_is_no_flow(folder: Path) -> None:
    """A file that flows share has no steps."""
    with pytest.raises(RenameError, match="is not a flow"):
        rename(folder / "site.yaml", "late", "soon")


def test_rename_refuses_former_id_of_another_step(folder: Path) -> None:
    """Links to that id lead elsewhere, and would change their meaning."""
    path = folder / "guide.yaml"
    path.write_text(GUIDE.replace("sets:", "moved: {old: kind}\nsets:"), "utf-8")
    with pytest.raises(RenameError, match='under "moved", its links lead to "kind"'):
        rename(path, "late", "old")


def test_rename_refuses_item_of_set_of_two_questions(folder: Path) -> None:
    """The set would have to have the old and the new id."""
    path = folder / "guide.yaml"
    text = GUIDE.replace("no: late\n", "no: [{if: {more: papers}, to: late}, {to: late}]\n")
    text = text.replace("A letter, to: sent}", "A letter, to: more}")
    text += (
        "  more:\n    ask: More?\n    answers:\n"
        "      letter: {label: L, to: sent}\n      notice: {label: N, to: sent}\n"
    )
    path.write_text(text, "utf-8")
    (folder / "cases" / "guide.yaml").unlink()
    with pytest.raises(RenameError, match='the set in line 3 is also used for "more"'):
        rename(path, "kind=letter", "mail")


@pytest.mark.parametrize("name", ["other.yaml", "cases/guide.yaml", "letters/ask.yaml"])
def test_rename_refuses_folder_with_problems(folder: Path, name: str) -> None:
    """What could not be read could not be renamed either. The problems are named."""
    (folder / name).write_text((folder / name).read_text("utf-8") + "}", "utf-8")
    with pytest.raises(RenameError, match="rename only in a folder without problems") as raised:
        rename(folder / "guide.yaml", "late", "soon")
    assert str(folder / name) in {problem.location.file for problem in raised.value.problems}


def test_rename_does_not_wait_for_translators(folder: Path) -> None:
    """Ids are in no catalog, so missing translations are no reason to refuse."""
    (folder / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    assert "soon" in renamed(folder, "late", "soon")["guide.yaml"]


@pytest.mark.parametrize("old", ["note", "title"])
def test_rename_step_whose_id_is_also_key_of_text(folder: Path, old: str) -> None:
    """The new target under `moved` is not taken for a text that needs a translation."""
    path = folder / "guide.yaml"
    renamed(folder, "late", old)
    renamed(folder, old, "soon")
    assert f"  {old}: soon\n" in path.read_text("utf-8")


def test_old_links_to_renamed_question_work(folder: Path) -> None:
    """A link to its page leads to the new one, and its answer in the query still counts."""
    renamed(folder, "sent", "posted")
    client = create_app(folder).test_client()
    moved = client.get("/en/guide/sent/?kind=letter")
    assert moved.status_code == 301
    assert moved.location == "/en/guide/posted/?kind=letter"
    late = client.get("/en/guide/late/?kind=letter&sent=no", follow_redirects=True)
    assert late.status_code == 200
    assert late.request.path == "/en/guide/late/"
    assert "Be quick" in late.text


def test_no_path_changes(folder: Path) -> None:
    """`wizard paths --diff` compares the versions with the same function."""
    old, _ = check_folder(folder)
    renamed(folder, "late", "soon")
    renamed(folder, "kind", "paper")
    new, _ = check_folder(folder)
    assert old
    assert new
    assert compare(old.flows["guide"], new.flows["guide"]).groups == ()


def test_every_id_of_the_schema_is_classified() -> None:
    """A new key with ids must say in `mentions` whether they name steps or answers."""
    with_ids = {
        (record, field.name)
        for record, each in RECORD_TYPES.items()
        for field in each.keys
        if field.kind.split(" of ")[-1] in ("id", "step", "answer", "given answer")
        or (record, field.name) == ("flow", "moved")
    }
    of_others = {
        ("own claim", "cite"),
        ("claim", "cite"),
        ("claim by id", "claim"),
        ("topic", "cite"),
        ("letter", "cite"),
        ("office", "cite"),
        *((record, "offices") for record in ("outcome", "page", "letter")),
        ("site", "first"),
        ("site", "start"),
        ("change", "claims"),
        ("since", "event"),
        ("holiday calendar", "claims"),
        ("closing", "claims"),
        ("shared claim", "cite"),
        ("case", "row"),
        *(("table", key) for key in ("row", "moved", "removed")),
    }
    in_tables = {
        ("flow", "sets"),
        ("flow", "steps"),
        ("flow", "moved"),
        ("question", "answers"),
        ("case", "answers"),
    }
    assert with_ids - of_others == STEP_IDS | in_tables


class Swap:
    """Turns a site into plain values in which one step or answer has another id."""

    def __init__(self, flow: str, old: str, new: str) -> None:
        self.flow, self.new = flow, new
        self.step, _, self.answer = old.partition("=")

    def name(self, flow: str, step: str) -> str:
        """Return the id of a step."""
        return self.new if (flow, step, self.answer) == (self.flow, self.step, "") else step

    def answers(self, flow: str, step: str, answers: Any) -> tuple[str, ...]:
        """Return the ids of answers of a question."""
        mine = (flow, step) == (self.flow, self.step)
        return tuple(self.new if mine and each == self.answer else each for each in answers)

    def plain(self, value: Any, flow: str = "", step: str = "") -> Any:
        """Return a value with plain values only, in the author's order and without locations."""
        match value:
            case Target():
                return value.flow, self.name(value.flow, value.step)
            case AnsweredWith():
                answers = self.answers(flow, value.question, value.answers)
                return self.name(flow, value.question), answers
            case Flow():
                flow = value.id
            case Question():
                step = value.id
            case Answer():
                return (
                    *self.answers(flow, step, [value.id]),
                    value.label,
                    self.plain(value.edges, flow),
                )
            case Mapping():
                return [self.plain(item, flow, step) for item in value.values()]
            case tuple() | list():
                return [self.plain(item, flow, step) for item in value]
        if not dataclasses.is_dataclass(value):
            return value
        fields = {
            field.name: self.plain(getattr(value, field.name), flow, step)
            for field in dataclasses.fields(value)
            if field.name not in ("location", "moved", "texts")
        }
        for key in {"start", "caution"} & fields.keys() if flow else ():
            fields[key] = self.name(flow, fields[key])
        if isinstance(value, Question | Outcome):
            fields["id"] = self.name(flow, fields["id"])
        return fields


def names_of(site: Site, flow: str) -> list[str]:
    """Return the steps of a flow, and the answers that can be renamed."""
    custom = [
        f"{question.id}={answer}"
        for question in site.flows[flow].questions()
        for answer in question.answers
        if answer not in ("yes", "no", "unsure")
    ]
    return [*site.flows[flow].steps, *custom]


@pytest.mark.parametrize(("folder", "flow"), FLOWS, ids=lambda value: getattr(value, "name", value))
@pytest.mark.timeout(3600)  # the slow run
@pytest.mark.parametrize("count", [SAMPLE, pytest.param(1_000, marks=pytest.mark.slow)])
def test_shipped_names_can_be_renamed_and_back(
    folder: Path, flow: str, count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The site is the same but for the id, and renaming it back gives the same bytes."""
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    site, _ = check_folder(copy)
    assert site
    names = names_of(site, flow)
    chance, places = random.Random(flow), 0  # noqa: S311 - no secret
    for name in chance.sample(names, min(count, len(names))):
        there = rename(copy / f"{flow}.yaml", name, NEW)
        write_files(there.before, there.after)
        other, problems = check_folder(copy)
        assert other, (name, problems)
        assert Swap(flow, name, NEW).plain(site) == Swap("", "", "").plain(other), name
        step, _, answer = name.partition("=")
        back = rename(copy / f"{flow}.yaml", f"{step}={NEW}" if answer else NEW, answer or step)
        # Its table is there for this entry alone if nothing else had moved before.
        entry = f"  {NEW}: {step}\n"
        table = "" if "\nmoved:" in texts(folder)[f"{flow}.yaml"] else "moved:\n"
        without = {
            path: content.replace(f"{table}{entry}".encode(), b"")
            for path, content in back.after.items()
        }
        assert without == {path: there.before[path] for path in without}, name
        write_files(there.after, there.before)
        places += len(there.changes)
    with capsys.disabled():
        print(f"\n{flow}: {min(count, len(names))} of {len(names)} names renamed, {places} places")


def test_rename_in_template_changes_it_for_all_rows(tmp_path: Path) -> None:
    """Conditions on columns are no questions, and targets can name a row before the step."""
    folder = write_rows(
        tmp_path,
        home="title: Home\nstart: one\nsteps:\n  one:\n    ask: One?\n"
        "    answers:\n      a: {label: Late, to: records/al/late}\n"
        "      b: {label: All, to: records/}\n",
    )
    (folder / "cases").mkdir()
    cases = "late: {row: al, answers: {late: yes}, outcome: number}\n"
    (folder / "cases" / "records.yaml").write_text(cases, "utf-8")
    done = rename(folder / "records.yaml", "late", "overdue")
    after = {path.name: data.decode() for path, data in done.after.items()}
    assert "  overdue:\n    ask: Is {state.name} late?" in after["records.yaml"].replace(
        "late: overdue\n", "", 1
    )
    assert "to: records/overdue" in after["request.yaml"]
    assert "to: records/al/overdue" in after["home.yaml"]
    assert "to: records/}" in after["home.yaml"]
    # The last file is that of the cases, which has the name of the flow.
    number = rename(folder / "records.yaml", "number", "days").after
    assert b"outcome: days" in number[folder / "cases" / "records.yaml"]
    assert b"{if: {not: {state.kind: none}}, to: days}" in number[folder / "records.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("late", "no-number", 'the flow "records" already has a step "no-number"'),
        ("lates", "x", 'the flow "records" has no step "lates". Did you mean "late"?'),
    ],
)
def test_rename_in_template_looks_at_steps_of_all_rows(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """`no-number` is a step of one row only, and not of the first."""
    folder = write_rows(tmp_path)
    with pytest.raises(RenameError, match=f"^{re.escape(message)}$"):
        rename(folder / "records.yaml", old, new)
