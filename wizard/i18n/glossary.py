"""The glossary: acronyms that a page explains once, and the names of terms in other languages.

`glossary.yaml` maps each term to what it `means`, to `keep: true` for a name that is the same in
every language, and to its name in other languages (`es: licencia`). Authors need not explain a name
again and again: a page adds the meaning in brackets after the first use. `check/readability.py`
checks that texts use these terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from wizard.model.site import Site, Term

# A text may explain a name in its own sentence, with another article than the glossary has.
_ARTICLE = re.compile(r"^(the|an?|el|las?|los|una?) ", re.IGNORECASE)

# Straight, English and Spanish quotation marks.
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')


def meanings(glossary: Mapping[str, Term], language: str) -> dict[str, str]:
    """Return the meanings to explain, untranslated, by the name of the term in a language."""
    return {
        term.names.get(language, term.text): term.means for term in glossary.values() if term.means
    }


class Explainer:
    """An explainer of names on one page, each at its first use: `OGIS (a mediator)`.

    Call it with the texts of the page in reading order. A name is not explained if the text does it
    already: in brackets after the name or around it, or in the words of the meaning. Nor is it in
    quotation marks, since the reader may have to copy quoted words. A name that is explained in a
    folded part is explained again outside of it, since not every reader unfolds the part.

    Args:
        meanings: The meaning of each name, in the language of the page.
    """

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._unexplained, self._unexplained_in_folds = dict(meanings), dict(meanings)

    def copy(self) -> Explainer:
        """Return another explainer for a part of the page, which has explained the same so far."""
        copied = Explainer({})
        copied._unexplained = dict(self._unexplained)
        copied._unexplained_in_folds = dict(self._unexplained_in_folds)
        return copied

    def __call__(self, text: str, folded: bool = False) -> str:
        """Return the text with the meaning of each name that no earlier text used.

        Args:
            text: The text.
            folded: Whether readers have to unfold the part of the page with the text.
        """
        unexplained = self._unexplained_in_folds if folded else self._unexplained
        # A list, since explained names are removed in the loop. Most texts contain no name, and
        # `in` is far cheaper than a regular expression.
        for name in [name for name in unexplained if name in text]:
            if (use := first_use(text, name)) is None:
                continue
            # Also if the text explains it: later texts on the page need not do so again.
            meaning = unexplained.pop(name)
            self._unexplained_in_folds.pop(name, None)
            if not _explains(text, use, meaning):
                text = f"{text[: use.end()]} ({meaning}){text[use.end() :]}"
        return text


def first_use(text: str, name: str) -> re.Match[str] | None:
    """Return the first use of a name as a word, outside of quotation marks."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    uses = pattern(name).finditer(text)
    return next(
        (use for use in uses if not any(start < use.start() < end for start, end in quoted)), None
    )


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that finds a term as a word, also in the plural or with 's.

    Case matters if the term has capital letters: SAVE is a program, and to save is a verb.
    """
    # Any word of a term may be plural, and a line may be broken between two words. A hyphen is part
    # of a word, so that "ID" is not found in "REAL-ID".
    joined = r"(?:e?s)?\s+".join(re.escape(word) for word in name.split())
    flags = re.IGNORECASE if name.islower() else 0
    return re.compile(rf"(?<![\w-]){joined}(?:e?s|[’']s)?(?![\w-])", flags)


def _explains(text: str, use: re.Match[str], meaning: str) -> bool:
    """Return whether a text explains the name itself: in brackets, or in the same words."""
    # Either "a mediator (OGIS)" or "OGIS (a mediator)".
    in_brackets = text[: use.start()].endswith("(") or text[use.end() :].startswith(" (")
    return in_brackets or _ARTICLE.sub("", meaning).casefold() in text.casefold()


def kept_names(site: Site, lang: str) -> Iterator[str]:
    """Yield the names that pages in another language leave in the first language of the site.

    These are terms to keep, and texts whose translation is the text itself. Pages mark their
    language, so that screen readers pronounce them well.
    """
    # Acronyms are read letter by letter, so their language does not matter.
    yield from (
        term.text for term in site.glossary.values() if term.keep and not term.text.isupper()
    )
    # A single word that is its own translation, such as No, belongs to both languages.
    yield from (text for text, same in site.texts[lang].items() if text == same and " " in text)
