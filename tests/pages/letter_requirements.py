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
    "a span of dates": "I ask for these records, dated from to :",
    "existing counts only": "the number of federal look-ups by year, if such papers already exist",
    "copies or inspection": "I want (copies, or to look at the records):",
    "format of the office": (
        "electronic records in the format in which you hold them (Miss. Code § 25-61-10(2))"
    ),
    "estimate and limit": (
        "estimate of the cost before you start. Please do not go over $ without asking "
        "me (Miss. Code § 25-61-7)"
    ),
    "parts and exemptions": (
        "release the rest, and name in writing the exact exemption for each part you hold "
        "back (Miss. Code § 25-61-5(2) and (3), § 25-61-9(2))"
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
        "I declare under penalty of perjury that the foregoing is true and correct (28 "
        "U.S.C. § 1746)."
    ),
    "day of the statement": "Executed on:",
    "signature": "Signature:",
    "attached": "Attached:",
    "fee limit": "I will pay fees of up to $ . Please ask me before you go over it.",
    "fee waiver": "If I ask for a fee waiver, these are my reasons:",
    "format": "Format of the records:",
    "faster": "Reason for faster handling, or none:",
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
            "Any 287(g) agreement with its attachments, and related letters and emails "
            "dated after July 1, 2026."
        ),
        "policies": (
            "Written policies, manuals and training papers on requests from ICE, on giving "
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
        "other copies": "If you give them out, please also send me copies of these papers:",
        "signature": "Signature:",
        "notary": "Notary, if this goes by mail:",
        "fee": "The fee of $ is enclosed.",
        "envelope": "If this comes by mail, a stamped envelope with my address is enclosed too.",
    },
    "federal-agency": FEDERAL
    | {
        "to": (
            "U.S. Immigration and Customs Enforcement Freedom of Information Act Office 500 "
            "12th Street SW, Stop 5009 Washington, DC 20536-5009"
        ),
        "records": (
            "Records of look-ups of my Mississippi driver's license, state ID or vehicle "
            "registration record through Nlets"
        ),
        "systems": "Other records or systems:",
    },
    "federal-case": FEDERAL
    | {"records": "papers from my file (A-file), not the whole file", "papers": "by name or type:"},
    "federal-travel": FEDERAL
    | {"records": "Records of my entries into and exits from the United States"},
    "federal-prints": FEDERAL | {"records": "Records tied to my fingerprints."},
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
    },
    "ethics-complaint": {
        "to": "Mississippi Ethics Commission",
        "law": "I complain under Miss. Code § 25-61-13",
        "form": "Your complaint form is enclosed.",
        "request": (
            "I sent my request on . A copy is enclosed, and so is the written denial if I got one."
        ),
        "what happened": "What the office did:",
        "order": "order the office to release the records",
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
}

MPRA_AROUND = (
    "Others may see this letter. It is a record",
    "A group or a lawyer can ask for you.",
    "Leave out your immigration status, your birth date",
    "7 working days",
    "14 working days at most unless you agree to more. Do not agree by accident.",
    "21 days to go to court",
    "On day 8, send a polite reminder.",
    "Complain to the Ethics Commission",
    "chancery court. You can go there at once, with a written notice to the Commission",
)

FEDERAL_AROUND = (
    "an old deportation order, a missed court date, a criminal case or any fear",
    "your name and how to reach you. It does not stop or delay any case",
    "Do not say what your immigration status is unless a lawyer tells you to.",
    "Or go to a notary, or sign the line at the end of the letter.",
    "attach that person's signed consent, or proof of death",
    "up to $25",
    "by hand, on the paper copy only",
    "20 working days",
    "tracking number",
    "FOIA Public Liaison",
    "90 working days. Use 90 calendar days to be safe",
    "OGIS",
    "federal court. Talk to a lawyer",
    "Attach the hearing notice.",
)

# What the page of each letter must contain next to the letter.
AROUND: dict[str, tuple[str, ...]] = {
    "records-dps": (
        *MPRA_AROUND,
        "15 cents a page, at least $5",
        "within 30 days",
        "§ 25-61-11)",
        "§ 25-61-11.2",
        "§ 25-61-12(2)",
        "§ 45-27-19",
        "Ask DPS if it has its own review",
        "We could not confirm them.",
    ),
    "records-revenue": MPRA_AROUND,
    "driving-record": (
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
        "Certification of Identity",
        "are there, not at ICE",
        "Stop 5004",
    ),
    "federal-case": (*FEDERAL_AROUND, "FIRST", "fast lane"),
    "federal-travel": (*FEDERAL_AROUND, "SecureRelease", "We could not confirm it."),
    "federal-prints": (*FEDERAL_AROUND, "We could not confirm it."),
    "federal-papers": ("any fear", "needs no proof of who you are", "20 working days"),
    "reminder": ("Send this on day 8.", "We found no such deadline for driving records."),
    "ethics-complaint": (
        "14 days to answer",
        "within 30 days after it gets them",
        "up to $100",
        "written notice",
        "File soon.",
    ),
    "federal-appeal": (
        "on the envelope too",
        "90 working days",
        "90 calendar days",
        "OGIS",
        "federal court",
    ),
}
