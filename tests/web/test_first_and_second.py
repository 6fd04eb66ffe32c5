"""A page that depends on a reader takes as long for the second request as for the first one.

Otherwise a stranger could measure whether someone gave these answers, or counted from this date.
"""

from __future__ import annotations

import gc
import itertools
import math
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from wsgiref.types import WSGIEnvironment

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from tests.calls import calls_of
from tests.conftest import Write
from wizard import create_app, load_flows, replay
from wizard.engine.deadlines import selectable_range
from wizard.model.flow import Question, Target
from wizard.model.site import Site
from wizard.web.warm_up import warm_up

# The warm-up draws the pictures of maps.
pytestmark = pytest.mark.e2e

TODAY = date(2026, 11, 23)

PAIRS = 200

Draw = Callable[[random.Random, Site], str]


def events_of(site: Site) -> list[str]:
    """Return the ids of the events from which dates are counted."""
    return [*site.deadlines.events] if site.deadlines else []


def draw_trail(choice: random.Random, site: Site) -> str:
    """Return the URL of a step after some answers, each drawn by chance."""
    flow = choice.choice([*site.flows.values()])
    answers: dict[str, str] = {}
    journey, most = replay(flow, answers), choice.randint(1, 12)
    while len(answers) < most and isinstance(journey.step, Question):
        answers |= {journey.step.id: choice.choice([*journey.step.answers])}
        journey = replay(flow, answers)
    if isinstance(journey.step, Target):  # a step of another flow
        return draw_trail(choice, site)
    query = "&".join(map("=".join, answers.items()))
    return f"/{choice.choice(site.languages)}/{flow.id}/{journey.step.id}/?{query}"


def draw_day(choice: random.Random, site: Site) -> str:
    """Return the URL of the dates that follow from a day that can be chosen."""
    first, last = selectable_range(TODAY)
    day = first + timedelta(choice.randint(0, (last - first).days))
    event = choice.choice(events_of(site))
    return f"/{choice.choice(site.languages)}/deadlines/{event}/{day}/"


def draw_month(choice: random.Random, site: Site) -> str:
    """Return the URL of a month that can be chosen."""
    return draw_day(choice, site)[: -len("-01/")] + "/"


def draw_calendar_file(choice: random.Random, site: Site) -> str:
    """Return the URL of the dates that follow from a day as a calendar file."""
    return draw_day(choice, site) + "dates.ics"


def draw_data(choice: random.Random, site: Site) -> str:
    """Return the URL of the data of a step after some answers, or of a day."""
    return "/api" + choice.choice([draw_trail, draw_day])(choice, site)


DRAWS = [draw_trail, draw_day, draw_month, draw_calendar_file, draw_data]


def request_to(url: str) -> WSGIEnvironment:
    """Return a request as the server passes it to the application."""
    path, _, query = url.partition("?")
    return create_environ(path, query_string=query, headers={"Accept-Encoding": "br"})


def send(app: Flask, environ: WSGIEnvironment) -> str:
    """Send a request to the application, and return the status of the response."""
    _, status, _ = run_wsgi_app(app, environ)
    return status


def python_calls(app: Flask, url: str) -> int:
    """Return how many Python functions are called to answer a request."""
    environ, statuses = request_to(url), list[str]()
    calls = calls_of(lambda: statuses.append(send(app, environ)))
    assert statuses == ["200 OK"], url
    return calls


def unequal_calls(app: Flask, urls: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the calls of a first and a second request for each URL where they differ."""
    pairs = {url: (python_calls(app, url), python_calls(app, url)) for url in urls}
    return {url: pair for url, pair in pairs.items() if pair[0] != pair[1]}


def processor_time(app: Flask, url: str) -> float:
    """Return the milliseconds of processor time that it takes to answer a request."""
    environ = request_to(url)
    started = time.thread_time()
    send(app, environ)
    return (time.thread_time() - started) * 1000


def rank_sum_p(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the p-value of the rank-sum test of Mann and Whitney, by the normal approximation."""
    # Times in nanoseconds are hardly ever equal, so ties are not corrected for.
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    sum_of_first = sum(rank for rank, (_, group) in enumerate(ranked, 1) if group == 0)
    n, m = len(first), len(second)
    mean, deviation = n * (n + m + 1) / 2, math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(sum_of_first - mean) / deviation / math.sqrt(2))


