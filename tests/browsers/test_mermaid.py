"""Mermaid itself reads the charts that our reader is compared with."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.convert.mermaid_charts import DrawnChart, chart

pytestmark = pytest.mark.browsers

SEEDS = range(300)

GRAPHS = """async (texts) => {
  mermaid.initialize({startOnLoad: false});
  const graphs = [];
  for (const text of texts) {
    try {
      const {db} = await mermaid.mermaidAPI.getDiagramFromText(text);
      graphs.push({
        summary: db.getAccDescription(),
        nodes: [...db.getVertices().values()].map((node) => [node.id, node.text]),
        edges: db.getEdges().map((edge) => [edge.start, edge.end, edge.text, edge.stroke, edge.id]),
        boxes: db.getSubGraphs().map((box) => [box.id, box.title, box.nodes]),
      });
    } catch (error) {
      graphs.push({error: String(error)});
    }
  }
  return graphs;
}"""


def shown(text: str) -> str:
    """Return a text of Mermaid as it is shown, in one line."""
    # While it parses, Mermaid writes entities with these letters.
    text = text.replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";")
    return " ".join(re.sub(r"\*+", "", unescape(re.sub(r"<br ?/?>", " ", text))).split())


def graph_of(drawn: DrawnChart) -> dict[str, Any]:
    """Return the graph of a chart as it was made."""
    boxes = Counter((title, *members) for title, members in drawn.boxes.items())
    return {
        "summary": drawn.summary,
        "nodes": drawn.nodes,
        "edges": Counter(drawn.edges),
        "boxes": boxes,
    }


def graph_in_mermaid(found: dict[str, Any]) -> dict[str, Any]:
    """Return the graph that Mermaid found."""
    boxes = {name for name, _, _ in found["boxes"]} | {edge[4] for edge in found["edges"]}
    edges = Counter(
        (start, end, shown(text))
        for start, end, text, stroke, _ in found["edges"]
        if stroke != "invisible"
    )
    return {
        "summary": shown(found["summary"]),
        "nodes": {name: shown(text) for name, text in found["nodes"] if name not in boxes},
        "edges": edges,
        "boxes": Counter((title, *sorted(members)) for _, title, members in found["boxes"]),
    }


def test_mermaid_reads_the_graphs_that_our_reader_is_compared_with(
    browser: Browser, tools: Path
) -> None:
    """What `tests/convert/mermaid_charts.py` says of its charts is what Mermaid finds in them."""
    page = browser.new_page()
    page.add_script_tag(path=tools / "mermaid/dist/mermaid.min.js")
    charts = [chart(seed) for seed in SEEDS]
    graphs = page.evaluate(GRAPHS, [drawn.text for drawn in charts])
    page.close()
    for drawn, found in zip(charts, graphs, strict=True):
        assert "error" not in found, f"{drawn.text}\n\n{found}"
        assert graph_in_mermaid(found) == graph_of(drawn), drawn.text
