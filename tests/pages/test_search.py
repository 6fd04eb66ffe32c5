"""The index of the search and its field, without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.conftest import Write
from tests.form_flow import FORMS
from tests.pages.example import present
from tests.rows import FLOW, write_rows
from wizard import create_app, load_flows
from wizard.loader.site import check_folder
from wizard.model.flow import Target
from wizard.model.site import ContentPage, Site
from wizard.pages.search import COMMON, SearchIndexer

MAX_SIZE = 20_000  # bytes of a compressed index


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
    """Return the rows of an index: title, kind, URL, other words, words of the text."""
    response = client.get(f"{prefix}/{lang}/search.json")
    assert response.status_code == 200
    return [row[:5] for row in json.loads(response.data)["rows"]]


def weights_of(site: Site) -> Mapping[str, float]:
    """Return what a match counts, by the title of the page."""
    rows = json.loads(present(SearchIndexer, site).index())["rows"]
    return {title: weight for title, *_, weight in rows}


def made(write: Write, **files: str) -> list[list[str]]:
    """Return the rows of the English index of a folder with these files."""
    return rows_of(create_app(load_flows(write(**{"guide": GUIDE} | files))).test_client())


def test_page_that_is_only_a_link_has_no_row(small_site: Site) -> None:
    """Its target has one, and a reader should not find the same page twice."""
    link = ContentPage("help", "Who helps?", "", Target("guide", "plain"))
    site = replace(small_site, pages={"help": link})
    rows = json.loads(present(SearchIndexer, site).index())["rows"]
    assert "Who helps?" not in [row[0] for row in rows]
    assert "The answer" in [row[0] for row in rows]


def test_index_has_a_row_for_each_page(small_site: Site) -> None:
    """A row has the title, the kind of page, the URL, other words, and the words of the text."""
    index = json.loads(present(SearchIndexer, small_site).index())
    assert [row[:4] for row in index["rows"]] == [
        ["Both", "Answer page", "guide/both/", ""],
        ["The answer", "Answer page", "guide/plain/", "Short"],
        ["The end", "Answer page", "guide/end/", ""],
        ["Done", "Answer page", "other/done/", ""],
        ["A note", "Letter", "letters/note/", ""],
        ["Count the days", "Page", "deadlines/", ""],
        [
            "When did you send it?",
            "Deadline",
            "deadlines/sent/",
            "I sent a letter to DPS, Letter sent",
        ],
        ["Stay safe", "Page", "safety/", ""],
        ["Letters to print or save", "Page", "letters/", ""],
        ["What changed", "Page", "changes/", ""],
        ["What is second?", "Topic 2", "topics/2/", "other words"],
        ["What is fifth?", "Topic 5", "topics/5/", ""],
        ["What is last?", "Topic 9", "topics/9/", ""],
        ["A guide", "Up to 2 short questions.", "guide/", ""],
        ["Another guide", "One question.", "other/", ""],
        ["A license from DPS?", "Up to 2 short questions.", "guide/license/", "License"],
        ["A car?", "Part of: A guide", "guide/", ""],
        ["Only this?", "One question.", "other/only/", ""],
    ]


def test_index_has_words_of_the_text_once(small_site: Site) -> None:
    """They are in lower case, without stopwords and without the words of the title."""
    note = replace(small_site.letters["note"], subject="About the paper of {day}")
    site = replace(small_site, letters={"note": note})
    text = {row[0]: row[4] for row in json.loads(present(SearchIndexer, site).index())["rows"]}
    assert text["The answer"] == "holds must say ask read go"  # `says`, claims and `next`
    assert text["Only this?"] == "one two"  # the labels of the answers
    assert text["A note"] == "paper"  # the subject, without a placeholder
    assert text["When did you send it?"] == "date late answer federal"  # `help`, and the dates
    assert text["What changed"] == "right list new"


def test_question_is_found_by_the_words_of_its_boxes(write: Write) -> None:
    """Each box has its words there once, however many sets it is in."""
    row = next(row for row in made(write, guide=FORMS) if row[0].startswith("Which of these"))
    assert row[4] == "no heat hot water mold none"


def test_word_of_too_many_pages_is_left_out(write: Write) -> None:
    """It would not tell them apart."""
    ends = "".join(
        f"  end-{number}: {{outcome: End {number}, says: {says}, "
        "claims: [{level: unknown, text: x}]}\n"
        for number, says in enumerate(["common rare", *["common"] * COMMON])
    )
    answers = ", ".join(
        f"a{number}: {{label: A, to: end-{number}}}" for number in range(COMMON + 1)
    )
    guide = (
        f"title: A guide\nstart: one\nsteps:\n  one: {{ask: One?, answers: {{{answers}}}}}\n{ends}"
    )
    texts = [row[4] for row in made(write, guide=guide)]
    assert "rare" in texts
    assert not any("common" in text for text in texts)


def test_answer_counts_more_than_question(small_site: Site) -> None:
    """A question asks with the words of its answers, and is no answer itself."""
    weights = weights_of(small_site)
    assert weights["Both"] == weights["A note"] == weights["Stay safe"] == 1
    assert 1 > weights["What is second?"] > weights["A guide"] > weights["A car?"]


def test_pages_with_equal_titles_are_one_row(write: Write) -> None:
    """Readers cannot distinguish them. An answer is kept before a question."""
    guide = GUIDE.replace("ask: Two?", "ask: The end").replace("Another end", "The end")
    rows = [row for row in made(write, guide=guide) if row[0] == "The end"]
    assert rows == [["The end", "Answer page", "guide/end/", "", "nothing"]]


SOURCED = "level: unknown, url: 'https://office.example/'"


def test_office_leads_to_the_page_that_lists_it(write: Write) -> None:
    """That is a page of the site, or else the outcome or letter that lists the fewest offices."""
    rows = made(
        write,
        guide=GUIDE.replace("{outcome: The end,", "{outcome: The end, offices: [a, b],").replace(
            "{outcome: Another end,", "{outcome: Another end, offices: [b],"
        ),
        offices="".join(f"{each}: {{name: {each} b, does: Helps., {SOURCED}}}\n" for each in "abc"),
        site="pages: {help: {title: Help, text: Call., offices: [c]}}\n",
    )
    assert [row for row in rows if row[1] == "Office or group"] == [
        ["a b", "Office or group", "guide/end/", "", "helps"],
        ["b b", "Office or group", "guide/other/", "", "helps"],
        ["c b", "Office or group", "help/", "", "helps"],
    ]


def test_index_has_synonyms_of_its_language(write: Write) -> None:
    """A language without any has an empty list."""
    folder = write(
        guide=GUIDE, site="languages: [en, es]\n", synonyms="en: [[car, old truck], [fee, cost]]\n"
    )
    site, problems = check_folder(folder, draft=True)
    assert site is not None, problems
    english, spanish = (
        json.loads(present(SearchIndexer, site, lang).index())["synonyms"] for lang in ("en", "es")
    )
    assert english == [["car", "old truck"], ["fee", "cost"]]
    assert spanish == []


def test_index_has_stopwords_of_its_language(small_site: Site) -> None:
    """The search ignores them. Text is not escaped, because that would make the file larger."""
    english, spanish = (present(SearchIndexer, small_site, lang).index() for lang in ("en", "es"))
    assert "the" in json.loads(english)["stopwords"].split()
    assert "los" in json.loads(spanish)["stopwords"].split()
    assert "Una guía" in spanish


def test_index_is_small_and_cacheable(client: FlaskClient, shipped: Site) -> None:
    """It has an ETag, and search engines leave it out. The test prints its size."""
    for lang in shipped.languages:
        sent = client.get(f"/{lang}/search.json", headers={"Accept-Encoding": "br"})
        assert sent.headers["Content-Encoding"] == "br"
        response = client.get(f"/{lang}/search.json")
        size = len(sent.data)
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
        if kind in ("Office or group", "Oficina o grupo"):
            assert title in soup.get_text()
        elif kind.startswith(("Part of", "Parte de")):
            assert heading.get_text() == kind.partition(": ")[2]
        else:
            assert heading.get_text() == title
        kinds.add(re.sub(r"\d+|:.*", "", kind))
    # Topics, guides and questions by their length, parts, answers, letters, dates, offices, pages.
    assert len(kinds) >= 8


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
    assert {page.title for page in shipped.pages.values() if not page.to} <= titles
    assert {office.name for office in shipped.offices.values()} <= titles
    assert shipped.deadlines is not None
    assert {event.ask for event in shipped.deadlines.events.values()} <= titles
    assert "What changed" in titles
    spanish = {title for title, *_ in rows_of(client, "es")}
    assert titles & spanish <= {office.name for office in shipped.offices.values()}
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


LETTER = "title: A letter\nalso: stamp\nsubject: A\nto: [An office]\nbody: [Hello.]\n"
DATES = """\
title: Count
state: MS
events:
  sent:
    {title: Sent, label: I sent it, ask: When?, also: calendar, says: Sent.,
     dates: [{label: Late, count: 3, unit: calendar, calendar: state, note: Late.}]}
