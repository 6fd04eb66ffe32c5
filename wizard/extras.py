"""The extras: packages that only some sites and commands need, so the base installs without them.

pyproject.toml lists the packages of each extra. Modules import them when they are used; before
that, the command or the application asks here whether they are installed.
"""

from __future__ import annotations

import logging
import shlex
import sys
from functools import cache
from importlib.util import find_spec

# Extra -> the modules that it installs.
_DEADLINES = ("dateutil", "holidays", "icalendar")
MODULES = {
    "deadlines": _DEADLINES,
    "letters": ("docx", "typst"),
    "serve": ("granian", "watchfiles", *_DEADLINES),
    "words": ("textstat",),
}


class MissingExtraError(ImportError):
    """An extra is needed and not installed. The message is one line and says what to type."""


@cache
def has(extra: str) -> bool:
    """Return whether everything that an extra installs can be imported."""
    return all(find_spec(name) for name in MODULES[extra])


def require(extra: str, consequence: str) -> None:
    """Raise an error if an extra is not installed.

    Args:
        extra: The extra.
        consequence: What is not possible without it, for the message.

    Raises:
        MissingExtraError: The extra is not installed.
    """
    if not has(extra):
        raise MissingExtraError(_message(extra, consequence))


# Once in a process and in the forks that it makes later: an application is made again and again.
@cache
def warn_if_missing(extra: str, consequence: str) -> None:
    """Log the same message as a warning if an extra is not installed."""
    if not has(extra):
        logging.getLogger(__name__).warning(_message(extra, consequence))


def _message(extra: str, consequence: str) -> str:
    return (
        f'{consequence}, because the extra "{extra}" is not installed. '
        f"To install it: {_command(extra)}"
    )


def _command(extra: str) -> str:
    """Return the command that installs an extra, with the versions that this version needs.

    It names the packages themselves, so it is right no matter where the wizard was installed from.
    """
    # Imported here because it is slow to import and most runs need no such message.
    from importlib.metadata import requires

    python = shlex.quote(sys.executable)
    # Environments that uv made have no pip.
    pip = f"{python} -m pip install" if find_spec("pip") else f"uv pip install --python {python}"
    wanted = (line.partition(";") for line in requires("flow-wizard") or ())
    # The build tool has replaced extras that name other extras by their packages.
    names = [name for name, _, marker in wanted if extra in shlex.split(marker)]
    return f"{pip} {shlex.join(names)}"
