"""Writes the tree of a document's text as HTML: CommonMark's elements, and the few that pages style besides.

Every word is escaped. Diagrams are put in behind the gate (`html_gate`), which would not let their drawing through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import quote

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from qmsdoc.flowchart import FigureLabels, flowchart
from qmsdoc.markdown.headings import Anchors
from qmsdoc.markdown.tree import Kind, Node
from qmsdoc.render.destinations import Destinations
from qmsdoc.render.html_gate import gated
from qmsdoc.render.published_tree import Publisher

_MARK = "\x02{}\x03"
_MARKED = re.compile("<div>\x02(\\d+)\x03</div>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LANGUAGE = re.compile(r"[\w+#.-]+")


@dataclass(frozen=True, slots=True)
class HeadingHtml:
    """A heading as it stands in a page: its words as HTML, its id; `plain` are the words where they lead to it."""

    words: str
    plain: str
    anchor: str
    level: int


class DocumentHtml:
    """Writes one document; `headings` are those written so far, in order."""

    def __init__(self, destinations: Destinations) -> None:
        self.headings: list[HeadingHtml] = []
        self._destinations = destinations
        self._publisher = Publisher(destinations, self._drawn)
        self._strings = destinations.place.strings
        self._figures: list[str] = []
        self._anchors = Anchors()

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Return blocks as HTML that has passed the gate."""
        html = gated(self._blocks(self._publisher.nodes(nodes)))
        return _MARKED.sub(lambda found: self._figures[int(found[1])], html) if self._figures else html

    def title(self, node: Node) -> HeadingHtml:
        """Return a heading that is not written among the blocks."""
        (published,) = self._publisher.nodes((node,))
        return self._noted(published)

    def _noted(self, node: Node) -> HeadingHtml:
        plain = self._inline(_unlinked(node.children))
        found = HeadingHtml(self._inline(node.children), plain, self._anchors.of(node), node.number or 1)
        self.headings.append(found)
        return found

    def _blocks(self, nodes: Iterable[Node]) -> str:
        return "\n".join(filter(None, map(self._written, nodes)))

    def _inline(self, nodes: Iterable[Node]) -> str:
        return "".join(map(self._written, nodes))

    def _written(self, node: Node) -> str:
        return _WRITTEN[node.kind](self, node)

    def _heading(self, node: Node) -> str:
        found = self._noted(node)
        return f'<h{found.level} id="{escape(found.anchor)}">{found.words}</h{found.level}>'

    def _paragraph(self, node: Node) -> str:
        words = self._inline(node.children)
        return words if node.tight or not words else f"<p>{words}</p>"

    def _list(self, node: Node) -> str:
        tag, start = (
            ("ul", "") if node.number is None else ("ol", f' start="{node.number}"' if node.number != 1 else "")
        )
        tasks = any(item.checked is not None for item in node.children)
        kind = ' class="task-list"' if tasks and tag == "ul" else ""
        items = [f"<li{_task_class(item)}>{self._box(item)}{self._item(item.children)}</li>" for item in node.children]
        return "\n".join((f"<{tag}{start}{kind}>", *items, f"</{tag}>"))

    def _item(self, children: Sequence[Node]) -> str:
        inner = self._blocks(children)
        loose = bool(children) and (children[0].kind is not Kind.PARAGRAPH or not children[0].tight)
        return f"\n{inner}\n" if loose and inner else inner

    def _box(self, item: Node) -> str:
        if item.checked is None:
            return ""
        state = self._strings.ticked if item.checked else self._strings.unticked
        return f'<input type="checkbox" disabled{" checked" * item.checked} aria-label="{escape(state)}"> '

    def _table(self, node: Node) -> str:
        rows = [f"<tr>{''.join(map(self._cell, row.children))}</tr>" for row in node.children]  # the head comes first
        body = ["<tbody>", *rows[1:], "</tbody>"] if rows[1:] else []
        return "\n".join(("<table>", "<thead>", rows[0], "</thead>", *body, "</table>"))

    def _cell(self, cell: Node) -> str:
        words = self._inline(cell.children)
        tag = "th" if cell.kind is Kind.HEADER_CELL and words else "td"  # an empty heading heads nothing (WCAG 1.3.1)
        align = f' align="{cell.info}"' if cell.info else ""
        return f"<{tag}{align}>{words}</{tag}>"

    def _drawn(self, node: Node, to: Destinations) -> Node:
        """Draw a diagram; the block that stands for it has the number of its figure as title."""
        said = self._strings
        labels = FigureLabels(said.diagram, said.diagram_as_list, said.diagram_as_text, said.picture_links)
        self._figures.append(flowchart(node.text).html(labels, to.link))
        return node._replace(title=str(len(self._figures) - 1))

    def _code(self, node: Node) -> str:
        if node.title:
            return f"<div>{_MARK.format(node.title)}</div>"
        language = _LANGUAGE.match(node.info)
        return code_html(node.text, language[0] if language else "")

    def _note(self, node: Node) -> str:
        title, children = "", node.children
        if children and children[0].kind is Kind.TITLE:
            title, children = self._inline(children[0].children), children[1:]
        else:
            kind = node.info.partition(" ")[0]
            title = _text(self._strings.notes.get(kind, kind.capitalize()))
        head = f'\n<p class="admonition-title">{title}</p>' if title else ""
        return f'<div class="admonition {escape(node.info)}">{head}\n{self._blocks(children)}\n</div>'

    def _notes_below(self, node: Node) -> str:
        items = []
        for note in node.children:
            back = "".join(f"\u00a0{self._back(note, call)}" for call in range(1, note.call + 1))
            inner = self._blocks(note.children)
            inner = f"{inner[:-4]}{back}</p>" if inner.endswith("</p>") else f"{inner}\n<p>{back}</p>"
            items.append(f'<li id="{escape(f"fn:{note.info}")}">\n{inner}\n</li>')
        return "\n".join(('<div class="footnote">', "<hr>", "<ol>", *items, "</ol>", "</div>"))

    def _back(self, note: Node, call: int) -> str:
        title = escape(self._strings.footnote.replace("{}", str(note.number)))
        return f'<a class="footnote-backref" href="#{quote(_call_id(note, call), safe=":")}" title="{title}">\u21a9</a>'

    def _footnote_call(self, node: Node) -> str:
        call = f'<a class="footnote-ref" href="#{quote(f"fn:{node.info}", safe=":")}">{node.number}</a>'
        return f'<sup id="{escape(_call_id(node, node.call))}">{call}</sup>'

    def _link(self, node: Node) -> str:
        name = self._destinations.saved_as(node.destination)
        saved = f' download="{escape(name)}"' if name else ""
        return f'<a href="{escape(node.destination)}"{_title(node)}{saved}>{self._inline(node.children)}</a>'

    def _image(self, node: Node) -> str:
        return f'<img src="{escape(node.destination)}" alt="{escape(node.text)}"{_title(node)}>'


