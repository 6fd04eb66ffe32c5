"""Answers, conditions, evidence, counts of days and sizes in words, for pages and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.i18n.intervals import interval_label
from wizard.i18n.translator import Translator
from wizard.model.box_sets import BoxSets
from wizard.model.conditions import AllOf, AnsweredWith, Condition, Not, deciding, references
from wizard.model.contacts import contact_text, is_phone
from wizard.model.deadlines import DeadlineRule
from wizard.model.evidence import Level
from wizard.model.flow import Answer, Edge, Flow, Question, title_of
from wizard.model.generated_answers import Interval, Range, Tick, Ticked, merged, ticked_in


def answer_label(t: Translator, answer: Answer) -> str:
    """Return the label of an answer: the author's, or the usual one for yes, no and unsure."""
    if answer.label:
        return t.content(answer.label)
    if isinstance(answer.means, Interval):
        return interval_label(t, answer.means)
    if answer.means:
        # Not with commas, which labels may have.
        return "; ".join(map(t.content, answer.means.labels))
    match answer.id:
        case "yes":
            return t("Yes")
        case "no":
            return t("No")
        case _:
            # The reader allows an answer without a label only for yes, no and unsure.
            return t("I’m not sure")


def choice_labels(t: Translator, question: Question) -> tuple[str, ...]:
    """Return the labels of boxes and of the answer for none, or those of intervals; or ()."""
    if isinstance(question.form, Tick):
        boxes = (box.label for box in question.form.boxes.values())
        return tuple(map(t.content, (*boxes, question.form.none)))
    return tuple(answer_label(t, answer) for answer in question.answers.values() if answer.means)


def support_label(t: Translator, level: Level) -> str:
    """Return how well a claim is supported: the author's label of its level, or the usual one."""
    if level.label:
        return t.content(level.label)
    # Calls and not a table of texts: gettext extracts only arguments of `t`.
    return {
        "law": t("The law says"),
        "official": t("An agency says"),
        "reported": t("Reports say"),
        "unknown": t("We could not find out"),
        "article": t("Not confirmed: only one article says this"),
        "imported": t("Imported, not checked"),
    }[level.id]


def contact_label(t: Translator, url: str) -> str:
    """Return what to do with a `tel:` or `mailto:` URL."""
    text = contact_text(url)
    return (
        t("Call {number}", number=text) if is_phone(url) else t("Write to {address}", address=text)
    )


def count_label(t: Translator, rule: DeadlineRule) -> str:
    """Return how the days of a deadline are counted."""
    # Whole sentences, because the parts of a sentence have another order in other languages.
    match rule.unit, rule.calendar:
        case "working", "state":
            return t("Working day {count}. We skip weekends and state holidays.", count=rule.count)
        case "working", "federal":
            return t(
                "Working day {count}. We skip weekends and federal holidays.", count=rule.count
            )
        case "working", code:
            return t(
                "Working day {count}. We skip weekends and the holidays that a public list "
                "names for {state}.",
                count=rule.count,
                state=code,
            )
        case _:
            return t("Day {count} on the calendar. Every day counts.", count=rule.count)


