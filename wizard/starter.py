"""The text of a new flow: a template with its title filled in, such that the checker finds nothing to say about it."""

from __future__ import annotations

import json
import re
from string import Template

from wizard.rules import MAX_TITLE
from wizard.shape import Reader
from wizard.source import Place, Table, Word

_PLAIN = re.compile(r"\w[\w ’'.!?-]*(?<! )")  # needs no quotes in YAML, wherever it stands
_ROOM = len(", what it says")  # what the template puts behind a step's title


def title_problem(title: str) -> str:
    """Why a flow cannot have this title; empty where it can."""
    place, reader = Place("title"), Reader()
    reader.text(Table({"title": (Word("title", place), Word(title, place))}, place), "title", "the flow", 80)
    if not title.isprintable():
        return "the title holds a character that cannot be shown"
    return reader.problems[0].message if reader.problems else ""


def flow_text(template: str, flow: str, title: str, site: str) -> str:
    """The template as the text of a flow. `title` may be empty: then it is made from the flow's id.

    `site` is the name of the site that the flow joins, empty where it is the first: the titles of pages end in it.
    """
    fits = MAX_TITLE - 3 - len(site) if site else (MAX_TITLE - 3) // 2  # a first flow gives the site its name
    title = title.strip() or _cut(flow.replace("-", " ").capitalize(), fits)
    if not site:
        fits = MAX_TITLE - 3 - len(title)
    name = flow.replace("-", " ").capitalize()  # an id is short and neutral; a title cut short says nothing
    return Template(template).substitute(title=_quoted(title), short=_cut(name, max(fits - _ROOM, 1)))


def _cut(text: str, longest: int) -> str:
    """A text, without its last words where it is too long."""
    if len(text) <= longest:
        return text
    return (text[: longest + 1].rpartition(" ")[0] or text[:longest]).strip(" -")


def _quoted(text: str) -> str:
    """A text as a value in YAML."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
