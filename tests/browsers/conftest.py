"""What the tests of `make check-browsers` share: the tools from npm, and the addresses of the site's pages."""

from __future__ import annotations

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
    """The folder of the tools from npm."""
    assert (TOOLS / ".ready").exists(), "these tests need tools from npm: run `make check-browsers`"
    return TOOLS


@pytest.fixture(scope="session")
def node(tools: Path) -> Node:
    """Run node, as node("html-validate/bin/html-validate.mjs", ...), with the file's place among the tools."""

    def node(
        script: str | Path, *arguments: str, **options: object
    ) -> subprocess.CompletedProcess[str]:
        command = (str(Path(sys.executable).with_name("node")), str(tools / script), *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]

    return node


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ca.crt, and localhost.crt that it vouches for, with localhost.key."""
    folder = tmp_path_factory.mktemp("certificates")
    signed = ("-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE")
    for command in (
        ("-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Test"),
        (
            "-keyout",
            "localhost.key",
            "-out",
            "localhost.crt",
            "-subj",
            "/CN=localhost",
            *signed,
            *NAME,
        ),
    ):
        subprocess.run(
            ("openssl", "req", "-x509", *KEY, *command), cwd=folder, check=True, capture_output=True
        )
    return folder


@pytest.fixture(scope="session")
def https(certificates: Path) -> Iterator[int]:
    """The port of the shipped site, served over TLS by the server that `wizard run` uses."""
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
    process = subprocess.Popen((*WITH_US, *command, *where, *keys), cwd=ROOT)
    try:
        until = time.monotonic() + 60
        while True:
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < until, "the server did not answer within a minute"
            try:
                with urllib.request.urlopen(f"https://localhost:{port}/", context=trust, timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def addresses(shipped: Site) -> list[str]:
    """Every page without a trail that links lead to from `/`, in order.

    Of the days that can be chosen, one link each, those of one month stand for all; a day leads to a page of its own.
    """
    client, found, todo = create_app(shipped).test_client(), set[str](), ["/"]
    days = 0
    while todo:
        address = todo.pop()
        if address in found:
            continue
        response = client.get(address)
        if response.status_code == 303:  # a question that cannot be opened without its past
            continue
        assert response.status_code == 200, address
        found.add(address)
        for tag in re.findall(r"<a [^>]*>", response.text):
            link = re.search(r'href="(/[^"?]*/)"', tag)
            days += "nofollow" in tag
            if link and ("nofollow" not in tag or days % 400 == 0):
                todo.append(link[1])
    assert len(found) > 450
    return sorted(found)


def answered(flow: Flow) -> Iterator[tuple[str, int, str]]:
    """For each step that an answer leads to: the address (in the flow) of its question, the answer's number, its own."""
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
    return "?" * bool(answers) + "&".join(
        f"{question}={answer}" for question, answer in answers.items()
    )


def part(of: Iterable[str], number: int, parts: int) -> list[str]:
    """Every so-manieth of some things: what one of several tests that run side by side takes."""
    return list(of)[number::parts]
