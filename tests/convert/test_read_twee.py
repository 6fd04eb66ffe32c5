"""`read_twee`: stories in Twee 3."""

from __future__ import annotations

import pytest

from tests.convert.helpers import answers_of, reports_of, tree_of
from wizard.convert.read_twee import first_mark, read


def plain(body: str, data: str = "") -> str:
    """Return the text of a story's only passage."""
    return tree_of(read, f"{data}:: Start\n{body}\n").steps["Start"].prose.plain


def of_format(name: str) -> str:
    """Return the passage that names a story's format."""
    return f':: StoryData\n{{"format": "{name}"}}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [(":: Start", True), ("x\n::Start", True), (":::", False), ("a :: b", False), ("::", False)],
)
def test_twee_is_detected_by_a_passage(text: str, expected: bool) -> None:
    """A line begins with two colons and a name."""
    assert (first_mark(text) >= 0) == expected


def test_twee_links_are_answers() -> None:
    """All four ways to write a link are read; the order is kept."""
    tree = tree_of(
        read,
        ":: Start\nWhich?\n[[a]]\n[[B->b]]\n[[c<-C]]\n[[D|d]]\n"
        ":: a\n1\n:: b\n2\n:: c\n3\n:: d\n4\n",
    )
    assert answers_of(tree)["Start"] == {"a": "a", "B": "b", "C": "c", "D": "d"}
    assert tree.steps["Start"].prose.plain == "Which?"
    assert reports_of(tree) == []


def test_twee_link_in_a_sentence_stays_in_it() -> None:
    """The sentence would not be complete without its words."""
    tree = tree_of(read, ":: Start\nGo to [[the desk->desk]] now.\n:: desk\nEnd.\n")
    assert tree.steps["Start"].prose.plain == "Go to the desk now."
    assert answers_of(tree)["Start"] == {"the desk": "desk"}


@pytest.mark.parametrize("name", ["SugarCube", "Harlowe", "Chapbook", "Snowman", ""])
@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("Is it <i>wet</i>? <b>[[Yes->A]]</b> / <b>[[No->B]]</b>", "Is it *wet*?"),
        ('Is it wet?\n<div class="x">[[Yes->A]]</div>\n<center>[[No->B]]</center>', "Is it wet?"),
        ("<p>Wet?</p><ul><li>[[Yes->A]]</li><li>[[No->B]]</li></ul>\nLook.", "Wet?|Look."),
        ("A <b or c>? [[Yes->A]] | [[No->B]]", "A \\<b or c>?"),
    ],
)
def test_twee_tag_around_links_that_are_answers_is_no_text(
    body: str, markdown: str, name: str
) -> None:
    """The bracket at its end is no separator of links."""
    tree = tree_of(read, f"{of_format(name)}:: Start\n{body}\n:: A\na\n:: B\nb\n")
    assert answers_of(tree)["Start"] == {"Yes": "A", "No": "B"}
    assert "|".join(part.markdown for part in tree.steps["Start"].prose.paragraphs) == markdown


def test_twee_title_and_start_are_read() -> None:
    """StoryData may name another first passage."""
    tree = tree_of(
        read, ':: StoryTitle\nThe well\n:: StoryData\n{"start": "b"}\n:: a\n1\n:: b\n2\n'
    )
    assert (tree.title, tree.start, [*tree.steps]) == ("The well", "b", ["a", "b"])


def test_twee_names_are_unescaped() -> None:
    """Tags and map positions are left out and reported once."""
    tree = tree_of(read, ':: A \\[b\\] [x y] {"position": "1,2"}\n1\n:: B [z]\n2\n:: Start\n3\n')
    assert [*tree.steps] == ["A [b]", "B", "Start"]
    assert reports_of(tree) == [
        "1:1 tags and map positions of 2 passages were left out [import-changed]"
    ]


