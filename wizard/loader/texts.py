"""Texts that readers would not see as the author meant them: cut, or with marks and code in them.

The schema says which values of a file are texts, and which of them are Markdown. Nearly all
findings are warnings, as a text may be meant as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape

from wizard.loader.forms import in_quotes
from wizard.loader.reader import NodeReader, is_address
from wizard.loader.schema import RECORD_TYPES, SIMPLE, UNIONS, keys_of
from wizard.loader.schema_types import Field
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.contacts import is_contact, likely_contact
from wizard.model.problems import Fix, Location

# Keys whose texts no page shows: search terms, and words for authors.
_NOT_SHOWN = {"also", "words", "confirm"}

# Most texts match nothing here, and need no further look.
_SUSPICIOUS = re.compile(
    '[*_`<&{“”„«»"\\\\\ufffd\ue000-\uf8ffÂÃâ\n]|\\]\\(|^#|[.?…]{2}|…$|TODO|TBD|FIXME|XXX|(?i:lorem)'
)

# A comment mostly begins with a space, and nearly never with a number: "form #12".
_CUT = re.compile("#[^ #]|# [0-9]+(?![0-9-])")
_NUMBER = re.compile("#[0-9]")

_LINK = re.compile(r"!?\[[^\]\n]+\]\([^)\s]+\)|<https?://[^>\s]+>")

# The URL of a link in Markdown, and what is between < and > and may be one. After a backslash, both
# are text.
_MARKDOWN_URL = re.compile(
    r"(?<!\\)(?:\]\(\s*<?(?P<url>(?:[^\s()<>]|\([^\s()<>]*\))+)"
    r"|<(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]+)>)"
)

# What begins with a scheme or a host. Anything else is a path of this site.
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|www\.")

_MARKS = re.compile(
    r"\*\*[^*\s][^*]*\*\*|(?<!\w)__[^\W_][^_]*__(?!\w)"  # bold
    r"|(?<![\w*])\*[^*\s]([^*\n]*\S)?\*(?![\w*])|(?<!\w)_[^\W_]([^_\n]*\S)?_(?!\w)"  # italics
    r"|`[^`\n]+`"  # code
    r"|(?m:^#{1,6} \S[^\n]*)"  # a heading
    r"|(?m:^ *(?:[-*+]|[0-9]+[.)]) \S[^\n]*\n+ *(?:[-*+]|[0-9]+[.)]) \S)"  # a list
)

# Tags, entities, and a backslash with an n where an author wants a new line; not in "C:\\new".
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>\n]*)?/?>")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#[0-9]{2,5});")
_NEW_LINE = re.compile(r"(?<!:)\\n")

_BRACES = re.compile(r"[$#%]?\{+[^{}\n]{0,40}\}+")

_COLUMN = re.compile(r"\{ *[\w-]+\.[\w-]+ *\}")

# Only as authors use these words: "TODO" is also a word of Spanish, and "XXX" a number.
_UNFINISHED = re.compile(
    r"^[\[(]?(?:TBD|FIXME|XXX)\b(?!-)|\[(?:TODO|TBD|FIXME|XXX)\b|\b(?:TODO|FIXME)\s*:|^TODO$|\bTBD$"
    r"|(?i:\blorem ipsum\b)|^(?:\.{2,}|…|\?+)$"
)

# UTF-8 that was read as Windows-1252, such as "Ã©" for "é".
_MISREAD = re.compile("[ÂÃ][^\x00-\x7f]|â[^\x00-\x7f]{2}")

# What replaces lost characters, and characters that only one font has, such as Word's bullets.
_NO_CHARACTER = re.compile("[\ufffd\ue000-\uf8ff]")


def check_texts(reader: NodeReader, node: Node, kind: str) -> None:
    """Warn about the texts in a node, whose kind is one of the schema."""
    # A text that is not valid YAML without quotes is reported already.
    reported = {problem.location for problem in reader.problems}
    for record, key, is_markdown, scalar in _texts(node, kind):
        if key in _NOT_SHOWN or scalar.location in reported:
            continue
        if scalar.comment:
            _check_cut(reader, scalar)
        if not _SUSPICIOUS.search(scalar.text):
            continue
        if is_markdown:
            _check_links(reader, scalar)
        else:
            _check_markdown(reader, scalar)
        _check_code(reader, scalar, is_markdown)
        _check_braces(reader, scalar, record, key)
        _check_quotes(reader, scalar)
        _check_encoding(reader, scalar)
        _check_unfinished(reader, scalar)


def check_translation(reader: NodeReader, text: str, location: Location) -> None:
    """Warn about what is wrong with a translated text, whether or not it is Markdown."""
    if _SUSPICIOUS.search(text):
        # Catalogs have their own escapes, so no place in the text is certain.
        scalar = ScalarNode(text, location, style='"')
        _check_quotes(reader, scalar)
        _check_encoding(reader, scalar)
        _check_unfinished(reader, scalar)


def _texts(
    node: Node, kind: str, record: str = "", key: str = ""
) -> Iterator[tuple[str, str, bool, ScalarNode]]:
    """Yield each text in a node with its record and key, and whether it is Markdown."""
    if kind in ("text", "Markdown"):
        if isinstance(node, ScalarNode):
            yield record, key, kind == "Markdown", node
    elif kind.startswith("list of "):
        for item in node.items if isinstance(node, SequenceNode) else ():
            yield from _texts(item, kind.removeprefix("list of "), record, key)
    elif kind.startswith("table of "):
        for _, value in node if isinstance(node, MappingNode) else ():
            yield from _texts(value, kind.removeprefix("table of "), record, key)
    elif kind in UNIONS:
        yield from _texts(node, _member(node, UNIONS[kind].kinds), record, key)
    elif kind in RECORD_TYPES and isinstance(node, MappingNode):
        fields, rest = _fields(kind), RECORD_TYPES[kind].rest
        for name, value in node:
            # What is about rows is checked when the placeholders of a row are filled in.
            is_of_rows = "table" in node.entries and (kind != "topic" or name.text == "each")
            if (known := fields.get(name.text, rest)) and not is_of_rows:
                yield from _texts(value, known.kind, kind, name.text)


@cache
def _fields(record: str) -> dict[str, Field]:
    return {field.name: field for field in RECORD_TYPES[record].keys}


def _member(node: Node, kinds: Iterable[str]) -> str:
    """Return the kind of a union that a node is meant as, by its shape and its keys."""
    match node:
        case ScalarNode():
            fitting = [kind for kind in kinds if kind in SIMPLE]
        case SequenceNode():
            fitting = [kind for kind in kinds if kind.startswith("list of ")]
        case _:
            records = [kind for kind in kinds if kind in RECORD_TYPES]
            fitting = sorted(records, key=lambda kind: -len(node.entries.keys() & keys_of(kind)))
    return fitting[0] if fitting else ""


def _check_cut(reader: NodeReader, scalar: ScalarNode) -> None:
    """Warn about a text that ends at a # although its author probably wanted to go on."""
    comment = scalar.comment
    if not _CUT.match(comment):
        return
    cut = f'a # after a space begins a comment, so readers do not see "{comment:.40}"'
    cure = 'put the complete text in "double quotes"'
    if not _NUMBER.match(comment):
        cure = f"{cure}; if it is a comment, write two spaces before the #"
    fix = None
    # A comment after the last bracket of a list or table has more in it than text.
    if _NUMBER.match(comment) and _is_literal(scalar) and comment.rstrip()[-1] not in "]},":
        end = replace(scalar.end, column=scalar.end.column + 1 + len(comment))
        fix = Fix(scalar.location, end, in_quotes(f"{scalar.text} {comment.rstrip()}"))
    reader.warn(scalar.location, "text-cut", f"{cut}; {cure}", fix)


