"""Approvals: signed acts over one revision of one document, and the verdict on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qmsdoc.model.refs import TAGS


class Act(StrEnum):
    """What a signature does; the first part of its tag's name."""

    APPROVED = "approved"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


MEANINGS = {
    Act.APPROVED: "I approve this revision for use.",
    Act.REVIEWED: "I have reviewed this revision and it remains fit for use unchanged.",
    Act.WITHDRAWN: "I withdraw this document from use.",
}


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag's name taken apart: `approved/<id>/<revision>/<person>` and its two relatives."""

    act: Act
    document: str
    revision: int
    person: str
    on: date | None = None

    @property
    def tag(self) -> str:
        """The tag's name without `refs/tags/`."""
        day = f"/{self.on.isoformat()}" if self.on else ""
        return f"{self.act}/{self.document}/{self.revision}{day}/{self.person}"

    @property
    def ref(self) -> str:
        """The tag's full ref name."""
        return TAGS + self.tag


@dataclass(frozen=True, slots=True)
class Statement:
    """The exact fields of an approval's message, in the order in which they must stand."""

    manual: str
    document: str
    revision: int
    path: str
    content_digest: str
    policy: int
    role: str
    meaning: str
    effective: date | None = None
    review_by: date | None = None
    reason: str | None = None
    successor: str | None = None


class Verdict(StrEnum):
    """What is known of an approval as of a date."""

    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIABLE = "unverifiable"
    NOT_YET_VALID = "later"


@dataclass(frozen=True, slots=True)
class SignedAct:
    """One tag under `approved/`, `reviewed/` or `withdrawn/`, judged.

    `verdict` is INVALID when proved wrong and UNVERIFIABLE when it cannot be told, each with the
    public name of the `rule` it fails and the `reason` in a sentence; NOT_YET_VALID when it was signed or
    recorded after the date asked for. `signed_at` is the tagger's own word, `recorded_at` the
    ledger's, and `counts_from` the instant from which it counts. `key` is the signing key's
    fingerprint. Fields are None where the tag does not say.
    """

    ref: str
    tag_oid: str
    verdict: Verdict
    rule: str | None = None
    reason: str | None = None
    name: TagName | None = None
    statement: Statement | None = None
    commit: str | None = None
    signed_at: datetime | None = None
    recorded_at: datetime | None = None
    person_name: str | None = None
    key: str | None = None
    counts_from: datetime | None = None

    @property
    def valid(self) -> bool:
        """Tell whether it counts."""
        return self.verdict is Verdict.VALID

    @property
    def signed_on(self) -> date | None:
        """The day in the signer's own time zone on which it was signed."""
        return self.signed_at.date() if self.signed_at else None
