"""A flow, changes of it, and what `wizard paths --diff` prints about them."""

from __future__ import annotations

OLD = """\
title: Car
start: license
steps:
  license: {ask: A license?, yes: know, no: car, unsure: car}
  car: {ask: A car?, yes: county, no: nothing, unsure: county}
  know: {outcome: You have rights, says: Two., claims: [{level: unknown, text: Nothing.}]}
  county: {outcome: Ask the county, claims: [{level: law, text: It must., cite: [code]}]}
  nothing: {outcome: There is nothing, claims: [{level: unknown, text: Nothing.}]}
"""
SOURCES = "code: {title: The code, publisher: The state, url: 'https://example.org/code'}\n"

NONE = "No path changed its outcome.\n"
CHANGES = {
    "nothing": ([("title: Car", "title: My car")], NONE),
    "words only": (
        [
            ("says: Two.", "says: Three."),
            ("text: Nothing.}]}\n  county", "text: More.}]}\n  county"),
            ("A car?", "A truck?"),
        ],
        NONE
        + 'The question "A truck?" (car) is worded differently: question.\n'
        + 'The outcome "You have rights" (know) says something else: short answer, claims.\n',
    ),
    "outcome": (
        [("yes: county, no: nothing", "yes: know, no: nothing")],
        """\
2 paths led to "Ask the county" (county) and now lead to "You have rights" (know):
  A license? No; A car? Yes
  A license? I’m not sure; A car? Yes
""",
    ),
    "one path, by a condition": (
        [("no: nothing, unsure", "no: [{if: {license: no}, to: nothing}, {to: know}], unsure")],
        """\
1 path led to "There is nothing" (nothing) and now leads to "You have rights" (know):
  A license? I’m not sure; A car? No
""",
    ),
    "a question more": (
        [
            ("yes: know, no", "yes: since, no"),
            (
                "  car:",
                (
                    "  since: {ask: Since when, answers: {long: {label: Long, to: know}, "
                    "new: {label: New, to: car}}}\n  car:"
                ),
            ),
        ],
        """\
1 path led to "You have rights" (know) and now goes on to the question "Since when:" (since), and \
from there to \
"You have rights" (know) or "Ask the county" (county) or "There is nothing" (nothing):
  A license? Yes
""",
    ),
    "a question less": (
        [("no: car, unsure: car", "no: nothing, unsure: car")],
        """\
2 paths led to "Ask the county" (county) and now lead to "There is nothing" (nothing):
  A license? No; A car? Yes
  A license? No; A car? I’m not sure
""",
    ),
    "an answer less": (
        [("no: nothing, unsure: county}", "no: nothing}")],
        """\
2 paths led to "Ask the county" (county) and are gone: the question "A car?" (car) no longer has \
the answer "unsure":
  A license? No; A car? I’m not sure
  A license? I’m not sure; A car? I’m not sure
The question "A car?" (car) is worded differently: answers.
""",
    ),
    "an answer more": (
        [
            (
                "yes: county, no: nothing, unsure: county",
                "answers: {yes: {label: Yes, to: county}, no: {label: No, to: nothing}, "
                "unsure: {label: Unsure, to: county}, van: {label: A van, to: know}}",
            ),
        ],
        NONE
        + """\
2 new paths lead to "You have rights" (know):
  A license? No; A car? A van
  A license? I’m not sure; A car? A van
The question "A car?" (car) is worded differently: answers.
""",
    ),
    "a start": (
        [
            ("start: license", "start: first"),
            ("  car:", "  first: {ask: First?, yes: license, no: car, unsure: nothing}\n  car:"),
        ],
        """\
1 path led to "You have rights" (know) and now goes on to the question "First?" (first), and from \
there to \
"You have rights" (know) or "Ask the county" (county) or "There is nothing" (nothing):
  A license? Yes
4 paths led to "Ask the county" (county) and now go on to the question "First?" (first), and from \
there to \
"Ask the county" (county) or "There is nothing" (nothing):
  A license? No; A car? Yes
  A license? No; A car? I’m not sure
  A license? I’m not sure; A car? Yes
  A license? I’m not sure; A car? I’m not sure
2 paths led to "There is nothing" (nothing) and now go on to the question "First?" (first), and \
from there to \
"There is nothing" (nothing):
  A license? No; A car? No
  A license? I’m not sure; A car? No
""",
    ),
    "an outcome by a new name": (
        [
            ("yes: know", "yes: rights"),
            ("  know:", "  rights:"),
            ("steps:", "moved: {know: rights}\nsteps:"),
        ],
        NONE,
    ),
    "a question by a new name": (
        [
            ("no: car, unsure: car", "no: auto, unsure: auto"),
            ("  car:", "  auto:"),
            ("steps:", "moved: {car: auto}\nsteps:"),
        ],
        NONE,
    ),
}
