"""The redline of two texts as readers see them: rendered HTML in, rendered HTML out with every change marked.

Blocks are aligned first, lists by their items, tables by rows and cells, then words. Leaving out
every `ins` gives exactly the old text, leaving out every `del` the new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from qmsdoc.redline import phrases
from qmsdoc.redline.grid import Cell, Row, is_table, lay
from qmsdoc.redline.match import Match, Matcher
from qmsdoc.redline.phrases import marked
from qmsdoc.redline.told import Told
from qmsdoc.redline.tree import Branch, Leaf, Node, branch, is_heading, leaf
from qmsdoc.redline.values import RunKind

_LISTS = frozenset({"ul", "ol"})
_CLASSES = {RunKind.INSERT: "qms-diff qms-diff--added", RunKind.DELETE: "qms-diff qms-diff--removed"}
_MOVED = " qms-diff--moved"
_CHANGED = "qms-diff qms-diff--changed"
_START = re.compile(r' start="(\d{1,9})"')
# Unchanged rows or items that are shown on either side of a changed one, and the fewest that are worth leaving out.
_NEAR, _FEWEST = 1, 2

_Part = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class RenderedBlock:
    """One block as HTML: `html` whole, `short` without the rows and items that did not change.

    `heading` is its level where it is a heading of the new text, else 0; `old` and `new` are the
    blocks that it was made of, None where a text has none; `moved` as in `Match`.
    """

    html: str
    short: str
    changed: bool
    heading: int
    old: Node | None
    new: Node | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    html: str
    short: str


class Comparer:
    """Compares rendered texts, and remembers what it wrote of the blocks that they share; one for each document."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._matcher = Matcher()
        self._known: dict[Match, _Written] = {}

    def compare(self, old: Sequence[Node], new: Sequence[Node]) -> tuple[RenderedBlock, ...]:
        """Compare two rendered texts, as `reader.read` gives them, block by block.

        Addresses in the result begin with `ROOT`. Takes a few seconds at most for texts of 200 kB,
        however they differ.
        """
        return tuple(self._block(match) for match in self._matcher.matches(old, new))

    def _block(self, match: Match) -> RenderedBlock:
        old, new = match.old, match.new
        changed = old is None or new is None or old.identity != new.identity
        heading = int(new.tag[1]) if new is not None and is_heading(new) else 0
        written = self._write(match)
        return RenderedBlock(written.html, written.short, changed, heading, old, new, match.moved)

    def _write(self, match: Match) -> _Written:
        known = self._known.get(match)
        if known is None:
            known = self._known[match] = self._made(match)
        return known

    def _made(self, match: Match) -> _Written:
        old, new = match.old, match.new
        if old is None or new is None:
            kind = RunKind.DELETE if new is None else RunKind.INSERT
            return _alike(self._whole(old or new, kind, moved=match.moved))
        if old.identity == new.identity:
            return _alike(self._whole(new, RunKind.EQUAL))
        if isinstance(old, Leaf) and isinstance(new, Leaf):
            inner = phrases.write(phrases.compare(old.pieces, new.pieces), self._told)
            return _alike(_element(new, _CHANGED, inner))
        return self._branches(_as_branch(old), _as_branch(new))

    def _branches(self, old: Branch, new: Branch) -> _Written:
        if is_table(old) and is_table(new):
            return self._table(new, lay(old, new, self._matcher.pairs))
        matches = self._matcher.matches(old.children, new.children)
        if new.tag not in _LISTS:
            return _alike(_element(new, "", "".join(self._write(match).html for match in matches)))
        parts = [(self._write(match).html, _differ(match.old, match.new)) for match in matches]
        if new.tag == "ol":
            parts = list(_numbered(parts, matches, _start(old), _start(new)))
        short = _elided(parts, lambda count: f'<li class="qms-fold-item">{escape(self._told.items(count))}</li>')
        return _Written(_element(new, "", "".join(html for html, _ in parts)), _element(new, "", short))

    def _whole(self, node: Node | None, kind: RunKind, *, moved: bool = False) -> str:
        """Write a block that stands in one of the texts only, or alike in both."""
        assert node is not None
        if node.tag == "hr":
            return "<hr>" if kind is RunKind.EQUAL else _rule(kind)
        if isinstance(node, Leaf):
            mark = _CLASSES.get(kind, "") + _MOVED * moved
            return _element(node, mark, marked(kind, node.pieces, self._told, moved=moved))
        parts = (self._whole(child, kind, moved=moved and at == 0) for at, child in enumerate(node.children))
        return _element(node, _CLASSES.get(kind, "") if node.tag == "tr" else "", "".join(parts))

    def _table(self, table: Branch, rows: Sequence[Row]) -> _Written:
        width = max(len(row.cells) for row in rows)
        head = "".join(self._row(row, "th")[0] for row in rows if row.head)
        body = [self._row(row, "td") for row in rows if not row.head]
        fold = f'<tr class="qms-fold-row"><td colspan="{width}">%s</td></tr>'
        short = _elided(body, lambda count: fold % escape(self._told.rows(count)))
        return _Written(*(_framed(table, head, inner) for inner in ("".join(html for html, _ in body), short)))

    def _row(self, row: Row, tag: str) -> _Part:
        kind = "" if row.old and row.new else _CLASSES[RunKind.INSERT if row.new else RunKind.DELETE]
        if not kind and any(_differ(cell.old, cell.new) for cell in row.cells):
            kind = _CHANGED
        cells = "".join(self._cell(cell, tag) for cell in row.cells)
        return f"<tr{_with_class('', kind)}>{cells}</tr>", bool(kind)

    def _cell(self, cell: Cell, tag: str) -> str:
        if cell.old is None and cell.new is None:
            return f"<{tag}></{tag}>"
        return self._write(Match(cell.old, cell.new)).html


