"""The files of deploy/ with nginx: the exported site, and two applications behind a cache."""

from __future__ import annotations

import gzip
import itertools
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from functools import partial
from http.client import HTTPMessage
from importlib.resources import files
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.datastructures import Headers

from tests.accessibility import auditor
from tests.conftest import ROOT, Nginx, answers, free_port, wait_until
from wizard import create_app, load_flows
from wizard.model.site import Site
from wizard.web.security_headers import FOR_SUBRESOURCES, HEADERS, HSTS, IMMUTABLE

# The tests share the applications and the export, so all of them run in one worker process.
pytestmark = pytest.mark.e2e

PAGE = "/en/my-data/federal-look-up/"
# What is sent to a client with this `Accept-Encoding`: by the application, with or without nginx in
# front of it; and by nginx from the files. "-" is no content coding.
CODINGS = {
    None: ("-", "-"),
    "": ("-", "-"),
    "br": ("br", "br"),
    "BR": ("br", "br"),
    "gzip": ("gzip", "gzip"),
    "gzip, deflate, br, zstd": ("br", "br"),  # Chromium, Firefox
    "gzip, deflate, br": ("br", "br"),  # Safari
    "br,gzip": ("br", "br"),
    "gzip,deflate": ("gzip", "gzip"),
    "deflate": ("-", "-"),
    "identity": ("-", "-"),
    "identity, gzip": ("gzip", "gzip"),
    "x-br": ("-", "-"),
    "x-gzip, brotli": ("-", "-"),
    "br;q=0": ("-", "-"),
    "br;q=0.000, gzip;q=0": ("-", "-"),
    "gzip, br;q=0": ("gzip", "gzip"),
    "br; q=0, gzip": ("gzip", "gzip"),
    "br;q=1.0, gzip;q=0.8, *;q=0.1": ("br", "br"),
    "gzip;q=1.0,deflate;q=0.6,identity;q=0.3": ("gzip", "gzip"),  # Ruby
    "identity;q=0, br": ("br", "br"),
    "identity, *;q=0": ("-", "-"),
    "identity;q=1, *;q=0": ("-", "-"),  # browsers, for media
    # For files, nginx knows no order of preference and no star, does not answer 406, and reads a
    # list without commas. RFC 9110 allows the first three, and does not know the last.
    "gzip;q=1.0, br;q=0.5": ("gzip", "br"),
    "identity, br;q=0.5": ("-", "br"),
    "*": ("br", "-"),
    "*, br;q=0": ("gzip", "-"),
    "*;q=0": ("406", "-"),
    "identity;q=0": ("406", "-"),
    "identity;q=0, br;q=0, gzip;q=0": ("406", "-"),
    "br gzip": ("-", "br"),
}
QUICK = {"rate=50r/s": "rate=100000r/s", "wizard_connections 100": "wizard_connections 1000"}


@pytest.fixture(scope="module")
def apps() -> Iterator[dict[int, subprocess.Popen[bytes]]]:
    """Yield two processes of the application, by their ports."""
    running = {port: start(port) for port in (free_port(), free_port())}
    for port in running:
        wait_until(lambda port=port: answers(port))  # type: ignore[misc]
    yield running
    for process in running.values():
        process.terminate()
        process.wait(60)


def start(port: int) -> subprocess.Popen[bytes]:
    """Start the application on a port."""
    command = [sys.executable, "-m", "wizard.cli", "run", str(ROOT / "flows"), "--port", str(port)]
    command += ["--origin", "https://example.org", "--workers", "1"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)


@pytest.fixture
def proxy(apps: dict[int, subprocess.Popen[bytes]], nginx: Callable[..., Nginx]) -> Nginx:
    """Return an nginx with deploy/nginx.conf and an empty cache in front of both applications."""
    ports = {
        f"127.0.0.1:{there}": f"127.0.0.1:{port}"
        for there, port in zip((8001, 8002), apps, strict=True)
    }
    return nginx("nginx.conf", ports | QUICK)


