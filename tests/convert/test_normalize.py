"""`normalize`: what makes a tree fit a flow."""

from __future__ import annotations

import pytest

from tests.convert.helpers import ENGLISH, answers_of, reports_of
from wizard.convert.normalize import UNFINISHED, normalize
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, SourceText, Step
from wizard.i18n.translator import Translator, make_translator
from wizard.model.flow import MAX_ID
from wizard.model.problems import Location


def tree_with(steps: dict[str, tuple[str, dict[str, str]]], start: str = "") -> ImportedTree:
    """Return a tree of steps: name to text and answers, which are label to target.

    Each step is in a line of its own.
    """
    tree = ImportedTree(SourceText("tree", "\n" * len(steps)), "Test")
    for line, (name, (text, answers)) in enumerate(steps.items(), 1):
        location = Location("tree", line)
        tree.steps[name] = Step(
            Prose.of(text),
            location,
            name,
            [Answer(label, to, location) for label, to in answers.items()],
        )
    tree.start_at(start)
    return tree


def normalized(
    steps: dict[str, tuple[str, dict[str, str]]], start: str = "", t: Translator = ENGLISH
) -> ImportedTree:
    """Return such a tree after `normalize`."""
    tree = tree_with(steps, start)
    normalize(tree, t)
    return tree


def test_normalize_removes_chain_of_jumps() -> None:
    """A step without text that only leads on is no step; its comments go to the next one."""
    tree = tree_with(
        {
            "first": ("", {"": "second"}),
            "second": ("", {"": "end"}),
            "ask": ("Is it?", {"Yes": "first", "No": "second"}),
            "end": ("End.", {}),
        }
    )
    tree.steps["second"].comments.append("A comment")
    normalize(tree, ENGLISH)
    assert answers_of(tree) == {"ask": {"Yes": "end", "No": "end"}, "end": {}}
    assert tree.start == "end"
    assert tree.steps["end"].comments == ["A comment"]


def test_normalize_reports_loop_of_jumps() -> None:
    """All answers to it lead to the unfinished outcome."""
    tree = normalized(
        {
            "ask": ("Is it?", {"Yes": "one", "No": "end"}),
            "one": ("", {"": "two"}),
            "two": ("", {"": "one"}),
            "end": ("End.", {}),
        }
    )
    assert answers_of(tree)["ask"] == {"Yes": UNFINISHED, "No": "end"}
    assert reports_of(tree) == [
        "2:1 loop without a question: these steps only lead to each other [import-defect]"
    ]


def test_normalize_keeps_step_without_text_that_asks() -> None:
    """It gets a text, and the missing one is reported."""
    tree = normalized({"ask": ("", {"Yes": "end", "No": "end"}), "end": ("End.", {})})
    assert tree.steps["ask"].prose.plain == "Which of these fits?"
    assert reports_of(tree) == ["1:1 this step has no text; write one [import-defect]"]


def test_normalize_leads_dead_ends_to_one_outcome() -> None:
    """An answer without a label says "Continue"."""
    tree = normalized({"ask": ("Is it?", {"Yes": "", "No": "", "": "end"}), "end": ("End.", {})})
    assert answers_of(tree)["ask"] == {"Yes": UNFINISHED, "No": UNFINISHED, "Continue": "end"}
    assert tree.steps[UNFINISHED].prose.plain == "This page is not finished yet"


def test_normalize_adds_texts_in_the_language_of_the_translator() -> None:
    """A Spanish guide gets Spanish texts."""
    spanish = make_translator("es")
    tree = normalized({"ask": ("¿Es así?", {"": "end"}), "end": ("Fin.", {})}, t=spanish)
    assert answers_of(tree)["ask"] == {spanish("Continue"): "end"} != {"Continue": "end"}


@pytest.mark.parametrize(
    ("steps", "cut"),
    [
        ({"a": ("A?", {"x": "a"})}, ["a"]),
        ({"a": ("A?", {"x": "b"}), "b": ("B?", {"y": "a"})}, ["b"]),
        (
            {"s": ("S?", {"go": "a"}), "a": ("A?", {"x": "b"}), "b": ("B?", {"y": "a", "z": "s"})},
            ["b", "b"],
        ),
        (
            {"a": ("A?", {"x": "b", "y": "c"}), "b": ("B?", {"z": "c"}), "c": ("C.", {})},
            [],
        ),
        ({"a": ("A.", {}), "b": ("B?", {"x": "c"}), "c": ("C?", {"y": "b"})}, ["c"]),
    ],
    ids=["self", "two", "lasso", "diamond", "unreachable"],
)
def test_normalize_cuts_each_loop_once(
    steps: dict[str, tuple[str, dict[str, str]]], cut: list[str]
) -> None:
    """The answer that closes a loop leads to an outcome that sends the reader back."""
    tree = normalized(steps)
    backs = [
        name
        for name, answers in answers_of(tree).items()
        for to in answers.values()
        if tree.steps[to].back
    ]
    assert backs == cut
    assert sum(": loop: " in str(each) for each in tree.problems) == len(cut)


