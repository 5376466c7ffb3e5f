"""What must hold of every drawing, whatever the chart: nothing lies on anything, and lines meet what they join."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from qmsdoc.flowchart.chart import Direction, Flowchart, Shape, Stroke
from qmsdoc.flowchart.drawing import Drawing, EdgePath, NodeBox, Point, SubgraphBox
from qmsdoc.flowchart.layout import layout
from qmsdoc.flowchart.parser import parse
from qmsdoc.flowchart.svg import svg
from tests.flowchart.charts import chart, charts

Sides = tuple[float, float, float, float]


def read(source: str) -> Flowchart:
    found, _ = parse(source)
    assert found is not None
    return found


def drawn(source: Flowchart) -> Drawing:
    found = layout(source)
    assert found is not None
    return found


def sides(thing: NodeBox | SubgraphBox) -> Sides:
    if isinstance(thing, SubgraphBox):
        return thing.left, thing.top, thing.right, thing.bottom
    return thing.x - thing.width / 2, thing.y - thing.height / 2, thing.x + thing.width / 2, thing.y + thing.height / 2


def label(line: EdgePath) -> Sides:
    assert line.label is not None
    (x, y), w, h = line.label, line.text.width / 2, line.text.height / 2
    return x - w, y - h, x + w, y + h


def apart(one: Sides, two: Sides) -> bool:
    return one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]


def within(inner: Sides, outer: Sides) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def around(source: Flowchart, key: str | None) -> set[str]:
    parents = {group.key: group.parent for group in source.subgraphs}
    found: set[str] = set()
    while key is not None:
        found.add(key)
        key = parents[key]
    return found


@settings(max_examples=150, deadline=None)
@given(charts())
def test_no_two_steps_and_no_labels_overlap(source: Flowchart) -> None:
    drawing = drawn(source)
    things = [sides(box) for box in drawing.boxes] + [label(line) for line in drawing.lines if line.label]
    assert all(apart(one, two) for one, two in combinations(things, 2))


@settings(max_examples=150, deadline=None)
@given(charts())
def test_a_group_holds_its_steps_and_no_others(source: Flowchart) -> None:
    drawing = drawn(source)
    for frame in drawing.frames:
        for box in drawing.boxes:
            inside = frame.subgraph.key in around(source, box.node.subgraph)
            assert within(sides(box), sides(frame)) if inside else apart(sides(box), sides(frame))
        for other in drawing.frames:
            if frame.subgraph.key in around(source, other.subgraph.parent):
                assert within(sides(other), sides(frame))
            elif other.subgraph.key not in around(source, frame.subgraph.key):
                assert apart(sides(other), sides(frame))


@settings(max_examples=150, deadline=None)
@given(charts())
def test_every_line_joins_what_it_says(source: Flowchart) -> None:
    drawing = drawn(source)
    assert len(drawing.lines) == sum(edge.stroke is not Stroke.UNSEEN for edge in source.edges)
    things: dict[str, NodeBox | SubgraphBox] = {box.node.key: box for box in drawing.boxes}
    things |= {frame.subgraph.key: frame for frame in drawing.frames}
    for line in drawing.lines:
        assert len(line.points) > 1
        assert all(a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1]) for a, b in pairwise(line.points))
        for key, point in ((line.edge.tail, line.points[0]), (line.edge.head, line.points[-1])):
            assert touches(point, things[key])


def touches(point: Point, thing: NodeBox | SubgraphBox) -> bool:
    """A line may end inside a group where its other end is a step of that group."""
    left, top, right, bottom = sides(thing)
    if not (left - 0.6 <= point[0] <= right + 0.6 and top - 0.6 <= point[1] <= bottom + 0.6):
        return False
    if isinstance(thing, SubgraphBox):
        return True
    on_edge = min(abs(point[0] - left), abs(point[0] - right), abs(point[1] - top), abs(point[1] - bottom)) < 0.6
    return on_edge or thing.node.shape not in {Shape.BOX, Shape.ROUND}


@settings(max_examples=150, deadline=None)
@given(charts())
def test_lines_pass_no_step_on_their_way(source: Flowchart) -> None:
    drawing = drawn(source)
    for line in drawing.lines:
        ends = {line.edge.tail, line.edge.head}
        if ends & {group.key for group in source.subgraphs}:
            continue
        for a, b in pairwise(line.points):
            way = min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])
            for box in drawing.boxes:
                if box.node.key not in ends:
                    left, top, right, bottom = sides(box)
                    assert apart(way, (left + 1, top + 1, right - 1, bottom - 1))


@settings(max_examples=100, deadline=None)
@given(charts())
def test_everything_lies_within_the_picture(source: Flowchart) -> None:
    drawing = drawn(source)
    whole = (0.0, 0.0, drawing.width, drawing.height)
    assert all(within(sides(box), whole) for box in drawing.boxes)
    assert all(within(sides(frame), whole) for frame in drawing.frames)
    assert all(within(label(line), whole) for line in drawing.lines if line.label)
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for line in drawing.lines for x, y in line.points)


@settings(max_examples=30, deadline=None)
@given(charts())
def test_the_same_chart_gives_the_same_bytes(source: Flowchart) -> None:
    assert svg(drawn(source), "x", {}) == svg(drawn(source), "x", {})


def test_a_chain_is_one_straight_line() -> None:
    source = read("flowchart TD\nA[Short] --> B[A much longer label than that] --> C --> D{Right?}")
    assert source is not None
    drawing = drawn(source)
    assert len({box.x for box in drawing.boxes}) == 1
    assert all(len(line.points) == 2 for line in drawing.lines)


def test_a_step_stands_in_the_middle_of_the_two_that_follow() -> None:
    source = read("flowchart TD\nA --> B & C")
    assert source is not None
    a, b, c = drawn(source).boxes
    assert a.x == (b.x + c.x) / 2


def test_a_line_back_does_not_bend_the_way_down() -> None:
    source = read("flowchart TD\nA --> B{Ok?} -- no --> A\nB -- yes --> C")
    assert source is not None
    drawing = drawn(source)
    assert len({box.x for box in drawing.boxes}) == 1
    back = next(line for line in drawing.lines if line.edge.head == "A")
    assert min(x for x, _ in back.points) > drawing.boxes[0].x


@pytest.mark.parametrize(
    ("way", "axis", "sign"),
    [(Direction.DOWN, 1, 1), (Direction.UP, 1, -1), (Direction.RIGHT, 0, 1), (Direction.LEFT, 0, -1)],
)
def test_the_flow_runs_where_it_should(way: Direction, axis: int, sign: int) -> None:
    source = read(f"flowchart {way}\nA --> B --> C")
    assert source is not None
    places = [(box.x, box.y)[axis] * sign for box in drawn(source).boxes]
    assert places == sorted(set(places))


def test_what_is_too_large_a_tangle_is_not_drawn() -> None:
    ends = "\n".join(f"n{i} ----------> n{i + 1}" for i in range(60))
    across = "\n".join(f"n0 --> n{i + 1}" for i in range(60))
    source = read(f"flowchart TD\n{ends}\n{across}")
    assert source is not None
    assert layout(source) is None or len(drawn(source).boxes) == 61


def test_a_large_chart_is_drawn() -> None:
    assert len(drawn(chart(random.Random(7), 120, Direction.DOWN)).boxes) == 120  # noqa: S311
