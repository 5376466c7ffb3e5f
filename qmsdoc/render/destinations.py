"""Where the links and pictures of a document's text lead in the published site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from qmsdoc.flowchart import ClickTarget
from qmsdoc.model.document import ClosureFile, Document, LinkKind, Target, TargetKind
from qmsdoc.parse import paths
from qmsdoc.parse.attachments import ending
from qmsdoc.parse.svg import read_svg
from qmsdoc.render import assets
from qmsdoc.render.html_gate import safe_address
from qmsdoc.render.ui_strings import UiStrings
from qmsdoc.render.urls import relative

NOWHERE = ClickTarget(None)
_FRAGMENT = "-._~!$&'()*+,;=:@/?"  # RFC 3986, 3.5
_ADDRESS = "%!#$&'()*+,/:;=?@[]~"  # what stands in addresses as it is


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is published (`address`, a folder from the site's root), and where documents are:
    `published` gives the address of a document by name, None where it has no page; `named` the name
    of the document at a path, for links in included files; `strings` what pages say in texts themselves.
    """

    address: str
    published: Callable[[str], str | None]
    named: Callable[[str], str | None]
    strings: UiStrings = field(default_factory=UiStrings)


@dataclass(frozen=True, slots=True)
class Destinations:
    """Leads what stands in the file `base` of a closure to where it is published.

    `targets` are those known from the tree of the document; any other destination is resolved among `files`, the
    documents' names and the manual's documents. `used` gathers the files that are shown or offered, by path.
    """

    place: Place
    base: str
    files: Mapping[str, ClosureFile]
    targets: Mapping[tuple[LinkKind, str], Target]
    used: dict[str, ClosureFile] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, place: Place) -> Destinations:
        """Return those of a document's own text."""
        files = {file.path: file for file in document.closure.files}
        pairs = zip(document.links, document.targets, strict=True)
        return cls(
            place,
            document.path,
            files,
            {(link.kind, link.destination): target for link, target in pairs if not link.path},
        )

    def within(self, file: ClosureFile) -> Destinations:
        """Return those of a file that the document includes, or of a picture in it."""
        return Destinations(self.place, file.path, self.files, {}, self.used)

    def link(self, destination: str) -> ClickTarget:
        """Return where a link leads, with what is said instead where its document has no page."""
        target = self._target(LinkKind.LINK, destination)
        fragment = f"#{quote(target.fragment, safe=_FRAGMENT)}" if target.fragment else ""
        match target.kind:
            case TargetKind.EXTERNAL:
                address = quote(destination.strip(), safe=_ADDRESS)
                return ClickTarget(address) if safe_address(address) else NOWHERE
            case TargetKind.FRAGMENT:
                return ClickTarget(fragment) if fragment else NOWHERE
            case TargetKind.DOCUMENT if target.document:
                address = self.place.published(target.document) or ""
                if not address:
                    return ClickTarget(None, self.place.strings.unpublished)
                return ClickTarget(self._relative(f"{address}index.html") + fragment)
        file = self._file(target)
        return ClickTarget(self._offered(file)) if file else NOWHERE

    def picture(self, destination: str) -> ClosureFile | None:
        """Return the file of a picture that may be shown."""
        file = self._file(self._target(LinkKind.IMAGE, destination))
        return file if file is not None and assets.shown(file) else None

    def included(self, destination: str) -> ClosureFile | None:
        """Return the file that stands in place of an include."""
        return self._file(self._target(LinkKind.INCLUDE, destination))

    def address(self, file: ClosureFile) -> str:
        """Return where a file is offered, and note that it is."""
        return self._offered(file)

    def saved_as(self, address: str) -> str | None:
        """Return under which name a reader saves what is offered at an address as a download; None for all else."""
        if not address.endswith(assets.DOWNLOAD):
            return None
        files = (file for file in self.used.values() if self._relative(assets.address(file)) == address)
        return next(map(assets.saved_as, files), None)

    def picture_links(self, file: ClosureFile) -> list[tuple[str, ClickTarget]]:
        """Return the links in a picture that lead somewhere, each with its words: browsers follow none themselves."""
        if ending(file.path) != ".svg":
            return []
        inner = self.within(file)
        found = [(words, inner.link(destination)) for words, destination in read_svg(file.data).links]
        return [(words, target) for words, target in found if target.href or target.note]

    def _offered(self, file: ClosureFile) -> str:
        self.used[file.path] = file
        return self._relative(assets.address(file))

    def _relative(self, address: str) -> str:
        return relative(address, f"{self.place.address}index.html")

    def _file(self, target: Target) -> ClosureFile | None:
        return self.files.get(target.path or "") if target.kind is TargetKind.FILE else None

    def _target(self, kind: LinkKind, destination: str) -> Target:
        known = self.targets.get((kind, destination))
        if known is not None:
            return known
        way = paths.Way.LOCAL if kind is LinkKind.INCLUDE else paths.classify(destination)
        fragment = paths.fragment_of(destination)
        if way in {paths.Way.EXTERNAL, paths.Way.FRAGMENT}:
            return Target(TargetKind(way.value), fragment=fragment)
        if way is paths.Way.DOCUMENT:
            return Target(TargetKind.DOCUMENT, document=paths.id_of(destination), fragment=fragment)
        path = paths.resolve_path(self.base, destination)
        if path in self.files:
            return Target(TargetKind.FILE, path=path, fragment=fragment)
        name = self.place.named(path) if path else None
        return Target(TargetKind.DOCUMENT, document=name, fragment=fragment) if name else Target(TargetKind.MISSING)
