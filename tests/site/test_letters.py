"""Letters in a browser: typing, saving and printing them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from pypdf import PdfReader

from tests.conftest import APART, is_swapped, until
from tests.site.browsing import KEPT
from wizard.model.site import Site

# The blanks of the letter federal-agency that can be typed.
TYPED = (
    "date",
    "from-date",
    "to-date",
    "more",
    "fee-limit",
    "waiver",
    "format",
    "urgent",
    "attached",
)

ALONE = "/en/letters/records-dps/"
LEAVE = ("Leave this letter? What you typed will be erased.", "confirm")
CLOSE = ("", "beforeunload")


def printed(page: Page) -> str:
    """Return the text of a page as it is printed."""
    return "\n".join(
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    )


def type_marker(page: Page) -> None:
    """Type into the first blank of the letter."""
    page.locator(".letter [role=textbox]").first.click()
    page.keyboard.type("Marker")


def note_dialogs(page: Page) -> tuple[list[bool], list[tuple[str, str]]]:
    """Return the answers to the next dialogs, which a test fills, and the dialogs that came."""
    answers: list[bool] = []
    came: list[tuple[str, str]] = []

    def answer(dialog: Dialog) -> None:
        came.append((dialog.message, dialog.type))
        if answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return answers, came


def test_filled_lines_are_counted(page: Page) -> None:
    """The number and the bar follow each change, and leaving the page sets them back."""
    page.goto(ALONE)
    said, bar = page.locator("#filled"), page.locator(".tools progress")
    expect(said).to_have_text("0 of 10 lines filled")
    type_marker(page)
    expect(said).to_have_text("1 of 10 lines filled")
    assert bar.evaluate("e => [e.value, e.max]") == [1, 10]
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(said).to_have_text("0 of 10 lines filled")
    page.keyboard.press("Tab")
    assert page.locator(".letter [role=textbox]:empty").count() == 10
    type_marker(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    expect(said).to_have_text("0 of 10 lines filled")


def test_button_fills_in_today_in_the_language_of_the_letter(page: Page) -> None:
    """The clock of the device says which day it is. The button is no part of the letter."""
    page.clock.set_fixed_time(datetime(2026, 11, 28, 12, tzinfo=UTC))
    page.goto(ALONE.replace("/en/", "/es/"))
    page.locator(".letter").get_by_role("button", name="Hoy", exact=True).click()
    blank = page.get_by_role("textbox", name="Date", exact=True)
    expect(blank).to_have_text("November 28, 2026")
    expect(page.locator("#filled")).to_have_text("1 de 10 líneas llenas")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Guardar como texto").click()
    saved = Path(saving.value.path()).read_text("utf-8")
    assert "\n\nDate: November 28, 2026 Time of day:" in saved
    assert "Hoy" not in saved
    assert "Hoy" not in printed(page)


def test_link_asks_before_it_erases_typed_text(page: Page) -> None:
    """It asks once: if the reader stays, the text is still there; if not, the link is followed."""
    page.goto("/en/letters/")
    page.locator(f".rows a[href='{ALONE}']").click()
    expect(page.locator(".tools")).to_be_visible()
    answers, came = note_dialogs(page)
    type_marker(page)
    answers.append(False)
    page.locator(".back a").click()
    until(page, lambda: came == [LEAVE])
    page.wait_for_timeout(APART)
    assert page.url.endswith(ALONE)
    expect(page.locator(".letter [role=textbox]").first).to_have_text("Marker")
    answers.append(True)
    page.locator(".back a").click()
    expect(page.locator(".letter")).to_have_count(0)
    assert came == [LEAVE, LEAVE]
    # The next letter is loaded as a separate document, and there is nothing to lose.
    page.wait_for_timeout(APART)
    page.locator(f".rows a[href='{ALONE}']").click()
    expect(page.locator(".letter [role=textbox]").first).to_have_text("")
    assert came == [LEAVE, LEAVE]


def test_back_asks_before_it_erases_typed_text(page: Page) -> None:
    """If the reader stays, the address is that of the letter, and Back still goes back."""
    page.goto("/en/letters/")
    page.locator(f".rows a[href='{ALONE}']").click()
    expect(page.locator(".tools")).to_be_visible()
    answers, came = note_dialogs(page)
    type_marker(page)
    answers.append(False)
    page.evaluate("history.back()")
    until(page, lambda: came == [LEAVE])
    until(page, lambda: page.url.endswith(ALONE))
    page.wait_for_timeout(APART)
    expect(page.locator(".letter [role=textbox]").first).to_have_text("Marker")
    answers.append(True)
    page.evaluate("history.back()")
    expect(page.locator(".letter")).to_have_count(0)
    expect(page).to_have_url(re.compile("/en/letters/$"))
    assert came == [LEAVE, LEAVE]


def test_reload_asks_before_it_erases_typed_text(page: Page) -> None:
    """So do closing the tab and a link to another site, in the words of the browser."""
    page.goto(ALONE)
    answers, came = note_dialogs(page)
    type_marker(page)
    answers.append(True)
    page.reload()
    expect(page.locator(".letter [role=textbox]").first).to_have_text("")
    assert came == [CLOSE]


def test_letter_without_typed_text_and_leave_never_ask(page: Page, shipped: Site) -> None:
    """A reader in a hurry meets no question, whatever was typed."""
    page.route(f"{shipped.leave}**", lambda route: route.fulfill(body="Neutral"))
    page.goto(ALONE)
    _, came = note_dialogs(page)
    type_marker(page)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.reload()
    page.locator(".back a").click()
    expect(page.locator(".letter")).to_have_count(0)
    is_swapped(page)
    page.go_back()
    expect(page.locator(".tools")).to_be_visible()
    type_marker(page)
    page.locator(".leave").click()
    expect(page).to_have_url(shipped.leave)
    assert came == []


def test_typed_text_can_be_saved_and_printed_and_is_not_sent(page: Page) -> None:
    """The download and the print contain it; no request is made, and nothing is stored."""
    page.goto(ALONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    boxes = page.locator(".letter [role=textbox]")
    count = boxes.count()
    assert count == 10
    for number in range(count):
        boxes.nth(number).click()
        page.keyboard.type(f"Marker{number}é<b>&")
    address = page.get_by_role("textbox", name="Mailing address")
    address.press("End")
    address.press("Enter")
    address.press_sequentially("SecondLine")
    page.get_by_role("textbox", name="Date", exact=True).press("Enter")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as text").click()
    assert saving.value.suggested_filename == "records-dps.txt"
    saved = Path(saving.value.path()).read_text("utf-8")
    paper = printed(page)
    for number in range(count):
        assert f"Marker{number}é<b>&" in saved
        assert f"Marker{number}é<b>&" in paper
    assert "\nSecondLine\n" in saved
    assert "\n\nDate: Marker1é<b>& Time of day: Marker2é<b>&\n\n" in saved
    assert saved.startswith("Mississippi Department of Public Safety\nLegal Division\n")
    assert "\n- Any 287(g) agreement" in saved
    assert [
        url for url in asked if not url.startswith("blob:") and "/static/icon." not in url
    ] == []
    assert "Marker" not in "".join(asked)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
    assert page.context.cookies() == []
    assert "Marker" not in page.url
    assert "Marker" not in str(page.evaluate("JSON.stringify(history.state)"))


def test_typed_text_is_gone_after_leaving_the_page(page: Page) -> None:
    """Going back shows an empty letter."""
    page.goto(ALONE)
    note_dialogs(page)[0].append(True)
    type_marker(page)
    page.locator(".back a").click()
    expect(page.locator(".letter")).to_have_count(0)
    is_swapped(page)
    page.go_back()
    expect(page.locator(".letter [role=textbox]").first).to_be_visible()
    assert "Marker" not in page.content()
    page.locator(".letter [role=textbox]").first.click()
    page.keyboard.type("Marker")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert "Marker" not in page.content()


def test_blank_is_a_labelled_text_box_without_browser_helpers(page: Page) -> None:
    """It takes plain text, without spell checker or completion, and is as high as its lines."""
    page.goto(ALONE)
    box = page.get_by_role("textbox", name="Mailing address")
    state = (
        "e => [e.contentEditable, e.spellcheck, e.getAttribute('autocomplete'), "
        "e.getAttribute('translate'), e.ariaMultiLine]"
    )
    assert box.evaluate(state) == ["plaintext-only", False, "off", "no", "true"]
    assert (box.bounding_box() or {"height": 0})["height"] >= 48
    box.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Phone, email or other contact"


def test_handwritten_blanks_cannot_be_typed(page: Page, shipped: Site) -> None:
    """The page lists them."""
    page.goto("/en/letters/federal-agency/")
    letter = shipped.letters["federal-agency"]
    labels = [
        box.get_attribute("aria-label") for box in page.locator(".letter [contenteditable]").all()
    ]
    assert labels == [letter.blanks[name].label for name in TYPED]
    listed = page.locator(".pens").inner_text().partition(": ")[2].rstrip(".").split("; ")
    assert listed == [blank.label for blank in letter.blanks.values() if blank.handwritten_only]


@pytest.mark.parametrize(
    ("script", "scheme"),
    [
        (True, "dark"),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in ((True, "light"), (False, "light"), (False, "dark"))
        ),
    ],
)
def test_print_has_only_the_letter_in_black_on_white(
    browser: Browser, server: str, script: bool, scheme: str
) -> None:
    """The text has at least 11 points, and blanks are lines, with and without JavaScript."""
    context = browser.new_context(base_url=server, java_script_enabled=script)
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.goto(ALONE)
    assert page.locator(".tools").count() == script
    paper = printed(page)
    assert "Any 287(g) agreement" in paper
    for text in (
        "License Records Guide",
        "Before you send it",
        "After you send it",
        "Save as text",
        "Leave this page",
    ):
        assert text not in paper
    look = (
        "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, "
        "parseFloat(s.fontSize) >= 11 * 96 / 72]; }"
    )
    assert page.locator(".letter").evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", True]
    for blank in page.locator(".letter .blank").all():
        assert blank.evaluate("e => getComputedStyle(e).borderBottomStyle") == "solid"
        assert (blank.bounding_box() or {"width": 0})["width"] >= 100
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_letters_fit_the_screen(browser: Browser, server: str, shipped: Site, width: int) -> None:
    """No page scrolls sideways, and buttons are large."""
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 640})
    page = context.new_page()
    for address in ("/en/letters/", *(f"/en/letters/{name}/" for name in shipped.letters)):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        for button in page.locator(".tools button").all():
            assert (button.bounding_box() or {"height": 0})["height"] >= 44
    context.close()
