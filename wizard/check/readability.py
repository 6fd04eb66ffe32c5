"""Whether everyone can read a site: grade, sentence length, capitals, links, acronyms, terms.

Checks the authors' texts as pages show them, in one language at a time. The tests check the
interface's own texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from wizard.i18n.glossary import pattern
from wizard.i18n.translator import SOURCE_LANGUAGE
from wizard.loader.row_problems import once_for_rows
from wizard.model.entries import Text, entries
from wizard.model.problems import Problem
from wizard.model.site import Site

MAX_SENTENCE = 25  # words

MIN_SCORED = 100  # words; the formulas say nothing about shorter texts

# Questions are too short to be scored by themselves, and flows have their own score.
SCORED_PAGES = frozenset({"outcome", "topic", "row", "deadlines", "event", "letter", "page"})

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ReadabilityFormula:
    """A reading formula of textstat with its limits.

    Attributes:
        formula: The function of textstat.
        name: What messages call the score.
        flow: The limit for all texts of a flow together.
        page: The limit for a single page.
        grade: Whether a score above the limit is hard to read. Otherwise a score below it is.
    """

    formula: str
    name: str
    flow: float
    page: float
    grade: bool = False


# Sources: Kincaid and others, 1975 (US school grades); Szigriszt Pazos, 1993, and the INFLESZ scale
# (from 55 normal, from 65 rather easy). A flow is read under stress, so 70.
FORMULAS = {
    "en": ReadabilityFormula("flesch_kincaid_grade", "Flesch-Kincaid grade", 6.0, 8.0, grade=True),
    "es": ReadabilityFormula("szigriszt_pazos", "Szigriszt-Pazos score", 70.0, 55.0),
}

# English and Spanish, here and below.
_SIGNAL_WORDS = re.compile(r"^\W*(note|nota|warning|aviso|important|importante):", re.IGNORECASE)

# Shorter words in capitals are acronyms, which have their own rule. Two in a row shout.
_ALL_CAPITALS = re.compile(r"(?<![\w.-])(?:[A-ZÀ-Þ]{6,}|[A-ZÀ-Þ]{2,}(?: [A-ZÀ-Þ]{2,})+)(?![\w-])")

_ACRONYM = re.compile(r"(?<![\w.-])[A-ZÀ-Þ]{2,}(?![\w-])")

# The first two lines match inside a link's text, the third only a text that says nothing else.
_VAGUE = re.compile(
    r"\b(click|tap|press|look|see) here\b"
    r"|\b(haga|haz) clic\b|\b(clic|clique|pulse|toque|vea) aqu[ií]\b"
    r"|^(here|more|read more|learn more|this link|link|aqu[ií]|más|leer más|enlace)[.…]*$",
    re.IGNORECASE,
)

_MARKDOWN_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")

_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")

# As in $14.31 and dps.ms.gov.
_INNER_DOT = re.compile(r"(?<=\w)\.(?=\w)")

# A mark with what closes after it, an item of a Markdown list, a heading, or an empty line.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»')]*\s+|\n\s*(?:[-*#>]|\d+\.|\n)\s*")


def check_words(site: Site, language: str, translate: Translate) -> list[Problem]:
    """Return the problems of a site's texts in one language, sorted by location.

    Args:
        site: A valid site.
        language: The code of the language.
        translate: Returns an author's text in that language; for English the text itself.
    """
    found: list[tuple[str, Problem]] = []
    for entry in entries(site):
        for text in entry.texts:
            shown = replace(text, text=translate(text.text))
            found += [(entry.path, problem) for problem in _check_text(shown, site)]
            if language != SOURCE_LANGUAGE:
                terms = _check_terms(text, shown, site, language)
                found += [(entry.path, problem) for problem in terms]
        if entry.kind in SCORED_PAGES:
            of_page = _check_score(entry.texts, language, translate, page=True)
            found += [(entry.path, problem) for problem in of_page]
    for path, group in _groups(site):
        found += [(path, each) for each in _check_score(group, language, translate, page=False)]
    # A set: a shared claim is in several outcomes, but its text is one text with one problem.
    problems = {*once_for_rows(site, found)}
    if language == SOURCE_LANGUAGE:
        return sorted(problems)
    return sorted(
        # Located at the source text, so the message must say which language is meant.
        replace(problem, message=f"{language}: {problem.message}")
        for problem in problems
    )


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain or Markdown text.

    The dots in U.S., $14.31 and dps.ms.gov do not end a sentence.
    """
    plain = _MARKDOWN_LINK.sub(r"\1", text)
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), plain)
    return [part.strip() for part in _SENTENCE_END.split(plain) if part and part.strip(" *#_")]


def score(texts: Iterable[str], language: str) -> tuple[float, int]:
    """Return the reading score of some texts together, and their number of words.

    Raises:
        KeyError: If the language has no `ReadabilityFormula`.
    """
    parts = [part for text in texts for part in sentences(text)]
    ended = (
        # Headings and labels have no full stop, and would be counted as part of the next sentence.
        part if part.endswith((".", "!", "?")) else f"{part.rstrip('.:;, ”»')}."
        for part in parts
    )
    # textstat would take the dots in numbers and domain names for ends of sentences.
    joined = " ".join(_INNER_DOT.sub("", part) for part in ended)
    formula = getattr(_textstat(language), FORMULAS[language].formula)
    return float(formula(joined)), len(joined.split())


