"""Tests of `wizard new`: a valid flow to start from, and no file overwritten."""

from __future__ import annotations

import shlex
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import Write
from wizard import create_app, load_flow, load_flows, replay
from wizard.check.checker import check_paths
from wizard.cli.new import a_year_after
from wizard.model.flow import Outcome, Question, guard_references
from wizard.model.generated_answers import DAYS_AGO, Range, Tick

ONE = "title: A\nstart: b\nsteps: {b: {outcome: C, claims: [{level: unknown, text: D}]}}\n"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("deposit", "deposit.yaml"),
        ("guides/deposit", "guides/deposit.yaml"),
        ("deposit.yml", "deposit.yaml"),
    ],
)
def test_new_writes_valid_flow_to_any_path(tmp_path: Path, name: str, file: str) -> None:
    """There is no problem and no warning on any date; a missing folder is created."""
    done = wizard("new", name, cwd=tmp_path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Wrote {file}. ")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["deposit.yaml"]
    checked = check_paths([(tmp_path / file).parent], date(2100, 1, 1), words=True)
    assert (checked.flows, checked.problems) == (1, ())


def test_new_flow_has_a_review_date_next_year(tmp_path: Path) -> None:
    """As its comment says, only the # must be removed; the file stays valid without a warning."""
    wizard("new", "deposit", cwd=tmp_path)
    path = tmp_path / "deposit.yaml"
    text = path.read_text("utf-8")
    assert "\n# review-by: " in text
    path.write_text(text.replace("\n# review-by: ", "\nreview-by: "), "utf-8")
    today = datetime.now().date()
    assert load_flow(path).review_by in (a_year_after(today), a_year_after(today - timedelta(1)))
    assert check_paths([tmp_path], today).problems == ()


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2026, 11, 28), date(2027, 11, 28)), (date(2028, 2, 29), date(2029, 3, 1))],
)
def test_a_year_after_leap_day_is_march_1(day: date, later: date) -> None:
    """Other dates stay the same."""
    assert a_year_after(day) == later


def test_new_flow_shows_what_flows_can_do(tmp_path: Path) -> None:
    """It has every kind of question, conditions, help, claims with sources, and comments."""
    wizard("new", "deposit", cwd=tmp_path)
    text = (tmp_path / "deposit.yaml").read_text("utf-8")
    flow = load_flow(tmp_path / "deposit.yaml")
    first, second, *others = flow.questions()
    assert [*first.answers] == ["yes", "no", "unsure"]
    assert first.why
    assert first.help
    assert not {"yes", "no", "unsure"} & {*second.answers}
    assert any(edge.when for answer in second.answers.values() for edge in answer.edges)
    forms = [each.form for each in others]
    assert [type(form) for form in forms] == [Tick, Range, Range]
    assert [form.unit for form in forms if isinstance(form, Range)] == ["USD", DAYS_AGO]
    # Each of them decides where an answer leads, or what an outcome says.
    looks = [look.question for step in flow.steps.values() for look in guard_references(step)]
    looks += [each.id for each in others for edge in each.branches if edge.when]
    assert {*looks} >= {each.id for each in others}
    claims = [claim for outcome in flow.outcomes() for claim in outcome.claims]
    assert {"unknown", "official"} <= {claim.level.id for claim in claims}
    assert any(claim.when for claim in claims)
    assert any(claim.cite for claim in claims)
    assert [action for outcome in flow.outcomes() for action in outcome.next if action.to]
    assert len(text.splitlines()) <= 80
    assert text.count(" # ") >= 10
    assert max(map(len, text.splitlines())) <= 120


def test_new_flow_is_served_on_every_path(tmp_path: Path) -> None:
    """Each step answers with 200, and each answer leads on."""
    wizard("new", "deposit", cwd=tmp_path)
    site = load_flows(tmp_path)
    client, flow = create_app(site).test_client(), site.flows["deposit"]
    todo: list[dict[str, str]] = [{}]
    while todo:
        answers = todo.pop()
        step = replay(flow, answers).step
        assert isinstance(step, Question | Outcome)
        query = "&".join(f"{question}={answer}" for question, answer in answers.items())
        assert client.get(f"/en/deposit/{step.id}/?{query}").status_code == 200
        todo += (
            [{**answers, step.id: answer} for answer in step.answers]
            if isinstance(step, Question)
            else []
        )


def test_new_prints_commands_that_work(tmp_path: Path) -> None:
    """Names of folders may have spaces."""
    done = wizard("new", "my guides/deposit", cwd=tmp_path)
    commands = [shlex.split(line) for line in done.stdout.splitlines()[1:]]
    assert [command[:2] for command in commands] == [
        ["wizard", "check"],
        ["wizard", "run"],
        ["wizard", "play"],
    ]
    for command in commands:
        if command[1] != "run":
            assert wizard(*command[1:], cwd=tmp_path).exit_code == 0
    assert commands[1][2:] == ["my guides", "--reload"]


