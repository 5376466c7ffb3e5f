"""Reads a document in its tree: front matter, links and where they lead, and its closure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from qmsdoc.git import FileTree, MissingObjectError
from qmsdoc.markdown.included import included_text
from qmsdoc.markdown.pieces import KnownPieces
from qmsdoc.markdown.scan import Headings, Includes, Scan, scan
from qmsdoc.model.content import Content
from qmsdoc.model.controlled_paths import is_document_path
from qmsdoc.model.document import Closure, ClosureFile, Document, Link, LinkKind, Target, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy import Policy
from qmsdoc.model.rule_ids import CONTENT_UNSAFE, LIMIT_EXCEEDED
from qmsdoc.parse.front_matter import ParsedFile, front_matter
from qmsdoc.parse.mapped_document import mapped_document
from qmsdoc.parse.own_schema import OwnSchema
from qmsdoc.parse.paths import plain_target

_LARGEST = 50_000_000
_SEARCH_DEPTH = 16
_reached = lru_cache(maxsize=65_536)(Target)
_UNREAD = Scan((), Headings("", 0, certain=True), ())
_POINTER = b"version https://git-lfs.github.com/spec/v1"


@dataclass(frozen=True, slots=True)
class Draft:
    """A Markdown file found under the documents folder.

    `bare` where it has no trace of front matter, `foreign` where the policy's mapping says that it is no document.
    """

    document: Document
    bare: bool
    foreign: bool = False


class _File(NamedTuple):
    """A document's file taken apart; the text is in its content alone."""

    content: Content
    sha256: str
    parsed: ParsedFile
    scan: Scan


