"""Answers, conditions, evidence, counts of days and sizes in words, for pages and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.i18n.intervals import interval_label
from wizard.i18n.translator import Translator
from wizard.model.conditions import AllOf, AnsweredWith, Condition, Not, deciding
from wizard.model.contacts import contact_text, is_phone
from wizard.model.deadlines import DeadlineRule
from wizard.model.flow import Answer, Edge, Flow, Question, title_of
from wizard.model.generated_answers import Interval, Range, Tick, merged, ticked_in


def answer_label(t: Translator, answer: Answer) -> str:
    """Return the label of an answer: the author's, or the usual one for yes, no and unsure."""
    if answer.label:
        return t.content(answer.label)
    if isinstance(answer.means, Interval):
        return interval_label(t, answer.means)
    if answer.means:
        return ", ".join(map(t.content, answer.means.labels))
    match answer.id:
        case "yes":
            return t("Yes")
        case "no":
            return t("No")
        case _:
            # The reader allows an answer without a label only for yes, no and unsure.
            return t("I’m not sure")


def support_label(t: Translator, level: str) -> str:
    """Return how well a claim is known, from its level."""
    # Calls and not a table of texts: gettext extracts only arguments of `t`.
    return {
        "law": t("The law says"),
        "official": t("An agency says"),
        "reported": t("Reports say"),
        "unknown": t("We could not find out"),
        "article": t("Not confirmed: only one article says this"),
    }[level]


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
        case "working", _:
            return t(
                "Working day {count}. We skip weekends and federal holidays.", count=rule.count
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
    reasons = []
    for name in deciding(condition, answers):
        asked = flow.steps[name]
        assert isinstance(asked, Question)
        answer = answer_label(t, asked.answers[answers[name]])
        title = t.content(title_of(asked))
        reasons.append(t("“{answer}” to “{question}”", answer=answer, question=title))
    return t("Because you answered {answers}:", answers=t(" and ").join(reasons)) if reasons else ""


def _condition_long(t: Translator, flow: Flow, condition: Condition) -> str:
    """Return a condition as a clause that follows "if"."""
    match condition:
        case AnsweredWith():
            return t("your answer to “{ask}” is {answer}", **_answered(t, flow, condition))
        # The most frequent negation, which has a sentence that is easier to read.
        case Not(AnsweredWith() as part):
            return t("your answer to “{ask}” is not {answer}", **_answered(t, flow, part))
        case Not(part):
            return t("it is not true that {condition}", condition=_condition_long(t, flow, part))
        case AllOf(parts):
            return t(" and ").join(_condition_long(t, flow, part) for part in parts)
        case _:
            return t(" or ").join(_condition_long(t, flow, part) for part in condition.parts)


def _answered(t: Translator, flow: Flow, condition: AnsweredWith) -> dict[str, str]:
    """Return the answers of a condition and its question, as fields of a text."""
    # The checker has proved that each condition refers to a question, here and below.
    asked = flow.steps[condition.question]
    assert isinstance(asked, Question)
    labels = [f"“{label}”" for label in _labels(t, asked, condition.answers)]
    return {"answer": t(" or ").join(labels), "ask": t.content(asked.ask)}


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


def guarded_label(t: Translator, flow: Flow, answer: Answer, edge: Edge) -> str:
    """Return the label of an answer with the condition of one of its branches."""
    label = answer_label(t, answer)
    if edge.when:
        return t(
            "{answer} – if {condition}",
            answer=label,
            condition=_condition_short(t, flow, edge.when),
        )
    # With a single branch there is nothing that it could differ from.
    return t("{answer} – otherwise", answer=label) if len(answer.edges) > 1 else label


def _condition_short(t: Translator, flow: Flow, condition: Condition) -> str:
    """Return a condition in few words, with the titles of questions instead of their text."""
    match condition:
        case AnsweredWith(question, answers):
            asked = flow.steps[question]
            assert isinstance(asked, Question)
            labels = t(" or ").join(_labels(t, asked, answers))
            return f"“{t.content(title_of(asked))}”: {labels}"
        case Not(part):
            # In brackets, since the part may be a list with "and" or "or".
            return t("not ({condition})", condition=_condition_short(t, flow, part))
        case AllOf(parts):
            return t(" and ").join(_condition_short(t, flow, part) for part in parts)
        case _:
            # A list after a colon needs no brackets, even if one of its parts contains "and".
            shorts = [_condition_short(t, flow, part) for part in condition.parts]
            return t("one of these: {conditions}", conditions="; ".join(shorts))
