"""What a flow and a site must fulfil beyond the shape of their files: the place for authoring rules.

A rule is a function that yields problems. `check_flow` runs the rules over one flow that could be put together,
`check_site` those that look at several flows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.engine import graph
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.model.conditions import holds
from wizard.model.entries import entries
from wizard.model.flow import (
    Action,
    Edge,
    Flow,
    Outcome,
    Question,
    Target,
    edges,
    guard_references,
    parts,
)
from wizard.model.problems import Location, Problem
from wizard.model.site import Site

MAX_TITLE = 70  # characters of a page's title, the site's name included; browsers and histories cut the rest


def check_flow(flow: Flow) -> list[Problem]:
    """The problems and warnings of one flow whose targets all exist."""
    found = [*_cycle(flow)]
    if not found:
        found += _reach(flow)
        found += _guard_references(flow)
        found += _cautions(flow)
    if not found:
        found += _guards(flow)
        found += _sensitive(flow)
    return found + list(_missing_unsure(flow))


def check_site(site: Site) -> list[Problem]:
    """The problems and warnings that show only when all flows are seen together."""
    return [
        *_cross_flow_cycles(site),
        *_links_from_outside(site),
        *_topics(site),
        *_unused(site),
        *_words(site),
        *_titles(site),
    ]


def _cycle(flow: Flow) -> Iterator[Problem]:
    """No answers lead back to a question that was answered: a replay must end."""
    after = {name: graph.successors(flow, step) for name, step in flow.steps.items()}
    if walk := graph.find_cycle(after):
        yield Problem(
            flow.steps[walk[0]].location,
            f"these answers go round in a circle: {' -> '.join(walk)}",
            "flow-cycle",
        )


def _reach(flow: Flow) -> Iterator[Problem]:
    """Every step can be reached from the start."""
    reached = graph.reachable(flow)
    for name, step in flow.steps.items():
        if name not in reached:
            yield Problem(
                step.location,
                f'no answer leads to step "{name}", so nobody can reach it',
                "flow-unreachable",
            )


def _guard_references(flow: Flow) -> Iterator[Problem]:
    """Conditions name questions and answers that exist and that can have been answered before."""
    before = graph.passes(
        flow, (look.question for step in flow.steps.values() for look in guard_references(step))
    )
    for step in flow.steps.values():
        for look in guard_references(step):
            question = flow.steps.get(look.question)
            if not isinstance(question, Question):
                names = [each.id for each in flow.questions()]
                message = f'the condition looks at "{look.question}", which is not a question of this flow.'
                yield Problem(
                    look.location, message + did_you_mean(look.question, names), "guard-question"
                )
                continue
            for answer in look.answers:
                if answer not in question.answers:
                    message = f'"{look.question}" has no answer "{answer}".'
                    hint = (
                        did_you_mean(answer, question.answers)
                        or f" It has {quoted_list(question.answers)}."
                    )
                    yield Problem(look.location, message + hint, "guard-answer")
            if not before(step.id, look.question):
                message = f'the condition looks at "{look.question}", which cannot have been answered before "{step.id}"'
                yield Problem(look.location, message, "guard-early")


def _cautions(flow: Flow) -> Iterator[Problem]:
    """A step that asks for caution is reached only past the question that gives it."""
    passed = graph.passes(
        flow, (step.caution for step in flow.steps.values() if step.caution), always=True
    )
    for name, step in flow.steps.items():
        if not step.caution:
            continue
        if not isinstance(flow.steps[step.caution], Question):
            yield Problem(
                step.location,
                f'"caution" of step "{name}" must name a question',
                "caution-question",
            )
        elif not passed(name, step.caution):
            message = f'step "{name}" can be reached without passing "{step.caution}", its caution'
            yield Problem(step.location, message, "caution-passed")


def _guards(flow: Flow) -> Iterator[Problem]:
    """Every guard can be the one that decides, and after every past one of them does."""
    pasts = graph.histories(flow)
    for name, step in flow.steps.items():
        if all(len(answer.edges) == 1 for answer, _ in edges(step)) and not any(
            guard_references(step)
        ):
            continue
        here = pasts[name]
        if here is None:
            message = f'more than {graph.MAX_HISTORIES} different pasts lead to "{name}"; ask less or look at fewer questions'
            yield Problem(step.location, message, "guard-many")
            continue
        known = [dict(past) for past in sorted(here)]
        if isinstance(step, Question):
            for answer in step.answers.values():
                yield from _exhaustive(step, answer.id, answer.edges, known)
        for part in parts(step):
            if part.when and not any(holds(part.when, past) for past in known):
                yield Problem(
                    part.location,
                    f'this part of "{name}" is never shown: its condition cannot hold',
                    "part-never",
                )


def _exhaustive(
    step: Question, answer: str, edges: tuple[Edge, ...], pasts: list[dict[str, str]]
) -> Iterator[Problem]:
    left = pasts
    where = f'answer "{answer}" of step "{step.id}"'
    for edge in edges:
        if not any(holds(edge.when, past) for past in pasts):
            yield Problem(
                edge.location,
                f"this way on from {where} is never taken: its condition cannot hold",
                "guard-never",
            )
        elif not any(holds(edge.when, past) for past in left):
            message = f"this way on from {where} is never taken: the ones before it always decide"
            yield Problem(edge.location, message, "guard-dead")
        left = [past for past in left if not holds(edge.when, past)]
    if left:
        message = (
            " and ".join(f"{question}: {given}" for question, given in left[0].items())
            or "no earlier answer"
        )
        hint = "end the list with an entry that has no condition"
        yield Problem(
            edges[0].location, f"{where} leads nowhere after {message}; {hint}", "guard-gap"
        )


def _sensitive(flow: Flow) -> Iterator[Problem]:
    """A flow whose pages carry no trail cannot look back."""
    if not flow.sensitive:
        return
    for step in flow.steps.values():
        for look in guard_references(step):
            message = (
                "a sensitive flow keeps no answers, so no condition can look at an earlier one"
            )
            yield Problem(look.location, message, "guard-sensitive")


def _missing_unsure(flow: Flow) -> Iterator[Problem]:
    """Legal, but worth a second look."""
    for question in flow.questions():
        if (
            "yes" in question.answers
            and "no" in question.answers
            and "unsure" not in question.answers
        ):
            message = (
                f'step "{question.id}" offers yes and no, but no "unsure"; people often do not know'
            )
            yield Problem(question.location, message, "answer-unsure", warning=True)


def _cross_flow_cycles(site: Site) -> Iterator[Problem]:
    """No answers lead round in a circle through several flows."""
    after: dict[str, tuple[str, ...]] = {}
    locations: dict[str, Location] = {}
    for flow in site.flows.values():
        for step in flow.steps.values():
            name = f"{flow.id}/{step.id}"
            locations[name] = step.location
            targets = [edge.to for _, edge in edges(step) if edge.to.flow in site.flows]
            after[name] = tuple(
                f"{to.flow}/{to.step or site.flows[to.flow].start}" for to in targets
            )
    if walk := graph.find_cycle(after):
        yield Problem(
            locations[walk[0]],
            f"these answers go round in a circle: {' -> '.join(walk)}",
            "flow-cycle",
        )


def _links_from_outside(site: Site) -> Iterator[Problem]:
    """Nothing leads from outside to a question whose way on depends on a past that the reader then lacks."""
    for flow in site.flows.values():
        for step in flow.steps.values():
            targets = [edge.to for _, edge in edges(step) if edge.to.flow != flow.id]
            if isinstance(step, Outcome):
                targets += _leading(step.next)
            targets += [to for to in flow.moved.values() if to.flow != flow.id]
            yield from _unopenable(site, targets)
    for letter in site.letters.values():
        yield from _unopenable(site, _leading((*letter.before, *letter.after)))


def _leading(actions: Iterable[Action]) -> list[Target]:
    return [action.to for action in actions if action.to and not isinstance(action.to, str)]


def _unopenable(site: Site, targets: Iterable[Target]) -> Iterator[Problem]:
    for to in targets:
        other = site.flows.get(to.flow)
        if other is None:  # a place that is no flow asks nothing
            continue
        if to.step in graph.needs_history(other) and to.step != other.start:
            message = (
                f'"{to.step}" cannot be opened from here: this link carries no answers, and a condition at or after '
                f'"{to.step}" looks at one. Lead to "{to.flow}/", or to a step after which no condition follows.'
            )
            yield Problem(to.location, message, "target-past")


def _topics(site: Site) -> Iterator[Problem]:
    """Every topic is answered by an outcome."""
    answered = {
        number
        for flow in site.flows.values()
        for outcome in flow.outcomes()
        for number in outcome.topics
    }
    for topic in site.topics.values():
        if topic.number not in answered:
            yield Problem(
                topic.location, f"no outcome answers topic {topic.number}", "topic-unanswered"
            )


def _unused(site: Site) -> Iterator[Problem]:
    """What stands in a shared file is used."""
    claims = [
        claim
        for flow in site.flows.values()
        for outcome in flow.outcomes()
        for claim in outcome.claims
    ]
    if site.deadlines:
        claims += [claim for event in site.deadlines.events.values() for claim in event.claims()]
    used = {claim.id for claim in claims}
    cited = {source.id for claim in [*claims, *site.claims.values()] for source in claim.cite}
    cited |= {source.id for letter in site.letters.values() for source in letter.cite}
    for claim in site.claims.values():
        if claim.id not in used:
            yield Problem(
                claim.location,
                f'no outcome or date uses the claim "{claim.id}"',
                "claim-unused",
                warning=True,
            )
    for source in site.sources.values():
        if source.id not in cited:
            yield Problem(
                source.location,
                f'no claim and no letter cites the source "{source.id}"',
                "source-unused",
                warning=True,
            )


def _words(site: Site) -> Iterator[Problem]:
    """Yield ids, titles and questions with a word that the site does not want in a phone's history."""
    for entry in entries(site):
        for text in entry.in_history:
            words = text.lower().replace("-", " ").split()
            plain = [word.strip(".,;:!?\"'()") for word in words]
            for unwanted in site.words:
                if _has(plain, unwanted):
                    message = (
                        f'"{unwanted}" is not allowed in titles, ids and questions: "{text:.60}"'
                    )
                    yield Problem(entry.location, message, "word-unwanted")


def _has(words: list[str], unwanted: str) -> bool:
    """A word matches as a whole, or by its beginning where the unwanted word ends in a star."""
    if " " in unwanted:
        return unwanted in " ".join(words)
    if unwanted.endswith("*"):
        return any(word.startswith(unwanted[:-1]) for word in words)
    return unwanted in words


def _titles(site: Site) -> Iterator[Problem]:
    """Yield titles of pages that are too long, or the same as an earlier one."""
    seen: dict[str, Location] = {}
    for entry in entries(site):
        if not entry.title:
            continue
        match entry.kind:
            case "question" | "outcome":
                what = f'step "{entry.id}"'
            case "event":
                what = f'event "{entry.id}"'
            case kind:
                what = f"the {kind}"
        if len(f"{entry.title} – {site.name}") > MAX_TITLE:
            fits = MAX_TITLE - len(site.name) - 3
            message = f'the title of {what} is long; give it a "title" of at most {fits} characters'
            yield Problem(entry.location, message, "title-long", warning=True)
        if entry.title in seen:
            message = (
                f'the title of {what}, "{entry.title}", is also the title of {seen[entry.title]}'
            )
            yield Problem(entry.location, message, "title-twice", warning=True)
        seen[entry.title] = entry.location
