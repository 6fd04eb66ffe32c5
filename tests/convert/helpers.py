"""Small flows, hostile text, and parsers of what the writers write, for several test files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import chdir
from html import unescape
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

from click.testing import CliRunner, Result

from wizard.cli.main import main
from wizard.convert.tree import ImportedTree, SourceText
from wizard.i18n.translator import Translator, make_translator
from wizard.model.flow import Answer, Edge, Flow, Outcome, Question, Step, Target

Write = Callable[..., Path]
Reader = Callable[[SourceText, Translator], ImportedTree]
ENGLISH = make_translator("en")

GUARDED = """\
title: Guarded
start: license
steps:
  license: {title: A card, ask: Do you have a card?, yes: lease, no: lease, unsure: other/end}
  lease: {title: A lease, ask: Do you have a lease?, yes: car, no: car, unsure: car}
  car:
    ask: Do you have a car?
    yes:
      - {if: {license: yes, lease: [yes, no]}, to: one}
      - {if: {not: {license: yes}, any: [{lease: no}, {lease: unsure}]}, to: two}
      - {to: other/}
    no: one
    unsure: one
  one: {outcome: The one, claims: [{level: unknown, text: Nothing.}]}
  two: {outcome: The two, claims: [{level: unknown, text: Nothing.}]}
"""
OTHER = """\
title: Another guide
start: ask
steps:
  ask: {ask: Is it so?, yes: end, no: end, unsure: end}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""
HOSTILE = [
    'say "hi" and \\"bye\\"',
    "\\",
    '"',
    "#",
    "&",
    ";",
    "%",
    "a \\ b \\N \\G \\l \\n \\",
    "A & B &amp; &lt;b&gt; &#34; &nbsp;",
    "</text><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a < b > c <br/> d",
    "<!-- x --> ]]> <?y?>",
    '"]; click n1 "javascript:alert(1)"; n9["',
    '\\" ] ; evil [label="x"',
    "x] y} z) (( [[ {{ | a|b",
    "n1:::trail",
    "@{ shape: rect }",
    'one; two; %% three %%{init: {"theme": "dark"}}%% #35; #quot; #',
    "end",
    "graph TD",
    "subgraph x",
    "default",
    "class n1 x",
    "style x fill:#f00;",
    "style a: #35; and b:#f00; classDef z:#1;",
    'click n1 href "javascript:alert(1)"',
    "linkStyle 0 x",
    "x-->y ==> z -.-> w o--o x--x",
    "1. a list",
    "12) item",
    "- dash",
    "+ plus",
    "* star **bold** _it_ __x__ ~~s~~",
    "`code`",
    "> quote",
    "# Heading",
    "====",
    "---",
    "https://example.com/a?b=c&d#e www.example.com a@b.co",
    "fa:fa-home",
    "$$\\frac{1}{2}$$",
    "[link](y)",
    "مرحبا بالعالم كيف حالك اليوم يا صديقي",
    "שלום עולם",
    "evil \u202e txt \u2066 x",
    "日本語のとても長いテキストはどこで折り返すのでしょうか",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 family",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwe",
    "tab\there\nand\x85there\u2028\x01\x00\ufffe",
    "\u200b\x07",
]


