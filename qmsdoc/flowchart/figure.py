"""A diagram's text becomes what stands in the page: the drawing, and the same as a list for those it does not serve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from qmsdoc.flowchart.chart import ClickLink, DiagramMistake, Flowchart, Head, Stroke
from qmsdoc.flowchart.drawing import Drawing
from qmsdoc.flowchart.layout import layout
from qmsdoc.flowchart.parser import parse
from qmsdoc.flowchart.svg import svg, svg_file

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FigureLabels:
    """The figure's own words: its name where it has none, the list's heading, and notes."""

    diagram: str = "Diagram"
    as_list: str = "The diagram as a list"
    as_text: str = "This diagram is shown as its text; only flowcharts are drawn."
    links: str = "Links in this picture:"


@dataclass(frozen=True, slots=True)
class ClickTarget:
    """Where a step leads: `href` as it is to be written, or None; `note` is what the list says behind the step."""

    href: str | None
    note: str = ""


ENGLISH = FigureLabels()
NOWHERE = ClickTarget(None)

Resolve = Callable[[str], ClickTarget]
"""Takes the destination of a link as written."""


def flowchart(source: str) -> Figure:
    """Read a diagram written in the language of Mermaid. Never raises."""
    return Figure(source)


class Figure:
    """A diagram that was read; it is laid out when that is first asked for."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._chart, self._mistakes = parse(source)

    @property
    def links(self) -> tuple[ClickLink, ...]:
        """The links of its steps, by place; a diagram that is not understood has none."""
        return self._chart.links if self._chart else ()

    @property
    def mistakes(self) -> tuple[DiagramMistake, ...]:
        """What is wrong with it; nothing where it is another kind of Mermaid's diagrams."""
        if self._chart and self._drawing is None:
            return (DiagramMistake("The lines are too many and too long to be drawn.", 1), *self._mistakes)
        return self._mistakes

    @cached_property
    def _drawing(self) -> Drawing | None:
        return layout(self._chart) if self._chart else None

    def drawing_file(self, label: str) -> str | None:
        """Return the drawing alone as the text of an SVG file, `label` its name; None where it is not drawn."""
        return svg_file(self._drawing, label) if self._drawing is not None else None

    def html(self, labels: FigureLabels = ENGLISH, resolve: Resolve = lambda _: NOWHERE) -> str:
        """Return the figure, or a block of code with a line saying so where it is not drawn.

        Whatever the text holds, it comes out as text: escaped in the drawing and the list.
        """
        chart, drawing = self._chart, self._drawing
        if chart is None or drawing is None:
            note = f'<p class="qms-diagram__note">{_text(labels.as_text)}</p>'
            text = _text(_CONTROL.sub("", self._source).strip("\n"))
            return f"<div>{note}<pre><code>{text}\n</code></pre></div>"
        targets = {node.key: resolve(node.link.destination) for node in chart.nodes if node.link}
        addresses = {key: target.href for key, target in targets.items() if target.href is not None}
        label = chart.title or labels.diagram
        parts = ['<figure class="qms-diagram">']
        if chart.title:
            parts.append(f"<figcaption>{_text(chart.title)}</figcaption>")
        parts.append(
            f'<div class="qms-diagram__view" tabindex="0" role="group" aria-label="{escape(label)}">\n'
            f"{svg(drawing, label, addresses)}\n</div>"
        )
        parts += _linked(chart, addresses, labels)
        parts += _list(chart, targets, labels)
        return "".join([*parts, "</figure>"])


def _text(words: str) -> str:
    return escape(words, quote=False)


def _words(lines: tuple[str, ...]) -> str:
    return _text(" ".join(lines))


def _linked(chart: Flowchart, addresses: Mapping[str, str], labels: FigureLabels) -> Iterator[str]:
    """List the links for paper that can be clicked: in PDF those of a drawing cannot."""
    found = [(node, addresses[node.key]) for node in chart.nodes if node.key in addresses]
    if found:
        linked = ", ".join(f'<a href="{escape(address)}">{_words(node.label)}</a>' for node, address in found)
        yield f'<p class="qms-diagram__leads">{_text(labels.links)} {linked}</p>'


def _list(chart: Flowchart, targets: Mapping[str, ClickTarget], labels: FigureLabels) -> Iterator[str]:
    """Write each step with those that follow it, as text."""
    yield f'<details class="qms-diagram__list"><summary>{_text(labels.as_list)}</summary>'
    if chart.description:
        yield f"<p>{_text(chart.description)}</p>"
    titles = {subgraph.key: _words(subgraph.title) for subgraph in chart.subgraphs}
    names = {node.key: _words(node.label) for node in chart.nodes} | titles
    yield "<ul>"
    for node in chart.nodes:
        name, target = names[node.key], targets.get(node.key, NOWHERE)
        if target.href is not None:
            name = f'<a href="{escape(target.href)}">{name}</a>'
        if target.note:
            name = f"{name} {_text(target.note)}"
        title = titles.get(node.subgraph or "")
        yield f"<li>{f'{title}: ' if title else ''}{name}{_onward(chart, node.key, names)}</li>"
    for subgraph in chart.subgraphs:
        onward = _onward(chart, subgraph.key, names)
        if onward:
            yield f"<li>{names[subgraph.key]}{onward}</li>"
    yield "</ul></details>"


def _onward(chart: Flowchart, key: str, names: Mapping[str, str]) -> str:
    """Say what follows a step, each way with its label."""
    parts = []
    for edge in chart.edges:
        if key not in {edge.tail, edge.head} or edge.stroke is Stroke.UNSEEN:
            continue
        if key == edge.tail:
            sign = "→" if edge.ends is not Head.NONE else "\N{EN DASH}"
            other = names[edge.head]
        elif edge.starts is not Head.NONE:
            sign, other = "→", names[edge.tail]
        else:
            continue
        label = f"<em>{_words(edge.label)}</em>: " if edge.label else ""
        parts.append(f"{sign} {label}{other}")
    return " " + "; ".join(parts) if parts else ""
