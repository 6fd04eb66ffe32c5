"""What every page is built like, whatever it says: head, landmarks, footer, colours, and room for larger text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT
from wizard import create_app
from wizard.model.site import Site

KINDS = [
    "",
    "topics/1/",
    "my-data/",
    "my-data/held-license/",
    "my-data/own-car/?held-license=yes",
    "my-data/map/",
]
KINDS += [
    "my-data/federal-look-up/",
    "letters/",
    "letters/records-dps/",
    "deadlines/",
    "deadlines/ready/2026-11/",
]
KINDS += ["deadlines/ready/2026-11-23/", "sources/", "about/"]
ERRORS = {
    "none/": 404,
    "deadlines/ready/2026-13-23/": 404,
    "?" + "a" * 4097: 414,
    "broken/x/y/": 500,
}
SHORT = {path[:60] for path in ERRORS}
LANDMARKS = ("header", "nav", "main", "footer")
SPACING = """* {line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important}
p {margin-block-end: 2em !important}"""
TWICE = "html {font-size: 200% !important}"


@pytest.fixture(scope="module")
def pages(shipped: Site) -> dict[str, BeautifulSoup]:
    """A page of each kind in each language, and the errors, parsed, by address."""
    app = create_app(shipped)
    app.add_url_rule("/<lang>/broken/x/y/", "broken", lambda lang: str(1 // 0))
    client, found = app.test_client(), {}
    for lang in shipped.languages:
        for path in (*KINDS, *ERRORS):
            response = client.get(f"/{lang}/{path}")
            assert response.status_code == ERRORS.get(path, 200), path
            found[f"/{lang}/{path[:60]}"] = BeautifulSoup(response.text, "lxml")
        posted = client.post(f"/{lang}/")
        assert posted.status_code == 405
        found[f"POST /{lang}/"] = BeautifulSoup(posted.text, "lxml")
    return found


def test_every_page_says_how_it_is_to_be_read(pages: dict[str, BeautifulSoup]) -> None:
    """Its kind, language, direction and characters, and that it fits any width; nobody is kept from zooming."""
    for address, soup in pages.items():
        assert str(next(soup.children)) == "html", address  # the doctype, nothing before it
        assert soup.html is not None
        assert (soup.html["lang"], soup.html["dir"]) == (address.split("/")[1], "ltr"), address
        assert soup.select("head > meta")[0].get("charset") == "utf-8", address
        [viewport] = soup.select("meta[name=viewport]")
        assert viewport["content"] == "width=device-width, initial-scale=1", address


def outside(soup: BeautifulSoup) -> Iterator[PageElement]:
    """What stands in no landmark and could be read: texts, and what can have focus."""
    assert soup.body is not None
    for node in soup.body.descendants:
        readable = (type(node) is NavigableString and node.strip()) or (
            isinstance(node, Tag) and node.name in ("a", "input")
        )
        if readable and not any(
            parent.name in (*LANDMARKS, "template") for parent in node.parents if parent
        ):
            yield node


def test_everything_stands_in_a_landmark(pages: dict[str, BeautifulSoup]) -> None:
    """One header, main and footer, named navigation, and nothing beside them but the link that skips them."""
    for address, soup in pages.items():
        assert [len(soup.select(f"body > {name}")) for name in ("header", "main", "footer")] == [
            1,
            1,
            1,
        ], address
        names = [nav.get("aria-label") for nav in soup.select("nav")]
        assert all(names), address
        assert len(set(names)) == len(names), address
        [skip] = soup.select("body > .skip")
        assert set(outside(soup)) == {skip, *skip.children}, address


def test_headings_begin_with_one_and_skip_none(pages: dict[str, BeautifulSoup]) -> None:
    """Also on errors; a section is named by a heading of the second level or below."""
    for address, soup in pages.items():
        levels = [int(tag.name[1]) for tag in soup.select("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), address
        for section in soup.select("section[aria-labelledby]"):
            named = soup.find(id=str(section["aria-labelledby"]))
            assert isinstance(named, Tag), address
            assert named.name in ("h2", "h3"), address


def test_header_and_footer_are_the_same_on_every_page(pages: dict[str, BeautifulSoup]) -> None:
    """In each language, errors included: whoever looks for help or the way out finds it where it was."""
    for lang in ("en", "es"):
        ours = [soup for address, soup in pages.items() if address.split("/")[1] == lang]
        assert len(ours) > len(KINDS)
        for name in ("header", "footer"):
            assert len({str(soup.select_one(f"body > {name}")) for soup in ours}) == 1, (lang, name)


def test_errors_speak_plainly(pages: dict[str, BeautifulSoup]) -> None:
    """What happened, in words, and a way on: no number, no jargon, nothing of the program's."""
    bad = re.compile(
        r"\b[45]\d\d\b|error|traceback|exception|invalid|forbidden|request|server|oops|sorry",
        re.IGNORECASE,
    )
    errors = [
        soup
        for address, soup in pages.items()
        if address.startswith("POST") or address[4:] in SHORT
    ]
    assert len(errors) == 2 * (len(ERRORS) + 1)
    for soup in errors:
        [main] = soup.select("main")
        for template in main.select("template"):
            template.extract()
        assert not bad.search(main.get_text()), main.get_text()
        assert soup.select_one("main .begin a[href]"), main.get_text()


