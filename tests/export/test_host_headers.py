"""Headers as configuration files of static hosts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Nginx
from tests.event_rows import COUNTING, write_events
from tests.pages.example import FILES, TODAY, make_site
from wizard import create_app, load_flows
from wizard.export import snapshot
from wizard.export.host_headers import PATHS, headers_file, nginx_file
from wizard.export.static_site import export
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

EVERY = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def headers_of(text: str, uri: str) -> list[tuple[str, str]]:
    """Return the headers that hosts with the file `_headers` add to a response, of all paths."""
    headers = []
    for block in re.split(r"\n(?=/)", text.rstrip()):
        path, *lines = block.split("\n")
        pattern = re.sub(r":[a-z]+", "[^/]+", re.escape(path)).replace(r"\*", ".*")
        if re.fullmatch(pattern, uri):
            headers += [
                (name, value) for name, value in (line.strip().split(": ", 1) for line in lines)
            ]
    return headers


def test_headers_file_has_a_block_for_each_path() -> None:
    """The first block is for all paths. Each path has the prefix, each header is indented."""
    blocks = re.split(r"\n(?=/)", headers_file("/help", EVERY, PATHS).rstrip())
    assert blocks[0] == "/help/*\n  Referrer-Policy: no-referrer\n  X-Content-Type-Options: nosniff"
    assert [block.split("\n")[0] for block in blocks[1:]] == [f"/help{path}" for path in PATHS]
    assert "/help/:lang/search.json\n  X-Robots-Tag: noindex" in blocks


def test_nginx_file_matches_the_urls_of_each_path() -> None:
    """A pattern matches any language and any id, but no longer URL unless it ends with `*`."""
    text = nginx_file("/help", EVERY, ("en",), PATHS)
    patterns = re.findall(r'if \(\$uri ~ "(\^[^"]+)"\)', text)
    *patterns, subresources = patterns
    assert len(patterns) == len(PATHS)
    assert re.search(subresources, "/help/static/wizard.0123456789.css")
    assert re.search(subresources, "/help/static/wizard.0123456789.js")
    assert not re.search(subresources, "/help/static/icon.0123456789.svg")
    assert not re.search(subresources, "/help/en/map.css/")

    def matching(uri: str) -> int:
        return sum(bool(re.search(pattern, uri)) for pattern in patterns)

    assert matching("/help/static/wizard.0123456789.css") == 1
    assert matching("/help/es/deadlines/ready/2026-11-23/dates.ics") == 1
    assert matching("/help/en/letters/note/letter.pdf") == 1
    assert matching("/help/en/search.json") == 1
    assert matching("/help/en/guide/end/packet.pdf") == 1
    assert matching("/help/en/guide/offline/guide.html") == 1
    for uri in ("/en/search.json", "/help/en/search.json.br", "/help/en/a/b/map.svg", "/help/en/"):
        assert matching(uri) == 0, uri


def test_nginx_file_adds_every_header_to_every_response() -> None:
    """`always` includes errors. A header that only some paths have is in a variable."""
    lines = nginx_file("", EVERY, ("en",), PATHS).splitlines()
    assert 'add_header X-Content-Type-Options "nosniff" always;' in lines
    assert 'set $wizard_referrer_policy "no-referrer";' in lines
    assert '    set $wizard_referrer_policy "";' in lines  # stylesheets and scripts
    assert "add_header Referrer-Policy $wizard_referrer_policy always;" in lines
    assert "add_header Cache-Control $wizard_cache_control always;" in lines
    assert 'set $wizard_x_robots_tag "";' in lines


def test_guide_as_one_file_is_saved_and_not_shown() -> None:
    """The policy of the site would block its styles."""
    block = "/:lang/:flow/offline/guide.html\n  Content-Disposition: attachment\n"
    assert block in headers_file("", EVERY, PATHS)
    assert 'set $wizard_content_disposition "attachment";' in nginx_file("", EVERY, ("en",), PATHS)


def test_nginx_file_has_an_error_page_for_each_language() -> None:
    """The first language has the page that is shown for all other URLs."""
    text = nginx_file("/help", EVERY, ("en", "es"), PATHS)
    assert "error_page 404 /help/404.html;" in text
    assert "location /help/es/ { error_page 404 /help/es/404.html; }" in text
    assert "/help/en/404.html" not in text


def test_exported_files_are_not_stored_if_those_of_the_app_are_not(
    tmp_path: Path, nginx: Callable[..., Nginx]
) -> None:
    """All files of a sensitive flow and of dates, in every language, and no others."""
    other = FILES["other"].replace("start:", "sensitive: true\nstart:")
    found = compared(make_site(tmp_path, other=other), tmp_path, nginx)
    assert found.keys() == {"other", "deadlines", "stored"}
    # The start page, two steps, the map and its picture, the packet and its file, and the guide as
    # one file and its page, in two languages.
    assert found["other"] == 18


def test_exported_files_of_rows_have_the_headers_of_the_app(
    tmp_path: Path, nginx: Callable[..., Nginx]
) -> None:
    """The page of an event of a row is stored, and its months and dates are not."""
    records = COUNTING.replace("start:", "sensitive: true\nstart:")
    site = load_flows(write_events(tmp_path / "flows", records=records))
    found = compared(site, tmp_path, nginx)
    assert found.keys() == {"records", "deadlines", "stored"}
    # A month, a date and its calendar file for three states and one other event, in two languages.
    assert found["deadlines"] == 3 * 4 * 2


def compared(site: Site, folder: Path, nginx: Callable[..., Nginx]) -> Counter[str]:
    """Export a site, and return the number of files by their flow or area, or as `stored`.

    The application, nginx, and hosts that add up the headers of all paths send the same headers.
    """
    out = folder / "site" / "help"
    out.parent.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "REACH", (0, 0))
        export(site, out, SiteBase.of("https://example.org/help"), TODAY)
    app = create_app(site, lambda: TODAY).test_client()
    there = {"/srv/wizard/site": str(out.parent), "site/nginx-headers": "site/help/nginx-headers"}
    server, hosts = nginx("static.conf", there), (out / "_headers").read_text("utf-8")
    found: Counter[str] = Counter()
    for path in out.rglob("*"):
        name = str(path.relative_to(out)).removesuffix("index.html")
        if path.suffix not in {".html", ".ics", ".pdf", ".svg", ".json"}:
            continue
        status, sent, _ = server.get(f"/help/{name}")
        added = headers_of(hosts, f"/help/{name}")
        assert (status, len(added)) == (200, len(dict(added))), name
        for header in ("X-Robots-Tag", "Content-Disposition"):
            assert sent.get(header) == dict(added).get(header), name
        response = app.get(f"/{name}", base_url="https://example.org")
        if response.status_code == 200:
            # Other pages say it in their head.
            if path.suffix != ".html" or name.startswith(("en/deadlines", "es/deadlines")):
                assert sent.get("X-Robots-Tag") == response.headers.get("X-Robots-Tag"), name
            unstored = response.headers["Cache-Control"] == "no-store"
            assert (sent.get_all("Cache-Control") == ["no-store"]) is unstored, name
            assert (dict(added).get("Cache-Control") == "no-store") is unstored, name
            found[name.split("/")[1] if unstored else "stored"] += 1
    return found
