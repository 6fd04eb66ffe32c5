"""The rules for flows and sites that go beyond the shape of their files.

A rule is a function that yields problems. `check_flow` runs the rules for one flow, `check_site`
those for several flows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.engine import graph
from wizard.loader.suggest import did_you_mean, quoted_list
from wizard.model.conditions import holds
from wizard.model.entries import entries
from wizard.model.flow import (
    Action,
    Answer,
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

# Characters of a page's title with the site's name. Browsers cut longer ones.
MAX_TITLE = 70


def check_flow(flow: Flow) -> list[Problem]:
    """Return the problems and warnings of one flow whose targets all exist."""
    problems = [*_cycle(flow)]
    # Each group of rules relies on the ones before it: paths are endless in a loop, and histories
    # need conditions that refer to questions and answers that exist.
    if not problems:
        problems += _unreachable_steps(flow)
        problems += _guard_references(flow)
        problems += _cautions(flow)
    if not problems:
        problems += _guards(flow)
        problems += _sensitive(flow)
    # Independent of the graph, so it is reported in any case.
    return problems + list(_missing_unsure(flow))


def check_site(site: Site) -> list[Problem]:
    """Return the problems and warnings that only show when all flows are seen together."""
    return [
        *_cross_flow_cycles(site),
        *_links_from_outside(site),
        *_unanswered_topics(site),
        *_unused_evidence(site),
        *_unused_offices(site),
        *_unwanted_words(site),
        *_titles(site),
    ]


def _cycle(flow: Flow) -> Iterator[Problem]:
    """Yield a loop: answers that lead back to an earlier question, so that a flow never ends."""
    after = {name: graph.successors(flow, step) for name, step in flow.steps.items()}
    if cycle := graph.find_cycle(after):
        message = f"these answers form a loop: {' -> '.join(cycle)}"
        yield Problem(flow.steps[cycle[0]].location, message, "flow-cycle")


def _unreachable_steps(flow: Flow) -> Iterator[Problem]:
    """Yield the steps that cannot be reached from the start."""
    reached = graph.reachable(flow)
    for name, step in flow.steps.items():
        if name not in reached:
            message = f'step "{name}" is unreachable: no answer leads to it'
            yield Problem(step.location, message, "flow-unreachable")


def _guard_references(flow: Flow) -> Iterator[Problem]:
    """Yield conditions on questions and answers that do not exist or are not answered before."""
    references = [(step, ref) for step in flow.steps.values() for ref in guard_references(step)]
    answered_before = graph.passes(flow, (ref.question for _, ref in references))
    for step, reference in references:
        name, location = reference.question, reference.location
        question = flow.steps.get(name)
        if not isinstance(question, Question):
            hint = did_you_mean(name, [other.id for other in flow.questions()])
            message = f'the condition uses "{name}", which is not a question of this flow.{hint}'
            yield Problem(location, message, "guard-question")
            continue
        for answer in reference.answers:
            if answer not in question.answers:
                answers = question.answers
                hint = did_you_mean(answer, answers) or f" It has {quoted_list(answers)}."
                message = f'"{name}" has no answer "{answer}".{hint}'
                yield Problem(location, message, "guard-answer")
        if not answered_before(step.id, name):
            message = (
                f'the condition uses "{name}", which cannot have been answered before "{step.id}"'
            )
            yield Problem(location, message, "guard-early")


def _cautions(flow: Flow) -> Iterator[Problem]:
    """Yield the steps that some path reaches without passing the question that is their caution."""
    cautions = [step.caution for step in flow.steps.values() if step.caution]
    # One pass over the graph for all cautions. That they exist was checked by the reader.
    passed = graph.passes(flow, cautions, always=True)
    for name, step in flow.steps.items():
        if not step.caution:
            continue
        if not isinstance(flow.steps[step.caution], Question):
            message = f'"caution" of step "{name}" must be a question'
            yield Problem(step.location, message, "caution-question")
        elif not passed(name, step.caution):
            message = f'step "{name}" can be reached without passing its caution "{step.caution}"'
            yield Problem(step.location, message, "caution-passed")


def _guards(flow: Flow) -> Iterator[Problem]:
    """Yield branches and parts that are never used, and answers for which no branch matches."""
    histories = graph.histories(flow)
    for name, step in flow.steps.items():
        has_one_branch = all(len(answer.edges) == 1 for answer, _ in edges(step))
        # Most steps have nothing to decide, so their histories do not matter, however many.
        if has_one_branch and not any(guard_references(step)):
            continue
        step_histories = histories[name]
        if step_histories is None:
            message = (
                f"more than {graph.MAX_HISTORIES:,} combinations of earlier answers lead to "
                f'"{name}"; use fewer conditions'
            )
            yield Problem(step.location, message, "guard-many")
            continue
        # Sorted, so that messages quote the same example each time.
        known = [dict(history) for history in sorted(step_histories)]
        if isinstance(step, Question):
            for answer in step.answers.values():
                yield from _branches(step, answer, known)
        for part in parts(step):
            if part.when and not any(holds(part.when, history) for history in known):
                message = f'this part of "{name}" is never shown: its condition can never be true'
                yield Problem(part.location, message, "part-never")


def _branches(step: Question, answer: Answer, histories: list[dict[str, str]]) -> Iterator[Problem]:
    """Yield branches of an answer that are never used, and a history for which none matches."""
    what = f'answer "{answer.id}" of step "{step.id}"'
    # The histories for which no earlier branch was taken.
    unmatched = histories
    for edge in answer.edges:
        if not any(holds(edge.when, history) for history in histories):
            message = f"this branch of {what} is never used: its condition can never be true"
            yield Problem(edge.location, message, "guard-never")
        # Two messages, because the repairs differ: here the order of the branches is wrong.
        elif not any(holds(edge.when, history) for history in unmatched):
            message = f"this branch of {what} is never used: an earlier one always matches"
            yield Problem(edge.location, message, "guard-dead")
        unmatched = [history for history in unmatched if not holds(edge.when, history)]
    if unmatched:
        given = [f"{question}: {name}" for question, name in unmatched[0].items()]
        example = " and ".join(given) or "readers without earlier answers"
        message = f'{what} has no matching branch for {example}; add a last entry without "if"'
        yield Problem(answer.edges[0].location, message, "guard-gap")


def _sensitive(flow: Flow) -> Iterator[Problem]:
    """Yield the conditions of a sensitive flow, whose pages do not know earlier answers."""
    if not flow.sensitive:
        return
    for step in flow.steps.values():
        for reference in guard_references(step):
            message = "a sensitive flow keeps no answers, so it cannot have conditions"
            yield Problem(reference.location, message, "guard-sensitive")


def _missing_unsure(flow: Flow) -> Iterator[Problem]:
    """Yield the questions with yes and no, but without unsure."""
    for question in flow.questions():
        names = question.answers
        if "yes" in names and "no" in names and "unsure" not in names:
            message = (
                f'step "{question.id}" has "yes" and "no", but no "unsure"; '
                "people often do not know"
            )
            yield Problem(question.location, message, "answer-unsure", warning=True)


def _cross_flow_cycles(site: Site) -> Iterator[Problem]:
    """Yield a loop through several flows."""
    after: dict[str, tuple[str, ...]] = {}
    locations: dict[str, Location] = {}
    for flow in site.flows.values():
        for step in flow.steps.values():
            name = f"{flow.id}/{step.id}"
            locations[name] = step.location
            # Letters and deadlines are targets too, but no answer leads on from them.
            targets = [edge.to for _, edge in edges(step) if edge.to.flow in site.flows]
            after[name] = tuple(
                f"{to.flow}/{to.step or site.flows[to.flow].start}" for to in targets
            )
    if cycle := graph.find_cycle(after):
        message = f"these answers form a loop: {' -> '.join(cycle)}"
        yield Problem(locations[cycle[0]], message, "flow-cycle")


def _links_from_outside(site: Site) -> Iterator[Problem]:
    """Yield links to steps that need earlier answers, which readers from outside do not have."""
    for flow in site.flows.values():
        for step in flow.steps.values():
            targets = [edge.to for _, edge in edges(step) if edge.to.flow != flow.id]
            if isinstance(step, Outcome):
                targets += _targets(step.next)
            # An old link carries answers, but to questions of its own flow only.
            targets += [to for to in flow.moved.values() if to.flow != flow.id]
            yield from _unopenable(site, targets)
    for letter in site.letters.values():
        yield from _unopenable(site, _targets((*letter.before, *letter.after)))
    yield from _unopenable(site, [change.to for change in site.changes.values() if change.to])
    yield from _unopenable(site, site.often)
    yield from _unopenable(site, [page.to for page in site.pages.values() if page.to])


def _targets(actions: Iterable[Action]) -> list[Target]:
    """Return the targets of actions. Actions without one, and those with a URL, are left out."""
    return [action.to for action in actions if action.to and not isinstance(action.to, str)]


def _unopenable(site: Site, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield the targets that cannot be opened without earlier answers."""
    for to in targets:
        flow = site.flows.get(to.flow)
        # Letters and deadlines need no earlier answers, and a start knows that there are none.
        if flow and to.step != flow.start and to.step in graph.needs_history(flow):
            message = (
                f'this link cannot go to "{to.step}": readers arrive without answers, but '
                f'"{to.step}" or a later step depends on them. Link to "{to.flow}/" or to a step '
                "with no conditions after it."
            )
            yield Problem(to.location, message, "target-past")


