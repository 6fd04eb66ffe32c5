"""A port of a GOV.UK calculator asks the questions of its source and ends at the same outcomes.

`student_finance_source.py` is the source's routing, transcribed from Ruby. The flow in
`student-finance/` is the port. Both are walked together, along every path.

What the port cannot say, with the place in the source (`flow.rb` and `calculator.rb` for short):

- Cut points are whole pounds, so no answer is between £20,107 and £20,108. The source reads pence,
  and its limits have them, such as £20,107.23 (calculator.rb, lines 75 to 92). Both agree on whole
  pounds.
- Two numbers are not compared. The source refuses a course worth fewer credits than the reader
  studies for (calculator.rb, lines 271 to 277). The port does so only if these are in different
  intervals.
- Nothing is computed: the amounts of loans (calculator.rb, lines 244 to 258 and 295) and the share
  by credits, which leaves part-time students below a quarter without a loan (lines 323 to 346).
  That the special loan ends at £44,062 follows from its formula (line 310).
- A number that decides nothing needs a cut point all the same: the fees from 2027 (flow.rb, Q
  `how_much_are_your_tuition_fees_course_or_module?`).
- A refused answer is an outcome that says so, not the same question again with a message.
- Four answers that lead on by the same conditions repeat them (`new-living`): only forms have one
  `to` for all answers.
- Two boxes that must both be ticked need `{apply: a, any: [{apply: b}]}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Write
from tests.ports import student_finance_source as source
from wizard import Answer, Flow, Outcome, Question, Site, create_app, load_flow, load_flows, replay
from wizard.check.checker import check_paths
from wizard.engine.history import branches
from wizard.engine.paths import count
from wizard.model.conditions import holds, references
from wizard.model.flow import parts
from wizard.model.generated_answers import Interval, Tick, Ticked

FOLDER = Path(__file__).parent / "student-finance"
TODAY = date(2026, 11, 29)

# By each way in which the boxes, intervals and answers of 24 questions can be combined.
PATHS = 86_076

# The steps of the port, as the source calls them.
NAMES = {
    "starts": "when_does_your_course_start",
    "loans": "what_loans_are_you_eligible_for",
    "mode": "will_you_be_studying_full_or_part_time",
    "fees": "how_much_are_your_tuition_fees_per_year",
    "living": "where_will_you_live_while_studying",
    "income": "whats_your_household_income",
    "credits": "how_many_credits_will_you_study",
    "full-credits": "how_many_credits_does_a_full_time_student_study",
    "apply-five": "do_any_of_the_following_apply_uk_120_credits_or_above",
    "apply-three": "do_any_of_the_following_apply_all_uk_students",
    "course": "what_course_are_you_studying",
    "doctor": "are_you_a_doctor_or_dentist",
    "age": "what_age_are_you_on_first_day_of_course",
    "new-mode": "how_are_you_planning_to_study",
    "new-credits": "how_many_credits_will_you_study_course_module",
    "new-full-credits": "how_many_credits_fte_course_or_module",
    "new-fees": "how_much_are_your_tuition_fees_course_or_module",
    "studied-before": "have_you_studied_before",
    "in-person": "will_you_attend_in_person",
    "new-living": "where_will_you_live_while_studying_lle",
    "cannot-attend": "are_you_unable_to_be_in_person_disability",
    "apply-two": "do_any_of_the_following_apply_distance_learner",
    "new-course": "are_you_studying_one_of_these_courses",
    "bursary": "is_your_course_eligible_nhs_bursary",
    "fees-only": "outcome_tuition_fee_only",
    "full-time": "outcome_uk_full_time_students",
    "doctors": "outcome_uk_full_time_dental_medical_students",
    "part-time": "outcome_uk_part_time_students",
    "under-60-students": "outcome_under_60_students",
    "distance": "outcome_under_60_distance_learner",
    "over-60": "outcome_over_60_students",
    "over-60-distance": "outcome_over_60_distance_learner",
    "fees-too-high": "refused",
    "credits-not-valid": "refused",
}

# The answers and boxes of the port, as the source calls them. The others have the same name.
RESPONSES = {
    "y2025": "2025-2026",
    "y2026": "2026-2027",
    "y2027": "2027-2028",
    "both": "tuition-and-maintenance",
    "fees": "tuition-only",
    "full": "full-time",
    "part": "part-time",
    "from-60": "60-or-more",
    "teaching": "teacher-training",
    "dental": "dental-medical-healthcare",
    "social": "social-work",
    "children": "children-under-17",
    "adult": "dependant-adult",
    "disability": "has-disability",
    "hardship": "low-income",
    "care": "care-leaver",
}

Pick = Callable[[Interval], int]


def lowest(interval: Interval) -> int:
    """Return the number at the cut point below."""
    return interval.low


def middle(interval: Interval) -> int:
    """Return a number inside."""
    return (interval.low + highest(interval)) // 2


def highest(interval: Interval) -> int:
    """Return the number just below the next cut point."""
    return interval.high if interval.high is not None else interval.low * 2 + 1000


def response_of(question: Question, answer: Answer, pick: Pick) -> Any:
    """Return what the source gets from a reader who gives an answer of the port."""
    match answer.means:
        case Ticked(boxes):
            return frozenset(RESPONSES[box] for box in boxes)
        case Interval():
            return pick(answer.means)
    if answer.id == "other":
        return "none-of-the-above" if question.id == "course" else "no"
    return RESPONSES.get(answer.id, answer.id)


@dataclass(frozen=True, slots=True)
class Place:
    """The end of a path through the port, and what the source has there.

    Attributes:
        step: The step of the port.
        node: The question or outcome of the source.
        remembered: What the source remembers.
        answers: The answers of the port.
    """

    step: str
    node: str
    remembered: source.Calculator
    answers: dict[str, str]

    def names(self) -> tuple[str, ...]:
        """Return the questions on the path and its end."""
        return (*self.answers, self.step)


def walk_both(flow: Flow, pick: Pick) -> Iterator[Place]:
    """Yield the end of every path: an outcome, or the first step that the source does not have."""
    todo = [Place(flow.start, source.START, source.Calculator(), {})]
    while todo:
        here = todo.pop()
        step = flow.steps[here.step]
        if isinstance(step, Outcome) or NAMES[here.step] != here.node:
            yield here
            continue
        # The last one is taken first, so that paths come in the order of the file.
        todo += reversed([*places_after(here, step, pick)])


def places_after(here: Place, step: Question, pick: Pick) -> Iterator[Place]:
    """Yield the place after each answer to a question."""
    for answer, edge in branches(step, here.answers):
        response = response_of(step, answer, pick)
        try:
            node, remembered = source.answer(here.node, response, here.remembered)
        except source.RefusedError:
            node, remembered = "refused", here.remembered
        yield Place(edge.to.step, node, remembered, here.answers | {step.id: answer.id})


def different_ends(flow: Flow, places: Iterable[Place]) -> Iterator[Place]:
    """Yield an end of each kind: those of a kind say the same, in the port and in the source."""
    looks = {
        outcome.id: {look.question for part in parts(outcome) for look in references(part.when)}
        for outcome in flow.outcomes()
    }
    seen = set()
    for place in places:
        answers = (place.answers.get(question) for question in looks.get(place.step, ()))
        kind = (place.step, place.node, place.remembered, *answers)
        if kind not in seen:
            seen.add(kind)
            yield place


def differences(flow: Flow, place: Place) -> Iterator[str]:
    """Yield how the end of a path differs from the source."""
    if NAMES[place.step] != place.node:
        yield f"{place.answers} leads to {place.step}, in the source to {place.node}"
    elif place.node != "refused":
        said, expected = said_in(flow, place), source.said(place.node, place.remembered)
        if said != expected:
            yield f"{place.answers}: {place.step} differs in what it says: {said ^ expected}"


def said_in(flow: Flow, place: Place) -> set[str]:
    """Return what an outcome of the port says after the answers of a path."""
    outcome = flow.steps[place.step]
    assert isinstance(outcome, Outcome)
    claims = {claim.id for claim in outcome.claims if holds(claim.when, place.answers)}
    return claims | {"apply" for action in outcome.next if holds(action.when, place.answers)}


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the site of the port."""
    return load_flows(FOLDER)


