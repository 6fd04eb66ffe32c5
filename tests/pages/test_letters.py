"""Letters: what must stand in each, in every form in which it can be had; and that nobody else sees what is typed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from wizard import create_app, load_flows
from wizard.loader.site import check_folder
from wizard.model.flow import Action, Outcome, Target
from wizard.model.letters import Letter, passages
from wizard.model.site import Site
from wizard.pages.letter_files import FORMATS, write_docx, write_pdf, write_text

Write = Callable[..., Path]

MPRA = {
    "date and time": "Date: Time of day:",
    "name": "Name of the person or group that asks:",
    "address": "Mailing address:",
    "other contact": "Phone, email or other contact:",
    "the Act": "I ask for public records under the Mississippi Public Records Act of 1983, Miss. Code § 25-61-1 et seq.",
    "a span of dates": "I ask for these records, dated from to :",
    "existing counts only": "the number of federal look-ups by year, if such papers already exist",
    "copies or inspection": "I want (copies, or to look at the records):",
    "the format held": "electronic records in the format in which you hold them (Miss. Code § 25-61-10(2))",
    "estimate and limit": "estimate of the cost before you start. Please do not go over $ without asking me (Miss. Code § 25-61-7)",
    "parts and exemptions": "release the rest, and name in writing the exact exemption for each part you hold back "
    "(Miss. Code § 25-61-5(2) and (3), § 25-61-9(2))",
    "receipt": "Please confirm in writing the day on which you got this request.",
    "7 working days": "7 working days from then (Miss. Code § 25-61-5(1))",
    "no more time by accident": "This letter does not agree to more time than the law allows.",
}
FEDERAL = {
    "both laws above": "Freedom of Information Act and Privacy Act request",
    "both laws": "the Freedom of Information Act, 5 U.S.C. § 552, and the Privacy Act, 5 U.S.C. § 552a",
    "a span of dates": "dated from to :",
    "names": "Name and all other names used:",
    "birth": "Date and place of birth:",
    "a safe address": "Mailing address for the answer:",
    "sworn statement": "I declare under penalty of perjury that the foregoing is true and correct (28 U.S.C. § 1746).",
    "day of the statement": "Executed on:",
    "signature": "Signature:",
    "attached": "Attached:",
    "fee limit": "I will pay fees of up to $ . Please ask me before you go over it.",
    "fee waiver": "If I ask for a fee waiver, these are my reasons:",
    "format": "Format of the records:",
    "faster": "Reason for faster handling, or none:",
    "tracking number": "Please tell me the tracking number of this request.",
}
IN_LETTER: dict[str, dict[str, str]] = {
    "records-dps": MPRA
    | {
        "to": "Mississippi Department of Public Safety Legal Division",
        "agreements": "Agreements, memorandums of understanding (MOUs), memorandums of agreement (MOAs), contracts and "
        "changes to them, with the U.S. Department of Homeland Security (DHS), ICE, HSI, CBP, USCIS (including its SAVE "
        "system) or Nlets, that cover driver's license, ID, photo or registration data.",
        "287(g)": "Any 287(g) agreement with its attachments, and related letters and emails dated after July 1, 2026.",
        "policies": "Written policies, manuals and training papers on requests from ICE, on giving out driver data, on "
        "Miss. Code § 25-1-119, and on Senate Bill 2114 (2026).",
        "fields": "which license, photo and registration fields are made available through Nlets, and to which agency "
        "identifiers (ORIs)",
        "faces": "Policies on face recognition, and requests by other agencies for license photos",
        "nobody's details": "No personal information of any driver is sought.",
    },
    "records-revenue": MPRA
    | {
        "to": "Mississippi Department of Revenue",
        "its rule": "Title 35, Part VII, Motor Vehicle Records Disclosure",
        "agreements": "that cover title, tag or registration data",
        "nobody's details": "No personal information of any driver or car owner is sought.",
    },
    "driving-record": {
        "to": "Mississippi Department of Public Safety Driver Service Bureau",
        "the form": "Your form for this request is enclosed, filled in and signed.",
        "full name": "Full legal name as on my license:",
        "birth date": "Birth date:",
        "license number": "License number:",
        "own record": "I ask for my own driving record",
        "consent": "I ask for no one else's record. I consent to its release to me (18 U.S.C. § 2721).",
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
        "to": "U.S. Immigration and Customs Enforcement Freedom of Information Act Office 500 12th Street SW, Stop 5009 "
        "Washington, DC 20536-5009",
        "records": "Records of look-ups of my Mississippi driver's license, state ID or vehicle registration record "
        "through Nlets",
        "systems": "Other records or systems:",
    },
    "federal-case": FEDERAL | {"records": "papers from my file (A-file), not the whole file", "papers": "by name or type:"},
    "federal-travel": FEDERAL | {"records": "Records of my entries into and exits from the United States"},
    "federal-prints": FEDERAL | {"records": "Records tied to my fingerprints."},
    "federal-papers": {
        "law": "Freedom of Information Act, 5 U.S.C. § 552.",
        "agreements": "Agreements between ICE and the Mississippi Department of Public Safety",
        "fee limit": "I will pay fees of up to $ .",
        "nobody's details": "I do not ask for personal information of any driver.",
    },
    "reminder": {
        "request": "a request under the Mississippi Public Records Act of 1983, Miss. Code § 25-61-1 et seq.",
        "days": "7 working days to release or deny records",
        "reason in writing": "must explain why in writing, and may not go past 14 working days unless the person who asked agrees",
        "no more time": "I have not agreed to more time.",
        "exemptions": "name in writing the exact exemption for each part (Miss. Code § 25-61-5(2) and (3))",
    },
    "ethics-complaint": {
        "to": "Mississippi Ethics Commission",
        "law": "I complain under Miss. Code § 25-61-13",
        "form": "Your complaint form is enclosed.",
        "request": "I sent my request on . A copy is enclosed, and so is the written denial if I got one.",
        "what happened": "What the office did:",
        "order": "order the office to release the records",
    },
    "federal-appeal": {
        "mark": "Freedom of Information Act Appeal",
        "number": "Request number:",
        "rule": "I appeal the answer dated to my records request under 6 CFR § 5.8.",
        "Privacy Act": "If part of my request is under the Privacy Act, I appeal that part too, under 6 CFR § 5.25.",
        "reasons": "My reasons:",
    },
}  # fmt: skip

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
    "by pen, on the paper only",
    "20 working days",
    "tracking number",
    "FOIA Public Liaison",
    "90 working days. Use 90 calendar days to be safe",
    "OGIS",
    "federal court. Talk to a lawyer",
    "Attach the hearing notice.",
)
AROUND: dict[str, tuple[str, ...]] = {
    "records-dps": (
        *MPRA_AROUND, "15 cents a page, at least $5", "within 30 days", "§ 25-61-11)", "§ 25-61-11.2", "§ 25-61-12(2)",
        "§ 45-27-19", "Ask DPS if it has its own review", "We could not confirm them.",
    ),
    "records-revenue": MPRA_AROUND,
    "driving-record": (
        "DPPA-2", "on the paper only", "$11 in person or by mail", "$14.31 online", "photo ID", "stamped return envelope",
        "Never sign for someone else. A false statement to get a record can be a crime.", "not a public records request",
        "We found no deadline", "two or three weeks", "title or tag records",
    ),
    "federal-agency": (*FEDERAL_AROUND, "Certification of Identity", "are there, not at ICE", "Stop 5004"),
    "federal-case": (*FEDERAL_AROUND, "FIRST", "fast lane"),
    "federal-travel": (*FEDERAL_AROUND, "SecureRelease", "We could not confirm it."),
    "federal-prints": (*FEDERAL_AROUND, "We could not confirm it."),
    "federal-papers": ("any fear", "needs no proof of who you are", "20 working days"),
    "reminder": ("Send this on day 8.", "We found no such deadline for driving records."),
    "ethics-complaint": ("14 days to answer", "within 30 days after it gets them", "up to $100", "written notice", "File soon."),
    "federal-appeal": ("on the envelope too", "90 working days", "90 calendar days", "OGIS", "federal court"),
}  # fmt: skip


def plain(words: str) -> str:
    """A text without its white space and the lines of its blanks, which differ from form to form."""
    return re.sub(r"[\s_\u2060]+", "", words)


def of_pdf(letter: Letter) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(letter))).pages)


def of_docx(letter: Letter) -> str:
    return "\n".join(
        paragraph.text for paragraph in docx.Document(io.BytesIO(write_docx(letter))).paragraphs
    )


def soup_of(client: FlaskClient, name: str, lang: str = "en") -> BeautifulSoup:
    response = client.get(f"/{lang}/letters/{name}/")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def article_of(soup: BeautifulSoup) -> Tag:
    article = soup.select_one("article.letter")
    assert article is not None
    return article


@pytest.fixture
def hostile() -> Letter:
    """A letter whose every text looks like code to one of the writers."""
    code = '#panic("x") $x^2$ *b* _i_ `r` @ref <tag> \\u{41} // /* #sys.inputs = - + https://example.org {{ {% & "'
    return Letter("hostile", code, code, code, (code,), (code, (code, code)), {}, (), (), ())


def test_the_lists_above_are_of_all_letters(shipped: Site) -> None:
    """A new letter needs a list of what must stand in it."""
    assert set(IN_LETTER) == set(AROUND) == set(shipped.letters)


@pytest.mark.parametrize("name", IN_LETTER)
@pytest.mark.parametrize("form", ["page", "pdf", "docx", "txt"])
def test_each_required_element_stands_in_each_form_of_the_letter(
    client: FlaskClient, shipped: Site, name: str, form: str
) -> None:
    """The page, the PDF, the DOCX and the text say the same, and all that the office needs."""
    letter = shipped.letters[name]
    got = plain(
        {
            "page": lambda: article_of(soup_of(client, name)).get_text(),
            "pdf": lambda: of_pdf(letter),
            "docx": lambda: of_docx(letter),
            "txt": lambda: write_text(letter).decode(),
        }[form]()
    )
    assert [element for element, words in IN_LETTER[name].items() if plain(words) not in got] == []


@pytest.mark.parametrize("name", IN_LETTER)
def test_what_to_know_and_what_comes_after_stands_on_the_page_and_not_in_the_letter(
    client: FlaskClient, shipped: Site, name: str
) -> None:
    """Each required warning, deadline and step; the first part before the letter, the other after it."""
    soup = soup_of(client, name)
    around = plain("".join(part.get_text() for part in soup.select(".around")))
    assert [words for words in AROUND[name] if plain(words) not in around] == []
    order = [tag.get("id") or tag.name for tag in soup.select("#before, article, #after")]
    assert order == ["before", "article", "after"]
    for action in (*shipped.letters[name].before, *shipped.letters[name].after):
        assert plain(action.label) not in plain(write_text(shipped.letters[name]).decode())


@pytest.mark.parametrize("name", [name for name in IN_LETTER if name.startswith("federal")])
def test_a_federal_letter_begins_with_talking_to_someone(client: FlaskClient, name: str) -> None:
    """The first thing on the page, above the letter and its files, as a link."""
    first = soup_of(client, name).select_one("#before ~ ul > li")
    assert first is not None
    assert first.get_text().startswith("Talk to a lawyer or an accredited representative")
    link = first.select_one("a")
    assert link is not None
    assert link["href"] == "/en/request-my-records/talk-first/"


def test_what_names_a_person_is_for_the_pen_only(shipped: Site) -> None:
    """Birth dates, license numbers, signatures, and who asks about their own record."""
    for letter in shipped.letters.values():
        own = letter.id in ("driving-record", "federal-appeal") or "birth" in letter.blanks
        for blank in letter.blanks.values():
            named = [
                "birth",
                "license",
                "signature",
                "signed",
                "notary",
                *(["name", "names", "address"] if own else []),
            ]
            assert blank.handwritten_only == (blank.id in named), (letter.id, blank.id)


def test_every_letter_is_offered_by_an_outcome(shipped: Site) -> None:
    """Nobody has to find the list."""
    outcomes = [outcome for flow in shipped.flows.values() for outcome in flow.outcomes()]
    targets = [
        action.to
        for outcome in outcomes
        for action in outcome.next
        if isinstance(action.to, Target)
    ]
    assert {to.step for to in targets if to.flow == "letters"} == set(shipped.letters)


def test_letters_have_a_page_that_lists_them(client: FlaskClient, shipped: Site) -> None:
    """Titles and summaries, in order."""
    soup = BeautifulSoup(client.get("/en/letters/").text, "html.parser")
    links = [(link.get_text(), link["href"]) for link in soup.select(".cards a")]
    assert links == [
        (letter.title, f"/en/letters/{letter.id}/") for letter in shipped.letters.values()
    ]


def test_titles_and_addresses_of_letters_are_calm_and_short(shipped: Site) -> None:
    """A history lists them, and a download's name stays in a folder."""
    titles = [letter.title for letter in shipped.letters.values()]
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if len(title) > 46] == []


