"""Makes a tree fit a flow: every answer leads to a step, there are no loops, and all have ids.

What had to be changed is reported at its location. Every pass takes time in proportion to the tree.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from wizard.convert.codes import DEFECT
from wizard.convert.headings import shortened, split_heading, split_question
from wizard.convert.rich_text import Prose
from wizard.convert.tree import Answer, ImportedTree, Step, place
from wizard.i18n.translator import Translator
from wizard.loader.schema import RESERVED_STEPS
from wizard.model.flow import ID, MAX_ID

UNFINISHED = "unfinished"  # the outcome to which dead ends lead

# Words of an id that is made from a text. A few more are used if the first ones are taken.
WORDS = {"step": 3, "answer": 2}

MAX_NUMBER = 6  # characters of the number that makes an id unique, with its dash

# Words that say nothing in an id.
_ENGLISH = (
    "a an the do does did is are was were am be been being have has had having you your yours i me "
    "my we us our it its this that these those of to in on at for and or if by with from as any "
    "ever can could will would should shall may might must there here what which who whom when "
    "where why how then than so not s t"
)
_SPANISH = (
    "el la los las un una unos unas de del al y o u e en por para con sin se le les su sus tu tus "
    "mi mis es son ha han he que como cual cuando donde quien si usted tiene tienen hay lo"
)
_STOPWORDS = frozenset(f"{_ENGLISH} {_SPANISH}".split())

# Names that a tool gives, or that only number: A, q1, node_2, Untitled Passage 3, 1.2.
_GENERATED_NAME = re.compile(
    r"untitled passage"
    r"|(untitled )?(passage|node|step|question|answer|row|item|id)[-_ ]?[\d.]+"
    r"|[a-z]{0,2}[-_ ]?[\d.]*",
    re.IGNORECASE,
)

# The first word of a label, if the label could be that word and an explanation: "Yes, a lot".
_FIRST_WORD = re.compile(r"(?P<word>[\wáéí]+)(?=\s*($|[,.;:!(–—]|-\s))")

_UNSURE = {
    "i'm not sure",
    "im not sure",
    "not sure",
    "unsure",
    "i am not sure",
    "i don't know",
    "i do not know",
    "don't know",
    "no idea",
    "no sé",
    "no lo sé",
    "no estoy seguro",
    "no estoy segura",
}


def normalize(tree: ImportedTree, t: Translator) -> None:
    """Make a tree with at least one step fit a flow. `t` translates what is added."""
    # The order matters. Jumps have no text, so they go before gaps are filled. Loops can only be
    # cut when every answer leads to a step. Ids are made from the final texts.
    _remove_jumps(tree)
    _fill_gaps(tree, t)
    _cut_loops(tree)
    _report_unreachable(tree)
    _set_ids(tree, t)


def _remove_jumps(tree: ImportedTree) -> None:
    """Remove steps that show nothing and ask nothing, since they only lead to another step."""
    jumps = {
        name: step.answers[0].to if step.answers else ""
        for name, step in tree.steps.items()
        if not step.prose.paragraphs
        and not step.links
        and not any(answer.label for answer in step.answers[:2])
    }
    ends = _ends_of_jumps(tree, jumps)
    for name, end in ends.items():
        step = tree.steps.pop(name)
        if not step.answers:
            tree.report(DEFECT, step.location, "this step has no text; write one")
        # A comment on a removed step is about what follows it.
        (tree.steps[end].comments if end else tree.comments).extend(step.comments)
    for step in tree.steps.values():
        for answer in step.answers:
            answer.to = ends.get(answer.to, answer.to)
    # The start may have been a jump itself.
    tree.start = ends.get(tree.start, tree.start)


def _ends_of_jumps(tree: ImportedTree, jumps: Mapping[str, str]) -> dict[str, str]:
    """Return the step at which each chain of jumps ends; "" if it ends nowhere or in a loop."""
    ends: dict[str, str] = {}
    for name in jumps:
        walk: dict[str, None] = {}  # in order, which decides where a loop is reported
        while name in jumps and name not in ends and name not in walk:
            walk[name] = None
            name = jumps[name]
        if name in walk:
            message = "loop without a question: these steps only lead to each other"
            tree.report(DEFECT, tree.steps[name].location, message)
            name = ""
        # All steps of the walk end at the same one, so each is visited once: linear time.
        ends |= dict.fromkeys(walk, ends.get(name, name))
    return ends


def _fill_gaps(tree: ImportedTree, t: Translator) -> None:
    """Add missing texts, and one outcome for all answers that lead to no step."""
    # With an empty answer, what remains is how a label of a last branch ends.
    otherwise = t("{answer} – otherwise", answer="").strip()
    for step in tree.steps.values():
        if not step.prose.paragraphs:
            tree.report(DEFECT, step.location, "this step has no text; write one")
            text = t("Which of these fits?") if step.answers else t("Continue in another guide")
            step.prose = Prose.of(text)
        for answer in step.answers:
            if not answer.label:
                answer.label, answer.id = t("Continue"), answer.id or "continue"
            if answer.label.endswith(otherwise):  # our own writers label the last branch so
                message = (
                    f"“{_first_text(step)}” has a condition on earlier answers, which cannot be "
                    "imported; each branch is now a separate answer"
                )
                tree.report(DEFECT, answer.location, message)
            answer.to = answer.to or UNFINISHED
    # Chains of jumps can end nowhere, even from the start.
    tree.start = tree.start or UNFINISHED
    answers = [answer for step in tree.steps.values() for answer in step.answers]
    if UNFINISHED in (tree.start, *(answer.to for answer in answers)):
        heading = Prose.of(t("This page is not finished yet"))
        tree.steps[UNFINISHED] = Step(heading, tree.source.location(0), UNFINISHED)


def _title(step: Step) -> str:
    """Return the question or heading of a step."""
    split = split_question if step.answers else split_heading
    return split(step.prose)[0]


def _first_text(step: Step) -> str:
    """Return what a message quotes of a step."""
    return shortened(_title(step), 60)


def _cut_loops(tree: ImportedTree) -> None:
    """Let each answer that closes a loop lead to an outcome that sends the reader back instead.

    The search is a depth-first one with its own stack, since a tree can be deeper than Python's.
    """
    done: set[str] = set()
    backs: dict[str, str] = {}
    # From the start first, so that the answer that is cut is the one that goes back for a reader.
    for start in [tree.start, *tree.steps]:
        if start in done:
            continue
        walk, on_walk = [(start, iter(tree.steps[start].answers))], {start}
        while walk:
            name, answers = walk[-1]
            # The iterator on the stack remembers where to go on with a step's answers.
            answer = next(answers, None)
            if answer is None:
                done.add(name)
                on_walk.discard(name)
                walk.pop()
            elif answer.to in on_walk:
                _report_loop(tree, answer)
                # One outcome for each question to go back to. The space in its name keeps it apart
                # from those of the source.
                answer.to = backs.setdefault(answer.to, f"back to {answer.to}")
            elif answer.to not in done:
                on_walk.add(answer.to)
                walk.append((answer.to, iter(tree.steps[answer.to].answers)))
    # After the search, which iterates over the steps.
    for name, back in backs.items():
        tree.steps[back] = Step(Prose(), tree.steps[name].location, back=name)


def _report_loop(tree: ImportedTree, answer: Answer) -> None:
    to = tree.steps[answer.to]
    message = (
        f"loop: “{answer.label:.60}” went back to “{_first_text(to)}” "
        f"({place(to.location, answer.location)}). "
        "It now goes to an outcome that says so"
    )
    tree.report(DEFECT, answer.location, message)


def _report_unreachable(tree: ImportedTree) -> None:
    """Report the steps to which no path leads."""
    seen, todo = {tree.start}, [tree.start]
    while todo:
        for answer in tree.steps[todo.pop()].answers:
            if answer.to not in seen:
                seen.add(answer.to)
                todo.append(answer.to)
    for name, step in tree.steps.items():
        # Added steps are not the author's, so they are not reported.
        if name not in seen and not step.back and name != UNFINISHED:
            message = f"“{_first_text(step)}” is unreachable: no answer leads to it"
            tree.report(DEFECT, step.location, message)


def _set_ids(tree: ImportedTree, t: Translator) -> None:
    """Set the ids of steps and answers: the source's if a person chose them, else made from texts.

    The same source gets the same ids each time, so links keep working after a second import.
    """
    ids = _Ids({*RESERVED_STEPS})
    for step in tree.steps.values():
        if not step.back:
            # Names such as `node7` change when the source is edited, and links would change with
            # them.
            chosen = len(step.id) <= MAX_ID and not _GENERATED_NAME.fullmatch(step.id)
            source_id = _joined(_words(step.id)) if chosen else ""
            step.id = ids.free([source_id, *_ids_of_text(_title(step), "step")], "step")
        _set_answer_ids(step.answers, t)
    # These ids contain those of their questions, so they are made after them.
    for step in tree.steps.values():
        if step.back:
            back = f"back-to-{tree.steps[step.back].id}"
            step.id = ids.free([back[:MAX_ID].strip("-")], "back")


def _set_answer_ids(answers: list[Answer], t: Translator) -> None:
    usual = [_usual_id(answer.label, t) for answer in answers]
    counts = Counter(usual)
    ids = _Ids(set())
    for answer, plain in zip(answers, usual, strict=True):
        # Two answers that both mean yes ("Yes, one", "Yes, more") need other ids.
        unique = plain if counts[plain] == 1 else ""
        source_id = answer.id if ID.fullmatch(answer.id) and len(answer.id) <= MAX_ID else ""
        answer.id = ids.free([unique or source_id, *_ids_of_text(answer.label, "answer")], "answer")


def _usual_id(label: str, t: Translator) -> str:
    """Return `yes`, `no` or `unsure` if a label means one of them, else ""."""
    # Twice a typographic apostrophe: in the label, and in the translation it is compared with.
    text = label.casefold().replace("’", "'")
    if text.rstrip(".!") in _UNSURE | {t("I’m not sure").casefold().replace("’", "'")}:
        return "unsure"
    first = _FIRST_WORD.match(text)
    known = {"yes": "yes", "no": "no", t("Yes").casefold(): "yes", t("No").casefold(): "no"}
    return known.get(first["word"], "") if first else ""


def _ids_of_text(text: str, kind: str) -> Iterator[str]:
    """Yield possible ids for the text of a step or an answer, shorter ones first."""
    # An id has a few words; the rest of a long text would only take time.
    words = _words(text[:500])
    significant = [word for word in words if word not in _STOPWORDS] or words
    # An id must begin with a letter.
    if significant and not significant[0][0].isalpha():
        significant = [kind, *significant]
    # More words if fewer are taken, so that ids say how their texts differ.
    for count in range(WORDS[kind], WORDS[kind] + 4):
        yield _joined(significant[:count])
    # Texts that begin alike often end differently.
    yield _joined(words[-4:])


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents."""
    # NFKD splits letters from their accents, which ASCII then leaves out.
    plain = unicodedata.normalize("NFKD", re.sub("['’]", "", text))
    return re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())


def _joined(words: list[str]) -> str:
    """Return words as an id of at most MAX_ID characters, or "" if they make none."""
    while words and not words[0][:1].isalpha():
        words = words[1:]
    joined = "-".join(words)
    while len(joined) > MAX_ID and "-" in joined:
        joined = joined.rpartition("-")[0]
    return joined[:MAX_ID]


@dataclass(slots=True)
class _Ids:
    """The ids that are used so far, and the last number of each id that had to be numbered."""

    used: set[str]
    numbers: Counter[str] = field(default_factory=Counter)

    def free(self, wanted: Collection[str], otherwise: str) -> str:
        """Use the first of these ids that is free; if none is, the first one with a number."""
        named = [name for name in wanted if name] or [otherwise]
        name = next((name for name in named if name not in self.used), "")
        base = named[0][: MAX_ID - MAX_NUMBER].rstrip("-")
        # Counting goes on from the last number of this base: with many equal texts, starting from 2
        # each time would take quadratic time.
        while not name or name in self.used:
            self.numbers[base] += 1
            name = f"{base}-{self.numbers[base] + 1}"
        self.used.add(name)
        return name
