"""Traps about state offices, state laws and other people, by the research of late 2026."""

from __future__ import annotations

from tests.site.traps.wordings import NO, Trap, Wrong

TRAPS = (
    Trap(
        41,
        "the state's holidays are those of its statute",
        (
            Wrong(r"\b(Columbus Day|Good Friday)\b", ("Columbus Day is a day off.",), NO),
            Wrong(
                r"\bJuneteenth\b.*\b(is|as) an? (state |legal |public )*holiday\b",
                ("Juneteenth is a state holiday.",),
                NO,
            ),
            Wrong(
                r"\bSaturday\b.*\bFriday\b",
                ("A holiday on a Saturday moves to Friday.",),
                rf"{NO}|8 to 5",
            ),
            Wrong(
                r"\b(DPS|offices?) (is|are|was|were|will be) closed on\b",
                ("DPS is closed on December 24.",),
            ),
        ),
        {
            "ms-holidays-list": r"ten holidays",
            "ms-holidays-sunday": r"Sunday",
            "ms-governor-days": r"(day after Thanksgiving|Christmas Eve)",
        },
    ),
    Trap(
        42,
        "the address program changes no record that exists",
        (
            Wrong(
                r"\b(program|substitute address)\b.*\b(hides?|erases?|removes?|deletes?)\b",
                ("The program hides your old record.",),
                NO,
            ),
            Wrong(
                r"\bpolice report\b.*\b(needed|required)\b|\bmust\b.*\bpolice report\b",
                ("A police report is needed.",),
                NO,
            ),
        ),
        {
            "acp-what": r"substitute address",
            "acp-you-ask": r"(yourself|you must ask|ask each office)",
            "acp-dps-unknown": r"could not find out",
        },
    ),
    Trap(
        43,
        "landlords and employers are not on the list, which is not a ban",
        (
            Wrong(
                r"\blandlords?\b.*\b(never|may get|can get|is on the list|are on the list)\b",
                ("A landlord may never get it.", "Landlords are on the list."),
                r"\bconsent\b|\breason\b",
            ),
            Wrong(
                r"\b(nobody|no one)\b.*\b(can|may) (get|see)\b.*\brecord\b",
                ("Nobody can get your record.",),
            ),
        ),
        {
            "dppa-landlord": r"consent",
            "dppa-insurer": r"claim.*price",
            "dppa-list": r"without your consent",
        },
    ),
    Trap(
        44,
        "what DPS does with a parent's request is not known",
        (
            Wrong(
                r"\bDPS (gives|will give|does not give|refuses)\b.*\b(child|parent)",
                ("DPS gives parents the record of a child.",),
                r"could not find out",
            ),
            Wrong(
                r"\bparents?'?s? (immigration )?status\b",
                ("The parent's status is checked.",),
            ),
        ),
        {"minor-record-parent": r"(found no|could not)"},
    ),
    Trap(
        45,
        "an ID card makes a file too",
        (
            Wrong(
                r"\b(nothing|no file|no record) (is|will be) kept\b",
                ("If you only have an ID card, no record is kept.",),
            ),
        ),
        {"id-only-dps": r"(ID|identification) card", "id-only-copy-unknown": r"found no"},
    ),
    Trap(
        46,
        "60 days are for visitors, not for people who move here",
        (
            Wrong(
                r"\b(residents?|moved here|move here|newcomers?)\b.*\b60 days\b",
                ("If you moved here, you have 60 days.",),
                r"[Vv]isitor",
            ),
            Wrong(
                r"\bmov(e|ing)\b.*\b(hides?|erases?|deletes?)\b",
                ("Moving erases your record.",),
                NO,
            ),
        ),
        {"other-state-60": r"60 days in a row", "moved-away": r"nothing there that ends this"},
    ),
    Trap(
        47,
        "no way was found to opt out of look-ups or to delete a record",
        (
            Wrong(
                r"\bopt(ing)? out\b.*\b(stops?|blocks?|ends?)\b",
                ("Opting out stops look-ups.",),
                NO,
            ),
            Wrong(
                r"\b(giv\w+|hand\w*|turn\w*)\b.*\blicense\b.*\bdeletes?\b",
                ("Giving back your license deletes the record.",),
                NO,
            ),
        ),
        {"optout-gov-none": r"found no way", "optout-private-yes": r"consent"},
    ),
    Trap(
        48,
        "nobody knows that no one looked",
        (
            Wrong(
                r"\b(no one|nobody) (has )?looked\b",
                ("No one looked at your record.",),
                r"does not mean",
            ),
            Wrong(
                r"\bright to\b.*\b(log|list of look-ups)\b",
                ("You have a right to the log.",),
                NO,
            ),
            Wrong(
                r"\b(no answer|silence)\b.*\bmeans\b.*\b(no look-up|not looked)\b",
                ("No answer means no look-up.",),
                r"does not mean",
            ),
        ),
        {"lookup-answer": r"found no", "lookup-ice-ask": r"ICE"},
    ),
    Trap(
        49,
        "a conviction makes the record, not each ticket",
        (
            Wrong(
                r"\b(every|each|any) ticket (makes|creates|goes|is sent)\b",
                ("Every ticket goes to DPS.",),
            ),
        ),
        {"ticket-makes-record": r"conviction"},
    ),
    Trap(
        50,
        "a sale is not reported by itself, and a name can stay in a title's history",
        (
            Wrong(
                r"\byour name (is|will be) (removed|deleted|taken off)\b",
                ("Your name is removed from the title.",),
            ),
            Wrong(
                r"\bDPS\b.*\b(learns|is told|finds out)\b.*\b(sale|sold)\b",
                ("DPS learns of the sale.",),
                NO,
            ),
            Wrong(
                r"\bbuyer\b.*\b(7|30) (working |business )?days\b",
                ("The buyer has 30 days.",),
                r"differ|disagree|[Ss]ources|pages",
            ),
        ),
        {"sold-plate": r"plate", "sold-title-stays": r"past owner"},
    ),
    Trap(
        51,
        "the law asks for a visit only to change a name",
        (
            Wrong(
                r"\blaw\b.*\b(asks for|requires|needs) a visit\b.*\baddress\b",
                ("The law requires a visit to change your address.",),
                r"only|name",
            ),
            Wrong(
                r"\baddress\b.*\bmust\b.*\bin person\b",
                ("A new address must be reported in person.",),
            ),
        ),
        {
            "addr-law-writing": r"a written notice.*does not ask you to come in",
            "addr-law-name": r"name",
            "addr-conflict": r"do not agree",
        },
    ),
    Trap(
        52,
        "no fee is named that was not found",
        (
            Wrong(r"\$32\b", ("A check costs $32.",)),
            Wrong(
                r"\bduplicate\b.*\$\d",
                ("A duplicate costs $11.",),
            ),
            Wrong(r"\bBox 1383\b.*\brecords?\b", ("Ask PO Box 1383 for the record.",)),
        ),
        {
            "criminal-fee-unknown": r"could not|found no",
            "title-record-form-unknown": r"found no|could not",
        },
    ),
    Trap(
        53,
        "fingerprints for a criminal history go to the FBI",
        (
            Wrong(
                r"\b(fingerprints?|criminal history)\b.*\b(stays?|only) (at|in|with) "
                r"(DPS|the state)\b",
                ("Your fingerprints stay at DPS.",),
            ),
        ),
        {"criminal-how": r"FBI"},
    ),
    Trap(
        54,
        "whether Mississippi shares photos is not known",
        (
            Wrong(
                r"\bMississippi\b.*\b(is|is not|shares|does not share)\b.*\b(41|photos)\b",
                ("Mississippi shares photos on the network.", "Mississippi is one of the 41."),
                r"could not|whether|\bif\b",
            ),
        ),
        {"photos-41": r"41 states", "photos-ms-unknown": r"could not find out"},
    ),
    Trap(
        55,
        "an agreement on ICE's list is about officers and was not read",
        (
            Wrong(
                r"\b(clerks?|license office|license staff)\b.*\bworks? (for|with) ICE\b",
                ("License clerks work for ICE.",),
                NO,
            ),
            Wrong(
                r"\bonly (these|33)\b.*\b(agencies|offices|sheriffs)\b",
                ("Only these agencies have agreements.",),
            ),
            Wrong(
                r"\b(agreement|it)\b.*\b(started|begins|began|took effect) on (December 8|12/08)",
                ("The agreement started on December 8, 2025.",),
            ),
        ),
        {
            "section-287g-dps": r"ICE's own list.*did not read",
            "section-287g-others": r"22 sheriffs",
        },
    ),
    Trap(
        56,
        "the 2026 law told the state to try, and its penalties differ by report",
        (
            Wrong(
                r"\b(law|SB 2114)\b.*\b(ordered|orders|forces|forced)\b.*\bto sign\b",
                ("The law ordered DPS to sign.",),
            ),
            Wrong(
                r"\b(felony|misdemeanor)\b|\bat least (6|six) months\b|\btwo years in prison\b",
                ("It is a felony of at least two years.",),
            ),
        ),
        {"sb2114-signed": r"April 8, 2026.*July 1, 2026", "sb2114-crime": r"Reports (say|differ)"},
    ),
    Trap(
        57,
        "what became of House Bill 538 is not known",
        (
            Wrong(
                r"\bHB 538\b.*\b(is (now )?(the )?law|died|failed|became law|took effect)\b",
                ("HB 538 is now law.", "HB 538 died in the Senate."),
                r"could not|whether|\bif\b|nothing later",
            ),
        ),
        {"ms-hb538-unknown": r"77 to 40.*nothing later"},
    ),
    Trap(
        58,
        "the end date of the time limits is reported, not known",
        (
            Wrong(
                r"July 1, 2028",
                ("The section ends on July 1, 2028.",),
                r"database|could not confirm",
            ),
        ),
        {"mpra-sunset": r"could not confirm"},
    ),
    Trap(
        59,
        "a complaint can be lost, and an office without a document may tell the truth",
        (
            Wrong(r"\byou (will|are sure to) win\b", ("You will win.",)),
            Wrong(
                r"\b(office|agency|it|they) (lies|is lying|are lying)\b", ("The office is lying.",)
            ),
            Wrong(
                r"\b(silence|no answer)\b.*\b(is|counts as|means)\b.*\bdenial\b",
                ("No answer counts as a denial.",),
                r"is not|does not",
            ),
            Wrong(
                r"\bDPS\b.*\bemails?\b.*\b(free|nothing)\b",
                ("DPS emails records for free.",),
            ),
        ),
        {
            "reply-burden": r"must prove that its denial or fee was right",
            "reply-none": r"(new|does not exist|exist)",
        },
    ),
    Trap(
        60,
        "a notary in the United States is not a lawyer",
        (
            Wrong(
                r"\bnot (every|all) notar(y|ies) (is|are) (a )?lawyers?\b",
                ("Not every notary is a lawyer.",),
            ),
        ),
        {"help-notary-ms": r"In the United States.*consultant or expert"},
    ),
    Trap(
        61,
        "nobody is reassured that no record exists",
        (
            Wrong(
                r"\bwe know of no (such )?record\b|\byou have no record\b",
                ("We know of no record about you.",),
                r"\bmay\b",
            ),
        ),
        {"ticket-makes-record": r"never had a license|without a license|even if"},
    ),
    Trap(
        62,
        "nobody is sent to a police agency without a caution",
        (
            Wrong(
                r"\bdriving record in the meantime\b",
                ("Get your state driving record in the meantime.",),
            ),
        ),
        {"foia-safety": r"name"},
    ),
)
