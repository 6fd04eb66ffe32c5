"""Traps about who can see license data, and what limits that."""

from __future__ import annotations

from tests.site.traps.wordings import NO, Trap, Wrong

TRAPS = (
    Trap(
        1,
        "a person's status is not restricted, and the state asks rather than tells",
        (
            Wrong(
                r"\bstatus\b.*\b(restricted|protected|confidential|private|secret|needs? "
                r"(approval|permission))\b",
                (
                    "Your immigration status is restricted.",
                    "Status needs approval before it is shared.",
                ),
                NO,
            ),
            Wrong(
                r"\b(state|DPS|license office)\b.*\b(sends?|gives?"
                r"|helps?)\b.*\bICE\b.*\b(check|verify)",
                ("The license office helps ICE check a person's status.",),
                r"does not|may not limit",
            ),
        ),
        {
            "save-check": r"checks a non-citizen's status .* SAVE",
            "ms-25-1-119": r"bars a policy that stops people from working with federal officials",
        },
    ),
    Trap(
        2,
        "extra care for Social Security numbers is no barrier to the government",
        (
            Wrong(
                r"\bSocial Security numbers?\b.*\b(restricted|protected|off "
                r"limits|cannot|may not|not (be )?shared)\b",
                (
                    "Social Security numbers are restricted without approval.",
                    "A Social Security number may not go out.",
                ),
                r"highly restricted|have no Social Security number",
            ),
        ),
        {
            "dppa-highly-restricted": r"highly restricted.*more care",
            "dppa-restricted-still-gov": r"Social Security number may go to a government agency",
        },
    ),
    Trap(
        3,
        "an agreement about license data that has not been shown to exist",
        (
            Wrong(
                r"\b(the|this|that|its|their|state's)( formal)?( data[- ]sharing)? "
                r"(agreement|MOU)\b.*"
                r"\b(lets|allows|gives|requires|governs|sets|limits|says|covers|protects)\b",
                ("The agreement lets ICE use license files.", "Its MOU sets which data is shared."),
                r"287\(g\)",
            ),
            Wrong(
                r"\b(has|signed|under|made|have) an? (formal |data[- ]sharing )*(agreement|MOU)\b",
                (
                    "Mississippi has an agreement with ICE on license data.",
                    "It shares data under an MOU.",
                ),
                rf"287\(g\)|{NO}",
            ),
        ),
        {
            "no-ms-agreement-found": r"We found no public agreement.*does not prove that there",
            "article-agreement": r"We found none about license data.*a copy of any agreement",
        },
    ),
    Trap(
        4,
        "a 287(g) agreement is about officers, not about license files",
        (
            Wrong(
                r"287\(g\).*\b(license|licenses|driver|records?|data|files?)\b",
                ("A 287(g) agreement opens license records to ICE.",),
                rf"{NO}|federal requests|whether license files",
            ),
        ),
        {"section-287g-what": r"about officers, not about license records"},
    ),
    Trap(
        5,
        "no source shows that requests are written or reviewed one by one",
        (
            Wrong(
                r"\b(ICE|federal (agents?|agency|agencies|office|officers?))\b.*\bmust "
                r"(first )?(ask|request|apply|send|write|file)",
                ("ICE must send a written request.", "A federal agency must ask in writing first."),
            ),
            Wrong(
                r"\b(state|DPS|license office|department|clerk|staff)\b.*\b(reviews?"
                r"|approves?|looks? at|refuses?|may refuse)\b"
                r".*\b(request|search|look-up)\b",
                (
                    "DPS reviews each request.",
                    "The state may refuse a request without a legal reason.",
                ),
                # The crime center lets a person look at that person's own record.
                r"need not|found no rule|let you look",
            ),
        ),
        {
            "nlets-no-staff": r"search the Nlets police network on their own.*need not know",
            "nlets-ms-fields-unknown": r"could not find out",
            "article-written-request": r"We found no source",
        },
    ),
    Trap(
        6,
        "the driver privacy law asks for no warrant and no consent",
        (
            Wrong(
                r"\b(warrant|consent|court order)\b.*\b(needed|required|necessary)\b"
                r"|\b(needs?|requires?|asks? for|must (have|get|show)|only "
                r"with)\b.*\b(warrant|consent|court order)\b",
                (
                    "A warrant may be needed.",
                    "ICE needs a warrant to see it.",
                    "The law requires your consent.",
                ),
                # A federal office asks for consent if the file is about another person, and the law
                # asks companies and other people for it.
                rf"{NO}|\bwritten consent\b.*\b(records|someone else)"
                r"|\b([Cc]ompanies|landlords?|employers|mailing lists)\b|^It may ask"
                # The law of another state, in what topic 20 says of it.
                r"|\b[Ss]haring for (civil )?immigration enforcement needs\b",
            ),
            Wrong(
                r"\b(ICE|agents?|police)\b.*\b(needs? no|without an?)\b.*\bwarrant",
                ("ICE needs no warrant.", "Agents can enter without a warrant."),
                r"\bdatabases may not be used for immigration enforcement\b",
            ),
        ),
        {
            "warrant-not-needed-dppa": r"driver privacy law.*does not ask for a warrant",
            "dppa-restricted-still-gov": r"driver privacy law does not ask for your consent",
            "article-consent-warrant": r"asks for neither",
        },
    ),
    Trap(
        7,
        "the driver privacy law is no shield against the government",
        (
            Wrong(
                r"\b(law|DPPA|rules?|safeguards?)\b.*\b(stops?|blocks?|protects?|shields?"
                r"|guards?|bars?|forbids?|keeps?)\b"
                r".*\b(ICE|federal agents?|the government|immigration)\b",
                (
                    "The driver privacy law protects you from ICE.",
                    "Federal law bars the government from your record.",
                ),
                rf"{NO}|bars? (a policy|agency rules) that stops?|^Read whether|\?$",
            ),
        ),
        {
            "dppa-gov-exception": r"any government agency.*get the data.*that includes ICE",
            "dppa-lawsuit": r"sue a person",
        },
    ),
    Trap(
        9,
        "no source shows a way to see who looked, or to control what is shared",
        (
            Wrong(
                r"\b(you|people|anyone) (can|may|could|have (a|the) right to|are able to)\b.*"
                r"\b(who (saw|looked|searched|asked)|what was shared|control)\b",
                (
                    "You can see who looked at your record.",
                    "You have a right to control your data.",
                ),
                rf"{NO}|^Read whether",
            ),
            Wrong(
                r"\b(DPPA|driver privacy law)\b.*\b(right|lets you) (to )?(see|fix|access|control)",
                ("The driver privacy law gives you the right to see your record.",),
                NO,
            ),
        ),
        {
            "no-look-up-list": r"found no way to get a list of who looked",
            "mvr-not-a-log": r"nothing that says it shows who looked",
            "dppa-no-access-right": r"We found no right in the driver privacy law to see or fix",
        },
    ),
    Trap(
        18,
        "the network covers everyone",
        (
            Wrong(
                r"\bonly\b.*\b(immigrants?|non-citizens?|not citizens|unlawfully|lawfully)\b",
                ("It shows only people who are here unlawfully.", "Only non-citizens are in it."),
                r"REAL ID|lawful status",
            ),
            Wrong(
                r"\b(citizens|everyone else)\b.*\b(safe|not (be "
                r")?(affected|covered|included|shared))",
                ("Citizens are not affected.",),
            ),
        ),
        {"nlets-every-state": r"covers all drivers, citizens too"},
    ),
    Trap(
        19,
        "no federal law is known that forces a state to share",
        (
            Wrong(
                r"\bfederal( \w+)? law\b.*\b(requires?|forces?|makes?|orders?|obliges?"
                r"|tells?)\b.*\b(states?|shar\w+|Mississippi)\b",
                (
                    "Federal law requires Mississippi to share data.",
                    "Federal immigration law makes states share.",
                ),
                NO,
            ),
            Wrong(
                r"\b(the )?states?\b.*\b(must|has to|have to)\b "
                r"(share|give|open|send).*\b(ICE|federal (agents?|immigration))\b",
                ("The state must give license data to ICE.",),
                rf"^must\b|{NO}",
            ),
        ),
        {
            "no-federal-duty": r"no federal law makes a state open.*We did not find one",
            "nlets-state-choice": r"[Ee]ach state can choose",
            "dppa-may-not-must": r"does not force a state",
        },
    ),
    Trap(
        20,
        "no more certainty than there is",
        (
            Wrong(
                r"\b(ensures?|guarantees?|certainly|definitely|undoubtedly|always)\b",
                ("The law ensures privacy.", "It is always logged."),
            ),
            Wrong(
                r"\b(ICE|agents?|officers?|the government|the state|they) will\b|\bwill "
                r"(be|get|lead|end) \w*"
                r"(deport|arrest|detain|found|caught|shared|safe|stopped)",
                ("ICE will find you.", "Your data will be shared."),
                r"does not promise",
            ),
        ),
        {"realid-not-ice-pipe": r"We found nothing", "face-ms-unknown": r"no proof either way"},
    ),
    Trap(
        21,
        "not ICE alone looks",
        (
            Wrong(
                r"\b(state|Mississippi|DPS|license office)\b.*\bshar(es|ed|ing)\b.*\bwith ICE\b",
                ("The state shares license data with ICE.",),
                NO,
            ),
        ),
        {
            "nlets-what": r"federal agents, including ICE",
            "nlets-ice-count": r"Homeland Security Investigations made",
        },
    ),
)
