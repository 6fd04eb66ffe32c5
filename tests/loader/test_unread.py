"""Files of a guide that nothing reads are reported, and other files are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.loader.checking import GUIDE
from wizard.check.checker import check_paths
from wizard.loader.unread import unread_files


def found(
    folder: Path, *files: str, text: str = GUIDE, languages: tuple[str, ...] = ()
) -> list[str]:
    """Return the files that are reported of a folder with these files, each with its message."""
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    problems = unread_files(folder, languages)
    return [
        f"{Path(each.location.file).relative_to(folder).as_posix()}: {each.message}"
        for each in problems
    ]


NOTHING = "nothing reads this file: "
PLACES = 'flows are in the folder of the guide itself, letters in "letters", cases in "cases"'


@pytest.mark.parametrize(
    ("file", "cure"),
    [
        ("letter/a.yaml", '"letter" is not a folder of a guide. Did you mean "letters"?'),
        ("Case/a.yaml", '"Case" is not a folder of a guide. Did you mean "cases"?'),
        ("locales/es.po", '"locales" is not a folder of a guide. Did you mean "locale"?'),
        ("more/a.yaml", f'"more" is not a folder of a guide; {PLACES}'),
        ("more/of/it/a.yml", f'"more" is not a folder of a guide; {PLACES}'),
        ("letters/old/a.yaml", 'move it into "letters" itself'),
        ("letters/a.po", 'rename it to "a.yaml"'),
        ("cases/a.YAML", 'rename it to "a.yaml"'),
        ("a.yaml.txt", 'rename it to "a.yaml"'),
        ("es.po", 'catalogs are in the folder "locale"'),
        ("locale/es.yaml", 'rename it to "es.po"'),
        ("locale/es/LC_MESSAGES/a.po", 'move it into "locale" itself'),
        ("locale/spanish.po", 'of the catalogs, "languages" in site.yaml needs only "es.po"'),
    ],
)
def test_unread_file_is_reported_with_its_place(tmp_path: Path, file: str, cure: str) -> None:
    """The message says where the file belongs, or what its name should be."""
    assert found(tmp_path, file, languages=("es",)) == [f"{file}: {NOTHING}{cure}"]


def test_catalog_of_a_guide_in_one_language_is_reported(tmp_path: Path) -> None:
    """No language needs a catalog, as the files are written in the only one."""
    message = 'of the catalogs, "languages" in site.yaml needs none'
    assert found(tmp_path, "locale/es.po") == [f"locale/es.po: {NOTHING}{message}"]


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "LICENSE",
        "picture.png",
        "notes/read.txt",
        "notes.txt",
        ".git/a.yaml",
        ".a.yaml.swp",
        "__pycache__/a.yaml",
        "node_modules/a/a.yaml",
        "other/site.yaml",
        "a.yaml",
        "letters/a.yaml",
        "cases/a.yaml",
        "locale/es.po",
        # These are problems already.
        "a.yml",
        "letters/a.yml",
        "cases/a.yml",
    ],
)
def test_other_files_are_not_reported(tmp_path: Path, file: str) -> None:
    """Notes, pictures, hidden files and guides by themselves are the author's business."""
    assert found(tmp_path, file, languages=("es",)) == []


def test_nested_guide_is_not_a_part_of_the_guide(tmp_path: Path) -> None:
    """A folder with its own site.yaml is checked by itself, at any depth."""
    files = ("other/site.yaml", "other/a.yaml", "more/guides/site.yaml", "more/guides/a.yaml")
    assert found(tmp_path, *files) == []


def test_yaml_of_other_programs_is_not_reported(tmp_path: Path) -> None:
    """Only flows and letters are, unless the name of the folder is nearly right."""
    assert found(tmp_path, "deploy/server.yaml", text="port: 80\n") == []
    assert len(found(tmp_path, "letter/server.yaml", text="port: 80\n")) == 1


def test_comment_in_an_unread_file_allows_it(tmp_path: Path) -> None:
    """A draft in a folder is a warning that its own comment can allow."""
    (tmp_path / "guide.yaml").write_text(GUIDE, "utf-8")
    draft = tmp_path / "drafts" / "new.yaml"
    draft.parent.mkdir()
    draft.write_text(GUIDE, "utf-8")
    (warning,) = check_paths([tmp_path], date(2026, 11, 28)).problems
    assert (warning.code, warning.location.file) == ("file-unread", str(draft))
    draft.write_text(f"# wizard: allow file-unread -- a draft\n{GUIDE}", "utf-8")
    assert check_paths([tmp_path], date(2026, 11, 28)).problems == ()
