"""A flow that is written in another tool's format and imported again is the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.convert.helpers import ENGLISH, GUARDED, HOSTILE, OTHER, Write, flow_of_texts, run
from tests.form_flow import FORMS
from wizard import Flow, load_flow
from wizard.cli.main import main
from wizard.convert import rich_text
from wizard.convert.importer import import_files
from wizard.convert.write_csv import lines
from wizard.convert.write_mermaid import mermaid
from wizard.convert.write_twee import story
from wizard.i18n.wording import answer_label
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target
from wizard.model.site import Site

WRITERS: dict[str, Callable[[Flow], str]] = {
    "mermaid": lambda flow: mermaid(flow, ENGLISH),
    "csv": lambda flow: "\n".join(lines(flow, ENGLISH)),
    "twee": lambda flow: story(flow, ENGLISH),
}


def tree(flow: Flow) -> list[object]:
    """Return the texts of a flow, with numbers for steps in the order in which they are reached."""
    names = [flow.start]
    steps: list[object] = []
    for name in names:  # grows during the loop
        step = flow.steps.get(name)
        if not isinstance(step, Question):
            steps.append((one_line(step.heading if step else name), ()))
            continue
        answers = []
        for answer in step.answers.values():
            to = answer.edges[0].to.ref(flow)
            names += [to] if to not in names else []
            answers.append((one_line(answer_label(ENGLISH, answer)), names.index(to)))
        steps.append((one_line(step.ask), tuple(answers)))
    return steps


def one_line(text: str) -> str:
    """Return a text as readers see it."""
    return " ".join(text.split())


def read_back(folder: Path, text: str) -> Flow:
    """Return the flow that is imported from a text."""
    (folder / "source").write_text(text, "utf-8")
    _, written = import_files([folder / "source"], None, ENGLISH)
    (folder / "guide.yaml").write_text(written, "utf-8")
    return load_flow(folder / "guide.yaml")


TEXTS = st.text(
    st.sampled_from("abcdefgh ABC é ñ 日 ¿?!.,;:'\"“”()[]{}<>|&#*_`~^@=+-/\\$%%0123"),
    min_size=1,
    max_size=60,
).map(lambda text: one_line(" ".join(text[at : at + 9] for at in range(0, len(text), 9))) or "–")
LABELS = TEXTS | st.sampled_from(["Yes", "No", "Yes, a lot"])


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Make any valid flow without conditions: a question leads to the next and to any after it."""
    size, ends = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    targets = [*(f"ask{n}" for n in range(size)), *(f"end{n}" for n in range(ends))]
    steps: dict[str, Step] = {}
    for number in range(size):
        later = targets[number + 1 :]
        labels = draw(st.lists(LABELS, min_size=1, max_size=4))
        leads = [later[0], *(draw(st.sampled_from(later)) for _ in labels[1:])]
        if number == size - 1:  # all other outcomes are reached from here
            labels += [f"To {end}" for end in range(1, ends)]
            leads += targets[size + 1 :]
        answers = {
            f"a{place}": Answer(f"a{place}", label, (Edge(None, Target("guide", to)),))
            for place, (label, to) in enumerate(zip(labels, leads, strict=True))
        }
        name = f"ask{number}"
        steps[name] = Question(name, "", draw(TEXTS), "", "", MappingProxyType(answers))
    claim = Claim("", BUILT_IN["unknown"], "Nothing.", (), None)
    for number in range(ends):
        name = f"end{number}"
        steps[name] = Outcome(name, "", draw(TEXTS), "", (), (claim,), ())
    return Flow("guide", draw(TEXTS), "", "ask0", MappingProxyType(steps))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for many examples."""
    return tmp_path_factory.mktemp("round")


@pytest.mark.parametrize("format_name", WRITERS)
@given(flow=flows())
def test_round_trip_of_any_flow_gives_the_same_tree(
    folder: Path, format_name: str, flow: Flow
) -> None:
    """Texts, answers and targets are the same, and the format is detected from the content."""
    again = read_back(folder, WRITERS[format_name](flow))
    assert tree(again) == tree(flow)
    # The other formats have no title.
    assert format_name != "twee" or again.title == flow.title


@pytest.mark.parametrize("title", [*HOSTILE, "Rights & duties: what now?", ":: a passage", "<b>x"])
def test_title_of_story_is_plain_text(folder: Path, title: str) -> None:
    """Twine shows it as it is, so nothing in it is escaped, and it comes back as it was."""
    flow = replace(flow_of_texts(["Is it?"]), title=title)
    expected = rich_text.one_line(title)
    assert expected in story(flow, ENGLISH).splitlines()[1]
    again = read_back(folder, story(flow, ENGLISH))
    assert again.title == (expected or "Source")


@pytest.mark.parametrize("format_name", WRITERS)
def test_round_trip_by_commands_gives_the_same_tree(
    shipped: Site, folder: Path, format_name: str
) -> None:
    """A shipped flow without conditions; Twee and CSV keep the ids, too."""
    flow, guide = shipped.flows["understand-the-rules"], folder / "rules.yaml"
    name, source = str(flow.location.file), folder / f"rules.{format_name}"
    done = CliRunner().invoke(main, ["graph", name, "--format", format_name])
    assert (done.exit_code, done.stderr) == (0, "")
    source.write_text(done.stdout, "utf-8")
    assert run(source, "--output", guide, "--force", cwd=folder).exit_code == 0
    again = load_flow(guide)
    assert tree(again) == tree(flow)
    if format_name != "mermaid":
        assert set(again.steps) == set(flow.steps)


@pytest.mark.parametrize("format_name", WRITERS)
@pytest.mark.parametrize("conditions", [1, 2])
def test_round_trip_reports_lost_conditions(
    write: Write, folder: Path, format_name: str, conditions: int
) -> None:
    """Each branch becomes an answer. Writing Twee or CSV reports it, and importing does."""
    text = GUARDED
    if conditions == 2:
        text = text.replace("    no: one\n", "    no: [{if: {lease: no}, to: two}, {to: one}]\n")
    home = write(guide=text, other=OTHER)
    path = str(home / "guide.yaml")
    flow = load_flow(Path(path))
    branches = sum(
        len(answer.edges) for question in flow.questions() for answer in question.answers.values()
    )
    done = CliRunner().invoke(main, ["graph", path, "--format", format_name])
    message = f"{conditions} answers lead" if conditions > 1 else "1 answer leads"
    assert done.stderr.startswith(message) == (format_name != "mermaid")
    (folder / "guarded").write_text(done.stdout, "utf-8")
    report = run("guarded", cwd=folder)
    assert report.exit_code == 1
    lost = re.findall("has a condition on earlier answers, which cannot be", report.stderr)
    assert len(lost) == conditions
    assert f", {branches} answers," in report.stderr


@pytest.mark.parametrize("format_name", WRITERS)
def test_boxes_and_intervals_become_answers(write: Write, folder: Path, format_name: str) -> None:
    """An interval is an answer, and so is a branch of boxes; writing Twee or CSV reports it.

    No format of another tool has boxes, so their labels are text.
    """
    path = str(write(guide=FORMS) / "guide.yaml")
    done = CliRunner().invoke(main, ["graph", path, "--format", format_name])
    lost = "1 question has boxes to tick; here the labels of the boxes are text, and each branch is"
    assert (lost in done.stderr) == (format_name != "mermaid")
    again = read_back(folder, done.stdout)
    boxes, _, amount, _ = again.questions()
    labels = [answer_label(ENGLISH, answer) for answer in boxes.answers.values()]
    assert labels == ["No heat or No hot water", "Otherwise"]
    assert "• No heat" in boxes.ask + boxes.help
    assert "• None of these" in boxes.ask + boxes.help
    labels = [answer_label(ENGLISH, answer) for answer in amount.answers.values()]
    assert labels[:2] == ["Less than $500", "$500 to $1,499"]
    assert labels[-1] == "I’m not sure"


def test_eight_boxes_with_long_labels_come_back_as_a_valid_flow(write: Write, folder: Path) -> None:
    """Texts that are too long for a question or an answer are shortened as any others are."""
    names = [f"b{number}" for number in range(8)]
    boxes = "".join(f"      {name}: {name} {'word ' * 20}end\n" for name in names)
    text = re.sub(r"tick:\n(?: {6}.*\n)*", f"tick:\n{boxes}", FORMS, count=1)
    text = text.replace("[heat, water]", "[b0, b1, b2, b3, b4, b5]")
    text = text.replace("home: heat", "home: b0").replace("home: mold", "home: b2")
    flow = load_flow(write(guide=text) / "guide.yaml")
    for name, writer in WRITERS.items():
        again = read_back(folder, writer(flow))
        # A picture has no arrow for each interval if all of them have the same branches.
        last = 2 if name == "mermaid" else 6
        assert [len(question.answers) for question in again.questions()] == [2, 2, 5, last]
