"""`write_flow`: a tree as YAML that authors go on editing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.convert.helpers import ENGLISH, reports_of, tree_of
from wizard.convert import read_csv, read_qna
from wizard.convert.headings import limit
from wizard.convert.normalize import normalize
from wizard.convert.tree import ImportedTree
from wizard.convert.write_flow import MAX_HELP, WIDTH, write_flow


def written(text: str) -> tuple[str, ImportedTree]:
    """Return the flow file of a source in QnA Markup, and its tree."""
    tree = tree_of(read_qna.read, text)
    normalize(tree, ENGLISH)
    return write_flow(tree, ENGLISH), tree


def read_yaml(text: str) -> Any:
    """Return what YAML reads, all of it as text; by libyaml, and by PyYAML's own parser."""
    read = yaml.load(text, yaml.CBaseLoader)  # noqa: S506
    # The project uses it if libyaml is missing. It ends plain text at other characters.
    assert yaml.load(text, yaml.BaseLoader) == read  # noqa: S506
    return read


def test_write_flow_writes_small_tables_on_one_line() -> None:
    """That is how authors write them; usual answers need no label."""
    text, _ = written("Title: The desk\nQ: Is it so?\nA: Yes\n\tQ: Good.\nA: No\n\tQ: Bad.\n")
    assert text == (
        "# Imported from tree (QnA Markup).\n"
        "# Each outcome says no more than that file does: check it, and cite what it rests on.\n"
        "title: The desk\n"
        "start: is-it-so\n"
        "sources:\n"
        "  imported: {title: tree, note: Imported from QnA Markup; it is not checked yet.}\n"
        "steps:\n"
        "  # Questions\n"
        "  is-it-so:\n"
        "    ask: Is it so?\n"
        "    yes: good\n"
        "    no: bad\n"
        "\n"
        "  # Outcomes\n"
        "  good:\n"
        "    outcome: Good.\n"
        "    claims:\n"
        "      - {level: imported, text: Good., cite: [imported]}\n"
        "  bad:\n"
        "    outcome: Bad.\n"
        "    claims:\n"
        "      - {level: imported, text: Bad., cite: [imported]}\n"
    )


def test_write_flow_labels_other_answers() -> None:
    """If one answer is not a usual one, all are under `answers`, with labels."""
    text, _ = written("Q: Is it so?\nA: Yes\n\tQ: Good.\nA: At times\n\tQ: Bad.\n")
    assert read_yaml(text)["steps"]["is-it-so"]["answers"] == {
        "yes": {"label": "Yes", "to": "good"},
        "times": {"label": "At times", "to": "bad"},
    }


def test_write_flow_puts_rest_of_text_in_help() -> None:
    """The help is Markdown, in a block of its own."""
    text, tree = written("Q: Read <b>this</b>.<ul><li>a<li>b</ul><p>Is it so?\nA: x\n\tQ: End.\n")
    step = read_yaml(text)["steps"]["is-it-so"]
    assert (step["ask"], step["help"]) == ("Is it so?", "Read **this**.\n\n- a\n- b")
    assert reports_of(tree)[-1] == (
        "1:1 only the question itself is asked; the rest of the text is now its help: “Read this.”"
        " [import-changed]"
    )


@pytest.mark.parametrize("extra", [0, 1])
def test_write_flow_limits_help(extra: int) -> None:
    """What does not fit is a comment, and reported."""
    half = "word " * (MAX_HELP // 10) + "x"
    last = "y" * (MAX_HELP - len(half) - len("\n\n") + extra)
    text, tree = written(f"Q: {half}<p>{last}<p>Is it so?\nA: x\n\tQ: End.\n")
    help_ = read_yaml(text)["steps"]["is-it-so"]["help"]
    assert help_ == (half if extra else f"{half}\n\n{last}")
    assert any("the rest is now a comment" in each for each in reports_of(tree)) == bool(extra)
    assert (f"    # {last[:20]}" in text) == bool(extra)


@pytest.mark.parametrize("extra", [0, 1])
def test_write_flow_shortens_title(extra: int) -> None:
    """A comment has all of a title that is too long."""
    title = "x" * (limit("flow", "title") + extra)
    text, tree = written(f"Title: {title}\nQ: Is it so?\n")
    assert len(read_yaml(text)["title"]) <= limit("flow", "title")
    assert ("# The whole title: " in text) == bool(extra)
    assert any("and was shortened" in each for each in reports_of(tree)) == bool(extra)


def test_write_flow_shortens_answer() -> None:
    """A comment has all of an answer that is too long."""
    label = "word " * limit("answer", "label")
    text, tree = written(f"Q: Is it so?\nA: {label}\n\tQ: End.\n")
    assert "# The whole answer: word word" in text
    assert any("the answer has more than" in each for each in reports_of(tree))


def test_write_flow_splits_long_text_into_claims() -> None:
    """A claim ends with a sentence; no word is lost."""
    longest = limit("claim", "text")
    sentences = [f"Sentence {n} {'word ' * (longest // 20)}ends." for n in range(9)]
    text, _ = written(f"Q: Heading.<p>{' '.join(sentences)}\n")
    claims = [each["text"] for each in read_yaml(text)["steps"]["heading"]["claims"]]
    assert len(claims) > 1
    assert all(len(claim) <= longest and claim.endswith(".") for claim in claims)
    assert " ".join(claims) == " ".join(sentences)


def test_write_flow_reports_lost_formatting_once() -> None:
    """A question is plain text."""
    _, tree = written("Q: <b>Is</b> it <i>so</i>?\nA: x\n\tQ: <b>End</b>.<p><b>More</b>.\n")
    message = "this is plain text now, without bold or italic type [import-changed]"
    assert reports_of(tree) == [f"1:1 {message}", f"3:2 {message}"]


@pytest.mark.parametrize(
    "comment", ["wizard: allow answer-unsure", "yaml-language-server: $schema=x", "vim: set x"]
)
def test_write_flow_writes_no_instruction(comment: str) -> None:
    """A comment of the source gives no orders to the checker or an editor."""
    text, _ = written(f"{comment}\nQ: Is it so?\n")
    name, _, rest = comment.partition(":")
    assert f"# {name} :{rest}\n" in text


@given(st.text(st.sampled_from("ab é:#'\"[]{},&*!|>%@`-?\\0123.~="), min_size=1, max_size=150))
def test_write_flow_keeps_any_text(label: str) -> None:
    """YAML reads what the source has, whatever it contains, and no line is too long."""
    assume(label.strip())
    source = 'id,text,answer,next\nq,"{0}","{0}",e\ne,"{0}",,\n'.format(label.replace('"', '""'))
    tree = tree_of(read_csv.read, source)
    normalize(tree, ENGLISH)
    text = write_flow(tree, ENGLISH)
    plain = tree.steps["q"].prose.plain
    step = next(iter(read_yaml(text)["steps"].values()))
    assert step["ask"] == plain
    assert max(len(line) for line in text.splitlines() if not re.search(r'"|\'', line)) <= WIDTH


@pytest.mark.parametrize("label", ["0:?", "a, b", "[a]", "a: b", "a #b", "07"])
def test_write_flow_quotes_a_label_that_a_table_on_one_line_would_split(label: str) -> None:
    """YAML reads the label that the source has."""
    text, _ = written(f"Q: Is it so?\nA: {label}\n\tQ: Good.\nA: No\n\tQ: Bad.\n")
    question = read_yaml(text)["steps"]["is-it-so"]
    first = next(iter(question["answers"].values()))
    assert first["label"] == label
