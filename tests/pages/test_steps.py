"""The pages of a flow, as a presenter makes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.pages.example import ORIGIN, present
from wizard.engine.journey import arrive, replay
from wizard.model.conditions import AnsweredWith, Not
from wizard.model.flow import Flow, Outcome, Question
from wizard.model.site import Site
from wizard.pages.base import Part
from wizard.pages.links import Link
from wizard.pages.outcomes import OutcomePage
from wizard.pages.questions import QuestionPage, length_in_words
from wizard.pages.steps import StepPresenter


def question(site: Site, step: str, lang: str = "en", **answers: str) -> QuestionPage:
    """Return the page of a question of the guide after some answers."""
    journey = replay(site.flows["guide"], answers, until=step)
    page = present(StepPresenter, site, lang).step(journey)
    assert isinstance(page, QuestionPage)
    return page


def outcome(site: Site, step: str, origin: str = ORIGIN, **answers: str) -> OutcomePage:
    """Return the page of an outcome of the guide, opened directly if there are no answers."""
    flow = site.flows["guide"]
    journey = replay(flow, answers) if answers else arrive(flow, step)
    page = present(StepPresenter, site, origin=origin).step(journey)
    assert isinstance(page, OutcomePage)
    assert page.layout.canonical == f"/en/guide/{step}/"
    return page


def with_plain(flow: Flow, **changes: Any) -> Flow:
    """Return the guide with a changed outcome."""
    plain = flow.steps["plain"]
    assert isinstance(plain, Outcome)
    return replace(flow, steps={**flow.steps, "plain": replace(plain, **changes)})


def test_length_in_words_depends_on_longest_path(small_site: Site) -> None:
    """The longest path counts; an outcome asks nothing."""
    presenter = present(StepPresenter, small_site)
    lengths = [
        length_in_words(presenter.t, small_site.flows[flow], step)
        for flow, step in (("guide", "license"), ("guide", "car"), ("guide", "end"))
    ]
    assert lengths == ["Up to 2 short questions.", "One question.", ""]


def test_question_explains_a_name_at_its_first_use_only(small_site: Site) -> None:
    """The reason, the help and the answers are read in this order."""
    page = question(small_site, "license")
    assert page.why == "DPS (the license office) asks."
    assert page.help == "<p>See <em>DPS</em>.</p>\n"


@pytest.mark.parametrize(("words", "long"), [(25, False), (26, True)])
def test_long_help_is_marked(small_site: Site, words: int, long: bool) -> None:
    """Help of more than 25 words is folded, so that the answers stay on the first screen."""
    flow = small_site.flows["guide"]
    asked = flow.steps["license"]
    assert isinstance(asked, Question)
    help = " ".join(["word"] * words)
    changed = replace(flow, steps={**flow.steps, "license": replace(asked, help=help)})
    page = present(StepPresenter, small_site).step(replay(changed, {}))
    assert isinstance(page, QuestionPage)
    assert page.has_long_help is long


def test_answers_are_explained_in_order(small_site: Site) -> None:
    """If no text before them has the name, the first answer explains it."""
    page = present(StepPresenter, small_site).step(arrive(small_site.flows["other"], "only"))
    assert isinstance(page, QuestionPage)
    assert [link.label for link in page.answers] == ["One DPS (the license office)", "Two DPS"]


def test_first_question_goes_back_to_start_page(small_site: Site) -> None:
    """The first question has no trail."""
    page = question(small_site, "license")
    assert (page.back.href, page.trail, page.history_url) == ("/en/guide/", (), "")
    assert (page.progress, page.number, page.total) == ("Question 1 of about 2", 1, 2)
    assert [link.href for link in page.answers] == [
        "/en/guide/car/?license=yes",
        "/en/guide/end/?license=no",
        "/en/guide/car/?license=unsure",
    ]


def test_second_question_has_trail_and_progress(small_site: Site) -> None:
    """The last question has a certain number, and its trail has links to change the answers.

    Back leads to the start page, which asks the first question.
    """
    page = question(small_site, "car", license="yes")
    (item,) = page.trail
    # The title is shorter than the question, if the author wrote one.
    assert (item.title, item.ask, item.answer) == ("License", "A license from DPS?", "Yes")
    change = "/en/guide/license/?license=yes"
    assert item.change == Link("Change", change, context="A license from DPS?")
    assert page.back == Link("Back", "/en/guide/")
    assert (page.progress, page.number, page.total) == ("Question 2 of 2", 2, 2)


def test_question_without_trail_has_no_number(small_site: Site) -> None:
    """It is not known how many questions came before."""
    page = present(StepPresenter, small_site).step(arrive(small_site.flows["guide"], "car"))
    assert isinstance(page, QuestionPage)
    assert (page.progress, page.number, page.total) == ("", 0, 0)


def test_answer_of_condition_leads_to_branch_that_fits(small_site: Site) -> None:
    """The first branch whose condition is true after the trail decides."""
    hrefs = [link.href for link in question(small_site, "car", license="yes").answers]
    assert hrefs[0] == "/en/guide/both/?license=yes&car=yes"
    hrefs = [link.href for link in question(small_site, "car", license="unsure").answers]
    assert hrefs[0] == "/en/guide/plain/?license=unsure&car=yes"
    assert hrefs[2] == "/en/other/done/"


def test_changed_question_keeps_answers_that_still_fit(small_site: Site) -> None:
    """The answer given before is current, and links keep the answer to the next question."""
    page = question(small_site, "license", license="yes", car="no")
    assert [link.current for link in page.answers] == [True, False, False]
    assert [link.href for link in page.answers] == [
        "/en/guide/plain/?license=yes&car=no",
        "/en/guide/end/?license=no",
        "/en/guide/plain/?license=unsure&car=no",
    ]
    assert page.layout.languages[1].href == "/es/guide/license/?license=yes&car=no"


def test_outcome_after_answers_shows_what_applies(small_site: Site) -> None:
    """What does not apply is left out; what depends on an answer names the answer."""
    page = outcome(small_site, "plain", license="unsure", car="no")
    assert [(part.condition, len(part.items)) for part in page.claims] == [("", 1)]
    assert [(part.condition, len(part.items)) for part in page.actions] == [("", 2)]
    page = outcome(small_site, "plain", license="yes", car="no")
    because = "Because you answered “Yes” to “License”:"
    assert [(part.condition, part.because, len(part.items)) for part in page.claims] == [
        ("", "", 1),
        ("", because, 1),
    ]
    assert [(part.condition, part.because, len(part.items)) for part in page.actions] == [
        ("", "", 2),
        ("", because, 1),
    ]
    assert not page.layout.indexable


def test_outcome_without_answers_shows_all_under_conditions(small_site: Site) -> None:
    """A reader who opened the page directly sees everything, and search engines may list it."""
    page = outcome(small_site, "plain")
    condition = "If your answer to “A license from DPS?” is “Yes”:"
    assert [part.condition for part in page.claims] == ["", condition]
    assert [part.condition for part in page.actions] == ["", condition]
    assert page.layout.indexable
    assert page.layout.title == "Short – The site"


def test_part_is_under_the_words_of_its_author(small_site: Site) -> None:
    """Neighbors with the same words are one part, and the author's order stays."""
    plain = small_site.flows["guide"].steps["plain"]
    assert isinstance(plain, Outcome)
    read, go = plain.next[1:]
    words = "If you ever had a license"
    actions = (
        replace(go, when_text=words),
        replace(go, when_text=words, when=Not(AnsweredWith("license", ("no", "unsure")))),
        read,
        replace(go, when_text="If you have a license"),
        go,
    )
    flow = with_plain(small_site.flows["guide"], next=actions)
    page = present(StepPresenter, small_site).step(arrive(flow, "plain"))
    assert isinstance(page, OutcomePage)
    assert [(part.condition, len(part.items)) for part in page.actions] == [
        ("If you ever had a license:", 2),
        ("", 1),
        ("If you have a license:", 1),
        ("If your answer to “A license from DPS?” is “Yes”:", 1),
    ]
    page = present(StepPresenter, small_site).step(replay(flow, {"license": "yes", "car": "no"}))
    assert isinstance(page, OutcomePage)
    assert [(bool(part.because), len(part.items)) for part in page.actions] == [
        (True, 2),
        (False, 1),
        (True, 2),
    ]