@pytest.mark.parametrize("name", IN_LETTER)
def test_letter_prints_on_two_pages_at_most(shipped: Site, name: str) -> None:
    """One sheet of paper is enough."""
    assert len(PdfReader(io.BytesIO(write_pdf(shipped.letters[name]))).pages) <= 2


def test_no_text_of_an_author_is_code_to_a_writer(hostile: Letter, shipped: Site) -> None:
    """It comes out as it went in: from Typst, Word, text and HTML."""
    wanted = plain(hostile.title)
    assert plain(of_pdf(hostile)).count(wanted) == 5
    assert plain(of_docx(hostile)).count(wanted) == 5
    assert plain(write_text(hostile).decode()).count(wanted) == 5
    client = create_app(replace(shipped, letters={"hostile": hostile})).test_client()
    assert plain(article_of(soup_of(client, "hostile")).get_text()).count(wanted) == 5


@pytest.mark.parametrize("kind", FORMATS)
def test_files_are_public_and_have_neutral_names(client: FlaskClient, kind: str) -> None:
    """They hold nothing of the reader's; caches may keep them, search engines need not."""
    response = client.get(f"/en/letters/records-dps/letter.{kind}")
    assert response.status_code == 200
    assert response.content_type == FORMATS[kind].media
    assert response.headers["Content-Disposition"] == f'attachment; filename="records-dps.{kind}"'
    assert response.headers["Cache-Control"].startswith("public")
    assert response.headers["X-Robots-Tag"] == "noindex"
    again = client.get(
        f"/en/letters/records-dps/letter.{kind}",
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_page_links_to_its_files(client: FlaskClient) -> None:
    """Three of them, and each is there."""
    links = [str(link["href"]) for link in soup_of(client, "reminder").select("#fill ~ .links a")]
    assert links == [f"/en/letters/reminder/letter.{kind}" for kind in ("pdf", "docx", "txt")]
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "address",
    [
        "/en/letters/none/",
        "/en/letters/none/letter.pdf",
        "/en/letters/reminder/letter.exe",
        "/xx/letters/reminder/",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    """In plain words, never a traceback."""
    assert client.get(address).status_code == 404


def test_a_site_without_letters_has_no_page_of_them(write: Write) -> None:
    """The folder is optional."""
    client = create_app(
        load_flows(write(guide=GUIDE.replace("letters/note", "https://example.org/")))
    ).test_client()
    assert client.get("/en/letters/").status_code == 404
    assert client.get("/en/letters/reminder/").status_code == 404


def test_a_page_in_another_language_shows_the_letter_as_it_is_sent(shipped: Site) -> None:
    """In the language of the office, marked as such, with its meaning below."""
    letter = shipped.letters["records-dps"]
    spoken = {
        "Mailing address": "Dirección",
        letter.subject: "Solicitud",
        str(letter.body[0]): "Fecha: {date} {time}",
    }
    client = create_app(
        replace(shipped, languages=("en", "es"), texts={"es": spoken})
    ).test_client()
    english, spanish = soup_of(client, "records-dps"), soup_of(client, "records-dps", "es")
    assert spanish.html is not None
    assert spanish.html["lang"] == "es"
    assert article_of(spanish)["lang"] == "en"
    assert article_of(spanish).get_text() == article_of(english).get_text()
    reading = [
        line.get_text().replace("_", "") for line in spanish.select("article ~ .around details > p")
    ]
    assert reading[:2] == ["Solicitud", "Fecha:  "]
    assert "Dirección: " in reading
    assert not english.select("article ~ .around .ruled")
    notes = {
        str(term.get_text()): str(term.find_next("dd")) for term in spanish.select("dt[lang=en]")
    }
    assert notes["Mailing address"].startswith("<dd>Dirección. ")


# Bad letters

GUIDE = """\
title: A guide
start: done
steps:
  done:
    outcome: You are done
    claims: [{level: unknown, text: Nothing is known.}]
    next: [{label: Write, to: letters/note}]
"""
LETTER = """\
title: A note
subject: About a thing
summary: Says a thing.
before:
  - Read this first.
  - {label: Read on, to: guide/done}
blanks:
  date: {label: Date}
  address: {label: Address, lines: 2, hint: On paper, pen: true}
to: [An office]
body:
  - "Date: {date}"
  - ["One thing", "Another"]
  - "{address}"
after: [{label: Look here, to: "https://example.org/"}]
"""


@pytest.fixture
def write_letter(write: Write) -> Callable[[str], Path]:
    """A folder with one flow, which links to one letter."""

    def write_letter(words: str, name: str = "note.yaml") -> Path:
        folder = write(guide=GUIDE)
        (folder / "letters").mkdir()
        (folder / "letters" / name).write_text(words, "utf-8")
        return folder

    return write_letter


def test_a_letter_is_read_as_it_was_written(write_letter: Callable[[str], Path]) -> None:
    """Texts, blanks, lists, and what to know around it."""
    letter = load_flows(write_letter(LETTER)).letters["note"]
    assert (letter.title, letter.subject, letter.to) == ("A note", "About a thing", ("An office",))
    assert letter.body == ("Date: {date}", ("One thing", "Another"), "{address}")
    assert [
        (blank.id, blank.lines, blank.handwritten_only) for blank in letter.blanks.values()
    ] == [
        ("date", 1, False),
        ("address", 2, True),
    ]
    assert letter.before[0] == Action("Read this first.", None)
    assert letter.before[1].to == Target("guide", "done")
    assert letter.after[0].to == "https://example.org/"
    assert [part.kind for part in passages(letter.body, letter.blanks)] == ["text", "list", "ruled"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("summary:", "sumary:", 'key-unknown 3:1: the letter has no key "sumary". Did you mean "summary"?'),
        ("title: A note\n", "", 'key-missing 1:1: the letter is missing "title"'),
        ("{date}\"", "{dat}\" ", 'blank-unknown 12:5: the text uses {dat}, but "blanks" has no "dat". Did you mean "date"?'),
        ("Date: {date}", "Date", 'blank-unused 8:3: the letter does not use the blank "date"; write {date} once, in "to" or "body"'),
        ("[An office]", '["{date}"]', 'blank-repeated 8:3: the letter uses the blank "date" more than once; write {date} once, in "to" or "body"'),
        ("Another", "{Another", "blank-brace 13:19: braces are only for the id of a blank, such as {name}; found {Another"),
        ("Another", "{An other}", "blank-brace 13:19: braces are only for the id of a blank, such as {name}; found {An other}"),
        ('"{address}"', '"At {address}"', 'blank-lines 14:5: the blank "address" has several lines, so {address} must be a paragraph by itself'),
        ("lines: 2", "lines: 0", 'shape-number 9:36: "lines" of the blank "address" must be a number from 1 to 12'),
        ("lines: 2", "line: 2", 'key-unknown 9:29: the blank "address" has no key "line". Did you mean "lines"?'),
        ("{label: Date}", "{hint: Today}", 'key-missing 8:9: the blank "date" is missing "label"'),
        ("  date: {label: Date}", "  Date: {label: Date}", 'id-letters 8:3: "Date" cannot be the id of a blank: an id has lower-case letters, digits and dashes, and begins with a letter. Try "date".'),
        ("guide/done", "guide/don", 'target-unknown 6:26: an item of "before" leads to "don", which is not a step of the flow "guide". Did you mean "done"?'),
        ("guide/done", "letters/not", 'target-unknown 6:26: an item of "before" leads to "not", which is not one of the letters. Did you mean "note"?'),
        ("Read on, to", "Read on, too", 'key-unknown 6:22: an item of "before" has no key "too". Did you mean "to"?'),
        ("{label: Read on, to: guide/done}", "{label: Read on, if: {done: yes}}", 'key-unknown 6:22: an item of "before" has no key "if". Its keys are "label", "to".'),
        ("after:", "cite: [law]\nafter:", 'source-unknown 15:8: there is no source "law".'),
        ("after:", "reviewed: today\nafter:", 'shape-date 15:11: "reviewed" of the letter must be a date such as 2026-11-23'),
        ("to: [An office]", "to: An office", 'shape-list 10:5: "to" of the letter must be a list: [one, two], or lines that begin with "- "'),
        ('  - "Date: {date}"', "  - {date: x}", "shape-text 12:5: a paragraph of the body must be text"),
        ("title: A note", "title: A note\ntitle: B", 'yaml-repeated-key 2:1: the key "title" is already on line 1'),
    ],
)  # fmt: skip
def test_a_bad_letter_is_refused_with_the_place(
    write_letter: Callable[[str], Path], old: str, new: str, problem: str
) -> None:
    """What is wrong, where, and the nearest right name."""
    assert LETTER.count(old) == 1
    site, problems = check_folder(write_letter(LETTER.replace(old, new)))
    assert site is None
    found = [
        f"{each.code} {each.location.line}:{each.location.column}: {each.message}"
        for each in problems
    ]
    assert problem in found
    assert {Path(each.location.file).name for each in problems} == {"note.yaml"}


def test_links_to_letters_that_are_not_there_are_refused(
    write_letter: Callable[[str], Path],
) -> None:
    """With the nearest name; the list of letters can be linked to."""
    folder = write_letter(LETTER)
    (folder / "guide.yaml").write_text(GUIDE.replace("letters/note", "letters/nose"))
    assert [problem.message for problem in check_folder(folder)[1]] == [
        'an action ("next") of step "done" leads to "nose", which is not one of the letters. Did you mean "note"?'
    ]
    (folder / "guide.yaml").write_text(GUIDE.replace("letters/note", "letters/"))
    assert check_folder(folder)[1] == ()
    (folder / "letters" / "note.yaml").unlink()
    (folder / "guide.yaml").write_text(GUIDE)
    assert [problem.message for problem in check_folder(folder)[1]] == [
        'an action ("next") of step "done" leads to "letters/note", but there is no letters/note.yaml'
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("note.yml", 'letter files end in ".yaml"; rename it to "note.yaml"'),
        ("Note.yaml", '"Note" cannot be the id of a letter (the file\'s name)'),
    ],
)
def test_a_letter_with_a_wrong_name_is_not_passed_over(
    write_letter: Callable[..., Path], name: str, message: str
) -> None:
    """A slip in a file's name is said."""
    problems = check_folder(write_letter(LETTER, name))[1]
    assert any(problem.message.startswith(message) for problem in problems), problems