@pytest.fixture(scope="module")
def flow(site: Site) -> Flow:
    """Return the port."""
    return site.flows["student-finance"]


def test_port_is_a_guide_like_any_other() -> None:
    """No problem and no warning is found, cases end where they say, and promises are kept."""
    assert [str(problem) for problem in check_paths([FOLDER], TODAY, words=True).problems] == []


@pytest.mark.parametrize("pick", [lowest, highest, pytest.param(middle, marks=pytest.mark.slow)])
def test_every_path_is_that_of_the_source(flow: Flow, pick: Pick) -> None:
    """The same questions follow in the same order, and the outcome says the same.

    Each money and each number is one that is just below a cut point, at it, or between two.
    """
    places = [*walk_both(flow, pick)]
    differing = [
        found for place in different_ends(flow, places) for found in differences(flow, place)
    ]
    assert differing == [], f"of {len(places):,} paths, some differ"
    assert len(places) == PATHS == count(flow), f"{len(places):,} paths were compared"


def test_every_step_of_source_is_in_port(flow: Flow) -> None:
    """No question and no outcome of the source is left out, and each can be reached."""
    assert {*NAMES} == {*flow.steps}
    assert {*NAMES.values()} == {*source.QUESTIONS, *source.SAID, "refused"}


def test_only_numbers_of_one_interval_are_compared_otherwise(flow: Flow) -> None:
    """The source refuses fewer credits of the course than the reader studies for, always."""
    numbers = [1, 29, 30, 31, 119, 120, 121, 179, 180, 181, 182]
    own, full = (flow.steps[name] for name in ("new-credits", "new-full-credits"))
    assert isinstance(own, Question)
    assert isinstance(full, Question)
    earlier = {"starts": "y2027", "age": "under-60", "new-mode": "part"}
    differing = Counter[bool]()
    for credits in numbers[2:-2]:
        for credits_of_course in numbers:
            pair = interval_with(own, credits), interval_with(full, credits_of_course)
            answers = earlier | dict(zip((own.id, full.id), pair, strict=True))
            step = replay(flow, answers).step
            is_refused = not 0 < credits <= credits_of_course <= 180
            if is_refused != (getattr(step, "id", "") == "credits-not-valid"):
                differing[pair[0] == pair[1] and credits_of_course < credits] += 1
    assert differing == {True: 9}


