"""The security headers of all responses, and the values of `Cache-Control`."""

from __future__ import annotations

from collections.abc import Mapping

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx"
    ),
    # Two years; lists of preloaded hosts ask for at least one.
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

# Stylesheets and scripts: files that only a page loads. A browser that opens one shows plain text.
SUBRESOURCES = ("text/css", "text/javascript")

# The headers that browsers follow for such a file. The others say what a page may do, and would be
# a third of its bytes.
FOR_SUBRESOURCES = (
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Cross-Origin-Resource-Policy",
)

# Data is public and the same for everyone, so pages of other sites may read it.
OPEN = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}

# After a correction, a browser or proxy shows the old page for five minutes at most. For a day, it
# may then show it once more while it fetches the new one, so that no reader waits.
CACHED = "public, max-age=300, stale-while-revalidate=86400"

BRIEFLY = "public, max-age=300"  # for pages that depend on the date

IMMUTABLE = "public, max-age=31536000, immutable"


def headers_for(frame: tuple[str, ...], mounted: bool) -> dict[str, str]:
    """Return the headers of a site that the sites in `frame` may show in a frame.

    `mounted` is whether the site is part of a host application.
    """
    headers = dict(HEADERS)
    if frame:  # X-Frame-Options cannot name sites, and browsers that know both follow the policy
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace(
            "ancestors 'none'", f"ancestors {' '.join(frame)}"
        )
        del headers["X-Frame-Options"]
    if mounted:  # `includeSubDomains` and `preload` are for the owner of the domain to decide
        max_age, _, _ = headers["Strict-Transport-Security"].partition(";")
        headers["Strict-Transport-Security"] = max_age
    return headers


def subresource_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return those of a site's headers that its stylesheets and scripts have."""
    return {name: headers[name] for name in FOR_SUBRESOURCES}
