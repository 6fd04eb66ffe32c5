"""Hostile text in any file of an author or translator: pages and letters show it as text."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
import yaml
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.conftest import ROOT
from wizard import create_app
from wizard.cli.main import main

pytestmark = pytest.mark.e2e  # all pages of a site, with its maps

FLOWS = ROOT / "flows"
TEXTS = {
    *(
        "title",
        "summary",
        "ask",
        "why",
        "help",
        "outcome",
        "says",
        "text",
        "label",
        "publisher",
        "note",
    ),
    *("found", "missing", "name", "notice", "means", "subject", "hint"),
    *("does", "phone", "form", "fee", "hours"),
}
LISTS = {"to", "body", "before", "after", "confirm", "address"}  # of texts
HARMLESS = "plain words"
CORPUS = [  # each short enough for the shortest text
    "<script>a()</script>",
    '"><img src=x onerror=a()>',
    "' onmouseover='a()' x='",
    "</title><svg/onload=a()>",
    "[a](javascript:a()) <javascript:a>",
    "![a](data:text/html,a)",
    '<a data-hx-get="/x" hx-on:click=a>',
    "{{ 7+7 }} {% raw %} ${7+7}",
    "%(x)s {x} {0} %s {condition}",
    '#read("/etc/hosts") $ x $ #[a]',
    "<!-- --> <![CDATA[ ]]> &#60;b>",
    "\u200b\u202eright to left\u202c",
    "</template><base href=//evil.test>",
    "<iframe srcdoc='<b>a</b>'>",
]


def spoiled(node: Any, text: Callable[[], str], key: str = "") -> Any:
    """Return a YAML value with all text replaced. Lists get it added, so letters keep blanks."""
    if isinstance(node, dict):
        return {name: spoiled(value, text, name) for name, value in node.items()}
    if isinstance(node, list):
        return [
            f"{item} {text()}"
            if key in LISTS
            and isinstance(item, str)
            and item[0] != "{"  # a blank may have to stand alone
            else spoiled(item, text, key)
            for item in node
        ]
    return text() if key in TEXTS else node


@pytest.fixture(
    scope="module",
    params=[*CORPUS[:2], *(pytest.param(text, marks=pytest.mark.slow) for text in CORPUS[2:])],
    ids=range(len(CORPUS)),
)
def hostile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """A hostile text, and the shipped folder with it in place of all text, in both languages."""
    return request.param, folder_of(request.param, tmp_path_factory.mktemp("hostile"))


def folder_of(words: str, where: Path) -> Path:
    folder = where / "flows"
    shutil.copytree(FLOWS, folder, ignore=shutil.ignore_patterns("locale", "cases"))
    for path in folder.glob("tables/*.csv"):
        spoil_names(path, words)
    # The descriptions of tables name their columns.
    for path in sorted({*folder.rglob("*.yaml")} - {*folder.glob("tables/*")}):
        numbers = count()
        node = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # every value a text
        letter = path.parent.name == "letters"
        written = (
            words.replace("{", "").replace("}", "") if letter else words
        )  # a brace in a letter is a blank
        new = spoiled(node, lambda: f"{written} {next(numbers)}")  # noqa: B023  # called at once
        if path.name == "site.yaml":
            new["name"] = words[:40]
        path.write_text(
            yaml.safe_dump(new, sort_keys=False, allow_unicode=True, default_style='"'), "utf-8"
        )
    ran = CliRunner().invoke(main, ["translate", "es", str(folder)])
    assert ran.exit_code == 0, ran.output
    po = folder / "locale/es.po"
    catalog = read_po(io.BytesIO(po.read_bytes()), locale="es")
    for message in catalog:
        if message.id:
            message.string = f"{message.id} es"
    with po.open("wb") as file:
        write_po(file, catalog)
    return folder


def spoil_names(path: Path, words: str) -> None:
    """Replace the names of the rows of a table, in both languages."""
    rows = [*csv.DictReader(path.read_text("utf-8").splitlines())]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for number, row in enumerate(rows):
            name = f"{words} {number}"
            writer.writerow(row | {"name": name, "name.es": f"{name} es"})


def addresses(client: FlaskClient) -> Iterator[str]:
    """One page of each kind, in both languages, bare and with a trail."""
    for lang in ("en", "es"):
        yield from (
            f"/{lang}/",
            f"/{lang}/my-data/",
            f"/{lang}/my-data/topic/",
            f"/{lang}/topics/3/",
            f"/{lang}/topics/20/",
        )
        yield f"/{lang}/my-data/federal-look-up/"
        yield f"/{lang}/my-data/held-license/?topic=holds"
        yield f"/{lang}/my-data/license-kind/?topic=holds&held-license=yes"
        yield from (
            f"/{lang}/sources/",
            f"/{lang}/about/",
            f"/{lang}/letters/",
            f"/{lang}/letters/reminder/",
        )
        yield from (
            f"/{lang}/deadlines/",
            f"/{lang}/deadlines/ready/",
            f"/{lang}/deadlines/ready/2026-11-23/",
        )
        yield f"/{lang}/nothing/"


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page with the names of their attributes, as a browser builds them."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(html)
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in tree.iter()]


@pytest.fixture(scope="module")
def harmless(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The skeletons of the same pages with harmless text."""
    client = create_app(folder_of(HARMLESS, tmp_path_factory.mktemp("harmless"))).test_client()
    return {address: skeleton(client.get(address).text) for address in addresses(client)}


