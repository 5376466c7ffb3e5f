"""`capture`: one read of git gives the snapshot that everything else is a function of."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.branches import claims
from qmsdoc.capture.clone_state import behind_finding, lacking_commits
from qmsdoc.capture.document_reader import DocumentReader, policy_document, policy_files
from qmsdoc.capture.drafts import Drafts, by_name, read_drafts, state
from qmsdoc.capture.ledger_branch import MEND, find_ledger
from qmsdoc.capture.objects import Objects, incomplete
from qmsdoc.errors import UsageError
from qmsdoc.git import Commit, CommitTree, GitObject, MissingObjectError, Ref, Store, Tree
from qmsdoc.model.approval import Verdict
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH, Policy
from qmsdoc.model.refs import ACT_PREFIXES, FETCHED_LEDGER, LEDGER, branch_tip
from qmsdoc.model.rule_ids import SIGNATURE_UNVERIFIABLE
from qmsdoc.model.snapshot import Claim, Edition, Snapshot, Status
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.trust.context import ParsedTag, TaggedCommit, VerificationContext, end_of, parse_tag
from qmsdoc.trust.editions import DocumentHistory, JudgedAct, assemble
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.ledger import PATH as LEDGER_PATH
from qmsdoc.trust.ledger import Ledger, compare
from qmsdoc.trust.policy_chain import PolicyAct, PolicyChain, Trunk, policy_chain
from qmsdoc.trust.records import records
from qmsdoc.trust.verify import proved, verify_act

_TOGETHER = 256  # approvals whose files are read ahead together: some megabytes
_NO_POLICY = Policy("", 0, "", "main", (), (), ())


def capture(
    store: Store,
    *,
    as_of: date,
    ref: str | None = None,
    working_tree: Tree | None = None,
    trust_root: str | None = None,
    today: date | None = None,
) -> Snapshot:
    """Read a manual as of a date.

    `ref` is the commit id whose files are the drafts; `working_tree` are files to judge instead;
    with neither, the trunk is read, as it stood on `as_of` where that day lies before its tip.
    `trust_root` is the pinned digest of POLICY 1 (`sha256:…`). `today` is the latest day known to
    have begun (by default `as_of`): approvals dated after `as_of` but not after it do not count
    yet, those dated after both are wrong. Raises `UsageError` where there is no manual and
    `RepositoryError` where the repository cannot be judged.
    """
    with _uncollected():
        reading = _Reading(store, as_of, today or as_of, trust_root)
        return reading.snapshot(ref, working_tree)


@contextmanager
def _uncollected() -> Iterator[None]:
    # What is read holds no cycles, and all of it is kept: Python's collector would look at it again
    # and again, a tenth of the time at 20,000 signatures. Frozen, it is left alone afterwards too.
    collecting = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.enable()


class _Reading:
    """One capture: the objects, histories and documents read so far."""

    def __init__(self, store: Store, as_of: date, today: date, trust_root: str | None) -> None:
        self.objects = Objects(store)
        self.library = DocumentReader()
        self.as_of, self.trust_root = as_of, trust_root
        self.refs = {ref.name: ref for ref in store.refs()}
        self.ledger, self.ledger_problems = self._ledger()
        recorded = self.ledger.recorded() if self.ledger else None
        opened = self.ledger.opened if self.ledger else None
        self.court = VerificationContext((), end_of(as_of), end_of(max(as_of, today)), recorded, opened=opened)
        self.histories: dict[str, BranchHistory] = {}
        self.signed: dict[tuple[str, str], Document | None] = {}

    def snapshot(self, ref: str | None, working_tree: Tree | None) -> Snapshot:
        """Read tags, then policies, then documents, then everything's editions."""
        tags = self._examined([ref for name, ref in self.refs.items() if name.startswith(ACT_PREFIXES)])
        law = self._chain([tag for tag in tags if _document(tag) == POLICY_ID])
        authority = law.editions[-1].policy if law.editions else None
        self.court = replace(self.court, policies=law.editions, revoked=authority.revoked if authority else ())
        drafts = self._drafts(ref, working_tree, authority)
        policy = drafts.policy or authority or _NO_POLICY
        trunk = self._history(authority.trunk) if authority else None
        others = [tag for tag in tags if _document(tag) != POLICY_ID]
        self.court = replace(self.court, proved=proved(others, self.court))
        judged = self._all_judged(others, trunk)
        lives = self._lives(judged, trunk)
        lives[POLICY_ID] = self._policy_life(law)
        named = by_name(drafts.documents, lives)
        if drafts.policy is not None:
            named[POLICY_ID] = policy_document(drafts.files, drafts.policy)
        broken = (
            (
                Finding(
                    law.broken.rule,
                    law.broken.reason,
                    "Sign the policy: `qmsdoc approve POLICY`.",
                    path=POLICY_PATH,
                ),
            )
            if law.broken
            else ()
        )
        lacking = self._lacking(authority)
        acts = [case.approval for case in judged if case.approval.name is None]
        acts += [act for life in lives.values() for act in life.acts]
        return Snapshot(
            manual=(authority or policy).manual,
            commit=drafts.commit,
            as_of=self.as_of,
            policy=policy,
            authority=authority,
            policies=law.editions,
            policy_state=state(law, named.get(POLICY_ID)),
            records=records(lives, named, authority or policy, self.as_of, law.editions),
            documents=drafts.documents,
            acts=tuple(sorted(acts, key=lambda act: act.ref)),
            problems=(*behind_finding(authority, lacking), *drafts.problems, *broken, *self.ledger_problems),
            lacking_commits=lacking,
            strays=drafts.strays,
            trust_root=self.trust_root,
            root=law.editions[0].content_digest if law.editions else None,
            recorded=self.ledger is not None,
            ledger_seq=len(self.ledger.entries) if self.ledger else None,
            ledger_sha256=self.ledger.sha256 if self.ledger else None,
            ledger_digests=self.ledger.digests if self.ledger else (),
            looks=drafts.looks,
            working_tree=working_tree is not None,
            claims=self._claims(drafts.commit, policy, trunk),
            templates=drafts.aside.templates,
            standards=drafts.aside.standards,
            codeowners=drafts.aside.codeowners,
        )

    def _lacking(self, authority: Policy | None) -> frozenset[str]:
        if authority is None:
            return frozenset()
        refs = {name: ref.oid for name, ref in self.refs.items()}
        return lacking_commits(self.objects, refs, authority.trunk, self._history(authority.trunk))

    def _claims(self, here: str, policy: Policy, trunk: BranchHistory | None) -> tuple[Claim, ...]:
        if trunk is None:
            return ()
        refs = {name: ref.oid for name, ref in self.refs.items()}
        return claims(self.objects, refs, trunk, policy, here=here, until=self.court.until)

    def _ledger(self) -> tuple[Ledger | None, tuple[Finding, ...]]:
        refs = {name: ref.oid for name, ref in self.refs.items()}
        try:
            found = find_ledger(self.objects, refs)
        except MissingObjectError as error:
            raise incomplete(error.args[0], refs[LEDGER] if LEDGER in refs else refs[FETCHED_LEDGER]) from error
        if found is None:
            return None, ()
        if isinstance(found, VerificationFailure):
            return Ledger(), (Finding(found.rule, found.reason, MEND, path=LEDGER_PATH),)
        return found.ledger, compare(found.ledger, refs)

    def _branch(self, name: str) -> Ref | None:
        """Find a branch by its full name only: `refs/heads/…`, else `refs/remotes/origin/…`."""
        return branch_tip(self.refs, name)

    def _examined(self, refs: Sequence[Ref]) -> list[ParsedTag]:
        found = self.objects.read_all(ref.oid for ref in refs)
        return [_examine(ref, tag) for ref, (_, tag) in zip(refs, found, strict=True)]

    def _history(self, trunk: str) -> BranchHistory:
        if trunk not in self.histories:
            tip = self._branch(trunk)
            self.histories[trunk] = BranchHistory(self.objects, tip.oid if tip else None)
        return self.histories[trunk]

    def _tree(self, commit: str) -> CommitTree:
        found = self.objects.commit(commit)
        if found is None:
            raise UsageError(f"{commit} is not a commit of this repository.", remedy="Give a branch or a commit id.")
        return self.objects.tree(found)

    def _chain(self, tags: Sequence[ParsedTag]) -> PolicyChain:
        cases = [self._policy_case(tag) for tag in tags]
        trunk = Trunk(lambda commit, name: commit in self._history(name), lambda name: self._history(name).authors)
        return policy_chain(cases, self.court, self.trust_root, trunk)

    def _policy_case(self, tag: ParsedTag) -> PolicyAct:
        commit = self.objects.commit(tag.tag.target) if tag.tag and tag.statement else None
        if commit is None:
            return PolicyAct(tag, TaggedCommit(present=False), None)
        try:
            files = policy_files(self.objects.tree(commit))
        except MissingObjectError:
            return PolicyAct(tag, TaggedCommit(present=False), None)
        policy, _ = read_policy(files)
        document = policy_document(files, policy) if policy and POLICY_PATH in files else None
        return PolicyAct(tag, TaggedCommit(present=True, committed_at=commit.committed_at, document=document), policy)

    def _drafts(self, ref: str | None, working_tree: Tree | None, authority: Policy | None) -> Drafts:
        commit, tree = self._place(ref, working_tree, authority)
        try:
            return read_drafts(commit, tree, self.library, authority)
        except MissingObjectError as error:
            raise incomplete(error.args[0], commit) from error

    def _place(self, ref: str | None, working_tree: Tree | None, authority: Policy | None) -> tuple[str, Tree]:
        head = self.refs.get("HEAD")
        if ref is not None:
            return ref, self._tree(ref)
        if working_tree is not None:
            return head.oid if head else "", working_tree
        trunk = authority.trunk if authority else self._proposed_trunk(head)
        commit = self._history(trunk).at(self.court.until) or self._history(trunk).tip
        if commit is None:
            named = "the one that the policy names as trunk" if head else "and no commit at all yet"
            raise UsageError(
                f"There is no branch '{trunk}' here, {named}.",
                remedy=f"Commit the manual to '{trunk}', or fetch it with: git fetch origin {trunk}",
            )
        return commit, self._tree(commit)

    def _proposed_trunk(self, head: Ref | None) -> str:
        policy, _ = read_policy(policy_files(self._tree(head.oid))) if head else (None, ())
        return policy.trunk if policy else "main"

    def _all_judged(self, tags: Sequence[ParsedTag], trunk: BranchHistory | None) -> list[JudgedAct]:
        self._read_signed([tag for tag in tags if tag.fault is None])
        return [self._judged(tag, trunk) for tag in tags]

    def _read_signed(self, tags: Sequence[ParsedTag]) -> None:
        """Read the documents that tags sign in the order of their commits, in which folders change least."""
        wanted = {(tag.tag.target, tag.statement.path) for tag in tags if tag.tag and tag.statement}
        self.objects.commits({commit for commit, _ in wanted})
        places = [(commit, path) for oid, path in wanted if (commit := self.objects.commit(oid)) is not None]
        places.sort(key=lambda place: (place[0].committed_at, place[0].oid, place[1]))
        for at in range(0, len(places), _TOGETHER):
            group = places[at : at + _TOGETHER]
            self.objects.ahead((commit.tree, path) for commit, path in group)
            for commit, path in group:
                with suppress(MissingObjectError):
                    self._signed_document(commit, path)

    def _judged(self, tag: ParsedTag, trunk: BranchHistory | None) -> JudgedAct:
        target = self._target(tag, trunk) if tag.fault is None else TaggedCommit(present=False)
        return JudgedAct(verify_act(tag, target, self.court), target.document)

    def _target(self, tag: ParsedTag, trunk: BranchHistory | None) -> TaggedCommit:
        assert tag.tag is not None
        assert tag.statement is not None
        commit = self.objects.commit(tag.tag.target)
        if commit is None:
            return TaggedCommit(present=False)
        on_trunk = trunk is not None and commit.oid in trunk
        try:
            document = self._signed_document(commit, tag.statement.path)
        except MissingObjectError:
            return TaggedCommit(present=False)
        return TaggedCommit(present=True, on_trunk=on_trunk, committed_at=commit.committed_at, document=document)

    def _signed_document(self, commit: Commit, path: str) -> Document | None:
        # Several people sign one commit: what stands there is read once.
        place = (commit.tree, path)
        if place not in self.signed:
            self.signed[place] = self.library.document(self.objects.tree(commit), path)
        return self.signed[place]

    def _lives(self, judged: Sequence[JudgedAct], trunk: BranchHistory | None) -> dict[str, DocumentHistory]:
        by_document: dict[str, list[JudgedAct]] = {}
        for case in judged:
            if case.approval.name is not None:
                by_document.setdefault(case.approval.name.document, []).append(case)
        if trunk is None:
            return {
                name: DocumentHistory((), tuple(case.approval for case in cases)) for name, cases in by_document.items()
            }
        return {name: assemble(name, cases, self.court, trunk.authors) for name, cases in by_document.items()}

    def _policy_life(self, law: PolicyChain) -> DocumentHistory:
        editions = tuple(
            Edition(
                name=POLICY_ID,
                revision=found.policy.revision,
                document=document,
                content_digest=found.content_digest,
                commit=found.commit,
                approvals=found.approvals,
                approved_at=found.since,
                approved_on=found.since.date(),
                effective_on=found.since.date(),
                status=Status.EFFECTIVE,
                policy=found.policy,
            )
            for found in law.editions
            if (document := found.document) is not None
        )
        return DocumentHistory(editions, law.acts)


def _examine(ref: Ref, found: GitObject | None) -> ParsedTag:
    if found is not None:
        return parse_tag(ref.name, ref.oid, found.kind, found.data)
    reason = f"Its object {ref.oid} is not in this repository."
    return ParsedTag(ref.name, ref.oid, fault=VerificationFailure(SIGNATURE_UNVERIFIABLE, reason, Verdict.UNVERIFIABLE))


def _document(tag: ParsedTag) -> str | None:
    return tag.name.document if tag.name else None