def test_new_makes_titles_of_steps_from_id(tmp_path: Path) -> None:
    """Half of a long title with a comma behind it would say nothing."""
    wizard("new", "my-deposit", "--title", "How do I get my deposit back?", cwd=tmp_path)
    titles = {step.title for step in load_flow(tmp_path / "my-deposit.yaml").steps.values()}
    assert titles == {
        f"My deposit, {rest}"
        for rest in (
            "the paper",
            "the goal",
            "what it has",
            "the amount",
            "the day",
            "what it says",
            "the answer",
            "get help",
            "ask first",
        )
    }


@pytest.mark.parametrize(
    "title",
    [
        "Late fees",
        'What about "late" fees: now?',
        "- a",
        "'q'",
        "a # b",
        "{a: b}",
        "yes",
        "12",
        "¿Qué pasa?",
        "!a",
        "& b",
    ],
)
def test_new_quotes_any_title(tmp_path: Path, title: str) -> None:
    """YAML would read some titles as something else."""
    assert wizard("new", "deposit", f"--title={title}", cwd=tmp_path).exit_code == 0
    assert load_flow(tmp_path / "deposit.yaml").title == title
    problems = check_paths([tmp_path], date(2100, 1, 1)).problems
    # Of braces, readers would see what the author may not mean.
    assert [each.code for each in problems] == ["text-braces"] * title.startswith("{")


@pytest.mark.parametrize("name", ["a", "a-very-long-name-for-a-guide-about-fees", "x" * 40])
@pytest.mark.parametrize("site", ["", f"name: {'x' * 40}\n"])
def test_new_shortens_titles_to_fit(tmp_path: Path, name: str, site: str) -> None:
    """No title is too long, and none is used twice."""
    if site:
        (tmp_path / "site.yaml").write_text(site, "utf-8")
    for other in (name, "b-second", "c-third"):
        assert wizard("new", other, cwd=tmp_path).exit_code == 0
    assert check_paths([tmp_path], date(2100, 1, 1)).problems == ()


def test_new_writes_no_flow_where_a_guide_has_letters(tmp_path: Path) -> None:
    """It would be read as a letter; a guide can be in a folder with this name all the same."""
    assert wizard("new", "letters/a", cwd=tmp_path).exit_code == 0
    wizard("new", "deposit", cwd=tmp_path)
    for name, place in (("letters/b", tmp_path), ("b", tmp_path / "letters")):
        done = wizard("new", name, cwd=place)
        assert (done.exit_code, done.stdout) == (2, "")
        assert 'the folder "letters" of a guide has no flows' in done.stderr
    assert not (tmp_path / "letters" / "b.yaml").exists()


def test_new_never_overwrites(tmp_path: Path) -> None:
    """A link or a folder with the name of the file is left alone, too."""
    path = tmp_path / "deposit.yaml"
    path.write_text("mine", "utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("deposit", "deposit.yaml", "link", "folder"):
        done = wizard("new", name, cwd=tmp_path)
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
        assert "already exists" in done.stderr
    assert path.read_text("utf-8") == "mine"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["My-Flow"],
            "cannot be the id of a flow (the file's name): "
            "an id has lower-case letters, digits and dashes",
        ),
        (["x" * 41], "has 41 characters; the maximum is 40"),
        (["guides/sources"], '"sources" is a reserved name'),
        (["reload"], '"reload" is a reserved name'),
        (["guides/"], "add the name of the flow"),
        ([""], "cannot be the id of a flow"),
        (["deposit", "--title", " "], "is empty"),
        (["deposit", "--title", "x" * 81], "has 81 characters; the maximum is 80"),
        (["deposit", "--title", "a\x1b[31m"], "cannot be shown"),
        (["deposit", "more"], "unexpected extra argument"),
        ([], "Missing argument 'FLOW'"),
    ],
)
def test_new_refuses_invalid_name_or_title(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    """The message is that of the checker, and nothing is written."""
    done = wizard("new", *arguments, cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert [*tmp_path.iterdir()] == []


def test_new_reports_unwritable_path_in_one_line(tmp_path: Path) -> None:
    """There is no traceback."""
    (tmp_path / "file").write_text("", "utf-8")
    done = wizard("new", "file/deposit", cwd=tmp_path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "file/deposit.yaml needs a folder file\n"
    deeper = wizard("new", "file/more/deposit", cwd=tmp_path)
    assert (deeper.exit_code, deeper.stdout) == (2, "")
    assert deeper.stderr.endswith('there is no folder "file".\n')


def test_new_in_site_with_two_languages_says_to_translate(write: Write) -> None:
    """A missing translation is a problem, so this is the next thing to do."""
    folder = write(site="name: Deposits\nlanguages: [en, es]\n", one=ONE)
    assert wizard("new", "flows/two", cwd=folder.parent).stdout.endswith(
        "  wizard translate es flows\n"
    )
