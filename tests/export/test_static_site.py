"""The static site: what the app shows, as files; whole or not at all; the same bytes each time."""

from __future__ import annotations

import gzip
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.conftest import ROOT
from tests.pages.example import FILES, make_site, write_files
from tests.site.test_crawl import paths
from wizard import create_app, load_flows, replay
from wizard.export import snapshot
from wizard.export.links import file_of
from wizard.export.snapshot import ExportError
from wizard.export.static_site import export
from wizard.loader.site import check_folder
from wizard.model.flow import Action, Outcome, Question, Target
from wizard.model.site import Site
from wizard.web.site_base import SiteBase

pytestmark = pytest.mark.e2e  # exports draw the pictures of maps

TODAY = date(2026, 11, 23)
HELP = SiteBase.of("https://example.org/help")
Write = Callable[..., Path]

SMALL = """\
title: Small
start: first
moved: {former: second, old: end}
steps:
  first: {ask: First?, yes: second, no: second}
  second:
    ask: Second?
    yes: [{if: {first: yes}, to: end}, {to: other}]
    no: other
  end: {outcome: End, claims: [{level: unknown, text: Nothing.}]}
  other:
    outcome: Other
    claims: [{level: unknown, text: Nothing., if: {second: no}}, {level: unknown, text: More.}]
"""


POLICIES = re.compile(
    rb'<meta http-equiv="Content-Security-Policy" content="[^"]*">\n'
    rb'<meta name="referrer" content="no-referrer">\n'
)
# What the footer of a page of the app says, and what it says in an export.
UNPROMISED = (
    (
        "This site keeps nothing about you: no cookies, no names, no answers.",
        "This site sets no cookies and asks for no names.",
    ),
    (
        "Este sitio no guarda nada sobre usted: ni cookies, ni nombres, ni respuestas.",
        "Este sitio no usa cookies ni pide nombres.",
    ),
)
# Words about logs and storage that are true of the app, and of a host only if it keeps no log.
PROMISES = re.compile(
    "keeps nothing|Our log|in this tab only|stored nowhere|no guarda nada sobre|registro interno"
    "|en esta pestaña|no se guarda en ningún lugar"
)


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """`wizard export` as a person runs it."""
    command = [sys.executable, "-m", "wizard.cli", "export", *map(str, arguments)]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, capture_output=True, text=True, timeout=600, check=False, **options
    )


def with_broken_links(site: Site) -> Site:
    """The small site with an outcome that links to a missing step and a missing flow."""
    flow = site.flows["small"]
    end = flow.steps["end"]
    assert isinstance(end, Outcome)
    nowhere = tuple(Action("Go on", Target(*to)) for to in (("small", "nowhere"), ("gone", "")))
    steps = {**flow.steps, "end": replace(end, next=nowhere)}
    return replace(site, flows={"small": replace(flow, steps=MappingProxyType(steps))})


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def small(write: Write) -> Path:
    """A folder with one small flow, which has a guard and two moved steps."""
    return write(small=SMALL)


@pytest.fixture
def app(shipped: Site) -> FlaskClient:
    return create_app(shipped, lambda: TODAY).test_client()


def test_export_writes_every_page_in_every_language(
    written: Path, shipped: Site, app: FlaskClient
) -> None:
    """It includes topics, letters with their files, content pages, maps and the whole sitemap."""
    names = files(written)
    for lang in shipped.languages:
        assert {f"{lang}/topics/{number}/index.html" for number in shipped.topics} <= set(names)
        for flow in shipped.flows.values():
            assert {f"{lang}/{flow.id}/{step}/index.html" for step in flow.steps} <= set(names)
            assert f"{lang}/{flow.id}/map.svg" in names
        for letter in shipped.letters:
            assert {
                f"{lang}/letters/{letter}/letter.{kind}" for kind in ("pdf", "docx", "txt")
            } <= set(names)
        for event in shipped.deadlines.events if shipped.deadlines else ():
            assert f"{lang}/deadlines/{event}/2026-11-23/dates.ics" in names
    listed = re.findall(r"<loc>https://example.org/([^<]*)</loc>", names["sitemap.xml"].decode())
    assert len(listed) > 100
    assert {file_of("/" + path) for path in listed} <= set(names)


