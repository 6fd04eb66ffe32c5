"""Answers, conditions, levels of evidence and what went wrong, in words. Facts in, phrases out; where they stand on a page is not known here."""

from __future__ import annotations

from wizard.i18n.translator import Translator
from wizard.model.conditions import AllOf, AnsweredWith, Condition, Not
from wizard.model.flow import Answer, Edge, Flow, Question, title_of


def answer_label(t: Translator, answer: Answer) -> str:
    """What a reader chooses: the author's label, or the usual word for yes, no and unsure."""
    if answer.label:
        return t.content(answer.label)
    match answer.id:
        case "yes":
            return t("Yes")
        case "no":
            return t("No")
        case _:
            return t("I’m not sure")


def support_label(t: Translator, level: str) -> str:
    """How well a claim is known, from its level."""
    return {
        "law": t("The law says"),
        "official": t("An agency says"),
        "reported": t("Reports say"),
        "unknown": t("We could not find out"),
        "article": t("Only one article says so, not confirmed"),
    }[level]


def condition_label(t: Translator, flow: Flow, condition: Condition) -> str:
    """A condition as the heading of what depends on it."""
    return t("If {condition}:", condition=_condition_long(t, flow, condition))


def _condition_long(t: Translator, flow: Flow, condition: Condition) -> str:
    match condition:
        case AnsweredWith():
            return t("you answered {answer} to “{ask}”", **_answered(t, flow, condition))
        case Not(AnsweredWith() as part):
            return t("you did not answer {answer} to “{ask}”", **_answered(t, flow, part))
        case Not(part):
            return t("it is not so that {condition}", condition=_condition_long(t, flow, part))
        case AllOf(parts):
            return t(" and ").join(_condition_long(t, flow, part) for part in parts)
        case _:
            return t(" or ").join(_condition_long(t, flow, part) for part in condition.parts)


def _answered(t: Translator, flow: Flow, condition: AnsweredWith) -> dict[str, str]:
    """The answers of a condition, and the question that they were given to."""
    asked = flow.steps[condition.question]
    assert isinstance(asked, Question)
    labels = [f"“{answer_label(t, asked.answers[answer])}”" for answer in condition.answers]
    return {"answer": t(" or ").join(labels), "ask": t.content(asked.ask)}


def guarded_label(t: Translator, flow: Flow, answer: Answer, edge: Edge) -> str:
    """An answer's words, with those of the edge's guard in short."""
    label = answer_label(t, answer)
    if edge.when:
        return t(
            "{answer} – if {condition}",
            answer=label,
            condition=_condition_short(t, flow, edge.when),
        )
    return t("{answer} – otherwise", answer=label) if len(answer.edges) > 1 else label


def _condition_short(t: Translator, flow: Flow, condition: Condition) -> str:
    """A condition in as few words as it takes: questions by their titles."""
    match condition:
        case AnsweredWith(question, answers):
            asked = flow.steps[question]
            assert isinstance(asked, Question)
            labels = (answer_label(t, asked.answers[answer]) for answer in answers)
            return f"“{t.content(title_of(asked))}”: {t(' or ').join(labels)}"
        case Not(part):
            return t("not ({condition})", condition=_condition_short(t, flow, part))
        case AllOf(parts):
            return t(" and ").join(_condition_short(t, flow, part) for part in parts)
        case _:
            shorts = [_condition_short(t, flow, part) for part in condition.parts]
            return t("one of these: {conditions}", conditions="; ".join(shorts))
