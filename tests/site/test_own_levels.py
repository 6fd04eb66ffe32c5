"""A guide with its own evidence levels, and with outcomes that claim nothing.

Its levels have none of the ids of the built-in ones. It is served, exported, played and printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.accessibility import auditor, fit
from tests.command import wizard
from tests.conftest import serving
from wizard import create_app, load_flows
from wizard.check.checker import check_paths
from wizard.export.single_file import write_single
from wizard.export.static_site import export
from wizard.model.evidence import BUILT_IN, IMPORTED
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

FOLDER = Path(__file__).parent / "washing-machine"
TODAY = date(2026, 11, 29)

# The label, the number of bars, the points that are open, and those that are folded.
EVIDENCE = [
    ("We tried it", 4, ["It takes ten minutes."], ["A flat bowl catches the water."]),
    ("The manual says", 3, ["Pull the plug first."], []),
    ("A repair shop told us", 3, ["A new pump costs more than the filter."], []),
    ("We only heard this", 1, [], ["Coins get stuck in the pump.", "Vinegar helps."]),
    (
        "We do not know",
        0,
        ["We do not know if this ends the warranty.", "We do not know how often to do it."],
        [],
    ),
]
LABELS_ES = [
    "Lo probamos",
    "El manual dice",
    "Nos lo dijo un taller",
    "Solo lo oímos decir",
    "No lo sabemos",
]


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the site of the guide."""
    return load_flows(FOLDER)


@pytest.fixture(scope="module")
def client(site: Site) -> FlaskClient:
    """Return a client of the site."""
    return create_app(site, lambda: TODAY).test_client()


def soup(html: str) -> BeautifulSoup:
    """Return a page as a tree."""
    return BeautifulSoup(html, "html.parser")


def data(client: FlaskClient, path: str) -> dict[str, Any]:
    """Return the JSON at a path."""
    found: dict[str, Any] | None = client.get(path).json
    assert found
    return found


def words(tag: Tag) -> str:
    """Return the text of a tag with single spaces."""
    return " ".join(tag.get_text(" ").split())


def label(group: Tag) -> str:
    """Return the label of a group of claims, without their number."""
    [label] = group.select(":scope > :is(h2, h3, summary)")
    for count in label.select("span"):
        count.extract()
    return words(label)


def bars(group: Tag) -> int:
    """Return the number of full bars of a group of claims."""
    return sum(
        str(path["d"]).count("M")
        for path in group.select(".bars > path")
        if not path.get("opacity")
    )


def evidence(page: BeautifulSoup) -> list[tuple[str, int, list[str], list[str]]]:
    """Return the groups of a page: label, bars, open points and folded points."""
    groups = []
    for group in page.select("[aria-labelledby=know] .known"):
        points = group.select(".claims > li > p")
        folded = [each for each in points if group.name == "details" or each.find_parent("details")]
        opened = [words(each) for each in points if each not in folded]
        groups.append((label(group), bars(group), opened, [words(each) for each in folded]))
    return groups


def test_guide_has_no_problem_and_none_of_the_built_in_levels(site: Site) -> None:
    """Only the level of imported claims, which every guide has, is added."""
    assert [str(each) for each in check_paths([FOLDER], TODAY, words=True).problems] == []
    assert [*site.levels] == ["tried", "manual", "shop", "heard", "open", IMPORTED.id]
    assert site.levels.keys() & BUILT_IN.keys() == {IMPORTED.id}


def test_page_shows_own_levels_in_the_order_of_the_site(client: FlaskClient) -> None:
    """Each has its label, its bars, and as many open points as it says."""
    assert evidence(soup(client.get("/en/washer/filter/").text)) == EVIDENCE
    spanish = evidence(soup(client.get("/es/washer/filter/").text))
    assert [group[0] for group in spanish] == LABELS_ES
    assert [group[1] for group in spanish] == [group[1] for group in EVIDENCE]