def test_twee_only_continue_asks_nothing() -> None:
    """A passage whose only link says "Continue" just leads on."""
    tree = tree_of(read, ":: Start\nRead.\n[[Continue->a]]\n:: a\nEnd.\n")
    assert answers_of(tree)["Start"] == {"": "a"}


def test_twee_passage_with_only_web_links_is_an_outcome() -> None:
    """Its links are the outcome's."""
    tree = tree_of(read, ":: Start\nSee [[the site->https://a.org/b]].\n")
    assert answers_of(tree) == {"Start": {}}
    assert tree.steps["Start"].links == [("the site", "https://a.org/b")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('(set: $a to "(b)")Hello', "Hello"),
        ("(if: $a)[Hello (you)] all", "Hello (you) all"),
        ("(note: bring a copy)", "(note: bring a copy)"),
        ("(print: $a", "…"),
        ("<<if $a>>Hello<</if>>", "Hello"),
        ("a<<set $x to 1>>b", "a b"),
        ("<% if (a) { %>Hello<% } %>", "Hello"),
        ("Hello $name, pay $5", "Hello …, pay $5"),
        ("Hello {name} {embed: 'x'}", "Hello …"),
        ("[if a]\nHello", "Hello"),
        ("a: 1\nb (c): 2\n--\nHello", "Hello"),
    ],
)
def test_twee_code_is_left_out_and_text_kept(body: str, text: str) -> None:
    """Code of Harlowe, SugarCube, Snowman and Chapbook; values become an ellipsis."""
    assert plain(body) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SugarCube", "{a} b [c]"),
        ("Snowman", "{a} b [c]"),
        ("Harlowe", "a b c"),
        ("Chapbook", "… b"),
    ],
)
def test_twee_brackets_are_code_of_some_story_formats_only(name: str, text: str) -> None:
    """Chapbook reads inserts and modifiers, Harlowe hooks; to the others they are text."""
    assert plain("{a} b\n[c]", of_format(name)) == text


def test_twee_code_is_reported_at_its_location() -> None:
    """The report quotes the code."""
    assert reports_of(tree_of(read, ":: Start\nA (set: $b to 1)\n")) == [
        "2:3 code of a story format was left out: “(set: $b to 1)” [import-left-out]"
    ]


@pytest.mark.parametrize("passage", [":: Look [script]", ":: Style [stylesheet]", ":: StoryInit"])
def test_twee_code_passage_is_left_out(passage: str) -> None:
    """Passages with scripts and styles are not steps."""
    tree = tree_of(read, f"{passage}\nalert(1)\n:: Start\nHello\n")
    assert [*tree.steps] == ["Start"]
    assert any("contains code and was left out" in each for each in reports_of(tree))


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (":: Start\n[[Nowhere]]\n", "2:1 no passage has the name “Nowhere”"),
        (":: Start\na\n:: Start\nb\n", "3:1 the name “Start” is already used in line 1"),
        (":: Begin\na\n", "1:1 the story starts at “Start”, but no passage has that name"),
        (":: Start\na\n:: b [c\nd\n", "3:1 put a backslash before brackets"),
        (":: Start\na\n:: [b]\nc\n", "3:1 this passage has no name"),
    ],
)
def test_twee_reports_defect_at_its_location(text: str, report: str) -> None:
    """The location is that of the link or of the passage."""
    reports = reports_of(tree_of(read, text))
    assert any(each.startswith(report) and each.endswith("[import-defect]") for each in reports)


