"""The journey in Firefox, as in the other browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browsers import journey
from tests.browsers.engines import Engine, Sites, firefox, two_sites, until, until_at

pytestmark = pytest.mark.browsers


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Yield our site, and the neutral one."""
    with two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@pytest.mark.parametrize(
    "steps", [journey.journey, journey.languages, journey.policy], ids=lambda steps: steps.__name__
)
def test_journey_works_in_firefox(sites: Sites, steps: Callable[[Engine, Sites], None]) -> None:
    """The steps of tests/browsers/journey.py work."""
    with firefox() as engine:
        steps(engine, sites)


@pytest.mark.parametrize("way", journey.WAYS, ids=lambda way: way.__name__)
def test_leaving_clears_history(sites: Sites, way: Callable[[Engine, Sites], None]) -> None:
    """After leaving in each way, Back and Forward show no answer."""
    with firefox() as engine:
        journey.leave(engine, sites, way)


def test_cached_page_is_blank_after_leaving(sites: Sites) -> None:
    """Firefox keeps the page that was left, but paints nothing of it and loads a neutral page."""
    with firefox() as engine:
        journey.begin(engine, sites, 4)
        engine.js("""void addEventListener('pageshow', (event) => {
            const {height} = document.documentElement.getBoundingClientRect();
            sessionStorage.seen = [event.persisted, height, document.title].join();
        })""")
        engine.click(".leave")
        until_at(engine, sites.neutral)
        engine.back()
        until(
            engine,
            "sessionStorage.seen === 'true,0,License Records Guide' &&"
            " document.querySelector('#topics')",
        )
        assert engine.address() == f"{sites.ours}/en/"
