"""HTML comments, which documents may hold and nobody publishes (CommonMark 0.31, 6.6)."""

from __future__ import annotations

import re

_OPENING = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})|(?P<span>`+)|(?P<comment><!--)", re.MULTILINE)


def without_comments(text: str, *, indented: bool) -> str:
    """Give Markdown without its comments; those in code, and those that never end, stay.

    Lines indented by four or more may be code or the inside of a list: comments that begin there go
    only when `indented`.
    """
    parts: list[str] = []
    kept = at = 0
    while found := _OPENING.search(text, at):
        if found["fence"]:
            closing = re.compile(rf"^ {{0,3}}{found['fence']}[`~]*[ \t]*$", re.MULTILINE).search(text, found.end())
            at = closing.end() if closing else len(text)
        elif found["span"]:
            end = text.find(found["span"], found.end())
            at = end + len(found["span"]) if end >= 0 else found.end()
        elif not indented and _deep(text, found.start()):
            at = found.end()
        else:
            end = text.find("-->", found.end())
            if end < 0:
                break
            parts.append(text[kept : found.start()])
            kept = at = end + 3
    return "".join([*parts, text[kept:]])


def _deep(text: str, offset: int) -> bool:
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line.startswith(("    ", "\t"))
