"""Cutting a document's Markdown into passages that mean the same alone as together.

Editions of a document share most of their passages, so that each needs to be rendered only once. A
text in which one place may decide how another reads (references, footnotes, definition lists, an
open fence, a comment) stays whole.
"""

from __future__ import annotations

import re

# Where Python-Markdown puts a table of contents.
CONTENTS = "[TOC]"
# What reaches beyond its own block: a reference or footnote, a definition, a comment, the table of contents.
_REACHES = re.compile(r"^[ \t]*\[[^\]\n]*\]:|\[\^|^ {0,3}:[ \t]|<!--|\[TOC\]|\r", re.MULTILINE)
_FENCE = re.compile(r"[ \t>]*(?P<mark>`{3,}|~{3,})(?P<info>.*)")
_INFO = re.compile(r"[ \t]*[\w+.-]*[ \t]*")
# A paragraph or heading that begins in the first column ends whatever stood before it.
_BEGINS = re.compile(r"[^\W\d_]|#{1,6} ")


def passages(markdown: str) -> tuple[str, ...]:
    """Give the passages in order; rendered one by one, they read as the whole does, but for ids of headings."""
    if _REACHES.search(markdown):
        return (markdown,)
    found: list[list[str]] = [[]]
    fence, blank = "", False
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark["mark"][0] == fence[0] and len(mark["mark"]) >= len(fence) and not mark["info"].strip():
                fence = ""
        elif mark:
            if not _INFO.fullmatch(mark["info"]):
                return (markdown,)
            fence = mark["mark"]
        elif blank and _BEGINS.match(line):
            found.append([])
        found[-1].append(line)
        blank = not line.strip()
    return (markdown,) if fence else tuple("\n".join(lines) for lines in found)
