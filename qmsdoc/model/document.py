"""A document as one tree holds it: bytes, front matter, links, headings and closure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from sys import intern
from typing import NamedTuple

from qmsdoc.model.content import Content
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy_time import Interval

ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class External:
    """One document from outside, as a register lists it under `externals:`.

    `withdrawn` is the day on which its publisher withdrew the edition, `kept_for` why it is used all
    the same. `check_every` is None where neither the entry nor the register says how often to look.
    """

    name: str
    edition: str | None = None
    about: str | None = None
    source: str | None = None
    holder: str | None = None
    last_checked: date | None = None
    check_every: Interval | None = None
    withdrawn: date | None = None
    kept_for: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The typed front matter; a field that is absent or wrong is None or empty and has its `Finding`.

    `places` gives (key, line, column) of every key as written, for messages; `extra` the fields
    that only a type's own schema knows, as (key, text). `retention` is how long records made with a
    form are kept; `expires` the last day of a temporary deviation from the document `deviates_from`.
    """

    id: str | None = None
    title: str | None = None
    type: str | None = None
    owner: str | None = None
    revision: int | None = None
    change: str | None = None
    effective: date | None = None
    review_by: date | None = None
    clauses: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    parent: str | None = None
    lang: str | None = None
    translates: int | None = None
    retention: Interval | None = None
    expires: date | None = None
    deviates_from: str | None = None
    externals: tuple[External, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, int, int], ...] = ()

    @property
    def name(self) -> str | None:
        """The id as tags, URLs and messages write it: `QP-001`, a translation `QP-001.de`."""
        return f"{self.id}.{self.lang}" if self.id and self.lang else self.id

    def line(self, key: str) -> int | None:
        """The line on which `key` stands, or None."""
        return next((line for name, line, _ in self.places if name == key), None)

    def column(self, key: str) -> int | None:
        """The column at which `key` stands, or None."""
        return next((column for name, _, column in self.places if name == key), None)


class LinkKind(StrEnum):
    """How one file leads to another."""

    LINK = "link"
    IMAGE = "image"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Link:
    """One destination, decoded: without backslashes and entities, percent-signs as written.

    `line` and `column` count from 1. Reference-style links carry the place of their definition. `path` is the
    included file in which it stands, nothing for the document itself.
    """

    kind: LinkKind
    destination: str
    line: int
    column: int
    path: str = ""


class TargetKind(StrEnum):
    """Where a link leads, decided in the tree that holds the document."""

    DOCUMENT = "document"
    FILE = "file"
    EXTERNAL = "external"
    FRAGMENT = "fragment"
    MISSING = "missing"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Target:
    """A resolved link. `document` is a document's name for DOCUMENT; `path` a file of the tree for
    DOCUMENT and FILE, and for MISSING the path that was looked for; `fragment` comes without `#`.
    A DOCUMENT reached by id alone has no path: whether it exists is a matter for the snapshot. `alike` is the
    file that a MISSING picture or include is, but for upper and lower case.
    """

    kind: TargetKind
    document: str | None = None
    path: str | None = None
    fragment: str | None = None
    alike: str | None = None


class Heading(NamedTuple):
    """An ATX or setext heading; `anchor` is the id its published heading has."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class ClosureFile:
    """One file of a closure, with its exact bytes."""

    path: str
    content: Content
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> ClosureFile:
        """Make one from its bytes."""
        return cls(path, Content(data), hashlib.sha256(data).hexdigest())

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self.content.data


@dataclass(frozen=True, slots=True)
class Closure:
    """A document and every local file it needs to be read, sorted by path in the C locale.

    `content_digest` is the digest that approvals sign: `sha256:` and the hex SHA-256 of the manifest.
    """

    files: tuple[ClosureFile, ...]
    content_digest: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compute the digest once: it is asked for again and again."""
        object.__setattr__(self, "content_digest", intern("sha256:" + hashlib.sha256(self.manifest).hexdigest()))

    @property
    def manifest(self) -> bytes:
        """What `sha256sum` prints for the files, in this order (coreutils' format)."""
        rows = (f"{file.sha256}  {file.path}\n".encode("utf-8", "surrogateescape") for file in self.files)
        return b"".join(rows)


@dataclass(frozen=True, slots=True)
class Document:
    """One controlled document in one tree (the working tree, a ref, or an approved commit).

    `content` is the file, and `body_offset` the offset in its text at which the Markdown after the front matter begins;
    the text is empty where it cannot be decoded, with a problem saying so. `links` are those
    of the text, then those of the files that it includes; `targets` answers them one for one. `headings`
    are those of its page. `title` and `name` fall back on the path so that messages always name it.
    """

    path: str
    content: Content
    body_offset: int
    front: FrontMatter
    problems: tuple[Finding, ...]
    links: tuple[Link, ...]
    targets: tuple[Target, ...]
    headings: Sequence[Heading]
    closure: Closure

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.content.data

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.content.text

    @property
    def name(self) -> str:
        """Its name, or its path where it has no id."""
        return self.front.name or self.path

    @property
    def title(self) -> str:
        """Its title, or its name."""
        return self.front.title or self.name

    @property
    def markdown(self) -> str:
        """The Markdown after the front matter."""
        return self.text[self.body_offset :]
