"""The chain of policies: who approves a change is taken from the approved past, never from the change itself.

Invariants
1. Revision 1 is approved as its own rules say, and its digest is the pinned trust root.
2. Revision N+1 takes force only with the approvals that revision N demands, judged by revision N, in the days of
   revision N's time zone, with the keys that revision N revokes.
3. Nobody supersedes, translates or withdraws POLICY: it is revised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from qmsdoc.model.approval import Act, Approval, JudgedTag, RejectedTag
from qmsdoc.model.policy import POLICY_ID, Policy
from qmsdoc.model.rule_ids import APPROVAL_SELF, POLICY_INVALID, POLICY_UNAPPROVED, TAG_TARGET_INVALID
from qmsdoc.model.snapshot import Edition, PolicyEdition, Status
from qmsdoc.trust.context import Signers, TaggedCommit, Timeline, VerificationContext
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.identity import identities, revoked_keys
from qmsdoc.trust.independence import Authors, wrote
from qmsdoc.trust.parsed_tag import ParsedTag, reject
from qmsdoc.trust.quorum import missing
from qmsdoc.trust.signature import signers
from qmsdoc.trust.tag import TagObject
from qmsdoc.trust.verify import verify_act


class PolicyAct(NamedTuple):
    """An act over POLICY with its commit and the policy that stands there (None where it cannot be read)."""

    parsed: ParsedTag
    commit: TaggedCommit | VerificationFailure
    policy: Policy | None

    @property
    def revision(self) -> int | None:
        """The policy revision its name speaks of, for an approval; None for other acts."""
        name = self.parsed.name
        return name.revision if name.act is Act.APPROVED else None


class PolicyChain(NamedTuple):
    """The policies in force, oldest first; every POLICY act judged; and why revision 1 does not hold, if so."""

    editions: tuple[PolicyEdition, ...] = ()
    acts: tuple[JudgedTag, ...] = ()
    broken: VerificationFailure | None = None

    @property
    def newest(self) -> Policy | None:
        """The newest approved policy."""
        return self.editions[-1].policy if self.editions else None


class Branches(NamedTuple):
    """What the chain asks the history: is a commit on a branch, who wrote there, and the timeline of a time zone."""

    holds: Callable[[str, str], bool]
    authors: Callable[[str], Authors]
    timeline: Callable[[tzinfo], Timeline]


def policy_chain(acts: Sequence[PolicyAct], pin: str | None, branches: Branches) -> PolicyChain:
    """Build the chain. `pin` is the trust root (`sha256:…`) or None; the branch is the one each policy names."""
    editions: list[PolicyEdition] = []
    judged: dict[str, JudgedTag] = {}
    while of_revision := [act for act in acts if act.revision == len(editions) + 1]:
        verdicts = [(act, _judge(act, editions, branches)) for act in of_revision]
        judged |= {act.parsed.ref: verdict for act, verdict in verdicts}
        edition = _complete(verdicts, editions, pin)
        if edition is None:
            break
        editions.append(edition)
    first = [judged[act.parsed.ref] for act in acts if act.revision == 1]
    broken = None if editions else _broken(first, pin)
    newest = editions[-1].policy if editions else None
    for act in acts:
        if act.parsed.ref not in judged:
            judged[act.parsed.ref] = _verify(act, newest, editions, branches)
    return PolicyChain(tuple(editions), tuple(judged[act.parsed.ref] for act in acts), broken)


def context_of(
    chain: PolicyChain, timeline: Timeline, tags: Sequence[ParsedTag] = (), checked: Signers | None = None
) -> VerificationContext:
    """Make the context in which all acts but those of POLICY are judged: `tags`, some of them `checked` already."""
    policies = [edition.policy for edition in chain.editions]
    context = VerificationContext(timeline, chain.editions, revoked_keys(policies), identities(policies))
    return replace(context, signers=_signers_of(tags, context, checked or {}))


def policy_editions(chain: PolicyChain) -> tuple[Edition, ...]:
    """Return the policies in force as editions of document POLICY."""
    return tuple(
        Edition(
            name=POLICY_ID,
            revision=found.policy.revision,
            document=found.document,
            content_digest=found.content_digest,
            commit=found.commit,
            approvals=found.approvals,
            approved_at=found.since,
            approved_on=found.policy.day(found.since),
            in_force_from=found.since,
            effective_on=found.policy.day(found.since),
            status=Status.APPROVED,
            policy=found.policy,
        )
        for found in chain.editions
    )


def _verify(act: PolicyAct, policy: Policy | None, editions: Sequence[PolicyEdition], branches: Branches) -> JudgedTag:
    zone = policy.zone if policy else UTC
    timeline = branches.timeline(zone)
    revoked = revoked_keys([edition.policy for edition in editions])
    context = VerificationContext(timeline, tuple(editions), revoked)
    commit = act.commit
    if isinstance(commit, TaggedCommit) and policy is not None:
        commit = commit._replace(on_trunk=branches.holds(act.parsed.tag.target, policy.trunk))
    return verify_act(act.parsed, commit, context, policy)


def _judge(act: PolicyAct, editions: Sequence[PolicyEdition], branches: Branches) -> JudgedTag:
    former = editions[-1] if editions else None
    policy = former.policy if former else act.policy
    verdict = _verify(act, policy, editions, branches)
    unreadable = act.policy is None and isinstance(act.commit, TaggedCommit)
    if isinstance(verdict, RejectedTag):
        if unreadable and verdict.rule in {TAG_TARGET_INVALID, POLICY_UNAPPROVED}:
            return replace(verdict, rule=POLICY_INVALID, reason="The policy at its commit cannot be read.")
        return verdict
    if policy is None:
        return verdict
    if former is not None and verdict.counts_from < former.since:
        reason = f"It was made before policy {former.policy.revision} was in force."
        return reject(verdict, POLICY_UNAPPROVED, reason)
    people = identities(edition.policy for edition in editions)
    since = (former.document, former.commit) if former else None
    why = wrote(verdict, since, policy, people, branches.authors(policy.trunk))
    return reject(verdict, APPROVAL_SELF, why) if why else verdict


def _complete(
    judged: Sequence[tuple[PolicyAct, JudgedTag]], editions: Sequence[PolicyEdition], pin: str | None
) -> PolicyEdition | None:
    found: list[PolicyEdition] = []
    valid = [(act.policy, verdict) for act, verdict in judged if isinstance(verdict, Approval)]
    for content in dict.fromkeys(verdict.statement.content_digest for _, verdict in valid):
        group = [(policy, verdict) for policy, verdict in valid if verdict.statement.content_digest == content]
        policy = group[0][0]
        if policy is not None and (editions or pin is None or content == pin):
            by = editions[-1].policy if editions else policy
            found += _edition(
                policy, by, sorted((verdict for _, verdict in group), key=lambda act: act.order), editions
            )
    return min(found, key=lambda edition: (edition.since, edition.content_digest), default=None)


def _edition(
    policy: Policy, by: Policy, acts: Sequence[Approval], editions: Sequence[PolicyEdition]
) -> Iterable[PolicyEdition]:
    """Yield the edition that approvals of one content make, in their order, by the policy `by`; none if they lack."""
    people = identities(edition.policy for edition in editions)
    asked = by.own_type.approvals if by.own_type else None
    for count, act in enumerate(acts, 1):
        if asked and not missing(asked, acts[:count], people):
            content = act.statement.content_digest
            yield PolicyEdition(policy, content, act.counts_from, act.commit, tuple(acts), act.document)
            return


def _broken(acts: Iterable[JudgedTag], pin: str | None) -> VerificationFailure | None:
    acts = list(acts)
    digests = [act.statement.content_digest for act in acts if isinstance(act, Approval)]
    other = next((digest for digest in digests if pin is not None and digest != pin), None)
    if other is not None:
        reason = f"The policy that starts this manual has the digest {other}, but the pinned trust root is {pin}."
        return invalid(POLICY_UNAPPROVED, reason)
    wrong = next((act for act in acts if act.rule is not None), None)
    if wrong is None:
        return None
    return invalid(POLICY_UNAPPROVED, f"Policy 1 is signed, but {wrong.ref} does not hold: {wrong.reason}")


def _signers_of(tags: Sequence[ParsedTag], context: VerificationContext, checked: Signers) -> Signers:
    """Verify the signatures that are not checked, those of one policy together as gpg is slow to start.

    Returns a context's `signers`.
    """
    by_policy: dict[int, list[tuple[TagObject, datetime]]] = {}
    answers = dict(checked)
    for parsed in (each for each in tags if each.tag.oid not in checked):
        at = context.counts_from(parsed)
        edition = context.policy_in_force(at) if at else None
        if edition and at and not context.timeline.lies_ahead(at):
            by_policy.setdefault(edition.policy.revision, []).append((parsed.tag, at))
    for edition in context.policies:
        group = by_policy.get(edition.policy.revision, [])
        found = signers(group, edition.policy.keys, edition.policy.passkeys)
        answers |= {tag.oid: answer for (tag, _), answer in zip(group, found, strict=True)}
    return answers
