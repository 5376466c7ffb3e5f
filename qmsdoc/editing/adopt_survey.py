"""What control of documents needs, document by document: what is written, what is derived, what nobody can know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qmsdoc.editing.adopt_hints import Hint, Hints, ReadAt, find_hints
from qmsdoc.editing.adopt_repository import FoundFile, FoundRepository, Version, proposed_people
from qmsdoc.editing.adopt_vocabulary import AUTHOR, plain_name
from qmsdoc.editing.found_keys import HeaderAt, keys_meaning, text_at
from qmsdoc.editing.id_proposal import EarlierCopy, propose_ids
from qmsdoc.editing.mapping_proposal import MappingProposal, propose_mapping, wanted_of
from qmsdoc.model.controlled_paths import shared_folder
from qmsdoc.model.finding import Finding
from qmsdoc.model.mapping import FrontMatterMapping
from qmsdoc.parse.headers import Header, HeaderForm, read_header
from qmsdoc.parse.mapping import MappedFields, is_mapped_document, map_fields
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
    """All documents with the mapping that fits them; `overdue` are the paths whose review date has passed.

    `earlier` are files that hold an earlier revision of a document, `uncontrolled` those that say of themselves that
    they are no controlled documents: neither is among the documents.
    """

    documents: tuple[SurveyedDocument, ...]
    proposal: MappingProposal
    overdue: tuple[str, ...]
    duplicates: tuple[tuple[str, tuple[str, ...]], ...]
    earlier: tuple[EarlierCopy, ...] = ()
    uncontrolled: tuple[str, ...] = ()


def survey(found: FoundRepository, as_of: date, read_at: ReadAt) -> Survey:
    """Survey the files at hand as of a day; `read_at` reads files at the commits that tags name."""
    every = [HeaderAt(file.path, read_header(file.data)) for file in found.files]
    paths = frozenset(at.path for at in every)
    every = [at for at in every if not is_start_page(at.path, paths)]
    where = wanted_of(every)
    wanted = FrontMatterMapping(where=where)
    headers = [at for at in every if is_mapped_document(wanted, at.header)]
    earlier = propose_ids(headers, shared_folder(at.path for at in headers)).earlier
    left = {copy.path for copy in earlier}
    headers = [at for at in headers if at.path not in left]
    base = shared_folder(at.path for at in headers)
    ids = propose_ids(headers, base)
    hints = find_hints(found, headers, ids.names, read_at)
    people = {text.lower(): each.id for each in proposed_people(found.log) for text in (each.name, *each.addresses)}
    proposal = propose_mapping(headers, ids, base, hints=hints, people=people, where=where)
    files = {file.path: file for file in found.files}
    documents = tuple(_surveyed(files[at.path], at.header, proposal, hints) for at in headers)
    overdue = tuple(each.path for each in documents if each.review_by and each.review_by < as_of)
    uncontrolled = tuple(at.path for at in every if not is_mapped_document(wanted, at.header))
    return Survey(documents, proposal, overdue, _duplicates(documents), earlier, uncontrolled)


def is_start_page(path: str, all_paths: Collection[str]) -> bool:
    """Tell whether a file is the page with which a site begins: an index in the folder that all documents share."""
    folder, _, name = path.rpartition("/")
    return name.partition(".")[0].lower() in ("index", "home") and len(all_paths) > 1 and all(
        each.startswith(f"{folder}/" if folder else "") for each in all_paths
    )  # fmt: skip


def history_faults(found: Iterable[Version], proposal: MappingProposal) -> Iterator[VersionFault]:
    """Yield, version by version, what is wrong with it."""
    for version in found:
        for fault in _faults(read_header(version.data), version.path, proposal)[1]:
            yield VersionFault(version.commit, fault)


def _faults(header: Header, path: str, proposal: MappingProposal) -> tuple[MappedFields, tuple[Finding, ...]]:
    mapped = map_fields(proposal.mapping, header, path)
    found = (*header.problems, *mapped.problems)
    return mapped, tuple(replace(fault, path=path, line=fault.line or 1) for fault in found)


def _surveyed(file: FoundFile, header: Header, proposal: MappingProposal, hints: Hints) -> SurveyedDocument:
    mapped, faults = _faults(header, file.path, proposal)
    review = mapped.text("review_by")
    known = (
        _mapped("id", mapped),
        _mapped("title", mapped),
        _owner(header, mapped, hints["owner"].get(file.path)),
        _revision(header, mapped, hints["revision"].get(file.path)),
        _approver(header, hints["approver"].get(file.path)),
        _review(file, header, mapped, hints["review_by"].get(file.path)),
    )
    day = read_written_date(review, ()) if review else None
    return SurveyedDocument(file.path, header.form, known, day, faults, header, mapped)


def _mapped(need: str, mapped: MappedFields, field: str = "") -> Known:
    field = field or need
    value, source = mapped.text(field), mapped.source(field)
    if value is None:
        return _unknown(need)
    written = bool(source and source.startswith("'"))
    return Known(need, value, source or "", Certainty.WRITTEN if written else Certainty.DERIVED)


def _unknown(need: str, why: str = "nobody can know it from what is here") -> Known:
    return Known(need, None, why, Certainty.UNKNOWN)


def _owner(header: Header, mapped: MappedFields, hint: Hint | None) -> Known:
    found = _mapped("owner", mapped)
    if hint is not None and found.certainty is Certainty.DERIVED:
        return replace(found, source=hint.source)
    author = next((key.text for key, _ in header.root.entries if plain_name(key.text) in AUTHOR), None)
    if found.value is None and author is not None:
        return _unknown("owner", f"'{author}' says who wrote it, not who answers for it")
    return found


def _revision(header: Header, mapped: MappedFields, hint: Hint | None) -> Known:
    """Return the revision; one that is no whole number as written is derived, whatever the mapping makes of it."""
    found = _mapped("revision", mapped)
    if found.value is None:
        return found
    if hint is not None and found.certainty is Certainty.DERIVED:
        return replace(found, source=hint.source)
    if found.certainty is Certainty.DERIVED:
        return found if found.source != "the mapping" else replace(found, source="counted from its adoption")
    written = text_at(header, (found.source or "").strip("'"))
    number = re.search(r"[0-9]+", written)
    if number and found.value.isdigit() and int(number[0]) == int(found.value):
        whole = not re.search(r"[0-9][.,][0-9]*[1-9]", written)
        return found if whole else replace(found, source=f"'{written}', counted whole", certainty=Certainty.DERIVED)
    if not found.value.isdigit():
        return _unknown("revision", f"'{written[:40]}' is no whole number")
    return replace(found, source=f"'{written[:40]}', by the values of the mapping", certainty=Certainty.DERIVED)


def _approver(header: Header, hint: Hint | None) -> Known:
    for key in keys_meaning(header, "approver"):
        return Known("approver", text_at(header, key), f"'{key}', which is no signature", Certainty.WRITTEN)
    return Known("approver", hint.value, hint.source, Certainty.DERIVED) if hint is not None else _unknown("approver")


def _review(file: FoundFile, header: Header, mapped: MappedFields, hint: Hint | None) -> Known:
    found = _mapped("review", mapped, "review_by")
    if found.value is not None:
        return found if found.certainty is Certainty.WRITTEN or hint is None else replace(found, source=hint.source)
    for key in keys_meaning(header, "reviewed"):
        return Known("review", None, f"'{key}' says when it was last reviewed, nothing how often", Certainty.UNKNOWN)
    if file.changed_at is not None:
        return _unknown("review", f"never said; last changed on {file.changed_at.date()}")
    return _unknown("review")


def _duplicates(documents: Sequence[SurveyedDocument]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    of: dict[str, list[str]] = {}
    for document in documents:
        of.setdefault((document.of("id").value or "").lower(), []).append(document.path)
    return tuple((name, tuple(paths)) for name, paths in sorted(of.items()) if name and len(paths) > 1)
