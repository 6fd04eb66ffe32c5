"""DOT as a picture: the only module that runs Graphviz."""

from __future__ import annotations

import re
import shutil
import subprocess

TIMEOUT = 20  # seconds that Graphviz may take


class GraphvizError(Exception):
    """Graphviz drew nothing. The message is one line that says why, and what to do."""


def svg(dot_text: str) -> bytes:
    """A DOT text as an SVG file, titled like the flow. Raises GraphvizError."""
    drawn = _graphviz(dot_text, "svg").decode("utf-8")
    titles = re.findall(r"<title>[^<]*</title>\n?", drawn)
    title = titles[0].replace(
        r"\\", "\\"
    )  # of a graph's name, Graphviz does not undo what `dot` did
    # The other titles are our names of nodes: of no use to a reader, and shown under the pointer.
    drawn = re.sub(
        r"<!--.*?-->\n?|<title>[^<]*</title>\n?|<!DOCTYPE[^>]*>\n?", "", drawn, flags=re.DOTALL
    )
    return re.sub(r"<svg[^>]*>\n?", lambda tag: tag[0] + title, drawn, count=1).encode("utf-8")


def png(dot_text: str) -> bytes:
    """A DOT text as a PNG file. Raises GraphvizError."""
    return _graphviz(dot_text, "png")


def _graphviz(dot_text: str, form: str) -> bytes:
    program = shutil.which("dot")
    if not program:
        raise GraphvizError(
            "Graphviz is not installed: apt-get install graphviz, or use --format mermaid or dot"
        )
    command = [program, f"-T{form}"]
    try:
        # No word of the command comes from a flow.
        done = subprocess.run(
            command, input=dot_text.encode(), capture_output=True, timeout=TIMEOUT, check=False
        )  # noqa: S603
    except subprocess.TimeoutExpired:
        message = f"Graphviz did not end within {TIMEOUT} seconds; this flow is too large to draw"
        raise GraphvizError(f"{message}: use --format mermaid or dot") from None
    except OSError as error:
        raise GraphvizError(
            f"Graphviz cannot be started: {(error.strerror or str(error)).lower()}"
        ) from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GraphvizError(
            f"Graphviz drew nothing: {said[0] if said else f'it ended with {done.returncode}'}"
        )
    return done.stdout
