"""The snapshot: everything known of a manual at one commit, as of one date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from qmsdoc.model.appearance import Looks
from qmsdoc.model.approval import Approval, JudgedTag, Review, Withdrawal
from qmsdoc.model.document import Document, Heading
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import Policy
from qmsdoc.model.requirement import Requirement
from qmsdoc.model.standard import Standard
from qmsdoc.model.unsigned_revision import UnsignedRevision


class Status(StrEnum):
    """Where a document or an edition stands; derived from git, never typed."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Edition(NamedTuple):
    """One revision of one document that its policy's signatures approve: the exact bytes signed.

    `document` was read from `commit`, the approved tree. `approvals` are the valid ones, in the
    order in which they were made; `approved_on` is the day the last required one was made and
    `in_force_from` the instant from which it is in force, if nothing ends it before, and
    `effective_on` the day of that. `policy` is the policy that governed it. `status` is
    EFFECTIVE, APPROVED (force lies ahead), SUPERSEDED or WITHDRAWN as of the snapshot's date.
    """

    name: str
    revision: int
    document: Document
    content_digest: str
    commit: str
    approvals: tuple[Approval, ...]
    approved_at: datetime
    approved_on: date
    in_force_from: datetime
    effective_on: date
    status: Status
    policy: Policy

    @property
    def title(self) -> str:
        """The title signed for."""
        return self.document.title

    @property
    def type(self) -> str:
        """The name of its type."""
        return self.document.front.type or ""

    @property
    def owner(self) -> str:
        """Its owner as signed for: a role or a person's id."""
        return self.document.front.owner or ""


@dataclass(frozen=True, slots=True)
class Record:
    """A document's whole life as of the snapshot's date.

    `draft` is the document as the ref or working tree holds it (None where its file is gone);
    `editions` are in order of revision; `effective` the one in force. `acts` are all its tags,
    wrong ones included. `needs` are the roles and counts that the newest revision still lacks,
    empty when nothing waits. `review_by` and `overdue` belong to the effective edition, else to
    the newest revision. `replaced_by` names the document that supersedes or succeeds it. `emergency`
    marks a withdrawal by one person alone, which a new revision, approved after it, ends.
    """

    name: str
    status: Status
    draft: Document | None
    editions: tuple[Edition, ...]
    effective: Edition | None
    acts: tuple[JudgedTag, ...]
    needs: tuple[Requirement, ...] = ()
    review_by: date | None = None
    overdue: bool = False
    withdrawn_on: date | None = None
    withdrawal: tuple[Withdrawal, ...] = ()
    replaced_by: str | None = None
    emergency: bool = False

    @property
    def shown(self) -> Document:
        """What registers describe: the effective edition, else the newest revision known."""
        if self.effective is not None:
            return self.effective.document
        if self.draft is not None:
            return self.draft
        return self.editions[-1].document

    @property
    def newest(self) -> int | None:
        """The newest revision number, of a draft or an edition."""
        numbers = [edition.revision for edition in self.editions]
        if self.draft is not None and self.draft.front.revision is not None:
            numbers.append(self.draft.front.revision)
        return max(numbers, default=None)

    def edition(self, revision: int) -> Edition | None:
        """Find an edition by its revision."""
        return next((edition for edition in self.editions if edition.revision == revision), None)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The signed reviews of its editions, in the order in which they count."""
        return tuple(sorted((act for act in self.acts if isinstance(act, Review)), key=lambda act: act.order))

    @property
    def superseded_approvals(self) -> tuple[Approval, ...]:
        """The approvals of the draft's revision that are over an earlier text of it, changed under the same number."""
        draft = self.draft
        if draft is None or draft.front.revision is None or self.edition(draft.front.revision) is not None:
            return ()
        return tuple(
            act
            for act in self.acts
            if isinstance(act, Approval)
            and act.name.revision == draft.front.revision
            and act.statement.content_digest != draft.closure.content_digest
        )


@dataclass(frozen=True, slots=True)
class PolicyEdition:
    """An approved policy revision, the instant from which it is the law, and document POLICY as signed."""

    policy: Policy
    content_digest: str
    since: datetime
    commit: str
    approvals: tuple[Approval, ...]
    document: Document


class PolicyState(StrEnum):
    """How the policy stands. BROKEN: signatures for revision 1 do not hold, or the pinned root differs
    (exit 3, a problem says why); UNAPPROVED: nobody has approved a policy yet; IN_FORCE: the ref has
    the approved one; AMENDED: the ref has another, and the approved one stays in force.
    """

    BROKEN = "broken"
    UNAPPROVED = "unapproved"
    IN_FORCE = "in-force"
    AMENDED = "amended"


