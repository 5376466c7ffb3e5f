"""The modules of QR codes (ISO/IEC 18004) of level M, drawn by segno once for all texts of one length.

A code is linear: error correction, placement and mask are sums without carry, and all else depends on the length
alone. So a text's code is that of as many zero bytes, with the bits added that the text's own bytes make of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, product, zip_longest
from operator import itemgetter
from typing import Any

import segno
from segno import consts

_BYTES = re.compile("[^0-9A-Z $%*+./:-]")  # a sign for which segno writes bytes
_STANDARD: Any = consts  # its tables, of which segno does not tell the types
_Place = tuple[int, int]
_LENGTHS = 64  # of texts, for which a process remembers a code of zero bytes


def modules(text: str) -> list[str]:
    """Return the rows of a text's code, `1` for each dark module; the mask is always the same."""
    if not text.isascii() or not _BYTES.search(text):
        return ["".join(map(str, row)) for row in _made(text).matrix]
    return _blank(len(text)).with_data(text.encode())


def _made(content: str | bytes) -> segno.QRCode:
    return segno.make(content, error="m", micro=False, boost_error=False, mask=2)


@dataclass(frozen=True, slots=True)
class _Blank:
    """The code of zero bytes: its bits in the order in which codewords are placed, first where the text's begin."""

    size: int
    bits: int
    places: int
    rows: Callable[[str], Sequence[str]]
    begin: int
    blocks: Sequence[tuple[int, int]]

    def with_data(self, data: bytes) -> list[str]:
        """Return the rows of the code of bytes, as many as the zero ones."""
        length = sum(size for size, _ in self.blocks)
        stream = (int.from_bytes(data, "big") << 8 * (length - len(data)) - self.begin).to_bytes(length, "big")
        words: list[bytes] = []
        checks: list[bytes] = []
        for size, count in self.blocks:
            words.append(stream[:size])
            stream = stream[size:]
            checks.append(_check_words(words[-1], count))
        placed = bytes(word for word in chain(*zip_longest(*words), *zip(*checks, strict=True)) if word is not None)
        own = int.from_bytes(placed, "big") << self.places - 8 * len(placed)
        drawn = "".join(self.rows(f"{self.bits ^ own:0{self.places}b}01"))
        return [drawn[at : at + self.size] for at in range(0, len(drawn), self.size)]


@lru_cache(_LENGTHS)
def _blank(length: int) -> _Blank:
    code = _made(bytes(length))
    version = int(code.version)
    rows = list(code.matrix)
    patterns = _patterns(version, len(rows))
    places = [place for place in _zigzag(len(rows)) if place not in patterns]
    order = dict(zip(places, range(len(places)), strict=True))
    every = ((y, x) for y in range(len(rows)) for x in range(len(rows)))
    return _Blank(
        size=len(rows),
        bits=int("".join(str(rows[y][x]) for y, x in places), 2),
        places=len(places),
        rows=itemgetter(*(order.get((y, x), len(places) + rows[y][x]) for y, x in every)),
        begin=4 + (8 if version < 10 else 16),  # after the mode and the count of bytes
        blocks=[
            (each.num_data, each.num_total - each.num_data)
            for each in _STANDARD.ECC[version][consts.ERROR_LEVEL_M]
            for _ in range(each.num_blocks)
        ],
    )


def _patterns(version: int, size: int) -> set[_Place]:
    """Return the modules that hold no data (6.3, 7.9, 7.10)."""
    corners = [(range(9), range(9)), (range(9), range(size - 8, size)), (range(size - 8, size), range(9))]
    areas = [*corners, (range(size), range(6, 7)), (range(6, 7), range(size))]
    if version >= 7:
        areas += [(range(6), range(size - 11, size - 8)), (range(size - 11, size - 8), range(6))]
    centres = _STANDARD.ALIGNMENT_POS[version - 2] if version > 1 else ()
    middles = {*product(centres, centres)} - {(6, 6), (6, size - 7), (size - 7, 6)}
    areas += [(range(y - 2, y + 3), range(x - 2, x + 3)) for y, x in middles]
    return set(chain.from_iterable(product(*area) for area in areas))


def _zigzag(size: int) -> Iterator[_Place]:
    """Yield the modules in the order in which data is placed (7.7.3): upwards from the right, whatever they hold."""
    for number, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
        for y in range(size) if number % 2 else range(size - 1, -1, -1):
            yield from ((y, right), (y, right - 1))


def _check_words(data: bytes, count: int) -> bytes:
    """Return the words by which a block of data is corrected: the rest of a division (Annex A)."""
    rests, most, rest = _rests(count), (1 << 8 * count - 8) - 1, 0
    for word in data:
        rest = (rest & most) << 8 ^ rests[rest >> 8 * count - 8 ^ word]
    return rest.to_bytes(count, "big")


@cache
def _rests(count: int) -> list[int]:
    """Return for each word what it leaves when it is divided by the polynomial of so many words."""
    logs, powers, polynomial = _STANDARD.GALIOS_LOG, _STANDARD.GALIOS_EXP, _STANDARD.GEN_POLY[count]
    return [0, *(int.from_bytes((powers[logs[word] + each] for each in polynomial), "big") for word in range(1, 256))]
