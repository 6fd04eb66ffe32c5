"""The sections of the bench that make pages without a server."""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import brotli
from load import bare
from measure import FLOWS, WIZARD, Figure, Scale, choices_in, each, flow_of, processor, trails_of

from wizard import create_app, load_flows

WARM_UP = 100  # pages that are made first, so that what a process makes once is made

OUTCOME = "/en/my-data/kept-license/?topic=holds&held-license=yes&license-kind=regular&own-car=no"

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    **{f"gzip {level}": partial(gzip.compress, compresslevel=level) for level in (1, 3, 6, 9)},
    **{f"brotli {level}": partial(brotli.compress, quality=level) for level in range(1, 6)},
}


def calls(scale: Scale) -> Iterator[Figure]:
    """Count the Python functions that are called for one page, ours and a bare Flask page."""
    with tempfile.TemporaryDirectory() as flows, tempfile.TemporaryDirectory() as pages:
        trails = trails_of(choices_in(Path(flows)), 12, WARM_UP + scale.runs)
        app = create_app(load_flows(flows))
        counts = [answer(app, trail)[1] for trail in trails][WARM_UP:]
        Path(pages, "page").write_bytes(answer(app, trails[0])[0])
        flask = bare(pages)
        bare_counts = [answer(flask, "/page")[1] for _ in trails][WARM_UP:]
    yield Figure("Python calls for a page with 12 answers", "calls", tuple(counts))
    yield Figure("Python calls for a bare Flask page", "calls", tuple(bare_counts))


def answer(app: WSGIApplication, url: str) -> tuple[bytes, int]:
    """Return the body at a path with a query, and how many Python functions were called for it."""
    path, _, query = url.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    statuses, count = [], 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    def start(status: str, headers: object, error: object = None) -> None:
        statuses.append(status)

    sys.setprofile(note)
    try:
        body = b"".join(app(environ, start))
    finally:
        sys.setprofile(None)
    assert statuses == ["200 OK"], (url, statuses)
    return body, count - 1  # without `start`


def codings(scale: Scale) -> Iterator[Figure]:
    """Measure what each content coding costs for a question and for an outcome, and its bytes."""
    with tempfile.TemporaryDirectory() as flows:
        question = trails_of(choices_in(Path(flows)), 12, 1)[0]
        pages = {
            "a question": answer(create_app(load_flows(flows)), question)[0],
            "an outcome": answer(create_app(load_flows(FLOWS)), OUTCOME)[0],
        }
    for what, body in pages.items():
        yield Figure(f"{what}, not compressed", "B", (len(body),))
        for name, compress in CODINGS.items():
            yield Figure(f"{what}, {name}: body", "B", (len(compress(body)),))
            spent = each(scale.runs, partial(compress, body), times=100)
            yield Figure(f"{what}, {name}: processor", "us", spent)


def export(scale: Scale) -> Iterator[Figure]:
    """Measure how long `wizard export` of the guide takes, and what it writes."""
    seconds, processors, files, weights = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "small.yaml").write_text(flow_of(10), "utf-8")
        command = [*WIZARD, "export", "OUT", str(scale.guide or folder)]
        command += ["--base-url", "https://example.org"]
        for _ in scale.each_run():
            with tempfile.TemporaryDirectory() as place:
                out = Path(place, "site")
                begun = time.perf_counter()
                spent = processor([str(out) if word == "OUT" else word for word in command])
                processors.append(spent / 1000)
                seconds.append(time.perf_counter() - begun)
                written = [path for path in out.rglob("*") if path.is_file()]
                files.append(len(written))
                weights.append(sum(path.stat().st_size for path in written) / 1e6)
    yield Figure("wizard export of the guide", "s", tuple(seconds))
    yield Figure("wizard export of the guide: processor", "s", tuple(processors))
    yield Figure("files of the export", "files", tuple(files))
    yield Figure("bytes of the export", "MB", tuple(weights))
