"""The structure of every page: head, landmarks, footer, colours, and room for larger text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT
from wizard import create_app
from wizard.model.site import Site

# Parsing the pages takes seconds, so all tests of this file run in one worker process.

KINDS = [
    *("", "topics/1/", "sources/", "about/", "changes/", "promises/"),
    *("my-data/", "my-data/topic/", "my-data/held-license/?topic=holds", "my-data/map/"),
    *("my-data/federal-look-up/", "request-my-records/find-help/"),
    *("letters/", "letters/records-dps/"),
    *("deadlines/", "deadlines/ready/2026-11/", "deadlines/ready/2026-11-23/"),
]
ERRORS = {
    "none/": 404,
    "deadlines/ready/2026-13-23/": 404,
    "?" + "a" * 4097: 414,
    "broken/x/y/": 500,
}
SHORT = {path[:60] for path in ERRORS}
LANDMARKS = ("header", "nav", "main", "footer")
# The spacing that WCAG 1.4.12 allows readers to set.
SPACING = """
* {line-height: 1.5 !important; letter-spacing: 0.12em !important}
* {word-spacing: 0.16em !important}
p {margin-block-end: 2em !important}"""
TWICE = "html {font-size: 200% !important}"
TRANSLATION = re.compile(r'(?<=<a )href="[^"]*"(?= hreflang=)')
# Adds rules to a page, and opens all that is folded.
WITH_STYLE = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    for (const fold of document.querySelectorAll('details')) fold.open = true;
}"""
BEGIN = ".first .begin a"


@pytest.fixture(scope="module")
def pages(shipped: Site) -> dict[str, BeautifulSoup]:
    """Return a parsed page of each kind in each language, and the error pages, by URL."""
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


def test_page_declares_language_encoding_and_viewport(pages: dict[str, BeautifulSoup]) -> None:
    """The page declares its type, language, direction and encoding, and allows zooming."""
    for address, soup in pages.items():
        assert str(next(soup.children)) == "html", address  # the doctype, nothing before it
        assert soup.html is not None
        assert (soup.html["lang"], soup.html["dir"]) == (address.split("/")[1], "ltr"), address
        assert soup.select("head > meta")[0].get("charset") == "utf-8", address
        [viewport] = soup.select("meta[name=viewport]")
        assert viewport["content"] == "width=device-width, initial-scale=1", address


def outside(soup: BeautifulSoup) -> Iterator[PageElement]:
    """Yield what is in no landmark and can be read or focused."""
    assert soup.body is not None
    for node in soup.body.descendants:
        readable = (type(node) is NavigableString and node.strip()) or (
            isinstance(node, Tag) and node.name in ("a", "input")
        )
        if readable and not any(
            parent.name in (*LANDMARKS, "template") for parent in node.parents if parent
        ):
            yield node


def test_page_has_landmarks_and_nothing_outside(pages: dict[str, BeautifulSoup]) -> None:
    """There is one header, main and footer. Only the skip link is outside; navigation is named."""
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


