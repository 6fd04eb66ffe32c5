"""`graphviz`: errors of the program are one line that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.convert.graphviz import GraphvizError, png, svg

pytestmark = pytest.mark.e2e  # Graphviz is a process


def fake_graphviz(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program with the name of Graphviz's first on PATH."""
    program = folder / "dot"
    program.write_text(script, "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_png_is_a_png() -> None:
    """The bytes are what Graphviz wrote."""
    assert png("digraph {}").startswith(b"\x89PNG\r\n")


def test_svg_has_only_the_title_of_the_graph() -> None:
    """The names of nodes are no titles, which browsers would show as tooltips."""
    drawn = svg('digraph "Tom \\\\ Ann" { n0 }')
    assert drawn.count(b"<title>") == 1
    assert b"<title>Tom \\ Ann</title>" in drawn
    assert b"<!" not in drawn


def test_graphviz_reports_its_own_error() -> None:
    """A text that is not DOT is reported in Graphviz's own words."""
    with pytest.raises(GraphvizError, match=r"^Graphviz drew nothing: .*syntax error.*$"):
        svg("no graph")


def test_graphviz_reports_missing_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to install it, and what works without it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    message = (
        r"^Graphviz is not installed: apt-get install graphviz, or use --format mermaid or dot$"
    )
    with pytest.raises(GraphvizError, match=message):
        png("digraph {}")


def test_graphviz_reports_program_that_cannot_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is the operating system's."""
    fake_graphviz(tmp_path, monkeypatch, "#!/nonexistent\n")
    message = r"^Graphviz cannot be started: no such file or directory$"
    with pytest.raises(GraphvizError, match=message):
        png("digraph {}")


def test_graphviz_reports_program_without_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an error message, the exit code is the reason."""
    fake_graphviz(tmp_path, monkeypatch, "#!/bin/sh\nexit 3\n")
    with pytest.raises(GraphvizError, match=r"^Graphviz drew nothing: exit code 3$"):
        png("digraph {}")


def test_graphviz_reports_timeout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not end is stopped."""
    fake_graphviz(tmp_path, monkeypatch, "#!/bin/sh\nexec /bin/sleep 60\n")
    monkeypatch.setattr("wizard.convert.graphviz.TIMEOUT", 0.2)
    with pytest.raises(GraphvizError, match=r"too large to draw: use --format mermaid or dot$"):
        png("digraph {}")
