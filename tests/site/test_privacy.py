"""What the server sends and keeps: no cookie, no stored answers, no log of who read what."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.site.browsing import ANSWER
from tests.web.conftest import cache_of
from wizard import replay
from wizard.model.flow import Question
from wizard.model.site import Site

# What a log could say about a reader: texts of the requests below.
MARKERS = (
    *("marker", "Marker", "topic", "my-data", "letters"),
    *("127.0.0.1 ", "Mozilla", "Chrom", "evil.example"),
)


def test_no_response_sets_a_cookie(client: FlaskClient, shipped: Site) -> None:
    """No page, redirect, error, file or page with answers sets one."""
    urls = ["/", "/en", "/nothing/", "/en/letters/reminder/", "/en/deadlines/ready/2026-11-23/"]
    urls += ["/en/?" + "a" * 5000]
    urls += re.findall(r'(?:href|src)="(/[^"]*)"', client.get("/en/letters/reminder/").text)
    for flow in shipped.flows.values():
        urls += [
            f"/es/{flow.id}/{step}/{query}"
            for step in flow.steps
            for query in ("", f"?{flow.start}=unsure")
        ]
    for url in urls:
        for method in ("GET", "HEAD", "POST"):
            response = client.open(url, method=method, headers={"Cookie": "known=reader"})
            assert "Set-Cookie" not in response.headers, (method, url)


def test_page_with_answers_is_stored_nowhere(client: FlaskClient, shipped: Site) -> None:
    """No cache keeps such a page, ours included, no search engine lists it, and it has no ETag."""
    kept = cache_of(client.application).store.entries
    kept.clear()
    stored = 0
    for flow in shipped.flows.values():
        for question in flow.questions():
            for answer in question.answers:
                url = f"/en/{flow.id}/{question.id}/?{question.id}={answer}"
                response = client.get(url)
                # Only the start can show its own answer. Elsewhere the answer is dropped.
                if response.status_code == 200 and question.id != flow.start:
                    continue
                stored += 1
                assert response.headers["Cache-Control"] == "no-store", url
                assert "ETag" not in response.headers, url
                assert not kept, url
    assert stored > 10
    walked = replay(shipped.flows["my-data"], {"topic": "holds", "held-license": "yes"})
    assert isinstance(walked.step, Question)
    response = client.get(
        f"/en/my-data/{walked.step.id}/?topic=holds&held-license=yes", follow_redirects=True
    )
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet"


def test_logs_do_not_record_who_read_what(
    browser: Browser, launch: Callable[..., str], tmp_path: Path
) -> None:
    """A journey, a letter, an error and a hostile visitor in a browser leave no trace in it."""
    log = tmp_path / "log"
    context = browser.new_context(
        base_url=launch(ROOT / "flows", log=log), user_agent="Mozilla/5.0 Marker"
    )
    page = context.new_page()
    page.goto("/en/my-data/")
    page.locator(ANSWER).first.click()
    page.goto("/en/letters/reminder/")
    page.locator("[contenteditable]").first.press_sequentially("Marker Name")
    page.goto("/en/marker/?topic=marker")
    page.request.post("/en/my-data/?marker=1", headers={"Referer": "https://evil.example/"})
    context.close()
    first, _, rest = log.read_text("utf-8").partition("\n")
    assert first.startswith("License Records Guide (the shipped guide): http://127.0.0.1")
    assert [marker for marker in MARKERS if marker in rest] == []


FORBIDDEN = {
    *("eval", "exec", "compile_command", "loads_all"),
    *("render_template_string", "system", "popen"),
}
# questions.py makes an empty Markup; live_reload.py escapes what it fills in.
MARKUP_MODULES = {"markup.py", "questions.py", "live_reload.py"}


def calls_in(path: Path) -> list[ast.Call]:
    """Return the calls in a Python file."""
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    """Return the name of the called function."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "wizard").rglob("*.py")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_module_runs_no_text_as_code_and_makes_no_markup(path: Path) -> None:
    """Markup is made where it is cleaned. No module runs text as code or through a shell."""
    calls = calls_in(path)
    names = {name_of(call) for call in calls}
    assert not names & FORBIDDEN
    assert path.name in MARKUP_MODULES or "Markup" not in names
    assert not [call for call in calls if "shell" in [word.arg for word in call.keywords]]
    assert not [call for call in calls if "pickle.load" in ast.unparse(call.func)]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_template_escapes_everything(path: Path) -> None:
    """No template switches escaping off, or has a script or a style inside the page."""
    unsafe = r"\|\s*safe|autoescape|<script(?![^>]* src=)|<style| on[a-z]+=| style="
    assert not re.search(unsafe, path.read_text("utf-8"))


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Referer", "User-Agent"])
def test_response_does_not_depend_on_reader(client: FlaskClient, name: str) -> None:
    """The page and its headers are the same for all values of this header."""
    plain = client.get("/en/my-data/federal-look-up/")
    marked = client.get("/en/my-data/federal-look-up/", headers={name: "marker"})
    assert (plain.data, dict(plain.headers)) == (marked.data, dict(marked.headers))