"""


def test_other_words_are_only_in_the_index(write: Write) -> None:
    """Readers find a step, letter, event or page by words that it does not use."""
    guide = GUIDE.replace("{outcome: The end,", "{outcome: The end, title: Over, also: handcuffs,")
    folder = write(
        guide=guide.replace("{ask: Two?,", "{ask: Two?, also: pair,"),
        deadlines=DATES,
        site="pages: {about: {title: About, also: authors, text: Us.}}\n",
    )
    (folder / "letters").mkdir()
    (folder / "letters" / "one.yaml").write_text(LETTER, "utf-8")
    client = create_app(load_flows(folder)).test_client()
    also = {row[0]: row[3] for row in rows_of(client)}
    assert also["The end"] == "handcuffs, Over"
    assert also["Two?"] == "pair"
    assert also["A letter"] == "stamp"
    assert also["When?"] == "I sent it, calendar, Sent"
    assert also["About"] == "authors"
    for url in ("guide/end", "guide/two", "letters/one", "deadlines/sent", "about"):
        page = client.get(f"/en/{url}/", follow_redirects=True).text
        assert not re.search("handcuffs|pair|stamp|calendar,|authors", page)


def test_index_links_question_with_history_to_its_guide(write: Write) -> None:
    """A question before a condition cannot be opened directly."""
    assert {row[0]: row[1:3] for row in made(write)} == {
        "The end": ["Answer page", "guide/end/"],
        "Another end": ["Answer page", "guide/other/"],
        "A guide": ["Up to 2 short questions.", "guide/"],
        "Is it <b>so</b>?": ["Up to 2 short questions.", "guide/one/"],
        "Two?": ["Part of: A guide", "guide/"],
    }


def test_search_offers_doors_for_a_search_without_result(client: FlaskClient) -> None:
    """They are the first two guides and the page on help, hidden until needed."""
    soup = BeautifulSoup(client.get("/es/").text, "html.parser")
    doors = soup.find("ul", class_="doors", hidden=True)
    assert isinstance(doors, Tag)
    assert doors.find_parent("template") is not None
    assert doors.find_parent(role="status") is not None
    assert [link["href"] for link in doors.find_all("a")] == [
        "/es/request-my-records/",
        "/es/my-data/",
        "/es/request-my-records/find-help/",
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
    assert len(client.get(str(tag["src"])).text.splitlines()) < 150


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


def test_index_has_the_lists_and_the_start_page_of_each_row(tmp_path: Path) -> None:
    """The steps are left out: those of many states would make the index large."""
    site = load_flows(write_rows(tmp_path))
    rows = rows_of(create_app(site).test_client())
    assert [row[:4] for row in rows if not row[2].startswith("topics")] == [
        ["Ask a state for its papers", "Which state?", "records/", "public records"],
        ["Ask for papers", "Page", "letters/request/", ""],
        ["Letters to print or save", "Page", "letters/", ""],
        [
            "Ask Alabama for its papers",
            "One question.",
            "records/al/",
            "al, public records, Open Records Act",
        ],
        [
            "Ask District of Columbia for its papers",
            "One question.",
            "records/dc/",
            "dc, public records, FOIA",
        ],
        [
            "Ask North Carolina for its papers",
            "One question.",
            "records/nc/",
            "nc, public records, Public Records Law",
        ],
    ]


def test_list_of_rows_is_found_by_words_that_all_of_them_have(tmp_path: Path) -> None:
    """What only some of them say would lead readers of others there."""
    flow = FLOW.replace("text: Wait a little.", "text: Have some patience.")
    flow = flow.replace("text: We do not know.", "text: Nobody saw that.")
    rows = rows_of(create_app(load_flows(write_rows(tmp_path, records=flow))).test_client())
    words = next(row[4].split() for row in rows if row[2] == "records/")
    assert {"choose", "late", "wait", "nobody"} <= {*words}
    assert {"patience", "alabama", "working"}.isdisjoint(words)