def test_twee_setter_of_link_is_left_out() -> None:
    """The link itself is kept."""
    tree = tree_of(read, ":: Start\na?\n[[b->c][$d to 1]]\n:: c\nEnd\n")
    assert answers_of(tree)["Start"] == {"b": "c"}
    assert "the setter of this link was left out" in "".join(reports_of(tree))


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("SugarCube", "<!-- no [[No->b]] -->"),
        ("SugarCube", "/* no [[No->b]] */"),
        ("SugarCube", "/% no [[No->b]] %/"),
        ("SugarCube", "<<script>>no [[No->b]]<</script>>"),
        ("SugarCube", "<<silently>>no <<if $a>>[[No->b]]<</if>><</silently>>"),
        ("SugarCube", '<<widget "w">>no [[No->b]]<</widget>>'),
        ("SugarCube", "<script>no('[[No->b]]')</script>"),
        ("SugarCube", '<<set $a to "no >> [[No->b]]">>'),
        ("Harlowe", "<!-- no [[No->b]] -->"),
        ("Harlowe", '(set: $a to "no) [[No->b]]")'),
        ("Harlowe", "(unheard-of: no [[No->b]])"),
        ("Chapbook", "[note]\nno [[No->b]]\n\nno\n[continue]"),
        ("Chapbook", "[n.b. no]\nno\n[continue]"),
        ("Chapbook", "[JavaScript]\nno('[[No->b]]')\n[continued]"),
        ("Chapbook", "[CSS]\n.no {}\n[continued]"),
        ("Snowman", "<% no('[[No->b]]') %>"),
        ("Snowman", "/* no [[No->b]] */"),
        ("Snowman", "// no [[No->b]]"),
        ("Snowman", "<span hidden>no [[No->b]]</span>"),
        ("Harlowe", "<div style='display: none'>no (link-goto: 'No', 'b')</div>"),
        ("", "<!-- no [[No->b]] -->"),
        ("", "/* no [[No->b]] */"),
        ("", "/% no [[No->b]] %/"),
    ],
)
def test_twee_comments_notes_and_code_are_left_out_as_a_whole(name: str, hidden: str) -> None:
    """Neither their text nor their links are shown, and each is reported at its line."""
    tree = tree_of(read, f"{of_format(name)}:: Start\nIs it?\n{hidden}\n[[Yes->b]]\n:: b\nEnd.\n")
    assert tree.steps["Start"].prose.plain == "Is it?"
    assert answers_of(tree)["Start"] == {"Yes": "b"}
    assert reports_of(tree)[0].startswith("5:")
    assert all(each.endswith("[import-left-out]") for each in reports_of(tree))


