"""What every response says beside its page, and how long what may be kept."""

from __future__ import annotations

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx"
    ),
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

# Data is public and the same for everyone, so pages of other sites may read it; it is not for search engines.
OPEN = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}

CACHED = "public, max-age=300, stale-while-revalidate=86400"

BRIEFLY = "public, max-age=300"  # for pages that depend on the day

IMMUTABLE = "public, max-age=31536000, immutable"


def headers_for(frame: tuple[str, ...], mounted: bool) -> dict[str, str]:
    """The headers of a site that these other sites may frame, perhaps `mounted` in an application of somebody else."""
    headers = dict(HEADERS)
    if frame:  # the older header cannot name sites, and browsers that know both heed the newer
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace(
            "ancestors 'none'", f"ancestors {' '.join(frame)}"
        )
        del headers["X-Frame-Options"]
    if mounted:  # what holds for other hosts of the domain is not for us to say there
        headers["Strict-Transport-Security"] = headers["Strict-Transport-Security"].partition(";")[
            0
        ]
    return headers
