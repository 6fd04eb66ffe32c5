"""The URL of an exported site, and the links and anchors in its pages."""

from __future__ import annotations

import pytest

from wizard.export.links import LinkChecker, anchors_in, links_in
from wizard.web.site_base import SiteBase


@pytest.mark.parametrize(
    ("url", "origin", "prefix"),
    [
        ("https://example.org", "https://example.org", ""),
        ("HTTPS://Example.org/", "https://example.org", ""),
        ("http://localhost:8000/a/b/", "http://localhost:8000", "/a/b"),
    ],
)
def test_site_base_of_url_has_origin_and_prefix(url: str, origin: str, prefix: str) -> None:
    """Neither ends with a slash."""
    assert SiteBase.of(url) == SiteBase(origin, prefix)


@pytest.mark.parametrize("url", ["example.org", "ftp://a.b", "https://a.b/?c", "https://a.b/c d"])
def test_site_base_of_invalid_url_raises(url: str) -> None:
    """The message has an example."""
    with pytest.raises(ValueError, match=r"is not a URL such as https://example\.org"):
        SiteBase.of(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/help/en/", "/en/"),
        ("https://example.org/help/en/", "/en/"),
        ("/help", None),
        ("/helpful/en/", None),
        ("/en/", None),
        ("//example.org/help/", None),
        ("https://example.com/help/", None),
    ],
)
def test_local_path_is_none_outside_the_site(url: str, expected: str | None) -> None:
    """A site without a base has every path, but no other host."""
    assert SiteBase("https://example.org", "/help").local_path(url) == expected
    assert SiteBase().local_path("/en/") == "/en/"
    assert SiteBase().local_path("//example.org/en/") is None


def test_links_in_finds_all_urls_that_a_browser_opens_or_loads() -> None:
    """Text that looks like an attribute is not a link."""
    page = '<a href="/a/?x=1&amp;y=2"><img src="b.svg"><div data-shown="/c/"> href="/text/"'
    picture = '<a xlink:href="/d/"/>'
    sitemap = "<loc>https://e.example/</loc>"
    assert links_in(page) == {"/a/?x=1&y=2", "b.svg", "/c/"}
    assert links_in(picture + sitemap) == {"/d/", "https://e.example/"}


def test_anchors_in_finds_ids() -> None:
    """Other attributes that end in "id" are not anchors."""
    assert anchors_in('<p id="one">id="text"</p><p class="x" id="two" data-id="no">') == {
        "one",
        "two",
    }


PAGE = """\
<a href="/">a</a><a href="#here" id="here"><a href="#no"><a href="../#top"><a href="/en/?a=b">
<img src="gone.svg"><a href="https://example.com/x"><a href="sms:?&amp;body=x"> href="/text/" """


def test_link_checker_reports_files_and_anchors_that_are_missing() -> None:
    """It checks pages, anchors, pictures and relative links, but no other sites."""
    links = LinkChecker(SiteBase())
    assert links.add("en/index.html", PAGE) == {"/", "/en/", "/en/?a=b", "/en/gone.svg"}
    links.add("index.html", "<h1>Top</h1>")
    assert list(links.broken({"index.html", "en/index.html"})) == [
        'en/index.html: link to a missing anchor "#no"',
        'en/index.html: link to a missing anchor "../#top"',
        'en/index.html: broken link "/en/?a=b"',
        'en/index.html: broken link "gone.svg"',
    ]


def test_link_checker_reports_links_that_leave_the_prefix() -> None:
    """The same link on two pages is reported for each; a relative one depends on its page."""
    links = LinkChecker(SiteBase.of("https://example.org/help"))
    for name in ("en/index.html", "en/guide/index.html"):
        links.add(name, '<a href="/"><a href="../"><a href="/help/en/#a"><a href="/help/es/">')
    assert list(links.broken({"index.html", "en/index.html", "en/guide/index.html"})) == [
        message
        for page in ("en/guide/index.html", "en/index.html")
        for message in (
            f'{page}: link "/" points outside the site',
            f'{page}: link to a missing anchor "/help/en/#a"',
            f'{page}: broken link "/help/es/"',
        )
    ]
