"""The map of a flow: its list, and where its picture is."""

from __future__ import annotations

from tests.conftest import Write
from tests.form_flow import FORMS
from tests.pages.example import present
from wizard import load_flows
from wizard.model.site import Site
from wizard.pages.links import Link
from wizard.pages.map import Image, MapPage, MapPresenter, MapStep, Picture


def small_map(site: Site, flow: str = "guide", picture: Picture | None = None) -> MapPage:
    """Return the map of a flow of the small site."""
    return present(MapPresenter, site).map(site.flows[flow], picture)


def step_of(page: MapPage, name: str) -> MapStep:
    """Return a step of a map."""
    return next(step for step in page.steps if step.id == f"step-{name}")


def test_map_lists_steps_before_their_targets(small_site: Site) -> None:
    """Questions and outcomes say what they are."""
    page = small_map(small_site)
    assert page.steps[0].id == "step-license"
    assert {step.id for step in page.steps[2:]} == {"step-both", "step-plain", "step-end"}
    assert [step_of(page, name).kind for name in ("car", "both")] == ["Question", "Answer page"]
    assert step_of(page, "both").answers == ()


def test_map_links_only_steps_that_can_be_opened_directly(small_site: Site) -> None:
    """A question before a condition needs earlier answers, unless it is the start."""
    page = small_map(small_site)
    hrefs = [step_of(page, name).heading.href for name in ("license", "car", "plain")]
    assert hrefs == ["/en/guide/license/", "", "/en/guide/plain/"]


def test_map_shows_branches_by_condition(small_site: Site) -> None:
    """The last branch has no condition; a step of another flow is a link to its page."""
    yes, no, unsure = step_of(small_map(small_site), "car").answers
    assert [branch.condition for branch in yes.branches] == [
        "If your answer to “A license from DPS?” is “Yes”:",
        "Otherwise:",
    ]
    assert yes.branches[0].items == (Link("Both", "#step-both"),)
    assert [branch.condition for branch in no.branches] == [""]
    assert unsure.branches[0].items == (Link("Done", "/en/other/done/"),)


def test_map_explains_a_name_once(small_site: Site) -> None:
    """The explanation is in the first answer that has the name."""
    labels = [answer.label for answer in small_map(small_site, "other").steps[0].answers]
    assert labels == ["One DPS (the license office)", "Two DPS"]


def test_map_title_leaves_out_name_of_site(small_site: Site) -> None:
    """It would be too long for the tab of a browser."""
    layout = small_map(small_site).layout
    assert (layout.title, layout.canonical) == ("Map: A guide", "/en/guide/map/")
    assert not layout.indexable


def test_map_has_picture_if_it_could_be_drawn(small_site: Site) -> None:
    """The picture is next to the start page of the flow."""
    page = small_map(small_site, picture=Picture(b"<svg/>", 30, 40))
    assert page.picture == Image("/en/guide/map.svg", 30, 40)
    assert small_map(small_site).picture is None


def test_map_shows_boxes_and_the_branches_that_the_author_wrote(write: Write) -> None:
    """There is one entry for each branch, not one for each set of boxes."""
    site = load_flows(write(guide=FORMS))
    step = step_of(small_map(site), "home")
    assert step.boxes == ("No heat", "No hot water", "Mold", "None of these")
    assert [(answer.label, answer.branches[0].items[0].href) for answer in step.answers] == [
        ("No heat or No hot water", "#step-cold"),
        ("Otherwise", "#step-owed"),
    ]


def test_map_shows_each_interval_as_an_answer(write: Write) -> None:
    """Conditions on earlier boxes are in words, as those on other answers."""
    step = step_of(small_map(load_flows(write(guide=FORMS))), "owed")
    assert step.boxes == ()
    labels = [answer.label for answer in step.answers]
    assert labels == ["Less than $500", "$500 to $1,499", "$1,500 or more", "I’m not sure"]
    assert [branch.condition for branch in step.answers[2].branches] == [
        "If you ticked “Mold” under “Which of these are wrong with your home?”:",
        "Otherwise:",
    ]