def test_hostile_text_adds_no_element_to_a_page(
    hostile: tuple[str, Path], harmless: dict[str, list[tuple[str, tuple[str, ...]]]]
) -> None:
    """It adds no attribute, changes no URL, is run by no template, and is shown in full."""
    words, folder = hostile
    client = create_app(folder).test_client()
    for address in addresses(client):
        response = client.get(address)
        assert response.status_code in (200, 404), address
        assert skeleton(response.text) == harmless[address], address
        tree = html5lib.parse(response.text, namespaceHTMLElements=False)
        links = [
            element.attrib[name]
            for element in tree.iter()
            for name in ("href", "src")
            if name in element.attrib
        ]
        assert all(
            link.startswith(("/", "#", "https://", "http://localhost/", "sms:?", "?"))
            for link in links
        ), address
    shown = "".join(html5lib.parse(client.get("/en/").text).itertext())
    assert " ".join(words.split()) in " ".join(shown.split())


def test_hostile_text_is_printed_in_every_format_of_a_letter(hostile: tuple[str, Path]) -> None:
    """The page, text, DOCX and PDF do not treat it as code, markup or a file name."""
    words, folder = hostile
    words = words.replace("{", "").replace("}", "")
    client = create_app(folder).test_client()
    soup = html5lib.parse(client.get("/en/letters/reminder/").text, namespaceHTMLElements=False)
    files = {
        str(link.get("href")).rpartition(".")[2]: str(link.get("href"))
        for link in soup.iter("a")
        if "/letters/reminder/" in link.get("href", "") and not link.get("href", "").endswith("/")
    }
    assert set(files) == {"pdf", "docx", "txt"}
    document = zipfile.ZipFile(io.BytesIO(client.get(files["docx"]).data)).read("word/document.xml")
    forms = {
        "page": "".join(soup.itertext()),
        "txt": client.get(files["txt"]).text,
        "docx": "".join(ElementTree.fromstring(document).itertext()),  # noqa: S314  # made here
        "pdf": "".join(
            page.extract_text()
            for page in PdfReader(io.BytesIO(client.get(files["pdf"]).data)).pages
        ),
    }
    for form, text in forms.items():
        seen = printed(text)
        assert printed(words) in seen or printed(words)[::-1] in seen, (
            form
        )  # right to left, as it asks for


def printed(text: str) -> str:
    """A text without what no paper shows: spaces, line ends, marks of direction."""
    return re.sub(r"[\s\u200b\u202c\u202e]", "", text)