def _alike(html: str) -> _Written:
    return _Written(html, html)


def _differ(old: Node | None, new: Node | None) -> bool:
    return old is not new and (old is None or new is None or old.identity != new.identity)


def _as_branch(node: Node) -> Branch:
    """Give a block of phrases as one of blocks, to compare it with one that has come to hold blocks."""
    if isinstance(node, Branch):
        return node
    return branch(node.tag, node.attributes, (leaf("", "", node.pieces),) if node.pieces else ())


def _start(items: Branch) -> int:
    found = _START.search(items.attributes)
    return int(found[1]) if found else 1


def _numbered(parts: Sequence[_Part], matches: Sequence[Match], old: int, new: int) -> Iterator[_Part]:
    """Give each item the number that it has in the new text, an item taken out the one that it had."""
    for (html, changed), match in zip(parts, matches, strict=True):
        number = old if match.new is None else new
        yield html.replace("<li", f'<li value="{number}"', 1) if html.startswith("<li") else html, changed
        old, new = old + (match.old is not None), new + (match.new is not None)


def _elided(parts: Sequence[_Part], fold: Callable[[int], str]) -> str:
    """Join parts, with `fold` in the place of those that stand far from a changed one."""
    changed = [at for at, part in enumerate(parts) if part[1]]
    near = {at + step for at in changed for step in range(-_NEAR, _NEAR + 1)}
    written: list[str] = []
    for shown, group in groupby(enumerate(parts), key=lambda each: each[0] in near):
        members = [html for _, (html, _) in group]
        written += members if shown or len(members) < _FEWEST else [fold(len(members))]
    return "".join(written)


def _rule(kind: RunKind) -> str:
    tag = "ins" if kind is RunKind.INSERT else "del"
    return f'<{tag} class="{_CLASSES[kind]}"><hr></{tag}>'


def _element(node: Node, kind: str, inner: str) -> str:
    """Write a block with a class for its margin mark; a leaf without a tag needs one only where it is marked."""
    tag = node.tag or ("div" if kind else "")
    if not tag:
        return inner
    if tag == "pre":
        inner = f"<code>{inner}</code>"
    return f"<{tag}{_with_class(node.attributes, kind)}>{inner}</{tag}>"


def _with_class(attributes: str, kind: str) -> str:
    if not kind:
        return attributes
    if ' class="' in attributes:
        return attributes.replace(' class="', f' class="{kind} ', 1)
    return f'{attributes} class="{kind}"'


def _framed(table: Branch, head: str, body: str) -> str:
    parts = [f"<{tag}>{inner}</{tag}>" for tag, inner in (("thead", head), ("tbody", body)) if inner]
    return f"<table{table.attributes}>{''.join(parts)}</table>"
