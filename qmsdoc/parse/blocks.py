"""Which parts of a Markdown text are code or comments, and where its headings stand; in linear time.

The block structure is Python-Markdown's with superfences. Offsets stay true throughout: what is
not text is blanked with spaces, never cut out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_FENCE = re.compile(r"^(?P<before>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_INFO = re.compile(
    r"[ \t]*(?:\.?[\w#.+-]+(?=[ \t]|\Z))?"
    r"(?:[ \t]*\{[^\n]*\}|(?:[ \t]*(?:title|title_mode|hl_lines|linenums)=(?:\"[^\"]*\"|'[^']*'))*)[ \t]*"
)
_INDENTED = re.compile(r"(?:\A|^[ \t\r]*\n)(?: {4}| {0,3}\t)", re.MULTILINE)
_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_CONTAINER = re.compile(r"^(?P<indent>[ \t]*)(?:(?:[*+-]|[0-9]+\.)[ \t]+|!!!|\?\?\?|:[ \t]|\[\^[^\]\n]+\]:)", re.MULTILINE)
_CODE_LINE = "(?:(?: {{4}}| {{0,3}}\t){{{0}}}[^\n]*(?:\n|\\Z))+"
_NOT_LINE = re.compile(r"[^\r\n]")
_COMMENTING = re.compile(r"\\.|`+|<!--", re.DOTALL)
_BOUNDARY = re.compile(
    r"\n(?=[ \t>]*(?:\r?\n|\Z|#{1,6}|[*+-][ \t]|[0-9]+\.[ \t]|\||(?:=+|-+)[ \t]*\r?(?:\n|\Z)))", re.MULTILINE
)
_ATX = re.compile(r"^(?P<lead>[ \t>]*(?:(?:[*+-]|[0-9]+\.)[ ]+)?)(?P<marks>#{1,6})(?P<text>[^\n]*)", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<lead>[ >]*)(?P<text>[^\n]*)\n[ ]*(?P<marks>=+|-+)[ ]*\r?$", re.MULTILINE)
_CLOSING = re.compile(r"((?:\\.|[^\\])*?)#*", re.DOTALL)

CODE = "\x1a"


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Give the text with spaces in place of each span, line ends kept; spans are in order and apart."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], _NOT_LINE.sub(" ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def without_code(text: str) -> str:
    """Blank fenced and indented code; the sign `CODE` stands where a fence was."""
    if "```" in text or "~~~" in text:
        parts, at = [], 0
        for start, end in _fences(text):
            parts += [text[at:start], CODE, _NOT_LINE.sub(" ", text[start + 1 : end])]
            at = end
        text = "".join([*parts, text[at:]])
    return blanked(text, _indented(text)) if _INDENTED.search(text) else text


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """Find fenced code as superfences does.

    A fence is closed by the same signs, equally far in; a line less far in breaks it off; one that
    is never closed keeps every later one from being seen.
    """
    marks = list(_FENCE.finditer(text))
    closers: dict[tuple[str, int], list[int]] = {}
    for index, mark in enumerate(marks):
        if not mark["info"].strip():
            closers.setdefault(_kind(mark), []).append(index)
    index = 0
    while index < len(marks):
        mark = marks[index]
        if not _INFO.fullmatch(mark["info"].rstrip("\r")):
            index += 1
            continue
        listed = closers.get(_kind(mark), [])
        at = bisect_right(listed, index)
        last = listed[at] if at < len(listed) else None
        end = marks[last].end() if last is not None else len(text)
        broken = _break(text, mark, end)
        if broken is None and last is None:
            return
        if broken is None and last is not None:
            yield mark.start("fence"), end
            index = last + 1
            continue
        while index < len(marks) and marks[index].start() <= (broken or 0):
            index += 1


def _kind(mark: re.Match[str]) -> tuple[str, int]:
    return mark["fence"], len(mark["before"].expandtabs(4))


def _break(text: str, mark: re.Match[str], end: int) -> int | None:
    """Find the first line between an indented fence and its end that stands less far in."""
    width = _kind(mark)[1]
    if not width:
        return None
    at = mark.end() + 1
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip(" >")) < width:
            return at
        at = stop + 1
    return None


def _indented(text: str) -> Iterator[tuple[int, int]]:
    """Find indented code: blocks four columns further in than the list item (or the like) they stand in."""
    depth = 0
    for block in _BLOCK.finditer(text):
        start, end = block.span()
        level = _level(text, start)
        if level > depth:
            code = re.compile(_CODE_LINE.format(depth + 1)).match(text, start, end)
            stop = code.end() if code else start
            yield start, stop
            if stop == end:
                continue
            start, level = stop, min(_level(text, stop), depth)
        depth = level
        opening = _CONTAINER.match(text, start, end)
        if opening or level:
            for item in _CONTAINER.finditer(text, start, end):
                depth = min(_level(text, item.start()), depth) + 1


def _level(text: str, at: int) -> int:
    line = re.compile(r"[ \t]*").match(text, at)
    return len(line[0].expandtabs(4)) // 4 if line else 0


def chunk_end(text: str, at: int) -> int:
    """Give where the paragraph, heading, item or table row ends that holds the offset `at`."""
    found = _BOUNDARY.search(text, at)
    end = found.start() if found else len(text)
    stop = text.find("\n", at, end)
    if stop >= 0 and _ATX.match(text, text.rfind("\n", 0, at) + 1):
        return stop
    return end


def comments(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Find HTML comments outside code; also the place of one that is never closed."""
    found: list[tuple[int, int]] = []
    at = limit = 0
    while "<!--" in text:
        mark = _COMMENTING.search(text, at)
        if mark is None:
            break
        at = mark.end()
        if mark[0] == "<!--":
            end = text.find("-->", at)
            if end < 0:
                return found, mark.start()
            found.append((mark.start(), end + 3))
            at = end + 3
        elif mark[0][0] == "`":
            limit = chunk_end(text, mark.start()) if mark.start() >= limit else limit
            at = code_end(text, mark.start(), at, limit)
    return found, None


def code_end(text: str, start: int, at: int, limit: int) -> int:
    """Give where the code span ends whose opening backticks are text[start:at]; `at` where it never does."""
    run = text[start:at]
    close = text.find(run, at, limit)
    while close >= 0:
        stop = close + len(run)
        while stop < limit and text[stop] == "`":
            stop += 1
        if stop - close == len(run):
            return stop
        close = text.find(run, stop, limit)
    return at


def headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Find headings in order, in a text without code and comments: (offset, level, text with its marks)."""
    found = []
    for mark in _ATX.finditer(text):
        lead = mark["lead"]
        if not lead.strip() and len(lead.expandtabs(4)) % 4:
            continue
        inner = _CLOSING.fullmatch(mark["text"].rstrip("\r"))
        found.append((mark.start(), len(mark["marks"]), (inner[1] if inner else mark["text"]).strip()))
    for mark in _SETEXT.finditer(text):
        words = mark["text"].strip()
        if words and words[0] not in f"#{CODE}" and _begins_block(text, mark.start()):
            found.append((mark.start(), 1 if mark["marks"][0] == "=" else 2, words))
    return iter(sorted(found))


def _begins_block(text: str, at: int) -> bool:
    before = text[text.rfind("\n", 0, max(at - 1, 0)) + 1 : at].strip()
    return at == 0 or not before or before[0] == "#"
