"""Two editions of a document side by side: what the front matter says otherwise, which files differ, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from io import BytesIO
from itertools import combinations, pairwise

from qmsdoc.model import addresses
from qmsdoc.model.document import ClosureFile, Document, External
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Edition
from qmsdoc.pages import display_names
from qmsdoc.redline import changed_files

# Any two of so many newest editions have a page that compares them: docs/adr/0019.
NEWEST = 8
# Of a picture whose size is read from its first bytes, in pixels.
_LARGEST = 1 << 31

Said = str | date


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what to call it (`revision 2`), the document, and whether it is a draft."""

    label: str
    document: Document
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the front matter that says otherwise. `name` is one that every document may have (`owner`), or
    empty where only its type has it, by the `title`; what it said before and says now, empty where it said nothing.
    """

    name: str
    title: str
    old: Said
    new: Said


@dataclass(frozen=True, slots=True)
class FileState:
    """What one version of a file beside the text is: path, SHA-256, bytes, and width and height of a picture."""

    path: str
    sha256: str
    size: int
    dimensions: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file that came, went, changed or was renamed: what it was and what it is, None where it is not there."""

    old: FileState | None
    new: FileState | None

    @property
    def what(self) -> str:
        """`added`, `removed`, `renamed` or `changed`."""
        if self.old is None or self.new is None:
            return "added" if self.old is None else "removed"
        return "changed" if self.old.path == self.new.path else "renamed"


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs beside the text: fields of the front matter, and files that the text shows or offers."""

    fields: tuple[Field, ...]
    files: tuple[FileDifference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An earlier edition and a later one, and where the page stands that compares them.

    `reasons` are the changes that lie between them as (revision, reason), newest first.
    """

    address: str
    old: Edition
    new: Edition
    reasons: tuple[tuple[int, str], ...]

    @property
    def differences(self) -> Differences:
        """What differs beside the text, found anew each time: by the process that makes the page."""
        return differences(self.old.document, self.new.document, self.new.policy)


def comparisons(editions: Sequence[Edition]) -> tuple[Comparison, ...]:
    """Compare any two of the `NEWEST` editions (given by revision); older ones with the next one, and the newest."""
    places = range(len(editions))
    pairs = {*combinations(places[-NEWEST:], 2), *pairwise(places), *((place, places[-1]) for place in places[:-1])}
    return tuple(_comparison(editions, editions[old], editions[new]) for old, new in sorted(pairs))


def _comparison(editions: Sequence[Edition], old: Edition, new: Edition) -> Comparison:
    between = [each for each in editions if old.revision < each.revision <= new.revision]
    return Comparison(
        address=addresses.comparison(new.name, old.revision, new.revision),
        old=old,
        new=new,
        reasons=tuple((each.revision, each.document.front.change or "") for each in reversed(between)),
    )


def differences(old: Document, new: Document, policy: Policy | None) -> Differences:
    """Compare what stands beside the text of two versions of a document.

    With a policy, owners and types are named as it names them; without, as the documents write them.
    """
    before, after = dict(_fields(old, policy)), dict(_fields(new, policy))
    said = ((key, before.get(key, ""), after.get(key, "")) for key in {**before, **after})
    fields = (Field(*key, was, now) for key, was, now in said if was != now)
    return Differences(tuple(fields), tuple(_files(old, new)))


def _files(old: Document, new: Document) -> Iterator[FileDifference]:
    before = {file.path: file for file in old.closure.files}
    after = {file.path: file for file in new.closure.files}
    found = changed_files(old.closure, new.closure, besides={old.path, new.path})
    yield from (FileDifference(None, _state(after[path])) for path in found.added)
    yield from (FileDifference(_state(before[path]), None) for path in found.removed)
    yield from (FileDifference(_state(before[path]), _state(after[path])) for path in found.changed)
    yield from (FileDifference(_state(before[was]), _state(after[path])) for was, path in found.renamed)


def _state(file: ClosureFile) -> FileState:
    return FileState(file.path, file.sha256, len(file.data), _dimensions(file.data))


def _dimensions(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture in pixels, None where its first bytes do not say them."""
    import imagesize  # noqa: PLC0415 - with it comes what asks the web

    width, height = imagesize.get(BytesIO(data))
    return (int(width), int(height)) if 0 < width < _LARGEST and 0 < height < _LARGEST else None


def _fields(document: Document, policy: Policy | None) -> Iterator[tuple[tuple[str, str], Said]]:
    """Yield name and title of each field of the front matter that readers see, and what it says.

    Number, revision and reason are told by the page itself.
    """
    front = document.front
    said: tuple[tuple[str, Said | None], ...] = (
        ("title", document.title),
        ("type", display_names.type_title(front.type or "") if policy else front.type),
        ("owner", display_names.owner(policy, front.owner or "") if policy else front.owner),
        ("effective", front.effective),
        ("review_by", front.review_by),
        ("clauses", ", ".join(front.clauses)),
        ("supersedes", ", ".join(front.supersedes)),
        ("parent", front.parent),
        ("translates", str(front.translates or "")),
        ("retention", str(front.retention or "")),
        ("expires", front.expires),
        ("deviates_from", front.deviates_from),
        ("externals", "; ".join(_external(each) for each in front.externals)),
        ("path", document.path),
    )
    yield from (((name, ""), value or "") for name, value in said)
    yield from ((("", display_names.title(key)), text) for key, text in front.extra)


def _external(external: External) -> str:
    """Return one document from outside in a line: its name, then whatever else its entry says."""
    said = {each.name: getattr(external, each.name) for each in fields(external) if each.name not in {"line", "column"}}
    name = said.pop("name")
    return ", ".join([name, *(f"{key.replace('_', ' ')} {value}" for key, value in said.items() if value)])