def test_headings_start_with_one_and_skip_no_level(pages: dict[str, BeautifulSoup]) -> None:
    """Error pages too. A section is named by a heading of level two or three."""
    for address, soup in pages.items():
        levels = [int(tag.name[1]) for tag in soup.select("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), address
        for section in soup.select("section[aria-labelledby]"):
            named = soup.find(id=str(section["aria-labelledby"]))
            assert isinstance(named, Tag), address
            assert named.name in ("h2", "h3"), address


def test_hidden_words_of_a_link_are_not_its_seen_words(pages: dict[str, BeautifulSoup]) -> None:
    """Who hears the link alone needs them; the same words would be heard twice."""
    links = [link for soup in pages.values() for link in soup.select("a:has(> .hidden)")]
    assert links
    for link in links:
        hidden = [part.get_text().strip() for part in link.select(".hidden")]
        seen = "".join(link.find_all(string=True, recursive=False)).strip()
        assert seen not in hidden, str(link)


def test_header_and_footer_are_same_on_every_page(pages: dict[str, BeautifulSoup]) -> None:
    """Error pages too, so that readers find help and the button to leave in the same place.

    Only the links to the page in other languages differ.
    """
    for lang in ("en", "es"):
        ours = [soup for address, soup in pages.items() if address.split("/")[1] == lang]
        assert len(ours) > len(KINDS)
        for name in ("header", "footer"):
            found = {str(soup.select_one(f"body > {name}")) for soup in ours}
            assert len({TRANSLATION.sub("", html) for html in found}) == 1, (lang, name)


def test_error_page_uses_plain_words(pages: dict[str, BeautifulSoup]) -> None:
    """It says what happened without numbers or jargon, and has a link to continue."""
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
    """Return the custom colours of the stylesheet, in light and in dark."""
    css = (ROOT / "static" / "wizard.css").read_text("utf-8")
    light, dark = re.findall(r":root \{([^}]*--halo[^}]*)\}", css)
    found = {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", text))
        for name, text in (("light", light), ("dark", dark))
    }
    assert found["light"].keys() == found["dark"].keys()
    # What the stylesheet writes without a name, since both looks share it.
    fixed = {"white": "#fff", "black": "#16262c"}
    for selector, name in ((".tab", "white"), (".deeds > .lead > a", "white"), (BEGIN, "black")):
        [rule] = re.findall(rf"^{re.escape(selector)} \{{([^}}]*)\}}", css, re.MULTILINE)
        assert f"  color: {fixed[name]};" in rule, selector
    return {name: palette | fixed for name, palette in found.items()}


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1, as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    ]
    return sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_matches_known_values() -> None:
    """Black on white is 21; a well-known grey on white is 4.48."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "backs", "least"),
    [
        ("ink", "page card tint care line", 7),  # text, and the text of buttons
        ("soft", "page card care tint", 6),
        ("accent", "page card tint", 7),  # links, and "The law says"
        ("strength-3", "page card", 6),
        ("strength-2", "page card", 5),
        ("strength-1", "page card", 6),
        ("white", "deep", 7),  # a tab, the first step, the start button
        ("black", "sun", 7),  # the start button of the first page
        ("sun", "deep", 3),  # its area, and the mark of the site
        ("page", "ink", 7),  # that the next page is loading
        ("edge", "page card", 3),  # the border of answers and fields
        ("rust", "page care", 3),  # the border of error messages
        ("accent", "line", 3),  # how far the reader is
    ],
)
def test_colours_have_enough_contrast(look: str, front: str, backs: str, least: float) -> None:
    """Text has 4.5 at least, and 7 for reading and buttons. Borders and marks have 3."""
    palette = colours()[look]
    low = {back: round(contrast(palette[front], palette[back]), 2) for back in backs.split()}
    assert {back: ratio for back, ratio in low.items() if ratio < least} == {}


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("back", ["page", "card", "tint", "deep", "care"])
def test_focus_ring_has_enough_contrast(look: str, back: str) -> None:
    """Around what has focus are a ring and a halo; one of them is visible on every background."""
    palette = colours()[look]
    rings = [contrast(palette[name], palette[back]) for name in ("ink", "halo")]
    assert max(rings) >= 3


def test_header_has_enough_contrast() -> None:
    """It has the colours of the page, and its button those of an answer."""
    css = (ROOT / "static" / "wizard.css").read_text("utf-8").split("@media print")[0]
    written = {}
    for selector in ("header", ".site", ".leave"):
        rules = re.findall(rf"^{re.escape(selector)} \{{([^}}]*)\}}", css, re.MULTILINE)
        written[selector] = dict(
            re.findall(r"(?<![-\w])(color|background|border):.*var\(--(\w+)\)", "".join(rules))
        )
    for palette in colours().values():
        header = palette[written["header"]["background"]]
        assert contrast(palette[written[".site"]["color"]], header) >= 7
        leave = {name: palette[colour] for name, colour in written[".leave"].items()}
        assert contrast(leave["color"], leave["background"]) >= 7
        assert contrast(leave["border"], header) >= 3


# In a browser


@pytest.fixture(scope="module")
def shared(browser: Browser, server: str) -> Iterator[Page]:
    """Yield a page that the tests below share, since a new context takes a second."""
    context = browser.new_context(base_url=server)
    yield context.new_page()
    context.close()


@pytest.fixture
def sized(shared: Page, width: int) -> Page:
    """Return the shared page in a window of this width."""
    shared.set_viewport_size({"width": width, "height": 640})
    return shared


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize(
    "kinds", [KINDS[::4], pytest.param(KINDS, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_first_tab_stop_skips_to_content(page: Page, kinds: list[str]) -> None:
    """The skip link comes first, is visible when it has focus, and goes to the main part."""
    for path in kinds:
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


@pytest.mark.parametrize("lang", ["en", "es"])
def test_header_stays_low_with_text_of_double_size(shared: Page, lang: str) -> None:
    """It stays at the top, so it takes at most a fifth of a phone, with its button in reach."""
    shared.set_viewport_size({"width": 360, "height": 740})
    shared.goto(f"/{lang}/my-data/")
    shared.evaluate(WITH_STYLE, TWICE)
    header = shared.locator("header").bounding_box()
    leave = shared.locator(".leave").bounding_box()
    assert header is not None
    assert leave is not None
    assert header["height"] <= 740 * 0.2
    assert leave["height"] >= 44
    assert leave["x"] >= 0
    assert leave["x"] + leave["width"] <= 360
    assert leave["y"] + leave["height"] <= header["height"]


@pytest.mark.parametrize(
    ("width", "css"),
    [
        (320, ""),
        (320, TWICE),
        pytest.param(320, SPACING, marks=pytest.mark.slow),
        pytest.param(640, TWICE, marks=pytest.mark.slow),
        (1280, TWICE),
    ],
    ids=["narrow", "narrow-twice", "narrow-spaced", "middle-twice", "wide-twice"],
)
def test_page_with_larger_text_does_not_scroll_sideways(sized: Page, css: str) -> None:
    """The text is twice as large, or has the spacing that some readers need.

    A picture scrolls inside its frame.
    """
    for path in KINDS:
        sized.goto(f"/es/{path}")
        sized.evaluate(WITH_STYLE, css)
        assert overflow(sized) <= 0, path


LONGER = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const longer = (word) => word + word.slice(0, word.length * 0.4 + 0.5);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data.replace(/[^\\s]+/g, longer);
}"""
MIRRORED = """() => {
  document.documentElement.dir = 'rtl';
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data.replace(/\\p{L}/gu, 'ش');
}"""
OUTSIDE = """() => [...document.querySelectorAll('a, button, input, summary, h1, p')]
  .filter((each) => each.checkVisibility() && !each.closest('.skip, .hidden, .picture'))
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, {left, right}]) => left < 0 || right > innerWidth)"""


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "language",
    [pytest.param(LONGER, marks=pytest.mark.slow), MIRRORED],
    ids=["longer", "right-to-left"],
)
def test_page_fits_longer_words_and_right_to_left_text(
    sized: Page, language: str, width: int
) -> None:
    """Every word is 40 percent longer; or every letter is Arabic and the page is mirrored."""
    for path in KINDS:
        sized.goto(f"/es/{path}")
        sized.evaluate(language)
        assert overflow(sized) <= 0, path
        assert sized.evaluate(OUTSIDE) == [], path
        header, leave, site = (
            sized.locator(selector).bounding_box() for selector in ("header", ".leave", ".site")
        )
        assert header is not None
        assert header["height"] <= 64, path
        assert leave is not None
        assert leave["y"] + leave["height"] <= 640, path
        if language == MIRRORED and width == 1280:
            assert site is not None
            assert leave["x"] < site["x"], path


