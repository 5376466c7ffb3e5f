"""A redline as HTML: `ins` and `del` around words, a class for the bar beside each block that differs.

Invariants
1. Every text, address and word of a document is escaped, and only the elements named here are written.
2. Without every `ins` the text reads as the old one, without every `del` as the new one; what only
   tells of changes has the class `qms-hidden`, `qms-told` or `qms-renumbered`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby

from qmsdoc.redline.blocks import HEADINGS, Atom, Block, Mark, Piece
from qmsdoc.redline.changes import Change, State
from qmsdoc.redline.labels import ChangeLabels
from qmsdoc.redline.marked_text import nested
from qmsdoc.redline.reader import FOOTNOTES, TITLE

# Stands before every address inside the site, counted from its root; whoever shows a redline replaces it.
ROOT = "\x00"
Heading = Callable[[int], tuple[str, str]]

_BARS = {
    State.EQUAL: "",
    State.INSERT: "qms-diff qms-diff--added",
    State.DELETE: "qms-diff qms-diff--removed",
    State.CHANGED: "qms-diff qms-diff--changed",
}
_MOVED = " qms-diff--moved"
_NOTES = frozenset(
    str.split(
        "note abstract info tip success question warning failure danger bug example quote important caution"
        " attention hint error"
    )
)
# What HTML does not allow in a text, but for white space (HTML Standard, 13.1.2.4).
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FILE = re.compile(r"(?:.*/)?(?:[0-9a-f]{64}-)?([^/]+)")
# Unchanged rows or items that are shown on either side of a changed one, and the fewest that are worth leaving out.
_NEAR, _FEWEST = 1, 2


def as_headings(level: int) -> tuple[str, str]:
    """Write a heading as what it is."""
    return f"h{level}", ""


class HtmlWriter:
    """Writes changes as HTML, and remembers what it wrote; addresses within the site begin with `ROOT`."""

    def __init__(self, labels: ChangeLabels) -> None:
        self._labels = labels
        self._heading: Heading = as_headings
        self._known: dict[tuple[Change, bool, tuple[str, str] | None], str] = {}

    def write(self, change: Change, heading: Heading = as_headings, *, short: bool = False) -> str:
        """Return one block whole, or `short`: without the rows and items of it that are far from a change.

        `heading` gives the element and the class of a heading of a level.
        """
        known = self._known.get((change, short, None))
        if known is not None:
            return known
        level = HEADINGS.get(change.block.tag)
        if level is None:
            return self._written(change, None, heading, short=short)
        element = heading(level)
        known = self._known.get((change, short, element))
        return self._written(change, element, lambda _: element, short=short) if known is None else known

    def _written(self, change: Change, element: tuple[str, str] | None, heading: Heading, *, short: bool) -> str:
        self._heading = heading
        written = self._block(change, short=short)
        if element or not _headed(change):
            self._known[change, short, element] = written
        return written

    def _block(self, change: Change, *, short: bool = False) -> str:
        block = change.block
        match block.tag:
            case "table":
                return self._table(change, short=short)
            case "ul" | "ol":
                return self._list(change, short=short)
            case "hr":
                return _rule(change.state)
            case "div":
                kinds = [name for name in block.kind.split() if name in _NOTES]
                return _element("div", " ".join(["admonition", *kinds]), self._children(change))
        if block.group:
            return _element(block.tag, "", self._children(change))
        return self._leaf(change)

    def _children(self, change: Change) -> str:
        return "".join(self._block(child) for child in change.children)

    def _leaf(self, change: Change) -> str:
        block = change.block
        bar = _BARS[change.state] + _MOVED * change.moved
        inner = (
            self._moved(change) if change.moved else "".join(self._run(run.state, run.pieces) for run in change.runs)
        )
        if level := HEADINGS.get(block.tag):
            tag, own = self._heading(level)
            return _element(tag, f"{own} {bar}".strip(), inner)
        if block.tag == "pre":
            return _element("pre", bar, f"<code>{inner}</code>")
        if block.tag == "p" and block.layout == "tight":
            return _element("div", bar, inner) if bar else inner
        align = f' align="{block.layout}"' if block.tag in {"td", "th"} and block.layout else ""
        own = "admonition-title" if block.kind == TITLE else ""
        return _element(block.tag, f"{own} {bar}".strip(), inner, align)

    def _moved(self, change: Change) -> str:
        tag, label = ("del", self._labels.moved_away) if change.new is None else ("ins", self._labels.moved_here)
        return f'<{tag}><span class="qms-told">{escape(label)} </span>{self._plain(change.block.pieces)}</{tag}>'

    def _run(self, state: State, pieces: Sequence[Piece]) -> str:
        if state is State.EQUAL:
            return self._plain(pieces)
        return self._marked(state, "".join(self._told(state, pieces)))

    def _marked(self, state: State, inner: str) -> str:
        tag, before = ("ins", self._labels.added) if state is State.INSERT else ("del", self._labels.removed)
        return f"<{tag}>{_hidden(before)}{inner}{_hidden(self._labels.end)}</{tag}>"

    def _told(self, state: State, pieces: Sequence[Piece]) -> Iterator[str]:
        """Write pieces, and name each picture before it is shown."""
        name = self._labels.picture_added if state is State.INSERT else self._labels.picture_removed
        for picture, group in groupby(pieces, key=_picture):
            members = tuple(group)
            if picture is None:
                yield self._plain(members)
                continue
            for piece in members:
                yield f'<span class="qms-told">{escape(name(named(picture)))} </span>{self._plain((piece,))}'

    def _plain(self, pieces: Sequence[Piece]) -> str:
        return nested(pieces, _opening, _closing, self._inner)

    def _inner(self, piece: Piece) -> str:
        return self._atom(piece.atom) if piece.atom else _text(piece.text)

    def _atom(self, atom: Atom) -> str:
        if atom.tag == "br":
            return "<br>"
        if atom.tag == "box":
            state = (
                f' checked aria-label="{escape(self._labels.ticked)}"'
                if atom.words
                else (f' aria-label="{escape(self._labels.unticked)}"')
            )
            return f'<input type="checkbox" disabled{state}>'
        title = f' title="{escape(atom.title)}"' if atom.title else ""
        return f'<img src="{_rooted(atom.address)}" alt="{escape(atom.words)}"{title}>'

    def _list(self, change: Change, *, short: bool) -> str:
        parts = [self._item(child) for child in change.children]
        if short:
            parts = list(self._elided(change, parts, self._labels.items, self._folded_item))
        written = _element(change.block.tag, "", "".join(parts))
        return f'<div class="footnote">{written}</div>' if change.block.kind == FOOTNOTES else written

    def _folded_item(self, words: str) -> str:
        return f'<li class="qms-fold-item">{escape(words)}</li>'

    def _item(self, change: Change) -> str:
        block = change.block
        value = f' value="{block.number}"' if block.number is not None else ""
        empty = change.state in {State.INSERT, State.DELETE} and not block.children
        bar = _BARS[State.CHANGED if change.renumbered else change.state if empty else State.EQUAL]
        return _element("li", bar, self._numbers(change) + self._children(change), value)

    def _numbers(self, change: Change) -> str:
        """Write the number that an item had and the one that it has, where they differ."""
        if not change.renumbered or change.old is None or change.new is None:
            return ""
        both = ((State.DELETE, change.old.number), (State.INSERT, change.new.number))
        written = " ".join(self._marked(state, f"{number}.") for state, number in both if number is not None)
        return f'<span class="qms-renumbered">{written} </span>'

    def _table(self, change: Change, *, short: bool) -> str:
        label = escape(self._labels.table)
        heads = [row for row in change.children if is_head(row.block)]
        rows = change.children[len(heads) :]
        width = max((len(row.children) for row in change.children), default=1)
        head, body = ([self._row(row) for row in part] for part in (heads, rows))
        if short:
            fold = f'<tr class="qms-fold-row"><td colspan="{width}">%s</td></tr>'
            whole = Change(change.old, change.new, children=tuple(rows))
            body = list(self._elided(whole, body, self._labels.rows, lambda words: fold % escape(words)))
        parts = [f"<{tag}>{''.join(inner)}</{tag}>" for tag, inner in (("thead", head), ("tbody", body)) if inner]
        begin = f'<div class="qms-scroll" tabindex="0" role="group" aria-label="{label}"><table>'
        return f"{begin}{''.join(parts)}</table></div>"

    def _row(self, change: Change) -> str:
        """Write a row with a bar where it came or went, or any cell differs."""
        state = change.state
        if state is State.EQUAL and any(cell.changed for cell in change.children):
            state = State.CHANGED
        tag = "th" if is_head(change.block) else "td"
        cells = "".join(self._block(cell) if cell.old or cell.new else f"<{tag}></{tag}>" for cell in change.children)
        return _element("tr", _BARS[state], cells)

    def _elided(
        self, change: Change, parts: Sequence[str], count: Callable[[int], str], fold: Callable[[str], str]
    ) -> Iterator[str]:
        """Yield the parts near a changed one, and for those that stand far from it how many they are."""
        marks = [child.state is not State.EQUAL for child in change.children]
        numbered = [child.renumbered for child in change.children]
        marks = marks if any(marks) else numbered
        near = {at + step for at, mark in enumerate(marks) if mark for step in range(-_NEAR, _NEAR + 1)}
        for (shown, renumbered), group in groupby(range(len(parts)), key=lambda at: (at in near, numbered[at])):
            places = list(group)
            if shown or len(places) < _FEWEST:
                yield from (parts[at] for at in places)
            else:
                yield fold((self._labels.renumbered if renumbered else count)(len(places)))


def named(picture: Atom) -> str:
    """Return what a picture is called: its words, and its file's name."""
    file = _FILE.fullmatch(picture.address)
    return " ".join(word for word in (picture.words, f"({file[1]})" if file else "") if word)