def interval_with(question: Question, number: int) -> str:
    """Return the id of the answer for a number."""
    return next(
        answer.id
        for answer in question.answers.values()
        if isinstance(answer.means, Interval) and lowest(answer.means) <= number
        if answer.means.high is None or number <= answer.means.high
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{if: {apply-five: care}, to: over-60}", "{if: {apply-five: hardship}, to: over-60}"),
        ("{apply-five: [children, adult]}, to", "{apply-five: children}, to"),
        ("{mode: part, fees: {from: 7336}}", "{mode: full, fees: {from: 7336}}"),
        ("{new-credits: {below: 30}}, {", "{new-credits: {from: 181}}, {"),
        ("{claim: parents, if: {apply-five: children, ", "{claim: parents, if: {"),
        ("income: {from: 20108, below: 28915}", "income: {from: 18958, below: 28915}"),
        ("{any: [{in-person: yes}, {", "{any: [{in-person: no}, {"),
    ],
)
def test_comparison_finds_a_change_of_one_condition(write: Write, old: str, new: str) -> None:
    """Each is a mistake that an author could make."""
    text = (FOLDER / "student-finance.yaml").read_text("utf-8")
    assert old in text
    files = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.yaml")}
    folder = write(**files | {"student-finance": text.replace(old, new, 1)})
    changed = load_flow(folder / "student-finance.yaml")
    places = different_ends(changed, walk_both(changed, lowest))
    assert any(found for place in places for found in differences(changed, place))


@pytest.fixture(scope="module")
def ends(flow: Flow) -> list[Place]:
    """Return a path to each end that says something else."""
    return [*different_ends(flow, walk_both(flow, lowest))]


@pytest.fixture(scope="module")
def examples(ends: list[Place]) -> list[Place]:
    """Return a path for each sequence of questions, and more with other answers."""
    return [*{place.names(): place for place in ends}.values(), *ends[::100]]


def test_replay_follows_the_path(flow: Flow, ends: list[Place]) -> None:
    """The answers of a path lead along it, in whatever order they are given."""
    for place in ends:
        journey = replay(flow, dict(sorted(place.answers.items())))
        assert journey.step is flow.steps[place.step]
        assert (journey.answers(), journey.dropped) == (place.answers, ())


def test_pages_show_what_the_source_says(site: Site, flow: Flow, examples: list[Place]) -> None:
    """The page of each outcome has the claims that apply after the answers, and no others."""
    client = create_app(site).test_client()
    texts = {claim.text: claim.id for claim in site.claims.values()}
    for place in examples:
        response = client.get(f"/en/{flow.id}/{place.step}/", query_string=place.answers)
        assert response.status_code == 200
        outcome = flow.steps[place.step]
        assert isinstance(outcome, Outcome)
        page = BeautifulSoup(response.text, "html.parser")
        assert page.h1
        assert page.h1.get_text() == outcome.heading
        shown = {texts[text] for text in texts if text in response.text}
        assert shown == said_in(flow, place) & {*texts.values()}


def test_links_lead_along_the_path(site: Site, flow: Flow, examples: list[Place]) -> None:
    """The page of each question links to the next step, after boxes are ticked as well."""
    client, checked = create_app(site).test_client(), set[tuple[str, ...]]()
    for place in examples:
        path = [*place.answers.items()]
        for number, (question, answer) in enumerate(path):
            trail = dict(path[:number])
            if (question, *trail) in checked:
                continue
            checked.add((question, *trail))
            step = flow.steps[question]
            assert isinstance(step, Question)
            ticked = {question: answer} if isinstance(step.form, Tick) and answer != "none" else {}
            response = client.get(f"/en/{flow.id}/{question}/", query_string=trail | ticked)
            assert response.status_code == 200, response.location
            links = BeautifulSoup(response.text, "html.parser").find_all("a", href=True)
            following = place.names()[number + 1]
            expected = f"/en/{flow.id}/{following}/?{urlencode(dict(path[: number + 1]))}"
            assert expected in {urljoin(response.request.path, str(link["href"])) for link in links}
