"""Tests of `wizard check --words`, and of the glossary on pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
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
from wizard.pages.evidence import strongest_first

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
    "Governmental organizations habitually disseminate confidential identification "
    "information internationally. " * 12
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


def test_shipped_texts_are_easy_in_english(shipped: Site) -> None:
    """The shipped guide has no problems in its first language."""
    assert check_words(shipped, "en", as_it_is) == []


def test_check_words_reads_every_text_of_shipped_site(shipped: Site) -> None:
    """A text that is not translated here is not checked either."""
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
        texts |= {topic.ask, topic.found, topic.missing}
        texts |= {claim.text for claim in topic.claims}
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
def test_check_words_reports_flaw_at_its_location(
    site: Callable[..., Site], texts: dict[str, str], expected: tuple[str, str]
) -> None:
    """A problem of a claim is in claims.yaml, that of an action at the action."""
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
def test_check_words_accepts_easy_text(site: Callable[..., Site], says: str) -> None:
    """A rule with false alarms is turned off."""
    assert found(site(says=says)) == []


def test_check_words_without_glossary_allows_acronyms(
    site: Callable[..., Site], write: Write
) -> None:
    """A folder without a glossary has not chosen to explain acronyms."""
    assert found(site(claim="We asked OGIS for help.", glossary="OGIS: {}\n")) == []
    assert found(site(claim="We asked OGIS for help.", glossary="ID: {}\n")) == [
        ("claims.yaml:1:1", "words-acronym")
    ]
    (write() / "glossary.yaml").unlink()
    assert found(load_flows(write())) == []


def test_sentences_ignores_dots_in_names_and_numbers() -> None:
    """Links in Markdown do not end a sentence either; list items do."""
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


def test_check_words_reports_hard_pages_and_flows(site: Callable[..., Site]) -> None:
    """The message has the score, the limit and the hardest text."""
    problems = check_words(site(claim=HARD[:950], says=HARD[:590]), "en", as_it_is)
    assert {problem.code for problem in problems} == {"words-grade"}
    assert len(problems) == 2
    assert all("Flesch-Kincaid grade" in problem.message for problem in problems)
    assert any("at most 8.0" in problem.message for problem in problems)
    assert all("the hardest is" in problem.message for problem in problems)


def test_check_words_scores_each_kind_of_page(shipped: Site) -> None:
    """These are outcomes, topics, events, letters and content pages."""
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


def test_check_words_does_not_score_short_texts(site: Callable[..., Site]) -> None:
    """The formulas say nothing about fewer than a hundred words."""
    assert found(site(claim=HARD[:500])) == []
    assert found(site(claim=EASY, says=EASY)) == []


def test_check_words_scores_spanish_with_its_own_formula(site: Callable[..., Site]) -> None:
    """The texts are those of the catalog, the location is that of the source."""
    one = site(claim="It is a license.")
    assert score([EASY_ES], "es")[0] > 80
    assert found(one, "es", lambda text: EASY_ES) == []
    problems = check_words(one, "es", lambda text: f"{HARD_ES} licencia.")
    assert {problem.code for problem in problems} == {"words-grade"}
    assert all(problem.message.startswith("es: ") for problem in problems)
    assert any("at least 70.0" in problem.message for problem in problems)


def test_check_words_language_without_formula_has_no_score(site: Callable[..., Site]) -> None:
    """The other rules apply in every language."""
    one = site(claim=EASY)
    assert found(one, "fr", lambda text: "mot " * 20 + "fin. ") == []
    assert {code for _, code in found(one, "fr", lambda text: "mot " * 30)} == {"words-sentence"}


def test_check_words_reports_translation_without_term(site: Callable[..., Site]) -> None:
    """Each term has one translation, and kept names stay the same."""
    spanish = {"Two licenses.": "Dos licencias.", "ICE is it.": "ICE lo es."}
    one = site(claim="Two licenses.", says="ICE is it.")
    assert found(one, "es", lambda text: spanish.get(text, "Sí.")) == []
    spanish = {"Two licenses.": "Dos permisos.", "ICE is it.": "La migra lo es."}
    assert found(one, "es", lambda text: spanish.get(text, "Sí.")) == [
        ("claims.yaml:1:1", "words-term"),
        ("guide.yaml:4:3", "words-term"),
    ]


def test_check_words_longer_term_hides_shorter_one(site: Callable[..., Site]) -> None:
    """The shorter term is required only where it is used on its own."""
    glossary = "license: {es: licencia}\nLicense Request Service: {keep: true}\n"
    one = site(claim="Write to License Request Service.", glossary=glossary)
    assert found(one, "es", lambda text: "Escriba a License Request Service.") == []
    assert found(one, "es", lambda text: "Escriba allí.") == [("claims.yaml:1:1", "words-term")]
    two = site(claim="Send the license to License Request Service.", glossary=glossary)
    assert found(two, "es", lambda text: "Mande eso a License Request Service.") == [
        ("claims.yaml:1:1", "words-term")
    ]


def test_check_folder_reports_mistakes_in_glossary(write: Write) -> None:
    """Each is reported at its location, and a key with the code of a language is valid."""
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


# The authors' texts of a page, in its order. Blanks of a letter are named as the letter does it.
READ = (
    "h1, .says, .box > p:not(.fine), .deeds > li, .actions > li, .condition, .because, "
    "#step > div dd, [aria-labelledby=offices] :is(h3, summary, p:not(.fine, .level), dd), "
    ".claims > li > p, .known > p, "
    ".known > div > p, .known + .fold p, .advice"
)


def test_pages_explain_each_name_at_first_use(client: FlaskClient, shipped: Site) -> None:
    """A page is read in its order: with all that is folded, or without.

    Headings use no name that needs it.
    """
    assert shipped.deadlines
    pages = [f"/en/topics/{number}/" for number in shipped.topics]
    pages += [f"/en/letters/{letter}/" for letter in shipped.letters]
    pages += [f"/en/deadlines/{event}/2026-11-02/" for event in shipped.deadlines.events]
    pages += [
        f"/en/{flow.id}/{outcome.id}/"
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
    ]
    names = [term.text for term in shipped.glossary.values() if term.means]
    explained = 0
    for page in pages:
        soup = BeautifulSoup(client.get(page).text, "html.parser")
        parts = soup.select(READ)
        texts = [part.get_text(" ", strip=True) for part in parts]
        unfolded = [
            text
            for text, part in zip(texts, parts, strict=True)
            # The summary of a fold is outside of it.
            if not part.find_parents("details", open=False)[part.name == "summary" :]
        ]
        for name, seen in product(names, (texts, unfolded)):
            using = next((text for text in seen if first_use(text, name)), None)
            if using is not None:
                explained += 1
                meaning = re.sub("^(the|an?) ", "", shipped.glossary[name].means)
                brackets = rf"\({name}\b|{name}(s|['’]s)? \("
                assert re.search(brackets, using) or meaning in using, (page, name, using)
    assert explained > 200


def test_pages_add_only_meanings_to_texts(client: FlaskClient, shipped: Site) -> None:
    """The texts are in their order: actions, then claims, the best supported first.

    A name can get its meaning twice: in a folded part, and outside of it.
    """
    meanings = [f" ({term.means})" for term in shipped.glossary.values() if term.means]

    def bare(text: str) -> str:
        for meaning in meanings:
            text = text.replace(meaning, "")
        return text

    for flow in shipped.flows.values():
        for outcome in flow.outcomes():
            soup = BeautifulSoup(client.get(f"/en/{flow.id}/{outcome.id}/").text, "html.parser")
            actions = [bare(label.get_text()) for label in soup.select(".deeds > li")]
            assert len(actions) == len(outcome.next)
            assert all(
                map(str.startswith, actions, [bare(action.label) for action in outcome.next])
            )
            claims = [bare(claim.get_text()) for claim in soup.select(".claims > li > p")]
            assert claims == [bare(claim.text) for claim in strongest_first(outcome.claims)]


def test_question_pages_explain_names_in_answers(shipped: Site) -> None:
    """The trail repeats the author's own words."""
    client = create_app(shipped).test_client()
    assert (
        "Can federal agents, such as ICE (the federal immigration enforcement agency), look me up?"
        in client.get("/en/my-data/who-looks/").text
    )
    assert "ICE (immigration" not in client.get("/en/my-data/topic/").text


def messages() -> list[tuple[str, str]]:
    """Every text of the interface, with the file that holds it."""
    call = re.compile(r'(?<![\w.])(?:_|(?:self\.)?words)\(\s*"((?:[^"\\]|\\.)*)"')
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "wizard").glob("*.py")]
    return [
        (path.name, match[1]) for path in files for match in call.finditer(path.read_text("utf-8"))
    ]


def test_interface_texts_are_calm_and_easy() -> None:
    """They have no blame, no shouting, no vague links and no long sentences."""
    found = messages()
    assert len(found) > 60
    unwanted = re.compile(
        r"(?i:\b(please|sorry|invalid|forbidden|illegal|oops|click here)\b)|\b[A-Z]{6,}\b|\bNOTE\b"
    )
    assert [message for message in found if unwanted.search(message[1])] == []
    assert [
        text for _, text in found for part in sentences(text) if len(part.split()) > MAX_SENTENCE
    ] == []