def test_letters_keep_the_rules_of_titles_words_and_sources(
    write_letter: Callable[..., Path],
) -> None:
    """Like flows: unwanted words, equal titles; a source that only a letter cites is used."""
    folder = write_letter(LETTER.replace("A note", "A guide") + "cite: [law]\n")
    (folder / "letters" / "alarms.yaml").write_text(LETTER.replace("A note", "Of alarm"))
    (folder / "site.yaml").write_text("words: [alarm*]\n")
    (folder / "sources.yaml").write_text("law: {title: The law}\nother: {title: Other}\n")
    found = [
        (problem.code, Path(problem.location.file).name) for problem in check_folder(folder)[1]
    ]
    assert found == [
        ("word-unwanted", "alarms.yaml"),
        ("word-unwanted", "alarms.yaml"),
        ("title-twice", "note.yaml"),
        ("source-unused", "sources.yaml"),
    ]


def test_a_letter_leads_to_no_step_that_needs_a_past(write_letter: Callable[..., Path]) -> None:
    """Such a step cannot be opened from a letter."""
    guide = """\
title: A guide
start: one
steps:
  one: {ask: One?, answers: {a: {label: A, to: done}, b: {label: B, to: done}}}
  done: {ask: Two?, answers: {c: {label: C, to: [{if: {one: a}, to: end}, {to: other}]}}}
  end: {outcome: End, claims: [{level: unknown, text: Nothing.}]}
  other: {outcome: Other, claims: [{level: unknown, text: Nothing.}]}
"""
    folder = write_letter(LETTER)
    (folder / "guide.yaml").write_text(guide)
    assert [(problem.code, problem.location.line) for problem in check_folder(folder)[1]] == [
        ("target-past", 6)
    ]


