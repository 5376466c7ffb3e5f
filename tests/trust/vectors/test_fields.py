"""Fields: one spelling of one statement, for this manual, in the words that the policy gives."""

from __future__ import annotations

from datetime import date

import pytest

from tests.memory import POLICY
from tests.trust.vectors.scenes import Vector, altered, check, jane, resigned, scene, signs, swap

BAD = "tag-malformed"
OWN = POLICY + "meanings:\n  approved:\n    quality-manager: I release this revision.\n"
KEYS = ("Manual", "Document", "Revision", "Path", "Content", "Policy", "Role", "Meaning")


def without(key: str) -> Vector:
    def cut(payload: bytes) -> bytes:
        head, _, message = payload.partition(b"\n\n")
        rows = [row for row in message.split(b"\n") if not row.startswith(key.encode() + b":")]
        return head + b"\n\n" + b"\n".join(rows)

    return Vector(f"no {key}", BAD, resigned(cut))


VECTORS = (
    Vector("honest", "valid", jane),
    Vector(
        "another first line",
        "valid",
        resigned(swap("Approve QP-001 revision 1: Title of QP-001", "Freigabe QP-001 — geprüft")),
    ),
    Vector("a first line that speaks of another document", "valid", resigned(swap("Approve QP-001", "Approve QP-009"))),
    Vector("the policy's own meaning", "valid", signs(meaning="I release this revision."), lambda: scene(policy=OWN)),
    Vector("an effective date that the document has", "valid", jane, lambda: scene(effective="2026-02-01")),
    *(without(key) for key in KEYS),
    Vector("an unknown field", BAD, resigned(swap("Role: ", "Note: x\nRole: "))),
    Vector("a field twice", BAD, resigned(swap("Revision: 1\n", "Revision: 1\nRevision: 2\n"))),
    Vector("the same field twice, alike", BAD, resigned(swap("Revision: 1\n", "Revision: 1\nRevision: 1\n"))),
    Vector(
        "fields out of order", BAD, resigned(swap("Document: QP-001\nRevision: 1", "Revision: 1\nDocument: QP-001"))
    ),
    Vector("a field of another act", BAD, resigned(swap("for use.\n", "for use.\nReview-by: 2027-01-01\n"))),
    Vector("a reason", BAD, resigned(swap("for use.\n", "for use.\nReason: Because.\n"))),
    Vector("a name in lower case", BAD, resigned(swap("Role: ", "role: "))),
    Vector("no blank after the colon", BAD, resigned(swap("Role: ", "Role:"))),
    Vector("two blanks after the colon", BAD, resigned(swap("Role: ", "Role:  "))),
    Vector("a blank at the end", BAD, resigned(swap("Revision: 1\n", "Revision: 1 \n"))),
    Vector("an empty value", BAD, resigned(swap("Role: quality-manager", "Role: "))),
    Vector("a blank line between fields", BAD, resigned(swap("Role: ", "\nRole: "))),
    Vector("text after the fields", BAD, resigned(swap("for use.\n", "for use.\n\nP.S. Not really.\n"))),
    Vector("two line ends at the end", BAD, resigned(swap("for use.\n", "for use.\n\n"))),
    Vector("no first line", BAD, resigned(swap("Approve QP-001 revision 1: Title of QP-001\n\n", ""))),
    Vector("no blank line", BAD, resigned(swap("Title of QP-001\n\n", "Title of QP-001\n"))),
    Vector("carriage returns", BAD, resigned(swap("Revision: 1\n", "Revision: 1\r\n"))),
    Vector("a tab", BAD, resigned(swap("Role: q", "Role: \tq"))),
    Vector("a line separator", BAD, resigned(swap("Revision: 1", "Revision: 1\u2028Role: x"))),
    Vector("a turned reading direction", BAD, resigned(swap("Title of", "\u202eTitle of"))),
    Vector("a control character", BAD, resigned(swap("Title of", "\x1b[2JTitle of"))),
    Vector("a revision with a leading zero", BAD, resigned(swap("Revision: 1\n", "Revision: 01\n"))),
    Vector("a revision in full-width digits", BAD, resigned(swap("Revision: 1\n", "Revision: \uff11\n"))),
    Vector("a digest in upper case", BAD, resigned(swap("Content: sha256:", "Content: SHA256:"))),
    Vector("a digest of SHA-1", BAD, resigned(swap("Content: sha256:", "Content: sha1:"))),
    Vector("a digest that is too long", BAD, resigned(swap("Content: sha256:", "Content: sha256:0"))),
    Vector("policy zero", BAD, resigned(swap("Policy: 1", "Policy: 0"))),
    Vector("a date that there is not", BAD, resigned(swap("for use.\n", "for use.\nEffective: 2026-02-30\n"))),
    Vector("a date with a time", BAD, resigned(swap("for use.\n", "for use.\nEffective: 2026-02-03T00:00\n"))),
    Vector("an effective date that the document lacks", BAD, signs(effective=date(2026, 2, 1))),
    Vector(
        "no effective date where the document has one",
        BAD,
        signs(effective=None),
        lambda: scene(effective="2026-02-01"),
    ),
    Vector(
        "another effective date",
        "approval-date-invalid",
        signs(effective=date(2026, 2, 2)),
        lambda: scene(effective="2026-02-01"),
    ),
    Vector("another meaning", BAD, signs(meaning="I have seen this revision.")),
    Vector("the meaning of another act", BAD, signs(meaning="I withdraw this document from use.")),
    Vector("the usual meaning where the policy gives another", BAD, jane, lambda: scene(policy=OWN)),
    Vector("another manual", "approval-foreign", signs(manual="meridian-quality-manual-2")),
    Vector("the manual in upper case", "approval-foreign", signs(manual="Meridian-Quality-Manual")),
    Vector("a policy to come", "approval-unauthorised", signs(policy=2)),
    Vector(
        "the role changed after signing",
        "signature-invalid",
        altered(swap("Role: quality-manager", "Role: process-owner")),
    ),
    Vector(
        "the first line changed after signing",
        "signature-invalid",
        altered(swap("QP-001 revision 1", "QP-001 revision 2")),
    ),
)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_fields(vector: Vector) -> None:
    check(vector)
