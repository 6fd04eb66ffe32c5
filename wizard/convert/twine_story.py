"""Makes a tree of the passages of a Twine story."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.convert import rich_text, twine_links, twine_markup
from wizard.convert.codes import CHANGED, DEFECT, LEFT_OUT, Report
from wizard.convert.edited_text import EditedText
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, Step, place
from wizard.convert.twine_body import COMPUTED_TARGET, Link
from wizard.convert.twine_formats import HARLOWE, SUGARCUBE, StoryMarkup, named_format
from wizard.i18n.translator import Translator
from wizard.model.problems import Location

# Two groups: any scheme with `//`, and the known ones without. `Note: 1` is the name of a passage.
_SCHEME = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://|(?:javascript|data|vbscript|mailto|tel):", re.IGNORECASE
)

_CODE_TAGS: Mapping[str, frozenset[str]] = {
    "": frozenset({"script", "stylesheet"}),
    SUGARCUBE: frozenset({"widget", "init"}),
    HARLOWE: frozenset({"startup", "debug-startup"}),
}
_PRIVATE_TAGS = {"twine.private", "annotation"}
_FILE_TAGS = {"twine.image", "twine.audio", "twine.video", "twine.vtt"}
_FRAME_TAGS = {"header", "footer", "debug-header", "debug-footer"}  # of Harlowe

_CODE = "contains code"
_FRAME = "is shown on every page"
_NAMES = "names other files, to be imported together with this one,"

# Passages with which the story formats configure themselves.
_SPECIAL_PASSAGES = {
    **dict.fromkeys(("StoryInit", "StoryScript", "StoryStylesheet", "StorySettings"), _CODE),
    **dict.fromkeys(("StoryInterface", "PassageReady", "PassageDone", "ClickBanner"), _CODE),
    **dict.fromkeys(("StoryMenu", "StoryCaption", "StoryBanner", "StoryShare"), _FRAME),
    **dict.fromkeys(("PassageHeader", "PassageFooter", "StoryDisplayTitle"), _FRAME),
    "StoryIncludes": _NAMES,
}


@dataclass(slots=True)
class Passage:
    """A passage as it is in the file. The origins of its body are offsets in the source."""

    name: str
    tags: frozenset[str]
    location: Location
    body: EditedText


@dataclass
class Story:
    """Reads the passages of a story, then the links between them."""

    tree: ImportedTree
    t: Translator
    passages: dict[str, Passage] = field(default_factory=dict)
    start: str = ""
    format: str = ""  # the story format, if the story names it
    tagged: list[Location] = field(default_factory=list)  # passages with tags or a map position
    removed: set[str] = field(default_factory=set)  # names of passages that were left out
    link_outcomes: set[str] = field(default_factory=set)  # steps that only lead to a URL
    markup: StoryMarkup = field(init=False)

    def add(self, passage: Passage) -> None:
        """Add a passage. The first one with a name is used."""
        first = self.passages.setdefault(passage.name, passage)
        if first is not passage:
            message = (
                f"the name “{passage.name:.60}” is already used in "
                f"{place(first.location, passage.location)}; this passage was left out"
            )
            self.tree.report(DEFECT, passage.location, message)

    def finish(self) -> ImportedTree:
        """Fill the tree with the passages, and return it."""
        data = self.passages.pop("StoryData", None)
        if data:
            self.read_data(data)
        self.read_names()
        self.remove_special_passages()
        bodies = [passage.body.text for passage in self.passages.values()]
        self.markup = StoryMarkup.of(self.format, bodies)
        # All passages must be known before links are read, so that a link to a missing one is
        # reported.
        for passage in self.passages.values():
            self.tree.steps[passage.name] = Step(Prose(), passage.location, passage.name)
        for passage in self.passages.values():
            self.fill(self.tree.steps[passage.name], passage)
        if self.tagged:
            count = len(self.tagged)
            passages = f"{count} passages" if count > 1 else "1 passage"
            message = f"tags and map positions of {passages} were left out"
            self.tree.report(CHANGED, self.tagged[0], message)
        # Without StoryData, as in Twine 1, a story begins at the passage "Start".
        start = self.start or "Start"
        if self.passages and start not in self.passages:
            first = next(iter(self.passages.values()))
            message = (
                f"the story starts at “{start:.60}”, but no passage has that name; "
                "the flow starts at the first passage"
            )
            self.tree.report(DEFECT, (data or first).location, message)
        self.tree.start_at(start)
        return self.tree

    def read_data(self, passage: Passage) -> None:
        """Read the story's data."""
        data = as_json(passage.body.text)
        if isinstance(data, dict):
            self.format = str(data.get("format", ""))
            self.start = str(data.get("start", ""))
        else:
            self.tree.report(CHANGED, passage.location, "StoryData is not JSON; it was left out")

    def read_names(self) -> None:
        """Read the passages that contain the story's title, its subtitle and its author."""
        # They are plain text.
        for name, key in (
            ("StoryTitle", "title"),
            ("StorySubtitle", "summary"),
            ("StoryAuthor", "author"),
        ):
            if passage := self.passages.pop(name, None):
                setattr(self.tree, key, rich_text.one_line(passage.body.text))

    def remove_special_passages(self) -> None:
        """Remove the passages that are no part of the story, and report why."""
        story_format = named_format(self.format)
        code_tags = _CODE_TAGS[""] | _CODE_TAGS.get(story_format, frozenset())
        for passage in [*self.passages.values()]:
            tags = {tag.casefold() for tag in passage.tags}
            why = _SPECIAL_PASSAGES.get(passage.name, "")
            if tags & code_tags:
                why = _CODE
            elif tags & _PRIVATE_TAGS:
                why = "is private"
            elif tags & _FILE_TAGS:
                why = "contains a picture, a sound or a video"
            elif tags & _FRAME_TAGS and story_format == HARLOWE:
                why = _FRAME
            if why:
                message = f"the passage “{passage.name:.60}” {why} and was left out"
                self.tree.report(LEFT_OUT, passage.location, message)
                self.removed.add(passage.name)
                del self.passages[passage.name]

    def fill(self, step: Step, passage: Passage) -> None:
        """Read the text of a passage, and an answer for each link."""
        report = self.reporter(passage.body)
        text, links = twine_markup.read(passage.body, self.markup, report)
        # The story formats show line breaks as they are in the source.
        step.prose = rich_text.read(text.text, self.reporter(text), breaks=True)
        step.links = list(step.prose.links)
        for link in links:
            self.add_answer(step, link, passage)
        self.simplify(step)
        if not step.prose.paragraphs:
            message = f"the passage “{passage.name:.60}” has no text; its name is used"
            self.tree.report(CHANGED, passage.location, message)
            step.prose = Prose.of(passage.name)

    def reporter(self, text: EditedText) -> Report:
        """Return a function that reports problems of a text at their locations in the source."""
        tree = self.tree
        return lambda at, code, message: tree.report(
            code, tree.source.location(text.origin(at)), message
        )

    def add_answer(self, step: Step, link: Link, passage: Passage) -> None:
        """Add the answer of a link to a step."""
        location = self.tree.source.location(passage.body.origin(link.at))
        label = rich_text.read_plain(link.label, self.tree.reporter_at(location))
        answer = Answer(label, link.target, location)
        # A flow's answer leads to a step, so a URL needs an outcome in between.
        if _SCHEME.match(link.target):
            answer.to = self.tree.add_link_outcome(label, link.target, location, self.t)
            if self.tree.steps[answer.to].links:
                self.link_outcomes.add(answer.to)
        elif link.target and link.target not in self.passages:
            answer.to = ""
            if twine_links.is_computed(link.target):
                message = f"{COMPUTED_TARGET}: “{link.target:.60}”"
                self.tree.report(LEFT_OUT, location, message)
            elif link.target in self.removed:
                message = f"the passage “{link.target:.60}”, to which this leads, was left out"
                self.tree.report(LEFT_OUT, location, message)
            else:
                suggestion = self.tree.suggest(link.target, self.passages)
                message = f"no passage has the name “{link.target:.60}”.{suggestion}"
                self.tree.report(DEFECT, location, message)
        step.answers.append(answer)

    def simplify(self, step: Step) -> None:
        """Give an outcome its links out of the story, and no label to what only leads on."""
        # If all answers lead out of the story, the passage is an outcome with these links.
        # True also without answers; then nothing happens below.
        if all(answer.to in self.link_outcomes for answer in step.answers):
            for answer in step.answers:
                step.links += self.tree.steps.pop(answer.to).links
            step.answers.clear()
        # With this label, a link asks nothing; it only leads on.
        continues = (self.t("Continue").casefold(), "continue")
        if len(step.answers) == 1:
            if step.answers[0].label.casefold() in continues:
                step.answers[0].label = ""
        else:
            # Beside other answers, one that leads on needs words.
            for answer in step.answers:
                answer.label = answer.label or answer.to


def as_json(text: str) -> object:
    """Return the value of a JSON text, or None if it is not JSON."""
    try:
        return json.loads(text)
    # Deeply nested JSON exceeds Python's stack.
    except (ValueError, RecursionError):
        return None