@pytest.mark.parametrize(
    ("name", "link", "answer"),
    [
        ("SugarCube", '<<link "Yes" "b">><</link>>', "Yes"),
        ("SugarCube", "<<link [[Yes->b]]>><</link>>", "Yes"),
        ("SugarCube", "<<link [[I don't know->b]]>><<set $a to 'x'>><</link>>", "I don't know"),
        ("SugarCube", "<<button [[Yes|b]]>><</button>>", "Yes"),
        ("SugarCube", "<<click 'Yes' 'b'>><</click>>", "Yes"),
        ("SugarCube", '<<link "Yes">><<set $a to 1>><<goto "b">><</link>>', "Yes"),
        ("SugarCube", '<<linkreplace "Yes">><<goto [[b]]>><</linkreplace>>', "Yes"),
        ("SugarCube", '<<link "Yes">><<run Engine.play("b")>><</link>>', "Yes"),
        ("SugarCube", '<<link `"Yes, " + $a` "b">><</link>>', "Yes, …"),
        ("SugarCube", '<<choice "b" "Yes">>', "Yes"),
        ("SugarCube", '<<actions "b">>', "b"),
        ("SugarCube", '<<goto "b">>', ""),
        ("SugarCube", "<<include b>>", ""),
        ("SugarCube", "[[''Yes'' //now//->b]]", "Yes now"),
        ("SugarCube", "[img[a.png][b]]", "b"),
        ("SugarCube", "[img[Yes|a.png][b][$a to 1]]", "Yes"),
        ("SugarCube", '<a data-passage="b">Yes</a>', "Yes"),
        ("SugarCube", "<img src='a.png' alt='Yes' data-passage='b'>", "Yes"),
        ("Harlowe", '(link-goto: "Yes", "b")', "Yes"),
        ("Harlowe", '(link-goto: "b")', "b"),
        ("Harlowe", '(link: "Yes (I do)")[(goto: "b")]', "Yes (I do)"),
        ("Harlowe", '(Link-Repeat: "Yes") [(set: $a to 1)(go-to: "b")]', "Yes"),
        ("Harlowe", '(link-reveal-goto: "Yes", "b")[(set: $a to 1)]', "Yes"),
        ("Harlowe", '(click-goto: ?door, "b")', ""),
        ("Harlowe", '(go-to: "b")', ""),
        ("Harlowe", "[[[Yes->b]]]<hook|", "Yes"),
        ("Harlowe", "|hook>[[[Yes->b]]]", "Yes"),
        ("Chapbook", "{reveal link: 'Yes', passage: 'b'}", "Yes"),
        ("Chapbook", "{link to: 'b', label: 'Yes'}", "Yes"),
        ("Chapbook", "{embed passage: 'b'}", ""),
        ("Snowman", '<a href="javascript:void(0)" data-passage="b">Yes</a>', "Yes"),
        ("Snowman", "<a href=\"javascript:story.show('b')\">Yes</a>", "Yes"),
        ("", '<a data-passage="b">Yes</a>', "Yes"),
        ("", "[[[x] Yes->b]]", "[x] Yes"),
    ],
)
def test_twee_link_commands_are_answers(name: str, link: str, answer: str) -> None:
    """Their words are the labels; what only leads on has none."""
    tree = tree_of(read, f"{of_format(name)}:: Start\nIs it?\n{link}\n:: b\nEnd.\n")
    assert answers_of(tree)["Start"] == {answer: "b"}
    assert tree.steps["Start"].prose.plain == "Is it?"
    assert not [each for each in reports_of(tree) if each.endswith("[import-defect]")]


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("SugarCube", '<<link "Look">><<replace "#a">>You see [[a door->b]].<</replace>><</link>>'),
        (
            "SugarCube",
            '<<linkappend "Look">>You see <<link "a door" "b">><</link>>.<</linkappend>>',
        ),
        ("Harlowe", '(link: "Look")[You see (link: "a door")[(go-to: "b")].]'),
        ("Harlowe", '(link-reveal: "Look")[You see [[a door->b]].]'),
    ],
)
def test_twee_link_that_reveals_other_links_is_text(name: str, link: str) -> None:
    """What it reveals is text, too, with its links."""
    tree = tree_of(read, f"{of_format(name)}:: Start\nIs it?\n{link}\n:: b\nEnd.\n")
    assert answers_of(tree)["Start"] == {"a door": "b"}
    assert tree.steps["Start"].prose.plain == "Is it? Look You see a door."
    assert "this link leads to no passage, so only its words were kept" in reports_of(tree)[0]


@pytest.mark.parametrize(
    ("name", "link", "code"),
    [
        ("SugarCube", '<<link "Yes" "b">><<set $a to 1>><</link>>', "<<set $a to 1>>"),
        ("SugarCube", '<<link "Yes">><<set $a to 1>><<goto "b">><</link>>', "<<set $a to 1>>"),
        ("Harlowe", '(link-reveal-goto: "Yes", "b")[(set: $a to 1)]', "(set: $a to 1)"),
        ("Harlowe", '(link: "Yes")[(set: $a to 1)(goto: "b")]', "(set: $a to 1)"),
    ],
)
def test_twee_code_of_a_link_is_reported(name: str, link: str, code: str) -> None:
    """A flow has no place for what a link sets."""
    tree = tree_of(read, f"{of_format(name)}:: Start\nIs it?\n{link}\n:: b\nEnd.\n")
    assert reports_of(tree) == [
        f"5:1 the code of this link was left out: “{code}” [import-left-out]"
    ]


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("SugarCube", "[[Yes->$next]]"),
        ("SugarCube", "[[Yes|previous()]]"),
        ("SugarCube", '<<link "Yes" $next>><</link>>'),
        ("Harlowe", '(link-goto: "Yes", $next)'),
    ],
)
def test_twee_link_to_a_computed_passage_is_no_defect(name: str, link: str) -> None:
    """The source is right; only a flow cannot do that."""
    tree = tree_of(read, f"{of_format(name)}:: Start\nIs it?\n{link}\n:: b\nEnd.\n")
    assert answers_of(tree)["Start"] == {"Yes": ""}
    assert len(reports_of(tree)) == 1
    assert "code computes the target of this link" in reports_of(tree)[0]
    assert reports_of(tree)[0].endswith("[import-left-out]")


