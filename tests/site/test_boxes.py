"""Questions with boxes in a browser: a box is a link that changes the page where it is."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.boxes import BOXES, boxes_site
from tests.conftest import is_swapped, until
from tests.site.browsing import SMALL, hold, served, tap, visit
from wizard import create_app

START = "/en/home/"
REASONS = "/en/home/reasons/?home=mold&owed=below-500"
OWED = "How much rent do they say you owe?"

# Notes what the live regions of the page say, each with how politely.
LISTEN = """() => {
  window.said = [];
  const roles = '[aria-live], [role=status], [role=alert], [role=log]';
  new MutationObserver((changes) => changes.forEach(({target, addedNodes}) => {
    const region = (target.closest ? target : target.parentElement).closest(roles);
    if (region && addedNodes.length) said.push([region.getAttribute('role'), region.textContent]);
  })).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of a server of the guide with boxes."""
    with served(create_app(boxes_site(tmp_path_factory.mktemp("boxes") / "flows"))) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Yield a page that fetches nothing ahead."""
    with visit(browser, address, ahead=False) as page:
        yield page


def box(name: str) -> str:
    """Return the selector of a box."""
    return f"#box-{name}"


def ticked(page: Page) -> list[str]:
    """Return the ids of the boxes that are ticked, by what their links say."""
    links = page.locator(".boxes a").all()
    names = [str(link.get_attribute("id")).removeprefix("box-") for link in links]
    states = [str(link.text_content()).rsplit(" (", 1)[1] for link in links]
    assert {*states} <= {"ticked)", "not ticked)"}
    return [name for name, state in zip(names, states, strict=True) if state == "ticked)"]


def is_ticked(page: Page, *boxes: str) -> None:
    """Wait until exactly these boxes are ticked, and the page can be changed again."""
    expect(page.locator(".boxes .on")).to_have_count(len(boxes))
    is_swapped(page)
    assert ticked(page) == [*boxes]


def toggle(page: Page, *boxes: str) -> None:
    """Change boxes with the keyboard, one after the other."""
    for name in boxes:
        was = name in ticked(page)
        page.locator(box(name)).press("Enter")
        expect(page.locator(f"{box(name)}.on")).to_have_count(int(not was))
        is_swapped(page)


def requests_of(page: Page) -> list[str]:
    """Return a list that gets the path of each page that is requested from now on."""
    paths: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in ("document", "fetch"):
            paths.append(re.sub(r"^https?://[^/]+", "", request.url))

    page.on("request", note)
    return paths


def test_box_changes_page_where_it_is(page: Page, address: str) -> None:
    """The history gets no entry, the address no answer; focus and scroll position stay."""
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    page.goto(REASONS)
    page.evaluate("document.querySelector('#box-guests').scrollIntoView({block: 'center'})")
    before = page.evaluate("[scrollY, history.length, location.href]")
    assert before[0] > 0
    for boxes in (["guests"], ["guests", "noise"], ["noise"], []):
        changed = ({*boxes} ^ {*ticked(page)}).pop()
        page.locator(box(changed)).press("Enter")
        is_ticked(page, *boxes)
        expect(page.locator(box(changed))).to_be_focused()
        assert page.evaluate("[scrollY, history.length, location.href]") == before
        assert set(page.evaluate("history.state")) == {"depth", "more"}
        assert page.evaluate("history.state.depth") == 0
    assert page.url == address + START


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_nothing_moves_when_a_box_changes(page: Page, lang: str, width: int) -> None:
    """Each box and answer stays in its place, whichever boxes are ticked."""
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(REASONS.replace("/en/", f"/{lang}/"))
    places = """() => [...document.querySelectorAll('.boxes a, .answers a, footer')]
      .map((each) => { const {x, y, width} = each.getBoundingClientRect(); return [x, y, width]; })
    """
    before = page.evaluate(places)
    for boxes in (["late"], ["late", "guests"], ["late", "guests", "noise"]):
        page.locator(box(boxes[-1])).click()
        expect(page.locator(".boxes .on")).to_have_count(len(boxes))
        is_swapped(page)
        assert page.evaluate(places) == before


def test_first_box_of_start_page_stays_under_the_finger(page: Page) -> None:
    """The start page asks the first question. The box is at the same place of the next page."""
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(START)
    page.locator(box("stairs")).scroll_into_view_if_needed()
    before = page.locator(box("stairs")).bounding_box()
    page.locator(box("stairs")).click()
    is_ticked(page, "stairs")
    after = page.locator(box("stairs")).bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 1
    expect(page.locator(box("stairs"))).to_be_focused()
    assert page.evaluate("history.state") == {"depth": 0, "more": 1}


def test_back_goes_to_question_before_and_keeps_ticks(page: Page) -> None:
    """Boxes that were changed are no steps back. From the next question, Back shows the ticks."""
    page.goto(START)
    page.locator(".answers a").press("Enter")
    expect(page.locator("h1")).to_have_text(OWED)
    is_swapped(page)
    page.locator(".answers a").first.press("Enter")
    is_ticked(page)
    toggle(page, "late", "noise", "guests", "late")
    page.locator("#go").press("Enter")
    expect(page.locator("h1")).to_have_text("When did you get the notice?")
    expect(page.locator(".trail dd").nth(4)).to_have_text(
        "You had guests, or a pet; You made noise"
    )
    is_swapped(page)
    page.go_back()
    is_ticked(page, "guests", "noise")
    page.go_back()
    expect(page.locator("h1")).to_have_text(OWED)
    is_swapped(page)
    page.go_forward()
    is_ticked(page, "guests", "noise")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("When did you get the notice?")
    is_swapped(page)
    page.locator(".back a").press("Enter")
    is_ticked(page, "guests", "noise")
    page.reload()
    expect(page.locator("#gone")).to_be_visible()


def test_change_is_announced_once(page: Page) -> None:
    """A polite region says how many boxes are ticked. Focus says which box, and its state."""
    page.goto(REASONS)
    page.evaluate(LISTEN)
    for name, count in (("late", "1 of 3 ticked."), ("noise", "2 of 3 ticked.")):
        toggle(page, name)
        until(page, "said.some(([, text]) => text.endsWith('ticked.'))")
        page.wait_for_timeout(400)
        said = page.evaluate("said.splice(0)")
        # If the page takes long, that is announced before.
        assert said[said[:1] == [["status", "Loading …"]] :] == [["status", count]]
        assert page.evaluate("document.activeElement.textContent").endswith(" (ticked)")
    toggle(page, "noise", "late")
    expect(page.locator("#busy")).to_have_text(re.compile("Nothing is ticked."))
    assert page.locator("#busy").bounding_box()["width"] <= 1  # type: ignore[index]
    page.locator(".answers a").first.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("#busy")).to_be_empty()


