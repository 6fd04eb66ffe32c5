"""The routing of GOV.UK's student finance calculator, transcribed from its Ruby source.

The source is https://github.com/alphagov/smart-answers, Copyright (C) 2013 Crown copyright
(Government Digital Service), under the MIT License, at the commit
6fb9aab9572cbf4f7f8e00384fe748d3ba121727 of 2026-08-21:

- app/flows/student_finance_calculator_flow.rb has the questions and where each leads;
- lib/smart_answer/calculators/student_finance_calculator.rb has the limits;
- app/flows/student_finance_calculator_flow/outcomes/*.erb have the conditions of what is said.

There is one function per question, in the order and with the name that it has in the source.
Nothing here knows the port. What the outcomes say has names of our own, since no text is copied.
Left out are the amounts of loans, which the source computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

START = "when_does_your_course_start"


class RefusedError(Exception):
    """The source does not accept a response, and asks again."""


@dataclass(frozen=True, slots=True)
class Calculator:
    """What the source remembers: the attributes of its calculator."""

    course_start: str = ""
    household_income: float = 0
    course_type: str = ""
    course_studied: str = ""
    credits_studied: int = 0
    uk_ft_circumstances: frozenset[str] = frozenset()
    uk_all_circumstances: frozenset[str] = frozenset()
    loan_eligibility: str = ""
    age: str = ""
    studied_before: str = ""
    attend_in_person: str = ""
    disability_status: str = ""
    eligible_for_nhs_bursary: str = ""

    def is_lle(self) -> bool:
        """Return whether the rules for courses from 2027 apply (`lle_scheme?`)."""
        return self.course_start == "2027-2028"

    def may_attend(self) -> bool:
        """Return whether the reader attends, or cannot because of a disability."""
        return self.attend_in_person == "yes" or self.disability_status == "yes"


Step = tuple[str, Calculator]


def answer(question: str, response: Any, earlier: Calculator) -> Step:
    """Return the next question or outcome, and what is remembered.

    Args:
        question: The question's name in the source, without the question mark.
        response: An option, a number, or the set of options that are ticked.
        earlier: What is remembered of the responses before.

    Raises:
        RefusedError: The source does not accept the response.
    """
    step: Step = QUESTIONS[question](earlier, response)
    return step


def is_question(name: str) -> bool:
    """Return whether a name is a question's."""
    return name in QUESTIONS


def require(is_valid: bool) -> None:
    """Refuse a response that is not valid."""
    if not is_valid:
        raise RefusedError


def when_does_your_course_start(c: Calculator, response: str) -> Step:
    c = replace(c, course_start=response)
    if c.is_lle():
        return "what_age_are_you_on_first_day_of_course", c
    return "what_loans_are_you_eligible_for", c


def what_loans_are_you_eligible_for(c: Calculator, response: str) -> Step:
    return "will_you_be_studying_full_or_part_time", replace(c, loan_eligibility=response)


def will_you_be_studying_full_or_part_time(c: Calculator, response: str) -> Step:
    return "how_much_are_your_tuition_fees_per_year", replace(c, course_type=response)


def how_much_are_your_tuition_fees_per_year(c: Calculator, response: float) -> Step:
    require(response <= {"full-time": 9_790, "part-time": 7_335}[c.course_type])
    if c.loan_eligibility == "tuition-and-maintenance":
        return "where_will_you_live_while_studying", c
    return "outcome_tuition_fee_only", c


def where_will_you_live_while_studying(c: Calculator, response: str) -> Step:
    # The source also has a branch for courses from 2027 here, which no path reaches.
    return "whats_your_household_income", c


def whats_your_household_income(c: Calculator, response: float) -> Step:
    c = replace(c, household_income=response)
    if c.is_lle():
        if c.age == "under-60":
            return "are_you_studying_one_of_these_courses", c
        return "outcome_over_60_students", c
    if c.course_type == "full-time":
        return "do_any_of_the_following_apply_uk_120_credits_or_above", c
    return "how_many_credits_will_you_study", c


def how_many_credits_will_you_study(c: Calculator, response: int) -> Step:
    require(response > 0)
    c = replace(c, credits_studied=response)
    return "how_many_credits_does_a_full_time_student_study", c


