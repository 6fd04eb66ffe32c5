"""No link of the public-records guide is broken, on its server and in its export."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.loader.cell_mutants import Guide
from tests.site.test_crawl import asker, crawl
from tests.site.test_public_records import CODES, FOLDER, LANGUAGES, client, site
from wizard import load_flows
from wizard.export import snapshot
from wizard.export.links import file_of
from wizard.export.static_site import export
from wizard.web.site_base import SiteBase

pytestmark = pytest.mark.e2e

TODAY = date(2026, 11, 30)
FEW = ("al", "dc", "ok")  # with a number that starts late, in a district, and without a number

_ROW = re.compile(r"/(records|letters/\w+|deadlines/\w+)/([a-z]{2})/")
_MONTH = re.compile(r"/\d{4}-\d{2}/")


def of_few(url: str) -> str:
    """Return one key for all months, and one for all rows but a few."""
    return _ROW.sub(_few, _MONTH.sub("/month/", url))


def _few(match: re.Match[str]) -> str:
    return match[0] if match[2] in FEW else f"/{match[1]}/row/"


@pytest.mark.parametrize(
    ("codes", "key"),
    [(FEW, of_few), pytest.param(CODES, str, marks=pytest.mark.slow)],
    ids=["few rows", "all rows"],
)
def test_links_lead_to_every_page(codes: Sequence[str], key: Callable[[str], str]) -> None:
    """No link is broken. From the front page, they reach each step, letter and event of a row."""
    found = {key(url) for url in crawl(asker(client()), "/", trails=False, key=key)}
    for code in codes:
        steps = site().flows[f"records/{code}"].steps
        paths = [f"records/{code}/", *(f"records/{code}/{step}/" for step in steps)]
        paths += [f"{index}/{code}/" for index in site().indexes if index != "records"]
        expected = {key(f"/{language}/{path}") for language in LANGUAGES for path in paths}
        assert expected - found == set()


@pytest.mark.parametrize(
    "codes",
    [FEW, pytest.param(CODES, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])],
    ids=["few rows", "all rows"],
)
def test_link_in_an_export_leads_to_a_file(
    codes: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each link, picture and style of each page is there."""
    monkeypatch.setattr(snapshot, "REACH", (0, 0))  # its deadline pages cover one date only
    guide = Guide(Path(shutil.copytree(FOLDER, tmp_path / "guide")), "states")
    kept = [line for line in guide.lines[1:] if line[0].lower() in codes]
    guide.path.write_bytes(guide.write([guide.lines[0], *kept]))
    out = tmp_path / "site"
    export(load_flows(guide.folder), out, SiteBase.of("https://example.org"), TODAY)
    pages = [*out.rglob("*.html")]
    assert len(pages) > 60 * len(codes)
    for page in pages:
        for link in links_of(page, out):
            assert (out / file_of(link)).is_file(), (page, link)


def links_of(page: Path, out: Path) -> Iterator[str]:
    """Yield the paths that a page of an export links to or loads, on its own site."""
    here = f"https://example.org/{page.relative_to(out).as_posix().removesuffix('index.html')}"
    for link in {*re.findall(r'(?:href|src|data-shown)="([^"#]+)', page.read_text("utf-8"))}:
        url = urlsplit(urljoin(here, link.replace("&amp;", "&")))
        if url.netloc == "example.org" and url.scheme == "https" and not url.query:
            yield unquote(url.path)
