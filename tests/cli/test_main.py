"""The commands, run as a person runs them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

Write = Callable[..., Path]

GOOD = "title: A\nstart: b\nsteps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}\n"
BROKEN = GOOD.replace("start: b", "start: c")


def wizard(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "wizard.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_shipped_flows_have_no_problems_and_no_warnings() -> None:
    """Main is always releasable."""
    done = wizard("check", "--words", "--today", "2026-11-23")
    assert (done.returncode, done.stdout, done.stderr) == (0, "3 flows checked, no problems\n", "")


def test_check_prints_every_problem_and_exits_with_1(write: Write) -> None:
    """file:line:column: message [code], the path as one would type it from here, then a count."""
    folder = write(one=BROKEN, two=GOOD.replace("outcome:", "outcom:"))
    done = wizard("check", folder, cwd=folder.parent)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        'flows/one.yaml:2:8: the flow starts at "c", which is not one of its steps. [target-unknown]',
        'flows/two.yaml:3:13: step "b" needs "ask" (a question) or "outcome" (a result); it has "outcom". '
        'Did you mean "outcome"? [step-kind]',
    ]
    assert done.stderr == "2 problems\n"


def test_an_overdue_review_is_a_warning() -> None:
    """Not a problem: time alone must not take a guide away from its readers."""
    done = wizard("check", "--today", "2030-01-01")
    assert done.returncode == 0
    assert (
        'my-data.yaml:1:1: warning: review of the flow "my-data" overdue since 2027-02-23'
        in done.stdout
    )


def test_check_takes_single_files(write: Write) -> None:
    """Only what was named is judged."""
    folder = write(one=BROKEN, two=GOOD)
    assert wizard("check", folder / "two.yaml").returncode == 0
    assert wizard("check", folder / "one.yaml").returncode == 1


def test_check_looks_at_words_when_asked(write: Write) -> None:
    """They are problems like others then, in a folder and in a single file; an unsound flow is not looked at."""
    long = GOOD.replace("Nothing.", "word " * 25 + "end.")
    folder = write(one=long)
    assert wizard("check", folder).returncode == 0
    for path in (folder, folder / "one.yaml"):
        done = wizard("check", "--words", path, cwd=folder.parent)
        assert (done.returncode, done.stderr) == (1, "1 problem\n")
        assert done.stdout.startswith("flows/one.yaml:3:40: a sentence in a claim of step")
    broken = wizard(
        "check", "--words", write(one=long.replace("start: b", "start: c")), cwd=folder.parent
    )
    assert broken.stderr == "1 problem\n"


def test_the_shipped_words_have_no_problems() -> None:
    """What `make check` runs."""
    assert wizard("check", "--words").returncode == 0


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_missing_folder_is_one_clear_line(command: str, tmp_path: Path) -> None:
    """No traceback."""
    done = wizard(command, tmp_path / "none")
    assert done.returncode == 1
    assert "there is no such folder" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_run_serves_nothing_from_an_unsound_folder(write: Write) -> None:
    """It prints what check prints."""
    done = wizard("run", write(one=BROKEN))
    assert done.returncode == 1
    assert "the flow starts at" in done.stdout


def test_a_port_in_use_is_one_clear_line(write: Write) -> None:
    """With what to do about it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = wizard("run", write(one=GOOD), "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"port {port} is in use; stop the other program, or use --port {port + 1}"
    )
    assert len(done.stderr.splitlines()) == 1


def test_wrong_use_exits_with_2() -> None:
    """As shells expect."""
    assert wizard("chekc").returncode == 2
    assert wizard("run", "--port", "none").returncode == 2


@pytest.mark.parametrize("origin", ["", "https://example.org/help"])
def test_an_origin_is_a_whole_address_without_a_path(origin: str, write: Write) -> None:
    """Anything else is wrong use, and one line says what would be right."""
    done = wizard("run", write(guide=GOOD), "--origin", origin)
    assert done.returncode == 2
    assert f'"{origin}" is not a URL such as https://example.org' in done.stderr


def test_run_serves_and_stops_and_logs_no_reader(write: Write) -> None:
    """The log of a whole visit names neither address nor path nor query; Ctrl-C ends it cleanly."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "wizard.cli", "run", str(write(one=GOOD)), "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/en/one/b/?marker=secret") as response:
                assert response.status == 200
            break
        except OSError:
            time.sleep(0.1)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}/en/marker/secret/")
    process.send_signal(signal.SIGINT)
    log, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"{address}/" in log.splitlines()[0]
    assert "marker" not in log
    assert "secret" not in log
    assert len(log.splitlines()) == 1, log