def test_exported_pages_are_those_of_the_app(
    written: Path, shipped: Site, app: FlaskClient
) -> None:
    """Every outcome and topic, and a file of a letter, are the same bytes, apart from three things.

    Outcomes in files know no answers, so they do not ask for them. Pages have their policies
    themselves, for hosts that send no headers, and do not say that they keep nothing, which is for
    the host to promise.
    """
    addresses = [
        f"/{lang}/topics/{number}/" for lang in shipped.languages for number in shipped.topics
    ]
    addresses += [
        f"/es/{flow.id}/{outcome.id}/"
        for flow in shipped.flows.values()
        for outcome in flow.outcomes()
    ]
    for address in (
        *addresses,
        "/",
        "/es/",
        "/en/my-data/map/",
        "/en/letters/reminder/letter.pdf",
        "/robots.txt",
    ):
        shown = app.get(address, base_url="https://example.org").data
        shown = re.sub(rb'<li><a href="[^"]*">Vea qu\xc3\xa9 se aplica[^<]*</a></li>\n', b"", shown)
        shown = shown.replace(b'<ul class="rows gap">\n</ul>\n', b"")
        for promised, without in UNPROMISED:
            shown = shown.replace(promised.encode(), without.encode())
        file = (written / file_of(address)).read_bytes()
        assert address.endswith("/") == bool(POLICIES.search(file)), address
        assert POLICIES.sub(b"", file) == shown, address


def test_exported_absolute_urls_have_the_host_and_the_prefix(small: Path, tmp_path: Path) -> None:
    """They are for sharing, search engines and print. All other links stay below the prefix."""
    export(load_flows(small), tmp_path / "site", HELP, TODAY)
    html = (tmp_path / "site/en/small/end/index.html").read_text("utf-8")
    assert 'value="https://example.org/help/en/small/end/"' in html
    assert 'rel="canonical" href="https://example.org/help/en/small/end/"' in html
    assert 'src="/help/static/' in html
    names = files(tmp_path / "site")
    assert b"Sitemap: https://example.org/help/sitemap.xml\n" in names["robots.txt"]
    for name, body in names.items():
        if name.endswith(".html"):
            assert not re.search(r'(href|src)="/(?!help/)|localhost|\?first', body.decode()), name


