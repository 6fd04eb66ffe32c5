"""Pages joined from pieces: each is the page that the templates render whole, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice
from os.path import normpath
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader

from tests.engine.test_journey import conditions, flows
from tests.web.conftest import cache_of
from tests.web.example import GUIDE, OTHER
from tests.web.test_first_and_second import python_calls
from wizard import create_app, create_blueprint, load_flows, replay
from wizard.engine.journey import Journey
from wizard.model.evidence import BUILT_IN, Claim
from wizard.model.flow import Flow, Outcome, Question
from wizard.model.site import Site
from wizard.pages.base import Page
from wizard.pages.steps import StepPresenter
from wizard.web.pieces import JoinedPages, StepPieces
from wizard.web.views import SiteViews

TODAY = date(2026, 11, 23)
Write = Callable[..., Path]


class Watched:
    """A site whose pages are joined, and the same pages rendered whole.

    `host` is an application that mounts the site below /help; without it, the site is alone.
    """

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch, host: Flask | None = None):
        self.prefix = "/help" if host else ""
        app = host or create_app(site, lambda: TODAY)
        if host:
            host.register_blueprint(create_blueprint(site, today=lambda: TODAY), url_prefix="/help")
        self.client = app.test_client()
        self.whole = True
        self.joined = 0
        join, page = StepPieces.join, JoinedPages.page

        def counted(pieces: StepPieces, answers: dict[str, str] | None) -> bytes | None:
            found = join(pieces, answers)
            self.joined += found is not None
            return found

        def either(
            pages: JoinedPages,
            environ: Any,
            presenter: StepPresenter,
            journey: Journey,
            requested: bool,
        ) -> str | bytes:
            if self.whole:
                return pages.render(presenter.step(journey, requested))
            return page(pages, environ, presenter, journey, requested)

        monkeypatch.setattr(StepPieces, "join", counted)
        monkeypatch.setattr(JoinedPages, "page", either)

    def get(self, url: str, whole: bool = False) -> bytes:
        """Return the page at a URL, which exists."""
        self.whole = whole
        response = self.client.get(self.prefix + url)
        assert response.status_code == 200, url
        return bytes(response.data)

    def joins(self, url: str) -> bool:
        """Return whether a page is joined."""
        before = self.joined
        self.get(url)
        return self.joined > before


def trails(flow: Flow) -> Iterator[tuple[dict[str, str], Journey]]:
    """Yield all answers that lead to each step of a flow, by every path, with the journey."""
    todo: list[dict[str, str]] = [{}]
    while todo:
        answers = todo.pop()
        journey = replay(flow, answers)
        if answers and isinstance(journey.step, Question | Outcome):
            yield answers, journey
        if isinstance(journey.step, Question):
            todo += [answers | {journey.step.id: answer} for answer in journey.step.answers]


def urls(site: Site, most: int | None = None) -> list[str]:
    """Return the URLs of the pages after each trail, in each language."""
    return [
        f"/{lang}/{flow.id}/{journey.step.id}/?" + "&".join(map("=".join, answers.items()))
        for flow in site.flows.values()
        for answers, journey in islice(trails(flow), most)
        if not flow.sensitive and isinstance(journey.step, Question | Outcome)
        for lang in site.languages
    ]


@pytest.mark.parametrize("mounted", [False, True])
def test_joined_page_is_page_rendered_whole(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, mounted: bool
) -> None:
    """This is true after all trails of all shipped flows, in each language, mounted or not."""
    site = Watched(shipped, monkeypatch, Flask("host") if mounted else None)
    all_urls = urls(shipped)
    assert len(all_urls) > 250
    whole = {url: site.get(url, whole=True) for url in all_urls}
    for url in all_urls:  # each step is rendered, and then cut, at its first request
        assert site.get(url) == whole[url], url
    for url in all_urls:
        assert site.joins(url), url
        assert site.get(url) == whole[url], url


@st.composite
def conditional_flows(draw: st.DrawFn) -> Flow:
    """Draw a flow whose outcome has claims with conditions."""
    flow = draw(flows())
    (end,) = flow.outcomes()
    claims = [
        Claim(
            "",
            BUILT_IN["unknown"],
            f"It is {number}.",
            (),
            None,
            when=draw(st.none() | conditions(1)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    steps = {**flow.steps, end.id: replace(end, claims=tuple(claims))}
    return replace(flow, steps=steps)


@settings(max_examples=25)  # each makes an application
@given(conditional_flows())
def test_joined_page_of_any_flow_is_page_rendered_whole(flow: Flow) -> None:
    """Conditions may decide where answers lead, and what an outcome shows."""
    # A text that is its own translation is marked as one in the first language.
    texts = {"It is 0.": "It is 0.", "any": "cualquiera"}
    site = Site("A site", {flow.id: flow}, languages=("en", "es"), texts={"es": texts})
    with pytest.MonkeyPatch.context() as patch:
        pages = Watched(site, patch)
        for url in urls(site, most=12):
            whole = pages.get(url, whole=True)
            assert pages.get(url) == whole, url
            assert pages.get(url) == whole, url
            assert pages.joins(url), url


FACTS = """\
title: Facts
start: a
steps:
  a: {ask: A?, yes: b, no: b, unsure: b}
  b: {ask: B?, yes: c, no: c, unsure: c}
  c: {ask: C?, yes: d, no: d, unsure: d}
  d: {ask: D?, yes: end, no: end, unsure: end}
  end:
    outcome: The end
    claims:
      - {level: unknown, text: Of a., if: {a: yes}}
      - {level: unknown, text: Of b., if: {b: yes}}
      - {level: unknown, text: Of c., if: {c: yes}}
      - {level: unknown, text: Of d., if: {d: yes}}
