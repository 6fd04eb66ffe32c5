"""Headers as configuration files of static hosts."""

from __future__ import annotations

import re

from wizard.export.host_headers import PATHS, headers_file, nginx_file

EVERY = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def test_headers_file_has_a_block_for_each_path() -> None:
    """The first block is for all paths. Each path has the prefix, each header is indented."""
    blocks = re.split(r"\n(?=/)", headers_file("/help", EVERY).rstrip())
    assert blocks[0] == "/help/*\n  Referrer-Policy: no-referrer\n  X-Content-Type-Options: nosniff"
    assert [block.split("\n")[0] for block in blocks[1:]] == [f"/help{path}" for path in PATHS]
    assert "/help/:lang/search.json\n  X-Robots-Tag: noindex" in blocks


def test_nginx_file_matches_the_urls_of_each_path() -> None:
    """A pattern matches any language and any id, but no longer URL unless it ends with `*`."""
    text = nginx_file("/help", EVERY, ("en",))
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
    lines = nginx_file("", EVERY, ("en",)).splitlines()
    assert 'add_header X-Content-Type-Options "nosniff" always;' in lines
    assert 'set $wizard_referrer_policy "no-referrer";' in lines
    assert '    set $wizard_referrer_policy "";' in lines  # stylesheets and scripts
    assert "add_header Referrer-Policy $wizard_referrer_policy always;" in lines
    assert "add_header Cache-Control $wizard_cache_control always;" in lines
    assert 'set $wizard_x_robots_tag "";' in lines


def test_guide_as_one_file_is_saved_and_not_shown() -> None:
    """The policy of the site would block its styles."""
    block = "/:lang/:flow/offline/guide.html\n  Content-Disposition: attachment\n"
    assert block in headers_file("", EVERY)
    assert 'set $wizard_content_disposition "attachment";' in nginx_file("", EVERY, ("en",))


def test_nginx_file_has_an_error_page_for_each_language() -> None:
    """The first language has the page that is shown for all other URLs."""
    text = nginx_file("/help", EVERY, ("en", "es"))
    assert "error_page 404 /help/404.html;" in text
    assert "location /help/es/ { error_page 404 /help/es/404.html; }" in text
    assert "/help/en/404.html" not in text
