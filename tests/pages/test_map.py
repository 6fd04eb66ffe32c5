"""The map of a flow: a picture where one can be drawn, and always the same as a list."""

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
from playwright.sync_api import Browser, Page, expect

from tests.conftest import until
from tests.pages.example import present
from wizard import create_app, create_blueprint, load_flows
from wizard.engine.graph import needs_history, topological_order
from wizard.model.flow import Question
from wizard.model.site import Site
from wizard.pages.base import Link
from wizard.pages.map import MAX_STEPS, Image, MapPage, MapPresenter, MapStep, Picture
from wizard.web.picture_cache import PictureCache

Write = Callable[..., Path]
LINK = "{http://www.w3.org/1999/xlink}href"
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
    """A client of two small flows, one of them sensitive."""
    return create_app(load_flows(write(guide=GUIDE, other=OTHER))).test_client()


def page(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    """The page at an address."""
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code)
    return BeautifulSoup(response.text, "html.parser")


def words(tag: Tag | None) -> str:
    """The words in a tag."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def small_map(site: Site, flow: str = "guide", picture: Picture | None = None) -> MapPage:
    """Return the map of a flow of the small site."""
    return present(MapPresenter, site).map(site.flows[flow], picture)


def step_of(page: MapPage, name: str) -> MapStep:
    """Return a step of a map."""
    return next(step for step in page.steps if step.id == f"step-{name}")


def test_map_lists_steps_before_those_they_lead_to(small_site: Site) -> None:
    """Questions and outcomes say what they are."""
    page = small_map(small_site)
    assert page.steps[0].id == "step-license"
    assert {step.id for step in page.steps[2:]} == {"step-both", "step-plain", "step-end"}
    assert [step_of(page, name).kind for name in ("car", "both")] == ["Question", "Answer page"]
    assert step_of(page, "both").answers == ()


def test_map_links_only_steps_that_can_be_opened_directly(small_site: Site) -> None:
    """A question before a condition needs earlier answers, unless it is the start."""
    page = small_map(small_site)
    hrefs = [step_of(page, name).heading.href for name in ("license", "car", "plain")]
    assert hrefs == ["/en/guide/license/", "", "/en/guide/plain/"]


def test_map_shows_branches_by_condition(small_site: Site) -> None:
    """The last branch has no condition; a step of another flow is a link to its page."""
    yes, no, unsure = step_of(small_map(small_site), "car").answers
    assert [branch.condition for branch in yes.branches] == [
        "If you answered “Yes” to “A license from DPS?”:",
        "Otherwise:",
    ]
    assert yes.branches[0].items == (Link("Both", "#step-both"),)
    assert [branch.condition for branch in no.branches] == [""]
    assert unsure.branches[0].items == (Link("Done", "/en/other/done/"),)


def test_map_explains_a_name_once(small_site: Site) -> None:
    """In the first answer that has it."""
    labels = [answer.label for answer in small_map(small_site, "other").steps[0].answers]
    assert labels == ["One DPS (the license office)", "Two DPS"]


def test_map_title_leaves_out_name_of_site(small_site: Site) -> None:
    """It would be too long for the tab of a browser."""
    layout = small_map(small_site).layout
    assert (layout.title, layout.canonical) == ("Map: A guide", "/en/guide/map/")
    assert not layout.indexable


def test_map_has_picture_if_it_could_be_drawn(small_site: Site) -> None:
    """The picture is next to the start page of the flow."""
    page = small_map(small_site, picture=Picture(b"<svg/>", 30, 40))
    assert page.picture == Image("/en/guide/map.svg", 30, 40)
    assert small_map(small_site).picture is None


def test_every_flow_has_a_map_in_every_language(client: FlaskClient, shipped: Site) -> None:
    """Linked from its start page, titled like the flow and unlike any other page, with a way back."""
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


def test_the_list_holds_every_step_and_every_answer(client: FlaskClient, shipped: Site) -> None:
    """In the order in which they can come; each answer leads to its target's place in the list, or out of the flow."""
    for flow in shipped.flows.values():
        soup = page(client, f"/en/{flow.id}/map/")
        steps = soup.select(".steps > li")
        assert [heading["id"] for heading in soup.select(".steps > li > h3")] == [
            f"step-{name}" for name in topological_order(flow)
        ]
        for name, item in zip(topological_order(flow), steps, strict=True):
            step = flow.steps[name]
            asks = isinstance(step, Question)
            assert words(item.small) == ("Question" if asks else "Answer page")
            assert words(item.h3) == (step.ask if isinstance(step, Question) else step.heading)
            answers = list(step.answers.values()) if isinstance(step, Question) else []
            rows = item.select("dl > div")
            assert len(rows) == len(answers)
            for answer, row in zip(answers, rows, strict=True):
                said = (
                    answer.label or {"yes": "Yes", "no": "No", "unsure": "I’m not sure"}[answer.id]
                )
                assert re.sub(r" \(.*?\)", "", words(row.dt)) == re.sub(r" \(.*?\)", "", said)
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


