"""The claims on a page with their levels and sources, and its lines of text, read from its HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape

from tests.site.researched_rows import Expected, spaced

_SKIPPED = re.compile(r"<(svg|script|template|head|footer|header|aside)\b.*?</\1>", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|li|h\d|div|[uod]l|section|summary|details|table|tr|t[dh]|br|small|time|nav|form|label"
    r"|option|textarea|a|input)\b[^>]*>"
)
_TAG = re.compile("<[^>]*>")
_TOKEN = re.compile(
    r'(?:<div class="known[^>]*>\s*<h\d>|<p class="level[^>]*>)'
    r"(?:<svg.*?</svg>)?(?P<level>.*?)(?:<span.*?)?</(?:h\d|p)>"
    r"|(?:<li>|\n)<p>(?P<claim>.*?)</p>"
    r"|<li><(?:a|b)(?: [^>]*)?>(?P<source>(?:(?!<br>|</li>).)*)</(?:a|b)><br>",
    re.DOTALL,
)


@dataclass(frozen=True)
class Page:
    """A page: its lines of text, and the claims on it."""

    url: str
    html: str

    @cached_property
    def lines(self) -> list[str]:
        """The texts of the page without its frame."""
        html = _BLOCK.sub("\n", _SKIPPED.sub("", self.html))
        found = (spaced(unescape(line)) for line in _TAG.sub("", html).split("\n"))
        return [line for line in found if line]

    @cached_property
    def claims(self) -> list[Expected]:
        """The claims on the page, with their levels and sources."""
        level, claims = "", list[Expected]()
        for match in _TOKEN.finditer(self.html.partition("</main>")[0]):
            text = spaced(unescape(_TAG.sub("", match[match.lastgroup or 0])))
            if match.lastgroup == "level":
                level = text
            elif match.lastgroup == "claim":
                claims.append(Expected(text, level, ()))
            elif claims:
                claims[-1] = replace(claims[-1], sources=(*claims[-1].sources, text))
        return [claim for claim in claims if claim.level]
