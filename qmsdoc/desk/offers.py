"""What a person may do with a document as it is shown: each act planned as it will be, so that no button fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.desk.acts import WantedAct, planner
from qmsdoc.desk.views import Offer
from qmsdoc.errors import QmsdocError, RefusedError
from qmsdoc.model.approval import Act
from qmsdoc.model.document import Document
from qmsdoc.model.policy import Person
from qmsdoc.model.snapshot import Record, Snapshot
from qmsdoc.signing.authorship import Authorship
from qmsdoc.signing.pending import PendingSignature
from qmsdoc.signing.request import SigningRequest
from qmsdoc.signing.withdrawal import withdrawing


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person before one version of a document: what would come of signing it today."""

    snapshot: Snapshot
    record: Record
    document: Document
    person: Person
    authorship: Authorship

    def offers(self, waiting: Sequence[PendingSignature]) -> tuple[Offer, ...]:
        """Return what the person may sign; `waiting` is all that the manual waits for."""
        edition = self.record.effective
        if edition is None or edition.content_digest != self.document.closure.content_digest:
            return tuple(self.approvals(waiting))
        return tuple(self.others())

    def approvals(self, waiting: Sequence[PendingSignature]) -> Iterator[Offer]:
        """Yield an offer for each role that waits for the person, refused ones with their reason."""
        asked = (item for item in waiting if (item.document, item.act) == (self.record.name, Act.APPROVED))
        for role in dict.fromkeys(item.role for item in asked if self.person in item.people):
            try:
                yield Offer("approve", role, self._planned(Act.APPROVED, role).message)
            except QmsdocError as error:
                yield Offer("approve", role, refused=error.told)

    def others(self) -> Iterator[Offer]:
        """Yield the review and the withdrawal of the edition in force, where the person may sign them."""
        if self._fits(Act.REVIEWED):
            yield Offer("review")
        if self._fits(Act.WITHDRAWN):
            edition = self.record.effective
            begun = withdrawing(self.record, edition.revision) if edition else ()
            said = begun[0].statement if begun else None
            yield Offer("withdraw", reason=(said and said.reason) or "", successor=(said and said.successor) or "")

    def _fits(self, act: Act) -> bool:
        try:
            self._planned(act, None)
        except RefusedError:
            return False
        except QmsdocError:
            return True  # what is missing, such as the day of the next review, the person is asked for
        return True

    def _planned(self, act: Act, role: str | None) -> SigningRequest:
        name, person = self.record.name, self.person
        wanted = WantedAct(act, name, person.id, self.document.closure.content_digest, role, reason="…")
        return planner(wanted)(self.snapshot, self.record, self.authorship.signer(person, self.record, role))