def size_label(t: Translator, file: bytes) -> str:
    """Return the size of a file in kilobytes, rounded up."""
    return t("{size} kB", size=-(-len(file) // 1000))


def condition_label(t: Translator, flow: Flow, condition: Condition) -> str:
    """Return a condition as the heading of what depends on it."""
    return t("If {condition}:", condition=_condition_long(t, flow, condition))


def fact_label(t: Translator, text: str) -> str:
    """Return an author's words for a condition as the heading of what depends on it."""
    return t("{condition}:", condition=t.content(text))


def reason_label(
    t: Translator, flow: Flow, condition: Condition, answers: Mapping[str, str]
) -> str:
    """Return the answers that make a condition true, as the heading of what depends on it.

    It is empty if the condition is true because its questions were not asked.
    """
    ticked, given = list[str](), list[str]()
    for name in deciding(condition, answers):
        asked = _asked(flow, name)
        answer = asked.answers[answers[name]]
        if isinstance(answer.means, Ticked) and answer.means.boxes:
            ticked += _boxes_that_decide(t, asked, answer.means, condition)
        else:
            title = t.content(title_of(asked))
            label = answer_label(t, answer)
            given.append(t("“{answer}” to “{question}”", answer=label, question=title))
    reasons = []
    if ticked:
        reasons.append(t("you ticked {boxes}", boxes=t(" and ").join(ticked)))
    if given:
        reasons.append(t("you answered {answers}", answers=t(" and ").join(given)))
    return t("Because {reasons}:", reasons=t(" and ").join(reasons)) if reasons else ""


def _boxes_that_decide(
    t: Translator, asked: Question, means: Ticked, condition: Condition
) -> list[str]:
    """Return the ticked boxes that a condition names, in quotes; if it names none, all of them."""
    looks = [look for look in references(condition) if look.question == asked.id]
    named = {name for look in looks for name in ticked_in(look.answers)}
    labels = dict(zip(means.boxes, means.labels, strict=True))
    deciding_boxes = [box for box in labels if box in named] or labels
    return [f"“{t.content(labels[box])}”" for box in deciding_boxes]


def _asked(flow: Flow, name: str) -> Question:
    """Return the question that a condition looks at."""
    # The checker has proved that each condition refers to a question.
    asked = flow.steps[name]
    assert isinstance(asked, Question)
    return asked


def _condition_long(t: Translator, flow: Flow, condition: Condition) -> str:
    """Return a condition as a clause that follows "if"."""
    match condition:
        case AnsweredWith():
            return _answered(t, flow, condition)
        # The most frequent negation, which has a sentence that is easier to read.
        case Not(AnsweredWith() as part) if negated := _not_answered(t, flow, part):
            return negated
        case Not(part):
            return t("it is not true that {condition}", condition=_condition_long(t, flow, part))
        case AllOf(parts):
            return t(" and ").join(_condition_long(t, flow, part) for part in parts)
        case _:
            return t(" or ").join(_condition_long(t, flow, part) for part in condition.parts)


def _answered(t: Translator, flow: Flow, condition: AnsweredWith) -> str:
    """Return that a question was answered with one of some answers, or one of some boxes ticked."""
    asked = _asked(flow, condition.question)
    boxes, answers = _quoted(t, asked, condition)
    ask, clauses = t.content(asked.ask), []
    if boxes:
        clauses.append(t("you ticked {boxes} under “{ask}”", boxes=t(" or ").join(boxes), ask=ask))
    if answers:
        answer = t(" or ").join(answers)
        clauses.append(t("your answer to “{ask}” is {answer}", ask=ask, answer=answer))
    return t(" or ").join(clauses)


def _not_answered(t: Translator, flow: Flow, condition: AnsweredWith) -> str:
    """Return that a question was answered in another way; "" if that has no short sentence."""
    asked = _asked(flow, condition.question)
    boxes, answers = _quoted(t, asked, condition)
    ask = t.content(asked.ask)
    if boxes and answers:
        return ""
    if not boxes:
        answer = t(" or ").join(answers)
        return t("your answer to “{ask}” is not {answer}", ask=ask, answer=answer)
    if len(boxes) == 1:
        return t("you did not tick {box} under “{ask}”", box=boxes[0], ask=ask)
    return t("you ticked none of these under “{ask}” ({boxes})", ask=ask, boxes=", ".join(boxes))


def _quoted(t: Translator, asked: Question, condition: AnsweredWith) -> tuple[list[str], list[str]]:
    """Return the labels of the boxes, and of the other answers, in a condition; all in quotes."""
    form = asked.form
    known = form.boxes if isinstance(form, Tick) else {}
    boxes = [t.content(known[name].label) for name in condition.answers if name in known]
    others = [name for name in ticked_in(condition.answers) if name not in known]
    rest = _labels(t, asked, others) if others else []
    return [f"“{label}”" for label in boxes], [f"“{label}”" for label in rest]


def _labels(t: Translator, asked: Question, answers: Sequence[str]) -> list[str]:
    """Return the labels of the answers in a condition: of boxes and intervals, as few as say it."""
    if isinstance(asked.form, Tick):
        answers = ticked_in(answers)
    if isinstance(asked.form, Range):
        means = (asked.answers[answer].means for answer in answers)
        spans = merged(each for each in means if isinstance(each, Interval))
        rest = [
            answer_label(t, each)
            for each in map(asked.answers.get, answers)
            if each and not each.means
        ]
        return [*(interval_label(t, span) for span in spans), *rest]
    return [answer_label(t, asked.answers[answer]) for answer in answers]


def box_sets_label(t: Translator, form: Tick, sets: BoxSets) -> str:
    """Return in words which boxes of a question are ticked, and which are not."""
    # "A or B", or "(A or B) and C".
    ticked = [t(" or ").join(_box_labels(t, form, clause)) for clause in sets.clauses]
    if len(ticked) > 1:
        ticked = [
            f"({each})" if len(clause) > 1 else each
            for each, clause in zip(ticked, sets.clauses, strict=True)
        ]
    parts = []
    if sets.clauses:
        parts.append(t("ticked: {boxes}", boxes=t(" and ").join(ticked)))
    if sets.without:
        boxes = ", ".join(_box_labels(t, form, sets.without))
        parts.append(t("not ticked: {boxes}", boxes=boxes))
    label = "; ".join(parts) or t("any boxes or none")
    return t("{label} ({count} of {total} sets)", label=label, count=sets.count, total=sets.total)


def _box_labels(t: Translator, form: Tick, boxes: Sequence[str]) -> list[str]:
    return [t.content(form.boxes[box].label) for box in boxes]


def branch_label(
    t: Translator, flow: Flow, question: Question, answer: Answer | None, edge: Edge
) -> str:
    """Return the words for a branch: its answer, and its condition if the answer has several.

    Args:
        t: The translator.
        flow: The flow.
        question: The question.
        answer: The answer, or None, see `branches_of`.
        edge: The branch.
    """
    if not answer:
        if edge.when:
            return _condition_short(t, flow, edge.when, question.id)
        return t("Otherwise") if len(question.branches) > 1 else t("Any answer")
    label = answer_label(t, answer)
    if edge.when:
        return t(
            "{answer} – if {condition}",
            answer=label,
            condition=_condition_short(t, flow, edge.when),
        )
    # With a single branch there is nothing that it could differ from.
    return t("{answer} – otherwise", answer=label) if len(answer.edges) > 1 else label


def _condition_short(t: Translator, flow: Flow, condition: Condition, here: str = "") -> str:
    """Return a condition in few words, with the titles of questions instead of their text.

    The question `here` is not named.
    """

    def short(part: Condition) -> str:
        return _condition_short(t, flow, part, here)

    match condition:
        case AnsweredWith(question, answers):
            asked = _asked(flow, question)
            labels = t(" or ").join(_labels(t, asked, answers))
            return labels if question == here else f"“{t.content(title_of(asked))}”: {labels}"
        case Not(part):
            # In brackets, since the part may be a list with "and" or "or".
            return t("not ({condition})", condition=short(part))
        case AllOf(parts):
            return t(" and ").join(map(short, parts))
        case _:
            # A list after a colon needs no brackets, even if one of its parts contains "and".
            shorts = map(short, condition.parts)
            return t("one of these: {conditions}", conditions="; ".join(shorts))
