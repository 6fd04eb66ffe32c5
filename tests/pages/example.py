"""A small site for the tests of presenters, and URLs that need no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from wizard.i18n.translator import make_translator
from wizard.loader.site import check_folder
from wizard.model.site import Site, TopicGroup
from wizard.pages.base import Presenter

TODAY = date(2026, 11, 23)
ORIGIN = "https://guide.example"

_Kind = TypeVar("_Kind", bound=Presenter)

FILES = {
    "site": """\
name: The site
notice: No advice.
leave: https://neutral.example/
first: guide
frame: [https://host.example]
languages: [en, es]
banner: {label: Something is new, to: guide/plain}
pages:
  safety: {title: Stay safe, text: "Ask **DPS**. DPS answers."}
""",
    "glossary": "DPS: {means: the license office}\n",
    "sources": """\
paper: {title: A paper, publisher: The press, url: "https://press.example/", checked: 2026-01-05}
book: {title: a book, note: It is old., copy: 2020-07-08}
""",
    "claims": """\
shared: {level: law, text: DPS must say so., cite: [paper]}
""",
    "changes": """\
form: {date: 2026-10-01, text: A list of DPS is new., kind: list, claims: [shared]}
fix: {date: 2026-11-02, text: DPS is right., kind: correction, to: guide/plain}
plain: {date: 2026-10-01, text: "It is new, too.", to: letters/note}
""",
    "topics": """\
2: {ask: What is second?, found: DPS knows., missing: The rest., also: other words}
5: {ask: What is fifth?, claims: [{level: article, text: It says so., cite: [paper]}]}
9: {ask: What is last?}
""",
    "guide": """\
title: A guide
summary: It helps.
start: license
reviewed: 2026-11-02
steps:
  license:
    ask: A license from DPS?
    title: License
    why: DPS asks.
    help: "See *DPS*."
    yes: car
    no: end
    unsure: car
  car:
    ask: A car?
    yes: [{if: {license: yes}, to: both}, {to: plain}]
    no: plain
    unsure: other/done
  both: {outcome: Both, caution: car, topics: [5], claims: [{level: unknown, text: Nothing.}]}
  plain:
    outcome: The answer
    title: Short
    says: DPS holds it.
    topics: [2]
    claims:
      - shared
      - {level: law, text: Only for some., cite: [paper, book], if: {license: yes}}
    next:
      - {label: Ask DPS.}
      - {label: Read this, to: "https://press.example/"}
      - {label: Go there, to: other/, if: {license: yes}}
  end:
    outcome: The end
    topics: [5, 9]
    claims: [{level: unknown, text: Nothing., reviewed: 2026-10-01}]
""",
    "other": """\
title: Another guide
start: only
review-by: 2026-11-22
steps:
  only:
    ask: Only this?
    answers: {one: {label: One DPS, to: done}, two: {label: Two DPS, to: done}}
  done: {outcome: Done, claims: [{level: unknown, text: Nothing.}]}
""",
    "deadlines": """\
title: Count the days
summary: DPS counts too.
state: MS
events:
  sent:
    title: Letter sent
    label: I sent a letter to DPS
    ask: When did you send it?
    help: The date on the letter.
    says: The day you sent it to DPS.
    dates:
      - {label: Late, count: 30, unit: calendar, calendar: state, note: Not a law of DPS.}
      - {label: Answer, count: 7, unit: working, calendar: state, claims: [shared]}
      - {label: Federal, count: 7, unit: working, calendar: federal, claims: [shared]}
    more: [shared]
""",
}
LETTER = """\
title: A note
subject: About a thing
summary: A note to DPS.
reviewed: 2026-11-02
blanks:
  day: {label: Date}
  address: {label: Address, lines: 2, hint: From DPS., pen: true}
before: [Ask DPS first.]
to: [An office]
body: ["Date: {day}", [One thing, Another], "{address}"]
after: [{label: Wait for DPS., to: guide/plain}]
cite: [book]
"""
SPANISH = {
    "The site": "El sitio",
    "A guide": "Una guía",
    "the license office": "la oficina de licencias",
    "DPS holds it.": "El DPS lo tiene.",
    "A note": "Una carta",
    "About a thing": "Sobre una cosa",
    "Date": "Fecha",
    "Date: {day}": "Fecha: {day}",
    "Address": "Dirección",
    "One thing": "Una cosa",
    "Thanksgiving": "Día de Acción de Gracias",
    "DPS is right.": "La oficina tiene razón.",
}


def url_to(*segments: str, answers: Mapping[str, str] | None = None) -> str:
    """Return a URL as the web application makes it."""
    query = "&".join(f"{question}={answer}" for question, answer in (answers or {}).items())
    path = "".join(f"{segment}/" for segment in segments if segment)
    return f"/{path}" + (f"?{query}" if query else "")


def write_files(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write the files of a site, with its letter and its Spanish texts, and return the folder."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    for name, path, text in (
        ("letters", "note.yaml", LETTER),
        ("locale", "es.po", "\n".join(map(_entry, SPANISH.items()))),
    ):
        (folder / name).mkdir()
        (folder / name / path).write_text(text, "utf-8")
    return folder


def _entry(texts: tuple[str, str]) -> str:
    return 'msgid "{}"\nmsgstr "{}"\n'.format(*texts)


def make_site(folder: Path, **texts: str) -> Site:
    """Write the site into a folder and read it. Most of its texts are not translated.

    `texts` are files that differ, by their name without the ending.
    """
    site, problems = check_folder(write_files(folder, {**FILES, **texts}), draft=True)
    assert site is not None, problems
    return site


def present(
    kind: type[_Kind], site: Site, lang: str = "en", origin: str = ORIGIN, today: date = TODAY
) -> _Kind:
    """Return a presenter of a site."""
    t = make_translator(lang, site.texts.get(lang))
    return kind(site, t, url_to, origin, today)


def grouped(site: Site) -> Site:
    """Return the site with a group of topics, whose order is not that of their numbers."""
    return replace(site, topic_groups=(TopicGroup("A note", "A guide", (9, 2)),))
