"""The map of a flow: all its questions and answers at once, as a picture and as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wizard.convert.diagram import name_in
from wizard.convert.graphviz import GraphvizError, svg
from wizard.convert.write_dot import dot
from wizard.engine.graph import can_open_directly, topological_order
from wizard.i18n.glossary import Explainer
from wizard.i18n.wording import answer_label, branch_label, choice_labels, condition_label
from wizard.model.flow import Answer, Edge, Flow, Question, Step, Target
from wizard.model.generated_answers import Tick, Ticked
from wizard.pages.base import Page, Part, Presenter
from wizard.pages.links import Link

AREA = "map"  # last segment of the path of a map

PICTURE = "map.svg"

MAX_STEPS = 300  # of a flow that is drawn while a reader waits

# A browser that opens the picture on its own asks for an icon; without this one, at a URL that does
# not exist.
_ICON = f'<link xmlns="http://www.w3.org/1999/xhtml" rel="icon" href="{PICTURE}"/>'.encode()

_SIZE = re.compile(rb'<svg width="([\d.]+)pt"\s+height="([\d.]+)pt"')

_PIXELS_PER_POINT = 4 / 3


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow as an SVG file, `width` and `height` in CSS pixels."""

    svg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture on a page.

    Attributes:
        href: URL of the picture.
        width: Its width in CSS pixels.
        height: Its height in CSS pixels.
    """

    href: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """An answer on a map.

    Attributes:
        label: The answer.
        branches: Where it leads, by condition; each branch has one link.
    """

    label: str
    branches: tuple[Part[Link], ...]


@dataclass(frozen=True, slots=True)
class MapStep:
    """A step on a map.

    Attributes:
        id: The anchor of the step.
        kind: Whether it is a question or an outcome, in words.
        heading: The step; links to its page if that can be opened directly.
        boxes: The labels of the boxes of a question, then that of the answer for none; empty for
            most steps.
        answers: The answers of a question; empty for an outcome. In place of sets of boxes there is
            one for each branch, and its label says for which boxes.
    """

    id: str
    kind: str
    heading: Link
    boxes: tuple[str, ...]
    answers: tuple[MapAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage(Page):
    """The map of a flow.

    Attributes:
        flow: Link to the start page of the flow.
        picture: The flow as a picture, or None.
        steps: The steps; each is listed before those that its answers lead to.
    """

    kind = "map"
    template = "map.html"
    flow: Link
    picture: Image | None
    steps: tuple[MapStep, ...]


@dataclass(frozen=True)
class MapPresenter(Presenter):
    """Makes the pages that show a flow at once."""

    def picture(self, flow: Flow) -> Picture | None:
        """Draw the picture at `/<lang>/<flow>/map.svg`.

        Returns:
            The picture, or None if the flow is too large to draw or Graphviz is missing or fails.
        """
        # Graphviz takes time far out of proportion to the number of steps. The list has them all.
        if len(flow.steps) > MAX_STEPS:
            return None
        try:
            # Titles of other flows come from the site, so that the picture shows no ids.
            drawn = svg(dot(flow, self.t, link=lambda to: _near(flow, to), site=self.site))
        except GraphvizError:
            return None
        size = _SIZE.search(drawn)
        assert size, "Graphviz writes the size in points"
        width, height = (round(float(points) * _PIXELS_PER_POINT) for points in size.groups())
        # Behind the title, which must stay the first child of `svg` (the accessible name).
        return Picture(drawn.replace(b"</title>", b"</title>" + _ICON, 1), width, height)

    def map(self, flow: Flow, picture: Picture | None) -> MapPage:
        """Return the page at `/<lang>/<flow>/map/`."""
        title, explain = self.t.content(flow.title), self._explainer()
        url = self._url(flow.id) + PICTURE
        return MapPage(
            # The name of the site would make this title too long.
            # Not indexable: it repeats the texts of pages that are.
            layout=replace(
                self._layout("", flow.id, AREA), title=self.t("Map: {title}", title=title)
            ),
            heading=self.t("All questions and answers at once"),
            flow=self._flow_link(flow),
            picture=Image(url, picture.width, picture.height) if picture else None,
            steps=tuple(
                self._step(flow, flow.steps[name], explain) for name in topological_order(flow)
            ),
        )

    def _step(self, flow: Flow, step: Step, explain: Explainer) -> MapStep:
        question = step if isinstance(step, Question) else None
        target = Target(flow.id, step.id)
        # A question that depends on earlier answers cannot be linked: its URL would redirect.
        url = self._target_url(target) if can_open_directly(flow, step.id) else ""
        return MapStep(
            id=_anchor(step.id),
            kind=self.t("Question") if question else self.t("Answer page"),
            heading=Link(name_in(self.t, self.site, target), url),
            boxes=tuple(map(explain, self._boxes(question))),
            answers=tuple(self._answers(flow, question, explain)) if question else (),
        )

    def _boxes(self, question: Question | None) -> tuple[str, ...]:
        has_boxes = question and isinstance(question.form, Tick)
        return choice_labels(self.t, question) if question and has_boxes else ()

    def _answers(self, flow: Flow, question: Question, explain: Explainer) -> Iterator[MapAnswer]:
        if isinstance(question.form, Tick):
            for edge in question.branches:
                label = branch_label(self.t, flow, question, None, edge)
                yield MapAnswer(explain(label), (Part("", (self._link(flow, edge),)),))
        for answer in question.answers.values():
            if not isinstance(answer.means, Ticked):
                label = explain(answer_label(self.t, answer))
                yield MapAnswer(label, tuple(self._branches(flow, answer)))

    def _branches(self, flow: Flow, answer: Answer) -> Iterator[Part[Link]]:
        for edge in answer.edges:
            condition = condition_label(self.t, flow, edge.when) if edge.when else ""
            # A branch without a condition after others means "if none of them".
            if not condition and len(answer.edges) > 1:
                condition = self.t("Otherwise:")
            yield Part(condition, (self._link(flow, edge),))

    def _link(self, flow: Flow, edge: Edge) -> Link:
        # Within the map, a link jumps to the step's entry, even if its page cannot be opened.
        on_map = edge.to.flow == flow.id and edge.to.step
        href = f"#{_anchor(edge.to.step)}" if on_map else self._target_url(edge.to)
        return Link(name_in(self.t, self.site, edge.to), href)


def _anchor(step: str) -> str:
    # The prefix keeps ids of steps apart from those of the page's own elements.
    return f"step-{step}"


def _near(flow: Flow, to: Target) -> str:
    """Return the URL of a target relative to the picture, so that the picture fits every URL."""
    if to.flow == flow.id and to.step:
        return f"{to.step}/" if can_open_directly(flow, to.step) else ""
    return f"../{to.flow}/" + (f"{to.step}/" if to.step else "")
