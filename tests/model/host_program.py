"""A program that uses the package: it annotates, narrows types and reads problems.

The project's mypy checks it in strict mode, and test_public_api.py runs it.
"""

from wizard import (
    Answer,
    Claim,
    Fix,
    Flow,
    FlowError,
    Journey,
    Location,
    Outcome,
    Problem,
    Question,
    Site,
    Target,
    arrive,
    create_app,
    create_blueprint,
    load_flow,
    load_flows,
    replay,
)


def places(error: FlowError) -> list[tuple[str, int]]:
    """Return the file and line of each problem."""
    problems: tuple[Problem, ...] = error.problems
    locations: list[Location] = [problem.location for problem in problems]
    fixes: list[Fix] = [problem.fix for problem in problems if problem.fix]
    locations += [fix.start for fix in fixes if fix.start not in locations]
    return [(location.file, location.line) for location in locations]


def describe(journey: Journey) -> str:
    """Return what a reader sees at the end of a journey. Every kind of step has a case."""
    match journey.step:
        case Question(ask=ask, answers=answers):
            chosen: list[Answer] = list(answers.values())
            return f"{ask} {[answer.id for answer in chosen]}"
        case Outcome() as outcome:
            claims: tuple[Claim, ...] = outcome.claims
            return f"{outcome.heading} {[claim.level.id for claim in claims]}"
        case Target() as target:
            return f"{target.flow}/{target.step}"


site: Site = load_flows("flows")
flow: Flow = load_flow("flows/car.yaml")
print(describe(replay(flow, {"license": "yes"})))
print(describe(arrive(site.flows["car"], "title")))
print([given.question.id for given in replay(flow, {"license": "no"}).trail or ()])
try:
    load_flow("broken.yaml")
except FlowError as error:
    print(places(error))
print(create_app("flows").name, create_blueprint(site, name="help").name)
