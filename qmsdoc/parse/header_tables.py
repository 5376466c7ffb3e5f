"""Labels and values at the head of a text, as people write them: bold lines, tables in bars, tables in HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BOLD = re.compile(r"(?:[-*>] +)*(?:\*\*|__)([^*_|:\n]{1,60})(?::(?:\*\*|__)|(?:\*\*|__) *:)[ \t]*(.*?)[ \t\\]*")
_NEXT = re.compile(r"[ \t|·;,]+(?=\*\*[^*_|:\n]{1,60}(?::\*\*|\*\* *:))")
_RULE_CELL = re.compile(r":?-+:?")
_BAR = re.compile(r"(?<!\\)\|")
_TOKEN = re.compile(r"<[^<>]*+>|[^<]++|<")
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b", re.IGNORECASE)
_MARKS = re.compile(r"\*\*|__|`|<[^<>\n]*>|\[([^\[\]]*)\]\([^()\s]*\)")
_LONGEST_LABEL = 80
_WIDE = (4, 6)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with its value, and the line on which they stand."""

    label: str
    value: str
    line: int


def bold_pairs(rows: Sequence[tuple[int, str]]) -> Iterator[Pair]:
    """Yield what lines say as `**Owner:** value`, some of them several times, among numbered lines."""
    for number, row in rows:
        for part in _NEXT.split(row.strip()) if _BOLD.fullmatch(row.strip()) else ():
            if found := _BOLD.fullmatch(part):
                yield Pair(found[1], _words(found[2]), number)


def pipe_pairs(rows: Sequence[tuple[int, str]]) -> Iterator[Pair]:
    """Yield the first table of labels and values among numbered lines; its heading row is a row like the others."""
    table: list[tuple[int, list[str]]] = []
    for number, row in rows:
        if "|" not in row:
            if table:
                break
            continue
        cells = [cell.strip() for cell in _BAR.split(row.strip().removeprefix("|").removesuffix("|"))]
        if not all(map(_RULE_CELL.fullmatch, cells)):
            table.append((number, [_words(cell) for cell in cells]))
    yield from _pairs(table)


def html_pairs(text: str) -> Iterator[Pair]:
    """Yield the first table of labels and values in HTML, whatever stands inside its cells."""
    table: list[tuple[int, list[str]]] = []
    line, inside = 1, False
    for token in _TOKEN.findall(text):
        tag = _TAG.match(token)
        kind, closing = (tag[2].lower(), bool(tag[1])) if tag else ("", False)
        if kind == "table" and closing:
            break
        if kind == "tr" and not closing:
            table.append((line, []))
            inside = False
        elif kind in ("td", "th") and table:
            inside = not closing
            if inside:
                table[-1][1].append("")
        elif inside and not token.startswith("<"):
            table[-1][1][-1] += html.unescape(token)
        line += token.count("\n")
    yield from _pairs([(number, [" ".join(cell.split()) for cell in cells]) for number, cells in table])


def _pairs(table: Sequence[tuple[int, list[str]]]) -> Iterator[Pair]:
    """Yield the pairs of a table whose rows are labels and values by turns.

    A wider one than two columns may as well be a list of other things under a row of names. It counts only where its
    first row holds a value with a figure, as no row of names does, and no label begins with one.
    """
    width = max((len(cells) for _, cells in table), default=0)
    rows = [(number, cells) for number, cells in table if len(cells) == width or (width > 2 and len(cells) == 2)]
    pairs = [
        Pair(label, value, number)
        for number, cells in rows
        for label, value in zip(cells[::2], cells[1::2], strict=False)
        if 0 < len(label) <= _LONGEST_LABEL
    ]
    if width == 2 or (width in _WIDE and _is_head(pairs, width // 2)):
        yield from pairs


def _is_head(pairs: Sequence[Pair], first: int) -> bool:
    return any(re.search(r"\d", pair.value) for pair in pairs[:first]) and not any(
        pair.label[0].isdigit() for pair in pairs
    )


def _words(text: str) -> str:
    return _MARKS.sub(lambda mark: mark[1] or "", text).strip()