def _unanswered_topics(site: Site) -> Iterator[Problem]:
    """Yield the topics that no outcome answers."""
    outcomes = [outcome for flow in site.flows.values() for outcome in flow.outcomes()]
    answered = {number for outcome in outcomes for number in outcome.topics}
    for topic in site.topics.values():
        if topic.number not in answered:
            message = f"no outcome answers topic {topic.number}"
            yield Problem(topic.location, message, "topic-unanswered")


def _unused_evidence(site: Site) -> Iterator[Problem]:
    """Yield the shared claims and sources that nothing uses."""
    outcomes = [outcome for flow in site.flows.values() for outcome in flow.outcomes()]
    claims = [claim for outcome in outcomes for claim in outcome.claims]
    if site.deadlines:
        claims += site.deadlines.claims()
    claims += [claim for change in site.changes.values() for claim in change.claims]
    used = {claim.id for claim in claims}
    # Claims that are not used count too, since they are reported themselves.
    cited = {source.id for claim in [*claims, *site.claims.values()] for source in claim.cite}
    # Offices that are not used count as well, see `_unused_offices`.
    for others in (site.letters.values(), site.offices.values(), site.topics.values()):
        cited |= {source.id for other in others for source in other.cite}
    for claim in site.claims.values():
        if claim.id not in used:
            message = f'no outcome, deadline or change uses the claim "{claim.id}"'
            yield Problem(claim.location, message, "claim-unused", warning=True)
    for source in site.sources.values():
        if source.id not in cited:
            message = f'no claim, letter, office or topic cites the source "{source.id}"'
            yield Problem(source.location, message, "source-unused", warning=True)


