"""Makes flowcharts from Mermaid's grammar at random, each with the graph that it shows.

The graph is known before the chart is written. `test_read_mermaid.py` compares our reader with it,
and `tests/browsers/test_mermaid.py` Mermaid itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

Edge = tuple[str, str, str]  # source, target, label

# Opener and closer of a shape.
SHAPES = [
    ("[", "]"), ("(", ")"), ("{", "}"), ("([", "])"), ("[[", "]]"), ("[(", ")]"), ("((", "))"),
    ("(((", ")))"), ("{{", "}}"), (">", "]"), ("[/", "/]"), ("[\\", "\\]"), ("[/", "\\]"),
    ("[\\", "/]"), ("(-", "-)"),
]  # fmt: skip
AT_SHAPES = ["rect", "diamond", "stadium", "doc", "hex", "lean-r", "cyl", "notch-rect"]

IDS = ["a", "b7", "home", "n_1", "pay-now", "v1.2", "größe", "日本", "Q", "key", "step3", "W", "é"]
WORDS = [
    "Have you moved out?", "Yes, I have", "2 weeks", "Keep it", "¿Es así?", "日本語 です", "50 %",
    "Ask Ms. O'Neil", "a + b = c", "well-known", "Straße 7", "No!", "e.g. this",
    "Now: pay, then go", "style",
    "end", "subgraph", "graph", "x", "o", "1. first", "🙂 fine", "مرحبا", "class of 1999",
]  # fmt: skip

# Only between quotes: brackets, bars, arrows, and what is a statement elsewhere.
QUOTED = [
    "Is it (really) so?", "[x] {y} (z)", "a | b", "> 3", "x --> y", "-- text -->", "a & b; c",
    "end]", "it ends })", "f(x) == 3", "1 -.-> 2", "%%", "A@{ b: c }", "e1@--> b", "::: c",
]  # fmt: skip
MARKED = [("`**Bold** and plain`", "Bold and plain"), ("`Is it *so*?`", "Is it so?")]
ENTITIES = [
    ("#quot;Yes#quot;", '"Yes"'), ("5 #lt; 7", "5 < 7"), ("A #amp; B", "A & B"), ("#35;1", "#1"),
]  # fmt: skip

LINES = [
    "-->",
    "---",
    "--x",
    "--o",
    "==>",
    "===",
    "-.->",
    "-.-",
    "--->",
    "----->",
    "====>",
    "-..->",
]
HEADS = ["<-->", "x--x", "o--o", "<==>", "<-.->"]
IN_LINES = [
    ("--", "-->"),
    ("--", "---"),
    ("==", "==>"),
    ("-.", ".->"),
    ("-.", "-.->"),
    ("--", "--->"),
]


@dataclass
class DrawnChart:
    """A chart, and what it shows."""

    text: str = ""
    title: str = ""
    summary: str = ""
    start: str = ""
    nodes: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    boxes: dict[str, list[str]] = field(default_factory=dict)  # the nodes by the title
    first_in: dict[str, str] = field(default_factory=dict)  # the first node by the id of a box


def chart(seed: int) -> DrawnChart:
    """Make a chart. The same seed gives the same one."""
    return _Maker(Random(seed)).make()  # noqa: S311 - no secret


def resolved(drawn: DrawnChart) -> list[Edge]:
    """Return the arrows between nodes: those to a box lead to its first node."""
    count = Counter(source for source, _, _ in drawn.edges)
    return [
        (
            source,
            drawn.first_in.get(target, target),
            label or ("" if count[source] == 1 else drawn.nodes[target]),
        )
        for source, target, label in drawn.edges
    ]


@dataclass
class _Maker:
    random: Random
    drawn: DrawnChart = field(default_factory=DrawnChart)
    lines: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)  # ids of nodes that are not used yet
    mentioned: set[str] = field(default_factory=set)
    edge_ids: int = 0

    def make(self) -> DrawnChart:
        """Make the header, some statements and boxes, and what says nothing of the graph."""
        self.free = [*IDS]
        self.random.shuffle(self.free)
        first = self.drawn.start = self.free.pop()
        self.header()
        last = self.statements(first, self.random.randint(1, 4))
        for _ in range(self.random.randint(0, 2)):
            if len(self.free) > 3:
                last = self.box(last)
        self.looks()
        self.drawn.text = "\n".join(self.lines) + self.random.choice(["", "\n", "\n\n"])
        return self.drawn

    def sometimes(self, chance: float = 0.3) -> bool:
        """Return True at random."""
        return self.random.random() < chance

    def header(self) -> None:
        """Write what comes before the first node."""
        indent = self.random.choice(["", "", "  "])
        if self.sometimes():
            self.drawn.title = self.random.choice(["Which bin?", "Rent and deposit", "¿Qué hago?"])
            quote = self.random.choice(["", '"', "'"])
            self.lines += [f"{indent}---", f"{indent}title: {quote}{self.drawn.title}{quote}"]
            self.lines += [f"{indent}config:", f"{indent}  theme: base", f"{indent}---"]
        if self.sometimes():
            self.lines += self.random.choice(
                [['%%{init: {"theme": "dark"}}%%'], ["%%{", '  init: {"theme": "base"}', "}%%"]]
            )
        if self.sometimes():
            self.lines.append("%% a private remark --> not[for readers]")
        word = self.random.choice(["flowchart", "flowchart", "graph", "flowchart-elk"])
        way = self.random.choice([" TD", " TB", " LR", " RL", " BT", ""])
        self.lines.append(
            f"{indent}{word}{way}{self.random.choice(['', ';', ' '] if way else [''])}"
        )
        if self.sometimes(0.2):
            self.lines.append("  accTitle: A chart for screen readers")
            self.drawn.title = self.drawn.title or "A chart for screen readers"
        if self.sometimes(0.2):
            lines = ["  accDescr: What to do", "  accDescr {\n    What to\n    do\n  }"]
            self.lines.append(self.random.choice(lines))
            self.drawn.summary = "What to do"

    def statements(self, first: str, count: int) -> str:
        """Write statements that lead on from a node, and return a node that they reach."""
        reached = [first]
        for _ in range(count):
            if len(self.free) < 3:
                break
            self.remark()
            reached += self.chain(self.random.choice(reached))
        return self.random.choice(reached)

    def remark(self) -> None:
        """Perhaps write a comment or an empty line."""
        if self.sometimes(0.25):
            self.lines.append(self.random.choice(["", "  %% x --> y", "%% [note", "   "]))

    def chain(self, first: str) -> list[str]:
        """Write a chain of arrows from a node to new ones, and return those."""
        reached, left = list[str](), [first]
        parts = ["  " * self.random.randint(0, 2) + self.node(first)]
        for _ in range(self.random.randint(1, 2)):
            if len(self.free) < 2:
                break
            right = [self.free.pop() for _ in range(self.random.choice([1, 1, 1, 2]))]
            # Mermaid reads no id of an arrow after attributes.
            line, label = self.arrow(may_have_id=not parts[-1].endswith("}"))
            parts += [line, " & ".join(self.node(name) for name in right)]
            self.drawn.edges += [(source, to, label) for source in left for to in right]
            reached, left = reached + right, right
        if self.free and self.sometimes(0.15):
            other = self.random.choice(self.free)  # only shown next to the others
            self.free.remove(other)
            parts.append(f" ~~~ {self.node(other)}")
            self.drawn.edges.append((first, other, "to the other"))
            parts.append(f"\n  {first} -->|to the other| {other}")
        self.lines.append("".join(parts) + self.random.choice(["", "", ";", " "]))
        return reached

    def arrow(self, may_have_id: bool) -> tuple[str, str]:
        """Return an arrow as it is written, with the space around it, and its label."""
        before = self.random.choice([" ", " ", " ", "\n  ", "\n  %% why\n  "])
        after = self.random.choice([" ", " ", "\n    ", "\n"])
        if may_have_id and self.sometimes(0.15):
            self.edge_ids += 1
            before = f" e{self.edge_ids}@"  # not in a new line
        if self.sometimes(0.4):
            begin, end = self.random.choice(IN_LINES)
            if self.sometimes():
                label = self.random.choice(WORDS + QUOTED)
                return f'{before}{begin} "{label}" {end}{after}', label
            label = self.random.choice(WORDS)
            for mark in ".-=":  # the line itself ends the text
                label = " ".join(label.replace(mark, "").split())
            return f"{before}{begin} {label} {end}{after}", label
        line = self.random.choice(LINES if self.sometimes(0.8) else HEADS)
        if self.sometimes(0.5):
            return f"{before}{line}{after}", ""
        written, label = self.text()
        gap = self.random.choice(["", " ", "\n    "])
        return f"{before}{line}{gap}|{written}| ", label  # the node is in the same line

    def text(self) -> tuple[str, str]:
        """Return a text as it is written, and as it is shown."""
        kind = self.random.randint(0, 6)
        if kind == 0:
            text = self.random.choice(QUOTED)
            return f'"{text}"', text
        if kind == 1:
            written, shown = self.random.choice(MARKED + ENTITIES)
            return f'"{written}"', shown
        text = self.random.choice(WORDS)
        if kind == 2:
            return f'"{text}"', text
        if kind == 3 and " " in text:
            broken = text.replace(" ", self.random.choice(["\n    ", "<br/>", "<br>"]), 1)
            return self.random.choice([broken, f'"{broken}"']), text
        return f"{self.random.choice(['', ' '])}{text}", text

    def node(self, name: str) -> str:
        """Return a node as it is written here: with its text if it is mentioned first."""
        if name in self.mentioned:
            return name
        self.mentioned.add(name)
        self.drawn.nodes[name] = name
        kind = self.random.randint(0, 9)
        if kind == 0:
            return name
        look = self.random.choice(["", "", "", ":::red"])
        if kind == 1:
            return f"{name}{self.data(name)}"
        written, shown = self.text()
        opener, closer = self.random.choice(SHAPES)
        self.drawn.nodes[name] = shown
        return f"{name}{opener}{written}{closer}{look}"

    def data(self, name: str) -> str:
        """Return the text of a node as an attribute."""
        text = self.drawn.nodes[name] = self.random.choice(WORDS)
        shape = self.random.choice(AT_SHAPES)
        plain = text.replace("'", "").replace(":", "").replace("#", "").replace(",", "")
        options = [
            f'@{{ shape: {shape}, label: "{text}" }}',
            f'@{{ label : "{text}", shape : {shape} }}',
            f'@{{shape: {shape}, label: "{text} }} so"}}',
            f"@{{ label: '{text.replace(chr(39), chr(39) * 2)}' }}",
            f'@{{\n    shape: {shape}\n    label: "{text}"\n  }}',
            f"@{{ label: {plain} }}",
        ]
        option = self.random.choice(options)
        if option == options[2]:
            self.drawn.nodes[name] += " } so"
        # YAML reads some plain words as something else.
        if option == options[5]:
            if not plain[0].isalpha() or "?" in plain:
                return options[0]
            self.drawn.nodes[name] = plain
        return option

    def box(self, source: str) -> str:
        """Write a subgraph of new nodes, with an arrow to it, and return a node in it."""
        name, title = f"box{len(self.drawn.boxes)}", f"Part {len(self.drawn.boxes) + 1} (of 2)"
        first = self.free.pop()
        before = {*self.mentioned}
        to_box = self.sometimes()
        words = f"Part {len(self.drawn.boxes) + 1}"
        header = self.random.choice([f'{name} ["{title}"]', f'{name}["{title}"]', f'"{words}"'])
        title = words if header.startswith('"') else title
        to_box = to_box and title != words  # a box with only a title of words has no name
        self.lines.append(f"  subgraph {header}")
        if self.sometimes():
            self.lines.append("    direction LR")
        last = self.statements(first, self.random.randint(1, 2))
        if first not in self.mentioned:
            self.lines.append(f"    {self.node(first)}")
        inside = sorted(self.mentioned - before)
        self.lines.append("  end")
        self.drawn.boxes[title] = inside
        self.drawn.first_in[name] = first
        target = name if to_box else first
        self.drawn.edges.append((source, target, "to the part"))
        self.lines.append(f"  {source} -->|to the part| {target}")
        return last

    def looks(self) -> None:
        """Write statements that say nothing of the graph."""
        node = self.drawn.start
        looks = [
            "classDef red fill:#f00,stroke:#333,stroke-width:2px", f"class {node} red",
            f"style {node} fill:#bbf,stroke:#f66", "linkStyle 0 stroke:#ff3",
            f'click {node} callback "A tip\nof two lines"', f'click {node} call f("a") "x"',
        ]  # fmt: skip
        self.lines += ["  " + self.random.choice(looks) for _ in range(self.random.randint(0, 3))]
        for number in range(1, self.edge_ids + 1):
            if self.sometimes(0.5):
                self.lines.append(f"  e{number}@{{ animate: true }}")
