"""Signed acts over one revision of one document, each proved or rejected with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from qmsdoc.model.document import Document
from qmsdoc.model.refs import TAGS
from qmsdoc.model.rule_ids import RuleId


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


class TagName(NamedTuple):
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


class Statement(NamedTuple):
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
class _Proved:
    """What every signed act holds that was proved on its own.

    `commit` is the id of the signed commit and `document` what stands there at the signed path.
    `signed_at` is the tagger's own word, `recorded_at` the ledger's, `counts_from` the instant from which
    it counts. `key` is the signing key's fingerprint. `on_behalf_of` are the ids of the people
    for whom a delegate signs, none where the signer holds the role.
    """

    ref: str
    tag_oid: str
    name: TagName
    statement: Statement
    commit: str
    signed_at: datetime
    recorded_at: datetime | None
    counts_from: datetime
    person_name: str
    key: str
    document: Document = field(repr=False, compare=False)
    on_behalf_of: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """True: it counts."""
        return True

    @property
    def verdict(self) -> Verdict:
        """The verdict VALID."""
        return Verdict.VALID

    @property
    def rule(self) -> RuleId | None:
        """None: it fails no rule."""
        return None

    @property
    def reason(self) -> str | None:
        """None: nothing is wrong with it."""
        return None

    @property
    def signed_on(self) -> date:
        """The day in the signer's own time zone on which it was signed."""
        return self.signed_at.date()

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """What acts are sorted by: when they count, when they were signed, and the ref."""
        return self.counts_from, self.signed_at, self.ref


@dataclass(frozen=True, slots=True)
class Approval(_Proved):
    """One person's proved approval of one revision."""


@dataclass(frozen=True, slots=True)
class Review(_Proved):
    """One person's proved periodic review of one edition."""


@dataclass(frozen=True, slots=True)
class Withdrawal(_Proved):
    """One person's proved withdrawal of a document."""


SignedAct = Approval | Review | Withdrawal
ACT_CLASSES: Mapping[Act, type[Approval] | type[Review] | type[Withdrawal]] = {
    Act.APPROVED: Approval,
    Act.REVIEWED: Review,
    Act.WITHDRAWN: Withdrawal,
}


@dataclass(frozen=True, slots=True)
class RejectedTag:
    """A tag under `approved/`, `reviewed/` or `withdrawn/` that does not count.

    `verdict` is INVALID when proved wrong and UNVERIFIABLE when it cannot be told, each with the public
    name of the `rule` it fails and the `reason` in a sentence; NOT_YET_VALID when it was signed or recorded
    after the date asked for. The other fields are what could be read of it, None where nothing could.
    """

    ref: str
    tag_oid: str
    verdict: Verdict
    rule: RuleId | None = None
    reason: str | None = None
    name: TagName | None = None
    statement: Statement | None = None
    commit: str | None = None
    signed_at: datetime | None = None
    recorded_at: datetime | None = None
    person_name: str | None = None
    key: str | None = None

    @property
    def valid(self) -> bool:
        """False: it does not count."""
        return False

    @property
    def signed_on(self) -> date | None:
        """The day in the signer's own time zone on which it was signed."""
        return self.signed_at.date() if self.signed_at else None


JudgedTag = SignedAct | RejectedTag
