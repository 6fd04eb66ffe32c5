"""The cutter of single files, on pages written by hand: it depends on few of their parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.conftest import SHORT_FLOW
from wizard import load_flows
from wizard.model.site import Site
from wizard.web import single_file as cutter
from wizard.web.assets import Asset
from wizard.web.single_file import single_file
from wizard.web.site_base import SiteBase

FRAME = """\
<!doctype html>
<html lang="en" dir="ltr"><head><title>A guide &amp; more</title></head><body>
<a class="skip" href="#main">Skip</a>
<header><a href="/en/"><svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg>Home</a>
<details id="languages"><summary>Language</summary><a href="/es/guide/end/">Español</a></details>
<a class="leave" href="https://neutral.example/">Leave</a></header>
<main id="main"><div id="step" data-shown="/en/guide/">STEP</div><div id="failed"></div></main>
<footer><div><h2>Do</h2><ul><li><a href="/en/letters/">Letters</a></li></ul></div>
<p>No advice.</p></footer>
</body></html>
"""
STEP = """\
<h1 tabindex="-1">Heading</h1>
<section aria-labelledby="take top"><h2 id="take">Take</h2><ul class="ways">
<li><a href="/en/guide/end/packet/"><svg><path d="M0"/></svg>Packet<span> of this</span></a></li>
<li data-online><a href="https://share.example/">Share</a></li>
</ul></section>
<ul class="next"><li><a href="/en/topics/1/"><b>Topic</b> one</a></li>
<li><a href="/en/guide/one/"><span>Back</span> to one</a></li>
<li><a href="#take">Above</a></li>
<li hidden>Copy</li></ul>
<p data-lines="2" data-act="x"><button>Press</button><a href="https://press.example/">Read</a></p>
<a href="/en/guide/offline/">Offline</a>
<template><p>Later</p></template>
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site of one flow."""
    (tmp_path / "guide.yaml").write_text(SHORT_FLOW, "utf-8")
    return load_flows(tmp_path)


def cut(site: Site, base: SiteBase, languages: tuple[str, ...] = ("en",)) -> BeautifulSoup:
    """Return the file of the flow, whose pages all look the same."""
    html = single_file(site, "guide", languages, base, lambda _path: FRAME.replace("STEP", STEP))
    return BeautifulSoup(html, "lxml")


def section(soup: BeautifulSoup, anchor: str) -> Tag:
    """Return a section of a file."""
    found = soup.find(id=anchor)
    assert isinstance(found, Tag)
    return found


def text(tag: Tag | None) -> str:
    """Return the text of an element on one line."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def test_section_has_header_step_and_footer(site: Site) -> None:
    """Around the step are the way home, the way out and the lines of the footer without links."""
    end = section(cut(site, SiteBase()), "en/end")
    assert text(end.header) == "Home Leave"
    assert [child.name for child in end.find_all(recursive=False)] == ["header", "div", "footer"]
    assert end.select('.main > [id="en/end/step"] > h1')
    assert text(end.footer) == "No advice."
    assert "Skip" not in end.get_text()


def test_links_lead_into_the_file_or_out_or_are_text(site: Site) -> None:
    """Tags within a link stay, whether or not it is still a link."""
    end = section(cut(site, SiteBase()), "en/end")
    assert [str(link["href"]) for link in end.select("a[href]")] == [
        "#first",
        "https://neutral.example/",
        "#en/one",
        "https://press.example/",
    ]
    assert str(end.select(".next li")[0]) == "<li><b>Topic</b> one</li>"
    assert text(end.select(".next li")[1]) == "Back to one"


def test_links_lead_to_the_site_if_its_url_is_known(site: Site) -> None:
    """The page that offers the file is not worth a link in the file."""
    end = section(cut(site, SiteBase.of("https://example.org")), "en/end")
    hrefs = [str(link["href"]) for link in end.select("a[href]")]
    assert "https://example.org/en/topics/1/" in hrefs
    assert "https://example.org/en/guide/end/packet/" in hrefs
    assert not [href for href in hrefs if "offline" in href]


def test_what_needs_the_site_or_scripts_is_left_out(site: Site) -> None:
    """A list without items goes with its section and heading."""
    end = section(cut(site, SiteBase()), "en/end")
    assert not end.select("template, button, [hidden], [data-online], [data-act], [data-shown]")
    assert end.select("[data-lines]")
    assert "Take" not in end.get_text()
    assert "Copy" not in end.get_text()


def test_list_items_of_a_start_page_that_lead_nowhere_are_left_out(site: Site) -> None:
    """They are links to other pages about the guide, such as its map."""
    start = section(cut(site, SiteBase()), "first")
    assert "Topic" not in text(start.select_one(".next"))
    assert "Back to one" in text(start.select_one(".next"))


def test_ids_are_unique_and_references_follow_them(site: Site) -> None:
    """Each section has its own ids, also in lists of ids."""
    soup = cut(site, SiteBase.of("https://example.org"))
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    take = soup.select_one('[id="en/end"] section')
    assert take is not None
    assert take["aria-labelledby"] == "en/end/take en/end/top"


def test_file_of_several_languages_offers_them(site: Site) -> None:
    """Wherever the list of languages is on the page. A file of one language has no list."""
    soup = cut(site, SiteBase(), ("en", "es"))
    assert [str(tag["id"]) for tag in soup.select(".page")] == [
        "en",
        "es",
        "en/one",
        "en/end",
        "es/one",
        "es/end",
        "first",
    ]
    assert soup.select('[id="en/end/languages"] a[href="#es/end"]')
    assert not cut(site, SiteBase()).select("[id$=languages]")
    assert text(soup.title) == "A guide & more"


def test_selectors_of_the_stylesheet_fit_the_sections(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids and `main` are changed in selectors, and colours are not."""
    css = b"#step>p,main:has(a){color:#fff}#main p{color:#add}:root:has(.letter) header{color:red}"
    asset = Asset("wizard.css", "text/css", css, "")
    monkeypatch.setattr(cutter, "read_assets", lambda _folder: {"wizard.css": asset})
    style = re.search(r"<style>(.*?)\n", str(cut(site, SiteBase()).style))
    assert style is not None
    assert style[1].replace("&gt;", ">") == (
        ':is(#_,[id$="/step"])>p,.main:has(a){color:#fff}'
        ':is(#_,[id$="/main"]) p{color:#add}.page:has(.letter) header{color:red}'
    )
