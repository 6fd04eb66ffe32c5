"""Tests of the commands `check` and `run`, and of wrong usage."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import ROOT, Write, free_port, wait_for

GOOD = """\
title: A
start: b
steps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}
"""
SHIPPED_CHECKED = "3 flows of the shipped guide checked, no problems\n"
BROKEN = GOOD.replace("start: b", "start: c")


def test_check_shipped_flows_has_no_problems_or_warnings() -> None:
    """The main branch can always be released."""
    done = wizard("check", "--words", "--today", "2026-11-23", cwd=ROOT)
    assert (done.exit_code, done.stdout, done.stderr) == (0, SHIPPED_CHECKED, "")


def test_check_prints_every_problem_and_exits_with_1(write: Write) -> None:
    """Paths are relative to the current folder, and counts go to stderr."""
    folder = write(one=BROKEN, two=GOOD.replace("outcome:", "outcom:"))
    done = wizard("check", folder, cwd=folder.parent)
    assert done.exit_code == 1
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert lines[0].startswith('flows/one.yaml:2:8: the flow starts at "c", ')
    assert lines[0].endswith(" [target-unknown]")
    assert lines[1].startswith('flows/two.yaml:3:13: step "b" needs "ask"')
    assert lines[1].endswith('Did you mean "outcome"? [step-kind]')
    assert len(lines) == 2
    assert done.stderr.splitlines() == [
        "2 problems in flows",
        f"1 of these can be fixed: wizard check --fix {folder}",
    ]


def test_check_overdue_review_is_warning() -> None:
    """Time alone must not take a guide away from its readers."""
    done = wizard("check", "--today", "2030-01-01")
    assert done.exit_code == 0
    assert (
        'my-data.yaml:1:1: warning: review of the flow "my-data" overdue since 2027-02-28'
        in done.stdout
    )


def test_check_single_file_reports_only_its_problems(write: Write) -> None:
    """The other files of the folder are not checked."""
    folder = write(one=BROKEN, two=GOOD)
    valid = wizard("check", folder / "two.yaml")
    assert (valid.exit_code, valid.stdout) == (0, f"1 flow of {folder} checked, no problems\n")
    broken = wizard("check", folder / "one.yaml")
    assert broken.exit_code == 1
    assert "one.yaml:2:8: " in broken.stdout
    assert "two.yaml" not in broken.output


def test_check_words_reports_long_sentence(write: Write) -> None:
    """Texts of a flow with problems are not checked."""
    long = GOOD.replace("Nothing.", "word " * 25 + "end.")
    folder = write(one=long)
    assert wizard("check", folder).exit_code == 0
    for path in (folder, folder / "one.yaml"):
        done = wizard("check", "--words", path, cwd=folder.parent)
        assert (done.exit_code, done.stderr) == (1, "1 problem in flows\n")
        assert done.stdout.startswith("flows/one.yaml:3:40: a sentence in a claim of step")
    broken = wizard(
        "check", "--words", write(one=long.replace("start: b", "start: c")), cwd=folder.parent
    )
    assert broken.stderr == "1 problem in flows\n"


def test_check_words_shipped_texts_have_no_problems() -> None:
    """This is what `make check` runs."""
    assert wizard("check", "--words").exit_code == 0


@pytest.mark.parametrize("command", ["check", "run"])
def test_missing_folder_is_reported_in_one_line(command: str, tmp_path: Path) -> None:
    """There is no traceback."""
    done = wizard(command, tmp_path / "none")
    assert done.exit_code == 1
    assert "there is no such folder" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_run_refuses_folder_with_problems(write: Write) -> None:
    """It prints what `wizard check` prints."""
    done = wizard("run", write(one=BROKEN))
    assert done.exit_code == 1
    assert "the flow starts at" in done.stdout


def test_run_reports_port_in_use_in_one_line(write: Write) -> None:
    """The line says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = wizard("run", write(one=GOOD), "--port", str(port))
    assert done.exit_code == 1
    assert done.stderr.startswith(
        f"port {port} is in use; stop the other program, or use --port {port + 1}"
    )
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["check"], ["sources"], ["export", "site"]])
@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-30", "20261123", "11/23/2026", ""])
def test_today_must_be_a_date_as_in_files(command: list[str], typed: str) -> None:
    """The message shows one."""
    done = wizard(*command, "--today", typed)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f'"{typed}" is not a date such as 2026-11-23' in done.stderr


def test_wrong_usage_exits_with_2() -> None:
    """Shells expect this code."""
    assert wizard("chekc").exit_code == 2
    assert wizard("run", "--port", "none").exit_code == 2


@pytest.mark.parametrize("origin", ["", "example.org", "https://user@example.org"])
def test_run_refuses_invalid_origin(
    origin: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says what is valid, whether an option or the environment has it."""
    folder = write(guide=GOOD)
    results = [wizard("run", folder, "--origin", origin)]
    if origin:  # an empty variable is one that is not set
        monkeypatch.setenv("WIZARD_ORIGIN", origin)
        results.append(wizard("run", folder))
    for done in results:
        assert done.exit_code == 2
        assert "'--origin' (env var: 'WIZARD_ORIGIN')" in done.stderr
        assert f'"{origin}" is not a URL such as https://example.org' in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["example.org", "", "127.0.0.1:80", "[::1]"])
def test_run_refuses_a_name_as_the_address_to_listen_on(host: str, write: Write) -> None:
    """The message shows what is valid."""
    done = wizard("run", write(guide=GOOD), "--host", host)
    assert done.exit_code == 2
    assert f'"{host}" is not an IP address such as 127.0.0.1' in done.stderr
    assert "Traceback" not in done.stderr


def test_run_logs_no_reader_and_stops_on_ctrl_c(write: Write, tmp_path: Path) -> None:
    """The log of a complete visit has no address, path or query."""
    folder, port = write(one=GOOD), free_port()
    log = tmp_path / "log"
    command = [sys.executable, "-m", "wizard.cli", "run", str(folder), "--port", str(port)]
    # The log goes to a file: a server that writes to a full pipe would wait for its reader forever.
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/en/one/b/?marker=secret", process)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/en/marker/secret/", timeout=60)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
    lines = log.read_text("utf-8").splitlines()
    assert lines == [f"A ({folder}): {address}/  (stop with Ctrl-C)"]
