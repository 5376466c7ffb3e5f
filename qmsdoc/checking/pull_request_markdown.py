"""Writes the summary of a branch as Markdown for a git host; nothing of a document acts in it.

Every text of the manual is escaped or stands in a fence longer than any of its own, so that no link, mention, picture
or HTML of theirs reaches whoever reads the summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qmsdoc.checking.pull_request import DocumentChange, PullRequest
from qmsdoc.model.approval import Act
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.rule_ids import APPROVAL_MISSING, POLICY_UNAPPROVED
from qmsdoc.signing.pending import PendingSignature
from qmsdoc.text.sentences import any_of, counted
from qmsdoc.text.terminal import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$&@]|:(?=//|[a-z0-9_+-]+:)|(?<=[Ww]{3})\.)")
_FENCES = re.compile(r"`{3,}")
_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_NAMED = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_QUOTED = re.compile(r"(`[^`]*`)")
_CODE = re.compile(r"`[A-Za-z0-9 .:*=/-]+`")
_MOST_LINES = 200
_MOST_FINDINGS = 20
_ACTS = {Act.APPROVED: "approval", Act.REVIEWED: "review", Act.WITHDRAWN: "withdrawal"}


def markdown(summary: PullRequest) -> str:
    """Return the whole summary, each line ended."""
    lines = [f"# What this branch changes in {_plain(summary.manual)}", ""]
    if not summary.documents:
        lines += ["No document of the manual changes.", ""]
    else:
        lines += ["| Document | Revision | Findings | Waits for |", "|---|---|---|---|"]
        lines += [_row(change) for change in summary.documents]
        lines += [""]
    for change in summary.documents:
        lines += _document(change)
    if others := _told(summary.other_findings):
        lines += ["## Elsewhere in the manual", "", *_findings(others), ""]
    lines += [f"Compared with where the branch left {_plain(summary.base)}, as of {summary.as_of}."]
    return "".join(f"{line}\n" for line in lines)


def _row(change: DocumentChange) -> str:
    cells = (f"{_plain(change.name)} {_plain(change.title)}", _revision(change), _counts(change.findings))
    roles = ", ".join(f"{item.count} {_plain(item.role)}" for item in change.signatures)
    return f"| {' | '.join(cells)} | {roles or 'nothing'} |"


def _revision(change: DocumentChange) -> str:
    both = change.before, change.after
    old, new = (str(document.front.revision or "?") if document else None for document in both)
    if new is None:
        return f"{old}, taken out"
    return f"{new}, new" if old is None else f"{old} → {new}"


def _counts(findings: Sequence[Finding]) -> str:
    told = [finding for finding in _told(findings) if finding.counts]
    counts = ((weight, sum(finding.severity is weight for finding in told)) for weight in _WEIGHTS)
    return ", ".join(counted(number, _NAMED[weight]) for weight, number in counts if number) or "none"


def _document(change: DocumentChange) -> Iterator[str]:
    yield f"## {_plain(change.name)} {_plain(change.title)}"
    yield ""
    if change.reason:
        yield from (f"> {_plain(change.reason)}", "")
    if change.gone or change.come:
        yield from ("**What people act on**", "")
        yield from (f"- no longer says: {_words(change.gone)}" for _ in (1,) if change.gone)
        yield from (f"- now says: {_words(change.come)}" for _ in (1,) if change.come)
        yield ""
    yield from _signatures(change.signatures)
    if change.touches:
        yield from ("**What it touches**", "")
        yield from (f"- {kind}: {', '.join(map(_plain, names))}" for kind, names in change.touches)
        yield ""
    if told := _told(change.findings):
        yield from ("**Findings**", "", *_findings(told), "")
    if change.redline.strip():
        yield from ("<details><summary>The comparison</summary>", "", *_fenced(change.redline), "", "</details>", "")


def _words(words: Sequence[str]) -> str:
    return ", ".join(_plain(word) for word in words)


def _signatures(items: Sequence[PendingSignature]) -> Iterator[str]:
    if not items:
        return
    yield from ("**Who must sign**", "")
    for item in items:
        who = any_of([_plain(person.name) for person in item.people[:3]]) or "nobody may sign today"
        more = f", or {len(item.people) - 3} more" if len(item.people) > 3 else ""
        yield f"- {_ACTS[item.act]}, {item.count} as {_plain(item.role)}: {who}{more}"
    yield ""


def _told(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what waits for signatures: it is said under those who must sign."""
    waits = (APPROVAL_MISSING, POLICY_UNAPPROVED)
    return [each for each in findings if each.rule not in waits or each.severity is not Severity.INFO]


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    """Return a line for each finding, the gravest first."""
    ordered = sorted(findings, key=lambda finding: _WEIGHTS.index(finding.severity))
    for finding in ordered[:_MOST_FINDINGS]:
        place = f"{finding.path}:{finding.line}" if finding.path and finding.line else finding.path or finding.ref
        where = f" ({_plain(place)})" if place else ""
        remedy = "".join(part if _CODE.fullmatch(part) else _plain(part) for part in _QUOTED.split(finding.remedy))
        yield f"- {_NAMED[finding.severity]} `{finding.rule}`{where}: {_plain(finding.message)} {remedy}"
    if len(ordered) > _MOST_FINDINGS:
        yield f"- and {len(ordered) - _MOST_FINDINGS} more: run `qmsdoc check`"


def _fenced(text: str) -> Iterator[str]:
    lines = [one_line(line) for line in text.strip("\n").split("\n")]
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCES.findall(text))])
    yield f"{fence}diff"
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES} more lines"
    yield fence


def _plain(text: str) -> str:
    """Return a text as Markdown that shows exactly it; a comment keeps hosts from taking addresses for links."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("@", "@<!-- -->")
