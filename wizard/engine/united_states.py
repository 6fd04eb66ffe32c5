"""The library `holidays`, with its calendars of the United States only.

This is the only module that imports it. The package of its countries imports all 250 of them: 5 MiB
of each worker, and a tenth of a second. So this module imports the one country without the package.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec

from holidays import country_holidays

__all__ = ["country_holidays"]

PACKAGE = "holidays.countries"

if PACKAGE not in sys.modules and (spec := find_spec(PACKAGE)):
    # A package that is not executed imports nothing.
    sys.modules[PACKAGE] = module_from_spec(spec)
    try:
        import_module(f"{PACKAGE}.united_states")
    finally:
        del sys.modules[PACKAGE]  # so that other code in the process can import all of it
