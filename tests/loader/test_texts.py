"""Texts that readers would not see as the author meant them are warnings; other texts are not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.loader.test_mistakes import fixed
from wizard.loader.reader import NodeReader
from wizard.loader.site import check_folder
from wizard.loader.texts import check_texts
from wizard.loader.yaml_nodes import parse
from wizard.model.problems import Problem


def found(text: str, kind: str = "own claim", key: str = "text") -> list[Problem]:
    """Return the warnings of a text, written as in a file, under a key of a record."""
    reader = NodeReader()
    table = parse(f"{key}: {text}\n", "guide.yaml", reader.problems)
    assert table
    assert reader.problems == []
    check_texts(reader, table, kind)
    assert all(each.warning for each in reader.problems)
    return reader.problems


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("Use form #12 to write", "text-cut", 7),
        ("Use form # 12 to write", "text-cut", 7),
        ("Ask it #today", "text-cut", 7),
        ("See [the law](https://www.example.org/).", "text-markdown", 11),
        ("See <https://www.example.org/>.", "text-markdown", 11),
        ("You **must** answer.", "text-markdown", 11),
        ("You __must__ answer.", "text-markdown", 11),
        ("You *must* answer.", "text-markdown", 11),
        ("You _must_ answer.", "text-markdown", 11),
        ("Type `help` here.", "text-markdown", 12),
        ('"## What to do"', "text-markdown", 8),
        ("|\n  - One\n  - Two", "text-markdown", 7),
        ("|\n  1. One\n  2. Two", "text-markdown", 7),
        ("You <b>must</b> answer.", "text-code", 11),
        ("One<br/>two", "text-code", 10),
        ("Dear <your name>", "text-code", 12),
        ("Keep it &amp; wait.", "text-code", 15),
        ("One\\ntwo", "text-code", 10),
        ("Keep the {paper}.", "text-braces", 16),
        ("Keep the ${ paper }.", "text-braces", 16),
        ("Keep the {{ paper }}.", "text-braces", 16),
        ("It says “pay.", "text-quote", 15),
        ("It says pay”.", "text-quote", 18),
        ("It says «pay.", "text-quote", 15),
        ("Es heißt „zahlen.", "text-quote", 16),
        ("'It says \"pay.'", "text-quote", 16),
        ("The cafÃ© is open.", "text-encoding", 14),
        ("The owner\u00e2\u20ac\u2122s letter", "text-encoding", 16),
        ("The owner\ufffds letter", "text-encoding", 16),
        ("\uf0b7 Keep it.", "text-encoding", 7),
        ("TODO", "text-unfinished", 7),
        ('"TODO: ask a lawyer"', "text-unfinished", 7),
        ("We know more. [TBD]", "text-unfinished", 7),
        ("Lorem ipsum dolor", "text-unfinished", 7),
        ("...", "text-unfinished", 7),
        ("???", "text-unfinished", 7),
    ],
)
def test_text_that_readers_would_not_see_as_meant_is_a_warning(
    text: str, code: str, column: int
) -> None:
    """The warning is where the sign is, or where the text begins."""
    (problem,) = found(text)
    assert (problem.code, problem.location.column) == (code, column)


@pytest.mark.parametrize(
    "text",
    [
        "Keep it.  #12 is a comment after two spaces",
        "Keep it. # a comment",
        "Keep it. # 2026-11-23 a comment with a date",
        '"Use form #12 to write"',
        "Form#12",
        "5 * 3 * 2 and fee* or cost*",
        "A blank ________",
        "A file my_big_name.txt",
        "It is [sic] so (see https://www.example.org/)",
        "|\n  - only one dash",
        "5 < 6 and 7 > 6, AT&T, Q&A; R&D",
        "A path C:\\new and \\u0020",
        "It’s the owners’ ‘house’",
        "It says “pay”, “go” and «hola».",
        "Es heißt „zahlen“.",
        "Det står ”betala”.",
        "A sheet of 8½” by 11” and 5”",
        "In “the year 2024” it was so.",
        "'A board of 6\" or so'",
        "SÃO PAULO, pâté, Âge, naïve",
        "TODO lo que necesita, XXX-XX-1234, title XXX",
        "Wait ...",
        "Really?",
    ],
)
def test_ordinary_text_is_no_warning(text: str) -> None:
    """Signs that mean something to other programs may be ordinary here."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '"**No**, see [it](https://www.example.org/) &amp; `more`"',
        "|\n  # Heading\n\n  - One\n  - Two\n\n  <https://www.example.org/>",
        '"“One.\\n\\n“Two.”"',
    ],
)
def test_markdown_is_valid_where_the_schema_has_it(text: str) -> None:
    """The help of a question is Markdown, which knows links, entities and several paragraphs."""
    assert found(text, "question", "help") == []


@pytest.mark.parametrize(
    ("link", "cure"),
    [
        ("[it](http://www.example.org/)", "write https://www.example.org/"),
        ("[it](www.example.org/a)", "write https://www.example.org/a"),
        ("[it](//www.example.org/)", "write https://www.example.org/"),
        ("[us](help@example.org)", "write mailto:help@example.org"),
        ("[us](601-555-0123)", "write tel:601-555-0123"),
        ("<tel:help>", "a link leads to https://, tel: or mailto:"),
        ("<http://www.example.org/>", "write https://www.example.org/"),
        ("[x](javascript:alert(1))", "a link leads to https://, tel: or mailto:"),
    ],
)
def test_link_that_pages_would_not_have_is_a_problem(link: str, cure: str) -> None:
    """Pages would show its text without the link."""
    reader = NodeReader()
    table = parse(f'help: "See {link}, please."\n', "guide.yaml", reader.problems)
    assert table
    check_texts(reader, table, "question")
    (problem,) = reader.problems
    assert (problem.code, problem.warning) == ("text-link", False)
    assert problem.message.endswith(f"; {cure}")


