"""Guided question-and-answer flows written in YAML, checked like code and served as plain pages.

The names in `__all__` are the public API, and all of it. Load flows, walk them, serve them:

    flow = load_flow("flows/car.yaml")
    journey = replay(flow, {"license": "yes"})
    app = create_app("flows")
"""

from typing import TYPE_CHECKING

from wizard.engine.journey import Journey, arrive, replay
from wizard.loader.site import load_flow, load_flows
from wizard.model.evidence import Claim, Level
from wizard.model.flow import Answer, Flow, Outcome, Question, Target
from wizard.model.problems import Fix, FlowError, Location, Problem
from wizard.model.site import Site

if TYPE_CHECKING:
    from wizard.web.app import create_app, create_blueprint
else:

    def __getattr__(name: str) -> object:
        """Import what serves pages when it is first used.

        Importing Flask takes longer than checking flows, and `wizard check` does not need it.
        """
        if name in ("create_app", "create_blueprint"):
            from wizard.web import app

            return getattr(app, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Answer",
    "Claim",
    "Fix",
    "Flow",
    "FlowError",
    "Journey",
    "Level",
    "Location",
    "Outcome",
    "Problem",
    "Question",
    "Site",
    "Target",
    "arrive",
    "create_app",
    "create_blueprint",
    "load_flow",
    "load_flows",
    "replay",
]
