"""The maximum numbers of steps, flows and nested conditions work, and one more is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard import create_app, load_flows, replay
from wizard.engine.graph import needs_history
from wizard.engine.history import histories
from wizard.engine.machine import MachineState, machine_of
from wizard.engine.paths import count, longest_path_lengths
from wizard.loader.reader import MANY
from wizard.loader.schema_flow import MAX_STEPS
from wizard.loader.site import check_folder
from wizard.loader.site_reader import MAX_FLOWS
from wizard.loader.yaml_nodes import MAX_DEPTH

Write = Callable[..., Path]

END = "{outcome: The end, claims: [{level: unknown, text: No one knows.}]}"


@pytest.mark.slow
def test_flow_of_maximum_size_is_checked_compiled_and_served(write: Write) -> None:
    """Its longest path goes through every step, and the last question looks back at the first."""
    last = MAX_STEPS - 3
    lines = ["title: Long", "start: q0", "steps:"]
    lines += [
        f"  q{number}: "
        f"{{ask: Is it {number}?, yes: q{number + 1}, no: q{number + 1}, unsure: left}}"
        for number in range(last)
    ]
    lines += [
        f"  q{last}:",
        "    ask: Is it so?",
        "    yes: [{if: {q0: yes}, to: left}, {to: right}]",
        "    no: left",
        "    unsure: right",
    ]
    lines += [f"  left: {END}", f"  right: {END.replace('The end', 'Over')}"]
    site, problems = check_folder(write(long="\n".join(lines)))
    assert site, problems[:3]
    flow = site.flows["long"]
    assert (len(flow.steps), longest_path_lengths(flow)["q0"], len(needs_history(flow))) == (
        MAX_STEPS,
        last + 1,
        last + 1,
    )
    assert histories(flow)[f"q{last}"] == frozenset({(("q0", "yes"),), (("q0", "no"),)})
    assert count(flow) == 2**last * 3 + 2**last - 1
    machine, mover = machine_of(flow), MachineState("q0")
    for _ in range(last + 1):
        machine.fire(mover, "yes", {"q0": "no"})
    assert mover.state_id == "right"
    journey = replay(flow, {f"q{number}": "yes" for number in range(last + 1)})
    assert (journey.step, len(journey.trail or ())) == (flow.steps["left"], last + 1)
    client = create_app(site).test_client()
    for place in ("", "q0/", "q1/?q0=yes", "left/"):
        assert client.get(f"/en/long/{place}").status_code == 200


def test_only_first_unknown_targets_have_a_suggestion(write: Write) -> None:
    """All are reported, but each suggestion compares all steps, and no one reads a thousand."""
    steps = "".join(
        f"  q{number}: {{ask: So?, yes: qq{number}, no: end, unsure: end}}\n"
        for number in range(1_000)
    )
    _, problems = check_folder(write(guide=f"title: A\nstart: q0\nsteps:\n{steps}  end: {END}\n"))
    wrong = [problem for problem in problems if problem.code == "target-unknown"]
    assert len(wrong) == 1_000
    assert sum("Did you mean" in problem.message for problem in wrong) == MANY


def test_maximum_number_of_flows_is_loaded_and_served(write: Write) -> None:
    """Each flow has a target in the next one, and all are on the front page."""
    flows = {
        f"f{number}": f"title: Flow {number}\nstart: q\nsteps:\n"
        f"  q: {{title: Question {number}, ask: Is it so?,\n"
        f"    yes: f{number + 1}/, no: end, unsure: end}}\n"
        f"  end: {END.replace('The end', f'End {number}')}\n"
        for number in range(MAX_FLOWS)
    }
    flows[f"f{MAX_FLOWS - 1}"] = flows[f"f{MAX_FLOWS - 1}"].replace(f"f{MAX_FLOWS}/", "end")
    site = load_flows(write(**flows))
    assert len(site.flows) == MAX_FLOWS
    page = create_app(site).test_client().get("/en/")
    assert page.status_code == 200
    assert all(f"Flow {number}<" in page.text for number in range(MAX_FLOWS))


@pytest.mark.parametrize("more", [0, 1])
def test_conditions_can_be_nested_as_deep_as_a_file(write: Write, more: int) -> None:
    """One level more is refused at its line, long before Python's recursion limit."""
    levels = MAX_DEPTH - 6 + more
    condition = "{not: " * levels + "{first: yes}" + "}" * levels
    text = (
        "title: A\nstart: first\nsteps:\n"
        "  first: {ask: One?, yes: second, no: second, unsure: second}\n"
        f"  second: {{ask: Two?, yes: [{{if: {condition}, to: end}}, {{to: end}}],\n"
        f"    no: end, unsure: end}}\n  end: {END}\n"
    )
    site, problems = check_folder(write(guide=text))
    assert [(problem.code, problem.location.line) for problem in problems] == (
        [("yaml-depth", 5)] if more else []
    )
    assert (site is None) == bool(more)