def test_normalize_names_both_ends_of_a_loop() -> None:
    """The report quotes the answer and the step, with its line."""
    tree = normalized({"a": ("Is it?", {"On": "b"}), "b": ("Sure?", {"Back": "a"})})
    assert reports_of(tree) == [
        "2:1 loop: “Back” went back to “Is it?” (line 1). It now goes to an outcome that says so"
        " [import-defect]"
    ]
    assert [step.id for step in tree.steps.values()] == ["is-it", "sure", "back-to-is-it"]


def test_normalize_cuts_loop_of_very_long_path() -> None:
    """A tree may be deeper than Python's recursion limit."""
    steps = {f"s{n}": (f"Question {n}?", {"On": f"s{(n + 1) % 5_000}"}) for n in range(5_000)}
    tree = normalized(steps)
    assert len(tree.problems) == 1
    assert len(tree.steps) == 5_001


def test_normalize_reports_unreachable_steps() -> None:
    """Those that only an unreachable step leads to are unreachable, too."""
    tree = normalized(
        {"a": ("A.", {}), "b": ("B?", {"x": "c"}), "c": ("C.", {}), "d": ("D?", {"x": "a"})}
    )
    assert reports_of(tree) == [
        f"{line}:1 “{text}” is unreachable: no answer leads to it [import-defect]"
        for line, text in ((2, "B?"), (3, "C."), (4, "D?"))
    ]


def test_normalize_reports_branches_of_our_own_writers() -> None:
    """The last branch of an answer with conditions is labeled so."""
    label = ENGLISH("{answer} – otherwise", answer="Yes")
    tree = normalized({"a": ("A?", {label: "b"}), "b": ("B.", {})})
    assert "“A?” has a condition on earlier answers" in reports_of(tree)[0]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("the-deposit", "Is it?", "the-deposit"),
        ("The Deposit!", "Is it?", "the-deposit"),
        ("q1", "Do you have a lease?", "lease"),
        ("A", "Did you get a letter from the court?", "get-letter-court"),
        ("Untitled Passage 3", "Wait.", "wait"),
        ("node_2", "¿Recibió una carta del juzgado?", "recibio-carta-juzgado"),
        ("1.2", "3 days ago?", "step-3-days"),
        ("1.2", "Is it?", "is-it"),
        ("1.2", "日本", "step"),
        ("x" * (MAX_ID + 1), "Wait.", "wait"),
        ("search", "Wait.", "search"),
    ],
)
def test_normalize_sets_id_of_step(name: str, text: str, expected: str) -> None:
    """The source's name is the id if a person chose it; else the text's first words are."""
    tree = normalized({name: (text, {})})
    assert tree.steps[name].id == expected


def test_normalize_numbers_ids_only_if_needed() -> None:
    """More words are tried first. Numbers count from 2."""
    tree = normalized({f"q{n}": ("One two three four?", {"x": ""}) for n in range(4)})
    assert [step.id for step in tree.steps.values()][:4] == [
        "one-two-three",
        "one-two-three-four",
        "one-two-three-2",
        "one-two-three-3",
    ]


def test_normalize_numbers_long_ids_within_the_limit() -> None:
    """The number replaces the end of the id."""
    word = "a" * MAX_ID
    tree = normalized({f"q{n}": (word, {}) for n in range(3)})
    ids = [step.id for step in tree.steps.values()]
    assert len(set(ids)) == 3
    assert max(map(len, ids)) <= MAX_ID


@pytest.mark.parametrize(
    ("labels", "ids"),
    [
        (["Yes", "No", "I’m not sure"], ["yes", "no", "unsure"]),
        (["Yes, a lot", "No – never", "I don't know."], ["yes", "no", "unsure"]),
        (["Yes, one", "Yes, two"], ["yes-one", "yes-two"]),
        (["No idea", "Nobody"], ["unsure", "nobody"]),
        (["Yesterday", "Not yet"], ["yesterday", "yet"]),
    ],
)
def test_normalize_sets_ids_of_answers(labels: list[str], ids: list[str]) -> None:
    """A label that means yes, no or unsure has that id, unless two labels do."""
    tree = normalized({"a": ("A?", dict.fromkeys(labels, "b")), "b": ("B.", {})})
    assert [answer.id for answer in tree.steps["a"].answers] == ids


def test_normalize_makes_the_same_ids_again() -> None:
    """Links keep working after a second import."""
    steps = {f"q{n}": ("Is it so?", {"Yes": "", "Yes!": f"q{n}"}) for n in range(20)}
    first, second = normalized(steps), normalized(steps)
    assert [step.id for step in first.steps.values()] == [s.id for s in second.steps.values()]
