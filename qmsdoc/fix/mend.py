"""`mended`: a document's file with its front matter put right, step by step, each step proved harmless.

A step counts only if the front matter, read again, says exactly what it said before but for what
the step meant to change. A file whose front matter cannot be read is never touched, nor one that
somebody has signed as it stands: a signature holds for its exact bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from qmsdoc.fix.fields import fields, front_matter_span
from qmsdoc.fix.steps import Step, close_up, dates, lapse, order, renumber, trim
from qmsdoc.model.approval import Act
from qmsdoc.model.document import Document
from qmsdoc.model.snapshot import Record
from qmsdoc.parse.front_matter import RULE


@dataclass(frozen=True, slots=True)
class Mended:
    """A file with its new bytes, and each change in words."""

    path: str
    data: bytes
    told: tuple[str, ...]


def mended(document: Document, record: Record | None, *, outgrown: bool = False, passed: bool = False) -> Mended | None:
    """Mend a draft; None where there is nothing that can be mended safely.

    `record` is its record, if it has one. `outgrown` says that it differs from the approved edition
    of the same revision, so that it needs the next number; `passed`, that its day of force has passed
    before anybody signed.
    """
    unreadable = any(problem.rule == RULE for problem in document.problems)
    if unreadable or document.text.encode("utf-8", "surrogateescape") != document.data or _signed(document, record):
        return None
    start, end = front_matter_span(document)
    inner = document.text[start:end]
    told: list[str] = []
    for number in range(6):
        step = _step(number, inner, document, record if outgrown else None, passed=passed)
        if step is not None and _harmless(step):
            inner = step.text
            told += step.told
    if not told:
        return None
    text = document.text[:start] + inner + document.text[end:]
    return Mended(document.path, text.encode("utf-8", "surrogateescape"), tuple(told))


def _step(number: int, inner: str, document: Document, record: Record | None, *, passed: bool) -> Step | None:
    if number < 4:
        return (trim, dates, order, close_up)[number](inner)
    if number == 5:
        return lapse(inner) if passed else None
    edition = record.edition(document.front.revision or 0) if record else None
    if record is None or edition is None:
        return None
    return renumber(inner, last_used_revision(record) + 1, edition.document.front.change)


def _harmless(step: Step) -> bool:
    """Tell whether the text says what the step meant it to say, field by field and in that order."""
    found = fields(step.text)
    return found is not None and list(found.items()) == list(step.fields.items())


def _signed(document: Document, record: Record | None) -> bool:
    """Tell whether somebody validly signed the file as it stands, also where a picture beside it has changed since."""
    if record is None:
        return False
    content = document.closure.content_digest
    acts = (act.statement.content_digest for act in record.acts if act.valid and act.statement is not None)
    as_kept = document.data.replace(b"\r\n", b"\n")  # line ends are for git to mend
    return content in acts or any(edition.document.data in (document.data, as_kept) for edition in record.editions)


def last_used_revision(record: Record) -> int:
    """Return the highest revision that is an edition or that somebody validly signed."""
    signed = [act.name.revision for act in record.acts if act.valid and act.name and act.name.act is Act.APPROVED]
    return max([*signed, *(edition.revision for edition in record.editions)], default=0)
