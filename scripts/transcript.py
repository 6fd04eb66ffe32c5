"""Run a walkthrough in Markdown: its commands and its edits. Its outputs are replaced.

`console` blocks contain commands after "$ " and their output. A line that starts with "< " is typed
into the command before it. `diff` blocks, after a line that names a file in backquotes, are edits:
each line with "-" is replaced by the "+" lines after it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BLOCK = re.compile(
    r"(?:`(?P<file>[\w./-]+)`[^`]*)?```(?P<kind>console|diff)\n(?P<body>.*?)```\n", re.DOTALL
)


def replayed(text: str, folder: Path) -> str:
    """Return the walkthrough with its current outputs, run in an empty folder.

    Raise ValueError if an edit does not fit.
    """

    def again(block: re.Match[str]) -> str:
        before, body = block[0].split("```", 1)[0], block["body"]
        if block["kind"] == "diff":
            edit(folder / block["file"], body)
            return block[0]
        output = "".join(output_of(each, folder) for each in commands(body))
        return f"{before}```console\n{output}```\n"

    return BLOCK.sub(again, text)


def commands(body: str) -> list[list[str]]:
    """Return the commands of a block, each with the lines that are typed into it."""
    found: list[list[str]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append([line])
        elif line.startswith("< "):
            found[-1].append(line)
    return found


def output_of(lines: list[str], folder: Path) -> str:
    """Return a command with its input and output. A server is stopped once it answers."""
    command, typed = lines[0][2:], "".join(f"{line[2:]}\n" for line in lines[1:])
    serves = command.startswith("wizard run ")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COLUMNS": "80",
    }
    with subprocess.Popen(  # noqa: S602  # the lines of our own manual
        f"exec {command}" if serves else command,
        shell=True,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        if serves:
            answered(lines[0].rpartition(" ")[2])
            running.send_signal(signal.SIGINT)
        output, _ = running.communicate(typed)
    return "\n".join(lines) + "\n" + "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def answered(port: str) -> None:
    """Wait until the server on a port answers, for at most 30 seconds."""
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
            return
        time.sleep(0.1)


def edit(path: Path, body: str) -> None:
    """Apply an edit to a file."""
    text = path.read_text("utf-8")
    for old, new in re.findall(r"((?:^-.*\n)*)((?:^\+.*\n)*)", body, re.MULTILINE):
        before, after = (re.sub(r"^[-+]", "", part, flags=re.MULTILINE) for part in (old, new))
        if before and text.count(before) != 1:
            raise ValueError(f"{path.name} has this {text.count(before)} times:\n{before}")
        text = text.replace(before, after) if before else text
    path.write_text(text, "utf-8")
