"""A whole flow as JSON, in the terms of its file."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.conftest import ROOT
from tests.web.example import GUIDE, OTHER
from tests.web.test_api import Data, Write, same
from wizard import load_flow, load_flows
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
    for shared in ("topics", "deadlines", "claims", "sources", "offices", "letters"):
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
