"""Every page of the shipped site, reached by plain links as a reader without JavaScript reaches it.

The tests run twice: on the application, and in `make check-slow` on the exported site behind nginx.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from wizard import create_app, replay
from wizard.model.contacts import is_contact
from wizard.model.flow import Flow, Outcome, Question, Target
from wizard.model.site import Site
from wizard.web.security_headers import HEADERS

# Each worker process would crawl the site again, so all tests of this file run in one of them. They
# take too long for `make test`.
pytestmark = pytest.mark.e2e

Fetch = Callable[[str], tuple[int, Any, str]]
TITLE = 70  # maximum number of characters
TODAY = date(2026, 11, 23)
LEVELS = {
    "law": "The law says",
    "official": "An agency says",
    "reported": "Reports say",
    "unknown": "We could not find out",
    "article": "Not confirmed: only one article says this",
}
ALARMING = re.compile(
    r"\b(ice|deport\w*|undocumented|removal|migra\w*|inmigraci\w*|indocumentad\w*)\b", re.IGNORECASE
)


@pytest.fixture(
    scope="module",
    params=["app", pytest.param("static", marks=pytest.mark.slow)],
)
def fetch(request: pytest.FixtureRequest, shipped: Site) -> Fetch:
    """Return a function that fetches a URL: its status, headers and text."""
    if request.param == "app":
        return asker(create_app(shipped, lambda: TODAY).test_client())
    site = request.getfixturevalue("static_site")

    def read(url: str) -> tuple[int, Any, str]:
        status, headers, body = site.get(url)
        return status, headers, body.decode()

    return read


def asker(client: FlaskClient) -> Fetch:
    """Return a function that fetches a URL from an application."""

    def ask(url: str) -> tuple[int, Any, str]:
        response = client.get(url)
        return response.status_code, response.headers, response.text

    return ask


@pytest.fixture(scope="module")
def crawled(fetch: Fetch) -> dict[str, tuple[Any, str]]:
    """Return the headers and the HTML of every page that links lead to from `/`, by its URL."""
    headers = dict[str, Any]()

    def remember(url: str) -> tuple[int, Any, str]:
        status, headers[url], html = fetch(url)
        return status, headers[url], html

    return {url: (headers[url], html) for url, html in crawl(remember, "/").items()}


@pytest.fixture(scope="module")
def pages(crawled: dict[str, tuple[Any, str]]) -> dict[str, str]:
    """Return the HTML of every page by its URL."""
    return {url: html for url, (_, html) in crawled.items()}


def crawl(
    fetch: Fetch, start: str, trails: bool = True, key: Callable[[str], str] = str
) -> dict[str, str]:
    """Return the HTML of the pages that links lead to from `start`, by their URL.

    Each must answer 200 and set no cookie. Without `trails`, links with answers are left out. Of
    the URLs with the same `key`, one is fetched. Links with `nofollow` are left out: there is one
    for each date of three years. Another test takes a sample of them.
    """
    found, waiting, seen = dict[str, str](), [start], set[str]()
    while waiting:
        url = waiting.pop()
        if key(url) in seen or ("?" in url and not trails):
            continue
        seen.add(key(url))
        status, headers, html = fetch(url)
        assert status == 200, (url, status, headers.get("Location"))
        assert "Set-Cookie" not in headers, url
        found[url] = html
        links = [link for link in links_in(html, nofollow=False) if link not in found]
        # A URL that does not end with a slash is a file.
        waiting += [link for link in links if urlsplit(link).path.endswith("/")]
    return found


def links_in(html: str, nofollow: bool) -> list[str]:
    """Return the URLs on this site that a page links to, those with `nofollow` or the others."""
    tags = [tag for tag in re.findall(r"<a [^>]*>", html) if ("nofollow" in tag) == nofollow]
    return [
        match[1].replace("&amp;", "&")
        for tag in tags
        if (match := re.search(r'href="(/[^"#]*)["#]', tag))
    ]


@pytest.fixture(scope="module")
def without_answers(pages: dict[str, str]) -> dict[str, BeautifulSoup]:
    """Return the parsed pages whose URL carries no answers."""
    return {url: BeautifulSoup(html, "lxml") for url, html in pages.items() if "?" not in url}


def test_page_sends_security_headers(crawled: dict[str, tuple[Any, str]]) -> None:
    """Every page has every security header."""
    assert len(crawled) > 200
    for url, (headers, _) in crawled.items():
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, url


def test_links_reach_every_flow_step_letter_and_topic(pages: dict[str, str], shipped: Site) -> None:
    """Every flow, step, letter and topic is reached by links alone, in every language."""
    reached = {re.sub("~[0-9]+/", "/", urlsplit(url).path) for url in pages}
    assert shipped.topics
    assert shipped.letters
    for lang in shipped.languages:
        expected = {f"/{lang}/topics/{number}/" for number in shipped.topics}
        expected |= {f"/{lang}/letters/{letter}/" for letter in shipped.letters}
        for flow in shipped.flows.values():
            expected |= {
                f"/{lang}/{flow.id}/",
                *(f"/{lang}/{flow.id}/{step}/" for step in flow.steps),
            }
        assert expected <= reached


def test_page_links_to_records_and_to_leave(pages: dict[str, str], shipped: Site) -> None:
    """Every page has a link to the first flow and a link that leaves the site."""
    for url, html in pages.items():
        lang = url.split("/")[1] or shipped.languages[0]
        assert f'href="/{lang}/{shipped.first}/"' in html, url
        assert f'href="{shipped.leave}"' in html, url


@pytest.mark.parametrize(
    "every", [25, pytest.param(1, marks=pytest.mark.slow)], ids=["some pages", "all pages"]
)
def test_page_is_well_formed(pages: dict[str, str], every: int) -> None:
    """A strict parser reports no error. Of the pages with answers in the URL, it takes a sample."""
    parser = html5lib.HTMLParser(strict=False)
    plain = [url for url in pages if "?" not in url][:: min(every, 3)]
    with_answers = [url for url in pages if "?" in url][::25]
    for html in (pages[url] for url in plain + with_answers):
        assert html.startswith("<!doctype html>")
        parser.parse(html)
        assert parser.errors == [], html[:300]


def test_deadline_page_is_well_formed_and_not_listed(
    pages: dict[str, str], fetch: Fetch, shipped: Site
) -> None:
    """A sample of the pages behind `nofollow` links: well-formed, not listed, not stored."""
    parser = html5lib.HTMLParser(strict=False)
    # The page of an event and that of the current month link to the same dates.
    links = sorted({link for html in pages.values() for link in links_in(html, nofollow=True)})
    assert shipped.deadlines
    events = 2 * len(shipped.deadlines.events)
    assert len(links) in (events, events * (3 * 365 + 1))  # one date in the export, or three years
    for link in links[::100]:
        status, headers, text = fetch(link)
        assert status == 200, link
        assert headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet", link
        assert headers["Cache-Control"] == "no-store", link
        parser.parse(text)
        assert parser.errors == [], link
        assert text.count("<h1") == 1, link
        assert f'href="{shipped.leave}"' in text, link


def test_headings_start_with_one_and_skip_no_level(
    without_answers: dict[str, BeautifulSoup],
) -> None:
    """Every page has one h1, which comes first, and one main."""
    for url, soup in without_answers.items():
        levels = [int(tag.name[1]) for tag in soup.select("h1, h2, h3, h4")]
        assert levels[0] == 1, url
        assert levels.count(1) == 1, url
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), url
        assert len(soup.select("main#main")) == 1, url


def test_titles_and_urls_are_unique_short_and_neutral(
    without_answers: dict[str, BeautifulSoup],
) -> None:
    """The history of a shared phone lists them.

    A question with several histories has several URLs in the export (`own-car~1`), and one title.
    """
    urls = [url for url in without_answers if "~" not in url]
    titles = [title.get_text() for url in urls if (title := without_answers[url].title)]
    assert len(titles) == len(urls)
    assert sorted(title for title in {*titles} if titles.count(title) > 1) == []
    assert [title for title in titles if len(title) > TITLE or ALARMING.search(title)] == []
    words = {url: re.sub("[-/]", " ", url) for url in without_answers}
    assert [url for url in words if ALARMING.search(words[url])] == []


def test_page_loads_own_files_only_and_sends_no_referrer(
    without_answers: dict[str, BeautifulSoup],
) -> None:
    """Styles, scripts and pictures are on this site. Other sites get HTTPS and no referrer."""
    files = "link[href]:not([rel~=alternate], [rel~=canonical]), script[src], img[src]"
    for url, soup in without_answers.items():
        for tag in soup.select(files):
            assert str(tag.get("href") or tag.get("src")).startswith("/"), url
        # Browsers do not fetch these two, which must be absolute.
        for tag in soup.select("link[rel~=alternate], link[rel~=canonical]"):
            assert str(tag["href"]).startswith(("http://localhost/", "https://example.org/")), url
        for link in soup.select("a[href]"):
            target = str(link["href"])
            # A contact opens no site.
            if not target.startswith(("/", "#")) and not is_contact(target):
                assert target.startswith(("https://", "sms:?&body=")), (url, target)
                assert "noreferrer" in (link.get("rel") or []), (url, target)


def test_no_page_takes_anything_from_the_reader(
    without_answers: dict[str, BeautifulSoup],
) -> None:
    """No page has a form or a named field.

    A field shows the page's own URL, or waits in a template for the search or the filter of a list
    in the browser.
    """
    for url, soup in without_answers.items():
        assert not soup.find_all(["form", "textarea", "select", "style"]), url
        assert not soup.select("[style], script:not([src])"), url
        for field in soup.find_all("input"):
            assert not field.has_attr("name"), url
            waits = field.find_parent("template", id=["search", "filter"])
            assert field.has_attr("readonly") or waits, url


def test_htmx_attributes_are_valid_html(pages: dict[str, str]) -> None:
    """htmx is used through data-hx-* only, and no attribute contains code."""
    for html in pages.values():
        assert not re.search(r"<[^>]* (hx-|on[a-z]+=)|hx-on|javascript:", html)


def test_outcome_opens_directly_and_says_how_well_it_is_supported(
    without_answers: dict[str, BeautifulSoup], shipped: Site
) -> None:
    """Without answers in the URL the page shows none. Each claim shows its evidence in words."""
    outcomes = [(flow, outcome) for flow in shipped.flows.values() for outcome in flow.outcomes()]
    assert outcomes
    for flow, outcome in outcomes:
        soup = without_answers[f"/en/{flow.id}/{outcome.id}/"]
        assert not soup.select(".trail"), outcome.id
        levels = Counter(claim.level.id for claim in outcome.claims)
        groups = soup.select("[aria-labelledby=know] .known")
        shown = [name for name in LEVELS if name in levels]
        for level, group in zip(shown, groups, strict=True):
            assert group["class"][-1] == f"strength-{shipped.levels[level].strength}"
            count = levels[level]
            [label] = group.select(":scope > :is(h3, summary)")
            # What only one article says is folded, and its label has no number.
            number = [f"{count} points"] if count > 1 and level != "article" else []
            words = [LEVELS[level], *number]
            assert label.get_text(" ", strip=True) == " ".join(words), outcome.id
            assert len(group.select(".claims > li")) == count, outcome.id
        sources = sum(len(claim.cite) for claim in outcome.claims)
        assert len(soup.select(".claims .sources > li")) == sources
        field = soup.select_one("input")
        assert field is not None
        assert str(field["value"]).endswith(f"/en/{flow.id}/{outcome.id}/")


def paths(flow: Flow) -> Iterator[dict[str, str]]:
    """Yield the answers of every path through a flow."""
    todo: list[dict[str, str]] = [{}]
    while todo:
        answers = todo.pop()
        step = replay(flow, answers).step
        if isinstance(step, Outcome | Target):
            yield answers
        else:
            todo += [{**answers, step.id: answer} for answer in step.answers]


def test_links_of_answers_end_where_replay_ends(client: FlaskClient, shipped: Site) -> None:
    """For every path of every flow, following the links of its answers leads to the same end."""
    walked = 0
    for flow in shipped.flows.values():
        for answers in paths(flow):
            url = follow(client, flow, answers)
            end = replay(flow, answers).step
            place = (end.flow, end.step) if isinstance(end, Target) else (flow.id, end.id)
            expected = "/".join(place)
            assert urlsplit(url).path.strip("/") == f"en/{expected}".strip("/")
            if isinstance(end, Outcome):
                html = client.get(url).text.replace("&#39;", "'")
                assert f'<h1 tabindex="-1">{end.heading}' in html
            walked += 1
    assert walked >= 100


def follow(client: FlaskClient, flow: Flow, answers: dict[str, str]) -> str:
    """Return the URL that the links of these answers lead to, from the start of a flow."""
    url = f"/en/{flow.id}/{flow.start}/"
    for question, answer in answers.items():
        html = client.get(url).text
        step = flow.steps[question]
        assert isinstance(step, Question)
        number = list(step.answers).index(answer)
        links = re.findall(r'<li><a href="([^"]*)"', html[html.index('class="answers"') :])
        url = links[number].replace("&amp;", "&")
    return url
