"""Rewrites lists that are nested by four spaces, as MkDocs reads them, by the width of what they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_STEP = 4  # spaces by which MkDocs nests
_ITEM = re.compile(r"(?P<mark>[-*+]|[0-9]{1,9}[.)])(?P<gap> {1,4}|\t)(?=\S)")
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(slots=True)
class _Lists:
    """The lists that are open while lines are read: how far in the text of each stands."""

    widths: list[int] = field(default_factory=list)
    fence: str = ""
    shift: tuple[int, int] = (0, 0)
    blank: bool = True

    def line(self, row: str) -> str:
        bare = row.expandtabs(_STEP)
        text = bare.lstrip(" ")
        indent = len(bare) - len(text)
        if self.fence:
            return self._fenced(bare, text, indent)
        if not text.strip():
            self.blank = True
            return row
        item = _ITEM.match(text)
        if item and (self.widths or indent < _STEP):
            level = min(indent // _STEP, len(self.widths))
            before = sum(self.widths[:level])
            self.widths = [*self.widths[:level], len(item["mark"]) + len(item["gap"].expandtabs(1))]
            self.blank = False
            return " " * before + text
        if indent < _STEP and self.blank:
            self.widths = []
        level = min(indent // _STEP, len(self.widths))
        moved = sum(self.widths[:level]) + indent - _STEP * level
        self.blank = False
        found = _FENCE.match(text)
        if found:
            self.fence, self.shift = found[1], (indent, moved)
        return " " * moved + text if level else row

    def _fenced(self, bare: str, text: str, indent: int) -> str:
        found = _FENCE.match(text)
        if found and found[1].startswith(self.fence) and not text.strip().strip(self.fence[0]):
            self.fence = ""
        before, after = self.shift
        return bare if not bare.strip() else " " * (max(indent - before, 0) + after) + text


def relisted(text: str) -> str:
    """Return a text with its lists nested as CommonMark nests; whether it then shows the same, others have to tell."""
    lists = _Lists()
    return "\n".join(lists.line(row) for row in text.split("\n"))
