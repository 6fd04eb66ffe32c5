"""A flow that asks two questions in either order, by an earlier answer, on every kind of page.

Arrows lead from each of the two to the other, but no reader is ever asked a question twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.command import wizard
from wizard import create_app, load_flows
from wizard.engine.paths import walks
from wizard.engine.unfold import unfold
from wizard.model.site import Site

pytestmark = pytest.mark.e2e  # the application starts Graphviz

GUIDE = """\
title: A guide
start: where
steps:
  where:
    ask: Where?
    answers:
      here: {label: Here, to: grandparents}
      there: {label: There, to: aunts}
  grandparents:
    ask: Any grandparents?
    yes: found
    no: [{if: {where: here}, to: aunts}, {to: none}]
    unsure: [{if: {where: here}, to: aunts}, {to: none}]
  aunts:
    ask: Any aunts?
    yes: found
    no: [{if: {where: there}, to: grandparents}, {to: none}]
    unsure: none
  found:
    outcome: Somebody inherits
    claims:
      - {level: unknown, text: Nothing.}
      - {level: unknown, text: Aunts first., if: {aunts: no, where: there}}
  none: {outcome: The state inherits, claims: [{level: unknown, text: Nothing.}]}
"""


@pytest.fixture
def folder(write: Callable[..., Path]) -> Path:
    return write(guide=GUIDE)


@pytest.fixture
def site(folder: Path) -> Site:
    return load_flows(folder)


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return create_app(site).test_client()


def follow(client: FlaskClient, url: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the heading and the answers of each page that links of answers lead to."""
    response = client.get(url, follow_redirects=True)
    assert response.status_code == 200, url
    page = BeautifulSoup(response.text, "html.parser")
    answers = [(link.text.strip(), str(link["href"])) for link in page.select(".answers a")]
    heading = page.h1
    assert heading
    yield heading.text.strip(), answers
    for _, href in answers:
        yield from follow(client, href)


def test_each_path_can_be_walked_by_links(site: Site, client: FlaskClient) -> None:
    """As many ends are reached as the flow has paths, in either order of the two questions."""
    pages = list(follow(client, "/en/guide/"))
    ends = [heading for heading, answers in pages if not answers]
    assert len(ends) == len(list(walks(site.flows["guide"]))) == 12
    assert {*ends} == {"Somebody inherits", "The state inherits"}


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ("where=here&grandparents=no", "aunts"),
        ("where=there&aunts=no", "grandparents"),
        ("where=there&grandparents=no&aunts=no", "none"),
        ("where=here&grandparents=no&aunts=no", "none"),
    ],
)
def test_answers_lead_on_in_either_order(client: FlaskClient, query: str, step: str) -> None:
    """Each answer is listed once, and none is dropped."""
    data = client.get(f"/api/en/guide/{step}/?{query}").json
    assert data
    assert data["alert"] == ""
    assert len(data["trail"]) == len(query.split("&"))


def test_changed_answer_reverses_the_order(client: FlaskClient) -> None:
    """The answers to both questions are kept, and each of them is listed once."""
    data = client.get("/api/en/guide/where/?where=here&grandparents=no&aunts=no").json
    assert data
    there = next(answer for answer in data["answers"] if answer["label"] == "There")
    response = client.get(there["href"], follow_redirects=True)
    assert response.status_code == 200
    assert "The state inherits" in response.text


def test_map_lists_each_step_once(client: FlaskClient) -> None:
    """The picture is drawn as well."""
    page = BeautifulSoup(client.get("/en/guide/map/").text, "html.parser")
    names = [item["id"] for item in page.select('[id^="step-"]')]
    assert names[0] == "step-where"
    assert sorted(names[1:]) == ["step-aunts", "step-found", "step-grandparents", "step-none"]
    assert client.get("/en/guide/map.svg").status_code == 200


@pytest.mark.parametrize("format_", ["mermaid", "dot", "csv", "twee"])
def test_graph_command_writes_the_flow(folder: Path, format_: str) -> None:
    """Both questions are in every format."""
    done = wizard("graph", "guide.yaml", "--format", format_, cwd=folder)
    assert done.exit_code == 0
    assert "Any aunts?" in done.stdout
    assert "Any grandparents?" in done.stdout


def test_paths_command_lists_both_orders(folder: Path) -> None:
    """As text, and as a table with a column for each question."""
    done = wizard("paths", "guide.yaml", cwd=folder)
    assert "where=here, grandparents=no, aunts=no -> none" in done.stdout.splitlines()
    assert "where=there, aunts=no, grandparents=no -> none" in done.stdout.splitlines()
    assert wizard("paths", "guide.yaml", "--count", cwd=folder).stdout == "12\n"
    table = wizard("paths", "guide.yaml", "--format", "csv", cwd=folder).stdout.splitlines()
    assert table[0] == "number,outcome,heading,where,grandparents,aunts"
    assert (
        len(json.loads(wizard("paths", "guide.yaml", "--format", "json", cwd=folder).stdout)) == 12
    )


def test_exported_pages_lead_to_same_ends(site: Site, folder: Path, tmp_path: Path) -> None:
    """Each of the two questions has a page for each order, and a file has the whole guide."""
    copies = unfold(site.flows["guide"])
    assert {name for name in copies.steps if "~" in name} == {
        *("grandparents~1", "grandparents~2", "aunts~1", "aunts~2")
    }
    client = create_app(replace(site, flows={"guide": copies})).test_client()
    assert len([heading for heading, answers in follow(client, "/en/guide/") if not answers]) == 12
    assert wizard("export", tmp_path / "out", folder).exit_code == 0
    assert (tmp_path / "out/en/guide/aunts~2/index.html").exists()
    done = wizard("export", tmp_path / "guide.html", "--single-file", "guide", folder)
    assert done.exit_code == 0
