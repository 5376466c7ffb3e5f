"""Writes the tree of a document's text as HTML: CommonMark's elements, and the few that pages style besides.

Every word is escaped. Diagrams are put in behind the gate (`html_gate`), which would not let their drawing through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from qmsdoc.flowchart import ClickTarget, FigureLabels, flowchart
from qmsdoc.markdown.headings import Anchors
from qmsdoc.markdown.included import included_text
from qmsdoc.markdown.links import is_diagram
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Node
from qmsdoc.render.destinations import Destinations
from qmsdoc.render.html_gate import gated

_INCLUDE_DEPTH = 8
_INCLUDE_SIZE = 4_000_000
_FOOTNOTES_A_FILE = 100_000
_MARK = "\x02{}\x03"
_MARKED = re.compile("<div>\x02(\\d+)\x03</div>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LANGUAGE = re.compile(r"[\w+#.-]+")


@dataclass(frozen=True, slots=True)
class HeadingHtml:
    """A heading as it stands in a page: its words as HTML, its id."""

    words: str
    anchor: str
    level: int


class DocumentHtml:
    """Writes one document; `headings` are those written so far, in order.

    Without `drawn`, diagrams stay blocks of code.
    """

    def __init__(self, destinations: Destinations, *, drawn: bool = True) -> None:
        self.headings: list[HeadingHtml] = []
        self._to = destinations
        self._said = destinations.place.strings
        self._drawn = drawn
        self._figures: list[str] = []
        self._anchors = Anchors()
        self._including = 0
        self._size = _INCLUDE_SIZE
        self._footnotes = self._files = 0
        self._in_link = False

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Return blocks as HTML that has passed the gate."""
        html = gated(self._blocks(nodes))
        return _MARKED.sub(lambda found: self._figures[int(found[1])], html) if self._figures else html

    def heading(self, node: Node) -> HeadingHtml:
        """Note a heading, and return it."""
        found = HeadingHtml(self._inline(node.children), self._anchors.of(node), node.number or 1)
        self.headings.append(found)
        return found

    def _blocks(self, nodes: Iterable[Node]) -> str:
        return "\n".join(filter(None, map(self._written, nodes)))

    def _inline(self, nodes: Iterable[Node]) -> str:
        return "".join(map(self._written, nodes))

    def _written(self, node: Node) -> str:
        return _WRITTEN[node.kind](self, node)

    def _heading(self, node: Node) -> str:
        found = self.heading(node)
        return f'<h{found.level} id="{escape(found.anchor)}">{found.words}</h{found.level}>'

    def _paragraph(self, node: Node) -> str:
        words = self._inline(node.children)
        html = words if node.tight else f"<p>{words}</p>"
        pictures = [self._to.picture(each.destination) for each in node.children if each.kind is Kind.IMAGE]
        for file in dict.fromkeys(filter(None, pictures)):
            listed = [_led(_text(name), to) for name, to in self._to.picture_links(file)]
            if listed:
                html += f"\n<p>{_text(self._said.picture_links)} {', '.join(listed)}</p>"
        return html if words else ""

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
        state = self._said.ticked if item.checked else self._said.unticked
        return f'<input type="checkbox" disabled{" checked" * item.checked} aria-label="{escape(state)}"> '

    def _table(self, node: Node) -> str:
        rows = [f"<tr>{''.join(map(self._cell, row.children))}</tr>" for row in node.children]  # the head comes first
        body = ["<tbody>", *rows[1:], "</tbody>"] if rows[1:] else []
        return "\n".join(("<table>", "<thead>", rows[0], "</thead>", *body, "</table>"))

    def _cell(self, cell: Node) -> str:
        tag = "th" if cell.kind is Kind.HEADER_CELL else "td"
        align = f' align="{cell.info}"' if cell.info else ""
        return f"<{tag}{align}>{self._inline(cell.children)}</{tag}>"

    def _code(self, node: Node) -> str:
        if not self._drawn or not is_diagram(node):
            language = _LANGUAGE.match(node.info)
            return code_html(node.text, language[0] if language else "")
        said = self._said
        labels = FigureLabels(said.diagram, said.diagram_as_list, said.diagram_as_text, said.picture_links)
        self._figures.append(flowchart(node.text).html(labels, self._to.link))
        return f"<div>{_MARK.format(len(self._figures) - 1)}</div>"

    def _note(self, node: Node) -> str:
        title, children = "", node.children
        if children and children[0].kind is Kind.TITLE:
            title, children = self._inline(children[0].children), children[1:]
        else:
            kind = node.info.partition(" ")[0]
            title = _text(self._said.notes.get(kind, kind.capitalize()))
        head = f'\n<p class="admonition-title">{title}</p>' if title else ""
        return f'<div class="admonition {escape(node.info)}">{head}\n{self._blocks(children)}\n</div>'

    def _include(self, node: Node) -> str:
        file = self._to.included(node.destination)
        text = included_text(file.data).markdown if file is not None and self._including < _INCLUDE_DEPTH else ""
        self._size -= len(text)
        if file is None or self._including >= _INCLUDE_DEPTH or self._size < 0:
            return f"<p><em>{_text(self._said.missing)}</em></p>"
        outside, notes = self._to, self._footnotes
        self._to, self._including = self._to.within(file), self._including + 1
        self._files += 1
        self._footnotes = _FOOTNOTES_A_FILE * self._files
        html = self._blocks(read(text).blocks)
        self._to, self._including, self._footnotes = outside, self._including - 1, notes
        return html

    def _notes_below(self, node: Node) -> str:
        items = []
        for note in node.children:
            number = (note.number or 0) + self._footnotes
            back = "".join(f"\u00a0{self._back(number, call)}" for call in range(1, note.call + 1))
            inner = self._blocks(note.children)
            inner = f"{inner[:-4]}{back}</p>" if inner.endswith("</p>") else f"{inner}\n<p>{back}</p>"
            items.append(f'<li id="fn:{number}">\n{inner}\n</li>')
        return "\n".join(('<div class="footnote">', "<hr>", "<ol>", *items, "</ol>", "</div>"))

    def _back(self, number: int, call: int) -> str:
        title = escape(self._said.footnote.replace("{}", str(number)))
        return f'<a class="footnote-backref" href="#{_call_id(number, call)}" title="{title}">\u21a9</a>'

    def _footnote_call(self, node: Node) -> str:
        number = (node.number or 0) + self._footnotes
        call = f'<a class="footnote-ref" href="#fn:{number}">{node.number}</a>'
        return f'<sup id="{_call_id(number, node.call)}">{call}</sup>'

    def _link(self, node: Node) -> str:
        self._in_link = True
        words = self._inline(node.children)
        self._in_link = False
        return _led(words, self._to.link(node.destination), node.title)

    def _image(self, node: Node) -> str:
        file = self._to.picture(node.destination)
        if file is not None:
            title = f' title="{escape(node.title)}"' if node.title else ""
            return f'<img src="{escape(self._to.address(file))}" alt="{escape(node.text)}"{title}>'
        target = self._to.link(node.destination) if "://" in node.destination and not self._in_link else None
        words = _text(node.text or node.destination) if target else _text(node.text)
        return _led(words, target) if target else words


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
    Kind.INCLUDE: DocumentHtml._include,
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


def _text(words: str) -> str:
    return escape(_CONTROL.sub("", words), quote=False)


def _led(words: str, target: ClickTarget, title: str = "") -> str:
    """Return words as a link, or with what is said instead."""
    if not target.href:
        return f"{words} {_text(target.note)}" if target.note else words
    named = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(target.href)}"{named}>{words}</a>'


def _task_class(item: Node) -> str:
    return ' class="task-list-item"' if item.checked is not None else ""


def _call_id(number: int, call: int) -> str:
    return f"fnref{call if call > 1 else ''}:{number}"
