"""Reads a repository that may be adopted: the files at hand, who changed them and when, and all their versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from qmsdoc.capture.manual import Manual
from qmsdoc.capture.objects import Objects
from qmsdoc.capture.tree_changes import FileChange, changed_files
from qmsdoc.capture.unsigned_tags import ForeignTag, foreign_tags
from qmsdoc.editing.adopt_vocabulary import BY_PANDOC, CONTROLLED, PROGRAM_FOLDERS, REPOSITORY_FILES
from qmsdoc.editing.found_keys import keys_meaning, named_keys
from qmsdoc.editing.people_changes import person_id
from qmsdoc.git import Commit, GitStore, Repository
from qmsdoc.git.new_branch import current_branch
from qmsdoc.model.controlled_paths import MARKDOWN_ENDINGS
from qmsdoc.model.snapshot import CodeOwners
from qmsdoc.parse.code_owners import PLACES, code_owners
from qmsdoc.parse.headers import read_header

_OF_CONTROL = ("id", "owner", "revision", "approver", "review_by", "reviewed", "review_every")
_PEOPLE = 12
_ADDRESS = re.compile(r"[^\s@,*?!\"<>]+@[^\s@,*?!\"<>]+")
_AT_TOP_ONLY = frozenset(("security", "authors", "changes", "todo", "agents", "claude"))


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A Markdown file at hand, with when it was changed last as git has it."""

    path: str
    data: bytes
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundRepository:
    """What is there: `name` of its folder, the branch, Markdown files, all paths, the log with the changes of each
    commit by its id, and tags of others.

    `passed_over` are Markdown files that are about the repository, or a program's, and say nothing else of themselves.
    """

    name: str
    branch: str
    files: tuple[FoundFile, ...]
    paths: frozenset[str]
    log: tuple[Commit, ...]
    changes: Mapping[str, Sequence[FileChange]] = field(default_factory=dict)
    tags: tuple[ForeignTag, ...] = ()
    codeowners: CodeOwners | None = None
    mkdocs: bytes | None = None
    passed_over: tuple[str, ...] = ()

    def other_forms(self) -> Iterator[tuple[str, str]]:
        """Yield files that may be documents but are no Markdown, and what makes it of them."""
        for path in sorted(path for path in self.paths if not _in_program(path)):
            ending = PurePosixPath(path).suffix.lower()
            if ending == ".docx" or ending in BY_PANDOC:
                yield path, "qmsdoc import" if ending == ".docx" else "pandoc"


@dataclass(frozen=True, slots=True)
class ProposedPerson:
    """Somebody who wrote here: their id, name and addresses."""

    id: str
    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a file in the history, with the commit that brought it."""

    path: str
    commit: str
    data: bytes


def read_repository(repository: Repository, name: str) -> FoundRepository:
    """Read the working tree and the log; nothing is written, and the index is left as it is."""
    tree = repository.working_tree()
    paths = frozenset(tree.paths())
    manual = Manual(repository.store)
    tip = manual.oids.get("HEAD")
    commits = manual.objects.commits(repository.store.reachable(tip) if tip else ()).values()
    log = sorted(commits, key=lambda commit: commit.committed_at)
    changes = {oid: files for found in changed_files(manual.objects, log) for oid, files in found.items()}
    changed = {
        each.path: commit.committed_at for commit in log if not commit.parents[1:] for each in changes[commit.oid]
    }
    named = [path for path in sorted(paths) if path.lower().endswith(MARKDOWN_ENDINGS) and not _in_program(path)]
    read = [(path, data) for path in named if (data := tree.read(path)) is not None]
    kept = {path: data for path, data in read if is_candidate(path) or _says_control(data)}
    files = tuple(FoundFile(path, data, changed.get(path)) for path, data in kept.items())
    owners = next(((place, data) for place in PLACES if place in paths and (data := tree.read(place))), None)
    return FoundRepository(
        name,
        current_branch(repository.root) or "main",
        files,
        paths,
        tuple(reversed(log)),
        changes,
        tuple(foreign_tags(manual, UTC)),
        code_owners(*owners) if owners else None,
        tree.read("mkdocs.yml") if "mkdocs.yml" in paths else None,
        tuple(path for path in sorted(paths) if path.lower().endswith(MARKDOWN_ENDINGS) and path not in kept),
    )


def is_candidate(path: str) -> bool:
    """Tell whether a file may be a document: Markdown, and not a repository's own kind of page, nor a program's."""
    pure = PurePosixPath(path)
    name = pure.name.lower()
    if not name.endswith(MARKDOWN_ENDINGS) or _in_program(path):
        return False
    stem = name.partition(".")[0]
    return not (stem in REPOSITORY_FILES and (stem not in _AT_TOP_ONLY or len(pure.parts) == 1))


def _in_program(path: str) -> bool:
    return any(part.lower() in PROGRAM_FOLDERS for part in path.split("/")[:-1])


def _says_control(data: bytes) -> bool:
    """Tell whether a `README.md` or `_index.md` says of itself what only a controlled document says."""
    header = read_header(data)
    named = {name for name, _ in named_keys(header.root)}
    return bool(named.intersection(CONTROLLED)) or any(keys_meaning(header, field) for field in _OF_CONTROL)


def versions(store: GitStore, found: FoundRepository) -> Iterator[Version]:
    """Yield every version of every Markdown file in the history, each content of a path once, the oldest first."""
    first: dict[tuple[str, str], str] = {}
    here, objects = {file.path for file in found.files}, Objects(store)
    for commit in reversed(found.log):
        for path in (change.path for change in found.changes[commit.oid]):
            blob = objects.tree(commit).blob(path) if path in here or is_candidate(path) else None
            if blob is not None:  # else it is gone, or a link
                first.setdefault((path, blob), commit.oid)
    stored = objects.read_all(blob for _, blob in first)
    for ((path, _), oid), (_, content) in zip(first.items(), stored, strict=True):
        if content is not None:
            yield Version(path, oid, content.data)


def proposed_people(log: Sequence[Commit]) -> tuple[ProposedPerson, ...]:
    """Return who wrote in the last year of the log, most commits first, each name, id and address once."""
    newest = max((commit.committed_at for commit in log), default=datetime.min.replace(tzinfo=UTC))
    counts: dict[str, int] = {}
    addresses: dict[str, dict[str, None]] = {}
    for commit in log:
        if (newest - commit.committed_at).days <= 365 and len(commit.parents) < 2 and "[bot]" not in commit.author_name:
            counts[commit.author_name] = counts.get(commit.author_name, 0) + 1
            addresses.setdefault(commit.author_name, {})[commit.author_email.lower()] = None
    found: dict[str, ProposedPerson] = {}
    taken: set[str] = set()
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        good = tuple(each for each in addresses[name] if _ADDRESS.fullmatch(each) and each not in taken)
        person = person_id(name)
        if person and person not in found and good and len(found) < _PEOPLE:
            found[person] = ProposedPerson(person, " ".join(name.split())[:200], good)
            taken.update(good)
    return tuple(found.values())
