"""The small site of `example.py`, read once."""

from __future__ import annotations

import pytest

from tests.pages.example import make_site
from wizard.model.site import Site


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site that has one of everything."""
    return make_site(tmp_path_factory.mktemp("flows"))
