"""Offices as pages show them, and the base of the presenters whose pages list offices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wizard.i18n.glossary import Explainer
from wizard.i18n.wording import support_label
from wizard.model.contacts import is_phone, likely_contact
from wizard.model.offices import Office
from wizard.pages.base import Presenter, SourceItem

FEW = 5  # offices, all of them folded, on a page that is about something else

OPEN = 3  # offices that a page shows at once if it lists more than a few

# Not `urlsplit`, which remembers the URLs that were split last, and so what was shown last.
_HOST = re.compile(r"https?://(?:www\.)?([^/?#:]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OfficeItem:
    """An office as the reader sees it.

    Attributes:
        id: Id of the office.
        name: Its name.
        url: Its site; may be empty.
        host: The host of its site, as people say it; empty if it has none.
        does: What it does.
        address: The lines of its address; may be empty.
        phone: Its phone number; may be empty.
        phone_url: The URL to call it; empty if `phone` is empty or says more than one number.
        check_first: That address and phone may be out of date, to be shown with each of them; empty
            if there is neither.
        form: Which form it wants; may be empty.
        fee: What it costs; may be empty.
        hours: When it is open; may be empty.
        languages: Which languages are spoken there; may be empty.
        note: What else to know; may be empty.
        level: The id of its evidence level.
        support: The evidence level in words.
        strength: The strength of the evidence, from 0 to 4.
        sources: The sources that it cites.
        checked: The date of the last check, written out; may be empty.
        folded: Whether readers have to unfold more than its name.
    """

    id: str
    name: str
    url: str
    host: str
    does: str
    address: tuple[str, ...]
    phone: str
    phone_url: str
    check_first: str
    form: str
    fee: str
    hours: str
    languages: str
    note: str
    level: str
    support: str
    strength: int
    sources: tuple[SourceItem, ...]
    checked: str
    folded: bool


@dataclass(frozen=True)
class OfficePresenter(Presenter):
    """Base of the presenters whose pages list offices."""

    def _office_items(
        self, offices: Iterable[Office], explain: Explainer
    ) -> tuple[OfficeItem, ...]:
        listed = tuple(offices)
        # A page that lists many is about them, so it shows the first at once.
        opened = OPEN if len(listed) > FEW else 0
        return tuple(
            self._office_item(office, explain, folded=number >= opened)
            for number, office in enumerate(listed)
        )

    def _office_item(self, office: Office, explain: Explainer, folded: bool) -> OfficeItem:
        def shown(text: str, folded: bool = True) -> str:
            return explain(self.t.content(text), folded)

        has_contact = bool(office.address or office.phone)
        # The texts in the order of the page, since only the first use of a name gets its meaning.
        return OfficeItem(
            id=office.id,
            name=shown(office.name, folded=False),
            url=office.url,
            host=host[1].lower() if (host := _HOST.match(office.url)) else "",
            does=shown(office.does, folded),
            # Neither is translated: a letter or a call needs them as they are.
            address=office.address,
            phone=office.phone,
            phone_url=_phone_url(office.phone),
            check_first=self.t("Check first: this may have changed.") if has_contact else "",
            languages=shown(office.languages),
            hours=shown(office.hours),
            form=shown(office.form),
            fee=shown(office.fee),
            note=shown(office.note),
            level=office.level.id,
            support=support_label(self.t, office.level),
            strength=office.level.strength,
            sources=tuple(map(self._source_item, office.cite)),
            checked=self.t.day(office.checked),
            folded=folded,
        )


def _phone_url(phone: str) -> str:
    contact = likely_contact(phone)
    return contact if is_phone(contact) else ""
