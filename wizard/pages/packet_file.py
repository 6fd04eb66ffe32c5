"""A packet as a tagged PDF (PDF/UA-1) on US Letter paper: the answer, then each letter on its page.

Like the files of letters, it has neither author nor time, and the same packet gives the same bytes.
All text is data: Typst gets it as JSON and never reads it as markup.
"""

from __future__ import annotations

from dataclasses import asdict

from wizard.extras import has
from wizard.i18n.translator import Translator
from wizard.pages.base import ActionItem, ClaimItem, SourceItem
from wizard.pages.letter_files import (
    REGION,
    TYPST_BLOCKS,
    MissingGlyphError,
    blocks_as_json,
    compile_pdf,
)
from wizard.pages.offices import OfficeItem
from wizard.pages.packet import PacketLetter, PacketPage

SVG = "http://www.w3.org/2000/svg"

# Letters have no footer, since they go to an office.
TYPST = (
    TYPST_BLOCKS
    + """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(
  paper: "us-letter",
  margin: (x: 0.9in, y: 0.8in),
  footer: context {
    set text(size: 8.5pt)
    data.site
    h(1fr)
    numbering("1 / 1", here().page(), locate(<end>).page())
  },
)
#set text(lang: data.lang, font: "Libertinus Serif", size: 10.5pt, hyphenate: false)
#set par(leading: 0.55em, spacing: 0.8em)
#set list(spacing: 0.6em)
#set enum(spacing: 0.6em)
#show heading: set block(above: 1.3em, below: 0.6em, sticky: true)
#show heading.where(level: 1): set text(size: 18pt)
#show heading.where(level: 2): set text(size: 13pt)
#show heading.where(level: 3): set text(size: 10.5pt)
#let small(body) = text(size: 9pt, body)
#let field(label) = block(breakable: false, width: 100%, par(
  label + h(0.4em) + box(width: 1fr, height: 1.4em, baseline: 0.25em, stroke: (bottom: rule))
))
#let url(it) = small(link(it, it))
#heading(level: 1, data.title)
#for it in data.before { par(strong(it)) }
#if data.says != "" { par(text(size: 12.5pt, data.says)) }
#if data.actions.len() > 0 {
  heading(level: 2, data.words.next)
  let count = 0
  for part in data.actions {
    if part.condition != "" { block(sticky: true, strong(part.condition)) }
    enum(start: count + 1, ..part.items.map(it => {
      it.label
      if it.url != "" { linebreak(); url(it.url) }
    }))
    count += part.items.len()
  }
}
#if data.levels.len() > 0 {
  heading(level: 2, data.words.know)
  for level in data.levels {
    heading(level: 3, level.support)
    for part in level.parts {
      if part.condition != "" { block(sticky: true, strong(part.condition)) }
      list(..part.items.map(it => {
        it.text
        if it.cites != "" { " "; small(it.cites) }
      }))
    }
  }
}
#if data.offices.len() > 0 {
  heading(level: 2, data.words.offices)
  for it in data.offices {
    heading(level: 3, it.name)
    if it.url != "" { par(url(it.url)) }
    for text in it.texts { par(text) }
    par(small(it.support))
  }
}
#if data.events.len() > 0 {
  heading(level: 2, data.words.dates)
  for event in data.events {
    heading(level: 3, event.title)
    field(event.says)
    for it in event.rules { block(breakable: false, {
      par({ strong(it.label); [: ]; it.count; if it.note != "" { " "; it.note } })
      field(data.words.write)
    }) }
  }
}
#if data.letters.len() > 0 {
  heading(level: 2, data.words.letters)
  list(..data.letters.map(it => it.title))
  if data.words.english != "" { par(data.words.english) }
}
#if data.sources.len() > 0 {
  heading(level: 2, data.words.sources)
  small(enum(numbering: "[1]", ..data.sources.map(it => {
    it.text
    if it.url != "" { " "; link(it.url, it.url) }
  })))
}
#if data.share != "" {
  block(breakable: false, above: 1.5em, grid(
    columns: (1in, 1fr),
    column-gutter: 0.2in,
    align: horizon,
    image(bytes(data.code), format: "svg", width: 1in, alt: data.words.code),
    link(data.share, data.share),
  ))
}
#for it in data.after { par(small(it)) }
#metadata(none) <end>
#set page(footer: none, margin: 1in)
#set text(lang: "en", region: data.region, size: 12pt)
#set par(leading: 0.6em, spacing: 1.1em)
#for letter in data.letters {
  pagebreak(weak: true)
  block({ set par(spacing: 0.6em); for line in letter.to { passage(line) } })
  v(0.6em)
  { show heading: set text(size: 12pt); heading(level: 2, letter.subject) }
  v(0.3em)
  for it in letter.body { passage(it) }
}
"""
)