@pytest.fixture(scope="module")
def app(shipped: Site) -> Iterator[FlaskClient]:
    """Yield a test client of the application, which knows its public URL."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIZARD_ORIGIN", "https://example.org")
        yield create_app(shipped).test_client()


def test_proxy_passes_responses_on_unchanged(proxy: Nginx, app: FlaskClient) -> None:
    """Status, body and each header, of pages, files, redirects and errors, with the public URL."""
    for path in (
        "/",
        PAGE,
        "/es/letters/reminder/letter.pdf",
        "/en/nothing/",
        "/en/my-data/held-license/",
        "/en/my-data/?" + "a" * 5000,
    ):
        here = app.get(path, base_url="https://example.org")
        status, headers, body = proxy.get(path)
        assert (status, body) == (here.status_code, here.data), path
        for name in (
            *HEADERS,
            *HSTS,
            "Cache-Control",
            "Content-Type",
            "ETag",
            "Location",
            "X-Robots-Tag",
            "Set-Cookie",
        ):
            assert headers.get_all(name, []) == here.headers.getlist(name), (path, name)
    assert b"https://example.org" + PAGE.encode() in proxy.get(PAGE)[2]


def test_proxy_caches_pages_without_answers(
    proxy: Nginx, apps: dict[int, subprocess.Popen[bytes]]
) -> None:
    """While both applications are stopped, cached pages are served in each coding.

    The cache contains nothing that depends on a reader.
    """
    today = date.today()
    personal = [
        "/en/my-data/held-license/?topic=holds",
        f"/en/deadlines/ready/{today}/",
        f"/en/deadlines/ready/{today}/dates.ics",
        f"/en/deadlines/ready/{today:%Y-%m}/",
        "/en/deadlines/ready/2000-01-01/",
    ]
    for accepted in CODINGS:
        assert proxy.get(PAGE, Accept_Encoding=accepted or "")[0] in (200, 406)
    for path in personal:
        for coding in ("", "br", "br;q=0.5"):
            assert proxy.get(path, Accept_Encoding=coding)[0] in (200, 404), path
    for process in apps.values():
        os.killpg(process.pid, signal.SIGSTOP)
    try:
        for coding in ("", "gzip", "br", "br, gzip", "deflate"):
            assert proxy.get(PAGE, Accept_Encoding=coding)[0] == 200
        held = [path.read_bytes() for path in proxy.log.parent.rglob("wizard/*/*/*")]
        assert len(held) == 3
        assert not any(path.encode() in text for text in held for path in personal)
    finally:
        for process in apps.values():
            os.killpg(process.pid, signal.SIGCONT)


def test_each_way_to_serve_sends_a_coding_that_the_client_accepts(
    proxy: Nginx, static_site: Nginx, app: FlaskClient, written: Path
) -> None:
    """The proxy sends what the application would send, whichever copies its cache has."""
    page = app.get(PAGE, base_url="https://example.org").data
    file = (written / PAGE[1:] / "index.html").read_bytes()
    found, in_cache = {}, {"br": "br", "gzip": "gzip", "": "-"}
    for accepted, (expected, _) in CODINGS.items():
        asked = {} if accepted is None else {"Accept-Encoding": accepted}
        here = app.get(PAGE, base_url="https://example.org", headers=asked)
        assert coding_of(here.status_code, here.headers, here.data)[0] == expected, accepted
        asked = {name.replace("-", "_"): value for name, value in asked.items()}
        through_proxy, body = coding_of(*proxy.get(PAGE, **asked))
        assert body == (here.data if expected == "406" else page), accepted
        from_files, body = coding_of(*static_site.get(PAGE, **asked))
        assert body == file, accepted
        found[accepted] = (through_proxy, from_files)
        for common, coding in in_cache.items():
            assert coding_of(*proxy.get(PAGE, Accept_Encoding=common)) == (coding, page), accepted
    assert found == CODINGS


def coding_of(status: int, headers: Headers | HTTPMessage, body: bytes) -> tuple[str, bytes]:
    """Return the content coding of a response, or its status if that is an error; and its text."""
    coding = headers.get("Content-Encoding", "-")
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, "-": bytes}[coding]
    assert "Accept-Encoding" in (headers.get("Vary") or "") or status != 200
    return coding if status == 200 else str(status), decode(body)


def test_no_two_urls_share_a_place_in_the_cache_of_the_proxy(proxy: Nginx) -> None:
    """A URL that ends with the name of a coding is not mistaken for another page in that coding."""
    for coding in ("br", "gzip"):
        assert proxy.get("/en/my-data/", Accept_Encoding=coding)[0] == 200
        status, headers, _ = proxy.get(f"/en/my-data/{coding}")
        assert status in (308, 404), coding
        assert "Content-Encoding" not in headers


@pytest.mark.slow
def test_proxy_loses_no_request_if_one_app_is_killed(
    proxy: Nginx, apps: dict[int, subprocess.Popen[bytes]]
) -> None:
    """Eight readers request pages that are not cached while one application dies and restarts."""
    paths = [f"/en/my-data/held-license/?topic={answer}" for answer in ("holds", "see")]
    expected = {path: proxy.get(path) for path in paths}
    assert {status for status, *_ in expected.values()} <= {200, 303}
    done, ended = [0], threading.Event()

    def read(number: int) -> list[int]:
        wrong = []
        for turn in itertools.count(number):
            if ended.is_set():
                break
            path = paths[turn % len(paths)]
            status, _, body = proxy.get(path)
            done[0] += 1
            if (status, body) != (expected[path][0], expected[path][2]):
                wrong.append(status)
        return wrong

    victim = next(iter(apps))
    with ThreadPoolExecutor(8) as readers:
        results = [readers.submit(read, number) for number in range(8)]
        try:
            wait_until(lambda: done[0] > 200)
            os.killpg(apps[victim].pid, signal.SIGKILL)
            apps[victim].wait(60)
            before = done[0]
            wait_until(lambda: done[0] > before + 400)
        finally:
            ended.set()
        assert [result.result() for result in results] == [[]] * 8
    apps[victim] = start(victim)
    wait_until(lambda: answers(victim))
    assert proxy.get(paths[0])[2] == expected[paths[0]][2]


@pytest.mark.parametrize("which", ["proxy", "static_site"])
def test_nginx_offers_http_2_and_refuses_old_tls(
    request: pytest.FixtureRequest, which: str, browser: Browser
) -> None:
    """A browser reads a page over HTTP/2 with no message on its console. Sessions are resumed."""
    site: Nginx = request.getfixturevalue(which)
    host, port = site.address.split(":")
    site.trust.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", int(port))) as plain,
        site.trust.wrap_socket(plain, server_hostname=host) as secure,
    ):
        assert secure.selected_alpn_protocol() == "h2"
        assert secure.version() == "TLSv1.3"
    site.trust.set_alpn_protocols(["http/1.1"])
    site.trust.maximum_version = ssl.TLSVersion.TLSv1_2
    session = None
    for resumed in (False, True):
        with (
            socket.create_connection(("127.0.0.1", int(port))) as plain,
            site.trust.wrap_socket(plain, server_hostname=host, session=session) as secure,
        ):
            assert secure.session_reused is resumed
            session = secure.session
            assert session
            assert not session.has_ticket
            # nginx keeps the session only after its last message of the handshake, so wait for the
            # end of an answer.
            secure.sendall(b"GET /en/ HTTP/1.0\r\nHost: example.org\r\n\r\n")
            while secure.recv(4096):
                pass
    site.trust.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", int(port))) as plain,
        pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"),
    ):
        old.wrap_socket(plain, server_hostname=host)
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(f"https://{site.address}/en/my-data/")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
    page.locator(".answers li:nth-child(3) a").click()
    page.locator("h1", has_text="Have you ever had").wait_for()
    page.locator(".answers a").last.wait_for()
    context.close()
    assert messages == []


@pytest.mark.parametrize("which", ["proxy", "static_site"])
def test_nginx_logs_do_not_record_who_read_what(request: pytest.FixtureRequest, which: str) -> None:
    """A line has the status, size and time only. Neither log names an IP address or a page."""
    site: Nginx = request.getfixturevalue(which)
    marked = {
        "User_Agent": "Marker",
        "Referer": "https://evil.example/marker",
        "Cookie": "marker=1",
    }
    before = site.log.read_text("utf-8").count("\n")
    for path in (
        PAGE,
        "/en/marker/?topic=marker",
        "/en/my-data/held-license/?topic=holds",
        "/marker\\x00",
    ):
        site.get(path, **marked)
    wait_until(lambda: site.log.read_text("utf-8").count("\n") >= before + 4)
    for line in site.log.read_text("utf-8").splitlines():
        assert re.fullmatch(r"(GET|-) [1-5]\d\d \d+ \d+\.\d{3}", line), line
    errors = (site.log.parent / "errors").read_text("utf-8")
    assert not re.search("marker|127.0.0.1|my-data", errors, re.IGNORECASE)


@pytest.mark.parametrize("conf", ["nginx.conf", "static.conf"])
def test_no_other_site_of_the_machine_logs_readers_who_use_another_name(
    nginx: Callable[..., Nginx], certificate: Path, written: Path, conf: str
) -> None:
    """www. is redirected. An old name and the IP address get no response, with and without TLS."""

    def other(plain_port: int, port: int, folder: Path) -> str:
        return f"""
            server {{
                listen 127.0.0.1:{plain_port};
                listen 127.0.0.1:{port} ssl;
                server_name other.example;
                ssl_certificate {certificate}/fullchain.pem;
                ssl_certificate_key {certificate}/privkey.pem;
                access_log {folder}/other.log;
                error_log {folder}/other.log info;
                return 204;
            }}
        """

    site = nginx(conf, {"/srv/wizard/site": str(written)} if "static" in conf else {}, other)
    question = "/en/my-data/own-car/?held-license=yes"
    for name in ("example.org", "www.example.org"):
        response = raw_response(site, name, question)
        assert response.startswith(b"HTTP/1.1 301 "), name
        assert f"Location: https://example.org{question}\r\n".encode() in response, name
    for name in ("127.0.0.1", "old.example", "[::1]"):
        assert raw_response(site, name, question) == b"", name
        assert raw_response(site, name, question, "example.org") == b"", name
        with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
            raw_response(site, name, question, name)
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        raw_response(site, "", question, None)
    assert raw_response(site, "", question).startswith(b"HTTP/1.1 400 ")
    assert (site.log.parent / "other.log").read_text("utf-8") == ""
    assert raw_response(site, "other.example", "/x").startswith(b"HTTP/1.1 204 ")
    wait_until(lambda: "GET /x" in (site.log.parent / "other.log").read_text("utf-8"))
    assert "own-car" not in (site.log.parent / "other.log").read_text("utf-8")
    assert site.log.read_text("utf-8") == ""


def raw_response(site: Nginx, name: str, path: str, tls_name: str | None = "") -> bytes:
    """Return what nginx sends to a request for a name, over TLS unless the TLS name is empty."""
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    port = site.plain_port if tls_name == "" else int(site.address.split(":")[1])
    with ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 30))
        if tls_name != "":
            connection = stack.enter_context(
                trust.wrap_socket(connection, server_hostname=tls_name)
            )
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode()
        )
        return b"".join(iter(partial(connection.recv, 4096), b""))


def test_owner_of_domain_can_ask_for_https_on_all_its_hosts(
    apps: dict[int, subprocess.Popen[bytes]], nginx: Callable[..., Nginx], written: Path
) -> None:
    """The lines that are commented out work. Browsers follow the first of several headers."""
    uncomment = {"# proxy_hide_header": "proxy_hide_header", "# add_header": "add_header"}
    there = ("127.0.0.1:8001", "127.0.0.1:8002")
    ports = {name: f"127.0.0.1:{port}" for name, port in zip(there, apps, strict=True)}
    proxy = nginx("nginx.conf", ports | uncomment)
    del uncomment["# proxy_hide_header"]
    files = nginx("static.conf", {"/srv/wizard/site": str(written)} | uncomment)
    all_hosts = "max-age=31536000; includeSubDomains"
    for path in ("/", PAGE, "/en/nothing/"):
        assert proxy.get(path)[1].get_all("Strict-Transport-Security") == [all_hosts], path
        assert files.get(path)[1]["Strict-Transport-Security"] == all_hosts, path


def test_proxy_limits_requests_of_one_ip_address(
    apps: dict[int, subprocess.Popen[bytes]], nginx: Callable[..., Nginx]
) -> None:
    """After the burst, requests get 429, and the application does not see them."""
    ports = {
        f"127.0.0.1:{there}": f"127.0.0.1:{port}"
        for there, port in zip((8001, 8002), apps, strict=True)
    }
    site = nginx("nginx.conf", ports | {"burst=200": "burst=5", "rate=50r/s": "rate=1r/m"})
    statuses = [site.get(PAGE)[0] for _ in range(30)]
    assert statuses[:6] == [200] * 6
    assert 429 in statuses


def test_exported_site_has_headers_of_app(
    static_site: Nginx, app: FlaskClient, written: Path
) -> None:
    """Each file has the type, the security headers and the caching of the same file in the app."""
    for path in sorted(written.rglob("*")):
        name = str(path.relative_to(written)).removesuffix("index.html")
        if (
            path.is_dir()
            or path.suffix in (".gz", ".br")
            or name.startswith((".wizard", ".nojekyll", "_headers", "nginx"))
        ):
            continue
        here = app.get(f"/{name}", base_url="https://example.org")
        status, headers, body = static_site.get(f"/{name}")
        assert (status, body) == (200, path.read_bytes()), name
        for header, value in (HEADERS | HSTS).items():
            left_out = path.suffix in (".css", ".js") and header not in FOR_SUBRESOURCES
            assert headers.get_all(header) == (None if left_out else [value]), (name, header)
        if here.status_code != 200 or "/deadlines/" in name:
            continue
        assert headers["Content-Type"] == here.headers["Content-Type"], name
        if path.suffix != ".html":  # a page says itself whether it may be listed
            assert headers.get("X-Robots-Tag") == here.headers.get("X-Robots-Tag"), name
        if name.startswith("static/"):
            assert headers["Cache-Control"] == IMMUTABLE == here.headers["Cache-Control"]
        else:
            assert headers["Cache-Control"].startswith("public, max-age=300"), name


def test_exported_site_is_sent_compressed(static_site: Nginx, written: Path) -> None:
    """nginx sends the compressed files of the export, with `Vary`."""
    plain = (written / PAGE[1:] / "index.html").read_bytes()
    for coding in ("br", "gzip"):
        _, headers, body = static_site.get(PAGE, Accept_Encoding=coding)
        assert headers["Content-Encoding"] == coding
        assert headers["Vary"] == "Accept-Encoding"
        compressed = (
            written / PAGE[1:] / f"index.html.{'gz' if coding == 'gzip' else coding}"
        ).read_bytes()
        assert body == compressed
    assert brotli.decompress(static_site.get(PAGE, Accept_Encoding="br")[2]) == plain
    _, headers, _ = static_site.get(PAGE)
    status, _, body = static_site.get(PAGE, If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")


@pytest.mark.slow
def test_exported_site_is_accessible(static_site: Nginx, browser: Browser) -> None:
    """axe-core reports nothing on a page of each kind, and the browser keeps nothing."""
    audit = auditor((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 360, "height": 640})
    page = context.new_page()
    found = []
    for path in (
        "/",
        "/es/my-data/held-license~1/",
        PAGE,
        "/en/deadlines/ready/2026-11-23/",
        "/es/404.html",
    ):
        page.goto(f"https://{static_site.address}{path}")
        found += audit(page)
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
            0,
            0,
            "",
        ]
    context.close()
    assert not found, "\n".join(found)


def test_missing_page_of_export_is_404_in_language_of_reader(static_site: Nginx) -> None:
    """The page is not stored. The files for the server itself are missing too."""
    for path, words in (
        ("/en/nothing/", "Page not found"),
        ("/es/nada/", '<html lang="es"'),
        ("/x", "Page not found"),
    ):
        status, headers, body = static_site.get(path)
        assert status == 404, path
        assert words in body.decode(), path
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    for path in (
        "/.wizard-export",
        "/_headers",
        "/nginx-headers.conf",
        "/.nojekyll",
        "/en/index.html.br",
        "/en/index.html.gz",
        "/en/my-data/index.html.br",
    ):
        status, headers, body = static_site.get(path)
        assert (status, headers["Cache-Control"]) == (404, "no-store"), path
        assert "Page not found" in body.decode(), path
    status, headers, _ = static_site.get("/en/my-data")
    assert (status, headers["Location"]) == (301, "/en/my-data/")


def test_headers_file_has_headers_of_app(written: Path) -> None:
    """In `_headers`, for other hosts, each rule is a path and its headers. None sets one twice."""
    rules: dict[str, dict[str, str]] = {}
    for line in (written / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            rules[line] = {}
        else:
            name, _, value = line.strip().partition(": ")
            [*rules.values()][-1][name] = value
    assert rules["/*"] == HEADERS | HSTS
    assert rules["/static/*"] == {"Cache-Control": IMMUTABLE}
    assert all(not set(HEADERS) & set(headers) for path, headers in rules.items() if path != "/*")


def test_systemd_unit_is_sandboxed_and_starts_existing_command(tmp_path: Path) -> None:
    """It restarts for ever. If systemd is installed, its own checks pass too."""
    text = (ROOT / "deploy" / "wizard@.service").read_text("utf-8")
    options = dict(
        line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#")
    )
    assert options["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert {
        options[name]
        for name in (
            "NoNewPrivileges",
            "DynamicUser",
            "PrivateDevices",
            "ProtectHome",
            "MemoryDenyWriteExecute",
        )
    } == {"yes"}
    assert options["Restart"] == "always"
    assert options["RestartSec"] == "1"
    assert options["StartLimitIntervalSec"] == options["LimitCORE"] == "0"
    assert re.fullmatch(r"TZ=\w+/\w+", options["Environment"])
    command = options["ExecStart"].split()[1:]
    assert int(options["MemoryMax"].removesuffix("M")) >= 200 * (1 + int(command[-1]))
    shown = subprocess.run(
        [sys.executable, "-m", "wizard.cli", command[0], "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(word in shown.stdout for word in command if word.startswith("--"))
    if not (systemd := shutil.which("systemd-analyze")):
        return
    unit = tmp_path / "wizard@8001.service"
    unit.write_text(text.replace("/opt/wizard/bin/wizard", "/bin/true"), "utf-8")
    done = subprocess.run(
        [systemd, "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert not [line for line in done.stderr.splitlines() if "wizard@" in line], done.stderr


SED = '"s/example\\.org/$NAME/g"'


def test_manual_and_files_give_the_same_commands() -> None:
    """Each file that the manual names exists. The files name the same commands as the manual."""
    pages = [ROOT / "docs" / "how-to" / name for name in ("deploy.md", "static-export.md")]
    for page in pages:
        text = page.read_text("utf-8")
        blocks = "".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
        names = set(re.findall(r"deploy/[\w.@-]+", text))
        assert len(names) == (2 if page.name == "deploy.md" else 1)
        for name in names:
            conf = (ROOT / name).read_text("utf-8")
            assert "example.org" in conf
            typed = re.findall(r"^#   (.*)$", conf.partition("\n\n")[0], re.MULTILINE)
            typed = [command for command in typed if not command.startswith("wizard ")]
            assert len(typed) >= 4
            for command in itertools.chain.from_iterable(line.split(" && ") for line in typed):
                expected = command.replace("'s/example\\.org/guide.example.net/g'", SED)
                assert expected in blocks, command


def test_container_copies_existing_files_and_is_not_root() -> None:
    """It copies everything that the package is built from, and has a health check."""
    text = (ROOT / "Containerfile").read_text("utf-8")
    copied = {
        name
        for line in re.findall(r"^COPY (?!--)(.*)", text, re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*packed["only-include"], "pyproject.toml", "uv.lock", "README.md", "LICENSE"} <= copied
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.MULTILINE)
    assert text.count("pip install") == text.count("--require-hashes") + text.count("--no-index")
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    tool = next(package for package in lock if package["name"] == "uv")
    assert f"uv=={tool['version']} " in text
    hashes = re.findall(r"--hash=(\w+:\w+)", text)
    wheels = {wheel["hash"]: wheel["url"] for wheel in tool["wheels"]}
    assert [re.search(r"linux.*?_(x86_64|aarch64)", wheels[hash]) is None for hash in hashes] == [
        False,
        False,
    ]
    assert re.search(r"^ENV .*\bTZ=\w+/\w+$", text, re.MULTILINE)
    assert "--env WIZARD_ORIGIN=https://" in text
    assert "/healthz" in text
    command = re.search(r'^CMD \["(.*)"\]$', text, re.MULTILINE)
    assert command
    words = command[1].split('", "')
    assert words[1:3] == ["run", "/flows"]
    memory = re.search(r"--memory (\d+)m ", text)
    assert memory
    assert int(memory[1]) >= 200 * (1 + int(words[words.index("--workers") + 1]))
    assert load_flows(ROOT / "flows")
