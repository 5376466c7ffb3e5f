"""What control of documents needs, document by document: what is written, what is derived, what nobody can know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qmsdoc.capture.unsigned_tags import named_revision
from qmsdoc.editing.adopt_repository import FoundFile, FoundRepository, Version
from qmsdoc.editing.adopt_vocabulary import AUTHOR, plain_name
from qmsdoc.editing.mapping_proposal import HeaderAt, MappingProposal, keys_meaning, propose_mapping, text_at
from qmsdoc.model.finding import Finding
from qmsdoc.parse.code_owners import Applying
from qmsdoc.parse.headers import Header, HeaderForm, read_header
from qmsdoc.parse.mapping import MappedFields, map_fields
from qmsdoc.parse.written_dates import read_written_date

NEEDS = ("id", "title", "owner", "revision", "approver", "review")


class Certainty(StrEnum):
    """How a value is known."""

    WRITTEN = "written"
    DERIVED = "derived"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one need: the value, and in words where it comes from."""

    need: str
    value: str | None
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class SurveyedDocument:
    """One document: its needs in the order of `NEEDS`, the day of its next review, what is wrong with its header."""

    path: str
    form: HeaderForm | None
    known: tuple[Known, ...]
    review_by: date | None
    faults: tuple[Finding, ...]
    header: Header
    mapped: MappedFields

    def of(self, need: str) -> Known:
        """Return what is known of a need."""
        return next(each for each in self.known if each.need == need)


@dataclass(frozen=True, slots=True)
class VersionFault:
    """What is wrong with one version in the history: the commit that brought it, with the finding and its place."""

    commit: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Survey:
    """All documents with the mapping that fits them; `overdue` are the paths whose review date has passed."""

    documents: tuple[SurveyedDocument, ...]
    proposal: MappingProposal
    overdue: tuple[str, ...]
    duplicates: tuple[tuple[str, tuple[str, ...]], ...]


def survey(found: FoundRepository, as_of: date) -> Survey:
    """Survey the files at hand as of a day."""
    headers = [HeaderAt(file.path, read_header(file.data)) for file in found.files]
    proposal = propose_mapping([at for at in headers if not is_start_page(at.path, [each.path for each in headers])])
    kept = {at.path: at for at in headers}
    tags = _revisions_tagged(found.tags)
    owners = Applying(found.codeowners) if found.codeowners else None
    documents = tuple(
        _surveyed(file, kept[file.path].header, proposal, owners, tags)
        for file in found.files
        if not is_start_page(file.path, kept)
    )
    overdue = tuple(each.path for each in documents if each.review_by and each.review_by < as_of)
    return Survey(documents, proposal, overdue, _duplicates(documents))


def is_start_page(path: str, all_paths: Collection[str]) -> bool:
    """Tell whether a file is the page with which a site begins: an index in the folder that all documents share."""
    folder, _, name = path.rpartition("/")
    return name.partition(".")[0] == "index" and len(all_paths) > 1 and all(
        each.startswith(f"{folder}/" if folder else "") for each in all_paths
    )  # fmt: skip


def history_faults(found: Iterable[Version], proposal: MappingProposal) -> Iterator[VersionFault | None]:
    """Yield, version by version, what is wrong with it: None where nothing is, else each of its faults."""
    for version in found:
        faults = _faults(read_header(version.data), version.path, proposal)[1]
        if not faults:
            yield None
        for fault in faults:
            yield VersionFault(version.commit, fault)


def _faults(header: Header, path: str, proposal: MappingProposal) -> tuple[MappedFields, tuple[Finding, ...]]:
    mapped = map_fields(proposal.mapping, header, path)
    found = (*header.problems, *mapped.problems)
    return mapped, tuple(replace(fault, path=path, line=fault.line or 1) for fault in found)


def _surveyed(
    file: FoundFile, header: Header, proposal: MappingProposal, owners: Applying | None, tags: Mapping[str, int]
) -> SurveyedDocument:
    mapped, faults = _faults(header, file.path, proposal)
    review = mapped.text("review_by")
    known = (
        _mapped("id", mapped),
        _mapped("title", mapped),
        _owner(file, header, mapped, owners),
        _revision(mapped, tags),
        _approver(header),
        _review(file, header, mapped),
    )
    day = read_written_date(review, ()) if review else None
    return SurveyedDocument(file.path, header.form, known, day, faults, header, mapped)


def _mapped(need: str, mapped: MappedFields) -> Known:
    value, source = mapped.text(need), mapped.source(need)
    if value is None:
        return _unknown(need)
    written = bool(source and source.startswith("'"))
    return Known(need, value, source or "", Certainty.WRITTEN if written else Certainty.DERIVED)


def _unknown(need: str, why: str = "nobody can know it from what is here") -> Known:
    return Known(need, None, why, Certainty.UNKNOWN)


def _owner(file: FoundFile, header: Header, mapped: MappedFields, owners: Applying | None) -> Known:
    found = _mapped("owner", mapped)
    if found.value is not None:
        return found
    line = owners.line(file.path) if owners else None
    if line is not None and line.owners:
        return Known("owner", " ".join(line.owners), f"CODEOWNERS, line {line.line}", Certainty.DERIVED)
    author = next((key.text for key, _ in header.root.entries if plain_name(key.text) in AUTHOR), None)
    return _unknown("owner", f"'{author}' says who wrote it, not who answers for it" if author else _unknown("").source)


def _revision(mapped: MappedFields, tags: Mapping[str, int]) -> Known:
    tagged = tags.get((mapped.text("id") or "").lower())
    found = _mapped("revision", mapped)
    if found.certainty is Certainty.WRITTEN:
        return found
    if tagged is not None:
        return Known("revision", str(tagged), "the newest tag of that name", Certainty.DERIVED)
    return replace(found, source="counted from its adoption")


def _approver(header: Header) -> Known:
    for key in keys_meaning(header, "approver"):
        return Known("approver", text_at(header, key), f"'{key}', which is no signature", Certainty.WRITTEN)
    return _unknown("approver")


def _review(file: FoundFile, header: Header, mapped: MappedFields) -> Known:
    due, source = mapped.text("review_by"), mapped.source("review_by")
    if due is not None:
        return Known("review", due, source or "", Certainty.WRITTEN)
    for key in keys_meaning(header, "reviewed"):
        return Known("review", None, f"'{key}' says when it was last reviewed, nothing how often", Certainty.UNKNOWN)
    if file.changed_at is not None:
        return _unknown("review", f"never said; last changed on {file.changed_at.date()}")
    return _unknown("review")


def _revisions_tagged(tags: Sequence[str]) -> dict[str, int]:
    """Return the highest revision that tags of others give to a name: `SOP-001_r3`, `SOP-001/v3`, `SOP-001-rev3`."""
    found: dict[str, int] = {}
    for name, revision in filter(None, map(named_revision, tags)):
        found[name.lower()] = max(found.get(name.lower(), 0), revision)
    return found


def _duplicates(documents: Sequence[SurveyedDocument]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    of: dict[str, list[str]] = {}
    for document in documents:
        of.setdefault((document.of("id").value or "").lower(), []).append(document.path)
    return tuple((name, tuple(paths)) for name, paths in sorted(of.items()) if name and len(paths) > 1)
