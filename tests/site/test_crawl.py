"""Every page of the shipped site, reached by plain links as a reader without JavaScript would reach it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from wizard import create_app, replay
from wizard.model.flow import Flow, Outcome, Question, Target
from wizard.model.site import Site
from wizard.web.security_headers import HEADERS

Fetch = Callable[[str], tuple[int, Any, str]]
TITLE = 70  # characters
TODAY = date(2026, 11, 23)
LEVELS = {
    "law": "The law says",
    "official": "An agency says",
    "reported": "Reports say",
    "unknown": "We could not find out",
    "article": "Only one article says so, not confirmed",
}
ALARMING = re.compile(
    r"\b(ice|deport\w*|undocumented|removal|migra\w*|inmigraci\w*|indocumentad\w*)\b", re.IGNORECASE
)


@pytest.fixture(scope="module", params=["app", "static"])
def fetch(request: pytest.FixtureRequest, shipped: Site) -> Fetch:
    """Asks the app for an address, or nginx for what was exported: the status, the headers, the text."""
    if request.param == "app":
        return asker(create_app(shipped, lambda: TODAY).test_client())
    site = request.getfixturevalue("static_site")

    def read(address: str) -> tuple[int, Any, str]:
        status, headers, body = site.get(address)
        return status, headers, body.decode()

    return read


def asker(client: FlaskClient) -> Fetch:
    """Asks an application."""

    def ask(address: str) -> tuple[int, Any, str]:
        response = client.get(address)
        return response.status_code, response.headers, response.text

    return ask


@pytest.fixture(scope="module")
def pages(fetch: Fetch) -> dict[str, str]:
    """Address to HTML of every page that links lead to from `/`; each answered 200 and set no cookie.

    Links that say nofollow, one for each day of three years, are sampled in a test of their own.
    """
    found = crawl(fetch, "/")
    for address in found:
        assert {name: fetch(address)[1].get(name) for name in HEADERS} == HEADERS, address
    return found


def crawl(fetch: Fetch, start: str, trails: bool = True) -> dict[str, str]:
    """Address to HTML of every page that links lead to from `start`, with or without those that carry answers."""
    found, todo = dict[str, str](), [start]
    while todo:
        address = todo.pop()
        if address in found or ("?" in address and not trails):
            continue
        status, headers, text = fetch(address)
        assert status == 200, (address, status, headers.get("Location"))
        assert "Set-Cookie" not in headers
        found[address] = text
        links = [link for link in links_in(text, nofollow=False) if link not in found]
        todo += [
            link for link in links if urlsplit(link).path.endswith("/")
        ]  # what ends otherwise is a file
    return found


def links_in(html: str, nofollow: bool) -> list[str]:
    """The addresses on this site that a page links to, with or without asking crawlers to stay away."""
    tags = [tag for tag in re.findall(r"<a [^>]*>", html) if ("nofollow" in tag) == nofollow]
    return [
        match[1].replace("&amp;", "&")
        for tag in tags
        if (match := re.search(r'href="(/[^"]*)"', tag))
    ]


@pytest.fixture(scope="module")
def bare(pages: dict[str, str]) -> dict[str, BeautifulSoup]:
    """The pages without a trail, parsed."""
    return {
        address: BeautifulSoup(html, "lxml")
        for address, html in pages.items()
        if "?" not in address
    }


def test_every_flow_step_and_topic_is_reached(pages: dict[str, str], shipped: Site) -> None:
    """By links alone, in every language."""
    reached = {re.sub("~[0-9]+/", "/", urlsplit(address).path) for address in pages}
    for lang in shipped.languages:
        assert {f"/{lang}/topics/{number}/" for number in range(1, 21)} <= reached
        assert {f"/{lang}/letters/{name}/" for name in shipped.letters} <= reached
        for flow in shipped.flows.values():
            assert {
                f"/{lang}/{flow.id}/",
                *(f"/{lang}/{flow.id}/{step}/" for step in flow.steps),
            } <= reached


def test_every_page_leads_to_the_records_and_out_of_here(
    pages: dict[str, str], shipped: Site
) -> None:
    """One link to the flow that comes first, one to leave, on each."""
    for address, html in pages.items():
        lang = address.split("/")[1] or shipped.languages[0]
        assert f'href="/{lang}/{shipped.first}/"' in html, address
        assert f'href="{shipped.leave}"' in html, address


def test_every_page_is_well_formed(pages: dict[str, str]) -> None:
    """A strict parser finds nothing to repair. Pages that differ in their trail only are sampled."""
    parser = html5lib.HTMLParser(strict=False)
    sample = [
        html
        for number, (address, html) in enumerate(pages.items())
        if "?" not in address or number % 25 == 0
    ]
    for html in sample:
        assert html.startswith("<!doctype html>")
        parser.parse(html)
        assert parser.errors == [], html[:300]


def test_pages_behind_nofollow_links_answer_and_are_sound(
    pages: dict[str, str], fetch: Fetch, shipped: Site
) -> None:
    """Every hundredth of the days that can be chosen: well-formed, one heading, one way out, never listed or stored."""
    parser = html5lib.HTMLParser(strict=False)
    links = [link for html in pages.values() for link in links_in(html, nofollow=True)]
    assert len(links) in (4 * 2, 4 * 2 * (3 * 365 + 1))  # of one day, or of three years
    for link in links[::100]:
        status, headers, text = fetch(link)
        assert status == 200, link
        assert headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet", link
        assert headers["Cache-Control"] == "no-store", link
        parser.parse(text)
        assert parser.errors == [], link
        assert text.count("<h1") == 1, link
        assert f'href="{shipped.leave}"' in text, link


def test_every_page_has_one_heading_and_orderly_ones_below(bare: dict[str, BeautifulSoup]) -> None:
    """One h1, no level skipped, one main, everything in a landmark."""
    for address, soup in bare.items():
        levels = [int(tag.name[1]) for tag in soup.select("h1, h2, h3, h4")]
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), address
        assert len(soup.select("main#main")) == 1, address


def test_titles_are_unique_short_and_calm(bare: dict[str, BeautifulSoup]) -> None:
    """A shared phone's history lists them. A question that is there for several pasts is one question to a reader."""
    titles = [
        soup.title.get_text() for address, soup in bare.items() if soup.title and "~" not in address
    ]
    assert len(titles) == len([address for address in bare if "~" not in address])
    assert sorted(title for title in set(titles) if titles.count(title) > 1) == []
    assert [title for title in titles if len(title) > TITLE or ALARMING.search(title)] == []
    assert [
        address for address in bare if ALARMING.search(address.replace("-", " ").replace("/", " "))
    ] == []