# Colours


def colours() -> dict[str, dict[str, str]]:
    """The stylesheet's custom colours, in light and in dark."""
    css = (ROOT / "static" / "wizard.css").read_text("utf-8")
    light, dark = re.findall(r":root \{([^}]*--halo[^}]*)\}", css)
    found = {
        name: dict(re.findall(r"--(\w+): (#[0-9a-f]+);", text))
        for name, text in (("light", light), ("dark", dark))
    }
    assert found["light"].keys() == found["dark"].keys()
    return found


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1, as WCAG counts it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    ]
    return sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    """Against figures that are known."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "backs", "least"),
    [
        ("ink", "paper card tint care line", 7),  # texts, and what buttons say
        ("soft", "paper card", 7),
        ("soft", "care", 4.5),
        ("accent", "paper card", 7),  # links
        ("card", "accent", 7),  # the button that begins, and "The law says"
        ("edge", "paper card", 3),  # the border of buttons and fields
        ("rust", "paper care", 3),  # the border of what is wrong
        ("accent", "tint", 3),  # the border of what the pointer is on
        ("ink", "paper card tint", 3),  # the ring around what has focus
    ],
)
def test_colours_can_be_told_apart(look: str, front: str, backs: str, least: float) -> None:
    """Texts by 4.5 at least, 7 where people read and press; borders that matter and focus by 3."""
    palette = colours()[look]
    low = {back: round(contrast(palette[front], palette[back]), 2) for back in backs.split()}
    assert {back: ratio for back, ratio in low.items() if ratio < least} == {}


def test_the_header_can_be_read() -> None:
    """Its own colours, the same in light and dark; the ring of focus shows on it by its halo."""
    css = (ROOT / "static" / "wizard.css").read_text("utf-8")
    written = {}
    for selector in ("header", "header .site", "header .leave"):
        [rule] = re.findall(
            rf"^{re.escape(selector)} \{{([^}}]*)\}}", css.split("@media print")[0], re.MULTILINE
        )
        written[selector] = dict(re.findall(r"(?<![-\w])(color|background): (#[0-9a-f]+)", rule))
    assert contrast(written["header .site"]["color"], written["header"]["background"]) >= 7
    assert contrast(written["header .leave"]["color"], written["header .leave"]["background"]) >= 7
    assert contrast(written["header .leave"]["background"], written["header"]["background"]) >= 3
    for palette in colours().values():
        rings = [
            contrast(palette[name], written["header"]["background"]) for name in ("ink", "halo")
        ]
        assert max(rings) >= 3


# In a browser


def test_the_first_key_press_finds_the_way_to_the_content(page: Page) -> None:
    """The skip link comes first, shows when it has focus, and leads past header and languages."""
    for path in KINDS:
        page.goto(f"/es/{path}")
        skip = page.locator(".skip")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", path
        box = skip.bounding_box()
        assert box is not None
        assert box["width"] > 100, path
        assert box["height"] >= 44, path
        assert box["y"] >= 0, path
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", path


@pytest.mark.parametrize(
    ("width", "css"),
    [(320, ""), (320, SPACING), (640, TWICE), (1280, TWICE)],
    ids=["narrow", "narrow-spaced", "narrow-twice", "wide-twice"],
)
def test_nothing_scrolls_sideways_with_larger_or_wider_text(
    browser: Browser, server: str, width: int, css: str
) -> None:
    """At twice the size, and with the spacing that some readers need. A picture scrolls in its own frame."""
    page = browser.new_page(base_url=server, viewport={"width": width, "height": 640})
    for path in KINDS:
        page.goto(f"/es/{path}")
        page.evaluate(
            """css => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(css);
                document.adoptedStyleSheets = [sheet];
                for (const fold of document.querySelectorAll('details')) fold.open = true;
            }""",
            css,
        )
        assert (
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            <= 0
        ), path
    page.close()


LONGER = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data.replace(/[^\\s]+/g, (word) => word + word.slice(0, word.length * 0.4 + 0.5));
}"""
MIRRORED = """() => {
  document.documentElement.dir = 'rtl';
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/\\p{L}/gu, 'ش');
}"""
OUTSIDE = """() => [...document.querySelectorAll('a, button, input, summary, h1, p')]
  .filter((each) => each.checkVisibility() && !each.closest('.skip, .hidden, .picture'))
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, {left, right}]) => left < 0 || right > innerWidth)"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", [LONGER, MIRRORED], ids=["longer", "right-to-left"])
def test_a_language_with_longer_words_or_written_from_the_right_fits(
    browser: Browser, server: str, language: str, width: int
) -> None:
    """Every word longer by four tenths; or every letter Arabic and the page mirrored, with the way out on the left."""
    page = browser.new_page(base_url=server, viewport={"width": width, "height": 640})
    for path in KINDS:
        page.goto(f"/es/{path}")
        page.evaluate(language)
        assert (
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            <= 0
        ), path
        assert page.evaluate(OUTSIDE) == [], path
        assert (
            page.evaluate("document.querySelector('.leave').getBoundingClientRect().bottom") <= 640
        ), path
        if language == MIRRORED and width == 1280:
            ways = [
                page.locator(selector).bounding_box() or {"x": 0.0}
                for selector in (".leave", "header .site")
            ]
            assert ways[0]["x"] < ways[1]["x"], path
    page.close()


@pytest.mark.parametrize("forced", ["none", "active"])
def test_borders_and_focus_are_seen_also_in_forced_colours(
    browser: Browser, server: str, forced: str
) -> None:
    """Every button has its border, and every stop of the Tab key its ring, three pixels wide at least."""
    page = browser.new_page(base_url=server, forced_colors=forced, reduced_motion="reduce")  # type: ignore[arg-type]
    seen = """border => {
        const e = document.activeElement, style = getComputedStyle(e);
        const clear = (colour) => colour === 'rgba(0, 0, 0, 0)' || colour === 'transparent';
        if (e === document.body) return null;
        const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3 && !clear(style.outlineColor);
        const button = e.matches('.answers a, .begin a, .first a, .leave, button, input');
        const edge = !button || parseFloat(style.borderTopWidth) >= 1 && !(border && clear(style.borderTopColor));
        return [e.outerHTML.slice(0, 80), ring, edge, button];
    }"""
    buttons = 0
    for path in (*KINDS, "none/"):
        page.goto(f"/en/{path}")
        for _ in range(60):  # a month has no more to show after that many
            page.keyboard.press("Tab")
            told = page.evaluate(seen, forced == "active")
            if told is None:
                break
            what, ring, edge, button = told
            assert ring, (path, what)
            assert edge, (path, what)
            buttons += button
    assert buttons > 2 * len(KINDS)
    page.close()


def test_a_page_fetches_only_own_files_of_plain_kinds(page: Page, server: str) -> None:
    """The page, its styles, scripts and pictures drawn in lines: no fonts, no photographs, nobody else's."""
    seen = set()
    page.on(
        "response",
        lambda response: seen.add((response.url, response.headers.get("content-type", ""))),
    )
    for path in KINDS:
        page.goto(f"/en/{path}", wait_until="networkidle")
    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url, _ in seen} == {server}
    kinds = {kind.split(";")[0] for _, kind in seen}
    assert kinds == {"text/html", "text/css", "text/javascript", "image/svg+xml"}
