"""What the reports have in common: places, severities and accepted findings in words, and text made safe to print."""

from __future__ import annotations

import re
import unicodedata

from qmsdoc.model.finding import Finding, Severity

WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_NONCHARACTER = re.compile("[\ufdd0-\ufdef]|[\ufffe\uffff\U0001fffe\U0001ffff]")


def visible(text: str) -> str:
    """Replace every character that a terminal obeys or hides, or XML forbids, by its code point in hexadecimal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode()
        if unicodedata.category(char) in _INVISIBLE or _NONCHARACTER.match(char)
        else char
        for char in text
    )


def place(finding: Finding) -> str:
    """Say where: `path:line:column`, a tag's ref, or `manual` for the manual as a whole."""
    known = (str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    return visible(":".join(known) or finding.ref or "manual")


def accepted(finding: Finding) -> str:
    """Say why a finding does not count; nothing for one that does."""
    waiver = finding.waiver
    if waiver is not None:
        return visible(f"waived until {waiver.expires.isoformat()} by {waiver.owner}: {waiver.reason}")
    return "in the baseline" if finding.baselined else ""


def sentence(finding: Finding) -> str:
    """Give message and remedy in one line."""
    return visible(f"{finding.message} {finding.help}".strip())
