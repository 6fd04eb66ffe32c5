"""The researched facts behind the claims of the shipped guide, and how sure the research is."""

from __future__ import annotations

from collections.abc import Mapping

# The ids of the facts of the first research, by the best level that it supports: the text of a
# statute or rule, an agency's page, any other source, no source. A claim may have a lower level.
FIRST: Mapping[str, str] = {
    "law": """
        dps-issues-licenses no-dmv-in-ms titles-revenue tags-county revenue-follows-dppa
        mjic-inside-dps mjic-shall-share free-flow-pra application-data photo-taken
        no-ssn-license-marked selective-service-share address-30-days no-license-unlawful
        noncitizen-proof noncitizen-id-same noncitizen-term domicile dppa-basic
        dppa-personal-info dppa-not-personal dppa-highly-restricted dppa-records-covered
        dppa-gov-exception dppa-restricted-still-gov dppa-may-not-must dppa-adopted-ms
        dppa-lawsuit dppa-damages dppa-not-states dppa-no-access-right usc-1373 ms-25-1-119
        warrant-not-needed-dppa mpra-any-person mpra-what-record mpra-7-days mpra-14-days
        mpra-1-day mpra-working-day mpra-sunset mpra-denial-writing mpra-denial-file-public
        mpra-redact mpra-third-party mpra-fees dps-copy-fee dps-how-to-ask dps-phone-ok
        dps-30-days-pickup ex-conflicting-statutes ex-federal-law ex-crime-center
        ex-investigative ex-it-security mpra-ethics mpra-ethics-14 mpra-court mpra-penalty
        mou-what mvr-fee-law criminal-history-separate criminal-history-fix title-record-where
        fix-conviction fix-federal foia-appeal-90 foia-appeal-statute pa-appeal help-notary-ms
    """,
    "official": """
        noncitizen-in-person save-check save-is-dhs realid-not-needed save-wants-dl dps-portal
        ex-driving-records mpra-ask-for-record-not-answers mpra-ethics-attach mvr-name mvr-path
        fix-license-info foia-fees foia-25 foia-ice-what foia-ice-how foia-ice-mail
        foia-ice-identity foia-uscis foia-cbp foia-ogis foia-sue-late foia-consent pa-who
        pa-not-states pa-noncitizen-policy jra foia-safety help-who-can help-roster
    """,
    "reported": """
        insurance-system realid-lawful dppa-own-consent nlets-what nlets-every-state
        nlets-state-choice nlets-no-staff nlets-ice-count nlets-blockers save-four-states
        other-routes data-brokers no-federal-duty ms-hb538-unknown ms-sb2114-list
        ms-sb2114-ice-silent ms-sb2114-share-local ms-sb2114-sunset 287g-what 287g-dps
        287g-deadlines 287g-others face-search face-mobile-fortify mpra-no-reason
        ex-deliberative-2026 mvr-form mvr-fee mvr-online-fee mvr-certified-conflict mvr-mail
        foia-any-person foia-20-days foia-ice-phone foia-ice-portal foia-obim foia-exempt-7
        org-mcj org-catholic org-mira org-elpueblo org-aclu eoir-fraud-phone
        dps-noncitizen-phones
    """,
    "unknown": """
        realid-not-ice-pipe nlets-ms-fields-unknown no-ms-agreement-found
        ms-sb2114-dl-use-unknown face-ms-unknown mpra-ethics-deadline mvr-not-a-log hotline-none
    """,
}

# The same for the second research, of late 2026, without the facts that are part of another claim.
SECOND: Mapping[str, str] = {
    "law": """
        foia-online-only foia-online-where ms-holidays-list ms-holidays-sunday
        ms-holidays-weekend-agency acp-what acp-who acp-how acp-you-ask dppa-optin
        minor-permit-15 minor-parents-sign minor-selective id-only-dps id-card-change
        cdl-own-record cdl-employers other-state-60 moved-away optout-private-yes
        optout-acp lookup-state-ask ticket-makes-record ticket-no-license-crime
        ticket-open-3 sold-plate sold-title-stays dppa-list dppa-landlord
        dppa-employer-not-cdl dppa-insurer dppa-photo-narrow addr-law-writing
        addr-law-name criminal-how chancery-which chancery-notice reply-fee-email
        reply-burden reply-silence
    """,
    "official": """
        foia-uscis-account foia-uscis-hearing foia-third-party foia-minor foia-uscis-fee
        foia-lawyer-files ms-juneteenth ms-governor-days trouble-locator
        trouble-locator-need trouble-locator-18 trouble-locator-log trouble-anumber-place
        trouble-court-check help-probono-list org2-believe minor-federal cdl-cdlis
        ndr-what ndr-ask other-state-car-30 lookup-ice-ask addr-online addr-noncitizen
        ethics-form ms-287g-count ms-287g-sheriffs ms-287g-cities ms-287g-change
        reply-fee-estimate reply-none reply-mediate
    """,
    "reported": """
        foia-online-exception foia-portal-list foia-uscis-find foia-mail-risk
        trouble-court-address trouble-missed trouble-which-court org2-legalaid
        id-only-network ndr-fix other-state-record lookup-log-exists sold-days-conflict
        addr-conflict mvr-consent-form title-replace cbp-address photos-41 sb2114-signed
        sb2114-crime realid-45
    """,
    "unknown": """
        foia-identity-still-unknown foia-appeal-route acp-dps-unknown minor-record-parent
        id-only-no-driving-record id-only-copy-unknown optout-gov-none lookup-answer
        title-record-form-unknown criminal-fee-unknown obim-address photos-ms-unknown
        reply-opinions
    """,
}

