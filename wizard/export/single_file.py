"""One flow as one HTML file in all languages, for a chat or a USB drive: it works without scripts.

Each page is a section, and an answer is a link to another section. The stylesheet shows the section
that the URL names, or the first page if it names none. The sections have the content of the pages
of the application, so they are cut from them: ids and links must be rewritten anyway, and our own
templates are regular enough for that (all values are in quotes, all text is escaped).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from pathlib import Path

from wizard.export.links import SiteBase
from wizard.export.snapshot import ExportError, SiteSnapshot
from wizard.model.site import Site
from wizard.resources import DATA
from wizard.web.assets import read_assets

MARK = '<meta name="generator" content="wizard export">'  # marks a file that may be replaced

# The first page is the last section: a section that the URL names is before it, and so can hide it.
STYLE = """
main{padding:0}
.page{display:none}
.page:target,.page:last-child{display:flex;flex-direction:column;min-block-size:100vh}
.page:target~.page:last-child{display:none}
.step{flex:1;padding:1.5rem max(1.25rem,50% - 30rem) 4rem}
@media print{.page:target,.page:last-child{display:block}.step{padding:0}}
"""

# These patterns belong to templates/wizard/_layout.html and the page templates; tests/export fails
# if a template changes and they do not.
_STEP = re.compile(r'<div id="step"[^>]*>\n(.*)\n</div>\n<div id="failed"', re.DOTALL)

_HTML = re.compile(r'<html lang="([^"]*)" dir="([^"]*)"')

_TITLE = re.compile(r"<title>.*?</title>")

_HEADER = re.compile(r"<header>\n.*?</header>", re.DOTALL)

_LANGUAGES = re.compile(r"<nav aria-label=.*?</nav>(?=</div>\n<main)", re.DOTALL)

_FOOTER = re.compile(r"<footer>\n.*</footer>", re.DOTALL)

# What only scripts use, and the links to the rest of the site.
_DROPPED = re.compile(
    r'<template.*?</template>\n?|<li hidden>.*?</li>\n?|<p id="done"[^>]*></p>\n?'
    r'|<nav aria-label="[^"]*">(?:<ul class="links">|\n<h2>).*?</nav>\n?',
    re.DOTALL,
)

# An item of a start page that is only a link.
_LINK_ITEM = re.compile(r'<li><a href="([^"]*)">[^<]*</a></li>\n?')

_LINK = re.compile(r'<a ([^>]*?)href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)

_ID_ATTRIBUTE = re.compile(r'(?<=\s)(id|for|aria-labelledby|aria-describedby)="([^"]*)"')


def write_single(site: Site, flow: str, out: Path, base: SiteBase, today: date) -> str:
    """Write a flow as the file `out`, completely or not at all, and return its SHA-256.

    Raises:
        ExportError: Something else is at `out`.
        UnfoldError: The flow has too many combinations of answers.
        OSError: The file cannot be written.
    """
    # The mark is near the top; the rest of a large file need not be searched.
    if out.is_dir() or (out.exists() and MARK not in out.read_text("utf-8", "replace")[:2000]):
        raise ExportError(
            f"{out} already exists and was not created by `wizard export`; "
            "choose another file or delete it"
        )
    body = single_file(SiteSnapshot(site, base, today), flow).encode()
    # In the same folder, since a file can be renamed in one step only within a file system.
    new = out.with_name(f".{out.name}.new")
    try:
        new.write_bytes(body)
        os.replace(new, out)
    finally:
        new.unlink(missing_ok=True)
    return hashlib.sha256(body).hexdigest()


def single_file(snapshot: SiteSnapshot, flow: str) -> str:
    """Return a flow of a site as the text of one file."""
    languages = snapshot.site.languages
    anchors = _anchors(snapshot.site, flow)
    # All languages' start pages and steps. The first page has no anchor, and is the last section.
    # With one language, there is nothing to choose at `/`.
    first = "/" if len(languages) > 1 else f"/{languages[0]}/{flow}/"
    starts = {f"/{code}/{flow}/": code for code in languages}
    # Anchors of steps contain the id of the step after a slash; the others are start pages.
    steps = {path: anchor for path, anchor in anchors.items() if "/" in anchor}
    pages = {path: anchor for path, anchor in (starts | steps).items() if path != first}
    # Last, see STYLE.
    pages[first] = anchors[first]
    texts = {path: snapshot.get(path).body.decode() for path in pages}
    cutter = _SectionCutter(snapshot.base, anchors)
    sections = "\n".join(
        cutter.section(texts[path], anchor or "first") for path, anchor in pages.items()
    )
    css = _stylesheet()
    # Nothing but this stylesheet may run or load, whatever a host or a mail program adds to the
    # file.
    css_hash = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{css_hash}'; base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="{languages[0]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
{MARK}
{_cut(_TITLE, texts[f"/{languages[0]}/{flow}/"])}
<style>{css}</style>
</head>
<body>
<main>
{sections}
</main>
</body>
</html>
"""


