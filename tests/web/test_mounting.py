"""The guide inside a host application, which changes neither of them."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from flask import Flask, Response, render_template_string
from flask_babel import Babel  # type: ignore[import-untyped]
from werkzeug.exceptions import default_exceptions

from tests.conftest import ROOT
from tests.site.test_crawl import TODAY, asker, crawl
from wizard import create_app, create_blueprint
from wizard.model.site import Site
from wizard.web.security_headers import HEADERS

MANUAL = (ROOT / "docs/how-to/mount.md").read_text("utf-8")
PROGRAM, PROXIED = re.findall(r"```python\n(.*?)```", MANUAL, re.DOTALL)
LINKS, QUESTION = re.findall(r"```html\n(.*?)```", MANUAL, re.DOTALL)
PREFIXES = ("/help", "/a/b")
STEP = "/en/my-data/topic/"


def office(shipped: Site, folder: Path) -> Flask:
    """A host with its own static files, error page, headers, translations and context."""
    (folder / "templates").mkdir()
    (folder / "static").mkdir()
    (folder / "static" / "own.css").write_text("h1 {color: red}", "utf-8")
    host = Flask("office", root_path=str(folder))
    Babel(host, default_locale="fr")

    @host.errorhandler(404)
    def lost(error: Exception) -> tuple[str, int]:
        return "The office has no such page.", 404

    @host.after_request
    def tag(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", "default-src https://office.example")
        response.headers["X-Office"] = "open"
        return response

    @host.context_processor
    def names() -> dict[str, str]:
        return {"page": "the office's own", "links": "the office's own"}

    host.add_url_rule(
        "/", "index", lambda: render_template_string("<p>{{ page }}, {{ _('Back') }}</p>")
    )
    host.register_blueprint(create_blueprint(shipped, today=lambda: TODAY), url_prefix=PREFIXES[0])
    host.register_blueprint(
        create_blueprint(shipped, "second", lambda: TODAY), url_prefix=PREFIXES[1]
    )
    return host


@pytest.fixture(scope="module")
def host(shipped: Site, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The office with the guide mounted twice."""
    return office(shipped, tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def alone(shipped: Site) -> dict[str, str]:
    """Every page without a trail of the guide on its own."""
    return crawl(asker(create_app(shipped, lambda: TODAY).test_client()), "/", trails=False)


@pytest.mark.e2e  # a crawl of all pages, with the pictures of maps
@pytest.mark.parametrize("prefix", PREFIXES)
def test_mounted_pages_differ_only_by_the_prefix(
    host: Flask, alone: dict[str, str], prefix: str
) -> None:
    """A crawl by links finds the same pages as without the host."""
    mounted = crawl(asker(host.test_client()), f"{prefix}/", trails=False)
    assert {address.removeprefix(prefix) for address in mounted} == set(alone)
    links = re.compile(
        rf'((?:href|src|data-shown|data-index|value)="(?:http://localhost)?|body=http%3A//localhost|text=http%3A//localhost){prefix}/'
    )
    for address, html in alone.items():
        under = mounted[f"{prefix}{address}"]
        assert plain(links.sub(r"\1/", under)) == plain(html), address


def plain(html: str) -> str:
    """Return a page without what else a prefix changes: shared URL, QR code, size of a file."""
    changed = r'<svg[^>]* class="qr".*?</svg>|http(:|%3A)//localhost\S*|\d+ kB'
    return re.sub(changed, "", html, flags=re.DOTALL)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_mounted_guide_has_its_own_headers_and_errors(
    host: Flask, shipped: Site, prefix: str
) -> None:
    """This is true even if the host has an error page. Headers that the host sets are added."""
    client = host.test_client()
    for address, status in {
        "/": 200,
        STEP: 200,
        "/en/my-data/held-license/?topic=holds": 200,
        "/en/my-data/federal-look-up/?topic=who": 303,
        "/en/my-data/nope/": 404,
        "/api/en/my-data/nope/": 404,
        "/en/deadlines/ready/2026-13-23/": 404,
        "/en/?" + "a" * 5000: 414,
        "/robots.txt": 200,
    }.items():
        response = client.get(prefix + address)
        assert response.status_code == status, address
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS, address
        assert response.headers["X-Office"] == "open"
        assert "Set-Cookie" not in response.headers
        assert "The office has no such page." not in response.text
    assert client.get(f"{prefix}/api/en/nope/").get_json()["kind"] == "error"


def test_host_keeps_its_own_pages_headers_and_errors(host: Flask) -> None:
    """Below the prefix, it still answers the URLs that no page could have."""
    client = host.test_client()
    assert client.get("/").text == "<p>the office&#39;s own, Back</p>"
    with client.get("/static/own.css") as style:
        assert style.get_data(as_text=True) == "h1 {color: red}"
    for address in ("/", "/nope", "/help/a/b/c/d/e/f", "/api/en/", "/en/my-data/"):
        response = client.get(address)
        assert (
            response.headers["Content-Security-Policy"] == "default-src https://office.example"
        ), address
        assert {name for name in HEADERS if name in response.headers} == {
            "Content-Security-Policy"
        }, address
        assert response.status_code == 200 or response.text == "The office has no such page.", (
            address
        )
    assert client.post("/").status_code == 405
    assert "You cannot send anything to this page" not in client.post("/").text


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/en/?a=\xff", {}, 400),
        ("/en/nope/", {}, 404),
        ("/en/", {"Accept-Encoding": "identity;q=0, *;q=0"}, 406),
        ("/en/?" + "a" * 5000, {}, 414),
        ("/es/", {}, 500),
    ],
    ids=["400", "404", "406", "414", "500"],
)
def test_blueprint_answers_its_errors_in_a_host_that_handles_every_code(
    shipped: Site, tmp_path: Path, path: str, headers: dict[str, str], status: int
) -> None:
    """The guide's error page is shown, although the host has its own page for each code."""
    (tmp_path / "templates" / "wizard").mkdir(parents=True)
    (tmp_path / "templates" / "wizard" / "home.html").write_text("{{ 1 / (page.lang == 'en') }}")
    host = Flask("office", root_path=str(tmp_path))
    for code in (code for code in default_exceptions if code >= 400):
        host.register_error_handler(code, lambda error: ("The office's page.", 599))
    host.register_blueprint(create_blueprint(shipped), url_prefix="/help")
    response = host.test_client().get(f"/help{path}", headers=headers)
    assert response.status_code == status
    assert "The office's page." not in response.text
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert host.test_client().get("/nope").text == "The office's page."


