"""One flow as one HTML file with all languages inside: opened from a disk or a chat, it works without a script.

Each page is a section, and an answer is a link to another. The stylesheet shows the section that is named in the
address, and the first page where none is. What the sections hold is what the app shows.
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

MARK = '<meta name="generator" content="wizard export">'  # by which a file is known as ours

# The first page is the last section, so that whichever is named in the address comes before it and can hide it.
STYLE = """
main{padding:0}
.page{display:none}
.page:target,.page:last-child{display:flex;flex-direction:column;min-block-size:100vh}
.page:target~.page:last-child{display:none}
.step{flex:1;padding:1.5rem max(1.25rem,50% - 30rem) 4rem}
@media print{.page:target,.page:last-child{display:block}.step{padding:0}}
"""

_STEP = re.compile(r'<div id="step"[^>]*>\n(.*)\n</div>\n<div id="failed"', re.DOTALL)

_PARTS = {
    "header": re.compile(r"<header>\n.*?</header>", re.DOTALL),
    "languages": re.compile(r"<nav aria-label=.*?</nav>(?=</div>\n<main)", re.DOTALL),
    "footer": re.compile(r"<footer>\n.*</footer>", re.DOTALL),
    "title": re.compile(r"<title>.*?</title>"),
}

# What only a script would use, and what leads to the rest of the site.
_DROPPED = re.compile(
    r'<template.*?</template>\n?|<li hidden>.*?</li>\n?|<p id="done"[^>]*></p>\n?|<p class="first">.*?</p>\n?'
    r'|<nav aria-label="[^"]*"><ul class="links">.*?</nav>\n?',
    re.DOTALL,
)

_FACT = re.compile(
    r'<li><a href="([^"]*)">[^<]*</a></li>\n?'
)  # of a start page: a link and no more

_LINK = re.compile(r'<a ([^>]*?)href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)

_NAME = re.compile(r'(?<=\s)(id|for|aria-labelledby|aria-describedby)="([^"]*)"')


def write_single(site: Site, flow: str, out: Path, base: SiteBase, today: date) -> str:
    """Write a flow as the file `out`, whole or not at all, and return its SHA-256. Raises as `export` does."""
    if out.is_dir() or (out.exists() and MARK not in out.read_text("utf-8", "replace")[:2000]):
        raise ExportError(
            f"{out} is there and is not an export of ours; name another file, or remove it yourself"
        )
    body = single_file(SiteSnapshot(site, base, today), flow).encode()
    new = out.with_name(f".{out.name}.new")
    try:
        new.write_bytes(body)
        os.replace(new, out)
    finally:
        new.unlink(missing_ok=True)
    return hashlib.sha256(body).hexdigest()


def single_file(still: SiteSnapshot, flow: str) -> str:
    """A flow of a site that stands still, as the text of one file."""
    languages, steps = still.site.languages, still.site.flows[flow].steps
    copied = {name.partition("~")[0] for name in steps if "~" in name}  # with no page of their own
    locations = {"/": ""}
    for code in languages:
        locations |= {f"/{code}/{flow}/": code, f"/{code}/": code}
        locations |= {
            f"/{code}/{flow}/{name}/": code if name in copied else f"{code}/{name}"
            for name in steps
        }
    pages = {f"/{code}/{flow}/": code for code in languages}
    pages |= {path: location for path, location in locations.items() if location.partition("/")[2]}
    first = "/" if len(languages) > 1 else f"/{languages[0]}/{flow}/"
    pages = {path: location for path, location in pages.items() if path != first} | {
        first: locations[first]
    }
    section = _Section(still.base, locations)
    texts = {path: still.get(path).body.decode() for path in pages}
    sections = "\n".join(
        section.of(texts[path], location or "first") for path, location in pages.items()
    )
    css = read_assets(DATA / "static")["wizard.css"].body.decode()
    css = (
        css.replace("#step", ".step")
        .replace("#languages", ".languages")
        .replace("labelledby=", "labelledby$=")
        + STYLE
    )
    known = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    title = _PARTS["title"].search(texts[f"/{languages[0]}/{flow}/"])
    assert title
    return f"""<!doctype html>
<html lang="{languages[0]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
{MARK}
{title[0]}
<style>{css}</style>
</head>
<body>
<main>
{sections}
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Section:
    """Makes sections from the app's pages. `places` are the anchors of the paths that the file holds."""

    base: SiteBase
    locations: Mapping[str, str]

    def of(self, html: str, location: str) -> str:
        """A page of the app as the section at an anchor."""
        opened = re.search(r'<html lang="([^"]*)" dir="([^"]*)"', html)
        step = _STEP.search(html)
        assert opened, "every page says its language"
        assert step, "every page has one step"
        around = {
            name: found[0] if (found := part.search(html)) else "" for name, part in _PARTS.items()
        }
        content = (
            step[1]
            if "/" in location
            else _FACT.sub(lambda fact: fact[0] if self._href(fact[1]) else "", step[1])
        )
        parts = [around["header"], f'<div class="languages">{around["languages"]}</div>']
        parts += [f'<div class="step">\n{content}\n</div>', around["footer"]]
        text = _LINK.sub(self._link, _DROPPED.sub("", "\n".join(parts)))
        text = _NAME.sub(lambda name: f'{name[1]}="{location}/{name[2]}"', text)
        return f'<section class="page" id="{location}" lang="{opened[1]}" dir="{opened[2]}">\n{text}\n</section>'

    def _link(self, link: re.Match[str]) -> str:
        """A link into the file, or out of it, or its text alone where it leads to what is not at hand."""
        before, href, after, label = link.groups()
        to = self._href(href)
        return f'<a {before}href="{to}"{after}>{label}</a>' if to else label

    def _href(self, href: str) -> str:
        own = self.base.local_path(unescape(href))
        if own is None:
            return href
        if own in self.locations:
            return f"#{self.locations[own] or 'first'}"
        return escape(self.base.origin + unescape(href)) if self.base.origin else ""