def test_export_promises_nothing_about_logs(small: Path, tmp_path: Path) -> None:
    """No page does, in either language, since many hosts keep logs. One page says that they may.

    With `--no-logs`, pages have the promises of the app.
    """
    (small / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    site, problems = check_folder(small, draft=True)
    assert site, problems
    pages = {}
    for promised in (False, True):
        export(site, tmp_path / "site", HELP, TODAY, no_logs=promised)
        found = files(tmp_path / "site")
        pages[promised] = {
            name: body.decode() for name, body in found.items() if name.endswith(".html")
        }
    app = create_app(site, lambda: TODAY).test_client()
    assert pages[False].keys() == pages[True].keys()
    for name, page in pages[False].items():
        assert not PROMISES.search(page), name
        response = app.get("/" + name.removesuffix("index.html"))
        if response.status_code == 200 and "~" not in name:
            assert PROMISES.findall(pages[True][name]) == PROMISES.findall(response.text), name
    for name in ("index.html", "en/index.html", "es/small/index.html", "es/promises/index.html"):
        assert PROMISES.search(pages[True][name]), name
    for lang, words in (("en", "the company that hosts this site"), ("es", "aloja este sitio")):
        name = f"{lang}/promises/index.html"
        assert words in pages[False][name]
        assert words not in pages[True][name]


def test_texts_of_the_guides_are_true_on_a_host_that_logs(written: Path) -> None:
    """Pages on privacy say what a host may see. No text says that there is no list of visitors."""
    for lang, words in (("en", "Our hosting company may see"), ("es", "aloja este sitio")):
        assert words in (written / lang / "privacy/index.html").read_text("utf-8")
    for folder in ("flows", "examples/credit-report", "examples/eviction-notice"):
        texts = [*(ROOT / folder).rglob("*.yaml"), *(ROOT / folder).rglob("*.po")]
        assert texts
        for path in texts:
            assert not re.search("list of visitors|visitor list|de visitantes", path.read_text())


def test_export_without_compressed_copies_has_each_file_once(small: Path, tmp_path: Path) -> None:
    """Some hosts compress files themselves, and some allow only a number of files.

    The last line of the command says how many there are.
    """
    counts = []
    for options in ((), ("--no-compressed",)):
        done = run(tmp_path / "site", small, "--base-url", "https://example.org", *options)
        assert done.returncode == 0, done.stderr
        number = re.search(r" pages in (\d+) files", done.stdout)
        names = files(tmp_path / "site")
        assert number
        assert int(number[1]) == len(names)
        counts.append(set(names))
    packed = {name for name in counts[0] if name.endswith((".gz", ".br"))}
    assert counts[1] == counts[0] - packed
    assert len(counts[1]) < len(counts[0]) / 2


def test_export_names_options_that_a_single_file_does_not_have(small: Path, tmp_path: Path) -> None:
    """It has no host, so nothing could promise or compress anything."""
    for option in ("--no-logs", "--no-compressed"):
        out = tmp_path / "small.html"
        done = run(out, "--single-file", small / "small.yaml", option)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"with --single-file, leave out {option}: one file has no host" in done.stderr
        assert not out.exists()


def test_export_of_one_language_begins_with_its_home_page(small: Path, tmp_path: Path) -> None:
    """The file at `/` shows the home page and goes to it, without scripts. It names its URL."""
    export(load_flows(small), tmp_path / "site", HELP, TODAY)
    first, home = (
        (tmp_path / "site" / name).read_text("utf-8") for name in ("index.html", "en/index.html")
    )
    refresh = '<meta http-equiv="refresh" content="0; url=/help/en/">\n'
    assert first.replace(refresh, "") == home
    assert refresh in first
    assert '<link rel="canonical" href="https://example.org/help/en/">' in first


def test_export_says_that_an_address_is_only_for_testing(write: Write, tmp_path: Path) -> None:
    """Readers of a published site could not open links to this machine."""
    folder, out = write(small=SMALL, site="frame: [http://localhost:8000]\n"), tmp_path / "site"
    done = run(out, folder, "--base-url", "http://localhost:9000")
    assert done.returncode == 0
    assert done.stderr == (
        "share links, QR codes and the sitemap name http://localhost:9000; "
        "export again with the public URL before you publish\n"
    )
    done = run(out, folder, "--base-url", "https://example.org")
    assert done.returncode == 0
    assert done.stderr == (
        "`frame` in site.yaml lets http://localhost:8000 show this site in a frame: "
        "is it only for testing?\n"
    )
    (folder / "site.yaml").unlink()
    assert run(out, folder, "--base-url", "https://example.org").stderr == ""


@pytest.mark.parametrize("address", ["https://example.org", "http://localhost:8000", ""])
def test_export_has_hsts_only_if_its_url_is_https(
    small: Path, tmp_path: Path, address: str
) -> None:
    """Both files with headers have it, for this host only."""
    base = SiteBase.of(address) if address else SiteBase()
    export(load_flows(small), tmp_path / "site", base, TODAY)
    for name in ("_headers", "nginx-headers.conf"):
        text = (tmp_path / "site" / name).read_text("utf-8")
        found = re.findall(r"Strict-Transport-Security.*?(max-age=[^\n\"]*)", text)
        assert found == (["max-age=31536000"] if base.is_https else [])
        assert "includeSubDomains" not in text


def test_export_compresses_every_text_file(written: Path) -> None:
    """The compressed copies have the same content. Calendar files, which are tiny, have none."""
    names = files(written)
    assert not [name for name in names if name.endswith((".ics.gz", ".ics.br"))]
    for name, body in names.items():
        if name.endswith((".html", ".css", ".js", ".svg", ".txt", ".xml")):
            assert gzip.decompress(names[f"{name}.gz"]) == body, name
            assert brotli.decompress(names[f"{name}.br"]) == body, name
            assert names[f"{name}.gz"][4:8] == bytes(4), "no time in it"


def test_export_compresses_most_what_is_read_most(written: Path) -> None:
    """Brotli does its best for questions and outcomes, and is quick for the pages of dates."""
    for name, quality in (
        ("en/my-data/index.html", 11),
        ("es/my-data/federal-look-up/index.html", 11),
        ("en/my-data/offline/guide.html", 10),
        ("es/letters/reminder/index.html", 10),
        ("en/deadlines/moved/2026-11-23/index.html", 5),
    ):
        body = (written / name).read_bytes()
        compressed = (written / f"{name}.br").read_bytes()
        assert compressed == brotli.compress(body, quality=quality), name


def test_exported_links_lead_to_the_outcome_of_each_path(written: Path, shipped: Site) -> None:
    """The test follows every path of each shipped flow by the links of the files."""
    for flow in shipped.flows.values():
        for answers in paths(flow):
            here = f"/en/{flow.id}/{flow.start}/"
            for question, answer in answers.items():
                html = (written / file_of(here)).read_text("utf-8")
                step = flow.steps[question]
                assert isinstance(step, Question)
                links = re.findall(r'<li><a href="([^"]*)"', html[html.index('class="answers"') :])
                here = links[list(step.answers).index(answer)]
            end = replay(flow, answers).step
            there = (
                f"/en/{end.flow}/{end.step}"
                if isinstance(end, Target)
                else f"/en/{flow.id}/{end.id}"
            )
            assert here.rstrip("/") == there.rstrip("/")


def test_exported_moved_step_has_the_page_it_redirects_to(small: Path, tmp_path: Path) -> None:
    """It also works in a browser that does not follow the refresh."""
    export(load_flows(small), tmp_path / "site", HELP, TODAY)
    end, start = (
        (tmp_path / "site/en/small" / name).read_text("utf-8")
        for name in ("end/index.html", "index.html")
    )
    for name, there, page in (("old", "end/", end), ("second", "", start), ("former", "", start)):
        moved = (tmp_path / "site/en/small" / name / "index.html").read_text("utf-8")
        lead = f'<meta http-equiv="refresh" content="0; url=/help/en/small/{there}">\n'
        assert moved.replace(lead, "") == page
        assert lead in moved


def test_export_without_a_base_url_has_no_absolute_urls(small: Path, tmp_path: Path) -> None:
    """There is no sitemap and no URL to share, and the command says so."""
    done = run(tmp_path / "site", small, "--today", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r".*site: [^ ]*flows, 17 pages in \d+ files, 0\.\d MB\n", done.stdout)
    assert (
        done.stderr
        == "without --base-url there is no sitemap, and no URL to share on answer pages\n"
    )
    names = files(tmp_path / "site")
    assert not {"robots.txt", "sitemap.xml"} & set(names)
    html = names["en/small/end/index.html"].decode()
    assert not re.search(r"https?:(?!//www.wikipedia.org/)|<input|class=.qr", html)
    assert '<link rel="canonical" href="/en/small/end/">' in html


def test_export_without_a_base_url_has_no_made_up_host(tmp_path: Path) -> None:
    """No page or file of a site that has one of everything, and none inside a PDF or DOCX."""
    (tmp_path / "flows").mkdir()
    out = tmp_path / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "REACH", (0, 0))
        export(make_site(tmp_path / "flows"), out, SiteBase(), TODAY)
    found = {path.suffix for path in out.rglob("*")}
    assert {".html", ".pdf", ".docx", ".ics", ".svg", ".json", ".txt"} <= found
    for path in out.rglob("*.*"):
        text = path.read_bytes()
        if path.suffix == ".pdf":
            reader = PdfReader(path)
            links = [note.get_object() for page in reader.pages for note in page.annotations or ()]
            text = repr([page.extract_text() for page in reader.pages] + links).encode()
        elif path.suffix == ".docx":
            with ZipFile(path) as parts:
                text = b"".join(map(parts.read, parts.namelist()))
        assert not re.search(rb"localhost|127\.0\.0\.1", text), path


