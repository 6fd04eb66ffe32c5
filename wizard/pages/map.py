"""The pages that show a whole flow at once: its picture, and the same as a list of steps. Knows no HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.convert.diagram import name_in
from wizard.convert.graphviz import GraphvizError, svg
from wizard.convert.write_dot import dot
from wizard.engine.graph import can_open_directly, topological_order
from wizard.i18n.wording import answer_label, condition_label
from wizard.model.flow import Answer, Flow, Question, Step, Target
from wizard.pages.base import Link, Page, Part
from wizard.pages.presenter import Presenter

AREA = "map"  # what follows the flow in the addresses of these pages

PICTURE = "map.svg"

MAX_STEPS = 300  # of a flow that is drawn while a reader waits

MOST = 200  # pictures that are held

# Opened alone it is its own icon; without one, browsers ask for an address that no page has.
_ICON = f'<link xmlns="http://www.w3.org/1999/xhtml" rel="icon" href="{PICTURE}"/>'.encode()

_SIZE = re.compile(rb'<svg width="([\d.]+)pt"\s+height="([\d.]+)pt"')


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow as an SVG file, `width` and `height` in CSS pixels."""

    svg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MapPresenter(Presenter):
    """Makes the pages that show a whole flow."""

    def picture(self, flow: Flow) -> Picture | None:
        """`/<lang>/<flow>/map.svg`; None where the flow is too large to draw, or Graphviz missing or overwhelmed."""
        if len(flow.steps) > MAX_STEPS:
            return None
        try:
            drawn = svg(dot(flow, self.t, link=lambda to: self._near(flow, to), site=self.site))
        except GraphvizError:
            return None
        size = _SIZE.search(drawn)
        assert size, "Graphviz gives the size in points"
        width, height = (round(float(points) * 4 / 3) for points in size.groups())
        return Picture(drawn.replace(b"</title>", b"</title>" + _ICON, 1), width, height)

    def map(self, flow: Flow, picture: Picture | None) -> MapPage:
        """`/<lang>/<flow>/map/`."""
        title = self.t.content(flow.title)
        steps = [flow.steps[name] for name in topological_order(flow)]
        answers = [
            answer
            for step in steps
            if isinstance(step, Question)
            for answer in step.answers.values()
        ]
        labels = iter(self._explain(*(answer_label(self.t, answer) for answer in answers)))
        image = (
            Image(self._url(flow.id) + PICTURE, picture.width, picture.height) if picture else None
        )
        frame = self._layout("", self.t("All questions and answers at once"), flow.id, AREA)
        frame["title"] = self.t(
            "Map: {title}", title=title
        )  # without the site's name, or it would be long
        return MapPage(
            **frame,
            flow=Link(title, self._url(flow.id)),
            picture=image,
            steps=tuple(self._step(flow, step, labels) for step in steps),
        )

    def _step(self, flow: Flow, step: Step, labels: Iterator[str]) -> MapStep:
        """A step with its anchor, its own page where that can be opened, and its answers under the next labels."""
        answers = step.answers.values() if isinstance(step, Question) else ()
        to = Target(flow.id, step.id)
        return MapStep(
            id=f"step-{step.id}",
            kind=self.t("Question") if isinstance(step, Question) else self.t("Answer page"),
            heading=Link(
                name_in(self.t, self.site, to),
                self._to(to) if can_open_directly(flow, step.id) else "",
            ),
            answers=tuple(self._map_answer(flow, answer, next(labels)) for answer in answers),
        )

    def _map_answer(self, flow: Flow, answer: Answer, label: str) -> MapAnswer:
        """An answer with its branches on, each under the words of its condition, if it has one."""
        branches = []
        for edge in answer.edges:
            condition = condition_label(self.t, flow, edge.when) if edge.when else ""
            if not condition and len(answer.edges) > 1:
                condition = self.t("Otherwise:")
            own = edge.to.flow == flow.id and edge.to.step
            href = f"#step-{edge.to.step}" if own else self._to(edge.to)
            branches.append(Part(condition, (Link(name_in(self.t, self.site, edge.to), href),)))
        return MapAnswer(label, tuple(branches))

    def _near(self, flow: Flow, to: Target) -> str:
        """The address of a place as seen from the flow's picture, so that the picture is the same at every URL."""
        if to.flow == flow.id and to.step:
            return f"{to.step}/" if can_open_directly(flow, to.step) else ""
        return f"../{to.flow}/" + (f"{to.step}/" if to.step else "")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its address, its size in CSS pixels."""

    href: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """An answer on a map, with links to where it leads; each of the `branches` has one."""

    label: str
    branches: tuple[Part[Link], ...]


@dataclass(frozen=True, slots=True)
class MapStep:
    """A step on a map. `id` is its anchor, `kind` says in words what it is, `heading` may have no address."""

    id: str
    kind: str
    heading: Link
    answers: tuple[MapAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage(Page):
    """A whole flow: a picture, where there is one, and its steps in the order in which they can come."""

    kind = "map"
    template = "map.html"
    flow: Link
    picture: Image | None
    steps: tuple[MapStep, ...]
