"""The lines of QnA Markup: the text above the first tag, and each tagged line with its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.convert import rich_text
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT
from wizard.convert.html_tags import comments
from wizard.convert.tree import ImportedTree

# How a tag begins. Version 2 of the program also reads spaces before it.
_HEAD = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?P<kind>Q|DOC)(?:\((?P<label>[^)\n]*)\))?:"
    r"|(?P<answer>A|X)(?:\((?P<value>[^)\n]*)\))?(?=[:\[]))",
    re.MULTILINE,
)

_SCRIPT = re.compile(r"\[\s*javascript:", re.IGNORECASE)
_SCRIPT_END = re.compile(r"(?<!\\)\]")  # in a script, a backslash escapes a bracket

_SETTINGS = re.compile(r"[ \t]*Settings:", re.IGNORECASE)

TAB = 4  # spaces

_META = re.compile(r"(title|author|description|before|after):", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """A tagged line with the text up to the next one.

    Attributes:
        kind: "Q", "A", "X" or "DOC".
        depth: The number of tabs, or the level if there are spaces.
        label: The label of a question, or the value of an answer.
        urls: The URLs that an answer opens.
        begin: The offset of the tag, after its indentation.
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
    text, items, indents = tree.source.text, list[Item](), list[str]()
    end, commented, brackets = _end_of_items(tree), commented_lines(text), _Brackets(text)
    done = 0
    for head in _HEAD.finditer(text, 0, end):
        if head.start() < done or head.start() in commented:
            continue
        kind = head["kind"] or head["answer"]
        urls, done = ([], head.end()) if head["kind"] else brackets.urls(kind, head.end())
        if done < 0:
            continue  # a bracket is not closed, so this is text
        if items:
            items[-1].text = text[items[-1].text_begin : head.start()]
        label = head["label"] or head["value"] or ""
        # The text follows when the next tag, and so its end, is known.
        items.append(Item(kind, 0, label, urls, head.end("indent"), done))
        indents.append(head["indent"])
    if not items:
        return text[:end], items
    items[-1].text = text[items[-1].text_begin : end]
    for item, depth in zip(items, _depths(tree, items, indents), strict=True):
        item.depth = depth
    # `begin` is after the indentation, so that a report points at the tag.
    return text[: items[0].begin - len(indents[0])], items


def _end_of_items(tree: ImportedTree) -> int:
    """Return where the last text ends: before the settings that the editor may write below it."""
    text = tree.source.text.rstrip()
    begin = text.rfind("\n") + 1
    if not _SETTINGS.match(text, begin):
        return len(tree.source.text)
    message = "the settings of the QnA editor were left out; they are about looks"
    tree.report(LEFT_OUT, tree.source.location(begin), message)
    return begin


class _Brackets:
    """Finds the URLs of answers, which are in brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        # After the last one, no search is needed: with many open brackets it would take very long.
        self.last_end = max((end.start() for end in _SCRIPT_END.finditer(text)), default=-1)

    def urls(self, kind: str, at: int) -> tuple[list[str], int]:
        """Return the URLs at an offset, before or after a colon, and the offset after all of them.

        The offset is -1 if there is no tag.
        """
        urls = list[str]()
        while self.text.startswith("[", at):
            url, at = self.url(at)
            if at < 0:
                return [], -1
            urls.append(url)
        if not self.text.startswith(":", at):
            return [], -1
        at += 1
        if not urls and self.text.startswith("[", at):
            url, end = self.url(at)
            if end >= 0 and (kind == "A" or _SCRIPT.match(self.text, at)):
                return [url], end
        return urls, at

    def url(self, at: int) -> tuple[str, int]:
        """Return what is in a bracket, and the offset after it; -1 if it is not closed."""
        if _SCRIPT.match(self.text, at):  # may have several lines
            closing = _SCRIPT_END.search(self.text, at) if at < self.last_end else None
            end = closing.start() if closing else -1
        else:
            end = self.text.find("]", at, (self.text.find("\n", at) + 1 or len(self.text) + 1) - 1)
        return (self.text[at + 1 : end].strip(), end + 1) if end >= 0 else ("", -1)


def _depths(tree: ImportedTree, items: list[Item], indents: list[str]) -> list[int]:
    """Return how deep each item is indented: by its tabs, or by levels if there are spaces."""
    if not any(" " in indent for indent in indents):
        return [len(indent) for indent in indents]
    depths, widths = list[int](), [0]
    for item, indent in zip(items, indents, strict=True):
        width, before = len(indent.expandtabs(TAB)), len(widths)
        while width < widths[-1]:
            widths.pop()
        if width > widths[-1] and before > len(widths):
            message = "the indentation of this line is that of no line above"
            tree.report(DEFECT, tree.source.location(item.begin), message)
        elif width > widths[-1]:
            widths.append(width)
        depths.append(len(widths) - 1)
    return depths


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
