"""What each letter of the shipped site, and the page around it, must contain."""

from __future__ import annotations

MPRA = {
    "date and time": "Date: Time of day:",
    "name": "Name of the person or group that asks:",
    "address": "Mailing address:",
    "other contact": "Phone, email or other contact:",
    "the Act": (
        "I ask for public records under the Mississippi Public Records Act of 1983, "
        "Miss. Code § 25-61-1 et seq."
    ),
    "a span of dates": (
        "I ask for these records, in force at any time from to , or dated in that time:"
    ),
    "existing counts only": (
        "the number of federal look-ups by year, if such documents already exist"
    ),
    "copies or inspection": "I want (copies, or to look at the records):",
    "format of the office": (
        "electronic records in the format in which you keep them (Miss. Code § 25-61-10(2))"
    ),
    "estimate and limit": (
        "estimate of the cost before you start. Please do not go over $ without asking "
        "me (Miss. Code § 25-61-7)"
    ),
    "parts and exemptions": (
        "release the rest, and name in writing the exact exemption for each part you "
        "withhold (Miss. Code § 25-61-5(2) and (3), § 25-61-9(2))"
    ),
    "receipt": "Please confirm in writing the day on which you got this request.",
    "7 working days": "7 working days from then (Miss. Code § 25-61-5(1))",
    "no more time by accident": "This letter does not agree to more time than the law allows.",
}

FEDERAL = {
    "both laws above": "Freedom of Information Act and Privacy Act request",
    "both laws": (
        "the Freedom of Information Act, 5 U.S.C. § 552, and the Privacy Act, 5 U.S.C. § 552a"
    ),
    "a span of dates": "dated from to :",
    "names": "Name and all other names used:",
    "birth": "Date and place of birth:",
    "a safe address": "Mailing address for the answer:",
    "sworn statement": (
        "I declare under penalty of perjury that I am the person named above and that the "
        "foregoing is true and correct (28 U.S.C. § 1746)."
    ),
    "day of the statement": "Executed on (date):",
    "signature": "Signature:",
    "attached": "Attached:",
    "fee limit": "I will pay fees of up to $ . Please ask me before you go over it.",
    "fee waiver": "If I ask for a fee waiver, these are my reasons:",
    "format": "Format of the records:",
    "faster": "Reason for faster handling, if any:",
    "tracking number": "Please tell me the tracking number of this request.",
}

