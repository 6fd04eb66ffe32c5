"""Thousands of damaged and hostile URLs: each is answered, and none causes an error."""

from __future__ import annotations

import random
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from wizard.model.site import Site
from wizard.web.security_headers import HEADERS

STATUSES = {"200", "301", "303", "304", "308", "400", "404", "405", "406", "414"}
PIECES = [
    *(
        "..",
        "%2e%2e",
        "\x00",
        "\r\nX-Bad: 1",
        "é",
        "\udcff",
        "<script>",
        "'\"",
        "{{7+7}}",
        "a" * 300,
        "\\",
        "//",
        "%",
        ";",
        "+",
    ),
    *(
        "map",
        "static",
        "api",
        "openapi.json",
        "es",
        "en",
        "xx",
        "topics",
        "letters",
        "deadlines",
        "sources",
        "0",
        "-1",
        "9" * 30,
        "2026-02-30",
    ),
    *(
        "9999-12-31",
        "0000-00-00",
        "2026-11",
        "map.svg",
        "packet",
        "packet.pdf",
        "offline",
        "guide.html",
        "robots.txt",
        "__proto__",
        "yes",
        "no",
        "unsure",
        "sought",
    ),
]
HEADERS_SENT = {
    "HTTP_ACCEPT_ENCODING": ["gzip", "br;q=x", "identity;q=0, *;q=0", "\x7f"],
    "HTTP_IF_NONE_MATCH": ['"x"', "*", 'W/"', "a" * 2000],
    "HTTP_HOST": ["localhost", "evil.example", "[::1", "a" * 300],
    "HTTP_RANGE": ["bytes=0-", "bytes=-1", "x"],
    "HTTP_ACCEPT": ["application/json", "*/*;q="],
    "CONTENT_LENGTH": ["-1", "x", "99999999999"],
    "CONTENT_TYPE": ["multipart/form-data; boundary=", "application/json"],
}


def addresses_of(site: Site) -> list[str]:
    """Sound addresses to begin with."""
    found = ["/", "/robots.txt"]
    for lang in site.languages:
        found += [
            f"/{lang}/",
            f"/{lang}/sources/",
            f"/{lang}/deadlines/ready/2026-11-23/",
            f"/{lang}/letters/reminder/",
        ]
        found += [f"/{lang}/topics/{number}/" for number in site.topics]
        for flow in site.flows.values():
            found += [f"/{lang}/{flow.id}/", f"/{lang}/{flow.id}/map/"]
            found += [f"/{lang}/{flow.id}/{step}/" for step in flow.steps]
            found += [f"/api/{lang}/{flow.id}/", f"/api/{flow.id}.json"]
    return found


def damaged(dice: random.Random, site: Site, sound: list[str]) -> tuple[str, str]:
    """A path and a query: a sound address with some pieces lost, doubled, swapped or put in."""
    parts = dice.choice(sound).split("/")
    for _ in range(dice.randrange(4)):
        at = dice.randrange(len(parts))
        match dice.randrange(4):
            case 0:
                parts[at] = dice.choice(PIECES)
            case 1:
                parts.insert(at, dice.choice(PIECES))
            case 2:
                del parts[at]
                parts = parts or [""]
            case _:
                letters = list(parts[at])
                dice.shuffle(letters)
                parts[at] = "".join(letters)
    flow = dice.choice(list(site.flows.values()))
    words = [*flow.steps, *PIECES]
    answers = ["yes", "no", "unsure", *PIECES]
    pairs = [
        f"{dice.choice(words)}{dice.choice('==&')}{dice.choice(answers)}"
        for _ in range(dice.randrange(6))
    ]
    return "/".join(parts), "&".join(pairs)


@pytest.mark.e2e  # Graphviz draws the maps
@pytest.mark.parametrize("rounds", [2_500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_app_answers_random_requests_without_an_error(
    client: FlaskClient, shipped: Site, rounds: int
) -> None:
    """Each gets a known status, all headers and a page that does not repeat the input as HTML."""
    dice, sound = random.Random(20261123), addresses_of(shipped)  # noqa: S311  # the same requests every time
    seen: dict[str, int] = {}
    for number in range(rounds):
        path, query = damaged(dice, shipped, sound)
        method = dice.choice(["GET"] * 8 + ["HEAD", "POST", "BREW"])
        environment = EnvironBuilder(method=method).get_environ()
        environment["PATH_INFO"] = "/" + path.lstrip("/").encode("utf-8", "surrogateescape").decode(
            "latin-1"
        )
        environment["QUERY_STRING"] = query.encode("utf-8", "surrogateescape").decode("latin-1")
        if dice.random() < 0.3:
            name = dice.choice(list(HEADERS_SENT))
            environment[name] = dice.choice(HEADERS_SENT[name])
        chunks, status, headers = run_wsgi_app(client.application, environment, buffered=True)
        body, case = b"".join(chunks), (number, method, path, query)
        assert status[:3] in STATUSES, case
        seen[status[:3]] = seen.get(status[:3], 0) + 1
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, case
        assert "Set-Cookie" not in headers, case
        assert "X-Bad" not in headers, case
        assert not re.search(r"^(https?:)?[/\\]{2}", headers.get("Location", "")), case
        assert b"<script>" not in body.replace(b'<script src="/', b""), case
        assert b"Traceback" not in body, case
    assert sum(seen.values()) == rounds
    assert (
        min(seen.get(status, 0) for status in ("200", "303", "308", "404", "405")) > rounds / 200
    ), seen
