"""Mistakes in how templates name columns: each is one problem, which says what to write."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rows import FLOW, LETTER, TABLE, TOPICS, write_rows
from wizard.loader.site import check_folder
from wizard.model.problems import Problem

Check = Callable[..., tuple[Problem, ...]]

PLAIN = """\
title: Plain
start: a
steps:
  a:
    outcome: The end
    claims: [{level: unknown, text: Nothing is known.}]
"""


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with valid templates."""
    return write_rows(tmp_path_factory.mktemp("rows"))


@pytest.fixture
def check(valid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return a function that checks the guide with other files. Translations do not count."""

    def check(**files: str) -> tuple[Problem, ...]:
        folder = shutil.copytree(valid, tmp_path / "guide")
        names = {"request": "letters/request", "states": "tables/states"}
        for name, text in files.items():
            (folder / f"{names.get(name, name)}.yaml").write_text(text, "utf-8")
        monkeypatch.chdir(folder)
        _, problems = check_folder(Path())
        return tuple(each for each in problems if each.code != "translation-missing")

    return check


def shown(problems: tuple[Problem, ...]) -> list[str]:
    """Return problems with their codes."""
    return [f"{each} [{each.code}]" for each in problems]


WRITE = "a text without quotes cannot begin with {: write"

FORMS = [
    (
        "Is {state.name}",
        "Is { state.name }",
        '8:10: "{ state.name }" names no column: write {state.name}',
    ),
    (
        "Is {state.name}",
        "Is {State.Name}",
        '8:10: "{State.Name}" names no column: write {state.name}',
    ),
    (
        "Is {state.name}",
        "Is {{state.name}}",
        '8:10: "{{state.name}}" names no column: write {state.name}',
    ),
    (
        "Is {state.name}",
        "Is {state:name}",
        '8:10: "{state:name}" names no column: write {state.name}',
    ),
    (
        "Is {state.name}",
        "Is {state.name",
        '8:10: "{state.name" names no column: write {state.name}',
    ),
    ("Ask {state.name} for its papers", "{state.name}", f'3:8: {WRITE} "{{state.name}}"'),
    ('"{state.level}"\n', "{state.level}\n", f'18:16: {WRITE} "{{state.level}}"'),
    ('cite: "{state.cite}"\n', "cite: {state.cite}\n", f'20:15: {WRITE} "{{state.cite}}"'),
    (
        'cite: "{state.cite}"\n',
        "cite: [{state.cite}]\n",
        '20:16: a value that begins with a brace needs quotes: write "{state.cite}"',
    ),
    (
        '"{state.name} has {state.days} {state.kind}"',
        "{state.name} has {state.days}",
        '16:14: a text without quotes cannot begin with {: write "{state.name} has {state.days}"',
    ),
    ("table: states", "table: state", '1:8: there is no table "state". Did you mean "states"?'),
    (
        "table: states",
        "table: tables/states.csv",
        '1:8: there is no table "tables/states.csv". Did you mean "states"?',
    ),
]


@pytest.mark.parametrize(("right", "wrong", "message"), FORMS)
def test_form_of_column_has_certain_fix(check: Check, right: str, wrong: str, message: str) -> None:
    """The fix makes a template without problems, and nothing follows from the mistake."""
    text = FLOW.replace(right, wrong, 1)
    [problem] = check(records=text)
    assert str(problem) == f"records.yaml:{message}"
    assert problem.fix
    lines = text.splitlines(keepends=True)
    start, end = problem.fix.start, problem.fix.end
    line = lines[start.line - 1]
    lines[start.line - 1] = line[: start.column - 1] + problem.fix.text + line[end.column - 1 :]
    assert PLACES.get(wrong, right) in "".join(lines)


# What the fix of a mistake leaves otherwise.
PLACES = {
    "{state.name}": 'title: "{state.name}"',
    "cite: [{state.cite}]\n": 'cite: ["{state.cite}"]',
    "{state.name} has {state.days}": '"{state.name} has {state.days}"',
}

MISTAKES = {
    "unknown column": (
        "Is {state.name}", "Is {state.nmae}",
        '8:10: the table "states" has no column "nmae". Did you mean "name"? [column-unknown]',
    ),
    "unknown row": (
        "Is {state.name}", "Is {stat.name}",
        '8:10: "{stat.name}" names no row: a row of "states" is "state", as in {state.name} '
        "[column-unknown]",
    ),
    "level in text": (
        "gives {state.days} {state.kind}.", "is {state.level}.",
        '19:15: Alabama, North Carolina: "level" is a column of levels, which a text cannot show '
        "[row-text]",
    ),
    "no index": (
        FLOW.splitlines(keepends=True)[1], "",
        '1:1: a template is missing "index", the page that lists the rows: '
        "index: {title: ..., summary: ...} [key-missing]",
    ),
    "column in index": (
        "{title: Ask a state for its papers", '{title: "Ask {state.name}"',
        '2:21: warning: readers see "{state.name}", as this page is about all rows; write other '
        "words [text-braces]",
    ),
    "table in step": (
        "    ask: Is", "    table: states\n    ask: Is",
        '8:5: step "late" has no key "table": only a flow, a letter, an event, a claim of '
        'claims.yaml or a topic can have "table" [key-unknown]',
    ),
    "question in condition of step": (
        "if: {state.kind: none}\n", "if: {late: no}\n",
        '24:5: step "no-number" has no key "if": only a step of a template has a condition, and it '
        "is on columns, such as if: {state.days: empty}; the answers that lead to it decide about "
        "others [key-unknown]",
    ),
    "question in condition of text": (
        "{if: {state.kind: working}, text", "{if: {late: no}, text",
        "32:14: a text for some rows depends on columns only, such as {state.code: empty} "
        "[row-text]",
    ),
    "condition without text": (
        ', text: "Wait {state.days} working days."', "",
        '32:9: a text for some rows has the keys "if" and "text" [row-text]',
    ),
    "text alone": (
        "{text: Wait a little.}", "Wait a little.",
        '33:9: a text for some rows has the keys "if" and "text"; write {text: Wait a little.} '
        "[row-text]",
    ),
    "texts in wrong order": (
        'if: {state.kind: working}, text: "Wait {state.days} working days."', "text: Wait.",
        '32:9: a text without "if" is for all rows, so no row has the texts after it; move it to '
        "the end [row-text]",
    ),
    "no text for a row": (
        "      - {text: Wait a little.}\n", "",
        '32:7: District of Columbia, North Carolina: none of the texts under "says" is for this '
        'row; add one without "if" [row-text]',
    ),
    "choice in condition": (
        "{state.kind: working}, text", "{state.kind: workng}, text",
        '32:27: "kind" is never "workng". Did you mean "working"? [column-value]',
    ),
    "number in condition": (
        "{not: {state.days: empty}}", "{state.days: not empty}",
        '15:22: "days" is never "not empty". Write a number, or empty for an empty cell. '
        "[column-value]",
    ),
    "number with zero in condition": (
        "{not: {state.days: empty}}", "{state.days: 015}",
        '15:22: "days" is never "015". Write a number, or empty for an empty cell. '
        "[column-value]",
    ),
    "nothing in condition": (
        "{not: {state.days: empty}}", '{not: {state.days: ""}}',
        '15:28: "days" is compared with nothing; write empty for an empty cell [column-value]',
    ),
    "unknown column in condition": (
        "{not: {state.days: empty}}", "{not: {state.dys: empty}}",
        '15:16: the table "states" has no column "dys". Did you mean "days"? [column-unknown]',
    ),
    "unknown row in condition": (
        "{not: {state.days: empty}}", "{any: [{stat.days: empty}]}",
        '15:17: "stat.days" names no row: a row of "states" is "state", as in state.days '
        "[column-unknown]",
    ),
    "column without row in condition": (
        "{not: {state.days: empty}}", "{not: {days: empty}}",
        '15:16: "days" is a column, not a question: write state.days [column-unknown]',
    ),
    "braces in condition": (
        "{not: {state.days: empty}}", '{"{State.Days}": empty}',
        '15:10: "{State.Days}" names no column: write state.days [column-unknown]',
    ),
    "branch without condition": (
        "{if: {not: {state.kind: none}}, to: number}", "{to: number}",
        '11:14: District of Columbia: answer "yes" of step "late" leads to "number", which this '
        "row leaves out; give the branch the condition of that step [target-unknown]",
    ),
    "quote not closed": (
        '{state.kind}"\n', "{state.kind}\n",
        "16:14: the quote that begins this text is not closed: write "
        '"{state.name} has {state.days} {state.kind}" [yaml-syntax]',
    ),
    "brace not closed": (
        "{state.kind: none}, to", "{state.kind: none, to",
        '10:31: "}" is missing: write {state.kind: none} [yaml-syntax]',
    ),
    "indentation": (
        "    if: {state.kind: none}\n", "   if: {state.kind: none}\n",
        '24:4: the line below "no-number" must be indented deeper; move it one space to the right '
        "[yaml-syntax]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_in_template_is_one_problem(
    check: Check, right: str, wrong: str, message: str
) -> None:
    """It is reported once and not in each row, and nothing that follows from it is."""
    assert right in FLOW
    assert shown(check(records=FLOW.replace(right, wrong, 1))) == [f"records.yaml:{message}"]


def test_forms_of_all_texts_are_reported_at_once(check: Check) -> None:
    """Those in letters and topics are too, with what the cells of each row lack."""
    found = check(
        records=FLOW.replace("Is {state.name}", "Is {state.nmae}"),
        request=LETTER.replace("you {state.days}", "you { state.days }"),
        topics=TOPICS.replace("{state.name}: ", "{state.Name}: "),
    )
    assert [f"{each.location.file}:{each.location.line} {each.code}" for each in found] == [
        "letters/request.yaml:8 column-unknown",
        "records.yaml:8 column-unknown",
        "topics.yaml:7 column-unknown",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "The end", "For {state.name}",
            '5:18: warning: readers see "{state.name}", as only templates, which have "table", '
            "have columns; write other words [text-braces]",
        ),
        (
            "known.}", "known., if: {state.days: empty}}",
            '6:61: the condition uses the column "state.days", but this is not a template; it has '
            'no "table" [guard-question]',
        ),
        (
            "    outcome", "    if: {state.days: empty}\n    outcome",
            '5:5: step "a" has no key "if": only a step of a template has a condition, and it is '
            "on columns, such as if: {state.days: empty}; the answers that lead to it decide about "
            "others [key-unknown]",
        ),
        (
            "start: a", "start: a\nindex: {title: All}",
            '3:1: the flow has "index", which lists the rows of a table, but no "table" '
            "[key-missing]",
        ),
        (
            "    claims", "    next: [{label: Go, to: records/late}]\n    claims",
            '6:28: an action ("next") of step "a" leads to "late", which is not a step of the flow '
            '"records". It is a template: name a row, as in "records/al/late". [target-unknown]',
        ),
        (
            "    claims", "    next: [{label: Go, to: records/nc}]\n    claims",
            '6:28: an action ("next") of step "a" leads to "nc", which is not a step of the flow '
            '"records". It is a template: name a row, as in "records/nc/". [target-unknown]',
        ),
    ],
)  # fmt: skip
def test_column_outside_of_template_is_one_problem(
    check: Check, old: str, new: str, message: str
) -> None:
    """The message says that only templates have columns and rows."""
    assert shown(check(plain=PLAIN.replace(old, new, 1))) == [f"plain.yaml:{message}"]


PLAIN_LETTER = """\
index: {title: All}
title: A letter
subject: A request
to: [The office]
body: [Please write to me.]
"""

DEADLINES = """\
title: Count the days
events:
  a:
    title: A request
    label: They got it
    ask: When did they get it?
    says: They got it.
    dates: [{label: An answer, count: 1, unit: calendar, calendar: federal, note: So it is.}]
    index: {title: All}
"""


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("letters/other", PLAIN_LETTER, "1:1: the letter"),
        ("deadlines", DEADLINES, '9:5: event "a"'),
    ],
)
def test_list_of_rows_needs_table(check: Check, name: str, text: str, what: str) -> None:
    """A letter and an event too: without a table there are no rows."""
    message = f'{what} has "index", which lists the rows of a table, but no "table" [key-missing]'
    assert f"{name}.yaml:{message}" in shown(check(**{name: text}))


@pytest.mark.parametrize("to", ["records/dc/wait", "records/dc/", "letters/request/dc"])
def test_target_in_template_can_name_another_row(check: Check, to: str) -> None:
    """It leads to that row, and not to the same one."""
    assert not check(records=FLOW.replace("to: letters/request", f"to: {to}"))


SITE = "name: Records\nlanguages: [en, es]\n"


@pytest.mark.parametrize(
    ("keys", "messages"),
    [
        ("first: records\nstart: records\n", []),
        (
            "first: records/al\nstart: recrds\n",
            [
                'site.yaml:3:8: "records/al" is a row; write records, the template with all rows '
                "[flow-unknown]",
                'site.yaml:4:8: there is no flow "recrds". Did you mean "records"? [flow-unknown]',
            ],
        ),
    ],
)
def test_first_flow_is_no_row(check: Check, keys: str, messages: list[str]) -> None:
    """Lists of flows have the list of a template, so a row cannot be the first of them."""
    assert shown(check(site=SITE + keys)) == messages


def test_topic_says_something_of_each_row(check: Check) -> None:
    """Readers who look up a row would find nothing."""
    of_others = next(line for line in TOPICS.splitlines(keepends=True) if "no number" in line)
    assert shown(check(topics=TOPICS.replace(of_others, ""))) == [
        "topics.yaml:5:3: District of Columbia, North Carolina: topic 1 has no claim for this row; "
        'add one without "if" to "each" [row-text]'
    ]


def test_question_can_have_the_name_of_a_column(check: Check) -> None:
    """A condition on it looks at the answer, and one on the column has the word for a row."""
    flow = FLOW.replace("start: late", "start: law").replace("  late:\n", "  law:\n")
    wait = "    outcome: Wait\n"
    flow = flow.replace(wait, f"{wait}    next: [{{label: Keep a copy., if: {{law: no}}}}]\n")
    assert shown(check(records=flow, request=LETTER.replace("records/late", "records/law"))) == []


def test_links_to_rows_of_unclear_table_are_not_reported(check: Check) -> None:
    """Its rows are not known, so they may be right."""
    links = "next: [{label: Go, to: records/al/late}, {label: Write, to: letters/request/al}]"
    flow = PLAIN.replace("    claims", f"    {links}\n    claims")
    table = TABLE.replace("id: code", "id: cod")
    assert shown(check(plain=flow, states=table)) == [
        'tables/states.yaml:2:5: there is no column "cod". Did you mean "code"? [column-unknown]'
    ]
