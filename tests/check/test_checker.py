"""Tests of checks of folders, flow files and shared files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT
from wizard.check.checker import CheckResult, check_paths
from wizard.loader.files import Files

Write = Callable[..., Path]
TODAY = date(2026, 11, 23)

GUIDE = """\
title: A guide
review-by: 2026-12-01
start: first
steps:
  first:
    ask: Is it so?
    yes: done
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""
OTHER = (
    GUIDE.replace("A guide", "Another")
    .replace("Is it so", "Is it not so")
    .replace("You are done", "It is over")
)
CASES = "one:\n  answers: {first: yes}\n  outcome: done\n"


def codes(checked: CheckResult) -> list[str]:
    """Return the file and the code of each problem, in the order of the report."""
    return [f"{Path(problem.location.file).stem} {problem.code}" for problem in checked.problems]


BAD = ROOT / "tests" / "loader" / "bad"


@pytest.mark.parametrize("bad", sorted(each for each in BAD.iterdir() if each.is_dir()))
def test_check_paths_reads_contents_in_place_of_files(bad: Path, tmp_path: Path) -> None:
    """Flows, shared files, cases, letters and comments: each problem is that of the content."""
    contents = {tmp_path / path.relative_to(bad): path.read_bytes() for path in bad.rglob("*.yaml")}
    for path in contents:
        path.parent.mkdir(exist_ok=True)
        path.write_text("title: Something else\n", "utf-8")
    for path in bad.rglob("*.po"):
        (tmp_path / "locale").mkdir(exist_ok=True)
        (tmp_path / "locale" / path.name).write_bytes(path.read_bytes())
    unwritten = check_paths([tmp_path], TODAY, files=Files(contents))
    for path, content in contents.items():
        path.write_bytes(content)
    assert unwritten == check_paths([tmp_path], TODAY)


def test_check_paths_counts_flows_of_valid_folder(write: Write) -> None:
    """There are no problems, and the number of flows is known."""
    assert check_paths([write(guide=GUIDE, other=OTHER)], TODAY) == CheckResult(2, ())


def test_check_paths_reports_graph_despite_claim_without_source(write: Write) -> None:
    """An author who fixes everything that was reported is done."""
    lost = (
        "  lost:\n    outcome: It is unreachable\n"
        "    claims: [{level: law, text: So., cite: [none]}]\n"
    )
    folder = write(guide=GUIDE.replace("level: unknown", "level: law") + lost)
    found = ["guide flow-unreachable", "guide claim-source", "guide source-unknown"]
    assert sorted(codes(check_paths([folder], TODAY))) == sorted(found)


@pytest.mark.parametrize(
    ("key", "line", "more"),
    [
        ("aks", 6, 'it has "aks". Did you mean "ask"?'),
        ("outcom", 6, 'it has "outcom". Did you mean "outcome"?'),
        ("title", 5, ""),
    ],
)
def test_check_paths_reports_unknown_step_kind_at_misspelled_key(
    write: Write, key: str, line: int, more: str
) -> None:
    """If no key is close, the problem is at the step."""
    (problem,) = check_paths(
        [write(guide=GUIDE.replace("    ask:", f"    {key}:"))], TODAY
    ).problems
    assert (problem.location.line, problem.code) == (line, "step-kind")
    assert more in problem.message
    assert ("Did you mean" in problem.message) == bool(more)


def test_check_paths_reports_new_language_once(write: Write) -> None:
    """The texts are checked already, although they are not translated yet."""
    long = "word " * 25 + "end."
    folder = write(guide=GUIDE.replace("Nothing is known.", long), site="languages: [en, es]\n")
    checked = check_paths([folder], TODAY, words=True)
    assert codes(checked) == ["guide words-sentence", "site translation-missing"]
    assert "4" in checked.problems[1].message  # the number of texts, in one problem
    assert codes(check_paths([folder], TODAY)) == ["site translation-missing"]
    write(guide=GUIDE.replace("yes: done", "yes: gone"))
    assert codes(check_paths([folder], TODAY, words=True)) == [
        "guide target-unknown",
        "site translation-missing",
    ]


