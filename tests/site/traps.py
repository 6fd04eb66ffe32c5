"""The traps of the subject: for each, wordings that must not appear and careful ones that must.

The source article gets these wrong. A text may repeat its words only if it says that the article
says so: in claims of the level `article`, in what a topic calls "article", or in a sentence that
names the article.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wizard.check.readability import sentences
from wizard.model.evidence import Claim, Source
from wizard.model.flow import Question
from wizard.model.problems import Location
from wizard.model.site import Topic

NO = r"\b(no|not|neither|nor|never|without|cannot)\b"

# Fields that are not prose of the site: names, URLs, what readers may type. The translations follow
# the English.
SKIPPED = {
    *("id", "location", "url", "level", "leave", "first", "languages"),
    *("words", "texts", "glossary", "moved", "also"),
}


@dataclass(frozen=True)
class Text:
    """A text of the site: where it is, and its kind (for a claim, its level)."""

    where: str
    kind: str
    text: str


def texts_of(value: Any, where: str = "", kind: str = "text") -> Iterator[Text]:
    """Yield every text inside a value of the site, whatever objects contain it."""
    match value:
        case str():
            if value:
                yield Text(where, kind, value)
        case Location() | date() | None | bool() | int():
            return
        case Mapping():
            for key, part in value.items():
                yield from texts_of(part, f"{where}/{key}", kind)
        case tuple() | list() | frozenset():
            for part in value:
                yield from texts_of(part, where, kind)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                if field.name not in SKIPPED:
                    part = getattr(value, field.name)
                    name = f"{where}/{field.name}"
                    yield from texts_of(part, name, kind_of(value, field.name, kind))
        case _:
            raise TypeError(f"{where} is a {type(value)}, which this walk does not know")


def kind_of(value: object, field: str, kind: str) -> str:
    """Return the kind of the texts in a field of an object that is inside texts of `kind`."""
    match value:
        case Claim():
            return value.level
        case Question():
            return "question"
        case Source():
            return "source"
        case Topic() if field == "article":
            return "article"
    return kind


@dataclass(frozen=True)
class Wrong:
    """A wording that must not appear.

    `caught` are sentences that it must find. A sentence that also matches `but` means something
    else.
    """

    wording: str
    caught: tuple[str, ...]
    but: str = r"(?!)"
    kinds: tuple[str, ...] = ()  # only in texts of these kinds; empty: in all

    def find(self, text: Text) -> str:
        """Return the wrong sentence of a text, or an empty string."""
        if text.kind in ("article", "source") or (self.kinds and text.kind not in self.kinds):
            return ""
        for sentence in sentences(text.text):
            plain = re.sub(r"\bthe article\b.*", "", sentence, flags=re.IGNORECASE)
            found = re.search(self.wording, plain, re.IGNORECASE)
            if found and not re.search(self.but, plain, re.IGNORECASE):
                return sentence
        return ""


@dataclass(frozen=True)
class Trap:
    """One trap. `says` maps the id of a claim to a pattern that its text must match."""

    number: int
    name: str
    wrong: tuple[Wrong, ...]
    says: Mapping[str, str]


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
            "ms-25-1-119": r"may not limit help to federal",
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
            "dppa-highly-restricted": r"with more care.*highly restricted",
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
            "no-ms-agreement-found": r"We found no public agreement.*does not prove there is none",
            "article-agreement": r"We found no such agreement.*ask the state for one",
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
        {
            "section-287g-what": r"about officers.*not the same as an agreement about license "
            r"records"
        },
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
                r"need not",
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
                # A federal office asks for consent if the file is about another person.
                rf"{NO}|\bwritten consent\b.*\b(records|someone else)",
            ),
            Wrong(
                r"\b(ICE|agents?|police)\b.*\b(needs? no|without an?)\b.*\bwarrant",
                ("ICE needs no warrant.", "Agents can enter without a warrant."),
            ),
        ),
        {
            "warrant-not-needed-dppa": r"driver privacy law.*does not ask for a warrant",
            "dppa-restricted-still-gov": r"driver privacy law \(DPPA\) does not ask "
            r"for your consent",
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
                rf"{NO}|bars? (agency policies|rules) that limit|\?$",
            ),
        ),
        {
            "dppa-gov-exception": r"lets any government agency get the data.*"
            r"ICE is a government agency",
            "dppa-lawsuit": r"sue a person",
        },
    ),
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
                NO,
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
            "dppa-no-access-right": r"give no right to see or fix",
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
        {"no-license-unlawful": r"State law says no license may be given"},
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
                r"on this in Mississippi|^We did not find a (court case or a report|known "
                r"case)",  # the next sentence hedges
            ),
        ),
        {
            "court-cases-unknown": r"cannot be sure that there is none",
            "article-no-lawsuits": r"cannot be sure",
            "article-no-misuse": r"no date.*Do not rely on it",
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
            "dps-issues-licenses": r"license .* from the Department of Public Safety",
            "title-record-where": r"Department of Revenue or your county tax collector",
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
            "address-30-days": r"lawyer can advise",
            "foia-safety": r"talk to an immigration lawyer first",
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
            "ms-sb2114-list": r"Reports say a 2026 state law \(SB 2114\)",
            "ms-hb538-unknown": r"could not find out if it became law",
            "section-287g-deadlines": r"could not find out what was signed",
            "save-wants-dl": r"could not find out what came of it",
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
            "foia-appeal-statute": r"To be safe, use 90 calendar days",
            "pa-appeal": r"90 working days",
            "fix-federal": r"90 working days",
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
            "no-federal-duty": r"no federal law makes it do so.*We did not find one",
            "nlets-state-choice": r"each state can choose",
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
    Trap(
        22,
        "the duty to report a move is stated, and nobody is told to break it",
        (
            Wrong(
                r"\b(do not|don't|need not|avoid|stop|you can skip|no need "
                r"to)\b.*\b(tell|report|updat|chang)\w*\b.*"
                r"\b(address|move|moved|name)\b",
                ("You need not report your new address.", "Avoid updating your address."),
            ),
        ),
        {"address-30-days": r"State law says to tell .* in writing within 30 days.*a lawyer"},
    ),
)
