"""Questions with boxes, a range or a date over HTTP: their URLs, links, caches and hand-overs."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.boxes import BOXES, boxes_site
from wizard import create_app, load_flows
from wizard.model.site import Site

TODAY = date(2026, 11, 28)
PAID = "home=mold&owed=below-500"
DONE = f"/en/home/done/?{PAID}&reasons=late"
CHANGED = "This guide has changed since the link was made."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the guide with boxes."""
    return boxes_site(tmp_path_factory.mktemp("boxes") / "flows")


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """Return a client of the guide, on a known day."""
    return create_app(site, lambda: TODAY).test_client()


def page(client: FlaskClient, url: str) -> BeautifulSoup:
    """Return the page at a URL, which exists."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.location)
    return BeautifulSoup(response.text, "html.parser")


def links(soup: BeautifulSoup, selector: str) -> list[str]:
    """Return the URLs of some links of a page."""
    return [str(link["href"]) for link in soup.select(selector)]


@pytest.mark.parametrize("api", ["", "/api"])
@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("home=water.heat", "home=heat.water"),
        ("home=heat.heat", "home=heat"),
        ("home=none.heat", "home=heat"),
        ("home=none.none", "home=none"),
        ("home=heat.rats", "home=heat&sought=home"),
        ("owed=below-500&home=gas.mold.rats", "owed=below-500&home=mold.gas&sought=home"),
    ],
)
def test_set_of_boxes_has_one_url(
    client: FlaskClient, query: str, canonical: str, api: str
) -> None:
    """Another spelling redirects to it; a box that does not exist falls off, with a notice."""
    response = client.get(f"{api}/en/home/home/?{query}")
    assert response.status_code == 303
    assert response.location == f"{api}/en/home/home/?{canonical}"
    assert response.headers["Cache-Control"] == "no-store"
    after = client.get(response.location)
    assert after.status_code == 200
    assert (CHANGED in after.text) == ("sought" in canonical)


@pytest.mark.parametrize("value", ["rats", "", "rats.mice", "below-500", "HEAT"])
def test_question_is_asked_again_if_no_box_is_left(client: FlaskClient, value: str) -> None:
    """The page says that an answer no longer applies."""
    response = client.get(f"/en/home/owed/?home={value}")
    assert response.status_code == 303
    assert response.location.startswith("/en/home/home/?")
    asked = client.get(response.location)
    assert asked.status_code == 200
    assert CHANGED in asked.text
    assert 'class="on"' not in asked.text


def test_each_box_links_to_the_page_with_that_box_changed(client: FlaskClient) -> None:
    """Every set of three boxes is at one link of each set that differs in one box."""
    names = ["late", "guests", "noise"]
    for size in range(4):
        for boxes in combinations(names, size):
            given = f"&reasons={'.'.join(boxes)}" if boxes else ""
            soup = page(client, f"/en/home/reasons/?{PAID}{given}")
            assert [link["id"] for link in soup.select(".boxes .on")] == [
                f"box-{name}" for name in boxes
            ]
            for name, url in zip(names, links(soup, ".boxes a"), strict=True):
                left = [box for box in names if (box in boxes) != (box == name)]
                query = f"&reasons={'.'.join(left)}" if left else ""
                assert url == f"/en/home/reasons/?{PAID}{query}#box-{name}"
            ahead = [f"/en/home/notice/?{PAID}{given}"] if boxes else []
            assert links(soup, ".boxes + p a") == ahead
            assert links(soup, ".answers a") == [
                f"/en/home/notice/?{PAID}&reasons={answer}" for answer in ("none", "unsure")
            ]


def test_page_with_eight_boxes_counts_those_that_are_ticked(client: FlaskClient) -> None:
    """While nothing is ticked, a line says what to do, and there is no link to go on."""
    for count in (0, 1, 4, 8):
        query = f"?home={'.'.join(BOXES[:count])}" if count else ""
        soup = page(client, f"/en/home/home/{query}")
        hint = soup.select_one("#tally")
        assert hint
        if count:
            assert hint.text == f"{count} of 8 ticked."
        else:
            assert hint.text.startswith("Nothing is ticked. Tick all that apply")
        assert len(links(soup, "#go")) == (count > 0)
        list_ = soup.select_one("ul.boxes")
        assert list_
        assert soup.select_one(f"#{list_['aria-labelledby']}").text == (  # type: ignore[union-attr]
            "Which of these are wrong with your home?"
        )


def test_back_and_change_keep_ticks(client: FlaskClient) -> None:
    """So do a change of the language, and the URL of the page as data."""
    soup = page(client, f"/en/home/notice/?{PAID}&reasons=late.noise")
    assert links(soup, ".back a") == [f"/en/home/reasons/?{PAID}&reasons=late.noise"]
    assert links(soup, ".trail a")[2] == f"/en/home/reasons/?{PAID}&reasons=late.noise"
    assert links(soup, "#languages a") == [f"/es/home/notice/?{PAID}&reasons=late.noise"]
    back = page(client, links(soup, ".back a")[0])
    assert [link["id"] for link in back.select(".boxes .on")] == ["box-late", "box-noise"]
    data = json.loads(client.get(f"/api/en/home/reasons/?{PAID}&reasons=late.noise").text)
    assert [box["ticked"] for box in data["boxes"]] == [True, False, True]
    assert data["proceed"]["href"] == f"/en/home/notice/?{PAID}&reasons=late.noise"
    assert data["boxes"][1]["data"].startswith("/api/en/home/reasons/?")


def test_later_answers_stay_while_boxes_change(client: FlaskClient) -> None:
    """After "Change", a box links to the page with the later answers, and Continue skips them."""
    later = "home=mold&owed=below-500&reasons=late&notice=from-14"
    soup = page(client, f"/en/home/home/?{later}")
    assert links(soup, ".boxes a")[2] == (
        "/en/home/home/?owed=below-500&reasons=late&notice=from-14#box-mold"
    )
    assert links(soup, "#go") == [f"/en/home/done/?{later}"]
    without = page(client, links(soup, ".boxes a")[2].partition("#")[0])
    assert links(without, "#go") == []
    assert CHANGED not in without.text


def test_dates_are_on_the_page_that_asks_and_nowhere_else(client: FlaskClient) -> None:
    """They are right on one day only, so the page may be cached for minutes."""
    soup = page(client, f"/en/home/notice/?{PAID}&reasons=late")
    assert [small.text for small in soup.select(".answers small")] == [
        "Nov 22\u2009–\u200928",
        "Nov 15\u2009–\u200921",
        "Nov 14 or earlier",
    ]
    done = client.get(f"{DONE}&notice=from-7-to-13").text
    assert "7 to 13 days ago" in done
    assert "Nov" not in done
    assert "Nov" not in client.get("/en/home/done/packet/").text


def test_page_that_shows_dates_is_cached_briefly(tmp_path: Path) -> None:
    """A start page that asks for a date is right on one day only; other pages are kept longer."""
    folder = tmp_path / "flows"
    boxes_site(folder)
    start = "title: Since\nstart: notice\nsteps:\n"
    step = "  notice: {ask: When?, since: {days: [7]}, to: end}\n"
    end = "  end: {outcome: The end, claims: [days]}\n"
    (folder / "since.yaml").write_text(start + step + end, "utf-8")
    (folder / "site.yaml").write_text("name: Guide\n", "utf-8")
    client = create_app(load_flows(folder), lambda: TODAY).test_client()
    for url in ("/en/since/", "/en/since/notice/", "/api/en/since/"):
        assert client.get(url).headers["Cache-Control"] == "public, max-age=300", url
    for url in ("/en/since/end/", "/en/home/", "/en/home/home/"):
        assert "stale-while-revalidate" in client.get(url).headers["Cache-Control"], url


@pytest.mark.parametrize(
    ("today", "answer", "month"),
    [
        (date(2026, 11, 28), "below-7", "2026-11/"),
        (date(2026, 11, 28), "from-7-to-13", "2026-11/"),
        (date(2026, 11, 28), "from-14", "2026-11/"),
        (date(2026, 12, 10), "from-7-to-13", "2026-12/"),
        (date(2026, 12, 10), "from-14", "2026-11/"),
        (date(2027, 1, 3), "from-7-to-13", "2026-12/"),
    ],
)
def test_answer_that_dates_an_event_leads_to_its_month(
    site: Site, today: date, answer: str, month: str
) -> None:
    """The month has the latest day of the answer. No date is in a link, and each link works."""
    client = create_app(site, lambda: today).test_client()
    for _ in range(3):  # rendered, cut and joined
        soup = page(client, f"{DONE}&notice={answer}")
        assert links(soup, ".deeds a") == [
            f"/en/deadlines/notice/{month}",
            "/en/deadlines/other/",
        ]
        assert links(soup, "[aria-labelledby=take] a[href*=deadlines]") == [
            f"/en/deadlines/notice/{month}"
        ]
    assert page(client, f"/en/deadlines/notice/{month}").select(".month a")
    bare = page(client, "/en/home/done/")
    assert links(bare, ".deeds a") == ["/en/deadlines/notice/", "/en/deadlines/other/"]


def test_joined_pages_of_all_kinds_are_pages_rendered_whole(site: Site) -> None:
    """The pieces of a page know the answers on which it depends, among them those with dates."""
    urls = [
        f"/{lang}/home/{step}/?{query}"
        for lang in ("en", "es")
        for step, query in [
            ("owed", "home=none"),
            ("owed", "home=mold.bugs"),
            ("reasons", "home=mold.bugs&owed=below-500"),
            ("reasons", "home=heat&cold=yes&owed=from-500-to-1499"),
            ("reasons", "home=heat&cold=yes&owed=from-500-to-1499&reasons=late"),
            ("notice", f"{PAID}&reasons=late.guests.noise"),
            ("done", f"{PAID}&reasons=late.guests&notice=from-14"),
            ("done", f"{PAID}&reasons=late.guests&notice=below-7"),
            ("done", "home=heat&cold=no&owed=below-500&reasons=none&notice=below-7"),
        ]
    ]
    client = create_app(site, lambda: TODAY).test_client()
    for url in urls:
        whole = create_app(site, lambda: TODAY).test_client().get(url).data
        for _ in range(3):
            assert client.get(url).data == whole, url


def test_page_after_a_box_is_small(client: FlaskClient) -> None:
    """Each box is a request, so eight boxes must not take more than other steps.

    With its headers, a step takes 2,500 bytes at most.
    """
    for lang in ("en", "es"):
        url = f"/{lang}/home/home/?home={'.'.join(BOXES)}"
        response = client.get(url, headers={"Accept-Encoding": "br"})
        assert response.headers["Content-Encoding"] == "br"
        assert len(response.data) <= 1_800
