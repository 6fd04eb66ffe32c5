"""The sections of the bench that put load on servers."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from load import Server, get, nginx, serve, weight, wrk
from measure import FLOWS, WIZARD, Figure, Scale, against, choices_in, run, trails_of

from wizard.model.flow import Flow

# Makes wrk send the first answer as a browser does.
ANSWERED = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Cookie"] = "csrftoken={token}"
wrk.body = "csrfmiddlewaretoken={token}&wizard-current_step=0&0-answer=yes"
"""


# More than one worker can answer in a second: the paths that a load may need are made before.
PATHS_A_SECOND = 20_000

STEP = "/en/choices/q0/"


def requests(scale: Scale) -> Iterator[Figure]:
    """Measure pages under load, in turns with a bare Flask page of the same bytes.

    Both have the same server with one worker. No page with answers is requested twice, so each is
    made for its request. With a content coding, the bare page is compressed at each request too.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        flows, pages = Path(folder, "flows"), Path(folder, "pages")
        flows.mkdir()
        pages.mkdir()
        turns = slices(choices_in(flows), scale, 3 * scale.runs)
        ours = running.enter_context(serve(one_worker(flows)))
        samples = {path: get(ours.address + path) for path in next(turns)[:100]}
        trail = sorted(samples, key=lambda path: len(samples[path]))[50]  # of median length
        (pages / "trail").write_bytes(samples[trail])
        (pages / "step").write_bytes(get(ours.address + STEP))
        bare = running.enter_context(
            serve([sys.executable, "scripts/load.py", "bare", "PORT", str(pages)])
        )
        # Name, coding, a page of ours and the bare page of the same bytes.
        kinds = [
            ("page without answers, asked for before", "identity", STEP, "/step"),
            ("page with 12 answers, never asked for", "identity", trail, "/trail"),
            ("page with 12 answers, never asked for, br", "br", trail, "/trail.br"),
            ("page with 12 answers, never asked for, gzip", "gzip", trail, "/trail.gzip"),
        ]
        found: dict[str, list[tuple[Load, Load]]] = {name: [] for name, *_ in kinds}
        for _ in scale.each_run():
            for name, coding, path, bare_path in kinds:
                theirs = load(bare, scale, bare_path, coding)
                paths = next(turns) if path == trail else ()
                found[name].append((load(ours, scale, path, coding, paths), theirs))
        for name, coding, *both in kinds:
            yield from compared(name, found[name])
            for server, path, whose in zip((ours, bare), both, ("", ", bare Flask"), strict=True):
                size = len(get(server.address + path, coding))
                yield Figure(f"{name}: body{whose}", "B", (size,))


def one_worker(flows: Path) -> list[str]:
    """Return the command that serves flows with one worker."""
    return [*WIZARD, "run", str(flows), "--workers", "1", "--port", "PORT"]


def slices(flow: Flow, scale: Scale, loads: int) -> Iterator[list[str]]:
    """Yield paths of pages with 12 answers: a hundred samples, then enough for each load.

    No path is in two of them.
    """
    enough = scale.seconds * PATHS_A_SECOND
    trails = iter(trails_of(flow, 12, 100 + loads * enough))
    yield [*islice(trails, 100)]
    for _ in range(loads):
        yield [*islice(trails, enough)]


class Load(NamedTuple):
    """What a server did under load: requests a second, and microseconds of processor for each."""

    rate: float
    processor: float


def load(server: Server, scale: Scale, path: str, coding: str, paths: Sequence[str] = ()) -> Load:
    """Put load on a path of a server, or on many paths, each once."""
    begun = server.seconds()
    rate = wrk(server.address + path, scale, paths, coding)
    return Load(rate, (server.seconds() - begun) / (rate * scale.seconds) * 1e6)


def compared(name: str, pairs: Sequence[tuple[Load, Load]]) -> Iterator[Figure]:
    """Yield the rates and the processor time of a page and of bare Flask, and their ratios."""
    for what, unit, number in (("", "1/s", 0), (": processor", "us", 1)):
        ours, theirs = ([one[number] for one in loads] for loads in zip(*pairs, strict=True))
        yield Figure(f"{name}{what}", unit, tuple(ours))
        yield Figure(f"{name}{what}, bare Flask", unit, tuple(theirs))
        yield against(f"{name}{what}, against Flask", ours, theirs)


def nginx_pages(scale: Scale) -> Iterator[Figure]:
    """Measure compressed pages as files behind nginx and from the app, in turns."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        flows, site = Path(folder, "flows"), Path(folder, "site")
        flows.mkdir()
        turns = slices(choices_in(flows), scale, scale.runs)
        run([*WIZARD, "export", str(site), str(flows), "--base-url", "https://example.org"])
        Path(folder).chmod(0o755)  # nginx runs as another user
        files = running.enter_context(nginx(site)).address
        app = running.enter_context(serve(one_worker(flows))).address
        get(app + next(turns)[0])
        get(app + STEP)  # puts the page into the cache
        exported, asked, made = [], [], []
        for _ in scale.each_run():
            exported.append(wrk(files + STEP, scale, coding="br"))
            asked.append(wrk(app + STEP, scale, coding="br"))
            made.append(wrk(app, scale, next(turns), "br"))
    yield Figure("file of the export, nginx", "1/s", tuple(exported))
    yield Figure("page without answers from the app, asked for before", "1/s", tuple(asked))
    yield Figure("page with 12 answers from the app, never asked for", "1/s", tuple(made))
    yield against("file of the export, against pages never asked for", exported, made)
    yield against("file of the export, against pages asked for before", exported, asked)


