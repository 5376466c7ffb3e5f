"""Findings as text for people: grouped by document, with the line in question and what to do."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.snapshot import Snapshot

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_BOLD, _FAINT = "1", "2"
_WIDTH = 100
_EXCERPT = 96
_COMMAND = re.compile(r"`[^`]{1,60}`")
_NO_BREAK = "\N{NO-BREAK SPACE}"
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")


def text_report(snapshot: Snapshot, findings: tuple[Finding, ...], *, colour: bool = False) -> str:
    """Give the report, ended by a newline.

    Groups come in the order of `findings`, those of the manual as a whole first. With `colour`,
    ANSI escape sequences (ECMA-48, SGR) mark severities. Text of documents is shown with its
    control and direction characters made visible, so that it cannot act on the terminal.
    """
    titles = {record.name: record.shown.title for record in snapshot.records if record.draft or record.editions}
    sources = {document.path: document for document in snapshot.documents}
    blocks: list[str] = []
    for (document, path), group in groupby(sorted(findings, key=_place), key=_place):
        blocks.append(_paint(_heading(titles.get(document, ""), document, path), _BOLD, colour))
        blocks += [_finding(finding, sources, colour) for finding in group]
        blocks.append("")
    blocks.append(_summary(findings))
    return "\n".join(blocks) + "\n"


def _place(finding: Finding) -> tuple[str, str]:
    return finding.document or "", finding.path or ""


def _heading(title: str, document: str, path: str) -> str:
    if not document:
        return visible(path) or "The manual"
    return visible(f"{document}  {title}".rstrip())


def _finding(finding: Finding, sources: dict[str, Document], colour: bool) -> str:
    where = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    severity = _paint(_WORDS[finding.severity], _COLOURS[finding.severity], colour)
    clause = _paint(f" [{finding.clause}]", _FAINT, colour) if finding.clause else ""
    lines = [f"  {visible(where or finding.ref or 'manual')}: {severity} {finding.rule}{clause}"]
    lines += _wrapped(finding.message, "    ")
    if finding.ref is not None and where:
        lines.append(f"    {visible(finding.ref)}")
    source = sources.get(finding.path or "")
    if source is not None and finding.line is not None:
        lines += [_paint(line, _FAINT, colour) for line in _excerpt(source.text, finding.line, finding.column)]
    if finding.help:
        lines += _wrapped(f"Help: {finding.help}", "    ")
    return "\n".join(lines)


def _excerpt(text: str, line: int, column: int | None) -> Iterator[str]:
    """Give the source line and a caret under the column; a line too long is cut around it, with `…`."""
    lines = text.split("\n")
    source = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    if not source.strip():
        return
    start = max(0, (column or 1) - _EXCERPT // 2) if len(source) > _EXCERPT else 0
    end = start + _EXCERPT
    before = "…" if start else ""
    margin = f"    {line} | "
    yield f"{margin}{before}{visible(source[start:end])}{'…' if end < len(source) else ''}"
    if column is not None and start < column <= min(end, len(source)) + 1:
        before += visible(source[start : column - 1])
        yield " " * (len(margin) - 2) + "| " + " " * _cells(before) + "^"


def _cells(text: str) -> int:
    """Count the terminal columns of a text (Unicode Standard Annex 11: wide characters take two)."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)


def visible(text: str) -> str:
    """Replace every character that a terminal obeys or hides by its code point in hexadecimal."""
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _INVISIBLE else char for char in text
    )


def _wrapped(text: str, margin: str) -> list[str]:
    """Break a text into lines, but never within a command between backquotes."""
    kept = _COMMAND.sub(lambda match: match[0].replace(" ", _NO_BREAK), visible(text))
    lines = textwrap.wrap(
        kept,
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _summary(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "Nothing found: every rule is kept."
    counts = [_count(sum(f.severity is severity for f in findings), _WORDS[severity]) for severity in Severity]
    named = len({finding.document for finding in findings if finding.document})
    return f"{_listed(count for count in counts if count)} in {_count(named, 'document') or 'the manual'}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