def test_every_link_of_a_map_leads_somewhere(
    client: FlaskClient, small: FlaskClient, shipped: Site
) -> None:
    """In the list, in the picture, also out of the flow; a step that needs a past has no link of its own."""
    sites = [(client, f"/{lang}/{flow}/") for lang in shipped.languages for flow in shipped.flows]
    for asked, start in [*sites, (small, "/en/guide/"), (small, "/en/other/")]:
        soup = page(asked, f"{start}map/")
        for link in soup.select("main a"):
            href = str(link["href"])
            if href.startswith("#"):
                assert soup.select_one(f"[id='{href[1:]}'][tabindex='-1']"), href
            else:
                assert asked.get(href).status_code == 200, href
        drawn = ElementTree.fromstring(asked.get(f"{start}map.svg").data)  # noqa: S314 - Graphviz wrote it
        targets = {
            urljoin(f"{start}map.svg", each.attrib[LINK])
            for each in drawn.iter()
            if LINK in each.attrib
        }
        assert {str(link["href"]) for link in soup.select(".steps h3 a")} <= targets
        for target in targets:
            assert asked.get(target).status_code == 200, target


def test_a_question_that_needs_a_past_is_not_opened_bare(
    client: FlaskClient, shipped: Site
) -> None:
    """Neither from the list nor from the picture; the start is, whatever lies ahead of it."""
    flow = shipped.flows["my-data"]
    needs = needs_history(flow)
    assert flow.start in needs
    soup = page(client, "/en/my-data/map/")
    linked = {str(link["href"]).split("/")[-2] for link in soup.select(".steps h3 a")}
    assert linked == {name for name in flow.steps if name not in needs or name == flow.start}
    drawn = ElementTree.fromstring(client.get("/en/my-data/map.svg").data)  # noqa: S314 - Graphviz wrote it
    targets = {each.attrib[LINK] for each in drawn.iter() if LINK in each.attrib}
    assert {target.strip("/") for target in targets if not target.startswith("..")} == linked


def test_an_answer_with_guards_says_when_it_leads_where(small: FlaskClient) -> None:
    """Each way under the words of its condition, the last under a word for all else."""
    row = page(small, "/en/guide/map/").select("#step-car ~ dl > div")[0]
    assert [words(way) for way in row.select("dd")] == [
        "If you answered “Yes” to “Do you have a card?”: The one",
        "Otherwise: And this?",
    ]
    assert [str(link["href"]) for link in row.select("a")] == ["#step-one", "/en/other/second/"]
    out = page(small, "/en/guide/map/").select("#step-card ~ dl a")[2]
    assert (words(out), out["href"]) == ("Another guide", "/en/other/")


def test_names_are_explained_where_they_stand_first(client: FlaskClient) -> None:
    """As on any page."""
    said = [words(each) for each in page(client, "/en/my-data/map/").select("dt")]
    assert "Federal agents, such as ICE (immigration officers)" in said


def test_the_picture_has_its_size_and_is_in_a_region_of_its_own(client: FlaskClient) -> None:
    """So that nothing moves when it comes, and the page does not scroll sideways."""
    soup = page(client, "/en/my-data/map/")
    [picture] = soup.select("section[tabindex='0'][aria-label] > img")
    assert picture["src"] == "/en/my-data/map.svg"
    assert words(soup.select_one("h1 + p")).endswith("The list below the picture says the same.")
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


def test_the_map_and_its_picture_are_cached_like_other_pages(client: FlaskClient) -> None:
    """By anybody, under a validator; neither is listed by search engines."""
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
    """Any other address is not found, in any language."""
    assert client.get(f"/en/{flow}/{path}", follow_redirects=True).status_code == 404
    assert client.get(f"/xx/my-data/{path}").status_code == 404


def test_the_picture_speaks_the_language_of_the_page(client: FlaskClient, shipped: Site) -> None:
    """And is titled like the flow."""
    for lang in shipped.languages:
        title = shipped.texts.get(lang, {}).get(
            shipped.flows["my-data"].title, shipped.flows["my-data"].title
        )
        drawn = client.get(f"/{lang}/my-data/map.svg").text
        assert f"<title>{title}</title>" in drawn
        assert (">Inicio<" in drawn, ">Start<" in drawn) == (lang == "es", lang == "en")


def test_maps_work_under_a_prefix_of_another_app(shipped: Site) -> None:
    """The picture's own links are relative, so it is the same everywhere."""
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
    """A Graphviz that notes each time it is started, and then is the real one; says how often it was."""
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


