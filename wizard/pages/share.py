"""What readers share of a page: its URL, as a message and as a QR code."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from wizard.pages.markup import qr_code


@dataclass(frozen=True, slots=True)
class Share:
    """The URL of a page, to give to another person.

    Attributes:
        url: The full URL, without answers.
        text: What a message says before the URL. It names the site and nothing else, because other
            people may read the message.
    """

    url: str
    text: str

    @property
    def message(self) -> str:
        """The text and the URL, for an app that takes only one text."""
        return f"{self.text} {self.url}"

    @property
    def qr_code(self) -> Markup:
        """The URL as an SVG."""
        # Not a field, because the JSON does not have it: only a template draws it.
        return qr_code(self.url)