def how_many_credits_does_a_full_time_student_study(c: Calculator, response: int) -> Step:
    require(response > 0 and response >= c.credits_studied)
    return "do_any_of_the_following_apply_all_uk_students", c


def do_any_of_the_following_apply_uk_120_credits_or_above(
    c: Calculator, response: frozenset[str]
) -> Step:
    c = replace(c, uk_ft_circumstances=response)
    if not c.is_lle():
        return "what_course_are_you_studying", c
    if "care-leaver" in response and not response & {"children-under-17", "dependant-adult"}:
        c = replace(c, household_income=0)
        if c.age == "under-60":
            return "are_you_studying_one_of_these_courses", c
        return "outcome_over_60_students", c
    return "whats_your_household_income", c


def do_any_of_the_following_apply_all_uk_students(c: Calculator, response: frozenset[str]) -> Step:
    c = replace(c, uk_all_circumstances=response)
    if not c.is_lle():
        return "what_course_are_you_studying", c
    if "care-leaver" not in response:
        return "whats_your_household_income", c
    c = replace(c, household_income=0)
    if c.age == "under-60":
        return "are_you_studying_one_of_these_courses", c
    return "outcome_over_60_students", c


def what_course_are_you_studying(c: Calculator, response: str) -> Step:
    c = replace(c, course_studied=response)
    if c.course_type == "part-time":
        return "outcome_uk_part_time_students", c
    if response == "dental-medical-healthcare":
        return "are_you_a_doctor_or_dentist", c
    return "outcome_uk_full_time_students", c


def are_you_a_doctor_or_dentist(c: Calculator, response: str) -> Step:
    if response == "yes":
        return "outcome_uk_full_time_dental_medical_students", c
    return "outcome_uk_full_time_students", c


def what_age_are_you_on_first_day_of_course(c: Calculator, response: str) -> Step:
    c = replace(c, age=response)
    if response == "under-60":
        return "how_are_you_planning_to_study", c
    return "are_you_studying_one_of_these_courses", c


def how_are_you_planning_to_study(c: Calculator, response: str) -> Step:
    return "how_many_credits_will_you_study_course_module", replace(c, course_type=response)


def how_many_credits_will_you_study_course_module(c: Calculator, response: int) -> Step:
    require(30 <= response <= 180)
    c = replace(c, credits_studied=response)
    if c.course_type == "part-time":
        return "how_many_credits_fte_course_or_module", c
    if c.age == "under-60":
        return "how_much_are_your_tuition_fees_course_or_module", c
    return "will_you_attend_in_person", c


def how_many_credits_fte_course_or_module(c: Calculator, response: int) -> Step:
    require(response > 0 and c.credits_studied <= response <= 180)
    if c.age == "under-60":
        return "how_much_are_your_tuition_fees_course_or_module", c
    return "will_you_attend_in_person", c


def how_much_are_your_tuition_fees_course_or_module(c: Calculator, response: float) -> Step:
    if c.age == "under-60":
        return "have_you_studied_before", c
    return "will_you_attend_in_person", c


def have_you_studied_before(c: Calculator, response: str) -> Step:
    return "will_you_attend_in_person", replace(c, studied_before=response)


def will_you_attend_in_person(c: Calculator, response: str) -> Step:
    c = replace(c, attend_in_person=response)
    if response == "no":
        return "are_you_unable_to_be_in_person_disability", c
    if c.age == "under-60":
        return "where_will_you_live_while_studying_lle", c
    return circumstances_by_credits(c), c


def where_will_you_live_while_studying_lle(c: Calculator, response: str) -> Step:
    return circumstances_by_credits(c), c


def circumstances_by_credits(c: Calculator) -> str:
    """Return the list of circumstances, which the source chooses like this in three places."""
    if c.credits_studied >= 120:
        return "do_any_of_the_following_apply_uk_120_credits_or_above"
    return "do_any_of_the_following_apply_all_uk_students"


def are_you_unable_to_be_in_person_disability(c: Calculator, response: str) -> Step:
    c = replace(c, disability_status=response)
    if response == "no":
        c = replace(c, household_income=0)
        return "do_any_of_the_following_apply_distance_learner", c
    if c.age == "under-60":
        return "where_will_you_live_while_studying_lle", c
    return circumstances_by_credits(c), c


