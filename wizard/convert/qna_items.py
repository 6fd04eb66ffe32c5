"""The lines of QnA Markup: the text above the first tag, and each tagged line with its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT
from wizard.convert.html_tags import comments
from wizard.convert.tree import ImportedTree

# The URLs of an answer are before the colon, or one is after it.
TAG = re.compile(
    r"(?P<tabs>\t*)(?:(?P<kind>[QX]|DOC)(?:\((?P<label>[^)\n]*)\))?:"
    r"|(?P<answer>A)(?:\((?P<value>[^)\n]*)\))?"
    r"(?:(?P<same>(?:\[[^\]\n]*\])+):|:(?P<new>\[[^\]\n]*\])?))"
)

# A likely mistake, since many editors indent with spaces.
_SPACED_TAG = re.compile(r"[ \t]* [ \t]*(?:Q|A|X|DOC)(?:\([^)\n]*\))?(?:\[[^\]\n]*\])?:")

_META = re.compile(r"(title|author|description|before|after):", re.IGNORECASE)

_URL = re.compile(r"\[([^\]\n]*)\]")


@dataclass(slots=True)
class Item:
    """A tagged line with the text up to the next one.

    Attributes:
        kind: "Q", "A", "X" or "DOC".
        depth: The number of tabs.
        label: The label of a question, or the value of an answer.
        urls: The URLs that an answer opens.
        begin: The offset of the tag, after its tabs.
        text_begin: The offset of the text.
        text: The text.
    """

    kind: str
    depth: int
    label: str
    urls: list[str]
    begin: int
    text_begin: int
    text: str = ""


def items_of(tree: ImportedTree) -> tuple[str, list[Item]]:
    """Return the text before the first tag of a source, and its tagged lines with their texts."""
    source, items, commented = tree.source, list[Item](), commented_lines(tree.source.text)
    for offset, line in source.lines():
        if offset in commented:
            continue
        if match := TAG.match(line):
            if items:
                items[-1].text = source.text[items[-1].text_begin : offset]
            label = match["label"] if match["kind"] else match["value"]
            urls = _URL.findall(match["same"] or match["new"] or "")
            tabs = len(match["tabs"])
            begins = offset + tabs, offset + match.end()
            # The text follows when the next tag, and so its end, is known.
            items.append(Item(match["kind"] or "A", tabs, label or "", urls, *begins))
        elif _SPACED_TAG.match(line):
            message = (
                "this line starts with spaces, so it was read as part of the text above; "
                "indent tags with tabs"
            )
            tree.report(DEFECT, source.location(offset), message)
    if not items:
        return source.text, items
    items[-1].text = source.text[items[-1].text_begin :]
    # `begin` is after the tabs, so that a report points at the tag; the header ends before them.
    return source.text[: items[0].begin - items[0].depth], items


def read_header(tree: ImportedTree, text: str) -> None:
    """Read title, author and description. All else before the first question is a comment."""
    # Under the empty key: what is before any of the keywords.
    texts, key, at = {"": (0, "")}, "", 0
    commented = commented_lines(text)
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        if (match := _META.match(line)) and at not in commented:
            key = match[1].lower()
            if key in texts:
                other = rich_text.one_line(texts[key][1])
                message = f"second {key}; this one is used, not “{other:.60}”"
                tree.report(CHANGED, tree.source.location(at), message)
            texts[key] = at + match.end(), line[match.end() :]
        else:
            texts[key] = texts[key][0], texts[key][1] + line
        at = end
    plain = {
        key: rich_text.read_plain(text, tree.reporter(begin))
        for key, (begin, text) in texts.items()
    }
    tree.title = plain.get("title", "")
    tree.author = plain.get("author", "")
    tree.summary = plain.get("description", "")
    for key in ("", "before", "after"):
        if rest := plain.get(key):
            where = f"of {key.capitalize()}:" if key else "above the first question"
            message = f"the text {where} is now a comment: “{rest:.60}”"
            tree.report(CHANGED, tree.source.location(texts[key][0]), message)
            tree.comments.append(f"{key.capitalize()}: {rest}".removeprefix(": "))


def commented_lines(text: str) -> set[int]:
    """Return the offset of each line that begins within a comment."""
    offsets = set[int]()
    for begin, end in comments(text):
        line = text.find("\n", begin, end) + 1
        while line:
            offsets.add(line)
            line = text.find("\n", line, end) + 1
    return offsets
