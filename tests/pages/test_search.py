"""The search on the front page: what is found, that nothing typed leaves the device, and what stands there without it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from threading import Thread

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from tests.conftest import Write, auditor, until
from tests.pages.example import present
from wizard import create_app, create_blueprint, load_flows
from wizard.loader.site import check_folder
from wizard.model.site import Site
from wizard.pages.search import SearchIndexer

MOST = 10_000  # bytes of an index, compressed
KEPT = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]"
FIND = """(typed) => {
    const field = document.getElementById('find');
    field.value = typed;
    field.dispatchEvent(new InputEvent('input'));
    return [...document.querySelectorAll('.found a')].map((link) => link.getAttribute('href'));
}"""
GUIDE = """\
title: <script>alert(1)</script> & {{ 7 * 7 }}
start: one
steps:
  one: {ask: Is it <b>so</b>?, answers: {a: {label: A, to: two}, b: {label: B, to: two}}}
  two: {ask: Two?, answers: {c: {label: C, to: [{if: {one: a}, to: end}, {to: other}]}}}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
  other: {outcome: Another end, claims: [{level: unknown, text: Nothing.}]}
"""

# What people would type, with slips and without accents; the topic is among the first three pages.
PHRASINGS: dict[str, dict[int, tuple[str, str, str]]] = {
    "en": {
        1: ("ice look up my licence", "what info does the DMV give to imigration", "can agents see my home address"),
        2: ("is there an agreement between the state and ICE", "rules for giving out drivers license info", "whats the MOU with homeland security"),
        3: ("is my license information private", "privacy law for drivers", "who protects my personal information"),
        4: ("has anyone sued over this", "lawsuits about dmv sharing data", "court case licence data"),
        5: ("am i affected if im a citizen", "who is at risk from data sharing", "does this affect green card holders"),
        6: ("what if the data they share is wrong", "mistakes in shared data", "does the dmv verify info before sending it"),
        7: ("how do i get a copy of my driving record", "fix a mistake on my license record", "my name is spelled wrong on my record"),
        8: ("do they share my social security number", "what can they not share", "limits on sharing information"),
        9: ("why does mississippi give data to ice", "reasons for sharing data", "why is my info being shared"),
        10: ("who oversees the data sharing", "audits of license data", "is anybody watching what they do"),
        11: ("can ICE request my data", "does ice need a warant", "what if a federal agency asks for my record"),
        12: ("how do they prevent abuse of my data", "is my data encrypted", "stop people from misusing license data"),
        13: ("people are afraid to call the police", "fear in the community", "do people still trust the state"),
        14: ("can i get deported because of my license", "will ice come to my house", "what could happen to my family"),
        15: ("can i see the contracts with ice", "public records request", "what does the state have to make public"),
        16: ("is it legal to share my license data", "does this break federal law", "state law and federal law on sharing"),
        17: ("do mississippi police work with ice", "287g agreement", "highway patrol helping immigration officers"),
        18: ("does sharing help police catch criminals", "racial profiling traffic stop", "how police use license data"),
        19: ("has anyone misused license data", "cases of abuse of data", "was there a data breach"),
        20: ("what do other states do", "does texas share license data too", "states that blocked ice"),
    },
    "es": {
        1: ("pueden ver mi licensia", "la migra puede ver mi direccion", "que datos le dan a ICE"),
        2: ("hay un acuerdo entre el estado y ICE", "reglas para compartir datos de licencias", "convenio con seguridad nacional"),
        3: ("es privada mi informacion de la licencia", "ley de privasidad", "quien protege mis datos personales"),
        4: ("alguien ha demandado al estado", "demandas por compartir datos", "caso en la corte sobre licencias"),
        5: ("a quien afecta esto", "me afecta si soy ciudadano", "quienes corren riesgo"),
        6: ("que pasa si los datos estan equivocados", "errores en los datos compartidos", "alguien verifica la informacion"),
        7: ("como pido una copia de mi record de manejo", "corregir un error en mi licencia", "mi nombre esta mal escrito"),
        8: ("comparten mi numero de seguro social", "que no pueden compartir", "limites para compartir informacion"),
        9: ("por que misisipi comparte datos con ice", "razones para compartir", "por que dan mi informacion"),
        10: ("quien vigila lo que hacen con los datos", "auditorias de datos", "quien supervisa esto"),
        11: ("ice puede pedir mis datos", "necesitan una orden judicial", "que pasa si una agencia federal pide mi informacion"),
        12: ("como evitan el abuso de mis datos", "estan encriptados mis datos", "proteccion contra mal uso"),
        13: ("la gente tiene miedo de llamar a la policia", "confianza en el estado", "miedo en la comunidad"),
        14: ("me pueden deportar por mi licencia", "ice va a venir a mi casa", "que le puede pasar a mi familia"),
        15: ("puedo ver los contratos con ice", "solicitud de registros publicos", "que tiene que decir el estado al publico"),
        16: ("es legal compartir mis datos", "eso va contra la ley federal", "ley estatal y ley federal"),
        17: ("la policia de misisipi trabaja con ice", "acuerdo 287g", "patrulla de caminos y la migra"),
        18: ("como usa la policia los datos de licencias", "perfil racial", "esto ayuda a la policia"),
        19: ("han abusado de los datos alguna vez", "casos de mal uso", "hubo robo de datos"),
        20: ("que hacen otros estados", "texas tambien comparte datos", "estados que bloquearon a ice"),
    },
}  # fmt: skip


def rows_of(client: FlaskClient, lang: str = "en", prefix: str = "") -> list[list[str]]:
    """The pages of an index: title, kind, address, and other words where there are some."""
    response = client.get(f"{prefix}/{lang}/search.json")
    assert response.status_code == 200
    return list(json.loads(response.data)["rows"])


# The index


def test_index_has_a_row_for_each_page(small_site: Site) -> None:
    """A row has the title, the kind of page and the URL; a topic may have other words."""
    index = json.loads(present(SearchIndexer, small_site).index())
    assert index["rows"] == [
        ["What is second?", "Topic 2", "topics/2/", "other words"],
        ["What is fifth?", "Topic 5", "topics/5/", ""],
        ["What is last?", "Topic 9", "topics/9/", ""],
        ["A guide", "At most 2 short questions.", "guide/"],
        ["A license from DPS?", "At most 2 short questions.", "guide/license/"],
        ["A car?", "Part of: A guide", "guide/"],
        ["Both", "Answer page", "guide/both/"],
        ["The answer", "Answer page", "guide/plain/"],
        ["The end", "Answer page", "guide/end/"],
        ["Another guide", "One question.", "other/"],
        ["Only this?", "One question.", "other/only/"],
        ["Done", "Answer page", "other/done/"],
        ["A note", "Letter", "letters/note/"],
        ["Stay safe", "Page", "safety/"],
    ]


def test_index_has_stopwords_of_its_language(small_site: Site) -> None:
    """The search ignores them; texts are not escaped, which would make the file larger."""
    english, spanish = (present(SearchIndexer, small_site, lang).index() for lang in ("en", "es"))
    assert "the" in json.loads(english)["stopwords"].split()
    assert "los" in json.loads(spanish)["stopwords"].split()
    assert "Una guía" in spanish


def test_the_index_is_small_and_held_by_any_cache(client: FlaskClient, shipped: Site) -> None:
    """In each language; it has a validator, and search engines leave it out. Prints what it weighs."""
    for lang in shipped.languages:
        response = client.get(f"/{lang}/search.json")
        weight = len(gzip.compress(response.data))
        print(f"\n{lang}: {len(response.data)} bytes, {weight} compressed")
        assert weight <= MOST
        assert response.content_type == "application/json"
        assert response.headers["Cache-Control"].startswith("public")
        assert response.headers["X-Robots-Tag"] == "noindex"
        again = client.get(
            f"/{lang}/search.json", headers={"If-None-Match": response.headers["ETag"]}
        )
        assert again.status_code == 304
    assert client.get("/fr/search.json").status_code == 404


@pytest.mark.parametrize("lang", ["en", "es"])
def test_each_page_of_the_index_opens_and_says_its_title(client: FlaskClient, lang: str) -> None:
    """Where it leads is the page of that title, or the first page of the guide that a question is a part of."""
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
    assert (
        len(kinds) >= 6
    )  # topics, guides and questions by their length, parts, answers, letters, pages


def test_the_index_holds_every_topic_guide_question_outcome_letter_and_page(
    client: FlaskClient, shipped: Site
) -> None:
    """Each once, in the reader's language."""
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


