"""Reading a folder of flows: the only maker of `Flow` and `Site`, with all problems of all files.

A flow is handed out only if it has no problem. What flows and sites must fulfil beyond the shape of
their files is in `validate.py`.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.loader import recovery, validate
from wizard.loader.characters import check_characters
from wizard.loader.files import Files
from wizard.loader.labels import check_labels
from wizard.loader.row_problems import once_for_rows
from wizard.loader.shared import SharedFiles
from wizard.loader.site_reader import SiteReader
from wizard.loader.unread import unread_files
from wizard.model.codes import CATEGORIES
from wizard.model.flow import Flow
from wizard.model.problems import (
    FlowError,
    Location,
    Problem,
    errors,
    reason_of,
    sorted_unique,
)
from wizard.model.site import Site

# Problems that follow from a shared file that cannot be read, with the name of that file.
_CONSEQUENCES = {
    "source-unknown": "sources",
    "claim-unknown": "claims",
    "office-unknown": "offices",
    "topic-unknown": "topics",
}

# Problems that are left for translators when the authors are done.
TRANSLATION_CODES = ("translation-missing", "translation-fuzzy", "interface-missing")


def load_flows(folder: str | os.PathLike[str]) -> Site:
    """Load the site in a folder of flow files.

    Args:
        folder: The folder. One flow file in it is a complete site.

    Returns:
        The site. Its flows are checked, so everything in them can be relied on.

    Raises:
        FlowError: The files are not valid. `problems` lists every mistake, and the warnings too.

    Example:
        >>> list(load_flows("flows").flows)
        ['car']
    """
    site, problems = check_folder(folder)
    _raise(problems)
    # No problem means that there is a site, which mypy cannot know.
    assert site is not None
    return site


def load_flow(path: str | os.PathLike[str]) -> Flow:
    """Load one flow file, with what the files of its folder share.

    Args:
        path: The flow file. Other flows in its folder may be invalid.

    Returns:
        The flow, checked.

    Raises:
        FlowError: The flow or a shared file is not valid. `problems` lists every mistake.

    Example:
        >>> load_flow("flows/car.yaml").title
        'A car'
    """
    flow, problems = check_flow(path)
    _raise(problems)
    assert flow is not None
    return flow


def check_folder(
    folder: str | os.PathLike[str],
    draft: bool = False,
    files: Files | None = None,
    languages: Collection[str] | None = None,
) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return the site in a folder, if it is valid, and its problems and warnings by location.

    Args:
        folder: The folder.
        draft: Whether pages may show the source text if its translation is missing or outdated,
            which is then not reported.
        files: Files that may have been read before.
        languages: The languages that are needed [default: all that the site lists]. Catalogs of
            others are not read. The language of the files needs none.
    """
    # Files can disappear while they are read, which is a problem like any other.
    try:
        return _check_folder(Path(folder), draft, files or Files(), languages)
    except OSError as error:
        message = f"the file cannot be read: {reason_of(error)}"
        return None, (Problem(Location(str(error.filename or folder)), message, "file-unreadable"),)


def _check_folder(
    folder: Path, draft: bool, files: Files, languages: Collection[str] | None
) -> tuple[Site | None, tuple[Problem, ...]]:
    reader = SiteReader(folder, files=files)
    problems: list[Problem] = []
    with gc_paused():
        flows: dict[str, Flow] = {}
        for path in reader.flow_files():
            flows |= reader.flows(path, problems)
        # Even if flows are invalid, so that problems of the shared files are reported at once.
        site = reader.site(flows, languages)
        ignored = TRANSLATION_CODES if draft else ()
        problems += [problem for problem in reader.problems if problem.code not in ignored]
        problems += once_for_rows(site, check_labels(site, site.flows.values(), folder))
        problems += unread_files(folder, site.languages[1:])
        # A claim that only an invalid flow uses would be reported as unused.
        if all(problem.code in CATEGORIES["Translations"] for problem in errors(problems)):
            problems += validate.check_site(site)
    return (None if errors(problems) else site), _causes(problems, reader)


def check_flow(
    path: str | os.PathLike[str],
    languages: Collection[str] | None = None,
    files: Files | None = None,
    row: str = "",
) -> tuple[Flow | None, tuple[Problem, ...]]:
    """Return one flow, if it and the shared files of its folder are valid, and their problems.

    `languages` are those that are needed, as for `check_folder`. `files` are files that may have
    been read before. `row` is the row of which the flow of a template is returned [default: the
    first one].
    """
    site, problems = check_flow_file(path, languages, files)
    flows = site.flows if site else {}
    id_ = f"{Path(path).stem}/{row}" if row else next(iter(flows), "")
    return flows.get(id_), problems


def check_flow_file(
    path: str | os.PathLike[str],
    languages: Collection[str] | None = None,
    files: Files | None = None,
) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return a site with the flow of one file, or with the flows that a template becomes.

    The site has nothing else but its tables. It is None if there are problems, which are those of
    `check_flow`.
    """
    path = Path(path)
    reader = SiteReader(path.parent, files=files or Files())
    problems: list[Problem] = []
    with gc_paused():
        flows = reader.flows(path, problems)
        # Pages of the flow need every shared file, so all problems of these are reported.
        site = reader.site({}, languages)
        problems += once_for_rows(site, check_labels(site, flows.values(), path.parent))
    problems += reader.problems
    # The list of the rows is part of the template.
    indexes = {id_: index for id_, index in site.indexes.items() if id_ == path.stem}
    title = next((flow.title for flow in flows.values()), "")
    alone = Site(title, flows, tables=site.tables, indexes=indexes)
    return (None if errors(problems) or not flows else alone), _causes(problems, reader)


def check_text(
    text: str, path: Path, folder: SiteReader
) -> tuple[Flow | None, tuple[Problem, ...]]:
    """Return one flow, if it is valid, from a text as it could be in the file `path` of a folder.

    The problems are those of the text only; those of the shared files are in `folder.problems`.
    """
    problems: list[Problem] = []
    check_characters(text, str(path), problems)
    with gc_paused():
        table = recovery.parse(text, str(path), "flow", problems)
        flow = folder.flow_of(table, path, problems)
    return flow, _causes(problems, folder)


def _causes(problems: Iterable[Problem], shared: SharedFiles) -> tuple[Problem, ...]:
    """Return problems by location, without those that follow from an unreadable shared file."""
    return sorted_unique(
        problem for problem in problems if _CONSEQUENCES.get(problem.code) not in shared.unreadable
    )


def _raise(problems: Iterable[Problem]) -> None:
    if found := errors(problems):
        raise FlowError(found)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause the garbage collector, which takes most of the time of reading a very large flow."""
    # A host may have its own reasons to run without it.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
