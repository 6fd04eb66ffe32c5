"""`read_csv`: random trees, as the tables that spreadsheets and people write of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

import pytest

from tests.convert.helpers import ENGLISH, reports_of
from wizard.convert.importer import detect_format, import_files
from wizard.convert.read_csv import read
from wizard.convert.tree import ImportedTree, SourceText

HEADINGS = {"id": "Nr.", "text": "What, then?", "answer": "Option", "next": "Go to"}
WORDS = [
    'say "so"',
    "yes; no",
    "a, b",
    "first\nsecond",
    "a < b > c",
    "<b or c>",
    "it's",
    "=1+1",
    "é",
]

# Of each id: its text, and the label and target of each answer.
Graph = dict[str, tuple[str, list[tuple[str, str]]]]


def random_graph(random: Random) -> Graph:
    """Return a tree in which answers lead to steps, also to earlier ones."""
    ids = [f"{random.choice(['q', 'Step ', ''])}{number}" for number in range(1, 9)]
    ids = list(dict.fromkeys(ids))
    return {
        name: (
            f"{name}: {random.choice(WORDS)}",
            [
                (f"{at} {random.choice(WORDS)}", random.choice(ids))
                for at in range(random.choice([0, 1, 2, 2, 3]))
            ],
        )
        for name in ids
    }


def rows_of(graph: Graph, random: Random) -> list[dict[str, str]]:
    """Return a row for each answer and each outcome. A text may be in the first row only."""
    rows = []
    for name, (text, answers) in graph.items():
        once = random.randrange(2)
        rows += [
            {"id": name, "text": "" if once and at else text, "answer": label, "next": to}
            for at, (label, to) in enumerate(answers or [("", "")])
        ]
    return rows


def wide_rows_of(graph: Graph) -> list[dict[str, str]]:
    """Return a row for each step, with numbered columns for its answers."""
    rows = []
    for name, (text, answers) in graph.items():
        row = {"id": name, "question": text}
        for at in range(1, 4):
            label, to = answers[at - 1] if at <= len(answers) else ("", "")
            row |= {f"answer_{at}": label, f"next_{at}": to}
        rows.append(row)
    return rows


def written(rows: list[dict[str, str]], delimiter: str, random: Random) -> str:
    """Return rows as a spreadsheet writes them, with the columns in any order."""
    names = [*rows[0]]
    random.shuffle(names)
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        names,
        delimiter=delimiter,
        quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def graph_of(tree: ImportedTree) -> Graph:
    """Return the graph of a tree."""
    return {
        name: (step.prose.plain, [(each.label, each.to) for each in step.answers])
        for name, step in tree.steps.items()
    }


def on_one_line(graph: Graph) -> Graph:
    """Return a graph with its texts as a flow has them."""
    return {
        name: (" ".join(text.split()), [(" ".join(label.split()), to) for label, to in answers])
        for name, (text, answers) in graph.items()
    }


@pytest.mark.parametrize("seed", range(120))
def test_table_gives_its_graph(seed: int) -> None:
    """Whatever separates cells, ends lines or is in quotes; and nothing is reported."""
    random = Random(seed)  # noqa: S311
    graph = random_graph(random)
    rows = wide_rows_of(graph) if seed % 3 == 0 else rows_of(graph, random)
    delimiter = random.choice(",;\t|")
    text = written(rows, delimiter, random)
    if delimiter == "|" or random.randrange(4) == 0:
        text = f"sep={delimiter}\n{text}"
    assert detect_format(text) == "csv"
    tree = read(SourceText("tree", text), ENGLISH)
    assert graph_of(tree) == on_one_line(graph)
    assert reports_of(tree) == []
    assert tree.start == next(iter(graph))


@pytest.mark.parametrize("seed", range(40))
def test_table_with_other_headings_gives_its_graph(seed: int) -> None:
    """The mapping says which column is which; columns that it does not name are reported."""
    random = Random(seed)  # noqa: S311
    graph = random_graph(random)
    rows = [
        {HEADINGS[name]: cell for name, cell in row.items()} | {"note": "x"}
        for row in rows_of(graph, random)
    ]
    text = written(rows, random.choice(",;\t"), random)
    assert detect_format(text) == ""
    tree = read(SourceText("tree", text), ENGLISH, HEADINGS)
    assert graph_of(tree) == on_one_line(graph)
    assert reports_of(tree) == ["1:1 the column “note” was left out [import-left-out]"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_table_is_read_in_the_encodings_of_spreadsheets(
    tmp_path: Path, encoding: str, line_end: str
) -> None:
    """Excel writes “Unicode text” in UTF-16, with tabs."""
    random = Random(encoding)  # noqa: S311
    graph = random_graph(random)
    text = written(rows_of(graph, random), "\t", random).replace("\n", line_end)
    (tmp_path / "tree.txt").write_bytes(text.encode(encoding))
    tree, _ = import_files([tmp_path / "tree.txt"], None, ENGLISH)
    expected = [text for text, _ in on_one_line(graph).values()]
    assert [step.prose.plain for step in tree.steps.values() if step.id][
        : len(expected)
    ] == expected
