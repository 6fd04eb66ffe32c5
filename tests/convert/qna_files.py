"""Random files in QnA Markup, and a second reader of the format.

The reader works like the original program: it splits the text at the tags and numbers them. The
follow-up of an answer is the question with the answer's number. Our own reader keeps a stack of
questions instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

URLS = ["https://example.org/form", "https://example.org/a?b=c", "javascript:save2('x')"]

SCRIPT = """javascript:
\tif (answers[0\\] == 42) { goto('1') } else { goto('2') }
A: // not an answer
"""

SETTINGS = "Settings: fontSize=18; labelSave=Save. GOTO:1"

BRACKET = r"\[(?:[^\]\\]|\\.)*\]"
TAG = re.compile(
    rf"(?:^|\n)([ \t]*)(?:(Q|DOC)(?:\(([^)\n]*)\))?:"
    rf"|(A|X)(?:\([^)\n]*\))?(?:({BRACKET}):|:({BRACKET})|:))",
    re.DOTALL,
)

# Of each question, by its number: its text, and the label and target of each answer. A target is
# the number of a question, a URL, or "" for a dead end.
Graph = dict[str, tuple[str, list[tuple[str, str]]]]


def graph_of(source: str) -> Graph:
    """Return the graph of a file without mistakes."""
    source = source.partition("Settings:")[0]
    pieces = TAG.split(re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL))[1:]
    widths = [len(indent.expandtabs(4)) for indent in pieces[::7]]
    unit = min(filter(None, widths), default=1)
    counts: list[int] = []
    graph: Graph = {}
    numbers: dict[str, str] = {}  # of labels
    last = 0  # number of the last question at the top
    for indent, kind, label, answer, before, after, text in zip(
        *(pieces[at::7] for at in range(7)), strict=True
    ):
        depth, words = len(indent.expandtabs(4)) // unit, " ".join(text.split())
        if kind == "Q":
            last += not depth
            del counts[depth:]
            number = ".".join(map(str, [last, *counts]))
            numbers[label or number] = number
            graph[number] = words, []
            counts.append(0)
        elif answer:
            del counts[depth + 1 :]
            counts[depth] += 1
            above = ".".join(map(str, [last, *counts[:depth]]))
            labels = graph[above][1]
            if answer == "X":
                words = "Something else" if labels else "Continue"
            labels.append((words, (before or after or "")[1:-1].strip()))
    return {
        number: finished(graph, numbers, number, words, answers)
        for number, (words, answers) in graph.items()
    }


def finished(
    graph: Graph, numbers: dict[str, str], number: str, words: str, answers: list[tuple[str, str]]
) -> tuple[str, list[tuple[str, str]]]:
    """Return a question with its targets, now that all numbers and labels are known."""
    text, goto, label = words.partition("GOTO:")
    if goto:
        label = label.strip()
        return text.strip(), [("", numbers.get(label, label))]
    followed = [
        (label, f"{number}.{at}" if f"{number}.{at}" in graph else url)
        for at, (label, url) in enumerate(answers, 1)
    ]
    return text.strip(), followed


@dataclass
class Writer:
    """Writes a random file."""

    random: Random
    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    count: int = 0

    def text(self, word: str) -> str:
        """Return a text that no other item has, on one line or several, with comments or not."""
        self.count += 1
        text = f"{word} {self.count}"
        return text + self.random.choice(
            ["", "", " or so?", "\nand more", " <!-- A: x --> it", "\n"]
        )

    def question(self, depth: int, number: str) -> None:
        """Write a question with all that follows it."""
        random, tabs = self.random, "\t" * depth
        if not random.randrange(8):
            self.lines.append(f"{tabs}DOC({number}): {self.text('document')}")
        label = random.choice(["", "", "", "()", f"({number})", f"(l{number}_x-y)"])
        self.labels.append(label.strip("()") or number)
        answers = random.randrange(5 - depth) if depth < 4 else 0
        goto = "" if answers or random.randrange(3) else f"GOTO:{random.choice(['', ' '])}@"
        text = "" if goto and random.randrange(2) else f" {self.text('question')}"
        self.lines.append(f"{tabs}Q{label}:{text}{goto and ' ' * bool(text)}{goto}")
        texts = 0
        for at in range(1, answers + 1):
            if not texts and not random.randrange(8):
                texts += 1
                scripts = [f"[{SCRIPT}]:", f":[{SCRIPT}]", ":", ": number"]
                self.lines.append(f"{tabs}X{random.choice(scripts)}")
            else:
                self.answer(tabs)
            if not random.randrange(9):
                self.lines.append(
                    f"<!-- old:\n{tabs}A: not any more\n{tabs}\tQ: nor this GOTO:1\n-->"
                )
            if random.randrange(4):
                self.question(depth + 1, f"{number}.{at}")

    def answer(self, tabs: str) -> None:
        """Write an answer, with a value and a link or not."""
        value = self.random.choice(["", "", "()", "(a value)"])
        url = f"[{self.random.choice([*URLS, SCRIPT])}]"
        tag = self.random.choice([":", ":", ":", f"{url}:", f":{url}"])
        self.lines.append(f"{tabs}A{value}{tag} {self.text('answer')}")


def random_file(seed: int, indents: tuple[str, ...] = ("\t", "\t", "  ", "    ")) -> str:
    """Return a file without mistakes but dead ends, loops and unreachable questions."""
    writer = Writer(Random(seed))  # noqa: S311
    if seed % 3 == 0:
        writer.lines.append("<!-- A comment\nQ: that is above all -->\nTitle: A file\n")
    for number in range(1, writer.random.randrange(2, 5)):
        writer.question(0, str(number))
    source = "\n".join(writer.lines) + ("" if seed % 5 else f"\n{SETTINGS}\n")
    source = re.sub("@", lambda _: writer.random.choice(writer.labels), source)
    indent = writer.random.choice(indents)
    return re.sub(r"^\t+", lambda tabs: indent * len(tabs[0]), source, flags=re.MULTILINE)
