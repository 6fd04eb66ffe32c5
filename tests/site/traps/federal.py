"""Traps about federal requests, immigration courts and custody, by the research of late 2026."""

from __future__ import annotations

from tests.site.traps.wordings import NO, Trap, Wrong

TRAPS = (
    Trap(
        23,
        "mail is generally no longer taken, which is not a ban",
        (
            Wrong(
                r"\b(never|forbids?|bans?|illegal|against the law)\b.*\bmail\b",
                ("You can never mail a request.", "The law forbids mail."),
                r"never sign|mail(ing)? (list|forwarding)|bulk",
            ),
            Wrong(
                r"\bmail\b.*\b(request|letter|form|it)\b.*\bto (ICE|USCIS|CBP|OBIM|Homeland)\b",
                ("Mail your request to ICE.",),
                NO,
            ),
            Wrong(r"500 12th Street|1300 Pennsylvania", ("Write to 500 12th Street SW.",)),
        ),
        {
            "foia-online-only": r"Since January 22, 2026.*only online.*generally",
            "foia-ice-how": r"generally be made online.*describe the records",
        },
    ),
    Trap(
        24,
        "how to ask for the exception to online requests is not known",
        (
            Wrong(
                r"\bexception\b.*\b(is|are|gets?|will be) (granted|given|approved|automatic)\b",
                ("The exception is granted to everyone without internet.",),
                r"\b(not|may|if)\b",
            ),
        ),
        {"foia-online-exception": r"exception"},
    ),
    Trap(
        25,
        "no portal is the only one",
        (
            Wrong(
                r"\b(the|its) only (portal|site|website|door|way in)\b|\bofficial portal\b",
                ("SecureRelease is the only portal.", "Use the official portal."),
            ),
        ),
        {
            "foia-online-where": r"dhs\.gov/foia",
            "foia-portal-list": r"(notes|lists).*SecureRelease",
        },
    ),
    Trap(
        26,
        "a request to USCIS needs an account, and so an email",
        (
            Wrong(
                r"\bG-639\b.*\bmail|\bmail\b.*\bG-639\b",
                ("You can mail Form G-639.",),
            ),
            Wrong(
                r"\b(no|without an?) (email|account)\b.*\b(needed|required|request)\b",
                ("No email is needed.", "Without an account you can still send a request."),
            ),
        ),
        {"foia-uscis": r"first\.uscis\.gov", "foia-uscis-account": r"account"},
    ),
    Trap(
        27,
        "a records request stops and moves nothing",
        (
            Wrong(
                r"\brequests?\b.*\b(stops?|delays?|moves?|postpones?|changes?)\b"
                r".*\b(hearing|case|court|date)\b",
                ("A request stops your case.", "Your request moves the hearing."),
                NO,
            ),
            Wrong(
                r"\brequests?\b.*\b(helps?|arrives?|comes?) (in time|quickly|fast|at once)\b",
                ("A records request helps in time.",),
                NO,
            ),
        ),
        {"foia-uscis-hearing": r"(hearing|court date)"},
    ),
    Trap(
        28,
        "nobody types an A-number into this guide",
        (
            Wrong(
                r"\b(type|enter|put|write)\b.*\b(A-number|receipt number|exact name)\b"
                r".*\b(here|this (site|guide|page)|below)\b",
                ("Type your A-number here.",),
                NO,
            ),
        ),
        {"foia-uscis-find": r"A-number"},
    ),
    Trap(
        29,
        "consent is a signed statement or a notarized paper",
        (
            Wrong(
                r"\bnotary\b.*\b(is|are) (always )?(needed|required)\b|\bmust\b.*\bnotar(y|ized)\b",
                ("A notary is always needed.", "Your consent must be notarized."),
                NO,
            ),
        ),
        {"foia-third-party": r"perjury.*notarized paper works too"},
    ),
    Trap(
        30,
        "asking costs nothing, which does not make the records free",
        (
            Wrong(
                r"\b(requests?|records?|copies) (is|are) free\b|\bfree of charge\b",
                ("Federal records are free.", "You get them free of charge."),
            ),
        ),
        {"foia-25": r"\$25"},
    ),
    Trap(
        31,
        "whether an appeal goes online or by mail was not found",
        (
            Wrong(
                r"\bappeals?\b.*\b(must|may|can|have to) (be )?(sent |filed |made )?"
                r"(online|mailed|by mail)\b|\b(must|may|can) appeal (online|by mail)\b",
                ("An appeal must be filed online.", "You may appeal by mail."),
                r"could not find out",
            ),
        ),
        {"foia-appeal-90": r"90 working days"},
    ),
    Trap(
        32,
        "no fear that no source supports",
        (
            Wrong(r"\bdestroys?\b", ("ICE destroys mailed requests.",)),
            Wrong(
                r"\b(use|used|uses) (it|this|that|them) against\b",
                ("ICE uses it against you.",),
            ),
        ),
        {"foia-safety": r"ICE (asks|wants)"},
    ),
    Trap(
        33,
        "the locator does not show everyone",
        (
            Wrong(
                r"\b(no results?|nothing|not (found|listed))\b.*\bmeans?\b.*\bnot in custody\b"
                r"|\bnot in custody if\b",
                ("No result means the person is not in custody.",),
                r"does not mean",
            ),
            Wrong(
                r"\blocator\b.*\b(shows|lists|finds) (everyone|everybody|all)\b",
                ("The locator shows everyone.",),
                NO,
            ),
        ),
        {
            "trouble-locator": r"locator\.ice\.gov",
            "trouble-locator-18": r"under 18",
            "trouble-locator-need": r"country of birth",
        },
    ),
    Trap(
        34,
        "no place is named as where somebody is today",
        (
            Wrong(
                r"\b(is|are|will be|gets?) (taken|held|brought|sent|moved) (to|in)\b.*"
                r"\b(Louisiana|Adams County|Jackson)\b",
                ("People are taken to Louisiana.",),
            ),
        ),
        {"trouble-which-court": r"notice"},
    ),
    Trap(
        35,
        "the court has its own address rule",
        (
            Wrong(
                r"\btell(ing)? (DPS|USCIS)\b.*\b(is enough|counts)\b",
                ("Telling DPS is enough.",),
                NO,
            ),
            Wrong(
                r"\breopen\w*\b.*\b\d+ (days|months|years)\b",
                ("You can reopen the case within 180 days.",),
            ),
        ),
        {"trouble-court-address": r"five working days"},
    ),
    Trap(
        36,
        "a letter is never ignored",
        (
            Wrong(
                r"\b(ignore|throw away|skip)\b.*\b(letter|hearing|notice)\b",
                ("You can ignore the letter.",),
                NO,
            ),
        ),
        {"trouble-missed": r"(removed|removal|deport)"},
    ),
    Trap(
        37,
        "no group is promised to take a case, and some help only with papers",
        (
            Wrong(r"\b(will|must|has to) take your case\b", ("El Pueblo will take your case.",)),
            Wrong(
                r"\b(El Pueblo|representatives?)\b.*\b(can|may) "
                r"(go to|help in|speak in|represent)\b.*\bcourt\b",
                ("Its representatives can go to court.",),
                rf"fully accredited|{NO}",
            ),
        ),
        {"org-elpueblo": r"(not in court|USCIS papers)", "help-probono-list": r"free lawyers"},
    ),
    Trap(
        38,
        "no list of commercial drivers is known to be read by ICE",
        (
            Wrong(
                r"\b(ICE|federal agents)\b.*\b(uses?|reads?|searches|sees?)\b.*\bCDLIS\b",
                ("ICE reads CDLIS.",),
                NO,
            ),
            Wrong(
                r"\b(any|every) employers?\b.*\b(may|can)\b",
                ("Any employer may get your record.",),
                NO,
            ),
        ),
        {"cdl-cdlis": r"CDLIS", "cdl-employers": r"commercial"},
    ),
    Trap(
        39,
        "the National Driver Register is not a list of all drivers",
        (
            Wrong(
                r"\b(all|every) drivers?\b.*\bRegister\b|\bRegister\b.*\b(all|every) drivers?\b",
                ("Every driver is in the National Driver Register.",),
                NO,
            ),
        ),
        {"ndr-what": r"(denied|suspended|revoked)"},
    ),
    Trap(
        40,
        "a fee at the airport gives nobody a right to fly",
        (
            Wrong(
                r"\$45\b.*\b(lets|allows)\b|\bpay \$45\b.*\b(can|may) fly\b",
                ("The $45 fee lets you fly.",),
                NO,
            ),
        ),
        {"realid-45": r"\$45"},
    ),
)