def _anchors(site: Site, flow: str) -> dict[str, str]:
    """Return the anchor in the file for each path of the site that the file includes.

    The anchor of the first page is empty.
    """
    steps = site.flows[flow].steps
    # Unfolding made copies of these steps, so they have no page; a link to one goes to the start.
    copied = {name.partition("~")[0] for name in steps if "~" in name}
    anchors = {"/": ""}
    for code in site.languages:
        anchors |= {f"/{code}/{flow}/": code, f"/{code}/": code}
        anchors |= {
            f"/{code}/{flow}/{name}/": code if name in copied else f"{code}/{name}"
            for name in steps
        }
    return anchors


def _stylesheet() -> str:
    """Return the stylesheet of the site, for a file in which each page has its own step."""
    css = read_assets(DATA / "static")["wizard.css"].body.decode()
    # Ids must be unique in the file, so what was an id on each page is a class here.
    css = css.replace("#step", ".step").replace("#languages", ".languages")
    # Ids in the sections have the anchor before them, so only their end is known.
    return css.replace("labelledby=", "labelledby$=") + STYLE


def _cut(pattern: re.Pattern[str], html: str) -> str:
    """Return the part of a page that matches a pattern, or "" if it has none."""
    match = pattern.search(html)
    return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class _SectionCutter:
    """Makes sections of pages. `anchors` are those of the paths that the file includes."""

    base: SiteBase
    anchors: Mapping[str, str]

    def section(self, html: str, anchor: str) -> str:
        """Return a page of the application as the section at an anchor."""
        opened, step = _HTML.search(html), _STEP.search(html)
        assert opened, "every page names its language"
        assert step, "every page has one step"
        content = step[1]
        if "/" not in anchor:  # a start page, or the page that offers the languages
            # Such items are links to the map or other pages, which the file does not include.
            content = _LINK_ITEM.sub(lambda item: item[0] if self._href(item[1]) else "", content)
        parts = [
            _cut(_HEADER, html),
            f'<div class="languages">{_cut(_LANGUAGES, html)}</div>',
            f'<div class="step">\n{content}\n</div>',
            _cut(_FOOTER, html),
        ]
        # Dropped before the links are rewritten: what is dropped has links too.
        text = _LINK.sub(self._link, _DROPPED.sub("", "\n".join(parts)))
        # Each page has the same ids, so each section needs its own.
        text = _ID_ATTRIBUTE.sub(lambda name: f'{name[1]}="{anchor}/{name[2]}"', text)
        attributes = f'id="{anchor}" lang="{opened[1]}" dir="{opened[2]}"'
        return f'<section class="page" {attributes}>\n{text}\n</section>'

    def _link(self, link: re.Match[str]) -> str:
        """Return a link into the file or out of it, or only its text if its target is unknown."""
        before, href, after, label = link.groups()
        target = self._href(href)
        return f'<a {before}href="{target}"{after}>{label}</a>' if target else label

    def _href(self, href: str) -> str:
        path = self.base.local_path(unescape(href))
        if path is None:
            return href
        if path in self.anchors:
            return f"#{self.anchors[path] or 'first'}"
        # Links to the rest of the site work only if its URL is known.
        return escape(self.base.origin + unescape(href)) if self.base.origin else ""
