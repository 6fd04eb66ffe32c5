"""`wizard check` on a terminal, where someone waits for it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rows import write_rows

CHECK = """
import sys
from wizard.cli import check, main
check.LONG = float(sys.argv.pop(1))
main.main()
"""

NOTE = "still checking: each row of a table is checked by itself"


@pytest.mark.parametrize(("seconds", "is_long"), [(0.0, True), (600.0, False)])
def test_check_says_that_it_goes_on(tmp_path: Path, seconds: float, is_long: bool) -> None:
    """The note is on stderr, and only if the check takes long. A short one ends at once."""
    reads, writes = pty.openpty()
    command = [sys.executable, "-c", CHECK, str(seconds), "check", str(write_rows(tmp_path))]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=writes, text=True, check=True)
    os.write(writes, b"end")
    os.close(writes)
    shown = os.read(reads, 1000).decode()
    os.close(reads)
    assert (NOTE in shown) == is_long
    assert NOTE not in done.stdout
    assert "checked, no problems" in done.stdout