def _unused_offices(site: Site) -> Iterator[Problem]:
    """Yield the offices that no outcome, letter or page lists."""
    lists = [outcome.offices for flow in site.flows.values() for outcome in flow.outcomes()]
    lists += [letter.offices for letter in site.letters.values()]
    lists += [page.offices for page in site.pages.values()]
    used = {office.id for offices in lists for office in offices}
    for office in site.offices.values():
        if office.id not in used:
            message = f'no outcome, letter or page lists the office "{office.id}"'
            yield Problem(office.location, message, "office-unused", warning=True)


def _unwanted_words(site: Site) -> Iterator[Problem]:
    """Yield ids, titles and questions with a word that must not be in a phone's history."""
    for entry in entries(site):
        for text in entry.in_history:
            words = text.lower().replace("-", " ").split()
            # A dash in an id separates words, as a space does in a title.
            plain = [word.strip(".,;:!?\"'()") for word in words]
            for unwanted in site.words:
                if _contains(plain, unwanted):
                    message = (
                        f'"{unwanted}" is not allowed in titles, ids and questions: "{text:.60}"'
                    )
                    yield Problem(entry.location, message, "word-unwanted")


def _contains(words: list[str], unwanted: str) -> bool:
    """Return whether one of the words is unwanted, or begins like it if it ends in a star."""
    # Several words must follow each other; a star has no meaning in them.
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
            # The 3 characters are the dash between the two names and its spaces.
            fits = MAX_TITLE - len(site.name) - 3
            message = f'the title of {what} is long; give it a "title" of at most {fits} characters'
            yield Problem(entry.location, message, "title-long", warning=True)
        if entry.title in seen:
            message = (
                f'the title of {what}, "{entry.title}", is also the title of {seen[entry.title]}'
            )
            yield Problem(entry.location, message, "title-twice", warning=True)
        seen[entry.title] = entry.location
