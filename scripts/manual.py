"""Writes the parts of the manual that are made from the code: docs/format.md, docs/problems.md and docs/schema/.

    python scripts/manual.py            writes what is out of date
    python scripts/manual.py --check    only says what is out of date, and ends with 1 where something is

A page is a function without arguments that returns its text; `PAGES` names them all. The prose of docs/format.md stands
in format.in.md beside this file, with marks such as {{object flow}} where a table of keys or a limit belongs. What
docs/problems.md shows are the broken flows of tests/loader/bad/ and their mended twins in tests/loader/mended/.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir
from datetime import date
from difflib import unified_diff
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from wizard.check.checker import check_paths
from wizard.check.report import in_text
from wizard.engine.graph import MAX_HISTORIES
from wizard.loader.files import MAX_BYTES
from wizard.loader.json_schema import schema_text
from wizard.loader.letters import MAX_LETTERS
from wizard.loader.schema import (
    CHOICES,
    FILES,
    RECORD_TYPES,
    RESERVED_FLOWS,
    RESERVED_PAGES,
    RESERVED_STEPS,
    UNIONS,
)
from wizard.loader.schema_flow import MAX_STEPS, MAX_TOPIC
from wizard.loader.schema_site import MAX_COUNT, MAX_EVENTS, MAX_LINES
from wizard.loader.schema_types import Field
from wizard.loader.site import MAX_FLOWS
from wizard.loader.validate import MAX_TITLE
from wizard.loader.yaml_nodes import MAX_DEPTH
from wizard.model.codes import CATEGORIES
from wizard.model.flow import MAX_ID, MAX_TEXT
from wizard.model.problems import escape_control_characters
from wizard.web.views import MAX_QUERY

ROOT = Path(__file__).parents[1]
MADE_BY = "<!-- Made by scripts/manual.py from scripts/format.in.md and wizard/loader/schema.py. Change those, then run it. -->"

FIXTURES = Path(__file__).parents[1] / "tests" / "loader"
TODAY = date(2026, 11, 23)  # the day of the examples
PROBLEMS = """\
<!-- Made by scripts/manual.py from wizard/model/codes.py, tests/loader/bad and tests/loader/mended. Change those, then run it. -->

# Problems and warnings

`wizard check` prints each finding as `file:line:column: message [code]`, with the line it stands in and a caret under
the place; below is every code, with what its rule protects, an example, and how the example is mended. A problem has to
be mended: the command ends with 1, and files that are not sound are not served; a warning is legal but doubtful, and
changes nothing. Where a warning does not count, say so with `# wizard: allow code -- reason`, at the end of its line or
on a line of its own right above; a problem cannot be allowed."""

# Kinds of values in words; the others stand for themselves.
KINDS = {
    "flag": "`true` or `false`",
    "address": "`https://` address",
    "place": "target or address",
    "origin": "`https://` and a host",
    "language": "code of a language",
    "state": "code of a state",
    "usual answer": "answer",
    "way": "target or list of ways",
    "list of edge": "list of ways",
    "list of id": "list of ids",
    "list of number": "list of numbers",
    "list of origin": "list of `https://` and a host",
    "list of text": "list of texts",
    "list of outcome claim": "list of claims",
    "list of action": "list of actions",
    "list of language": "list of codes",
    "list of rule": "list of dates",
    "list of passage": "list of paragraphs",
    "list of remark": "list of remarks",
    "table of list of id": "table of lists",
    "table of id": "table of answers",
}


def format_page() -> str:
    """docs/format.md: the reference of the format."""
    template = (Path(__file__).parent / "format.in.md").read_text("utf-8")
    marks: dict[str, Callable[[], str]] = {
        "made by": lambda: MADE_BY,
        "targets": targets,
        "reserved": reserved,
        "files": files,
        "limits": limits,
        "max id": lambda: str(MAX_ID),
        "max topic": lambda: str(MAX_TOPIC),
        "max remark": lambda: str(UNIONS["remark"].limit),
        **{f"object {name}": partial(keys, name) for name in RECORD_TYPES},
        **{f"words {name}": partial(words, name) for name in CHOICES},
    }
    return re.sub(r"\{\{([^{}]+)\}\}", lambda match: marks[match[1]](), template)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def keys(name: str) -> str:
    """What an object is, and the table of its keys."""
    thing = RECORD_TYPES[name]
    rows = [
        (f"`{key.name}`", kind(key), key.description, "yes" if key.required else "", limit(key))
        for key in thing.keys
    ]
    if thing.rest:
        rows.append(
            ("a code such as `es`", kind(thing.rest), thing.rest.description, "", limit(thing.rest))
        )
    return f"{thing.description}\n\n{table(('key', 'kind', 'what it is', 'needed', 'limit'), rows)}"


def kind(key: Field) -> str:
    """The kind of a key's value in words."""
    return KINDS.get(key.kind) or re.sub(r"^table of (.*)", r"table of \1s", key.kind)


