"""Reads a repository that may be adopted: the files at hand, who changed them and when, and all their versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from qmsdoc.capture.manual import Manual
from qmsdoc.capture.unsigned_tags import ForeignTag, foreign_tags
from qmsdoc.editing.adopt_vocabulary import CONTROLLED, PROGRAM_FOLDERS, REPOSITORY_FILES
from qmsdoc.editing.found_keys import keys_meaning, named_keys
from qmsdoc.editing.people_changes import person_id
from qmsdoc.git import GitStore, Repository
from qmsdoc.git.change_log import LoggedCommit, change_log
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
    """What is there: `name` of its folder, the branch, Markdown files, all paths, the log, and tags of others.

    `passed_over` are Markdown files that are about the repository, or a program's, and say nothing else of themselves.
    """

    name: str
    branch: str
    files: tuple[FoundFile, ...]
    paths: frozenset[str]
    log: tuple[LoggedCommit, ...]
    tags: tuple[ForeignTag, ...] = ()
    codeowners: CodeOwners | None = None
    mkdocs: bytes | None = None
    passed_over: tuple[str, ...] = ()


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
    log = change_log(repository.root)
    newest: dict[str, LoggedCommit] = {}
    for commit in log:
        for path, _ in () if commit.merge else commit.changes:
            newest.setdefault(path, commit)
    named = [path for path in sorted(paths) if path.lower().endswith(MARKDOWN_ENDINGS) and not _in_program(path)]
    read = [(path, data) for path in named if (data := tree.read(path)) is not None]
    kept = {path: data for path, data in read if is_candidate(path) or _says_control(data)}
    changed = {path: commit.committed_at for path, commit in newest.items()}
    files = tuple(FoundFile(path, data, changed.get(path)) for path, data in kept.items())
    owners = next(((place, data) for place in PLACES if place in paths and (data := tree.read(place))), None)
    foreign = tuple(foreign_tags(Manual(repository.store), UTC))
    return FoundRepository(
        name,
        current_branch(repository.root) or "main",
        files,
        paths,
        log,
        foreign,
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
    here = {file.path for file in found.files}
    for commit in reversed(found.log):
        for path, blob in commit.changes:
            if blob is not None and (path in here or is_candidate(path)):
                first.setdefault((path, blob), commit.oid)
    stored = store.read_all(blob for _, blob in first)
    for ((path, _), oid), (_, content) in zip(first.items(), stored, strict=True):
        if content is not None:
            yield Version(path, oid, content.data)


def proposed_people(log: tuple[LoggedCommit, ...]) -> tuple[ProposedPerson, ...]:
    """Return who wrote in the last year of the log, most commits first, each name, id and address once."""
    newest = max((commit.committed_at for commit in log), default=datetime.min.replace(tzinfo=UTC))
    counts: dict[str, int] = {}
    addresses: dict[str, dict[str, None]] = {}
    for commit in log:
        if (newest - commit.committed_at).days <= 365 and not commit.merge and "[bot]" not in commit.author_name:
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
