"""Where the files of the package are: templates, static files, flows, interface catalogs.

No other module knows whether it runs from a wheel or from a checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).parent
INTERFACE = PACKAGE / "locale"

# The folder of templates/, static/ and flows/. The build puts them into the wheel's package; a
# checkout has them beside it, where authors find them.
DATA = PACKAGE / "_data" if (PACKAGE / "_data").is_dir() else PACKAGE.parent

SHIPPED = DATA / "flows"  # the guide that comes with the package


def default_flows() -> Path:
    """Return the folder that WIZARD_FLOWS names in the environment, or else the shipped flows."""
    return Path(os.environ.get("WIZARD_FLOWS") or SHIPPED)
