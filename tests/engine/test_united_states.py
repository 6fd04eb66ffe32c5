"""The library's calendar of the United States, imported without those of other countries."""

from __future__ import annotations

import json
import subprocess
import sys

import holidays

from tests.conftest import ROOT

# It is a program, because this process imports all of the library.
PROGRAM = """
import json, sys
from datetime import date
from wizard.engine.united_states import country_holidays
days = {
    state: sorted(map(str, country_holidays("US", subdiv=state or None, years=2026)))
    for state in sys.argv[1:]
}
loaded = [name for name in sys.modules if name.startswith("holidays.countries")]
france = date(2026, 7, 14) in country_holidays("FR", years=2026)
import holidays.countries
from holidays.countries import united_states
print(json.dumps([days, loaded, france, united_states.US is holidays.countries.US]))
"""


def test_only_the_united_states_are_imported() -> None:
    """Their days are those of the library, and other code can import the other countries later."""
    states = ("", *holidays.list_supported_countries()["US"])
    command = (sys.executable, "-c", PROGRAM, *states)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    days, loaded, france, same = json.loads(done.stdout)
    assert loaded == ["holidays.countries.united_states"]
    assert france
    assert same
    for state in states:
        expected = holidays.country_holidays("US", subdiv=state or None, years=2026)
        assert days[state] == sorted(map(str, expected)), state
