"""Answers, conditions, levels of evidence and what went wrong, in words. Facts in, phrases out; where they stand on a page is not known here."""

from __future__ import annotations

from wizard.i18n.translator import Words
from wizard.model.conditions import All, Condition, Is, Not
from wizard.model.flow import Answer, Edge, Flow, Question, title_of


def label_in(words: Words, answer: Answer) -> str:
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


def support_in(words: Words, level: str) -> str:
    """How well a claim is known, from its level."""
    return {
        "law": words("The law says"),
        "official": words("An agency says"),
        "reported": words("Reports say"),
        "unknown": words("We could not find out"),
        "article": words("Only one article says so, not confirmed"),
    }[level]


def condition_in(words: Words, flow: Flow, condition: Condition) -> str:
    """A condition as the heading of what depends on it."""
    return words("If {condition}:", condition=_said(words, flow, condition))


def _said(words: Words, flow: Flow, condition: Condition) -> str:
    match condition:
        case Is():
            return words("you answered {answer} to “{ask}”", **_answered(words, flow, condition))
        case Not(Is() as part):
            return words("you did not answer {answer} to “{ask}”", **_answered(words, flow, part))
        case Not(part):
            return words("it is not so that {condition}", condition=_said(words, flow, part))
        case All(parts):
            return words(" and ").join(_said(words, flow, part) for part in parts)
        case _:
            return words(" or ").join(_said(words, flow, part) for part in condition.parts)


def _answered(words: Words, flow: Flow, condition: Is) -> dict[str, str]:
    """The answers of a condition, and the question that they were given to."""
    asked = flow.steps[condition.question]
    assert isinstance(asked, Question)
    labels = [f"“{label_in(words, asked.answers[answer])}”" for answer in condition.answers]
    return {"answer": words(" or ").join(labels), "ask": words.author(asked.ask)}


def guarded_in(words: Words, flow: Flow, answer: Answer, edge: Edge) -> str:
    """An answer's words, with those of the edge's guard in short."""
    label = label_in(words, answer)
    if edge.when:
        return words("{answer} – if {condition}", answer=label, condition=_short(words, flow, edge.when))
    return words("{answer} – otherwise", answer=label) if len(answer.edges) > 1 else label


def _short(words: Words, flow: Flow, condition: Condition) -> str:
    """A condition in as few words as it takes: questions by their titles."""
    match condition:
        case Is(question, answers):
            asked = flow.steps[question]
            assert isinstance(asked, Question)
            labels = (label_in(words, asked.answers[answer]) for answer in answers)
            return f"“{words.author(title_of(asked))}”: {words(' or ').join(labels)}"
        case Not(part):
            return words("not ({condition})", condition=_short(words, flow, part))
        case All(parts):
            return words(" and ").join(_short(words, flow, part) for part in parts)
        case _:
            shorts = [_short(words, flow, part) for part in condition.parts]
            return words("one of these: {conditions}", conditions="; ".join(shorts))