@pytest.mark.parametrize("step", ["plug", "tap"])
def test_page_without_claims_says_nothing_about_evidence(client: FlaskClient, step: str) -> None:
    """The key may be missing, or its list empty."""
    for page in (f"/en/washer/{step}/", f"/en/washer/{step}/packet/"):
        html = client.get(page).text
        assert "What to do next" in html
        assert "how sure we are" not in html
        assert not soup(html).select(".known, .proof")
    assert data(client, f"/api/en/washer/{step}/")["claims"] == []
    assert "claims" not in data(client, "/api/washer.json")["steps"][step]


def test_topic_page_folds_its_claims_by_level(client: FlaskClient) -> None:
    """They come after what could not be found out, the best supported first."""
    page = soup(client.get("/en/topics/1/").text)
    assert [(label(group), bars(group)) for group in page.select(".known")] == [
        ("What we could not find out", 0),
        ("We tried it", 4),
        ("We only heard this", 1),
    ]
    folds = page.select("details.known")
    assert [words(fold.select(".claims")[0]) for fold in folds] == [
        "Our door opened by hand.",
        "A coin is enough to open the door.",
    ]
    assert data(client, "/api/es/topics/1/")["claims"][0] == {
        "level": "tried",
        "support": "Lo probamos",
        "strength": 4,
        "open": "first",
        "text": "La nuestra se abrió con la mano.",
        "sources": [],
    }


def test_office_shows_its_own_level(client: FlaskClient) -> None:
    """The entry of an office says how well it is supported, as a claim does."""
    [level] = soup(client.get("/en/washer/filter/").text).select(
        "[aria-labelledby=offices] .level.strength-1"
    )
    assert words(level).startswith("We only heard this")
    assert data(client, "/api/en/washer/filter/")["offices"][0]["strength"] == 1


@pytest.mark.e2e  # Graphviz draws the map
def test_exports_show_own_levels(site: Site, tmp_path: Path) -> None:
    """The pages of a static site and of the single file are those of the server."""
    base = SiteBase.of("https://example.org")
    export(site, tmp_path / "site", base, TODAY)
    page = (tmp_path / "site/en/washer/filter/index.html").read_text("utf-8")
    assert evidence(soup(page)) == EVIDENCE
    write_single(site, "washer", tmp_path / "washer.html", base, TODAY)
    single = soup((tmp_path / "washer.html").read_text("utf-8"))
    labels = {label(group) for group in single.select(".known")}
    assert labels == {*(group[0] for group in EVIDENCE), *LABELS_ES}


def test_print_and_play_show_own_levels() -> None:
    """Reviewers see the label in each language, and a walk in the terminal sees it too."""
    flow = FOLDER / "washer.yaml"
    printed = wizard("print", flow, "--lang", "en", "--lang", "es")
    assert printed.exit_code == 0
    for english, spanish in zip((group[0] for group in EVIDENCE), LABELS_ES, strict=True):
        assert f"{english} / {spanish}" in printed.stdout
    played = wizard("play", flow, "--answers", "power=yes,water=yes", "--lang", "es", typed="\n")
    assert "Lo probamos: Toma diez minutos." in played.stdout
    played = wizard("play", flow, "--answers", "power=no", typed="\n")
    assert (played.exit_code, "how sure we are" in played.stdout) == (0, False)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Yield the URL of a server of the guide."""
    with serving(FOLDER) as address:
        yield address


def test_own_levels_are_readable_in_every_look(browser: Browser, address: str) -> None:
    """axe-core reports nothing, narrow or wide, in light and dark; a level is never only a colour.

    Two levels with the same strength have the same bars and colour, and other labels.
    """
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page = browser.new_page()
    problems, colours = [], set()
    for path, width, scheme in product(
        ("en/washer/filter/", "es/topics/1/", "en/washer/plug/"), (360, 1280), ("light", "dark")
    ):
        page.goto(f"{address}/{path}")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        fit(page, width)
        problems += audit(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        for group in page.locator(".known").all():
            colours.add(group.evaluate("each => getComputedStyle(each.children[0]).color"))
    page.close()
    assert not problems, "\n".join(problems)
    assert len(colours) == 2 * 4  # four strengths, each light and dark
