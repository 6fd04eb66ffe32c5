"""Run a walkthrough written in Markdown: its commands, its edits, its files.

    python scripts/transcript.py PAGE...    update the output that the pages show

- A `console` block contains commands after "$ " and what they print. A line that begins with "< "
  is typed into the command above it.
- A `diff` block, after a line that names a file in backquotes, is an edit: each run of "-" lines is
  replaced by the run of "+" lines that follows it. A run of "+" lines alone is added at the end.
- A `yaml` block, after a line that names a file in backquotes, is that file.

The commands run in a folder with nothing in it but the examples.

tests/project/test_walkthroughs.py replays every page that has a `console` block, and fails if the
output differs from what the page shows.
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
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]

BLOCK = re.compile(
    r"(?:`(?P<file>[\w./-]+)`[^`]*)?```(?P<kind>console|diff|yaml)\n(?P<body>.*?)```\n", re.DOTALL
)


def replayed(text: str, folder: Path) -> str:
    """Return the walkthrough with today's output, after running it in a folder.

    Raises ValueError if an edit does not match the file.
    """

    def replay(block: re.Match[str]) -> str:
        kind, file, body = block["kind"], block["file"], block["body"]
        if kind == "console":
            before = block[0].split("```", 1)[0]
            outputs = [run(lines, folder) for lines in commands(body)]
            return f"{before}```console\n{''.join(outputs)}```\n"
        if kind == "diff":
            edit(folder / file, body)
        elif file:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(body, "utf-8")
        return block[0]

    return BLOCK.sub(replay, text)


def commands(body: str) -> list[list[str]]:
    """Return the lines of a block by command: the command itself, then what is typed into it."""
    result: list[list[str]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            result.append([line])
        elif f"{line} ".startswith("< "):
            result[-1].append(line)
    return result


def run(lines: list[str], folder: Path) -> str:
    """Run a command and return its lines followed by its output.

    A server is stopped as soon as it answers.
    """
    command, typed = lines[0][2:], "".join(f"{line[2:]}\n" for line in lines[1:])
    serves = command.startswith("wizard run ")
    # A new shell in which the line of the manual that activates the command was run.
    activate = f". '{Path(sys.prefix) / 'bin' / 'activate'}'"
    environment = {**os.environ, "PATH": "/usr/local/bin:/usr/bin:/bin", "COLUMNS": "80"}
    with subprocess.Popen(  # noqa: S602  # the commands of our own manual
        f"{activate} && exec {command}" if serves else f"{activate} && {command}",
        shell=True,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        if serves:
            wait_for_server(lines[0].rpartition(" ")[2])
            process.send_signal(signal.SIGINT)
        try:
            output, _ = process.communicate(typed, timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return "\n".join(lines) + "\n" + "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def wait_for_server(port: str) -> None:
    """Wait until the server at a port answers, for at most 60 seconds."""
    url, end = f"http://127.0.0.1:{port}/", time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)


def edit(path: Path, body: str) -> None:
    """Apply the edit of a `diff` block to a file."""
    text = path.read_text("utf-8")
    for old, new in re.findall(r"((?:^-.*\n)*)((?:^\+.*\n)*)", body, re.MULTILINE):
        before, after = (re.sub(r"^[-+]", "", part, flags=re.MULTILINE) for part in (old, new))
        if before and text.count(before) != 1:
            raise ValueError(f"{path.name} contains this {text.count(before)} times:\n{before}")
        text = text.replace(before, after) if before else text + after
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        with TemporaryDirectory() as name:
            # As in a checkout.
            Path(name, "examples").symlink_to(ROOT / "examples")
            page.write_text(replayed(page.read_text("utf-8"), Path(name)), "utf-8")
