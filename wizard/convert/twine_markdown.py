"""What Chapbook and Snowman read as Markdown within a line: escapes, links and pictures."""

from __future__ import annotations

import html
import re

from wizard.convert.twine_body import Body

PATTERN = (
    r"(?P<escape>\\[\\`*_{}\[\]()#+.!~>-])"
    r"|(?P<anchor>!?\[(?P<words>[^\[\]\n]*)\]\((?P<url>[^()\s]+)[^()\n]*\))"
)


def escape(body: Body, match: re.Match[str]) -> int:
    """Replace an escaped character by its entity, in which nothing is markup."""
    return body.replace(*match.span(), f"&#{ord(match[0][1])};")


def anchor(body: Body, match: re.Match[str]) -> int:
    """Replace a link to a web page, or a picture, by its HTML."""
    start, end = match.span()
    url = html.escape(match["url"].strip("<>"))
    if match[0].startswith("!"):
        return body.replace(start, end, f'<img src="{url}" alt="{html.escape(match["words"])}">')
    return body.replace(start, end, f'<a href="{url}">{body.label(match["words"], start)}</a>')
