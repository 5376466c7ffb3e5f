"""Rules of what an approval says, who may give it, and which are still lacking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qmsdoc.model.approval import Act
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding, Severity
from qmsdoc.model.policy import PEOPLE_PATH
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.rule_ids import (
    APPROVAL_CONTENT_MISMATCH,
    APPROVAL_DATE_INVALID,
    APPROVAL_FOREIGN,
    APPROVAL_MISSING,
    APPROVAL_SELF,
    APPROVAL_SUPERSEDED,
    APPROVAL_UNAUTHORISED,
    AUTHOR_UNKNOWN,
)
from qmsdoc.model.snapshot import PolicyState, Record, Status
from qmsdoc.rules.chapters.identity import renamed
from qmsdoc.rules.definition import at_field, described, judges
from qmsdoc.rules.index import Index, is_policy_record
from qmsdoc.rules.passed_day import has_passed, passed_day_remedy, signed_late
from qmsdoc.rules.superseded_approvals import stranded_finding, superseded_finding
from qmsdoc.text.sentences import all_of

_NAMED = 3


@judges(APPROVAL_MISSING)
def approval_missing(index: Index) -> Iterator[Finding]:
    """The newest revision has every signature that its type needs.

    It is a notice while the revision waits, and an error once its own effective date has passed: a signature
    would come too late then, so that the day is what has to be mended.
    It names the roles that still have to sign, and who holds them today, three people
    of each at most. A document whose id was
    altered is left to `id-changed`.

    Why: documents are approved before use (7.5.2 c). Until then the last approved edition stays in
    force.

    Mend: the people named sign with `qmsdoc approve QP-001`.

    Fails:
        draft: {id: QP-001, revision: 1}

    Passes:
        approved: {id: QP-001, revision: 1}
    """
    taken = {document.path for record in index.known if (document := renamed(index, record)) is not None}
    for record in () if index.snapshot.policy_state is PolicyState.BROKEN else index.known:
        draft = record.draft
        if draft is None or draft.path in taken or not index.is_asked(draft):
            continue
        if stranded := stranded_finding(record):
            yield stranded
        elif _waits(record) and not _signed_elsewhere(index, record, draft):
            yield _missing(index, record, draft)


def _waits(record: Record) -> bool:
    """Tell whether a draft lacks signatures and no other finding says so with its reason."""
    ended = record.status is Status.WITHDRAWN and not record.emergency
    told = record.superseded_approvals or signed_late(record)
    return bool(record.needs) and not (told or ended or is_policy_record(record))


def _signed_elsewhere(index: Index, record: Record, draft: Document) -> bool:
    """Tell whether the draft's revision is signed on commits that the trunk here lacks, which `clone-behind` says."""
    acts = (act for act in record.acts if act.commit in index.snapshot.lacking_commits)
    return any(act.name is not None and act.name.revision == draft.front.revision for act in acts)


def _missing(index: Index, record: Record, draft: Document) -> Finding:
    front, late = draft.front, has_passed(record, index.as_of)
    lacking = " and ".join(f"{need.count} as {need.called(front.owner)}" for need in record.needs)
    since = f", though it was to be in force from {front.effective}" if late else ""
    sign = f"{_signers(index, record, draft)} Sign with `qmsdoc approve {record.name}`."
    place = "effective" if late else "revision"
    message = f"Revision {front.revision} still lacks signatures: {lacking}{since}."
    found = at_field(APPROVAL_MISSING, draft, place, message, passed_day_remedy(record) if late else sign)
    return replace(found, document=record.name, severity=Severity.ERROR if late else Severity.INFO)


def _signers(index: Index, record: Record, draft: Document) -> str:
    """Say for each role still needed who may sign in it today, those left out who have signed already."""
    signed = {
        act.name.person
        for act in record.acts
        if act.valid and act.name and act.name.act is Act.APPROVED and act.name.revision == draft.front.revision
    }
    kind = index.policy.type_of(record.name, draft.front.type)
    independent = kind.independent if kind is not None else ()
    wrote = {person.id for person in index.policy.people if index.snapshot.wrote_change(person.id, record.name)}
    return " ".join(
        _signers_of(index, need, signed, wrote if need.role in independent else set(), draft.front.owner)
        for need in record.needs
    )


def _signers_of(index: Index, need: Requirement, signed: set[str], wrote: set[str], owner: str | None) -> str:
    holders = [person for person in index.policy.holders(need.role, index.as_of, need.owner) if person.id not in signed]
    acting = {person.id: index.policy.delegators(person.id, need.role, index.as_of) for person in holders}
    people = [person for person in holders if not wrote & {person.id, *acting[person.id]}]
    if not people:
        why = ", as who holds the role wrote the change" if holders else ""
        return f"Nobody else may sign as {need.called(owner)} today{why}: enter somebody in people.yml."
    named = ", ".join(f"{person.name} ({person.id})" for person in people[:_NAMED])
    more = f" and {len(people) - _NAMED} more" if len(people) > _NAMED else ""
    return f"As {need.called(owner)} may sign: {named}{more}."


@judges(APPROVAL_SUPERSEDED)
def approval_superseded(index: Index) -> Iterator[Finding]:
    """A text is not changed between its first signature and its last: all sign the same.

    Why: signatures over two texts approve neither (7.5.2 c). What has been signed under a number is that
    number's text for good.

    Mend: raise the revision, and have everybody sign that one. The signatures given stay where they are:
    their tags must not be deleted, and once they are recorded that would stop everything (`tag-deleted`).

    Fails:
        draft: {id: QP-001, revision: 1}
        tag: approved/QP-001/1/jane.doe
        target: an earlier commit, in which the text was another

    Passes:
        draft: {id: QP-001, revision: 1}
    """
    for record in index.known:
        finding = superseded_finding(record)
        if finding is not None:
            yield finding


