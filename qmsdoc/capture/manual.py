"""What a repository holds of a manual: its refs, branches, trees and signed documents, each read and checked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from qmsdoc.capture.branch_history import BranchHistory
from qmsdoc.capture.certified_keys import is_certified
from qmsdoc.capture.concerned import signed_name
from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.capture.objects import Objects, incomplete
from qmsdoc.capture.policy_document import policy_document, policy_files
from qmsdoc.errors import UsageError
from qmsdoc.git import Commit, CommitTree, MissingObjectError, Store
from qmsdoc.model.approval import Verdict
from qmsdoc.model.document import Document, FrontMatter
from qmsdoc.model.policy import POLICY_PATH, Policy
from qmsdoc.model.refs import ACT_PREFIXES, branch_tip
from qmsdoc.model.rule_ids import REPOSITORY_INCOMPLETE, TAG_TARGET_INVALID
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.processes import give_back_memory
from qmsdoc.trust.context import TaggedCommit
from qmsdoc.trust.failure import VerificationFailure, invalid
from qmsdoc.trust.parsed_tag import ParsedTag

_TOGETHER = 1024  # approvals whose files are read ahead together: some megabytes


class Manual:
    """Reads one repository. `oids` are its refs by full name, each with the id of its object.

    `symbolic_tags` are the tags that are other names of a ref, which can lead elsewhere at any time. Of `few` documents
    only the folders on the way to their files are read in the history, until `widen` says that it is about all.
    """

    def __init__(self, store: Store, *, few: bool = False) -> None:
        self.objects = Objects(store)
        self.documents = DocumentReader()
        refs = store.refs()
        self.oids = {ref.name: ref.oid for ref in refs if not ref.symbolic}
        self.symbolic_tags = {ref.name: ref.oid for ref in refs if ref.symbolic and ref.name.startswith(ACT_PREFIXES)}
        self._few = few
        self._acts: dict[str | None, list[tuple[str, str]]] = {}
        self._histories: dict[str, BranchHistory] = {}
        self._signed: dict[tuple[str, str, DocumentReader], Document | None] = {}

    @property
    def acts(self) -> list[tuple[str, str]]:
        """The ref and the object id of each act, by ref."""
        return [(ref, oid) for ref, oid in self.oids.items() if ref.startswith(ACT_PREFIXES)]

    @property
    def acts_by_name(self) -> Mapping[str | None, Sequence[tuple[str, str]]]:
        """The acts by the document, in lower case, of which they speak by their names; under None what cannot be read.

        It is asked for again and again only where few documents are asked about.
        """
        found = self._acts
        if not found:
            for act in self.acts:
                found.setdefault(signed_name(act[0]), []).append(act)
        self._acts = found if self._few else {}
        return found

    def history(self, branch: str) -> BranchHistory:
        """Return the history of a branch, known by its full name only: `refs/heads/…`, else `refs/remotes/origin/…`."""
        if branch not in self._histories:
            self._histories[branch] = BranchHistory(self.objects, branch_tip(self.oids, branch), few=self._few)
        return self._histories[branch]

    def history_at(self, commit: str, trunk: BranchHistory) -> BranchHistory:
        """Return the history of a commit; what it shares with the trunk is not read again."""
        return BranchHistory(self.objects, commit or None, trunk, few=self._few)

    def widen(self) -> None:
        """Read the whole of every change from now on: it is about all documents."""
        if self._few:
            self._few = False
            self._histories.clear()

    def forget_documents(self) -> None:
        """Let go the signed documents, where those of all have been judged."""
        if not self._few:
            self._signed.clear()

    def tree(self, commit: str) -> CommitTree:
        """Return the files of a commit; raises `UsageError` for an id of anything else."""
        found = self.objects.commit(commit)
        if found is None:
            raise UsageError(f"{commit} is not a commit of this repository.", remedy="Give a branch or a commit id.")
        return self.objects.tree(found)

    def policy(self, files: Mapping[str, bytes]) -> Policy | None:
        """Read a policy from its files; None where it cannot be read, or has a key that is not its owner's."""
        policy = read_policy(files)[0]
        return policy if policy is not None and all(map(is_certified, policy.keys)) else None

    def tagged_policy(self, tag: ParsedTag) -> tuple[Policy | None, TaggedCommit | VerificationFailure]:
        """Return the policy at a tag's commit, None where none can be read, and what is known of that commit."""
        try:
            commit = self._commit(tag)
            if isinstance(commit, VerificationFailure):
                return None, commit
            files = policy_files(self.objects.tree(commit))
        except MissingObjectError as error:
            return None, _missing(error)
        policy = self.policy(files)
        document = policy_document(files, policy) if policy and POLICY_PATH in files else None
        return policy, TaggedCommit(commit.committed_at, document=document)

    def tagged_commit(
        self, tag: ParsedTag, trunk: BranchHistory | None, policy: Policy | None
    ) -> TaggedCommit | VerificationFailure:
        """Return what is known of a tag's commit, or why nothing is; `policy` is the one by which the tag is judged."""
        try:
            commit = self._commit(tag)
            if isinstance(commit, VerificationFailure):
                return commit
            document = self._signed_document(commit, tag.statement.path, policy)
        except MissingObjectError as error:
            return _missing(error)
        return TaggedCommit(commit.committed_at, trunk is not None and commit.oid in trunk, document)

    def _commit(self, tag: ParsedTag) -> Commit | VerificationFailure:
        oid = tag.tag.target
        return self.objects.commit(oid) or invalid(TAG_TARGET_INVALID, f"What it approves, {oid}, is not a commit.")

    def read_ahead(self, signed: dict[str, dict[str, Policy | None]], trunk: BranchHistory | None) -> None:
        """Read the documents that were `signed`, in the order of commits.

        They are given by commit and path, each with the policy that judges it, and are taken out when they are read.
        The folders of the trunk's commits are read once, for these documents and for what each commit changed.
        """

        def read(oids: Iterable[str]) -> None:
            group = [(oid, places) for oid in oids if (places := signed.pop(oid, None))]
            commits = self.objects.commits(oid for oid, _ in group)
            known = [(commits[oid], places) for oid, places in group if oid in commits]
            self.objects.ahead((commit.tree, path) for commit, places in known for path in places)
            if self._few:
                led = (
                    (commit.tree, target)
                    for commit, places in known
                    for path, policy in places.items()
                    for target in self.documents.under(policy).leading_to(self.objects.tree(commit), path)
                )
                self.objects.ahead(led, further=True)
            for commit, places in known:
                for path, policy in places.items():
                    with suppress(MissingObjectError):  # told of the tag that needs it
                        self._signed_document(commit, path, policy)

        if trunk is not None:
            trunk.read_changes(read)
        left = sorted(self.objects.commits(signed).values(), key=lambda commit: (commit.committed_at, commit.oid))
        for at in range(0, len(left), _TOGETHER):
            read(commit.oid for commit in left[at : at + _TOGETHER])
        if not self._few:
            self.documents.forget()
            give_back_memory()  # a sixth of what a large manual takes, which its signatures do not need again

    def fronts(self, signed: Iterable[tuple[str, str, Policy | None]]) -> list[FrontMatter | None]:
        """Return the fields of what stands at paths of commits, each read as its policy says.

        None where no document is there, or the repository lacks it.
        """
        places = list(signed)
        commits = self.objects.commits(oid for oid, _, _ in places)
        self.objects.ahead((commits[oid].tree, path) for oid, path, _ in places if oid in commits)
        found: list[FrontMatter | None] = []
        for oid, path, policy in places:
            document = None
            with suppress(MissingObjectError):
                tree = self.objects.tree(commits[oid]) if oid in commits else None
                document = self.documents.under(policy).document(tree, path, outline=True) if tree else None
            found.append(document.front if document else None)
        return found

    def _signed_document(self, commit: Commit, path: str, policy: Policy | None) -> Document | None:
        # Several people sign one commit: what stands there is read once.
        reader = self.documents.under(policy)
        place = (commit.tree, path, reader)
        if place not in self._signed:
            self._signed[place] = reader.document(self.objects.tree(commit), path, once=not self._few)
        return self._signed[place]


def _missing(error: MissingObjectError) -> VerificationFailure:
    return VerificationFailure(REPOSITORY_INCOMPLETE, incomplete(error.args[0]).message, Verdict.UNVERIFIABLE)
