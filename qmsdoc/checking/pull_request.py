"""What a branch would change, for whoever decides over it: documents, obligations, signatures, and what they touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qmsdoc.checking.policy_changes import policy_changes
from qmsdoc.copies import CopyState, IssuedCopy, judge
from qmsdoc.model.document import Document, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.rules.index import OVER
from qmsdoc.rules.obligations import changed_obligations
from qmsdoc.signing.pending import PendingSignature
from qmsdoc.text.ordering import as_counted

Redline = Callable[[Document, Document], str]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One document that a branch changes; `before` is what it changes, None for a new one, `after` None for one gone.

    `gone` and `come` are words that people act on; `redline` the comparison as plain text; `signatures` what it waits
    for; `touches` sentences about other documents, people and copies.
    """

    name: str
    title: str
    before: Document | None
    after: Document | None
    reason: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    redline: str
    signatures: tuple[PendingSignature, ...]
    touches: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Everything a branch changes since it left `base`, and the findings that belong to no document of it."""

    manual: str
    base: str
    as_of: date
    documents: tuple[DocumentChange, ...]
    other_findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """What a summary is made of: the manual where the branch began (None where there was none) and with the branch.

    `findings` have come in since; `signatures` are all that the manual waits for; `redline` writes the comparison of
    two versions as plain text.
    """

    before: Snapshot | None
    after: Snapshot
    findings: Sequence[Finding]
    signatures: Sequence[PendingSignature]
    copies: Sequence[IssuedCopy]
    redline: Redline


def pull_request(facts: BranchFacts, base: str) -> PullRequest:
    """Compose the summary of a branch that began at `base`."""
    old, new = _by_name(facts.before), _by_name(facts.after)
    names = [name for name in sorted({*old, *new}, key=as_counted) if _digest(old.get(name)) != _digest(new.get(name))]
    names = [name for name in names if name != POLICY_ID or name in new]  # of one that cannot be read, findings tell
    documents = tuple(_change(facts, name, old.get(name), new.get(name)) for name in names)
    others = tuple(finding for finding in facts.findings if finding.document not in names)
    return PullRequest(facts.after.manual, base, facts.after.as_of, documents, others)


def _by_name(snapshot: Snapshot | None) -> dict[str, Document]:
    if snapshot is None:
        return {}
    found = {document.name: document for document in snapshot.documents if document.front.id != POLICY_ID}
    policy = snapshot.record(POLICY_ID)
    return found | ({POLICY_ID: policy.draft} if policy and policy.draft else {})


def _digest(document: Document | None) -> str | None:
    return document.closure.content_digest if document else None


def _change(facts: BranchFacts, name: str, old: Document | None, after: Document | None) -> DocumentChange:
    record = facts.after.record(name)
    approved = record.editions[-1].document if record and record.editions else None
    before = approved if approved is not None and _digest(approved) != _digest(after) else old
    gone, come = _obligations(facts.after, name, before, after)
    shown = after or before
    return DocumentChange(
        name=name,
        title=shown.title if shown else name,
        before=before,
        after=after,
        reason=(after.front.change or "") if after else "",
        gone=gone,
        come=come,
        redline=facts.redline(before, after) if before and after else "",
        signatures=tuple(item for item in facts.signatures if item.document == name),
        touches=tuple(_touches(facts, name, before, after)),
        findings=tuple(finding for finding in facts.findings if finding.document == name),
    )


def _obligations(
    snapshot: Snapshot, name: str, before: Document | None, after: Document | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if before is None or after is None or name == POLICY_ID:
        return (), ()
    found = changed_obligations(before, after, snapshot.policy, lambda other: snapshot.record(other) is not None)
    return tuple(sorted(found.gone)), tuple(sorted(found.come))


def _touches(
    facts: BranchFacts, name: str, before: Document | None, after: Document | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return what a change bears on, each kind with its names; kinds without any are left out."""
    current = [other for other in facts.after.records if other.status not in OVER and other.name != name]
    drafts = [(other.name, other.draft) for other in current if other.draft]
    translations = [other for other, _ in drafts if other.startswith(f"{name}.")]
    if name == POLICY_ID:
        yield from _named(policy_changes(before, after, current))
        return
    then, now = (document.front.clauses if document else () for document in (before, after))
    rows = {
        "Documents that lead here": [
            other for other, draft in drafts if name in _leads_to(draft) and other not in translations
        ],
        "Documents it leads to": sorted(_leads_to(after) - {name}, key=as_counted) if after else [],
        "Instructions under it": [other for other, draft in drafts if draft.front.parent == name],
        "Translations": translations,
        "Roles named": _roles(after, facts.after.policy),
        "Clauses": [*now, *(f"{clause} (no longer)" for clause in then if clause not in now)],
        "Copies out of the house": _copies(facts, name),
    }
    yield from _named(rows.items())


def _named(rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((kind, tuple(names)) for kind, names in rows if names)


def _leads_to(document: Document) -> set[str]:
    return {to.document for to in document.targets if to.kind is TargetKind.DOCUMENT and to.document}


def _roles(document: Document | None, policy: Policy) -> list[str]:
    text = document.markdown.lower().replace("-", " ") if document else ""
    return [role for role in sorted(policy.roles()) if role.replace("-", " ").replace("_", " ") in text]


def _copies(facts: BranchFacts, name: str) -> list[str]:
    held = judge([copy for copy in facts.copies if copy.document == name], facts.after)
    return [f"no. {each.copy.number}" for each in held if each.state in (CopyState.VALID, CopyState.RECALL)]