class DocumentReader:
    """Reads documents of many trees; a file that stands unchanged in many is parsed once.

    `schemas` are those that document types have of their own, by the name of the type. `policy` is the one whose
    mapping says what documents mean; None where they have front matter of our own.
    """

    def __init__(
        self,
        schemas: Mapping[str, OwnSchema] | None = None,
        scanned: dict[str, Scan] | None = None,
        policy: Policy | None = None,
    ) -> None:
        self._schemas = schemas
        self._policy = policy
        self._mapped: list[tuple[Policy, DocumentReader]] = []
        self._scanned: dict[str, Scan] = {} if scanned is None else scanned
        self._files: dict[tuple[str, str | None], ClosureFile | None] = {}
        self._pieces: dict[str, dict[bytes, bytes]] = {}
        self._found: dict[str, KnownPieces] = {}
        self._parsed: dict[str, _File] = {}
        self._names: dict[object, str | None] = {}
        self._signed: Mapping[str, str] = {}

    def knowing(self, signed: Mapping[str, str]) -> DocumentReader:
        """Return a reader that takes a file without a legible id for the document that was signed at its path.

        So a text whose front matter is broken, or gone, is still that document to those that lead to it.
        """
        reader = copy(self)
        reader._signed = signed
        return reader

    def with_schemas(self, schemas: Mapping[str, OwnSchema]) -> DocumentReader:
        """Return the reader of a tree whose types have schemas of their own; this one where there are none."""
        return DocumentReader(schemas, self._scanned, self._policy) if schemas else self

    def under(self, policy: Policy | None) -> DocumentReader:
        """Return the reader of documents that this policy judges; this one where the policy has no mapping."""
        if policy is None or policy.mapping is None:
            return self
        found = next((reader for known, reader in self._mapped if known is policy), None)
        if found is None:
            found = DocumentReader(self._schemas, self._scanned, policy)
            self._mapped.append((policy, found))
        return found

    def forget(self) -> None:
        """Let go what was found in texts: what is asked for again is read again."""
        for found in (self._scanned, self._files, self._pieces, self._found, self._parsed, self._names):
            found.clear()
        for _, reader in self._mapped:
            reader.forget()

    def document(self, tree: FileTree, path: str, *, outline: bool = False, once: bool = False) -> Document | None:
        """Read the document at `path`, as an `outline` without what it leads to; None where no regular file is.

        What was found in its text is remembered for others of the same text, unless it is read just `once`.
        """
        data = tree.read(path)
        if data is None:
            return None
        content, sha256, parsed, scanned = self._parse(data, path, outline=outline, once=once)
        self._names[self._place(tree, path)] = parsed.front.name
        own = [(link, self._target(tree, path, link)) for link in scanned.links]
        closure, inner, problems = self._closure(tree, ClosureFile(path, content, sha256), own)
        pairs = own + inner
        return Document(
            path=path,
            content=content,
            body_offset=parsed.body_offset,
            front=parsed.front,
            problems=(*parsed.problems, *scanned.problems, *problems),
            links=tuple(link for link, _ in pairs),
            targets=tuple(target for _, target in pairs),
            headings=scanned.headings.with_includes(path, _includes(path, pairs, closure)),
            closure=closure,
        )

    def draft(self, tree: FileTree, path: str, *, outline: bool = False) -> Draft | None:
        """Read a file that may or may not be a controlled document; None where no regular file stands there."""
        document = self.document(tree, path, outline=outline)
        if document is None:
            return None
        parsed = self._parse(document.data, path, outline=outline).parsed
        return Draft(document, parsed.bare, parsed.foreign)

    def leading_to(self, tree: FileTree, path: str) -> list[str]:
        """Return the paths in the tree to which the text at `path` leads; none where the repository lacks that."""
        with suppress(MissingObjectError):
            links = self._parse(tree.read(path) or b"", path).scan.links
            found = (plain_target(path, link.destination, include=link.kind is LinkKind.INCLUDE) for link in links)
            return [target.path for target, leads_on in found if leads_on and target.path]
        return []

    def _parse(self, data: bytes, path: str, *, outline: bool = False, once: bool = False) -> _File:
        digest = hashlib.sha256(data).hexdigest()
        key = self._key(digest, path) or digest
        known = self._parsed.get(key)
        if known is not None and (known.scan is not _UNREAD or outline):
            return known
        parsed = self._read(data[:_LARGEST], path)
        content = Content(data, self._pieces.setdefault(path, {}), legible=bool(parsed.text), apart=not outline)
        place = digest if self._policy is None else f"{digest} {parsed.body_offset}"
        scanned = _UNREAD if outline else self._scanned.get(place)
        if scanned is None:
            known_pieces = self._found.setdefault(path, KnownPieces())
            scanned = scan(parsed.text, parsed.body_offset, content, known_pieces)
        kept = ParsedFile(parsed.front, "", parsed.body_offset, parsed.problems, parsed.bare, parsed.foreign)
        file = _File(content, digest, kept, scanned)
        if not once:
            self._parsed[key] = file
            self._scanned |= {} if outline else {place: scanned}
        return file

    def _read(self, data: bytes, path: str) -> ParsedFile:
        mapping = self._policy.mapping if self._policy else None
        return mapped_document(data, path, mapping, self._schemas) if mapping else front_matter(data, self._schemas)

    def _key(self, content: str | None, path: str) -> str | None:
        """Return under what a file is remembered: by a mapping, its path has a say in what it is."""
        return content if self._policy is None or content is None else f"{content} {path}"

    def _place(self, tree: FileTree, path: str) -> object:
        """Return under what the name of the document at `path` is remembered, for the links of others to it."""
        return self._key(tree.blob(path), path) or (tree, path)

    def _name(self, tree: FileTree, path: str) -> str | None:
        """Give the name of the document at `path`; None where it is another kind of file."""
        if not (path.endswith(".md") if self._policy is None else is_document_path(path, self._policy)):
            return None
        place = self._place(tree, path)
        if place not in self._names:
            data = tree.read(path)
            if data is None:
                return None
            self._names[place] = self._parse(data, path, outline=True).parsed.front.name
        return self._names[place] or self._signed.get(path)

    def _target(self, tree: FileTree, base: str, link: Link) -> Target:
        target, leads_on = plain_target(base, link.destination, include=link.kind is LinkKind.INCLUDE)
        return self._local(tree, target, link.kind) if leads_on else target

    def _local(self, tree: FileTree, missing: Target, kind: LinkKind) -> Target:
        """Return where a link leads that would be `missing` if nothing stood there."""
        path, fragment = missing.path or "", missing.fragment
        if (mode := tree.mode(path)) is None:
            beside = tree.paths(path[: path.rfind("/") + 1]) if kind is not LinkKind.LINK else ()
            return replace(missing, alike=next((each for each in beside if each.lower() == path.lower()), None))
        if not mode.startswith("100"):
            return Target(TargetKind.UNSAFE, path=path)
        name = self._name(tree, path) if kind is LinkKind.LINK else None
        if name is not None:
            return _reached(TargetKind.DOCUMENT, name, path, fragment)
        return _reached(TargetKind.FILE, None, path, fragment)

    def _file(self, tree: FileTree, path: str) -> ClosureFile | None:
        """Read a file of a closure: once where it stands unchanged in many trees, as pictures do."""
        place = (path, tree.blob(path))
        if place not in self._files or place[1] is None:
            data = tree.read(path)
            self._files[place] = ClosureFile.of(path, data) if data is not None else None
        return self._files[place]

    def _closure(
        self, tree: FileTree, document: ClosureFile, own: Sequence[tuple[Link, Target]]
    ) -> tuple[Closure, list[tuple[Link, Target]], tuple[Finding, ...]]:
        """Return a document's closure, the links of the files that it includes, and what is wrong with its files."""
        files, expanded = {document.path: document}, {document.path}
        problems: list[Finding] = []
        within: list[tuple[Link, Target]] = []
        waiting = [(link, target, 0) for link, target in own]
        while waiting:
            link, target, depth = waiting.pop()
            if target.kind is not TargetKind.FILE or target.path is None:
                continue
            found = self._file(tree, target.path)
            if found is None:
                problems.append(_too_large(link, target.path))
                continue
            if target.path not in files:
                files[target.path] = found
                problems += pointers(target.path, found.data)
            if link.kind is LinkKind.INCLUDE and target.path not in expanded and depth < _SEARCH_DEPTH:
                expanded.add(target.path)
                text = included_text(found.data)
                inner = scan(text.text, text.body)
                problems += [replace(problem, path=target.path) for problem in (*text.problems, *inner.problems)]
                pairs = [
                    (replace(deep, path=target.path), self._target(tree, target.path, deep)) for deep in inner.links
                ]
                within += pairs
                waiting += [(*pair, depth + 1) for pair in pairs]
        within.sort(key=lambda pair: (pair[0].path, pair[0].line, pair[0].column))
        return Closure(tuple(map(files.__getitem__, c_sorted(files)))), within, tuple(problems)