@pytest.mark.parametrize(
    ("name", "body", "markdown"),
    [
        ("SugarCube", "''a'' //b// __c__ ==d== ~~e~~ ^^f^^", "**a** *b* c d e f"),
        ("SugarCube", "!! Head\ntext", "**Head**|text"),
        ("SugarCube", "* a\n* b\n# c\n# d\ne", "- a|- b|1. c|2. d|e"),
        ("SugarCube", "a \\\nb", "a b"),
        (
            "SugarCube",
            '"""\'\'a\'\'""" {{{//b//}}} <nowiki>[[c]]</nowiki>',
            "''a'' //b// \\[\\[c\\]\\]",
        ),
        ("SugarCube", "@@.red;a@@ b", "a b"),
        ("SugarCube", "<<if $a>>A.<<elseif $b>>B.<<else>>C.<</if>>", "A. B. C."),
        ("Harlowe", "(if: $a)[A.](else-if: $b)[B.](else:)[C.]", "A. B. C."),
        ("SugarCube", "<<print 'a'>> <<= $b>> $$c", "a … $c"),
        (
            "SugarCube",
            "See https://a.org//b and https://a.org//c",
            "See https://a.org//b and https://a.org//c",
        ),
        ("Harlowe", "''a'' //b// **c** *d*", "**a** *b* **c** *d*"),
        ("Harlowe", "# Head\n0. a\n0. b", "**Head**|1. a|2. b"),
        ("Harlowe", "{a [b] |x>[c] [d]<y| `[e]`}", "a b c d \\[e\\]"),
        ("Harlowe", '(print: "a") (text-color: red)[b] $c', "a b …"),
        ("Chapbook", "**a** *b* __c__ _d_ a_b 3 * 4", "**a** *b* **c** *d* a_b 3 \\* 4"),
        ("Chapbook", "# Head\n- a\n1. b\n\n> c", "**Head**|- a|1. b|c"),
        ("Chapbook", "[a](https://a.org/b) \\*c\\*", "[a](https://a.org/b) \\*c\\*"),
        ("Snowman", "**a** `<%` <%= s.b %>", "**a** <% …"),
        ("", "''a'' //b// **c** it's ''", "**a** *b* **c** it's ''"),
        (
            "",
            "1/2 // 3 // 4, https://a.org//b, __init__, # 1",
            "1/2 // 3 // 4, https://a.org//b, __init__, # 1",
        ),
    ],
)
def test_twee_markup_of_the_story_format_becomes_markdown(
    name: str, body: str, markdown: str
) -> None:
    """Or it is left out; it is never shown as it is. Plain text stays as it is."""
    tree = tree_of(read, f"{of_format(name)}:: Start\n{body}\n")
    paragraphs = tree.steps["Start"].prose.paragraphs
    shown = "|".join(each.markdown.replace("\\\n", " ") for each in paragraphs)
    assert shown.replace("\\_", "_") == markdown


@pytest.mark.parametrize(
    "body",
    [
        "(note: bring a copy)", "(link: see below)", "<<Hola>>, dijo.", "{In braces}", "[sic]",
        "5 * 3 * 2", "https://a.org//b", "'' is two", "* is a star", "a // b // c",
    ],
)  # fmt: skip
def test_twee_plain_text_stays_if_no_story_format_is_known(body: str) -> None:
    """Only what is certainly markup is read as such."""
    assert plain(f"It says: {body}") == f"It says: {body}"


