"""The shipped guide publishes no phone number and no address outside its list of offices.

There, pages show each of them with its source and with the advice to check it first.
"""

from __future__ import annotations

import re

import pytest

from tests.site.traps.wordings import texts_of
from wizard.model.site import Site

# The two mailing addresses of the records and privacy offices of one agency, as that agency gives
# them.
ADDRESSES = (
    "500 12th Street SW, Stop 5009",
    "Washington, DC 20536-5009",
    "500 12th St SW, Stop 5004",
    "Washington, DC 20536-5004",
)
# The phone numbers that an agency's page, the roster of the Justice Department or the press gives,
# and nobody contradicts.
NUMBERS = {
    *("(601) 987-1212", "(601) 359-3680", "1-800-898-7180", "1-800-498-1804"),
    *("(228) 436-3986", "(228) 365-0705", "(228) 222-5593", "(601) 326-3725", "(662) 682-9992"),
}
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
    # Volumes and documents of the Federal Register are no ZIP codes.
    text = re.sub(r"Fed\. Reg\. \d+|\b20\d\d-\d{5}\b", "", text)
    for address in ADDRESSES:
        text = text.replace(address, "")
    found = re.search(CONTACT[kind], text)
    return found[0] if found else ""


@pytest.mark.parametrize("kind", CONTACT)
def test_unconfirmed_contact_is_not_published(kind: str, shipped: Site) -> None:
    """Of all contacts that were researched, only the addresses of one agency were confirmed."""
    found = [
        (text.where, find_contact(text.text, kind))
        for text in texts_of(shipped)
        if not re.search(r"/offices(/[^/]+)?/(address|phone)$", text.where)
    ]
    assert len(found) > 500
    assert [(where, contact) for where, contact in found if contact] == []


def test_phone_numbers_of_offices_are_confirmed(shipped: Site) -> None:
    """Each is in the list above, and the entry has a source and the date of its last check."""
    for office in shipped.offices.values():
        numbers = re.findall(r"[(\d][\d() -]{6,}\d", office.phone)
        assert set(numbers) <= NUMBERS, office.id
        assert bool(numbers) == bool(office.phone), office.id
        if office.phone or office.address:
            assert office.cite, office.id
            assert office.checked, office.id


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