def test_check_paths_combines_all_rules(write: Write) -> None:
    """Format, graph, review dates, texts, cases and comments are checked."""
    long = "word " * 25 + "end."
    folder = write(
        guide=GUIDE.replace("Nothing is known.", long),
        other=OTHER.replace("    unsure: done\n", ""),
    )
    (folder / "cases").mkdir()
    (folder / "cases" / "guide.yaml").write_text(
        CASES + "two:\n  answers: {}\n  outcome: done\n", "utf-8"
    )
    write(claims="# wizard: allow title-twice -- so it is\nso: {level: unknown, text: So.}\n")
    checked = check_paths([folder], date(2027, 1, 1), words=True)
    assert codes(checked) == [
        "guide case-unfinished",
        "guide words-sentence",
        "claims allow-unused",
        "claims claim-unused",
        "guide review-due",
        "other review-due",
        "other answer-unsure",
    ]
    assert (checked.flows, checked.valid) == (2, False)
    assert codes(check_paths([folder], TODAY))[0] == "guide case-unfinished"
    write(guide=GUIDE.replace("yes: done", "yes: doen"))
    assert codes(check_paths([folder], TODAY)) == ["guide target-unknown", "other answer-unsure"]


def test_check_paths_warning_leaves_folder_valid(write: Write) -> None:
    """Warnings are reported, and the flows count."""
    checked = check_paths([write(guide=GUIDE)], date(2027, 1, 1))
    assert (checked.flows, checked.valid, codes(checked)) == (1, True, ["guide review-due"])


def test_check_paths_single_file_has_only_its_own_cases(write: Write) -> None:
    """A folder has the cases of all its flows."""
    folder = write(guide=GUIDE, other=OTHER)
    (folder / "cases").mkdir()
    for name in ("guide", "other", "nobody"):
        (folder / "cases" / f"{name}.yaml").write_text(CASES, "utf-8")
    unwalked = ["guide case-unwalked"] * 2
    assert codes(check_paths([folder / "guide.yaml"], TODAY)) == unwalked
    assert codes(check_paths([folder], TODAY)) == [
        "nobody case-flow",
        *unwalked,
        *["other case-unwalked"] * 2,
    ]


def test_check_paths_counts_repeated_path_once(write: Write) -> None:
    """A flow may be named alone and with its folder."""
    folder = write(guide=GUIDE.replace("    unsure: done\n", ""), other=OTHER)
    checked = check_paths([folder, folder / "guide.yaml", folder], TODAY)
    assert (checked.flows, codes(checked)) == (2, ["guide answer-unsure"])


@pytest.mark.parametrize("name", [".hidden.yaml", ".#guide.yaml", "._guide.yaml"])
def test_check_paths_ignores_hidden_files(write: Write, name: str) -> None:
    """Editors and file systems leave copies and locks, also among letters and catalogs."""
    folder = write(guide=GUIDE)
    for part in ("", "letters/", "locale/"):
        (folder / part).mkdir(exist_ok=True)
        (folder / part / name).symlink_to("nowhere")
    assert check_paths([folder], TODAY) == CheckResult(1, ())


def test_check_paths_checks_shared_file_with_its_folder(write: Write) -> None:
    """Only the problems of the file are reported, and not those of its neighbours."""
    folder = write(
        guide=GUIDE,
        other=OTHER.replace("no: done", "no: dune"),
        claims="so: {level: law, text: So.}\n",
    )
    for part, text in (("cases", CASES.replace("done", "dune")), ("letters", "title: A letter\n")):
        (folder / part).mkdir()
        (folder / part / "guide.yaml").write_text(text, "utf-8")
    assert codes(check_paths([folder / "claims.yaml"], TODAY)) == ["claims claim-source"]
    assert {
        problem.code for problem in check_paths([folder / "letters" / "guide.yaml"], TODAY).problems
    } == {"key-missing"}
    write(other=OTHER, claims="so: {level: unknown, text: So.}\n")
    (folder / "letters" / "guide.yaml").unlink()
    assert codes(check_paths([folder / "cases" / "guide.yaml"], TODAY))[:1] == [
        "guide case-outcome"
    ]
    (folder / "cases" / "guide.yaml").write_text(CASES, "utf-8")
    assert check_paths([folder / "cases" / "guide.yaml"], TODAY) == CheckResult(2, ())
