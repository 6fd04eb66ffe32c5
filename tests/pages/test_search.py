"""The index of the search and its field, without a browser."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.conftest import Write
from tests.pages.example import present
from wizard import create_app, load_flows
from wizard.loader.site import check_folder
from wizard.model.site import Site
from wizard.pages.search import SearchIndexer

MAX_SIZE = 10_000  # bytes of a compressed index


GUIDE = """\
title: A guide
start: one
steps:
  one: {ask: Is it <b>so</b>?, answers: {a: {label: A, to: two}, b: {label: B, to: two}}}
  two: {ask: Two?, answers: {c: {label: C, to: [{if: {one: a}, to: end}, {to: other}]}}}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
  other: {outcome: Another end, claims: [{level: unknown, text: Nothing.}]}
"""


def rows_of(client: FlaskClient, lang: str = "en", prefix: str = "") -> list[list[str]]:
    """Return the rows of an index: title, kind, URL and, for some, other words."""
    response = client.get(f"{prefix}/{lang}/search.json")
    assert response.status_code == 200
    return list(json.loads(response.data)["rows"])


def test_index_has_a_row_for_each_page(small_site: Site) -> None:
    """A row has the title, the kind of page and the URL; a topic may have other words."""
    index = json.loads(present(SearchIndexer, small_site).index())
    assert index["rows"] == [
        ["What is second?", "Topic 2", "topics/2/", "other words"],
        ["What is fifth?", "Topic 5", "topics/5/", ""],
        ["What is last?", "Topic 9", "topics/9/", ""],
        ["A guide", "Up to 2 short questions.", "guide/"],
        ["A license from DPS?", "Up to 2 short questions.", "guide/license/"],
        ["A car?", "Part of: A guide", "guide/"],
        ["Both", "Answer page", "guide/both/"],
        ["The answer", "Answer page", "guide/plain/"],
        ["The end", "Answer page", "guide/end/"],
        ["Another guide", "One question.", "other/"],
        ["Only this?", "One question.", "other/only/"],
        ["Done", "Answer page", "other/done/"],
        ["A note", "Letter", "letters/note/"],
        ["Stay safe", "Page", "safety/"],
        ["What changed", "Page", "changes/"],
    ]


def test_index_has_stopwords_of_its_language(small_site: Site) -> None:
    """The search ignores them. Text is not escaped, because that would make the file larger."""
    english, spanish = (present(SearchIndexer, small_site, lang).index() for lang in ("en", "es"))
    assert "the" in json.loads(english)["stopwords"].split()
    assert "los" in json.loads(spanish)["stopwords"].split()
    assert "Una guía" in spanish


def test_index_is_small_and_cacheable(client: FlaskClient, shipped: Site) -> None:
    """It has an ETag, and search engines leave it out. The test prints its size."""
    for lang in shipped.languages:
        response = client.get(f"/{lang}/search.json")
        size = len(gzip.compress(response.data))
        print(f"\n{lang}: {len(response.data)} bytes, {size} compressed")
        assert size <= MAX_SIZE
        assert response.content_type == "application/json"
        assert response.headers["Cache-Control"].startswith("public")
        assert response.headers["X-Robots-Tag"] == "noindex"
        again = client.get(
            f"/{lang}/search.json", headers={"If-None-Match": response.headers["ETag"]}
        )
        assert again.status_code == 304
    assert client.get("/fr/search.json").status_code == 404


@pytest.mark.parametrize("lang", ["en", "es"])
def test_index_rows_link_to_pages_of_that_title(client: FlaskClient, lang: str) -> None:
    """A question that cannot be opened directly links to the first page of its guide."""
    kinds = set()
    for title, kind, address, *_ in rows_of(client, lang):
        response = client.get(f"/{lang}/{address}")
        assert response.status_code == 200, address
        soup = BeautifulSoup(response.text, "html.parser")
        heading = soup.select_one("h1")
        assert heading is not None
        if kind.startswith(("Part of", "Parte de")):
            assert heading.get_text() == kind.partition(": ")[2]
        else:
            assert heading.get_text() == title
        kinds.add(re.sub(r"\d+|:.*", "", kind))
    # Topics, guides and questions by their length, parts, answers, letters and pages.
    assert len(kinds) >= 6


def test_index_of_shipped_site_has_every_title(client: FlaskClient, shipped: Site) -> None:
    """Each page is there once, in the language of the reader."""
    found = [(row[0], row[2]) for row in rows_of(client)]
    assert len(set(found)) == len(found)
    titles = {title for title, _ in found}
    for flow in shipped.flows.values():
        assert {flow.title, *(question.ask for question in flow.questions())} <= titles
        assert {outcome.heading for outcome in flow.outcomes()} <= titles
    assert {one.ask for one in shipped.topics.values()} <= titles
    assert {letter.title for letter in shipped.letters.values()} <= titles
    assert {page.title for page in shipped.pages.values()} <= titles
    spanish = {title for title, *_ in rows_of(client, "es")}
    assert not titles & spanish
    assert "¿Cómo puedo ver o corregir mi propio registro?" in spanish


def test_other_words_of_topics_are_only_in_the_index(client: FlaskClient, shipped: Site) -> None:
    """They are there in each language, and on no page."""
    assert all(topic.also for topic in shipped.topics.values())
    message = {
        lang: {row[2]: row[3] for row in rows_of(client, lang) if len(row) > 3}
        for lang in ("en", "es")
    }
    assert "deport" in message["en"]["topics/14/"]
    assert "la migra" in message["es"]["topics/1/"]
    for number, topic in shipped.topics.items():
        assert message["en"][f"topics/{number}/"] == topic.also
        assert topic.also not in client.get(f"/en/topics/{number}/").get_data(as_text=True)


def test_other_words_of_outcome_are_only_in_the_index(write: Write) -> None:
    """Readers find an outcome by words that its page does not use."""
    guide = GUIDE.replace("{outcome: The end,", "{outcome: The end, also: handcuffs,")
    client = create_app(load_flows(write(guide=guide))).test_client()
    assert ["The end", "Answer page", "guide/end/", "handcuffs"] in rows_of(client)
    assert "handcuffs" not in client.get("/en/guide/end/").text


def test_index_links_question_with_history_to_its_guide(write: Write) -> None:
    """A question before a condition cannot be opened directly."""
    client = create_app(load_flows(write(guide=GUIDE))).test_client()
    assert rows_of(client) == [
        ["A guide", "Up to 2 short questions.", "guide/"],
        ["Is it <b>so</b>?", "Up to 2 short questions.", "guide/one/"],
        ["Two?", "Part of: A guide", "guide/"],
        ["The end", "Answer page", "guide/end/"],
        ["Another end", "Answer page", "guide/other/"],
    ]


def test_search_field_is_in_no_form_and_has_no_name(client: FlaskClient) -> None:
    """It is in a template, which only the script shows, and which only this page has."""
    soup = BeautifulSoup(client.get("/es/").text, "html.parser")
    [field] = soup.find_all("input")
    assert isinstance(field, Tag)
    assert field.find_parent("template") is not None
    assert field.find_parent("form") is None
    assert not field.has_attr("name")
    off = {
        name: str(field[name])
        for name in (
            "autocomplete",
            "autocorrect",
            "autocapitalize",
            "spellcheck",
            "writingsuggestions",
        )
    }
    assert off == {
        "autocomplete": "off",
        "autocorrect": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
        "writingsuggestions": "false",
    }
    [tag] = soup.select("[src*='/search.']")
    assert str(tag["integrity"]).startswith("sha256-")
    assert str(tag["src"]) not in client.get("/es/my-data/").text
    assert len(client.get(str(tag["src"])).text.splitlines()) < 100


def test_check_folder_reports_untranslated_search_words(write: Write) -> None:
    """Translators translate them. Unwanted words are allowed in them, since no page shows them."""
    folder = write(
        guide=GUIDE.replace("{outcome: The end,", "{outcome: The end, topics: [1],"),
        topics="1: {ask: What is so?, also: alarm}\n",
        site="languages: [en, es]\nwords: [alarm*]\n",
    )
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_text('msgid "The end"\nmsgstr "El final"\n', "utf-8")
    found = [
        problem
        for problem in check_folder(folder)[1]
        if problem.location.file.endswith("topics.yaml")
    ]
    assert [(problem.code, problem.location.line) for problem in found] == [
        ("translation-missing", 1)
    ] * 2
