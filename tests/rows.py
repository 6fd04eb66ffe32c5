"""A guide over a table of three states in two languages, for tests of what a template becomes.

`records` is a flow and `request` a letter of each state, and topic 1 says something of each of
them. All that it says about these states is made up.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from babel.messages.pofile import normalize

from wizard.i18n import po
from wizard.loader import translations

ROWS = ("al", "dc", "nc")

FLOW = """\
table: states
index: {title: Ask a state for its papers, summary: Choose the state., ask: Which state?}
title: Ask {state.name} for its papers
also: "public records, {state.law}"
start: late
steps:
  late:
    ask: Is {state.name} late?
    yes:
      - {if: {state.kind: none}, to: no-number}
      - {if: {not: {state.kind: none}}, to: number}
    no: wait
    unsure: wait
  number:
    if: {not: {state.days: empty}}
    outcome: "{state.name} has {state.days} {state.kind}"
    claims:
      - level: "{state.level}"
        text: "The law gives {state.days} {state.kind}."
        cite: "{state.cite}"
    next:
      - {label: Write to the office, to: letters/request}
  no-number:
    if: {state.kind: none}
    outcome: "{state.name} has no number"
    claims:
      - {level: "{state.level}", text: The law gives no number., cite: "{state.cite}"}
  wait:
    outcome: Wait
    topics: [1]
    says:
      - {if: {state.kind: working}, text: "Wait {state.days} working days."}
      - {text: Wait a little.}
    claims:
      - {level: unknown, text: We do not know.}
"""

LETTER = """\
table: states
index: {title: Ask for papers}
title: Ask {state.name}
subject: Request under the {state.law}
to: ["Records office, {state.name}"]
body:
  - "Please send me {what}."
  - {if: {not: {state.days: empty}}, text: "The law gives you {state.days} days."}
blanks:
  what: {label: What you want}
after:
  - {label: Late?, to: records/late}
"""

TABLE = """\
row: state
id: code
name: name
search: [law]
moved: {nb: nc}
removed: [pr]
columns:
  code: {kind: text, required: true}
  name: {kind: text, required: true, languages: true}
  law: {kind: text}
  days: {kind: number}
  kind:
    kind: choice
    required: true
    choices: {working: working days, calendar: days, none: no number}
  level: {kind: level, required: true}
  cite: {kind: sources}
"""

CELLS = """\
code,name,name.es,law,days,kind,level,cite
AL,Alabama,Alabama,Open Records Act,15,working,law,S-AL
DC,District of Columbia,Distrito de Columbia,FOIA,,none,official,S-DC;S-AL
NC,North Carolina,Carolina del Norte,Public Records Law,10,calendar,law,s-al
"""

TOPICS = """\
1:
  ask: How do states compare?
  found: It depends.
  table: states
  each:
    - level: "{state.level}"
      text: "{state.name}: {state.kind}"
      cite: "{state.cite}"
      if: {state.kind: working}
    - {level: unknown, text: "{state.name} gives no number.", if: {not: {state.kind: working}}}
"""

SOURCES = """\
s-al: {title: Alabama Code, url: https://example.org/al}
s-dc: {title: DC Code, url: https://example.org/dc}
"""

FILES = {
    "site.yaml": "name: Records\nlanguages: [en, es]\n",
    "records.yaml": FLOW,
    "letters/request.yaml": LETTER,
    "tables/states.yaml": TABLE,
    "tables/states.csv": CELLS,
    "topics.yaml": TOPICS,
    "sources.yaml": SOURCES,
}


def write_rows(folder: Path, **changed: str) -> Path:
    """Write the guide into a folder and return the folder. Each translation is `ES` and the text.

    Args:
        folder: The folder, which need not exist.
        changed: What a file has instead, by its name without folder and ending; `cells` is
            `tables/states.csv`. Other names are flows that are added.
    """
    named = {Path(name).stem: name for name in FILES if not name.endswith(".csv")}
    named["cells"] = "tables/states.csv"
    texts = FILES | {named.get(name, f"{name}.yaml"): text for name, text in changed.items()}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    translate(folder)
    return folder


def many_cells(count: int) -> str:
    """Return a table with this number of rows. They have the cells of three states in turns."""
    heading, *rows = CELLS.splitlines()
    lines = [heading, *rows]
    for number in range(len(rows), count):
        code, name, spanish, *others = rows[number % len(rows)].split(",")
        names = [f"{code}{number}", f"{name} {number}", f"{spanish} {number}"]
        lines.append(",".join([*names, *others]))
    return "\n".join(lines) + "\n"


def translate(folder: Path) -> None:
    """Translate all texts of the guide that are not translated yet."""
    translations.update(folder, "es")
    path = translations.catalog_path(folder, "es")
    messages = [_filled(message) for message in po.parse(path.read_text("utf-8"))]
    path.write_text(po.write(messages), "utf-8")


def _filled(message: po.Message) -> po.Message:
    _, text = message.key
    if not text or message.translation:
        return message
    lines = f"msgstr {normalize(f'ES {text}')}".split("\n")
    same = (*message.lines_of("msgctxt"), *message.lines_of("msgid"))
    return replace(message, lines=(*same, *lines))