def write_packet(page: PacketPage, t: Translator) -> bytes | None:
    """Return a packet as PDF, or None without the extra `letters` or a font for a character of it.

    Typst brings fonts for Latin, Greek, Cyrillic, Hebrew and Arabic letters.
    """
    if not has("letters"):
        return None
    inputs = {
        "title": page.heading,
        "lang": page.layout.lang,
        "region": REGION,
        "site": page.layout.site,
        "says": page.says,
        "words": _words(page, t),
        "before": [f"{t('Before you go on:')} {page.caution.label}"] if page.caution else [],
        "actions": [
            {"condition": part.condition, "items": list(map(_action, part.items))}
            for part in page.actions
        ],
        "levels": _levels(page),
        "offices": [_office(page, office, t) for office in page.offices],
        "events": [asdict(event) for event in page.dates],
        "letters": list(map(_letter, page.letters)),
        "sources": list(map(_source, page.sources)),
        "share": page.share_url,
        # A separate file needs the namespace, unlike an SVG within HTML.
        "code": str(page.share.qr_code if page.share else "").replace(
            "<svg ", f'<svg xmlns="{SVG}" ', 1
        ),
        "after": _after(page, t),
    }
    try:
        return compile_pdf(TYPST, inputs)
    except MissingGlyphError:
        return None


def _words(page: PacketPage, t: Translator) -> dict[str, str]:
    english = any(letter.letter_lang != page.layout.lang for letter in page.letters)
    return {
        "next": t("What to do next"),
        "know": t("What we know, and how sure we are"),
        "offices": t("Where to go"),
        "dates": t("Dates to write down"),
        "write": t("Write the date here:"),
        "letters": t("Letters in this packet"),
        "english": t("The office reads English, so the letters are in English.") if english else "",
        "sources": t("Sources"),
        "code": t("A code for a phone’s camera, with the address of this page"),
    }


def _action(item: ActionItem) -> dict[str, str]:
    label = f"{item.label} – {item.contact}" if item.contact else item.label
    return {"label": label, "url": item.href if item.outside else ""}


def _levels(page: PacketPage) -> list[dict[str, object]]:
    def item(claim: ClaimItem) -> dict[str, str]:
        return {"text": claim.text, "cites": page.cites(claim.sources)}

    return [
        {
            "support": group.support,
            "parts": [
                {"condition": part.condition, "items": list(map(item, part.items))}
                for part in group.parts
            ],
        }
        for group in page.evidence
    ]


def _office(page: PacketPage, office: OfficeItem, t: Translator) -> dict[str, object]:
    rows = (
        (t("Languages"), office.languages),
        (t("Address"), ", ".join(office.address)),
        (t("Phone"), office.phone),
        (t("Hours"), office.hours),
        (t("Form"), office.form),
        (t("Cost"), office.fee),
    )
    texts = [office.does, *(f"{label}: {text}" for label, text in rows if text)]
    return {
        "name": office.name,
        "url": office.url,
        "support": f"{office.support} {page.cites(office.sources)}".rstrip(),
        "texts": [text for text in (*texts, office.check_first, office.note) if text],
    }


def _letter(letter: PacketLetter) -> dict[str, object]:
    return {
        "title": letter.title,
        "subject": letter.subject,
        "to": blocks_as_json(letter.to),
        "body": blocks_as_json(letter.body),
    }


def _source(source: SourceItem) -> dict[str, str]:
    texts = (source.title, source.publisher, source.note, source.old_copy)
    return {"text": ". ".join(text.rstrip(".") for text in texts if text) + ".", "url": source.url}


def _after(page: PacketPage, t: Translator) -> list[str]:
    """Return the lines at the end of the answer: when it was checked, and the site's notice."""
    checked = t("Last checked on {day}.", day=page.reviewed) if page.reviewed else ""
    if page.oldest_check and page.oldest_check != page.reviewed:
        oldest = t("The oldest check on this page is from {day}.", day=page.oldest_check)
        checked = f"{checked} {oldest}".strip()
    return [line for line in (checked, page.review_overdue, page.layout.notice) if line]