"""


OVERDUE = """\
title: Late
start: a
review-by: {day}
steps:
  a: {{ask: A?, yes: end, no: end}}
  end: {{outcome: The end, claims: [{{level: unknown, text: Nothing.}}]}}
"""


def test_outcome_with_too_many_variants_is_rendered_each_time(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pieces for 256 combinations of answers would take too much memory. Questions are joined."""
    site = Watched(load_flows(write(facts=FACTS)), monkeypatch)
    end = "/en/facts/end/?a=yes&b=no&c=unsure&d=yes"
    assert [site.joins(end) for _ in range(3)] == [False] * 3
    assert b"Of a." in site.get(end)
    site.get("/en/facts/d/?a=yes&b=no&c=yes")
    assert site.joins("/en/facts/d/?a=no&b=no&c=no")


@pytest.mark.parametrize("store", ["steps", "trails"])
def test_page_is_rendered_each_time_if_there_is_no_room_for_pieces(
    write: Write, store: str
) -> None:
    """A flood of hosts cannot make each page cost several renderings. The next day has room."""
    today = TODAY
    client = create_app(load_flows(write(guide=GUIDE, other=OTHER)), lambda: today).test_client()
    joined = cache_of(client.application).joined
    bounded = getattr(joined, store)
    room, bounded.capacity = bounded.capacity, 0
    rendered: list[Page] = []
    render = joined.render

    def noted(page: Page) -> str:
        rendered.append(page)
        return str(render(page))

    joined.render = noted
    url = "/en/guide/car/?license=no"
    pages = {client.get(url).data for _ in range(3)}
    assert len(pages) == 1
    del rendered[:]
    client.get(url)
    assert len(rendered) == 1
    today, bounded.capacity = TODAY + timedelta(1), room
    client.get(url)
    del rendered[:]
    client.get(url)
    assert rendered == []


