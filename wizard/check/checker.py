"""All rules put together: what `wizard check` finds in files and folders of flows.

The rules are in other modules: `loader` decides whether a flow is valid, `cases` compares where
answers lead with what the author expects, `readability` looks at the texts. Nothing is printed
here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from wizard.check.cases import CASES, check_cases
from wizard.check.readability import check_words
from wizard.check.report import ordered
from wizard.check.suppressions import apply_suppressions
from wizard.i18n.translator import translator_of
from wizard.loader.files import Files, files_in
from wizard.loader.row_problems import once_for_rows
from wizard.loader.schema import SHARED
from wizard.loader.schema_tables import TABLES
from wizard.loader.site import check_flow_file, check_folder
from wizard.loader.unread import FOLDERS
from wizard.model.codes import CATEGORIES
from wizard.model.entries import entries
from wizard.model.letters import LETTERS
from wizard.model.problems import Problem
from wizard.model.site import Site


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check.

    Attributes:
        flows: The number of valid flows: of files with one.
        rows: The number of flows of rows; each template is one of `flows`.
        problems: Each problem once, sorted by location; warnings follow the problems.
    """

    flows: int
    problems: tuple[Problem, ...]
    rows: int = 0

    @property
    def valid(self) -> bool:
        """Whether there are no problems. Warnings do not count."""
        return all(problem.warning for problem in self.problems)


def check_paths(
    paths: Iterable[Path], today: date, words: bool = False, files: Files | None = None
) -> CheckResult:
    """Check flow files, and folders of flows with everything their flows share.

    Args:
        paths: Files and folders. A missing or unreadable one is a problem like others; nothing is
            raised.
        today: The date to check reviews against.
        words: Whether to check the texts of valid flows too.
        files: Files that may have been read before. Each file is read once.
    """
    files = files or Files()
    flows: dict[str, set[str]] = {}
    problems: list[Problem] = []
    for path in paths:
        if folder := _folder_of_shared_file(path):
            site, path_problems = _check_shared_file(path, folder, files)
        # A missing path that ends in .yaml was meant as a file, and its message must say so.
        elif not os.path.isdir(path) and (os.path.lexists(path) or path.suffix == ".yaml"):
            site, path_problems = _check_flow_file(path, today, words, files)
        else:
            site, path_problems = _check_folder(path, today, words, files)
        if site:
            # By file, since a flow may be named by itself and as part of its folder.
            for flow in site.flows.values():
                flows.setdefault(flow.location.file, set()).add(flow.id)
        problems += path_problems
    rows = sum("/" in id_ for ids in flows.values() for id_ in ids)
    return CheckResult(len(flows), ordered(problems), rows)


def check_age(site: Site, today: date) -> list[Problem]:
    """Return a warning for each entry whose review date is before `today`."""
    found = []
    for entry in entries(site):
        # On the date itself there is still time, so it is not overdue.
        if entry.review_by and entry.review_by < today:
            message = f'review of the {entry.kind} "{entry.id}" overdue since {entry.review_by}'
            found.append((entry.path, Problem(entry.location, message, "review-due", warning=True)))
    return [*once_for_rows(site, found)]


def folder_of(path: Path) -> Path:
    """Return the folder of flows that a file belongs to; a folder itself."""
    if folder := _folder_of_shared_file(path):
        return folder
    return path.parent if path.suffix == ".yaml" and not os.path.isdir(path) else path


def _folder_of_shared_file(path: Path) -> Path | None:
    """Return the folder of flows that a file belongs to, or None for a flow or a folder.

    Files that flows share, cases, letters and tables mean nothing without the flows next to them.
    """
    if path.suffix not in (".yaml", ".csv") or not os.path.isfile(path):
        return None
    if path.parent.name in (CASES, LETTERS, TABLES):
        return path.parent.parent
    return path.parent if path.stem in SHARED and path.suffix == ".yaml" else None


def _check_shared_file(
    path: Path, folder: Path, files: Files
) -> tuple[Site | None, Iterable[Problem]]:
    """Check a file that flows share with its folder. Return only the problems of the file."""
    site, checked, problems = _load_folder(folder, files)
    folder_problems = [*problems, *_check_cases(folder, checked, files)]
    own_problems = [problem for problem in folder_problems if problem.location.file == str(path)]
    # Not complete: review dates and texts are checked only with the folder.
    with_comments = [path] if path.suffix == ".yaml" else []
    return site, apply_suppressions(own_problems, with_comments, False, files.contents)


def _check_flow_file(
    path: Path, today: date, words: bool, files: Files
) -> tuple[Site | None, Iterable[Problem]]:
    """Check the flows of one file with its cases, and without the others of its folder."""
    valid, problems = check_flow_file(path, files=files)
    site = valid
    if _needs_translation(problems):
        site, _ = check_flow_file(path, languages=(), files=files)
    cases = path.parent / CASES
    # The folder of cases is among them, as it may be unreadable.
    own_files = {str(path), str(cases), str(cases / path.name)}
    all_problems = list(problems)
    all_problems += [
        problem
        for problem in _check_cases(path.parent, site, files)
        if problem.location.file in own_files
    ]
    if site:
        all_problems += check_age(site, today)
        all_problems += _check_words(site) if words else ()
    allowed = apply_suppressions(all_problems, [path], False, files.contents)
    return valid, allowed


def _check_folder(
    path: Path, today: date, words: bool, files: Files
) -> tuple[Site | None, Iterable[Problem]]:
    """Check a folder of flows, its cases, review dates and, if asked, its texts."""
    site, checked, problems = _load_folder(path, files)
    all_problems = [*problems, *_check_cases(path, checked, files)]
    if checked:
        all_problems += check_age(checked, today)
        all_problems += _check_words(checked) if words else ()
    # An unread file can say itself that it is meant to be there.
    unread = {problem.location.file for problem in problems if problem.code == "file-unread"}
    own_files = {*_files(path), *map(Path, unread)}
    return site, apply_suppressions(all_problems, own_files, site is not None, files.contents)


def _load_folder(folder: Path, files: Files) -> tuple[Site | None, Site | None, Iterable[Problem]]:
    """Return the site in a folder, the site to check, and the problems of the folder.

    A site that needs nothing but translations is checked in its first language, so that an author
    sees all problems at once.
    """
    site, problems = check_folder(folder, files=files)
    if not _needs_translation(problems):
        return site, site, problems
    draft, _ = check_folder(folder, files=files, languages=())
    return None, draft and replace(draft, languages=draft.languages[:1]), problems


def _needs_translation(problems: Iterable[Problem]) -> bool:
    """Return whether there are problems with translations, and no others."""
    codes = {problem.code for problem in problems if not problem.warning}
    return bool(codes) and codes <= {*CATEGORIES["Translations"]}


def _check_cases(folder: Path, site: Site | None, files: Files) -> list[Problem]:
    """Return the problems of a folder's cases, if it has any."""
    if not os.path.lexists(folder / CASES):
        return []
    return check_cases(folder, site.flows if site else {}, files)


def _check_words(site: Site) -> Iterator[Problem]:
    """Yield what is hard to read in each language of a site."""
    for language in site.languages:
        translator = translator_of(site, language)
        yield from check_words(site, language, translator.content)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in which comments can allow a warning."""
    for part, ending in ((".", ".yaml"), *FOLDERS.items()):
        yield from files_in(folder / part, ending, [])
