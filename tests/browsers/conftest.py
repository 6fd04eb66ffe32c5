"""Fixtures of the tests of `make check-browsers`: the tools from npm, and the URLs of all pages."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, WITH_US, free_port
from tests.site.browsing import to_each_step
from wizard import create_app, replay
from wizard.model.flow import Flow, Question
from wizard.model.site import Site

TOOLS = Path(__file__).parent / "node_modules"
TWO = ["en", "es"]
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
NAME = ("-addext", "subjectAltName=DNS:localhost")

Node = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tools() -> Path:
    """Return the folder of the tools from npm."""
    assert (TOOLS / ".ready").exists(), "these tests need tools from npm: run `make check-browsers`"
    return TOOLS


@pytest.fixture(scope="session")
def node(tools: Path) -> Node:
    """Return a function that runs node with a script of the tools.

    node("html-validate/bin/html-validate.mjs", ...)
    """

    def node(
        script: str | Path, *arguments: str, **options: object
    ) -> subprocess.CompletedProcess[str]:
        command = (str(Path(sys.executable).with_name("node")), str(tools / script), *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]

    return node


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with ca.crt, and with localhost.crt, which ca.crt has signed, and its key."""
    folder = tmp_path_factory.mktemp("certificates")
    signed = ("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE")
    authority = ("-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Test")
    files = ("-keyout", "localhost.key", "-out", "localhost.crt")
    for command in (authority, (*files, "-subj", "/CN=localhost", *signed, *NAME)):
        subprocess.run(
            ("openssl", "req", "-x509", *KEY, *command), cwd=folder, check=True, capture_output=True
        )
    return folder


@pytest.fixture(scope="session")
def https(certificates: Path) -> Iterator[int]:
    """Yield the port of the shipped site over TLS, on the server that `wizard run` uses."""
    port = free_port()
    command = (
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--factory",
        "wizard:create_app",
    )
    where = ("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning")
    keys = (
        "--ssl-certificate",
        str(certificates / "localhost.crt"),
        "--ssl-keyfile",
        str(certificates / "localhost.key"),
    )
    trust = ssl.create_default_context(cafile=str(certificates / "ca.crt"))
    # Without the port, which is another one each time: a QR code of the URL has other bytes then.
    env = {**os.environ, "WIZARD_ORIGIN": "https://localhost"}
    process = subprocess.Popen((*WITH_US, *command, *where, *keys), cwd=ROOT, env=env)
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < until, "the server did not answer within 60 s"
            try:
                with urllib.request.urlopen(f"https://localhost:{port}/", context=trust, timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="session")
def addresses(shipped: Site) -> list[str]:
    """Return the URLs, without answers, of every page that links lead to from `/`, sorted.

    Of the links to deadline pages, one for each date, a sample is followed.
    """
    client, found, todo = create_app(shipped).test_client(), set[str](), ["/"]
    dates = 0
    while todo:
        address = todo.pop()
        if address in found:
            continue
        response = client.get(address)
        if response.status_code == 303:  # a question that cannot be opened without earlier answers
            continue
        assert response.status_code == 200, address
        found.add(address)
        for tag in re.findall(r"<a [^>]*>", response.text):
            link = re.search(r'href="(/[^"?]*/)"', tag)
            dates += "nofollow" in tag
            if link and ("nofollow" not in tag or dates % 400 == 0):
                todo.append(link[1])
    assert len(found) > 450
    return sorted(found)


def answered(flow: Flow) -> Iterator[tuple[str, int, str]]:
    """Yield, for each step that an answer leads to: its question, the answer and the step.

    The question and the step are paths inside the flow, with their answers. The answer is a number.
    """
    for reached, (answers, choice) in to_each_step(flow).items():
        asked = replay(flow, answers).step
        assert isinstance(asked, Question)
        after = {**answers, asked.id: choice}
        yield (
            f"{asked.id}/{_query(answers)}",
            list(asked.answers).index(choice),
            f"{reached}/{_query(after)}",
        )


def _query(answers: dict[str, str]) -> str:
    """Return the query of a URL with these answers."""
    return "?" * bool(answers) + "&".join(
        f"{question}={answer}" for question, answer in answers.items()
    )


def part(of: Iterable[str], number: int, parts: int) -> list[str]:
    """Return one of several equal parts, for one of several tests that run in parallel."""
    return list(of)[number::parts]
