"""Phone numbers and e-mail addresses that pages link to, as `tel:` and `mailto:` URLs.

The patterns are the parts of RFC 3966 and RFC 6068 that authors need. A link to write an e-mail has
no subject and no text, so that nothing of a guide is in it.
"""

from __future__ import annotations

import re

PHONE = r"tel:\+?\(?[0-9]([-.()]{0,2}[0-9]){2,14}(;ext=[0-9]{1,7})?"

_DOMAIN = r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}"

EMAIL = rf"mailto:[A-Za-z0-9]([A-Za-z0-9._+-]{{0,62}}[A-Za-z0-9])?@{_DOMAIN}"

CONTACT = f"{PHONE}|{EMAIL}"

_CONTACT = re.compile(CONTACT)

# What authors write instead: "call (601) 555-0123 ext. 12", "E-mail: help@example.org".
_LIKELY_PHONE = re.compile(
    r"(?:tel|phone|telephone|call|dial)?[:.]?[ /]*"
    r"(?P<number>\+?[(0-9][0-9 ./()\u00a0\u2010-\u2015-]+[0-9])"
    r"(?:[ ,;]*(?:ext|x|extension)[ .=]*(?P<extension>[0-9]+))?",
    re.IGNORECASE,
)
_LIKELY_EMAIL = re.compile(
    r"(?:mailto:|mail:?|e-?mail:?)?[ /]*(?P<address>[^\s@?:]+@[^\s@?:]+)(?:\?.*)?", re.IGNORECASE
)

_WRITTEN_NUMBER = re.compile("[0-9]+(?:[-. ()/]{1,3}[0-9]+)*")

# The numbers of North America without the code of the country, as people there write them.
_NATIONAL = re.compile(r"(?:\+1)?([0-9]{3})([0-9]{3})([0-9]{4})")


def is_contact(text: str) -> bool:
    """Return whether a text is a `tel:` or `mailto:` URL that pages may link to."""
    return bool(_CONTACT.fullmatch(text))


def is_phone(url: str) -> bool:
    """Return whether a contact is a phone number, and not an e-mail address."""
    return url.startswith("tel:")


def contact_text(url: str) -> str:
    """Return the number or the address of a contact as people write it.

    Example:
        >>> contact_text("tel:+16015550123;ext=12"), contact_text("mailto:help@example.org")
        ('601-555-0123, ext. 12', 'help@example.org')
    """
    contact, _, extension = url.partition(":")[2].partition(";ext=")
    if national := _NATIONAL.fullmatch(re.sub("[-.()]", "", contact)) if is_phone(url) else None:
        contact = "-".join(national.groups())
    return f"{contact}, ext. {extension}" if extension else contact


def names_contact(text: str, url: str) -> bool:
    """Return whether a text contains the number or the address of a contact."""
    if is_phone(url):
        number, _, extension = contact_text(url).partition(", ext. ")
        # However both are written: with dots, spaces or brackets, and with or without the country.
        numbers = [re.sub("[^0-9]", "", each) for each in _WRITTEN_NUMBER.findall(text)]
        national = re.sub("[^0-9]", "", number)
        named = national in numbers or f"1{national}" in numbers
        return named and (not extension or extension in numbers)
    return contact_text(url).lower() in text.lower()


def likely_contact(text: str) -> str:
    """Return the contact that a text most likely means, or empty text if it means none.

    Example:
        >>> likely_contact("Call (601) 555-0123"), likely_contact("help@example.org?subject=Hi")
        ('tel:601-555-0123', 'mailto:help@example.org')
    """
    if phone := _LIKELY_PHONE.fullmatch(text):
        plus = "+" if phone["number"].startswith("+") else ""
        number = "-".join(re.findall("[0-9]+", phone["number"]))
        extension = f";ext={phone['extension']}" if phone["extension"] else ""
        contact = f"tel:{plus}{number}{extension}"
    elif email := _LIKELY_EMAIL.fullmatch(text):
        contact = f"mailto:{email['address']}"
    else:
        return ""
    return contact if is_contact(contact) else ""
