"""A guide in Arabic, in which this project has no interface, with made-up translations.

Their letters are Arabic and they say nothing: the tests look for English that is still there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from babel.messages.pofile import normalize

from wizard.i18n import po
from wizard.i18n.translator import INTERFACE_CONTEXT
from wizard.loader import translations


def arabic(text: str) -> str:
    """Return a text with Arabic letters in place of all others; placeholders are kept."""
    parts = re.split(r"(\{\w+\})", text)
    return "".join(
        part
        if part.startswith("{")
        else re.sub("[A-Za-z]", lambda match: chr(0x0628 + ord(match[0].lower()) % 19), part)
        for part in parts
    )


def translate(folder: Path, keep_authors: bool = False) -> Path:
    """Make the Arabic catalog of a folder, as an author and a translator do, and return its path.

    Args:
        folder: The folder, whose site.yaml lists `ar`.
        keep_authors: Whether the authors' texts stay as they are: text with links in it needs a
            translator who knows what links are.
    """
    translations.update(folder, "ar")
    path = translations.catalog_path(folder, "ar")
    messages = [_filled(message, keep_authors) for message in po.parse(path.read_text("utf-8"))]
    path.write_text(po.write(messages), "utf-8")
    return path


def _filled(message: po.Message, keep_authors: bool) -> po.Message:
    context, text = message.key
    if message.is_header or not text:
        return message
    kept = keep_authors and context != INTERFACE_CONTEXT
    lines = f"msgstr {normalize(text if kept else arabic(text))}".split("\n")
    return replace(
        message, lines=(*message.lines_of("msgctxt"), *message.lines_of("msgid"), *lines)
    )