def run(*arguments: str | Path, cwd: Path) -> Result:
    """Run `wizard import` in a folder."""
    with chdir(cwd):
        done = CliRunner().invoke(main, ["import", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def tree_of(read: Reader, text: str) -> ImportedTree:
    """Return the tree that a reader makes of a text."""
    return read(SourceText("tree", text), ENGLISH)


def answers_of(tree: ImportedTree) -> dict[str, dict[str, str]]:
    """Return the label and target of each answer, by the name of its step."""
    return {
        name: {answer.label: answer.to for answer in step.answers}
        for name, step in tree.steps.items()
    }


def reports_of(tree: ImportedTree) -> list[str]:
    """Return what is reported of a tree, as `line:column message [code]`."""
    return [
        f"{each.location.line}:{each.location.column} {each.message} [{each.code}]"
        for each in tree.problems
    ]


def flow_of_texts(texts: list[str], title: str = "") -> Flow:
    """Return a flow with only these texts: a question, and an answer and an outcome for each."""
    ends = [Outcome(f"end-{n}", "", text, "", (), (), ()) for n, text in enumerate(texts)]
    answers = {
        f"a{n}": Answer(f"a{n}", text, (Edge(None, Target("guide", f"end-{n}")),))
        for n, text in enumerate(texts)
    }
    ask = Question("ask", "", texts[0], "", "", MappingProxyType(answers))
    steps: dict[str, Step] = {"ask": ask, **{end.id: end for end in ends}}
    return Flow("guide", title or texts[-1], "", "ask", steps)


def squeezed(text: str) -> str:
    """Return a text without spaces and invisible characters, since lines may break anywhere."""
    return re.sub(
        r"[\s\x00-\x20\x7f-\x9f\u200b\u2028\u202a-\u202e\u2066-\u2069\ufffe\uffff]", "", text
    )


# Mermaid as we write it: a label has letters, harmless characters, entities and line breaks.
_LABEL = r'"(?P<label>(?:[\w ,.:?!\'()/-]|[^\x00-\x7f]|#(?:\d+|quot|amp|lt|gt);|<br/>)+)"'
_NODE = re.compile(
    rf"  (?P<name>n\d+)(?P<shape>\(\[|\{{\{{|\[\[|\[){_LABEL}(?:\]\)|\}}\}}|\]\]|\])"
)
_ARROW = re.compile(rf"  (?P<source>n\d+) (?P<line>-->|==>)(?:\|{_LABEL}\|)? (?P<target>n\d+)")
_TRAIL = re.compile(r"  classDef trail stroke-width:4px|  class n\d+(,n\d+)* trail")
SHAPES = {"([": "start", "{{": "question", "[": "outcome", "[[": "elsewhere"}


def shown(label: str) -> str:
    """Return what Mermaid shows for a label."""
    plain = label.replace("<br/>", "\n")
    return re.sub(r"#(\w+);", lambda entity: unescape(_html_entity(entity[1])), plain)


def _html_entity(name: str) -> str:
    return f"&{'#' * name.isdigit()}{name};"


def parsed(text: str) -> tuple[dict[str, re.Match[str]], list[re.Match[str]]]:
    """Return the nodes by name, and the arrows, of Mermaid text. Nothing else may be in it."""
    first, *lines = text.splitlines()
    assert text.endswith("\n")
    assert re.fullmatch("flowchart (LR|RL)", first)
    matches: list[re.Match[str]] = []
    for line in lines:
        match = _NODE.fullmatch(line) or _ARROW.fullmatch(line)
        assert match or _TRAIL.fullmatch(line), line
        matches += [match] if match else []
    nodes = [match for match in matches if match.re is _NODE]
    arrows = [match for match in matches if match.re is _ARROW]
    assert matches == nodes + arrows, "nodes come before arrows"
    assert len({node["name"] for node in nodes}) == len(nodes)
    return {node["name"]: node for node in nodes}, arrows


def arrows_in(text: str) -> list[tuple[str, str, str]]:
    """Return (source, answer, target) of each arrow in Mermaid text."""
    nodes, arrows = parsed(text)
    labels = {name: shown(node["label"]).replace("\n", " ") for name, node in nodes.items()}
    return [
        (labels[each["source"]], shown(each["label"]).replace("\n", " "), labels[each["target"]])
        for each in arrows
        if each["label"]
    ]


def xml(svg: bytes) -> ElementTree.Element:
    """Return an SVG, parsed."""
    return ElementTree.fromstring(svg)  # noqa: S314 - Graphviz wrote it just now


def texts_in(svg: bytes) -> Counter[str]:
    """Return how often each line of text is in an SVG."""
    texts = xml(svg).iter("{http://www.w3.org/2000/svg}text")
    return Counter("".join(text.itertext()) for text in texts)
