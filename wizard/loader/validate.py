"""The rules for flows and sites that go beyond the shape of their files.

A rule is a function that yields problems. `check_flow` runs the rules for one flow, `check_site`
those for several flows at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

from wizard.engine.graph import components, find_cycle, needs_history
from wizard.loader.graph_rules import Trail, Trails, check_graph
from wizard.loader.row_problems import once_for_rows
from wizard.model.entries import entries
from wizard.model.evidence import IMPORTED
from wizard.model.flow import Action, Edge, Flow, Outcome, Target, edges
from wizard.model.letters import LETTERS
from wizard.model.problems import Location, Problem
from wizard.model.site import Site
from wizard.model.tables import template_of

# Characters of a page's title with the site's name. Browsers cut longer ones.
MAX_TITLE = 70


def check_flow(flow: Flow) -> list[Problem]:
    """Return the problems and warnings of one flow whose targets all exist."""
    # Independent of the graph, so it is reported in any case.
    return [*check_graph(flow), *_missing_unsure(flow), *_imported_claims(flow)]


def check_site(site: Site) -> list[Problem]:
    """Return the problems and warnings that only show when all flows are seen together."""
    return [
        *_cross_flow_cycles(site),
        *once_for_rows(site, _links_from_outside(site)),
        *_unanswered_topics(site),
        *_unused_evidence(site),
        *_unused_offices(site),
        *_unwanted_words(site),
        *once_for_rows(site, _titles(site)),
    ]


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


def _imported_claims(flow: Flow) -> Iterator[Problem]:
    """Yield one warning for all claims that are still as they were imported."""
    claims = [claim for outcome in flow.outcomes() for claim in outcome.claims]
    if imported := [claim for claim in claims if claim.level.id == IMPORTED.id]:
        count = f"{len(imported)} claims are" if len(imported) > 1 else "this claim is"
        message = f"{count} imported and not checked; after your check, write another level"
        yield Problem(imported[0].location, message, "claim-imported", warning=True)


def _cross_flow_cycles(site: Site) -> Iterator[Problem]:
    """Yield a loop through several flows."""
    # Steps that can follow each other within their flow are one node: no path goes round there.
    node_of = {
        (flow.id, name): f"{flow.id}/{component[0]}"
        for flow in site.flows.values()
        for component in components(flow)
        for name in component
    }
    after: dict[str, dict[str, tuple[Flow, Edge]]] = {node: {} for node in node_of.values()}
    for flow in site.flows.values():
        for step in flow.steps.values():
            here = node_of[flow.id, step.id]
            # Letters and deadlines are targets too, but no answer leads on from them.
            for edge in (edge for _, edge in edges(step) if edge.to.flow in site.flows):
                other = site.flows[edge.to.flow]
                there = node_of[other.id, edge.to.step or other.start]
                if there != here:
                    after[here].setdefault(there, (flow, edge))
    if cycle := find_cycle(after):
        # The branch that closes the loop is the last one from flow to flow.
        closing = max(
            place
            for place, (here, there) in enumerate(pairwise(cycle), 1)
            if here.rpartition("/")[0] != there.rpartition("/")[0]
        )
        walk = (*cycle[closing:-1], *cycle[: closing + 1])
        flow, edge = after[walk[-2]][walk[-1]]
        message = f"these answers form a loop: {' -> '.join(walk)}"
        trail = _trail_over(Trails(flow), edge)
        yield Problem(edge.to.location, message, "flow-cycle", trail=trail)


def _links_from_outside(site: Site) -> Iterator[tuple[str, Problem]]:
    """Yield links to steps that need earlier answers, which readers from outside do not have.

    With each comes the path of the flow or letter that has the link.
    """
    for flow in site.flows.values():
        yield from ((flow.id, problem) for problem in _links_of_flow(site, flow))
    for letter in site.letters.values():
        for problem in _unopenable(site, _targets((*letter.before, *letter.after))):
            yield f"{LETTERS}/{letter.id}", problem
    others = [change.to for change in site.changes.values() if change.to]
    others += [*site.often, *(page.to for page in site.pages.values() if page.to)]
    yield from (("", problem) for problem in _unopenable(site, others))


def _links_of_flow(site: Site, flow: Flow) -> Iterator[Problem]:
    """Yield the links from a flow to such steps of others."""
    trails = Trails(flow)
    for step in flow.steps.values():
        for edge in (edge for _, edge in edges(step) if edge.to.flow != flow.id):
            yield from _unopenable(site, [edge.to], partial(_trail_over, trails, edge))
        for action in step.next if isinstance(step, Outcome) else ():
            trail = partial(trails.to_goal, (step.id, action.when))
            yield from _unopenable(site, _targets([action]), trail)
    # An old link has answers in its query, but to questions of its own flow only.
    yield from _unopenable(site, [to for to in flow.moved.values() if to.flow != flow.id])


def _trail_over(trails: Trails, edge: Edge) -> Trail:
    """Return the shortest trail that ends with a branch."""
    return trails.to(lambda arrival: arrival.edge is edge)


def _targets(actions: Iterable[Action]) -> list[Target]:
    """Return the targets of actions. Actions without one, and those with a URL, are left out."""
    return [action.to for action in actions if action.to and not isinstance(action.to, str)]


def _unopenable(
    site: Site, targets: Iterable[Target], trail: Callable[[], Trail] = tuple
) -> Iterator[Problem]:
    """Yield the targets that cannot be opened without earlier answers.

    `trail` finds how readers come to a link. They come to the others without answers.
    """
    for to in targets:
        flow = site.flows.get(to.flow)
        # Letters and deadlines need no earlier answers, and a start knows that there are none.
        if flow and to.step != flow.start and to.step in needs_history(flow):
            message = (
                f'this link cannot go to "{to.step}": readers arrive without answers, but '
                f'"{to.step}" or a later step has conditions on them or boxes to tick. Link to '
                f'"{to.flow}/" or to a step with neither after it.'
            )
            yield Problem(to.location, message, "target-past", trail=trail())


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
    claims += [claim for topic in site.topics.values() for claim in topic.claims]
    of_rows = [each for topic in site.topics.values() for each in topic.each.values()]
    claims += [claim for each in of_rows for claim in each]
    # A claim of a template is used if that of any row is.
    used = {template_of(claim.id) for claim in claims}
    # Claims that are not used count too, since they are reported themselves.
    cited = {source.id for claim in [*claims, *site.claims.values()] for source in claim.cite}
    # Offices that are not used count as well, see `_unused_offices`.
    for others in (site.letters.values(), site.offices.values(), site.topics.values()):
        cited |= {source.id for other in others for source in other.cite}
    for claim in site.claims.values():
        if template_of(claim.id) not in used:
            name = template_of(claim.id)
            message = f'no outcome, deadline or change uses the claim "{name}"'
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
    # The rows of a table have many of them in common.
    unwanted_in = cache(partial(_unwanted_in, site.words))
    found: dict[str, list[tuple[str, Problem]]] = {}
    for entry in entries(site):
        for text in entry.in_history:
            for unwanted in unwanted_in(text):
                message = f'"{unwanted}" is not allowed in titles, ids and questions: "{text:.60}"'
                # Nothing in the file says it, so the author would look for it in vain.
                if text == entry.id and entry.kind in ("flow", "letter"):
                    name = Path(entry.location.file).name
                    message += f"; it is the {entry.kind}'s id and in its URL: rename {name}"
                    message += " or the row" if template_of(text) != text else ""
                problem = Problem(entry.location, message, "word-unwanted")
                found.setdefault(unwanted, []).append((entry.path, problem))
    # By word, as the row that has one may have others before it.
    for of_word in found.values():
        yield from once_for_rows(site, of_word)


def _unwanted_in(unwanted: Iterable[str], text: str) -> list[str]:
    """Return the unwanted words that are in a text."""
    # A dash or slash in an id separates words, as a space does in a title.
    words = [word.strip(".,;:!?\"'()") for word in re.split(r"[-/\s]+", text.lower())]
    return [each for each in unwanted if _contains(words, each)]


def _contains(words: list[str], unwanted: str) -> bool:
    """Return whether one of the words is unwanted, or begins like it if it ends in a star."""
    # Several words must follow each other; a star has no meaning in them.
    if " " in unwanted:
        return unwanted in " ".join(words)
    if unwanted.endswith("*"):
        return any(word.startswith(unwanted[:-1]) for word in words)
    return unwanted in words


def _titles(site: Site) -> Iterator[tuple[str, Problem]]:
    """Yield titles of pages that are too long, or the same as an earlier one.

    With each comes the path of its entry.
    """
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
            yield entry.path, Problem(entry.location, message, "title-long", warning=True)
        # The parts of a template are at one location, and each belongs to its row.
        if seen.get(entry.title, entry.location) != entry.location:
            message = (
                f'the title of {what}, "{entry.title}", is also the title of {seen[entry.title]}'
            )
            yield entry.path, Problem(entry.location, message, "title-twice", warning=True)
        seen.setdefault(entry.title, entry.location)
