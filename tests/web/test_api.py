"""The JSON API: pages as data, and the OpenAPI document that describes them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.conftest import ROOT
from tests.site.test_crawl import paths
from tests.web.example import GUIDE, OTHER
from wizard import create_app, create_blueprint, load_flows, replay
from wizard.model.flow import Flow
from wizard.model.site import Site
from wizard.web.flow_json import version_of
from wizard.web.openapi import document

pytestmark = pytest.mark.e2e  # the data of whole sites, with the pages of maps

Data = dict[str, Any]
Write = Callable[..., Path]
TODAY = date(2026, 11, 23)
MANUAL = (ROOT / "docs/reference/json-api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def everything(shipped: Site) -> dict[str, Data]:
    """Return the data of all URLs that links from `/api/` lead to.

    Of a month only the first date is followed, and of the trails only the short ones of one flow.
    """
    client, found, todo = (
        create_app(shipped, lambda: TODAY).test_client(),
        dict[str, Data](),
        ["/api/"],
    )
    while todo:
        address = todo.pop()
        if address not in found and (
            "?" not in address or re.match("/api/en/my-data/[^&]*(&[^&]*)?$", address)
        ):
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code, response.location)
            found[address] = response.get_json()
            todo += links_in(found[address], first=found[address]["kind"] == "month")
    return found


def links_in(data: Any, first: bool = False) -> list[str]:
    """Return the URLs of data in some data, or only the first of each list of lists."""
    if isinstance(data, list):
        found = [link for item in data for link in links_in(item)]
        return found[:1] if first else found
    if not isinstance(data, dict):
        return []
    own = [data["data"]] if data.get("data") else []
    return own + [link for part in data.values() for link in links_in(part, first)]


def strict(node: Any) -> Any:
    """Return a schema that allows no other keys than those it names."""
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: strict(part) for key, part in node.items()}
    return closed | (
        {"additionalProperties": False} if "required" in closed and "properties" in closed else {}
    )


def test_data_fits_the_schema_of_its_path(everything: dict[str, Data], shipped: Site) -> None:
    """Every URL matches a path of the document, and its data has no undescribed key."""
    described = strict(document(shipped, "/"))
    # Paths with fewer parameters come first, because `/{lang}/sources/` is not a flow.
    paths = sorted(described["paths"].items(), key=lambda item: item[0].count("{"))
    validators = {}
    for path, operation in paths:
        content = operation["get"]["responses"]["200"]["content"]
        schema = {
            **content["application/json"]["schema"],
            "components": described["components"],
        }
        pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
        validators[pattern] = Draft202012Validator(schema)
    kinds = set[str]()
    for address, data in everything.items():
        validator = next(
            each
            for pattern, each in validators.items()
            if pattern.fullmatch(urlsplit(address).path)
        )
        assert [error.message for error in validator.iter_errors(data)] == [], address
        kinds.add(data["kind"])
    assert kinds >= {
        "door",
        "home",
        "start",
        "question",
        "outcome",
        "text",
        "topic",
        "map",
        "letter",
        "dates",
        "month",
    }


def test_data_has_the_content_of_its_page(everything: dict[str, Data], shipped: Site) -> None:
    """The heading, the answers with their links, the trail and the claims are the same."""
    client = create_app(shipped, lambda: TODAY).test_client()
    for address, data in everything.items():
        if data["kind"] not in ("question", "outcome"):
            continue
        soup = BeautifulSoup(client.get(address.removeprefix("/api")).text, "lxml")
        assert soup.h1 is not None
        assert soup.h1.get_text() == data["heading"], address
        assert [str(link["href"]) for link in soup.select(".trail a")] == [
            given["change"]["href"] for given in data["trail"]
        ]
        if data["kind"] == "question":
            links = [(link.get_text(), str(link["href"])) for link in soup.select(".answers a")]
            assert links == [(answer["label"], answer["href"]) for answer in data["answers"]]
        else:
            claims = [claim for part in data["claims"] for claim in part["items"]]
            assert [tag.get_text() for tag in soup.select(".claims > li > p")] == [
                claim["text"] for claim in claims
            ]
            levels = [
                (tag.find_parent(class_="known"), claim)
                for tag, claim in zip(soup.select(".claims > li"), claims, strict=True)
            ]
            for group, claim in levels:
                assert group is not None
                label = group.find(["h3", "summary"])
                assert label is not None
                assert claim["support"] in label.get_text(), address
            field = soup.select_one("input")
            assert field is not None
            assert field["value"] == data["share_url"]


def test_links_of_data_lead_along_the_same_steps_as_pages(shipped: Site) -> None:
    """This is true for every path of every flow."""
    client = create_app(shipped).test_client()
    known: dict[str, list[tuple[str, str]]] = {}

    def targets(address: str) -> list[tuple[str, str]]:
        """Return the page and the data that each answer of a question leads to."""
        if address not in known:
            data = client.get(f"/api{address}").get_json()
            html = client.get(address).text
            pages = re.findall(
                r'<li><a href="([^"]*)"',
                html[html.index('class="answers"') :].partition("</ul>")[0],
            )
            hrefs = [page.replace("&amp;", "&") for page in pages]
            urls = [answer["data"] for answer in data["answers"]]
            known[address] = list(zip(hrefs, urls, strict=True))
        return known[address]

    walked = 0
    for flow in shipped.flows.values():
        to = {question.id: question.answers for question in flow.questions()}
        for answers in paths(flow):
            page = f"/en/{flow.id}/{flow.start}/"
            data = f"/api{page}"
            for question, answer in answers.items():
                assert data == f"/api{page}"
                assert urlsplit(page).path == f"/en/{flow.id}/{question}/"
                number = [*to[question]].index(answer)
                page, data = targets(page)[number]
            assert data == f"/api{page}"
            walked += 1
    assert walked >= 100
    assert len(known) > 30


@pytest.mark.parametrize(
    ("address", "status", "location"),
    [
        (
            "/api/en/guide/county/?license=yes",
            303,
            "/api/en/guide/wants/?license=yes&sought=county",
        ),
        ("/api/en/guide/car/", 303, "/api/en/guide/"),
        ("/api/en/guide/know/?license=yes&wants=get", 303, "/api/en/other/end/"),
        ("/api/en/other/second/?first=yes", 303, "/api/en/other/second/"),
        ("/api/en/guide/plate/?license=no", 301, "/api/en/guide/car/?license=no"),
        ("/api/en/guide", 308, "/api/en/guide/"),
    ],
)
def test_data_redirects_to_the_data_of_the_target_of_its_page(
    small: FlaskClient, address: str, status: int, location: str
) -> None:
    """Pages of other sites may read the redirects too."""
    response = small.get(address)
    assert (response.status_code, response.location) == (status, location)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    page = small.get(address.removeprefix("/api"))
    assert (page.status_code, f"/api{page.location}") == (status, location)


def test_data_has_alert_if_an_answer_was_dropped(small: FlaskClient) -> None:
    """The alert is empty if all answers fit."""
    assert small.get("/api/en/guide/wants/?license=yes&car=no").get_json()["alert"]
    assert not small.get("/api/en/guide/wants/?license=yes").get_json()["alert"]


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/api/en/nope/", "GET", 404),
        ("/api/xx/", "GET", 404),
        ("/api/en/guide/nope/", "GET", 404),
        ("/api/a/b/c/d/e/", "GET", 404),
        ("/api/nope.json", "GET", 404),
        ("/api/en/", "POST", 405),
        ("/api/en/?" + "a" * 4097, "GET", 414),
        ("/api/en/?%ff\udcff", "GET", 400),
    ],
    ids=lambda value: str(value)[:20],
)
def test_error_of_data_is_data(small: FlaskClient, address: str, method: str, status: int) -> None:
    """All errors have the same keys, and no cache stores them."""
    path, _, query = address.partition("?")
    environment = {"QUERY_STRING": query.encode("utf-8", "surrogateescape").decode("latin-1")}
    response = small.open(path, method=method, environ_overrides=environment)
    assert response.status_code == status
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    error = response.get_json()
    assert (error["kind"], error["status"]) == ("error", status)
    assert error["heading"]
    assert error["text"]


def test_data_is_cached_like_its_page(client: FlaskClient) -> None:
    """Data without answers has an ETag; data with answers is not stored; none is indexed."""
    bare = client.get("/api/en/my-data/federal-look-up/")
    page = client.get("/en/my-data/federal-look-up/")
    assert bare.headers["Cache-Control"] == page.headers["Cache-Control"]
    again = client.get(
        "/api/en/my-data/federal-look-up/", headers={"If-None-Match": bare.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert bare.headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in page.headers
    own = client.get("/api/en/my-data/held-license/?topic=holds")
    assert (own.headers["Cache-Control"], "ETag" in own.headers) == ("no-store", False)
    assert own.headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet"


def test_other_sites_may_read_data_but_no_page(client: FlaskClient) -> None:
    """Data is public, but pages do not allow other origins."""
    for address in (
        "/api/en/",
        "/api/en/my-data/held-license/?topic=holds",
        "/api/en/nope/",
        "/api/en",
    ):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*", address
    for address in ("/", "/en/my-data/topic/", "/api-nope/", "/robots.txt"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers, address


def test_version_changes_with_a_word_of_its_flow(write: Write) -> None:
    """The version of another flow stays the same."""
    texts = {
        "guide": GUIDE.replace("title: A guide", "title: A guide\nreviewed: 2026-11-23"),
        "other": OTHER,
    }
    before = create_app(load_flows(write(**texts))).test_client()
    versions = before.get("/api/en/guide/license/").get_json()["versions"]
    assert versions == {"format": 1, "flow": versions["flow"], "reviewed": "2026-11-23"}
    texts["guide"] = texts["guide"].replace("text: For some.", "text: For a few.")
    after = create_app(load_flows(write(**texts))).test_client()
    for name, same in (("guide/license", False), ("other/first", True)):
        pair = [
            client.get(f"/api/en/{name}/").get_json()["versions"]["flow"]
            for client in (before, after)
        ]
        assert (pair[0] == pair[1]) is same, name
    assert before.get("/api/en/").get_json()["versions"] == {
        "format": 1,
        "flow": "",
        "reviewed": "",
    }


def same(one: Flow, other: Flow) -> bool:
    """Return whether two flows are the same except for the names of shared claims."""
    return version_of(one) == version_of(other) and all(
        [*replay(one, answers).answers()] == [*replay(other, answers).answers()]
        for answers in paths(one)
    )


@pytest.mark.parametrize("prefix", ["/help", "/a/b/c"])
def test_data_below_a_prefix_links_to_data_below_it(shipped: Site, prefix: str) -> None:
    """Links, redirects and the document have the prefix, also behind a proxy that strips a part."""
    host = Flask("host")
    host.register_blueprint(create_blueprint(shipped), url_prefix=prefix)
    for root in ("", "/outer"):
        get = partial(host.test_client().get, base_url=f"http://localhost{root}")
        data = get(f"{prefix}/api/en/my-data/topic/").get_json()
        assert [
            link for link in links_in(data) if not re.match(f"{root}{prefix}/api/e[ns]/", link)
        ] == []
        assert data["answers"][0]["href"].startswith(f"{root}{prefix}/en/")
        moved = get(f"{prefix}/api/en/my-data/nope-look-up/")
        assert (moved.status_code, moved.get_json()["status"]) == (404, 404)
        redirect = get(f"{prefix}/api/en/my-data/federal-look-up/?topic=who")
        assert str(redirect.location).startswith(
            f"{root}{prefix}/api/en/my-data/who-looks/?topic=who"
        )
        described = get(f"{prefix}/api/openapi.json").get_json()
        assert described["servers"] == [{"url": f"{root}{prefix}"}]


# The fuzzer


def test_example_of_the_manual_walks_a_flow(server: str, tmp_path: Path) -> None:
    """The example is run as it is, against a real server, with typed answers."""
    (program,) = re.findall(r"```python\n(.*?)```", MANUAL, re.DOTALL)
    assert len(program.splitlines()) <= 30
    (tmp_path / "walk.py").write_text(program, "utf-8")
    done = subprocess.run(
        [sys.executable, "walk.py", f"{server}/api/en/my-data/"],
        cwd=tmp_path,
        input="3\n1\n1\n1\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Your license record has more than your name" in done.stdout
    assert "[1] Yes" in done.stdout
    assert f"{server}/en/my-data/kept-license/" in done.stdout
