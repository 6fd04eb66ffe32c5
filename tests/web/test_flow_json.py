"""A whole flow as JSON, in the terms of its file."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.conftest import ROOT
from tests.form_flow import FORMS
from tests.web.example import GUIDE, OTHER
from tests.web.test_api import Data, Write, same
from wizard import create_app, load_flow, load_flows
from wizard.model.site import Site
from wizard.web.flow_json import flow_to_dict, version_of
from wizard.web.openapi import document


@pytest.mark.parametrize("name", ["my-data", "request-my-records", "understand-the-rules"])
def test_flow_as_json_is_a_flow_file(
    client: FlaskClient, shipped: Site, tmp_path: Path, name: str
) -> None:
    """Written to a file next to the others, it is read as the same flow."""
    text = client.get(f"/api/{name}.json").text
    for other in shipped.flows.values():
        (tmp_path / f"{other.id}.yaml").write_text(json.dumps(flow_to_dict(other)), "utf-8")
    for shared in (
        "site",
        "locale",
        "topics",
        "deadlines",
        "claims",
        "sources",
        "offices",
        "letters",
        "tables",
    ):
        for path in (ROOT / "flows").glob(f"{shared}*"):
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    again, flow = load_flow(tmp_path / f"{name}.yaml"), shipped.flows[name]
    assert again.steps.keys() == flow.steps.keys()
    assert (again.moved, again.sensitive, again.review_by) == (
        flow.moved,
        flow.sensitive,
        flow.review_by,
    )
    assert same(again, flow)
    validator = Draft202012Validator(document_of_flow(shipped))
    assert [error.message for error in validator.iter_errors(json.loads(text))] == []


def test_flow_as_json_names_its_offices_and_its_version_covers_them(write: Write) -> None:
    """The data has their ids only; a new phone number is a new version all the same."""
    guide = GUIDE.replace("county: {outcome: County,", "county: {outcome: County, offices: [desk],")
    office = "desk: {name: Desk, does: Helps., phone: '1', level: unknown}\n"
    old = load_flows(write(guide=guide, other=OTHER, offices=office)).flows["guide"]
    new = load_flows(write(offices=office.replace("1", "2"))).flows["guide"]
    assert flow_to_dict(old)["steps"]["county"]["offices"] == ["desk"]
    assert flow_to_dict(old) == flow_to_dict(new)
    assert version_of(old) != version_of(new)


def document_of_flow(site: Site) -> Data:
    """Return the schema of a flow from the document."""
    described = document(site, "/")
    schema: Data = described["paths"]["/api/{flow}.json"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]
    return {**copy.deepcopy(schema), "components": described["components"]}


def test_flow_as_json_keeps_conditions_moved_steps_and_custom_answers(
    small: FlaskClient, write: Write, tmp_path: Path
) -> None:
    """Reading the JSON gives equal steps."""
    for name in ("guide", "other"):
        (tmp_path / f"{name}.yaml").write_text(small.get(f"/api/{name}.json").text, "utf-8")
    original = load_flows(write(guide=GUIDE, other=OTHER))
    for name, flow in load_flows(tmp_path).flows.items():
        assert flow.steps == original.flows[name].steps
        assert (flow.moved, flow.sensitive, flow.start) == (
            original.flows[name].moved,
            original.flows[name].sensitive,
            original.flows[name].start,
        )


def test_flow_as_json_keeps_the_words_of_conditions(write: Write) -> None:
    """They are part of the flow's version too."""
    guide = GUIDE.replace("if: {license: yes}}", "if: {license: yes}, when: If you had one}")
    flow = load_flows(write(guide=guide, other=OTHER)).flows["guide"]
    know = flow_to_dict(flow)["steps"]["know"]
    for part in (know["claims"][1], know["next"][1]):
        assert (part["if"], part["when"]) == ({"license": "yes"}, "If you had one")
    assert "when" not in know["claims"][2]
    old = load_flows(write(guide=GUIDE)).flows["guide"]
    assert version_of(flow) != version_of(old)


