"""The search of the front page in a browser: what it finds, and that typed text stays there."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, Route, expect

from tests.accessibility import auditor
from tests.conftest import until
from tests.site.browsing import KEPT

FIND = """(typed) => {
    const field = document.getElementById('find');
    field.value = typed;
    field.dispatchEvent(new InputEvent('input'));
    return [...document.querySelectorAll('.found a')].map((link) => link.getAttribute('href'));
}"""


# For each language, and number of a topic or URL of an answer page: what people would type.
PHRASINGS: dict[str, dict[int | str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("phrasings.yaml").read_text("utf-8")
)


def test_without_scripts_topics_are_shown_without_search_field(
    browser: Browser, server: str
) -> None:
    """It is the same if JavaScript is off and if the script did not load."""
    for scripts in (True, False):
        context = browser.new_context(base_url=server, java_script_enabled=scripts)
        page = context.new_page()
        page.route("**/static/search.*.js", lambda route: route.abort())
        page.goto("/en/")
        assert page.locator("input").count() == 0
        assert page.locator(".topics a").count() == 20
        context.close()


@pytest.fixture
def front(page: Page) -> Page:
    """Return the front page in English after its index was loaded."""
    return opened(page, "en")


def opened(page: Page, lang: str) -> Page:
    """Open the front page in a language, wait until a search finds pages, and empty the field."""
    page.goto(f"/{lang}/")
    page.locator("#find").focus()
    until(page, f"({FIND})('ICE').length > 0")
    page.evaluate(FIND, "")
    return page


def expect_status(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until the status line of the search has a text."""
    expect(page.locator("search [role=status]")).to_have_text(text)


@pytest.mark.parametrize("lang", PHRASINGS)
def test_search_finds_each_page_by_what_people_would_type(page: Page, lang: str) -> None:
    """The page is among the first three. The test prints how often it is the first."""
    opened(page, lang)
    expect(page.locator("search [role=status]")).to_be_empty()
    page.locator("#find").fill(PHRASINGS[lang][1][0])
    expect(page.locator(".found a").first).to_be_visible()
    missed, first = [], 0
    for name, phrasings in PHRASINGS[lang].items():
        url = f"topics/{name}/" if isinstance(name, int) else f"{name}/"
        for phrasing in phrasings:
            found = page.evaluate(FIND, phrasing)
            first += found[:1] == [url]
            if url not in found[:3]:
                missed.append((url, phrasing, found))
    count = sum(map(len, PHRASINGS[lang].values()))
    print(f"\n{lang}: {first} of {count} come first")
    assert missed == []
    assert {len(phrasings) for phrasings in PHRASINGS[lang].values()} == {3}
    assert [name for name in PHRASINGS[lang] if isinstance(name, int)] == list(range(1, 21))
    assert PHRASINGS["en"].keys() == PHRASINGS["es"].keys()


def test_search_ignores_accents_capitals_and_punctuation(page: Page) -> None:
    """The same pages are found in the same order."""
    opened(page, "es")
    page.locator("#find").fill("¿Público?")
    expect(page.locator(".found a mark").first).to_have_text("público")
    plain = page.evaluate(FIND, "quien vigila como se comparten los datos con el publico")
    assert plain[0] == "topics/10/"
    for typed in (
        "¿Quién vigila cómo se comparten los datos con el público?",
        "QUIÉN VIGILA CÓMO SE COMPARTEN LOS DATOS CON EL PÚBLICO",
        "quie\u0301n... vigila: co\u0301mo (se) comparten los datos con el 'pu\u0301blico'",
    ):
        assert page.evaluate(FIND, typed) == plain, typed


def test_typed_text_is_not_sent(page: Page, server: str) -> None:
    """The only request is for the index; nothing is stored, and nothing is in the history."""
    page.goto("/es/", wait_until="networkidle")
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(f"{request.method} {request.url} {request.post_data}"),
    )
    before = page.evaluate(
        "[history.length, JSON.stringify(history.state), location.href, document.title]"
    )
    field = page.locator("#find")
    field.focus()
    for word in ("la migra", "licensia", "Marcador Secreto"):
        field.press_sequentially(word)
        expect_status(page, re.compile("."))
        field.press("Escape")
        page.locator("h1").click()
        field.focus()
    field.press_sequentially("Marcador")
    field.press("Enter")
    page.wait_for_load_state("networkidle")
    assert [line for line in asked if "/static/icon." not in line] == [
        f"GET {server}/es/search.json None"
    ]
    assert before == page.evaluate(
        "[history.length, JSON.stringify(history.state), location.href, document.title]"
    )
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
    assert page.context.cookies() == []


