"""A folder of flow files is either valid and loaded, or refused with all its problems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from wizard import FlowError, load_flow, load_flows
from wizard.loader.site import check_flow, check_folder
from wizard.model.flow import Outcome, Question, Target
from wizard.model.site import Site

Write = Callable[..., Path]

GUIDE = """\
title: A guide
start: first
steps:
  first:
    ask: Is it so?
    yes: {label: "Yes, it is", to: done}
    no: done
    unsure: done
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
"""


def test_load_flows_of_one_file_uses_its_title_as_name(write: Write) -> None:
    """No other file is needed, and the site is in English."""
    site = load_flows(write(guide=GUIDE))
    assert (site.name, list(site.flows), site.languages) == ("A guide", ["guide"], ("en",))


def test_answers_keep_their_order_labels_and_targets(write: Write) -> None:
    """`yes` and `no` remain words, and can have a label."""
    question = load_flow(write(guide=GUIDE) / "guide.yaml").steps["first"]
    assert isinstance(question, Question)
    assert [(a.id, a.label, a.edges[0].to.step) for a in question.answers.values()] == [
        ("yes", "Yes, it is", "done"),
        ("no", "", "done"),
        ("unsure", "", "done"),
    ]


def test_flow_can_have_its_own_sources(write: Write) -> None:
    """A single file can cite sources without a sources.yaml."""
    text = GUIDE.replace("{level: unknown,", "{level: law, cite: [code],")
    site = load_flows(
        write(
            guide=f'sources: {{code: {{title: "The code", url: "https://example.org/"}}}}\n{text}'
        )
    )
    outcome = site.flows["guide"].steps["done"]
    assert isinstance(outcome, Outcome)
    assert [source.title for source in outcome.claims[0].cite] == ["The code"]
    assert list(site.sources) == ["code"]


def test_targets_in_other_flows_are_checked(write: Write) -> None:
    """Steps and start pages of other flows are found, and a wrong step has a suggestion."""
    folder = write(
        guide=GUIDE.replace("no: done", "no: other/done").replace("unsure: done", "unsure: other/"),
        other=GUIDE,
    )
    question = load_flows(folder).flows["guide"].steps["first"]
    assert isinstance(question, Question)
    assert question.answers["no"].edges[0].to == Target("other", "done")
    assert question.answers["unsure"].edges[0].to == Target("other", "")
    write(guide=GUIDE.replace("no: done", "no: other/doen"))
    with pytest.raises(FlowError, match=r'not a step of the flow "other". Did you mean "done"'):
        load_flows(folder)


def test_check_folder_reports_all_files_sorted(write: Write) -> None:
    """All problems are reported at once, and each names its file."""
    folder = write(
        guide=GUIDE.replace("ask:", "aks:"),
        other=GUIDE.replace("no: done", "no: doen"),
        sources="x: {titel: A}",
    )
    _, problems = check_folder(folder)
    assert [Path(problem.location.file).stem for problem in problems] == [
        "guide",
        "other",
        "sources",
    ]
    assert problems == tuple(sorted(problems))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("sources", "claims: [{level: law, text: So., cite: [code]}]"),
        ("claims", "claims: [so]"),
        ("offices", "claims: [{level: unknown, text: So.}]\n    offices: [clerk]"),
        ("topics", "claims: [{level: unknown, text: So.}]\n    topics: [1]"),
    ],
)
def test_ids_of_unreadable_shared_file_are_not_reported(write: Write, name: str, key: str) -> None:
    """The file has one problem, and what it contains is not known."""
    claims = "claims: [{level: unknown, text: Nothing is known.}]"
    folder = write(guide=GUIDE.replace(claims, key))
    assert len(check_folder(folder)[1]) == 1
    write(**{name: "code: ["})
    assert [Path(problem.location.file).stem for problem in check_folder(folder)[1]] == [name]
    problems = check_flow(folder / "guide.yaml")[1]
    assert [Path(problem.location.file).stem for problem in problems] == [name]


def test_sources_of_a_flow_that_are_not_a_table_are_one_problem(write: Write) -> None:
    """The claims that cite them are not reported as well."""
    claims = "claims: [{level: law, text: So., cite: [code]}]\nsources: [{title: The code}]"
    folder = write(
        guide=GUIDE.replace("claims: [{level: unknown, text: Nothing is known.}]", claims)
    )
    assert [problem.code for problem in check_folder(folder)[1]] == ["shape-table"]


@pytest.mark.parametrize(
    ("code", "fix"), [("EN", "en"), ("es_MX", "es"), ("es-MX", "es"), ("klingon", ""), ("1", "")]
)
def test_language_in_another_form_is_fixed(write: Write, code: str, fix: str) -> None:
    """Pages have a language, without a region."""
    (problem,) = check_folder(write(guide=GUIDE, site=f"languages: [{code}]\n"))[1]
    assert problem.code == "language-unknown"
    assert (problem.fix.text if problem.fix else "") == fix
    assert problem.message.endswith(f'. Did you mean "{fix}"?') == bool(fix)


def test_load_flow_ignores_problems_of_other_flows(write: Write) -> None:
    """`load_flow` checks its own file and the shared ones."""
    folder = write(guide=GUIDE, other="title: ")
    assert load_flow(folder / "guide.yaml").id == "guide"
    with pytest.raises(FlowError):
        load_flows(folder)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({}, "there is no flow file here"),
        (
            {"site": "first: gide\n", "guide": GUIDE},
            'there is no flow "gide". Did you mean "guide"?',
        ),
        (
            {"site": "start: gide\n", "guide": GUIDE},
            'there is no flow "gide". Did you mean "guide"?',
        ),
        (
            {"site": "often: [guide/dnoe]\n", "guide": GUIDE},
            'a page that is often read leads to "dnoe"',
        ),
        (
            {"site": "pages: {help: {title: A, to: guide/dnoe}}\n", "guide": GUIDE},
            'the page "help" leads to "dnoe", which is not a step of the flow "guide".',
        ),
        (
            {"site": "topic-groups: [{title: A, topics: [3]}]\n", "guide": GUIDE},
            'a group of topics names topic "3", which is not in topics.yaml',
        ),
        (
            {"site": "pages: {a: {title: A, text: A., group: saef}}\n", "guide": GUIDE},
            'cannot be "saef". Did you mean "safe"?',
        ),
        (
            {"topics": "1: {ask: What?, cite: [nope]}\n", "guide": GUIDE},
            'there is no source "nope". Describe it in sources.yaml.',
        ),
        ({"site": "languages: [en, xx]\n", "guide": GUIDE}, '"xx" is not the code of a language'),
        (
            {"site": "leave: example.org\n", "guide": GUIDE},
            "must be a URL that begins with https://",
        ),
        (
            {"topics": "one: {ask: What?}\n", "guide": GUIDE},
            "a topic must have a number from 1 to 999",
        ),
        ({"static": GUIDE}, '"static" is a reserved name'),
        ({"Guide": GUIDE}, 'Try "guide".'),
    ],
    ids=[
        "empty",
        "first",
        "start",
        "often",
        "link",
        "group",
        "footer",
        "cite",
        "language",
        "leave",
        "topic",
        "reserved",
        "letters",
    ],
)
def test_check_folder_reports_shared_files_and_names(
    write: Write, texts: dict[str, str], message: str
) -> None:
    """Shared files and the names of files are checked like flows."""
    _, problems = check_folder(write(**texts))
    assert any(message in problem.message for problem in problems), problems


def test_check_folder_reports_missing_folder_and_file(tmp_path: Path) -> None:
    """A wrong path is a problem, not an exception."""
    (tmp_path / "file").write_text("x")
    assert check_folder(tmp_path / "none")[1][0].message == "there is no such folder"
    message = f'this is a file, not a folder of flows; its folder is "{tmp_path}"'
    assert check_folder(tmp_path / "file")[1][0].message == message


def test_check_folder_reports_file_that_cannot_be_read(write: Write) -> None:
    """The other files are still checked, and the folder has no site."""
    folder = write(guide=GUIDE)
    (folder / "loop.yaml").symlink_to("loop.yaml")
    site, problems = check_folder(folder)
    assert site is None
    assert [(problem.code, Path(problem.location.file).name) for problem in problems] == [
        ("file-unreadable", "loop.yaml")
    ]
    (folder / "loop.yaml").unlink()
    assert check_folder(folder)[1] == ()


def test_check_folder_reports_unused_claim_only_of_valid_flows(write: Write) -> None:
    """A claim that only an invalid flow uses would be reported as unused."""
    shared = "fact: {level: unknown, text: Nothing is known.}"
    used = GUIDE.replace("claims: [{", "claims: [fact, {")
    assert used != GUIDE
    assert check_folder(write(guide=used, claims=shared))[1] == ()
    unused = check_folder(write(guide=GUIDE, claims=shared))[1]
    assert [problem.code for problem in unused] == ["claim-unused"]
    invalid = check_folder(write(guide=GUIDE.replace("ask:", "aks:"), claims=shared))[1]
    assert "claim-unused" not in {problem.code for problem in invalid}


def test_check_folder_reports_yml_files(write: Write) -> None:
    """A file that ends in .yml is not silently ignored."""
    folder = write(guide=GUIDE)
    (folder / "other.yml").write_text(GUIDE)
    assert [problem.code for problem in check_folder(folder)[1]] == ["file-name"]


def test_check_folder_reports_too_many_flows_and_steps(write: Write) -> None:
    """The limits are 200 flows and 10,000 steps."""
    folder = write(**{f"guide{number}": GUIDE for number in range(201)})
    assert "201 flows in one folder; the maximum is 200" in check_folder(folder)[1][0].message
    steps = "".join(f"  s{number}: {{outcome: A, claims: []}}\n" for number in range(10_001))
    _, problems = check_flow(write(large=f"title: A\nstart: s0\nsteps:\n{steps}") / "large.yaml")
    assert [problem.code for problem in problems] == ["flow-large"]


def test_topics_are_sorted_by_number(write: Write) -> None:
    """The order of topics.yaml does not matter, and 10 comes after 2."""
    topics = "10: {ask: Ten?}\n2: {ask: Two?}\n1: {ask: One?}\n"
    text = GUIDE.replace("You are done\n", "You are done\n    topics: [1, 2, 10]\n")
    assert list(load_flows(write(guide=text, topics=topics)).topics) == [1, 2, 10]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", Site.leave), ("leave: https://www.example.org/\n", "https://www.example.org/")],
)
def test_leave_has_default(write: Write, text: str, expected: str) -> None:
    """The button to leave always has a neutral page behind it."""
    assert load_flows(write(guide=GUIDE, site=f"name: A\n{text}")).leave == expected


def test_languages_default_to_english(write: Write) -> None:
    """A site that lists languages has these, in the same order."""
    assert load_flows(write(guide=GUIDE, site="name: A\n")).languages == Site.languages
    assert load_flows(write(site="languages: [es]\n")).languages == ("es",)


def test_first_flow_comes_first(write: Write) -> None:
    """The others are sorted by id."""
    other = GUIDE.replace("A guide", "Another")
    folder = write(guide=GUIDE, other=other, site="first: other\n")
    assert list(load_flows(folder).flows) == ["other", "guide"]
    assert list(load_flows(write(site="name: A\n")).flows) == ["guide", "other"]


def test_page_that_is_often_read_must_open_without_answers(write: Write) -> None:
    """The front page has no answers that could choose a branch."""
    text = (Path(__file__).parent / "fixed" / "target-past" / "other.yaml").read_text("utf-8")
    _, problems = check_folder(write(other=text, site="often: [other/two]\n"))
    assert [problem.code for problem in problems] == ["target-past"]
    assert check_folder(write(other=text, site="often: [other/one, other/left]\n"))[1] == ()


def test_page_can_be_a_link_to_another_page(write: Write) -> None:
    """It has no text. Its target may be any page."""
    site = load_flows(write(guide=GUIDE, site="pages: {help: {title: Help, to: guide/done}}\n"))
    page = site.pages["help"]
    assert (page.title, page.text, page.to) == ("Help", "", Target("guide", "done"))
    assert check_folder(write(site="pages: {help: {title: Help, to: guide/}}\n"))[1] == ()


def test_target_of_a_page_must_open_without_answers(write: Write) -> None:
    """Readers come to it from any page."""
    text = (Path(__file__).parent / "fixed" / "target-past" / "other.yaml").read_text("utf-8")
    _, problems = check_folder(write(other=text, site="pages: {a: {title: A, to: other/two}}\n"))
    assert [problem.code for problem in problems] == ["target-past"]


def test_page_has_either_a_text_or_a_target(write: Write) -> None:
    """Offices would not be shown either, and are reported too."""
    site = """\
