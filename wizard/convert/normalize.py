"""Makes a sketch sound: answers lead somewhere, nothing goes round in a circle, every step and answer has its id.

What had to be changed for that is noted at its place. Nothing takes longer than the tree is large.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator

from wizard.convert.headings import shortened, split_heading, split_question
from wizard.convert.rich_text import Prose
from wizard.convert.tree import DEFECT, Answer, ImportedTree, Step
from wizard.i18n.translator import Translator
from wizard.loader.schema import RESERVED_STEPS
from wizard.model.flow import ID, MAX_ID

UNFINISHED = "unfinished"  # the step to which dead ends lead

WORDS = {
    "step": 3,
    "answer": 2,
}  # of an id that is made from a text; a few more where the first are taken

# Words that say nothing in an id.
_SMALL = frozenset(
    ["a", "an", "the", "do", "does", "did", "is", "are", "was", "were", "am", "be", "been", "being", "have", "has", "had", "having", "you", "your", "yours", "i", "me", "my", "we", "us", "our", "it", "its", "this", "that", "these", "those", "of", "to", "in", "on", "at", "for", "and", "or", "if", "by", "with", "from", "as", "any", "ever", "can", "could", "will", "would", "should", "shall", "may", "might", "must", "there", "here", "what", "which", "who", "whom", "when", "where", "why", "how", "then", "than", "so", "not", "s", "t", "el", "la", "los", "las", "un", "una", "unos", "unas", "de", "del", "al", "y", "o", "u", "e", "en", "por", "para", "con", "sin", "se", "le", "les", "su", "sus", "tu", "tus", "mi", "mis", "es", "son", "ha", "han", "he", "que", "como", "cual", "cuando", "donde", "quien", "si", "usted", "tiene", "tienen", "hay", "lo"])  # fmt: skip

# Names that a tool gives, or that only number: A, q1, node_2, Untitled Passage 3, 1.2.
_NUMBERED = re.compile(
    r"untitled passage|(untitled )?(passage|node|step|question|answer|row|item|id)[-_ ]?[\d.]+|[a-z]{0,2}[-_ ]?[\d.]*",
    re.IGNORECASE,
)

_USUAL = re.compile(r"(?P<word>[\wáéí]+)(?=\s*($|[,.;:!(–—]|-\s))")

_UNSURE = {
    "i'm not sure", "im not sure", "not sure", "unsure", "i am not sure", "i don't know", "i do not know", "don't know", "no idea",
    "no sé", "no lo sé", "no estoy seguro", "no estoy segura",
}  # fmt: skip


def normalize(sketch: ImportedTree, t: Translator) -> None:
    """Make a sketch with at least one step sound. What is added is in the language of `words`."""
    _follow_jumps(sketch)
    _fill_gaps(sketch, t)
    _cut_circles(sketch)
    _look_for_lost(sketch)
    _name(sketch, t)


def _follow_jumps(sketch: ImportedTree) -> None:
    """A step that shows nothing and asks nothing is only a way to the next, or to nowhere."""
    jumps = {
        name: step.answers[0].to if step.answers else ""
        for name, step in sketch.steps.items()
        if not step.prose.paragraphs
        and not step.links
        and not any(answer.label for answer in step.answers[:2])
    }
    ends: dict[str, str] = {}
    for name in jumps:
        walk: dict[str, None] = {}
        while name in jumps and name not in ends and name not in walk:
            walk[name] = None
            name = jumps[name]
        if name in walk:
            told = "this leads round in a circle without a question on it"
            sketch.note(DEFECT, sketch.steps[name].location, told)
            name = ""
        ends |= dict.fromkeys(walk, ends.get(name, name))
    for name, end in ends.items():
        step = sketch.steps.pop(name)
        if not step.answers:
            sketch.note(DEFECT, step.location, "this step has no text")
        (sketch.steps[end].comments if end else sketch.comments).extend(step.comments)
    for step in sketch.steps.values():
        for answer in step.answers:
            answer.to = ends.get(answer.to, answer.to)
    sketch.start = ends.get(sketch.start, sketch.start)


def _fill_gaps(sketch: ImportedTree, t: Translator) -> None:
    """Texts where there are none, and one outcome for all that leads nowhere."""
    for step in sketch.steps.values():
        if not step.prose.paragraphs:
            sketch.note(DEFECT, step.location, "this step has no text")
            step.prose = Prose.of(
                t("Which of these fits?") if step.answers else t("Read on elsewhere")
            )
        for answer in step.answers:
            if not answer.label:
                answer.label, answer.id = t("Continue"), answer.id or "continue"
            if answer.label.endswith(t("{answer} – otherwise", answer="").strip()):
                told = f"“{_seen(step)}” decides by earlier answers: a condition, which is not read. Each way is an answer of its own now"
                sketch.note(DEFECT, answer.location, told)
            answer.to = answer.to or UNFINISHED
    sketch.start = sketch.start or UNFINISHED
    leads = [
        sketch.start,
        *(answer.to for step in sketch.steps.values() for answer in step.answers),
    ]
    if UNFINISHED in leads:
        heading = Prose.of(t("Nothing is written here yet"))
        sketch.steps[UNFINISHED] = Step(heading, sketch.source.location(0), UNFINISHED)


def _seen(step: Step) -> str:
    """What a reader sees of a step first."""
    return shortened(
        split_question(step.prose)[0] if step.answers else split_heading(step.prose)[0], 60
    )


def _cut_circles(sketch: ImportedTree) -> None:
    """The answer that closes a circle leads to an outcome that says where to go back to."""
    done: set[str] = set()
    backs: dict[str, str] = {}
    for start in [sketch.start, *sketch.steps]:
        if start in done:
            continue
        walk, on_walk = [(start, iter(sketch.steps[start].answers))], {start}
        while walk:
            name, answers = walk[-1]
            answer = next(answers, None)
            if answer is None:
                done.add(name)
                on_walk.discard(name)
                walk.pop()
            elif answer.to in on_walk:
                _say_circle(sketch, answer)
                answer.to = backs.setdefault(answer.to, f"back to {answer.to}")
            elif answer.to not in done:
                on_walk.add(answer.to)
                walk.append((answer.to, iter(sketch.steps[answer.to].answers)))
    for name, back in backs.items():
        sketch.steps[back] = Step(Prose(), sketch.steps[name].location, back=name)


def _say_circle(sketch: ImportedTree, answer: Answer) -> None:
    to = sketch.steps[answer.to]
    told = f"a circle: “{answer.label:.60}” leads back to “{_seen(to)}” in line {to.location.line}. It leads to an outcome now that says so"
    sketch.note(DEFECT, answer.location, told)


def _look_for_lost(sketch: ImportedTree) -> None:
    """Steps that nothing leads to."""
    seen, todo = {sketch.start}, [sketch.start]
    while todo:
        for answer in sketch.steps[todo.pop()].answers:
            if answer.to not in seen:
                seen.add(answer.to)
                todo.append(answer.to)
    for name, step in sketch.steps.items():
        if name not in seen and not step.back and name != UNFINISHED:
            sketch.note(DEFECT, step.location, f"nothing leads to “{_seen(step)}”")


def _name(sketch: ImportedTree, t: Translator) -> None:
    """Ids: those of the source where a person chose them, else from the texts. The same each time."""
    used = set(RESERVED_STEPS)
    for step in sketch.steps.values():
        if not step.back:
            chosen = len(step.id) <= MAX_ID and not _NUMBERED.fullmatch(step.id)
            own = _id(re.findall(r"[a-z0-9]+", _letters(step.id))) if chosen else ""
            step.id = _free(
                [
                    own,
                    *_ids(
                        split_question(step.prose)[0]
                        if step.answers
                        else split_heading(step.prose)[0],
                        "step",
                    ),
                ],
                used,
                "step",
            )
        _name_answers(step.answers, t)
    for step in sketch.steps.values():
        if step.back:
            step.id = _free(
                [f"back-to-{sketch.steps[step.back].id}"[:MAX_ID].strip("-")], used, "back"
            )


def _name_answers(answers: list[Answer], t: Translator) -> None:
    usual = [_usual(answer.label, t) for answer in answers]
    often = Counter(usual)
    used: set[str] = set()
    for answer, plain in zip(answers, usual, strict=True):
        common = plain if often[plain] == 1 else ""
        own = answer.id if ID.fullmatch(answer.id) and len(answer.id) <= MAX_ID else ""
        answer.id = _free([common or own, *_ids(answer.label, "answer")], used, "answer")


def _usual(label: str, t: Translator) -> str:
    """The usual answer that a label is, if any."""
    text = label.casefold().replace("’", "'")
    if text.rstrip(".!") in _UNSURE | {t("I’m not sure").casefold().replace("’", "'")}:
        return "unsure"
    first = _USUAL.match(text)
    known = {"yes": "yes", "no": "no", t("Yes").casefold(): "yes", t("No").casefold(): "no"}
    return known.get(first["word"], "") if first else ""


def _ids(text: str, otherwise: str) -> Iterator[str]:
    """Ids for a text, shorter ones first."""
    found = re.findall(r"[a-z0-9]+", _letters(text[:500]))
    telling = [word for word in found if word not in _SMALL] or found
    if telling and not telling[0][0].isalpha():
        telling = [otherwise, *telling]
    for count in range(WORDS[otherwise], WORDS[otherwise] + 4):
        yield _id(telling[:count])
    yield _id(found[-4:])


def _letters(text: str) -> str:
    """A text in lower-case letters without accents."""
    return (
        unicodedata.normalize("NFKD", re.sub("['’]", "", text))
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )


def _id(parts: list[str]) -> str:
    """Words as an id, empty where they make none."""
    while parts and not parts[0][:1].isalpha():
        parts = parts[1:]
    whole = "-".join(parts)
    while len(whole) > MAX_ID and "-" in whole:
        whole = whole.rpartition("-")[0]
    return whole[:MAX_ID]


def _free(wanted: Collection[str], used: set[str], otherwise: str) -> str:
    """The first id that is free; with a number where none is."""
    named = [name for name in wanted if name] or [otherwise]
    name = next((name for name in named if name not in used), "") or _numbered(named[0], used)
    used.add(name)
    return name


def _numbered(name: str, used: set[str]) -> str:
    """A name with the first number that makes it free: found in few steps, however many are taken."""

    def with_number(number: int) -> str:
        return f"{name[: MAX_ID - len(str(number)) - 1].rstrip('-')}-{number}"

    low, high = 1, 2
    while with_number(high) in used:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if with_number(middle) in used else (low, middle)
    return with_number(high)