def test_outcome_opened_directly_offers_its_guide(small_site: Site) -> None:
    """The reader of a shared link has seen no page of the guide."""
    page = outcome(small_site, "plain")
    assert page.back == Link("Start this guide", "/en/guide/")
    assert page.begin == Link("See what fits you: answer 2 questions", "/en/guide/")
    page = outcome(small_site, "plain", license="yes", car="no")
    assert (page.back.label, page.begin) == ("Back", None)
    flow, presenter = small_site.flows["other"], present(StepPresenter, small_site, "es")
    one = presenter.step(arrive(flow, "done"))
    assert isinstance(one, OutcomePage)
    assert one.begin == Link("Vea qué se aplica a usted: responda una pregunta", "/es/other/")
    for asks_in_vain in (replace(flow, sensitive=True), replace(flow, start="done")):
        none = presenter.step(arrive(asks_in_vain, "done"))
        assert isinstance(none, OutcomePage)
        assert none.begin is None
    first = presenter.step(replay(replace(flow, start="done"), {}))
    assert isinstance(first, OutcomePage)
    assert (first.back.label, first.begin) == ("Atrás", None)


def test_outcome_explains_names_in_reading_order(small_site: Site) -> None:
    """The short answer comes first, then the actions, then the claims."""
    page = outcome(small_site, "plain")
    assert page.says == "DPS (the license office) holds it."
    assert page.actions[0].items[0].label == "Ask DPS."
    changed = with_plain(small_site.flows["guide"], says="")
    later = present(StepPresenter, small_site).step(arrive(changed, "plain"))
    assert isinstance(later, OutcomePage)
    assert later.actions[0].items[0].label == "Ask DPS (the license office)."
    assert later.claims[0].items[0].text == "DPS must say so."


