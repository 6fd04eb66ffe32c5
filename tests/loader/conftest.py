"""Fixtures that several tests of the loader use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.loader.schema_places import (
    GUIDE,
    Codes,
)
from wizard.check.cases import check_cases
from wizard.loader.site import check_folder


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Codes:
    """Return a function that checks a document next to a valid flow and returns its codes.

    Warnings do not count.
    """
    folder = tmp_path_factory.mktemp("flows")
    for name in ("letters", "cases"):
        (folder / name).mkdir()

    def codes(file: str, document: Any) -> set[str]:
        names = {"flow": "guide", "letter": "letters/letter", "cases": "cases/guide"}
        own = folder / f"{names.get(file, file)}.yaml"
        for path, content in {folder / "guide.yaml": GUIDE, own: document}.items():
            path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")  # JSON is YAML
        site, problems = check_folder(folder)
        found = [*problems, *(check_cases(folder, site.flows) if site else ())]
        own.unlink()
        return {problem.code for problem in found if not problem.warning}

    return codes
