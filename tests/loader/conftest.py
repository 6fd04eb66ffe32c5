"""Fixtures that several tests of the loader use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.loader.schema_places import (
    GUIDE,
    TABLE,
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
    for name in ("letters", "cases", "tables"):
        (folder / name).mkdir()
    states, table = folder / "tables/states.csv", folder / "tables/table.csv"
    states.write_text("code\nal\n", "utf-8")

    def codes(file: str, document: Any) -> set[str]:
        names = {
            "flow": "guide",
            "letter": "letters/letter",
            "cases": "cases/guide",
            "table": "tables/table",
        }
        own = folder / f"{names.get(file, file)}.yaml"
        described = {states.with_suffix(".yaml"): TABLE}
        for path, content in {folder / "guide.yaml": GUIDE, **described, own: document}.items():
            path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")  # JSON is YAML
        if file == "table":
            table.write_text("code\nal\n", "utf-8")
        site, problems = check_folder(folder)
        found = [*problems, *(check_cases(folder, site.flows) if site else ())]
        own.unlink()
        table.unlink(missing_ok=True)
        return {problem.code for problem in found if not problem.warning}

    return codes
