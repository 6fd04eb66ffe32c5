"""Everything that can be found in files and folders of flows, put together: what `wizard check` prints.

The rules themselves are elsewhere: in `loader` and `rules` what makes a flow sound, in `cases` where answers must lead,
in `words` what makes texts easy to read. Nothing is printed here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wizard.check.cases import CASES, check_cases
from wizard.check.readability import check_words
from wizard.check.report import ordered
from wizard.check.suppressions import apply_suppressions
from wizard.i18n.translator import make_translator
from wizard.loader.files import files_in
from wizard.loader.schema import SHARED
from wizard.loader.site import TRANSLATION_CODES, check_flow, check_folder
from wizard.model.entries import entries
from wizard.model.letters import LETTERS
from wizard.model.problems import Problem
from wizard.model.site import Site


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how many `flows` are sound, and each problem once, problems first, then warnings, by place."""

    flows: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether there are no problems. Warnings do not count."""
        return all(problem.warning for problem in self.problems)


def check_paths(paths: Iterable[Path], today: date, words: bool = False) -> Checked:
    """Check flow files, and folders of them with all that their flows share. Review dates are judged by `today`.

    `words` says to look at the words of what is sound too. Nothing is raised for what a path leads to.
    """
    flows: set[str] = set()
    found: list[Problem] = []
    for path in paths:
        if folder := _shared_in(path):
            site, problems = check_folder(folder)
            here = [
                each
                for each in (*problems, *_cases(folder, site, False))
                if each.location.file == str(path)
            ]
            flows |= {flow.location.file for flow in site.flows.values()} if site else set()
            found += apply_suppressions(here, [path], whole=False)
            continue
        alone = not os.path.isdir(path) and (os.path.lexists(path) or path.suffix == ".yaml")
        site, problems = _flow(path) if alone else check_folder(path)
        here = [*problems, *_cases(path, site, alone)]
        if site:
            flows |= {flow.location.file for flow in site.flows.values()}
            here += check_age(site, today)
        here += _words(path, site, here) if words else ()
        files = [path] if alone else list(_files(path))
        found += apply_suppressions(here, files, whole=site is not None and not alone)
    return Checked(len(flows), ordered(found))


def _shared_in(path: Path) -> Path | None:
    """The folder of a file that says nothing without the flows beside it: what flows share, cases, letters."""
    if path.suffix != ".yaml" or not os.path.isfile(path):
        return None
    if path.parent.name in (CASES, LETTERS):
        return path.parent.parent
    return path.parent if path.stem in SHARED else None


def _flow(path: Path) -> tuple[Site | None, tuple[Problem, ...]]:
    """A flow file as a site of its own."""
    flow, problems = check_flow(path)
    return (Site(flow.title, {flow.id: flow}) if flow else None), problems


def _cases(path: Path, site: Site | None, alone: bool) -> list[Problem]:
    """What is wrong with the author's own cases: with all of a folder's, or with those of a flow that is alone."""
    folder = path.parent if alone else path
    if not os.path.lexists(folder / CASES):
        return []
    found = check_cases(folder, site.flows if site else {})
    own = {str(path), str(folder / CASES), str(folder / CASES / path.name)}
    return [problem for problem in found if not alone or problem.location.file in own]


def _words(path: Path, site: Site | None, found: list[Problem]) -> Iterator[Problem]:
    """What is not easy in each language; in that of the files also where nothing but translations is left to do."""
    if site:
        for language in site.languages:
            yield from check_words(
                site, language, make_translator(language, site.texts.get(language)).content
            )
    elif {problem.code for problem in found if not problem.warning} <= {*TRANSLATION_CODES}:
        draft, _ = check_folder(path, draft=True)
        if draft:
            yield from check_words(draft, draft.languages[0], str)


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder in which comments can allow something."""
    for part, ending in ((".", ".yaml"), (LETTERS, ".yaml"), (CASES, ".yaml"), ("locale", ".po")):
        yield from files_in(folder / part, ending, [])


def check_age(site: Site, today: date) -> list[Problem]:
    """Return a warning for each entry whose review date is before `today`."""
    return [
        Problem(
            entry.location,
            f'review of the {entry.kind} "{entry.id}" overdue since {entry.review_by}',
            "review-due",
            warning=True,
        )
        for entry in entries(site)
        if entry.review_by and entry.review_by < today
    ]
