"""The only code that runs git: refs, objects and the log of one repository, and its working tree."""

from qmsdoc.git.objects import GitStore
from qmsdoc.git.repository import Repository, open_repository
from qmsdoc.git.store import Commit, FileTree, GitObject, MissingObjectError, OversizedObject, Ref, Store, refs_by_name
from qmsdoc.git.trees import CommitTree
from qmsdoc.git.working_tree import WorkingTree

__all__ = [
    "Commit",
    "CommitTree",
    "FileTree",
    "GitObject",
    "GitStore",
    "MissingObjectError",
    "OversizedObject",
    "Ref",
    "Repository",
    "Store",
    "WorkingTree",
    "open_repository",
    "refs_by_name",
]