@lru_cache(maxsize=1 << 12)  # editions of a document say most of their words alike
def _text(words: str) -> str:
    return escape(_CONTROL.sub("", words), quote=False)


def _around(tag: str) -> Callable[[DocumentHtml, Node], str]:
    return lambda writer, node: f"<{tag}>{writer._inline(node.children)}</{tag}>"


_WRITTEN: dict[Kind, Callable[[DocumentHtml, Node], str]] = {
    Kind.PARAGRAPH: DocumentHtml._paragraph,
    Kind.HEADING: DocumentHtml._heading,
    Kind.QUOTE: lambda writer, node: f"<blockquote>\n{writer._blocks(node.children)}\n</blockquote>",
    Kind.LIST: DocumentHtml._list,
    Kind.CODE_BLOCK: DocumentHtml._code,
    Kind.RULE: lambda *_: "<hr>",
    Kind.TABLE: DocumentHtml._table,
    Kind.NOTE: DocumentHtml._note,
    Kind.DEFINITIONS: lambda writer, node: f"<dl>\n{writer._blocks(node.children)}\n</dl>",
    Kind.TERM: _around("dt"),
    Kind.DEFINITION: lambda writer, node: f"<dd>{writer._item(node.children)}</dd>",
    Kind.FOOTNOTES: DocumentHtml._notes_below,
    Kind.TEXT: lambda _, node: _text(node.text),
    Kind.RAW: lambda _, node: _text(node.text),
    Kind.CODE: lambda _, node: f"<code>{_text(node.text)}</code>",
    Kind.EMPHASIS: _around("em"),
    Kind.STRONG: _around("strong"),
    Kind.STRIKE: _around("del"),
    Kind.LINK: DocumentHtml._link,
    Kind.IMAGE: DocumentHtml._image,
    Kind.BREAK: lambda *_: "<br>\n",
    Kind.SOFT_BREAK: lambda *_: "\n",
    Kind.FOOTNOTE_CALL: DocumentHtml._footnote_call,
    Kind.COMMENT: lambda *_: "",
}


def code_html(text: str, language: str) -> str:
    """Return a text as a block of code, its signs coloured as `language` has them; not yet through the gate."""
    body = _coloured(text, language) if language else ""
    return body or f'<div class="highlight"><pre><span></span><code>{_text(text)}</code></pre></div>'


@lru_cache(maxsize=64)
def _coloured(text: str, language: str) -> str:
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ""
    return str(highlight(text, lexer, HtmlFormatter(cssclass="highlight", wrapcode=True))).strip()


def _unlinked(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield what can stand inside a link: no link, no note and, for a picture, what it shows."""
    for node in nodes:
        if node.kind is Kind.LINK:
            yield from _unlinked(node.children)
        elif node.kind is Kind.IMAGE:
            yield Node(Kind.TEXT, text=node.text)
        elif node.kind is not Kind.FOOTNOTE_CALL:
            yield node._replace(children=tuple(_unlinked(node.children)))


def _title(node: Node) -> str:
    return f' title="{escape(node.title)}"' if node.title else ""


def _task_class(item: Node) -> str:
    return ' class="task-list-item"' if item.checked is not None else ""


def _call_id(node: Node, call: int) -> str:
    return f"fnref{call if call > 1 else ''}:{node.info}"
