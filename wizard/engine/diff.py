"""What changed between two versions of a flow, path by path, for a reviewer who reads no YAML.

Each path of the old version is answered again in the new one. It ends as before, or at another
outcome; or the new version asks something that the path does not answer, or no longer has one of
its answers. The new version may have new paths as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal, get_args

from wizard.engine.journey import replay
from wizard.engine.paths import Path, PathEnd, count, count_by_end, walks
from wizard.model.flow import Flow, Outcome, Question, Step, Target

ChangeKind = Literal["outcome", "asks", "gone", "new"]  # in the order in which they are listed


@dataclass(frozen=True, slots=True)
class PathChange:
    """Paths to which the same thing happened.

    Attributes:
        kind: What happened. `outcome`: the paths led to `before` and now lead to `after`. `asks`:
            they now go on to the question `after`. `gone`: the question `after` no longer has their
            answer. `new`: only the new version has these paths.
        before: Where the paths ended in the old version. None for new paths.
        after: Where they end in the new version, or the question at which they stop.
        answer: The answer that is gone, otherwise empty.
        leads: Where the paths can end from the question `after`, if their other answers still fit.
        paths: The paths, of the new version if `kind` is `new` and of the old one otherwise.
    """

    kind: ChangeKind
    before: PathEnd | None
    after: PathEnd | Question
    answer: str = ""
    leads: tuple[Target, ...] = ()
    paths: list[Path] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextChange:
    """A step of both versions with a different text. `parts` names what differs."""

    before: Step
    after: Step
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from `old` to `new`.

    Attributes:
        old: The old version.
        new: The new version.
        groups: The paths that changed, by what happened to them.
        reworded: The steps that changed their text.
        renamed: The steps that seem to have another id, old id to new id: both ask the same or have
            the same heading.
        compared: How many paths were compared, of both versions together.
        total: How many paths both versions have.
    """

    old: Flow
    new: Flow
    groups: tuple[PathChange, ...]
    reworded: tuple[TextChange, ...]
    renamed: Mapping[str, str]
    compared: int
    total: int

    @property
    def moved(self) -> bool:
        """Whether a path of the old version no longer ends as before."""
        return any(group.kind != "new" for group in self.groups)


def compare(old: Flow, new: Flow, limit: int | None = None) -> Changes:
    """Compare two checked versions of a flow.

    Args:
        old: The old version.
        new: The new version. A step that it lists under `moved` counts as the step named there.
        limit: The maximum number of paths of each version to compare. None is no limit.
    """
    total = compared = count(old) + count(new)
    groups: dict[object, PathChange] = {}
    # Most edits change only text, and counting is much quicker than walking.
    # If the same answers lead to the same steps, no path has to be walked.
    if (_routes(old), old.moved) != (_routes(new), new.moved):
        compared = 0
        for path in islice(walks(old), limit):
            _add(groups, _change_of_old_path(path, old, new), path)
            compared += 1
        for path in islice(walks(new), limit):
            _add(groups, _change_of_new_path(path, old, new), path)
            compared += 1
    kinds = get_args(ChangeKind)
    ordered = sorted(groups.values(), key=lambda group: kinds.index(group.kind))
    reworded = tuple(_reworded(old, new))
    return Changes(old, new, tuple(ordered), reworded, _renamed(old, new), compared, total)


def _routes(flow: Flow) -> object:
    """Return all that decides where answers lead."""
    # Targets and conditions are compared without their locations, so moved lines change nothing.
    questions = {
        question.id: [(answer.id, answer.edges) for answer in question.answers.values()]
        for question in flow.questions()
    }
    return flow.id, flow.start, questions, {outcome.id for outcome in flow.outcomes()}


