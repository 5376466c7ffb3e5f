"""The text of flowcharts: what is read as what, and that nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from qmsdoc.flowchart.chart import Direction, Edge, Flowchart, Head, Shape, Stroke
from qmsdoc.flowchart.layout import layout
from qmsdoc.flowchart.parser import parse
from tests.flowchart.charts import texts
from tests.work import lines_run


def chart(source: str) -> Flowchart | None:
    return parse(source)[0]


def read(body: str, head: str = "flowchart TD") -> Flowchart:
    found = chart(f"{head}\n{body}\n")
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


def test_subgraphs() -> None:
    found = read('subgraph one [First]\nA\nsubgraph "The second"\nB\nend\nend\none --> C\nsubgraph empty\nend')
    assert [(group.key, group.title, group.parent) for group in found.subgraphs] == [
        ("one", ("First",), None),
        ("The second", ("The second",), "one"),
    ]
    assert [(node.key, node.subgraph) for node in found.nodes] == [("A", "one"), ("B", "The second"), ("C", None)]


def test_what_only_styles_is_read_over() -> None:
    styled = read(
        "A:::x --> B\nclassDef x fill:#f9f,stroke:#333;\nclass A x\nstyle B fill:red\nlinkStyle 0 stroke:red"
        "\ndirection LR"
    )
    assert styled == read("A --> B")


def test_titles_for_those_who_do_not_see_it() -> None:
    found = chart("---\ntitle: Shown\n---\nflowchart TD\nA\naccDescr {\n More\n  words\n}")
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
    found = chart(source)
    assert found is not None
    link = found.nodes[0].link
    if to is None:
        assert link is None
    else:
        assert link is not None
        assert (link.destination, link.line, link.tip, source[link.start : link.end]) == (to, 3, tip, to)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("", 1, "A flowchart begins with a line such as"),
        ("\n\nflowchrt TD\nA", 3, "A flowchart begins with a line such as"),
        ("flowchart TD", 1, "The flowchart has no steps."),
        ("flowchart TD\nA -->", 2, "A line leads nowhere."),
        ("flowchart TD\nA --> [x]", 2, "A step is expected here, not '[x]'."),
        ("flowchart TD\nA[x] --> B[never closed", 2, "This is not understood: '[never closed'."),
        ("flowchart TD\nsubgraph x\nA", 2, "The subgraph 'x' is never closed with 'end'."),
        ("flowchart TD\nA\nend", 3, "This 'end' closes no subgraph."),
        ("flowchart TD\nA --> B extra", 2, "This is not understood: 'extra'."),
        ("flowchart TD\nclick A javascript:alert(1)", 1, "The flowchart has no steps."),
        ("flowchart TD\nA\nclick A", 3, "A link is written"),
        ("flowchart TD\nA\x00", 2, "There is an invisible control character here."),
        ("flowchart TD\n" + "A[" + "x" * 500 + "]", 2, "A text here is longer than 400 characters."),
        ("flowchart TD\n" + "\n".join(f"n{i}" for i in range(400)), 262, "The flowchart has more than 200 steps."),
        ("flowchart TD\n" + "\n".join(f"n{i}" for i in range(201)), 202, "The flowchart has more than 200 steps."),
        ("flowchart TD\n" + "A & B & C & D --> " * 40 + "E", 2, "The flowchart has more than 400 lines."),
        ("flowchart TD\nsubgraph x\nsubgraph x\nA\nend\nend", 3, "The subgraph 'x' stands here a second time."),
        ("flowchart TD\nA --> x\nsubgraph x\nend", 2, "A line leads to or from the subgraph 'x', which holds no"),
        ("flowchart TD\n" + "".join(f"subgraph x{i}\n" for i in range(9)), 8, "More than 60 subgraphs, or 6 in one"),
        ("flowchart TD\nA " + "-" * 20 + "> B", 2, "A line of more than 10 ranks is not drawn."),
        ("x" * 60_000, 1, "The diagram is longer than 50000 characters."),
    ],
)
def test_what_is_not_understood_is_no_flowchart_and_says_why(source: str, line: int, message: str) -> None:
    found, (mistake,) = parse(source)
    assert found is None
    assert mistake.line == line
    assert mistake.message.startswith(message)


@pytest.mark.parametrize("source", ["sequenceDiagram\nA->>B: hi", "%% told\nstateDiagram-v2\n[*] --> A", "pie\n"])
def test_another_kind_of_diagram_is_no_mistake(source: str) -> None:
    assert parse(source) == (None, ())


@pytest.mark.parametrize(
    ("click", "message"),
    [
        ("click A call run()", "This click would run a script, and is left out."),
        ('click B "x.md"', "This link belongs to no step: there is no step 'B'."),
        ('click A "x.md"', None),
    ],
)
def test_what_is_left_out_is_a_mistake_of_a_drawn_diagram(click: str, message: str | None) -> None:
    found, mistakes = parse(f"flowchart TD\nA[x]\n{click}\n")
    assert found is not None
    assert [(each.line, each.message) for each in mistakes] == ([(3, message)] if message else [])


LARGE = {
    "ampersands": "flowchart TD\nA" + " & A" * 12_000,
    "a long line": "flowchart TD\nA-->" + "-" * 10_000,
    "a label that never ends": "flowchart TD\nA -- " + "-x" * 10_000,
    "hyphens": "flowchart TD\n" + "A-" * 20_000,
    "clicks": "flowchart TD\nclick " * 4_000,
    "directives": "%%{" * 15_000,
    "rules": "---\n" * 12_000,
    "openers": "flowchart TD\n" + "A[" * 20_000,
    "quotes": "flowchart TD\nA@{" + '"' * 20_000,
    "attributes": "flowchart TD\nA@{" + "a" * 49_000 + "}",
    "spaces in bars": "flowchart TD\nA-->|" + " " * 49_000 + "\nB",
}


@settings(max_examples=400, deadline=None)
@given(texts())
def test_reading_never_raises(source: str) -> None:
    found = chart(source)
    assert found is None or layout(found) is None or found.nodes


@pytest.mark.parametrize("name", LARGE)
def test_reading_is_work_in_proportion_to_the_text(name: str) -> None:
    found, mistakes = parse(LARGE[name])
    assert found is not None or len(mistakes) == 1
    assert lines_run(lambda: parse(LARGE[name])) < 20 * len(LARGE[name]) + 500


@settings(max_examples=200, deadline=None)
@given(texts())
def test_addresses_stand_where_they_say(source: str) -> None:
    found = chart(source)
    for link in found.links if found else ():
        assert source[link.start : link.end] == link.destination
        assert link.line == source[: link.start].count("\n") + 1
