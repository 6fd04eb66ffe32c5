"""A flow as a picture: complete, in the flow's own words, and safe whatever stands in them."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from wizard.convert.diagram import WIDTH
from wizard.convert.graphviz import GraphvizError, png, svg
from wizard.convert.write_dot import dot
from wizard.convert.write_mermaid import mermaid
from wizard.i18n.translator import Translator, make_translator
from wizard.model.flow import Answer, Edge, Flow, Outcome, Question, Target, edges
from wizard.model.site import Site

Write = Callable[..., Path]
ENGLISH = make_translator("en")

# Mermaid, as far as it is written here: a label holds letters, harmless signs, entities and breaks, and nothing else.
LABEL = r'"(?P<label>(?:[\w ,.:?!\'()/-]|[^\x00-\x7f]|#(?:\d+|quot|amp|lt|gt);|<br/>)+)"'
NODE = re.compile(rf"  (?P<name>n\d+)(?P<shape>\(\[|\{{\{{|\[\[|\[){LABEL}(?:\]\)|\}}\}}|\]\]|\])")
ARROW = re.compile(rf"  (?P<source>n\d+) (?P<line>-->|==>)(?:\|{LABEL}\|)? (?P<target>n\d+)")
SHAPES = {"([": "start", "{{": "question", "[": "outcome", "[[": "elsewhere"}

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
    'say "hi" and \\"bye\\"', "\\", '"', "#", "&", ";", "%", "a \\ b \\N \\G \\l \\n \\", "A & B &amp; &lt;b&gt; &#34; &nbsp;",
    "</text><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a < b > c <br/> d", "<!-- x --> ]]> <?y?>",
    '"]; click n1 "javascript:alert(1)"; n9["', '\\" ] ; evil [label="x"', "x] y} z) (( [[ {{ | a|b", "n1:::trail", "@{ shape: rect }",
    'one; two; %% three %%{init: {"theme": "dark"}}%% #35; #quot; #', "end", "graph TD", "subgraph x", "default", "class n1 x",
    "style x fill:#f00;", "style a: #35; and b:#f00; classDef z:#1;", 'click n1 href "javascript:alert(1)"', "linkStyle 0 x",
    "x-->y ==> z -.-> w o--o x--x", "1. a list", "12) item", "- dash", "+ plus", "* star **bold** _it_ __x__ ~~s~~", "`code`", "> quote",
    "# Heading", "====", "---", "https://example.com/a?b=c&d#e www.example.com a@b.co", "fa:fa-home", "$$\\frac{1}{2}$$", "[link](y)",
    "مرحبا بالعالم كيف حالك اليوم يا صديقي", "שלום עולם", "evil \u202e txt \u2066 x", "日本語のとても長いテキストはどこで折り返すのでしょうか", "👩‍👩‍👧 family",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenwitwe", "tab\there\nand\x85there\u2028\x01\x00\ufffe", "\u200b\x07",
]  # fmt: skip


@pytest.fixture(params=["en", "es"])
def words(request: pytest.FixtureRequest, shipped: Site) -> Translator:
    """The words of each language."""
    code = str(request.param)
    return make_translator(code, shipped.texts.get(code))


def of_texts(texts: list[str], title: str = "") -> Flow:
    """A flow with nothing but these texts: one question, an answer and an outcome for each."""
    ends = [Outcome(f"end-{n}", "", text, "", (), (), ()) for n, text in enumerate(texts)]
    answers = {
        f"a{n}": Answer(f"a{n}", text, (Edge(None, Target("guide", f"end-{n}")),))
        for n, text in enumerate(texts)
    }
    ask = Question("ask", "", texts[0], "", "", MappingProxyType(answers))
    return Flow(
        "guide", title or texts[-1], "", "ask", {"ask": ask, **{end.id: end for end in ends}}
    )


def squeezed(text: str) -> str:
    """A text without spaces, and without what cannot be seen: a break may stand anywhere."""
    return re.sub(
        r"[\s\x00-\x20\x7f-\x9f\u200b\u2028\u202a-\u202e\u2066-\u2069\ufffe\uffff]", "", text
    )


def read(label: str) -> str:
    """What Mermaid shows for a label."""
    plain = label.replace("<br/>", "\n")
    return re.sub(r"#(\w+);", lambda sign: unescape(f"&{'#' * sign[1].isdigit()}{sign[1]};"), plain)


def parsed(text: str) -> tuple[dict[str, re.Match[str]], list[re.Match[str]]]:
    """The nodes by their names, and the arrows, of a Mermaid text that is written as promised to the last sign."""
    first, *lines = text.splitlines()
    assert text.endswith("\n")
    assert re.fullmatch("flowchart (LR|RL)", first)
    found: list[re.Match[str]] = []
    for line in lines:
        match = NODE.fullmatch(line) or ARROW.fullmatch(line)
        assert match or re.fullmatch(
            r"  classDef trail stroke-width:4px|  class n\d+(,n\d+)* trail", line
        ), line
        found += [match] if match else []
    nodes = [match for match in found if match.re is NODE]
    arrows = [match for match in found if match.re is ARROW]
    assert found == nodes + arrows, "nodes come before arrows"
    assert len({node["name"] for node in nodes}) == len(nodes)
    return {node["name"]: node for node in nodes}, arrows


def xml(drawn: bytes) -> ElementTree.Element:
    """An SVG, parsed."""
    return ElementTree.fromstring(drawn)  # noqa: S314 - Graphviz wrote it just now


def texts_of(drawn: bytes) -> Counter[str]:
    """How often each line of text stands in an SVG."""
    root = xml(drawn)
    return Counter(
        "".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")
    )


def test_every_step_and_every_answer_of_the_shipped_flows_is_drawn_once(
    shipped: Site, t: Translator
) -> None:
    """As a line of its own, in the words of the language, from the step to where the answer leads."""
    for flow in shipped.flows.values():
        nodes, arrows = parsed(mermaid(flow, t, site=shipped))
        drawn = Counter(
            (
                read(nodes[a["source"]]["label"]),
                read(a["label"]).split("–")[0],
                read(nodes[a["target"]]["label"]),
            )
            for a in arrows[1:]
        )
        assert drawn.total() == sum(1 for step in flow.steps.values() for _ in edges(step))
        headings = Counter(read(node["label"]).replace("\n", " ") for node in nodes.values())
        for question in flow.questions():
            assert headings[t.content(question.ask)] >= 1
        for outcome in flow.outcomes():
            assert headings[t.content(outcome.heading)] >= 1
        for question in flow.questions():
            for answer in question.answers.values():
                label = t.content(answer.label).split("–")[0] if answer.label else ""
                said = [
                    squeezed(each)
                    for source, each, _ in drawn
                    if squeezed(source) == squeezed(t.content(question.ask))
                ]
                assert any(each.startswith(squeezed(label)) for each in said), answer
        kinds = Counter(SHAPES[node["shape"]] for node in nodes.values())
        assert (kinds["question"], kinds["outcome"]) == (
            len(list(flow.questions())),
            len(list(flow.outcomes())),
        )
        assert (kinds["start"], arrows[0]["source"], arrows[0]["target"]) == (1, "n0", "n1")


def test_hostile_texts_stay_texts_in_mermaid() -> None:
    """Each is shown as it is, and nothing of it means anything: neither to Mermaid nor to the Markdown in its labels."""
    nodes, arrows = parsed(mermaid(of_texts(HOSTILE), ENGLISH))
    shown = [read(node["label"]) for node in nodes.values()][2:]
    for label, text in zip(shown, HOSTILE, strict=True):
        assert squeezed(label) == squeezed(text) or (label, squeezed(text)) == ("–", "")
    for arrow, text in zip(arrows[1:], HOSTILE, strict=True):
        assert squeezed(read(arrow["label"])) == squeezed(text) or (
            arrow["label"],
            squeezed(text),
        ) == ("–", "")
    for match in (*nodes.values(), *arrows[1:]):
        for line in match["label"].split("<br/>"):
            assert not re.search(r"^-|^\d+[.)]|^ | $|:(?! )|www\.", line), (
                line
            )  # lists, addresses, icons


@settings(max_examples=300)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=4))
def test_any_text_stays_a_text_in_mermaid(texts: list[str]) -> None:
    """Whatever an author can write."""
    nodes, arrows = parsed(mermaid(of_texts(texts), ENGLISH))
    assert (len(nodes), len(arrows)) == (len(texts) + 2, len(texts) + 1)


def test_hostile_texts_stay_texts_in_graphviz() -> None:
    """Real Graphviz shows each as it is; no node, link or element comes from a text."""
    title = 'A & B &amp; <b> "c" \\" \\N \\\\ end\\'
    drawn = svg(dot(of_texts(HOSTILE, title), ENGLISH, link=lambda to: f"../{to.flow}/{to.step}/"))
    shown = Counter[str]()
    for line, times in texts_of(drawn).items():
        shown[squeezed(line)] += times
    whole = squeezed("".join(texts_of(drawn).elements()))
    for each in HOSTILE:
        assert squeezed(each)[:10] in whole, each
    assert shown["end"] == shown["---"] == shown["&"] == shown["\\"] == shown['"'] == 2
    root = xml(drawn)
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags == {"svg", "g", "title", "polygon", "ellipse", "text", "path", "a"}
    links = [
        element.attrib["{http://www.w3.org/1999/xlink}href"]
        for element in root.iter("{http://www.w3.org/2000/svg}a")
    ]
    assert Counter(links) == Counter(f"../guide/{step}/" for step in of_texts(HOSTILE).steps)
    assert b"<!" not in drawn
    assert [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")] == [title]


@settings(max_examples=25)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
def test_any_text_can_be_drawn(texts: list[str]) -> None:
    """Graphviz reads what is written, and what it draws is sound XML with every node and arrow."""
    root = xml(svg(dot(of_texts(texts), ENGLISH)))
    classes = Counter(element.get("class") for element in root.iter())
    assert (classes["node"], classes["edge"]) == (len(texts) + 2, len(texts) + 1)


def test_labels_are_narrow(shipped: Site, t: Translator) -> None:
    """A line has at most 28 characters, also where a word is longer."""
    for flow in (*shipped.flows.values(), of_texts(HOSTILE)):
        nodes, arrows = parsed(mermaid(flow, t))
        for match in (*nodes.values(), *arrows[1:]):
            assert max(map(len, read(match["label"]).splitlines())) <= WIDTH == 28
        assert max(map(len, texts_of(svg(dot(flow, t))))) <= WIDTH


def arrows_in(text: str) -> list[tuple[str, str, str]]:
    """(source, answer, target) of a Mermaid text, each on one line."""
    nodes, arrows = parsed(text)
    said = {name: read(node["label"]).replace("\n", " ") for name, node in nodes.items()}
    return [
        (said[a["source"]], read(a["label"]).replace("\n", " "), said[a["target"]])
        for a in arrows
        if a["label"]
    ]


def test_guards_are_said_in_short_on_their_arrows(
    flow: Callable[[str], Flow], write: Write
) -> None:
    """Questions by their titles; what has no guard beside others is what happens otherwise."""
    write(other=OTHER)
    car = "Do you have a car?"
    assert [each for each in arrows_in(mermaid(flow(GUARDED), ENGLISH)) if each[0] == car][:3] == [
        (car, "Yes – if “A card”: Yes and “A lease”: Yes or No", "The one"),
        (
            car,
            "Yes – if not (“A card”: Yes) and one of these: “A lease”: No; “A lease”: I’m not sure",
            "The two",
        ),
        (car, "Yes – otherwise", "other/"),
    ]
    assert (car, "Sí – en los demás casos", "other/") in arrows_in(
        mermaid(flow(GUARDED), make_translator("es"))
    )


def test_what_lies_elsewhere_has_a_shape_and_its_title(
    flow: Callable[[str], Flow], write: Write
) -> None:
    """With the site its own words, without it its ids."""
    from wizard import load_flows

    write(other=OTHER)
    text = mermaid(flow(GUARDED), ENGLISH)
    assert [node["label"] for node in parsed(text)[0].values() if node["shape"] == "[["] == [
        "other/end",
        "other/",
    ]
    site = load_flows(write())
    nodes = parsed(mermaid(site.flows["guide"], ENGLISH, site=site))[0]
    assert [node["label"] for node in nodes.values() if node["shape"] == "[["] == [
        "The end",
        "Another guide",
    ]
    shapes = re.findall(
        r"^  n\d+ \[label=.*?(shape=\w+(?:, peripheries=2)?)",
        dot(site.flows["guide"], ENGLISH),
        re.M,
    )
    assert Counter(shapes) == {
        "shape=oval": 1,
        "shape=hexagon": 3,
        "shape=box": 2,
        "shape=box, peripheries=2": 2,
    }


def test_letters_and_dates_are_named_by_their_titles(write: Write, shipped: Site) -> None:
    """Where an answer leads to one."""
    edge = Edge(None, Target("letters", "reminder"))
    other = Edge(None, Target("deadlines", "ready"))
    answers = {"yes": Answer("yes", "", (edge,)), "no": Answer("no", "", (other,))}
    flow = Flow(
        "guide", "A guide", "", "ask", {"ask": Question("ask", "", "Is it so?", "", "", answers)}
    )
    assert shipped.deadlines
    for words in (ENGLISH, make_translator("es", shipped.texts["es"])):
        named = [target for _, _, target in arrows_in(mermaid(flow, words, site=shipped))]
        titles = [shipped.letters["reminder"].title, shipped.deadlines.events["ready"].label]
        assert named == [words.content(title) for title in titles]
    assert [target for _, _, target in arrows_in(mermaid(flow, ENGLISH))] == [
        "letters/reminder",
        "deadlines/ready",
    ]


def test_answers_that_lead_to_the_same_place_share_an_arrow_in_graphviz(
    flow: Callable[[str], Flow], write: Write
) -> None:
    """As a list; Mermaid has an arrow for each."""
    write(other=OTHER)
    text = dot(flow(GUARDED), ENGLISH)
    assert '  n1 -> n2 [label="• Yes\\n• No", weight=50]' in text
    assert [texts_of(svg(text))[line] for line in ("• Yes", "• No", "Yes")] == [2, 3, 0]
    assert len(parsed(mermaid(flow(GUARDED), ENGLISH))[1]) == 1 + 11


def test_a_trail_is_drawn_thick(flow: Callable[[str], Flow], write: Write) -> None:
    """Its arrows and its nodes, the last one included, and by more than colour; without one, nothing is."""
    write(other=OTHER)
    guide = flow(GUARDED)
    trail = {"license": "yes", "lease": "no", "car": "yes"}
    nodes, arrows = parsed(mermaid(guide, ENGLISH, trail))
    assert [(a["source"], a["target"]) for a in arrows if a["line"] == "==>"] == [
        ("n0", "n1"),
        ("n1", "n2"),
        ("n2", "n3"),
        ("n3", "n4"),
    ]
    assert mermaid(guide, ENGLISH, trail).splitlines()[-1] == "  class n0,n1,n2,n3,n4 trail"
    assert nodes["n4"]["label"] == "The one"
    thick = [
        line.split("[")[0].strip()
        for line in dot(guide, ENGLISH, trail).splitlines()
        if "penwidth=4" in line
    ]
    assert thick == ["n0", "n1", "n2", "n3", "n4", "n0 -> n1", "n1 -> n2", "n2 -> n3", "n3 -> n4"]
    assert (
        svg(dot(guide, ENGLISH, trail)).count(b'stroke-width="4"') == 5 + 2 * 4
    )  # an arrow is a line and a head
    left = mermaid(guide, ENGLISH, {"license": "unsure"}).splitlines()[-1]
    assert left == "  class n0,n1,n6 trail", "the place elsewhere is marked too"
    for text in (mermaid(guide, ENGLISH), dot(guide, ENGLISH)):
        assert not re.search("==>|class|penwidth", text)


def test_the_picture_runs_as_the_language_does(flow: Callable[[str], Flow]) -> None:
    """From right to left in Arabic."""
    text = OTHER
    assert mermaid(flow(text), make_translator("ar")).startswith("flowchart RL\n")
    assert "rankdir=RL" in dot(flow(text), make_translator("ar"))
    assert mermaid(flow(text), ENGLISH).startswith("flowchart LR\n")


def test_the_first_answers_make_a_line_from_the_first_corner(shipped: Site) -> None:
    """The start stands at the top left, where a reader who scrolls begins."""
    for flow in shipped.flows.values():
        root = xml(svg(dot(flow, ENGLISH)))
        start = next(root.iter("{http://www.w3.org/2000/svg}ellipse"))
        height = float(root.attrib["height"].removesuffix("pt"))
        from_top = height + float(start.attrib["cy"])  # Graphviz counts from the lower edge
        assert from_top < 120
        assert float(start.attrib["cx"]) < 120


def test_a_picture_that_cannot_be_drawn_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Graphviz, with one that cannot be started, with one that fails, and with one that never ends."""
    with pytest.raises(GraphvizError, match=r"^Graphviz drew nothing: .*syntax error.*$"):
        svg("no graph")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        GraphvizError,
        match=r"^Graphviz is not installed: apt-get install graphviz, or use --format mer",
    ):
        png("digraph {}")
    fake = tmp_path / "dot"
    fake.write_text("#!/nonexistent\n", "utf-8")
    fake.chmod(0o755)
    with pytest.raises(
        GraphvizError, match=r"^Graphviz cannot be started: no such file or directory$"
    ):
        png("digraph {}")
    fake.write_text("#!/bin/sh\nexec /bin/sleep 60\n", "utf-8")
    monkeypatch.setattr("wizard.convert.graphviz.TIMEOUT", 0.2)
    with pytest.raises(GraphvizError, match=r"too large to draw: use --format mermaid or dot$"):
        png("digraph {}")


