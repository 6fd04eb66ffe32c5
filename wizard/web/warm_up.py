"""Request the pages that are slow in a new process, before readers do.

They are slow because of what a process does once: imports, templates, public holidays, and the
pictures of maps. The requests are like those of readers, so nothing here repeats what a page needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, islice
from wsgiref.types import WSGIApplication

from werkzeug.test import create_environ, run_wsgi_app

from wizard.engine.trails import arrivals, trail_to
from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.model.tables import one_of_each
from wizard.pages.due_dates import FILE
from wizard.pages.letter_files import available_formats
from wizard.pages.letters import LETTER_FILE_STEM
from wizard.pages.links import query_of
from wizard.web.pieces import looked_at, variant_of
from wizard.web.site_base import ORIGIN, SiteBase

MOST_ARRIVALS = 10_000  # ways into the steps of a flow: more take too long

PAUSE = 0.02  # seconds between two requests, so that readers never wait for more than one


def warm_up(
    app: WSGIApplication, site: Site, today: date, is_served: Callable[[], bool] = lambda: True
) -> None:
    """Request each path that is slow at first, until the app fails or is not served any more.

    If the URL of the site is configured, readers get pages that were prepared. Otherwise
    it is not known which hosts they will name.
    """
    base = SiteBase.configured()
    for path in chain(slow_paths(site, today), paths_after_answers(site) if base else ()):
        if not is_served():
            return
        environ = create_environ(path, base and base.url(), headers={"Accept-Encoding": "br"})
        if not base:  # cache no page for a host that no reader names
            environ[ORIGIN] = None
        _, status, _ = run_wsgi_app(app, environ, buffered=True)
        if status.startswith("5"):  # the application has logged the error
            return
        time.sleep(PAUSE)


def slow_paths(site: Site, today: date) -> Iterator[str]:
    """Yield the paths of the pages that are slow at their first request in a process.

    PDFs are not among them. The first one takes only 15 ms more than others, and the fonts would
    add 25 MiB to the memory of each worker. Of the rows of a table, only the first one is: the
    others use the same templates, and so many pictures would take long.
    """
    # The first date looks up the days off of all states.
    events = [*one_of_each(site.deadlines.events if site.deadlines else ())]
    flows = [site.flows[id_] for id_ in one_of_each(site.flows)]
    for lang in site.languages:
        dates = (f"{today}", f"{today:%Y-%m}")
        days = [f"/{lang}/deadlines/{event}/{when}/" for event in events for when in dates]
        letters = [f"/{lang}/{LETTERS}/{letter}/" for letter in site.letters][:1]
        yield from (f"/{lang}/{index}/" for index in site.indexes)
        yield from days
        yield from (day + FILE for day in days[:1])
        yield from letters
        if "docx" in available_formats():
            yield from (letter + f"{LETTER_FILE_STEM}.docx" for letter in letters)
        for flow in flows:
            yield f"/{lang}/{flow.id}/"
            yield f"/{lang}/{flow.id}/map/"
            yield f"/{lang}/{flow.id}/{flow.start}/"
            yield from (f"/{lang}/{flow.id}/{outcome.id}/" for outcome in [*flow.outcomes()][:1])


def paths_after_answers(site: Site) -> Iterator[str]:
    """Yield the path of a page for each set of pieces, see `StepPieces`, and each sensitive step.

    So no reader's request is the first one for a step, which would take longer: others could
    measure that.
    """
    for flow in site.flows.values():
        if flow.sensitive:
            # Its URLs have no answers, but the steps that someone opened reveal them.
            for step in flow.steps:
                yield from (f"/{lang}/{flow.id}/{step}/" for lang in site.languages)
            continue
        looks = {step.id: looked_at(flow, step) or () for step in flow.steps.values()}
        remember = frozenset(chain.from_iterable(looks.values()))
        seen = set()
        for arrival in islice(arrivals(flow, remember=remember), MOST_ARRIVALS):
            variant = variant_of(looks.get(arrival.step, ()), dict(arrival.history))
            if (arrival.step, variant) in seen or arrival.step not in flow.steps:
                continue
            seen.add((arrival.step, variant))
            trail = trail_to(flow, arrival)
            query = query_of({given.question: given.answer for given in trail})
            if query:
                yield from (f"/{lang}/{flow.id}/{arrival.step}/?{query}" for lang in site.languages)
