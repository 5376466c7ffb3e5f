"""What is known of documents from beside them: CODEOWNERS, tags of another system, the log.

None of it is a field by itself: a verdict depends on no more than the signed policy and the file. `adopt` writes it
into the proposed mapping, by path, where people read, correct and sign it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qmsdoc.capture.unsigned_tags import ForeignTag, named_revision
from qmsdoc.editing.adopt_repository import FoundRepository
from qmsdoc.editing.found_keys import HeaderAt, keys_meaning, text_at
from qmsdoc.editing.new_document import file_stem
from qmsdoc.parse.code_owners import Applying
from qmsdoc.parse.written_dates import read_written_interval

ReadAt = Callable[[str, str], bytes | None]
"""Returns what stands at a path in a commit."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A value for a field of one document, in words where it comes from, and what else it could be."""

    value: str
    source: str
    others: tuple[str, ...] = ()


Hints = Mapping[str, Mapping[str, Hint]]
"""By field, then by path."""


def find_hints(found: FoundRepository, headers: Sequence[HeaderAt], names: Mapping[str, str], read_at: ReadAt) -> Hints:
    """Return the hints for documents, whose ids are `names` by path."""
    paths = [at.path for at in headers]
    return {
        "owner": dict(_owners(found, paths)),
        "revision": dict(_revisions(found, names, read_at)),
        "approver": {
            path: Hint(tag.by, f"the tag {tag.name} of {tag.day}, which is no signature of this manual")
            for path, _, tag in _newest(found, names)
        },
        "review_by": dict(_reviews(found, headers)),
    }


def by_place(values: Mapping[str, str], every: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return values by path as values by place: a folder whose documents all have the same one stands for them."""
    inside: dict[str, list[str]] = {}
    for path in every:
        parts = path.split("/")
        for count in range(1, len(parts)):
            inside.setdefault("/".join(parts[:count]), []).append(path)
    given: dict[str, str] = {}
    covered: set[str] = set()
    for folder, paths in sorted(inside.items(), key=lambda pair: (pair[0].count("/"), pair[0])):
        found = {values.get(path) for path in paths}
        value = next(iter(found))
        if len(found) == 1 and value is not None and len(paths) > 1 and not covered.issuperset(paths):
            given[folder] = value
            covered.update(paths)
    given |= {path: value for path, value in values.items() if path not in covered}
    return tuple(sorted(given.items()))


def _owners(found: FoundRepository, paths: Sequence[str]) -> Iterator[tuple[str, Hint]]:
    """Yield whom CODEOWNERS names first, and the others, as a role is called: `@org/ops-team` is `ops-team`."""
    if found.codeowners is None:
        return
    applying = Applying(found.codeowners)
    for path in paths:
        line = applying.line(path)
        if line is None or not line.owners:
            continue
        role, *others = filter(None, dict.fromkeys(map(_role, line.owners))) or [""]
        if role:
            words = f"{found.codeowners.path}, line {line.line}: {' '.join(line.owners)}"
            yield path, Hint(role, words, tuple(others))


def _role(owner: str) -> str:
    name = owner.removeprefix("@").rpartition("/")[2] if owner.startswith("@") else owner.partition("@")[0]
    return ".".join(filter(None, map(file_stem, name.split("."))))


def _newest(found: FoundRepository, names: Mapping[str, str]) -> Iterator[tuple[str, int, ForeignTag]]:
    """Yield each document's path with the highest revision that a tag gives it, and that tag."""
    highest: dict[str, tuple[int, ForeignTag]] = {}
    for tag in found.tags:
        named = named_revision(tag.name)
        if named is not None and named[1] > highest.get(named[0].lower(), (0, tag))[0]:
            highest[named[0].lower()] = (named[1], tag)
    for path, name in names.items():
        if name.lower() in highest:
            yield (path, *highest[name.lower()])


def _revisions(found: FoundRepository, names: Mapping[str, str], read_at: ReadAt) -> Iterator[tuple[str, Hint]]:
    """Yield the revision of the newest tag of a document's name; of one that has changed since, the next."""
    data = {file.path: file.data for file in found.files}
    for path, revision, tag in _newest(found, names):
        if read_at(tag.commit, path) == data.get(path):
            yield path, Hint(str(revision), f"the tag {tag.name} of {tag.day}")
        else:
            yield path, Hint(str(revision + 1), f"the tag {tag.name} of {tag.day}, and changed since")


def _reviews(found: FoundRepository, headers: Sequence[HeaderAt]) -> Iterator[tuple[str, Hint]]:
    """Yield when a document is due that says how often, and not when it was last reviewed: counted from its change."""
    changed = {file.path: file.changed_at for file in found.files}
    for at in headers:
        day = changed.get(at.path)
        if day is None or any(keys_meaning(at.header, field) for field in ("review_by", "reviewed")):
            continue
        for key in keys_meaning(at.header, "review_every"):
            span = read_written_interval(text_at(at.header, key))
            if span is not None:
                words = f"the last change in git, {day.date()}, and '{key}' after it"
                yield at.path, Hint(span.after(day.date()).isoformat(), words)
                break
