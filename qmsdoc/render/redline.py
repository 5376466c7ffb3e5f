"""The redline as pages show it: two documents rendered as readers see them, compared, and folded around the changes."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from qmsdoc.model.document import Document
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.redline.reader import read
from qmsdoc.redline.rendered import Comparer, RenderedBlock
from qmsdoc.redline.told import Told
from qmsdoc.redline.tree import Node
from qmsdoc.render import links
from qmsdoc.render.passages import CONTENTS, passages
from qmsdoc.render.quoted import fenced, plain
from qmsdoc.render.texts import converter, followed

# Where the text of a key, list or line begins in the policy's files.
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)

Blocks = tuple[RenderedBlock, ...]
_Key = tuple[str, str]


class Redliner:
    """Compares versions of a document: each passage is rendered once, each pair of blocks compared once.

    `place` tells where documents are published, from the site's root; `told` is how changes are told. It remembers
    what it has seen: one for each document keeps memory from growing with the manual.
    """

    def __init__(self, place: links.Place, told: Told) -> None:
        self._place = place
        self._said = json.dumps(asdict(place.said), sort_keys=True)
        self._comparer = Comparer(told)
        self._read: dict[str, tuple[Node, ...]] = {}
        self._texts: dict[_Key, tuple[Node, ...]] = {}
        self._compared: dict[tuple[_Key, _Key], Blocks] = {}

    def blocks(self, old: Document, new: Document) -> Blocks:
        """Give the redline of two documents' texts, block by block."""
        key = _key(old), _key(new)
        if key not in self._compared:
            with followed(new.name):
                self._compared[key] = self._comparer.compare(self._nodes(old), self._nodes(new))
        return self._compared[key]

    def html(self, document: Document) -> str:
        """Give a document's text as sanitised HTML with addresses from the site's root."""
        with followed(document.name):
            return converter(self._said).convert("\n".join(self._passages(document)))

    def _nodes(self, document: Document) -> tuple[Node, ...]:
        key = _key(document)
        if key not in self._texts:
            found = self._passages(document)
            self._texts[key] = tuple(node for passage in found for node in self._passage(passage))
        return self._texts[key]

    def _passages(self, document: Document) -> tuple[str, ...]:
        if document.front.id == POLICY_ID:
            return _policy(document)
        return passages(links.staged(document, self._place).markdown)

    def _passage(self, text: str) -> tuple[Node, ...]:
        """Read a passage. Changes of a diagram are told in its text, where nothing of it is lost."""
        if text not in self._read:
            work = converter(self._said, drawn=False, anchors=CONTENTS in text)
            self._read[text] = read(work.convert(text))
        return self._read[text]


def _key(document: Document) -> _Key:
    return document.path, document.closure.content_digest


def _policy(document: Document) -> tuple[str, ...]:
    """Give the policy's files as Markdown, one block of code for each entry."""
    parts: list[str] = []
    for file in document.closure.files:
        parts.append(f"## {plain(file.path)}\n")
        entries = (entry.strip("\n") for entry in _ENTRY.split(file.data.decode("utf-8", "replace")))
        parts += (f"{fenced(entry)}\n" for entry in entries if entry.strip())
    return tuple(parts)