def limit(key: Field) -> str:
    """The limit of a key in words."""
    if key.kind in ("text", "Markdown"):
        return f"{key.limit or MAX_TEXT:,} characters"
    if key.kind == "list of text":
        return f"{key.limit or MAX_TEXT:,} characters each"
    if key.kind.endswith("number"):
        return f"1 to {key.limit}"
    return (
        f"{key.limit:,} {'characters' if key.kind == 'address' else 'entries'}" if key.limit else ""
    )


def words(kind: str) -> str:
    """The words that can stand under a key, with what each means."""
    return table(
        ("word", "what it means"), [(f"`{word}`", means) for word, means in CHOICES[kind].items()]
    )


def targets() -> str:
    """The forms of a target."""
    forms = {
        "step": "a step of the same flow",
        "flow/": "the start page of another flow",
        "flow/step": "a step of another flow",
        "letters/letter": "a letter",
        "deadlines/": "the page on deadlines",
        "deadlines/event": "an event of the deadlines",
    }
    return table(
        ("target", "where it leads"), [(f"`{form}`", where) for form, where in forms.items()]
    )


def reserved() -> str:
    """The reserved names."""
    kinds = {
        "a step": RESERVED_STEPS,
        "a page of `site.yaml`": RESERVED_PAGES,
        "a flow": RESERVED_FLOWS,
    }
    rows = [
        (f"of {what}", ", ".join(f"`{name}`" for name in sorted(names)))
        for what, names in kinds.items()
    ]
    return table(("cannot be the id", "names"), rows)


def files() -> str:
    """The files of a folder."""
    shared = {name: file for name, file in FILES.items() if name != "flow"}
    rows = [
        (f"[`{file.path}`](#{section(file.path)})", file.description) for file in shared.values()
    ]
    return table(("file", "what it holds"), rows)


def section(path: str) -> str:
    """The anchor of the section on a file."""
    return re.sub("[^a-z]", "", path.partition("/")[0] if "/" in path else path)


def limits() -> str:
    """Every limit that is not one of a single key."""
    rows = {
        "a file": f"{MAX_BYTES // 1024:,} KiB",
        "tables and lists in each other": f"{MAX_DEPTH} deep",
        "flows of a folder": f"{MAX_FLOWS:,}",
        "steps of a flow": f"{MAX_STEPS:,}",
        "letters of a folder": f"{MAX_LETTERS:,}",
        "events of the deadlines": f"{MAX_EVENTS:,}",
        "days that one date counts": f"{MAX_COUNT:,}",
        "lines of a blank": f"{MAX_LINES:,}",
        "an id": f"{MAX_ID} characters",
        "a text, where its table says nothing less": f"{MAX_TEXT:,} characters",
        "a page's title with the site's name, before `wizard check` warns": f"{MAX_TITLE} characters",
        "the answers in a page's address": f"{MAX_QUERY:,} bytes",
        "different pasts of a step with conditions": f"{MAX_HISTORIES:,}",
    }
    return table(("what", "at most"), rows.items())


def problems_page() -> str:
    """docs/problems.md: every code with what it protects, its message, and how it is mended."""
    parts = [PROBLEMS]
    for family, codes in CATEGORIES.items():
        parts.append(f"## {family}")
        for name, code in codes.items():
            kind = " (warning)" if code.warning else ""
            parts += [f"### {name}{kind}", code.rationale, f"```text\n{message(name)}\n```"]
            if changed := difference(name):
                parts.append(f"```diff\n{changed}\n```")
    return "\n\n".join(parts) + "\n"


