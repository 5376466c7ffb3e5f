"""One pass over a document's Markdown: where its links lead, its headings, and what it may not hold.

A hand-written scanner in linear time that agrees with Python-Markdown on what is a link. It is
not a parser: it only needs to know what is code, what is a comment, and where destinations stand.
Known differences, all of them harmless: a link or code span does not reach over the start of a
list item, and brackets of a destination nest at most 8 deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from qmsdoc.model.document import Heading, Link, LinkKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CONTENT_UNSAFE
from qmsdoc.parse import blocks, unsafe
from qmsdoc.parse.anchors import plain_text, slug, unique
from qmsdoc.parse.clicks import clicks
from qmsdoc.parse.destinations import Found, Scanner
from qmsdoc.parse.text import Lines

RULE = CONTENT_UNSAFE

_INCLUDE = re.compile(r"^[ \t>]*-+8<-+[ \t]+(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)')[ \t\r]*$", re.MULTILINE)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<name>[^\[\]^\n][^\[\]\n]*)\]:[ ]*+(?:\n[ ]*+)?<?(?P<to>[^\s<>]++)>?[ ]*+(?:\n[ ]*+)?"
    r"(?:\"[^\n]*\"[ ]*|'[^\n]*'[ ]*|\([^\n]*\)[ ]*)?\r?$",
    re.MULTILINE,
)


class Headings(Sequence[Heading]):
    """The headings of text[body:], found when they are first asked for: of most editions nobody ever does."""

    __slots__ = ("_body", "_found", "_text")

    def __init__(self, text: str, body: int) -> None:
        self._text, self._body = text, body
        self._found: tuple[Heading, ...] | None = None

    @property
    def _all(self) -> tuple[Heading, ...]:
        if self._found is None:
            self._found = tuple(_headings(self._text, self._body))
        return self._found

    @overload
    def __getitem__(self, at: int) -> Heading: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Heading]: ...
    def __getitem__(self, at: int | slice) -> Heading | Sequence[Heading]:
        """Give one of them, or some."""
        return self._all[at]

    def __len__(self) -> int:
        """Count them."""
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        """Compare them with others, however they were found."""
        return isinstance(other, Headings | tuple) and self._all == tuple(other)

    def __hash__(self) -> int:
        """Agree with the tuple of them."""
        return hash(self._all)

    def __repr__(self) -> str:
        """Show the tuple of them."""
        return repr(self._all)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a text holds, each in the order of place."""

    links: tuple[Link, ...]
    headings: Sequence[Heading]
    problems: tuple[Finding, ...]


def scan(text: str, body: int) -> Scan:
    """Read text[body:]; offsets, lines and columns are those of the whole text. Never raises.

    Definitions of reference links count once for each kind of use, and only where used.
    """
    lines = Lines(text)
    body = max(0, min(body, len(text)))
    plain, work, unclosed = _worked(text, body)
    includes = [*_includes(work), *_clicks(plain, work)]
    definitions, places = _definitions(work)
    scanner = Scanner(blocks.blanked(work, places), definitions)
    found = sorted({*scanner.run(), *includes}, key=lambda item: (item.start, item.end, item.kind))
    faults = list(scanner.faults)
    if unclosed is not None:
        faults.append((unclosed, "A comment begins here and is never closed.", "Close it with '-->'."))
    faults += _faults(text, body, work)
    faults += _scripts(text, found)
    links = tuple(Link(i.kind, text[i.start : i.end], *lines.place(i.start), i.start, i.end) for i in found)
    problems = (Finding(RULE, message, remedy, *lines.place(at)) for at, message, remedy in sorted(set(faults)))
    return Scan(links, Headings(text, body), tuple(problems))


def _worked(text: str, body: int) -> tuple[str, str, int | None]:
    """Blank all but text[body:], then code and comments too; also the place of a comment that is never closed."""
    plain = " " * (body - 1) + "\n" * (body > 0) + text[body:]
    work = blocks.without_code(plain)
    spans, unclosed = blocks.comments(work)
    return plain, blocks.blanked(work, spans), unclosed


def _includes(work: str) -> Iterator[Found]:
    if "<" in work and "8<" in work:
        for mark in _INCLUDE.finditer(work):
            name = "double" if mark["double"] else "single"
            yield Found(LinkKind.INCLUDE, mark.start(name), mark.end(name))


def _clicks(plain: str, work: str) -> Iterator[Found]:
    """Find the links of diagrams, in fences that neither a comment nor a block of code holds."""
    if ("`" in plain or "~" in plain) and "mermaid" in plain:
        shown = (span for span in blocks.fences(plain) if work[span[0]] == blocks.CODE)
        for start, end in clicks(plain, shown):
            yield Found(LinkKind.LINK, start, end)


def _definitions(work: str) -> tuple[dict[str, tuple[int, int]], list[tuple[int, int]]]:
    """Find reference definitions: name → offsets of its destination (the last one counts), and where they stand."""
    definitions: dict[str, tuple[int, int]] = {}
    places = []
    if "]:" in work:
        for mark in _DEFINITION.finditer(work):
            definitions[" ".join(mark["name"].lower().split())] = mark.span("to")
            places.append(mark.span())
    return definitions, places


def _headings(text: str, body: int) -> Iterator[Heading]:
    _, work, _ = _worked(text, body)
    defined, _ = _definitions(work)
    lines, taken = Lines(text), dict[str, int]()
    for at, level, source in blocks.headings(work):
        words = plain_text(source, defined)
        yield Heading(level, words, unique(slug(words), taken), lines.place(at)[0])


def _faults(text: str, body: int, work: str) -> Iterator[tuple[int, str, str]]:
    hidden = unsafe.hidden(text, body)
    if hidden is not None:
        yield hidden, "There is an invisible control character here.", "Delete it, or type the text afresh."
    conflict = unsafe.CONFLICT.search(work) if "<" in work and "<<<<<<<" in work else None
    if conflict:
        remedy = "Choose one of the two texts and delete the marks."
        yield conflict.start(), "There is a mark of an unfinished merge here.", remedy
    deep = unsafe.too_deep(work)
    if deep is not None:
        message = f"This stands in more than {unsafe.DEPTH} lists or quotes, too deep to be shown."
        yield deep, message, "Write it flatter."
    brackets = unsafe.brackets(work)
    if brackets is not None:
        yield (
            brackets,
            "Here stand a hundred opening brackets in a row.",
            "Put them in a block of code, between lines of ```.",
        )


def _scripts(text: str, found: list[Found]) -> Iterator[tuple[int, str, str]]:
    for item in found:
        scheme = unsafe.script_scheme(text[item.start : item.end])
        if scheme:
            yield item.start, f"This link would run a script or carry data: '{scheme}:'.", "Link to a page or a file."
