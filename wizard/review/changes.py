"""What changed between two documents of a flow, text by text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches

from wizard.review.document import CHANGED, NEW, REMOVED, Chapter, Document, Group, Part, Section

SIMILAR = 0.5  # of texts without an id: from this ratio on, one is a new wording of the other

Segment = tuple[str, bool]  # some words, and whether they are new


def compare(old: Document, new: Document, since: str) -> Document:
    """Return the new document with everything marked that is new, changed or removed.

    Parts are compared by their references. Of those that have none but a label of their text, a
    part that is similar is the same one.

    Args:
        old: The document of the earlier version.
        new: The document of the current version.
        since: The revision of the earlier version.
    """
    before = {section.ref: section for section in old.sections()}
    after = {section.ref for section in new.sections()}
    chapters = [
        Chapter(chapter.title, tuple(_section(before.get(s.ref), s) for s in chapter.sections))
        for chapter in new.chapters
    ]
    # Without numbers and links, which are those of the old document.
    removed = tuple(
        replace(_all(section, REMOVED), number="", facts=())
        for ref, section in before.items()
        if ref not in after
    )
    if removed:
        chapters.append(Chapter("Removed", removed))
    about = _section(old.about, new.about)
    return replace(new, about=about, chapters=tuple(chapters), since=since)


def _section(old: Section | None, new: Section) -> Section:
    if old is None:
        return _all(new, NEW)
    earlier = {group.title: group for group in old.groups}
    later = {group.title: group for group in new.groups}
    # In the order of the new version; groups that only the old one has come last.
    groups = tuple(
        Group(title, tuple(_parts(_of(earlier.get(title)), _of(later.get(title)))))
        for title in dict.fromkeys([*later, *earlier])
    )
    heading = _part(old.heading, new.heading)
    texts = [heading, *(part for group in groups for part in group.parts)]
    change = CHANGED if any(part.change for part in texts) else ""
    return replace(new, heading=heading, groups=groups, change=change, former=old.former)


def _of(group: Group | None) -> tuple[Part, ...]:
    return group.parts if group else ()


def _all(section: Section, change: str) -> Section:
    """Return a section that is new or removed as a whole."""
    return replace(
        section,
        change=change,
        heading=replace(section.heading, change=change),
        groups=tuple(
            Group(group.title, tuple(replace(part, change=change) for part in group.parts))
            for group in section.groups
        ),
    )


def _parts(old: Iterable[Part], new: Iterable[Part]) -> Iterator[Part]:
    """Yield the new parts of a group, each with its earlier version; then the removed ones."""
    earlier, later = {part.ref: part for part in old}, list(new)
    found = {part.ref: earlier.pop(part.ref) for part in later if part.ref in earlier}
    for part in later:
        is_open = part.ref not in found and not part.has_id
        if is_open and (similar := _similar(part, earlier)):
            found[part.ref] = earlier.pop(similar)
    yield from (_part(found.get(part.ref), part) for part in later)
    yield from (replace(part, change=REMOVED) for part in earlier.values())


def _similar(part: Part, earlier: Mapping[str, Part]) -> str:
    """Return the reference of the part without an id that is most similar, or ""."""
    texts = {
        other.shown.text: ref
        for ref, other in earlier.items()
        if not other.has_id and other.label == part.label
    }
    close = get_close_matches(part.shown.text, texts, n=1, cutoff=SIMILAR)
    return texts[close[0]] if close else ""


def _part(old: Part | None, new: Part) -> Part:
    if old is None:
        return replace(new, change=NEW)
    changed = replace(new, before=old, change=CHANGED)
    return changed if any(changed.earlier_wordings) else new


def new_words(old: str, new: str) -> Iterator[Segment]:
    """Yield the new text in segments, with those marked that the old text does not have."""
    before, after = old.split(), new.split()
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, _, _, start, end in blocks:
        if start < end:
            yield " ".join(after[start:end]), kind != "equal"
