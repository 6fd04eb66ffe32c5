"""Guided question-and-answer flows written in YAML, checked like code and served as plain pages."""

from wizard.flow import Flow
from wizard.journey import Journey, arrive, replay
from wizard.loader import load_flow, load_flows
from wizard.source import FlowError
from wizard.web import create_app, create_blueprint

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