def test_a_picture_is_drawn_once(write: Write, counted: Callable[[], int]) -> None:
    """For each flow, also when many ask at the same time; then it is held."""
    app = create_app(load_flows(write(guide=GUIDE, other=OTHER)))
    assert counted() == 0, "nothing is drawn before it is asked for"

    def ask(path: str) -> int:
        return app.test_client().get(path).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, ["/en/guide/map/", "/en/guide/map.svg"] * 8)) == {200}
    assert counted() == 1
    assert ask("/en/other/map/") == 200
    assert ask("/en/other/map/") == 200
    assert counted() == 2


def test_that_there_is_no_picture_is_held_too(
    write: Write, counted: Callable[[], int], tmp_path: Path
) -> None:
    """Nobody waits for the same failure twice."""
    (tmp_path / "counted" / "dot").write_text(
        f'#!/bin/sh\necho x >>"{tmp_path / "notes"}"\nexit 3\n', "utf-8"
    )
    client = create_app(load_flows(write(guide=GUIDE, other=OTHER))).test_client()
    for _ in range(3):
        assert NO_PICTURE in client.get("/en/guide/map/").text
    assert counted() == 1


def test_an_album_holds_no_more_than_it_should() -> None:
    """The oldest picture makes room; it is drawn again when it is asked for."""
    album, drawn = PictureCache(most=2), list[str]()

    def draw(name: str) -> Picture:
        drawn.append(name)
        return Picture(name.encode(), 1, 1)

    for name in ("a", "b", "a", "c", "b", "c", "a"):
        picture = album.get(name, lambda name=name: draw(name))  # type: ignore[misc]
        assert picture == Picture(name.encode(), 1, 1)
    assert drawn == ["a", "b", "c", "a"]


@pytest.mark.parametrize("why", ["missing", "broken", "slow"])
def test_without_a_picture_the_list_says_the_same(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """One calm line, no image; the list and the rest of the page stay as they are."""
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


def test_a_very_large_flow_has_a_list_only(write: Write, counted: Callable[[], int]) -> None:
    """No reader waits for a picture that nobody could read."""

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
    assert len(soup.select(".steps > li")) == MAX_STEPS + 1
    assert counted() == 0
    smaller = create_app(load_flows(write(guide=chain(20)))).test_client()
    assert page(smaller, "/en/guide/map/").select("img")


def test_the_picture_is_seen_in_the_page_and_alone(page: Page) -> None:
    """In a real browser, under the site's policy, with nothing on the console; its links work."""
    for lang in ("en", "es"):
        page.goto(f"/{lang}/my-data/map/")
        picture = page.locator(".picture img")
        assert picture.evaluate(
            "each => each.decode().then(() => each.naturalWidth)"
        ) == picture.evaluate("each => each.width")
        page.locator("a[href$='map.svg']").click()
        expect(page).to_have_url(re.compile(r"/map\.svg$"))
        assert page.locator("text").count() > 50
        page.locator("a", has=page.locator("polygon")).last.click()
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_leads_to_its_place_in_the_list(
    browser: Browser, server: str, scripts: bool
) -> None:
    """To a heading that the bar at the top does not cover, and from which the next key press goes on."""
    context = browser.new_context(base_url=server, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/my-data/map/")
    page.locator("#step-own-car ~ dl a").first.click()
    heading = page.locator("#step-topic")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    bar, box = page.locator("header").bounding_box(), heading.bounding_box()
    assert bar
    assert box
    assert box["y"] >= bar["y"] + bar["height"]
    page.keyboard.press("Tab")
    expect(page.locator("#step-topic ~ dl a").first).to_be_focused()
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_only_the_picture_scrolls_sideways(
    browser: Browser, server: str, width: int, scripts: bool
) -> None:
    """By keyboard too, with and without scripts; the page keeps its width, and links are easy to hit."""
    context = browser.new_context(
        base_url=server, viewport={"width": width, "height": 740}, java_script_enabled=scripts
    )
    page = context.new_page()
    for flow in ("my-data", "request-my-records", "understand-the-rules"):
        page.goto(f"/es/{flow}/map/")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        region = page.locator(".picture")
        assert region.evaluate("each => each.scrollWidth > each.clientWidth")
        assert (region.bounding_box() or {"height": 0})["height"] <= 740
        region.focus()
        page.keyboard.press("ArrowRight")
        until(page, lambda: region.evaluate("each => each.scrollLeft") > 0)  # noqa: B023
        for link in page.locator(".steps a").all()[:12]:
            assert (link.bounding_box() or {"height": 0})["height"] >= 24
    context.close()


def test_on_paper_the_picture_fits(browser: Browser, server: str) -> None:
    """Whole, on the width of the paper."""
    context = browser.new_context(base_url=server, viewport={"width": 700, "height": 900})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto("/en/request-my-records/map/")
    box = page.locator(".picture img").bounding_box()
    assert box
    assert box["width"] <= 700
    assert page.locator(".picture").evaluate("each => each.scrollHeight - each.clientHeight") <= 0
    context.close()
