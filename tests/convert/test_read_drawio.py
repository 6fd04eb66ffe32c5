"""`read_drawio`: flowcharts of draw.io."""

from __future__ import annotations

import base64
import zlib
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.convert import drawio_charts
from tests.convert.helpers import ENGLISH, answers_of, reports_of, tree_of
from wizard.convert.importer import ImportFailedError, import_files
from wizard.convert.read_drawio import first_mark, read
from wizard.convert.tree import ImportedTree, TooLargeError
from wizard.loader.site import check_text
from wizard.loader.site_reader import SiteReader

ROOT = '<mxCell id="0"/><mxCell id="1" parent="0"/>'


def model(cells: str) -> str:
    """Return a page with cells."""
    return f"<mxGraphModel><root>{ROOT}\n{cells}</root></mxGraphModel>"


def packed(text: str) -> str:
    """Return a page as draw.io packs it."""
    deflate = zlib.compressobj(wbits=-15)
    data = deflate.compress(quote(text).encode()) + deflate.flush()
    return f'<diagram name="Page-1">{base64.b64encode(data).decode()}</diagram>'


def shape(name: str, text: str, more: str = "", style: str = "html=1;", inside: str = "1") -> str:
    """Return a shape, on its own line."""
    size = '<mxGeometry x="0" y="0" width="100" height="50" as="geometry"/>'
    attributes = f'id="{name}" value="{text}" style="{style}" vertex="1" parent="{inside}" {more}'
    return f"<mxCell {attributes}>{size}</mxCell>\n"


def arrow(source: str, target: str, label: str = "", style: str = "html=1;") -> str:
    """Return an arrow, on its own line."""
    ends = f'source="{source}" target="{target}"'
    return (
        f'<mxCell id="{source}{target}" value="{label}" style="{style}" edge="1" parent="1" {ends}>'
        '<mxGeometry relative="1" as="geometry"/></mxCell>\n'
    )


def chart(*cells: str) -> ImportedTree:
    """Return the tree of a page with cells."""
    return tree_of(read, model("".join(cells)))


@pytest.mark.parametrize("seed", range(120))
def test_drawio_file_is_read_as_it_was_made_and_as_another_parser_reads_it(seed: int) -> None:
    """Texts, arrows with their labels, and the start are the same in plain and packed files."""
    drawn = drawio_charts.drawing(seed)
    nodes, edges = drawio_charts.by_soup(drawn.text)
    assert (nodes, sorted(edges)) == (drawn.nodes, sorted(drawn.edges))
    assert first_mark(drawn.text) == 0
    tree = tree_of(read, drawn.text)
    texts = {name: step.prose.plain for name, step in tree.steps.items()}
    assert {*texts.values()} == nodes
    assert sorted(
        (texts[name], texts[answer.to], answer.label)
        for name, step in tree.steps.items()
        for answer in step.answers
    ) == sorted(
        (source, target, label or (target if is_one_of_several(source, drawn) else ""))
        for source, target, label in edges + drawn.loose
    )
    assert texts[tree.start] == drawn.start


def is_one_of_several(source: str, drawn: drawio_charts.DrawnFile) -> bool:
    """Return whether several arrows start at a shape."""
    return sum(edge[0] == source for edge in drawn.edges + drawn.loose) > 1


def test_drawio_questions_have_locations_in_the_file() -> None:
    """A step is in the line of its shape, an answer in that of its arrow."""
    tree = chart(shape("a", "Is it?"), shape("b", "Keep it"), arrow("a", "b", "Yes"))
    places = [(step.location.line, step.location.column) for step in tree.steps.values()]
    assert places == [(2, 1), (3, 1)]
    assert tree.steps["a"].answers[0].location.line == 4


def test_drawio_step_of_packed_page_has_the_location_of_the_page() -> None:
    """Lines of what is packed say nothing to anyone."""
    page = packed(model(shape("a", "Is it?") + shape("b", "Yes") + arrow("a", "b")))
    tree = tree_of(read, f"<mxfile>\n\n  {page}\n</mxfile>")
    assert {(step.location.line, step.location.column) for step in tree.steps.values()} == {(3, 3)}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("", {"a": {"": "b"}, "b": {}}),
        ("endArrow=none;", {"a": {"": "b"}, "b": {}}),
        ("startArrow=classic;endArrow=none;", {"a": {}, "b": {"": "a"}}),
        ("startArrow=oval;endArrow=block;", {"a": {"": "b"}, "b": {}}),
    ],
)
def test_drawio_arrow_leads_to_where_its_head_is(
    style: str, expected: dict[str, dict[str, str]]
) -> None:
    """A line without heads leads from where it was begun."""
    tree = chart(shape("a", "One"), shape("b", "Two"), arrow("a", "b", style=style))
    assert answers_of(tree) == expected