def test_what_people_may_type_is_found_and_shown_on_no_page(
    client: FlaskClient, shipped: Site
) -> None:
    """An author's other words for a topic, in each language, are in the index only."""
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


def test_a_question_that_cannot_be_opened_alone_leads_to_its_guide(write: Write) -> None:
    """Before a guard: to the first page of the flow, and says so. A site of one flow has an index too."""
    client = create_app(
        load_flows(write(guide=GUIDE.replace("<script>alert(1)</script> & {{ 7 * 7 }}", "A guide")))
    ).test_client()
    assert rows_of(client) == [
        ["A guide", "At most 2 short questions.", "guide/"],
        ["Is it <b>so</b>?", "At most 2 short questions.", "guide/one/"],
        ["Two?", "Part of: A guide", "guide/"],
        ["The end", "Answer page", "guide/end/"],
        ["Another end", "Answer page", "guide/other/"],
    ]


# Without the script


def test_without_scripts_there_is_no_field_and_the_topics_are_there(
    browser: Browser, server: str
) -> None:
    """With JavaScript off, and with the script lost on the way."""
    for scripts in (True, False):
        context = browser.new_context(base_url=server, java_script_enabled=scripts)
        page = context.new_page()
        page.route("**/static/search.*.js", lambda route: route.abort())
        page.goto("/en/")
        assert page.locator("input").count() == 0
        assert page.locator(".topics a").count() == 20
        context.close()


