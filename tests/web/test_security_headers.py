"""The security headers of a site, by itself, in frames and in a host application."""

from __future__ import annotations

from wizard.web.security_headers import HEADERS, headers_for, subresource_headers


def test_headers_for_a_site_forbid_frames() -> None:
    """Both the policy and the older header say so."""
    headers = headers_for((), mounted=False)
    assert headers == HEADERS
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none';" in headers["Content-Security-Policy"]


def test_headers_for_framed_site_name_the_sites_in_the_policy_only() -> None:
    """X-Frame-Options cannot name sites, so it must be absent."""
    sites = ("https://a.example", "https://b.example")
    headers = headers_for(sites, mounted=False)
    assert (
        "frame-ancestors https://a.example https://b.example;"
        in (headers["Content-Security-Policy"])
    )
    assert {*HEADERS} - {*headers} == {"X-Frame-Options"}


def test_headers_for_mounted_site_leave_other_hosts_of_the_domain_alone() -> None:
    """The subdomains, and the list of browsers, are for the host to decide."""
    assert headers_for((), mounted=True) == HEADERS | {
        "Strict-Transport-Security": "max-age=63072000"
    }


def test_subresource_headers_leave_out_what_only_pages_follow() -> None:
    """A stylesheet or script opens nothing, and its type must not be guessed."""
    assert subresource_headers(headers_for((), mounted=True)) == {
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
