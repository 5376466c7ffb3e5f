"""Finds the links of a text in linear time, or says that only the tree can tell.

It knows the plain forms in which nearly all documents are written, and nothing else: whatever might be read another
way (definitions of references, tags, escapes, indented lines, brackets in brackets, diagrams, includes, rows wider
than their table) makes it give up. That it finds exactly what the tree has is a property test and a fuzz target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from qmsdoc.markdown.headings import Anchors
from qmsdoc.markdown.limits import MOST_CELLS, crowded
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Node
from qmsdoc.markdown.tree import plain as plain_words
from qmsdoc.markdown.unsafe import hidden, script_scheme
from qmsdoc.model.document import Heading, Link, LinkKind

# Fences that are not plain, tabs before a sign, and what may stand in many lists and quotes make a text one for the
# tree. Patterns begin with the end of the line before: the one character is found ten times as fast as the beginning of
# a line.
_NO_FENCE = re.compile(r"```(?:(?<=[^\n`]```)|[^\n`]*mermaid)")
_TABBED = re.compile(r"\t[^\n\t\[\]<`]*[\[\]<`]|\n(?:[ >*+\-.:)\d]*\t){6}")
_DEEP = re.compile(r"\n[ \t>*+\-.:)\d]{40}")
_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)$", re.MULTILINE)
_MARKS = "[]<`"
_PLAIN = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202d\u202e\[\]<`|*_~]*")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)")
_INDENTED = re.compile(r"[\s>*+\-:!?.)\d]*(?: {4})")
_TAG = re.compile(r"<(?![ \d=])")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\](?:\((?P<to>[^\s()<>&\"']*)(?: \"[^\"\n]*\")?\))?")
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
_DELIMITERS = re.compile(r"^[ >]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-*:?[ ]*)*$", re.MULTILINE)
_MOST_MARKS = 200
# Headings that do not begin their line, as behind the box of a task, and lines that may be underlined.
_OTHER_HEADING = re.compile(r"\n(?:[ >*+\-:\d.)\[xX\]]+#|(?<!\n\n) {0,3}(?:=+|-+) *(?:\n|\Z))")
_ATX = re.compile(r"\n(?P<marks>#{1,6})(?: (?P<words>[^\n]*))?(?=\n|\Z)")
_CLOSING = re.compile(r"(?:^| )#+ *$")
found_link = lru_cache(maxsize=65_536)(Link)  # made anew they take ten times as long, and memory for each edition
_SIGN = re.compile(r"[^\w ,.;()/+\u2010-\u2019\u201c-\u201e-]|www\.|_", re.IGNORECASE)


def certain_links(text: str, above: int = 0) -> tuple[Link, ...] | None:
    """Return the links of a text that holds nothing unsafe, as `links` does of its tree; None where not certain.

    `above` is how many lines stand above the text in its file.
    """
    found = unplaced_links(text)
    return None if found is None else tuple(found_link(kind, to, above + line, at) for kind, to, line, at in found)


def unplaced_links(text: str) -> tuple[tuple[LinkKind, str, int, int], ...] | None:
    """Return kind, destination, line in the text and column of what `certain_links` finds; None where not certain."""
    plain = None if hidden(text) or _only_for_the_tree(text) else _without_fences(text)
    if plain is None:
        return None
    found: list[tuple[LinkKind, str, int, int]] = []
    widths: dict[int, int] = {}
    for number, start, line in _marked_lines(plain):
        row = _row(line)
        if row is None or (row.bracketed and "|" in line and not _fits(plain, start, line, widths)):
            return None
        found += [(kind, to, number, column) for kind, to, column in row.links]
    return tuple(found)


def is_plain(text: str) -> bool:
    """Tell whether a text holds none of the signs that are looked for here but for those of addresses."""
    return _PLAIN.fullmatch(text) is not None and _DEEP.search("\n" + text) is None


def _only_for_the_tree(text: str) -> bool:
    # Definitions and footnotes, includes, other ends of lines and fences: one sign is found ten times as fast as two.
    if (
        ("]" in text and "]:" in text)
        or ("<" in text and "8<-" in text)
        or "\r" in text
        or ("~" in text and "~~~" in text)
    ):
        return True
    if ("```" in text and _NO_FENCE.search(text)) or crowded(text):
        return True
    if _may_be_wide(text):
        return True
    lines = "\n" + text
    return _DEEP.search(lines) is not None or ("\t" in text and _TABBED.search(lines) is not None)


def _may_be_wide(text: str) -> bool:
    """Tell whether a table of the text may have more cells than count: a row that is too short is filled up."""
    bars, lines = text.count("|"), text.count("\n")
    return bars * lines > MOST_CELLS and max(row.count("|") for row in text.split("\n")) * lines > MOST_CELLS


def _marked_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each line in which a link, a tag or code may begin or end: its number, where it begins, and itself."""
    ends: dict[int, int] = {}
    for mark in _MARKS:  # one sign is found ten times as fast as one of several
        at = text.find(mark)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            ends[start] = end if end >= 0 else len(text)
            at = text.find(mark, ends[start])
    number, counted = 1, 0
    for start in sorted(ends):
        number += text.count("\n", counted, start)
        counted = start
        yield number, start, text[start : ends[start]]


