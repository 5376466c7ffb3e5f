"""Rules of how a document moves from one revision to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qmsdoc.model.approval import Approval
from qmsdoc.model.controlled_paths import folders_above
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import (
    CHANGE_MISSING,
    CHANGED_WITHOUT_REVISION,
    CONTENT_UNSAFE,
    DELETED_NOT_WITHDRAWN,
    HISTORY_REWRITTEN,
    REVISION_GAP,
    REVISION_REGRESSION,
    REVISION_WITHOUT_CHANGE,
    RuleId,
)
from qmsdoc.model.snapshot import Record
from qmsdoc.rules.definition import at_field, described, judges
from qmsdoc.rules.index import OVER, Index, is_policy_record
from qmsdoc.rules.revised_files import changed_files, only_line_ends, relative_files, review_date_moved

_NAMED = 5


@judges(CHANGED_WITHOUT_REVISION)
def changed_without_revision(index: Index) -> Iterator[Finding]:
    """What was approved stays as it was approved; a change gets the next revision number.

    The document and every local file it needs (images, includes, attachments) are compared with
    the edition of the same revision. A file that was only moved, unchanged, does not count, nor does
    one that is no longer there: `asset-missing` and `link-broken` say so.

    Why: changes are to be controlled (7.5.3.2 c). Signatures hold for exactly the files that were
    signed.

    Mend: raise `revision:` by one and say in `change:` what is different and why; or put the files
    back as they were.

    Fails:
        approved: {id: QP-001, revision: 1, text: Records are kept five years.}
        draft: {id: QP-001, revision: 1, text: Records are kept ten years.}

    Passes:
        approved: {id: QP-001, revision: 1, text: Records are kept five years.}
        draft: {id: QP-001, revision: 2, change: Ten years., text: Records are kept ten years.}
    """
    for record, draft in _drafts(index, policy=False):
        edition = record.edition(draft.front.revision or 0)
        files = changed_files(edition.document, draft) if edition is not None else ()
        if edition is None or not files or review_date_moved(record):
            continue
        named = ", ".join(files[:_NAMED]) + (f" and {len(files) - _NAMED} more" if len(files) > _NAMED else "")
        message = f"Revision {edition.revision} is approved, but these files are no longer as approved: {named}."
        remedy = (
            f"Write `revision: {record.editions[-1].revision + 1}` and say in `change:` what is different, "
            "or put the files back as they were."
        )
        if only_line_ends(edition.document, draft):
            message = (
                f"Revision {edition.revision} is approved, but these files now have line ends of Windows: {named}."
            )
            remedy = "Let git keep them as approved: write `* text=auto` into .gitattributes, `git add --renormalize .`"
        yield replace(_on_revision(CHANGED_WITHOUT_REVISION, draft, message, remedy), because=draft.path)


@judges(REVISION_WITHOUT_CHANGE)
def revision_without_change(index: Index) -> Iterator[Finding]:
    """A new revision differs from the one before it in more than its number.

    Why: a revision tells people that there is something to read anew (7.5.3.2 c). A document that
    is only confirmed is reviewed, not revised.

    Mend: take the old number back and sign a review: `qmsdoc review QP-001`.

    Fails:
        approved: {id: QP-001, revision: 1, text: Records are kept five years.}
        draft: {id: QP-001, revision: 2, change: None., text: Records are kept five years.}

    Passes:
        approved: {id: QP-001, revision: 1, text: Records are kept five years.}
        draft: {id: QP-001, revision: 2, change: Ten years., text: Records are kept ten years.}
    """
    for record, draft in _drafts(index):
        last = record.editions[-1] if record.editions else None
        if last is not None and (draft.front.revision or 0) > last.revision and _same_content(last.document, draft):
            yield _on_revision(
                REVISION_WITHOUT_CHANGE,
                draft,
                f"Revision {draft.front.revision} says the same as revision {last.revision}.",
                f"Write `revision: {last.revision}` again; to confirm the text sign `qmsdoc review {record.name}`.",
            )


def _same_content(approved: Document, draft: Document) -> bool:
    before, after = relative_files(approved), relative_files(draft)
    del before[""], after[""]
    bare = [replace(document.front, revision=None, change=None, extra=(), places=()) for document in (approved, draft)]
    extras = sorted(approved.front.extra) == sorted(draft.front.extra)
    return before == after and bare[0] == bare[1] and extras and approved.markdown == draft.markdown


@judges(REVISION_GAP)
def revision_gap(index: Index) -> Iterator[Finding]:
    """The revision after an approved one bears the next number.

    A number is used up once somebody has signed it, even where it never came into force. A document
    that was never approved here may begin with any number: it may come from another system.

    Why: a missing number asks every reader and auditor where the revision between went (7.5.3.2 c).

    Mend: write the next number.

    Fails:
        approved: {id: QP-001, revision: 1}
        draft: {id: QP-001, revision: 3, change: Ten years.}

    Passes:
        approved: {id: QP-001, revision: 1}
        draft: {id: QP-001, revision: 2, change: Ten years.}
    """
    for record, draft in _drafts(index, policy=False):
        used = _used(record)
        if record.editions and draft.front.revision is not None and draft.front.revision > used + 1:
            yield _on_revision(
                REVISION_GAP,
                draft,
                f"Revision {draft.front.revision} follows revision {used}; the numbers between are missing.",
                f"Write `revision: {used + 1}`.",
            )


def _used(record: Record) -> int:
    """Give the highest revision that is an edition or that somebody validly signed."""
    signed = [act.name.revision for act in record.acts if isinstance(act, Approval)]
    return max([*signed, *(edition.revision for edition in record.editions)], default=0)


@judges(REVISION_REGRESSION)
def revision_regression(index: Index) -> Iterator[Finding]:
    """The revision never goes back behind an approved one.

    Why: two texts under one number, or an old number on a new text, bring obsolete documents back
    into use (7.5.3.2 c).

    Mend: write the number after the newest approved one. To return to an older text, approve it
    again under a new number.

    Fails:
        approved:
          - {id: QP-001, revision: 1}
          - {id: QP-001, revision: 2, change: Ten years.}
        draft: {id: QP-001, revision: 1}

    Passes:
        approved:
          - {id: QP-001, revision: 1}
          - {id: QP-001, revision: 2, change: Ten years.}
        draft: {id: QP-001, revision: 2, change: Ten years.}
    """
    for record, draft in _drafts(index, policy=False):
        last = record.editions[-1].revision if record.editions else 0
        if draft.front.revision is not None and draft.front.revision < last:
            yield _on_revision(
                REVISION_REGRESSION,
                draft,
                f"Revision {draft.front.revision} is older than the approved revision {last}.",
                f"If this text is to hold, write `revision: {_used(record) + 1}` and say in `change:` why; if not, put "
                f"the files of revision {last} back.",
            )


@judges(CHANGE_MISSING)
def change_missing(index: Index) -> Iterator[Finding]:
    """Every revision after the first says in `change` what is different and why.

    Why: changes are to be controlled (7.5.3.2 c), and people who know the old text need to know
    what is new without comparing the two.

    Mend: add `change:` with one or two sentences.

    Fails:
        draft: {id: QP-001, revision: 2}

    Passes:
        draft: {id: QP-001, revision: 2, change: Records are kept ten years.}
    """
    known = {path for path, _ in index.met(CHANGE_MISSING)}
    for document in index.readable:
        front = document.front
        if (front.revision or 0) > 1 and not (front.change or "").strip() and document.path not in known:
            yield _on_revision(
                CHANGE_MISSING,
                document,
                f"Revision {front.revision} does not say what changed.",
                "Add `change:` with one or two sentences: what is different, and why.",
            )


@judges(DELETED_NOT_WITHDRAWN)
def deleted_not_withdrawn(index: Index) -> Iterator[Finding]:
    """The file of a document in force stays until the document is withdrawn or superseded.

    The file may go with the change that says `supersedes`: the document then stays in force until that
    change is. A file that is still there, but can no longer be read as this document, is left to the rules of
    front matter and to `id-changed`; a link or submodule in the place of it or of a folder above it,
    to `content-unsafe`.

    Why: obsolete documents are kept and marked (7.5.3.2 d). Deleting a file withdraws nothing: the
    approved edition stays in force and stays published.

    Mend: put the file back, or sign `qmsdoc withdraw QP-001` first.

    Fails:
        approved: {id: QP-001}
        drafts: []

    Passes:
        approved: {id: QP-001}
        withdrawn: [QP-001]
        drafts: []
    """
    unsafe = {problem.path for problem in index.snapshot.problems if problem.rule == CONTENT_UNSAFE}
    followed = {name.lower() for _, draft in _drafts(index) for name in draft.front.supersedes}
    for record in index.known:
        left = record.draft is not None or record.name.lower() in followed
        if left or record.status in OVER or is_policy_record(record):
            continue
        last = record.editions[-1]
        path = last.document.path
        if path not in index.by_path and unsafe.isdisjoint((path, *folders_above(path))):
            yield Finding(
                DELETED_NOT_WITHDRAWN,
                f"{record.name} is no longer among the documents, but its revision {last.revision} is still in force.",
                f"Put {path} back, or withdraw the document: `qmsdoc withdraw {record.name}`.",
                document=record.name,
                path=path,
            )


history_rewritten = described(
    HISTORY_REWRITTEN,
    """Whatever was approved on the trunk stays part of the trunk.

    The ledger records only approvals of commits that the trunk holds. An approval that is recorded,
    and whose commit the trunk no longer holds, shows that the trunk was rewritten: by a rebase, an
    amended commit or a forced push. One never recorded is `tag-unreachable`.

    Why: documents are protected from losing their integrity (7.5.3.1 b). A history that can be
    written anew proves nothing.

    Mend: put the trunk back where it was (`git push --force-with-lease` from a clone that still has
    it), then merge what came after; and let nobody force-push to it.

    Fails:
        tag: approved/QP-001/1/jane.doe
        recorded: 2026-01-15
        verdict: history-rewritten

    Passes:
        tag: approved/QP-001/1/jane.doe
        recorded: 2026-01-15
    """,
)


def _drafts(index: Index, *, policy: bool = True) -> Iterator[tuple[Record, Document]]:
    """Give each record that has a draft, with it; of the number of the `policy`, `policy-unapproved` tells."""
    for record in index.known:
        if record.draft is not None and (policy or not is_policy_record(record)):
            yield record, record.draft


def _on_revision(rule: RuleId, document: Document, message: str, remedy: str) -> Finding:
    return at_field(rule, document, "revision", message, remedy)