# What differs between two runs: the time of day and the order of sets.
RUNS = ({"TZ": "UTC", "PYTHONHASHSEED": "1"}, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2"})

SMALL_EXPORT = """\
import sys
from datetime import date
from pathlib import Path
from wizard.export import snapshot
from wizard.export.static_site import export
from wizard.loader.site import check_folder
from wizard.web.site_base import SiteBase
snapshot.REACH = (1, 0)
site, _ = check_folder(Path(sys.argv[1]), draft=True)
export(site, Path(sys.argv[2]), SiteBase.of("https://example.org"), date(2026, 11, 23))
"""


def test_two_exports_of_a_site_are_the_same_bytes(tmp_path: Path) -> None:
    """The site has one of everything, in two languages. The runs share no process."""
    (tmp_path / "flows").mkdir()
    folder = write_files(tmp_path / "flows", FILES)
    for number, different in enumerate(RUNS):
        command = [sys.executable, "-c", SMALL_EXPORT, str(folder), str(tmp_path / str(number))]
        env = {**os.environ, **different}
        subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=120)
    one, other = files(tmp_path / "0"), files(tmp_path / "1")
    assert one == other
    kinds = {".html", ".gz", ".br", ".ics", ".pdf", ".docx", ".svg", ".json", ".xml"}
    assert kinds <= {Path(name).suffix for name in one}
    assert "es/deadlines/sent/2026-10-23/index.html" in one