def is_head(row: Block) -> bool:
    """Return whether a row names the columns of its table."""
    return any(cell.tag == "th" for cell in row.children)


def _headed(change: Change) -> bool:
    """Return whether there is a heading in a block; a table has none."""
    if change.block.tag in HEADINGS:
        return True
    return change.block.tag != "table" and any(_headed(child) for child in change.children)


@lru_cache(maxsize=1 << 16)  # texts say the same words again and again
def _text(words: str) -> str:
    return escape(_CONTROL.sub("\ufffd", words), quote=False)


def _picture(piece: Piece) -> Atom | None:
    return piece.atom if piece.atom and piece.atom.tag == "img" else None


def _hidden(words: str) -> str:
    """Write what is read out where a screen reader does not tell `ins` and `del`, and seen where no styles are."""
    return f'<span class="qms-hidden">{escape(words)}</span>'


def _opening(mark: Mark) -> str:
    if mark.tag != "a":
        return f"<{mark.tag}>"
    title = f' title="{escape(mark.title)}"' if mark.title else ""
    return "" if _within(mark) else f'<a href="{_rooted(mark.address)}"{title}>'


def _closing(mark: Mark) -> str:
    return "" if _within(mark) else f"</{mark.tag}>"


def _within(mark: Mark) -> bool:
    """Return whether a link leads to a place of its own page, which a redline does not have."""
    return mark.tag == "a" and (not mark.address or mark.address.startswith("#"))


def _rooted(address: str) -> str:
    return escape(address if _SCHEME.match(address) else ROOT + address)


def _rule(state: State) -> str:
    if state is State.EQUAL:
        return "<hr>"
    tag = "ins" if state is State.INSERT else "del"
    return f'<{tag} class="{_BARS[state]}"><hr></{tag}>'


def _element(tag: str, kind: str, inner: str, attributes: str = "") -> str:
    written = f' class="{kind}"' if kind else ""
    return f"<{tag}{attributes}{written}>{inner}</{tag}>"
