"""The shipped letters: what each must contain, in every format, and their pages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.pages.letter_requirements import AROUND, IN_LETTER, MAYBE_POLICE, NOWHERE, POLICE
from wizard import create_app, load_flows
from wizard.model.flow import Outcome, Target
from wizard.model.letters import Letter
from wizard.model.site import Site
from wizard.pages.letter_files import FORMATS, write_docx, write_pdf, write_text

Write = Callable[..., Path]


def plain(text: str) -> str:
    """Return a text without white space and lines of blanks, which differ between formats."""
    return re.sub(r"[\s_\u2060]+", "", text)


def of_pdf(letter: Letter) -> str:
    """Return the text of a letter's PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(letter))).pages)


def of_docx(letter: Letter) -> str:
    """Return the text of a letter's DOCX."""
    return "\n".join(
        paragraph.text for paragraph in docx.Document(io.BytesIO(write_docx(letter))).paragraphs
    )


def soup_of(client: FlaskClient, name: str, lang: str = "en") -> BeautifulSoup:
    """Return the parsed page of a letter."""
    response = client.get(f"/{lang}/letters/{name}/")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def article_of(soup: BeautifulSoup) -> Tag:
    """Return the letter on its page."""
    article = soup.select_one("article.letter")
    assert article is not None
    return article


@pytest.fixture
def hostile() -> Letter:
    """Return a letter in which all text looks like code to one of the writers."""
    code = (
        '#panic("x") $x^2$ *b* _i_ `r` @ref <tag> \\u{41} // /* #sys.inputs = - + '
        'https://example.org {{ {% & "'
    )
    return Letter("hostile", code, code, code, (code,), (code, (code, code)), {}, (), (), ())


def test_requirements_are_of_all_letters(shipped: Site) -> None:
    """A new letter needs a list of what must be in it, and around it."""
    assert set(IN_LETTER) == set(AROUND) == set(shipped.letters)


@pytest.mark.parametrize("name", IN_LETTER)
@pytest.mark.parametrize("form", ["page", "pdf", "docx", "txt"])
def test_letter_in_each_format_has_all_that_the_office_needs(
    client: FlaskClient, shipped: Site, name: str, form: str
) -> None:
    """The page, the PDF, the DOCX and the text file have the same content."""
    letter = shipped.letters[name]
    got = plain(
        {
            "page": lambda: article_of(soup_of(client, name)).get_text(),
            "pdf": lambda: of_pdf(letter),
            "docx": lambda: of_docx(letter),
            "txt": lambda: write_text(letter).decode(),
        }[form]()
    )
    assert [element for element, text in IN_LETTER[name].items() if plain(text) not in got] == []


@pytest.mark.parametrize("name", IN_LETTER)
def test_letter_page_has_all_that_the_reader_needs(
    client: FlaskClient, shipped: Site, name: str
) -> None:
    """Warnings are before the letter and deadlines after it. Neither is part of the letter."""
    soup = soup_of(client, name)
    step = soup.select_one("#step")
    assert step is not None
    around = plain(step.get_text().replace(article_of(soup).get_text(), ""))
    assert [text for text in AROUND[name] if plain(text) not in around] == []
    order = [tag.get("id") or tag.name for tag in soup.select("#before, article, #after")]
    assert order == ["before", "article", "after"]
    for action in (*shipped.letters[name].before, *shipped.letters[name].after):
        assert plain(action.label) not in plain(write_text(shipped.letters[name]).decode())


def test_letter_page_has_advice_in_the_order_of_use(client: FlaskClient) -> None:
    """What to do with the letter is above it; files, steps and sources are next to it."""
    soup = soup_of(client, "records-dps")
    column, aside = soup.select("#step > div, #step > aside")
    parts = [tag.get("id") or tag.name for tag in column.find_all(True, recursive=False)]
    assert parts == ["h1", "p", "how", "div", "article"]
    summary = column.select_one("#before > summary")
    assert summary is not None
    assert "9 points" in summary.get_text()
    assert not summary.find_parent("details", open=True)
    assert [heading.get_text() for heading in aside.select("h2")] == [
        "Or fill it in by pen",
        "After you send it",
        "Where to send it or ask",
        "Share this page",
    ]
    assert [item.get("start") for item in aside.select("#after ~ .proof ol")] == [None, "5"]


def test_only_the_date_of_writing_has_a_button_for_today(client: FlaskClient) -> None:
    """A script adds or shows all buttons, so without one there are none."""
    soup = soup_of(client, "records-dps")
    assert [blank["aria-label"] for blank in soup.select(".letter [data-today]")] == ["Date"]
    assert not soup.select("#step > :not(template) :not([hidden]) > button")


