"""The pages and pictures of maps, drawn by Graphviz."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from wizard import create_app, create_blueprint, load_flows
from wizard.engine.graph import needs_history, topological_order
from wizard.model.flow import Question
from wizard.model.site import Site
from wizard.pages.map import MAX_STEPS

pytestmark = pytest.mark.e2e  # the application starts Graphviz

Write = Callable[..., Path]
LINK = "{http://www.w3.org/1999/xlink}href"
# The links that open a step: an answer page is one, a question has one below its answers.
OPEN = ".map > li > a, .map details > p > a"
NO_PICTURE = "There is no picture here. The list below says the same."

GUIDE = """\
title: A guide
start: card
steps:
  card: {title: A card, ask: Do you have a card?, yes: car, no: car, unsure: other/}
  car:
    ask: Do you have a car?
    yes: [{if: {card: yes}, to: one}, {to: other/second}]
    no: one
    unsure: one
  one: {outcome: The one, claims: [{level: unknown, text: Nothing.}]}
"""

OTHER = """\
title: Another guide
start: first
sensitive: true
steps:
  first: {ask: Is it so?, yes: second, no: end, unsure: end}
  second: {ask: And this?, yes: end, no: end, unsure: end}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""


@pytest.fixture
def small(write: Write) -> FlaskClient:
    """Return a client of two small flows, one of them sensitive."""
    return create_app(load_flows(write(guide=GUIDE, other=OTHER))).test_client()


