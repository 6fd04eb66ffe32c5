"""`read_qna`: the same graph as another reader finds, in many random files."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests.convert.helpers import reports_of, tree_of
from tests.convert.qna_files import Graph, graph_of, random_file
from wizard.convert import read_qna
from wizard.convert.tree import ImportedTree


def shown(tree: ImportedTree) -> Graph:
    """Return the graph of a tree."""
    return {
        name.removeprefix("#"): (
            step.prose.plain,
            [(each.label, target_of(tree, each.to)) for each in step.answers],
        )
        for name, step in tree.steps.items()
        if name.startswith("#")
    }


def target_of(tree: ImportedTree, to: str) -> str:
    """Return the number of a question, or the URL to which an outcome sends the reader."""
    if not to or to.startswith("#"):
        return to.removeprefix("#")
    step = tree.steps[to]
    return step.links[0][1] if step.links else step.comments[0].removeprefix("The file leads to ")


@pytest.mark.parametrize("seed", range(150))
def test_graph_is_what_another_reader_finds(seed: int) -> None:
    """Questions, answers and targets are the same; the mistakes are those of the file."""
    source = random_file(seed)
    tree = tree_of(read_qna.read, source)
    expected = graph_of(source)
    found = shown(tree)
    for number, (text, answers) in expected.items():
        # A link before a question that only leads on gives it a text.
        assert found[number][0] in (text, text or "Go on at example.org")
        assert found[number][1] == answers
    assert [*found] == [*expected]
    mistakes = [each for each in reports_of(tree) if each.endswith("[import-defect]")]
    assert all("dead end: nothing follows" in each for each in mistakes)
    ends = sum(not to for _, answers in expected.values() for _, to in answers)
    assert len(mistakes) == ends


@pytest.mark.parametrize("seed", range(150))
def test_link_of_answer_with_question_is_kept(seed: int) -> None:
    """It is in the step that follows the answer; a script is left out and reported."""
    tree = tree_of(read_qna.read, random_file(seed))
    links = [url for step in tree.steps.values() for _, url in step.links]
    comments = [text for step in tree.steps.values() for text in step.comments]
    scripts = [each for each in comments if each.startswith("The file leads to javascript:")]
    source = re.sub(r"<!--.*?-->", "", tree.source.text, flags=re.DOTALL)
    assert len(links) == len(re.findall(r"\[https://", source))
    assert len(scripts) == len(re.findall(r"\[javascript:", source))
    assert sum("runs a script" in each for each in reports_of(tree)) == len(scripts)


@pytest.mark.parametrize("seed", range(100))
def test_one_misplaced_question_changes_nothing_else(seed: int) -> None:
    """The question is reported and unreachable; the others keep their answers."""
    source, random = random_file(seed, ("\t",)), Random(seed)  # noqa: S311
    before = shown(tree_of(read_qna.read, source))
    lines = re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL).split("\n")
    tags = [at for at, line in enumerate(lines) if re.match(r"\t*Q", line)]
    at = random.choice(tags)
    tabs = lines[at][: lines[at].index("Q")]
    # Before the next tag, so that it follows the text of the question.
    end = next(
        (n for n in range(at + 1, len(lines)) if re.match(r"\t*(Q|A|X|DOC|Settings)", lines[n])),
        None,
    )
    lines.insert(len(lines) if end is None else end, f"{tabs}\tQ: A question after a question.")
    tree = tree_of(read_qna.read, "\n".join(lines))
    after = shown(tree)
    assert after.pop("?1") == ("A question after a question.", [])
    assert after == before
    message = "no answer comes right before this question, so none leads to it"
    assert sum(message in each for each in reports_of(tree)) == 1
