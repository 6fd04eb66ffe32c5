"""Parts of the document: a text in each language, with what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from wizard.convert.diagram import name_in
from wizard.i18n.catalog import Entry
from wizard.i18n.translator import SOURCE_LANGUAGE, Translator, make_translator
from wizard.i18n.wording import condition_label, fact_label, support_label
from wizard.model.conditions import Condition, references
from wizard.model.contacts import contact_text, is_contact
from wizard.model.evidence import Claim, Level, Source
from wizard.model.flow import Action, Flow, Target
from wizard.model.offices import Office
from wizard.model.site import Site
from wizard.review.document import (
    NOT_TRANSLATED,
    OUTDATED,
    Group,
    Line,
    Part,
    Section,
    Wording,
    label_of,
)

_QUESTION = re.compile(r"(?<=question=')[a-z0-9-]+")

# The labels of the document are English, as all that is for those who work on the flows. Texts are
# in the languages of the columns.
_ENGLISH = make_translator(SOURCE_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Column:
    """A language of the document. `catalog` is None for the language that the files are in."""

    t: Translator
    catalog: Mapping[str, Entry] | None


@dataclass
class PartMaker:
    """Makes the parts of a flow's document.

    Attributes:
        flow: The flow.
        site: The site around it.
        columns: The languages.
        renamed: The former ids of steps, each with the id that references use for it.
        numbers: The number of each step.
        printed: The references of the letters, events and offices that the document contains.
        cited: The sources that are cited so far, with their numbers.
    """

    flow: Flow
    site: Site
    columns: tuple[Column, ...]
    renamed: Mapping[str, str]
    numbers: Mapping[str, str] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    cited: dict[str, tuple[str, Source]] = field(default_factory=dict)

    def part(
        self,
        ref: str,
        label: str,
        text: str,
        *,
        usual: Callable[[Translator], str] = lambda t: "",
        fill: Callable[[Translator, str], str] = lambda t, text: text,
        condition: Callable[[Translator], str] = lambda t: "",
        lines: Callable[[Translator], Iterable[Line]] = lambda t: (),
        facts: Iterable[Line] = (),
        translated: bool = True,
        markdown: bool = False,
        key: str = "",
    ) -> Part:
        """Return a part. A reference that ends with a dot is completed with a label of the text.

        Args:
            ref: The reference.
            label: What the text is.
            text: The text in the source language.
            usual: Returns the usual text in a language, if the author wrote none.
            fill: Fills in the placeholders of the text in a language.
            condition: Returns the condition in a language.
            lines: Returns what belongs to the text in a language.
            facts: What is the same in all languages.
            translated: Whether texts of this kind have translations.
            markdown: Whether the text is Markdown.
            key: The ids that the text depends on and leads to.
        """
        has_id = not ref.endswith(".")
        wordings = []
        for column in self.columns:
            t = column.t
            wording = self._wording(column, text) if translated else Wording(self._source, text)
            shown = fill(t, wording.text) if text else usual(t)
            # Without a text of the author, the words are those of the interface.
            lang = wording.lang if text else t.code
            wordings.append(Wording(lang, shown, wording.note, condition(t), tuple(lines(t))))
        return Part(
            ref if has_id else ref + label_of(text),
            label,
            tuple(wordings),
            tuple(facts),
            markdown,
            key,
            has_id,
        )

    def optional(self, ref: str, label: str, text: str, markdown: bool = False) -> Iterator[Part]:
        """Yield a part, unless its text is empty."""
        if text:
            yield self.part(ref, label, text, markdown=markdown)

    def list_of_rows(self, path: str) -> Iterator[Part]:
        """Yield the texts of the list of rows to which a flow, letter or event belongs."""
        if index := self.site.indexes.get(path.rpartition("/")[0]):
            ref = f"lists/{index.id}"
            yield self.part(ref, "Title", index.title)
            yield from self.optional(f"{ref}.summary", "Summary", index.summary)
            yield from self.optional(f"{ref}.ask", "Question", index.ask)

    @property
    def _source(self) -> str:
        return self.site.languages[0]

    def _wording(self, column: Column, text: str) -> Wording:
        entry = column.catalog.get(text) if column.catalog is not None else None
        if column.catalog is None or not text:
            return Wording(column.t.code, text)
        if entry is None or not entry.translation:
            # The column of the source language has the text already.
            known = any(other.catalog is None for other in self.columns)
            return Wording(self._source, "" if known else text, NOT_TRANSLATED)
        return Wording(column.t.code, entry.translation, "" if entry.current else OUTDATED)

    def step_ref(self, step: str) -> str:
        """Return the reference of a step of the flow."""
        return self.renamed.get(step, step)

    def claim(self, of: str, claim: Claim) -> Part:
        """Return a claim of a step or event. `of` is its reference."""
        return self.part(
            f"{of}.{claim.id}",
            self.support(claim.level),
            claim.text,
            condition=lambda t: self._condition(t, claim),
            lines=lambda t: [*self._looks(claim.when), *self.sources(t, claim.cite)],
            facts=self.dates(Reviewed=claim.reviewed, **{"Review by": claim.review_by}),
            key=f"{claim.level.id} {self._ids(claim.cite)} {self.condition_key(claim.when)}",
        )

    def action(self, of: str, label: str, action: Action) -> Part:
        """Return a next step of an outcome or letter. `of` is the reference of the outcome."""

        def lines(t: Translator) -> Iterator[Line]:
            yield from self._looks(action.when)
            if isinstance(action.to, Target):
                yield self.target(t, action.to)
            elif action.to:
                text = contact_text(action.to) if is_contact(action.to) else action.to
                yield Line(text, to=action.to)

        to = self.target_key(action.to) if isinstance(action.to, Target) else action.to or ""
        return self.part(
            f"{of}.",
            label,
            action.label,
            condition=lambda t: self._condition(t, action),
            lines=lines,
            key=f"{to} {self.condition_key(action.when)}",
        )

    def support(self, level: Level) -> str:
        """Return an evidence level in words, in each language."""
        return " / ".join(support_label(column.t, level) for column in self.columns)

    def _condition(self, t: Translator, item: Claim | Action) -> str:
        if not item.when:
            return ""
        exact = condition_label(t, self.flow, item.when)
        # Readers see the author's words, but a reviewer must see what the program checks, too.
        return f"{fact_label(t, item.when_text)} ({exact.rstrip(':')})" if item.when_text else exact

    def condition_key(self, condition: Condition | None) -> str:
        """Return a condition by its ids, for a comparison."""
        # Locations have no representation, so only ids and operators are compared.
        return _QUESTION.sub(lambda id_: self.step_ref(id_[0]), repr(condition))

    def _looks(self, condition: Condition | None) -> Iterator[Line]:
        """Yield a link to each question that a condition looks at."""
        for name in dict.fromkeys(look.question for look in references(condition)):
            yield Line("", "Question", f"#{self.step_ref(name)}", self.numbers[name])

    def target(self, t: Translator, to: Target, before: str = "") -> Line:
        """Return where an answer or action leads."""
        name = name_in(t, self.site, to)
        if to.flow == self.flow.id and to.step:
            return Line(name, before, f"#{self.step_ref(to.step)}", self.numbers[to.step])
        ref = f"{to.flow}/{to.step}"
        if ref in self.printed:
            return Line(name, before, f"#{ref}")
        return Line(name if name == ref else f"{name} ({ref})", before)

    def target_key(self, to: Target) -> str:
        """Return the ids of a target, for a comparison."""
        step = self.step_ref(to.step) if to.flow == self.flow.id else to.step
        return f"{to.flow}/{step}"

    def sources(self, t: Translator, cite: Iterable[Source]) -> Iterator[Line]:
        """Yield a link to each source."""
        for source in cite:
            number, _ = self.cited.setdefault(source.id, (f"S{len(self.cited) + 1}", source))
            yield Line(t.content(source.title), "", f"#sources/{source.id}", number)

    def office(self, of: str, office: Office) -> Part:
        """Return the name of an office of an outcome or letter. `of` is its reference."""
        ref = f"offices/{office.id}"
        self.printed.add(ref)
        link = Line(ref, to=f"#{ref}")
        return self.part(f"{of}.{office.id}", "Office", office.name, lines=lambda t: [link])

    def dates(self, **days: date | None) -> Iterator[Line]:
        """Yield the dates that are known, each after its name."""
        for name, day in days.items():
            if day:
                yield Line(_ENGLISH.day(day), name)

    @staticmethod
    def _ids(cite: Iterable[Source]) -> str:
        return " ".join(source.id for source in cite)


def section(
    heading: Part,
    kind: str,
    groups: Iterable[tuple[str, Iterable[Part]]],
    *,
    number: str = "",
    facts: Iterable[Line] = (),
    former: str = "",
) -> Section:
    """Return a section in which each reference is unique, without empty groups."""
    seen = {heading.ref: 1}

    def unique(part: Part) -> Part:
        seen[part.ref] = seen.get(part.ref, 0) + 1
        return part if seen[part.ref] == 1 else replace(part, ref=f"{part.ref}-{seen[part.ref]}")

    made = [Group(title, tuple(map(unique, parts))) for title, parts in groups]
    return Section(
        heading,
        kind,
        number,
        tuple(facts),
        tuple(group for group in made if group.parts),
        former,
    )