@pytest.mark.slow
def test_two_exports_of_the_shipped_guide_are_the_same_bytes(tmp_path: Path) -> None:
    """A tool that copies only changed files then copies none."""
    for number, different in enumerate(RUNS):
        options = (tmp_path / str(number), ROOT / "flows", "--today", "2026-11-23")
        done = run(*options, env={**os.environ, **different})
        assert done.returncode == 0, done.stderr
    one, other = files(tmp_path / "0"), files(tmp_path / "1")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_export_shows_its_progress_on_a_terminal(small: Path, tmp_path: Path) -> None:
    """The other tests see that there is none elsewhere."""
    reads, writes = pty.openpty()
    command = [sys.executable, "-m", "wizard.cli", "export", str(tmp_path / "site"), str(small)]
    done = subprocess.run(
        [*command, "--base-url", "https://example.org"],
        stdout=subprocess.PIPE,
        stderr=writes,
        check=False,
    )
    os.close(writes)
    shown = os.read(reads, 100_000).decode()
    os.close(reads)
    assert done.returncode == 0
    assert re.search(r"Pages.*100%.*finished in \d+\.\d s", shown, re.DOTALL), shown


def test_progress_ends_when_every_file_is_written(small: Path, tmp_path: Path) -> None:
    """It counts pages and files that links lead to, and never steps back."""
    calls: list[tuple[int, int]] = []
    out = tmp_path / "site"
    export(load_flows(small), out, HELP, TODAY, lambda done, known: calls.append((done, known)))
    unlinked = {"_headers", ".nojekyll", ".wizard-export", "nginx-headers.conf"}
    linked = [
        name
        for name in files(out).keys() - unlinked
        if not name.endswith(("404.html", ".gz", ".br"))
    ]
    assert calls[-1] == (len(linked), len(linked))
    assert calls == sorted(calls)


