"""Draws DOT as a picture. This is the only module that runs Graphviz."""

from __future__ import annotations

import re
import shutil
import subprocess

from wizard.model.problems import reason_of

TIMEOUT = 20  # seconds that Graphviz may take


class GraphvizError(Exception):
    """Graphviz drew nothing. The message is one line with the reason and what to do."""


def svg(dot_text: str) -> bytes:
    """Return a DOT text as an SVG file, with the name of the graph as its title.

    Raises:
        GraphvizError: Graphviz drew nothing.
    """
    drawn = _graphviz(dot_text, "svg").decode("utf-8")
    titles = re.findall(r"<title>[^<]*</title>\n?", drawn)
    # Graphviz writes the name of a graph as it is in DOT, with doubled backslashes.
    title = titles[0].replace(r"\\", "\\")
    # The other titles are names of nodes, such as n1, which browsers would show as tooltips.
    drawn = re.sub(
        r"<!--.*?-->\n?|<title>[^<]*</title>\n?|<!DOCTYPE[^>]*>\n?", "", drawn, flags=re.DOTALL
    )
    return re.sub(r"<svg[^>]*>\n?", lambda tag: tag[0] + title, drawn, count=1).encode("utf-8")


def png(dot_text: str) -> bytes:
    """Return a DOT text as a PNG file.

    Raises:
        GraphvizError: Graphviz drew nothing.
    """
    return _graphviz(dot_text, "png")


def _graphviz(dot_text: str, format_name: str) -> bytes:
    """Return what Graphviz draws in one of its formats."""
    # Looked up each time: a server may start before Graphviz is installed.
    program = shutil.which("dot")
    if not program:
        raise GraphvizError(
            "Graphviz is not installed: apt-get install graphviz, or use --format mermaid or dot"
        )
    command = [program, f"-T{format_name}"]
    try:
        # No part of the command comes from a flow, so S603 (untrusted input) does not apply.
        done = subprocess.run(  # noqa: S603
            command, input=dot_text.encode(), capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        message = f"Graphviz did not end within {TIMEOUT} seconds; this flow is too large to draw"
        raise GraphvizError(f"{message}: use --format mermaid or dot") from None
    except OSError as error:
        raise GraphvizError(f"Graphviz cannot be started: {reason_of(error)}") from None
    if done.returncode or not done.stdout:
        errors = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = errors[0] if errors else f"exit code {done.returncode}"
        raise GraphvizError(f"Graphviz drew nothing: {reason}")
    return done.stdout
