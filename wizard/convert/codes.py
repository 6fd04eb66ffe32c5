"""What an import reports: the codes of its problems, and the function that takes a report."""

from __future__ import annotations

from collections.abc import Callable

DEFECT = "import-defect"  # something is wrong in the source itself
CHANGED = "import-changed"  # the flow says the same in another way
LEFT_OUT = "import-left-out"  # a flow has no place for it

# Takes an offset into the text that is being read, one of the codes above, and a message.
Report = Callable[[int, str, str], None]
