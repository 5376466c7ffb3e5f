"""Which blocks of two texts belong together: equal ones, those that resemble each other, and those that moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.redline.align import Pair, align, gaps, pair
from qmsdoc.redline.tree import Node, leaves, words_of

# Below this share of common words two blocks are an old and a new one, not a change of one.
_ALIKE = 0.4
_PROSE = frozenset({"", "p"})
_GROUPS = frozenset({"table", "ul", "ol", "dl", "tbody", "thead", "div"})
# A block of fewer words that is gone here and new there has not moved: it merely says the same.
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Match:
    """An old block and the new one that it became; one of them is None where it has no partner.

    `moved` tells that the very same block stands elsewhere in the other text.
    """

    old: Node | None
    new: Node | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Weighed:
    tag: str
    words: Counter[str]
    size: int
    first: str


class Matcher:
    """Matches blocks, and remembers how their words were counted."""

    def __init__(self) -> None:
        self._known: dict[Node, _Weighed] = {}

    def matches(self, old: Sequence[Node], new: Sequence[Node]) -> tuple[Match, ...]:
        """Give every block of both texts once, in order, old ones before new ones."""
        found = list(_in_order(self.pairs(old, new), old, new))
        gone = Counter(each.old.identity for each in found if each.old and not each.new and self._tells(each.old))
        come = Counter(each.new.identity for each in found if each.new and not each.old and self._tells(each.new))
        moved = {identity for identity, count in gone.items() if count == come[identity]}
        return tuple(_moved(each, moved) for each in found) if moved else tuple(found)

    def pairs(self, old: Sequence[Node], new: Sequence[Node]) -> list[Pair]:
        """Pair equal blocks, and between them those that resemble each other."""
        same = align([node.identity for node in old], [node.identity for node in new])
        found: list[Pair] = []
        for olds, news, both in gaps(same, len(old), len(new)):
            if olds and news:
                before, after = [self._weighed(old[i]) for i in olds], [self._weighed(new[j]) for j in news]
                weight = sum(len(item.words) + 10 for item in [*before, *after])
                found += ((olds[i], news[j]) for i, j in pair(before, after, _likeness, weight))
            if both:
                found.append(both)
        return found

    def _tells(self, node: Node) -> bool:
        return self._weighed(node).size >= _TELLING

    def _weighed(self, node: Node) -> _Weighed:
        known = self._known.get(node)
        if known is None:
            words = words_of(node)
            first = next((leaf for leaf in leaves((node,))), None) if node.tag == "tr" else None
            text = "".join(piece.text for piece in first.pieces) if first else ""
            known = self._known[node] = _Weighed(node.tag, words, words.total(), text)
        return known


def _in_order(pairs: Sequence[Pair], old: Sequence[Node], new: Sequence[Node]) -> Iterator[Match]:
    for olds, news, both in gaps(pairs, len(old), len(new)):
        yield from (Match(old[i], None) for i in olds)
        yield from (Match(None, new[j]) for j in news)
        if both:
            yield Match(old[both[0]], new[both[1]])


def _moved(match: Match, moved: set[str]) -> Match:
    lonely = match.old if match.new is None else match.new if match.old is None else None
    return Match(match.old, match.new, moved=True) if lonely and lonely.identity in moved else match


def _likeness(one: _Weighed, other: _Weighed) -> float:
    """From 0 (do not belong together) to 1; rows with the same first cell belong together."""
    if one.tag != other.tag and not {one.tag, other.tag} <= _PROSE:
        return 0.0
    fewer, more = (one.words, other.words) if len(one.words) < len(other.words) else (other.words, one.words)
    shared = sum(min(count, more[word]) for word, count in fewer.items() if word in more)
    size = one.size + other.size
    ratio = 2 * shared / size if size else 0.0
    if one.first and one.first == other.first:
        return max(ratio, _ALIKE)
    if one.tag in _GROUPS:
        return max(ratio, 0.1) if ratio >= _ALIKE / 2 else 0.0
    return ratio if ratio >= _ALIKE else 0.0
