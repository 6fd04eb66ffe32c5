"""Every page exists in every language; names in another language are marked as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from wizard import create_app
from wizard.model.site import Site

pytestmark = pytest.mark.e2e  # all pages of the shipped site

TODAY = date(2026, 11, 23)
ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "data-text", "content")
# Words that are in nearly every English sentence and in no Spanish one.
ENGLISH = re.compile(
    r"\b(the|and|of|you|your|is|are|this|that|with|for|not|what|from|may|we|could|our|it|was|by|to|"
    r"which|how|who)\b",
    re.I,
)
SPANISH = re.compile(
    r"\b(el|los|las|del|que|para|una|con|por|su|sus|es|no|se|esta|este|en|la|de)\b", re.I
)


@pytest.fixture(scope="module")
def pages(shipped: Site) -> dict[str, BeautifulSoup]:
    """Return the parsed pages without answers that links lead to, by URL."""
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
        if response.status_code != 200:  # a question that cannot be opened without earlier answers
            continue
        soup = found[address] = BeautifulSoup(response.text, "lxml")
        for link in soup.select("a[href^='/']:not([rel~=nofollow])"):
            target = str(link["href"]).split("?")[0]
            if target.endswith("/") and target not in found:
                todo.append(target)
    return found


def texts(soup: BeautifulSoup, lang: str) -> Iterator[str]:
    """Yield the text of a page that readers and screen readers get in the page's language."""
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
    """The sets of URLs are the same except for the language."""
    english = {address[3:] for address in pages if address.startswith("/en/")}
    spanish = {address[3:] for address in pages if address.startswith("/es/")}
    assert english == spanish
    assert len(english) > 130


def test_page_states_its_language_and_links_to_its_translation(
    pages: dict[str, BeautifulSoup],
) -> None:
    """The language is in `lang` and `dir`, and the switch stays on the same page."""
    for address, soup in pages.items():
        if address == "/":
            continue
        lang, other = address[1:3], {"en": "es", "es": "en"}[address[1:3]]
        assert soup.html is not None
        assert (soup.html["lang"], soup.html["dir"]) == (lang, "ltr")
        [translation] = soup.select("#languages a")
        assert (translation["href"], translation["lang"], translation["hreflang"]) == (
            f"/{other}{address[3:]}",
            other,
            other,
        )


@pytest.mark.parametrize("wanted", ["", "es", "en-US,en;q=0.9", "fr", "es;q=x"])
def test_first_page_offers_every_language_without_redirect(shipped: Site, wanted: str) -> None:
    """It does so whatever language a browser asks for, and names each language in itself."""
    response = create_app(shipped).test_client().get("/", headers={"Accept-Language": wanted})
    assert response.status_code == 200
    links = BeautifulSoup(response.text, "lxml").select(".begin a")
    assert [(link["href"], link["hreflang"], link.get_text()) for link in links] == [
        ("/en/", "en", "English"),
        ("/es/", "es", "Español"),
    ]


def test_spanish_pages_have_no_unmarked_english(pages: dict[str, BeautifulSoup]) -> None:
    """No text and no attribute reads like English, unless it is marked as English."""
    left = []
    for address, soup in pages.items():
        if address.startswith("/es/"):
            for text in texts(soup, "es"):
                if len(ENGLISH.findall(text)) > len(SPANISH.findall(text)):
                    left.append(f"{address}: {text.strip()[:100]}")
    assert sorted(set(left)) == []


def test_names_kept_in_english_are_marked(pages: dict[str, BeautifulSoup], shipped: Site) -> None:
    """Screen readers then read them in English."""
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


def test_answer_with_a_marked_name_is_one_box(pages: dict[str, BeautifulSoup]) -> None:
    """An answer is a flex container, so each element next to its text would be a column."""
    answers = [link for soup in pages.values() for link in soup.select(".answers a")]
    assert [link for link in answers if link.select("span span[lang=en]")]
    in_columns = [
        link for link in answers if len([part for part in link.contents if str(part).strip()]) != 1
    ]
    assert in_columns == []


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (
            "letters/records-dps/letter.pdf",
            {"en": "records-dps.pdf", "es": "carta-para-pedir-acuerdos-a-seguridad-publica.pdf"},
        ),
        ("deadlines/state-request/2026-11-02/dates.ics", {"en": "dates.ics", "es": "fechas.ics"}),
    ],
)
def test_files_have_names_in_the_language_of_the_page(
    shipped: Site, path: str, names: dict[str, str]
) -> None:
    """The names have ASCII letters only, and neutral words."""
    client = create_app(shipped, lambda: TODAY).test_client()
    for lang, name in names.items():
        assert (
            client.get(f"/{lang}/{path}").headers["Content-Disposition"]
            == f'attachment; filename="{name}"'
        )
