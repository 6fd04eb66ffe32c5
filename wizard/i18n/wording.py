"""Answers, conditions, levels of evidence and what went wrong, in words. Facts in, phrases out; where they stand on a page is not known here."""

from __future__ import annotations

from wizard.i18n.translator import Translator
from wizard.model.conditions import AllOf, AnsweredWith, Condition, Not
from wizard.model.flow import Answer, Edge, Flow, Question, title_of


def answer_label(words: Translator, answer: Answer) -> str:
    """What a reader chooses: the author's label, or the usual word for yes, no and unsure."""
    if answer.label:
        return words.author(answer.label)
    match answer.id:
        case "yes":
            return words("Yes")
        case "no":
            return words("No")
        case _:
            return words("I’m not sure")


def support_label(words: Translator, level: str) -> str:
    """How well a claim is known, from its level."""
    return {
        "law": words("The law says"),
        "official": words("An agency says"),
        "reported": words("Reports say"),
        "unknown": words("We could not find out"),
        "article": words("Only one article says so, not confirmed"),
    }[level]


def condition_label(words: Translator, flow: Flow, condition: Condition) -> str:
    """A condition as the heading of what depends on it."""
    return words("If {condition}:", condition=_condition_long(words, flow, condition))


def _condition_long(words: Translator, flow: Flow, condition: Condition) -> str:
    match condition:
        case AnsweredWith():
            return words("you answered {answer} to “{ask}”", **_answered(words, flow, condition))
        case Not(AnsweredWith() as part):
            return words("you did not answer {answer} to “{ask}”", **_answered(words, flow, part))
        case Not(part):
            return words("it is not so that {condition}", condition=_condition_long(words, flow, part))
        case AllOf(parts):
            return words(" and ").join(_condition_long(words, flow, part) for part in parts)
        case _:
            return words(" or ").join(_condition_long(words, flow, part) for part in condition.parts)


def _answered(words: Translator, flow: Flow, condition: AnsweredWith) -> dict[str, str]:
    """The answers of a condition, and the question that they were given to."""
    asked = flow.steps[condition.question]
    assert isinstance(asked, Question)
    labels = [f"“{answer_label(words, asked.answers[answer])}”" for answer in condition.answers]
    return {"answer": words(" or ").join(labels), "ask": words.author(asked.ask)}


def guarded_label(words: Translator, flow: Flow, answer: Answer, edge: Edge) -> str:
    """An answer's words, with those of the edge's guard in short."""
    label = answer_label(words, answer)
    if edge.when:
        return words("{answer} – if {condition}", answer=label, condition=_condition_short(words, flow, edge.when))
    return words("{answer} – otherwise", answer=label) if len(answer.edges) > 1 else label


def _condition_short(words: Translator, flow: Flow, condition: Condition) -> str:
    """A condition in as few words as it takes: questions by their titles."""
    match condition:
        case AnsweredWith(question, answers):
            asked = flow.steps[question]
            assert isinstance(asked, Question)
            labels = (answer_label(words, asked.answers[answer]) for answer in answers)
            return f"“{words.author(title_of(asked))}”: {words(' or ').join(labels)}"
        case Not(part):
            return words("not ({condition})", condition=_condition_short(words, flow, part))
        case AllOf(parts):
            return words(" and ").join(_condition_short(words, flow, part) for part in parts)
        case _:
            shorts = [_condition_short(words, flow, part) for part in condition.parts]
            return words("one of these: {conditions}", conditions="; ".join(shorts))