def test_nothing_is_fetched_from_elsewhere_and_links_outward_tell_nothing(
    bare: dict[str, BeautifulSoup],
) -> None:
    """Only own files; https only; no referrer."""
    for address, soup in bare.items():
        for tag in soup.select(
            "link[href]:not([rel~=alternate], [rel~=canonical]), script[src], img[src]"
        ):
            assert str(tag.get("href") or tag.get("src")).startswith("/"), address
        for tag in soup.select(
            "link[rel~=alternate], link[rel~=canonical]"
        ):  # fetched by nobody, and whole by rule
            assert str(tag["href"]).startswith(("http://localhost/", "https://example.org/")), (
                address
            )
        for link in soup.select("a[href]"):
            if not str(link["href"]).startswith(("/", "#")):
                assert str(link["href"]).startswith(("https://", "sms:?&body=http")), (
                    address,
                    link["href"],
                )
                assert "noreferrer" in (link.get("rel") or []), (address, link["href"])


def test_no_page_takes_anything_from_the_reader(bare: dict[str, BeautifulSoup]) -> None:
    """No form. A field holds a page's own address, or waits in a template for the script that searches on the device."""
    for address, soup in bare.items():
        assert not soup.find_all(["form", "textarea", "select", "style"]), address
        assert not soup.select("[style], script:not([src])"), address
        for field in soup.find_all("input"):
            assert not field.has_attr("name"), address
            assert field.has_attr("readonly") or field.find_parent("template", id="search"), address


def test_attributes_of_htmx_are_valid_html(pages: dict[str, str]) -> None:
    """data-hx-* only, and never code in an attribute."""
    for html in pages.values():
        assert not re.search(r"<[^>]* (hx-|on[a-z]+=)|hx-on|javascript:", html)


def test_every_outcome_opens_alone_and_says_how_well_it_is_supported(
    bare: dict[str, BeautifulSoup], shipped: Site
) -> None:
    """Without its query no answer shows; each claim has its evidence in words."""
    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            soup = bare[f"/en/{flow.id}/{outcome.id}/"]
            assert not soup.select(".trail"), outcome.id
            said = [item.get_text() for item in soup.select(".claims > li > b")]
            assert sorted(said) == sorted(LEVELS[claim.level] for claim in outcome.claims), (
                outcome.id
            )
            assert len(soup.select(".claims .sources > li")) == sum(
                len(claim.cite) for claim in outcome.claims
            )
            field = soup.select_one("input")
            assert field is not None
            assert str(field["value"]).endswith(f"/en/{flow.id}/{outcome.id}/")


def paths(flow: Flow) -> Iterator[dict[str, str]]:
    """Every way of answering a flow to its end."""
    todo: list[dict[str, str]] = [{}]
    while todo:
        answers = todo.pop()
        step = replay(flow, answers).step
        if isinstance(step, Outcome | Target):
            yield answers
        else:
            todo += [{**answers, step.id: answer} for answer in step.answers]


def test_the_walk_over_http_ends_where_the_replay_ends(client: FlaskClient, shipped: Site) -> None:
    """For every path of every flow, by following the links of its answers."""
    walked = 0
    for flow in shipped.flows.values():
        for answers in paths(flow):
            address = f"/en/{flow.id}/{flow.start}/"
            for question, answer in answers.items():
                html = client.get(address).text
                step = flow.steps[question]
                assert isinstance(step, Question)
                number = list(step.answers).index(answer)
                links = re.findall(r'<li><a href="([^"]*)"', html[html.index('class="answers"') :])
                address = links[number].replace("&amp;", "&")
            end = replay(flow, answers).step
            there = (
                f"/en/{end.flow}/{end.step}/"
                if isinstance(end, Target)
                else f"/en/{flow.id}/{end.id}/"
            )
            assert urlsplit(address).path == re.sub("//$", "/", there)
            if isinstance(end, Outcome):
                assert f'<h1 tabindex="-1">{end.heading}' in client.get(address).text.replace(
                    "&#39;", "'"
                )
            walked += 1
    assert walked >= 300
