"""A walkthrough in Markdown, done for real: its commands are run, its edits made, its outputs written down.

`console` blocks hold commands after "$ " and what they print; a line that begins with "< " is typed into the command
before it. `diff` blocks, after a line that names a file in backquotes, are edits: each line with "-" is replaced by the
"+" lines after it.
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
    """The walkthrough as it goes today, in an empty folder. Raises ValueError for an edit that does not fit."""

    def again(block: re.Match[str]) -> str:
        before, body = block[0].split("```", 1)[0], block["body"]
        if block["kind"] == "diff":
            edit(folder / block["file"], body)
            return block[0]
        return f"{before}```console\n{''.join(told(each, folder) for each in commands(body))}```\n"

    return BLOCK.sub(again, text)


def commands(body: str) -> list[list[str]]:
    """The lines of a block by command: the command itself, then what is typed into it."""
    found: list[list[str]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append([line])
        elif line.startswith("< "):
            found[-1].append(line)
    return found


def told(lines: list[str], folder: Path) -> str:
    """A command with what is typed into it, and what it prints. A server is stopped once it has said where it is."""
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
        said, _ = running.communicate(typed)
    return "\n".join(lines) + "\n" + "".join(f"{line.rstrip()}\n" for line in said.splitlines())


def answered(port: str) -> None:
    """Wait until the server at a port answers, for half a minute at most."""
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/"):
            return
        time.sleep(0.1)


def edit(path: Path, body: str) -> None:
    """Make an edit in a file."""
    text = path.read_text("utf-8")
    for old, new in re.findall(r"((?:^-.*\n)*)((?:^\+.*\n)*)", body, re.MULTILINE):
        was, now = (re.sub(r"^[-+]", "", part, flags=re.MULTILINE) for part in (old, new))
        if was and text.count(was) != 1:
            raise ValueError(f"{path.name} holds this {text.count(was)} times:\n{was}")
        text = text.replace(was, now) if was else text
    path.write_text(text, "utf-8")