@pytest.mark.parametrize(
    "query",
    [
        "license=no&wants=know",  # an answer to a later question
        "license=no&nothing=yes",  # an answer to no question
        "license=no&car=maybe",
        "license=no&sought=county",
        "license=%6eo",
        "license=no&license=no",
        f"license=no&x={'a' * 5000}",  # too long
        "license=no&",
    ],
)
def test_page_after_unusual_answers_is_right(small: FlaskClient, write: Write, query: str) -> None:
    """Whether it is joined or rendered makes no difference to the page."""
    fresh = create_app(load_flows(write())).test_client()
    small.get("/en/guide/car/?license=no")
    small.get("/en/guide/car/?license=unsure")
    want = fresh.get(f"/en/guide/car/?{query}")
    found = small.get(f"/en/guide/car/?{query}")
    assert (found.status_code, found.data) == (want.status_code, want.data)


def test_page_made_at_midnight_is_not_kept_for_the_new_date(write: Write) -> None:
    """It was begun on the date before, whose text it has, and the clock passed midnight then."""
    late = OVERDUE.format(day=TODAY)
    site = load_flows(write(late=late))
    days = [TODAY]
    client = create_app(site, lambda: days.pop(0) if len(days) > 1 else days[0]).test_client()
    tomorrow = TODAY + timedelta(1)
    url = "/en/late/end/?a=yes"
    days[:] = [tomorrow, TODAY, tomorrow]  # of the cache, of the page, and of all that follows
    before = client.get(url).data
    after = client.get(url).data
    fresh = create_app(site, lambda: tomorrow).test_client().get(url).data
    assert before != fresh
    assert after == fresh


def host_with(**templates: str) -> Flask:
    """Return a host application with these templates."""
    host = Flask("host")
    host.secret_key = "secret"  # noqa: S105
    host.template_filter("in_the_readers_words")(str)
    readers = count(1)
    host.context_processor(lambda: {"reader": f"Reader {next(readers)}"})
    host.jinja_loader = DictLoader(
        {normpath(f"wizard/{name}.html"): text for name, text in templates.items()}
    )
    return host


OWN = '{% extends "wizard/step.html" %}{% block body %}<h1>{{ page.heading }}</h1>'
LINKS = (
    "{% for answer in page.answers %}<a href='{{ answer.href }}'>{{ answer.label }}</a>{% endfor %}"
)
TRAIL = "{% for given in page.trail %}<i>{{ given.answer }}: {{ given.title }}</i>, {% endfor %}"


@pytest.mark.parametrize(
    ("body", "joined"),
    [
        (f"{TRAIL}{LINKS}{{% endblock %}}{{% block beside %}}", True),
        (f"{TRAIL}{LINKS}", False),  # beside the body, there is the trail again
        (LINKS, True),
        ("{{ page.number }} of {{ page.total }}", True),
        ("{{ page.trail|length }}", False),
        ("{% if page.trail|length > 1 %}Several.{% endif %}", False),
        ("{% if page.trail|length > 8 %}Very many.{% endif %}", False),
        ("{{ page.number + 1 }}", False),
        ("{% for given in page.trail %}{{ loop.index }} {{ given.ask }}{% endfor %}", False),
        ("{{ page.back.href|length }}", False),
    ],
)
def test_templates_of_a_host_are_joined_if_they_can_be_cut(
    shipped: Site, monkeypatch: pytest.MonkeyPatch, body: str, joined: bool
) -> None:
    """A page with what cannot be cut out is rendered for each request, and is right as well."""
    host = host_with(question=f"{OWN}{body}{{% endblock %}}")
    site = Watched(shipped, monkeypatch, host)
    ids = {question.id for flow in shipped.flows.values() for question in flow.questions()}
    questions = [url for url in urls(shipped) if url.split("/")[3] in ids and "/es/" in url]
    assert len(questions) > 20
    for url in questions * 2:
        assert site.get(url) == site.get(url, whole=True), url
    assert {site.joins(url) for url in questions} == {joined}


ANSWERS = "{% macro answers(page) %}{{ page.answers }}{% endmacro %}"


