"""The same pages in every language, each wholly in its own, with names in another language marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from wizard import create_app
from wizard.model.site import Site

TODAY = date(2026, 11, 23)
ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "data-text", "content")
# Words that stand in nearly every English sentence and in no Spanish one.
ENGLISH = re.compile(
    r"\b(the|and|of|you|your|is|are|this|that|with|for|not|what|from|may|we|could|our|it|was|by|to|which|how|who)\b",
    re.I,
)
SPANISH = re.compile(
    r"\b(el|los|las|del|que|para|una|con|por|su|sus|es|no|se|esta|este|en|la|de)\b", re.I
)


@pytest.fixture(scope="module")
def pages(shipped: Site) -> dict[str, BeautifulSoup]:
    """The pages without a trail that links lead to, parsed, by address."""
    client, found, todo = (
        create_app(shipped, lambda: TODAY).test_client(),
        dict[str, BeautifulSoup](),
        ["/"],
    )
    while todo:
        address = todo.pop()
        if address in found:
            continue
        response = client.get(address)
        if response.status_code != 200:  # a question that cannot be opened without a past
            continue
        soup = found[address] = BeautifulSoup(response.text, "lxml")
        for link in soup.select("a[href^='/']:not([rel~=nofollow])"):
            target = str(link["href"]).split("?")[0]
            if target.endswith("/") and target not in found:
                todo.append(target)
    return found


def texts(soup: BeautifulSoup, lang: str) -> Iterator[str]:
    """The texts of a page that a reader or a screen reader meets in the page's language."""
    for node in soup.find_all(string=True):
        parents = [parent for parent in node.parents if isinstance(parent, Tag)]
        spoken = next((str(parent["lang"]) for parent in parents if parent.get("lang")), lang)
        if type(node) is NavigableString and spoken == lang and node.strip():
            yield re.sub(r"https?://\S+", "", str(node))
    for tag in soup.find_all(True):
        if tag.name == "meta" and tag.get("name") not in ("description",):
            continue
        spoken = next(
            (
                str(each["lang"])
                for each in [tag, *tag.parents]
                if isinstance(each, Tag) and each.get("lang")
            ),
            lang,
        )
        for name in ATTRIBUTES:
            if tag.get(name) and spoken == lang:
                yield str(tag[name])


def test_every_page_exists_in_every_language(pages: dict[str, BeautifulSoup]) -> None:
    """The sets of addresses are the same but for the language."""
    english = {address[3:] for address in pages if address.startswith("/en/")}
    spanish = {address[3:] for address in pages if address.startswith("/es/")}
    assert english == spanish
    assert len(english) > 130


def test_each_page_says_its_language_and_leads_to_its_twin(pages: dict[str, BeautifulSoup]) -> None:
    """In `lang`, in `dir`, and by the switch, that stays on the same page."""
    for address, soup in pages.items():
        if address == "/":
            continue
        lang, other = address[1:3], {"en": "es", "es": "en"}[address[1:3]]
        assert soup.html is not None
        assert (soup.html["lang"], soup.html["dir"]) == (lang, "ltr")
        [twin] = soup.select("#languages a")
        assert (twin["href"], twin["lang"], twin["hreflang"]) == (
            f"/{other}{address[3:]}",
            other,
            other,
        )


@pytest.mark.parametrize("wanted", ["", "es", "en-US,en;q=0.9", "fr", "es;q=x"])
def test_the_first_page_offers_every_language_and_chooses_none(shipped: Site, wanted: str) -> None:
    """Whatever a browser asks for: no redirect, and each language by its own name."""
    response = create_app(shipped).test_client().get("/", headers={"Accept-Language": wanted})
    assert response.status_code == 200
    links = BeautifulSoup(response.text, "lxml").select(".answers a")
    assert [(link["href"], link["lang"], link.get_text()) for link in links] == [
        ("/en/", "en", "English"),
        ("/es/", "es", "Español"),
    ]


def test_no_text_stays_behind_in_english(pages: dict[str, BeautifulSoup]) -> None:
    """Neither a text nor an attribute of a Spanish page reads like English, unless it is marked as English."""
    left = []
    for address, soup in pages.items():
        if address.startswith("/es/"):
            for text in texts(soup, "es"):
                if len(ENGLISH.findall(text)) > len(SPANISH.findall(text)):
                    left.append(f"{address}: {text.strip()[:100]}")
    assert sorted(set(left)) == []


def test_names_that_stay_english_are_marked(pages: dict[str, BeautifulSoup], shipped: Site) -> None:
    """So that a Spanish voice reads them in English."""
    names = [
        term.text for term in shipped.glossary.values() if term.keep and not term.text.isupper()
    ]
    assert names
    marked = {
        span.get_text() for soup in pages.values() for span in soup.select("main span[lang=en]")
    }
    assert marked & set(names)
    for address, soup in pages.items():
        if address.startswith("/es/"):
            for text in texts(soup, "es"):
                for name in names:
                    inside = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
                    assert not inside or text in str(soup.head), (address, name, text[:80])


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (
            "letters/records-dps/letter.pdf",
            {"en": "records-dps.pdf", "es": "carta-para-pedir-documentos-al-estado.pdf"},
        ),
        ("deadlines/state-request/2026-11-02/dates.ics", {"en": "dates.ics", "es": "fechas.ics"}),
    ],
)
def test_files_are_named_in_the_language_of_the_page(
    shipped: Site, path: str, names: dict[str, str]
) -> None:
    """With plain letters, and neutral words."""
    client = create_app(shipped, lambda: TODAY).test_client()
    for lang, name in names.items():
        assert (
            client.get(f"/{lang}/{path}").headers["Content-Disposition"]
            == f'attachment; filename="{name}"'
        )
