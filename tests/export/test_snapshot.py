"""The pages of a site on one date, as an export gets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.event_rows import write_events
from wizard import load_flows
from wizard.export import snapshot as module
from wizard.export.snapshot import REACH, SHORT_REACH, SiteSnapshot
from wizard.web.security_headers import HEADERS
from wizard.web.site_base import SiteBase

GUIDE = """\
title: A guide
start: one
moved: {old: two}
steps:
  one: {ask: One?, yes: two, no: two, unsure: end}
  two: {ask: Two?, yes: [{if: {one: yes}, to: other}, {to: end}], no: end, unsure: end}
  other: {outcome: Other, claims: [{level: unknown, text: Nothing.}]}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""
DEADLINES = """\
title: Count the days
state: MS
events:
  sent:
    title: Letter sent
    label: I sent a letter
    ask: When did you send it?
    says: The day you sent it.
    dates: [{label: Ask again, count: 7, unit: working, calendar: state, note: Our advice.}]
"""
HELP = SiteBase.of("https://example.org/help")


@pytest.fixture
def snapshot(write: Callable[..., Path]) -> SiteSnapshot:
    """A small site at https://example.org/help."""
    return SiteSnapshot(load_flows(write(guide=GUIDE)), HELP, date(2026, 11, 23))


def test_no_page_has_a_host_without_a_base_url(write: Callable[..., Path]) -> None:
    """A redirect and the page that it goes to have no made-up host, whichever comes first."""
    pages = SiteSnapshot(load_flows(write(guide=GUIDE)), SiteBase(), date(2026, 11, 23))
    for path in ("/en/guide/two/", "/en/guide/", "/en/guide/old/", "/en/", "/"):
        page = pages.get(path)
        assert page.status == 200
        assert b"localhost" not in page.body, path
    assert b'rel="canonical" href="/en/guide/"' in pages.get("/en/guide/").body


def test_get_returns_a_page_with_the_urls_of_the_base(snapshot: SiteSnapshot) -> None:
    """Absolute URLs have its origin, links its prefix."""
    page = snapshot.get("/en/guide/end/")
    assert page.status == 200
    assert b'value="https://example.org/help/en/guide/end/"' in page.body
    assert b'href="/help/en/guide/"' in page.body


@pytest.mark.parametrize("path", ["/", "/en/", "/en/guide/", "/en/guide/old/", "/en/404/"])
def test_page_says_its_policies_before_it_loads_anything(snapshot: SiteSnapshot, path: str) -> None:
    """They are those of the headers, apart from what only a header can say."""
    page = snapshot.get(path).body.decode()
    policy = HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'; ", "")
    metas = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
    )
    before, found, _ = page.partition(metas)
    assert found
    assert not re.search("<link|<script|<style", before)
    assert page.encode().index(b"charset") < 1024


def test_framed_site_has_its_frames_in_headers_only(write: Callable[..., Path]) -> None:
    """Browsers warn about `frame-ancestors` in a page, and ignore it there."""
    folder = write(guide=GUIDE, site="frame: [https://host.example]\n")
    page = SiteSnapshot(load_flows(folder), HELP, date(2026, 11, 23)).get("/en/").body
    assert b"frame-ancestors" not in page
    assert b"require-trusted-types-for" in page


def test_files_and_the_guide_as_one_file_have_no_policy_of_pages(snapshot: SiteSnapshot) -> None:
    """The guide has its own policy, for a file that is opened without a server."""
    guide = snapshot.get("/en/guide/offline/guide.html").body
    assert guide.count(b"Content-Security-Policy") == guide.count(b'name="referrer"') == 1
    assert b"style-src 'sha256-" in guide
    assert b"Content-Security-Policy" not in snapshot.get("/sitemap.xml").body


def test_get_of_a_redirect_returns_the_target_with_a_refresh(snapshot: SiteSnapshot) -> None:
    """A file cannot redirect by its status."""
    page = snapshot.get("/en/guide/old/")
    assert page.status == 200
    assert b'<meta http-equiv="refresh" content="0; url=/help/en/guide/' in page.body
    assert b'http-equiv="refresh"' not in snapshot.get("/en/guide/one/").body


def test_get_of_a_missing_page_has_its_status(snapshot: SiteSnapshot) -> None:
    """The writer decides what that means."""
    assert snapshot.get("/en/guide/nothing/").status == 404


def test_unlinked_paths_are_old_and_unfolded_steps_and_files_for_machines(
    snapshot: SiteSnapshot,
) -> None:
    """Question `two` has one page per answer to question `one`, so its own id is in no link."""
    assert list(snapshot.unlinked_paths()) == [
        "/en/guide/old/",
        "/en/guide/two/",
        "/robots.txt",
        "/sitemap.xml",
    ]


def test_page_that_is_only_a_link_has_the_page_of_its_target(write: Callable[..., Path]) -> None:
    """No page links to its URL, but old links do."""
    folder = write(guide=GUIDE, site="pages: {help: {title: Help, to: guide/other}}\n")
    snapshot = SiteSnapshot(load_flows(folder), HELP, date(2026, 11, 23))
    assert "/en/help/" in list(snapshot.unlinked_paths())
    refresh = b'<meta http-equiv="refresh" content="0; url=/help/en/guide/other/">\n'
    page = snapshot.get("/en/help/").body
    assert page.replace(refresh, b"") == snapshot.get("/en/guide/other/").body
    assert refresh in page


def test_unlinked_paths_without_a_base_have_no_sitemap(write: Callable[..., Path]) -> None:
    """A sitemap needs absolute URLs."""
    snapshot = SiteSnapshot(load_flows(write(guide=GUIDE)), SiteBase(), date(2026, 11, 23))
    assert list(snapshot.unlinked_paths()) == ["/en/guide/old/", "/en/guide/two/"]


def test_exported_dates_have_no_today(write: Callable[..., Path]) -> None:
    """The files are read on other dates than the one on which they were made."""
    site, today = load_flows(write(guide=GUIDE, deadlines=DEADLINES)), date(2026, 11, 23)
    body = SiteSnapshot(site, HELP, today).get("/en/deadlines/sent/").body
    assert b'href="/help/en/deadlines/sent/2026-11-23/"' in body
    assert b"Today" not in body
    assert b'aria-current="date"' not in body


def test_dates_of_many_rows_are_fewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three states and another event in two languages have up to 1,992 dates in eight months."""
    site, today = load_flows(write_events(tmp_path)), date(2026, 11, 23)
    for most, reach in ((1_992, REACH), (1_991, SHORT_REACH)):
        monkeypatch.setattr(module, "MOST_DATES", most)
        snapshot = SiteSnapshot(site, HELP, today)
        assert snapshot.site.deadlines
        assert snapshot.site.deadlines.reach == reach
    page = snapshot.get("/en/deadlines/asked/al/").body.decode()
    assert "You can choose any date from October 23, 2026 to December 23, 2026." in page
    assert 'href="/help/en/deadlines/asked/al/2026-12/"' in page
    assert snapshot.get("/en/deadlines/asked/al/2026-12-24/").status == 404