def test_typed_text_is_gone_after_leaving_the_page(front: Page) -> None:
    """It is gone after going back, after a reload, and in the copy that the browser keeps."""
    front.locator("#find").fill("Marker license")
    front.locator(".found a").first.click()
    expect(front.locator("#find")).to_have_count(0)
    front.go_back()
    expect(front.locator("#find")).to_have_value("")
    front.locator("#find").fill("Marker license")
    expect(front.locator(".found a").first).to_be_visible()
    front.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert front.locator("#find").input_value() == ""
    expect(front.locator(".found li")).to_have_count(0)
    expect_status(front, "")
    front.locator("#find").fill("Marker license")
    front.reload()
    expect(front.locator("#find")).to_have_value("")


def test_results_are_links_with_the_kind_of_page(front: Page) -> None:
    """Matching words are marked. Each link can be hit with a finger and reached by keyboard."""
    front.set_viewport_size({"width": 360, "height": 640})
    front.locator("#find").fill("a notise after a move")
    first = front.locator(".found a").first
    expect(first).to_have_attribute("href", "request-my-records/fix-license/")
    assert first.inner_text().splitlines() == [
        "The law asks for a notice after a move, a visit for a new name",
        "Answer page",
    ]
    assert first.locator("mark").all_inner_texts() == ["notice", "move"]
    for link in front.locator(".found a").all():
        assert (link.bounding_box() or {"height": 0})["height"] >= 48
    assert (front.locator("#find").bounding_box() or {"height": 0})["height"] >= 48
    assert front.locator(".found[aria-live], .found [aria-live]").count() == 0
    front.locator("#find").press("Tab")
    expect(first).to_be_focused()
    front.keyboard.press("Enter")
    expect(front.locator("h1")).to_have_text(
        "The law asks for a notice after a move, a visit for a new name"
    )
    expect(front.locator("h1")).to_be_focused()  # swapped in, like any other page


@pytest.mark.slow
def test_search_finds_every_kind_of_page(front: Page) -> None:
    """It finds topics, answers, questions, guides, letters and pages about the site."""
    kinds = set()
    for typed in (
        "audit",
        "talk to someone first",
        "which office to ask for papers",
        "car titled",
        "reminder letter",
        "safe shared phone",
    ):
        front.locator("#find").fill(typed)
        kinds |= set(front.locator(".found a small").all_inner_texts())
    assert {
        "Topic 10",
        "Answer page",
        "Letter",
        "Page",
        "Part of: What happens to my license data?",
    } <= kinds
    assert any(re.fullmatch(r"Up to \d short questions\.", kind) for kind in kinds)


@pytest.mark.slow
def test_status_announces_number_of_pages_after_a_pause(front: Page) -> None:
    """It is announced once, not at each key."""
    front.evaluate("""() => {
        window.heard = [];
        const status = document.querySelector('search [role=status]');
        const added = ({addedNodes}) => [...addedNodes].map((node) => node.data);
        const note = (changes) => heard.push(...changes.flatMap(added));
        new MutationObserver(note).observe(status, {childList: true});
    }""")
    type_fast = """(typed) => {
        const field = document.getElementById('find');
        for (let end = 1; end <= typed.length; end++) {
            field.value = typed.slice(0, end);
            field.dispatchEvent(new InputEvent('input'));
        }
    }"""
    front.evaluate(type_fast, "driving record")
    expect_status(front, re.compile(r"^\d results, best match first$"))
    assert len(front.evaluate("heard")) == 1
    assert (
        int(front.locator("search [role=status]").inner_text()[0])
        == front.locator(".found li").count()
    )
    front.evaluate(type_fast, "qqqq")
    expect_status(front, "No results. Try other words, or look through the lists below.")
    front.evaluate(type_fast, "chancery")
    expect_status(front, "1 result")


def test_escape_empties_field_and_enter_goes_to_first_result(front: Page) -> None:
    """The field keeps the focus after Escape. Enter does not open the result."""
    field = front.locator("#find")
    field.fill("license")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(front.locator(".found li")).to_have_count(0)
    expect_status(front, "")
    field.press("Enter")
    expect(field).to_be_focused()
    field.fill("license")
    field.press("Enter")
    expect(front.locator(".found a").first).to_be_focused()
    front.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()


