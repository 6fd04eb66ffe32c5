"""One flow as one HTML file in all languages, written to the disk."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

from wizard.export.snapshot import ExportError, SiteSnapshot
from wizard.model.site import Site
from wizard.web.single_file import MARK, single_file
from wizard.web.site_base import SiteBase


def write_single(site: Site, flow: str, out: Path, base: SiteBase, today: date) -> str:
    """Write a flow as the file `out`, completely or not at all, and return its SHA-256.

    Raises:
        ExportError: Something else is at `out`.
        UnfoldError: The flow has too many combinations of answers.
        OSError: The file cannot be written.
    """
    # The mark is near the top; the rest of a large file need not be searched.
    if out.is_dir() or (out.exists() and MARK not in out.read_text("utf-8", "replace")[:2000]):
        raise ExportError(
            f"{out} already exists and was not created by `wizard export`; "
            "choose another file or delete it"
        )
    pages = SiteSnapshot(site, base, today)
    body = single_file(
        pages.site, flow, site.languages, base, lambda path: pages.get(path).body.decode()
    ).encode()
    # In the same folder, since a file can be renamed in one step only within a file system.
    new = out.with_name(f".{out.name}.new")
    try:
        new.write_bytes(body)
        os.replace(new, out)
    finally:
        new.unlink(missing_ok=True)
    return hashlib.sha256(body).hexdigest()