@cache
def _textstat(language: str) -> Any:
    # Imported late: it reads a dictionary, for which no other command should wait.
    import textstat  # type: ignore[import-untyped]

    # Its own instance, since the language is a setting of the whole object.
    formulas = type(textstat.textstat)()
    formulas.set_lang(language)
    return formulas


def _groups(site: Site) -> Iterator[tuple[str, list[Text]]]:
    """Yield all texts in groups to score: each flow, each source, all topics and so on.

    Each row of a table has its own groups. With each group comes the path of its first entry.
    """
    groups: dict[str, tuple[str, list[Text]]] = {}
    for entry in entries(site):
        _, _, row = entry.id.partition("/")
        match entry.kind:
            case "flow" | "question" | "outcome":
                # The texts of steps are scored together with those of their flow.
                group = f"flow {entry.path}"
            case "event":
                group = f"deadlines {row}".strip()
            case "source":
                group = f"source {entry.id}"
            case "row":  # scored as a part of a page only
                continue
            case kind:
                group = f"{kind} {row}".strip()
        groups.setdefault(group, (entry.path, []))[1].extend(entry.texts)
    yield from groups.values()


def _check_score(
    group: Sequence[Text], language: str, translate: Translate, page: bool
) -> Iterator[Problem]:
    """Yield a problem if the texts together are hard to read. Too short texts are not judged."""
    formula = FORMULAS.get(language)
    texts = [translate(text.text) for text in group]
    if formula is None or sum(len(text.split()) for text in texts) < MIN_SCORED:
        return
    limit = formula.page if page else formula.flow
    value, _ = score(texts, language)
    # School grades rise with difficulty, scores of the Flesch family fall.
    if value > limit if formula.grade else value < limit:
        bound = "at most" if formula.grade else "at least"
        what = f"the page of {group[0].what} has" if page else "these texts together have"
        hardest = max(group, key=lambda text: _difficulty(translate(text.text), language))
        message = (
            f"{what} a {formula.name} of {value:.1f}, {bound} {limit:.1f} is easy; "
            f"the hardest is {hardest.what}"
        )
        yield Problem(group[0].location, message, "words-grade")


def _difficulty(text: str, language: str) -> float:
    """Return a number that is larger for a harder text. Texts of less than ten words rank last."""
    value, word_count = score([text], language) if text else (0.0, 0)
    if word_count < 10:
        return float("-inf")
    return value if FORMULAS[language].grade else -value


def _check_text(text: Text, site: Site) -> Iterator[Problem]:
    """Yield long sentences, capitals for emphasis, vague links and acronyms in one text."""
    for sentence in sentences(text.text):
        if (count := len(sentence.split())) > MAX_SENTENCE:
            message = f"a sentence in {text.what} has {count} words; use at most {MAX_SENTENCE}: "
            yield Problem(text.location, f'{message}"{sentence:.60}…"', "words-sentence")
    for match in [*_SIGNAL_WORDS.finditer(text.text), *_ALL_CAPITALS.finditer(text.text)]:
        if match[0] not in site.glossary:
            message = f'{text.what} shouts: "{match[0].strip()}"; say it calmly, in small letters'
            yield Problem(text.location, message, "words-capitals")
    links = [match[1] for match in _MARKDOWN_LINK.finditer(text.text)]
    for link in [*links, *([text.text] if text.label else [])]:
        if vague := _VAGUE.search(link):
            message = f'a link in {text.what} says "{vague[0]}"; say what it links to'
            yield Problem(text.location, message, "words-link")
    # A site without a glossary has nowhere to explain an acronym.
    if site.glossary:
        yield from _check_acronyms(text, site)


def _check_acronyms(text: Text, site: Site) -> Iterator[Problem]:
    """Yield acronyms that are not in the glossary, and those that a heading cannot explain."""
    terms = site.glossary.values()
    names = [*site.glossary, *(name for term in terms for name in term.names.values())]
    # In all languages: a translation may leave an English acronym as it is.
    known = {word for name in names for word in name.split()}
    for name in sorted(set(_ACRONYM.findall(text.text)) - known):
        message = (
            f'{text.what} uses "{name}", which is not in glossary.yaml: '
            "add it there, or write it out"
        )
        yield Problem(text.location, message, "words-acronym")
    for term in terms:
        if text.heading and term.means and pattern(term.text).search(text.text):
            message = (
                f'{text.what} uses "{term.text}", and a heading has no room to explain it; '
                f"write it out ({term.means})"
            )
            yield Problem(text.location, message, "words-acronym")


def _check_terms(text: Text, shown: Text, site: Site, language: str) -> Iterator[Problem]:
    """Yield terms of the glossary that a translation does not use.

    The longest terms are checked first, so that "driver license" does not ask for the term
    "license" as well.
    """
    unmatched = text.text
    for term in sorted(site.glossary.values(), key=lambda term: len(term.text), reverse=True):
        name = term.text if term.keep else term.names.get(language, "")
        if name and pattern(term.text).search(unmatched):
            unmatched = pattern(term.text).sub(" ", unmatched)
            if not pattern(name).search(shown.text):
                message = f'{text.what} must say "{name}" for "{term.text}": "{shown.text:.60}"'
                yield Problem(text.location, message, "words-term")
