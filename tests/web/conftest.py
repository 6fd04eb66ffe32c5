"""Fixtures that several tests of the web package use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Write
from tests.web.example import GUIDE, OTHER
from wizard import create_app, load_flows
from wizard.web.live_reload import Reloader
from wizard.web.public_address import KnownAddress, NamedAddress
from wizard.web.response_cache import CacheMiddleware

Load = Callable[[Path], Reloader]


def cache_of(app: Flask) -> CacheMiddleware:
    """Return the cache of an application, which is behind the check of the host."""
    assert isinstance(app.wsgi_app, KnownAddress | NamedAddress)
    assert isinstance(app.wsgi_app.app, CacheMiddleware)
    return app.wsgi_app.app


@pytest.fixture
def reloader() -> Iterator[Load]:
    """Yield a function that returns the reloader of a folder. It follows it until the test ends."""
    with ExitStack() as opened:

        def load(folder: Path) -> Reloader:
            found = Reloader(folder)
            opened.callback(found.close)
            return found

        yield load


@pytest.fixture
def small(write: Write) -> FlaskClient:
    """Return a client of two small flows, with conditions, a moved step and a sensitive flow."""
    return create_app(load_flows(write(guide=GUIDE, other=OTHER))).test_client()
