"""The fields of a front matter as they are written: where each value stands, and which lines belong to each field.

Editing by place, not by writing the YAML anew, is what keeps comments, quotes, spacing and line
ends as their author wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from qmsdoc.model.document import Document
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.parse.yaml import Mapping, Node, Scalar, read

Plain: TypeAlias = "str | tuple[Any, ...]"
Fields: TypeAlias = dict[str, Plain]

_BLANK = re.compile(r"[ \t]*\r?\n?")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_NOTE = re.compile(r"[ \t]*(?:#.*)?\r?\n?")


@dataclass(frozen=True, slots=True)
class Value:
    """One scalar: the field it belongs to, its text, and its source from `start` to `end` (offsets)."""

    key: str
    text: str
    source: str
    start: int
    end: int

    def written(self, text: str) -> str | None:
        """Give the source that says `text` in the same quotes; None where that cannot be told."""
        quote = self.source[:1] if self.source[:1] in ("'", '"') else ""
        inside = self.source[1:-1] if quote else self.source
        return f"{quote}{text}{quote}" if inside.strip() == self.text.strip() and "\n" not in inside else None


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field with the comment lines and blank lines above it, as lines with their ends."""

    key: str
    above: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole front matter: what stands above everything, its fields, and what stands below."""

    head: tuple[str, ...]
    entries: tuple[FieldEntry, ...]
    foot: tuple[str, ...]

    @property
    def text(self) -> str:
        """The front matter again."""
        inside = (line for entry in self.entries for line in (*entry.above, *entry.lines))
        return "".join((*self.head, *inside, *self.foot))


def front_matter_span(document: Document) -> tuple[int, int]:
    """Return where the lines between the two lines of hyphens begin and end, as offsets in the text."""
    head = document.text[: document.body_offset].rstrip("\r\n")
    return document.text.index("\n") + 1, head.rfind("\n") + 1


def fields(inner: str) -> Fields | None:
    """Read a front matter into plain values by field, in order; None for one that qmsdoc refuses."""
    node, problem = read(inner, rule=FRONT_MATTER_INVALID)
    if problem or not isinstance(node, Mapping):
        return None
    return {key.text: _plain(value) for key, value in node.entries}


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return tuple((key.text, _plain(value)) for key, value in node.entries)
    return tuple(_plain(item) for item in node.items)


def values(inner: str) -> tuple[Value, ...]:
    """Give every scalar that is a field's value, or an item of a list that is, in order."""
    root = _root(inner)
    return tuple(_values(inner, root)) if root is not None else ()


def _root(inner: str) -> Any:
    try:
        root = yaml.compose(inner, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    return root if isinstance(root, yaml.MappingNode) else None


def _values(inner: str, root: Any) -> Iterator[Value]:
    for key, value in root.value:
        for node in value.value if isinstance(value, yaml.SequenceNode) else (value,):
            if isinstance(node, yaml.ScalarNode) and node.style in (None, "", "'", '"'):
                start, end = node.start_mark.index, node.end_mark.index
                yield Value(key.value, node.value, inner[start:end], start, end)


def layout(inner: str) -> Layout | None:
    """Take a front matter apart line by line; None where a field does not begin a line of its own."""
    root = _root(inner)
    if root is None or root.flow_style:
        return None
    rows = [key.start_mark.line for key, _ in root.value]
    if not rows or any(key.start_mark.column for key, _ in root.value) or len(set(rows)) < len(rows):
        return None
    lines = _LINE.findall(inner)
    starts = [_above(lines, row, rows[number - 1] + 1 if number else 0) for number, row in enumerate(rows)]
    head = _head(lines[: rows[0]])
    ends = [*starts[1:], _above(lines, len(lines), rows[-1] + 1)]
    starts[0] = len(head)
    entries = (
        FieldEntry(key.value, tuple(lines[start:row]), tuple(lines[row:end]))
        for (key, _), start, row, end in zip(root.value, starts, rows, ends, strict=True)
    )
    return Layout(head, tuple(entries), tuple(lines[ends[-1] :]))


def _above(lines: list[str], row: int, lowest: int) -> int:
    """Give the first of the comment lines and blank lines that stand right above line `row`."""
    while row > lowest and _NOTE.fullmatch(lines[row - 1]) and not lines[row - 1].startswith((" ", "\t")):
        row -= 1
    return row


def _head(lines: list[str]) -> tuple[str, ...]:
    """Give what stands above the first field and, by a blank line, apart from it."""
    blanks = [number for number, line in enumerate(lines) if _BLANK.fullmatch(line)]
    return tuple(lines[: blanks[-1] + 1]) if blanks else ()


def is_blank(line: str) -> bool:
    """Tell a line with nothing on it."""
    return bool(_BLANK.fullmatch(line))
