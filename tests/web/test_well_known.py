"""What search engines and link previews get: public pages, and nothing about a reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.conftest import ROOT
from wizard import create_app
from wizard.model.site import Site

LISTED = [
    "/en/",
    "/es/",
    "/en/my-data/",
    "/en/my-data/federal-look-up/",
    "/es/topics/3/",
    "/en/about/",
    "/es/sources/",
]


def head(client: FlaskClient, address: str, agent: str = "") -> dict[str, str]:
    """The meta tags of a page by name or property, and its links by relation and language."""
    soup = BeautifulSoup(client.get(address, headers={"User-Agent": agent}).text, "html.parser")
    found = {
        str(tag.get("name") or tag.get("property")): str(tag.get("content"))
        for tag in soup.select("meta")
    }
    links = soup.select("link[rel=canonical], link[rel=alternate]")
    return found | {str(link.get("hreflang", "canonical")): str(link["href"]) for link in links}


def test_link_preview_says_for_whom_the_site_is(client: FlaskClient, shipped: Site) -> None:
    """So does the front page in a list of search results. A start page has its own summary."""
    for address in ("/en/", "/en/my-data/", "/en/my-data/federal-look-up/", "/en/about/"):
        assert head(client, address)["og:description"] == shipped.lead
    assert head(client, "/en/")["description"] == shipped.lead
    assert head(client, "/en/my-data/")["description"] == shipped.flows["my-data"].summary


@pytest.mark.parametrize("address", LISTED)
def test_indexable_page_names_itself_and_its_translations(
    client: FlaskClient, address: str
) -> None:
    """The URLs are absolute and work. A description says what the page is for."""
    found = head(client, address)
    assert found["canonical"] == f"http://localhost{address}"
    for lang in ("en", "es"):
        assert found[lang] == f"http://localhost/{lang}{address[3:]}"
        assert client.get(found[lang]).status_code == 200
    assert 20 < len(found["description"]) < 300
    assert "robots" not in found
    assert "X-Robots-Tag" not in client.get(address).headers


def test_front_page_is_listed_for_readers_of_other_languages(client: FlaskClient) -> None:
    """`/` and the home pages name each other, on the pages and in the sitemap. Other pages do not.

    Search engines ignore the set if one of its pages names another set.
    """
    pages = {"en": "/en/", "es": "/es/", "x-default": "/"}
    urls = {code: f"http://localhost{path}" for code, path in pages.items()}
    assert "X-Robots-Tag" not in client.get("/").headers
    for path in pages.values():
        found = head(client, path)
        assert found["canonical"] == f"http://localhost{path}"
        assert {code: found.get(code) for code in urls} == urls, path
        assert "robots" not in found
    sitemap = client.get("/sitemap.xml").text
    sets = re.findall(r"<url><loc>([^<]*)</loc>(.*)</url>", sitemap)
    rows = [dict(re.findall(r'hreflang="([^"]*)" href="([^"]*)"', row)) for _, row in sets]
    named = {url: row for (url, _), row in zip(sets, rows, strict=True) if "x-default" in row}
    assert named == dict.fromkeys(urls.values(), urls)
    assert "x-default" not in head(client, "/en/my-data/")


ONE = "title: A\nstart: a\nsteps:\n  a: {outcome: B, claims: [{level: unknown, text: C.}]}\n"


def test_front_page_of_one_language_redirects_to_its_home_page(write: Callable[..., Path]) -> None:
    """Only this time, as the site may get a second language. The sitemap has the home page only.

    No cache stores the redirect. The JSON of `/` still lists the one language.
    """
    client = create_app(write(one=ONE)).test_client()
    response = client.get("/?from=card", headers={"Accept-Language": "es"})
    assert (response.status_code, response.headers["Location"]) == (303, "/en/")
    assert response.headers["Cache-Control"] == "no-store"
    found = head(client, "/en/")
    assert found["canonical"] == found["en"] == "http://localhost/en/"
    assert "x-default" not in found
    sitemap = client.get("/sitemap.xml").text
    assert "<loc>http://localhost/en/</loc>" in sitemap
    assert "<loc>http://localhost/</loc>" not in sitemap
    assert "x-default" not in sitemap
    assert [link["href"] for link in client.get("/api/").get_json()["answers"]] == ["/en/"]


@pytest.mark.parametrize(
    "address", ["/en/my-data/topic/", "/en/my-data/held-license/?topic=holds", "/en/no/"]
)
def test_questions_answers_and_errors_are_not_indexable(client: FlaskClient, address: str) -> None:
    """Both the page and its header say so, and they name no canonical URL."""
    found = head(client, address)
    assert found["robots"] == "noindex"
    assert client.get(address, follow_redirects=True).headers["X-Robots-Tag"].startswith("noindex")
    assert not {"canonical", "en", "es"} & set(found)


@pytest.mark.slow
@pytest.mark.e2e
def test_link_preview_is_the_same_for_every_outcome(client: FlaskClient, shipped: Site) -> None:
    """It shows which site it is, never which outcome. Bots get the page that readers get."""
    for lang in shipped.languages:
        seen = set()
        for flow in shipped.flows.values():
            for outcome in flow.outcomes():
                for agent in ("Mozilla/5.0", "facebookexternalhit/1.1", "WhatsApp/2.24"):
                    found = head(client, f"/{lang}/{flow.id}/{outcome.id}/", agent)
                    previews = (
                        "og:title",
                        "og:description",
                        "og:image",
                        "twitter:title",
                        "description",
                    )
                    seen.add(tuple(found.get(name) for name in previews))
        assert len(seen) == 1


@pytest.mark.e2e  # a crawl of all pages, with the pictures of maps
def test_sitemap_has_exactly_the_indexable_pages(client: FlaskClient, shipped: Site) -> None:
    """A crawl by links finds the same ones. robots.txt names the sitemap and blocks nothing."""
    robots = client.get("/robots.txt")
    assert robots.text == "User-agent: *\nAllow: /\nSitemap: http://localhost/sitemap.xml\n"
    named = set(re.findall(r"<loc>http://localhost(/[^<]*)</loc>", client.get("/sitemap.xml").text))
    listed, seen, todo = set(), set(), ["/"]
    while todo:
        address = todo.pop()
        if address in seen or not address.endswith("/"):
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code == 200 and "X-Robots-Tag" not in response.headers:
            listed.add(address)
        todo += re.findall(r'<a [^>]*href="(/[^"?#]*)"(?![^>]*nofollow)', response.text)
    assert named == listed
    assert len(named) > 2 * (
        20 + sum(1 for flow in shipped.flows.values() for _ in flow.outcomes())
    )


def test_security_txt_names_the_contact_of_the_operator(
    client: FlaskClient, write: Callable[..., Path]
) -> None:
    """It follows RFC 9116 and is valid for half a year. Without a contact there is no such file."""
    assert client.get("/.well-known/security.txt").status_code == 404
    folder = write(one=ONE, site="security: https://www.example.org/report\n")
    response = (
        create_app(folder, lambda: date(2026, 11, 23))
        .test_client()
        .get("/.well-known/security.txt")
    )
    assert response.text.splitlines() == [
        "Contact: https://www.example.org/report",
        "Expires: 2027-05-22T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: http://localhost/.well-known/security.txt",
    ]
    assert response.content_type == "text/plain; charset=utf-8"


def test_each_promise_names_an_existing_test(client: FlaskClient) -> None:
    """The command under each promise collects at least one test."""
    soup = BeautifulSoup(client.get("/en/promises/").text, "html.parser")
    commands = [code.get_text() for code in soup.select("main code")]
    assert len(commands) == 12
    for command in commands:
        arguments = re.fullmatch(r"\.venv/bin/pytest (tests/\w+/\w+\.py) -k '?([^']+)'?", command)
        assert arguments, command
        text = (ROOT / arguments[1]).read_text("utf-8")
        for part in arguments[2].split(" or "):
            assert re.search(rf"^def test_\w*{part}\w*\(", text, re.MULTILINE), command
