"""A diagram's text becomes what stands in the page: the drawing, and the same as a list for those it does not serve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from qmsdoc.parse.flowchart import Flowchart, Head, Node, Stroke, flowchart
from qmsdoc.render.flowchart.layout import layout
from qmsdoc.render.flowchart.svg import svg
from qmsdoc.render.said import Said
from qmsdoc.render.sanitise import UNPUBLISHED, safe_address

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PAGE = re.compile(r"(^|/)index\.md(?=$|#)")


def figure(source: str, said: Said) -> str:
    """Give HTML for a diagram written in the language of Mermaid.

    Whatever the text holds, it comes out as text: escaped in the drawing and the list, and as a block
    of code with a line saying so where it is no flowchart. Never raises.
    """
    chart = flowchart(source)
    drawing = layout(chart) if chart else None
    if chart is None or drawing is None:
        note = f'<p class="qms-diagram__note">{escape(said.diagram_as_text, quote=False)}</p>'
        text = escape(_CONTROL.sub("", source).strip("\n"), quote=False)
        return f"<div>{note}<pre><code>{text}\n</code></pre></div>"
    addresses = {node.key: address for node in chart.nodes if (address := _address(node))}
    label = chart.title or said.diagram
    parts = ['<figure class="qms-diagram">']
    if chart.title:
        parts.append(f"<figcaption>{escape(chart.title, quote=False)}</figcaption>")
    parts.append(
        f'<div class="qms-diagram__view" tabindex="0" role="group" aria-label="{escape(label)}">\n'
        f"{svg(drawing, label, addresses)}\n</div>"
    )
    parts += _leads(chart, addresses, said)
    parts += _list(chart, addresses, said)
    return "".join([*parts, "</figure>"])


def _address(node: Node) -> str | None:
    """Give where a step leads, a page of the site under the name it is built by; None where it must not."""
    destination = node.address.destination.strip() if node.address else ""
    if not destination or not safe_address(destination) or not safe_address(unescape(destination)):
        return None
    return _PAGE.sub(r"\1index.html", destination)


def _words(lines: tuple[str, ...]) -> str:
    return escape(" ".join(lines), quote=False)


def _leads(chart: Flowchart, addresses: dict[str, str], said: Said) -> Iterator[str]:
    """List the links for paper that can be clicked: in PDF those of a drawing cannot."""
    found = [(node, addresses[node.key]) for node in chart.nodes if node.key in addresses]
    if found:
        linked = ", ".join(f'<a href="{escape(address)}">{_words(node.label)}</a>' for node, address in found)
        yield f'<p class="qms-diagram__leads">{escape(said.picture_links, quote=False)} {linked}</p>'


def _list(chart: Flowchart, addresses: dict[str, str], said: Said) -> Iterator[str]:
    """Give each step with those that follow it, as text."""
    yield (f'<details class="qms-diagram__list"><summary>{escape(said.diagram_as_list, quote=False)}</summary>')
    if chart.description:
        yield f"<p>{escape(chart.description, quote=False)}</p>"
    names = {node.key: _words(node.label) for node in chart.nodes}
    names |= {group.key: _words(group.title) for group in chart.groups}
    titles = {group.key: _words(group.title) for group in chart.groups}
    yield "<ul>"
    for node in chart.nodes:
        name = names[node.key]
        if node.key in addresses:
            name = f'<a href="{escape(addresses[node.key])}">{name}</a>'
        elif node.address and node.address.destination.startswith(UNPUBLISHED):
            name = f"{name} {escape(said.unpublished, quote=False)}"
        title = titles.get(node.group or "")
        yield f"<li>{f'{title}: ' if title else ''}{name}{_onward(chart, node.key, names)}</li>"
    for group in chart.groups:
        onward = _onward(chart, group.key, names)
        if onward:
            yield f"<li>{names[group.key]}{onward}</li>"
    yield "</ul></details>"


def _onward(chart: Flowchart, key: str, names: dict[str, str]) -> str:
    """Tell what follows a step, each way with its label."""
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
