"""The static files of the pages, as they are read."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from wizard.web.assets import read_assets


def test_read_assets_names_files_by_their_content(tmp_path: Path) -> None:
    """The name changes with the content, and the integrity is the hash that browsers compute."""
    (tmp_path / "page.js").write_text("1", "utf-8")
    first = read_assets(tmp_path)["page.js"]
    assert first.name == f"page.{hashlib.sha256(b'1').hexdigest()[:10]}.js"
    assert first.integrity == "sha256-" + base64.b64encode(hashlib.sha256(b"1").digest()).decode()
    assert (first.kind, first.body) == ("text/javascript; charset=utf-8", b"1")
    (tmp_path / "page.js").write_text("2", "utf-8")
    assert read_assets(tmp_path)["page.js"].name != first.name


def test_read_assets_shortens_stylesheets(tmp_path: Path) -> None:
    """The hash is the one of the shortened stylesheet."""
    (tmp_path / "page.css").write_text("/* why */\na { color: red; }\n", "utf-8")
    (tmp_path / "icon.svg").write_text("<svg> </svg>", "utf-8")
    assets = read_assets(tmp_path)
    assert assets["page.css"].body == b"a{color:red}"
    assert hashlib.sha256(b"a{color:red}").hexdigest()[:10] in assets["page.css"].name
    assert assets["icon.svg"].body == b"<svg> </svg>"


@pytest.mark.parametrize(
    ("script", "sent"),
    [
        ("// why\nif (a) {\n  b(); // because\n}\n", "if(a){b();}"),
        ("f('https://a.example');\n", "f('https://a.example');"),
        ("f('; // no comment');\n", "f('; // no comment');"),
        ("f(`${a} // ${b}  ${'`'}`);\n", "f(`${a} // ${b}  ${'`'}`);"),
        ("f(/[/ '] \\/\\/ x/u);\n", "f(/[/ '] \\/\\/ x/u);"),
        ("a / b; // it's\n", "a/b;"),
    ],
)
def test_read_assets_sends_scripts_without_comments_and_spaces(
    tmp_path: Path, script: str, sent: str
) -> None:
    """What looks like a comment in a string stays, and so does a library."""
    for name in ("page.js", "library.min.js"):
        (tmp_path / name).write_text(script, "utf-8")
    assets = read_assets(tmp_path)
    assert assets["page.js"].body.decode() == sent
    assert assets["library.js"].body.decode() == script


def test_read_assets_leaves_min_out_of_names(tmp_path: Path) -> None:
    """Templates name a library without the `.min` of its file."""
    (tmp_path / "library.min.js").write_text("1", "utf-8")
    [(name, asset)] = read_assets(tmp_path).items()
    assert name == "library.js"
    assert asset.name.startswith("library.")
    assert "min" not in asset.name


def test_read_assets_sends_htmx_in_front_of_our_script(tmp_path: Path) -> None:
    """Both are one file. Its name and integrity are those of all that is sent."""
    (tmp_path / "htmx.min.js").write_text("let  htmx = 1", "utf-8")
    (tmp_path / "wizard.js").write_text("(() => { htmx; })();\n", "utf-8")
    [(name, asset)] = read_assets(tmp_path).items()
    body = b"let  htmx = 1;(()=>{htmx;})();"
    assert (name, asset.body) == ("wizard.js", body)
    assert hashlib.sha256(body).hexdigest()[:10] in asset.name


def test_read_assets_ignores_other_files(tmp_path: Path) -> None:
    """A license next to a library is not served."""
    (tmp_path / "LICENSE").write_text("1", "utf-8")
    (tmp_path / "notes.txt").write_text("1", "utf-8")
    assert read_assets(tmp_path) == {}
