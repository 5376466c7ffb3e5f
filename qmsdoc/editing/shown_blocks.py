"""What a reader is shown of a text, block by block: as MkDocs shows it, and as it is shown here.

A text that is rewritten for this reader means the same if both show the same blocks with the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

import markdown  # type: ignore[import-untyped]

from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Node

_ALWAYS = ("toc", "tables", "fenced_code")
_KNOWN = frozenset(
    (
        *("extra", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "abbr"),
        *("pymdownx.superfences", "pymdownx.details", "pymdownx.tabbed", "pymdownx.extra"),
    )
)
_LISTS = {"ul": "bullets", "ol": "numbers"}
_TEXTS = {
    "p": "",
    "pre": "code",
    "td": "cell",
    "th": "cell",
    "dt": "term",
    "dd": "",
    "summary": "title",
    "label": "heading",
}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_KINDS = {
    Kind.HEADING: "heading",
    Kind.CELL: "cell",
    Kind.HEADER_CELL: "cell",
    Kind.TERM: "term",
    Kind.TITLE: "title",
    Kind.PARAGRAPH: "",
}


class ShownBlock(NamedTuple):
    """A block: the lists in which it stands, what it is (nothing for plain words), its words; its line where known."""

    inside: tuple[str, ...]
    kind: str
    words: str
    line: int = 0

    @property
    def shown(self) -> tuple[tuple[str, ...], str, str]:
        """What a reader sees of it."""
        return self.inside, self.kind, self.words


def shown_here(text: str) -> tuple[ShownBlock, ...]:
    """Return the blocks that are shown here."""
    return tuple(_here(read(text).blocks, ()))


def shown_by_mkdocs(text: str, extensions: Collection[str]) -> tuple[ShownBlock, ...]:
    """Return the blocks that MkDocs shows with these extensions of Markdown; those that run programs are left out."""
    chosen = [name for name in dict.fromkeys((*_ALWAYS, *extensions)) if name in {*_ALWAYS, *_KNOWN}]
    reader = _Blocks()
    reader.feed(markdown.markdown(text, extensions=chosen, output_format="html"))
    reader.close()
    return tuple(reader.found)


def first_difference(one: Collection[ShownBlock], other: Collection[ShownBlock]) -> ShownBlock | None:
    """Return the first block of `other` that `one` does not have there; None where both show the same."""
    rows = list(one)
    for at, block in enumerate(other):
        if at >= len(rows) or rows[at].shown != block.shown:
            return block
    return None if len(rows) == len(other) else ShownBlock((), "", rows[len(other)].words, 0)


def _here(nodes: Collection[Node], inside: tuple[str, ...]) -> Iterator[ShownBlock]:
    for node in nodes:
        if node.kind is Kind.LIST:
            kind = "bullets" if node.number is None else "numbers"
            for item in node.children:
                yield ShownBlock((*inside, kind), "item", "", item.line)
                yield from _here(item.children, (*inside, kind))
        elif node.kind is Kind.CODE_BLOCK:
            yield ShownBlock(inside, "code", _code(node.text), node.line)
        elif node.kind is Kind.FOOTNOTE:
            yield ShownBlock((*inside, "numbers"), "item", "", node.line)
            yield from _here(node.children, (*inside, "numbers"))
        elif node.kind in _KINDS:
            words = _plain(_words(node.children))
            if words:
                yield ShownBlock(inside, _KINDS[node.kind], words, node.line)
        elif node.kind is not Kind.COMMENT:
            yield from _here(node.children, inside)


def _words(nodes: Collection[Node]) -> str:
    parts = []
    for node in nodes:
        if node.kind in (Kind.TEXT, Kind.CODE):
            parts.append(node.text)
        elif node.kind in (Kind.SOFT_BREAK, Kind.BREAK):
            parts.append(" ")
        elif node.kind not in (Kind.IMAGE, Kind.COMMENT, Kind.RAW, Kind.FOOTNOTE_CALL):
            parts.append(_words(node.children))
    return "".join(parts)


def _plain(text: str) -> str:
    return " ".join(text.replace("↩", "").split())


def _code(text: str) -> str:
    return "\n".join(row.rstrip() for row in text.strip("\n").split("\n"))


class _Blocks(HTMLParser):
    """Takes the blocks out of what MkDocs makes of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[ShownBlock] = []
        self._inside: list[str] = []
        self._kind = ""
        self._words = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shown = dict(attrs)
        if tag in ("sup", "script", "style"):
            self._unseen += 1
        if tag in _LISTS:
            self._end()
            self._inside.append(_LISTS[tag])
        elif tag == "li":
            self._end()
            self.found.append(ShownBlock(tuple(self._inside), "item", ""))
        elif tag in _HEADINGS or tag in _TEXTS:
            self._end()
            self._kind = "heading" if tag in _HEADINGS else _TEXTS[tag]
            if tag == "p" and "admonition-title" in (shown.get("class") or ""):
                self._kind = "title"
        elif tag == "br":
            self._words += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("sup", "script", "style"):
            self._unseen = max(self._unseen - 1, 0)
        if tag in _LISTS:
            self._end()
            self._inside = self._inside[:-1]
        elif tag in _HEADINGS or tag in _TEXTS or tag in ("li", "div", "blockquote"):
            self._end()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words += data

    def close(self) -> None:
        """End the last block."""
        super().close()
        self._end()

    def _end(self) -> None:
        words = _code(self._words) if self._kind == "code" else _plain(self._words)
        if words:
            self.found.append(ShownBlock(tuple(self._inside), self._kind, words))
        self._kind, self._words = "", ""