def test_drawio_two_headed_arrow_is_reported() -> None:
    """Only one direction can be kept, since a flow has no loops."""
    style = "startArrow=classic;endArrow=classic;"
    tree = chart(shape("a", "One"), shape("b", "Two"), arrow("a", "b", style=style))
    message = "this arrow has two heads; only the forward direction was kept"
    assert reports_of(tree) == [f"4:1 {message} [import-changed]"]


def test_drawio_loose_arrow_is_reported_and_left_out() -> None:
    """An end that touches no shape has no target."""
    point = '<mxPoint x="900" y="900" as="targetPoint"/>'
    line = arrow("a", "b").replace(' target="b"', "").replace('"geometry"/>', f'"geometry">{point}')
    line = line.replace("</mxCell>", "</mxGeometry></mxCell>")
    tree = chart(shape("a", "One"), shape("b", "Two"), arrow("a", "b"), line, arrow("gone", "b"))
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}
    assert reports_of(tree) == [
        "5:1 this arrow starts at “One”, but is attached to no shape where it ends, so it was left "
        "out; attach it in draw.io [import-defect]",
        "6:1 this arrow points to “Two”, but is attached to no shape where it starts, so it was "
        "left out; attach it in draw.io [import-defect]",
    ]


def test_drawio_loose_arrow_that_touches_a_shape_is_attached() -> None:
    """It looks attached, so a person reads it so; the report says it."""
    point = '<mxPoint x="50" y="58" as="targetPoint"/>'
    line = arrow("a", "b").replace(' target="b"', "").replace('"geometry"/>', f'"geometry">{point}')
    line = line.replace("</mxCell>", "</mxGeometry></mxCell>")
    tree = chart(shape("a", "One").replace('x="0"', 'x="500"'), shape("b", "Two"), line)
    assert answers_of(tree) == {"a": {"": "b"}, "b": {}}
    assert reports_of(tree) == [
        "4:1 this arrow ends at “Two”, but is not attached to it; it was read as if it were "
        "[import-changed]"
    ]


def test_drawio_arrow_to_an_arrow_goes_on_as_that_one() -> None:
    """People join arrows that lead to the same shape."""
    tree = chart(
        *(shape(name, name.upper()) for name in "abc"), arrow("a", "c"), arrow("b", "ac", "Yes")
    )
    assert answers_of(tree) == {"a": {"": "c"}, "b": {"Yes": "c"}, "c": {}}


def test_drawio_arrow_to_itself_is_reported() -> None:
    """Following it must end."""
    tree = chart(shape("a", "A"), arrow("ab", "ab"), arrow("x", "abab"))
    assert answers_of(tree) == {"a": {}}
    assert len(reports_of(tree)) == 2


def test_drawio_labels_of_an_arrow_are_joined_along_it() -> None:
    """An arrow can have a label at each end."""
    label = '<mxCell id="{}" value="{}" style="html=1;" vertex="1" parent="ab"><mxGeometry x="{}"/>'
    labels = [label.format(*each) + "</mxCell>" for each in (("m", "late", 1), ("k", "Yes,", -1))]
    tree = chart(shape("a", "A"), shape("b", "B"), arrow("a", "b", "but"), *labels)
    assert answers_of(tree) == {"a": {"Yes, but late": "b"}, "b": {}}


def test_drawio_arrow_to_box_leads_to_its_first_shape() -> None:
    """An arrow from a box starts at the shapes in it that have no other arrow."""
    tree = chart(
        shape("a", "A"),
        shape("box", "The second part", style="swimlane;"),
        shape("z", "Z", inside="box"),
        shape("b", "B", inside="box"),
        shape("end", "End"),
        arrow("b", "z", "on"),
        arrow("a", "box"),
        arrow("box", "end"),
    )
    assert answers_of(tree) == {"a": {"": "b"}, "z": {"": "end"}, "b": {"on": "z"}, "end": {}}


