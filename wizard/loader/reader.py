"""Reading nodes: known keys, text, ids, dates, targets. Reports every problem it meets.

Each method returns what it could read, or a harmless placeholder after it reported a problem, so
that reading goes on and the author sees all problems at once. Does not read complete flows and
does not check whether an id refers to anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wizard.loader import forms
from wizard.loader.dates import possible_dates
from wizard.loader.key_words import elsewhere, words_for
from wizard.loader.schema import CHOICES, RECORD_TYPES, field_of, keys_of
from wizard.loader.schema_types import Field
from wizard.loader.suggest import NONE_SHOWN, Shown, Suggestion, as_id, closest, quoted_list
from wizard.loader.targets import ROW_TARGET, TARGET, split_target
from wizard.loader.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from wizard.model.deadlines import DAY
from wizard.model.flow import ADDRESS, ID, MAX_ID, MAX_TEXT, Target
from wizard.model.problems import Fix, Location, Problem, TrailAnswer

MANY = 500  # problems in a file, after which no more suggestions are looked up

MAX_ADDRESS = 500  # characters of a URL

_NAMES = re.compile(r"\[[a-z0-9-]+(, [a-z0-9-]+)*\]")  # a list of ids

_NUMBERS = re.compile(r"\[[0-9]+(, [0-9]+)*\]")

# What people write for the two flags. YAML 1.1 has some of them.
_FLAGS = dict.fromkeys(("yes", "on", "true"), "true") | dict.fromkeys(
    ("no", "off", "false"), "false"
)

_HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"

# Doubled braces, as the default port is filled in below. Browsers leave it out of an origin.
_PORT = r"(:(?!{}$)[1-9][0-9]{{0,4}})?"

# An origin as browsers send it: lower case, no path, no default port. Plain HTTP is only allowed
# for this computer, so that authors can try an embedding page locally.
ORIGIN = re.compile(
    rf"https://{_HOST}{_PORT.format(443)}|http://(localhost|127\.0\.0\.1){_PORT.format(80)}"
)


@dataclass(slots=True)
class NodeReader:
    """A reader of the nodes of one file, which collects the problems it finds in `problems`."""

    problems: list[Problem] = field(default_factory=list)

    def report(
        self,
        location: Location,
        code: str,
        message: str,
        fix: Fix | None = None,
        trail: tuple[TrailAnswer, ...] = (),
    ) -> None:
        """Add a problem, with its fix if the cure is certain, and the answers that lead to it."""
        self.problems.append(Problem(location, message, code, fix=fix, trail=trail))

    def warn(self, location: Location, code: str, message: str, fix: Fix | None = None) -> None:
        """Add a warning, with its fix if the cure is certain."""
        self.problems.append(Problem(location, message, code, warning=True, fix=fix))

    def closest(self, name: str, valid: Iterable[str], shown: Shown = NONE_SHOWN) -> Suggestion:
        """Return what the function of this name does, or no suggestion after `MANY` problems.

        Each lookup compares the name with all valid ones, which would take minutes in a file
        with thousands of steps and as many mistakes.
        """
        return closest(name, valid, shown) if len(self.problems) < MANY else Suggestion()

    def suggest(
        self,
        node: ScalarNode,
        valid: Iterable[str],
        shown: Shown = NONE_SHOWN,
        prefix: str = "",
    ) -> tuple[str, Fix | None]:
        """Return what a wrong name probably means: the end of a message, and a certain fix.

        Args:
            node: The node with the name.
            valid: The valid names.
            shown: Other text that authors write instead of a valid name, with that name.
            prefix: The beginning of the node's text that is not part of the name.
        """
        meant = self.closest(node.text.strip().removeprefix(prefix), valid, shown)
        return str(meant), forms.renamed(node, prefix + meant.name) if meant.certain else None

    # Tables and lists

    def table(
        self,
        node: Node,
        what: str,
        known: Collection[str] = (),
        required: Collection[str] = (),
        record: str = "",
    ) -> MappingNode:
        """Return a table, and report unknown and missing keys. If `known` is empty, any key is.

        A misspelled key is returned as the key that it should be, so that nothing that follows
        from the mistake is reported as well.
        """
        if not isinstance(node, MappingNode):
            self._report_no_table(node, what, bool(known), record)
            # Empty, so that the caller reads on; callers test `entries` before reporting what is
            # missing.
            return MappingNode({}, node.location)
        table = node
        for key, _ in node if known else ():
            if key.text not in known:
                meant = self._report_unknown_key(key, table, what, known, record)
                if meant.certain or meant.name in required:
                    table = forms.with_key(table, key.text, meant.name)
        missing = [name for name in required if name not in table.entries]
        form = forms.with_missing(table, missing, known) if missing and record else ""
        for name in missing:
            message = f'{what} is missing "{name}"'
            if record and not form:
                message = f"{message}: {_meaning(record, name)}"
            self.report(node.location, "key-missing", message + forms.write(form))
        return table

    def _report_no_table(self, node: Node, what: str, is_record: bool, record: str) -> None:
        """Report something else where a table belongs, with its form as a table."""
        if isinstance(node, SequenceNode) and not is_record and node.items:
            form = forms.as_entry(node.items[0], record)
            message = f"{what} must be a table, in which each entry has an id, but found a list"
            self.report(node.location, "shape-table", message + forms.write(form))
            return
        form = forms.as_table(node, record) if is_record else ""
        fix = forms.replacement(node, form) if forms.is_certain_table(node, record) else None
        message = f"{what} must be a table (key: value), but found {forms.described(node)}"
        self.report(node.location, "shape-table", message + forms.write(form), fix)

    def _report_unknown_key(
        self, key: ScalarNode, table: MappingNode, what: str, known: Collection[str], record: str
    ) -> Suggestion:
        """Report an unknown key, and return the key that the author means."""
        message = f'{what} has no key "{key.text}"'
        missing = [name for name in known if name not in table.entries]
        meant = self.closest(key.text, missing, words_for(missing))
        if not meant.certain and (place := elsewhere(key.text, record)):
            self.report(key.location, "key-unknown", f"{message}: {place}")
            return Suggestion()
        fix = forms.renamed(key, meant.name) if meant.certain else None
        # A key that the table has already is at least worth a look.
        hint = str(meant) or str(self.closest(key.text, known))
        hint = hint or f" Its keys are {quoted_list(known)}."
        self.report(key.location, "key-unknown", f"{message}.{hint}", fix)
        return meant

    def subtable(self, table: MappingNode, key: str) -> MappingNode:
        """Return the table under a key, which is empty if the key is absent."""
        return self.table(table.get(key) or MappingNode({}, table.location), key)

    def fields(
        self, node: Node, record: str, what: str, more_keys: Collection[str] = ()
    ) -> tuple[MappingNode, dict[str, Any]]:
        """Read a table as the schema describes this record.

        Returns the table, and the values that can be read without looking at anything else, by
        the names of the model's fields. Lists, nested tables and targets are left to the caller.
        """
        keys = RECORD_TYPES[record].keys
        required = [key.name for key in keys if key.required]
        table = self.table(node, what, (*keys_of(record), *more_keys), required, record)
        return table, {
            # YAML keys have dashes, and Python names cannot.
            key.attribute or key.name.replace("-", "_"): self._simple(table, key, what)
            for key in keys
            if key.kind in CHOICES or key.kind in _SIMPLE
        }

    def _simple(self, table: MappingNode, key: Field, what: str) -> str | bool | date | None:
        """Return the value under a key whose kind is in `CHOICES` or `_SIMPLE`."""
        match key.kind:
            case "date":
                return self.date(table, key.name, what)
            case "flag":
                return self.flag(table, key.name, what)
            case "address":
                return self.address(table, key.name, what)
            case kind if kind in CHOICES:
                return self.choice(table, key.name, what, CHOICES[kind])
        return self.text(table, key.name, what, key.limit or MAX_TEXT)

    def items(
        self, table: MappingNode, key: str, what: str, kind: str = "text"
    ) -> tuple[Node, ...]:
        """Return the items of a list under a key; none if the key is absent.

        `kind` is the kind of the items in the schema.
        """
        node = table.get(key)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            form = forms.as_list(node, kind)
            examples = "" if form else ': [one, two], or lines that begin with "- "'
            message = f'"{key}" of {what} must be a list{examples}'
            # Ids and numbers mean the same in brackets. Other text may have to become a table.
            names = _NUMBERS if kind == "number" else _NAMES
            is_certain = isinstance(node, MappingNode) or bool(names.fullmatch(form))
            fix = forms.replacement(node, form) if is_certain else None
            self.report(node.location, "shape-list", message + forms.write(form), fix)
            return ()
        return node.items

    def texts(self, table: MappingNode, record: str, key: str, what: str) -> tuple[str, ...]:
        """Return the items of a list of text under a key of a record."""
        limit = field_of(record, key).limit or MAX_TEXT
        items = self.items(table, key, what)
        return tuple(self.word(node, f'an item of "{key}"', limit) for node in items)

    # Scalars

    def text(self, table: MappingNode, key: str, what: str, limit: int = MAX_TEXT) -> str:
        """Return the text under a key, empty if the key is absent."""
        node = table.get(key)
        return "" if node is None else self.word(node, f'"{key}" of {what}', limit)

    def word(self, node: Node, what: str, limit: int = MAX_TEXT) -> str:
        """Return the text of a scalar without leading and trailing spaces."""
        if not isinstance(node, ScalarNode):
            items = node.items if isinstance(node, SequenceNode) else ()
            # One text in brackets is that text.
            form = forms.inline(items[0]) if len(items) == 1 else ""
            fix = forms.replacement(node, form)
            message = f"{what} must be text, but found {forms.described(node)}"
            self.report(node.location, "shape-text", message + forms.write(form), fix)
            return ""
        text = node.text.strip()
        if not text:
            hint = "; a # after a space begins a comment: write the text in quotes"
            message = f"{what} is empty{hint if node.comment else ''}"
            self.report(node.location, "text-missing", message)
        # Long text is still returned, so that the other rules can look at it.
        elif len(text) > limit:
            message = f"{what} has {len(text)} characters; the maximum is {limit}"
            self.report(node.location, "text-long", message)
        return text

    def flag(self, table: MappingNode, key: str, what: str) -> bool:
        """Return the true or false under a key, false if the key is absent."""
        node = table.get(key)
        if node is None:
            return False
        # Only these two. YAML 1.1 also has yes, no, on and off, which are answers or typos here.
        if not isinstance(node, ScalarNode) or node.text not in ("true", "false"):
            message = f'"{key}" of {what} must be true or false'
            fix = None
            if isinstance(node, ScalarNode) and (meant := _FLAGS.get(node.text.strip().lower())):
                message, fix = f"{message}; write {meant}", forms.replacement(node, meant)
            self.report(node.location, "shape-flag", message, fix)
            return False
        return node.text == "true"

    def date(self, table: MappingNode, key: str, what: str) -> date | None:
        """Return the date under a key, written YYYY-MM-DD."""
        node = table.get(key)
        if node is None:
            return None
        # `fromisoformat` alone would accept other ways to write a date, such as 20261123.
        text = node.text if isinstance(node, ScalarNode) else ""
        try:
            return date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            message = f'"{key}" of {what} must be a date such as 2026-11-23'
            if DAY.fullmatch(text):
                message = f'"{key}" of {what} is {text}, a day that does not exist'
            dates = [day.isoformat() for day in possible_dates(text)]
            # 4/5/2026 is in April or in May, depending on where the author is from.
            fix = forms.replacement(node, dates[0]) if len(dates) == 1 else None
            self.report(node.location, "shape-date", message + forms.write(" or ".join(dates)), fix)
            return None

    def identifier(
        self,
        word: ScalarNode,
        what: str,
        reserved: Collection[str] = (),
        others: Collection[str] = (),
        is_free: bool = False,
    ) -> str:
        """Return an id, and report wrong characters, too many of them, and reserved names.

        `others` are the ids next to it. `is_free` says that nothing else in the file names the id,
        and so it can simply be renamed.
        """
        text = word.text
        if not ID.fullmatch(text):
            suggestion = as_id(text)
            is_id = bool(ID.fullmatch(suggestion)) and suggestion not in others
            hint = f' Try "{suggestion}".' if is_id else ""
            fix = forms.renamed(word, suggestion) if is_id and is_free else None
            rule = "an id has lower-case letters, digits and dashes, and begins with a letter"
            # Cut, here and in other messages: a key may be as long as the file.
            message = f'"{text:.60}" cannot be the id of {what}: {rule}.{hint}'
            self.report(word.location, "id-letters", message, fix)
        elif len(text) > MAX_ID:
            message = f'the id "{text}" has {len(text)} characters; the maximum is {MAX_ID}'
            self.report(word.location, "id-long", message)
        elif text in reserved:
            message = f'"{text}" is a reserved name and cannot be the id of {what}'
            self.report(word.location, "id-reserved", message)
        # Returned in any case, so that references to the id are not reported as well.
        return text

    def choice(
        self, table: MappingNode, key: str, what: str, valid: Collection[str], use: str = ""
    ) -> str:
        """Return a valid text, or empty text. `use` says what to write if too many are valid."""
        text = self.text(table, key, what)
        if not text or text in valid:
            return text
        node = table.entries[key][1]
        # `text` has returned something, so this is a scalar, which mypy cannot know.
        assert isinstance(node, ScalarNode)
        hint, fix = self.suggest(node, valid)
        if not hint or (use and not self.closest(text, valid).certain):
            hint = f" Use {use or 'one of ' * (len(valid) > 1) + quoted_list(valid)}."
        message = f'"{key}" of {what} cannot be "{text:.60}".{hint}'
        self.report(node.location, "name-unknown", message, fix)
        return ""

    def address(self, table: MappingNode, key: str, what: str) -> str:
        """Return the https URL under a key, empty if the key is absent."""
        text = self.text(table, key, what, MAX_ADDRESS)
        if text and not is_address(text):
            message = f'"{key}" of {what} must be a URL that begins with https://{https_form(text)}'
            self.report(table.entries[key][1].location, "shape-address", message)
            return ""
        return text

    def origin(self, node: Node, what: str) -> str:
        """Return the scheme and host of a site, as browsers send it."""
        text = self.word(node, what)
        if text and not ORIGIN.fullmatch(text):
            rule = "write https:// and the host in lower case, as in https://www.example.org"
            message = f'{what} cannot be "{text:.60}"; {rule}, without a path'
            self.report(node.location, "shape-origin", message)
            return ""
        return text

    def target(self, node: Node, flow: str, what: str, of_row: bool = False) -> Target:
        """Return a target: `step`, `flow/` or `flow/step`. Does not check whether it exists.

        `of_row` says that a template is named, so the id of a row may follow it.
        """
        text = self.word(node, what, 3 * MAX_ID + 2)
        pattern = ROW_TARGET if of_row else TARGET
        if not pattern.fullmatch(text):
            message = f'{what} cannot be "{text:.60}"; write a step, "flow/" or "flow/step"'
            self.report(node.location, "target-form", message)
            return Target(flow, "", node.location)
        return Target(*split_target(text, flow), node.location)


# The kinds that `NodeReader.fields` reads, besides those of `CHOICES`.
# Not lists, targets and conditions: those are checked against other parts of the site.
_SIMPLE = ("text", "Markdown", "id", "column", "date", "flag", "address")


def _meaning(record: str, key: str) -> str:
    """Return what a key of a record is, in a few words from the schema."""
    words = re.split("[,:;.]", field_of(record, key).description)[0]
    return words[0].lower() + words[1:]


def is_missing(table: MappingNode, key: str) -> bool:
    """Return whether a key is absent or its list is empty."""
    node = table.get(key)
    return node is None or (isinstance(node, SequenceNode) and not node.items)


def is_address(text: str) -> bool:
    """Return whether a text is a URL that pages may link to."""
    return bool(ADDRESS.fullmatch(text))


def https_form(text: str) -> str:
    """Return the end of a message with the https URL that a text can become, or empty text."""
    match = re.fullmatch(r"(?:http:)?/*((?:[\w-]+\.)+[a-z]{2,}(?:[/?#].*)?)", text, re.IGNORECASE)
    url = f"https://{match[1]}" if match else ""
    # Only the author can find out whether the site has it.
    return f"; write {url} if that page exists" if is_address(url) else ""
