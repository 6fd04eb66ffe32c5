"""A program reads the printed QR code, as a phone does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browsers


@pytest.mark.parametrize("path", ["/en/my-data/federal-look-up/", "/es/my-data/federal-look-up/"])
def test_printed_qr_code_is_url_without_answers(
    browser: Browser, server: str, tmp_path: Path, path: str
) -> None:
    """The page was opened with answers, and the code has the URL without them."""
    page = browser.new_page(base_url=server, device_scale_factor=3)
    page.emulate_media(media="print")
    page.goto(f"{path}?topic=who&who-looks=federal")
    page.locator(".paper .qr").screenshot(path=tmp_path / "code.png")
    done = subprocess.run(
        ("zbarimg", "-q", "--raw", "code.png"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == server + path
    page.close()