pages:
  none: {title: None}
  both: {title: Both, text: Ask., to: guide/done}
  list: {title: List, to: guide/done, offices: [records]}
"""
    office = "records: {name: Records, does: Keeps them., phone: 555-0100, level: unknown}\n"
    _, problems = check_folder(write(guide=GUIDE, site=site, offices=office))
    assert [(problem.location.line, problem.code, problem.message) for problem in problems] == [
        (2, "page-kind", 'the page "none" needs "text" (a page) or "to" (a link to another page)'),
        (3, "page-kind", 'the page "both" has "to" and also "text"; use one of the two'),
        (4, "page-kind", 'the page "list" has "to" and also "offices"; use one of the two'),
    ]


def test_topic_uses_the_sources_that_it_cites(write: Write) -> None:
    """A source that only a topic cites is used. A topic can have a date."""
    text = GUIDE.replace("You are done\n", "You are done\n    topics: [1]\n")
    topics = "1: {ask: One?, cite: [code], reviewed: 2026-11-02}\n"
    folder = write(guide=text, topics=topics, sources="code: {title: The code}\n")
    site, problems = check_folder(folder)
    assert site
    assert problems == ()
    topic = site.topics[1]
    assert ([source.id for source in topic.cite], topic.reviewed) == (["code"], date(2026, 11, 2))


def test_site_keeps_order_of_groups_and_their_topics(write: Write) -> None:
    """The numbers of topics say nothing about their order in a group."""
    text = GUIDE.replace("You are done\n", "You are done\n    topics: [1, 2, 3]\n")
    folder = write(
        guide=text,
        topics="1: {ask: One?}\n2: {ask: Two?}\n3: {ask: Three?}\n",
        site="topic-groups: [{title: B, topics: [3, 1]}, {title: A, hint: H, topics: [2]}]\n",
    )
    groups = load_flows(folder).topic_groups
    assert [(group.title, group.hint, group.topics) for group in groups] == [
        ("B", "", (3, 1)),
        ("A", "H", (2,)),
    ]


def test_page_is_in_the_group_about_if_it_names_none(write: Write) -> None:
    """The other groups are `do` and `safe`."""
    pages = "pages: {a: {title: A, text: A.}, b: {title: B, text: B., group: safe}}\n"
    site = load_flows(write(guide=GUIDE, site=pages))
    assert [page.group for page in site.pages.values()] == ["about", "safe"]
