"""Tests of the one walk over everything that a site says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Write
from tests.form_flow import FORMS
from wizard import load_flows
from wizard.model.entries import Entry, entries
from wizard.model.site import Site

FLOW = """\
title: A guide
summary: What it is about.
review-by: 2027-01-31
start: first
steps:
  first:
    title: The first
    ask: Is it so?
    why: It matters.
    yes: done
    no: done
    unsure: {label: I forgot, to: done}
  done:
    outcome: You are done
    says: Nothing is left.
    topics: [2]
    claims: [shared, {level: unknown, text: No one wrote it down.}]
    next: [{label: Read on, to: "https://example.org/"}]
"""

FILES = {
    "guide": FLOW,
    "other": FLOW.replace("topics: [2]", "topics: [1]").replace("A guide", "Another"),
    "site": "name: A site\nnotice: Not advice.\n"
    "pages: {about: {title: About, text: Who we are., offices: [desk]}}\n",
    "offices": "desk: {name: Desk, does: Helps., address: [Here], phone: '1', hours: All day., "
    "level: unknown, review-by: 2027-03-31}\n",
    "claims": "shared: {level: law, text: The law says so., cite: [code], review-by: 2027-02-28}\n",
    "changes": "news: {date: 2026-11-23, text: It is new., to: other/done, claims: [shared]}\n",
    "sources": "code: {title: The code, url: 'https://example.org/code', note: It is long.}\n",
    "topics": "1: {ask: One?, found: B., missing: C., claims: [{level: unknown, text: A.}]}\n"
    "2: {ask: Two?, found: B., missing: C., claims: [{level: unknown, text: A.}]}\n",
}


@pytest.fixture
def site(write: Write) -> Site:
    """Return a site with an entry of most kinds."""
    return load_flows(write(**FILES))


def entry(site: Site, kind: str) -> Entry:
    """Return the first entry of a kind."""
    return next(entry for entry in entries(site) if entry.kind == kind)


def test_entries_yields_each_flow_with_its_steps_before_shared_content(site: Site) -> None:
    """Each step follows its own flow, and everything is yielded exactly once."""
    assert [(entry.kind, entry.id) for entry in entries(site)] == [
        ("flow", "guide"),
        ("question", "first"),
        ("outcome", "done"),
        ("flow", "other"),
        ("question", "first"),
        ("outcome", "done"),
        ("topic", "1"),
        ("topic", "2"),
        ("page", "about"),
        ("office", "desk"),
        ("change", "news"),
        ("site", ""),
        ("source", "code"),
        ("claim", "shared"),
    ]


def test_entries_lists_texts_in_reading_order_without_empty_ones(site: Site) -> None:
    """A question without `help` has no empty text for it, and labels are marked as labels."""
    texts = [
        (text.what, text.text, text.heading, text.label) for text in entry(site, "question").texts
    ]
    assert texts == [
        ('"ask" of step "first"', "Is it so?", True, False),
        ('"why" of step "first"', "It matters.", False, False),
        ('answer "unsure" of step "first"', "I forgot", False, True),
    ]


def test_entries_places_shared_claim_in_its_own_file(site: Site) -> None:
    """A problem of a shared claim is reported in claims.yaml, that of an inline one in the flow."""
    claims = [text for text in entry(site, "outcome").texts if "claim" in text.what]
    assert [(text.what, Path(text.location.file).name) for text in claims] == [
        ('the claim "shared"', "claims.yaml"),
        ('a claim of step "done"', "guide.yaml"),
    ]


def test_entries_include_words_of_conditions(write: Write) -> None:
    """They are headings of claims and actions."""
    when = "if: {first: yes}, when: If it is so"
    flow = FLOW.replace("wrote it down.}", f"wrote it down., {when}}}")
    flow = flow.replace('"https://example.org/"}', f'"https://example.org/", {when}}}')
    outcome = entry(load_flows(write(**FILES | {"guide": flow})), "outcome")
    words = [text for text in outcome.texts if text.text == "If it is so"]
    assert [(text.what, text.location.line, text.heading) for text in words] == [
        ('"when" of step "done"', 17, True),
        ('"when" of step "done"', 18, True),
    ]


def test_entries_include_text_and_claims_of_changes(site: Site) -> None:
    """So the checks of words see them; nothing of a change is in a title."""
    change = entry(site, "change")
    assert [text.text for text in change.texts] == ["It is new.", "The law says so."]
    assert (change.title, change.in_history) == ("", ())


def test_entries_in_history_has_ids_titles_and_questions_only(site: Site) -> None:
    """Summaries, help and claims appear in no browser's history."""
    assert entry(site, "flow").in_history == ("guide", "A guide")
    assert entry(site, "question").in_history == (
        "first", "The first", "Is it so?", "yes", "no", "unsure",
    )  # fmt: skip
    assert entry(site, "outcome").in_history == ("done", "", "You are done")
    assert entry(site, "topic").in_history == ()


def test_entry_of_office_has_its_texts_but_no_address_and_phone(site: Site) -> None:
    """They are the same in all languages, and not prose. The name is the text of a link."""
    texts = [(text.what, text.text, text.label) for text in entry(site, "office").texts]
    assert texts == [
        ('"name" of the office "desk"', "Desk", True),
        ('"does" of the office "desk"', "Helps.", False),
        ('"hours" of the office "desk"', "All day.", False),
    ]


def test_entries_have_review_dates_of_flows_claims_and_offices(site: Site) -> None:
    """Everything that can carry `review-by` hands it on; the source of this site has none."""
    dates = {(each.kind, each.id): str(each.review_by) for each in entries(site) if each.review_by}
    assert dates == {
        ("flow", "guide"): "2027-01-31",
        ("flow", "other"): "2027-01-31",
        ("claim", "shared"): "2027-02-28",
        ("office", "desk"): "2027-03-31",
    }


def test_entries_of_shipped_site_cover_letters_and_deadlines(shipped: Site) -> None:
    """Every letter, event and flow of a full site is among its entries."""
    found = [(each.kind, each.id) for each in entries(shipped)]
    assert shipped.deadlines is not None
    for kind, ids in (
        ("flow", shipped.flows),
        ("letter", shipped.letters),
        ("event", shipped.deadlines.events),
        ("source", shipped.sources),
        ("office", shipped.offices),
    ):
        assert [id_ for other, id_ in found if other == kind] == [*ids]


def test_site_says_heading_lead_and_groups(write: Write) -> None:
    """Link previews show the lead, so it counts as a title does."""
    front = "heading: See it\nlead: For all.\ntopic-groups: [{title: T, hint: H, topics: [1]}]\n"
    found = entry(load_flows(write(**{**FILES, "site": FILES["site"] + front})), "site")
    assert [text.text for text in found.texts] == ["See it", "For all.", "Not advice.", "T", "H"]
    assert found.in_history == ("For all.",)


def test_question_with_boxes_says_each_box_once(write: Write) -> None:
    """Its texts and the ids that a history may show are those of its boxes, not of their sets."""
    home = entry(load_flows(write(guide=FORMS)), "question")
    assert home.in_history[3:] == ("heat", "water", "mold", "none")
    labels = ["No heat", "No hot water", "Mold", "None of these"]
    assert [text.text for text in home.texts if text.label] == labels
    assert home.texts[1].what == 'answer "heat" of step "home"'
    assert home.texts[1].location.line == 8
