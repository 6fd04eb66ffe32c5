"""The words of the texts: what `wizard check --words` finds, and the glossary at work on the pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.conftest import ROOT
from wizard import create_app, load_flows
from wizard.check.readability import MAX_SENTENCE, check_words, score, sentences
from wizard.i18n.glossary import first_use
from wizard.loader.site import check_folder
from wizard.model.site import Site

Write = Callable[..., Path]

FLOW = """title: A guide
start: end
steps:
  end:
    outcome: {heading}
    says: {says}
    claims: [one]
    next: [{{label: {label}}}]
"""
CLAIMS = """one:
  level: unknown
  text: {claim}
"""
GLOSSARY = """ICE: {means: immigration officers, keep: true}
ID: {}
license: {es: licencia}
"""
EASY = "You can ask for it. They must send it to you. It is free. " * 9
HARD = (
    "Governmental organizations habitually disseminate confidential identification information internationally. "
    * 12
)
EASY_ES = "Usted puede pedir su licencia. No tiene que pagar. La ley lo dice. " * 9
HARD_ES = (
    "Las organizaciones gubernamentales habitualmente diseminan información confidencial. " * 14
)


def as_it_is(text: str) -> str:
    """English is not translated."""
    return text


def translated(catalog: Mapping[str, str], text: str) -> str:
    """A text as a catalog has it, or as it is."""
    return catalog.get(text, text)


@pytest.fixture
def site(write: Write) -> Callable[..., Site]:
    """A site of one flow with one outcome: site(says="…", claim="…")."""

    def site(
        heading: str = "The end",
        says: str = "It is so.",
        claim: str = "We know.",
        label: str = "Ask.",
        **files: str,
    ) -> Site:
        texts = {
            "guide": FLOW.format(heading=heading, says=says, label=label),
            "claims": CLAIMS.format(claim=claim),
        }
        return load_flows(write(**(texts | {"glossary": GLOSSARY} | files)))

    return site


def found(
    site: Site, language: str = "en", translate: Callable[[str], str] = as_it_is
) -> list[tuple[str, str]]:
    """Place and code of each finding."""
    return [
        (
            f"{Path(problem.location.file).name}:{problem.location.line}:{problem.location.column}",
            problem.code,
        )
        for problem in check_words(site, language, translate)
    ]


def test_the_shipped_words_are_easy(shipped: Site) -> None:
    """In the language they were written in."""
    assert check_words(shipped, "en", as_it_is) == []


def test_every_text_of_the_shipped_site_is_looked_at(shipped: Site) -> None:
    """A text that nobody reads aloud here would go unseen: each goes through the translation."""
    seen: set[str] = set()

    def note(text: str) -> str:
        seen.add(text)
        return text

    check_words(shipped, "en", note)
    texts = {shipped.notice, *(claim.text for claim in shipped.claims.values())}
    assert shipped.banner
    texts |= {shipped.banner.label, *(page.text for page in shipped.pages.values())}
    for letter in shipped.letters.values():
        texts |= {
            letter.title,
            letter.summary,
            *(action.label for action in [*letter.before, *letter.after]),
        }
    for topic in shipped.topics.values():
        texts |= {topic.ask, topic.article, topic.found, topic.missing}
    for flow in shipped.flows.values():
        texts |= {flow.title, flow.summary}
        for question in flow.questions():
            texts |= {
                question.ask,
                question.why,
                question.help,
                *(a.label for a in question.answers.values()),
            }
        for outcome in flow.outcomes():
            texts |= {outcome.heading, outcome.says, *(action.label for action in outcome.next)}
            texts |= {claim.text for claim in outcome.claims}
    texts |= {source.note for source in shipped.sources.values()}
    assert texts - seen - {""} == set()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"says": "word " * 25 + "end."}, ("guide.yaml:4:3", "words-sentence")),
        ({"claim": "Go. " + "word " * 25 + "end."}, ("claims.yaml:1:1", "words-sentence")),
        ({"says": "You must do this TODAY or NEVER."}, ("guide.yaml:4:3", "words-acronym")),
        ({"says": "This is IMPORTANT for you."}, ("guide.yaml:4:3", "words-capitals")),
        ({"says": "You DO NOT have to."}, ("guide.yaml:4:3", "words-capitals")),
        ({"claim": '"Note: it may change."'}, ("claims.yaml:1:1", "words-capitals")),
        ({"label": "Click here for the form"}, ("guide.yaml:8:12", "words-link")),
        ({"label": "Pulse aquí"}, ("guide.yaml:8:12", "words-link")),
        ({"label": "Read more"}, ("guide.yaml:8:12", "words-link")),
        ({"claim": "We asked OGIS for help."}, ("claims.yaml:1:1", "words-acronym")),
        ({"heading": "Ask ICE for papers"}, ("guide.yaml:4:3", "words-acronym")),
    ],
)
def test_each_flaw_is_found_where_it_stands(
    site: Callable[..., Site], texts: dict[str, str], expected: tuple[str, str]
) -> None:
    """A claim's flaw stands in claims.yaml, an action's at the action."""
    assert expected in found(site(**texts))


@pytest.mark.parametrize(
    "says",
    [
        "word " * 24 + "end.",
        "The U.S. office takes $14.31 at dps.ms.gov today. It is so. " * 3,
        "Ask ICE or show an ID.",
        "Press the button here in the office.",
    ],
)
def test_sound_words_are_left_alone(site: Callable[..., Site], says: str) -> None:
    """A rule that cries wolf is switched off."""
    assert found(site(says=says)) == []


def test_without_a_glossary_short_names_are_free(site: Callable[..., Site], write: Write) -> None:
    """A folder that has none is not nagged about it."""
    assert found(site(claim="We asked OGIS for help.", glossary="OGIS: {}\n")) == []
    assert found(site(claim="We asked OGIS for help.", glossary="ID: {}\n")) == [
        ("claims.yaml:1:1", "words-acronym")
    ]
    (write() / "glossary.yaml").unlink()
    assert found(load_flows(write())) == []


def test_dots_inside_of_names_and_numbers_end_no_sentence() -> None:
    """Nor do links in Markdown; list items do."""
    assert sentences("The U.S. fee is $14.31. Go to dps.ms.gov now.") == [
        "The US fee is $14.31.",
        "Go to dps.ms.gov now.",
    ]
    assert sentences("Two ways:\n\n- [by mail](https://a.example/b.c)\n- at the office") == [
        "Two ways:",
        "by mail",
        "at the office",
    ]
    assert sentences('Write "Appeal." Then wait!') == ['Write "Appeal.', "Then wait!"]


def test_hard_pages_and_flows_are_found(site: Callable[..., Site]) -> None:
    """With the score, the limit and the hardest text."""
    problems = check_words(site(claim=HARD[:950], says=HARD[:590]), "en", as_it_is)
    assert {problem.code for problem in problems} == {"words-grade"}
    assert len(problems) == 2
    assert all("Flesch-Kincaid grade" in problem.message for problem in problems)
    assert any("at most 8.0" in problem.message for problem in problems)
    assert all("the hardest is" in problem.message for problem in problems)


def test_each_kind_of_page_is_scored_alone(shipped: Site) -> None:
    """An outcome, a topic, an event, a letter, a page about the site."""
    assert shipped.deadlines
    event, letter = (
        next(iter(shipped.deadlines.events.values())),
        next(iter(shipped.letters.values())),
    )
    topic, page = shipped.topics[1], shipped.pages["about"]
    outcome = next(outcome for flow in shipped.flows.values() for outcome in flow.outcomes())
    for place, text in (
        (outcome.location, outcome.says),
        (topic.location, topic.found),
        (event.location, event.says),
        (letter.location, letter.summary),
        (page.location, page.text),
    ):
        spoil = {text: HARD * 2}
        problems = check_words(shipped, "en", partial(translated, spoil))
        assert any(
            problem.location == place and "the page of" in problem.message for problem in problems
        ), place


def test_short_texts_have_no_grade(site: Callable[..., Site]) -> None:
    """Formulas say nothing about fewer than a hundred words."""
    assert found(site(claim=HARD[:500])) == []
    assert found(site(claim=EASY, says=EASY)) == []


def test_spanish_has_a_measure_of_its_own(site: Callable[..., Site]) -> None:
    """The texts come from the catalog; the place stays the author's."""
    one = site(claim="It is a license.")
    assert score([EASY_ES], "es")[0] > 80
    assert found(one, "es", lambda text: EASY_ES) == []
    problems = check_words(one, "es", lambda text: f"{HARD_ES} licencia.")
    assert {problem.code for problem in problems} == {"words-grade"}
    assert all(problem.message.startswith("es: ") for problem in problems)
    assert any("at least 65.0" in problem.message for problem in problems)


