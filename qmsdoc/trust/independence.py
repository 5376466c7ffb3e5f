"""Independence: nobody who wrote a change since the last edition signs it in an independent role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qmsdoc.model.approval import SignedAct, Verdict
from qmsdoc.model.document import Document
from qmsdoc.model.policy import DocumentType, Policy
from qmsdoc.model.rule_ids import APPROVAL_SELF

Authors = Callable[[str | None, str, frozenset[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the document signed, the former edition's, and the commit of the former (None: the first)."""

    document: Document
    former: Document | None
    since: str | None

    @property
    def paths(self) -> frozenset[str]:
        """Every file of both closures: who touched any of them wrote part of the change."""
        documents = (self.document, self.former) if self.former else (self.document,)
        return frozenset(file.path for document in documents for file in document.closure.files)


def independent(
    approval: SignedAct, kind: DocumentType | None, law: Policy, written: Written, authors: Authors
) -> SignedAct:
    """Give the approval back, INVALID (`approval-self`) where its role is independent and its signer wrote the change.

    `authors(former, commit, paths)` gives the addresses, in lower case, of everyone who wrote a
    commit that touched `paths`, is part of `commit` and not of `former` (None: from the beginning).
    """
    assert approval.statement is not None
    assert approval.name is not None
    assert approval.commit is not None
    person = law.person(approval.name.person)
    if kind is None or person is None or approval.statement.role not in kind.independent:
        return approval
    wrote = authors(written.since, approval.commit, written.paths)
    if not wrote & {principal.lower() for principal in person.principals}:
        return approval
    reason = f"{person.name} wrote part of this change and so cannot sign it as {approval.statement.role}."
    return replace(approval, verdict=Verdict.INVALID, rule=APPROVAL_SELF, reason=reason)
