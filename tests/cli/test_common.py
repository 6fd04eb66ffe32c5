"""Tests of what several commands share."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import click
import pytest

from tests.conftest import Write
from wizard.cli.common import (
    NamedFlow,
    create_file,
    fail,
    flow_path,
    load_or_exit,
    plural,
    translator_for,
    write_or_exit,
)
from wizard.cli.folders import short_path

GOOD = "title: A\nstart: b\nsteps: {b: {outcome: C, claims: [{level: unknown, text: D.}]}}\n"


def test_plural_adds_s_except_for_one() -> None:
    """Zero takes the plural in English."""
    assert [plural(count, "flow") for count in (0, 1, 2)] == ["0 flows", "1 flow", "2 flows"]


def test_short_path_is_relative_inside_current_folder_only(tmp_path: Path) -> None:
    """Links are not followed, because messages show the name that was given."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link").symlink_to(tmp_path)
    with chdir(inner):
        assert short_path(inner / "a.yaml") == Path("a.yaml")
        assert short_path(Path("x/../a.yaml")) == Path("a.yaml")
        assert short_path(tmp_path / "a.yaml") == tmp_path / "a.yaml"
        assert short_path(inner / "link" / "a.yaml") == Path("link/a.yaml")


def test_fail_prints_to_stderr_and_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    """What was printed to stdout stays usable."""
    with pytest.raises(SystemExit, match="1"):
        fail("no")
    assert capsys.readouterr() == ("", "no\n")


def test_load_or_exit_prints_problems(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """A valid folder prints nothing."""
    assert [*load_or_exit(write(guide=GOOD)).flows] == ["guide"]
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit, match="1"):
        load_or_exit(write(guide=GOOD.replace("start: b", "start: c")))
    assert "guide.yaml:2:8: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["deposit", "deposit.yaml", "deposit.yml"])
def test_flow_path_has_one_extension(name: str) -> None:
    """The extension may be typed or not."""
    assert flow_path(f"a/{name}", "FLOW", "x") == Path("a/deposit.yaml")


@pytest.mark.parametrize("name", ["a/", "A", "sources", ""])
def test_flow_path_refuses_invalid_names(name: str) -> None:
    """A folder, an invalid id and a reserved name are wrong usage."""
    with pytest.raises(click.BadParameter):
        flow_path(name, "FLOW", "x")


def test_create_file_overwrites_only_if_asked(tmp_path: Path) -> None:
    """One folder is created, and line breaks are those of Unix on every system."""
    path = tmp_path / "a" / "b.yaml"
    create_file(path, "one\n")
    with pytest.raises(FileExistsError):
        create_file(path, "two\n")
    assert path.read_bytes() == b"one\n"
    create_file(path, "two\n", overwrite=True)
    assert path.read_bytes() == b"two\n"


def test_write_or_exit_writes_bytes_or_prints_them(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A path that cannot be written is wrong usage of `--output`."""
    write_or_exit(b"\x89PNG", None)
    assert capfdbinary.readouterr().out == b"\x89PNG"
    write_or_exit(b"\x89PNG", tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes() == b"\x89PNG"
    with pytest.raises(click.BadParameter, match="is a directory"):
        write_or_exit(b"", tmp_path)


def test_translator_for_uses_first_language_and_refuses_others(write: Write) -> None:
    """A folder without site.yaml is in English."""
    guide = NamedFlow(write(guide=GOOD) / "guide.yaml")
    assert translator_for(guide, None).code == "en"
    write(site="languages: [es, en]\n")
    assert translator_for(guide, None).code == "es"
    assert translator_for(guide, "en").code == "en"
    with pytest.raises(click.BadParameter, match="only in es, en"):
        translator_for(guide, "fr")