# In a browser

ALONE = "/en/letters/records-dps/"
KEPT = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]"


def printed(page: Page) -> str:
    return "\n".join(
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    )


def test_what_is_typed_can_be_saved_and_printed_and_goes_nowhere(page: Page) -> None:
    """The download and the print hold it; no request is made, nothing is stored."""
    page.goto(ALONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    boxes = page.locator(".letter [role=textbox]")
    count = boxes.count()
    assert count == 10
    for number in range(count):
        boxes.nth(number).click()
        page.keyboard.type(f"Marker{number}é<b>&")
    address = page.get_by_role("textbox", name="Mailing address")
    address.press("End")
    address.press("Enter")
    address.press_sequentially("SecondLine")
    page.get_by_role("textbox", name="Date", exact=True).press("Enter")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as text").click()
    assert saving.value.suggested_filename == "records-dps.txt"
    saved = Path(saving.value.path()).read_text("utf-8")
    paper = printed(page)
    for number in range(count):
        assert f"Marker{number}é<b>&" in saved
        assert f"Marker{number}é<b>&" in paper
    assert "\nSecondLine\n" in saved
    assert "\n\nDate: Marker1é<b>& Time of day: Marker2é<b>&\n\n" in saved
    assert saved.startswith("Mississippi Department of Public Safety\nLegal Division\n")
    assert "\n- Any 287(g) agreement" in saved
    assert [
        url for url in asked if not url.startswith("blob:") and "/static/icon." not in url
    ] == []
    assert "Marker" not in "".join(asked)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
    assert page.context.cookies() == []
    assert "Marker" not in page.url
    assert "Marker" not in str(page.evaluate("JSON.stringify(history.state)"))


def test_what_was_typed_is_gone_when_the_page_is_left(page: Page) -> None:
    """Back shows an empty letter."""
    page.goto(ALONE)
    page.locator(".letter [role=textbox]").first.click()
    page.keyboard.type("Marker")
    page.locator(".back a").click()
    expect(page.locator(".letter")).to_have_count(0)
    page.go_back()
    expect(
        page.locator(".letter [role=textbox]").first
    ).to_be_visible()  # the page is loaded whole, with its script
    assert "Marker" not in page.content()
    page.locator(".letter [role=textbox]").first.click()
    page.keyboard.type("Marker")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert "Marker" not in page.content()


def test_a_blank_is_a_named_text_box_that_tells_no_helper(page: Page) -> None:
    """Its label, no spell checker, no completion, plain text only; as high as its lines."""
    page.goto(ALONE)
    box = page.get_by_role("textbox", name="Mailing address")
    state = "e => [e.contentEditable, e.spellcheck, e.getAttribute('autocomplete'), e.getAttribute('translate'), e.ariaMultiLine]"
    assert box.evaluate(state) == ["plaintext-only", False, "off", "no", "true"]
    assert (box.bounding_box() or {"height": 0})["height"] >= 48
    box.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Phone, email or other contact"


def test_what_is_for_the_pen_cannot_be_typed(page: Page, shipped: Site) -> None:
    """The page says which lines these are."""
    page.goto("/en/letters/federal-agency/")
    letter = shipped.letters["federal-agency"]
    labels = [
        box.get_attribute("aria-label") for box in page.locator(".letter [contenteditable]").all()
    ]
    assert labels == [letter.blanks[name].label for name in ("date", "from-date", "to-date", "more", "fee-limit", "waiver", "format", "urgent", "attached")]  # fmt: skip
    told = page.locator(".pens").inner_text().partition(": ")[2].rstrip(".").split("; ")
    assert told == [blank.label for blank in letter.blanks.values() if blank.handwritten_only]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_the_letter_prints_black_on_white(
    browser: Browser, server: str, script: bool, scheme: str
) -> None:
    """With and without JavaScript: no heading, no help, no site; at least 11 points; lines for the pen."""
    context = browser.new_context(base_url=server, java_script_enabled=script)
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.goto(ALONE)
    assert page.locator(".tools").count() == script
    paper = printed(page)
    assert "Any 287(g) agreement" in paper
    for words in (
        "License Records Guide",
        "Before you send it",
        "After you send it",
        "Save as text",
        "Leave this page",
    ):
        assert words not in paper
    look = "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, parseFloat(s.fontSize) >= 11 * 96 / 72]; }"
    assert page.locator(".letter").evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", True]
    for blank in page.locator(".letter .blank").all():
        assert blank.evaluate("e => getComputedStyle(e).borderBottomStyle") == "solid"
        assert (blank.bounding_box() or {"width": 0})["width"] >= 100
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_letters_fit_the_screen(browser: Browser, server: str, shipped: Site, width: int) -> None:
    """Nothing scrolls sideways, and buttons are large."""
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 640})
    page = context.new_page()
    for address in ("/en/letters/", *(f"/en/letters/{name}/" for name in shipped.letters)):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        for button in page.locator(".tools button").all():
            assert (button.bounding_box() or {"height": 0})["height"] >= 44
    context.close()


def test_the_script_is_loaded_where_there_is_a_letter_only(client: FlaskClient) -> None:
    """With its integrity; it is short."""
    tag = soup_of(client, "reminder").select_one('script[src*="/letter."]')
    assert tag is not None
    assert str(tag["integrity"]).startswith("sha256-")
    assert tag.has_attr("defer")
    assert "/static/letter." not in client.get("/en/letters/").text
    assert len(client.get(str(tag["src"])).text.splitlines()) <= 60


def test_the_letters_answer_outcomes_can_reach_them(shipped: Site, client: FlaskClient) -> None:
    """An outcome's link is the letter's page."""
    outcome = shipped.flows["request-my-records"].steps["papers-dps"]
    assert isinstance(outcome, Outcome)
    soup = BeautifulSoup(client.get("/en/request-my-records/papers-dps/").text, "html.parser")
    assert [link["href"] for link in soup.select('.actions a[href*="letters"]')] == [ALONE]
