"""Finds the repository that a manual lives in, and refuses one that cannot be judged."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from qmsdoc.errors import RepositoryError, UsageError
from qmsdoc.git.command import run
from qmsdoc.git.objects import GitStore
from qmsdoc.git.working_tree import WorkingTree
from qmsdoc.model.refs import ACT_PREFIXES
from qmsdoc.model.rule_ids import REPOSITORY_INCOMPLETE, REPOSITORY_TAMPERED

_PARTIAL = re.compile(r"^(remote\..*\.(promisor|partialclonefilter)|extensions\.partialclone)\s", re.MULTILINE)

_QUESTIONS = ("--is-bare-repository", "--is-shallow-repository", "--show-object-format", "--absolute-git-dir")
_WITHOUT_TAGS = re.compile(r"^remote\..*\.tagopt --no-tags$", re.MULTILINE)


class Repository(NamedTuple):
    """A whole, untampered repository: `root` is its top folder, `git_folder` its git directory."""

    root: Path
    git_folder: Path
    store: GitStore
    bare: bool = False

    def working_tree(self) -> WorkingTree:
        """The files on disk."""
        return WorkingTree(self.root)

    def resolve(self, ref: str) -> str:
        """Give the commit id that `ref` names; raises `UsageError` for an unknown one."""
        output = run(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}")
        if output.status != 0:
            raise UsageError(
                f"There is no commit called '{ref}' here.",
                remedy="Give a branch, a tag or a commit id; see git branch -a.",
            )
        return output.stdout.decode("ascii").split()[-1]

    def has_ref(self, ref: str) -> bool:
        """Tell whether there is a ref of this full name."""
        return run(self.root, "show-ref", "--verify", "--quiet", "--", ref).status == 0

    def merge_base(self, one: str, other: str) -> str | None:
        """Give the id of the newest commit that two commits (by id) have in common; None where there is none."""
        output = run(self.root, "merge-base", one, other)
        return output.stdout.decode("ascii").strip() or None if output.status == 0 else None


def open_repository(start: Path) -> Repository:
    """Open the repository around `start`; raises `UsageError` where there is none, `RepositoryError` where unfit."""
    if not start.is_dir():
        raise UsageError(f"There is no folder {start}.", remedy="Check the path after -C.")
    asked = run(start, "rev-parse", *_QUESTIONS)
    if asked.status != 0:
        if "not a git repository" in asked.stderr:
            raise UsageError(
                "There is no manual here: this folder is in no git repository.",
                remedy="Go to the folder of your manual, or make a demonstration with: qmsdoc demo",
            )
        raise RepositoryError(
            f"Git cannot open this repository: {asked.stderr.strip()}", remedy="Run git status to see why."
        )
    told = asked.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    bare, shallow, object_format, git_folder = told.split("\n", 3)
    folder = Path(git_folder)
    top = run(start, "rev-parse", "--show-toplevel").stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    root = folder if bare == "true" else Path(top)
    _refuse_incomplete(root, shallow=shallow == "true")
    _refuse_grafts(root)
    return Repository(root, folder, GitStore(root, object_format), bare=bare == "true")


def _refuse_incomplete(root: Path, *, shallow: bool) -> None:
    if shallow:
        raise RepositoryError(
            "This clone is shallow: it lacks the older history, so approvals cannot be proved.",
            remedy="Run: git fetch --unshallow --tags   (in CI, check out with the full history, fetch-depth 0)",
            rule=REPOSITORY_INCOMPLETE,
        )
    settings = run(root, "config", "--local", "--get-regexp", r"^(remote\.|extensions\.)").stdout.decode(
        "utf-8", "replace"
    )
    any_act = ("for-each-ref", "--count=1", "--format=%(refname)", *ACT_PREFIXES)
    if _WITHOUT_TAGS.search(settings) and not run(root, *any_act).stdout.strip():
        raise RepositoryError(
            "This clone was made without tags, so it has none of the approvals.",
            remedy="Run: git config --unset-all remote.origin.tagOpt; git fetch --tags",
            rule=REPOSITORY_INCOMPLETE,
        )
    if _PARTIAL.search(settings):
        raise RepositoryError(
            "This clone is partial: it lacks files or folders of the history, so approvals cannot be proved.",
            remedy="Clone the manual again without --filter.",
            rule=REPOSITORY_INCOMPLETE,
        )


def _refuse_grafts(root: Path) -> None:
    common = run(root, "rev-parse", "--git-common-dir").stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    grafts = root / common / "info" / "grafts"
    if grafts.is_file() and grafts.read_bytes().strip():
        raise RepositoryError(
            "This repository has grafts: its history is shown other than it is.",
            remedy="Remove the file info/grafts of the git directory, then run the command again.",
            rule=REPOSITORY_TAMPERED,
        )
    replaced = run(root, "for-each-ref", "--count=1", "--format=%(refname)", "refs/replace/").text
    if replaced:
        raise RepositoryError(
            f"This repository replaces objects ({replaced}): its history is shown other than it is.",
            remedy="Remove them with: git replace -d <object>, then run the command again.",
            rule=REPOSITORY_TAMPERED,
        )
