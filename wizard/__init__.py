"""Guided question-and-answer flows written in YAML, checked like code and served as plain pages."""

from typing import TYPE_CHECKING

from wizard.engine.journey import Journey, arrive, replay
from wizard.loader.site import load_flow, load_flows
from wizard.model.flow import Flow
from wizard.model.problems import FlowError

if TYPE_CHECKING:
    from wizard.web.app import create_app, create_blueprint
else:

    def __getattr__(name: str) -> object:
        """What serves pages, when it is first asked for: Flask takes longer to import than flows take to check."""
        if name in ("create_app", "create_blueprint"):
            from wizard.web import app

            return getattr(app, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Flow",
    "FlowError",
    "Journey",
    "arrive",
    "create_app",
    "create_blueprint",
    "load_flow",
    "load_flows",
    "replay",
]