def _change_of_old_path(path: Path, old: Flow, new: Flow) -> PathChange | None:
    """Return what happened to a path of the old version, or None if it ends as before."""
    answers = {
        # The new version asks a renamed question by its new id.
        _moved(new, Target(new.id, name)).step: answer
        for name, answer in path.answers().items()
    }
    reached = replay(new, answers).step
    if not isinstance(reached, Question):
        same = _moved(new, _target(old, path.end)) == _target(new, reached)
        return None if same else PathChange("outcome", path.end, reached)
    # The walk stopped here although the path answers this question, so the answer was removed.
    if reached.id in answers:
        return PathChange("gone", path.end, reached, answers[reached.id])
    return PathChange("asks", path.end, reached, leads=tuple(count_by_end(new, answers)))


def _change_of_new_path(path: Path, old: Flow, new: Flow) -> PathChange | None:
    """Return a new path as such, or None if the old version has all of its answers."""
    answers = path.answers()
    # The old version knows a renamed question only by its former id.
    answers |= {
        name: answers[to.step]
        for name, to in new.moved.items()
        if to.flow == new.id and to.step in answers
    }
    reached = replay(old, answers).step
    is_new = isinstance(reached, Question) and reached.id in answers
    return PathChange("new", None, path.end) if is_new else None


def _add(groups: dict[object, PathChange], change: PathChange | None, path: Path) -> None:
    """Add a path to the group of those to which the same thing happened."""
    if change:
        before, after = _key(change.before), _key(change.after)
        key = change.kind, before, after, change.answer, change.leads
        groups.setdefault(key, change).paths.append(path)


def _key(end: PathEnd | Question | None) -> object:
    # By id: a reworded step is still the same end, and a question has no hash.
    return end.id if isinstance(end, Step) else end


def _moved(new: Flow, target: Target) -> Target:
    """Return where a step of the old version is in the new one."""
    return new.moved.get(target.step, target) if target.flow == new.id else target


def _target(flow: Flow, end: PathEnd) -> Target:
    return Target(flow.id, end.id) if isinstance(end, Outcome) else end


def _reworded(old: Flow, new: Flow) -> Iterator[TextChange]:
    """Yield the steps of both versions that differ in their text, in the order of the new one."""
    for name, after in new.steps.items():
        before = old.steps.get(name)
        # A question that became an outcome shares no text with it; its paths show that change.
        if before and type(before) is type(after):
            old_text, new_text = _text(before), _text(after)
            if parts := tuple(part for part in new_text if old_text[part] != new_text[part]):
                yield TextChange(before, after, parts)


def _renamed(old: Flow, new: Flow) -> dict[str, str]:
    """Return which steps seem to have another id: the old id, and the new one."""
    gone = [step for name, step in old.steps.items() if name not in {*new.steps, *new.moved}]
    added = [step for name, step in new.steps.items() if name not in old.steps]
    renamed = {}
    for step in gone:
        same = [other for other in added if _title(other) == _title(step)]
        # Two steps with one text: which of them it was is a guess.
        if len(same) == 1 and [_title(other) for other in gone].count(_title(step)) == 1:
            renamed[step.id] = same[0].id
    return renamed


def _title(step: Step) -> tuple[type[Step], str]:
    """Return the kind of a step, and its question or heading."""
    return type(step), step.ask if isinstance(step, Question) else step.heading


def _text(step: Step) -> dict[str, object]:
    """Return the parts of a step that readers see, by what a report calls them."""
    if isinstance(step, Question):
        labels = [(answer.id, answer.label) for answer in step.answers.values()]
        return {"question": step.ask, "reason": step.why, "help": step.help, "answers": labels}
    return {
        "heading": step.heading,
        "short answer": step.says,
        "claims": [(claim.level, claim.text, claim.when, claim.when_text) for claim in step.claims],
        "sources": [[(source.title, source.url) for source in claim.cite] for claim in step.claims],
        # Without what readers do not act on, so that a new review date alone is no new text.
        "offices": [
            replace(office, cite=(), checked=None, review_by=None) for office in step.offices
        ],
        # Locations are never compared.
        "next actions": step.next,
    }
