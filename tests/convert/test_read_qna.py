"""`read_qna`: QnA Markup."""

from __future__ import annotations

import pytest

from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.read_qna import first_mark, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q: a", True),
        ("Title: x\n\tQ(a): b", True),
        ("a Q: b", False),
        ("A: b", False),
        ("", False),
    ],
)
def test_qna_is_detected_by_a_question(text: str, expected: bool) -> None:
    """A line begins with the tag, after any number of tabs."""
    assert (first_mark(text) >= 0) == expected


def test_qna_depth_gives_questions_to_answers() -> None:
    """A question belongs to the answer above it, an answer to the last question of its depth."""
    tree = tree_of(
        read,
        "Q: a?\nA: Yes\n\tQ: b?\n\tA: One\n\t\tQ: c\n\tA: Two\n\t\tQ: d\nA: No\n\tQ: e\nQ: f\n",
    )
    assert answers_of(tree) == {
        "#1": {"Yes": "#1.1", "No": "#1.2"},
        "#1.1": {"One": "#1.1.1", "Two": "#1.1.2"},
        "#1.1.1": {},
        "#1.1.2": {},
        "#1.2": {},
        "#2": {},
    }
    assert tree.start == "#1"
    assert reports_of(tree) == []


def test_qna_header_is_title_author_and_summary() -> None:
    """A value may continue on the next line."""
    tree = tree_of(read, "Title: The\n <b>desk</b>\nauthor: Ann\nDESCRIPTION: What to do\nQ: a?\n")
    assert (tree.title, tree.author, tree.summary) == ("The desk", "Ann", "What to do")
    assert tree.comments == []


def test_qna_goto_means_label_before_position() -> None:
    """A GOTO leads to the question with that label, or else at that position."""
    tree = tree_of(read, "Q: a?\nA: x\n\tQ: GOTO:2\nA: y\n\tQ: GOTO:3\nQ(3): b\nQ: c\n")
    assert [step.answers[0].to for step in tree.steps.values() if step.answers][1:] == ["#2", "#2"]


def test_qna_text_before_goto_stays() -> None:
    """The step shows its text, then leads on."""
    tree = tree_of(read, "Q: a?\nA: x\n\tQ: Read this. GOTO:end\nQ(end): b\n")
    step = tree.steps["#1.1"]
    assert step.prose.plain == "Read this."
    assert [(answer.label, answer.to) for answer in step.answers] == [("", "#2")]


def test_qna_answer_link_becomes_outcome() -> None:
    """Both places for a URL are read, and the label of an answer is its id."""
    tree = tree_of(read, "Q: a?\nA(far)[https://a.org/x]: Go\nA:[https://b.org] Stay\n")
    targets = [tree.steps[answer.to] for answer in tree.steps["#1"].answers]
    assert [step.links for step in targets] == [
        [("Go", "https://a.org/x")],
        [("Stay", "https://b.org/")],
    ]
    assert tree.steps["#1"].answers[0].id == "far"


def test_qna_text_field_becomes_answer() -> None:
    """After other answers it is the one for something else."""
    tree = tree_of(read, "Q: a?\nX:\n\tQ: b?\n\tA: c\n\t\tQ: d\n\tX:\n\t\tQ: e\n")
    assert answers_of(tree)["#1"] == {"Continue": "#1.1"}
    assert answers_of(tree)["#1.1"] == {"c": "#1.1.1", "Something else": "#1.1.2"}
    message = "a text field was left out: a flow never asks readers to type [import-left-out]"
    assert reports_of(tree) == [f"2:1 {message}", f"6:2 {message}"]


def test_qna_repeated_answer_is_an_ellipsis() -> None:
    """If every path asks the question, only the change is reported."""
    tree = tree_of(read, "Q(name): Who?\nA: Ann\n\tQ: Hello <x>name</x>!\n")
    assert tree.steps["#1.1"].prose.plain == "Hello …!"
    assert reports_of(tree) == [
        "3:11 a flow cannot repeat the answer to “name”; it shows “…” instead [import-changed]"
    ]


def test_qna_repeated_answer_that_a_path_skips_is_reported() -> None:
    """The original tool would show nothing there."""
    text = "Q: a?\nA: x\n\tQ(name): Who?\n\tA: Ann\n\t\tQ: GOTO:end\nA: y\n\tQ: GOTO:end\n"
    tree = tree_of(read, f"{text}Q(end): Hello <x>name</x>!\n")
    assert reports_of(tree)[-1] == "8:15 not every path to this text answers “name” [import-defect]"


def test_qna_document_becomes_comment() -> None:
    """The text of a document is kept for the author."""
    tree = tree_of(read, "Q: a?\nDOC: Dear <x>name</x>,\nA: Yes\n\tQ: b\n")
    assert tree.steps["#1"].comments == ["Document: Dear (name),"]
    assert answers_of(tree)["#1"] == {"Yes": "#1.1"}


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("Q: a\nA: b\n\t\tQ: c\n", "3:3 wrong indentation: 2 tabs, but 1 tab must follow"),
        ("Q: a\nQ: c\nA: b\n\tQ: x\n\tQ: d\n", "5:2 no answer comes right before this question"),
        ("A: b\nQ: a\n", "1:1 this answer comes before any question; it was left out"),
        ("Q: a\n\t\tA: b\n\tQ: c\n", "2:3 no question is indented by 2 tabs"),
        ("Q: a\nA: b\n    Q: c\n    A: d\n  A: e\n", "5:3 the indentation of this line is that"),
        ("Q: a\nA: Yes\n", "2:1 dead end: nothing follows the answer “Yes”"),
        ("Q: a\nA:\n\tQ: c\n", "2:1 this answer has no text"),
        ("Q(x): a\nQ(x): b\n", "2:1 the label “x” is already used in line 1"),
        ("Q(a b): a\n", "1:1 the label “a b” may contain only"),
        ("Q: a GOTO:x\n", "1:6 no question has the label “x”"),
        ("Q: a GOTO:1 b\n", "1:6 GOTO must come last"),
        ("Q: a GOTO:2 GOTO:1\n", "1:6 only the last GOTO of a text is used"),
        ("Q: a GOTO:1\nA: b\n\tQ: c\n", "1:6 this question has answers and a GOTO"),
        ("Q: a\nA: b GOTO:1\n", "2:6 GOTO belongs in a question"),
        ("Q: a <x>y</x>\n", "1:6 no question has the label “y”"),
        ("Q: a?\nX:\nX:\n", "3:1 this question has a second text field"),
    ],
)
def test_qna_reports_defect_at_its_location(text: str, report: str) -> None:
    """Line and column are those of the tag or of the GOTO."""
    assert any(
        each.startswith(report) and each.endswith("[import-defect]")
        for each in reports_of(tree_of(read, text))
    ), reports_of(tree_of(read, text))


def test_qna_answer_follows_the_only_jump_of_its_script() -> None:
    """With several jumps, their targets are reported, since only the script can choose."""
    script = "javascript:if (getvar('n') > 1) { goto('b') }"
    tree = tree_of(
        read, f'Q: a?\nA[{script}]: One\nX[{script} else {{ goto("c") }}]:\nQ(b): b\nQ(c): c\n'
    )
    assert answers_of(tree)["#1"]["One"] == "#2"
    reports = [each for each in reports_of(tree) if "a script" in each]
    assert reports == [
        '2:1 a script that can go to "b" was left out [import-left-out]',
        '3:1 a script that can go to "b", "c" was left out [import-left-out]',
        "3:1 a link that runs a script (javascript:) was left out; its text was kept "
        "[import-left-out]",
    ]
