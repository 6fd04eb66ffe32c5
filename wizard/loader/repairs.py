"""Repairs of a line with a mistake in its signs: quotes, colons, commas, dashes, brackets, spaces.

Each function yields what the line could have been meant to be. `recovery.py` decides which of them
are certain. Works on lines of text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from unicodedata import name

from wizard.loader.edits import Repair
from wizard.loader.forms import in_quotes
from wizard.loader.indentation import indent, is_empty

# The number of a line's repairs grows with its length, and each of them is tried.
_MAX_LINE = 2_000
_MAX_REPAIRS = 60  # of one kind

_MAX_SHOWN = 100  # characters of a text in a message

# What looks like a space or like nothing, but is not the space that separates words in YAML.
_ODD_SPACE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
_INVISIBLE = "\u200b\u2060\ufeff"

# Odd spaces at the places where YAML looks for spaces, with the normal ones around them.
_ODD_SPACES = re.compile(
    rf"^[ {_ODD_SPACE}]+|(?<=[-:,\[{{])[ {_ODD_SPACE}]+|[ {_ODD_SPACE}]+(?=[:,\]}}]|$)"
)

_WIDE = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]"}
_WIDE_SIGN = re.compile("([：，]) *|[｛｝［］]")

_CURL = "[“”„‟«»‘’‚‛]"
_CURLED = re.compile(f"{_CURL}(.*){_CURL}")

# A line of a table: its indent with a dash, its key, and the signs after the key.
_KEY = r"^(?P<key> *(?:- +)?[\w-]+)"

# What a text begins with. A brace begins a table, unless a column of a template is in it.
_FIRST = r"[^\s\[{|>#]|\{[a-z][a-z0-9-]*\.[a-z]"

# The beginning of the text of a key on its own line, and of one in braces.
_TEXT = re.compile(rf"^ *(?:(?:- +)?[\w-]+: +|- +(?![\w-]+:(?: |$)))(?={_FIRST})")
_TEXT_IN_BRACES = re.compile(r"(?<=[{,]) *[\w-]+: +(?=[^\s\[{])")

# The end of a text in braces.
_END_IN_BRACES = re.compile(r" *(?:(?=, *[\w-]+:(?: |$))|(?=\}))")

# What a text without quotes cannot contain, or begin with. Not & and !, with which anchors and tags
# begin.
_NEEDS_QUOTES = re.compile(r": |:$| #|^[*%@`|>#,\[\]{}]|^[&!?-] ")
_NEEDS_QUOTES_IN_BRACES = re.compile(rf"{_NEEDS_QUOTES.pattern}|[,\[\]{{}}]")

_REASONS = (
    (",", "a comma ends a text inside { }"),
    (":", "a colon followed by a space cannot be in a text without quotes"),
    ("#", "a # after a space begins a comment"),
)

# Where a bracket or quote that opens could be missing, and one that closes.
_OPENS = re.compile(r"(?:[\w-]: +|- +|[{\[] *|, +)(?=[^\s])")
_CLOSES = re.compile(r"(?=[\]},]|$)")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|(?<![\w])'(?:[^']|'')*'")

_PAIRS = {"{": "}", "[": "]"}

_Found = Iterator[tuple[str, str, int]]  # the repaired line, the message, the column


def line_repairs(lines: Sequence[str], number: int) -> Iterator[list[Repair]]:
    """Yield groups of repairs of a line, the most likely ones first."""
    line = lines[number - 1]
    # A file that ends within a line has lost its end, so what it lacks is more than a sign.
    if number < len(lines) and len(line) <= _MAX_LINE and line.strip():
        for function in _FUNCTIONS:
            yield [
                Repair(number, (line,), tuple(after.split("\n")), message, column)
                for after, message, column in islice(function(lines, number), _MAX_REPAIRS)
                if after != line
            ]


def _odd_spaces(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with normal spaces where YAML looks for them."""
    line = lines[number - 1]
    if odd := re.search(f"[{_ODD_SPACE}]", line):
        sign = odd[0]
        what = "byte order mark" if sign == "\ufeff" else name(sign).lower()
        invisible = sign in _INVISIBLE
        cure = "delete it" if invisible else "write a normal space"
        message = f"there is a {what} (U+{ord(sign):04X}) here; {cure}"
        yield _ODD_SPACES.sub(_normal_spaces, line), message, odd.start() + 1