def test_header_of_the_host_wins(shipped: Site) -> None:
    """The guide sets its headers before the `after_request` functions of the host."""
    host = Flask("office")
    host.register_blueprint(create_blueprint(shipped), url_prefix="/help")

    @host.after_request
    def insist(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    assert (
        host.test_client().get(f"/help{STEP}").headers["Content-Security-Policy"]
        == "default-src 'self'"
    )


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application of the manual, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flows").symlink_to(ROOT / "flows")
    (tmp_path / "templates" / "wizard").mkdir(parents=True)
    (tmp_path / "templates" / "index.html").write_text(LINKS, "utf-8")
    (tmp_path / "templates" / "wizard" / "question.html").write_text(QUESTION, "utf-8")
    (tmp_path / "office.py").write_text(PROGRAM + PROXIED, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    app = runpy.run_path(str(tmp_path / "office.py"), run_name="office")["app"]
    assert isinstance(app, Flask)
    return app


def test_application_of_the_manual_links_to_both_guides(example: Flask) -> None:
    """Each link of its first page goes to a page of the guide under its prefix."""
    client = example.test_client()
    links = re.findall('href="([^"]*)"', client.get("/").text)
    assert links == ["/help/en/my-data/", "/about/guide/es/"]
    assert [client.get(link).status_code for link in links] == [200, 200]


def test_template_of_the_host_replaces_that_of_the_guide(example: Flask) -> None:
    """All other pages stay the same, and so do the layout around it and its links."""
    client = example.test_client()
    for prefix in ("/help", "/about/guide"):
        html = client.get(prefix + STEP).text
        assert "Our office can help: call 555-0100." in html
        assert 'class="leave"' in html
        assert f'href="{prefix}/en/my-data/held-license/?topic=holds"' in html
        assert "Our office can help" not in client.get(f"{prefix}/en/my-data/").text


def test_template_of_the_host_gets_the_context_of_the_host(example: Flask, tmp_path: Path) -> None:
    """`page` and `_` are still those of the guide."""
    (tmp_path / "templates" / "wizard" / "question.html").write_text(
        "{{ phone }} {{ page.heading }} {{ _('Back') }}"
    )
    example.context_processor(lambda: {"phone": "555-0101", "page": "the host's", "_": str.upper})
    text = example.test_client().get("/help/es/my-data/topic/").text
    assert re.fullmatch(r"555-0101 ¿Qué quiere saber\? Atrás", text)


def test_links_are_correct_behind_a_proxy_that_strips_a_path(example: Flask) -> None:
    """With ProxyFix as in the manual, links, redirects, files, data and the sitemap are correct."""
    client = example.test_client()
    proxied = {
        "X-Forwarded-Prefix": "/outer",
        "X-Forwarded-Host": "guide.example",
        "X-Forwarded-Proto": "https",
    }

    def get(address: str) -> str:
        return client.get(address, headers=proxied).text

    assert 'href="/outer/help/en/my-data/held-license/?topic=holds"' in get(f"/help{STEP}")
    assert 'value="https://guide.example/outer/help/en/my-data/federal-look-up/"' in get(
        "/help/en/my-data/federal-look-up/"
    )
    assert "<loc>https://guide.example/outer/help/en/my-data/</loc>" in get("/help/sitemap.xml")
    assert '"data":"/outer/help/api/en/my-data/held-license/?topic=holds"' in get(
        f"/help/api{STEP}"
    )
    moved = client.get("/help/en/my-data/federal-look-up/?topic=who", headers=proxied)
    assert str(moved.location).startswith("/outer/help/en/my-data/who-looks/?")
    slash = client.get("/help/en/my-data", headers=proxied)
    assert str(slash.location).endswith("/outer/help/en/my-data/")
    for file in re.findall(r'(?:src|href)="(/outer/help/static/[^"]*)"', get(f"/help{STEP}")):
        assert client.get(file.removeprefix("/outer"), headers=proxied).status_code == 200


def test_links_are_correct_below_a_script_name(host: Flask) -> None:
    """A server that mounts the application below a path sets SCRIPT_NAME."""
    response = host.test_client().get(f"/help{STEP}", base_url="http://localhost/outer/")
    assert set(re.findall(r'(?:src|href)="(/[a-z]+)', response.text)) == {"/outer"}