def test_drawio_group_with_an_arrow_to_it_alone_is_one_shape() -> None:
    """A person sees a picture with its text, not a box with steps."""
    tree = chart(
        shape("a", "A"),
        shape("group", "", style="group"),
        shape("icon", "", inside="group", style="shape=image;"),
        shape("text", "Go in", inside="group", style="text;html=1;"),
        arrow("a", "group"),
    )
    assert answers_of(tree) == {"a": {"": "group"}, "group": {}}
    assert tree.steps["group"].prose.plain == "Go in"
    assert reports_of(tree) == []


def test_drawio_remarks_are_left_out_and_reported() -> None:
    """What a person wrote next to the chart is not for readers."""
    tree = chart(
        shape("a", "A"),
        shape("b", "B"),
        arrow("a", "b"),
        shape("t", "Ask Maria", style="text;html=1;"),
        shape("n", "Wrong?", style="shape=note;"),
        arrow("n", "b", style="endArrow=none;"),
        shape("e", ""),
    )
    assert list(tree.steps) == ["a", "b"]
    what = "this text is on no arrow and in no shape, so it was left out"
    assert reports_of(tree) == [
        f"5:1 {what}: “Ask Maria” [import-left-out]",
        f"6:1 {what}: “Wrong?” [import-left-out]",
        "8:1 1 shape without text and arrows was left out [import-changed]",
    ]


def test_drawio_texts_without_any_arrow_are_kept() -> None:
    """They are all that the file has."""
    assert list(chart(shape("t", "Ask Maria", style="text;html=1;")).steps) == ["t"]


def test_drawio_hidden_layer_is_left_out_and_reported_once() -> None:
    """A locked layer is seen, so it is read."""
    tree = chart(
        '<mxCell id="h" value="Drafts" visible="0" parent="0"/>\n',
        '<mxCell id="l" value="Fixed" style="locked=1;" parent="0"/>\n',
        shape("a", "A", inside="h"),
        shape("b", "B", inside="l"),
        shape("c", "C", more='visible="0"'),
        arrow("b", "d", "Yes"),
        shape("d", "D"),
    )
    assert answers_of(tree) == {"b": {"Yes": "d"}, "d": {}}
    assert reports_of(tree) == [
        "2:1 this hidden layer and all in it were left out: “Drafts” [import-left-out]",
        "6:1 this hidden shape and all in it were left out: “C” [import-left-out]",
    ]


def test_drawio_cell_without_a_unique_id_is_read() -> None:
    """It replaces no other cell. Arrows are attached to the first cell with an id."""
    tree = chart(
        shape("a", "A?"),
        shape("b", "B"),
        arrow("a", "b", "Yes"),
        shape("b", "C"),
        shape("a", "Secret", more='visible="0"'),
        '<mxCell value="D" vertex="1" parent="1"/>\n',
        '<mxCell value="E" vertex="1" parent="1"/>\n',
    )
    assert [step.prose.plain for step in tree.steps.values()] == ["A?", "B", "C", "D", "E"]
    assert answers_of(tree)["a"] == {"Yes": "b"}
    assert [line for line in reports_of(tree) if "Secret" in line] == [
        "6:1 this hidden shape and all in it were left out: “Secret” [import-left-out]"
    ]


def test_drawio_cell_that_is_in_itself_is_read() -> None:
    """A damaged file must not stop the reader."""
    tree = chart(shape("a", "A", inside="b"), shape("b", "B", inside="a"), arrow("a", "b"))
    assert tree.problems or tree.steps


def test_drawio_link_of_a_shape_is_kept() -> None:
    """A link to another page of the drawing cannot be."""
    shape = '<UserObject label="{0}" link="{1}" id="{0}"><mxCell vertex="1"/></UserObject>\n'
    tree = chart(
        shape.format("a", "https://example.org/a"),
        shape.format("b", "data:page/id,x"),
        arrow("a", "b"),
    )
    assert [step.links for step in tree.steps.values()] == [[("a", "https://example.org/a")], []]
    assert reports_of(tree) == [
        "3:52 a link to another page of the drawing was left out [import-left-out]"
    ]


