"""The one walk over everything a site says: flows, steps, letters, dates, topics, pages, offices.

A check that looks at titles, texts or review dates asks for the entries, so that a new kind of
content is added here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wizard.model.changes import Change
from wizard.model.deadlines import Deadlines, HolidayCalendar, TriggerEvent
from wizard.model.evidence import Claim
from wizard.model.flow import Flow, Outcome, Question, labels_of, parts, title_of
from wizard.model.letters import Letter
from wizard.model.offices import Office, first_review
from wizard.model.problems import Location
from wizard.model.site import ContentPage, Site, Topic
from wizard.model.tables import RowIndex


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an author, never empty.

    `what` names it in a message. A `heading` appears alone in lists and links. A `label` is the
    text of a link.
    """

    location: Location
    what: str
    text: str
    heading: bool = False
    label: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a site describes, such as a flow, a step or a letter.

    Attributes:
        kind: flow, question, outcome, letter, list (of rows), deadlines, event, topic, row (what a
            topic says of it), page, office, change, site, source or claim.
        id: Its id, or its number if it is a topic. Empty if there is only one of its kind.
        location: Where its file or its part of a file begins.
        path: The path of what is made for each row of a table, such as `records/al` or
            `letters/request/al`. A step has that of its flow, a claim `claims/answer-days/al`, and
            what a topic says of a row `topics/1/al`.
        title: The title of its page without the site's name. Empty if titles of that kind are not
            checked.
        in_history: The id, titles and questions that a browser's history shows.
        review_by: The date of the next review.
        texts: What it says, in reading order.
    """

    kind: str
    id: str
    location: Location
    path: str = ""
    title: str = ""
    in_history: tuple[str, ...] = ()
    review_by: date | None = None
    texts: tuple[Text, ...] = ()


def entries(site: Site) -> Iterator[Entry]:
    """Yield the entries of a site: each flow with its steps, then what the flows share."""
    # A flow comes right before its steps: `check/readability.py` groups texts by that order.
    for flow in site.flows.values():
        yield _flow(flow)
        yield from (
            _question(step, flow) if isinstance(step, Question) else _outcome(step, flow, site)
            for step in flow.steps.values()
        )
    yield from map(_letter, site.letters.values())
    yield from map(_index, site.indexes.values())
    if site.deadlines:
        yield _deadlines(site.deadlines)
        yield from map(_event, site.deadlines.events.values())
    for topic in site.topics.values():
        yield _topic(topic)
        yield from _rows_of(topic)
    yield from map(_page, site.pages.values())
    yield from map(_office, site.offices.values())
    yield from map(_change, site.changes.values())
    yield _site(site)
    for source in site.sources.values():
        # The title and the publisher are someone else's words, which an author cannot make easier.
        note = Text(source.location, f'the note of the source "{source.id}"', source.note)
        yield Entry(
            "source", source.id, source.location, review_by=source.review_by, texts=_texts(note)
        )
    for claim in site.claims.values():  # their texts are part of the outcomes that make them
        path = f"claims/{claim.id}"
        yield Entry("claim", claim.id, claim.location, path, review_by=claim.review_by)


def _texts(*texts: Text) -> tuple[Text, ...]:
    """Return the texts that are not empty."""
    return tuple(text for text in texts if text.text)


def _flow(flow: Flow) -> Entry:
    at = flow.location
    return Entry(
        "flow",
        flow.id,
        at,
        flow.id,
        title=flow.title,
        in_history=(flow.id, flow.title),
        review_by=flow.review_by,
        texts=_texts(
            Text(at, '"title" of the flow', flow.title, heading=True),
            Text(at, '"summary" of the flow', flow.summary),
        ),
    )


def _question(step: Question, flow: Flow) -> Entry:
    at, of = step.location, f'of step "{step.id}"'
    return Entry(
        "question",
        step.id,
        at,
        flow.id,
        title=title_of(step),
        # The ids of answers and boxes are values in URLs, and so they are in the history too.
        in_history=(step.id, step.title, step.ask, *(name for name, _, _ in labels_of(step))),
        texts=_texts(
            Text(at, f'"ask" {of}', step.ask, heading=True),
            Text(at, f'"why" {of}', step.why),
            Text(at, f'"help" {of}', step.help),
            *(
                Text(location, f'answer "{name}" {of}', label, label=True)
                for name, label, location in labels_of(step)
            ),
        ),
    )


def _outcome(step: Outcome, flow: Flow, site: Site) -> Entry:
    at, of = step.location, f'of step "{step.id}"'
    return Entry(
        "outcome",
        step.id,
        at,
        flow.id,
        title=title_of(step),
        # No review date: an outcome is as old as its claims and sources, which have entries.
        in_history=(step.id, step.title, step.heading),
        texts=_texts(
            Text(at, f'"outcome" {of}', step.heading, heading=True),
            Text(at, f'"says" {of}', step.says),
            # A shared claim is reported once, in claims.yaml, and not at each outcome that makes
            # it.
            *(_claim(site.claims.get(claim.id, claim), claim.id, of) for claim in step.claims),
            *(
                Text(action.location, f'an action ("next") {of}', action.label, label=True)
                for action in step.next
            ),
            *(
                Text(part.location, f'"when" {of}', part.when_text, heading=True)
                for part in parts(step)
            ),
        ),
    )


def _claim(claim: Claim, id_: str, of: str) -> Text:
    return Text(claim.location, f'the claim "{id_}"' if id_ else f"a claim {of}", claim.text)


def _letter(letter: Letter) -> Entry:
    """Return a letter with the texts around it. The letter itself uses the words of the law."""
    at, of = letter.location, f'of the letter "{letter.id}"'
    blanks = [
        Text(blank.location, f"a blank {of}", text)
        for blank in letter.blanks.values()
        for text in (blank.label, blank.hint)
    ]
    return Entry(
        "letter",
        letter.id,
        at,
        f"letters/{letter.id}",
        title=letter.title,
        in_history=(letter.id, letter.title),
        review_by=letter.review_by,
        texts=_texts(
            Text(at, f'"title" {of}', letter.title, heading=True),
            Text(at, f'"summary" {of}', letter.summary),
            *(
                Text(action.location, f'"before" {of}', action.label, label=True)
                for action in letter.before
            ),
            *blanks,
            *(
                Text(action.location, f'"after" {of}', action.label, label=True)
                for action in letter.after
            ),
        ),
    )


def _index(index: RowIndex) -> Entry:
    at, of = index.location, f'of the list "{index.id}"'
    return Entry(
        "list",
        index.id,
        at,
        title=index.title,
        in_history=(index.title, index.ask),
        texts=_texts(
            Text(at, f'"title" {of}', index.title, heading=True),
            Text(at, f'"summary" {of}', index.summary),
            Text(at, f'"ask" {of}', index.ask, heading=True),
        ),
    )


def _deadlines(deadlines: Deadlines) -> Entry:
    at, state = deadlines.location, deadlines.state
    # The codes of states have no texts.
    calendar = [*_calendar(state)] if isinstance(state, HolidayCalendar) else []
    return Entry(
        "deadlines",
        "",
        at,
        title=deadlines.title,
        in_history=(deadlines.title,),
        texts=_texts(
            Text(at, '"title" of the deadlines', deadlines.title, heading=True),
            Text(at, '"summary" of the deadlines', deadlines.summary),
            *calendar,
        ),
    )


def _calendar(calendar: HolidayCalendar) -> Iterator[Text]:
    """Yield the names of days and the claims, which the pages of dates show."""
    for holiday in calendar.holidays:
        yield Text(holiday.location, "the name of a holiday", holiday.name)
    for closing in calendar.closings:
        yield Text(closing.location, "the name of a possible closing", closing.name)
    for claim in calendar.all_claims():
        yield _claim(claim, claim.id, "of the calendar")


def _event(event: TriggerEvent) -> Entry:
    at, of = event.location, f'of event "{event.id}"'
    rules = [
        Text(rule.location, f"a date {of}", text)
        for rule in event.rules
        for text in (rule.label, rule.note)
    ]
    # Shared claims and sources have entries themselves.
    reviews = (claim.review_by for claim in event.claims() if not claim.id)
    return Entry(
        "event",
        event.id,
        at,
        f"deadlines/{event.id}",
        title=f"{event.title}, {date.min}",  # its longest title: the page of one date
        in_history=(event.id, event.title, event.ask),
        review_by=min(filter(None, reviews), default=None),
        texts=_texts(
            Text(at, f'"label" {of}', event.label, label=True),
            Text(at, f'"ask" {of}', event.ask, heading=True),
            Text(at, f'"help" {of}', event.help),
            Text(at, f'"says" {of}', event.says),
            *rules,
            *(_claim(claim, claim.id, of) for claim in event.claims()),
        ),
    )


def _topic(topic: Topic) -> Entry:
    at, of = topic.location, f"of topic {topic.number}"
    return Entry(
        "topic",
        str(topic.number),
        at,
        review_by=first_review(topic.claims),
        texts=_texts(
            Text(at, f'"ask" {of}', topic.ask, heading=True),
            Text(at, f'"found" {of}', topic.found),
            Text(at, f'"missing" {of}', topic.missing),
            *(_claim(claim, claim.id, of) for claim in topic.claims),
        ),
    )


def _rows_of(topic: Topic) -> Iterator[Entry]:
    """Yield what a topic says of each row of its table."""
    for row, claims in topic.each.items():
        of = f"of topic {topic.number}"
        yield Entry(
            "row",
            row,
            topic.location,
            f"topics/{topic.number}/{row}",
            review_by=first_review(claims),
            texts=_texts(*(_claim(claim, claim.id, of) for claim in claims)),
        )


def _page(page: ContentPage) -> Entry:
    at, of = page.location, f'of the page "{page.id}"'
    return Entry(
        "page",
        page.id,
        at,
        texts=_texts(
            Text(at, f'"title" {of}', page.title, heading=True),
            Text(at, f'"text" {of}', page.text),
        ),
    )


def _office(office: Office) -> Entry:
    """Return an office without its address and phone number, which are the same in all languages.

    Its texts are part of several pages, so they are reported once, in offices.yaml.
    """
    at, of = office.location, f'of the office "{office.id}"'
    keys = ("does", "form", "fee", "hours", "languages", "note")
    return Entry(
        "office",
        office.id,
        at,
        review_by=office.review_by,
        texts=_texts(
            Text(at, f'"name" {of}', office.name, label=True),
            *(Text(at, f'"{key}" {of}', getattr(office, key)) for key in keys),
        ),
    )


def _change(change: Change) -> Entry:
    at, of = change.location, f'of the change "{change.id}"'
    return Entry(
        "change",
        change.id,
        at,
        texts=_texts(
            Text(at, f'"text" {of}', change.text),
            *(_claim(claim, claim.id, of) for claim in change.claims),
        ),
    )


def _site(site: Site) -> Entry:
    """Return what is on every page, at the file in the folder of the flows."""
    # A site does not know its folder, but each of its flows knows its file. The file site.yaml may
    # not exist; then its location still says where the text would be written.
    folder = next((Path(flow.location.file).parent for flow in site.flows.values()), Path())
    at = Location(str(folder / "site.yaml"))
    # The banner has its own location, since its text is a link and is checked as one.
    banner = site.banner and Text(site.banner.location, '"banner"', site.banner.label, label=True)
    groups = [
        Text(group.location, "a group of topics", text, heading=True)
        for group in site.topic_groups
        for text in (group.title, group.hint)
    ]
    levels = [
        Text(level.location, f'the label of the level "{level.id}"', level.label)
        for level in site.levels.values()
    ]
    return Entry(
        "site",
        "",
        at,
        in_history=(site.lead,),  # link previews show it
        texts=_texts(
            Text(at, '"heading"', site.heading, heading=True),
            Text(at, '"lead"', site.lead),
            Text(at, '"notice"', site.notice),
            *([banner] if banner else []),
            *groups,
            *levels,
        ),
    )
