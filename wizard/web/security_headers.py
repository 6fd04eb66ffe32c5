"""The security headers of all responses, the policy in exported pages, and `Cache-Control`."""

from __future__ import annotations

import re
from collections.abc import Mapping

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

# For a site whose public URL is known to be https: over plain HTTP, the header is not allowed (RFC
# 6797 7.2). `includeSubDomains` and `preload` are for the owner of the domain to decide: they block
# other hosts that have no certificate.
HSTS = {"Strict-Transport-Security": "max-age=31536000"}

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


def headers_for(frame: tuple[str, ...], https: bool) -> dict[str, str]:
    """Return the headers of a site that the sites in `frame` may show in a frame.

    `https` is whether the scheme of its public URL is https.
    """
    headers = HEADERS | (HSTS if https else {})
    if frame:  # X-Frame-Options cannot name sites, and browsers that know both follow the policy
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace(
            "ancestors 'none'", f"ancestors {' '.join(frame)}"
        )
        del headers["X-Frame-Options"]
    return headers


def subresource_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return those of a site's headers that its stylesheets and scripts have."""
    return {name: value for name, value in headers.items() if name in FOR_SUBRESOURCES}


def meta_policy(policy: str) -> str:
    """Return a policy for a `<meta>` in a page, where browsers ignore `frame-ancestors`."""
    return re.sub(r"frame-ancestors [^;]*; ", "", policy)
