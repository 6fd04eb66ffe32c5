"""Whether the texts of a site can be read by everyone: grades, sentence lengths, loud words, short names, terms.

Looks at the authors' texts as pages show them, in one language at a time; the interface's own texts are looked at by
the tests. Nothing here says whether a text is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from wizard.i18n.glossary import pattern
from wizard.i18n.translator import SOURCE_LANGUAGE
from wizard.model.entries import Text, entries
from wizard.model.problems import Problem
from wizard.model.site import Site

MAX_SENTENCE = 25  # words

MIN_SCORED = 100  # words; formulas of shorter texts say nothing

SCORED_PAGES = frozenset({"outcome", "topic", "deadlines", "event", "letter", "page"})

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ReadabilityFormula:
    """A reading formula of textstat with its limits: `flow` for a whole flow, `page` for a single page.

    A `grade` is to be at most the limit, any other score at least that.
    """

    formula: str
    name: str
    flow: float
    page: float
    grade: bool = False


# Sources: Kincaid and others, 1975 (US school grades); Szigriszt Pazos, 1993, and the INFLESZ scale (65 is rather easy,
# 55 is normal).
MEASURES = {
    "en": ReadabilityFormula("flesch_kincaid_grade", "Flesch-Kincaid grade", 6.0, 8.0, grade=True),
    "es": ReadabilityFormula("szigriszt_pazos", "Szigriszt-Pazos score", 65.0, 55.0),
}

_CALLS = re.compile(r"^\W*(note|nota|warning|aviso|important|importante):", re.IGNORECASE)

_SHOUTS = re.compile(r"(?<![\w.-])(?:[A-ZÀ-Þ]{6,}|[A-ZÀ-Þ]{2,}(?: [A-ZÀ-Þ]{2,})+)(?![\w-])")

_CAPITALS = re.compile(r"(?<![\w.-])[A-ZÀ-Þ]{2,}(?![\w-])")

_VAGUE = re.compile(
    r"\b(click|tap|press|look|see) here\b|\b(haga|haz) clic\b|\b(clic|clique|pulse|toque|vea) aqu[ií]\b"
    r"|^(here|more|read more|learn more|this link|link|aqu[ií]|más|leer más|enlace)[.…]*$",
    re.IGNORECASE,
)

_MARK_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")

_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")

_INNER_DOT = re.compile(r"(?<=\w)\.(?=\w)")

_END = re.compile(r"(?<=[.!?…])[\"”»')]*\s+|\n\s*(?:[-*#>]|\d+\.|\n)\s*")


def check_words(site: Site, language: str, translate: Translate) -> list[Problem]:
    """The problems of a site's texts in one language, sorted by place.

    `translate` turns an author's text into that language; for English it returns the text itself.
    """
    found: set[Problem] = set()
    for group in _groups(site):
        for text in group:
            shown = replace(text, text=translate(text.text))
            found.update(_text(shown, site))
            if language != SOURCE_LANGUAGE:
                found.update(_terms(text, shown, site, language))
        found.update(_score(group, language, translate, whole=True))
    for entry in entries(site):
        if entry.kind in SCORED_PAGES:
            found.update(_score(list(entry.texts), language, translate, whole=False))
    if language == SOURCE_LANGUAGE:
        return sorted(found)
    return sorted(replace(problem, message=f"{language}: {problem.message}") for problem in found)


def sentences(text: str) -> list[str]:
    """The sentences of a plain or Markdown text. Dots in U.S., $14.31 and dps.ms.gov end none."""
    plain = _MARK_LINK.sub(r"\1", text)
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), plain)
    return [part.strip() for part in _END.split(plain) if part and part.strip(" *#_")]


def score(texts: Iterable[str], language: str) -> tuple[float, int]:
    """The reading score of texts joined to one, and how many words that is. Raises KeyError without a `ReadabilityFormula`."""
    parts = [part for text in texts for part in sentences(text)]
    ended = (
        part if part.endswith((".", "!", "?")) else f"{part.rstrip('.:;, ”»')}." for part in parts
    )
    joined = " ".join(_INNER_DOT.sub("", part) for part in ended)
    return float(getattr(_formulas(language), MEASURES[language].formula)(joined)), len(
        joined.split()
    )


@cache
def _formulas(language: str) -> Any:
    import textstat  # type: ignore[import-untyped]  # it has no types; imported late since it reads a dictionary

    formulas = type(textstat.textstat)()
    formulas.set_lang(language)
    return formulas


def _groups(site: Site) -> Iterator[list[Text]]:
    """Yield all texts in groups that are scored together: a flow, a source, or all entries of another kind."""
    groups: dict[str, list[Text]] = {}
    flow = ""
    for entry in entries(site):
        if entry.kind == "flow":
            flow = f"flow {entry.id}"
        match entry.kind:
            case "flow" | "question" | "outcome":
                group = flow
            case "event":
                group = "deadlines"
            case "source":
                group = f"source {entry.id}"
            case kind:
                group = kind
        groups.setdefault(group, []).extend(entry.texts)
    yield from groups.values()


def _score(
    group: list[Text], language: str, translate: Translate, whole: bool
) -> Iterator[Problem]:
    """The texts together can be read easily, where they are long enough to tell."""
    measure = MEASURES.get(language)
    texts = [translate(text.text) for text in group]
    if measure is None or sum(len(text.split()) for text in texts) < MIN_SCORED:
        return
    limit = measure.flow if whole else measure.page
    value, _ = score(texts, language)
    if value > limit if measure.grade else value < limit:
        better = "at most" if measure.grade else "at least"
        what = "these texts together have" if whole else f"the page of {group[0].what} has"
        hardest = max(group, key=lambda text: _difficulty(translate(text.text), language))
        message = f"{what} a {measure.name} of {value:.1f}, {better} {limit:.1f} is easy; the hardest is {hardest.what}"
        yield Problem(group[0].location, message, "words-grade")


def _difficulty(text: str, language: str) -> float:
    """How hard a text of ten words or more is; shorter ones do not count."""
    value, message = score([text], language) if text else (0.0, 0)
    return float("-inf") if message < 10 else value if MEASURES[language].grade else -value


def _text(text: Text, site: Site) -> Iterator[Problem]:
    """One text holds no long sentence, nothing loud, no vague link and no short name that nobody explains."""
    for sentence in sentences(text.text):
        if (count := len(sentence.split())) > MAX_SENTENCE:
            message = (
                f"a sentence in {text.what} has {count} words; at most {MAX_SENTENCE} are easy: "
            )
            yield Problem(text.location, f'{message}"{sentence:.60}…"', "words-sentence")
    for match in [*_CALLS.finditer(text.text), *_SHOUTS.finditer(text.text)]:
        if match[0] not in site.glossary:
            message = f'{text.what} shouts: "{match[0].strip()}"; say it calmly, in small letters'
            yield Problem(text.location, message, "words-capitals")
    links = [match[1] for match in _MARK_LINK.finditer(text.text)]
    for link in [*links, *([text.text] if text.label else [])]:
        if vague := _VAGUE.search(link):
            message = f'a link in {text.what} says "{vague[0]}"; say where it leads'
            yield Problem(text.location, message, "words-link")
    if site.glossary:
        yield from _short_names(text, site)


def _short_names(text: Text, site: Site) -> Iterator[Problem]:
    """Short names are in the glossary, and those that need words do not stand in headings, which have no room."""
    known = {word for name in site.glossary for word in name.split()}
    known |= {
        word
        for term in site.glossary.values()
        for name in term.names.values()
        for word in name.split()
    }
    for name in sorted(set(_CAPITALS.findall(text.text)) - known):
        message = f'{text.what} uses "{name}", which is not in glossary.yaml: add it there, or write it out'
        yield Problem(text.location, message, "words-acronym")
    for term in site.glossary.values():
        if text.heading and term.means and pattern(term.text).search(text.text):
            message = f'{text.what} uses "{term.text}" where nothing can explain it; write it out ({term.means})'
            yield Problem(text.location, message, "words-acronym")


def _terms(text: Text, shown: Text, site: Site, language: str) -> Iterator[Problem]:
    """A translation uses the glossary's words. A name that holds a shorter one asks for itself only."""
    left = text.text
    for term in sorted(site.glossary.values(), key=lambda term: len(term.text), reverse=True):
        name = term.text if term.keep else term.names.get(language, "")
        if name and pattern(term.text).search(left):
            left = pattern(term.text).sub(" ", left)
            if not pattern(name).search(shown.text):
                message = f'{text.what} must say "{name}" for "{term.text}": "{shown.text:.60}"'
                yield Problem(text.location, message, "words-term")
