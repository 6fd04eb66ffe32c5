"""The shipped guide publishes no phone number and no address that was not confirmed."""

from __future__ import annotations

import re

import pytest

from tests.site.traps import texts_of
from wizard.model.site import Site

# The two mailing addresses of the records and privacy offices of one agency, as that agency gives
# them.
ADDRESSES = (
    "500 12th Street SW, Stop 5009",
    "Washington, DC 20536-5009",
    "500 12th St SW, Stop 5004",
    "Washington, DC 20536-5004",
)
STREETS = "Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Highway|Hwy|Lane|Ln|Plaza|Parkway"
PHONES = [
    r"\(\d{3}\)\s*\d{3}",
    r"\b\d{3}[-. ]\d{3}[-. ]\d{4}\b",
    r"\b1[-. ]8\d\d\b",
    r"\b8\d\d[-. ][A-Z]{3,}",
    r"\b\d{3}-\d{4}\b",
]
CONTACT = {
    "a phone number": "|".join(PHONES),
    "a ZIP code": r"\b\d{5}(-\d{4})?\b",
    "a street number": (rf"\b\d{{1,5}} (?:[NSEW]\. )?(?:[A-Z0-9][\w.]* ){{1,3}}(?:{STREETS})\b"),
    "a post office box": r"\bP\.? ?O\.? Box \d|\bBox \d",
    "an email address": r"\S@\S",
}


def find_contact(text: str, kind: str) -> str:
    """Return the contact of this kind in a text, other than the confirmed addresses."""
    text = re.sub(r"Fed\. Reg\. \d+", "", text)
    for address in ADDRESSES:
        text = text.replace(address, "")
    found = re.search(CONTACT[kind], text)
    return found[0] if found else ""


@pytest.mark.parametrize("kind", CONTACT)
def test_unconfirmed_contact_is_not_published(kind: str, shipped: Site) -> None:
    """Of all contacts that were researched, only the addresses of one agency were confirmed."""
    found = [(text.where, find_contact(text.text, kind)) for text in texts_of(shipped)]
    assert len(found) > 500
    assert [(where, contact) for where, contact in found if contact] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("a phone number", "Call (866) 633-1182."),
        ("a phone number", "Call 1-800-555-0100."),
        ("a phone number", "Call 601.555.0100 now."),
        ("a phone number", "Call 555-0100."),
        ("a ZIP code", "Jackson, MS 39216"),
        ("a street number", "Go to 1900 E. Woodrow Wilson Avenue."),
        ("a street number", "Go to 500 12th Street SW."),
        ("a post office box", "P.O. Box 958, Jackson"),
        ("an email address", "Write to records@example.org."),
    ],
)
def test_find_contact_finds_each_kind_except_confirmed(kind: str, text: str) -> None:
    """The patterns find their examples and not the confirmed addresses."""
    assert find_contact(text, kind)
    assert not find_contact(f"Write to {', '.join(ADDRESSES)}.", kind)