@pytest.mark.parametrize("name", IN_LETTER)
def test_letter_page_has_no_address_or_example_that_may_harm(
    client: FlaskClient, name: str
) -> None:
    """Neither the letter nor the remarks have one."""
    text = soup_of(client, name).get_text()
    assert [wrong for wrong in NOWHERE if wrong in text] == []


@pytest.mark.parametrize(
    "name", ["federal-agency", "federal-case", "federal-travel", "federal-prints"]
)
def test_federal_text_first_says_how_to_send_it_and_then_to_talk_to_someone(
    client: FlaskClient, name: str
) -> None:
    """Both are above the text and its files. The second has a link."""
    first, second, *_ = soup_of(client, name).select("#before > ul > li")
    assert "must generally be made online" in first.get_text()
    assert second.get_text().startswith("Talk to a lawyer or an accredited representative")
    assert second.select_one('a[href="/en/request-my-records/talk-first/"]')


@pytest.mark.parametrize(
    ("name", "caution"),
    [
        *((name, POLICE) for name in ("records-dps", "driving-record", "fix-license")),
        *((name, MAYBE_POLICE) for name in ("reminder", "reply-to-denial", "fee-question")),
        ("criminal-history", "Talk to a lawyer"),
        ("federal-appeal", "Talk to a lawyer"),
        ("fix-federal", "Talk to a lawyer"),
    ],
)
def test_letter_to_police_or_homeland_security_starts_with_caution(
    client: FlaskClient, name: str, caution: str
) -> None:
    """It is the first remark above the letter."""
    soup = soup_of(client, name)
    first, shown = soup.select_one("#before > ul > li"), soup.select_one("#before > summary small")
    assert first is not None
    assert shown is not None
    assert first.get_text().startswith(caution)
    # It can be read while the other remarks are folded.
    assert shown.get_text().startswith(caution)


# Blanks of details that a reader never types.
BY_HAND = {
    *("birth", "license", "signature", "signed", "notary", "file-number", "vehicle"),
    *("old-detail", "new-detail", "wrong", "right"),
}
ABOUT_THE_READER = {"driving-record", "federal-appeal", "fix-license", "title-record"}


def test_date_of_each_letter_can_be_filled_in_with_today(shipped: Site) -> None:
    """Every letter has one blank for the date of writing."""
    found = {
        letter.id: [blank.id for blank in letter.blanks.values() if blank.today]
        for letter in shipped.letters.values()
    }
    assert found == {name: ["date"] for name in shipped.letters}


def test_blanks_that_identify_a_person_are_handwritten_only(shipped: Site) -> None:
    """So are names and addresses, in a letter about the reader's own record."""
    for letter in shipped.letters.values():
        own = letter.id in ABOUT_THE_READER | {"criminal-history"} or "birth" in letter.blanks
        by_hand = BY_HAND | ({"name", "names", "address", "lawyer"} if own else set())
        # Reasons say what is wrong with a file here, and what is wrong with an answer elsewhere.
        by_hand |= {"reasons"} if letter.id == "fix-federal" else set()
        for blank in letter.blanks.values():
            assert blank.handwritten_only == (blank.id in by_hand), (letter.id, blank.id)


def test_every_letter_is_linked_from_an_outcome(shipped: Site) -> None:
    """Readers do not have to find the list of letters."""
    outcomes = [outcome for flow in shipped.flows.values() for outcome in flow.outcomes()]
    targets = [
        action.to
        for outcome in outcomes
        for action in outcome.next
        if isinstance(action.to, Target)
    ]
    assert {to.step for to in targets if to.flow == "letters"} == set(shipped.letters)


def test_letters_page_lists_all_letters(client: FlaskClient, shipped: Site) -> None:
    """The list has their titles and summaries, in order."""
    soup = BeautifulSoup(client.get("/en/letters/").text, "html.parser")
    links = [(*link.stripped_strings, link["href"]) for link in soup.select("#step .rows a")]
    assert [(title, href) for title, _, href in links] == [
        (letter.title, f"/en/letters/{letter.id}/") for letter in shipped.letters.values()
    ]
    assert links[0][1] == next(iter(shipped.letters.values())).summary


def test_titles_of_letters_are_short_and_unique(shipped: Site) -> None:
    """They are listed in the history of a browser."""
    titles = [letter.title for letter in shipped.letters.values()]
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if len(title) > 46] == []


@pytest.mark.parametrize("name", IN_LETTER)
def test_letter_prints_on_two_pages_at_most(shipped: Site, name: str) -> None:
    """One sheet of paper is enough."""
    assert len(PdfReader(io.BytesIO(write_pdf(shipped.letters[name]))).pages) <= 2