def test_actions_say_whether_they_leave_the_site(small_site: Site) -> None:
    """An action has no link, a link to another site, or a link to a step."""
    always, conditional = outcome(small_site, "plain").actions
    assert [(item.href, item.outside) for item in always.items] == [
        ("", False),
        ("https://press.example/", True),
    ]
    assert conditional.items[0].href == "/en/other/"
    assert not conditional.items[0].outside


def test_outcome_lists_each_source_once(small_site: Site) -> None:
    """Two claims cite the same paper."""
    page = outcome(small_site, "plain")
    assert [source.id for source in page.sources] == ["paper", "book"]
    claim = page.claims[0].items[0]
    assert (claim.level, claim.support) == ("law", "The law says")
    assert claim.sources[0].checked == "January 5, 2026"


def test_outcome_shows_oldest_review(small_site: Site) -> None:
    """A claim that was reviewed before the flow decides."""
    assert outcome(small_site, "end").reviewed == "October 1, 2026"
    assert outcome(small_site, "plain").reviewed == "November 2, 2026"


def test_outcome_shares_its_url_without_answers(small_site: Site) -> None:
    """The URL to share and the URL in the history have no answers."""
    page = outcome(small_site, "plain", license="yes", car="no")
    assert page.share is not None
    assert page.share.url == page.share_url == "https://guide.example/en/guide/plain/"
    assert page.history_url == "/en/guide/plain/"
    assert page.topics == (Link("What is second?", "/en/topics/2/"),)


def test_outcome_without_origin_has_no_url_to_share(small_site: Site) -> None:
    """A path alone would lead nowhere."""
    page = outcome(small_site, "plain", origin="")
    assert (page.share_url, page.share) == ("", None)


@pytest.mark.parametrize(("dropped", "requested"), [(False, True), (True, False)])
def test_step_alerts_reader_whose_answers_do_not_fit(
    small_site: Site, dropped: bool, requested: bool
) -> None:
    """Answers were dropped, or they do not lead to the step that the link asked for."""
    flow, presenter = small_site.flows["guide"], present(StepPresenter, small_site)
    answers = {"license": "yes", **({"gone": "yes"} if dropped else {})}
    assert presenter.step(replay(flow, {"license": "yes"}, until="car")).alert == ""
    page = presenter.step(replay(flow, answers, until="car"), requested)
    assert page.alert.startswith("This guide has changed")


def test_caution_is_shown_to_reader_who_skipped_it(small_site: Site) -> None:
    """A reader with answers has passed the caution."""
    assert outcome(small_site, "both").caution == Link("A car?", "/en/guide/car/")
    assert outcome(small_site, "both", license="yes", car="yes").caution is None
    assert outcome(small_site, "plain").caution is None


def test_step_refuses_journey_that_leaves_its_flow(small_site: Site) -> None:
    """The target of such a journey has its own page."""
    journey = replay(small_site.flows["guide"], {"license": "yes", "car": "unsure"})
    with pytest.raises(ValueError, match="leaves its flow"):
        present(StepPresenter, small_site).step(journey)


def test_step_is_translated(small_site: Site) -> None:
    """Texts of authors and of the interface, and explanations too."""
    page = question(small_site, "license", "es")
    assert page.why == "DPS (la oficina de licencias) asks."
    assert page.answers[0] == Link("Sí", "/es/guide/car/?license=yes")
    assert page.flow == Link("Una guía", "/es/guide/")


def test_part_without_condition_is_left_out_if_nothing_applies(small_site: Site) -> None:
    """An outcome whose actions do not apply has no empty list."""
    flow = small_site.flows["guide"]
    plain = flow.steps["plain"]
    assert isinstance(plain, Outcome)
    changed = with_plain(flow, next=plain.next[2:])
    presenter = present(StepPresenter, small_site)
    page = presenter.step(replay(changed, {"license": "unsure", "car": "no"}))
    assert isinstance(page, OutcomePage)
    assert page.actions == ()
    assert isinstance(page.claims[0], Part)
