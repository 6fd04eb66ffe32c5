"""The journey in WebKitGTK, as in the other browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browsers import journey
from tests.browsers.engines import Engine, Sites, two_sites, webkit

pytestmark = pytest.mark.browsers


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Yield our site, and the neutral one."""
    with two_sites(tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@pytest.mark.parametrize(
    "steps", [journey.journey, journey.languages, journey.policy], ids=lambda steps: steps.__name__
)
def test_journey_works_in_webkit(sites: Sites, steps: Callable[[Engine, Sites], None]) -> None:
    """The steps of tests/browsers/journey.py work."""
    with webkit() as engine:
        steps(engine, sites)


@pytest.mark.parametrize("way", journey.WAYS, ids=lambda way: way.__name__)
def test_leaving_clears_history(sites: Sites, way: Callable[[Engine, Sites], None]) -> None:
    """After leaving in each way, Back and Forward show no answer."""
    with webkit() as engine:
        journey.leave(engine, sites, way)
