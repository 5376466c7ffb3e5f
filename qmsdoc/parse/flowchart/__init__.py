"""Flowcharts in the language of Mermaid: text in, a value out; whatever else the text is, None.

Follows Mermaid's own grammar of `flowchart` and `graph` (its documentation, "Flowcharts - Basic
Syntax"). Colours and styles are read over, since a page has its own; `click … call` is never honoured.
"""

from qmsdoc.parse.flowchart.reader import LONGEST, flowchart
from qmsdoc.parse.flowchart.values import Address, Direction, Edge, Flowchart, Group, Head, Node, Shape, Stroke

__all__ = [
    "LONGEST",
    "Address",
    "Direction",
    "Edge",
    "Flowchart",
    "Group",
    "Head",
    "Node",
    "Shape",
    "Stroke",
    "flowchart",
]
