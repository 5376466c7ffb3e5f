"""The signature that a document is no longer in force: planned alone or with others, or in an emergency."""

from __future__ import annotations

from qmsdoc.errors import RefusedError, UsageError
from qmsdoc.model.approval import Act, TagName, Withdrawal
from qmsdoc.model.policy import POLICY_ID, Policy
from qmsdoc.model.requirement import OWNER
from qmsdoc.model.rule_ids import APPROVAL_UNAUTHORISED
from qmsdoc.model.snapshot import Edition, Record, Snapshot, Status
from qmsdoc.signing.request import SigningRequest, approved_type, signing_policy, statement_of
from qmsdoc.signing.roles import Signer, Wanted, choose
from qmsdoc.trust.quorum import asked_to_withdraw, missing


def plan_withdrawal(
    snapshot: Snapshot,
    record: Record,
    signer: Signer,
    reason: str | None,
    successor: str | None,
    *,
    emergency: bool = False,
) -> SigningRequest:
    """Plan the signature that a document is no longer in force; in an `emergency` it needs no other."""
    policy = signing_policy(snapshot, record.name)
    edition = _withdrawable(record, policy, emergency=emergency)
    if record.name == POLICY_ID or edition is None or (emergency and record.emergency):
        raise RefusedError(_not_withdrawable(record), remedy=f"See: qmsdoc show {record.name}")
    kind = approved_type(policy, record.name, edition.document)
    if emergency:
        role = _emergency_role(policy, signer)
    else:
        newest = record.editions[-1]
        approved_type(policy, record.name, newest.document)
        needs = missing(asked_to_withdraw(policy, edition, newest), withdrawing(record, edition.revision))
        role = choose(Wanted(kind, needs, edition.owner, f"the withdrawal of {record.name}"), policy, signer)
    name = TagName(Act.WITHDRAWN, record.name, edition.revision, signer.person.id)
    statement = statement_of(snapshot, policy, name, role, edition.document)
    first = next(iter(withdrawing(record, edition.revision)), None)
    statement = statement._replace(
        reason=_reason(record, first, reason),
        successor=_agreed(record, first, _successor(snapshot, record, successor)),
    )
    at_once = role == policy.emergency_withdrawal
    return SigningRequest(name, statement, edition.title, edition.commit, edition.document, at_once)


def withdrawing(record: Record, revision: int) -> tuple[Withdrawal, ...]:
    """Give the valid signatures so far for the withdrawal of a revision."""
    acts = (act for act in record.acts if isinstance(act, Withdrawal))
    return tuple(act for act in acts if act.name.revision == revision)


def _reason(record: Record, first: Withdrawal | None, asked: str | None) -> str:
    """Give the reason asked for, else that of the first signature of this withdrawal."""
    reason = asked or (first.statement.reason if first and first.statement else None)
    if not reason or not reason.strip():
        raise UsageError(
            f"Say why {record.name} is withdrawn: the reason is signed and published.",
            remedy=f'For example: qmsdoc withdraw {record.name} --reason "Nobody uses it any more."',
        )
    return " ".join(reason.split())


def _agreed(record: Record, first: Withdrawal | None, asked: str | None) -> str | None:
    """Give the successor of the first signature; raises `RefusedError` where another one is asked for."""
    if first is None or first.statement is None:
        return asked
    said = first.statement.successor
    if asked is not None and asked != said:
        who = first.person_name or (first.name.person if first.name else "")
        raise RefusedError(
            f"{who} signed the withdrawal of {record.name} with {said or 'no document'} as its successor, "
            f"not {asked}; the two would not count together.",
            remedy="Agree on one. A tag made in error is removed by its signer: git tag -d, before it is pushed.",
        )
    return said


def withdrawn_edition(record: Record, policy: Policy) -> Edition | None:
    """Give the edition that a withdrawal of several speaks of: the one in force, else the newest; None without any.

    Where the newest has another owner, and it takes the owner, it speaks of that one: only its own owner can sign.
    """
    if not record.editions:
        return None
    newest, current = record.editions[-1], record.effective or record.editions[-1]
    asked = asked_to_withdraw(policy, current, newest)
    return newest if newest.owner != current.owner and any(need.role == OWNER for need in asked) else current


def _withdrawable(record: Record, policy: Policy, *, emergency: bool) -> Edition | None:
    """Give the edition that a withdrawal speaks of; after one in an emergency, still that one."""
    if record.emergency and record.withdrawal[-1].name is not None:
        return record.edition(record.withdrawal[-1].name.revision)
    if record.withdrawn_on is not None:
        return None
    return record.effective if emergency and record.effective else withdrawn_edition(record, policy)


def _emergency_role(policy: Policy, signer: Signer) -> str:
    role = policy.emergency_withdrawal
    if role is None:
        raise RefusedError(
            "The policy names no role that may withdraw a document alone.",
            remedy="Leave --emergency out; or write emergency_withdrawal: ROLE into qmsdoc.yml and have it approved.",
            rule=APPROVAL_UNAUTHORISED,
        )
    if not policy.holds(signer.person.id, role, signer.on):
        raise RefusedError(
            f"{signer.person.name} does not hold the role {role} today, in which alone one person may withdraw.",
            remedy="See who does: qmsdoc inbox --all",
            rule=APPROVAL_UNAUTHORISED,
        )
    return role


def _not_withdrawable(record: Record) -> str:
    if record.name == POLICY_ID:
        return "The policy cannot be withdrawn: it can only be revised."
    if record.withdrawn_on is not None:
        return f"{record.name} was withdrawn on {record.withdrawn_on}."
    if any(act.rule and act.name and act.name.act is Act.APPROVED for act in record.acts):
        return f"No edition of {record.name} is known here. If others have one, fetch first: git fetch --tags origin"
    return f"{record.name} was never approved: its file can simply be deleted."


def _successor(snapshot: Snapshot, record: Record, asked: str | None) -> str | None:
    if asked is None:
        return None
    found = snapshot.record(asked)
    if found is None or found.name == record.name or found.status is Status.WITHDRAWN:
        raise UsageError(
            f"'{asked}' cannot be the successor of {record.name}: it is "
            + ("not in this manual." if found is None else "the same, or withdrawn itself."),
            remedy="See: qmsdoc register",
        )
    return found.name