@pytest.mark.parametrize("keys", [True, False], ids=["keys", "pointer"])
def test_boxes_changed_while_page_is_awaited_are_all_changed(page: Page, keys: bool) -> None:
    """On a slow network, a reader ticks several boxes at once and goes on. Nothing is lost."""
    page.goto(REASONS)
    held = hold(page, "**/reasons/?*")
    for name in ("late", "noise", "guests", "noise", "noise"):
        page.locator(box(name)).press("Enter") if keys else page.locator(box(name)).click()
    until(page, lambda: held)
    assert len(held) == 1
    for number in range(5):
        until(page, lambda: len(held) > number)  # noqa: B023
        held[number].continue_()
    is_ticked(page, "late", "guests", "noise")
    assert page.evaluate("history.state.depth") == 0


def test_continue_waits_for_a_box(page: Page) -> None:
    """It leads on with the box that was ticked just before."""
    page.goto(f"{REASONS}&reasons=late")
    held = hold(page, "**/reasons/?*")
    page.locator(box("noise")).click()
    until(page, lambda: held)
    page.locator("#go").click()
    held[0].continue_()
    expect(page.locator("h1")).to_have_text("When did you get the notice?")
    expect(page.locator(".trail dd").nth(4)).to_have_text("You paid late; You made noise")


@pytest.mark.parametrize("finger", [False, True], ids=["mouse", "touch"])
def test_box_can_be_tapped_again_at_once(browser: Browser, address: str, finger: bool) -> None:
    """The rule for second taps is not for boxes. But the tap that led to them ticks none."""

    def point_in(page: Page, selector: str) -> dict[str, float]:
        place: Any = page.locator(selector).bounding_box()
        return {"x": place["x"] + 20, "y": place["y"] + 20}

    with visit(browser, address, ahead=False, has_touch=finger) as page:
        page.goto("/en/home/owed/?home=mold")
        point, now = point_in(page, ".answers a >> nth=0"), time.time()
        tap(page, finger, point, now)
        is_ticked(page)
        spot = point_in(page, box("late"))
        page.mouse.move(0, 0)
        # As if the box were where the answer was.
        page.evaluate(
            "([x, y]) => { const list = document.querySelector('.boxes');"
            " list.style.position = 'fixed'; list.style.top = y + 'px'; }",
            [point["x"], point["y"] - 30],
        )
        tap(page, finger, point_in(page, box("late")) | {"x": point["x"]}, now + 0.2)
        page.wait_for_timeout(300)
        is_ticked(page)
        page.evaluate("document.querySelector('.boxes').removeAttribute('style')")
        tap(page, finger, spot, now + 1)
        is_ticked(page, "late")
        tap(page, finger, spot, now + 1.1)
        is_ticked(page)


def test_only_page_behind_ticked_boxes_is_fetched_ahead(browser: Browser, address: str) -> None:
    """A page with eight boxes does not fetch eight pages; what was fetched is kept."""
    with visit(browser, address) as page:
        paths = requests_of(page)
        page.goto(START)
        page.wait_for_timeout(1500)
        assert paths == [START, "/en/home/owed/?home=none"]
        del paths[:]
        toggle(page, "mold")
        page.wait_for_timeout(1500)
        assert paths == ["/en/home/home/?home=mold", "/en/home/owed/?home=mold"]
        del paths[:]
        toggle(page, "bugs")
        page.locator("#go").press("Enter")
        expect(page.locator("h1")).to_have_text(OWED)
        assert paths[:2] == ["/en/home/home/?home=mold.bugs", "/en/home/owed/?home=mold.bugs"]