def test_writers_escape_the_text_of_authors(hostile: Letter, shipped: Site) -> None:
    """Typst, Word, text and HTML show the same characters."""
    wanted = plain(hostile.title)
    assert plain(of_pdf(hostile)).count(wanted) == 5
    assert plain(of_docx(hostile)).count(wanted) == 5
    assert plain(write_text(hostile).decode()).count(wanted) == 5
    client = create_app(replace(shipped, letters={"hostile": hostile})).test_client()
    assert plain(article_of(soup_of(client, "hostile")).get_text()).count(wanted) == 5


@pytest.mark.parametrize("kind", FORMATS)
def test_letter_files_are_cacheable_and_have_neutral_names(client: FlaskClient, kind: str) -> None:
    """They contain nothing about the reader. Search engines leave them out."""
    response = client.get(f"/en/letters/records-dps/letter.{kind}")
    assert response.status_code == 200
    assert response.content_type == FORMATS[kind].media
    assert response.headers["Content-Disposition"] == f'attachment; filename="records-dps.{kind}"'
    assert response.headers["Cache-Control"].startswith("public")
    assert response.headers["X-Robots-Tag"] == "noindex"
    again = client.get(
        f"/en/letters/records-dps/letter.{kind}",
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304


def test_letter_page_links_to_its_files(client: FlaskClient) -> None:
    """There are three files, each can be downloaded, and all say that they have blanks."""
    soup = soup_of(client, "reminder")
    assert [link.get_text(strip=True) for link in soup.select("#fill ~ .rows a")] == [
        "PDF, to print (with blanks)",
        "Word file, to fill in and print (with blanks)",
        "Plain text, to copy (with blanks)",
    ]
    assert "what you typed is not in them" in soup.get_text()
    links = [str(link["href"]) for link in soup_of(client, "reminder").select("#fill ~ .rows a")]
    assert links == [f"/en/letters/reminder/letter.{kind}" for kind in ("pdf", "docx", "txt")]
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "address",
    [
        "/en/letters/none/",
        "/en/letters/none/letter.pdf",
        "/en/letters/reminder/letter.exe",
        "/xx/letters/reminder/",
    ],
)
def test_unknown_letters_get_404(client: FlaskClient, address: str) -> None:
    """So do unknown formats and languages."""
    assert client.get(address).status_code == 404


def test_site_without_letters_has_no_letters_page(write: Write) -> None:
    """The folder of letters is optional."""
    flow = "title: A\nstart: a\nsteps:\n  a: {outcome: B, claims: [{level: unknown, text: C.}]}\n"
    client = create_app(load_flows(write(guide=flow))).test_client()
    assert client.get("/en/letters/").status_code == 404
    assert client.get("/en/letters/reminder/").status_code == 404


def test_letter_page_in_another_language_shows_the_original_letter(shipped: Site) -> None:
    """The letter is in the language of the office, marked as such, with a translation below."""
    letter = shipped.letters["records-dps"]
    spoken = {
        "Mailing address": "Dirección",
        letter.subject: "Solicitud",
        str(letter.body[0]): "Fecha: {date} {time}",
    }
    client = create_app(
        replace(shipped, languages=("en", "es"), texts={"es": spoken})
    ).test_client()
    english, spanish = soup_of(client, "records-dps"), soup_of(client, "records-dps", "es")
    assert spanish.html is not None
    assert spanish.html["lang"] == "es"
    assert article_of(spanish)["lang"] == "en"
    assert article_of(spanish).get_text() == article_of(english).get_text()
    translation = [line.get_text().replace("_", "") for line in spanish.select("#translation > p")]
    assert translation[:2] == ["Solicitud", "Fecha:  "]
    assert "Dirección: " in translation
    assert not english.select("#translation")
    notes = {
        str(term.get_text()): str(term.find_next("dd")) for term in spanish.select("dt[lang=en]")
    }
    assert notes["Mailing address"].startswith("<dd>Dirección. ")


def test_letter_script_is_loaded_on_letter_pages_only(client: FlaskClient) -> None:
    """It is short and has an integrity hash."""
    tag = soup_of(client, "reminder").select_one('script[src*="/letter."]')
    assert tag is not None
    assert str(tag["integrity"]).startswith("sha256-")
    assert tag.has_attr("defer")
    assert "/static/letter." not in client.get("/en/letters/").text
    assert len(client.get(str(tag["src"])).text.splitlines()) <= 100


def test_outcome_links_to_the_page_of_its_letter(shipped: Site, client: FlaskClient) -> None:
    """The link to a letter in a flow becomes the URL of its page."""
    outcome = shipped.flows["request-my-records"].steps["papers-dps"]
    assert isinstance(outcome, Outcome)
    soup = BeautifulSoup(client.get("/en/request-my-records/papers-dps/").text, "html.parser")
    assert [link["href"] for link in soup.select('.deeds a[href*="letters"]')] == [
        "/en/letters/records-dps/"
    ]
