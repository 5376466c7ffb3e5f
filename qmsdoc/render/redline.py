"""The redline of documents as they are published: includes put in, links led to where things are, files beside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qmsdoc.markdown import Node
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.redline import Change, Comparer
from qmsdoc.redline import reader as blocks
from qmsdoc.redline.blocks import Block
from qmsdoc.redline.html import HtmlWriter
from qmsdoc.redline.labels import ChangeLabels
from qmsdoc.render.destinations import Place
from qmsdoc.render.policy_text import policy_text
from qmsdoc.render.published_tree import published_tree

# Where the text of a key, list or line begins in the policy's files.
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)
_TEXTS = (".csv", ".md", ".txt", ".yml", ".yaml", ".asc")
_LONGEST = 100_000

_Key = tuple[str, str]


def no_site() -> Place:
    """Return a place for texts that no site surrounds: every document counts as published, under its name."""
    return Place("", lambda name: f"{name}/", lambda _: None)


class DocumentComparer:
    """Compares versions of a document: each is read once, each pair of blocks compared once.

    `place` tells where documents are published, from the site's root; without `addresses` those of people are left out
    of the policy's files. It remembers what it has seen: one for each
    document keeps memory from growing with the manual.
    """

    def __init__(self, place: Place, *, addresses: bool = True) -> None:
        self._place, self._addresses = place, addresses
        self._comparer = Comparer()
        self._texts: dict[_Key, tuple[Block, ...]] = {}
        self._read: dict[Node, Block | None] = {}
        self._files: dict[_Key, dict[str, ClosureFile]] = {}
        self._compared: dict[tuple[_Key, _Key], tuple[Change, ...]] = {}

    def changes(self, old: Document, new: Document) -> tuple[Change, ...]:
        """Return the redline of two documents: their text, then each file that they offer and people read as text."""
        key = _key(old), _key(new)
        if key not in self._compared:
            text = self._comparer.compare(self._blocks(old), self._blocks(new))
            before, after = self._files[key[0]], self._files[key[1]]
            beside = (self._file(path, before[path], after[path]) for path in sorted(before.keys() & after.keys()))
            self._compared[key] = (*text, *(change for changes in beside for change in changes))
        return self._compared[key]

    def _blocks(self, document: Document) -> tuple[Block, ...]:
        key = _key(document)
        if key not in self._texts:
            if document.front.id == POLICY_ID:
                self._texts[key], self._files[key] = tuple(_policy(document, addresses=self._addresses)), {}
            else:
                nodes, files = published_tree(document, self._place)
                self._texts[key] = blocks.read(nodes, self._place.strings.notes, self._read)
                self._files[key] = {file.path: file for file in files if _is_text(file)}
        return self._texts[key]

    def _file(self, path: str, old: ClosureFile, new: ClosureFile) -> tuple[Change, ...]:
        if old.sha256 == new.sha256:
            return ()
        name = blocks.heading(path, 2)
        before, after = (blocks.code(file.data.decode("utf-8", "replace")) for file in (old, new))
        return self._comparer.compare((name, before), (name, after))


class Redliner(DocumentComparer):
    """Compares versions of a document for pages: `writer` shows the changes, in the words of `labels`."""

    def __init__(self, place: Place, labels: ChangeLabels, *, addresses: bool = True) -> None:
        super().__init__(place, addresses=addresses)
        self.labels, self.writer = labels, HtmlWriter(labels)


def _key(document: Document) -> _Key:
    return document.path, document.closure.content_digest


def _is_text(file: ClosureFile) -> bool:
    name = file.path.rpartition("/")[2]
    return len(file.data) <= _LONGEST and b"\0" not in file.data and ("." not in name or name.endswith(_TEXTS))


def _policy(document: Document, *, addresses: bool) -> Iterator[Block]:
    """Yield the policy's files, one block of code for each entry."""
    for file in document.closure.files:
        yield blocks.heading(file.path, 2)
        entries = (entry.strip("\n") for entry in _ENTRY.split(policy_text(file, addresses=addresses)))
        yield from (blocks.code(entry) for entry in entries if entry.strip())
