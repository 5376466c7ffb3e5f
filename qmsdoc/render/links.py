"""The Markdown of an edition as it is staged: includes put in, links led to where things are published today."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote

from qmsdoc.model.document import ClosureFile, Document, Link, LinkKind, Target, TargetKind
from qmsdoc.parse import paths
from qmsdoc.parse.markdown import scan
from qmsdoc.render import assets
from qmsdoc.render.diagrams import links_in
from qmsdoc.render.quoted import plain
from qmsdoc.render.said import Said
from qmsdoc.render.sanitise import UNLINKED, UNPUBLISHED

_DEPTH = 8
_SIZE = 4_000_000
_PICTURE_LINE = re.compile(r"^(?P<indent>[ \t]*)!\[[^\]\n]*\][(\[][^\n]*[)\]][ \t]*$", re.MULTILINE)
_SAFE = re.compile(r"https?://[^\s()<>\\]+")
_FRAGMENT = "-._~!$&'*+,;=:@/?"  # RFC 3986, 3.5, without the brackets of Markdown


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown ready for the renderer, and the files it shows or offers."""

    markdown: str
    files: tuple[ClosureFile, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is published (`address`, a folder from the site's root), and where documents are:
    `published` gives the address of a document by name, None where it has no page; `named` the name
    of the document at a path, for links in included files; `said` what is said there besides.
    """

    address: str
    published: Callable[[str], str | None]
    named: Callable[[str], str | None]
    said: Said = field(default_factory=Said)


def staged(document: Document, place: Place) -> Text:
    """Give the document's Markdown for `place`."""
    files = {file.path: file for file in document.closure.files}
    work = _Work(place, files, {}, _SIZE)
    both = zip(document.links, document.targets, strict=True)
    known = {(link.kind, link.destination): target for link, target in both if not link.path}
    pairs = [
        (link, known[key])
        for link in scan(document.text, document.body_offset).links
        if (key := (link.kind, unescape(link.destination))) in known
    ]
    return Text(
        work.rewrite(document.text, document.body_offset, pairs, 0), tuple(work.used[key] for key in sorted(work.used))
    )


@dataclass(slots=True)
class _Work:
    place: Place
    files: dict[str, ClosureFile]
    used: dict[str, ClosureFile]
    left: int

    def rewrite(self, text: str, begin: int, pairs: list[tuple[Link, Target]], depth: int) -> str:
        """Give text[begin:] with every destination replaced; a definition used twice is replaced once."""
        edits: dict[tuple[int, int], str] = {}
        for link, target in pairs:
            if link.start < begin or target.kind in {TargetKind.EXTERNAL, TargetKind.FRAGMENT}:
                continue
            if link.kind is LinkKind.INCLUDE:
                span, new = self._include(text, link, target, depth)
                edits[span] = new
            else:
                edits.setdefault((link.start, link.end), self._destination(link, target))
                self._list_links(text, link, target, edits)
        parts, at = [], begin
        for (start, end), new in sorted(edits.items()):
            if start >= at:
                parts += [text[at:start], new]
                at = end
        return "".join([*parts, text[at:]])

    def _destination(self, link: Link, target: Target) -> str:
        fragment = f"#{quote(target.fragment, safe=_FRAGMENT)}" if target.fragment else ""
        if target.kind is TargetKind.DOCUMENT and target.document:
            address = self.place.published(target.document)
            return self._relative(f"{address}index.html") + fragment if address else UNPUBLISHED
        file = self.files.get(target.path or "") if target.kind is TargetKind.FILE else None
        if file is None or (link.kind is LinkKind.IMAGE and not assets.shown(file)):
            return UNLINKED
        self.used[file.path] = file
        return self._relative(assets.address(file))

    def _list_links(self, text: str, link: Link, target: Target, edits: dict[tuple[int, int], str]) -> None:
        """Add what a picture links to below it, where the picture has a line of its own."""
        file = self.files.get(target.path or "") if link.kind is LinkKind.IMAGE else None
        line = _PICTURE_LINE.search(text, text.rfind("\n", 0, link.start) + 1) if file else None
        if file is None or line is None or not line.start() <= link.start < line.end() or not assets.shown(file):
            return
        listed = []
        for words, destination in links_in(file):
            inner = Link(LinkKind.LINK, destination, 1, 1, 0, 0)
            to = self._target(file.path, inner)
            if to.kind is TargetKind.EXTERNAL and _SAFE.fullmatch(destination):
                listed.append(f"[{plain(words)}]({destination})")
            elif to.kind in {TargetKind.DOCUMENT, TargetKind.FILE}:
                listed.append(f"[{plain(words)}]({self._destination(inner, to)})")
        if listed:
            edits[(line.end(), line.end())] = f"\n\n{line['indent']}{self.place.said.picture_links} {', '.join(listed)}"

    def _relative(self, address: str) -> str:
        return posixpath.relpath(f"/{address}", f"/{self.place.address}")

    def _include(self, text: str, link: Link, target: Target, depth: int) -> tuple[tuple[int, int], str]:
        begin = text.rfind("\n", 0, link.start) + 1
        end = text.find("\n", link.end)
        end = len(text) if end < 0 else end
        indent = re.match(r"[ \t]*", text[begin:]).group()  # type: ignore[union-attr]  # the pattern matches anything
        file = self.files.get(target.path or "")
        inner = self._included(file, depth) if file and depth < _DEPTH else None
        if inner is None:
            inner = f"*{self.place.said.missing}*"
        return (begin, end), "\n".join(indent + line if line else line for line in inner.split("\n"))

    def _included(self, file: ClosureFile, depth: int) -> str | None:
        text = file.data.decode("utf-8", "replace").replace("\r\n", "\n").rstrip("\n")
        self.left -= len(text)
        if self.left < 0:
            return None
        links = scan(text, 0).links
        return self.rewrite(text, 0, [(link, self._target(file.path, link)) for link in links], depth + 1)

    def _target(self, base: str, link: Link) -> Target:
        """Resolve a link of the included file `base`: ids, files of the closure, documents of the manual."""
        way = paths.Way.LOCAL if link.kind is LinkKind.INCLUDE else paths.classify(link.destination)
        if way in {paths.Way.EXTERNAL, paths.Way.FRAGMENT}:
            return Target(TargetKind(way.value))
        fragment = paths.fragment_of(link.destination)
        if way is paths.Way.DOCUMENT:
            return Target(TargetKind.DOCUMENT, document=paths.id_of(link.destination), fragment=fragment)
        path = paths.resolve_path(base, link.destination)
        if path in self.files:
            return Target(TargetKind.FILE, path=path, fragment=fragment)
        name = self.place.named(path) if path else None
        return Target(TargetKind.DOCUMENT, document=name, fragment=fragment) if name else Target(TargetKind.MISSING)
