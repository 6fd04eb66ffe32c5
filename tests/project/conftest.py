"""What the tests of packages share: our commands, and the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PIP = (sys.executable, "-m", "pip")
UV = (sys.executable, "-m", "uv")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder."""
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )


def must(*command: str | Path) -> None:
    """Run a command that must succeed."""
    done = run(*command)
    assert done.returncode == 0, done.stderr


def environment() -> dict[str, str]:
    """Return our environment, without settings that lead an installed wizard to this folder.

    uv does not read the settings of pip, so this passes pip's index on.
    """
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("WIZARD_", "PYTHON", "FLASK_", "VIRTUAL_ENV"))
    }
    index = subprocess.run(
        (*PIP, "config", "get", "global.index-url"), capture_output=True, text=True, check=False
    )
    url = kept.get("PIP_INDEX_URL") or index.stdout.strip()
    return kept if not url else {"UV_DEFAULT_INDEX": url} | kept


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from the source archive alone and without the network.

    `make dist` has built the one that WIZARD_WHEEL names.
    """
    if built := os.environ.get("WIZARD_WHEEL"):
        return ROOT / built
    folder = tmp_path_factory.mktemp("dist")
    options = ("--offline", "--no-build-isolation", "--python", sys.executable)
    must(*UV, "build", *options, "--out-dir", folder)
    (path,) = folder.glob("*.whl")
    return path
