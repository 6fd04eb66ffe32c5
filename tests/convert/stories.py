"""Random stories in Twee 3, and how the importer and extwee, a compiler of stories, agree on them.

`story` makes a story from a seed: names, tags and metadata with escapes, text with the markup of
a story format, links of every kind, and code, comments and notes with the word SECRET.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from tests.convert.helpers import ENGLISH
from tests.convert.story_links import links_in
from wizard.convert import read_twee, read_twine
from wizard.convert.importer import import_files
from wizard.convert.tree import ImportedTree, SourceText

FORMATS = ("SugarCube", "Harlowe", "Chapbook", "Snowman")

# The first stories, as extwee reads them and compiles them to HTML.
RECORDED = Path(__file__).with_name("stories.json")

NAMES = [
    "Start",
    "The filter",
    "Call us",
    "Don't wait",
    "Día 2",
    "日本",
    "Step 3.5",
    "A & B",
    "50 % off",
    "Who?",
    "x-y",
    "Über uns",
    "Rights, duties",
    "Ask: first",
    "# 7",
    "The “box”",
]
ESCAPED = ["A [b]", "{c} d", "e\\f", "[g] {h} \\"]  # names with characters that Twee escapes
TAGS = ["one", "two-3", "día", "b[c]", "{d}", "e\\f"]
WORDS = [
    "Is the light green?",
    "Wait for 3 * 4 minutes.",
    "Don't touch it!",
    "See https://a.org/b//c now.",
    "It costs $5 or 50 %.",
    "The file_name is a_b.",
    "¿Está cerrado?",
    "水は出ますか。",
    "A, b & c.",
    "Time: 10:30.",
    "Use 1/2 or 3/4.",
    "e.g. this (or that).",
    "“Quoted” – so.",
]
LABELS = ["Yes", "No, it is red", "I don't know", "Sí, está", "はい", "A & B", "Go (now)", "2 > 1"]

# Around a word, in each format.
MARKS = {
    "SugarCube": [
        ("''", "''"),
        ("//", "//"),
        ("__", "__"),
        ("==", "=="),
        ("~~", "~~"),
        ("^^", "^^"),
    ],
    "Harlowe": [("''", "''"), ("//", "//"), ("**", "**"), ("*", "*"), ("~~", "~~"), ("^^", "^^")],
    "Chapbook": [("**", "**"), ("*", "*"), ("__", "__"), ("_", "_")],
    "Snowman": [("**", "**"), ("*", "*"), ("__", "__"), ("_", "_")],
}
LINES = {
    "SugarCube": ["! {}", "!!{}", "* {}", "# {}", "{} \\", "<<if $a is 'SECRET'>>{}<</if>>"],
    "Harlowe": [
        "# {}",
        "* {}",
        "0. {}",
        "{{{}}}",
        '(if: $a is "SECRET)")[{}]',
        "|x>[{}]",
        "[{}]<y|",
    ],
    "Chapbook": ["# {}", "- {}", "* {}", "1. {}", "> {}", "[if secret]\n{}\n[continue]"],
    "Snowman": ["# {}", "- {}", "* {}", "1. {}", "> {}", "<% if (s.SECRET) {{ %>{}<% }} %>"],
}
HIDDEN = {
    "SugarCube": [
        "<!-- SECRET [[No->Start]] -->",
        "/* SECRET [[No->Start]] */",
        "/% SECRET [[Start]] %/",
        '<<script>>\nlet a = "SECRET [[Start]]";\n<</script>>',
        '<<set $a to "SECRET >> [[Start]]">>',
        "<<silently>>SECRET<<if $a>>[[Start]]<</if>><</silently>>",
        "<<run SECRET()>>",
        '<<widget "w">>SECRET [[Start]]<</widget>>',
        "<style>SECRET { a: b }</style>",
        "<script>SECRET('[[Start]]')</script>",
    ],
    "Harlowe": [
        "<!-- SECRET [[No->Start]] -->",
        '(set: $a to "SECRET) [[Start]]")',
        "(SECRET: 1, (b: 2))",
        "<script>SECRET('[[Start]]')</script>",
    ],
    "Chapbook": [
        "<!-- SECRET [[No->Start]] -->",
        "[note]\nSECRET [[Start]]\n\nSECRET\n[continue]",
        "[JavaScript]\nwrite('SECRET [[Start]]');\n[continued]",
        "[CSS]\n.SECRET { a: b }\n[continue]",
        "[n.b. SECRET]\nSECRET\n[cont]",
        "{SECRET sound: 'a'}",
    ],
    "Snowman": [
        "<!-- SECRET [[No->Start]] -->",
        "<% SECRET('[[Start]]') %>",
        "/* SECRET [[Start]] */",
        "// SECRET [[Start]]",
        "<script>SECRET('[[Start]]')</script>",
    ],
}
# Links, with words that are replaced. A name with brackets can only be a string.
PLAIN_LINKS = ["[[PASSAGE]]", "[[LABEL->PASSAGE]]", "[[PASSAGE<-LABEL]]", "[[LABEL|PASSAGE]]"]
COMMAND_LINKS = {
    "SugarCube": [
        '<<link "LABEL" "PASSAGE">><</link>>',
        "<<link [[LABEL->PASSAGE]]>><<set $a to 'SECRET'>><</link>>",
        "<<button [[LABEL|PASSAGE]]>><</button>>",
        '<<click `"LABEL"` "PASSAGE">>SECRET<</click>>',
        '<<link "LABEL">><<set $a to "SECRET">><<goto "PASSAGE">><</link>>',
        '<<goto "PASSAGE">>',
        '<<include "PASSAGE">>',
        '<<return "LABEL" "PASSAGE">>',
        '<<choice "PASSAGE" "LABEL">>',
        "[[LABEL|PASSAGE][$a to 'SECRET']]",
        "[img[LABEL|a.png][PASSAGE]]",
        '<a data-passage="PASSAGE">LABEL</a>',
        '<<linkreplace "LABEL">><<goto "PASSAGE">><</linkreplace>>',
    ],
    "Harlowe": [
        '(link-goto: "LABEL", "PASSAGE")',
        '(linkgoto: "LABEL","PASSAGE")',
        '(link: "LABEL")[(go-to: "PASSAGE")]',
        '(link:"LABEL")[(set: $a to "SECRET")(goto: "PASSAGE")]',
        '(go-to: "PASSAGE")',
        "(if: $a)[[[LABEL->PASSAGE]]]",
        '(link-reveal-goto: "LABEL", "PASSAGE")[(set: $a to "SECRET")]',
        "[[[LABEL->PASSAGE]]]<z|",
        "|z>[[[LABEL|PASSAGE]]]",
        '(display: "PASSAGE")',
        '(Link-Repeat: "LABEL")[(Go-To: "PASSAGE")]',
    ],
    "Chapbook": [
        '{reveal link: "LABEL", passage: "PASSAGE"}',
        '{embed passage: "PASSAGE"}',
        '{link to: "PASSAGE", label: "LABEL"}',
        "[if secret]\n[[LABEL->PASSAGE]]\n[continue]",
    ],
    "Snowman": [
        '<a data-passage="PASSAGE">LABEL</a>',
        "<a href=\"javascript:story.show('PASSAGE')\">LABEL</a>",
        "<% if (s.SECRET) { %>[[LABEL->PASSAGE]]<% } %>",
        '<a href="javascript:void(0)" data-passage="PASSAGE">LABEL</a>',
    ],
}


def story(seed: int) -> str:
    """Return a story in Twee 3."""
    draw = random.Random(seed)  # noqa: S311 - no secret depends on it
    story_format = FORMATS[seed % len(FORMATS)]
    names = draw.sample(NAMES, draw.randint(2, 6))
    start = draw.choice(names)
    escaped_names = draw.sample(ESCAPED, draw.randint(0, 2))
    data = {"ifid": f"D674C58C-DEFA-4F70-B7A2-{seed:012}", "format": story_format, "start": start}
    parts = [
        f":: StoryTitle\nStory & “{seed}” # 1\n",
        f":: StoryData\n{json.dumps(data, indent=draw.choice([None, 2]))}\n",
        ":: Look [stylesheet]\n.SECRET { a: b }\n",
        ":: Act [script]\nSECRET('[[Start]]');\n",
    ]
    for name in names + escaped_names:
        header = f"::{draw.choice(['', ' '])}{escaped(name)}"
        tags = draw.sample(TAGS, draw.choice([0, 0, 1, 2]))
        header += f" [{' '.join(map(escaped, tags))}]" if tags else ""
        header += ' {"position":"10,20","size":"100,100"}' if draw.random() < 0.5 else ""
        parts.append(f"{header}\n{body(draw, story_format, names, escaped_names)}\n")
    return "\n".join(parts)


def escaped(name: str) -> str:
    """Return a name or a tag as Twee writes it."""
    return "".join(f"\\{each}" if each in "[]{}\\" else each for each in name)


def body(draw: random.Random, story_format: str, names: list[str], escaped_names: list[str]) -> str:
    """Return the text of a passage."""
    lines = [draw.choice(WORDS)]
    if story_format == "Chapbook" and draw.random() < 0.4:
        lines.insert(0, "secret: 'SECRET'\nother (random): 1\n--")
    for _ in range(draw.randint(0, 5)):
        kind, text = draw.randrange(4), draw.choice(WORDS)
        if kind == 0:
            begin, end = draw.choice(MARKS[story_format])
            text = f"It is {begin}so{end}, says Ann."
        elif kind == 1:
            text = draw.choice(LINES[story_format]).format(text)
        elif kind == 2:
            text = draw.choice(HIDDEN[story_format])
        lines.append(text)
    for _ in range(draw.randint(0, 4)):
        lines.append(link(draw, story_format, names, escaped_names))
        if draw.random() < 0.3:
            lines.append(draw.choice(HIDDEN[story_format]))
    return "\n".join(lines)


def link(draw: random.Random, story_format: str, names: list[str], escaped_names: list[str]) -> str:
    """Return a link, on its own or in a sentence."""
    form = draw.choice(PLAIN_LINKS if draw.random() < 0.4 else COMMAND_LINKS[story_format])
    target, label = draw.choice(names), draw.choice(LABELS)
    if '"PASSAGE"' in form and story_format in ("SugarCube", "Harlowe"):
        target = draw.choice([target, *(name for name in escaped_names if "\\" not in name)])
    if "story.show" in form:
        target = target.replace("'", "\\'")
    text = form.replace("PASSAGE", target).replace("LABEL", label)
    return f"Then {text} or wait." if draw.random() < 0.2 and "\n" not in text else text


def disagreements(folder: Path, text: str, known: dict[str, Any]) -> list[str]:
    """Return in what the importer differs from extwee, and from the other reader of links.

    Args:
        folder: A folder for the files that are imported.
        text: The story in Twee.
        known: What extwee reads in it, and the Twine HTML that it compiles.
    """
    story = read_twee.story_of(SourceText("story", text), ENGLISH)
    read = [
        {"name": passage.name, "tags": sorted(passage.tags), "text": passage.body.text.strip()}
        for passage in story.passages.values()
        if not passage.tags & {"script", "stylesheet"} and not passage.name.startswith("Story")
    ]
    tree = story.finish()
    page = read_twine.read(SourceText("page", known["html"]), ENGLISH)
    found = []
    known_passages = [{**each, "tags": sorted(each["tags"])} for each in known["passages"]]
    if read != known_passages:
        found.append(f"passages: {read} {known['passages']}")
    if (tree.title, tree.start) != (known["name"], known["start"]):
        found.append(f"title or start: {tree.title} {tree.start}")
    for passage in known["passages"]:
        found += _disagreements_in(tree, passage["name"], passage["text"], known["format"])
    if contents(page) != contents(tree):
        found.append(f"HTML: {contents(page)} {contents(tree)}")
    flows = []
    for name, content in (("story.twee", text), ("story.html", known["html"])):
        (folder / name).write_text(content, "utf-8")
        _, flow = import_files([folder / name], None, ENGLISH)
        # The comment and the source name the file and its format.
        flows.append(flow.replace("Twine HTML", "Twee 3").replace(name, "story"))
    if flows[0] != flows[1]:
        found.append(f"flow: {flows}")
    if "SECRET" in flows[0]:
        found.append(f"a secret is shown: {flows[0]}")
    return found


def contents(tree: ImportedTree) -> list[object]:
    """Return what a tree shows, without locations."""
    steps = [
        (name, step.prose, [(answer.label, answer.to) for answer in step.answers], step.links)
        for name, step in tree.steps.items()
    ]
    return [tree.title, tree.start, *steps]


def _disagreements_in(tree: ImportedTree, name: str, text: str, story_format: str) -> list[str]:
    """Return what is wrong with a step: its links, words that are lost, markup that is shown."""
    step, links = tree.steps[name], [*links_in(text, story_format)]
    # Beside other answers, one that leads on is named after its passage.
    wanted = [(label or to if len(links) > 1 else label, to) for label, to in links]
    found = []
    if [(answer.label, answer.to) for answer in step.answers] != wanted:
        found.append(f"links: {step.answers} {wanted}")
    plain = rest = step.prose.plain
    found += [f"lost: {words} in {text}" for words in WORDS if words in text and words not in plain]
    for words in sorted(WORDS + LABELS + NAMES + ESCAPED, key=len, reverse=True):
        rest = rest.replace(words, "")
    if re.search(r"''|//|==|~~|\^\^|[*_\[\]{}<>\\|`#!()]", rest):
        found.append(f"markup is shown: {plain}")
    return found