def _without_fences(text: str) -> str | None:
    if "```" not in text:
        return text
    parts, at, fence = [], 0, ""
    for mark in _FENCE.finditer(text):
        if not fence:
            parts.append(text[at : mark.start()])
            at, fence = mark.start(), mark["fence"]
        elif len(mark["fence"]) >= len(fence) and not mark["info"].strip(" "):
            parts.append("\n" * text.count("\n", at, mark.end()))
            at, fence = mark.end(), ""
    text = "".join([*parts, text[at:]])
    return None if fence or "```" in text else text


def _without_code(row: str) -> str | None:
    """Return a line with `"` for its code; None where not all of it ends on the line.

    So no destination holds code, which there is none. Code that holds a bar, which would end a cell, becomes
    backslashes: with brackets beside it nothing is certain.
    """
    if "`" not in row:
        return row
    if "\\" in row or row.count("`") > _MOST_MARKS:
        return None
    masked = _SPAN.sub(lambda span: ("\\" if "|" in span[0] else '"') * len(span[0]), row)
    return None if "`" in masked or ("\\" in masked and "<" in masked) else masked


class _Row(NamedTuple):
    """A line: whether brackets stand in it, and its links, each with its column."""

    bracketed: bool
    links: tuple[tuple[LinkKind, str, int], ...]


@lru_cache(maxsize=4_096)  # most lines of an edition are those of the one before
def _row(line: str) -> _Row | None:
    """Read a line; None where it is not certain what its links are."""
    row = _without_code(line)
    if row is None or ("<" in row and _TAG.search(row)):
        return None
    if "[" not in row and "]" not in row:
        return _Row(bracketed=False, links=())
    links = None if "\\" in row or _INDENTED.match(row) else _links(row)
    return None if links is None else _Row(bracketed=True, links=links)


def _links(row: str) -> tuple[tuple[LinkKind, str, int], ...] | None:
    at, found = 0, []
    for mark in _LINK.finditer(row):
        between = row[at : mark.start()]
        if "[" in between or "]" in between or _ADDRESS.search(row, at, mark.end("text")):
            return None
        at, to = mark.end(), mark["to"]
        if to is None:
            if row[at : at + 1] == "(":
                return None
        elif "|" in mark[0] or script_scheme(to):
            return None
        else:
            kind = LinkKind.IMAGE if mark["image"] else LinkKind.LINK
            found.append((kind, to, mark.start("to") + 1))
    return None if "[" in row[at:] or "]" in row[at:] else tuple(found)


def _fits(text: str, start: int, row: str, widths: dict[int, int]) -> bool:
    """Tell whether a row has no more cells than any table near it: those beyond are not shown."""
    begin = text.rfind("\n\n", 0, start) + 1
    if begin not in widths:
        end = text.find("\n\n", begin + 1)
        rows = _DELIMITERS.finditer(text, begin, end if end >= 0 else len(text))
        widths[begin] = min((_cells(found[0]) for found in rows), default=len(text))
    return _cells(row) <= widths[begin]


def _cells(row: str) -> int:
    return row.strip(" >").removeprefix("|").removesuffix("|").count("|") + 1


def certain_headings(text: str, above: int = 0) -> tuple[Heading, ...] | None:
    """Return the headings of a text that `certain_links` is certain of, as `headings` does; None where not certain."""
    text = text.replace("\r\n", "\n")
    lone = "\r" in text  # a line end to the tree
    plain = None if lone or "\t" in text or _OTHER_HEADING.search("\n" + text) else _without_fences(text)
    if plain is None:
        return None
    found, anchors, lines = [], Anchors(), "\n" + plain
    line, counted = above, 0
    for mark in _ATX.finditer(lines):
        if "|" in mark[0]:  # may be the head of a table
            return None
        words = _CLOSING.sub("", mark["words"] or "").strip(" ")
        node = Node(Kind.HEADING, (Node(Kind.TEXT, text=words),))
        if _SIGN.search(words):
            node = next(iter(read(mark[0][1:]).blocks))
        line += lines.count("\n", counted, mark.end())
        counted = mark.end()
        found.append(Heading(len(mark["marks"]), " ".join(plain_words(node.children).split()), anchors.of(node), line))
    return tuple(found)
