"""The sections of the bench that put load on servers."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from load import get, nginx, serve, weight, wrk
from measure import FLOWS, WIZARD, Figure, Scale, against, flow_of, run

# Makes wrk send the first answer as a browser does.
ANSWERED = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Cookie"] = "csrftoken={token}"
wrk.body = "csrfmiddlewaretoken={token}&wizard-current_step=0&0-answer=yes"
"""


def requests(scale: Scale) -> Iterator[Figure]:
    """Measure pages under load, in turns with a plain Flask page of the same size.

    Both have the same server with one worker.
    """
    step = "/en/long/q0/"
    trail = "/en/long/q12/?" + "&".join(f"q{number}=yes" for number in range(12))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        flows, pages = Path(folder, "flows"), Path(folder, "pages")
        flows.mkdir()
        pages.mkdir()
        (flows / "long.yaml").write_text(flow_of(100), "utf-8")
        ours = running.enter_context(
            serve([*WIZARD, "run", str(flows), "--workers", "1", "--port", "PORT"])
        )
        (pages / "step").write_bytes(get(ours.address + trail))
        bare = running.enter_context(
            serve([sys.executable, "scripts/load.py", "bare", "PORT", str(pages)])
        )
        asked = {
            "bare": (bare, "/step"),
            "held": (ours, trail),
            "held, no answers": (ours, step),
            "unseen": (ours, trail),
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
        for run in range(scale.runs):
            for name, (server, path) in asked.items():
                begun, unseen = server.seconds(), run * 10_000_000 if name == "unseen" else None
                rate = wrk(server.address + path, scale.seconds, scale.connections, unseen)
                spent = server.seconds() - begun
                found[name].append((rate, spent / (rate * max(1, round(scale.seconds)))))
    names = {
        "bare": "bare Flask page of the same bytes",
        "held": "page with 12 answers, asked for before",
        "held, no answers": "page without answers, asked for before",
        "unseen": "page with 12 answers, never asked for",
    }
    for key, name in names.items():
        yield Figure(name, "1/s", tuple(rate for rate, _ in found[key]))
    for key, name in names.items():
        yield Figure(f"{name}: processor", "us", tuple(spent * 1e6 for _, spent in found[key]))
    for key, name in names.items():
        if key != "bare":
            pairs = list(zip(found[key], found["bare"], strict=True))
            yield Figure(
                f"{name}, against Flask", "times", tuple(one[0] / other[0] for one, other in pairs)
            )
            yield Figure(
                f"{name}: processor, against",
                "times",
                tuple(one[1] / other[1] for one, other in pairs),
            )


def export(scale: Scale) -> Iterator[Figure]:
    """Measure compressed pages as files behind nginx and from the app, in turns."""
    step, headers = "/en/long/q0/", ["Accept-Encoding: br"]
    trail = "/en/long/q12/?" + "&".join(f"q{number}=yes" for number in range(12))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        flows, site = Path(folder, "flows"), Path(folder, "site")
        flows.mkdir()
        (flows / "long.yaml").write_text(flow_of(30), "utf-8")
        run([*WIZARD, "export", str(site), str(flows), "--base-url", "https://example.org"])
        Path(folder).chmod(0o755)  # nginx runs as another user
        files = running.enter_context(nginx(site))
        app = running.enter_context(
            serve([*WIZARD, "run", str(flows), "--workers", "1", "--port", "PORT"])
        )
        asked = {"files": (files, step), "held": (app, step), "unseen": (app, trail)}
        get(app.address + step)  # puts the page into the cache
        found: dict[str, list[float]] = {name: [] for name in asked}
        for number in range(scale.runs):
            for name, (server, path) in asked.items():
                unseen = number * 10_000_000 if name == "unseen" else None
                found[name].append(
                    wrk(server.address + path, scale.seconds, scale.connections, unseen, headers)
                )
    yield Figure("file of the export, nginx", "1/s", tuple(found["files"]))
    yield Figure("page without answers, asked for before", "1/s", tuple(found["held"]))
    yield Figure("page with 12 answers, never asked for", "1/s", tuple(found["unseen"]))
    yield against("export, against pages never asked for", found["files"], found["unseen"])
    yield against("export, against pages asked for before", found["files"], found["held"])


def formtools(scale: Scale) -> Iterator[Figure]:
    """Measure the second of two questions, of ours and of django-formtools inside the same page."""
    first, second = "/en/my-data/topic/", "/en/my-data/held-license/?topic=holds"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        ours = running.enter_context(
            serve([*WIZARD, "run", str(FLOWS), "--workers", "1", "--port", "PORT"])
        )
        pages = [get(ours.address + path).decode() for path in (first, second)]
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
        token = get(f"{django.address}/token").decode()
        script = ANSWERED.format(token=token)
        found: dict[str, list[float]] = {"formtools": [], "held": [], "unseen": []}
        get(ours.address + second)  # puts the page into the cache
        for number in range(scale.runs):
            load = scale.seconds, scale.connections
            found["formtools"].append(wrk(f"{django.address}/", *load, script=script))
            found["held"].append(wrk(ours.address + second, *load))
            found["unseen"].append(wrk(ours.address + second, *load, number * 10_000_000))
    yield Figure(
        "django-formtools, an answer and the next question", "1/s", tuple(found["formtools"])
    )
    yield Figure("page of ours, asked for before", "1/s", tuple(found["held"]))
    yield Figure("page of ours, never asked for", "1/s", tuple(found["unseen"]))
    yield against("never asked for, against formtools", found["unseen"], found["formtools"])
    yield against("asked for before, against formtools", found["held"], found["formtools"])


def wire(scale: Scale) -> Iterator[Figure]:
    """Measure the bytes of a first visit and of a step, with headers, over HTTP/1.1."""
    with serve([*WIZARD, "run", str(FLOWS), "--workers", "1", "--port", "PORT"]) as server:
        page = get(f"{server.address}/en/my-data/topic/").decode()
        files = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
        weights = {path: weight(server.address, path) for path in ("/en/my-data/topic/", *files)}
        question = weight(server.address, "/en/my-data/held-license/?topic=holds")
    scripts = sum(weights[path] for path in files if path.endswith(".js"))
    yield Figure("first visit", "B", (sum(weights.values()),))
    yield Figure("first visit, without scripts", "B", (sum(weights.values()) - scripts,))
    yield Figure("a further question", "B", (question,))
