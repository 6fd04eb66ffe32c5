"""The rules for the graph of one flow: its loops, steps, conditions and cautions.

A problem at a place that readers can reach comes with the shortest trail to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wizard.engine import history
from wizard.engine.graph import passes, reachable, topological_order
from wizard.engine.history import branch_references, has_branches, histories, live_questions
from wizard.engine.reachability import Goal, nearest, possible, unasked
from wizard.engine.trails import Arrival, arrivals, loops, trail_to
from wizard.loader.suggest import quoted_list
from wizard.model.conditions import decided, holds, references
from wizard.model.flow import Answer, Edge, Flow, Question, Step, guard_references, parts
from wizard.model.generated_answers import Tick
from wizard.model.problems import Problem, TrailAnswer

MAX_TRAILS = 100  # trails of one flow that are looked for; each takes a walk through the flow

NAMED = 3  # questions that a message names

Trail = tuple[TrailAnswer, ...]


def check_graph(flow: Flow) -> list[Problem]:
    """Return the problems with the graph of a flow whose targets all exist."""
    problems = [*_loops(flow)]
    # Each group of rules relies on the ones before it: paths are endless in a loop, and histories
    # need conditions that refer to questions and answers that exist.
    if not problems:
        trails = Trails(flow)
        problems += _unreachable_steps(flow)
        problems += _guard_references(flow, trails)
        problems += _cautions(flow)
    if not problems:
        problems += _guards(flow, trails)
        problems += _parts(flow)
        problems += _sensitive(flow)
    return problems


class Trails:
    """The shortest trails to places in a flow, of which only the first `MAX_TRAILS` are found."""

    def __init__(self, flow: Flow) -> None:
        self._flow, self._left = flow, MAX_TRAILS

    def to(self, wanted: Callable[[Arrival], bool]) -> Trail:
        """Return the shortest trail to a wanted place, or an empty one if none was found."""
        return self._trail(lambda: next(filter(wanted, arrivals(self._flow)), None))

    def to_goal(self, goal: Goal) -> Trail:
        """Return the shortest trail to a place with a condition, or an empty one."""
        return self._trail(lambda: nearest(self._flow, [goal]).get(goal))

    def _trail(self, find: Callable[[], Arrival | None]) -> Trail:
        self._left -= 1
        found = find() if self._left >= 0 else None
        return trail_to(self._flow, found) if found else ()


def _loops(flow: Flow) -> Iterator[Problem]:
    """Yield the loops: answers that lead back to an earlier question, so that a flow never ends."""
    for loop in loops(flow):
        message = f"these answers form a loop: {' -> '.join(loop.steps)}"
        trail = trail_to(flow, loop.arrival) if loop.arrival else ()
        yield Problem(loop.edge.to.location, message, "flow-cycle", trail=trail)


def _unreachable_steps(flow: Flow) -> Iterator[Problem]:
    """Yield the steps that cannot be reached from the start."""
    reached = reachable(flow)
    unused = {
        edge.to.step: (question, edge)
        for question in flow.questions()
        for edge in _unused_branches(question)
        if edge.to.flow == flow.id
    }
    for name, step in flow.steps.items():
        if name in reached:
            continue
        if name in unused:
            yield _unused_branch(*unused[name], None)
        else:
            message = f'step "{name}" is unreachable: no answer leads to it'
            yield Problem(step.location, message, "flow-unreachable")


def _unused_branches(question: Question) -> Iterator[Edge]:
    """Yield the branches of a form that no answer can use, whatever was answered before."""
    used = {edge.location for answer in question.answers.values() for edge in answer.edges}
    return (edge for edge in question.branches if edge.location not in used)


def _unused_branch(
    question: Question, edge: Edge, known: Iterable[dict[str, str]] | None
) -> Problem:
    """Return the problem of a branch of a form that is never used after any known history.

    None says that histories decide nothing there, so none of them keeps what a condition looks at.
    """
    what = f'this branch of step "{question.id}" is never used: '
    # Two messages, because the repairs differ: in one case the order of the branches is wrong.
    rests = [
        edge.when is None or decided(edge.when, question.id, answer.id)
        for answer in _generated(question)
    ]
    # Without the histories, what is left of a condition may be true.
    left = [rest for rest in rests if not isinstance(rest, bool)]
    if True in rests or any(known is None or any(holds(rest, h) for h in known) for rest in left):
        message = f"{what}an earlier one always matches; move it up"
        return Problem(edge.location, message, "guard-dead")
    return Problem(edge.location, f"{what}its condition can never be true", "guard-never")


def _guard_references(flow: Flow, trails: Trails) -> Iterator[Problem]:
    """Yield conditions on questions that are not answered before."""
    looks = [(step, look) for step in flow.steps.values() for look in guard_references(step)]
    answered_before = passes(flow, (look.question for _, look in looks))
    for step, look in looks:
        # That the question exists and has these answers was checked by the reader. No path comes
        # to a step twice, whatever arrows lead back to it.
        if look.question == step.id or not answered_before(step.id, look.question):
            message = (
                f'the condition uses "{look.question}", which cannot have been answered before '
                f'"{step.id}"'
            )
            yield Problem(look.location, message, "guard-early", trail=trails.to(_is_at(step)))


def _is_at(step: Step) -> Callable[[Arrival], bool]:
    return lambda arrival: arrival.step == step.id


def _cautions(flow: Flow) -> Iterator[Problem]:
    """Yield the steps that some path reaches without passing the question that is their caution."""
    past = {}
    for name, step in flow.steps.items():
        # That the caution is a step was checked by the reader.
        question = flow.steps[step.caution] if step.caution else None
        if isinstance(question, Question):
            past[name] = name, unasked(question)
        elif question:
            message = f'"caution" of step "{name}" must be a question'
            yield Problem(step.location, message, "caution-question")
    found = possible(flow, past.values())
    # If it is not known whether conditions prevent each such path, there is no trail.
    reached = {name: goal for name, goal in past.items() if found[goal] is not False}
    ends = nearest(flow, reached.values())
    for name, goal in reached.items():
        step = flow.steps[name]
        message = f'step "{name}" can be reached without passing its caution "{step.caution}"'
        trail = trail_to(flow, ends[goal]) if goal in ends else ()
        yield Problem(step.location, message, "caution-passed", trail=trail)


def _guards(flow: Flow, trails: Trails) -> Iterator[Problem]:
    """Yield branches that are never used, and answers for which no branch matches."""
    known = histories(flow)
    for name, step in flow.steps.items():
        step_histories = known[name]
        # The question itself decides about its branches, so no history matters.
        if isinstance(step, Question) and step.form and not has_branches(step):
            yield from _form_branches(step, None, trails)
            continue
        # Most steps have nothing to decide, so their histories do not matter, however many.
        if isinstance(step, Question) and has_branches(step) and step_histories is not None:
            # Sorted, so that messages quote the same example each time.
            ordered = [dict(each) for each in sorted(step_histories)]
            if step.form:
                yield from _form_branches(step, ordered, trails)
            for answer in step.answers.values():
                if not answer.means:
                    yield from _branches(step, answer, ordered, trails)
    if too_many := next((name for name in topological_order(flow) if known[name] is None), ""):
        yield _too_many_histories(flow, too_many)


def _branches(
    step: Question, answer: Answer, known: list[dict[str, str]], trails: Trails
) -> Iterator[Problem]:
    """Yield branches of an answer that are never used, and a history for which none matches."""
    what = f'answer "{answer.id}" of step "{step.id}"'
    # The histories for which no earlier branch was taken.
    unmatched = known
    for edge in answer.edges:
        if not any(holds(edge.when, each) for each in known):
            message = f"this branch of {what} is never used: its condition can never be true"
            yield Problem(edge.location, message, "guard-never")
        # Two messages, because the repairs differ: here the order of the branches is wrong.
        elif not any(holds(edge.when, each) for each in unmatched):
            message = (
                f"this branch of {what} is never used: an earlier one always matches; move it up"
            )
            yield Problem(edge.location, message, "guard-dead")
        unmatched = [each for each in unmatched if not holds(edge.when, each)]
    if unmatched:
        trail = trails.to(lambda at: at.step == step.id and dict(at.history) in unmatched)
        example = _example(answer, trail)
        message = f'{what} has no matching branch for {example}; add a last entry without "if"'
        yield Problem(answer.edges[0].location, message, "guard-gap", trail=trail)


def _form_branches(
    step: Question, known: list[dict[str, str]] | None, trails: Trails
) -> Iterator[Problem]:
    """Yield branches of a form that are never used, and an answer for which none matches.

    `known` are the histories of the step, or None if they decide nothing there.
    """
    taken_at, gaps = set(), list[tuple[Answer, dict[str, str]]]()
    # Answers with the same branches are alike; the first of them is an example.
    for answer in {id(answer.edges): answer for answer in _generated(step)[::-1]}.values():
        for earlier in [{}] if known is None else known:
            matching = [edge.location for edge in answer.edges if holds(edge.when, earlier)]
            taken_at.update(matching[:1])
            if not matching:
                gaps.append((answer, earlier))
    # Branches after one that always matches for an answer are not among its own.
    for edge in step.branches:
        if edge.location not in taken_at:
            yield _unused_branch(step, edge, known)
    if gaps:
        answer, earlier = gaps[0]
        trail = trails.to(lambda at: at.step == step.id and dict(at.history) == earlier)
        message = (
            f'step "{step.id}" has no matching branch for the answer "{answer.id}"; '
            'add a last entry without "if"'
        )
        yield Problem(step.branches[0].location, message, "guard-gap", trail=trail)


def _generated(step: Question) -> list[Answer]:
    """Return the answers to a question that its form generates."""
    return [answer for answer in step.answers.values() if answer.means]


def _example(answer: Answer, trail: Trail) -> str:
    """Return the answers on a trail that the branches of another answer look at."""
    # Beyond `MAX_TRAILS`. No trail to a condition is empty, since the start has no conditions.
    if not trail:
        return "some earlier answers"
    looks = [look.question for edge in answer.edges for look in references(edge.when)]
    given = [f"{each.question}: {each.answer}" for each in trail if each.question in looks]
    return " and ".join(given) or f"readers who were not asked {_some(dict.fromkeys(looks))}"


def _too_many_histories(flow: Flow, name: str) -> Problem:
    """Return the problem that the first step with too many histories has.

    It is reported at the first step after it with a branch that looks at them.
    """
    bits, live = live_questions(flow)
    looked_at = [question for question, bit in bits.items() if bit & live[name]]
    order = topological_order(flow)
    deciding = [
        flow.steps[after]
        for after in order[order.index(name) :]
        if any(look.question in looked_at for look in branch_references(flow.steps[after]))
    ]
    message = (
        f"more than {history.MAX_HISTORIES:,} combinations of answers to {_some(looked_at)} lead "
        f'to "{name}", and the branches of {_some(step.id for step in deciding)} depend on them; '
        "use fewer conditions there, or put them on claims and next actions, which are not combined"
    )
    return Problem(deciding[0].location, message, "guard-many")


def _some(names: Iterable[str]) -> str:
    """Return the first names in quotes, and how many more there are."""
    first, more = (found := [*names])[:NAMED], found[NAMED:]
    return quoted_list(first) + (f" and {len(more)} more" if more else "")


def _parts(flow: Flow) -> Iterator[Problem]:
    """Yield the parts of outcomes that are never shown."""
    # While there are too many histories, which is reported, it is not known what can be shown.
    if None in histories(flow).values():
        return
    conditional = [
        (name, part.when, part.location)
        for name, step in flow.steps.items()
        for part in parts(step)
        if part.when
    ]
    found = possible(flow, [(name, condition) for name, condition, _ in conditional])
    for name, condition, location in conditional:
        if found[name, condition] is None:
            names = dict.fromkeys(look.question for look in references(condition))
            message = (
                f'this part of "{name}" looks at {_some(names)}, whose answers have more than '
                f"{history.MAX_HISTORIES:,} combinations; split it into parts that look at "
                "fewer questions"
            )
            yield Problem(location, message, "guard-many")
        elif not found[name, condition]:
            message = f'this part of "{name}" is never shown: its condition can never be true'
            yield Problem(location, message, "part-never")


def _sensitive(flow: Flow) -> Iterator[Problem]:
    """Yield the conditions of a sensitive flow, whose pages do not know earlier answers."""
    if not flow.sensitive:
        return
    for step in flow.steps.values():
        if isinstance(step, Question) and isinstance(step.form, Tick):
            message = "a sensitive flow keeps no answers, so it cannot have boxes to tick"
            yield Problem(step.location, message, "guard-sensitive")
        for look in guard_references(step):
            message = "a sensitive flow keeps no answers, so it cannot have conditions"
            yield Problem(look.location, message, "guard-sensitive")