HOSTILE = {
    "blank": "  \t ",
    "long": "license " * 1250,
    "one-word": "a" * 10_000,
    "different-words": " ".join(f"word{number}" for number in range(1_500)),
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "pattern": r"^(a+)+$ [\p{L}] .* \u{110000} (?<x>",
    "emoji": "👩‍👩‍👧‍👦 🚗🚨 \ufe0f",
    "right-to-left": "رخصة القيادة \u202e\u2066 רישיון",
    "nothing": "\0\x01\x1f license \0",
    "half": "HALF license",  # half a character, which only the page itself can make
    "names": "constructor __proto__ hasOwnProperty toString",
    "template": "{{ 7*7 }} ${7*7} {count} %s",
    "accents": "ĺi\u0301ç\u0327éńśè",
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name == "markup" else pytest.mark.slow) for name in HOSTILE],
)
def test_search_for_hostile_text_changes_only_the_results(front: Page, name: str) -> None:
    """The text is shown nowhere, and the console of the page is empty."""
    shown = front.locator("body > *:not(script)").evaluate_all(
        "parts => parts.map((part) => part.innerText).join()"
    )
    front.evaluate(
        """typed => {
            const field = document.getElementById('find');
            field.value = typed.replace('HALF', '\\ud83d');
            field.dispatchEvent(new InputEvent('input'));
        }""",
        HOSTILE[name],
    )
    rows = front.locator(".found li").count()
    assert rows <= 8
    assert rows or name not in ("long", "nothing", "half", "accents")
    assert not rows or name not in ("blank", "one-word", "emoji", "right-to-left")
    if name != "blank":
        expect_status(front, re.compile("."))
    assert front.locator(".found :not(li, a, span, small, mark)").count() == 0
    front.locator("#find").press("Escape")
    expect_status(front, "")
    after = front.locator("body > *:not(script)").evaluate_all(
        "parts => parts.map((part) => part.innerText).join()"
    )
    assert after == shown


@pytest.mark.slow
def test_search_without_connection_reports_it_and_tries_again(
    browser: Browser, server: str
) -> None:
    """It tries again the next time the field has the focus, not at each key."""
    page = browser.new_page(base_url=server)
    page.goto("/en/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    field = page.locator("#find")
    field.focus()
    expect_status(
        page,
        "Search is not working right now. Check your connection, or look through the lists below.",
    )
    field.press_sequentially("license")
    assert asked == [f"{server}/en/search.json"]
    page.context.set_offline(False)
    page.locator("h1").click()
    field.focus()
    expect(page.locator(".found a").first).to_be_visible()
    expect_status(page, re.compile("results"))
    page.close()


@pytest.mark.slow
def test_search_works_after_a_swap_and_after_going_back(page: Page) -> None:
    """A link that swaps the content of the page also starts the search."""
    page.goto("/en/topics/3/")
    page.locator(".site").click()
    expect(page.locator("#find")).to_be_visible()
    page.locator("#find").fill("court")
    page.locator(".found a").first.click()
    expect(page.locator("#find")).to_have_count(0)
    page.go_back()
    expect(page.locator("#find")).to_be_visible()


@pytest.mark.slow
def test_page_does_not_move_when_search_field_appears(browser: Browser, server: str) -> None:
    """There is room for the field at every width and in each language."""
    page = browser.new_page(base_url=server)
    held: list[Route] = []
    page.route("**/static/search.*.js", lambda route: held.append(route))
    for lang, width in (("en", 320), ("es", 360), ("es", 768), ("en", 1280)):
        page.set_viewport_size({"width": width, "height": 640})
        page.goto(f"/{lang}/", wait_until="commit")
        top = "document.querySelector('.cards').getBoundingClientRect().top"
        until(  # the stylesheet is loaded
            page,
            (
                "document.querySelector('.topics') && "
                "getComputedStyle(document.body).display === 'flex'"
            ),
        )
        before = page.evaluate(top)
        until(page, lambda: held)
        held.pop().continue_()
        expect(page.locator("#find")).to_be_visible()
        assert page.evaluate(top) == before, (lang, width)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_results_are_accessible(page: Page, scheme: str) -> None:
    """axe-core finds nothing wrong with a list of results, nor without results."""
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 360, "height": 640})
    opened(page, "es")
    found = []
    for typed in ("pueden ver mi licensia", "qqqq"):
        page.locator("#find").fill(typed)
        expect_status(page, re.compile("."))
        found += audit(page)
    assert found == []
