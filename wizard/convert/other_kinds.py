"""Says what a file is that no reader reads, and what its author can do instead.

Files are recognized by their content. The ending of a name only tells the kinds of one container
apart, such as the ZIP files of several office programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from wizard.convert.csv_header import looks_like_table, read_header, suggested_columns
from wizard.loader.suggest import command

_TREE = "id, text, answer and next"
_AS_CSV = f"save the tree as “CSV UTF-8” with the columns {_TREE}"
_FROM_SHEET = f"this is a spreadsheet; save its sheet as “CSV UTF-8” with the columns {_TREE}"
_FROM_DOCUMENT = f"this is a text document; put the tree in a spreadsheet, and {_AS_CSV}"
_FROM_PICTURE = (
    "this is a picture; import the file that it was made from, or draw it as a flowchart in Mermaid"
)
_FROM_ARCHIVE = "this is an archive; unpack it and import the file in it"
_FROM_FLOWCHART = "draw it as a flowchart in Mermaid"

# What the names of files in a ZIP container say of it, and the endings of names that do.
_IN_ZIP: Mapping[str, tuple[tuple[bytes, ...], str]] = {
    _FROM_SHEET: (
        (b"xl/workbook", b"xl/worksheets", b"opendocument.spreadsheet"),
        ".xlsx .xlsm .xltx .ods .numbers",
    ),
    _FROM_DOCUMENT: (
        (b"word/document", b"ppt/presentation", b"opendocument.text", b"opendocument.presentation"),
        ".docx .docm .odt .pptx .odp .pages",
    ),
    f"this is a drawing of Visio or LibreOffice; {_FROM_FLOWCHART}": (
        (b"visio/document", b"opendocument.graphics"),
        ".vsdx .odg",
    ),
}

# How other binary files begin.
_BINARY: Mapping[bytes, str] = {
    rb"%PDF-": f"this is a PDF, which has no tree in it; {_AS_CSV}",
    rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*|BM....\0\0\0\0": _FROM_PICTURE,
    rb"....ftyp(?:heic|mif1|avif)": _FROM_PICTURE,
    rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd": _FROM_ARCHIVE,
    rb"\{\\rtf": _FROM_DOCUMENT,
}

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # of Microsoft Office until 2003

# The other diagrams of Mermaid, by how they begin.
_DIAGRAMS = {
    "sequenceDiagram": "a sequence diagram",
    "zenuml": "a sequence diagram",
    "classDiagram": "a class diagram",
    "stateDiagram": "a state diagram",
    "erDiagram": "an entity relationship diagram",
    "gantt": "a Gantt chart",
    "pie": "a pie chart",
    "journey": "a user journey",
    "gitGraph": "a Git graph",
    "mindmap": "a mind map",
    "timeline": "a timeline",
    "quadrantChart": "a quadrant chart",
    "requirementDiagram": "a requirement diagram",
    "sankey": "a Sankey diagram",
    "xychart": "an XY chart",
    "block": "a block diagram",
    "packet": "a packet diagram",
    "kanban": "a kanban board",
    "architecture": "an architecture diagram",
    "radar": "a radar chart",
    "treemap": "a treemap",
    "C4": "a C4 diagram",
}
_DIAGRAM = re.compile(
    r"(?:\s*+---\n.*?\n[ \t]*---[ \t]*\n)?"  # front matter
    r"(?:\s++|%%(?!\{)[^\n]*+|(?>%%\{.*?\}%%))*+"
    rf"(?P<name>{'|'.join(_DIAGRAMS)})(?:(?<=C4)\w+)?(?:-\w+)?:?"
    r"(?:[ \t]+(?:title|showData|LR|TB|TD|BT|horizontal)\b[^\n]*+)?[ \t]*+(?=[:;\n]|$)",
    re.DOTALL,
)
_FENCE = re.compile(r"^[ \t]*```+[ \t]*mermaid[^\n]*\n", re.MULTILINE)

_PROLOGUE = r"(?:(?><\?xml[^>]*+>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>]*+>)\s*+)*+"

_WEB_PAGE = rf"{_PROLOGUE}(?:<!DOCTYPE\s+html|<(?:html|head|body)[\s>])"

# How texts of other kinds begin, after blank lines.
_BEGINNINGS: Mapping[str, str] = {
    rf"{_PROLOGUE}<svg[\s>]": _FROM_PICTURE,
    rf"{_PROLOGUE}<(?:\w+:)?definitions\b[^>]*(?:BPMN|DMN)": (
        f"this is a process or a decision in BPMN or DMN; {_FROM_FLOWCHART}"
    ),
    rf"{_WEB_PAGE}.*<script\b[^<>]*\btype=[\"']?text/qna\b": (
        "this is a web page with QnA Markup in it; save what is between "
        "<script type=text/qna> and </script> as a file, and import that"
    ),
    _WEB_PAGE: (
        "this is a web page without a story of Twine; in Twine, use “Export As Twee” or "
        "“Publish to File”"
    ),
    r"<\?xml\s": f"this is XML, which cannot be read; {_AS_CSV}",
    r"(?:(?>//[^\n]*+|/\*.*?\*/|\#[^\n]*+)\s*+)*+(?:strict\s+)?(?:di)?graph\b[^\n{;>]*+\s*+\{": (
        f"this is a graph for Graphviz; {_FROM_FLOWCHART}, whose arrows are much the same"
    ),
    r"@start\w": f"this is a diagram for PlantUML; {_FROM_FLOWCHART}",
}

# A line of YAML.
_YAML = re.compile(r"\s.*|- .*|[\w \"'./-]+:(?:\s.*)?|#.*|---|\.\.\.")

# What the keys of a JSON file say of it.
_JSON: Mapping[frozenset[str], str] = {
    frozenset(("groups", "edges", "variables")): "a bot of Typebot",
    frozenset(("nodes", "edges")): "a graph of another tool, such as a decision model",
    frozenset(("nodes", "connections")): "a workflow of n8n or another tool",
    frozenset(("elements", "appState")): "a drawing of Excalidraw",
    frozenset(("passages",)): "a story of Twine",
}


def kind_of_data(data: bytes, path: Path) -> str:
    """Return what a file that is not text is, and what to do; "" if it may be text."""
    suffix = path.suffix.lower()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        for message, (names, _) in _IN_ZIP.items():
            if any(name in data for name in names):
                return message
        of_suffix = (message for message, (_, all_) in _IN_ZIP.items() if suffix in all_.split())
        return next(of_suffix, _FROM_ARCHIVE)
    if data.startswith(_OLD_OFFICE):
        return _FROM_SHEET if suffix.startswith(".xl") else _FROM_DOCUMENT
    for beginning, message in _BINARY.items():
        if re.match(beginning, data, re.DOTALL):
            return message
    return ""


def kind_of_text(text: str) -> str:
    """Return what a text is that begins like a format that is not read; "" for any other text."""
    if diagram := _DIAGRAM.match(text):
        what = _DIAGRAMS[diagram["name"]]
        return f"this is {what} in Mermaid; only flowcharts are read, which begin with “flowchart”"
    beginning = text.lstrip()
    for pattern, message in _BEGINNINGS.items():
        if re.match(pattern, beginning, re.DOTALL | re.IGNORECASE):
            return message
    return _kind_of_json(beginning) if beginning.startswith(("{", "[")) else ""


def _kind_of_json(text: str) -> str:
    """Return what a JSON file is; "" if the text is not JSON."""
    try:
        value = json.loads(text)
    # Deeply nested JSON exceeds Python's stack.
    except (ValueError, RecursionError):
        return ""
    keys = value.keys() if isinstance(value, dict) else set()
    kind = next((f", {what}" for its_keys, what in _JSON.items() if its_keys <= keys), "")
    return f"this is JSON{kind}, which cannot be read; {_AS_CSV}"


def kind_of_unknown(text: str, path: Path) -> str:
    """Return what a text is in which no reader found its format, and what to do; "" for prose."""
    if not text.strip():
        return "the file is empty"
    if all(re.search(rf"^{key}:", text, re.MULTILINE) for key in ("start", "steps")):
        return f"this is a flow already; run `{command('check', path)}`"
    if looks_like_table(text) or path.suffix.lower() in (".csv", ".tsv"):
        header = read_header(text, {})
        columns = f"{', '.join(header.names):.200}"
        example = command("import", path, suggested_columns(header))
        return (
            f"this is a table without the columns {_TREE}; its columns are: {columns}. "
            f"Say which is which, for example: {example}"
        )
    # In Markdown. The reader of Mermaid looks for a flowchart in all of them.
    if (fence := _FENCE.search(text)) and (kind := kind_of_text(text[fence.end() :])):
        return kind
    if text.startswith("<") and re.match(r"<\w[\w:.-]*+(?:\s[^<>]*+)?>\s*<", text):
        return f"this is XML or HTML, which cannot be read; {_AS_CSV}"
    lines = [line for line in text.split("\n") if line.strip()][:20]
    if path.suffix.lower() in (".yaml", ".yml") or (
        len(lines) > 2 and all(map(_YAML.fullmatch, lines))
    ):
        return f"this is YAML, but not a flow; {_AS_CSV}"
    return ""