# What each letter must contain, by a name for it.
IN_LETTER: dict[str, dict[str, str]] = {
    "records-dps": MPRA
    | {
        "to": "Mississippi Department of Public Safety Legal Division",
        "agreements": (
            "Agreements, memorandums of understanding (MOUs), memorandums of agreement "
            "(MOAs), contracts and changes to them, with the U.S. Department of Homeland "
            "Security (DHS), ICE, HSI, CBP, USCIS (including its SAVE system) or Nlets, that "
            "cover driver's license, ID, photo or registration data."
        ),
        "287(g)": (
            "Any 287(g) agreement with its attachments, such as the task force agreement that "
            "ICE's list shows with the date December 8, 2025, and related letters and emails "
            "dated after July 1, 2026."
        ),
        "policies": (
            "Written policies, manuals and training materials on requests from ICE, on giving "
            "out driver data, on Miss. Code § 25-1-119, and on Senate Bill 2114 (2026)."
        ),
        "fields": (
            "which license, photo and registration fields are made available through Nlets, "
            "and to which agency identifiers (ORIs)"
        ),
        "faces": "Policies on face recognition, and requests by other agencies for license photos",
        "no details": "No personal information of any driver is sought.",
    },
    "records-revenue": MPRA
    | {
        "to": "Mississippi Department of Revenue",
        "its rule": "Title 35, Part VII, Motor Vehicle Records Disclosure",
        "agreements": "that cover title, tag or registration data",
        "no details": "No personal information of any driver or car owner is sought.",
    },
    "driving-record": {
        "to": "Mississippi Department of Public Safety Driver Service Bureau",
        "the form": "Your form for this request is enclosed, filled in and signed.",
        "full name": "Full legal name as on my license:",
        "birth date": "Birth date:",
        "license number": "License number:",
        "own record": "I ask for my own driving record",
        "consent": (
            "I ask for no one else's record. I consent to its release to me (18 U.S.C. § 2721)."
        ),
        "which record": "driving record, also called a motor vehicle record (MVR)",
        "certified": "Certified copy (yes or no):",
        "other copies": "If you give them out, please also send me copies of these records:",
        "signature": "Signature:",
        "notary": "Notary, if this goes by mail:",
        "fee": "The fee of $ is enclosed.",
        "envelope": "If this comes by mail, a stamped envelope with my address is enclosed too.",
    },
    "federal-agency": FEDERAL
    | {
        "to": (
            "U.S. Immigration and Customs Enforcement (ICE) Freedom of Information Act Office "
            "Online request"
        ),
        "records": (
            "Records of look-ups of my Mississippi driver's license, state ID or vehicle "
            "registration record through Nlets"
        ),
        "systems": "Other records or systems, if any:",
    },
    "federal-case": FEDERAL
    | {
        "records": "papers from my file (A-file), not the whole file",
        "papers": "The papers I need, by name or type:",
        "number": "A-number or receipt number, if I have one:",
    },
    "federal-travel": FEDERAL
    | {"records": "Records of my entries into and exits from the United States"},
    "federal-prints": FEDERAL
    | {
        "records": (
            "Records tied to my fingerprints that the Office of Biometric Identity Management "
            "(OBIM) keeps."
        ),
        "office": "Office picked on the online form:",
    },
    "federal-papers": {
        "law": "Freedom of Information Act, 5 U.S.C. § 552.",
        "agreements": "Agreements between ICE and the Mississippi Department of Public Safety",
        "fee limit": "I will pay fees of up to $ .",
        "no details": "I do not ask for personal information of any driver.",
    },
    "reminder": {
        "request": (
            "a request under the Mississippi Public Records Act of 1983, Miss. Code § "
            "25-61-1 et seq."
        ),
        "days": "7 working days to release or deny records",
        "reason in writing": (
            "must explain why in writing, and may not go past 14 working days unless the "
            "person who asked agrees"
        ),
        "no more time": "I have not agreed to more time.",
        "exemptions": (
            "name in writing the exact exemption for each part (Miss. Code § 25-61-5(2) and (3))"
        ),
        "polite": "I ask that you send the records, or a written denial, as soon as you can.",
    },
    "ethics-complaint": {
        "to": "Mississippi Ethics Commission",
        "law": (
            "I am filing this complaint under Miss. Code § 25-61-13 because a public body denied "
            "my request for public records, did not answer it in time, or asked for a fee that I "
            "dispute"
        ),
        "form": "Your complaint form is enclosed.",
        "request": (
            "I sent my request on . A copy is enclosed, and so is the written denial or the fee "
            "estimate if I got one."
        ),
        "what happened": "What the office did:",
        "order": "order the office to produce the records",
        "proof": "The burden of proof lies with the public body (21 Miss. Code R. 201-5.3).",
    },
    "federal-appeal": {
        "mark": "Freedom of Information Act Appeal",
        "number": "Request number:",
        "rule": "I appeal the answer dated to my records request under 6 CFR § 5.8.",
        "Privacy Act": (
            "If part of my request is under the Privacy Act, I appeal that part too, "
            "under 6 CFR § 5.25."
        ),
        "reasons": "My reasons:",
    },
    "fix-license": {
        "to": "Mississippi Department of Public Safety Driver Services Division",
        "notice": "this is my written notice under Miss. Code § 63-1-19(3)",
        "old": "Old address or name, or what the record says now:",
        "new": "New address or name, or what it should say:",
        "signature": "Signature:",
    },
    "fix-federal": {
        "laws": "under the Privacy Act, 5 U.S.C. § 552a, and 6 CFR § 5.26",
        "confirmation": "within 10 working days after you get this request",
        "denial": "If you deny any part, please give me the reasons and tell me how to appeal.",
        "sworn statement": FEDERAL["sworn statement"],
        "wrong": "What the record says now:",
        "right": "What it should say:",
    },
    "title-record": {
        "own record": (
            "I ask for no one else's record. I consent to the release of my records to me "
            "(18 U.S.C. § 2721)."
        ),
        "rule": "Title 35, Part VII, Motor Vehicle Records Disclosure",
        "fee": "what a copy costs, and how to pay",
    },
    "criminal-history": {
        "laws": "Miss. Code § 45-27-11 and 31 Miss. Code R. 2-8.2",
        "form first": "Please do not start a record check before you have my signed form.",
        "fee": "whether there is a fee",
    },
    "reply-to-denial": {
        "rest": "(Miss. Code § 25-61-5(2), § 25-61-9(2))",
        "exemption": "state the specific exemption relied upon (Miss. Code § 25-61-5(3))",
        "other office": "please tell me which office may have them",
        "no more time": "it does not agree to more time than the law allows",
    },
    "fee-question": {
        "limit": "in no case exceed the actual cost",
        "pay": (
            "lowest level employee or contractor competent to respond (Miss. Code § 25-61-7(1))"
        ),
        "request stays": "This letter does not withdraw my request",
    },
    "court-notice": {
        "to": "Mississippi Ethics Commission",
        "law": "written notice, under Miss. Code § 25-61-13",
        "court": "Court and county:",
        "purpose": "This notice is for information only.",
    },
}

