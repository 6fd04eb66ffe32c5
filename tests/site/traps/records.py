"""Traps about records, offices, deadlines and what the guide asks."""

from __future__ import annotations

from tests.site.traps.wordings import NO, Trap, Wrong

TRAPS = (
    Trap(
        8,
        "the Privacy Act is about federal files",
        (
            Wrong(
                r"\bPrivacy Act\b.*\b(state|states|DPS|license|licenses|Mississippi)\b",
                (
                    "The Privacy Act lets you see your Mississippi license file.",
                    "The Privacy Act binds states.",
                ),
                NO,
            ),
        ),
        {
            "pa-not-states": r"files that federal agencies keep.*"
            r"does not cover the state's license files"
        },
    ),
    Trap(
        10,
        "the state licenses nobody whom it holds to be here unlawfully, and we never ask "
        "who somebody is",
        (
            Wrong(
                r"\b(status|citizens?|citizenship|visa|passport|lawfully|unlawfully|born"
                r"|country)\b|\bare you an? immigrant",
                ("Are you a citizen?", "What is your status?", "In which country were you born?"),
                kinds=("question",),
            ),
            Wrong(
                r"\b(undocumented|illegals?|illegal (im)?migrants?|aliens?)\b",
                ("Undocumented people can renew.",),
            ),
            Wrong(
                r"\bwhy (do|did|are) you\b|\byour reason\b",
                ("Why do you ask?",),
                kinds=("question",),
            ),
        ),
        {"no-license-unlawful": r"bars a license for a person who is not lawfully"},
    ),
    Trap(
        11,
        "records law has a real deadline",
        (
            Wrong(r"\breasonable (time|period|delay)", ("An answer comes in a reasonable time.",)),
            Wrong(
                r"\b(7|14) (?!working)(calendar |business )?days\b.*\b(records?|request)\b",
                ("The office has 7 days to answer your records request.",),
                r"[Cc]omplaint",
            ),
        ),
        {
            "mpra-7-days": r"within 7 working days",
            "mpra-14-days": r"14 working days unless you agree",
        },
    ),
    Trap(
        12,
        "to find no case proves nothing",
        (
            Wrong(
                r"\bno (misuse|lawsuits?|(court |known |legal )*(cases?|challenges?))\b.*"
                r"\b(reported|known|exists?|filed|has been|have been|happened)\b",
                ("No misuse has been reported in Mississippi.", "No court cases are known."),
                r"\bwe (found|know of|saw)\b",
            ),
            Wrong(
                r"\bthere (is|are|has been|have been|was|were) "
                r"no\b.*\b(misuse|lawsuit|cases?|challenge)\b",
                ("There has been no misuse.", "There are no court cases."),
            ),
            Wrong(
                r"\bwe (did not find|found no|know of no)\b.*\b(misuse|court case|known "
                r"case)\b.*\bMississippi\b(?!.*\bbut\b)",
                ("We found no misuse in Mississippi.",),
                # The next sentence hedges.
                r"on this in Mississippi|no court case and no report|known case",
            ),
        ),
        {
            "court-cases-unknown": r"cannot be sure that there is none",
            "article-no-lawsuits": r"cannot be sure",
            "article-no-misuse": r"no date.*do not rely on it",
        },
    ),
    Trap(
        13,
        "each record has its own office",
        (
            Wrong(r"\bDMV\b", ("Ask the DMV for it.",), r"no office called"),
            Wrong(
                r"\b(title|tag|car record)s?\b.*\b(from|at|to) (DPS|the Department of "
                r"Public Safety|the license office)\b",
                ("Get your title record from DPS.",),
                NO,
            ),
            Wrong(
                r"\b(case|immigration) files?\b.*\b(at|from|by) ICE\b",
                ("Your case file is at ICE.",),
                NO,
            ),
        ),
        {
            "dps-issues-licenses": r"DPS gives out driver's licenses",
            "title-record-where": r"Department of Revenue and your county tax collector",
            "foia-ice-what": r"ICE's own records.*at USCIS, not at ICE",
            "foia-cbp": r"border records",
            "foia-obim": r"fingerprints",
        },
    ),
    Trap(
        14,
        "driving records are not asked for under the records law",
        (
            Wrong(
                r"\bdriving records?\b.*\b(public records?|records? (law|act))\b"
                r"|\b(public records?|records? (law|act))\b.*\bdriving records?\b",
                ("Ask for your driving record under the Public Records Act.",),
                NO,
            ),
        ),
        {"ex-driving-records": r"driving records are not public records.*separate form"},
    ),
    Trap(
        15,
        "no advice on what to do about a license",
        (
            Wrong(
                r"\byou should( not)? (renew|apply|drive|wait|go|avoid|stay|give up)\b|\bshould I\b"
                r"|\b(do not|don't|never) (renew|apply|drive|go to|use) |\bsafe to\b|\byou "
                r"(are|will be) safe\b",
                (
                    "You should renew your license.",
                    "Do not apply for a license.",
                    "It is safe to apply.",
                ),
            ),
        ),
        {
            "address-30-days": r"in writing within 30 days",
            "foia-safety": r"tells ICE your name and how to reach you",
        },
    ),
    Trap(
        16,
        "2026 brought a state law, known from reports only",
        (
            Wrong(
                r"\b(SB 2114|HB 538|HB 1482)\b",
                ("SB 2114 lets the state keep a list.",),
                kinds=("law", "official"),
            ),
        ),
        {
            "ms-sb2114-list": r"Reports say SB 2114, a 2026 state law",
            "ms-hb538-unknown": r"Reports say the House passed it.*We found nothing later",
            "section-287g-deadlines": r"Reports say that SB 2114 told DPS to try",
            "save-wants-dl": r"We found nothing later",
        },
    ),
    Trap(
        17,
        "90 working days are not 90 days",
        (
            Wrong(
                r"\b90[- ]days?\b(?! on a calendar)",
                ("Appeal within 90 days.", "You have a 90-day limit."),
            ),
        ),
        {
            "foia-appeal-90": r"within 90 working days",
            "foia-appeal-statute": r"longer than 90 days on a calendar",
            "pa-appeal": r"90 working days",
            "fix-federal": r"90 working days",
        },
    ),
    Trap(
        22,
        "the duty to report a move is stated, and nobody is told to break it",
        (
            Wrong(
                r"\b(do not|don't|need not|avoid|stop|you can skip|no need "
                r"to)\b.*\b(tell|report|updat|chang)\w*\b.*"
                r"\b(address|move|moved|name)\b",
                ("You need not report your new address.", "Avoid updating your address."),
                r"^Sources do not agree",
            ),
        ),
        {"address-30-days": r"state law says to tell DPS in writing within 30 days"},
    ),
)
