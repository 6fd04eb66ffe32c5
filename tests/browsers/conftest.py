"""What the tests of `make check-browsers` share: the tools from npm, and the addresses of the site's pages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.test_browser import to_each_step
from wizard import create_app, replay
from wizard.flow import Flow, Question, Site

TOOLS = Path(__file__).parent / "node_modules"
TWO = ["en", "es"]

Node = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of the tools from npm."""
    assert (TOOLS / ".ready").exists(), "these tests need tools from npm: run `make check-browsers`"
    return TOOLS


@pytest.fixture(scope="session")
def node(tools: Path) -> Node:
    """Run node, as node("html-validate/bin/html-validate.mjs", ...), with the file's place among the tools."""

    def node(script: str | Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = (str(Path(sys.executable).with_name("node")), str(tools / script), *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]

    return node


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
        yield f"{asked.id}/{_query(answers)}", list(asked.answers).index(choice), f"{reached}/{_query(after)}"


def _query(answers: dict[str, str]) -> str:
    return "?" * bool(answers) + "&".join(f"{question}={answer}" for question, answer in answers.items())


def part(of: Iterable[str], number: int, parts: int) -> list[str]:
    """Every so-manieth of some things: what one of several tests that run side by side takes."""
    return list(of)[number::parts]