def test_the_field_is_in_no_form_and_has_no_name(client: FlaskClient) -> None:
    """It stands in a template, so the page without the script has none; its files are loaded on this page only."""
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


# In a browser


@pytest.fixture
def front(page: Page) -> Page:
    """The front page in English, its index loaded."""
    return opened(page, "en")


def opened(page: Page, lang: str) -> Page:
    """The front page in a language when its index has been read: pages are found, and then the field is empty again."""
    page.goto(f"/{lang}/")
    page.locator("#find").focus()
    until(page, f"({FIND})('ICE').length > 0")
    page.evaluate(FIND, "")
    return page


def said(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("search [role=status]")).to_have_text(words)


@pytest.mark.parametrize("lang", PHRASINGS)
def test_each_topic_is_found_by_what_people_would_type(page: Page, lang: str) -> None:
    """Among the first three pages, for three phrasings each. Prints how often it comes first."""
    opened(page, lang)
    said_nothing = page.locator("search [role=status]")
    expect(said_nothing).to_be_empty()
    page.locator("#find").fill(PHRASINGS[lang][1][0])
    expect(page.locator(".found a").first).to_be_visible()
    missed, first = [], 0
    for number, phrasings in PHRASINGS[lang].items():
        for phrasing in phrasings:
            found = page.evaluate(FIND, phrasing)
            first += found[:1] == [f"topics/{number}/"]
            if f"topics/{number}/" not in found[:3]:
                missed.append((number, phrasing, found))
    print(f"\n{lang}: {first} of 60 come first")
    assert missed == []
    assert {len(phrasings) for phrasings in PHRASINGS[lang].values()} == {3}
    assert list(PHRASINGS[lang]) == list(range(1, 21))


def test_accents_capitals_and_signs_change_nothing(page: Page) -> None:
    """However they are written: the same pages in the same order."""
    opened(page, "es")
    page.locator("#find").fill("¿Público?")
    expect(page.locator(".found a mark").first).to_have_text("público")
    plain = page.evaluate(FIND, "quien vigila como se comparten los datos con el publico")
    assert plain[0] == "topics/10/"
    for typed in (
        "¿Quién vigila cómo se comparten los datos con el público?",
        "QUIÉN VIGILA CÓMO SE COMPARTEN LOS DATOS CON EL PÚBLICO",
        "quie\u0301n... vigila: co\u0301mo (se) comparten los datos con el 'pu\u0301blico'",
    ):
        assert page.evaluate(FIND, typed) == plain, typed


def test_nothing_that_is_typed_leaves_the_page(page: Page, server: str) -> None:
    """One request, for the index, when the field is first used; none after, nothing stored, nothing in the history."""
    page.goto("/es/", wait_until="networkidle")
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(f"{request.method} {request.url} {request.post_data}"),
    )
    before = page.evaluate(
        "[history.length, JSON.stringify(history.state), location.href, document.title]"
    )
    field = page.locator("#find")
    field.focus()
    for word in ("la migra", "licensia", "Marcador Secreto"):
        field.press_sequentially(word)
        said(page, re.compile("."))
        field.press("Escape")
        page.locator("h1").click()
        field.focus()
    field.press_sequentially("Marcador")
    field.press("Enter")
    page.wait_for_load_state("networkidle")
    assert [line for line in asked if "/static/icon." not in line] == [
        f"GET {server}/es/search.json None"
    ]
    assert before == page.evaluate(
        "[history.length, JSON.stringify(history.state), location.href, document.title]"
    )
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
    assert page.context.cookies() == []


