"""A guide with questions of all kinds, for tests of their pages: boxes, a range and a date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from wizard import load_flows
from wizard.model.site import Site

BOXES = ["heat", "water", "mold", "bugs", "lock", "gas", "power", "stairs"]

GUIDE = """\
title: Problems with your home
summary: Find out what your landlord must fix.
start: home
steps:
  home:
    ask: Which of these are wrong with your home?
    tick:
      heat: No heat
      water: No hot water
      mold: Mold, damp or water that comes through the ceiling or the walls after rain
      bugs: Bugs
      lock: A broken lock
      gas: A smell of gas
      power: No electricity
      stairs: Unsafe stairs
    none: None of these
    to:
      - {if: {home: [heat, water]}, to: cold}
      - {to: owed}
  cold: {ask: "Is it cold outside?", yes: owed, no: owed, unsure: owed}
  owed:
    ask: How much rent do they say you owe?
    range: {unit: USD, at: [500, 1500]}
    to: reasons
  reasons:
    ask: Which of these does the notice say?
    why: It may say more than one of them.
    tick: {late: You paid late, guests: "You had guests, or a pet", noise: You made noise}
    none: None of these
    unsure: notice
    to: notice
  notice:
    ask: When did you get the notice?
    since: {days: [7, 14], event: notice}
    to: done
  done:
    outcome: You have time
    says: Ask for help this week.
    claims:
      - {level: unknown, text: We do not know who pays for the heat., if: {home: heat}}
      - {level: unknown, text: We do not know how long a repair takes.}
    next:
      - {label: Count your days, to: deadlines/notice}
      - {label: Count from another day, to: deadlines/other}
"""

DEADLINES = """\
title: Count the days
events:
  notice:
    title: A notice
    label: I got a notice
    ask: When did you get the notice?
    says: This is the day on which you got it.
    dates:
      - {label: Answer by this day, count: 5, unit: calendar, calendar: federal, claims: [days]}
  other:
    title: Another day
    label: Something else happened
    ask: When did it happen?
    says: This is the day on which it happened.
    dates:
      - {label: Answer by this day, count: 5, unit: calendar, calendar: federal, claims: [days]}
"""

CLAIMS = "days: {level: unknown, text: We do not know how the days are counted.}\n"

SITE = "name: Home Guide\nlanguages: [en, es]\nleave: https://www.wikipedia.org/\n"


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts in the content of a file that readers see: those with a capital letter."""
    if isinstance(value, str) and value[:1].isupper() and value != "USD":
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def catalog(*files: str) -> str:
    """Return a catalog in which the translation of each text is the same text in brackets."""
    found = dict.fromkeys(text for file in files for text in texts_in(yaml.safe_load(file)))
    entries = [f'msgid "{text}"\nmsgstr "[{text}]"\n' for text in found]
    return "\n".join(['msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n', *entries])


def boxes_site(folder: Path) -> Site:
    """Write the guide into a folder that does not exist yet, in two languages, and return it."""
    (folder / "locale").mkdir(parents=True)
    files = {"home": GUIDE, "deadlines": DEADLINES, "claims": CLAIMS, "site": SITE}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "locale" / "es.po").write_text(catalog(*files.values()), "utf-8")
    return load_flows(folder)
