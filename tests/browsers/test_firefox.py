"""The journey in Firefox, as in the other engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browsers import journey
from tests.browsers.engines import Engine, Sites, firefox, two_sites, until, until_at

pytestmark = pytest.mark.browsers


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Ours, and a neutral one to leave to."""
    with two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@pytest.mark.parametrize(
    "steps", [journey.journey, journey.languages, journey.policy], ids=lambda steps: steps.__name__
)
def test_a_journey(sites: Sites, steps: Callable[[Engine, Sites], None]) -> None:
    with firefox() as engine:
        steps(engine, sites)


@pytest.mark.parametrize("way", journey.WAYS, ids=lambda way: way.__name__)
def test_leaving_takes_the_way_back_with_it(
    sites: Sites, way: Callable[[Engine, Sites], None]
) -> None:
    with firefox() as engine:
        journey.leave(engine, sites, way)


def test_the_page_that_was_left_comes_back_blank_and_gives_way(sites: Sites) -> None:
    """Firefox keeps it frozen behind Back: nothing of it is painted, and a neutral page takes its place."""
    with firefox() as engine:
        journey.begin(engine, sites, 4)
        seen = "[event.persisted, document.documentElement.getBoundingClientRect().height, document.title].join()"
        engine.js(
            f"void addEventListener('pageshow', (event) => {{ sessionStorage.seen = {seen}; }})"
        )
        engine.click(".leave")
        until_at(engine, sites.neutral)
        engine.back()
        until(
            engine,
            "sessionStorage.seen === 'true,0,License Records Guide' && document.querySelector('.topics')",
        )
        assert engine.address() == f"{sites.ours}/en/"