def message(code: str) -> str:
    """What `wizard check` prints of a code's broken fixture, or of what is built because it cannot lie in a file."""
    with TemporaryDirectory() as name, chdir(name):
        if code in BUILT:
            path = BUILT[code]()
        else:
            path = Path() if (FIXTURES / "bad" / code).is_dir() else Path("guide.yaml")
            for file, text in fixture("bad", code).items():
                Path(file).parent.mkdir(exist_ok=True)
                Path(file).write_text(text, "utf-8")
        found = check_paths([path], TODAY, words=code.startswith("words-")).problems
        text = in_text(problem for problem in found if problem.code == code)
    if not text:
        raise LookupError(f"the broken fixture of {code} does not have that problem")
    return text


def difference(code: str) -> str:
    """What was changed to mend a code's broken fixture, with one line around it."""
    if code in BUILT:
        return ""
    bad, mended, changed = fixture("bad", code), fixture("mended", code), []
    for file in sorted({*bad, *mended}):
        if file not in mended or file not in bad:
            changed.append(f"{'+' if file in mended else '-'} {file}")
        elif bad[file] != mended[file]:
            lines = list(
                unified_diff(bad[file].splitlines(), mended[file].splitlines(), n=1, lineterm="")
            )
            changed += [f"@@ {file} @@"] if len(bad) > 1 else []
            changed += [
                "..." if line.startswith("@@") else escape_control_characters(line).rstrip()
                for line in lines[3:]
            ]
    return "\n".join(changed)


def fixture(kind: str, code: str) -> dict[str, str]:
    """The texts of a fixture by file name, without the problems that it states."""
    path = FIXTURES / kind / code
    if not path.is_dir():
        text = path.with_suffix(".yaml").read_text("utf-8")
        return {"guide.yaml": re.sub(r"\A(# [a-z-]+ \d+:\d+: .*\n)+", "", text)}
    files = sorted(
        file for file in path.rglob("*.*") if file.is_file() and file.name != "expected.txt"
    )
    return {file.relative_to(path).as_posix(): file.read_text("utf-8") for file in files}


def built(make: Callable[[Path], object]) -> Callable[[], Path]:
    """Something in the place of a flow file, in a folder where nothing else is."""

    def build() -> Path:
        make(Path("guide.yaml"))
        return Path()

    return build


def many_files() -> Path:
    """More flow files than a folder can have."""
    for number in range(MAX_FLOWS + 1):
        Path(f"guide-{number}.yaml").write_text("title: A guide\n", "utf-8")
    return Path()


STEPS = "".join(
    f"  step-{number}: {{outcome: The end, claims: []}}\n" for number in range(MAX_STEPS + 1)
)
# What cannot lie in a repository. tests/loader/test_bad_input.py looks at more of the kind.
BUILT: Mapping[str, Callable[[], Path]] = {
    "file-kind": built(Path.mkdir),
    "file-size": built(lambda path: path.write_bytes(b"#" * (MAX_BYTES + 1))),
    "file-unreadable": built(lambda path: path.symlink_to("nowhere")),
    "flow-large": built(
        lambda path: path.write_text(f"title: A guide\nstart: step-0\nsteps:\n{STEPS}", "utf-8")
    ),
    "folder-large": many_files,
    "folder-unreadable": lambda: Path("flows"),
}

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/format.md": format_page,
    "docs/problems.md": problems_page,
    **{f"docs/schema/{kind}.schema.json": partial(schema_text, kind) for kind in FILES},
}


def main(arguments: list[str]) -> int:
    """Write or check the pages; 0 when all are up to date in the end, 1 when not, 2 for other arguments."""
    if arguments not in ([], ["--check"]):
        print("usage: manual.py [--check]", file=sys.stderr)
        return 2
    stale = {name: text for name, make in PAGES.items() if (text := make()) != read(ROOT / name)}
    if arguments:
        for name in stale:
            print(f"{name} is out of date; run: python scripts/manual.py", file=sys.stderr)
        return bool(stale)
    for name, text in stale.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, "utf-8")
        print(f"{name}: written")
    return 0


def read(path: Path) -> str:
    """The text of a file, empty where there is none."""
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