def test_drawio_first_page_with_an_arrow_is_read() -> None:
    """The other pages are reported."""
    one, two, three = (f'<diagram name="{name}">' for name in ("Cover", "The deposit", "Old"))
    chart = model(shape("a", "A") + shape("b", "B") + arrow("a", "b"))
    text = f"{one}{model(shape('t', 'Title'))}</diagram>\n{two}{chart}</diagram>\n{three}{chart}"
    tree = tree_of(read, f"<mxfile>{text}</diagram></mxfile>")
    assert (tree.title, list(tree.steps)) == ("The deposit", ["a", "b"])
    what = "was left out; only one page is read [import-left-out]"
    assert reports_of(tree) == [f"1:9 the page “Cover” {what}", f"9:1 the page “Old” {what}"]


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("<mxfile>\n<diagram></mxfile>", "2:12 this is not valid XML (mismatched tag); save"),
        ("<mxfile>\n  <diagram>abc</diagram></mxfile>", "2:3 this page is damaged"),
        ("<mxfile>\n  <diagram>YWJj</diagram></mxfile>", "2:3 this is not valid XML (no element"),
        ("<mxfile></mxfile>", "1:1 this file has no page with a shape"),
        (model(shape("a", "")), "1:1 no shape on this page has a text"),
        (
            '<!DOCTYPE x [<!ENTITY a "b">]>\n<mxfile>&a;</mxfile>',
            "1:25 this defines entities, which draw.io never does, and is not read",
        ),
    ],
)
def test_drawio_damaged_file_is_reported(text: str, report: str) -> None:
    """The report says where and what to do."""
    tree = tree_of(read, text)
    assert tree.steps == {}
    assert [each.startswith(report) for each in reports_of(tree)] == [True], reports_of(tree)


def test_drawio_page_that_unpacks_to_too_much_is_rejected() -> None:
    """A few kilobytes can be packed gigabytes."""
    page = packed(model(shape("a", "A" * 3_000_000)))
    assert len(page) < 10_000
    with pytest.raises(TooLargeError, match="its pages unpack to more than 2 MiB; split the file"):
        tree_of(read, f"<mxfile>{page}</mxfile>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<mxfile host='x'>", 0),
        ('<?xml version="1.0"?>\n<!-- x -->\n<mxGraphModel>', 0),
        ('<svg width="1" content="&lt;mxfile', 0),
        ('<svg width="1"><text>mxfile</text></svg>', -1),
        ("<html><mxfile>", -1),
        ("about <mxfile>", -1),
    ],
)
def test_drawio_is_detected_by_its_first_tag(text: str, expected: int) -> None:
    """A picture in SVG can contain the file that it was drawn from."""
    assert first_mark(text) == expected


IDS = st.sampled_from(["0", "1", "a", "b", "c", "d", "gone", ""])
CELLS = st.fixed_dictionaries(
    {"id": IDS, "parent": IDS},
    optional={
        "source": IDS,
        "target": IDS,
        "edge": st.just("1"),
        "vertex": st.just("1"),
        "visible": st.just("0"),
        "value": st.sampled_from(["", "Is it?", "<b>Yes", "&lt;div&gt;No", "a\u202eb"]),
        "style": st.sampled_from(["html=1;", "text;html=1", "endArrow=none;startArrow=x", ";=;"]),
        "link": st.sampled_from(["https://a.org", "javascript:x", "data:page/id,x"]),
    },
)


@given(cells=st.lists(CELLS, max_size=12))
def test_drawio_import_of_any_cells_gives_valid_flow_or_fails(
    tmp_path_factory: pytest.TempPathFactory, cells: list[dict[str, str]]
) -> None:
    """Cells may refer to each other in any way; only unreachable steps are errors in the flow."""
    folder = tmp_path_factory.getbasetemp()
    root = ElementTree.Element("mxGraphModel")
    for cell in cells:
        ElementTree.SubElement(root, "mxCell", cell)
    source = folder / "any.drawio"
    source.write_bytes(ElementTree.tostring(root))
    try:
        tree, written = import_files([source], None, ENGLISH)
    except ImportFailedError:
        return
    flow = folder / "any.yaml"
    _, problems = check_text(written, flow, SiteReader(folder))
    errors = {problem.code for problem in problems if not problem.warning}
    assert errors <= {"flow-unreachable"}, written
    assert bool(errors) == any("is unreachable" in each.message for each in tree.problems)
