"""Cutting a Markdown text into blocks, every byte in exactly one of them.

The cut follows CommonMark 0.31 and GitHub's tables closely enough for a reader: a wrong guess
changes how a redline is grouped, never what it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from qmsdoc.redline.values import BlockKind

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])(?=\s|$)")
_FIELD = re.compile(r"([^\s#:][^:\n]*):(?=\s|$)")
_TABLE_RULE = re.compile(r"[\s|:-]*-[\s|:-]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text with the blank lines after it. `level` and `key` as in `BlockChange`."""

    kind: BlockKind
    text: str
    level: int = 0
    key: str = ""

    @property
    def identity(self) -> tuple[BlockKind, str, str]:
        """What makes two blocks the same, whatever blank lines follow."""
        return (self.kind, self.key, self.text.rstrip())


def split(text: str) -> tuple[Block, ...]:
    """Cut a Markdown text, front matter included, into blocks; joined, they give `text` again."""
    lines = _LINE.findall(text)
    front, at = _front_matter(lines)
    blocks = list(front)
    while at < len(lines):
        end, block = _next(lines, at)
        after = end
        while after < len(lines) and not lines[after].strip():
            after += 1
        blocks.append(Block(block.kind, block.text + "".join(lines[end:after]), block.level))
        at = after
    return tuple(blocks)


def split_lines(text: str) -> tuple[Block, ...]:
    """Cut any other text (YAML, keys) into its lines."""
    return tuple(Block(BlockKind.LINE, line) for line in _LINE.findall(text))


def _front_matter(lines: list[str]) -> tuple[tuple[Block, ...], int]:
    if not lines or lines[0].rstrip() != "---":
        return (), 0
    close = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if close is None:
        return (), 0
    starts = [number for number in range(1, close) if number == 1 or _FIELD.match(lines[number])]
    fields = tuple(_field("".join(lines[start:end])) for start, end in pairwise([*starts, close]))
    after = next((number for number in range(close + 1, len(lines)) if lines[number].strip()), len(lines))
    last = Block(BlockKind.FENCE, "".join(lines[close:after]))
    return (Block(BlockKind.FENCE, lines[0]), *fields, last), after


def _field(text: str) -> Block:
    found = _FIELD.match(text)
    return Block(BlockKind.FIELD, text, key=found[1] if found else "")


def _next(lines: list[str], at: int) -> tuple[int, Block]:
    """Give the end (line number) and the block that starts at line `at`, without trailing blank lines."""
    line = lines[at]
    kind, level, end = BlockKind.PARAGRAPH, 0, at + 1
    if not line.strip():
        kind = BlockKind.BLANK
    elif fence := _FENCE.match(line):
        kind, end = BlockKind.CODE, _close(lines, at, fence[1])
    elif heading := _HEADING.match(line):
        kind, level = BlockKind.HEADING, len(heading[1])
    elif _is_rule(line) and at and "|" in lines[at - 1]:
        kind = BlockKind.TABLE_RULE
    elif _in_table(lines, at):
        kind = BlockKind.ROW
    elif item := _ITEM.match(line):
        kind, level, end = BlockKind.ITEM, len(item[1]), _paragraph_end(lines, at)
    elif underline := at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
        kind, level, end = BlockKind.HEADING, 1 if underline[1][0] == "=" else 2, at + 2
    else:
        end = _paragraph_end(lines, at)
    return end, Block(kind, "".join(lines[at:end]), level)


def _close(lines: list[str], at: int, mark: str) -> int:
    closing = re.compile(rf"\s*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
    return next((number + 1 for number in range(at + 1, len(lines)) if closing.match(lines[number])), len(lines))


def _is_rule(line: str) -> bool:
    return "|" in line and _TABLE_RULE.match(line) is not None


def _in_table(lines: list[str], at: int) -> bool:
    """A line with a bar is a row where a table's rule follows it, or a bar stands in the line above or below."""
    if "|" not in lines[at]:
        return False
    near = lines[max(at - 1, 0) : at] + lines[at + 1 : at + 2]
    return any("|" in line for line in near)


def _paragraph_end(lines: list[str], at: int) -> int:
    """A paragraph or item runs on until a blank line or the start of another block."""
    for number in range(at + 1, len(lines)):
        line = lines[number]
        starts = _FENCE.match(line) or _HEADING.match(line) or _ITEM.match(line) or _in_table(lines, number)
        if not line.strip() or starts:
            return number
    return len(lines)