def test_a_language_without_a_measure_is_spared_the_grade(site: Callable[..., Site]) -> None:
    """The other rules hold in every language."""
    one = site(claim=EASY)
    assert found(one, "fr", lambda text: "mot " * 20 + "fin. ") == []
    assert {code for _, code in found(one, "fr", lambda text: "mot " * 30)} == {"words-sentence"}


def test_a_translation_keeps_to_the_glossary(site: Callable[..., Site]) -> None:
    """One term for one thing; kept names stay."""
    spanish = {"Two licenses.": "Dos licencias.", "ICE is it.": "ICE lo es."}
    one = site(claim="Two licenses.", says="ICE is it.")
    assert found(one, "es", lambda text: spanish.get(text, "Sí.")) == []
    spanish = {"Two licenses.": "Dos permisos.", "ICE is it.": "La migra lo es."}
    assert found(one, "es", lambda text: spanish.get(text, "Sí.")) == [
        ("claims.yaml:1:1", "words-term"),
        ("guide.yaml:4:3", "words-term"),
    ]


def test_a_longer_name_asks_for_itself_only(site: Callable[..., Site]) -> None:
    """A kept name may hold a word of the glossary; where that word stands alone too, it is asked for."""
    glossary = "license: {es: licencia}\nLicense Request Service: {keep: true}\n"
    one = site(claim="Write to License Request Service.", glossary=glossary)
    assert found(one, "es", lambda text: "Escriba a License Request Service.") == []
    assert found(one, "es", lambda text: "Escriba allí.") == [("claims.yaml:1:1", "words-term")]
    two = site(claim="Send the license to License Request Service.", glossary=glossary)
    assert found(two, "es", lambda text: "Mande eso a License Request Service.") == [
        ("claims.yaml:1:1", "words-term")
    ]