MPRA_AROUND = (
    "Others may see this letter. It is a record",
    "A group or a lawyer can ask for you.",
    "You usually do not have to say why you ask.",
    "Leave out your immigration status, your birth date",
    "7 working days",
    "14 working days at most unless you agree to more. Do not agree by accident.",
    "21 days to go to court",
    "On working day 8, send a polite reminder.",
    "Complain to the Ethics Commission",
    "chancery court. You can go there at once, with a written notice to the Commission",
)

ONLINE = (
    "since January 22, 2026 these requests must generally be made online",
    "Use this page as your draft for the online form.",
    "20 working days",
    "tracking number",
    "Use the day that the confirmation message shows.",
)

FEDERAL_AROUND = (
    *ONLINE,
    "an old deportation order, a missed court date, a criminal case or any worry",
    "your name and where you live. It does not stop or delay any case",
    "You will need an account and an email.",
    "A lawyer can file for you.",
    "leaves more traces than a letter",
    "The online form may ask you to sign or to upload a signed page.",
    "Do not say what your immigration status is unless a lawyer tells you to.",
    "proof of death",
    "up to $25",
    "Write them by hand, or on the office's own form",
    "FOIA Public Liaison",
    "90 working days. Use 90 calendar days to be safe",
    "OGIS",
    "federal court. Talk to a lawyer",
    "Attach the hearing notice.",
)

POLICE = "This tells a police agency where you live."
MAYBE_POLICE = (
    "If this goes to DPS (the Department of Public Safety), it tells a police agency where you "
    "live."
)

# What the page of each letter must contain next to the letter.
AROUND: dict[str, tuple[str, ...]] = {
    "records-dps": (
        *MPRA_AROUND,
        POLICE,
        "15 cents a page, at least $5",
        "within 30 days",
        "§ 25-61-11)",
        "§ 25-61-11.2",
        "§ 25-61-12(2)",
        "§ 45-27-19",
        "Ask DPS if it has its own review",
        "We could not confirm the address, fax or email of the Legal Division.",
    ),
    "records-revenue": (*MPRA_AROUND, "We could not find out what this office charges."),
    "driving-record": (
        POLICE,
        "DPPA-2",
        "on the paper only",
        "$11 in person or by mail",
        "$14.31 online",
        "photo ID",
        "stamped return envelope",
        "Never sign for someone else. A false statement to get a record can be a crime.",
        "not a public records request",
        "We found no deadline",
        "two or three weeks",
        "title or tag records",
    ),
    "federal-agency": (
        *FEDERAL_AROUND,
        "Start at dhs.gov/foia and pick ICE",
        "Certification of Identity",
        "are there, not at ICE",
    ),
    "federal-case": (
        *FEDERAL_AROUND,
        "first.uscis.gov",
        "USCIS puts such requests first. This does not stop or move the hearing.",
        "never here",
    ),
    "federal-travel": (*FEDERAL_AROUND, "call the mail address on CBP's site out of date"),
    "federal-prints": (*FEDERAL_AROUND, "We could not confirm where OBIM takes requests."),
    "federal-papers": (
        *ONLINE,
        "If you have any worry, let a lawyer or a group ask for you.",
        "You need no identity papers",
    ),
    "reminder": (
        MAYBE_POLICE,
        "Send this on working day 8.",
        "We found no such deadline for driving records.",
    ),
    "ethics-complaint": (
        "14 days to answer",
        "within 30 days after it gets them",
        "up to $100",
        "written notice",
        "File soon.",
        "prove that",
    ),
    "federal-appeal": (
        "on the envelope too",
        "90 working days",
        "90 calendar days",
        "OGIS",
        "federal court",
    ),
    "fix-license": (
        POLICE,
        "asks for a visit only to change a name",
        "a written notice",
        "within 30 days",
    ),
    "fix-federal": ("Stop 5004", "Check its site first.", "10 working days"),
    "title-record": ("We found no form, no address and no fee",),
    "criminal-history": (
        "your fingerprints are also checked at the FBI",
        POLICE.removesuffix("."),
        "a fee",
    ),
    "reply-to-denial": (MAYBE_POLICE, "prove that"),
    "fee-question": (MAYBE_POLICE, "no promise", "prove that"),
    "court-notice": ("at the same time as you file", "for information only"),
}

# What no letter or page around one may contain: a postal address that may fail, the example of a
# status, and an address for another form.
NOWHERE = ("Stop 5009", "Check the address before you mail this", "asylum", "1383")
