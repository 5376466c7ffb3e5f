"""Findings as text for people: grouped by document, with the line in question and what to do."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby

from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule import GRAVEST_FIRST
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.reports.excerpt import excerpt
from qmsdoc.reports.finding_labels import WORDS, accepted, place
from qmsdoc.reports.notes import NOTHING, Notes
from qmsdoc.text.sentences import all_of, counted
from qmsdoc.text.terminal import one_line

WIDTH = 80
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD, _FAINT = "1", "2"
_COMMAND = re.compile(r"`[^`]{1,60}`")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def text_report(
    snapshot: Snapshot,
    findings: tuple[Finding, ...],
    notes: Notes = NOTHING,
    /,
    *,
    colour: bool = False,
    width: int = WIDTH,
) -> str:
    """Give the report, `width` columns wide, ended by a newline.

    Groups with errors come first, then by document, that of the manual as a whole before others; what does not
    count is listed below them, a line or two each. With `colour`, ANSI escape sequences (ECMA-48,
    SGR) mark severities. Text of documents is shown with its control and direction characters made
    visible, so that it cannot act on the terminal.
    """
    titles = {record.name: record.shown.title for record in snapshot.records if record.draft or record.editions}
    texts = {document.path: document.content for document in snapshot.documents}
    counting = tuple(finding for finding in findings if finding.counts)
    blocks: list[str] = []
    gravest: dict[tuple[str, str], int] = {}
    for finding in counting:
        gravest[_group(finding)] = min(
            GRAVEST_FIRST.index(finding.severity), gravest.get(_group(finding), len(GRAVEST_FIRST))
        )
    in_order = sorted(counting, key=lambda finding: (gravest[_group(finding)], *_group(finding)))
    for (document, path), group in groupby(in_order, key=_group):
        blocks.append(_paint(_heading(titles.get(document, ""), document, path), _BOLD, colour))
        source = texts[path].text.split("\n") if path in texts else None
        blocks += [_finding(finding, source, colour, width) for finding in group]
        blocks.append("")
    for title, accepted_ones in _accepted(findings):
        blocks.append(_paint(title, _BOLD, colour))
        blocks += [_short(finding, width) for finding in accepted_ones]
        blocks.append("")
    blocks += _wrapped(_summary(findings, notes.hidden), "", width)
    for sentence in notes.sentences:
        blocks += _wrapped(sentence, "", width)
    return "\n".join(blocks) + "\n"


def _group(finding: Finding) -> tuple[str, str]:
    return finding.document or "", finding.path or ""


def _accepted(findings: Iterable[Finding]) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    waived = tuple(finding for finding in findings if finding.waiver is not None)
    known = tuple(finding for finding in findings if finding.waiver is None and finding.baselined)
    return tuple((title, found) for title, found in (("Waived", waived), ("In the baseline", known)) if found)


def _heading(title: str, document: str, path: str) -> str:
    if not document:
        return one_line(path) or "The manual"
    return one_line(f"{document}  {title}".rstrip())


def _finding(finding: Finding, source: Sequence[str] | None, colour: bool, width: int) -> str:
    severity = _paint(WORDS[finding.severity], _COLOURS[finding.severity], colour)
    clause = _paint(f" [{finding.clause}]", _FAINT, colour) if finding.clause else ""
    lines = [f"  {place(finding)}: {severity} {finding.rule}{clause}"]
    lines += _wrapped(finding.message, "    ", width)
    if finding.ref is not None and finding.path is not None:
        lines.append(f"    {one_line(finding.ref)}")
    if source is not None and finding.line is not None:
        shown = excerpt(source, finding.line, finding.column, width)
        lines += [_paint(line, _FAINT, colour) for line in shown]
    if finding.remedy:
        lines += _wrapped(f"Help: {finding.remedy}", "    ", width)
    return "\n".join(lines)


def _short(finding: Finding, width: int) -> str:
    about = f"{finding.document} " if finding.document else ""
    why = f" ({accepted(finding)})" if finding.waiver else ""
    lines = [f"  {place(finding)}: {about}{finding.rule}", *_wrapped(f"{finding.message}{why}", "    ", width)]
    return "\n".join(lines)


def _wrapped(text: str, margin: str, width: int) -> list[str]:
    """Break a text into lines, but never within a command between backquotes."""
    kept = _COMMAND.sub(lambda match: match[0].replace(" ", _NO_BREAK), one_line(text))
    lines = textwrap.wrap(
        kept, width, initial_indent=margin, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _summary(findings: tuple[Finding, ...], hidden: int) -> str:
    counting = [finding for finding in findings if finding.counts]
    waived = sum(finding.waiver is not None for finding in findings)
    aside = [
        f"{waived} waived" if waived else "",
        f"{known} in the baseline"
        if (known := sum(each.waiver is None and each.baselined for each in findings))
        else "",
    ]
    beside = all_of(part for part in aside if part)
    if not counting:
        if beside:
            return f"Nothing found that counts; {beside}."
        return "Nothing found of what was asked for." if hidden else "Nothing found: every rule is kept."
    counts = [_count(sum(f.severity is severity for f in counting), WORDS[severity]) for severity in Severity]
    named = len({finding.document for finding in counting if finding.document})
    told = f"{all_of(count for count in counts if count)} in {_count(named, 'document') or 'the manual'}"
    return f"{told}; {beside}." if beside else f"{told}."


def _count(number: int, word: str) -> str:
    return counted(number, word) if number else ""


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
