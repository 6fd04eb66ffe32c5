"""What changed between two versions of a flow, path by path, for a reviewer who reads no YAML.

Each path of the old version is answered again in the new one. It ends as before, or at another
outcome; or the new version asks something that the path does not answer, or no longer has one of
its answers. The new version may have new paths as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal, get_args

from wizard.engine.history import seen_answer
from wizard.engine.journey import replay
from wizard.engine.paths import Path, PathEnd, count, count_by_end, grouped_walks
from wizard.model.flow import Answer, Flow, Outcome, Question, Step, Target
from wizard.model.generated_answers import Tick, Ticked, canonical_boxes

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
        answer: The answer that is gone, or the boxes of it that are; otherwise empty.
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
        former: dict[str, list[str]] = {}
        for name, to in new.moved.items():
            if to.flow == new.id:
                former.setdefault(to.step, []).append(name)
        # The new version asks a renamed question by its new id, and the old one by a former id.
        new_version = _Version(new, lambda name: [_moved(new, Target(new.id, name)).step])
        old_version = _Version(old, lambda name: [name, *former.get(name, ())])
        # Sets of boxes are alike only if neither version distinguishes them.
        for path in islice(grouped_walks(old, new_version.seen), limit):
            _add(groups, _change_of_old_path(path, old, new_version), path)
            compared += path.count()
        for path in islice(grouped_walks(new, old_version.seen), limit):
            _add(groups, _change_of_new_path(path, old_version), path)
            compared += path.count()
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


@dataclass(frozen=True, slots=True)
class _Version:
    """A version in which a path of the other version is answered again.

    Attributes:
        flow: The flow of this version.
        names: Returns the ids that a question of the other version can have in this one.
    """

    flow: Flow
    names: Callable[[str], list[str]]

    def answers(self, path: Path) -> dict[str, str]:
        """Return the answers of a path as question id to answer id of this version."""
        return {
            name: _same_answer(self.flow.steps.get(name), given.answer)
            for given in path.trail
            for name in self.names(given.question.id)
        }

    def seen(self, question: Question, answer: Answer) -> Hashable:
        """Return what distinguishes an answer of the other version from others in this one."""
        return tuple(self._seen(name, answer) for name in self.names(question.id))

    def _seen(self, name: str, answer: Answer) -> Hashable:
        step = self.flow.steps.get(name)
        if not isinstance(step, Question):
            return None
        known = step.answers.get(_same_answer(step, answer))
        return _gone(step, answer) if known is None else seen_answer(self.flow, step, known)


def _same_answer(step: Step | None, answer: Answer) -> str:
    """Return the id of an answer at the step of another version, which may lack it."""
    if isinstance(step, Question) and isinstance(step.form, Tick) and not _gone(step, answer):
        # The boxes may be in another order there.
        return canonical_boxes(step.form, answer.id) or answer.id
    return answer.id


def _gone(step: Question, answer: Answer) -> str:
    """Return what a question of another version lacks: boxes of an answer, or the answer."""
    if isinstance(step.form, Tick) and isinstance(answer.means, Ticked):
        return ".".join(box for box in answer.means.boxes if box not in step.form.boxes)
    return answer.id


def _change_of_old_path(path: Path, old: Flow, new: _Version) -> PathChange | None:
    """Return what happened to a path of the old version, or None if it ends as before."""
    answers = new.answers(path)
    reached = replay(new.flow, answers).step
    if not isinstance(reached, Question):
        same = _moved(new.flow, _target(old, path.end)) == _target(new.flow, reached)
        return None if same else PathChange("outcome", path.end, reached)
    # The walk stopped here although the path answers this question, so the answer was removed.
    if reached.id in answers:
        answer = next(
            given.answer for given in path.trail if reached.id in new.names(given.question.id)
        )
        return PathChange("gone", path.end, reached, _gone(reached, answer))
    return PathChange("asks", path.end, reached, leads=tuple(count_by_end(new.flow, answers)))


def _change_of_new_path(path: Path, old: _Version) -> PathChange | None:
    """Return a new path as such, or None if the old version has all of its answers."""
    answers = old.answers(path)
    reached = replay(old.flow, answers).step
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
        labels = [(answer.id, answer.label, answer.means) for answer in step.answers.values()]
        return {"question": step.ask, "reason": step.why, "help": step.help, "answers": labels}
    return {
        "heading": step.heading,
        "short answer": step.says,
        "claims": [
            (claim.level.id, claim.text, claim.when, claim.when_text) for claim in step.claims
        ],
        "sources": [[(source.title, source.url) for source in claim.cite] for claim in step.claims],
        # Without what readers do not act on, so that a new review date alone is no new text.
        "offices": [
            replace(office, cite=(), checked=None, review_by=None) for office in step.offices
        ],
        # Locations are never compared.
        "next actions": step.next,
    }