def test_twee_names_in_special_passages_are_used() -> None:
    """The author is the publisher, the subtitle the summary; a menu is no code."""
    tree = tree_of(
        read,
        ":: StoryAuthor\nJo\n:: StorySubtitle\nA guide\n:: StoryMenu\n[[Help]]\n:: Start\nEnd.\n",
    )
    assert (tree.author, tree.summary) == ("Jo", "A guide")
    assert reports_of(tree) == [
        "5:1 the passage “StoryMenu” is shown on every page and was left out [import-left-out]"
    ]


def test_twee_private_passage_is_left_out() -> None:
    """Twine 1 and Tweego do not publish it."""
    tree = tree_of(read, ":: Start\nEnd.\n[[Notes]]\n:: Notes [Twine.private]\nFor us only.\n")
    assert [*tree.steps] == ["Start"]
    assert reports_of(tree)[:2] == [
        "4:1 the passage “Notes” is private and was left out [import-left-out]",
        "3:1 the passage “Notes”, to which this leads, was left out [import-left-out]",
    ]


def test_twee_link_without_passage_is_a_defect() -> None:
    """Twine shows such links as broken, too."""
    tree = tree_of(read, ":: Start\nIs it?\n[[Yes|]]\n[[|]]\n[[|b]]\n:: b\nEnd.\n")
    assert answers_of(tree)["Start"] == {"Yes": "", "": "", "b": "b"}
    assert reports_of(tree) == [
        "3:1 this link names no passage: “[[Yes|]]” [import-defect]",
        "4:1 this link names no passage: “[[|]]” [import-defect]",
    ]


def test_twee_unknown_element_is_left_out() -> None:
    """Its text stays; a name in angle brackets is text."""
    tree = tree_of(
        read, ":: Start\n<progress @value='$a'>So</progress> <tw-hook>it</tw-hook> is <it>.\n"
    )
    assert tree.steps["Start"].prose.plain == "So it is <it>."
    assert [each.split(":")[0] for each in reports_of(tree)] == ["2", "2"]


@pytest.mark.parametrize(
    ("name", "opener"),
    [("SugarCube", "<<script>>"), ("SugarCube", "<!--"), ("Snowman", "<%"), ("", "<!--")],
)
def test_twee_code_that_is_not_closed_is_left_out_to_the_end(name: str, opener: str) -> None:
    """It could be private; the passage after it is read."""
    text = f"{of_format(name)}:: Start\nIs it?\n[[Yes->b]]\n{opener} no [[No->b]]\n:: b\nEnd.\n"
    tree = tree_of(read, text)
    assert answers_of(tree) == {"Start": {"Yes": "b"}, "b": {}}
    assert tree.steps["Start"].prose.plain == "Is it?"
    assert reports_of(tree) == [
        f"6:1 {opener} is never closed; the rest of this passage was left out [import-defect]"
    ]


def test_twee_2_positions_are_no_part_of_names() -> None:
    """They are left out, as those of Twee 3."""
    tree = tree_of(
        read, ":: Start [first] <10,20>\nIs it?\n[[Yes|Good]]\n:: Good <30,-4.5>\nEnd.\n"
    )
    assert [*tree.steps] == ["Start", "Good"]
    assert reports_of(tree) == [
        "1:1 tags and map positions of 2 passages were left out [import-changed]"
    ]


def test_twee_reports_are_at_the_lines_of_the_source() -> None:
    """They are right after text that was left out or became longer too."""
    tree = tree_of(
        read,
        ":: StoryData\n{\"format\": \"SugarCube\"}\n:: Start\n/* a\nb */ ''c'' <iframe></iframe>\n",
    )
    assert [each.split(" ")[0] for each in reports_of(tree)] == ["4:1", "5:12"]
