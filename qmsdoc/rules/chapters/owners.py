"""Rules of who answers for a document and who can approve it."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import PEOPLE_PATH, Delegation
from qmsdoc.model.requirement import OWNER
from qmsdoc.model.rule_ids import (
    APPROVALS_UNDEFINED,
    APPROVER_UNAVAILABLE,
    DELEGATION_EXPIRED,
    OWNER_INACTIVE,
    OWNER_MISSING,
    OWNER_UNKNOWN,
    RuleId,
)
from qmsdoc.rules.definition import at_field, judges
from qmsdoc.rules.index import Index
from qmsdoc.text.suggestions import lexicon


@judges(OWNER_MISSING)
def owner_missing(index: Index) -> Iterator[Finding]:
    """Every document names the role or the person that answers for it.

    Why: responsibilities are to be assigned (5.3). A document without an owner is nobody's to keep
    up to date.

    Mend: add `owner:` with a role or a person of `people.yml`. A role outlives the people in it.

    Fails:
        draft: {id: QP-001, owner: null}

    Passes:
        draft: {id: QP-001, owner: quality-manager}
    """
    known = {path for path, _ in index.met(OWNER_MISSING)}
    for document in index.current:
        if document.front.owner is None and document.front.line("owner") is None and document.path not in known:
            yield Finding(
                OWNER_MISSING,
                "The document names no owner.",
                "Add `owner:` with a role or a person of people.yml.",
                document=document.front.name,
                path=document.path,
                line=1,
            )


@judges(OWNER_UNKNOWN)
def owner_unknown(index: Index) -> Iterator[Finding]:
    """The owner is a role or a person that the policy knows.

    Why: a name that nobody bears answers for nothing (5.3).

    Mend: correct the name, or enter the role or person in `people.yml`.

    Fails:
        draft: {id: QP-001, owner: quality-manger}

    Passes:
        draft: {id: QP-001, owner: jane.doe}
    """
    known = {*index.holders, *(person.id for person in index.policy.people)}
    words = lexicon(known)
    for document in index.current:
        owner = document.front.owner
        if owner is not None and known and owner not in known:
            yield _on_owner(
                OWNER_UNKNOWN,
                document,
                f"The owner '{owner}' is neither a role nor a person of the policy.",
                f"{words.did_you_mean(owner)}Name a role or a person of people.yml.",
            )


@judges(OWNER_INACTIVE)
def owner_inactive(index: Index) -> Iterator[Finding]:
    """Somebody answers for every document in use today.

    The owner is a person who holds a role today, or a role that somebody holds today. Documents that
    are withdrawn or superseded need no owner any more.

    Why: when people leave, their documents need a new owner (5.3).

    Mend: name another owner, or enter in `people.yml` who holds the role now.

    Fails:
        as_of: 2026-06-01
        people: {old.hand: {quality-manager: {until: 2026-05-31}}}
        draft: {id: QP-001, owner: old.hand}

    Passes:
        as_of: 2026-05-31
        people: {old.hand: {quality-manager: {until: 2026-05-31}}}
        draft: {id: QP-001, owner: old.hand}
    """
    active = {person.id for person in index.policy.people if person.active(index.as_of)}
    people = {person.id for person in index.policy.people}
    for document in index.current:
        owner = document.front.owner
        if owner in people and owner not in active:
            yield _on_owner(
                OWNER_INACTIVE,
                document,
                f"The owner '{owner}' holds no role on {index.as_of}.",
                "Name another owner, or enter the person's roles in people.yml.",
            )
        elif owner is not None and owner not in people and index.holders.get(owner) == ():
            yield _on_owner(
                OWNER_INACTIVE,
                document,
                f"Nobody holds the owner's role '{owner}' on {index.as_of}.",
                f"Enter in people.yml who is {owner} now, or name another owner.",
            )


def _on_owner(rule: RuleId, document: Document, message: str, remedy: str) -> Finding:
    return at_field(rule, document, "owner", message, remedy)


@judges(APPROVALS_UNDEFINED)
def approvals_undefined(index: Index) -> Iterator[Finding]:
    """The policy says who approves documents of this type.

    Why: documents are to be reviewed and approved for suitability and adequacy (7.5.2 c). Where
    nobody is named, nobody can.

    Mend: add `approvals:` to the type in `qmsdoc.yml`, for example
    `approvals: {quality-manager: 1}`, and have the policy approved.

    Fails:
        types: {procedure: {prefix: QP}}
        draft: {id: QP-001, type: procedure}

    Passes:
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}}}
        draft: {id: QP-001, type: procedure}
    """
    for document in index.current:
        kind = index.policy.type_named(document.front.type)
        if kind is not None and not kind.approvals:
            yield at_field(
                APPROVALS_UNDEFINED,
                document,
                "type",
                f"The policy does not say who approves documents of type '{kind.name}'.",
                f"Add `approvals:` to type '{kind.name}' in qmsdoc.yml, for example {{quality-manager: 1}}.",
            )


@judges(APPROVER_UNAVAILABLE)
def approver_unavailable(index: Index) -> Iterator[Finding]:
    """For every role that must sign, enough people hold it today.

    Only types that have documents are looked at. The rule speaks once for each role.

    Why: a change that nobody may approve cannot come into force (5.3).

    Mend: enter a holder of the role in `people.yml`, or a delegation for the time being.

    Fails:
        people: {jane.doe: {auditor: {}}}
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}}}
        draft: {id: QP-001, type: procedure}

    Passes:
        people: {jane.doe: {quality-manager: {}}}
        types: {procedure: {prefix: QP, approvals: {quality-manager: 1}}}
        draft: {id: QP-001, type: procedure}
    """
    for role, count in sorted(_asked(index).items()):
        holders = len(index.holders[role])
        if holders < count:
            have = "nobody holds" if holders == 0 else f"only {holders} of the {count} people needed hold"
            yield Finding(
                APPROVER_UNAVAILABLE,
                f"Documents need the signature of the role '{role}', but {have} it on {index.as_of}.",
                f"Enter in {PEOPLE_PATH} who is {role} now, or a delegation for the time being.",
                path=PEOPLE_PATH,
            )


def _asked(index: Index) -> dict[str, int]:
    """Give the roles that types with documents ask for, each with the largest number asked."""
    used = {document.front.type for document in index.current}
    asked: dict[str, int] = {}
    for kind in index.policy.types:
        for need in kind.approvals or () if kind.name in used else ():
            role = index.policy.same_person if need.role == OWNER else need.role
            if role is not None:
                asked[role] = max(1 if need.role == OWNER else need.count, asked.get(role, 0))
    return asked


@judges(DELEGATION_EXPIRED)
def delegation_expired(index: Index) -> Iterator[Finding]:
    """No delegation that has ended is still counted on.

    The rule speaks of a delegation whose last day has passed, when documents need signatures in its
    role, its holder does not hold that role otherwise, and no later delegation of the role has
    taken its place.

    Why: authority lent for a time is not authority for good (5.3). What the delegate signs now
    would not count.

    Mend: extend the delegation, or remove it from `people.yml`. Approvals signed while it ran stay
    good either way.

    Fails:
        as_of: 2026-06-01
        people: {jane.doe: {quality-manager: {}}, sam.lee: {auditor: {}}}
        delegations: [{role: quality-manager, by: jane.doe, to: sam.lee, from: 2026-05-01, until: 2026-05-31}]
        draft: {id: QP-001, type: procedure}

    Passes:
        as_of: 2026-05-31
        people: {jane.doe: {quality-manager: {}}, sam.lee: {auditor: {}}}
        delegations: [{role: quality-manager, by: jane.doe, to: sam.lee, from: 2026-05-01, until: 2026-05-31}]
        draft: {id: QP-001, type: procedure}
    """
    asked = _asked(index)
    for lent in index.policy.delegations:
        if lent.until < index.as_of and lent.role in asked and not _replaced(lent, index):
            yield Finding(
                DELEGATION_EXPIRED,
                f"The delegation of '{lent.role}' from {lent.by} to {lent.to} ended on {lent.until}.",
                f"Extend it in {PEOPLE_PATH}, or remove it; what was signed while it ran stays good.",
                path=PEOPLE_PATH,
            )


def _replaced(lent: Delegation, index: Index) -> bool:
    later = any(other.role == lent.role and other.until > lent.until for other in index.policy.delegations)
    return later or index.policy.holds(lent.to, lent.role, index.as_of)
