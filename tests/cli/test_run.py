"""What `wizard run` prints about the addresses of a site."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.conftest import Write

GUIDE = """\
title: A
start: b
steps: {b: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}}
"""

WARNING = (
    "warning: without --origin, share links, QR codes and the sitemap have whatever host a request "
    "names; give the public URL, such as --origin https://example.org (or WIZARD_ORIGIN)"
)

HELP = ("--origin", "https://example.org/help")


@pytest.mark.parametrize(
    ("options", "url", "warning"),
    [
        ((), "http://127.0.0.1:PORT/", []),
        (("--host", "localhost"), "http://127.0.0.1:PORT/", []),
        (("--host", "0.0.0.0"), "http://127.0.0.1:PORT/", [WARNING]),  # noqa: S104
        (("--host", "0.0.0.0", *HELP), "http://127.0.0.1:PORT/help/", []),  # noqa: S104
        (HELP, "http://127.0.0.1:PORT/help/", []),
        (("--reload", *HELP), "http://127.0.0.1:PORT/help/", []),
    ],
)
def test_run_prints_a_url_to_open_and_warns_if_strangers_can_name_the_host(
    write: Write,
    launch: Callable[..., str],
    tmp_path: Path,
    options: tuple[str, ...],
    url: str,
    warning: list[str],
) -> None:
    """Nothing is said if only this machine can connect, or if the public URL is known."""
    folder, log = write(guide=GUIDE), tmp_path / "log"
    server = launch(folder, *options, log=log)
    url = url.replace("PORT", server.rpartition(":")[2])
    assert log.read_text().splitlines() == [f"A ({folder}): {url}  (stop with Ctrl-C)", *warning]
    with urllib.request.urlopen(url, timeout=60) as response:
        shown = response.read().decode()
    below = "/help/" if HELP[0] in options else "/"
    assert f'href="{below}en/' in shown
    request = urllib.request.Request(server, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="421") if below != "/" else nullcontext():
        assert urllib.request.urlopen(request, timeout=60).status == 200


def test_run_takes_the_public_url_from_the_environment(
    write: Write, launch: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option wins if both are given."""
    monkeypatch.setenv("WIZARD_ORIGIN", "https://example.org/help/")
    folder, log = write(guide=GUIDE), tmp_path / "log"
    server = launch(folder, "--host", "0.0.0.0", log=log)  # noqa: S104
    assert f": {server}/help/  (stop" in log.read_text()
    assert WARNING not in log.read_text()
    server = launch(folder, "--origin", "https://example.org/other", log=log)
    assert f": {server}/other/  (stop" in log.read_text()