FOCUSED = """border => {
    const e = document.activeElement, style = getComputedStyle(e);
    const clear = (colour) => colour === 'rgba(0, 0, 0, 0)' || colour === 'transparent';
    if (e === document.body) return null;
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3 &&
        !clear(style.outlineColor);
    const button = e.matches(
        '.answers a, .begin a, .leave, .ways a, .site-link, button, input');
    const edge = !button ||
        parseFloat(style.borderTopWidth) >= 1 && !(border && clear(style.borderTopColor));
    return [e.outerHTML.slice(0, 80), ring, edge, button];
}"""


@pytest.mark.parametrize(
    ("forced", "kinds"),
    [
        ("active", KINDS[::5]),
        pytest.param("none", KINDS, marks=pytest.mark.slow),
        pytest.param("active", KINDS, marks=pytest.mark.slow),
    ],
    ids=["active-some", "none", "active"],
)
def test_button_has_border_and_focus_has_ring(
    browser: Browser, server: str, forced: Literal["none", "active"], kinds: list[str]
) -> None:
    """Every tab stop has a ring of at least three pixels, in forced colours too."""
    page = browser.new_page(base_url=server, forced_colors=forced, reduced_motion="reduce")
    buttons = 0
    for path in (*kinds, "none/"):
        page.goto(f"/en/{path}")
        for _ in range(60):  # a month has more tab stops, but they are all dates
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED, forced == "active")
            if focused is None:
                break
            what, ring, edge, button = focused
            assert ring, (path, what)
            assert edge, (path, what)
            buttons += button
    assert buttons > 2 * len(kinds)
    page.close()


@pytest.mark.slow
def test_page_loads_own_files_of_few_types(page: Page, server: str) -> None:
    """The browser loads HTML, styles, scripts and SVG of this site: no fonts and no photographs."""
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
