"""Flowcharts in the language of Mermaid: text in, a figure for HTML out. Imports nothing else of qmsdoc.

    figure = flowchart(text)          # never raises; reads, draws nothing yet
    figure.links                      # ClickLink(destination, line, start, end, tip) behind `click`, by place
    figure.mistakes                   # DiagramMistake(message, line): why it is not drawn, or what of it is left out
    figure.html(labels, resolve)      # <figure class="qms-diagram">…, or the text as a block of code with a note
    figure.drawing_file(label)        # the drawing as an SVG file of its own, or None

Lines count from 1 in `text`, offsets are those of `text`. `resolve` takes a link's destination as written and
returns a `ClickTarget`: the address that the step leads to, or None and what the list says instead. What it returns
is written as it is (escaped), so it decides what is safe; without it no step is a link. `labels` are the figure's own
words, English by default.

Follows Mermaid's own grammar of `flowchart` and `graph` (its documentation, "Flowcharts - Basic Syntax"). Colours and
styles are read over, since a page has its own; `click … call` is never honoured.
"""

from qmsdoc.flowchart.chart import ClickLink, DiagramMistake
from qmsdoc.flowchart.figure import ENGLISH, ClickTarget, Figure, FigureLabels, flowchart

__all__ = ["ENGLISH", "ClickLink", "ClickTarget", "DiagramMistake", "Figure", "FigureLabels", "flowchart"]