approval_unauthorised = described(
    APPROVAL_UNAUTHORISED,
    """The person held the role when they signed.

    Why: authority is assigned, not assumed (5.3). It is judged by the policy in force then, not by
    today's.

    Mend: somebody who holds the role signs; or the policy gives the person the role first.

    Fails:
        tag: approved/QP-001/1/sam.lee
        role: quality-manager, which sam.lee held until 2025-12-31
        signed: 2026-01-01
        verdict: approval-unauthorised

    Passes:
        tag: approved/QP-001/1/sam.lee
        role: quality-manager, which sam.lee held until 2025-12-31
        signed: 2025-12-31
    """,
)


approval_self = described(
    APPROVAL_SELF,
    """Nobody approves their own change in a role that is to be independent.

    The roles under `independent:` of a type may not be filled by a person who wrote a commit, or is
    named as its co-author, that touched the document or its files since the last edition.

    Why: a second pair of eyes sees what the first did not (7.5.2 c).

    Mend: another holder of the role signs.

    Fails:
        tag: approved/QP-001/1/jane.doe
        role: quality-manager, listed under independent
        author of the change: jane.doe
        verdict: approval-self

    Passes:
        tag: approved/QP-001/1/jane.doe
        role: quality-manager, listed under independent
        author of the change: sam.lee
    """,
)


@judges(AUTHOR_UNKNOWN)
def author_unknown(index: Index) -> Iterator[Finding]:
    """Everybody who wrote a change is somebody of the policy, where a signature has to be independent.

    The authors and co-authors of the commits that changed a document and its files are asked: for a revision that
    waits, since the last edition; otherwise, for the newest edition. An address belongs to somebody if any policy
    that was ever in force says so.

    Why: nobody approves their own change (7.5.2 c). Whether a signer wrote it cannot be told of an address that
    belongs to nobody, such as the one that a host gives to whoever edits in the browser.

    Mend: enter the address under the person's `principals` in `people.yml`; before the next commit set
    `git config user.email`, or the host's address for edits in the browser, to the one that stands there.

    Fails:
        tag: approved/QP-001/1/jane.doe
        role: quality-manager, listed under independent
        author of the change: 123+jane@users.noreply.github.com
        verdict: author-unknown

    Passes:
        tag: approved/QP-001/1/jane.doe
        role: quality-manager, listed under independent
        author of the change: sam.lee@meridian.example
    """
    by_address: dict[str, list[Record]] = {}
    for record in index.known:
        authors = index.snapshot.change_authors.get(record.name)
        for address in authors.unknown if authors is not None else ():
            by_address.setdefault(address, []).append(record)
    for address, records in by_address.items():
        alone = records[0] if len(records) == 1 else None
        names = [record.name for record in records]
        named = all_of([*names[:_NAMED], f"{len(names) - _NAMED} more"] if len(names) > _NAMED else names)
        yield Finding(
            AUTHOR_UNKNOWN,
            f"{address} wrote part of the newest revision of {named} and is nobody in people.yml: whether a signer "
            "wrote it cannot be told.",
            "Enter the address under the `principals` of whoever it is; for the next commits set git's user.email.",
            document=alone.name if alone else None,
            path=(alone.draft.path if alone.draft else alone.editions[-1].document.path) if alone else PEOPLE_PATH,
        )


approval_content_mismatch = described(
    APPROVAL_CONTENT_MISMATCH,
    """The digest that was signed is that of the document and its files at the approved commit.

    Text, images, includes and attachments all count.

    Why: the signature stands for other content than the one found there (7.5.2 c).

    Mend: find out what was signed. Then delete the tag and sign what is there.

    Fails:
        tag: approved/QP-001/1/jane.doe
        message: the field Content holds the digest of an older text
        verdict: approval-content-mismatch

    Passes:
        tag: approved/QP-001/1/jane.doe
        message: the field Content holds the digest of the text at the commit
    """,
)


approval_date_invalid = described(
    APPROVAL_DATE_INVALID,
    """An approval is dated after the commit it signs, not in the future, and not after it was recorded.

    One day's difference between clocks is allowed against the ledger.

    Why: evidence with an impossible date is no evidence (7.5.2 c).

    Mend: set the clock of the signer's machine right and sign again.

    Fails:
        tag: approved/QP-001/1/jane.doe
        commit: 2026-01-02
        signed: 2026-01-01
        verdict: approval-date-invalid

    Passes:
        tag: approved/QP-001/1/jane.doe
        commit: 2026-01-01
        signed: 2026-01-01
    """,
)


approval_foreign = described(
    APPROVAL_FOREIGN,
    """An approval was made for this manual.

    Why: a signature over a document of another manual, or of a copy, approves nothing here (7.5.2 c).

    Mend: delete the tag and sign here. Two manuals need two names (`manual:` in `qmsdoc.yml`).

    Fails:
        tag: approved/QP-001/1/jane.doe
        message: "Manual: other-company-manual"
        verdict: approval-foreign

    Passes:
        tag: approved/QP-001/1/jane.doe
        message: "Manual: meridian-quality-manual"
    """,
)
