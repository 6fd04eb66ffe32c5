"""The list of all states in a browser: its filter, and the list without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT, is_swapped
from tests.site.browsing import KEPT, served, visit
from wizard import create_app, load_flows

STATES = 51
TARGET = 44  # pixels: what a finger hits
NARROW = {"width": 360, "height": 640}

# The rows that are shown, by their name.
NAMES = "links => links.map(link => link.textContent.trim())"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Yield the URL of the guide to public records."""
    with served(create_app(load_flows(ROOT / "examples" / "public-records"))) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Yield a page of that guide."""
    with visit(browser, address) as page:
        yield page


def names(page: Page) -> list[str]:
    """Return the names of the states that are shown, in their order."""
    rows = page.locator("#rows :is(.rows a, [data-words] > summary)")
    found: list[str] = rows.evaluate_all(NAMES)
    return found


@pytest.mark.parametrize(
    ("lang", "typed", "found"),
    [
        ("en", "TX", ["Texas"]),
        ("en", "tex", ["Texas"]),
        ("en", "  dakota NORTH ", ["North Dakota"]),
        ("en", "virginia", ["Virginia", "West Virginia"]),
        ("en", "d.c.", ["District of Columbia"]),
        ("en", "kora", ["Kansas"]),  # the name of its law
        ("en", "exas", []),
        ("es", "nuevo mexico", ["Nuevo México"]),
        ("es", "MÉXICO", ["Nuevo México"]),
        ("es", "misisipi", ["Misisipi"]),
    ],
)
def test_filter_finds_names_letters_and_laws(
    page: Page, lang: str, typed: str, found: list[str]
) -> None:
    """The beginning of each word is compared, without accents."""
    page.goto(f"/{lang}/records/")
    assert len(names(page)) == STATES
    page.locator("#find").fill(typed)
    assert names(page) == found


def test_filter_works_with_the_keyboard_and_leaves_nothing(page: Page) -> None:
    """Nothing is sent or stored while a reader types, and Back shows the complete list again."""
    page.goto("/en/records/", wait_until="networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    field, status = page.locator("#find"), page.locator("search [role=status]")
    field.press_sequentially("texa")
    expect(status).to_have_text("1 match: Texas. Press Enter to open it.")
    assert requests == []
    assert page.url.endswith("/en/records/")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Public records in Texas")
    is_swapped(page)
    assert page.evaluate("JSON.stringify(history.state)").find("tex") < 0
    assert all("tex" not in url.partition("/records/")[2] for url in requests)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
    assert page.context.cookies() == []
    page.go_back()
    expect(page.locator("#find")).to_have_value("")
    assert len(names(page)) == STATES


def test_enter_goes_to_the_name_that_was_typed_or_to_the_first_match(page: Page) -> None:
    """Other states begin with the same letters."""
    page.goto("/en/records/")
    field, status = page.locator("#find"), page.locator("search [role=status]")
    field.fill("new")
    expect(status).to_have_text("4 matches")
    field.press("Enter")
    expect(page.locator("#rows a:focus")).to_have_text("New Hampshire")
    field.fill("virginia")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Public records in Virginia")


def test_filter_says_that_nothing_matches_and_escape_clears_it(page: Page) -> None:
    """The list is complete again, with the headings of all letters."""
    page.goto("/en/records/")
    field, status = page.locator("#find"), page.locator("search [role=status]")
    letters = page.locator("#rows h2:visible").count()
    field.fill("atlantis")
    expect(status).to_have_text("No match. Check the spelling, or clear the field to see all.")
    assert page.locator("#rows h2:visible").count() == 0
    field.press("Enter")
    field.press("Escape")
    expect(status).to_be_empty()
    expect(field).to_have_value("")
    assert len(names(page)) == STATES
    assert page.locator("#rows h2:visible").count() == letters


def test_filter_is_there_after_another_page_too(page: Page) -> None:
    """A list that replaces another page in place has the field, and its links replace it."""
    page.goto("/en/")
    page.evaluate("window.marker = 1")
    page.locator(".first a").click()
    expect(page.locator("#find")).to_be_visible()
    is_swapped(page)
    page.locator("#find").fill("ohio")
    page.locator("#rows a").click()
    expect(page.locator("h1")).to_have_text("Public records in Ohio")
    assert page.evaluate("window.marker") == 1
    is_swapped(page)
    page.locator(".back a").click()
    expect(page.locator("h1")).to_have_text("Ask a public office for its papers")
    expect(page.locator("#find")).to_be_visible()


def test_list_is_complete_without_scripts(browser: Browser, address: str) -> None:
    """Each letter leads to its states, and fingers hit all links."""
    with visit(browser, address, java_script_enabled=False, viewport=NARROW) as page:
        page.goto("/en/records/")
        assert page.locator("#find").count() == 0
        assert len(names(page)) == STATES
        links = page.locator(":is(.letters, #rows) a")
        boxes = [link.bounding_box() for link in links.all()]
        assert all(box and box["height"] >= TARGET and box["width"] >= TARGET for box in boxes)
        page.locator(".letters a", has_text="T").click()
        expect(page.locator("#rows h2", has_text="T")).to_be_in_viewport()


def test_topic_opens_the_only_state_that_matches(page: Page) -> None:
    """It closes again with the next key. What a reader opened stays open."""
    page.goto("/en/topics/1/")
    rows, field = page.locator("#rows > details"), page.locator("#find")
    rows.filter(has_text="Alabama").locator("summary").first.click()
    field.fill("tx")
    assert names(page) == ["Texas"]
    expect(page.locator("#row-tx")).to_be_visible()
    field.fill("")
    assert len(names(page)) == STATES
    assert rows.evaluate_all("all => all.filter(each => each.open).length") == 1
    field.fill("new")
    field.press("Enter")
    expect(page.locator("summary:focus")).to_have_text("New Hampshire")
    field.fill("tx")
    field.press("Enter")
    expect(page.locator("summary:focus")).to_have_text("Texas")
    expect(page.locator("#row-tx")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_link_to_a_state_opens_it(browser: Browser, address: str, scripts: bool) -> None:
    """Browsers open the fold with the part that a link names."""
    with visit(browser, address, java_script_enabled=scripts) as page:
        page.goto("/es/topics/2/#row-tx")
        expect(page.locator("#row-tx")).to_be_visible()
        expect(page.locator("#row-al")).to_be_hidden()
        assert len(names(page)) == STATES