@pytest.mark.parametrize(
    "link",
    [
        "[it](https://www.example.org/a_(b)?c=1)",
        "[us](tel:(601)555-0123)",
        "[us](mailto:help@example.org)",
        "<mailto:help@example.org>",
        "<help@example.org>",
        "[it](../privacy/)",
        "[it](#top)",
        r"\\[it\\](note: this is text)",
        r"\\<tel:help>",
    ],
)
def test_link_that_pages_have_is_valid(link: str) -> None:
    """Paths of the site are valid, too."""
    assert found(f'"See {link}, please."', "question", "help") == []


@pytest.mark.parametrize("text", ["Some <b>bold</b> text", "“No", "Keep the {paper}"])
def test_html_quotes_and_braces_are_reported_in_markdown_too(text: str) -> None:
    """Markdown shows them as they are written."""
    assert len(found(text, "question", "help")) == 1


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Use form #12 to write", '"Use form #12 to write"'),
        ('Use "form" #12 now', "'Use \"form\" #12 now'"),
        ("Keep it &amp; wait", "Keep it & wait"),
        ("'Keep it &amp; wait'", "'Keep it & wait'"),
        ('"The cafÃ© is open"', '"The café is open"'),
    ],
)
def test_certain_fix_gives_a_text_without_warnings(text: str, after: str) -> None:
    """The fix changes only what is wrong."""
    (problem,) = found(text)
    assert problem.fix
    assert fixed(f"text: {text}\n", problem.fix) == f"text: {after}\n"
    assert found(after) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ask it #today",
        "Ask it # 12",
        "One\n  two #3",
        "It&quot;s",
        '"A\\tb &amp; c"',
        "Two &nbsp; b",
    ],
)
def test_uncertain_cure_has_no_fix(text: str) -> None:
    """A # may begin a comment, and the place of a text with escapes is not certain."""
    (problem,) = found(text)
    assert problem.fix is None


def test_comment_in_brackets_has_no_fix() -> None:
    """What follows the # is not only text."""
    (problem,) = found("{label: Form #12, to: x}\n  }", "question", "yes")
    assert problem.fix is None


def test_text_that_begins_with_a_number_sign_is_not_only_empty(tmp_path: Path) -> None:
    """The message says why nothing is left of the text."""
    (tmp_path / "guide.yaml").write_text("title: #1 guide\nstart: a\nsteps: {}\n", "utf-8")
    assert [each.message for each in check_folder(tmp_path)[1] if each.code == "text-missing"] == [
        '"title" of the flow is empty; a # after a space begins a comment: write the text in quotes'
    ]


def test_texts_of_all_files_are_checked(tmp_path: Path) -> None:
    """Texts in lists, tables and unions are found by the schema, with the rules of their kind."""
    files = {
        "guide.yaml": """\
            title: A {guide}
            start: first
            steps:
              first:
                ask: Is it {so}?
                answers:
                  a: {label: "{a}", to: done}
                  b: {label: B, to: done}
              done:
                outcome: Done {now}
                claims: [{level: unknown, text: "Nothing {x}"}]
                next: [{label: "Keep {it}", to: letters/note}]
            """,
        "site.yaml": """\
            name: Help
            banner: {label: "News {x}"}
            words: ["{x}"]
            pages:
              about: {title: "About {x}", text: "Us {x}"}
            """,
        "letters/note.yaml": """\
            title: A note
            subject: A {name}
            to: ["The {office}"]
            body: ["Dear {name}", ["{one}"]]
            before: ["Keep {it}", {label: "Or {it}"}]
            blanks:
              name: {label: Name}
              one: {label: "One {x}"}
              office: {label: Office, also: x}
            """,
        "glossary.yaml": "ID: {means: 'a {card}', es: 'una {x}'}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text), "utf-8")
    lines = [
        f"{Path(each.location.file).name}:{each.location.line}"
        for each in check_folder(tmp_path)[1]
        if each.code == "text-braces"
    ]
    assert sorted(lines) == [
        "glossary.yaml:1",
        "glossary.yaml:1",
        *(f"guide.yaml:{line}" for line in (1, 10, 11, 12, 5, 7)),
        *(f"note.yaml:{line}" for line in (2, 5, 5, 8)),
        "site.yaml:2",
        "site.yaml:5",
        "site.yaml:5",
    ]


def test_translations_are_checked_for_quotes_and_encoding(tmp_path: Path) -> None:
    """Whatever the kind of the text is; the location is the entry of the catalog."""
    (tmp_path / "guide.yaml").write_text("title: A guide\nstart: a\nsteps: {}\n", "utf-8")
    (tmp_path / "site.yaml").write_text("languages: [en, es]\n", "utf-8")
    catalog = tmp_path / "locale" / "es.po"
    catalog.parent.mkdir()
    catalog.write_text(
        'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "A guide"\nmsgstr "Una «guÃ\u00ada"\n', "utf-8"
    )
    found = [each for each in check_folder(tmp_path)[1] if each.location.file == str(catalog)]
    assert [(each.code, each.location.line, each.warning) for each in found] == [
        ("text-encoding", 4, True),
        ("text-quote", 4, True),
    ]
