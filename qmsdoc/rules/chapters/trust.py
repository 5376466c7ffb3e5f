"""Rules of what all approvals rest on: the policy, its pinned root, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.approval import Verdict
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH
from qmsdoc.model.rule_ids import (
    APPROVAL_UNPUSHED,
    APPROVAL_UNRECORDED,
    LEDGER_BROKEN,
    LEDGER_ROLLBACK,
    POLICY_INVALID,
    POLICY_UNAPPROVED,
    TAG_DELETED,
    TAG_MOVED,
    TRUST_ROOT_UNPINNED,
)
from qmsdoc.model.snapshot import PolicyState
from qmsdoc.rules.definition import described, judges
from qmsdoc.rules.index import Index
from qmsdoc.rules.revised_files import changed_files
from qmsdoc.text.sentences import all_of

tag_moved = described(
    TAG_MOVED,
    """A recorded approval is still the tag that was recorded.

    Why: an approval that can be exchanged afterwards protects nothing (7.5.3.1 b).

    Mend: find out who moved the tag. Put the recorded one back; the ledger names its object.

    Fails:
        problems: [{rule: tag-moved, message: The tag now points elsewhere., ref: refs/tags/approved/QP-001/1/jane.doe}]

    Passes:
        problems: []
    """,
)


tag_deleted = described(
    TAG_DELETED,
    """Every recorded approval is still there.

    Why: evidence that can vanish is no evidence (7.5.3.1 b).

    Mend: `git fetch --tags` where this clone merely lacks it. Where it was deleted for everybody,
    put it back from another clone or a backup.

    Fails:
        problems: [{rule: tag-deleted, message: The tag is gone., ref: refs/tags/approved/QP-001/1/jane.doe}]

    Passes:
        problems: []
    """,
)


ledger_broken = described(
    LEDGER_BROKEN,
    """Each line of the ledger carries the digest of the line before it, and the numbers run on.

    Why: a ledger with a line changed, cut out or slipped in proves no dates (7.5.3.1 b).

    Mend: restore the branch `qmsdoc-ledger` from a clone or a backup in which it holds.

    Fails:
        problems: [{rule: ledger-broken, message: Line 2 does not carry the digest of line 1.}]

    Passes:
        problems: []
    """,
)


ledger_rollback = described(
    LEDGER_ROLLBACK,
    """The ledger holds every line that a published manual knew, at its place.

    The manual published last names, in `manifest.json`, the number and the digest of the ledger's last
    line at that time. A repository whose ledger is shorter, or reads otherwise there, is not published.

    Why: whoever rewrites a repository may put an older state in its place, ledger included; what was
    published shows it (7.5.3.1 b).

    Mend: fetch the branch `qmsdoc-ledger`. Where it is short everywhere, restore it from a clone or a
    backup, and find out who cut it.

    Fails:
        problems: [{rule: ledger-rollback, message: The published manual knows 9 lines; the ledger here has 5.}]

    Passes:
        problems: []
    """,
)


approval_unpushed = described(
    APPROVAL_UNPUSHED,
    """Every signature given in this clone has been sent to the others.

    It is told of signatures that are older than the last look at `origin`, by `qmsdoc inbox --fetch`,
    `qmsdoc doctor` or a push of qmsdoc's own.

    Why: a signature that nobody else has makes nothing available for use (7.5.3.1 a).

    Mend: send it: `git push origin refs/tags/approved/…`, as the finding writes it.

    Fails:
        problems: [{rule: approval-unpushed, message: "It was signed on 2026-01-12, and 'origin' does not have it."}]

    Passes:
        problems: []
    """,
)


@judges(APPROVAL_UNRECORDED)
def approval_unrecorded(index: Index) -> Iterator[Finding]:
    """Every approval stands in the ledger, with the day on which it was recorded.

    A manual without a ledger gets one such warning for all its approvals.

    Why: until an approval is recorded its date is the signer's own word (7.5.3.2 c).

    Mend: `qmsdoc record` appends what is new; the pipeline that publishes should run it.

    Fails:
        tag: approved/QP-001/1/jane.doe
        ledger: none

    Passes:
        tag: approved/QP-001/1/jane.doe
        recorded: 2026-01-15
    """
    waiting = [act for act in index.snapshot.acts if act.valid and act.recorded_at is None]
    if not index.snapshot.recorded:
        if waiting:
            yield Finding(
                APPROVAL_UNRECORDED,
                "The manual has no ledger: the dates of its approvals are the signers' own word.",
                "Start one with `qmsdoc record`, and let the pipeline that publishes run it.",
            )
        return
    for act in waiting:
        yield Finding(
            APPROVAL_UNRECORDED,
            "The approval is not yet in the ledger: its date is the signer's own word.",
            "Run `qmsdoc record`, or let the pipeline that publishes run it.",
            document=act.name.document if act.name else None,
            ref=act.ref,
        )


@judges(POLICY_UNAPPROVED)
def policy_unapproved(index: Index) -> Iterator[Finding]:
    """The policy as it stands is approved.

    A change of `qmsdoc.yml`, `people.yml`, `allowed_signers` or `keys/` needs a new revision of the
    policy and the approvals that the former revision asks for. Until then the former one decides: a
    policy that only waits for its signatures is a notice, one with a faulty signature an error.

    Why: who may approve is itself a decision that somebody has to answer for (5.3).

    Mend: raise `revision:` in `qmsdoc.yml`, say in `change:` what is different, and sign
    `qmsdoc approve POLICY`.

    Fails:
        policy_state: unapproved

    Passes:
        policy_state: in-force
    """
    state, authority = index.snapshot.policy_state, index.snapshot.authority
    if state is PolicyState.UNAPPROVED:
        yield Finding(
            POLICY_UNAPPROVED,
            "Nobody has approved the policy yet, so nothing can count as approved or be published.",
            "Those who the policy says must sign it run `qmsdoc approve POLICY`.",
            document=POLICY_ID,
            path=POLICY_PATH,
            severity=_weight(index),
        )
    elif state is PolicyState.AMENDED and authority is not None and not _unreadable(index):
        record = index.record(POLICY_ID)
        draft, editions = (record.draft, record.editions) if record else (None, ())
        files = changed_files(editions[-1].document, draft) if draft and editions else ()
        message, remedy = _amended(index.policy.revision, authority.revision, all_of(files) or POLICY_PATH)
        weight = _weight(index) if index.policy.revision == authority.revision + 1 else Severity.ERROR
        yield Finding(POLICY_UNAPPROVED, message, remedy, document=POLICY_ID, path=POLICY_PATH, severity=weight)


def _weight(index: Index) -> Severity:
    """Return a notice's severity for a policy that only waits, an error's where a signature over it is faulty."""
    wrong = (act.name for act in index.snapshot.acts if act.verdict in (Verdict.INVALID, Verdict.UNVERIFIABLE))
    faulty = any(name and (name.document, name.revision) == (POLICY_ID, index.policy.revision) for name in wrong)
    return Severity.ERROR if faulty else Severity.INFO


def _unreadable(index: Index) -> bool:
    """Tell whether the files of the policy at hand cannot be read, which `policy-invalid` says."""
    return index.policy is index.snapshot.authority and any(
        each.rule == POLICY_INVALID for each in index.snapshot.problems
    )


def _amended(drafted: int, in_force: int, files: str) -> tuple[str, str]:
    following = f"`revision: {in_force + 1}`"
    if drafted == in_force + 1:
        return (
            f"Policy revision {drafted} is not approved; revision {in_force} stays in force.",
            "Those who must sign the policy run `qmsdoc approve POLICY`.",
        )
    message = f"The policy differs from its approved revision {in_force}, which stays in force, in {files}."
    if drafted != in_force:
        message = f"The policy says revision {drafted}; revision {in_force} is in force, and {in_force + 1} comes next."
    return message, (
        f"Write {following} and say in `change:` what is different, then sign `qmsdoc approve POLICY`; "
        "or put the files back as they were."
    )


policy_invalid = described(
    POLICY_INVALID,
    """The files of the policy can be read, and each key and address belongs to one person.

    Keys shared by two people, wildcards for addresses and certificate authorities are refused.

    Why: where it is not clear who may do what, nobody may (5.3).

    Mend: correct the file at the line named.

    Fails:
        problems: [{rule: policy-invalid, path: people.yml, message: 'jane.doe and sam.lee share one key.'}]

    Passes:
        problems: []
    """,
)


@judges(TRUST_ROOT_UNPINNED)
def trust_root_unpinned(index: Index) -> Iterator[Finding]:
    """The digest of the first policy is known from outside the repository.

    Everything else follows from that policy. Whoever can rewrite the whole repository could put
    another first policy in its place; who has noted the digest would see it.

    Why: authority needs a beginning that cannot be exchanged (5.3).

    Mend: note the digest where the repository's administrators cannot change it, and give it as
    `--trust-root` or in `QMSDOC_TRUST_ROOT`.

    Fails:
        trust_root: null

    Passes:
        trust_root: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
    """
    if index.snapshot.trust_root is None:
        root = index.snapshot.root
        yield Finding(
            TRUST_ROOT_UNPINNED,
            "Nobody has pinned the trust root: that the first policy is the true one is taken on trust.",
            f"Compare and pin it: `--trust-root {root}`, or QMSDOC_TRUST_ROOT."
            if root
            else "Once policy revision 1 is approved, pin its digest with --trust-root or QMSDOC_TRUST_ROOT.",
        )
