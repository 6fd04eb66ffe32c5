"""The alphabetical order of a language, for lists that readers look things up in."""

from __future__ import annotations

from unicodedata import combining, normalize

# Letters with a mark that a language has as letters after the one without it. Any other marks do
# not matter for the order: É is sorted as E.
_LETTERS = {"es": {"n\u0303": "ñ"}}

_AFTER = "\uffff"  # sorts a letter after all words that begin with the one before it


def sort_key(code: str, text: str) -> tuple[str, str]:
    """Return the key that sorts a text alphabetically in a language.

    Example:
        >>> sorted(["Ohio", "Ñuble", "nieve"], key=lambda name: sort_key("es", name))
        ['nieve', 'Ñuble', 'Ohio']
    """
    plain = _plain(code, text)
    for letter in _LETTERS.get(code, {}).values():
        plain = plain.replace(letter, normalize("NFD", letter)[0] + _AFTER)
    # Texts that differ in marks only keep a fixed order.
    return plain, text


def initial(code: str, text: str) -> str:
    """Return the letter under which an alphabetical list has a text; empty for an empty text."""
    return _plain(code, text)[:1].upper()


def _plain(code: str, text: str) -> str:
    """Return a text in small letters, without marks that do not make another letter."""
    decomposed = normalize("NFD", text.casefold())
    for pair, letter in _LETTERS.get(code, {}).items():
        decomposed = decomposed.replace(pair, letter)
    return "".join(character for character in decomposed if not combining(character))