def _normal_spaces(match: re.Match[str]) -> str:
    visible = re.sub(f"[{_INVISIBLE}]", "", match[0])
    return " " * len(visible)


def _curled_keys(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with a key that is not in typographic quotes."""
    line = lines[number - 1]
    if match := re.match(rf"( *(?:- +)?)({_CURL}([\w-]+){_CURL})(?=:)", line):
        after = f"{match[1]}{match[3]}{line[match.end() :]}"
        yield after, f'a key is not in quotes: write "{match[3]}"', match.start(2) + 1


def _wide_signs(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with the signs of YAML instead of the wide ones of East Asian keyboards."""
    line = lines[number - 1]
    if wide := _WIDE_SIGN.search(line):
        sign = wide[0].strip()
        message = f'"{sign}" (U+{ord(sign):04X}) means nothing in YAML; write "{_WIDE[sign]}"'
        for count in (1, 0):
            after = _WIDE_SIGN.sub(lambda match: _WIDE[match[0].strip()], line, count=count)
            yield after.rstrip(), message, wide.start() + 1


def _colons(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with a colon and a space after its key."""
    line = lines[number - 1]
    begin = indent(line) + 1
    for pattern, why in (
        (rf"{_KEY}:(?=[^\s])", "a space is missing after the colon"),
        (rf"{_KEY} *[;=] *(?=[^\s;=])", "a key ends with a colon"),
        (rf"{_KEY} +(?=[^\s:])", "a colon is missing after the key"),
        (rf"{_KEY}$", "a colon is missing after the key"),
    ):
        if match := re.search(pattern, line):
            after = f"{match['key']}: {line[match.end() :]}".rstrip()
            yield after, f'{why}: write "{_shown(after)}"', begin
    for match in re.finditer(r"(?<=[{,]) *([\w-]+):(?=[^\s/])", line):
        after = f"{line[: match.end()]} {line[match.end() :]}"
        entry = _END_IN_BRACES.split(after[match.start() :], maxsplit=1)[0]
        message = f'a space is missing after the colon: write "{_shown(entry)}"'
        yield after, message, match.start(1) + 1


def _dashes(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with a dash and a space, or without the dash."""
    line = lines[number - 1]
    column, text = indent(line), line.lstrip()
    if match := re.match(r"( *-) +(?=- )", line):
        after = f"{match[1]}{line[match.end() + 1 :]}"
        yield after, f'there is one dash too many: write "{_shown(after)}"', column + 1
    if match := re.match(r"( *[\w-]+:) +(?=- )", line):
        after = f"{match[1]}\n{' ' * column}  {line[match.end() :]}"
        yield after, "a list begins on the line below its key", match.end() + 1
    if match := re.match(r" *-(?=[^\s-])", line):
        after = f"{match[0]} {line[match.end() :]}"
        yield after, f'a space is missing after the dash: write "{_shown(after)}"', column + 1
    near = [*lines[max(number - 2, 0) : number - 1], *lines[number : number + 1]]
    if not text.startswith("-") and any(other.startswith(" " * column + "- ") for other in near):
        after = f"{' ' * column}- {text}"
        yield after, f'a dash is missing: write "{_shown(after)}"', column + 1
    below = next((each for each in lines[number:] if not is_empty(each)), "")
    is_one_item = not below.startswith((" " * column + "- ", " " * column + "  "))
    if re.match(r"- +[\w-]+:(?: |$)", text) and is_one_item:
        after = " " * column + text[2:].lstrip()
        message = f'this is not a list: write "{_shown(after)}" without the dash'
        yield after, message, column + 1


def _commas(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with one more comma or pair of braces before a key in braces."""
    line = lines[number - 1]
    for match in re.finditer(r"(?<=[\w\"'\]}]) +(?=([\w-]+): )", line if "{" in line else ""):
        after = f"{line[: match.start()]}, {line[match.end() :]}"
        yield after, f'a comma is missing before "{match[1]}"', match.start() + 1
    for match in re.finditer(r"\bif: +([\w-]+: +[\w-]+)(?= *[,}])", line):
        after = f"{line[: match.start(1)]}{{{match[1]}}}{line[match.end() :]}"
        yield after, f"a condition is in braces: write {{{match[1]}}}", match.start(1) + 1


def _commas_in_numbers(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with the number of a condition without its commas."""
    line = lines[number - 1]
    for match in re.finditer(r"\b((?:from|below): *)([0-9]{1,3}(?:,[0-9]{3})+)(?= *[,}])", line):
        new = match[1] + match[2].replace(",", "")
        after = line[: match.start()] + new + line[match.end() :]
        yield after, f"a number has no commas: write {new}", match.start(2) + 1


def _doubled_keys(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with a list of answers instead of a key that is there twice."""
    line = lines[number - 1]
    answers = r"(?:[\w-]+|\[[\w, -]*\])"
    again = rf"([\w-]+): *({answers})((?:, *(?:\1: *)?{answers}(?= *[,}}]))+)"
    for match in re.finditer(again, line):
        if not re.search(r"\b(?:if|with): ", line[: match.start()]):
            continue
        more = re.sub(rf"{match[1]}: *", "", match[3])
        listed = re.sub(r"[\[\]]", "", match[2] + more)
        new = f"{match[1]}: [{listed}]"
        after = line[: match.start()] + new + line[match.end() :]
        message = f'several answers to "{match[1]}" are a list: write {{{new}}}'
        second = len(match[3]) - len(match[3].lstrip(", "))
        yield after, message, match.start(3) + second + 1


def _two_keys(lines: Sequence[str], number: int) -> _Found:
    """Yield the line as two lines, each with one key."""
    line = lines[number - 1]
    for match in re.finditer(r"(?<=[\w.?!\"'}\]]),? +(?=([\w-]+): )", line):
        after = f"{line[: match.start()]}\n{' ' * indent(line)}{line[match.end() :]}"
        message = f'two keys are on one line; put "{match[1]}" on its own line'
        if re.match(rf"{_KEY}: +(?:[\w/-]+|.*[.?!\"'}}\]])$", line[: match.start()]):
            yield after, message, match.start(1) + 1


def _quotes(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with a text in quotes that it can be in."""
    line = lines[number - 1]
    spans = []
    if match := _TEXT.match(line):
        spans.append((match.end(), len(line.rstrip()), _NEEDS_QUOTES))
    if "{" in line:
        ends = [match.start() for match in _END_IN_BRACES.finditer(line)]
        spans += [
            (match.end(), end, _NEEDS_QUOTES_IN_BRACES)
            for match in _TEXT_IN_BRACES.finditer(line)
            for end in ends
            if end > match.end()
        ]
    for begin, end, needs_quotes in spans:
        text = line[begin:end]
        # What contains another key, which may be misspelled, is more than a text.
        in_braces = needs_quotes is _NEEDS_QUOTES_IN_BRACES or text[0] in "'\"" or text[-1] in "]}"
        if in_braces and re.search(r", *[\w-]+: ", text):
            continue
        for right, why, at in _requoted(text, needs_quotes):
            message = f"{why}: write {_shown(right)}"
            yield line[:begin] + right + line[end:], message, begin + at + 1


def _requoted(text: str, needs_quotes: re.Pattern[str]) -> _Found:
    """Yield a text in the right quotes, why it needs them, and the index of the reason."""
    first, last, inside = text[0], text[-1], text[1:-1]
    if match := _CURLED.fullmatch(text):
        content = match[1]
        plain = content if re.fullmatch(r"[\w/-]+", content) else in_quotes(content)
        yield plain, f"{first} and {last} are not the quotes of YAML", 0
    elif first == last == "'" and "'" in inside.replace("''", ""):
        at = 1 + re.sub("''", "  ", inside).index("'")
        why = "an apostrophe ends a text in 'single quotes'"
        yield in_quotes(inside.replace("''", "'")), why, at
    elif first == last == '"' and '"' in inside:
        why = 'a quote ends a text in "double quotes"'
        yield in_quotes(inside.replace('\\"', '"')), why, 1 + inside.index('"')
    elif first in "'\"" and re.search(rf"{first}.*\w[^{first}]*$", text[1:]):
        why = "a text that begins with a quote ends at the next one"
        yield in_quotes(text), why, text.index(first, 1)
    elif not {first, last} & {*"'\""} and (match := needs_quotes.search(text)):
        sign = match[0].strip()[:1]
        why = next((why for part, why in _REASONS if part == sign), "")
        verb = "contain" if match.start() else "begin with"
        where = " inside { }" if verb == "contain" else ""
        why = why or f"a text{where} without quotes cannot {verb} {sign}"
        yield in_quotes(text), why, match.start() + match[0].index(sign)


def _lost_quotes(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with one more quote, if it has one without a partner."""
    line = lines[number - 1]
    outside = _QUOTED.sub(lambda match: " " * len(match[0]), line)
    opens = [match.end() for match in _OPENS.finditer(outside)]
    closes = [match.start() for match in _END_IN_BRACES.finditer(line)] if "{" in line else []
    closes.append(len(line.rstrip()))
    for at in [match.start() for match in re.finditer("[\"']", outside)]:
        sign = line[at]
        if at in opens:
            for end in [end for end in closes if end > at + 1]:
                text = f"{line[at:end]}{sign}"
                message = f"the quote that begins this text is not closed: write {_shown(text)}"
                yield line[:at] + text + line[end:], message, at + 1
        # A quote after a digit can be the sign for inches.
        elif at + 1 in closes and not re.match(r"[\d ]", line[at - 1]):
            for begin in [begin for begin in reversed(opens) if begin < at]:
                text = f"{sign}{line[begin : at + 1]}"
                message = f"the quote that ends this text is not opened: write {_shown(text)}"
                yield line[:begin] + text + line[at + 1 :], message, at + 1


def _brackets(lines: Sequence[str], number: int) -> _Found:
    """Yield the line with one more or one less bracket, if one has no partner."""
    line = lines[number - 1]
    outside = _QUOTED.sub(lambda match: '"' * len(match[0]), line)
    for opening, closing in _PAIRS.items():
        surplus = outside.count(opening) - outside.count(closing)
        if abs(surplus) != 1:
            continue
        sign, places = (closing, _CLOSES) if surplus > 0 else (opening, _OPENS)
        for match in places.finditer(outside.rstrip()):
            at = match.end()
            after = line[:at] + sign + line[at:]
            yield after, f'"{sign}" is missing: write {_shown(_around(after, at))}', at + 1
        extra = opening if surplus > 0 else closing
        for match in reversed([*re.finditer(re.escape(extra), outside)]):
            at = match.start()
            yield line[:at] + line[at + 1 :], f'"{extra}" has no partner; delete it', at + 1


def _around(line: str, at: int) -> str:
    """Return the part of a repaired line in the brackets of which one is new at an index."""
    begin, depth = at, 0
    if line[at] in _PAIRS.values():
        for begin in range(at, -1, -1):
            depth += (line[begin] in _PAIRS.values()) - (line[begin] in _PAIRS)
            if not depth:
                return line[begin : at + 1]
    for end in range(at, len(line)):
        depth += (line[end] in _PAIRS) - (line[end] in _PAIRS.values())
        if not depth:
            return line[at : end + 1]
    return line[begin:]


def _shown(text: str) -> str:
    """Return a text for a message, cut if it is long."""
    text = text.strip()
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."


# The most likely first. The quotes are before the brackets, since a bracket may be in a text.
_FUNCTIONS: tuple[Callable[[Sequence[str], int], _Found], ...] = (
    _odd_spaces,
    _curled_keys,
    _wide_signs,
    _commas_in_numbers,
    _doubled_keys,
    _colons,
    _dashes,
    _two_keys,
    _commas,
    _quotes,
    _lost_quotes,
    _brackets,
)