def page(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    """Return the parsed page at a URL."""
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return BeautifulSoup(response.text, "html.parser")


def words(tag: Tag | None) -> str:
    """Return the text in a tag."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def test_every_flow_has_a_map_in_every_language(client: FlaskClient, shipped: Site) -> None:
    """The start page of the flow links to it and back, and its title is unique."""
    titles = set()
    for lang in shipped.languages:
        for flow in shipped.flows.values():
            address = f"/{lang}/{flow.id}/map/"
            assert address in {
                str(link["href"]) for link in page(client, f"/{lang}/{flow.id}/").select("main a")
            }
            soup = page(client, address)
            assert [link["href"] for link in soup.select(".back a")] == [f"/{lang}/{flow.id}/"]
            titles.add(words(soup.title))
    assert len(titles) == len(shipped.languages) * len(shipped.flows)
    assert max(map(len, titles)) <= 70


def test_list_has_every_step_and_every_answer(client: FlaskClient, shipped: Site) -> None:
    """Each answer links to its target: in the list, or on a page of another flow."""
    for flow in shipped.flows.values():
        soup = page(client, f"/en/{flow.id}/map/")
        steps = soup.select(".map > li")
        assert [heading["id"] for heading in soup.select(".map [id^=step-]")] == [
            f"step-{name}" for name in topological_order(flow)
        ]
        for name, item in zip(topological_order(flow), steps, strict=True):
            step = flow.steps[name]
            asks = isinstance(step, Question)
            assert words(item.small) == ("Question" if asks else "Answer page")
            asked = step.ask if isinstance(step, Question) else step.heading
            assert words(item.span).startswith(asked)
            answers = list(step.answers.values()) if isinstance(step, Question) else []
            rows = item.select("dl > div")
            assert len(rows) == len(answers)
            for answer, row in zip(answers, rows, strict=True):
                label = (
                    answer.label or {"yes": "Yes", "no": "No", "unsure": "I’m not sure"}[answer.id]
                )
                assert re.sub(r" \(.*?\)", "", words(row.dt)) == re.sub(r" \(.*?\)", "", label)
                links = row.select("dd > a")
                for edge, link in zip(answer.edges, links, strict=True):
                    own = edge.to.flow == flow.id
                    assert link["href"] == (
                        f"#step-{edge.to.step}" if own else f"/en/{edge.to.flow}/{edge.to.step}/"
                    )
                    heading = shipped.flows[edge.to.flow].steps[edge.to.step]
                    assert words(link) == (
                        heading.ask if isinstance(heading, Question) else heading.heading
                    )


def test_map_has_no_broken_link(client: FlaskClient, small: FlaskClient, shipped: Site) -> None:
    """This includes links to other flows and links in the picture."""
    sites = [(client, f"/{lang}/{flow}/") for lang in shipped.languages for flow in shipped.flows]
    for asked, start in [*sites, (small, "/en/guide/"), (small, "/en/other/")]:
        soup = page(asked, f"{start}map/")
        for link in soup.select("main a"):
            href = str(link["href"])
            if href.startswith("#"):
                assert soup.select_one(f".map :is(a, summary)[id='{href[1:]}']"), href
            else:
                assert asked.get(href).status_code == 200, href
        drawn = ElementTree.fromstring(asked.get(f"{start}map.svg").data)  # noqa: S314 - Graphviz wrote it
        targets = {
            urljoin(f"{start}map.svg", each.attrib[LINK])
            for each in drawn.iter()
            if LINK in each.attrib
        }
        assert {str(link["href"]) for link in soup.select(OPEN)} <= targets
        for target in targets:
            assert asked.get(target).status_code == 200, target


def test_map_does_not_link_questions_that_need_history(client: FlaskClient, shipped: Site) -> None:
    """Neither the list nor the picture does. Both always link to the start."""
    flow = shipped.flows["my-data"]
    needs = needs_history(flow)
    assert flow.start in needs
    soup = page(client, "/en/my-data/map/")
    linked = {str(link["href"]).split("/")[-2] for link in soup.select(OPEN)}
    assert linked == {name for name in flow.steps if name not in needs or name == flow.start}
    drawn = ElementTree.fromstring(client.get("/en/my-data/map.svg").data)  # noqa: S314 - Graphviz wrote it
    targets = {each.attrib[LINK] for each in drawn.iter() if LINK in each.attrib}
    assert {target.strip("/") for target in targets if not target.startswith("..")} == linked


def test_answer_with_conditions_lists_its_branches(small: FlaskClient) -> None:
    """Each branch has its condition; the last one says "Otherwise"."""
    row = page(small, "/en/guide/map/").select("#step-car ~ dl > div")[0]
    assert [words(branch) for branch in row.select("dd")] == [
        "If your answer to “Do you have a card?” is “Yes”: The one",
        "Otherwise: And this?",
    ]
    assert [str(link["href"]) for link in row.select("a")] == ["#step-one", "/en/other/second/"]
    out = page(small, "/en/guide/map/").select("#step-card ~ dl a")[2]
    assert (words(out), out["href"]) == ("Another guide", "/en/other/")


def test_names_are_explained_at_their_first_use(client: FlaskClient) -> None:
    """The map explains names like any other page."""
    terms = [words(each) for each in page(client, "/en/my-data/map/").select("dt")]
    assert (
        "Can federal agents, such as ICE (the federal immigration enforcement agency), look me up?"
        in terms
    )


def test_picture_has_a_size_and_its_own_region(client: FlaskClient) -> None:
    """Nothing moves when it has loaded, and only the region scrolls sideways."""
    soup = page(client, "/en/my-data/map/")
    [picture] = soup.select("section[tabindex='0'][aria-label] > img")
    assert picture["src"] == "/en/my-data/map.svg"
    assert words(soup.select_one(".picture + p > span")).startswith("Six-sided shapes")
    assert len(str(picture["alt"])) > 20
    root = ElementTree.fromstring(client.get("/en/my-data/map.svg").data)  # noqa: S314 - Graphviz wrote it
    for side in ("width", "height"):
        assert (
            int(str(picture[side]))
            == round(float(root.attrib[side].removesuffix("pt")) * 4 / 3)
            > 400
        )
    assert [link["href"] for link in soup.select("a[data-hx-boost=false]")] == [
        "/en/my-data/map.svg"
    ]


def test_map_and_picture_are_cacheable(client: FlaskClient) -> None:
    """They have an ETag, and search engines list neither."""
    for path, kind in (("map/", "text/html; charset=utf-8"), ("map.svg", "image/svg+xml")):
        response = client.get(f"/en/my-data/{path}")
        assert response.headers["Content-Type"] == kind
        assert (
            response.headers["Cache-Control"] == client.get("/en/my-data/").headers["Cache-Control"]
        )
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        again = client.get(
            f"/en/my-data/{path}", headers={"If-None-Match": response.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        assert client.head(f"/en/my-data/{path}").headers["ETag"] == response.headers["ETag"]


@pytest.mark.parametrize("flow", ["nope", "letters", "deadlines", "topics", "static", "about"])
@pytest.mark.parametrize("path", ["map/", "map.svg"])
def test_only_flows_have_maps(client: FlaskClient, flow: str, path: str) -> None:
    """Any other URL gets 404, in any language."""
    assert client.get(f"/en/{flow}/{path}", follow_redirects=True).status_code == 404
    assert client.get(f"/xx/my-data/{path}").status_code == 404


def test_picture_is_in_the_language_of_the_page(client: FlaskClient, shipped: Site) -> None:
    """Its title is the one of the flow."""
    for lang in shipped.languages:
        title = shipped.texts.get(lang, {}).get(
            shipped.flows["my-data"].title, shipped.flows["my-data"].title
        )
        drawn = client.get(f"/{lang}/my-data/map.svg").text
        assert f"<title>{title}</title>" in drawn
        assert (">Inicio<" in drawn, ">Start<" in drawn) == (lang == "es", lang == "en")


def test_maps_work_under_a_prefix_of_another_app(shipped: Site) -> None:
    """The links in the picture are relative, so it is the same under any prefix."""
    host = Flask("host")
    host.register_blueprint(create_blueprint(shipped), url_prefix="/help")
    client = host.test_client()
    soup = page(client, "/help/en/my-data/map/")
    [picture] = soup.select("img")
    assert (
        client.get(str(picture["src"])).data
        == create_app(shipped).test_client().get("/en/my-data/map.svg").data
    )
    assert all(str(link["href"]).startswith(("/help/", "#")) for link in soup.select("main a"))
    drawn = ElementTree.fromstring(client.get(str(picture["src"])).data)  # noqa: S314 - Graphviz wrote it
    targets = {
        urljoin(str(picture["src"]), each.attrib[LINK])
        for each in drawn.iter()
        if LINK in each.attrib
    }
    assert all(target.startswith("/help/en/") for target in targets)


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Put a slow `dot` on PATH, and return a function that counts how often it was started."""
    notes, real = tmp_path / "notes", shutil.which("dot")
    notes.touch()
    folder = tmp_path / "counted"
    folder.mkdir()
    (folder / "dot").write_text(
        f'#!/bin/sh\necho x >>"{notes}"\n/bin/sleep 0.3\nexec {real} "$@"\n', "utf-8"
    )
    (folder / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return lambda: len(notes.read_text("utf-8").splitlines())


def test_picture_is_drawn_once(write: Write, counted: Callable[[], int]) -> None:
    """It is drawn once for each flow, even for simultaneous requests, and then cached."""
    app = create_app(load_flows(write(guide=GUIDE, other=OTHER)))
    assert counted() == 0, "nothing is drawn before the first request"

    def ask(path: str) -> int:
        return app.test_client().get(path).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, ["/en/guide/map/", "/en/guide/map.svg"] * 8)) == {200}
    assert counted() == 1
    assert ask("/en/other/map/") == 200
    assert ask("/en/other/map/") == 200
    assert counted() == 2