@pytest.mark.parametrize(
    ("templates", "public"),
    [
        ({}, True),
        ({"question": f"{OWN}{TRAIL}{{{{ url_for('wizard.door') }}}}{{% endblock %}}"}, True),
        ({"question": f"{OWN}{{{{ answers(page)|length }}}}{{% endblock %}}{ANSWERS}"}, True),
        ({"question": f"{OWN}{{{{ reader }}}}{{% endblock %}}"}, False),
        ({"question": f"{OWN}{{{{ known_only_to_some }}}}{{% endblock %}}"}, False),
        ({"question": f"{OWN}{{{{ page.heading|in_the_readers_words }}}}{{% endblock %}}"}, False),
        ({"question": f"{OWN}{{{{ url_for('static', _external=1) }}}}{{% endblock %}}"}, False),
        ({"step": '{% include "own.html" %}', "../own": "{{ reader }}"}, False),
        ({"_trail": "{% macro trail(page, _) %}{{ session.get('name') }}{% endmacro %}"}, False),
        ({"question": "{% extends page.heading %}"}, False),
    ],
)
def test_pages_that_show_more_than_the_page_are_not_joined(
    shipped: Site, templates: dict[str, str], public: bool
) -> None:
    """What a host gives to all templates may differ between two readers."""
    host, views = host_with(**templates), SiteViews(shipped, "wizard", lambda: TODAY, mounted=True)
    host.register_blueprint(views.blueprint(), url_prefix="/help")
    with host.test_request_context("/help/en/"):
        assert views.renderer.is_public() == public


def test_template_that_is_changed_while_it_is_served_is_not_joined(
    write: Write, tmp_path: Path
) -> None:
    """In debug mode, Flask reads changed templates again, and so must pages with answers."""
    host = Flask("host", root_path=str(tmp_path))
    host.debug = True
    host.register_blueprint(create_blueprint(load_flows(write(guide=GUIDE, other=OTHER))))
    (tmp_path / "templates" / "wizard").mkdir(parents=True)
    template, client = tmp_path / "templates" / "wizard" / "question.html", host.test_client()
    for number in (1, 22, 333):
        template.write_text(f"{OWN}Version {number}{{% endblock %}}", "utf-8")
        os.utime(template, (number, number))
        for _ in range(2):
            assert f"Version {number}" in client.get("/en/guide/car/?license=no").text


def test_mounted_page_shows_each_reader_what_the_host_gives(shipped: Site) -> None:
    """Templates of a host that name the reader are rendered for each request."""
    host = host_with(question=f"{OWN}{{{{ reader }}}}{{% endblock %}}")
    host.register_blueprint(create_blueprint(shipped), url_prefix="/help")
    client = host.test_client()
    seen = {client.get("/help/en/my-data/held-license/?topic=holds").data for _ in range(3)}
    assert len(seen) == 3


def test_page_after_12_answers_takes_few_calls(write: Write) -> None:
    """At most 150 calls of Python functions, those of the client included; Flask took 1,560."""
    steps = "".join(
        f"  q{n}: {{ask: Is it?, yes: q{n + 1}, no: q20, unsure: q20}}\n" for n in range(20)
    )
    end = "  q20: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}\n"
    site = load_flows(write(long=f"title: Long\nstart: q0\nsteps:\n{steps}{end}"))
    client = create_app(site).test_client()
    url = "/en/long/q12/?" + "&".join(f"q{number}=yes" for number in range(12))
    for _ in range(2):
        assert client.get(url).status_code == 200
    assert 0 < python_calls(client.application, f"{url}&x=1") <= 150


def test_query_without_answers_does_not_change_the_headers_of_pages_with_answers(
    client: FlaskClient,
) -> None:
    """The page without answers, with whatever else in its query, has other headers."""
    url = "/en/request-my-records/collect/"
    answered = f"{url}?goal=waiting&waiting=state&state-reply=ready"
    expected = client.get(answered).headers
    assert expected["X-Robots-Tag"] == "noindex, noarchive, nosnippet"
    for other in (f"{url}?utm_source=x", f"{url}?goal=fix", f"{answered}&sought=forms", url):
        client.get(other)
        assert client.get(answered).headers == expected, other