def test_what_was_typed_is_gone_when_the_page_is_left(front: Page) -> None:
    """After Back, after a reload, and in the copy that Back may show."""
    front.locator("#find").fill("Marker license")
    front.locator(".found a").first.click()
    expect(front.locator("#find")).to_have_count(0)
    front.go_back()
    expect(front.locator("#find")).to_have_value("")
    front.locator("#find").fill("Marker license")
    expect(front.locator(".found a").first).to_be_visible()
    front.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert front.locator("#find").input_value() == ""
    expect(front.locator(".found li")).to_have_count(0)
    said(front, "")
    front.locator("#find").fill("Marker license")
    front.reload()
    expect(front.locator("#find")).to_have_value("")


def test_results_are_links_that_say_where_they_lead(front: Page) -> None:
    """A list of links with the kind of page, the words that were found marked, each as large as a finger."""
    front.set_viewport_size({"width": 360, "height": 640})
    front.locator("#find").fill("fix a lisense in person")
    first = front.locator(".found a").first
    expect(first).to_have_attribute("href", "request-my-records/fix-license/")
    assert first.inner_text().splitlines() == ["License details are fixed in person", "Answer page"]
    assert first.locator("mark").all_inner_texts() == ["License", "fixed", "person"]
    for link in front.locator(".found a").all():
        assert (link.bounding_box() or {"height": 0})["height"] >= 48
    assert (front.locator("#find").bounding_box() or {"height": 0})["height"] >= 48
    assert front.locator(".found[aria-live], .found [aria-live]").count() == 0
    front.locator("#find").press("Tab")
    expect(first).to_be_focused()
    front.keyboard.press("Enter")
    expect(front.locator("h1")).to_have_text("License details are fixed in person")
    expect(front.locator("h1")).to_be_focused()  # swapped in, like any other page


def test_the_kinds_of_pages_that_are_found(front: Page) -> None:
    """Topics, answers, questions by how many there are, guides, letters, pages about the site."""
    kinds = set()
    for typed in (
        "audit",
        "talk to someone first",
        "which office to ask for papers",
        "car titled",
        "reminder letter",
        "safe shared phone",
    ):
        front.locator("#find").fill(typed)
        kinds |= set(front.locator(".found a small").all_inner_texts())
    assert {
        "Topic 10",
        "Answer page",
        "Letter",
        "Page",
        "Part of: What happens to my license data?",
    } <= kinds
    assert any(re.fullmatch(r"At most \d short questions\.", kind) for kind in kinds)


def test_the_number_of_pages_is_said_once_a_pause(front: Page) -> None:
    """Not at each key: first the last word is typed, then the number is heard, one time."""
    front.evaluate("""() => {
        window.heard = [];
        const status = document.querySelector('search [role=status]');
        const note = (changes) => heard.push(...changes.flatMap(({addedNodes}) => [...addedNodes].map((node) => node.data)));
        new MutationObserver(note).observe(status, {childList: true});
    }""")
    type_fast = """(typed) => {
        const field = document.getElementById('find');
        for (let end = 1; end <= typed.length; end++) {
            field.value = typed.slice(0, end);
            field.dispatchEvent(new InputEvent('input'));
        }
    }"""
    front.evaluate(type_fast, "driving record")
    said(front, re.compile(r"^\d pages fit, the best first\.$"))
    assert len(front.evaluate("heard")) == 1
    assert (
        int(front.locator("search [role=status]").inner_text()[0])
        == front.locator(".found li").count()
    )
    front.evaluate(type_fast, "qqqq")
    said(front, "Nothing fits. Try other words, or look through the lists below.")
    front.evaluate(type_fast, "chancery")
    said(front, "One page fits.")


def test_keys_of_the_field_do_what_people_expect(front: Page) -> None:
    """Escape empties it and lets go of nothing else; Enter goes to the first page that was found, and does not open it."""
    field = front.locator("#find")
    field.fill("license")
    field.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(front.locator(".found li")).to_have_count(0)
    said(front, "")
    field.press("Enter")
    expect(field).to_be_focused()
    field.fill("license")
    field.press("Enter")
    expect(front.locator(".found a").first).to_be_focused()
    front.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()


