"""What the server tells and keeps: no cookie, no store of answers, no log of who read what."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.conftest import ROOT
from wizard import replay
from wizard.model.flow import Question
from wizard.model.site import Site

MARKERS = (
    "marker",
    "Marker",
    "held-license",
    "my-data",
    "letters",
    "127.0.0.1 ",
    "Mozilla",
    "Chrom",
    "evil.example",
)


def test_no_response_sets_a_cookie(client: FlaskClient, shipped: Site) -> None:
    """Not a page, not a redirect, not an error, not a file, not a page with answers."""
    addresses = [
        "/",
        "/en",
        "/nothing/",
        "/en/letters/reminder/",
        "/en/deadlines/ready/2026-11-23/",
        "/en/?" + "a" * 5000,
    ]
    addresses += re.findall(r'(?:href|src)="(/[^"]*)"', client.get("/en/letters/reminder/").text)
    for flow in shipped.flows.values():
        addresses += [
            f"/es/{flow.id}/{step}/{query}"
            for step in flow.steps
            for query in ("", f"?{flow.start}=unsure")
        ]
    for address in addresses:
        for method in ("GET", "HEAD", "POST"):
            response = client.open(address, method=method, headers={"Cookie": "known=reader"})
            assert "Set-Cookie" not in response.headers, (method, address)


def test_a_page_with_answers_is_stored_nowhere(client: FlaskClient, shipped: Site) -> None:
    """After any answer of any question: no cache keeps the page, no search engine lists it, nothing validates it."""
    for flow in shipped.flows.values():
        for question in flow.questions():
            for answer in question.answers:
                address = f"/en/{flow.id}/{question.id}/?{question.id}={answer}"
                response = client.get(address)
                if response.status_code == 200 and question.id != flow.start:
                    continue  # the answer lies ahead of this page, or fell off
                assert response.headers["Cache-Control"] == "no-store", address
                assert "ETag" not in response.headers, address
    walked = replay(shipped.flows["my-data"], {"held-license": "yes", "own-car": "no"})
    assert isinstance(walked.step, Question)
    response = client.get(
        f"/en/my-data/{walked.step.id}/?held-license=yes&own-car=no", follow_redirects=True
    )
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet"


def test_no_log_says_who_read_what(
    browser: Browser, launch: Callable[..., str], tmp_path: Path
) -> None:
    """A journey in a real browser, a letter filled in, an error, a hostile visitor: the log names none of it."""
    log = tmp_path / "log"
    context = browser.new_context(
        base_url=launch(ROOT / "flows", log=log), user_agent="Mozilla/5.0 Marker"
    )
    page = context.new_page()
    page.goto("/en/my-data/")
    page.locator(".begin a").click()
    page.locator(".answers a").first.click()
    page.goto("/en/letters/reminder/")
    page.locator("[contenteditable]").first.press_sequentially("Marker Name")
    page.goto("/en/marker/?held-license=marker")
    page.request.post("/en/my-data/?marker=1", headers={"Referer": "https://evil.example/"})
    context.close()
    first, _, rest = log.read_text("utf-8").partition("\n")
    assert first.startswith("License Records Guide: http://127.0.0.1")
    assert [marker for marker in MARKERS if marker in rest] == []


def test_only_one_module_makes_html_from_text() -> None:
    """Markup is made where it is cleaned; no template switches escaping off; nothing runs text as code."""
    makers = {
        "markup.py",
        "presenter.py",
        "reload.py",
    }  # the second makes an empty one, the third escapes what it fills in
    for path in sorted((ROOT / "wizard").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        names |= {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
        assert not names & {
            "eval",
            "exec",
            "compile_command",
            "render_template_string",
            "system",
            "popen",
            "loads_all",
        }
        assert path.name in makers or "Markup" not in names, path.name
        assert not [
            call
            for call in calls
            for word in call.keywords
            if word.arg == "shell" or "pickle" in ast.dump(call.func)
        ]
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search(
            r"\|\s*safe|autoescape|<script(?![^>]* src=)|<style| on[a-z]+=| style=", text
        ), template.name


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Referer", "User-Agent"])
def test_who_asks_changes_nothing(client: FlaskClient, name: str) -> None:
    """The answer to a request is the same for everyone."""
    plain = client.get("/en/my-data/federal-look-up/")
    marked = client.get("/en/my-data/federal-look-up/", headers={name: "marker"})
    assert (plain.data, dict(plain.headers)) == (marked.data, dict(marked.headers))