def formtools(scale: Scale) -> Iterator[Figure]:
    """Measure two questions, of ours and of django-formtools inside the same pages, in turns."""
    paths = ("/en/my-data/topic/", "/en/my-data/held-license/?topic=holds")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        ours = running.enter_context(serve(one_worker(FLOWS)))
        first, second = (ours.address + path for path in paths)
        pages = [get(url).decode() for url in (first, second)]
        page = re.sub(
            r'(<div id="step"[^>]*>).*(</div>\n<div id="failed")',
            r"\1<!-- step -->\2",
            pages[1],
            flags=re.DOTALL,
        )
        Path(folder, "page.html").write_text(page, "utf-8")
        questions = [re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0] for page in pages]
        Path(folder, "questions.txt").write_text("\n".join(questions), "utf-8")
        django = running.enter_context(
            serve([sys.executable, "scripts/load.py", "formtools", "PORT", folder])
        )
        answer = ANSWERED.format(token=get(f"{django.address}/token").decode())
        found: list[list[float]] = []
        for _ in scale.each_run():
            found.append(
                [
                    wrk(f"{django.address}/", scale),
                    wrk(f"{django.address}/", scale, script=answer),
                    wrk(first, scale),
                    wrk(second, scale),
                ]
            )
    their_first, their_next, our_first, our_next = zip(*found, strict=True)
    yield Figure("django-formtools, the first question", "1/s", their_first)
    yield Figure("django-formtools, an answer and the next question", "1/s", their_next)
    yield Figure("first question, asked for before", "1/s", our_first)
    yield Figure("next question, never asked for", "1/s", our_next)
    yield against("first question, asked for before, against formtools", our_first, their_first)
    yield against("next question, never asked for, against formtools", our_next, their_next)


def wire(scale: Scale) -> Iterator[Figure]:
    """Measure the bytes of a first visit and of a step, with headers, over HTTP/1.1."""
    with serve(one_worker(FLOWS)) as server:
        page = get(f"{server.address}/en/my-data/topic/").decode()
        files = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
        weights = {path: weight(server.address, path) for path in ("/en/my-data/topic/", *files)}
        question = weight(server.address, "/en/my-data/held-license/?topic=holds")
    scripts = sum(weights[path] for path in files if path.endswith(".js"))
    yield Figure("first visit", "B", (sum(weights.values()),))
    yield Figure("first visit, without scripts", "B", (sum(weights.values()) - scripts,))
    yield Figure("a further question", "B", (question,))