def test_missing_picture_is_cached(
    write: Write, counted: Callable[[], int], tmp_path: Path
) -> None:
    """A second reader does not wait for the same failure."""
    (tmp_path / "counted" / "dot").write_text(
        f'#!/bin/sh\necho x >>"{tmp_path / "notes"}"\nexit 3\n', "utf-8"
    )
    client = create_app(load_flows(write(guide=GUIDE, other=OTHER))).test_client()
    for _ in range(3):
        assert NO_PICTURE in client.get("/en/guide/map/").text
    assert counted() == 1


@pytest.mark.parametrize("why", ["missing", "broken", "slow"])
def test_map_without_picture_has_the_same_list(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """One line says that there is no picture; nothing else changes."""
    site = load_flows(write(guide=GUIDE, other=OTHER))
    whole = page(create_app(site).test_client(), "/en/guide/map/")
    monkeypatch.setenv("PATH", str(tmp_path))
    if why != "missing":
        (tmp_path / "dot").write_text(
            f"#!/bin/sh\n{'exit 1' if why == 'broken' else 'exec /bin/sleep 60'}\n", "utf-8"
        )
        (tmp_path / "dot").chmod(0o755)
        monkeypatch.setattr("wizard.convert.graphviz.TIMEOUT", 0.5)
    client = create_app(site).test_client()
    soup = page(client, "/en/guide/map/")
    assert [words(part) for part in soup.select("h1 + p")] == [NO_PICTURE]
    assert not soup.select("img, .picture, a[href$=svg]")
    assert str(soup.select_one(".steps")) == str(whole.select_one(".steps"))
    page(client, "/en/guide/map.svg", 404)


def test_map_of_very_large_flow_has_no_picture(write: Write, counted: Callable[[], int]) -> None:
    """Such a picture would be unreadable, so it is not drawn."""

    def chain(questions: int) -> str:
        lines = [
            f"  q{n}: {{ask: Is it {n}?, yes: q{n + 1}, no: end, unsure: end}}"
            for n in range(questions)
        ]
        end = f"  q{questions}: {{outcome: Last, claims: [{{level: unknown, text: Nothing.}}]}}"
        other = "  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}"
        return "\n".join(["title: A chain", "start: q0", "steps:", *lines, end, other, ""])

    client = create_app(load_flows(write(guide=chain(MAX_STEPS - 1)))).test_client()
    soup = page(client, "/en/guide/map/")
    assert words(soup.select_one("h1 + p")) == NO_PICTURE
    assert len(soup.select(".map > li")) == MAX_STEPS + 1
    assert counted() == 0
    smaller = create_app(load_flows(write(guide=chain(20)))).test_client()
    assert page(smaller, "/en/guide/map/").select("img")