def wizard(*arguments: str | Path, cwd: Path, **extra: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "wizard.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **extra}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, timeout=60, check=False
    )


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder of two flows."""
    return write(guide=GUARDED, other=OTHER)


def test_the_command_prints_mermaid_and_nothing_else(folder: Path) -> None:
    """With the titles of what lies elsewhere."""
    from wizard import load_flows

    done = wizard("graph", folder / "guide.yaml", cwd=folder)
    site = load_flows(folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == mermaid(site.flows["guide"], ENGLISH, site=site)
    assert wizard("graph", "my-data", "--lang", "es", cwd=folder).stdout.decode().count("Sí") > 1


def test_another_flow_that_is_not_sound_is_in_nobodys_way(folder: Path, write: Write) -> None:
    """Its steps are named by their ids then."""
    write(other=OTHER.replace("no: end", "no: nowhere"))
    done = wizard("graph", folder / "guide.yaml", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'[["other/end"]]' in done.stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.mmd", b"flowchart LR\n"), ("x.mermaid", b"flowchart LR\n"), ("x.gv", b"digraph "), ("x.dot", b"digraph "),
        ("x.SVG", b"<?xml "), ("x.png", b"\x89PNG\r\n"),
    ],
)  # fmt: skip
def test_the_ending_of_the_file_says_the_form(folder: Path, name: str, begins: bytes) -> None:
    """Unless an option does."""
    done = wizard("graph", folder / "guide.yaml", "--output", name, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (folder / name).read_bytes().startswith(begins)
    wizard("graph", folder / "guide.yaml", "--output", name, "--format", "dot", cwd=folder)
    assert (folder / name).read_bytes().startswith(b"digraph ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--output", "x.jpg"], 'the extension of "x.jpg" selects no format: use .mmd, .mermaid, .dot, .gv, .svg, .png'),
        (["--output", "none/x.svg"], "none/x.svg: no such file or directory"),
        (["--format", "jpg"], "'jpg' is not one of 'mermaid', 'dot', 'svg', 'png'"),
        (["--lang", "fr"], 'the flows are not in "fr", only in en'),
        (["--trail", "license"], '"license" is not an answer; write question=answer, joined by & or commas'),
        (["--trail", "licence=yes"], 'there is no question "licence" in this flow. Did you mean "license"?'),
        (["--trail", "one=yes"], 'there is no question "one" in this flow.'),
        (["--trail", "license=maybe"], '"license" has no answer "maybe"; it has "yes", "no", "unsure"'),
        (["--trail", "license=yes,license=no"], '"license" is answered twice'),
        (["--trail", "car=yes"], '"car" is not asked here: the other answers lead to "license", whose answers are "yes", '),
        (["--trail", "license=unsure&car=yes"], '"car" is not asked here: the other answers lead out of the flow, to "other/end"'),
    ],
)  # fmt: skip
def test_a_wrong_use_says_what_would_be_right(folder: Path, options: list[str], words: str) -> None:
    """On standard error, with 2; nothing is printed or written."""
    before = sorted(folder.iterdir())
    done = wizard("graph", folder / "guide.yaml", *options, cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert sorted(folder.iterdir()) == before


def test_a_trail_after_the_end_names_the_end(folder: Path) -> None:
    """Where all has been answered, nothing more fits."""
    (folder / "guide.yaml").write_text(
        GUARDED.replace("unsure: car}", "unsure: two}").replace(
            "      - {if: {not: {license: yes}, any: [{lease: no}, {lease: unsure}]}, to: two}\n",
            "",
        ),
        "utf-8",
    )
    done = wizard(
        "graph", folder / "guide.yaml", "--trail", "license=no,lease=unsure,car=yes", cwd=folder
    )
    assert b'"car" is not asked here: the other answers end at the outcome "two"' in done.stderr


@pytest.mark.parametrize(
    "trail",
    [
        "license=yes&lease=no&car=no",
        "license=yes, lease=no, car=no",
        "?license=yes&lease=no&car=no",
        "car=no,lease=no,license=yes",
    ],
)
def test_a_trail_is_taken_as_it_is_copied(folder: Path, trail: str) -> None:
    """From an address or by hand, in any order."""
    done = wizard("graph", folder / "guide.yaml", "--trail", trail, cwd=folder)
    assert done.stdout.decode().endswith("  class n0,n1,n2,n3,n4 trail\n")


def test_without_graphviz_text_is_still_to_be_had(folder: Path, tmp_path: Path) -> None:
    """A picture is refused in one line, with 1."""
    for form in ("svg", "png"):
        done = wizard(
            "graph", folder / "guide.yaml", "--format", form, cwd=folder, PATH=str(tmp_path)
        )
        assert (done.returncode, done.stdout) == (1, b"")
        assert (
            done.stderr
            == b"Graphviz is not installed: apt-get install graphviz, or use --format mermaid or dot\n"
        )
    for form in ("mermaid", "dot"):
        assert (
            wizard(
                "graph", folder / "guide.yaml", "--format", form, cwd=folder, PATH=str(tmp_path)
            ).returncode
            == 0
        )


def test_an_unsound_flow_is_not_drawn(folder: Path) -> None:
    """Its problems are printed as by check, with 1."""
    (folder / "guide.yaml").write_text(GUARDED.replace("no: one", "no: won"), "utf-8")
    done = wizard("graph", "guide.yaml", cwd=folder)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"guide.yaml:")


def test_a_terminal_gets_no_png(folder: Path) -> None:
    """It would only show noise, and might obey it."""
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "wizard.cli",
        "graph",
        str(folder / "guide.yaml"),
        "--format",
        "png",
    ]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"cannot write PNG to a terminal; use --output flow.png" in done.stderr
    assert wizard("graph", folder / "guide.yaml", "--format", "png", cwd=folder).stdout.startswith(
        b"\x89PNG\r\n"
    )


def test_the_help_ends_with_examples(folder: Path) -> None:
    """As that of each command does; each example works."""
    text = wizard("graph", "--help", cwd=folder).stdout.decode()
    lines = [
        line.strip()
        for line in text.partition("Examples:")[2].partition("Options:")[0].splitlines()
    ]
    examples = [re.split(r"\s{2,}", line)[0] for line in lines if line.startswith("wizard ")]
    assert len(examples) == 4
    for example in examples:
        done = wizard(*shlex.split(example)[1:], cwd=folder)
        assert (done.returncode, done.stderr) == (0, b""), example
