"""What changed between two versions of a flow, path by path: for the review of a change by somebody who reads no YAML.

Each path of the old version is answered again in the new one. It ends where it did, or at another outcome, or the
new version asks something that the path does not answer, or no longer has one of its answers. And there are new paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from wizard.engine.journey import replay
from wizard.engine.paths import Path, PathEnd, count, count_by_end, walks
from wizard.model.flow import Flow, Outcome, Question, Step, Target

KINDS = ("outcome", "asks", "gone", "new")


@dataclass(frozen=True, slots=True)
class PathChange:
    """Paths to which the same thing happened.

    `kind` is one of `FORMATS`: `outcome` (led to `was`, now lead to `now`), `asks` (led to `was`, now go on to the question
    `now`, and from there to one of `leads`), `gone` (led to `was`, but the question `now` no longer has the answer
    `answer`) or `new` (lead to `now`, and `was` is None). The paths are those of the old version, those of the new one
    where they are new.
    """

    kind: str
    before: PathEnd | None
    after: PathEnd | Question
    answer: str = ""
    leads: tuple[Target, ...] = ()
    paths: list[Path] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextChange:
    """A step that both versions have and that says something else now, with the parts of it that do."""

    before: Step
    after: Step
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from `old` to `new`. `compared` and `total` count paths, those of both versions together."""

    old: Flow
    new: Flow
    groups: tuple[PathChange, ...]
    reworded: tuple[TextChange, ...]
    compared: int
    total: int

    @property
    def moved(self) -> bool:
        """Whether a path of the old version no longer ends where it did."""
        return any(group.kind != "new" for group in self.groups)


def compare(old: Flow, new: Flow, limit: int | None = None) -> Changes:
    """Compare two checked versions of a flow, at most `limit` paths of each (None: all).

    A step that the new version retired under `moved` counts as the step that it names there.
    """
    total = count(old) + count(new)
    groups: dict[object, PathChange] = {}
    compared = total
    if (_ways(old), old.moved) != (
        _ways(new),
        new.moved,
    ):  # else the same answers lead to the same steps
        compared = 0
        for path in islice(walks(old), limit):
            _add(groups, _now(path, old, new), path)
            compared += 1
        for path in islice(walks(new), limit):
            _add(groups, _before(path, old, new), path)
            compared += 1
    ordered = sorted(groups.values(), key=lambda group: KINDS.index(group.kind))
    return Changes(old, new, tuple(ordered), tuple(_reworded(old, new)), compared, total)


def _ways(flow: Flow) -> object:
    """All that decides where answers lead."""
    asks = {
        question.id: [(answer.id, answer.edges) for answer in question.answers.values()]
        for question in flow.questions()
    }
    return flow.id, flow.start, asks, {outcome.id for outcome in flow.outcomes()}


def _now(path: Path, old: Flow, new: Flow) -> PathChange | None:
    """What became of a path of the old version, or None where it ends as before."""
    answers = {
        _moved(new, Target(new.id, name)).step: answer for name, answer in path.answers().items()
    }
    stood = replay(new, answers).step
    if not isinstance(stood, Question):
        same = _moved(new, _target(old, path.end)) == _target(new, stood)
        return None if same else PathChange("outcome", path.end, stood)
    if stood.id in answers:
        return PathChange("gone", path.end, stood, answers[stood.id])
    return PathChange("asks", path.end, stood, leads=tuple(count_by_end(new, answers)))


def _before(path: Path, old: Flow, new: Flow) -> PathChange | None:
    """What is new about a path of the new version: the old one lacks one of its answers. None where it does not."""
    answers = path.answers()
    answers |= {
        name: answers[to.step]
        for name, to in new.moved.items()
        if to.flow == new.id and to.step in answers
    }
    stood = replay(old, answers).step
    return (
        PathChange("new", None, path.end)
        if isinstance(stood, Question) and stood.id in answers
        else None
    )


def _add(groups: dict[object, PathChange], group: PathChange | None, path: Path) -> None:
    """Put a path into the group with this heading."""
    if group:
        was, now = (_name(end) for end in (group.before, group.after))
        groups.setdefault((group.kind, was, now, group.answer, group.leads), group).paths.append(
            path
        )


def _name(end: PathEnd | Question | None) -> object:
    return end.id if isinstance(end, Step) else end


def _moved(new: Flow, target: Target) -> Target:
    """Where a step of the old version is in the new one."""
    return new.moved.get(target.step, target) if target.flow == new.id else target


def _target(flow: Flow, end: PathEnd) -> Target:
    return Target(flow.id, end.id) if isinstance(end, Outcome) else end


def _reworded(old: Flow, new: Flow) -> Iterator[TextChange]:
    """The steps of both versions that say something else now, in the order of the new one."""
    for name, now in new.steps.items():
        was = old.steps.get(name)
        if was and type(was) is type(now):
            before, after = _wording(was), _wording(now)
            if parts := tuple(part for part in after if before[part] != after[part]):
                yield TextChange(was, now, parts)


def _wording(step: Step) -> dict[str, object]:
    """The parts of a step that readers see, by their names."""
    if isinstance(step, Question):
        labels = [(answer.id, answer.label) for answer in step.answers.values()]
        return {"question": step.ask, "reason": step.why, "help": step.help, "answers": labels}
    return {
        "heading": step.heading,
        "short answer": step.says,
        "claims": [(claim.level, claim.text, claim.when) for claim in step.claims],
        "sources": [[(source.title, source.url) for source in claim.cite] for claim in step.claims],
        "next actions": [(action.label, action.to, action.when) for action in step.next],
    }
