"""What a row makes of the values of a template: texts, ids, lists of sources and targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rows import CELLS, FLOW, TABLE, write_rows
from wizard.loader import yaml_nodes
from wizard.loader.forms import inline
from wizard.loader.reader import NodeReader
from wizard.loader.rows import RowFiller, fills
from wizard.loader.shared import SharedFiles
from wizard.loader.site import check_folder
from wizard.loader.tables import DataTable
from wizard.model.flow import Outcome
from wizard.model.problems import Problem

PAGE = "https://example.org/al"

# Of every kind of column.
COLUMNS = (
    TABLE + "  page: {kind: url}\n  checked: {kind: date}\n  of: {kind: text, languages: true}\n"
)
ROWS = "\n".join(
    f"{line},{more}"
    for line, more in zip(
        CELLS.splitlines(),
        (
            "page,checked,of,of.es",
            f"{PAGE},2026-11-23,of Alabama,de Alabama",
            ",,of D.C.,del Distrito de Columbia",
            ",2026-01-02,of North Carolina,de Carolina del Norte",
        ),
        strict=True,
    )
)

PARTS = frozenset({"records", "letters/request", "deadlines/asked"})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataTable:
    """Return the table."""
    folder = write_rows(tmp_path_factory.mktemp("rows"), states=COLUMNS, cells=ROWS)
    shared = SharedFiles(folder)
    table = shared.templates.tables["states"]
    assert [problem for problem in shared.problems if not problem.warning] == []
    return table


def filled(data: DataTable, row: str, text: str) -> tuple[str, list[Problem]]:
    """Return what YAML becomes in a row, on one line, and the problems."""
    node = yaml_nodes.parse(text, "records.yaml", [])
    assert node
    filler = RowFiller(data, data.rows[row], NodeReader(), parts=PARTS)
    result = filler.fill(node)
    return inline(result) if result else "", filler.reader.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # In a text, a choice is its label, and a date is written as readers write it.
        ('title: "{state.kind} {state.days}"', "{title: working days 15}"),
        ('title: "since {state.checked}"', '{title: "since November 23, 2026"}'),
        ('also: "{state.law} {state.page}"', f'{{also: "Open Records Act {PAGE}"}}'),
        ('tick: {heat: "{state.kind} here"}', "{tick: {heat: working days here}}"),
        # In any other value it is the id, the number or the URL.
        ('unit: "{state.kind}"', "{unit: working}"),
        ('count: "{state.days}"', "{count: 15}"),
        ('reviewed: "{state.checked}"', "{reviewed: 2026-11-23}"),
        ('level: "{state.level}"', "{level: law}"),
        ('calendar: "{state.code}"', "{calendar: AL}"),
        ('to: "{state.page}"', f'{{to: "{PAGE}"}}'),
        # Sources become a list, or items of one.
        ('cite: "{state.cite}"', "{cite: [s-al]}"),
        ('cite: [own, "{state.cite}"]', "{cite: [own, s-al]}"),
        # Blanks of letters and other braces stay.
        ('body: ["{what} {state.days}"]', '{body: ["{what} 15"]}'),
        ('body: [{if: {state.days: empty}, text: A}, {text: B}, C]', "{body: [B, C]}"),
        # A target in another template over the table is the one of the same row.
        ("to: records/late", "{to: records/al/late}"),
        ("to: records/", "{to: records/al/}"),
        ("to: letters/request", "{to: letters/request/al}"),
        ("to: deadlines/asked", "{to: deadlines/asked/al}"),
        ("to: deadlines/", "{to: deadlines/}"),
        ("to: letters/other", "{to: letters/other}"),
        ("to: late", "{to: late}"),
        ("to: records", "{to: records}"),
        ("to: other/late", "{to: other/late}"),
        ("event: asked", "{event: asked/al}"),
        # A text that looks like a target is none.
        ("label: letters/request", '{label: "letters/request"}'),
    ],
)  # fmt: skip
def test_value_of_row(data: DataTable, text: str, expected: str) -> None:
    """A text is for readers, and any other value is for the loader. Quotes do not count."""
    result, problems = filled(data, "al", text)
    assert problems == []
    assert result.replace('"', "") == expected.replace('"', "")


def test_several_sources_are_a_list(data: DataTable) -> None:
    """Their ids are in lower case, as in sources.yaml."""
    assert filled(data, "dc", 'cite: ["{state.cite}", own]')[0] == "{cite: [s-dc, s-al, own]}"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('title: "{state.days}"', ["tables/states.csv:3:days"]),
        ('to: "{state.page}"', ["tables/states.csv:3:page"]),
        (
            'title: "{state.days} {state.checked}"',
            ["tables/states.csv:3:days", "tables/states.csv:3:checked"],
        ),
        ('next: [{if: {state.days: empty}, label: "{state.law}"}]', []),
        ('next: [{if: {not: {state.days: empty}}, label: "{state.days}"}]', []),
        ('says: [{if: {state.kind: working}, text: "{state.days}"}, {text: "{state.law}"}]', []),
    ],
)
def test_empty_cell_is_reported_if_row_needs_it(
    data: DataTable, text: str, places: list[str]
) -> None:
    """It is not if a condition leaves the text out."""
    _, problems = filled(data, "dc", text)
    found = [str(each.location) for each in problems]
    assert [place[place.index("tables/") :] for place in found] == places
    assert {each.code for each in problems} <= {"cell-empty"}


@pytest.mark.parametrize(
    ("language", "row", "template", "expected"),
    [
        ("es", "al", "Pida a {state.name}", "Pida a Alabama"),
        ("es", "dc", "Pida a {state.name}", "Pida a Distrito de Columbia"),
        # Another column than the original: each language has the words that it needs.
        ("es", "dc", "Los papeles {state.of}", "Los papeles del Distrito de Columbia"),
        ("en", "dc", "The papers {state.of}", "The papers of D.C."),
        ("es", "al", "{state.days} {state.kind}", "15 días hábiles"),
        ("es", "al", "desde {state.checked}", "desde 23 de noviembre de 2026"),
        ("es", "al", "{state.law}", "Open Records Act"),
        ("es", "al", "{state.nothing} {other.name}", "{state.nothing} {other.name}"),
        ("es", "dc", "{state.days}", "{state.days}"),
    ],
)
def test_translation_has_the_forms_of_its_language(
    data: DataTable, language: str, row: str, template: str, expected: str
) -> None:
    """Names come from the columns of the language, and labels of choices from the catalog."""
    labels = {"working days": "días hábiles"}
    assert fills(data, data.rows[row], template, language, labels) == expected


def test_row_is_a_flow_like_any_other(tmp_path: Path) -> None:
    """It has its own id, texts, targets, claims and steps, and keeps the order of the table."""
    site, problems = check_folder(write_rows(tmp_path))
    assert site, problems
    assert list(site.flows) == ["records/al", "records/dc", "records/nc"]
    number = site.flows["records/al"].steps["number"]
    assert isinstance(number, Outcome)
    assert number.heading == "Alabama has 15 working days"
    assert [str(source.id) for source in number.claims[0].cite] == ["s-al"]
    assert str(number.next[0].to).count("request/al") == 1
    assert set(site.flows["records/dc"].steps) == {"late", "no-number", "wait"}
    assert set(site.flows["records/nc"].steps) == {"late", "number", "wait"}


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        # Of all rows, so that it names none.
        ("start: late", "start: lat", ""),
        # Of one row, and of two.
        (
            "{if: {state.kind: none}, to: no-number}",
            "{if: {state.kind: none}, to: gone}",
            "District of Columbia: ",
        ),
        ("to: letters/request}", "to: letters/reqest}", "Alabama, North Carolina: "),
    ],
)
def test_problem_of_rows_is_reported_once(tmp_path: Path, old: str, new: str, rows: str) -> None:
    """With the names of the rows, unless it is a problem of the template."""
    _, problems = check_folder(write_rows(tmp_path, records=FLOW.replace(old, new, 1)))
    messages = [each.message for each in problems if each.code == "target-unknown"]
    assert len(messages) == 1
    assert messages[0].startswith(rows)
    assert ("Alabama" in messages[0]) == ("Alabama" in rows)