def _includes(path: str, pairs: Sequence[tuple[Link, Target]], closure: Closure) -> Includes:
    """Return which file stands in the place of each include, by the file in which it stands and its destination."""
    included = [pair for pair in pairs if pair[0].kind is LinkKind.INCLUDE]
    files = {file.path: file for file in closure.files} if included else {}
    return {
        (link.path or path, link.destination): files[target.path]
        for link, target in included
        if target.kind is TargetKind.FILE and target.path in files
    }


def _too_large(link: Link, path: str) -> Finding:
    fault = f"The file {path} has more than 100 MB, the most that is read: it could not be part of what is signed."
    return Finding(
        LIMIT_EXCEEDED, fault, "Make it smaller, or keep it elsewhere.", link.line, link.column, link.path or None
    )


def pointers(path: str, data: bytes) -> tuple[Finding, ...]:
    """Give `content-unsafe` for a file whose content is kept elsewhere: a pointer of Git LFS (its specification v1)."""
    if not data.startswith(_POINTER):
        return ()
    fault = f"The file {path} is a pointer of Git LFS: its content is not in this repository, and nobody could sign it."
    return (
        Finding(CONTENT_UNSAFE, fault, "Put the file itself into git: git lfs untrack, then add it again.", path=path),
    )


def c_sorted(paths: Iterable[str]) -> list[str]:
    """Sort paths by their bytes, as the C locale does."""
    return sorted(paths, key=lambda path: path.encode("utf-8", "surrogateescape"))
