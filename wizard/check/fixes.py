"""Applying the fixes that problems carry: nothing is kept that makes a file worse.

Everything happens in memory. Each change is checked like the files themselves, as often as new
fixes appear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wizard.loader.files import read
from wizard.loader.rewrite import Change, change_of, edited, is_inside, without_overlaps
from wizard.model.problems import Fix, Problem

# Rounds of applying fixes and checking again. A file needs two or three: a mistake in its YAML
# hides those in its keys, and they hide those in its graph.
MAX_ROUNDS = 10

# Returns the problems of the files if these had another content.
Check = Callable[[Mapping[Path, bytes]], Sequence[Problem]]


@dataclass
class Fixer:
    """Applies fixes.

    Attributes:
        check: Checks files with their content so far.
        folders: Only files that are really in one of them are changed.
        before: The content of every file that has a fix, as it was.
        contents: The content of these files now.
        changes: What was changed, in this order.
        outside: The files with fixes that are links out of the folders.
        problems: The problems that are left.
    """

    check: Check
    folders: Iterable[Path]
    before: dict[Path, bytes] = field(default_factory=dict)
    contents: dict[Path, bytes] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    outside: set[Path] = field(default_factory=set)
    problems: Sequence[Problem] = ()

    def run(self) -> None:
        """Apply fixes until there are none that make the files better.

        Raises:
            OSError: A file cannot be read.
        """
        for _ in range(MAX_ROUNDS):
            fixes = self._fixes()
            if not fixes:
                return
            contents = dict(self.contents)
            kept = self._keep(contents, [], fixes)
            if not kept:
                return
            self.changes += [change_of(contents[_path(fix)], fix) for fix in kept]

    def changed(self) -> dict[Path, bytes]:
        """Return the files that were changed, with their new content."""
        return {path: new for path, new in self.contents.items() if new != self.before[path]}

    def _fixes(self) -> list[Fix]:
        """Check the files and return the fixes of their problems that do not overlap."""
        while True:
            self.problems = self.check(self.contents)
            fixes = [problem.fix for problem in self.problems if problem.fix]
            self.outside |= {
                path for path in map(_path, fixes) if not is_inside(path, self.folders)
            }
            fixes = [fix for fix in fixes if _path(fix) not in self.outside]
            new = {*map(_path, fixes)} - self.before.keys()
            if not new:
                return without_overlaps(fixes)
            # Checked again, so that all locations are those of the content that is changed.
            self.before |= {path: path.read_bytes() for path in new}
            self.contents |= {path: self.before[path] for path in new}

    def _keep(self, base: Mapping[Path, bytes], kept: list[Fix], more: list[Fix]) -> list[Fix]:
        """Apply more fixes to `base`, together with those that are kept, and return all of them.

        If they make the files worse together, each half is tried by itself.
        """
        contents = dict(base)
        for path in {*map(_path, (*kept, *more))}:
            fixes = [fix for fix in (*kept, *more) if _path(fix) == path]
            contents[path] = edited(base[path], fixes)
        problems = self.check(contents)
        if self._is_better(contents, problems, more):
            self.contents, self.problems = contents, problems
            return [*kept, *more]
        if len(more) == 1:
            return kept
        half = len(more) // 2
        return self._keep(base, self._keep(base, kept, more[:half]), more[half:])

    def _is_better(
        self, contents: Mapping[Path, bytes], problems: Sequence[Problem], fixes: list[Fix]
    ) -> bool:
        """Return whether the problems of some fixes are gone, and are not replaced by more."""
        cured = [problem for problem in self.problems if problem.fix in fixes]
        if not _are_gone(cured, self.problems, problems):
            return False
        before, after = (
            {path for path in map(_path, fixes) if read(path, [], content=each[path]) is not None}
            for each in (self.contents, contents)
        )
        if not before <= after:
            return False
        # Only a fix that is tried by itself may show a problem that was hidden: among several, it
        # could be the one that made it.
        alone = len(fixes) == 1
        if _are_fewer(cured, self.problems, problems, by=0 if alone else 1):
            return True
        # A file that can be read at last shows what it hid, but not where it was just changed.
        shown = [problem for problem in problems if not problem.warning]
        return alone and before < after and not any(map(_is_on_lines_of(fixes[0]), shown))


def _are_fewer(
    cured: Sequence[Problem], before: Sequence[Problem], after: Sequence[Problem], by: int
) -> bool:
    """Return whether there are no more problems than before, less `by` for each that was cured."""
    errors, everything = (
        [
            sum(warnings or not problem.warning for problem in each)
            for each in (cured, before, after)
        ]
        for warnings in (False, True)
    )
    # Problems hide warnings, so those count only if nothing else was cured.
    counts = [errors] if errors[0] else [errors, everything]
    return all(new <= old - by * gone for gone, old, new in counts)


def _are_gone(
    cured: Iterable[Problem], before: Iterable[Problem], after: Iterable[Problem]
) -> bool:
    """Return whether each of the cured problems is no longer there, wherever it may be now."""
    counts = [
        Counter((problem.location.file, problem.code, problem.message) for problem in problems)
        for problems in (cured, before, after)
    ]
    return all(counts[2][kind] <= counts[1][kind] - count for kind, count in counts[0].items())


def _is_on_lines_of(fix: Fix) -> Callable[[Problem], bool]:
    """Return a test of whether a problem is on a line that a fix has written."""
    first = fix.start.line
    lines = range(first, first + fix.text.count("\n") + 1)
    return lambda each: each.location.file == fix.start.file and each.location.line in lines


def _path(fix: Fix) -> Path:
    return Path(fix.start.file)
