"""Which step an entry of the history shows is in the memory of the page, not in a file."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import is_swapped
from tests.site.browsing import START, arrives, asks, begin, choose, visit

GONE = {
    "en": "This page was opened again, so your answers are gone: "
    "they were in this tab’s memory only.",
    "es": "Esta página se abrió de nuevo, así que sus respuestas ya no están: "
    "solo estaban en la memoria de esta pestaña.",
}
# What a page gives a browser that it writes to its files: the entry of the history, the name of
# the window and each kind of storage.
WRITTEN = """() => [history.state, window.name, location.hash, document.cookie,
  {...localStorage}, {...sessionStorage}]"""


def starts_again(page: Page, lang: str = "en") -> None:
    """Check that the start page of the flow is shown, and that it says why."""
    asks(page, 1)
    expect(page.locator("#gone")).to_be_visible()
    expect(page.locator("#gone")).to_have_text(GONE[lang])
    expect(page.locator(".trail")).to_have_count(0)


def note_states(page: Page) -> list[object]:
    """Return a list that gets the state of each entry that the pages write from now on."""
    states: list[object] = []
    page.expose_function("noteState", lambda state: states.append(state))
    page.add_init_script("""for (const name of ['pushState', 'replaceState']) {
      const real = history[name];
      history[name] = function (state, ...rest) {
        noteState(state);
        return real.call(this, state, ...rest);
      };
    }""")
    return states


def test_history_entries_have_numbers_only(browser: Browser, server: str) -> None:
    """On a complete walk with each kind of move, no entry has a URL or the id of a question."""
    with visit(browser, server) as page:
        states = note_states(page)
        begin(page, 3)
        choose(page)
        arrives(page)
        page.go_back()
        asks(page, 4)
        page.locator("#languages a").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        is_swapped(page)
        page.locator(".back a").press("Enter")
        expect(page.locator("h1")).to_have_text("¿Cuál de estos es su caso?")
        is_swapped(page)
        page.goto(f"{START}license-kind/?topic=holds&held-license=yes")
        asks(page, 3)
        choose(page)
        asks(page, 4)
        assert len(states) >= 9
        for state in states:
            assert isinstance(state, dict)
            assert set(state) == {"depth", "more"}
            assert all(isinstance(value, int) for value in state.values())
        assert page.evaluate(WRITTEN) == [{"depth": 1, "more": 1}, "", "", "", {}, {}]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_reload_shows_start_page_and_says_why(page: Page, server: str, lang: str) -> None:
    """The answers are gone. A second reload is one of the start page, which lost nothing."""
    page.goto(f"/{lang}/my-data/")
    for number in (1, 2):
        asks_in_any_language(page, number)
        choose(page)
    asks_in_any_language(page, 3)
    page.reload()
    expect(page.locator("#gone")).to_have_text(GONE[lang])
    expect(page.locator("#gone")).to_be_visible()
    expect(page.locator(".trail")).to_have_count(0)
    expect(page).to_have_url(f"{server}/{lang}/my-data/")
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#gone")).to_be_hidden()


def asks_in_any_language(page: Page, number: int) -> None:
    """Wait for the question with this number."""
    expect(page.locator("main :is(.tab, .progress)")).to_contain_text(f" {number} ")
    is_swapped(page)


def test_start_page_does_not_say_why_if_nothing_is_lost(page: Page) -> None:
    """It has no answers if it was opened, reached by a link, reloaded, or reached by Back."""
    page.goto("/en/")
    page.locator(".first .begin a").click()
    asks(page, 1)
    expect(page.locator("#gone")).to_be_hidden()
    page.reload()
    asks(page, 1)
    expect(page.locator("#gone")).to_be_hidden()
    choose(page)
    asks(page, 2)
    page.go_back()
    asks(page, 1)
    expect(page.locator("#gone")).to_be_hidden()


def test_back_and_forward_after_reload_never_show_wrong_question(page: Page, server: str) -> None:
    """Entries from before the reload show the start page and say why; later ones their question."""
    begin(page, 3)
    page.go_back()
    asks(page, 3)
    page.reload()
    starts_again(page)
    choose(page)
    asks(page, 2)
    choose(page)
    asks(page, 3)
    for number in (2, 1):
        page.go_back()
        asks(page, number)
    expect(page.locator("#gone")).to_be_hidden()
    page.go_back()
    starts_again(page)
    expect(page.locator("h1")).to_be_focused()
    page.go_back()
    asks(page, 1)
    expect(page.locator("#gone")).to_be_hidden()  # the flow was opened with this entry
    for number in (1, 1, 2, 3):
        page.go_forward()
        asks(page, number)
    expect(page.locator(".trail div")).to_have_count(2)
    assert page.url == server + START


def test_outcome_after_reload_has_no_answers_and_back_starts_again(page: Page, server: str) -> None:
    """Its URL says what it is, so the server answers it. The questions before it are gone."""
    begin(page, 3)
    choose(page)
    arrives(page)
    page.reload()
    arrives(page)
    expect(page.locator(".trail")).to_have_count(0)
    expect(page.locator("#gone")).to_have_count(0)
    page.go_back()
    starts_again(page)
    assert page.url == server + START
    page.go_forward()
    arrives(page)


def test_copied_tab_shows_start_page_and_says_why(browser: Browser, server: str) -> None:
    """A tab that is duplicated or opened again has the entries of the first and not its memory."""
    with visit(browser, server) as page:
        page.goto(START)
        page.evaluate("history.pushState({depth: 7, more: 1}, '')")
        page.reload()
        starts_again(page)
        page.evaluate("history.pushState({depth: 9, more: 1}, '', '/en/my-data/kept-license/')")
        page.evaluate("history.back()")
        asks(page, 1)
        page.go_forward()
        arrives(page)


def test_page_with_script_and_other_language_keep_memory(page: Page, server: str) -> None:
    """A letter, the front page and the other language are swapped in, so Back has the answers."""
    begin(page, 2)
    page.evaluate("window.same = true")
    page.locator("#languages a").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("footer p").last).to_contain_text("Este sitio no guarda nada")
    expect(page.locator(".trail dd:nth-of-type(1)")).to_have_text(
        ["Qué contiene mi registro", "Sí"]
    )
    page.locator(".site").press("Enter")
    expect(page.locator("#find")).to_be_visible()
    page.locator("footer a[href='/es/letters/']").press("Enter")
    page.locator(".rows a[href$='/records-dps/']").press("Enter")
    expect(page.locator(".tools")).to_have_count(1)
    expect(page).to_have_url(f"{server}/es/letters/records-dps/")
    page.go_back()
    page.go_forward()
    expect(page.locator(".tools")).to_have_count(1)
    for _ in range(3):
        page.go_back()
    expect(page.locator("h1")).to_have_text("¿Cuál de estos es su caso?")
    expect(page.locator(".trail dd:nth-of-type(1)")).to_have_text(
        ["Qué contiene mi registro", "Sí"]
    )
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".leave")).to_have_accessible_name("Leave this page")
    asks(page, 3)
    expect(page.locator(".trail div")).to_have_count(2)
    assert page.evaluate("window.same")


def test_script_that_arrives_late_does_nothing(browser: Browser, server: str) -> None:
    """A reader who has gone back from a letter before its script is there sees no error."""
    with visit(browser, server) as page:
        page.goto("/en/letters/")
        held: list[Route] = []
        page.route("**/static/letter.*.js", lambda route: held.append(route))
        page.locator(".rows a[href$='/records-dps/']").press("Enter")
        expect(page.locator(".letter")).to_be_visible()
        page.go_back()
        expect(page.locator("h1")).to_have_text("Letters to print or save")
        for route in held:
            route.continue_()
        page.unroute("**/static/letter.*.js")
        page.go_forward()
        expect(page.locator(".tools")).to_have_count(1)