def do_any_of_the_following_apply_distance_learner(c: Calculator, response: frozenset[str]) -> Step:
    c = replace(c, uk_all_circumstances=response)
    if c.age == "under-60":
        return "are_you_studying_one_of_these_courses", c
    return "outcome_over_60_distance_learner", c


def are_you_studying_one_of_these_courses(c: Calculator, response: str) -> Step:
    c = replace(c, course_studied=response)
    if response == "dental-medical-healthcare":
        return "is_your_course_eligible_nhs_bursary", c
    return after_course_from_2027(c), c


def is_your_course_eligible_nhs_bursary(c: Calculator, response: str) -> Step:
    return after_course_from_2027(c), replace(c, eligible_for_nhs_bursary=response)


def after_course_from_2027(c: Calculator) -> str:
    """Return what follows the questions on the course, which the source has in two places."""
    if c.age == "60-or-more":
        return "how_are_you_planning_to_study"
    return "outcome_under_60_students" if c.may_attend() else "outcome_under_60_distance_learner"


QUESTIONS = {
    function.__name__: function
    for function in (
        when_does_your_course_start,
        what_loans_are_you_eligible_for,
        will_you_be_studying_full_or_part_time,
        how_much_are_your_tuition_fees_per_year,
        where_will_you_live_while_studying,
        whats_your_household_income,
        how_many_credits_will_you_study,
        how_many_credits_does_a_full_time_student_study,
        do_any_of_the_following_apply_uk_120_credits_or_above,
        do_any_of_the_following_apply_all_uk_students,
        what_course_are_you_studying,
        are_you_a_doctor_or_dentist,
        what_age_are_you_on_first_day_of_course,
        how_are_you_planning_to_study,
        how_many_credits_will_you_study_course_module,
        how_many_credits_fte_course_or_module,
        how_much_are_your_tuition_fees_course_or_module,
        have_you_studied_before,
        will_you_attend_in_person,
        where_will_you_live_while_studying_lle,
        are_you_unable_to_be_in_person_disability,
        do_any_of_the_following_apply_distance_learner,
        are_you_studying_one_of_these_courses,
        is_your_course_eligible_nhs_bursary,
    )
}


def said(outcome: str, c: Calculator) -> set[str]:
    """Return what an outcome says whose template looks at the responses."""
    return {name for name, is_said in SAID[outcome](c) if is_said}


Said = Iterator[tuple[str, bool]]


def tuition_fee_only(c: Calculator) -> Said:
    yield from {"fee-loan": True, "college": True, "apply": True}.items()


def full_time(c: Calculator) -> Said:
    ticked = c.uk_ft_circumstances
    extra = dict(income_grants(c))
    extra["disabled"] = "has-disability" in ticked
    extra["hardship"] = "low-income" in ticked
    extra["teaching"] = c.course_studied == "teacher-training"
    extra["social"] = c.course_studied == "social-work"
    yield from extra.items()
    yield "no-grants", not any(extra.values())
    yield "apply", any(extra.values())  # the template has the next steps in this branch
    yield from tuition_maintenance_summary(c)
    yield from uk_extra_help(c)


def dental_medical(c: Calculator) -> Said:
    ticked = c.uk_ft_circumstances
    yield from tuition_maintenance_summary(c)
    yield "loan-later-years", True
    yield from income_grants(c)
    yield "health", True
    yield "disabled", "has-disability" in ticked
    yield "health-children", "children-under-17" in ticked
    yield "health-adult", "dependant-adult" in ticked
    yield "hardship", "low-income" in ticked
    yield from uk_extra_help(c)
    yield "apply", True


def part_time(c: Calculator) -> Said:
    ticked = c.uk_all_circumstances
    yield "course-dental", c.course_studied == "dental-medical-healthcare"
    yield "course-teaching", c.course_studied == "teacher-training"
    yield "course-other", c.course_studied == "none-of-the-above"
    yield from tuition_maintenance_summary(c)
    # ineligible_for_extra_grants?
    is_special = c.course_studied in ("teacher-training", "social-work")
    is_ineligible = not ticked and not is_special
    yield "no-grants", is_ineligible
    if not is_ineligible:
        yield "disabled", "has-disability" in ticked
        yield "hardship", "low-income" in ticked
        yield "teaching", c.course_studied == "teacher-training"
        yield "social", c.course_studied == "social-work"
    yield from uk_extra_help(c)
    yield "apply", True


