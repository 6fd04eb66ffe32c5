"""The document as Markdown, as GitHub shows it. One text is one quote, so that diffs are short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from wizard.review.document import REMOVED, Document, Line, Part, Section, Wording, rows

# All that CommonMark, or GitHub's tables and strikethrough, could take for markup.
_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")

_TAG = re.compile(r"<(?=[a-zA-Z/!?])(?!https://)")

_LIST_MARK = re.compile(r"^(\d*)([-+.)])")


def escape_markdown(text: str) -> str:
    """Escape plain text for Markdown."""
    return _LIST_MARK.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def markdown(document: Document) -> str:
    """Return the document as Markdown."""
    return "\n".join(_document(document)) + "\n"


def _document(document: Document) -> Iterator[str]:
    about = document.about
    yield f"# {_plain(about.title.text)}"
    yield from ("", f"Every text of the flow `{document.flow}`, for reviewers.")
    yield from _section_body(document, about)
    yield from ("", *_facts(document.facts))
    yield from ("", document.how_to_quote())
    if document.since:
        count = document.count_of_changes()
        yield from ("", "## What changed", "", f"Compared with `{document.since}`. {count}", "")
        yield from (f"- **{section.change}**: {_link(section)}" for section in document.changed())
    yield from ("", "## Contents", "")
    for chapter in document.chapters:
        yield f"- [{chapter.title}](#{chapter.ref}) ({len(chapter.sections)})"
        if chapter.is_listed:
            yield from (f"  - {_link(section)}" for section in chapter.sections)
    for chapter in document.chapters:
        yield from ("", f'<a id="{chapter.ref}"></a>', "", f"## {chapter.title}")
        for section in chapter.sections:
            number = f"{section.number}. " if section.number else ""
            title = _plain(section.title.text)
            yield from ("", f'<a id="{section.ref}"></a>', "", f"### {number}{title}")
            yield from _section_body(document, section)


def _link(section: Section) -> str:
    number = f"{section.number}. " if section.number else ""
    title = _plain(section.title.text)
    return f"[{number}{title}](#{quote(section.ref)})"


def _section_body(document: Document, section: Section) -> Iterator[str]:
    change = f" **{section.change}**" if section.change else ""
    former = f" Former id: `{section.former}`." if section.former else ""
    yield from ("", f"{section.kind} `{section.ref}`{change}{former}")
    if section.facts:
        yield from ("", *_facts(section.facts))
    if section.repeats_heading:
        yield from _part(document, section.heading)
    for group in section.groups:
        if group.title:
            yield from ("", f"#### {group.title}")
        for part in group.parts:
            yield from _part(document, part)


def _part(document: Document, part: Part) -> Iterator[str]:
    change = f" **{part.change}**" if part.change else ""
    former = ""
    if part.before and part.before.ref != part.ref:
        former = f" (was `{part.before.ref}`)"
    yield from ("", f"**{_plain(part.label)}** `{part.ref}`{change}{former}")
    quotes = [
        _quote(document, part, wording, earlier)
        for wording, earlier in zip(part.wordings, part.earlier_wordings, strict=True)
    ]
    for lines in quotes:
        yield ""
        # A quote with an empty line in it stays one quote.
        yield from (f"> {line}".rstrip() for line in lines)
    if part.facts:
        yield from ("", *_facts(part.facts))


def _quote(document: Document, part: Part, wording: Wording, earlier: Wording | None) -> list[str]:
    lines: list[str] = []

    def add(text: str) -> None:
        if text:
            lines.extend(["", *text.splitlines()] if lines else text.splitlines())

    if len(part.wordings) > 1:
        column = part.wordings.index(wording)
        add(f"*{document.languages[document.columns[column]].name}*")
    if wording.note:
        add(f"**{wording.note}.**")
    if part.change == REMOVED:
        add(_struck(wording))
        return lines
    if earlier:
        add(f"Was: {_struck(earlier)}")
        add("Now:")
    add(_plain(wording.condition))
    # Pages show HTML in Markdown as text.
    add(_TAG.sub("&lt;", wording.text) if part.markdown else _plain(wording.text))
    for line in wording.lines:
        add(_line(line))
    return lines


def _struck(wording: Wording) -> str:
    """Return a wording as one line that is struck out."""
    texts = [
        wording.condition,
        wording.text or wording.note,
        *(_without_number(line) for line in wording.lines),
    ]
    return " ".join(f"~~{_plain(text)}~~" for text in texts if text)


def _without_number(line: Line) -> str:
    # Numbers belong to the other version of the document.
    return f"{line.before} {line.text}".strip()


def _line(line: Line) -> str:
    number = f"{line.number}. " if line.number and line.text else line.number
    before = f"{_plain(line.before)} " if line.before else ""
    return f"→ {before}{_linked(number + _plain(line.text), line.to)}"


def _facts(facts: Iterable[Line]) -> Iterator[str]:
    for name, lines in rows(facts):
        texts = []
        for line in lines:
            text = f"{line.number} {_plain(line.text)}".strip()
            texts.append(_linked(text, line.to))
        yield f"- {name}: {'; '.join(texts)}"


def _linked(text: str, to: str) -> str:
    # In angle brackets, a URL may contain round ones.
    return f"[{text}](<{to}>)" if to else text


def _plain(text: str) -> str:
    return escape_markdown(" ".join(text.split()))
