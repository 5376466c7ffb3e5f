"""What a ref or the working tree holds: its policy, its documents and its looks, with every fault met on the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial

from qmsdoc.capture.certified_keys import uncertified
from qmsdoc.capture.document_reader import DocumentReader, Draft, pointers
from qmsdoc.capture.manual import Manual
from qmsdoc.capture.policy_document import policy_document, policy_files
from qmsdoc.capture.supporting_files import SupportingFiles, read_supporting_files
from qmsdoc.errors import UsageError
from qmsdoc.git import FileTree
from qmsdoc.model.appearance import Looks
from qmsdoc.model.controlled_paths import (
    MARKDOWN_ENDINGS,
    document_folders,
    folders_above,
    is_document_path,
    is_misnamed_document,
)
from qmsdoc.model.document import Document
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import POLICY_ID, POLICY_PATH, Policy
from qmsdoc.model.rule_ids import CONTENT_UNSAFE, LIMIT_EXCEEDED
from qmsdoc.model.snapshot import PolicyState
from qmsdoc.parse.branding import looks as read_looks
from qmsdoc.parse.policy_files import policy as read_policy
from qmsdoc.trust.context import VerificationContext
from qmsdoc.trust.policy_chain import PolicyChain
from qmsdoc.trust.records import DocumentHistory

NO_MANUAL = "Go to the folder of your manual, or make a demonstration with: qmsdoc demo"
_NOT_FILES = {"120000": "a symbolic link", "160000": "a submodule"}
_IN_PLACE = "Put the files themselves there."
_LOOKS_PATH = "mkdocs.yml"
_TRUNK = "main"  # where no policy names it


@dataclass(frozen=True, slots=True)
class Drafts:
    """The files of one tree as drafts. `policy` is None where it cannot be read; `files` are the policy's.

    `read` reads a document with all that it leads to. Where only some are asked about `outlines` are the paths of the
    others, of which the front matter alone was read; `bare` are files that may be documents and have no trace of it.
    """

    commit: str
    policy: Policy | None
    files: dict[str, bytes]
    read: Callable[[str], Document | None]
    documents: tuple[Document, ...] = ()
    bare: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()
    looks: Looks = field(default_factory=Looks)
    aside: SupportingFiles = field(default_factory=SupportingFiles)
    outlines: frozenset[str] = frozenset()

    @property
    def strays(self) -> tuple[str, ...]:
        """The files that are neither documents nor part of one that was read."""
        used = {file.path for document in self.documents for file in document.closure.files}
        return tuple(path for path in self.bare if path not in used)

    def with_whole(self, paths: Set[str]) -> Drafts:
        """Return the same with what these documents lead to."""
        lacking = self.outlines & paths
        documents = ((document.path in lacking and self.read(document.path)) or document for document in self.documents)
        return replace(self, documents=tuple(documents), outlines=self.outlines - paths) if lacking else self


def files_at_hand(manual: Manual, source: str | FileTree | None, context: VerificationContext) -> tuple[str, FileTree]:
    """Return the commit (its id, empty where there is none) and the files that are judged.

    `source` is a commit (its id), files, or None for the trunk. Raises `UsageError` where there is no trunk.
    """
    authority = context.policies[-1].policy if context.policies else None
    head = manual.oids.get("HEAD")
    if source is not None and not isinstance(source, str):
        return head or "", source
    policy = authority or (manual.policy(policy_files(manual.tree(head))) if head else None)
    trunk = policy.trunk if policy else _TRUNK
    commit = source or manual.history(trunk).at(context.timeline.until) or manual.history(trunk).tip
    if commit is None:
        named = "the one that the policy names as trunk" if head else "and no commit at all yet"
        raise UsageError(
            f"There is no branch '{trunk}' here, {named}.",
            remedy=f"Commit the manual to '{trunk}', or fetch it with: git fetch origin {trunk}",
        )
    tree = manual.tree(commit)
    manual.objects.ahead((tree.root, path) for path in tree.paths() if path.endswith(MARKDOWN_ENDINGS))
    return commit, tree


def read_drafts(
    library: DocumentReader,
    authority: Policy | None,
    signed: Mapping[str, str],
    commit: str,
    tree: FileTree,
    *,
    outlines: bool,
    of_trunk: bool,
) -> Drafts:
    """Read a tree; documents are found by its own policy, or by the one in force where that cannot be read.

    A file that lost its front matter is still the document that was `signed` at its path. With `outlines` only the
    front matter of documents is read. Raises `UsageError` where the tree has no policy and nobody ever approved one, or
    where it has no document either and is not `of_trunk`.
    """
    files = policy_files(tree)
    if POLICY_PATH not in files and (
        authority is None or not (of_trunk or any(is_document_path(p, authority) for p in tree.paths()))
    ):
        remedy = f"Go to a branch of the manual: git switch {authority.trunk}" if authority else NO_MANUAL
        raise UsageError(f"There is no manual here: no {POLICY_PATH} at the top of the repository.", remedy=remedy)
    policy, policy_problems = read_policy(files)
    looks, looks_problems = _looks(tree)
    law, problems = policy or authority, [*policy_problems, *looks_problems]
    problems += uncertified(policy.keys) if policy else ()
    problems += _unsafe_entries(tree, law) if law else ()
    aside = read_supporting_files(tree, law) if law else SupportingFiles()
    reader = library.under(law).with_schemas(aside.schemas).knowing(signed)
    read = partial(reader.draft, tree, outline=outlines)
    found = [_draft(tree, path, read, problems) for path in tree.paths() if law and is_document_path(path, law)]
    drafts = [draft for draft in found if draft and not draft.foreign]
    here = {draft.document.name for draft in drafts if not draft.bare}
    lost = {path for path, name in signed.items() if name not in here}
    drafts = [replace(draft, bare=draft.bare and draft.document.path not in lost) for draft in drafts]
    documents = tuple(draft.document for draft in drafts if not draft.bare)
    bare = [draft.document.path for draft in drafts if draft.bare]
    bare += [path for path in tree.paths() if law and is_misnamed_document(path, law)]
    return Drafts(
        *(commit, policy, files, lambda path: reader.document(tree, path), documents),
        bare=tuple(sorted(bare)),
        problems=(*problems, *aside.problems),
        looks=looks,
        aside=aside,
        outlines=frozenset(document.path for document in documents) if outlines else frozenset(),
    )


def by_name(drafts: Drafts, lives: Mapping[str, DocumentHistory]) -> dict[str, Document]:
    """Return the draft of each name, POLICY among them: of two files with one id the approved one, else the first.

    Ids are one whatever their case, so an approved document whose id is now written in small letters
    is still that document. A tag that proves nothing spells no id.
    """
    spelt = {name.lower(): name for name, life in lives.items() if life.editions}
    found: dict[str, Document] = {}
    for document in drafts.documents:
        name = spelt.get(document.name.lower(), document.name)
        life = lives.get(name)
        approved = life.editions[-1].document.path if life and life.editions else None
        if document.front.name and (name not in found or document.path == approved):
            found[name] = document
    if drafts.policy is not None:
        found[POLICY_ID] = policy_document(drafts.files, drafts.policy)
    return found


def state(law: PolicyChain, draft: Document | None) -> PolicyState:
    """Tell how the policy stands: by its approved revisions, and the one that the tree has."""
    if law.broken is not None:
        return PolicyState.BROKEN
    if not law.editions:
        return PolicyState.UNAPPROVED
    same = draft is not None and draft.closure.content_digest == law.editions[-1].content_digest
    return PolicyState.IN_FORCE if same else PolicyState.AMENDED


def _looks(tree: FileTree) -> tuple[Looks, tuple[Finding, ...]]:
    data = tree.read(_LOOKS_PATH)
    if data is None:
        return Looks(), ()
    looks, problems = read_looks(data, tree.read)
    return looks, tuple(problem if problem.path else replace(problem, path=_LOOKS_PATH) for problem in problems)


def _unsafe_entries(tree: FileTree, policy: Policy) -> Iterator[Finding]:
    """Yield `content-unsafe` for links, submodules and twins of one name, wherever under `documents`, and above it."""
    known: dict[str, str] = {}
    folders = document_folders(policy)
    above = {place for folder in folders for place in folders_above(folder)}
    places = [path for path in tree.paths() if path.startswith(folders) or path in above]
    for folder in sorted({folder for path in places for folder in folders_above(path)}.difference(places)):
        if tree.mode(folder) == "160000":
            message = f"{folder} holds a '.git': git may take it for another repository, and commit nothing of it."
            yield Finding(CONTENT_UNSAFE, message, f"Take it away: {folder}/.git", 1, 1, folder)
    for path in places:
        mode = tree.mode(path)
        if mode in _NOT_FILES and not is_document_path(path, policy):
            message = f"{path} is {_NOT_FILES[mode]}, not a file of this manual."
            yield Finding(CONTENT_UNSAFE, message, _IN_PLACE, 1, 1, path)
        for name in (path, *folders_above(path)):
            twin = known.setdefault(_on_other_machines(name), name)
            if twin != name:
                known[_on_other_machines(name)] = name
                message = (
                    f"{name} and {twin} differ by case, or by how letters are composed, alone: elsewhere they are one."
                )
                yield Finding(CONTENT_UNSAFE, message, "Give one of them another name.", 1, 1, path)


def _on_other_machines(name: str) -> str:
    """Return what a name is where case, or the composition of letters (Unicode, NFC), makes no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_behind(path: str, problems: Sequence[Finding]) -> bool:
    """Tell whether what stands in the place of a folder above was told already."""
    unsafe = {problem.path for problem in problems if problem.rule == CONTENT_UNSAFE}
    return not unsafe.isdisjoint(folders_above(path))


def _draft(tree: FileTree, path: str, read: Callable[[str], Draft | None], problems: list[Finding]) -> Draft | None:
    if not path.isprintable() or "\\" in path:
        shown = ascii(path)[1:-1]
        fault = f"The file name '{shown}' holds characters that no file name of a manual may hold."
        problems.append(Finding(CONTENT_UNSAFE, fault, "Rename the file to plain letters.", path=shown))
        return None
    draft = read(path)
    if draft is None and _is_behind(path, problems):
        return None
    if draft is None and tree.mode(path) not in _NOT_FILES:
        fault = "The file has more than 100 MB, the most that is read."
        problems.append(Finding(LIMIT_EXCEEDED, fault, "Divide it into several documents.", 1, 1, path))
        return None
    if draft is None:
        fault = "It is a symbolic link or a submodule, not a file of this manual."
        problems.append(Finding(CONTENT_UNSAFE, fault, "Put the text itself there.", 1, 1, path))
        return None
    problems += pointers(path, draft.document.data)
    return draft
