"""A row can have the id of a part of the site, such as `search`: its pages are its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.rows import CELLS, write_rows
from wizard import create_app, load_flows
from wizard.loader.schema import RESERVED_FLOWS, RESERVED_STEPS
from wizard.loader.site import check_folder

TODAY = date(2026, 11, 30)
WORDS = sorted({*RESERVED_FLOWS, "index", "late", "records", "request"} - {*RESERVED_STEPS})


def test_row_with_the_id_of_a_route_has_its_own_pages(tmp_path: Path) -> None:
    """The list links to its start page, and each of its pages has its name."""
    row = "{0},Place {0},Lugar {0},Law of {0},15,working,law,S-AL\n"
    folder = write_rows(tmp_path, cells=CELLS + "".join(row.format(word) for word in WORDS))
    client = create_app(load_flows(folder), lambda: TODAY).test_client()
    listed = client.get("/en/records/").text
    for word in WORDS:
        assert f'href="/en/records/{word}/"' in listed
        for path in (
            f"en/records/{word}/",
            f"en/records/{word}/number/",
            f"en/letters/request/{word}/",
        ):
            response = client.get(f"/{path}")
            assert response.status_code == 200, path
            assert f"Place {word}" in response.text, path
        assert f"Law of {word}" in client.get(f"/en/letters/request/{word}/letter.txt").text
        assert client.get(f"/api/records/{word}.json").status_code == 200


def test_part_of_a_flow_cannot_be_a_row(tmp_path: Path) -> None:
    """The map of a flow is below it, as a row is below its template."""
    for word in RESERVED_STEPS:
        cells = CELLS.replace("DC,", f"{word.upper()},", 1)
        _, problems = check_folder(write_rows(tmp_path / word, cells=cells))
        assert [(problem.location.field, problem.message) for problem in problems] == [
            ("code", f'"{word}" is a reserved name and cannot be the id of a row')
        ]
