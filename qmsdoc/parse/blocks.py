"""Which parts of a Markdown text are code or comments, and where its headings stand; in linear time.

The block structure is Python-Markdown's with superfences. Offsets stay true throughout: what is
not text is blanked with spaces, never cut out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_FENCE = re.compile(r"^(?P<before>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_WORD = re.compile(r"\.?[\w#.+-]+(?=[ \t]|\Z)")
_OPTIONS = re.compile(r"\{.*\}|(?:(?:title|title_mode|hl_lines|linenums)=(?:\"[^\"]*\"|'[^']*')[ \t]*+)*+", re.DOTALL)
_INDENTED = re.compile(r"\n[ \t\r]*\n(?: {4}| {0,3}\t)")
_FURTHER_IN = re.compile(r"\n(?: {4}| {0,3}\t)[ \t\r]*+[^ \t\r\n]")
_HASH = re.compile(r"[ \t>]*(?:(?:[*+-]|[0-9]+\.)[ ]+)?#")
_BLOCK = re.compile(r"(?:^[^\n]*\S[^\n]*(?:\n|\Z))+", re.MULTILINE)
_CONTAINER = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?:[*+-]|[0-9]+\.)[ \t]+|!!!|\?\?\?|:[ \t]|\[\^[^\]\n]+\]:)", re.MULTILINE
)
# What Python-Markdown finds within a block too, not only where one begins.
_WITHIN = re.compile(r"^[ ]{0,3}(?:!!!|:[ ]|\[\^[^\]\n]*\]:)", re.MULTILINE)
_CODE_LINE = "(?:(?: {{4}}| {{0,3}}\t){{{0}}}[^\n]*(?:\n|\\Z))+"
_IN_LINE = re.compile(r"[^\r\n]+")
_MARGIN = re.compile(r"[ \t]*")
_COMMENTING = re.compile(r"\\[\\`]|`+|<!--")
_BOUNDARY = re.compile(
    r"\n(?=[ \t>]*(?:\r?\n|\Z|#{1,6}|[*+-][ \t]|[0-9]+\.[ \t]|\||(?:=+|-+)[ \t]*\r?(?:\n|\Z)))", re.MULTILINE
)
# Patterns that begin with the line end itself are several times faster than those with '^'.
_ATX = re.compile(r"\n(?P<lead>[ \t>]*+(?:(?:[*+-]|[0-9]++\.)[ ]++)?)(?P<marks>#{1,6})(?P<text>[^\n]*)")
_UNDERLINE = re.compile(r"\n[ >]*+(?P<marks>=++|-++)[ ]*+\r?$", re.MULTILINE)

CODE = "\x1a"
_DEEPEST = 20
_LONGEST_RUN = 32


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Give the text with spaces in place of each span, line ends kept; spans are in order and apart."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], _spaces(text, start, end)]
        at = end
    return "".join([*parts, text[at:]])


def _spaces(text: str, start: int, end: int) -> str:
    return _IN_LINE.sub(lambda found: " " * len(found[0]), text[start:end])


def without_code(text: str) -> str:
    """Blank fenced and indented code; the sign `CODE` stands where a fence was."""
    # One sign is found ten times sooner than several, and a text without it cannot hold them.
    if ("`" in text and "```" in text) or ("~" in text and "~~~" in text):
        parts, at = [], 0
        for start, end in fences(text):
            parts += [text[at:start], CODE, _spaces(text, start + 1, end)]
            at = end
        text = "".join([*parts, text[at:]])
    if not _FURTHER_IN.search("\n" + text):
        return text
    return blanked(text, _indented(text)) if _INDENTED.search("\n\n" + text) else text


def fences(text: str) -> Iterator[tuple[int, int]]:
    """Find fenced code as superfences does, from the first sign of its fence to the end of its last line.

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
        if not _is_info(mark["info"].strip()):
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


def _is_info(info: str) -> bool:
    """Tell whether superfences takes this for the language and options behind a fence."""
    word = _WORD.match(info)
    return _OPTIONS.fullmatch(info[word.end() :].strip() if word else info) is not None


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
        if opening or level or _WITHIN.search(text, start, end):
            for item in _CONTAINER.finditer(text, start, end):
                depth = min(_level(text, item.start()), depth, _DEEPEST) + 1


def _level(text: str, at: int) -> int:
    margin = _MARGIN.match(text, at)
    return len(margin[0].expandtabs(4)) // 4 if margin else 0


def chunk_end(text: str, at: int) -> int:
    """Give where the paragraph, heading, item or table row ends that holds the offset `at`."""
    found = _BOUNDARY.search(text, at)
    end = found.start() if found else len(text)
    stop = text.find("\n", at, end)
    if stop >= 0 and _HASH.match(text, text.rfind("\n", 0, at) + 1):
        return stop
    return end


def comments(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Find HTML comments outside code; also the place of one that is never closed."""
    found: list[tuple[int, int]] = []
    at = limit = 0
    if "<" not in text or "<!--" not in text:
        return found, None
    while mark := _COMMENTING.search(text, at):
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
    if at - start > _LONGEST_RUN:
        return at
    found = re.compile(rf"(?<!`)`{{{at - start}}}(?!`)").search(text, at, limit)
    return found.end() if found else at


def headings(text: str) -> list[tuple[int, int, str]]:
    """Find headings in order, in a text without code and comments: (offset, level, text with its marks)."""
    found = []
    for mark in _ATX.finditer("\n" + text):
        lead, marks, words = mark.groups()
        if not lead or lead.strip() or len(lead.expandtabs(4)) % 4 == 0:
            found.append((mark.start(), len(marks), _unclosed(words.rstrip("\r"))))
    for mark in _UNDERLINE.finditer(text):
        start = text.rfind("\n", 0, mark.start()) + 1
        words = text[start : mark.start()].strip(" \t\r\n>")
        if words and words[0] not in f"#{CODE}" and _begins_block(text, start):
            found.append((start, 1 if mark["marks"][0] == "=" else 2, words))
    return sorted(found)


def _unclosed(words: str) -> str:
    """Take the closing signs off an ATX heading; one behind a backslash stays."""
    if "#" not in words:
        return words.strip()
    inner = words.rstrip("#")
    escaped = (len(inner) - len(inner.rstrip("\\"))) % 2 == 1 and inner != words
    return (inner + "#" if escaped else inner).strip()


def _begins_block(text: str, at: int) -> bool:
    """Tell whether the line at an offset is the first of its block."""
    before = text[text.rfind("\n", 0, max(at - 1, 0)) + 1 : at].strip(" \t\r\n>")
    return not before or before[0] == "#"