def test_what_is_wrong_with_a_glossary_is_reported_at_its_place(write: Write) -> None:
    """Like in every other file; a key that is a language is known."""
    flow = FLOW.format(heading="The end", says="So.", label="Ask.")
    glossary = "ICE: {mean: officers}\nID: {keep: perhaps}\nlicense: {es: licencia, xx: a}\n"
    _, problems = check_folder(
        write(guide=flow, claims=CLAIMS.format(claim="We know."), glossary=glossary)
    )
    assert [
        (problem.location.line, problem.location.column, problem.code) for problem in problems
    ] == [
        (1, 7, "key-unknown"),
        (2, 12, "shape-flag"),
        (3, 25, "key-unknown"),
    ]
    assert 'Did you mean "means"?' in problems[0].message


def test_every_page_explains_each_name_at_its_first_use(client: FlaskClient, shipped: Site) -> None:
    """On outcomes and topics, whatever the author wrote; a heading holds none that needs it."""
    pages = [f"/en/topics/{number}/" for number in shipped.topics]
    pages += [
        f"/en/{flow.id}/{outcome.id}/"
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
    ]
    names = [term.text for term in shipped.glossary.values() if term.means]
    explained = 0
    for page in pages:
        soup = BeautifulSoup(client.get(page).text, "html.parser")
        texts = [
            part.get_text(" ", strip=True)
            for part in soup.select("h1, h1 ~ p, .claims > li > p, .actions > li")
        ]
        for name in names:
            using = next((text for text in texts if first_use(text, name)), None)
            if using is not None:
                explained += 1
                meaning = re.sub("^(the|an?) ", "", shipped.glossary[name].means)
                brackets = rf"\({name}\b|{name}(s|['’]s)? \("
                assert re.search(brackets, using) or meaning in using, (page, name, using)
    assert explained > 100


def test_a_page_says_what_its_author_wrote_and_nothing_else_but_meanings(
    client: FlaskClient, shipped: Site
) -> None:
    """Each text in its own place: actions, then claims."""
    meanings = [f" ({term.means})" for term in shipped.glossary.values() if term.means]

    def bare(text: str) -> str:
        for meaning in meanings:
            text = text.replace(meaning, "")
        return text

    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            soup = BeautifulSoup(client.get(f"/en/{flow.id}/{outcome.id}/").text, "html.parser")
            actions = [bare(label.get_text()) for label in soup.select(".actions > li")]
            assert len(actions) == len(outcome.next)
            assert all(
                map(str.startswith, actions, [bare(action.label) for action in outcome.next])
            )
            claims = [bare(claim.get_text()) for claim in soup.select(".claims > li > p")]
            assert claims == [bare(claim.text) for claim in outcome.claims]


def test_questions_explain_names_in_their_answers(shipped: Site) -> None:
    """And the trail repeats the author's own words."""
    client = create_app(shipped).test_client()
    assert (
        "Federal agents, such as ICE (immigration officers)"
        in client.get("/en/my-data/who-looks/").text
    )
    assert "ICE (immigration" not in client.get("/en/my-data/held-license/").text


def messages() -> list[tuple[str, str]]:
    """Every text of the interface, with the file that holds it."""
    call = re.compile(r'(?<![\w.])(?:_|(?:self\.)?words)\(\s*"((?:[^"\\]|\\.)*)"')
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "wizard").glob("*.py")]
    return [
        (path.name, match[1]) for path in files for match in call.finditer(path.read_text("utf-8"))
    ]


def test_the_interface_speaks_calmly() -> None:
    """No blame, no begging, no shouting, no vague links, no long sentences: above all where something went wrong."""
    found = messages()
    assert len(found) > 60
    unwanted = re.compile(
        r"(?i:\b(please|sorry|invalid|forbidden|illegal|oops|click here)\b)|\b[A-Z]{6,}\b|\bNOTE\b"
    )
    assert [message for message in found if unwanted.search(message[1])] == []
    assert [
        text for _, text in found for part in sentences(text) if len(part.split()) > MAX_SENTENCE
    ] == []
