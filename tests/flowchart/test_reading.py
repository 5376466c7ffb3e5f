"""The text of flowcharts: what is read as what, and that nothing raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings

from qmsdoc.parse.flowchart import Direction, Edge, Flowchart, Head, Shape, Stroke, flowchart
from qmsdoc.render.flowchart.layout import layout
from tests.flowchart.charts import texts


def read(body: str, head: str = "flowchart TD") -> Flowchart:
    found = flowchart(f"{head}\n{body}\n")
    assert found is not None
    return found


def edge(body: str) -> Edge:
    (found,) = read(body).edges
    return found


@pytest.mark.parametrize(
    ("head", "way"),
    [
        ("graph TD", Direction.DOWN),
        ("flowchart TB", Direction.DOWN),
        ("flowchart", Direction.DOWN),
        ("graph LR;", Direction.RIGHT),
        ("flowchart RL", Direction.LEFT),
        ("flowchart BT", Direction.UP),
        ("%% told first\n\n  graph LR", Direction.RIGHT),
        ('%%{init: {"theme": "dark"}}%%\ngraph LR', Direction.RIGHT),
    ],
)
def test_directions(head: str, way: Direction) -> None:
    assert read("A", head).direction is way


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("A[x]", Shape.BOX),
        ("A(x)", Shape.ROUND),
        ("A([x])", Shape.STADIUM),
        ("A[[x]]", Shape.SUBROUTINE),
        ("A[(x)]", Shape.CYLINDER),
        ("A((x))", Shape.CIRCLE),
        ("A(((x)))", Shape.DOUBLE_CIRCLE),
        ("A(-x-)", Shape.ELLIPSE),
        ("A{x}", Shape.DIAMOND),
        ("A{{x}}", Shape.HEXAGON),
        ("A[/x/]", Shape.LEAN_RIGHT),
        ("A[\\x\\]", Shape.LEAN_LEFT),
        ("A[/x\\]", Shape.TRAPEZOID),
        ("A[\\x/]", Shape.TRAPEZOID_DOWN),
        ("A>x]", Shape.FLAG),
        ('A@{ shape: diam, label: "x" }', Shape.DIAMOND),
        ("A[x]:::red", Shape.BOX),
    ],
)
def test_shapes(written: str, shape: Shape) -> None:
    (node,) = read(written).nodes
    assert (node.key, node.label, node.shape) == ("A", ("x",), shape)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("A[Two words]", ("Two words",)),
        ('A["Quoted (with) [all]"]', ("Quoted (with) [all]",)),
        ("A[One<br>two<BR/>three]", ("One", "two", "three")),
        ('A["One\ntwo"]', ("One", "two")),
        ("A[#quot;x#quot; #35; #amp;]", ('"x" # &',)),
        ("A[&lt;b&gt; <b>bold</b>]", ("<b> bold",)),
        ('A["`**strong** and *more*`"]', ("strong and more",)),
        ("A[fa:fa-car Drive]", ("Drive",)),
        ('A[""]', ()),
        ("A", ("A",)),
        ("A[\u202eevil\u200b]", ("evil",)),
        ("A[#1564;ev#8288;il#8298;]", ("evil",)),
    ],
)
def test_labels(written: str, label: tuple[str, ...]) -> None:
    assert read(written).nodes[0].label == label


@pytest.mark.parametrize(
    ("line", "stroke", "starts", "ends", "length"),
    [
        ("-->", Stroke.PLAIN, Head.NONE, Head.ARROW, 1),
        ("---", Stroke.PLAIN, Head.NONE, Head.NONE, 1),
        ("---->", Stroke.PLAIN, Head.NONE, Head.ARROW, 3),
        ("-.->", Stroke.DOTTED, Head.NONE, Head.ARROW, 1),
        ("-.-", Stroke.DOTTED, Head.NONE, Head.NONE, 1),
        ("-..->", Stroke.DOTTED, Head.NONE, Head.ARROW, 2),
        ("==>", Stroke.THICK, Head.NONE, Head.ARROW, 1),
        ("===", Stroke.THICK, Head.NONE, Head.NONE, 1),
        ("--o", Stroke.PLAIN, Head.NONE, Head.CIRCLE, 1),
        ("--x", Stroke.PLAIN, Head.NONE, Head.CROSS, 1),
        ("<-->", Stroke.PLAIN, Head.ARROW, Head.ARROW, 1),
        ("o--o", Stroke.PLAIN, Head.CIRCLE, Head.CIRCLE, 1),
        ("~~~", Stroke.UNSEEN, Head.NONE, Head.NONE, 1),
    ],
)
def test_lines(line: str, stroke: Stroke, starts: Head, ends: Head, length: int) -> None:
    for body in (f"A {line} B", f"A[x] {line}\n B[y]"):
        found = edge(body)
        assert (found.tail, found.head, found.stroke, found.starts, found.ends, found.length) == (
            *("A", "B"),
            *(stroke, starts, ends, length),
        )


@pytest.mark.parametrize(
    "line", ["-->|a - b|", '-->|"a - b"|', "-- a - b -->", "-. a - b .->", "== a - b ==>", '-- "a - b" -->']
)
def test_labels_of_lines(line: str) -> None:
    assert edge(f"A {line} B").label == ("a - b",)


def test_chains_and_several_at_once() -> None:
    pairs = [(each.tail, each.head) for each in read("A --> B --> C\nD & E --> F & G; x-1-->y.2").edges]
    assert pairs == [("A", "B"), ("B", "C"), ("D", "F"), ("D", "G"), ("E", "F"), ("E", "G"), ("x-1", "y.2")]


def test_groups() -> None:
    found = read('subgraph one [First]\nA\nsubgraph "The second"\nB\nend\nend\none --> C\nsubgraph empty\nend')
    assert [(group.key, group.title, group.parent) for group in found.groups] == [
        ("one", ("First",), None),
        ("The second", ("The second",), "one"),
    ]
    assert [(node.key, node.group) for node in found.nodes] == [("A", "one"), ("B", "The second"), ("C", None)]


def test_what_only_styles_is_read_over() -> None:
    styled = read(
        "A:::x --> B\nclassDef x fill:#f9f,stroke:#333;\nclass A x\nstyle B fill:red\nlinkStyle 0 stroke:red"
        "\ndirection LR"
    )
    assert styled == read("A --> B")


def test_titles_for_those_who_do_not_see_it() -> None:
    found = flowchart("---\ntitle: Shown\n---\nflowchart TD\nA\naccDescr {\n More\n  words\n}")
    assert found is not None
    assert (found.title, found.description) == ("Shown", "More words")
    assert read("A\naccTitle: Said").title == "Said"


@pytest.mark.parametrize(
    ("click", "to", "tip"),
    [
        ('click A "qms:QP-004"', "qms:QP-004", ""),
        ('click A href "../a.md#x" "More" _blank', "../a.md#x", "More"),
        ("click A call run()", None, ""),
        ('click A callback "tip"', None, ""),
        ('click B "x.md"', None, ""),
    ],
)
def test_clicks(click: str, to: str | None, tip: str) -> None:
    source = f"flowchart TD\nA[x]\n{click}\n"
    found = flowchart(source)
    assert found is not None
    address = found.nodes[0].address
    if to is None:
        assert address is None
    else:
        assert address is not None
        assert (address.destination, address.tip, source[address.start : address.end]) == (to, tip, to)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "sequenceDiagram\nA->>B: hi",
        "flowchart TD",
        "flowchart TD\nA -->",
        "flowchart TD\nA[never closed",
        "flowchart TD\nsubgraph x\nA",
        "flowchart TD\nend",
        "flowchart TD\nA --> B extra",
        "flowchart TD\nclick A javascript:alert(1)",
        "flowchart TD\nA\x00",
        "flowchart TD\n" + "A[" + "x" * 500 + "]",
        "flowchart TD\n" + "\n".join(f"n{i}" for i in range(400)),
        "flowchart TD\n" + "A & B & C & D --> " * 40 + "E",
        "flowchart TD\n" + "subgraph x\n" * 30 + "A\n" + "end\n" * 30,
        "x" * 60_000,
    ],
)
def test_what_is_not_understood_is_no_flowchart(source: str) -> None:
    assert flowchart(source) is None


@settings(max_examples=400, deadline=None)
@given(texts())
@example("flowchart TD\nA-->" + "-" * 10_000)
@example("flowchart TD\nA -- " + "-x" * 10_000)
@example("flowchart TD\n" + "A-" * 20_000)
@example("flowchart TD\nclick " * 4_000)
@example("%%{" * 15_000)
@example("---\n" * 12_000)
@example("flowchart TD\n" + "A[" * 20_000)
@example("flowchart TD\nA@{" + '"' * 20_000)
@example("flowchart TD\nA@{" + "a" * 49_000 + "}")
@example("flowchart TD\nA-->|" + " " * 49_000 + "\nB")
def test_reading_never_raises_and_takes_no_long_time(source: str) -> None:
    begun = time.process_time()
    found = flowchart(source)
    assert found is None or layout(found) is None or found.nodes
    assert time.process_time() - begun < 2


@settings(max_examples=200, deadline=None)
@given(texts())
def test_addresses_stand_where_they_say(source: str) -> None:
    found = flowchart(source)
    for address in found.addresses if found else ():
        assert source[address.start : address.end] == address.destination
