"""The inline scanner: links, images and autolinks with the place of each destination, and raw HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from qmsdoc.model.document import LinkKind
from qmsdoc.parse import unsafe
from qmsdoc.parse.blocks import chunk_end, code_end

# Signs that may mean something become 1, all others 0: a byte is found far sooner than one of many characters.
_SIGN = b"\1"
_SIGNS = bytes(byte in b"\\`[]<{" for byte in range(256))
_ESCAPABLE = frozenset("\\`*_{}[]()>#+.!-")
_RUN = re.compile("`+")
_ANGLE = re.compile(r"\(\s*+<(?P<to>[^<>]*)>\s*+(?:(?:'[^'()]*'|\"[^\"()]*\")\s*+)?\)")
_PLAIN = re.compile(r"\(\s*+(?P<to>[^\s()'\"`<>\\]*+)\s*+(?:(?:\"[^\"()]*\"|'[^'()]*')\s*+)?\)")
_BRACKETS = re.compile(r"\\.|[()]", re.DOTALL)
_REFERENCE = re.compile(r"\s?\[(?P<name>[^\]]*)\]")
_AUTOLINK = re.compile(r"<(?P<to>(?:https?|ftps?)://[^<>]*)>", re.IGNORECASE)
_AUTOMAIL = re.compile(r"<(?:mailto:)?[^<> !]+@[^@<> ]+>")
_DEEPEST = 8
_LONGEST_NAME = 1_000
_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One destination by its offsets."""

    kind: LinkKind
    start: int
    end: int


class _Opener(NamedTuple):
    """A bracket that may begin a link: `inner` is where its text begins, `links` how many were found before."""

    image: bool
    inner: int
    links: int


class Scanner:
    """Walks over a text without code blocks, comments and definitions; `faults` are (offset, message, remedy)."""

    def __init__(self, text: str, definitions: dict[str, tuple[int, int]]) -> None:
        self.faults: list[tuple[int, str, str]] = []
        self._text = text
        self._definitions = definitions
        self._found: list[Found] = []
        self._open: list[_Opener] = []
        self._limit = 0

    def run(self) -> list[Found]:
        """Find every destination."""
        at = 0
        signs = self._text.encode("ascii", "replace").translate(_SIGNS)
        while (start := signs.find(_SIGN, at)) >= 0:
            sign = self._text[start]
            if start >= self._limit:
                self._limit = chunk_end(self._text, start)
                self._open.clear()
            if sign == "[":
                image = start > at and self._text[start - 1] == "!"
                at = start + 1
                self._open.append(_Opener(image, at, len(self._found)))
            elif sign == "]":
                at = self._close(start + 1)
            elif sign == "`":
                at = self._code(start)
            elif sign == "<":
                at = self._angle(start)
            elif sign == "{":
                at = self._brace(start)
            else:
                at = start + (2 if self._text[start + 1 : start + 2] in _ESCAPABLE else 1)
        return self._found

    def _code(self, start: int) -> int:
        run = _RUN.match(self._text, start)
        return code_end(self._text, start, run.end() if run else start + 1, self._limit)

    def _close(self, at: int) -> int:
        """Take the innermost open bracket, and see whether a destination follows its closing one."""
        if not self._open:
            return at
        opener = self._open.pop()
        inner = self._text[opener.inner : at - 1] if at - opener.inner <= _LONGEST_NAME else ""
        span, end = self._inline(at) or self._reference(inner, at) or (None, at)
        if span is None:
            return at
        inside = self._found[opener.links :]
        del self._found[opener.links :]
        if not opener.image:
            self._found += [item for item in inside if item.kind is LinkKind.IMAGE]
        self._found.append(Found(LinkKind.IMAGE if opener.image else LinkKind.LINK, *span))
        return end

    def _inline(self, at: int) -> tuple[tuple[int, int], int] | None:
        """Read `(destination "title")` at an offset: where the destination stands, and the end of it all."""
        if self._text[at : at + 1] != "(":
            return None
        found = _ANGLE.match(self._text, at, self._limit) or _PLAIN.match(self._text, at, self._limit)
        if found:
            return found.span("to"), found.end()
        depth = 0
        for mark in _BRACKETS.finditer(self._text, at, self._limit):
            depth += {"(": 1, ")": -1}.get(mark[0], 0)
            if depth > _DEEPEST:
                return None
            if depth == 0:
                return self._trimmed(at + 1, mark.start()), mark.end()
        return None

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Leave out a title, white space and angle brackets around a destination."""
        inner = self._text[start:end].rstrip()
        if inner and inner[-1] in "\"'" and inner.index(inner[-1]) < len(inner) - 1:
            inner = inner[: inner.index(inner[-1])]
        end = start + len(inner)
        start += len(inner) - len(inner.lstrip())
        return start, max(start, end - len(inner) + len(inner.rstrip()))

    def _reference(self, inner: str, at: int) -> tuple[tuple[int, int], int] | None:
        """Read `[name]`, `[]` or nothing at an offset, and look the name up."""
        if not self._definitions:
            return None
        found = _REFERENCE.match(self._text, at, self._limit)
        if found:
            span = self._definitions.get(" ".join((found["name"] or inner).lower().split()))
            if span:
                return span, found.end()
        span = self._definitions.get(" ".join(inner.lower().split()))
        return (span, at) if span else None

    def _angle(self, start: int) -> int:
        """Read an autolink, or report raw HTML."""
        found = _AUTOLINK.match(self._text, start, self._limit)
        if found:
            self._found.append(Found(LinkKind.LINK, *found.span("to")))
            return found.end()
        found = _AUTOMAIL.match(self._text, start, self._limit)
        if found:
            return found.end()
        found = unsafe.TAG.match(self._text, start) or unsafe.OPEN_TAG.match(self._text, start)
        if not found:
            return start + 1
        self._tag(start, found[0])
        return found.end()

    def _tag(self, start: int, tag: str) -> None:
        if unsafe.HANDLER.search(tag):
            message = f"The HTML tag '{tag[:40]}' would run a script."
        else:
            message = f"There is the HTML tag '{tag[:40]}'."
        self._fault(start, message, "Write it in Markdown; a placeholder in angle brackets must be code or filled in.")

    def _brace(self, start: int) -> int:
        found = unsafe.sets_attributes(self._text, start)
        if not found:
            return start + 1
        self._fault(start, f"The text '{found[0][:40]}' would set attributes of the page.", "Delete it.")
        return found.end()

    def _fault(self, at: int, message: str, remedy: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append((at, message, remedy))
