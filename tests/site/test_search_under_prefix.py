"""The search of a guide that is mounted below a prefix."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.conftest import Write
from tests.site.browsing import served
from wizard import create_blueprint, load_flows

GUIDE = """\
title: <script>alert(1)</script> & {{ 7 * 7 }}
start: one
steps:
  one: {ask: Is it <b>so</b>?, answers: {a: {label: A, to: two}, b: {label: B, to: two}}}
  two: {ask: Two?, answers: {c: {label: C, to: [{if: {one: a}, to: end}, {to: other}]}}}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
  other: {outcome: Another end, claims: [{level: unknown, text: Nothing.}]}
"""


@pytest.mark.slow
def test_search_under_prefix_escapes_titles_and_keeps_the_prefix(
    browser: Browser, write: Write
) -> None:
    """Titles with markup are shown literally."""
    host = Flask("host", static_folder=None)
    host.register_blueprint(create_blueprint(load_flows(write(guide=GUIDE))), url_prefix="/help")
    page = browser.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("dialog", lambda dialog: messages.append(dialog.message))
    with served(host) as address:
        page.goto(f"{address}/help/en/")
        page.locator("#find").fill("alert 7")
        expect(page.locator(".found a span").first).to_have_text(
            "<script>alert(1)</script> & {{ 7 * 7 }}"
        )
        page.locator("#find").fill("another end")
        page.locator(".found a").first.click()
        expect(page.locator("h1")).to_have_text("Another end")
        assert page.url == f"{address}/help/en/guide/other/"
    page.close()
    assert messages == []