def _check_markdown(reader: NodeReader, scalar: ScalarNode) -> None:
    """Warn about Markdown in a text that pages show as it is written."""
    rule = "this text is not Markdown, so readers see"
    if link := _LINK.search(scalar.text):
        message = f'{rule} "{link[0]:.60}"; a link goes under a key such as "to" or "url"'
        reader.warn(_location(scalar, link.start()), "text-markdown", message)
    elif marks := _MARKS.search(scalar.text):
        message = (
            f'{rule} "{marks[0].strip().splitlines()[0]:.60}" with its marks; write plain text'
        )
        reader.warn(_location(scalar, marks.start()), "text-markdown", message)


def _check_links(reader: NodeReader, scalar: ScalarNode) -> None:
    """Report links in Markdown that pages would show as text, since their URL is not safe."""
    for match in _MARKDOWN_URL.finditer(scalar.text):
        group = "url" if match["url"] else "auto"
        url, at = match[group], _location(scalar, match.start(group))
        likely = likely_contact(url)
        if is_address(url) or is_contact(url) or not (likely or _ELSEWHERE.match(url)):
            continue
        secure = re.sub("^(?:http:)?//|^(?=www)", "https://", url)
        better = likely or (secure if is_address(secure) else "")
        cure = f"write {better}" if better else "a link leads to https://, tel: or mailto:"
        reader.report(at, "text-link", f'pages cannot link to "{url:.60}"; {cure}')


