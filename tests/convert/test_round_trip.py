"""A flow that is written for another tool and read again is the same tree: texts, answers, targets, outcomes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.convert.test_importer import run
from tests.engine.builders import GUARDED
from tests.engine.test_journey import CAR, OTHER
from wizard import Flow, load_flow
from wizard.cli.main import main
from wizard.cli.path_report import lines
from wizard.convert.importer import import_file
from wizard.convert.write_csv import lines as sheet
from wizard.convert.write_mermaid import mermaid
from wizard.convert.write_twee import story
from wizard.engine.graph import topological_order
from wizard.engine.paths import walks
from wizard.i18n.translator import make_translator
from wizard.i18n.wording import answer_label
from wizard.model.evidence import Claim
from wizard.model.flow import Answer, Edge, Outcome, Question, Step, Target
from wizard.model.site import Site

ENGLISH = make_translator("en")
WRITERS: dict[str, Callable[[Flow], str]] = {
    "mermaid": lambda flow: mermaid(flow, ENGLISH),
    "csv": lambda flow: "\n".join(sheet(flow, ENGLISH)),
    "twee": lambda flow: story(flow, ENGLISH),
}


def tree(flow: Flow) -> list[object]:
    """The graph of a flow by its texts alone: numbers for steps, in the order in which answers lead to them."""
    names = [flow.start]
    found: list[object] = []
    for name in names:  # grows while it is walked
        step = flow.steps.get(name)
        if not isinstance(step, Question):
            found.append((shown(step.heading if step else name), ()))
            continue
        ways = []
        for answer in step.answers.values():
            to = answer.edges[0].to.ref(flow)
            names += [to] if to not in names else []
            ways.append((shown(answer_label(ENGLISH, answer)), names.index(to)))
        found.append((shown(step.ask), tuple(ways)))
    return found


def shown(text: str) -> str:
    """A text as readers see it."""
    return " ".join(text.split())


def read_back(folder: Path, text: str) -> Flow:
    """The flow that is read of a text."""
    (folder / "source").write_text(text, "utf-8")
    _, written = import_file(folder / "source", None, ENGLISH)
    (folder / "guide.yaml").write_text(written, "utf-8")
    return load_flow(folder / "guide.yaml")


TEXTS = st.text(
    st.sampled_from("abcdefgh ABC é ñ 日 ¿?!.,;:'\"“”()[]{}<>|&#*_`~^@=+-/\\$%%0123"),
    min_size=1,
    max_size=60,
).map(lambda text: shown(" ".join(text[at : at + 9] for at in range(0, len(text), 9))) or "–")


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Any sound flow without conditions and with any texts: each question leads on to the next, and to any after it."""
    size, ends = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    targets = [f"ask{number}" for number in range(size)] + [
        f"end{number}" for number in range(ends)
    ]
    steps: dict[str, Step] = {}
    for number in range(size):
        labels = draw(
            st.lists(
                st.one_of(TEXTS, st.sampled_from(["Yes", "No", "Yes, a lot"])),
                min_size=1,
                max_size=4,
            )
        )
        leads = [
            targets[number + 1],
            *(draw(st.sampled_from(targets[number + 1 :])) for _ in labels[1:]),
        ]
        if number == size - 1:  # each outcome is reached
            labels += [f"To {end}" for end in range(1, ends)]
            leads += targets[size + 1 :]
        answers = {
            f"a{place}": Answer(f"a{place}", label, (Edge(None, Target("guide", to)),))
            for place, (label, to) in enumerate(zip(labels, leads, strict=True))
        }
        steps[f"ask{number}"] = Question(
            f"ask{number}", "", draw(TEXTS), "", "", MappingProxyType(answers)
        )
    claim = Claim("", "unknown", "Nothing.", (), None)
    for number in range(ends):
        steps[f"end{number}"] = Outcome(f"end{number}", "", draw(TEXTS), "", (), (claim,), ())
    return Flow("guide", "A guide", "", "ask0", MappingProxyType(steps))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for many examples."""
    return tmp_path_factory.mktemp("round")


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=60)
@given(flow=flows())
def test_any_flow_is_the_same_tree_when_it_is_read_again(
    folder: Path, form: str, flow: Flow
) -> None:
    """The same questions, answers and outcomes in the same words, and the same ways; and told by its content."""
    assert tree(read_back(folder, WRITERS[form](flow))) == tree(flow)


@settings(max_examples=30)
@given(flow=flows())
def test_any_flow_is_the_same_graph_when_its_paths_are_read_again(folder: Path, flow: Flow) -> None:
    """Ids for texts: paths hold no others. Ids, too, are the same."""
    again = read_back(folder, "\n".join(lines(flow, walks(flow), "csv", ENGLISH)))
    for name, step in flow.steps.items():
        other = again.steps[name]
        assert type(other) is type(step)
        if isinstance(step, Question) and isinstance(other, Question):
            ways = {answer.id: answer.edges[0].to.step for answer in step.answers.values()}
            assert ways == {answer.id: answer.edges[0].to.step for answer in other.answers.values()}
    assert (again.start, len(again.steps)) == (flow.start, len(flow.steps))


@pytest.mark.parametrize("form", [*WRITERS, "paths"])
def test_the_shipped_flow_without_conditions_comes_back(
    shipped: Site, folder: Path, form: str
) -> None:
    """By the commands that a person uses. Its ids come back too where the format has them."""
    flow, guide = shipped.flows["understand-the-rules"], folder / "rules.yaml"
    name, source = str(flow.location.file), folder / f"rules.{form}"
    command = (
        ["paths", name, "--format", "csv"] if form == "paths" else ["graph", name, "--format", form]
    )
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, done.stderr) == (0, "")
    source.write_text(done.stdout, "utf-8")
    assert run(source, "--output", guide, "--force", cwd=folder).exit_code == 0
    again = load_flow(guide)
    if form != "paths":
        assert tree(again) == tree(flow)
    if form != "mermaid":
        assert set(again.steps) == set(flow.steps)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("text", [GUARDED, CAR])
def test_conditions_are_told_and_not_lost_in_silence(
    flow: Callable[[str], Flow], write: Callable[..., Path], folder: Path, form: str, text: str
) -> None:
    """Each way is an answer of its own; the import says that they were conditions, and writing Twee or CSV does too."""
    home = write(other=OTHER)
    guarded = flow(text)
    done = CliRunner().invoke(main, ["graph", str(home / "guide.yaml"), "--format", form])
    ways = sum(
        len(answer.edges)
        for question in guarded.questions()
        for answer in question.answers.values()
    )
    many = sum(
        len(answer.edges) > 1
        for question in guarded.questions()
        for answer in question.answers.values()
    )
    told = f"{many} answers lead" if many > 1 else "1 answer leads"
    assert done.stderr.startswith(told) == (form != "mermaid")
    (folder / "guarded").write_text(done.stdout, "utf-8")
    report = run("guarded", cwd=folder)
    assert report.exit_code == 1
    assert (
        len(
            re.findall(
                "defect: .* decides by earlier answers: a condition, which is not read",
                report.stderr,
            )
        )
        == many
    )
    assert f", {ways} answers," in report.stderr


def passages(text: str) -> dict[str, tuple[str, dict[str, str], str]]:
    """The passages of a story by name: tag, metadata and body, as the specification of Twee 3 has them."""
    found = {}
    for part in re.split(r"^::(?= )", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        match = re.fullmatch(r" ([^\[\]{}\\]+?)(?: \[([^\[\]{}\\]*)\])?(?: (\{.*\}))?", head)
        assert match, head
        assert match[1] not in found
        found[match[1]] = (match[2] or "", json.loads(match[3] or "{}"), body.strip())
    return found


def test_a_story_is_what_twine_opens(shipped: Site) -> None:
    """Title, an id that stays, the first passage; and each step at a place of its own, below those that lead to it."""
    for flow in shipped.flows.values():
        text = story(flow, ENGLISH)
        assert text == story(flow, ENGLISH)
        found = passages(text)
        assert found.pop("StoryTitle")[2] == flow.title
        data = json.loads(found.pop("StoryData")[2])
        assert str(uuid.UUID(data["ifid"])).upper() == data["ifid"]
        assert data["start"] == flow.start
        spots = {
            name: tuple(map(int, meta["position"].split(",")))
            for name, (_, meta, _) in found.items()
        }
        assert len(set(spots.values())) == len(found)
        kinds = {name: tag for name, (tag, _, _) in found.items() if tag != "elsewhere"}
        assert [*kinds] == [*topological_order(flow)]
        for name, (_, _, body) in found.items():
            for target in re.findall(r"->([^\[\]]+)\]\]", body):
                assert spots[target][1] > spots[name][1]
    ids = {
        json.loads(passages(story(flow, ENGLISH))["StoryData"][2])["ifid"]
        for flow in shipped.flows.values()
    }
    assert len(ids) == len(shipped.flows)


def test_a_trail_is_for_pictures(tmp_path: Path) -> None:
    """In a story there is no way to show it."""
    done = CliRunner().invoke(
        main, ["graph", "my-data", "--format", "twee", "--trail", "held-license=no"]
    )
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--trail is for pictures" in done.stderr