@pytest.fixture(scope="module")
def warm(shipped: Site) -> Iterator[Flask]:
    """Yield an application that is warmed up as in a worker of the server.

    The data of steps is not: it was requested without answers.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIZARD_ORIGIN", "https://example.org")
        patch.setattr("wizard.web.warm_up.PAUSE", 0)
        app = create_app(shipped, today=lambda: TODAY)
        warm_up(app, shipped, TODAY)
        for flow in shipped.flows.values():
            for step in flow.steps:
                for lang in shipped.languages:
                    send(app, request_to(f"/api/{lang}/{flow.id}/{step}/"))
        yield app


@pytest.mark.parametrize("draw", DRAWS)
def test_second_request_calls_as_many_functions_as_the_first(
    warm: Flask, shipped: Site, draw: Draw
) -> None:
    """So nothing is kept of the first one: neither the response nor what was found out for it."""
    choice = random.Random(1)  # noqa: S311
    urls = {draw(choice, shipped) for _ in range(PAIRS)}
    assert unequal_calls(warm, sorted(urls)) == {}


def test_second_request_for_a_sensitive_step_calls_as_many_functions(write: Write) -> None:
    """Which of them was opened is all that there is to find out, since its URL has no answers."""
    outcome = "claims: [{level: unknown, text: 'About **NAME**.'}]"
    steps = [f"  end{n}: {{outcome: 'End {n}', {outcome.replace('NAME', str(n))}}}" for n in "1234"]
    steps += ["  a: {ask: 'Is it so?', help: 'A *help*.', yes: b, no: end1}"]
    steps += ["  b: {ask: 'And so?', help: 'More *help*.', yes: c, no: end2}"]
    steps += ["  c: {ask: 'Really?', help: 'Much *help*.', yes: end3, no: end4}"]
    site = load_flows(
        write(guide="\n".join(["title: A", "start: a", "sensitive: true", "steps:", *steps]))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIZARD_ORIGIN", "https://example.org")
        patch.setattr("wizard.web.warm_up.PAUSE", 0)
        app = create_app(site, today=lambda: TODAY)
        warm_up(app, site, TODAY)
        for url in ("/en/guide/end1/packet/", "/en/guide/end1/packet.pdf"):
            send(app, request_to(url))
        urls = [f"/en/guide/{step}/" for step in site.flows["guide"].steps]
        urls += [f"/en/guide/end{n}/{file}" for n in "234" for file in ("packet/", "packet.pdf")]
        assert unequal_calls(app, urls) == {}


@pytest.mark.slow
@pytest.mark.parametrize("draw", DRAWS)
def test_second_request_takes_as_long_as_the_first(warm: Flask, shipped: Site, draw: Draw) -> None:
    """The ranks of their times do not differ. Run it alone, on a machine at rest."""
    choice = random.Random(2)  # noqa: S311
    urls = [draw(choice, shipped) for _ in range(PAIRS)]
    gc.disable()
    try:
        first, second = [processor_time(warm, urls[0])], []
        for before, url in itertools.pairwise(urls):
            # Each after another page, so that the processor has nothing left of an earlier request.
            first.append(processor_time(warm, url))
            second.append(processor_time(warm, before))
    finally:
        gc.enable()
    p = rank_sum_p(first, second)
    medians = statistics.median(first), statistics.median(second)
    print(f"{draw.__name__}: {medians[0]:.3f} and {medians[1]:.3f} ms, p = {p:.3f}")
    assert p > 0.001


def test_rank_sum_distinguishes_different_times() -> None:
    """A shift of a tenth is found among 200 pairs, no shift is not, and one known p is met."""
    choice = random.Random(3)  # noqa: S311
    first = [choice.gauss(1, 0.1) for _ in range(PAIRS)]
    assert rank_sum_p(first, [choice.gauss(1, 0.1) for _ in range(PAIRS)]) > 0.05
    assert rank_sum_p(first, [choice.gauss(0.9, 0.1) for _ in range(PAIRS)]) < 1e-9
    # By hand: the ranks 1, 2, 3 of two groups of three are 5.25 away from 10.5 on average.
    assert rank_sum_p([1, 2, 3], [4, 5, 6]) == pytest.approx(0.0495, abs=0.0001)
