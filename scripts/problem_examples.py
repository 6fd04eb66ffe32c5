"""The examples of the problem pages: what `wizard check` prints for a broken file, and the fix.

The broken files are those of tests/loader/bad/, the fixed ones those of tests/loader/fixed/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import chdir
from datetime import date
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

from wizard.check.checker import check_paths
from wizard.check.report import in_text
from wizard.loader.files import MAX_BYTES
from wizard.loader.schema_tables import MAX_ROWS
from wizard.loader.site_reader import MAX_FLOWS
from wizard.loader.translations import update
from wizard.model.problems import escape_control_characters

FIXTURES = Path(__file__).parents[1] / "tests" / "loader"
TODAY = date(2026, 11, 23)  # the date of the examples


def message(code: str) -> str:
    """Return what `wizard check` prints for a code's broken fixture."""
    with TemporaryDirectory() as name, chdir(name):
        if code in BUILT:
            path = BUILT[code]()
        else:
            path = Path() if (FIXTURES / "bad" / code).is_dir() else Path("guide.yaml")
            for file, text in fixture("bad", code).items():
                Path(file).parent.mkdir(exist_ok=True)
                Path(file).write_text(text, "utf-8")
        problems = check_paths([path], TODAY, words=code.startswith("words-")).problems
        text = in_text(problem for problem in problems if problem.code == code)
    if not text:
        raise LookupError(f"the broken fixture of {code} does not cause that problem")
    return text


def difference(code: str) -> str:
    """Return the changes from a code's broken fixture to the fixed one, with a line of context."""
    if code in BUILT:
        return ""
    bad, fixed, changed = fixture("bad", code), fixture("fixed", code), []
    for file in sorted({*bad, *fixed}):
        if file not in fixed or file not in bad:
            changed.append(f"{'+' if file in fixed else '-'} {file}")
        elif bad[file] != fixed[file]:
            lines = list(
                unified_diff(bad[file].splitlines(), fixed[file].splitlines(), n=1, lineterm="")
            )
            changed += [f"@@ {file} @@"] if len(bad) > 1 else []
            changed += [
                "..." if line.startswith("@@") else escape_control_characters(line).rstrip()
                for line in lines[3:]
            ]
    return "\n".join(changed)


def fixture(kind: str, code: str) -> dict[str, str]:
    """Return the texts of a fixture by file name, without the comments of expected problems."""
    path = FIXTURES / kind / code
    if not path.is_dir():
        text = path.with_suffix(".yaml").read_text("utf-8")
        return {"guide.yaml": re.sub(r"\A(# [a-z-]+ \d+:\d+: .*\n)+", "", text)}
    files = sorted(
        file for file in path.rglob("*.*") if file.is_file() and file.name != "expected.txt"
    )
    return {file.relative_to(path).as_posix(): file.read_text("utf-8") for file in files}


def built(make: Callable[[Path], object]) -> Callable[[], Path]:
    """Return a function that makes guide.yaml in the current folder and returns the folder."""

    def build() -> Path:
        make(Path("guide.yaml"))
        return Path()

    return build


def many_files() -> Path:
    """Write more flow files than a folder may have, and return the folder."""
    for number in range(MAX_FLOWS + 1):
        Path(f"guide-{number}.yaml").write_text("title: A guide\n", "utf-8")
    return Path()


def many_rows() -> Path:
    """Write a guide over a table with more rows than it may have, and return its folder."""
    rows = "".join(f"s{number},State {number},{number}\n" for number in range(MAX_ROWS + 1))
    for file, text in fixture("fixed", "cell-value").items():
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_text(text if file[-4:] != ".csv" else f"code,name,days\n{rows}", "utf-8")
    return Path()


def arabic(entry: str, broken: str, alone: bool = False) -> Callable[[], Path]:
    """Return a function that writes a guide in English and Arabic and returns its folder.

    The texts of the interface are in no other fixture, since they change with each version. Here
    each is its own translation, with a mistake in one entry. If the entry is `alone`, its line does
    not depend on the others.
    """

    def build() -> Path:
        for file, text in fixture("fixed", "language-unknown").items():
            Path(file).parent.mkdir(exist_ok=True)
            Path(file).write_text(text.replace("es]", "ar]"), "utf-8")
        update(Path(), "ar")
        path = Path("locale/ar.po")
        text = re.sub(
            r'msgid ((?:".*"\n)+)msgstr ""\n', r"msgid \1msgstr \1", path.read_text("utf-8")
        )
        assert entry in text
        entries = [
            each
            for each in text.split("\n\n")
            if entry in each or not (alone and 'msgctxt "interface"' in each)
        ]
        path.write_text("\n\n".join(entries).replace(entry, broken), "utf-8")
        return Path()

    return build


# More steps than a flow may have.
STEPS = "".join(f"  step-{number}: {{outcome: The end, claims: []}}\n" for number in range(10_001))
# Fixtures that cannot be stored in a repository. tests/loader/test_bad_input.py has more of them.
BUILT: Mapping[str, Callable[[], Path]] = {
    "file-kind": built(Path.mkdir),
    "file-size": built(lambda path: path.write_bytes(b"#" * (MAX_BYTES + 1))),
    "file-unreadable": built(lambda path: path.symlink_to("nowhere")),
    "flow-large": built(
        lambda path: path.write_text(f"title: A guide\nstart: step-0\nsteps:\n{STEPS}", "utf-8")
    ),
    "folder-large": many_files,
    "folder-unreadable": lambda: Path("flows"),
    "table-large": many_rows,
    "interface-missing": arabic('msgstr "Language"', 'msgstr ""'),
    "interface-placeholders": arabic('msgstr "{size} kB"', 'msgstr "kB"', alone=True),
}
