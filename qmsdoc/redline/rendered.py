"""The redline of two texts as readers see them: rendered HTML in, rendered HTML out with every change marked.

Blocks are aligned first, lists by their items, tables by rows and cells, then words. Leaving out
every `ins` gives exactly the old text, leaving out every `del` the new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from qmsdoc.redline import phrases
from qmsdoc.redline.align import Pair, align, gaps, pair
from qmsdoc.redline.grid import Cell, Row, is_table, lay
from qmsdoc.redline.phrases import marked
from qmsdoc.redline.tree import Branch, Leaf, Node, leaves, words_of
from qmsdoc.redline.values import RunKind

# Below this share of common words two blocks are an old and a new one, not a change of one.
_ALIKE = 0.4
_PROSE = frozenset({"", "p"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLASSES = {RunKind.INSERT: "qms-diff qms-diff--added", RunKind.DELETE: "qms-diff qms-diff--removed"}
_CHANGED = "qms-diff qms-diff--changed"


@dataclass(frozen=True, slots=True)
class RenderedBlock:
    """One block of the text as HTML; `heading` is its level where it is a heading of the new text, else 0."""

    html: str
    changed: bool
    heading: int


def rendered_redline(old: Sequence[Node], new: Sequence[Node]) -> tuple[RenderedBlock, ...]:
    """Compare two rendered texts, as `tree.read` gives them, block by block; addresses in the result begin with `ROOT`.

    Takes a few seconds at most for texts of 200 kB, however they differ.
    """
    return tuple(_block(*both) for both in _matched(old, new))


def _block(old: Node | None, new: Node | None) -> RenderedBlock:
    changed = old is None or new is None or old.identity != new.identity
    heading = int(new.tag[1]) if new is not None and new.tag in _HEADINGS else 0
    return RenderedBlock(_write(old, new), changed, heading)


def _matched(old: Sequence[Node], new: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    for olds, news, both in gaps(_pairs(old, new), len(old), len(new)):
        yield from ((old[i], None) for i in olds)
        yield from ((None, new[j]) for j in news)
        if both:
            yield old[both[0]], new[both[1]]


def _pairs(old: Sequence[Node], new: Sequence[Node]) -> list[Pair]:
    """Pair equal blocks, and between them those that resemble each other."""
    same = align([node.identity for node in old], [node.identity for node in new])
    found: list[Pair] = []
    for olds, news, both in gaps(same, len(old), len(new)):
        before, after = [_Weighed.of(old[i]) for i in olds], [_Weighed.of(new[j]) for j in news]
        weight = sum(len(item.words) + 10 for item in [*before, *after]) if before and after else 0
        found += ((olds[i], news[j]) for i, j in pair(before, after, _likeness, weight))
        if both:
            found.append(both)
    return found


@dataclass(frozen=True, slots=True)
class _Weighed:
    node: Node
    words: Counter[str]
    first: str

    @classmethod
    def of(cls, node: Node) -> _Weighed:
        first = next((leaf for leaf in leaves((node,))), None) if node.tag == "tr" else None
        return cls(node, words_of(node), "".join(piece.text for piece in first.pieces) if first else "")


def _likeness(one: _Weighed, other: _Weighed) -> float:
    """From 0 (do not belong together) to 1; rows with the same first cell belong together."""
    tags = {one.node.tag, other.node.tag}
    if len(tags) > 1 and not tags <= _PROSE:
        return 0.0
    fewer, more = sorted((one.words, other.words), key=len)
    shared = sum(min(count, more[word]) for word, count in fewer.items())
    size = one.words.total() + other.words.total()
    ratio = 2 * shared / size if size else 0.0
    if one.first and one.first == other.first:
        return max(ratio, _ALIKE)
    if tags & {"table", "ul", "ol", "dl", "tbody", "thead", "div"}:
        return max(ratio, 0.1) if ratio >= _ALIKE / 2 else 0.0
    return ratio if ratio >= _ALIKE else 0.0


def _write(old: Node | None, new: Node | None) -> str:
    if old is None or new is None:
        node = new or old
        assert node is not None
        return _whole(node, RunKind.DELETE if new is None else RunKind.INSERT)
    if old.identity == new.identity:
        return _whole(new, RunKind.EQUAL)
    if isinstance(old, Leaf) and isinstance(new, Leaf):
        return _element(new, _CHANGED, phrases.write(phrases.compare(old.pieces, new.pieces)))
    if isinstance(old, Branch) and isinstance(new, Branch):
        if is_table(old) and is_table(new):
            return _table(new, lay(old, new, _pairs))
        return _element(new, "", "".join(_write(*both) for both in _matched(old.children, new.children)))
    return _whole(old, RunKind.DELETE) + _whole(new, RunKind.INSERT)


def _whole(node: Node, kind: RunKind) -> str:
    """Write a block that stands in one of the texts only, or alike in both."""
    if node.tag == "hr":
        return "<hr>" if kind is RunKind.EQUAL else _rule(kind)
    if isinstance(node, Leaf):
        return _element(node, _CLASSES.get(kind, ""), marked(kind, node.pieces))
    return _element(node, "", "".join(_whole(child, kind) for child in node.children))


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
        return attributes.replace(' class="', f' class="{escape(kind)} ', 1)
    return f'{attributes} class="{escape(kind)}"'


def _table(table: Branch, rows: Sequence[Row]) -> str:
    parts = [
        f"<{tag}>{''.join(_row(row, cell) for row in rows if row.head is head)}</{tag}>"
        for head, tag, cell in ((True, "thead", "th"), (False, "tbody", "td"))
        if any(row.head is head for row in rows)
    ]
    return f"<table{table.attributes}>{''.join(parts)}</table>"


def _row(row: Row, tag: str) -> str:
    kind = "" if row.old and row.new else _CLASSES[RunKind.INSERT if row.new else RunKind.DELETE]
    if not kind and any(not _same(cell) for cell in row.cells):
        kind = _CHANGED
    return f"<tr{_with_class('', kind)}>{''.join(_cell(cell, tag) for cell in row.cells)}</tr>"


def _same(cell: Cell) -> bool:
    return cell.old == cell.new or (
        cell.old is not None and cell.new is not None and cell.old.identity == cell.new.identity
    )


def _cell(cell: Cell, tag: str) -> str:
    if cell.old is None and cell.new is None:
        return f"<{tag}></{tag}>"
    return _write(cell.old, cell.new)
