"""Phone numbers and e-mail addresses: which are valid, how they are shown, what others mean."""

from __future__ import annotations

import pytest

from wizard.model.contacts import contact_text, is_contact, likely_contact, names_contact


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("tel:601-555-0123", "601-555-0123"),
        ("tel:6015550123", "601-555-0123"),
        ("tel:+16015550123", "601-555-0123"),
        ("tel:+1-601-555-0123", "601-555-0123"),
        ("tel:(601)555.0123", "601-555-0123"),
        ("tel:+442079460958", "+442079460958"),
        ("tel:+44-20-7946-0958", "+44-20-7946-0958"),
        ("tel:1-800-555-0123", "1-800-555-0123"),
        ("tel:988", "988"),
        ("tel:601-555-0123;ext=12", "601-555-0123, ext. 12"),
        ("mailto:help@example.org", "help@example.org"),
        ("mailto:first.last+law@help-desk.example.org", "first.last+law@help-desk.example.org"),
    ],
)
def test_contact_is_shown_as_people_write_it(url: str, text: str) -> None:
    """Numbers of North America are shown without the code of the country, others as written."""
    assert is_contact(url)
    assert contact_text(url) == text
    assert names_contact(f"Call {text} now", url)


@pytest.mark.parametrize(
    "text",
    [
        "601-555-0123",
        "tel:",
        "tel:12",
        "tel:601 555 0123",
        "tel:1-800-FLOWERS",
        "tel:601-555-0123x12",
        "tel:601-555-0123;ext=x",
        "tel:601-555-0123;phone-context=x",
        "tel:+1601555012345678901",
        "TEL:601-555-0123",
        "tel:601-555-0123\n",
        "help@example.org",
        "mailto:",
        "mailto:help",
        "mailto:help@example",
        "mailto:help@example.org?subject=Hi",
        "mailto:help@example.org,desk@example.org",
        "mailto:help%0A@example.org",
        'mailto:"help"@example.org',
        "mailto:<help@example.org>",
        "sms:601-555-0123",
        "javascript:alert(1)",
    ],
)
def test_other_text_is_no_contact(text: str) -> None:
    """Only what every phone and mail program understands is linked."""
    assert not is_contact(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("601-555-0123", "tel:601-555-0123"),
        ("(601) 555-0123", "tel:601-555-0123"),
        ("+1 601 555 0123", "tel:+1-601-555-0123"),
        ("Call 601.555.0123", "tel:601-555-0123"),
        ("tel: 601 555 0123", "tel:601-555-0123"),
        ("tel://6015550123", "tel:6015550123"),
        ("TEL:601-555-0123", "tel:601-555-0123"),
        ("601\u2013555\u20130123", "tel:601-555-0123"),
        ("601-555-0123 ext. 12", "tel:601-555-0123;ext=12"),
        ("601-555-0123, x12", "tel:601-555-0123;ext=12"),
        ("help@example.org", "mailto:help@example.org"),
        ("E-mail: help@example.org", "mailto:help@example.org"),
        ("mailto:help@example.org?subject=Hi", "mailto:help@example.org"),
        ("1-800-FLOWERS", ""),
        ("601-555-0123 or 601-555-0124", ""),
        ("help@example", ""),
        ("12", ""),
        ("late", ""),
        ("https://www.example.org/", ""),
    ],
)
def test_likely_contact_is_what_an_author_means(text: str, url: str) -> None:
    """Digits are kept, in groups; everything else around them is left out."""
    assert likely_contact(text) == url


@pytest.mark.parametrize(
    ("text", "url", "named"),
    [
        ("Call 1 (601) 555-0123 now", "tel:+16015550123", True),
        ("Call 601.555.0123 or 211", "tel:601-555-0123", True),
        ("Go to room 9885", "tel:988", False),
        ("Call 601-555-0123", "tel:601-555-0123;ext=12", False),
        ("Call 601-555-0123, extension 12", "tel:601-555-0123;ext=12", True),
        ("Ask the hotline", "tel:601-555-0123", False),
        ("Write to HELP@example.org", "mailto:help@example.org", True),
        ("Write to us", "mailto:help@example.org", False),
    ],
)
def test_text_names_a_contact_however_it_is_written(text: str, url: str, named: bool) -> None:
    """Part of a longer number is another number."""
    assert names_contact(text, url) == named
