"""Tests of a guide's own evidence levels, and of outcomes that may have no claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import wizard
from tests.conftest import Write
from wizard import Site, load_flows
from wizard.loader.site import check_folder
from wizard.model.evidence import BUILT_IN, IMPORTED, Level

GUIDE = """\
title: A guide
start: done
steps:
  done:
    outcome: Done
    claims: [{level: tried, text: It works.}]
"""
SITE = """\
levels:
  tried: {label: We tried it, strength: 4, source: false}
  manual: {label: The manual says, strength: 3}
claims: optional
"""


def found(folder: Path) -> list[tuple[str, str, str]]:
    """Return the problems and warnings of a folder: place, code and message."""
    _, problems = check_folder(folder)
    return [
        (f"{Path(at.file).name}:{at.line}:{at.column}", each.code, each.message)
        for each in problems
        for at in [each.location]
    ]


def loaded(folder: Path) -> Site:
    """Return the site of a folder without problems and warnings."""
    assert found(folder) == []
    return load_flows(folder)


def test_levels_of_a_guide_are_read_in_their_order(write: Write) -> None:
    """A source is needed by default, and the first claim is open; imported claims come last."""
    site = loaded(write(guide=GUIDE, site=SITE))
    assert [*site.levels.values()] == [
        Level("tried", "We tried it", 4, needs_source=False, open="first", rank=0),
        Level("manual", "The manual says", 3, needs_source=True, open="first", rank=1),
        IMPORTED,
    ]
    assert site.flows["guide"].steps["done"].claims[0].level is site.levels["tried"]  # type: ignore[union-attr]


def test_guide_without_levels_has_the_built_in_ones(write: Write) -> None:
    """Their ranks are their order."""
    site = loaded(write(guide=GUIDE.replace("tried", "unknown")))
    assert site.levels == BUILT_IN
    ranks = [level.rank for level in BUILT_IN.values()]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("old", "new", "place", "code", "message"),
    [
        (
            "strength: 4", "strength: 5", "site.yaml:2:41", "name-unknown",
            '"strength" of the level "tried" cannot be "5". Use one of "4", "3", "2", "1", "0".',
        ),
        (
            "strength: 4", "strength: -1", "site.yaml:2:41", "name-unknown",
            '"strength" of the level "tried" cannot be "-1". Did you mean "1"?',
        ),
        (
            "label: We tried it, ", "", "site.yaml:2:10", "key-missing",
            'the level "tried" is missing "label"; '
            "write {label: ..., strength: 4, source: false}",
        ),
        (
            ", strength: 3", "", "site.yaml:3:11", "key-missing",
            'the level "manual" is missing "strength"; '
            "write {strength: ..., label: The manual says}",
        ),
        (
            "source: false", "source: no", "site.yaml:2:52", "shape-flag",
            '"source" of the level "tried" must be true or false; write false',
        ),
        (
            "strength: 3", "strength: 3, open: frist", "site.yaml:3:55", "name-unknown",
            '"open" of the level "manual" cannot be "frist". Did you mean "first"?',
        ),
        (
            "  manual:", "  tried:", "site.yaml:3:3", "yaml-repeated-key",
            'the key "tried" is already on line 2; rename or remove one',
        ),
        (
            "claims: optional", "claims: none", "site.yaml:4:9", "name-unknown",
            '"claims" of the site cannot be "none". Use "optional".',
        ),
    ],
)  # fmt: skip
def test_wrong_level_is_one_problem(
    write: Write, old: str, new: str, place: str, code: str, message: str
) -> None:
    """It is reported where it is defined, and nothing that follows from it."""
    assert old in SITE
    folder = write(guide=GUIDE, site=SITE.replace(old, new))
    assert found(folder) == [(place, code, message)]


@pytest.mark.parametrize(
    ("site", "place", "code"),
    [
        ("levels: {}\n", "site.yaml:1:9", "text-missing"),
        ("levels: [tried]\n", "site.yaml:1:9", "shape-table"),
        ("levels: [\n", "site.yaml:1:10", "yaml-syntax"),
    ],
)
def test_levels_that_cannot_be_read_are_one_problem(
    write: Write, site: str, place: str, code: str
) -> None:
    """Claims are not reported, since the guide may have a level of their name."""
    assert [(at, what) for at, what, _ in found(write(guide=GUIDE, site=site))] == [(place, code)]


def test_unknown_level_is_reported_with_the_nearest_of_the_guide(write: Write) -> None:
    """A built-in level is unknown to a guide that has its own."""
    message = 'there is no level "tird". Did you mean "tried"?'
    folder = write(guide=GUIDE.replace("tried", "tird"), site=SITE)
    assert found(folder) == [("guide.yaml:6:22", "level-unknown", message)]
    message = 'there is no level "law". Use one of "tried", "manual", "imported".'
    write(guide=GUIDE.replace("tried", "law"))
    assert found(folder) == [("guide.yaml:6:22", "level-unknown", message)]
    office = "shop: {name: A shop, does: Repairs., phone: 555-0100, level: tird}\n"
    write(guide=GUIDE.replace("claims:", "offices: [shop]\n    claims:"), offices=office)
    assert ("offices.yaml:1:62", "level-unknown") in [each[:2] for each in found(folder)]


def test_level_says_whether_its_claims_need_a_source(write: Write) -> None:
    """The rule is the same in flows, topics and offices, whatever the level is called."""
    folder = write(
        guide=GUIDE.replace("tried", "manual").replace("claims:", "topics: [1]\n    claims:"),
        site=SITE,
        topics="1: {ask: Does it work?, claims: [{level: manual, text: It does.}]}\n",
    )
    rule = 'cites no source, which the level "manual" requires; add "cite"'
    assert found(folder) == [
        ("guide.yaml:7:14", "claim-source", f'a claim of step "done" {rule}'),
        ("topics.yaml:1:34", "claim-source", f"a claim of topic 1 {rule}"),
    ]


@pytest.mark.parametrize("claims", ["", "    claims: []\n"])
def test_outcome_needs_claims_unless_they_are_optional(write: Write, claims: str) -> None:
    """The message names both cures."""
    guide = GUIDE.replace("    claims: [{level: tried, text: It works.}]\n", claims)
    message = 'step "done" has no claims; add one, or write "claims: optional" in site.yaml'
    folder = write(guide=guide)
    assert found(folder) == [("guide.yaml:4:3", "outcome-claims", message)]
    write(site=SITE)
    assert loaded(folder).flows["guide"].steps["done"].claims == ()  # type: ignore[union-attr]
    write(site="name: [\n")  # it may say that they are optional
    assert {code for _, code, _ in found(folder)} == {"yaml-syntax"}


def test_imported_claims_are_valid_in_every_guide_and_one_warning(
    write: Write, tmp_path: Path
) -> None:
    """A guide can have its own label for them, but the warning stays."""
    tree = tmp_path / "tree.txt"
    tree.write_text("Q: Is it so?\nA: Yes\n\tQ: It is.\nA: No\n\tQ: It is not.\n", "utf-8")
    imported = wizard("import", tree).stdout
    assert imported.count("level: imported") == 2
    folder = write(guide=imported, site=SITE)
    own = "  imported: {label: Someone wrote, strength: 1, source: false}\n  manual: {label"
    message = "2 claims are imported and not checked; after your check, write another level"
    for site in (SITE, SITE.replace("  manual: {label", own)):
        write(site=site)
        assert found(folder)[-1][1:] == ("claim-imported", message)
    assert [*load_flows(folder).levels] == ["tried", "imported", "manual"]


def test_labels_of_levels_are_texts_of_the_guide(write: Write) -> None:
    """They are translated by the catalog of the guide, and checked like other texts."""
    site = SITE.replace("We tried it", "We **tried** it")
    assert [each[:2] for each in found(write(guide=GUIDE, site=site))] == [
        ("site.yaml:2:21", "text-markdown")
    ]
    folder = write(site=f"{SITE}languages: [en, es]\n")
    assert wizard("translate", "es", folder).exit_code == 0
    assert 'msgid "We tried it"' in (folder / "locale" / "es.po").read_text("utf-8")