# Facts that the second research raised, or found to be surer or less sure than the first one did.
REVISED = {
    "dppa-own-consent": "law",
    "foia-20-days": "law",
    "pa-who": "law",
    "section-287g-dps": "official",
    "section-287g-others": "official",
    "section-287g-deadlines": "official",
    "org-elpueblo": "official",
    "org-catholic": "official",
    "fix-license-info": "law",
    "help-roster": "official",
}

# Facts of the second research that are part of the claim of another fact.
MERGED = {
    "foia-online-sections": "foia-online-only",
    "foia-uscis-online": "foia-uscis",
    "foia-uscis-faster": "foia-uscis",
    "mvr-fee-2": "mvr-fee",
    "minor-locator": "trouble-locator-18",
    "criminal-appeal-30": "criminal-history-fix",
    "reply-fee-cap": "mpra-fees",
    "reply-partial": "mpra-redact",
    "lookup-not-on-mvr": "mvr-not-a-log",
    "dps-287g-listed": "section-287g-dps",
    "sb2114-dps-try": "section-287g-deadlines",
    "hb538-status": "ms-hb538-unknown",
    "mpra-sunset-2028": "mpra-sunset",
    "ms-25-1-119-whom": "ms-25-1-119",
    "org2-elpueblo": "org-elpueblo",
    "org2-catholic": "org-catholic",
    "org2-roster": "help-roster",
    "org2-probono": "help-probono-list",
    "org2-hotline": "hotline-none",
}

# Facts without a claim, and why.
LEFT_OUT = {
    "foia-ice-mail": "requests by mail are generally no longer taken",
    "foia-ice-phone": "scammers faked calls from this number",
    "eoir-fraud-phone": "the flyer that lists the numbers is too old",
    "dps-noncitizen-phones": "worried people are not to be sent to these lines without a lawyer",
    "insurance-system": "whether it still exists was not found",
    "org-aclu": "in the address book",
    "acp-office": "in the address book",
    "dps-address": "in the address book",
    "dps-links": "in the address book",
    "dv-help": "in the address book",
    "org-mcj": "in the address book",
    "org-mira": "in the address book",
    "org2-aclu": "in the address book",
    "org2-mcj": "in the address book",
    "org2-mira": "in the address book",
    "org2-mvlp": "in the address book",
    "org2-missionfirst": "in the address book",
    "org2-iln": "in the address book",
    "foia-online-trace": "our advice, which outcomes and letters give",
    "trouble-records-not-first": "our advice, which outcomes give",
    "trouble-letter-steps": "our advice, which outcomes give",
    "reply-fee-ask": "our advice, which outcomes and letters give",
    "reply-narrow": "our advice, which outcomes give",
    "ms-holidays-courthouse": "no date of this guide is a courthouse's",
    "ms-court-days": "no date of this guide is a court's",
    "ms-office-hours": "in the address book",
    "ms-holiday-discretion": "a description by an office, where the law was read",
    "ms-conflict-friday": "private pages that the law does not support",
    "trouble-where-held": "old reports; the place could be read as current",
    "cdl-federal-access": "only the title of a notice of 2005 was read",
    "dps-287g-models": "no page needs the kinds of agreements",
    "ms-287g-state": "section-287g-others names the state offices",
    "sb2114-quotes": "ms-sb2114-list says the same in plain words",
    "sb2329-glacier": "a bill as introduced, whose outcome was not found",
}

# An id starts with a letter, which these facts do not.
RENAMED = {
    fact: f"section-{fact}" for fact in ("287g-what", "287g-dps", "287g-deadlines", "287g-others")
}

# Claims from the research on the article itself, apart from those named article-*, and parts that
# were split off from a fact, because they are surer or less sure than the rest.
MORE = {
    "mjic-privacy-duty": "law",
    "mjic-misuse-penalty": "law",
    "mjic-check-log": "law",
    "mjic-ice-unknown": "unknown",
    "mjic-no-license-rule": "unknown",
    "no-look-up-log-rule": "unknown",
    "no-look-up-list": "unknown",
    "court-cases-unknown": "unknown",
    "moved-file-unknown": "unknown",
    "dppa-business": "law",
    "no-notice": "unknown",
    "no-report-duty": "unknown",
    "no-complaint-office": "unknown",
    "no-ice-policy": "unknown",
    "no-reasons": "unknown",
    "no-study": "unknown",
    "state-officials-unaware": "reported",
    "dps-287g-officers": "reported",
    "section-287g-jails-unknown": "unknown",
    "foia-often-late": "reported",
}

FACTS = {
    **{RENAMED.get(fact, fact): level for level, ids in FIRST.items() for fact in ids.split()},
    **{fact: level for level, ids in SECOND.items() for fact in ids.split()},
    **REVISED,
}