def _check_code(reader: NodeReader, scalar: ScalarNode, is_markdown: bool) -> None:
    """Warn about HTML and escapes that pages show as they are written."""
    if tag := _TAG.search(scalar.text):
        cure = "Markdown" if is_markdown else "plain text"
        message = f'readers see "{tag[0]:.40}", as HTML has no meaning here; write {cure}'
        reader.warn(_location(scalar, tag.start()), "text-code", message)
    # Markdown has entities.
    for entity in _ENTITY.finditer(scalar.text) if not is_markdown else ():
        character = unescape(entity[0])
        if character != entity[0]:
            message = f'readers see "{entity[0]}"; write the character itself: "{character}"'
            # Some characters mean something else to YAML.
            is_safe = character.isprintable() and character not in "\"'\\:#"
            fix = _replacement(scalar, entity, character) if is_safe else None
            reader.warn(_location(scalar, entity.start()), "text-code", message, fix)
    if escape := _NEW_LINE.search(scalar.text):
        message = 'readers see "\\n", as it begins a new line in "double quotes" only; delete it'
        reader.warn(_location(scalar, escape.start()), "text-code", message)


def _check_braces(reader: NodeReader, scalar: ScalarNode, record: str, key: str) -> None:
    """Warn about a placeholder, which pages show as it is written."""
    braces = _BRACES.search(scalar.text)
    # `letters.py` checks the text of a letter, in which braces mark blanks.
    if not braces or (record == "letter" and key in ("to", "body")):
        return
    why = (
        'blanks are only in "to" and "body" here'
        if record == "letter"
        else "nothing is filled in here"
    )
    if _COLUMN.fullmatch(braces[0]):
        why = 'only templates, which have "table", have columns'
    if record == "index":
        why = "this page is about all rows"
    message = f'readers see "{braces[0]}", as {why}; write other words'
    reader.warn(_location(scalar, braces.start()), "text-braces", message)


def _check_quotes(reader: NodeReader, scalar: ScalarNode) -> None:
    """Warn about a quotation mark without its partner."""
    if mark := _lone_quote(scalar.text, plain=not scalar.style):
        message = f"the quote {mark} has no partner; add the other one, or delete it"
        at = _location(scalar, scalar.text.rindex(mark))
        reader.warn(at, "text-quote", message)


def _lone_quote(text: str, plain: bool) -> str:
    """Return a quotation mark that has no partner, or empty text."""
    low, opening, closing = map(text.count, "„“”")
    # German closes with the mark that opens in English.
    if low:
        lone = "" if low == opening + closing else "„"
    elif opening:
        # A quotation of several paragraphs may open in each of them.
        fits = opening == closing or (opening > closing > 0 and "\n" in text)
        lone = "" if fits else "“" if opening > closing else "”"
    else:
        # Swedish opens and closes with the same mark, and a number may have inches.
        lone = "”" if closing % 2 and not re.search("[0-9½¼¾]”", text) else ""
    if not lone and text.count("«") != text.count("»"):
        lone = "«" if text.count("«") > text.count("»") else "»"
    # Without quotes around the text, the syntax of YAML has a rule for this mark.
    if not lone and not plain and text.count('"') % 2 and not re.search('[0-9½¼¾]"', text):
        lone = '"'
    return lone


def _check_encoding(reader: NodeReader, scalar: ScalarNode) -> None:
    """Warn about characters that were lost or changed when the text was copied or saved."""
    for misread in _MISREAD.finditer(scalar.text):
        try:
            character = misread[0].encode("cp1252").decode()
        except ValueError:
            continue  # letters of a language that has them
        message = f'"{misread[0]}" was "{character}" before it was saved in another encoding'
        fix = _replacement(scalar, misread, character)
        at = _location(scalar, misread.start())
        reader.warn(at, "text-encoding", f'{message}; write "{character}"', fix)
    if lost := _NO_CHARACTER.search(scalar.text):
        what = f"the character U+{ord(lost[0]):04X} is a sign of lost text or of one font only"
        message = f"{what}, and readers see a box; write what was meant"
        reader.warn(_location(scalar, lost.start()), "text-encoding", message)


def _check_unfinished(reader: NodeReader, scalar: ScalarNode) -> None:
    """Warn about a note that the author wanted to replace by a text."""
    text = scalar.text.strip()
    if unfinished := _UNFINISHED.search(text):
        message = f'readers see "{unfinished[0]}"; write the text, or leave the key out'
        reader.warn(scalar.location, "text-unfinished", message)


def _is_literal(scalar: ScalarNode) -> bool:
    """Return whether a text is in the file as it is: on one line and without escapes."""
    length = len(scalar.text) + 2 * len(scalar.style)
    start, end = scalar.location, scalar.end
    return start.line == end.line and end.column - start.column == length


def _location(scalar: ScalarNode, index: int) -> Location:
    """Return where a character of a text is in the file, or where the text begins."""
    if not _is_literal(scalar):
        return scalar.location
    return replace(scalar.location, column=scalar.location.column + len(scalar.style) + index)


def _replacement(scalar: ScalarNode, match: re.Match[str], text: str) -> Fix | None:
    """Return the fix that replaces a part of a text, or None if the place is not certain."""
    if not _is_literal(scalar):
        return None
    return Fix(_location(scalar, match.start()), _location(scalar, match.end()), text)