def test_box_that_does_not_load_can_be_tried_again(page: Page) -> None:
    """The page is as it was before, and the box keeps its state until then."""
    page.goto(REASONS)
    page.route("**/reasons/?*", lambda route: route.abort())
    page.locator(box("late")).click()
    expect(page.locator("#failed")).to_contain_text("did not load")
    assert ticked(page) == []
    page.unroute("**/reasons/?*")
    page.get_by_role("button", name="Try again").press("Enter")
    is_ticked(page, "late")
    expect(page.locator(box("late"))).to_be_focused()
    expect(page.locator("#failed")).to_be_empty()
    assert page.evaluate("history.state.depth") == 0


def test_boxes_work_without_scripts(browser: Browser, address: str) -> None:
    """The page that is loaded begins at the box, which has the focus."""
    with visit(browser, address, java_script_enabled=False, viewport=SMALL) as page:
        page.goto(START)
        page.locator(box("gas")).click()
        expect(page).to_have_url(f"{address}/en/home/home/?home=gas#box-gas")
        expect(page.locator(box("gas"))).to_be_in_viewport()
        expect(page.locator(box("gas"))).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.locator(box("lock"))).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/en/home/home/?home=lock.gas#box-lock")
        expect(page.locator(".boxes .on")).to_have_count(2)
        page.locator(box("gas")).click()
        page.locator(box("lock")).click()
        expect(page).to_have_url(f"{address}/en/home/home/#box-lock")
        expect(page.locator("#go")).to_have_count(0)
        page.locator(box("heat")).click()
        page.get_by_role("link", name="Continue").click()
        expect(page.locator("h1")).to_have_text("Is it cold outside?")
        page.get_by_role("link", name="Back").click()
        expect(page).to_have_url(f"{address}/en/home/home/?home=heat")
        expect(page.locator(".boxes .on")).to_have_count(1)


def test_eight_boxes_can_be_walked_with_the_keyboard(page: Page) -> None:
    """Tab goes from box to box, Enter changes one and stays, Shift+Tab goes back, then on."""
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    page.goto(START)
    page.locator(".back a").focus()
    wanted = ["heat", "mold", "stairs"]
    seen = """() => {
      const active = document.activeElement;
      return [...active.getClientRects()].some(({left, top, width, height}) =>
        active.contains(document.elementFromPoint(left + width / 2, top + height / 2)));
    }"""
    for name in BOXES:
        page.keyboard.press("Tab")
        expect(page.locator(box(name))).to_be_focused()
        assert page.evaluate(seen), name
        if name in wanted:
            page.keyboard.press("Enter")
            is_ticked(page, *wanted[: wanted.index(name) + 1])
            expect(page.locator(box(name))).to_be_focused()
            assert page.evaluate(seen), name
    for name in BOXES[-2:2:-1]:
        page.keyboard.press("Shift+Tab")
        expect(page.locator(box(name))).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    is_ticked(page, "heat", "stairs")
    expect(page.locator(box("mold"))).to_be_focused()
    for _ in BOXES[BOXES.index("mold") :]:
        page.keyboard.press("Tab")
    expect(page.locator("#go")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".answers a")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Is it cold outside?")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".trail dd").first).to_have_text("No heat; Unsafe stairs")


def test_boxes_are_links_with_name_and_state(page: Page) -> None:
    """In the accessibility tree, a list with the question as its name has a link for each box."""
    page.goto(f"{REASONS}&reasons=guests")
    session = page.context.new_cdp_session(page)
    nodes: Any = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def of(node: Any, name: str) -> str:
        return str(node.get(name, {}).get("value", ""))

    def below(node: Any) -> Iterator[Any]:
        for child in node["childIds"]:
            yield by_id[child]
            yield from below(by_id[child])

    [group] = [
        node
        for node in nodes
        if of(node, "role") == "list" and of(node, "name").startswith("Which of these")
    ]
    assert of(group, "name") == "Which of these does the notice say?"
    links = [of(node, "name") for node in below(group) if of(node, "role") == "link"]
    assert links == [
        "You paid late (not ticked)",
        "You had guests, or a pet (ticked)",
        "You made noise (not ticked)",
    ]


def test_printed_question_shows_ticks_and_no_button(page: Page) -> None:
    """On paper, a box that is ticked is black, even if the browser prints no backgrounds."""
    page.goto(f"{REASONS}&reasons=late")
    page.emulate_media(media="print")
    assert page.evaluate("""() => [...document.querySelectorAll('.boxes a')].map((link) => {
      const {content, backgroundColor, printColorAdjust} = getComputedStyle(link, '::before');
      return [content.includes('✓'), backgroundColor === 'rgb(0, 0, 0)', printColorAdjust];
    })""") == [[True, True, "exact"], [False, False, "economy"], [False, False, "economy"]]
    expect(page.locator("#go")).to_be_hidden()
