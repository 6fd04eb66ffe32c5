"""The headers of the application, written as configuration files of common static hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wizard.model.site import Site
from wizard.model.tables import template_of
from wizard.web.security_headers import CACHED, FOR_SUBRESOURCES, IMMUTABLE

HeadersByPath = Mapping[str, Mapping[str, str]]

NEVER_INDEXED = "noindex, noarchive, nosnippet"

DATES = "/:lang/deadlines/:event/:day/*"

# The segment with the id of a flow, letter or event, by the first segment of the path of its rows.
_IDS = {"": "/:flow/", "letters": "/letters/:letter/", "deadlines": "/deadlines/:event/"}

# The headers that only some paths have. `:name` is any one segment, `*` is the rest of the path.
# No two paths that overlap have the same header, also not those of `paths_of`.
PATHS: HeadersByPath = {
    "/static/*": {"Cache-Control": IMMUTABLE},
    DATES: {"Cache-Control": "no-store", "X-Robots-Tag": NEVER_INDEXED},
    "/:lang/letters/:letter/letter.pdf": {"X-Robots-Tag": "noindex"},
    "/:lang/letters/:letter/letter.docx": {"X-Robots-Tag": "noindex"},
    "/:lang/letters/:letter/letter.txt": {"X-Robots-Tag": "noindex"},
    "/:lang/:flow/map.svg": {"X-Robots-Tag": "noindex"},
    "/:lang/:flow/:outcome/packet.pdf": {"X-Robots-Tag": "noindex"},
    # Saved and not shown: the policy of the site would block the styles within the file.
    "/:lang/:flow/offline/guide.html": {
        "Content-Disposition": "attachment",
        "X-Robots-Tag": "noindex",
    },
    "/:lang/search.json": {"X-Robots-Tag": "noindex"},
}


def paths_of(site: Site, sensitive: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Return the paths with their headers for a site. `sensitive` are ids of its flows."""
    paths = {**PATHS}
    for index in site.indexes:
        segment = _IDS[index.rpartition("/")[0]]
        paths |= {
            path.replace(segment, f"/{index}/:row/"): headers
            for path, headers in PATHS.items()
            if segment in path
        }
        # The path of all events would also match the page of an event of a row.
        if segment == _IDS["deadlines"] and site.deadlines and (dates := paths.pop(DATES, None)):
            plain = (id_ for id_ in site.deadlines.events if template_of(id_) == id_)
            paths |= {DATES.replace(":event", id_): dates for id_ in plain}
    for flow in sensitive:
        template = template_of(flow)
        path = f"/:lang/{flow}/*" if template == flow else f"/:lang/{template}/:row/*"
        paths[path] = {"Cache-Control": "no-store"}
    return paths


def headers_file(prefix: str, every: Mapping[str, str], paths: HeadersByPath) -> str:
    """Return `_headers`, the format of Netlify, Cloudflare Pages and others.

    `every` are the headers of every response, `paths` those of some, see `paths_of`. How long to
    cache other pages is left to these hosts.
    """
    # These hosts add up the headers of all paths that match, so the paths below "/*" name only what
    # they add.
    return "".join(
        f"{prefix}{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in {"/*": every, **paths}.items()
    )


def nginx_file(
    prefix: str, every: Mapping[str, str], languages: tuple[str, ...], paths: HeadersByPath
) -> str:
    """Return `nginx-headers.conf`, to include in the `server` block that serves the files.

    Args:
        prefix: The path before that of the site.
        every: The headers of every response.
        languages: The languages of the site.
        paths: The headers that only some paths have, see `paths_of`.
    """
    of_pages = {name: value for name, value in every.items() if name not in FOR_SUBRESOURCES}
    names = {name for headers in paths.values() for name in headers} | of_pages.keys()
    # nginx drops all `add_header` of a block if an inner block has one of its own. So every header
    # is added once, with a variable that the conditions below set.
    variables = {name: f"$wizard_{name.lower().replace('-', '_')}" for name in sorted(names)}
    rows = [
        "# Written by `wizard export`. Include it in the server block whose root holds the site."
    ]
    initial = {"Cache-Control": CACHED, **of_pages}
    # nginx does not send a header whose value is empty.
    rows += [f'set {variables[name]} "{initial.get(name, "")}";' for name in variables]
    for path, headers in paths.items():
        # `re.escape` leaves colons and letters as they are, but escapes the star.
        pattern = re.sub(r":[a-z]+", "[^/]+", re.escape(prefix + path).replace(r"\*", ""))
        end = "" if path.endswith("*") else "$"
        rows += [f'if ($uri ~ "^{pattern}{end}") {{']
        rows += [f'    set {variables[name]} "{value}";' for name, value in headers.items()]
        rows += ["}"]
    # As in the application, stylesheets and scripts have only the headers that browsers follow.
    rows += [f'if ($uri ~ "^{re.escape(prefix)}/static/.*\\.(css|js)$") {{']
    rows += [f'    set {variables[name]} "";' for name in of_pages]
    rows += ["}"]
    # An error page must not be cached: the page that is missing may exist later.
    rows += [f'if ($uri ~ "/404\\.html$") {{ set {variables["Cache-Control"]} "no-store"; }}']
    # `always`: on errors too.
    rows += [
        f'add_header {name} "{value}" always;'
        for name, value in every.items()
        if name in FOR_SUBRESOURCES
    ]
    rows += [f"add_header {name} {variable} always;" for name, variable in variables.items()]
    rows += [f"error_page 404 {prefix}/404.html;"]
    rows += [
        # The first language is that of the error page at the root.
        f"location {prefix}/{code}/ {{ error_page 404 {prefix}/{code}/404.html; }}"
        for code in languages[1:]
    ]
    return "\n".join(rows) + "\n"
