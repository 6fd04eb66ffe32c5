"""What a page of a row costs does not depend on how many rows its table has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.calls import calls_of
from tests.rows import FLOW, many_cells, write_rows
from wizard import create_app, load_flows

PAGES = (
    "/en/records/{}/",
    "/en/records/{}/late/",
    "/es/records/{}/wait/?late=no",
    "/en/letters/request/{}/",
    "/api/en/records/{}/late/",
)


def client_of(folder: Path, rows: int) -> FlaskClient:
    """Return a client of the guide with this number of rows."""
    # Reviewed, since pages look for the first flow that is.
    reviewed = FLOW + "reviewed: 2026-11-23\n"
    site = load_flows(write_rows(folder / str(rows), records=reviewed, cells=many_cells(rows)))
    return create_app(site, lambda: date(2026, 11, 23)).test_client()


def calls(client: FlaskClient, path: str) -> int:
    """Return how many Python functions are called for a page."""
    statuses: list[int] = []
    found = calls_of(lambda: statuses.append(client.get(path).status_code))
    assert statuses == [200]
    return found


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> list[FlaskClient]:
    """Clients of guides with 5, 10 and 80 rows."""
    folder = tmp_path_factory.mktemp("rows")
    return [client_of(folder, rows) for rows in (5, 10, 80)]


@pytest.mark.parametrize("page", PAGES)
def test_page_costs_the_same_with_more_rows(clients: list[FlaskClient], page: str) -> None:
    """Its first request, after one for another row, calls as many functions."""
    found = []
    for client in clients:
        client.get(page.format("dc"))
        found.append(calls(client, page.format("al")))
    # The first client fills caches of the process, such as that of QR codes.
    _, few, more = found
    assert few == more
