"""The story formats of Twine: which one a story is for, and what each of them reads as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SUGARCUBE, HARLOWE, CHAPBOOK, SNOWMAN = "sugarcube", "harlowe", "chapbook", "snowman"

# The formats of Twine 1, and those made from others, read the markup of one of the four.
_NAMES: Mapping[str, str] = {
    "sugarcube": SUGARCUBE,
    "sugarcane": SUGARCUBE,
    "jonah": SUGARCUBE,
    "responsive": SUGARCUBE,
    "harlowe": HARLOWE,
    "chapbook": CHAPBOOK,
    "snowman": SNOWMAN,
    "trialogue": SNOWMAN,
}

# The commands by which a story that names no format shows it. `<<Hello>>` is a quotation, and any
# other word before a colon in brackets is prose, such as "(note: bring a copy)".
_SUGARCUBE_COMMANDS = (
    "set|unset|run|script|style|print|include|display|nobr|silently|silent|type|capture|if|elseif|"
    "else|for|break|continue|switch|case|default|button|link|linkappend|linkprepend|linkreplace|"
    "checkbox|radiobutton|cycle|listbox|numberbox|textarea|textbox|click|actions|back|return|"
    "choice|append|prepend|replace|remove|copy|addclass|toggleclass|removeclass|audio|cacheaudio|"
    "playlist|goto|repeat|stop|timed|done|widget|remember|forget"
)
HARLOWE_COMMANDS = (
    "set|put|move|if|unless|else-?if|else|for|loop|print|display|link|link-goto|link-reveal|"
    "link-repeat|link-replace|link-undo|link-show|link-rerun|link-fullscreen|link-reveal-goto|"
    "link-storylet|goto|go-to|undo|live|stop|event|after|either|random|cond|nth|a|array|dm|ds|"
    "datamap|dataset|text|str|string|num|number|text-style|text-color|text-colour|text-size|"
    "colour|color|font|align|css|hook|transition|transition-depart|transition-arrive|t8n|"
    "click|click-goto|mouseover|mouseout|replace|append|prepend|show|hide|cycling-link|seq-link|"
    "dropdown|input|input-box|prompt|confirm|alert|dialog|checkbox|restart|reload|save-game|"
    "load-game|history|visited|passage|enchant|macro|output|box|float-box|meter|bg|background|"
    "icon-\\w+|storylet|open-storylets|current-date|current-time"
)
_CHAPBOOK_MODIFIERS = (
    "if|ifalways|ifnever|unless|else|cont|continue|continued|after|append|align|note|note to "
    "myself|n\\.?b\\.?|todo|fixme|css|javascript"
)
_CHAPBOOK_INSERTS = (
    "embed|reveal link|link to|back link|restart link|cycling link|dropdown menu|text input|"
    "ambient sound|sound effect|theme switcher"
)
CHAPBOOK_VARIABLES = re.compile(
    r"(?:[\w.]+[ \t]*(?:\([^()\n]*\))?[ \t]*:[^\n]*\n|[ \t]*\n)+--[ \t]*(?:\n|$)"
)
_SIGNS: Mapping[str, re.Pattern[str]] = {
    SUGARCUBE: re.compile(
        rf"<</?(?:{_SUGARCUBE_COMMANDS})(?=[ \t\n>])|<</[a-z][\w-]*>>|<<[=-][ \t]"
        r"|<<[A-Za-z][\w-]*[ \t]+[\"'$`\[]|\[[<>]?img\["
    ),
    # With an argument, since "(link: see below)" is prose.
    HARLOWE: re.compile(
        rf"\((?:{HARLOWE_COMMANDS}):[ \t]*"
        r"(?:[$_?\"'(\d)]|\.\.\.|(?:each|true|false|2?bind|visits?|it)\b)",
        re.IGNORECASE,
    ),
    CHAPBOOK: re.compile(
        rf"^\[(?:{_CHAPBOOK_MODIFIERS})\b[^\[\]\n]*\][ \t]*$"
        rf"|\{{(?:[\w.]+|(?:{_CHAPBOOK_INSERTS})\b[^{{}}\n]*)\}}",
        re.IGNORECASE | re.MULTILINE,
    ),
    SNOWMAN: re.compile("<%"),
}

_WIKI = {"''": "b", "//": "i", "~~": "", "^^": ""}
_MARKDOWN = {"**": "b", "__": "b", "*": "i", "_": "i", "~~": ""}

# The marks on both sides of a text, each with its tag of HTML; "" if only the mark is left out.
MARKS: Mapping[str, Mapping[str, str]] = {
    SUGARCUBE: {**_WIKI, "__": "", "==": ""},
    HARLOWE: {**_WIKI, "**": "b", "*": "i"},
    CHAPBOOK: _MARKDOWN,
    SNOWMAN: _MARKDOWN,
    "": {"''": "b", "//": "i", "**": "b"},
}

_MARKDOWN_LINES = (
    r"(?P<heading>#{1,6})[ \t]+|(?P<bullet>[ \t]*[-*+][ \t]+)|(?P<number>[ \t]*\d+[.)][ \t]+)"
    r"|(?P<left_out>>[ \t]?|[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,})[ \t]*$)"
)
# What a line can begin with.
LINE_MARKS: Mapping[str, re.Pattern[str]] = {
    SUGARCUBE: re.compile(
        r"(?P<heading>!{1,6})|(?P<bullet>\*+)|(?P<number>#+)"
        r"|(?P<left_out>>+|<<<[ \t]*$|----+[ \t]*$)"
    ),
    HARLOWE: re.compile(
        r"(?P<heading>[ \t]*#{1,6})|(?P<bullet>[ \t]*\*+[ \t]+)|(?P<number>[ \t]*(?:0\.)+[ \t]+)"
        r"|(?P<left_out>[ \t]*(?:-{3,}|==+>|<==+>?|=+><=+|\|?=+\|?)[ \t]*$)"
    ),
    CHAPBOOK: re.compile(_MARKDOWN_LINES),
    SNOWMAN: re.compile(_MARKDOWN_LINES),
    "": re.compile(
        r"(?P<heading>(?!))|(?P<bullet>[ \t]*\*[ \t]+)|(?P<number>(?!))|(?P<left_out>(?!))"
    ),
}


def named_format(name: str) -> str:
    """Return which of the four formats a name means, or "" if none."""
    return next((known for part, known in _NAMES.items() if part in name.casefold()), "")


@dataclass(frozen=True, slots=True)
class StoryMarkup:
    """What is read as markup in a story: that of its format, or of those that it could have."""

    formats: frozenset[str]
    certain: bool

    @staticmethod
    def of(name: str, bodies: list[str]) -> StoryMarkup:
        """Return the markup of a story, from the format that it names and the texts in it."""
        if known := named_format(name):
            return StoryMarkup(frozenset({known}), certain=True)
        found = {each for each, sign in _SIGNS.items() if any(sign.search(body) for body in bodies)}
        if any(CHAPBOOK_VARIABLES.match(body) for body in bodies):
            found.add(CHAPBOOK)
        return StoryMarkup(frozenset(found), certain=len(found) == 1)

    def is_strict(self, mark: str) -> bool:
        """Return whether a mark is one only if it touches the text that it encloses."""
        return not self.certain or (mark in _MARKDOWN and mark not in _WIKI)