HOSTILE = {
    "blank": "  \t ",
    "long": "license " * 1250,
    "one-word": "a" * 10_000,
    "different-words": " ".join(f"word{number}" for number in range(1_500)),
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "pattern": r"^(a+)+$ [\p{L}] .* \u{110000} (?<x>",
    "emoji": "👩‍👩‍👧‍👦 🚗🚨 \ufe0f",
    "right-to-left": "رخصة القيادة \u202e\u2066 רישיון",
    "nothing": "\0\x01\x1f license \0",
    "half": "HALF license",  # half a character, which only the page itself can make
    "names": "constructor __proto__ hasOwnProperty toString",
    "template": "{{ 7*7 }} ${7*7} {count} %s",
    "accents": "ĺi\u0301ç\u0327éńśè",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_behave(front: Page, name: str) -> None:
    """They find pages or none, are shown nowhere, and nothing breaks: the page's console stays empty."""
    shown = front.locator("body > *:not(script)").evaluate_all(
        "parts => parts.map((part) => part.innerText).join()"
    )
    front.evaluate(
        """typed => {
            const field = document.getElementById('find');
            field.value = typed.replace('HALF', '\\ud83d');
            field.dispatchEvent(new InputEvent('input'));
        }""",
        HOSTILE[name],
    )
    rows = front.locator(".found li").count()
    assert rows <= 8
    assert rows or name not in ("long", "nothing", "half", "accents")
    assert not rows or name not in ("blank", "one-word", "emoji", "right-to-left")
    if name != "blank":
        said(front, re.compile("."))
    assert front.locator(".found :not(li, a, span, small, mark)").count() == 0
    front.locator("#find").press("Escape")
    said(front, "")
    after = front.locator("body > *:not(script)").evaluate_all(
        "parts => parts.map((part) => part.innerText).join()"
    )
    assert after == shown


def test_without_a_connection_the_search_says_so_and_tries_again(
    browser: Browser, server: str
) -> None:
    """Nothing is asked while keys are pressed; the next time the field has focus it is asked again."""
    page = browser.new_page(base_url=server)
    page.goto("/en/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    field = page.locator("#find")
    field.focus()
    said(page, "The search did not load. Check your connection, or look through the lists below.")
    field.press_sequentially("license")
    assert asked == [f"{server}/en/search.json"]
    page.context.set_offline(False)
    page.locator("h1").click()
    field.focus()
    expect(page.locator(".found a").first).to_be_visible()
    said(page, re.compile("pages fit"))
    page.close()


def test_the_search_is_there_however_the_front_page_was_reached(page: Page) -> None:
    """By a link that swaps the step, and by Back; without htmx its links still lead on."""
    page.goto("/en/topics/3/")
    page.locator(".site").click()
    expect(page.locator("#find")).to_be_visible()
    page.locator("#find").fill("court")
    page.locator(".found a").first.click()
    expect(page.locator("#find")).to_have_count(0)
    page.go_back()
    expect(page.locator("#find")).to_be_visible()


def test_nothing_moves_when_the_script_arrives(browser: Browser, server: str) -> None:
    """Its room is kept, at every width and in each language."""
    page = browser.new_page(base_url=server)
    held: list[Route] = []
    page.route("**/static/search.*.js", lambda route: held.append(route))
    for lang, width in (("en", 320), ("es", 360), ("es", 768), ("en", 1280)):
        page.set_viewport_size({"width": width, "height": 640})
        page.goto(f"/{lang}/", wait_until="commit")
        top = "document.querySelector('.cards').getBoundingClientRect().top"
        until(
            page,
            "document.querySelector('.topics') && getComputedStyle(document.body).display === 'flex'",
        )  # styled
        before = page.evaluate(top)
        until(page, lambda: held)
        held.pop().continue_()
        expect(page.locator("#find")).to_be_visible()
        assert page.evaluate(top) == before, (lang, width)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_found_is_accessible(page: Page, scheme: str) -> None:
    """axe-core finds nothing wrong and nothing undecided while pages are listed, and while none is."""
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 360, "height": 640})
    opened(page, "es")
    found = []
    for typed in ("pueden ver mi licensia", "qqqq"):
        page.locator("#find").fill(typed)
        said(page, re.compile("."))
        found += audit(page)
    assert found == []


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of an application, served by a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def test_an_author_s_texts_are_shown_as_they_are_and_links_keep_the_prefix(
    browser: Browser, write: Write
) -> None:
    """Mounted below another address, with markup in its titles."""
    host = Flask("host", static_folder=None)
    host.register_blueprint(create_blueprint(load_flows(write(guide=GUIDE))), url_prefix="/help")
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    with served(host) as address:
        page.goto(f"{address}/help/en/")
        page.locator("#find").fill("alert 7")
        expect(page.locator(".found a span").first).to_have_text(
            "<script>alert(1)</script> & {{ 7 * 7 }}"
        )
        page.locator("#find").fill("another end")
        page.locator(".found a").first.click()
        expect(page.locator("h1")).to_have_text("Another end")
        assert page.url == f"{address}/help/en/guide/other/"
    page.close()
    assert told == []


def test_the_words_that_find_a_topic_are_translated(write: Write) -> None:
    """They are a text like any other for translators; banned words may stand in them, since no page shows them."""
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
