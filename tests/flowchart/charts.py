"""Flowcharts for tests: invented ones of every kind, and texts that may be anything."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from qmsdoc.flowchart.chart import ChartNode, Direction, Edge, Flowchart, Head, Shape, Stroke, Subgraph

_WORDS = str.split("check the goods and sign for what was found before it goes out to stores £ 2,000 Prüfung")
SIGNS = str.split(
    "flowchart graph TD LR A B C d-1 --> --- -.-> ==> ~~~ --o --x <--> & ; subgraph end click href call"
    ' [ ] ( ) { } [[ ]] (( )) [/ /] [\\ \\] {{ }} > " | || -- == -. .- %% %%{ }%% ::: classDef style direction'
    " @{ }@ #quot; #35; <br/> <script> ' ` ]]> accTitle: accDescr"
)


def texts() -> st.SearchStrategy[str]:
    """Texts that look like diagrams, and those that do not."""
    pieces = st.lists(st.sampled_from([*SIGNS, " ", "\n", "\r\n", "\t"]) | st.text(max_size=4), max_size=60)
    return st.builds(
        lambda head, parts: head + "".join(parts), st.sampled_from(["", "flowchart TD\n", "graph LR;"]), pieces
    )


@st.composite
def charts(draw: st.DrawFn) -> Flowchart:
    """Flowcharts of up to a dozen steps, with groups in groups and lines to them."""
    chance = random.Random(draw(st.integers(0, 1 << 30)))  # noqa: S311 - the same charts for the same numbers
    return chart(chance, draw(st.integers(1, 12)), draw(st.sampled_from(list(Direction))))


def chart(chance: random.Random, count: int, way: Direction) -> Flowchart:
    """Invent a flowchart of `count` steps."""
    groups = tuple(
        Subgraph(f"g{n}", _label(chance, 4), f"g{chance.randrange(n)}" if n and chance.random() < 0.5 else None)
        for n in range(chance.randrange(1 + min(4, count)))
    )
    homes = [None, *(group.key for group in groups)]
    nodes = tuple(
        ChartNode(f"n{n}", _label(chance, 9), chance.choice(list(Shape)), chance.choice(homes), None)
        for n in range(count)
    )
    held = {node.subgraph for node in nodes}
    while True:
        parents = {group.parent for group in groups if group.key in held}
        if parents <= held | {None}:
            break
        held |= parents
    groups = tuple(group for group in groups if group.key in held)
    ends = [*(node.key for node in nodes), *(group.key for group in groups)]
    edges = tuple(
        Edge(
            chance.choice(ends),
            chance.choice(ends),
            _label(chance, 4) if chance.random() < 0.4 else (),
            chance.choice(list(Stroke)),
            chance.choice([Head.NONE, Head.ARROW]),
            chance.choice(list(Head)),
            chance.choice([1, 1, 1, 2, 3]),
        )
        for _ in range(chance.randrange(2 * count))
    )
    return Flowchart(way, "", "", nodes, edges, groups)


def _label(chance: random.Random, longest: int) -> tuple[str, ...]:
    return (" ".join(chance.choices(_WORDS, k=chance.randint(1, longest))),)
