"""The command `wizard`, run in the process of the test, because a subprocess takes a second."""

from __future__ import annotations

import os
from contextlib import chdir, nullcontext
from pathlib import Path

from click.testing import CliRunner, Result

from wizard.cli.main import main


def wizard(
    *arguments: object, cwd: Path | None = None, typed: str | bytes = "", **environment: str
) -> Result:
    """Run a command to its end and return its output and exit code. A traceback fails the test.

    Args:
        arguments: What follows `wizard` on the command line.
        cwd: The folder to run it in, if it matters.
        typed: What is read from stdin.
        environment: Variables to set; the width of the terminal is 80.
    """
    with chdir(cwd) if cwd else nullcontext():
        done = CliRunner().invoke(
            main,
            [os.fspath(each) if isinstance(each, Path) else str(each) for each in arguments],
            input=typed,
            env={"COLUMNS": "80", **environment},
            prog_name="wizard",
        )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done