class Claim(NamedTuple):
    """A revision that a branch holds and the trunk did not when the branch left it.

    `content_digest` is the digest of the closure on the branch, `base` of the document's closure where the
    branch left the trunk; None where it was not there.
    """

    branch: str
    document: str
    revision: int
    path: str
    content_digest: str
    base: str | None = None


class Template(NamedTuple):
    """What documents are held against: the headings that a type's template asks for, in order, and its sentences.

    `path` is its file in the manual; `sentences` are lines of its text without the marks of lists.
    """

    path: str
    headings: tuple[Heading, ...]
    sentences: frozenset[str] = frozenset()


class CodeOwner(NamedTuple):
    """One line of CODEOWNERS: a pattern of paths and whom it names, as written."""

    pattern: str
    owners: tuple[str, ...]
    line: int


class CodeOwners(NamedTuple):
    """The file that tells the host of the repository whom to ask for a review."""

    path: str
    lines: tuple[CodeOwner, ...]


class ChangeAuthors(NamedTuple):
    """Who wrote a change: people of the policy in force, by id, and addresses of nobody in any policy, in order."""

    people: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything known of a manual at one commit, as of one date; immutable, and all that rules,
    pages and reports are given.

    `policy` is the one that judges drafts (as the ref or working tree has it, or, where that is
    not readable, the one in force); `authority` the newest approved one, None before POLICY 1.
    `trust_root` is the pinned digest (`sha256:…`) or None, `root` the digest of POLICY 1's closure.
    `problems` are faults of the manual's own files (policy, people, signers, looks), with paths.
    `strays` are Markdown files under the documents folder that nobody controls.
    `recorded` tells whether a ledger exists; `ledger_seq` and `ledger_sha256` are the number of its last
    line and that line's SHA-256 (hex, with its newline), None without one; `ledger_digests` the
    SHA-256 of every line, in order. `claims` are the revisions that other branches of the clone hold;
    `templates`, `standards` and `codeowners` what the ref or working tree has of each. `lacking_commits` are
    those of the trunk fetched from `origin` that the trunk here does not have. `change_authors` gives, by document
    in use whose type has an independent role, who wrote what its newest revision changes. `unsigned` is what tags of
    another system say of the time before the policy; it proves nothing, and nothing else is made of it. `concerning`
    are the names, in lower case, of the documents that were asked about, and `proved` of those that bear on them, None
    for all: of others less is known.
    """

    manual: str
    commit: str
    as_of: date
    policy: Policy
    authority: Policy | None
    policies: tuple[PolicyEdition, ...]
    policy_state: PolicyState
    records: tuple[Record, ...]
    documents: tuple[Document, ...]
    acts: tuple[JudgedTag, ...]
    problems: tuple[Finding, ...] = ()
    strays: tuple[str, ...] = ()
    trust_root: str | None = None
    root: str | None = None
    recorded: bool = False
    ledger_seq: int | None = None
    ledger_sha256: str | None = None
    ledger_digests: tuple[str, ...] = ()
    looks: Looks = field(default_factory=Looks)
    working_tree: bool = False
    claims: tuple[Claim, ...] = ()
    templates: tuple[Template, ...] = ()
    standards: tuple[Standard, ...] = ()
    codeowners: CodeOwners | None = None
    lacking_commits: frozenset[str] = frozenset()
    change_authors: Mapping[str, ChangeAuthors] = field(default_factory=dict)
    unsigned: tuple[UnsignedRevision, ...] = ()
    concerning: frozenset[str] | None = None
    proved: frozenset[str] | None = None
    _named: Mapping[str, Record] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_named", {record.name.lower(): record for record in reversed(self.records)})

    @property
    def policy_in_force(self) -> Policy:
        """The newest approved policy; before there is one, that of the files."""
        return self.authority or self.policy

    @property
    def site_url(self) -> str:
        """Where the manual is published: as the policy in force says, else `mkdocs.yml`; or nothing."""
        return self.policy_in_force.site_url or self.looks.site_url

    def record(self, name: str) -> Record | None:
        """Find a document's record by name, whatever its case."""
        return self._named.get(name.lower())

    def wrote_change(self, person_id: str, name: str) -> bool:
        """Tell whether a person wrote part of what the newest revision of a document changes."""
        authors = self.change_authors.get(name)
        return authors is not None and person_id in authors.people

    def unsigned_of(self, name: str) -> tuple[UnsignedRevision, ...]:
        """Return what tags of another system say of a document, by revision: history, and never proof."""
        return tuple(each for each in self.unsigned if each.name.lower() == name.lower())

    @property
    def editions(self) -> tuple[Edition, ...]:
        """Every edition, by document and revision."""
        return tuple(edition for record in self.records for edition in record.editions)
