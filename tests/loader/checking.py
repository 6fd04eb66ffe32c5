"""Checks a folder in another process, which may need little time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

TIMEOUT = 120  # seconds: a busy machine may take ten times as long as a quiet one


GUIDE = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    yes: done
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""


CLAIMS = "claims: [{level: unknown, text: Nothing is known.}]"


# The process imports everything, gives up memory and rights, and then runs the command.
PROCESS = """
import codecs, os, resource, sys
import wizard.cli.check
from wizard.cli.main import main
codecs.lookup("utf-8-sig")
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
{before}
main(sys.argv[1:])
"""


def check(
    *paths: str | Path, cwd: Path, before: str = "", form: str = "json"
) -> subprocess.CompletedProcess[str]:
    """Run `wizard check` in a process with one gigabyte, which first runs the code `before`."""
    command = [
        sys.executable,
        "-c",
        PROCESS.format(before=before),
        "check",
        "--format",
        form,
        *map(str, paths),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=TIMEOUT
    )


def problems(*paths: str | Path, cwd: Path, before: str = "") -> list[dict[str, Any]]:
    """Return the problems that a check prints; on stderr it prints only their number."""
    done = check(*paths, cwd=cwd, before=before)
    assert "Traceback" not in done.stderr, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["problems"]
    wrong = sum(not problem["warning"] for problem in found)
    assert done.returncode == (1 if wrong else 0)
    assert not wrong or done.stderr.startswith(f"{wrong} problem{'s' * (wrong != 1)}")
    return found


def only(found: list[dict[str, Any]]) -> str:
    """Return the only problem, as `file:line:column: code: message`."""
    assert len(found) == 1, found
    return "{file}:{line}:{column}: {code}: {message}".format(**found[0])
