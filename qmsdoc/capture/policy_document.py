"""A policy as document POLICY: the files that it is made of, in any tree."""

from __future__ import annotations

from qmsdoc.capture.document_reader import c_sorted
from qmsdoc.git import FileTree
from qmsdoc.model.content import Content
from qmsdoc.model.document import Closure, ClosureFile, Document, FrontMatter
from qmsdoc.model.policy import KEYS_FOLDER, PEOPLE_PATH, POLICY_ID, POLICY_PATH, SIGNERS_PATH, Policy


def policy_files(tree: FileTree) -> dict[str, bytes]:
    """Give the files that make up document POLICY in a tree: path → bytes, only those that are there."""
    found = {path: tree.read(path) for path in (POLICY_PATH, PEOPLE_PATH, SIGNERS_PATH, *tree.paths(KEYS_FOLDER))}
    return {path: data for path, data in found.items() if data is not None}


def policy_document(files: dict[str, bytes], policy: Policy) -> Document:
    """Describe a policy as document POLICY, whose closure is all its files."""
    kind = policy.own_type
    front = FrontMatter(
        id=POLICY_ID,
        title=policy.title,
        type=kind.name if kind else "policy",
        owner=kind.approvals[0].role if kind and kind.approvals else None,
        revision=policy.revision,
        change=policy.change or None,
    )
    closure = Closure(tuple(ClosureFile.of(path, files[path]) for path in c_sorted(files)))
    return Document(POLICY_PATH, Content(files[POLICY_PATH]), 0, front, (), (), (), (), closure)
