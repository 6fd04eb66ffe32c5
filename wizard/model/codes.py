"""Every code that a problem can have. Data.

Codes are stable, because editors, CI and `# wizard: allow` comments refer to them. The manual's
pages of problems are generated from them.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.model.codes_content import CONTENT_CODES
from wizard.model.codes_flow import FLOW_CODES
from wizard.model.codes_tables import TABLE_CODES
from wizard.model.problems import Code

# Each group is a page of the manual. `loader/` also refers to three groups by name, since
# problems in the content of an outcome do not affect its graph.
CATEGORIES: Mapping[str, Mapping[str, Code]] = {**FLOW_CODES, **CONTENT_CODES, **TABLE_CODES}

# One flat view for everything that has only a code. A code is in one group, so none is lost here.
CODES: Mapping[str, Code] = {
    name: code for codes in CATEGORIES.values() for name, code in codes.items()
}
