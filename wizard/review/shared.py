"""What flows share, as sections of the document: letters, deadlines, offices and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.i18n.translator import Translator
from wizard.i18n.wording import count_label
from wizard.model.deadlines import DeadlineRule, HolidayCalendar, TriggerEvent
from wizard.model.letters import LETTERS, PLACEHOLDER, Blank, Letter
from wizard.model.offices import Office
from wizard.pages.due_dates import AREA as DEADLINES
from wizard.review.document import LIST_OF_ROWS, Line, Part, Section
from wizard.review.parts import PartMaker, section


class SharedPartMaker(PartMaker):
    """Makes the sections of what a flow shares with others."""

    def letter(self, letter: Letter) -> Section:
        """Return the section of a letter."""
        ref = f"{LETTERS}/{letter.id}"
        texts = [
            *self.optional(f"{ref}.summary", "Summary", letter.summary),
            *self.optional(f"{ref}.also", "Search words", letter.also),
        ]
        facts = [
            *self._named("Sources", self.sources(self.columns[0].t, letter.cite)),
            *self.dates(Reviewed=letter.reviewed, **{"Review by": letter.review_by}),
        ]
        return section(
            self.part(ref, "Letter", letter.title),
            "Letter",
            [
                ("", texts),
                ("Before sending", [self.action(ref, "Before", item) for item in letter.before]),
                ("Where to send it", [self.office(ref, office) for office in letter.offices]),
                ("Text of the letter", self._letter_texts(ref, letter)),
                ("Blanks", self._blanks(ref, letter.blanks.values())),
                ("After sending", [self.action(ref, "After", item) for item in letter.after]),
                (LIST_OF_ROWS, self.list_of_rows(ref)),
            ],
            facts=facts,
        )

    def _letter_texts(self, ref: str, letter: Letter) -> Iterator[Part]:
        for line in letter.to:
            # An address is the same in all languages.
            yield self._letter_text(ref, "To", line, letter, translated=False)
        yield self.part(f"{ref}.subject", "Subject", letter.subject)
        for passage in letter.body:
            if isinstance(passage, str):
                yield self._letter_text(ref, "Paragraph", passage, letter)
            else:
                for item in passage:
                    yield self._letter_text(ref, "List item", item, letter)

    def _letter_text(
        self, ref: str, label: str, text: str, letter: Letter, translated: bool = True
    ) -> Part:
        def fill(t: Translator, text: str) -> str:
            return PLACEHOLDER.sub(
                lambda found: f"[{t.content(letter.blanks[found[1]].label)}]", text
            )

        # A blank alone has nothing to translate.
        translated = translated and not PLACEHOLDER.fullmatch(text)
        return self.part(f"{ref}.", label, text, fill=fill, translated=translated)

    def _blanks(self, ref: str, blanks: Iterable[Blank]) -> Iterator[Part]:
        for blank in blanks:
            facts = [Line("by hand, on paper only", "Filled in")] if blank.handwritten_only else []
            yield self.part(f"{ref}{{{blank.id}}}", "Blank", blank.label, facts=facts)
            yield from self.optional(f"{ref}{{{blank.id}}}.hint", "Hint", blank.hint)

    def deadlines(self, events: Iterable[TriggerEvent]) -> Iterator[Section]:
        """Yield the sections of events, then that of the page that lists them."""
        listed = list(events)
        deadlines = self.site.deadlines
        if not listed or deadlines is None:
            return
        for event in listed:
            yield self._event(event)
        calendar = deadlines.state
        # The codes of states have no texts.
        parts = self._calendar(calendar) if isinstance(calendar, HolidayCalendar) else ()
        summary = self.optional(f"{DEADLINES}.summary", "Summary", deadlines.summary)
        heading = self.part(DEADLINES, "Title", deadlines.title)
        yield section(heading, "List of deadlines", [("", summary), ("Days off", parts)])

    def _event(self, event: TriggerEvent) -> Section:
        ref = f"{DEADLINES}/{event.id}"
        texts = [
            *self.optional(f"{ref}.label", "Link", event.label),
            *self.optional(f"{ref}.ask", "Question", event.ask),
            *self.optional(f"{ref}.help", "Help", event.help, markdown=True),
            *self.optional(f"{ref}.says", "What the date means", event.says),
            *self.optional(f"{ref}.also", "Search words", event.also),
        ]
        dates = [part for rule in event.rules for part in self._rule(ref, rule)]
        more = [self.claim(ref, claim) for claim in event.more]
        heading = self.part(ref, "Event", event.title)
        listed = [*self.list_of_rows(ref)]
        groups = [("", texts), ("Dates that follow", dates), ("Claims", more)]
        groups += [(LIST_OF_ROWS, listed)]
        return section(heading, "Deadline", groups)

    def _rule(self, ref: str, rule: DeadlineRule) -> Iterator[Part]:
        date = self.part(
            f"{ref}.",
            "Date",
            rule.label,
            lines=lambda t: [Line(count_label(t, rule))],
            key=f"{rule.count} {rule.unit} {rule.calendar}",
        )
        yield date
        yield from self.optional(f"{date.ref}.note", "Advice", rule.note)
        yield from (self.claim(ref, claim) for claim in rule.claims)

    def _calendar(self, calendar: HolidayCalendar) -> Iterator[Part]:
        for holiday in calendar.holidays:
            yield self.part(f"{DEADLINES}.", "Holiday", holiday.name, key=repr(holiday.on))
        for closing in calendar.closings:
            yield self.part(f"{DEADLINES}.", "May be closed", closing.name, key=repr(closing.on))
        # A claim can support several days.
        claims = {(claim.id, claim.text): claim for claim in calendar.all_claims()}
        yield from (self.claim(DEADLINES, claim) for claim in claims.values())

    def office_sections(self) -> Iterator[Section]:
        """Yield a section for each office that was linked so far."""
        for office in self.site.offices.values():
            if f"offices/{office.id}" in self.printed:
                yield self._office(office)

    def _office(self, office: Office) -> Section:
        ref = f"offices/{office.id}"
        texts = [
            *self.optional(f"{ref}.does", "What it does", office.does),
            *self._untranslated(f"{ref}.address", "Address", ", ".join(office.address)),
            *self._untranslated(f"{ref}.phone", "Phone", office.phone),
            *self.optional(f"{ref}.form", "Form", office.form),
            *self.optional(f"{ref}.fee", "Cost", office.fee),
            *self.optional(f"{ref}.hours", "Hours", office.hours),
            *self.optional(f"{ref}.languages", "Languages", office.languages),
            *self.optional(f"{ref}.note", "Note", office.note),
        ]
        site = [Line(office.url, "Site", office.url)] if office.url else []
        return section(
            self.part(ref, "Office", office.name, key=f"{office.level.id} {office.url}"),
            "Office",
            [("", texts)],
            facts=[
                *site,
                Line(self.support(office.level), "Evidence"),
                *self._named("Sources", self.sources(self.columns[0].t, office.cite)),
                *self.dates(Checked=office.checked, **{"Review by": office.review_by}),
            ],
        )

    def source_sections(self) -> Iterator[Section]:
        """Yield a section for each source that was cited so far."""
        for number, source in self.cited.values():
            ref = f"sources/{source.id}"
            texts = [
                *self.optional(f"{ref}.publisher", "Publisher", source.publisher),
                *self.optional(f"{ref}.note", "Note", source.note),
            ]
            link = [Line(source.url, "Link", source.url)] if source.url else []
            days = {"Copy of": source.copy, "Review by": source.review_by}
            yield section(
                self.part(ref, "Source", source.title, key=source.url),
                "Source",
                [("", texts)],
                number=number,
                facts=[*link, *self.dates(Checked=source.checked, **days)],
            )

    def _untranslated(self, ref: str, label: str, text: str) -> Iterator[Part]:
        if text:
            yield self.part(ref, label, text, translated=False)

    @staticmethod
    def _named(name: str, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield lines, the first after a name."""
        for line in lines:
            yield Line(line.text, name, line.to, line.number)
            name = ""
