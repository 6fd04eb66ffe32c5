"""Tests of the glossary: explaining names, finding terms, names that stay the same."""

from __future__ import annotations

import pytest

from tests.conftest import Write
from wizard import load_flows
from wizard.i18n.glossary import Explainer, first_use, kept_names, meanings, pattern
from wizard.model.site import Term

MEANINGS = {
    "DPS": "the Department of Public Safety",
    "SAVE": "a federal system",
    "Nlets": "a police network",
}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ["Ask DPS. DPS answers.", "DPS waits."],
            ["Ask DPS (the Department of Public Safety). DPS answers.", "DPS waits."],
        ),
        (["Nothing.", "DPS waits."], ["Nothing.", "DPS (the Department of Public Safety) waits."]),
        (["The Department of Public Safety (DPS) waits.", "Ask DPS."], None),
        (["DPS (the license office) waits.", "Ask DPS."], None),
        (["The license office (DPS) waits.", "Ask DPS."], None),
        (["Nlets is a police network.", "Ask Nlets."], None),
        (["On the Nlets police network.", "Ask Nlets."], None),
        (["Use form DPS-2. Save it.", "Write “to DPS”, in quotes.", 'Or "DPS".'], None),
        (['Write "DPS" to DPS.'], ['Write "DPS" to DPS (the Department of Public Safety).']),
        (["DPS's form"], ["DPS's (the Department of Public Safety) form"]),
        (["SAVE and Nlets", ""], ["SAVE (a federal system) and Nlets (a police network)", ""]),
    ],
)
def test_explainer_explains_each_name_at_its_first_use(
    texts: list[str], expected: list[str] | None
) -> None:
    """None stands for texts that explain the name themselves, or quote it to be copied."""
    assert tuple(map(Explainer(MEANINGS), texts)) == tuple(expected or texts)


def term(text: str, means: str = "", keep: bool = False, **names: str) -> Term:
    """Return a term of a glossary."""
    return Term(text, means, keep, names)


def test_meanings_uses_the_names_of_the_language() -> None:
    """A term without a meaning is not explained; one without a translation keeps its name."""
    glossary = {
        "DPS": term("DPS", means="the office"),
        "ID": term("ID", means="a card", es="DNI"),
        "license": term("license", es="licencia"),
    }
    assert meanings(glossary, "en") == {"DPS": "the office", "ID": "a card"}
    assert meanings(glossary, "es") == {"DPS": "the office", "DNI": "a card"}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("license", "Two Licenses.", True),
        ("license", "The license's date", True),
        ("license", "a license-holder", False),
        ("license", "relicense", False),
        ("driver license", "drivers licenses", True),
        ("SAVE", "to save time", False),
        ("SAVE", "Ask SAVE.", True),
        ("C++", "Write C++ now", True),
    ],
)
def test_pattern_finds_a_term_as_a_word(name: str, text: str, found: bool) -> None:
    """Plurals count; parts of words do not, nor other case if the term has capitals."""
    assert bool(pattern(name).search(text)) is found


def test_first_use_skips_quotations() -> None:
    """Quoted words may have to be copied, so they are never changed."""
    text = 'Write "DPS" to “the DPS”, to DPS.'
    use = first_use(text, "DPS")
    assert use is not None
    assert use.start() == text.rindex("DPS")
    assert first_use('"DPS"', "DPS") is None


def test_kept_names_are_kept_terms_and_untranslated_texts(write: Write) -> None:
    """Acronyms are spelled out by every voice, and single words are too short to mark."""
    folder = write(
        guide="title: Real ID rules\nstart: b\n"
        "steps: {b: {outcome: Nlets, claims: [{level: unknown, text: So.}]}}\n",
        site="name: A site\nlanguages: [en, es]\n",
        glossary="License Service: {keep: true}\nICE: {keep: true}\nlicense: {es: licencia}\n",
    )
    (folder / "locale").mkdir()
    texts = {"A site": "Un sitio", "Real ID rules": "Real ID rules", "Nlets": "Nlets", "So.": "Sí."}
    entries = "".join(f'msgid "{text}"\nmsgstr "{same}"\n\n' for text, same in texts.items())
    (folder / "locale" / "es.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + entries, "utf-8"
    )
    assert [*kept_names(load_flows(folder), "es")] == ["License Service", "Real ID rules"]
