"""Answers of a question with one label, in the language of the files or in a translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wizard.i18n.catalog import read_catalog
from wizard.i18n.translator import Translator, is_language, translator_of
from wizard.i18n.wording import answer_label
from wizard.loader.translations import catalog_path
from wizard.model.flow import Answer, Flow, Question
from wizard.model.generated_answers import Ticked
from wizard.model.problems import Location, Problem
from wizard.model.site import Site


def check_labels(site: Site, flows: Iterable[Flow], folder: Path) -> Iterator[tuple[str, Problem]]:
    """Yield a warning for each answer with the label of an earlier answer of its question.

    With each warning comes the id of the flow. The languages and translations are those of `site`,
    and `folder` has the catalogs.
    """
    codes = [code for code in site.languages if is_language(code)]
    translators = [translator_of(site, code) for code in codes]
    for id_, question in ((flow.id, each) for flow in flows for each in flow.questions()):
        reported = set()
        for t in translators:
            for answer, earlier in _same_labels(t, question):
                # What is the same in the file is the same in the other languages.
                if (answer.id, earlier.id) not in reported:
                    yield id_, _problem(t, question, answer, earlier, site.languages[0], folder)
                reported.add((answer.id, earlier.id))


def _same_labels(t: Translator, question: Question) -> Iterator[tuple[Answer, Answer]]:
    """Yield each answer with the label of an earlier one, and that one."""
    seen: dict[str, Answer] = {}
    # Sets of boxes are not shown: each box is a link, and so is every other answer.
    shown = (answer for answer in question.answers.values() if len(_texts(answer)) < 2)
    for answer in shown:
        # Readers do not distinguish labels by capitals and spaces, nor by a full stop.
        label = " ".join(answer_label(t, answer).casefold().split()).rstrip(".")
        # An empty label is reported as missing.
        if label in seen and label:
            yield answer, seen[label]
        seen.setdefault(label, answer)


def _problem(
    t: Translator, question: Question, answer: Answer, earlier: Answer, source: str, folder: Path
) -> Problem:
    label = f'"{answer_label(t, answer):.60}"'
    pair = f'the answers "{earlier.id}" and "{answer.id}" of step "{question.id}"'
    if t.code == source:
        message = f"{pair} have the same label, {label}; readers cannot distinguish them"
        return Problem(answer.location, message, "label-twice", warning=True)
    path = catalog_path(folder, t.code)
    # The usual answers are translated by the interface.
    texts = [text for each in (answer, earlier) for text in _texts(each)]
    lines = {entry.text: entry.line for entry in read_catalog(path)}
    location = Location(str(path), next((lines[text] for text in texts if text in lines), 1))
    message = f'{pair} have the same label in "{t.code}", {label}; translate them differently'
    return Problem(location, message, "label-twice", warning=True)


def _texts(answer: Answer) -> tuple[str, ...]:
    """Return the author's texts that the label of an answer consists of."""
    if isinstance(answer.means, Ticked):
        return answer.means.labels
    return (answer.label,) if answer.label else ()
