"""The chain of approved policies: authority comes from the approved past, never from the change itself.

Invariants: revision 1 is approved as its own rules say, and its digest is the pinned trust root;
revision N+1 takes force only with the approvals that revision N demands, judged by revision N, with
the keys that revision N revokes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qmsdoc.model.approval import Act, SignedAct, Verdict
from qmsdoc.model.policy import Policy, Requirement
from qmsdoc.model.rule_ids import POLICY_INVALID, POLICY_UNAPPROVED, TAG_TARGET_INVALID
from qmsdoc.model.snapshot import PolicyEdition
from qmsdoc.trust.context import ParsedTag, TaggedCommit, VerificationContext
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.independence import Authors, Written, independent
from qmsdoc.trust.quorum import completing_approval, constant
from qmsdoc.trust.verify import verify_act


@dataclass(frozen=True, slots=True)
class PolicyAct:
    """An approval of POLICY with the policy that stands at its commit (None where it cannot be read)."""

    examined: ParsedTag
    target: TaggedCommit
    policy: Policy | None

    @property
    def revision(self) -> int | None:
        """The policy revision its name speaks of, for an approval; None for other acts."""
        name = self.examined.name
        return name.revision if name and name.act is Act.APPROVED else None


@dataclass(frozen=True, slots=True)
class PolicyChain:
    """The policies in force, oldest first; every POLICY act judged; and why revision 1 does not hold, if so."""

    editions: tuple[PolicyEdition, ...]
    acts: tuple[SignedAct, ...]
    broken: VerificationFailure | None = None


@dataclass(frozen=True, slots=True)
class Trunk:
    """What the chain asks the history: is a commit on a branch, and who wrote there (see `independent`)."""

    holds: Callable[[str, str], bool]
    authors: Callable[[str], Authors]


def policy_chain(cases: Sequence[PolicyAct], court: VerificationContext, pin: str | None, trunk: Trunk) -> PolicyChain:
    """Build the chain. `pin` is the trust root (`sha256:…`) or None; the branch is the one each law names."""
    editions: list[PolicyEdition] = []
    acts: dict[str, SignedAct] = {}
    while revision_cases := [case for case in cases if case.revision == len(editions) + 1]:
        judged = [(case, _judge(case, court, editions, trunk)) for case in revision_cases]
        acts |= {approval.ref: approval for _, approval in judged}
        edition = _complete(judged, editions, pin)
        if edition is None:
            break
        editions.append(edition)
    broken = None if editions else _broken([acts[case.examined.ref] for case in cases if case.revision == 1], pin)
    court = replace(court, policies=tuple(editions))
    for case in cases:
        if case.examined.ref not in acts:
            law = editions[-1].policy if editions else None
            acts[case.examined.ref] = verify_act(case.examined, _placed(case, law, trunk), court, law)
    return PolicyChain(tuple(editions), tuple(acts[case.examined.ref] for case in cases), broken)


def _placed(case: PolicyAct, law: Policy | None, trunk: Trunk) -> TaggedCommit:
    tag = case.examined.tag
    reached = tag is not None and law is not None and case.target.present and trunk.holds(tag.target, law.trunk)
    return replace(case.target, on_trunk=reached)


def _judge(case: PolicyAct, court: VerificationContext, editions: Sequence[PolicyEdition], trunk: Trunk) -> SignedAct:
    former = editions[-1] if editions else None
    law = former.policy if former else case.policy
    court = replace(court, policies=tuple(editions), revoked=former.policy.revoked if former else ())
    approval = verify_act(case.examined, _placed(case, law, trunk), court, law)
    unreadable = case.policy is None and case.target.present
    if unreadable and approval.rule in {TAG_TARGET_INVALID, POLICY_UNAPPROVED}:
        return _fail(approval, POLICY_INVALID, "The policy at its commit cannot be read.")
    if not approval.valid:
        return approval
    if former is not None and approval.counts_from is not None and approval.counts_from < former.since:
        return _fail(approval, POLICY_UNAPPROVED, f"It was made before policy {former.policy.revision} was in force.")
    assert law is not None
    assert case.target.document is not None
    written = Written(case.target.document, former.document if former else None, former.commit if former else None)
    return independent(approval, law.own_type, law, written, trunk.authors(law.trunk))


def _fail(approval: SignedAct, rule: str, reason: str) -> SignedAct:
    return replace(approval, verdict=Verdict.INVALID, rule=rule, reason=reason)


def _complete(
    judged: Sequence[tuple[PolicyAct, SignedAct]], editions: Sequence[PolicyEdition], pin: str | None
) -> PolicyEdition | None:
    found: list[PolicyEdition] = []
    for content in sorted({a.statement.content_digest for _, a in judged if a.valid and a.statement}):
        group = [(case, a) for case, a in judged if a.valid and a.statement and a.statement.content_digest == content]
        if not editions and pin is not None and content != pin:
            continue
        policy = group[0][0].policy
        assert policy is not None
        required = _required(editions[-1].policy if editions else policy)
        last = completing_approval([approval for _, approval in group], constant(required))
        if last is not None:
            assert last.counts_from is not None
            assert last.commit is not None
            approvals = tuple(approval for _, approval in group)
            document = next(case.target.document for case, approval in group if approval.ref == last.ref)
            found.append(PolicyEdition(policy, content, last.counts_from, last.commit, approvals, document))
    return min(found, key=lambda edition: edition.since, default=None)


def _required(law: Policy) -> tuple[Requirement, ...] | None:
    kind = law.own_type
    return kind.approvals if kind else None


def _broken(approvals: Sequence[SignedAct], pin: str | None) -> VerificationFailure | None:
    valid = [approval for approval in approvals if approval.valid and approval.statement]
    other = next(
        (a.statement.content_digest for a in valid if a.statement and pin and a.statement.content_digest != pin), None
    )
    if other is not None:
        reason = f"The policy that starts this manual has the digest {other}, but the pinned trust root is {pin}."
        return invalid(POLICY_UNAPPROVED, reason)
    wrong = next((approval for approval in approvals if approval.rule is not None), None)
    if wrong is None:
        return None
    return invalid(POLICY_UNAPPROVED, f"Policy 1 is signed, but {wrong.ref} does not hold: {wrong.reason}")