def under_60(c: Calculator) -> Said:
    yield from tuition_summary_lle(c)
    yield from maintenance_summary_lle(c)
    yield from extra_student_funding_lle(c)


def under_60_distance(c: Calculator) -> Said:
    yield "no-living-loan", c.attend_in_person == "no" and c.disability_status == "no"
    yield from tuition_summary_lle(c)
    yield from extra_student_funding_lle(c)


def over_60(c: Calculator) -> Said:
    # ssl_reduction_based_on_income: the loan is 4,582 less one for each 4.16 above 25,000
    reduction = max(0, int((c.household_income - 25_000) / 4.16))
    yield "support-loan", reduction < 4_582
    yield "no-loans", reduction >= 4_582
    yield from extra_student_funding_lle(c)


def over_60_distance(c: Calculator) -> Said:
    yield "no-loans", True
    yield from extra_student_funding_lle(c)


def tuition_maintenance_summary(c: Calculator) -> Said:
    is_care_leaver = "care-leaver" in c.uk_ft_circumstances | c.uk_all_circumstances
    is_most = c.course_start == "2026-2027" and is_care_leaver
    yield "fee-loan", True
    yield "loan-most", is_most
    yield "loan-most-other-help", is_most
    yield "loan", not is_most


def uk_extra_help(c: Calculator) -> Said:
    yield "college", True
    yield "travel", c.course_type == "full-time"


def tuition_summary_lle(c: Calculator) -> Said:
    has_bursary = c.eligible_for_nhs_bursary == "yes"
    yield "fee-by-agency", has_bursary
    yield "fee-loan", not has_bursary
    yield "fee-studied-before", not has_bursary and c.studied_before == "yes"


def maintenance_summary_lle(c: Calculator) -> Said:
    if c.eligible_for_nhs_bursary == "yes":
        yield "loan-by-agency", True
    elif "care-leaver" in c.uk_ft_circumstances | c.uk_all_circumstances:
        yield "loan-most", True
        is_asked = bool(c.uk_ft_circumstances & {"children-under-17", "dependant-adult"})
        yield "loan-most-other-help", is_asked
    else:
        yield "loan", True


def extra_student_funding_lle(c: Calculator) -> Said:
    ticked = c.uk_ft_circumstances | c.uk_all_circumstances
    if c.eligible_for_nhs_bursary == "yes":
        yield "health", True
    else:
        yield "teaching", c.course_studied == "teacher-training"
        yield "social", c.course_studied == "social-work"
    yield from income_grants(c)
    yield "disabled", "has-disability" in ticked
    yield "hardship", "low-income" in ticked
    # over_income_threshold_for_specific_extra_support?
    limits = [
        *([15_835.98] if "dependant-adult" in c.uk_ft_circumstances else []),
        *(
            [18_957.98, 28_914.47, 20_107.23]
            if "children-under-17" in c.uk_ft_circumstances
            else []
        ),
    ]
    yield "over-income", any(c.household_income > limit for limit in limits)
    yield "college", "low-income" in ticked
    yield "college-hardship", "low-income" not in ticked
    yield "travel", True
    yield "apply", True


def income_grants(c: Calculator) -> Said:
    """Yield the grants for which the income is compared with a limit."""
    has_children = "children-under-17" in c.uk_ft_circumstances
    has_adult = "dependant-adult" in c.uk_ft_circumstances
    is_one = has_children and c.household_income <= 20_107.23
    yield "childcare-one", is_one
    yield "childcare-more", not is_one and has_children and c.household_income <= 28_914.47
    yield "parents", has_children and c.household_income <= 18_957.98
    yield "adult", has_adult and c.household_income <= 15_835.98


SAID = {
    "outcome_tuition_fee_only": tuition_fee_only,
    "outcome_uk_full_time_students": full_time,
    "outcome_uk_full_time_dental_medical_students": dental_medical,
    "outcome_uk_part_time_students": part_time,
    "outcome_under_60_students": under_60,
    "outcome_under_60_distance_learner": under_60_distance,
    "outcome_over_60_students": over_60,
    "outcome_over_60_distance_learner": over_60_distance,
}
