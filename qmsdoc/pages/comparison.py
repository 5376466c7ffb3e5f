"""Two editions of a document side by side: what the front matter says otherwise, which files differ, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qmsdoc.model.document import Document
from qmsdoc.model.policy import Policy
from qmsdoc.model.snapshot import Edition
from qmsdoc.pages import addresses, words
from qmsdoc.redline import changed_files


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what to call it (`revision 2`), and the document."""

    label: str
    document: Document


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs beside the text: fields of the front matter as (label, old, new), files as (path, what happened)."""

    fields: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An earlier edition and a later one, and where the page stands that compares them.

    `reasons` are the changes that lie between them as (revision, reason), newest first.
    """

    address: str
    old: Edition
    new: Edition
    differences: Differences
    reasons: tuple[tuple[int, str], ...]


def comparisons(editions: Sequence[Edition]) -> tuple[Comparison, ...]:
    """Compare each edition with the one before it, and each with the newest: what changed since I read it last."""
    pairs = [*pairwise(editions), *((each, editions[-1]) for each in editions[:-2])]
    found = {(old.revision, new.revision): _comparison(editions, old, new) for old, new in pairs}
    return tuple(found[key] for key in sorted(found))


def _comparison(editions: Sequence[Edition], old: Edition, new: Edition) -> Comparison:
    between = [each for each in editions if old.revision < each.revision <= new.revision]
    return Comparison(
        address=addresses.comparison(new.name, old.revision, new.revision),
        old=old,
        new=new,
        differences=differences(old.document, new.document, new.policy),
        reasons=tuple((each.revision, each.document.front.change or "") for each in reversed(between)),
    )


def differences(old: Document, new: Document, policy: Policy) -> Differences:
    """Compare what stands beside the text of two versions of a document."""
    files = changed_files(old.closure, new.closure, besides={old.path, new.path})
    named = [("added", files.added), ("removed", files.removed), ("changed", files.changed)]
    before, after = dict(_fields(old, policy)), dict(_fields(new, policy))
    labels = list(dict.fromkeys([*before, *after]))
    fields = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return Differences(
        fields=tuple(field for field in fields if field[1] != field[2]),
        files=tuple((path, what) for what, paths in named for path in paths),
    )


def _fields(document: Document, policy: Policy) -> Iterator[tuple[str, str]]:
    """Give what the front matter says to readers; number, revision and reason are told by the page itself."""
    front = document.front
    yield "Title", document.title
    yield "Type", words.type_title(front.type or "")
    yield "Owner", words.owner(policy, front.owner or "")
    yield "In force from", words.day(front.effective) if front.effective else ""
    yield "Review by", words.day(front.review_by) if front.review_by else ""
    yield "Clauses", ", ".join(front.clauses)
    yield "Takes the place of", ", ".join(front.supersedes)
    yield "Belongs to", front.parent or ""
    yield "Translates revision", str(front.translates or "")
    yield from ((words.title(key), text) for key, text in front.extra)