def test_export_replaces_only_an_earlier_export(small: Path, tmp_path: Path) -> None:
    """Another folder or file is kept, with an error; an empty folder is filled."""
    site = load_flows(small)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("Dear office", "utf-8")
    for taken in (mine, mine / "letter.txt"):
        done = run(taken, small)
        assert (done.returncode, done.stdout) == (1, "")
        assert (
            done.stderr == f"{taken} already exists and was not created by `wizard export`; "
            "choose another folder or delete it\n"
        )
    assert files(mine) == {"letter.txt": b"Dear office"}
    out = tmp_path / "site"
    out.mkdir()
    export(site, out, SiteBase(), TODAY)
    (out / "en/small/gone").mkdir()
    export(site, out, SiteBase(), TODAY)
    assert not (out / "en/small/gone").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flows", "mine", "site"]


def test_killed_export_leaves_the_old_site_complete(small: Path, tmp_path: Path) -> None:
    """The next export cleans up after it."""
    out = tmp_path / "site"
    export(load_flows(small), out, SiteBase(), TODAY)
    before = files(out)
    command = [sys.executable, "-m", "wizard.cli", "export", str(out), str(ROOT / "flows")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while not (tmp_path / ".site.new/en").exists():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    assert files(out) == before
    export(load_flows(small), out, SiteBase(), TODAY)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flows", "site"]


def test_export_restores_a_site_that_was_only_renamed(small: Path, tmp_path: Path) -> None:
    """An earlier export was killed between its two renames."""
    out = tmp_path / "site"
    export(load_flows(small), out, SiteBase(), TODAY)
    before = files(out)
    out.rename(tmp_path / ".site.old")
    with pytest.raises(ExportError):
        export(with_broken_links(load_flows(small)), out, SiteBase(), TODAY)
    assert files(out) == before


def test_export_to_a_full_disk_prints_one_line(small: Path, tmp_path: Path) -> None:
    """It names the file that could not be written, and the old site stays."""
    out = tmp_path / "site"
    export(load_flows(small), out, SiteBase(), TODAY)
    before = files(out)
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
    code = (
        limit + f"from wizard.cli.main import main; main(['export', {str(out)!r}, {str(small)!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        rf"{re.escape(str(out))}: .*(file too large|no space left on device)\n", done.stderr
    )
    assert files(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flows", "site"]


def test_export_fails_on_broken_links(small: Path, tmp_path: Path) -> None:
    """All of them are listed with their page, and the old site stays."""
    site = load_flows(small)
    out = tmp_path / "site"
    export(site, out, SiteBase(), TODAY)
    before = files(out)
    with pytest.raises(ExportError) as error:
        export(with_broken_links(site), out, SiteBase(), TODAY)
    name = "en/small/end/index.html"
    lines = [f'{name}: broken link "/en/gone/"', f'{name}: broken link "/en/small/nowhere/"']
    assert [line for line in error.value.lines if line.startswith(name)] == lines
    assert files(out) == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            ("--base-url", "example.org"),
            '"example.org" is not a URL such as https://example.org or',
        ),
        (("--base-url", "https://example.org/?a"), "is not a URL such as"),
        (("--base-url", "http://example.org"), "must begin with https://"),
    ],
)
def test_export_explains_wrong_options(
    small: Path, tmp_path: Path, wrong: tuple[str, str], words: str
) -> None:
    """The exit code is 2, and nothing is written."""
    done = run(tmp_path / "site", small, *wrong)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "site").exists()


def test_export_of_an_invalid_folder_prints_its_problems(write: Write, tmp_path: Path) -> None:
    """The output is that of `wizard check`."""
    done = run(tmp_path / "site", write(small=SMALL.replace("no: other", "no: othr")))
    assert done.returncode == 1
    assert 'Did you mean "other"?' in done.stdout
    assert not (tmp_path / "site").exists()
