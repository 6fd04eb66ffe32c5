"""Where the files of the package are: templates, static files, flows, interface catalogs.

A wheel has them inside the package, a checkout has them at the top. No other module knows.
"""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).parent
INTERFACE = PACKAGE / "locale"

# Where flows, templates and static files lie: a wheel has them inside, a checkout above.
DATA = PACKAGE / "_data" if (PACKAGE / "_data").is_dir() else PACKAGE.parent


def default_flows() -> Path:
    """The folder named by the environment's WIZARD_FLOWS, else the flows that come with the package."""
    return Path(os.environ.get("WIZARD_FLOWS") or DATA / "flows")
