"""Which blocks of two texts belong together: equal ones, those that resemble each other, and those that moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qmsdoc.redline.align import Pair, align, gaps, pair
from qmsdoc.redline.blocks import Block, leaves, words_of

# Below this share of common words two blocks are an old and a new one, not a change of one.
_ALIKE = 0.4
_LOOSE = frozenset({"table", "ul", "ol", "dl", "tbody", "thead", "div"})
# A block of fewer words that is gone here and new there has not moved: it merely says the same.
_TELLING = 3
# Words by which two blocks are weighed against each other; more would cost, and tell nothing else.
_MOST = 2_000


class Match(NamedTuple):
    """An old block and the new one that it became; one of them is None where it has no partner.

    `moved` tells that the very same block stands elsewhere in the other text.
    """

    old: Block | None
    new: Block | None
    moved: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Weight:
    """What two blocks are compared by; `first` is the text of a row's first cell or an item's first paragraph, and
    `own` are its words.
    """

    about: tuple[str, str]
    words: Counter[str]
    size: int
    first: str
    own: Counter[str]


class Matcher:
    """Matches blocks, and remembers how their words were counted."""

    def __init__(self) -> None:
        self._known: dict[str, _Weight] = {}
        self._alike: dict[tuple[_Weight, _Weight], float] = {}

    def matches(self, old: Sequence[Block], new: Sequence[Block]) -> list[Match]:
        """Return every block of both texts once, in order, old ones before new ones."""
        pairs = self.pairs(old, new, [block.identity for block in old], [block.identity for block in new])
        found = [
            Match(old[i] if i is not None else None, new[j] if j is not None else None)
            for i, j in in_order(pairs, len(old), len(new))
        ]
        gone = Counter(each.old.identity for each in found if each.old and not each.new and self._tells(each.old))
        come = Counter(each.new.identity for each in found if each.new and not each.old and self._tells(each.new))
        moved = {identity for identity, count in gone.items() if count == come[identity]}
        return [_moved(each, moved) for each in found] if moved else found

    def pairs(
        self, old: Sequence[Block], new: Sequence[Block], olds_by: Sequence[str], news_by: Sequence[str]
    ) -> list[Pair]:
        """Pair blocks that are equal by the keys given, and between them those that resemble each other."""
        found: list[Pair] = []
        for olds, news, both in gaps(align(olds_by, news_by), len(old), len(new)):
            if olds and news:
                before, after = [self._weighed(old[i]) for i in olds], [self._weighed(new[j]) for j in news]
                weight = sum(len(item.words) + 10 for item in [*before, *after])
                found += ((olds[i], news[j]) for i, j in pair(before, after, self._likeness, weight))
            if both:
                found.append(both)
        return found

    def _likeness(self, one: _Weight, other: _Weight) -> float:
        known = self._alike.get((one, other))
        if known is None:
            known = self._alike[one, other] = _likeness(one, other)
        return known

    def _tells(self, block: Block) -> bool:
        return self._weighed(block).size >= _TELLING

    def _weighed(self, block: Block) -> _Weight:
        known = self._known.get(block.identity)
        if known is None:
            words = Counter(words_of(block, _MOST))
            first = next(leaves((block,)), None) if block.tag in {"tr", "li"} else None
            text = "".join(each.text for each in first.pieces) if first else ""
            own = Counter(words_of(first, _MOST)) if first else Counter[str]()
            known = _Weight((block.tag, block.kind), words, words.total(), text, own)
            self._known[block.identity] = known
        return known


def in_order(pairs: Sequence[Pair], olds: int, news: int) -> list[tuple[int | None, int | None]]:
    """Return the places of both sequences, each once: partners together, of the others old ones before new ones."""
    found: list[tuple[int | None, int | None]] = []
    for before, after, both in gaps(pairs, olds, news):
        found += ((i, None) for i in before)
        found += ((None, j) for j in after)
        if both:
            found.append(both)
    return found


def share(one: Counter[str], other: Counter[str], size: int) -> float:
    """Return how much of their words two blocks have in common, from 0 to 1; `size` is that of both together."""
    fewer, more = (one, other) if len(one) < len(other) else (other, one)
    shared = sum(min(count, more[word]) for word, count in fewer.items() if word in more)
    return 2 * shared / size if size else 0.0


def _moved(match: Match, moved: set[str]) -> Match:
    alone = match.old if match.new is None else match.new if match.old is None else None
    return Match(match.old, match.new, moved=True) if alone and alone.identity in moved else match


def _likeness(one: _Weight, other: _Weight) -> float:
    """From 0 (do not belong together) to 1; rows with the same first cell belong together.

    An item is known by its own words more than by those of the lists in it.
    """
    if one.about != other.about:
        return 0.0
    ratio = share(one.words, other.words, one.size + other.size)
    if one.about[0] == "li":
        ratio = (2 * share(one.own, other.own, one.own.total() + other.own.total()) + ratio) / 3
    if one.first and one.first == other.first:
        return max(ratio, _ALIKE)
    if one.about[0] in _LOOSE:
        return max(ratio, 0.1) if ratio >= _ALIKE / 2 else 0.0
    return ratio if ratio >= _ALIKE else 0.0