def test_flow_as_json_keeps_everything_about_a_source(write: Write) -> None:
    """Each key of a source is there, with dates as text."""
    flow = load_flow(
        write(
            guide="title: A guide\nstart: end\nsources:\n  code: {title: The code, publisher: It, "
            'url: "https://example.org/", note: Old., checked: 2026-11-23, review-by: 2027-02-28, '
            "copy: 2020-07-08}\nsteps:\n"
            "  end: {outcome: The end, claims: [{level: law, text: So., cite: [code]}]}\n"
        )
        / "guide.yaml"
    )
    assert flow_to_dict(flow)["sources"]["code"] == {
        "title": "The code",
        "publisher": "It",
        "url": "https://example.org/",
        "note": "Old.",
        "checked": "2026-11-23",
        "review-by": "2027-02-28",
        "copy": "2020-07-08",
    }


def test_flow_as_json_has_forms_and_conditions_as_they_are_written(
    write: Write, tmp_path: Path
) -> None:
    """No generated answer is in it, and reading it gives the same questions."""
    site = load_flows(write(guide=FORMS))
    data = flow_to_dict(site.flows["guide"])
    steps = data["steps"]
    assert steps["home"]["tick"] == {"heat": "No heat", "water": "No hot water", "mold": "Mold"}
    assert steps["home"]["none"] == "None of these"
    assert steps["home"]["to"][0] == {"if": {"home": ["heat", "water"]}, "to": "cold"}
    assert steps["owed"]["range"] == {"unit": "USD", "at": [500, 1500]}
    assert steps["owed"]["to"][:2] == [
        {"if": {"owed": {"below": 500}}, "to": "small"},
        {"if": {"owed": {"from": 1500}, "home": "mold"}, "to": "big"},
    ]
    assert steps["owed"]["unsure"] == "notice"
    assert steps["notice"]["since"] == {"days": [7, 14]}
    assert steps["notice"]["to"][0] == {"if": {"not": {"home": "none"}}, "to": "big"}
    assert steps["done"]["claims"][0]["if"] == {"owed": {"from": 500}}
    assert "heat.water" not in json.dumps(data)
    (tmp_path / "guide.yaml").write_text(json.dumps(data), "utf-8")
    assert load_flow(tmp_path / "guide.yaml").steps == site.flows["guide"].steps
    validator = Draft202012Validator(document_of_flow(site))
    assert [error.message for error in validator.iter_errors(data)] == []


def test_document_has_a_pattern_for_sets_of_boxes(write: Write) -> None:
    """The sets of eight boxes are 255 values, so they are not listed; intervals are."""
    described = document(load_flows(write(guide=FORMS)), "/")
    parameters = described["paths"]["/api/{lang}/{flow}/{step}/"]["get"]["parameters"]
    answers = parameters[-1]["schema"]["properties"]
    assert answers["home"]["pattern"] == r"^(none|(heat|water|mold)(\.(heat|water|mold))*)$"
    assert answers["owed"] == {
        "enum": ["below-500", "from-500-to-1499", "from-1500", "unsure"],
    }


def test_data_of_a_question_with_boxes_links_to_each_change(write: Write) -> None:
    """A client ticks and unticks boxes by links, and then goes on."""
    client = create_app(load_flows(write(guide=FORMS))).test_client()

    def boxes(data: Data) -> dict[str, bool]:
        return {box["id"]: box["ticked"] for box in data["boxes"]}

    data = client.get("/api/en/guide/home/").get_json()
    assert boxes(data) == {"heat": False, "water": False, "mold": False}
    assert data["proceed"] is None
    assert [answer["label"] for answer in data["answers"]] == ["None of these"]
    for number in (2, 0, 2):
        data = client.get(data["boxes"][number]["data"]).get_json()
    assert boxes(data) == {"heat": True, "water": False, "mold": False}
    data = client.get(data["proceed"]["data"]).get_json()
    assert data["heading"] == "Is it cold outside?"
    assert data["trail"][0]["answer"] == "No heat"
