"""Proposes a mapping: which of the keys that documents have mean what, as far as the documents themselves say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qmsdoc.editing.adopt_hints import Hints, by_place
from qmsdoc.editing.adopt_vocabulary import CONTROLLED
from qmsdoc.editing.found_keys import HeaderAt, key_sources, keys_meaning, named_keys, text_at
from qmsdoc.editing.id_proposal import IdProposal
from qmsdoc.editing.new_document import file_stem
from qmsdoc.editing.type_proposal import ProposedType, propose_types
from qmsdoc.model.document import ID_PATTERN
from qmsdoc.model.mapping import DerivedFrom, FieldMapping, FieldSource, FrontMatterMapping
from qmsdoc.parse.mapping import heading_of
from qmsdoc.parse.written_dates import formats_used, read_written_interval
from qmsdoc.text.sentences import all_of

_REVISION = re.compile(r"([A-Za-z][A-Za-z.]{0,9}[ .-]?|)([0-9]{1,6})(\.0+|)")
_LETTER = re.compile(r"([A-Za-z][A-Za-z.]{1,9}[ .-])?([A-Za-z])")
_DOTTED = re.compile(r"([A-Za-z][A-Za-z.]{0,9}[ .-]?|)([0-9]{1,6})(?:\.[0-9]{1,4}){1,3}")
_TAKEN_OVER = "Taken over as it stood when the manual was adopted."
_OTHERWISE_MEANT = (
    *("supersedes", "effective", "expires", "parent", "clauses", "lang", "translates", "retention", "deviates_from"),
)
_ONE_OWNER = re.compile(r"[@#]?[\w .()'-]{1,60}")  # neither several nor an address
_TRUE = ("true", "yes", "ja", "oui", "controlled")
_MOST_PATTERNS = 6
_MOST_PLACES = 500  # values that one source may have, by its schema


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """A mapping with the types that it names; `derived` says of a field where values by place come from."""

    mapping: FrontMatterMapping
    types: tuple[ProposedType, ...]
    derived: Mapping[str, str]


def wanted_of(headers: Sequence[HeaderAt]) -> tuple[tuple[str, str], ...]:
    """Return the key by which files say that they are controlled documents, with its value; empty where none does."""
    for at in headers:
        for name, key in named_keys(at.header.root):
            if name in CONTROLLED and text_at(at.header, key).lower() in _TRUE:
                return ((key, text_at(at.header, key)),)
    return ()


def propose_mapping(
    headers: Sequence[HeaderAt],
    ids: IdProposal,
    base: str,
    *,
    hints: Hints,
    people: Mapping[str, str],
    where: tuple[tuple[str, str], ...] = (),
) -> MappingProposal:
    """Return the mapping for these documents; `people` are ids by the name or address that documents may write."""
    types, by_type = propose_types(headers, ids, base)
    paths = [at.path for at in headers]
    values = {field: {path: hint.value for path, hint in found.items()} for field, found in hints.items()}
    places = {field: tuple(sorted(found.items())) for field, found in values.items()}
    places["owner"] = by_place(values["owner"], paths)
    sources = {
        "id": ids.sources,
        "title": (*key_sources(headers, "title"), FieldSource(derived=DerivedFrom.HEADING), *_untitled(headers)),
        "type": by_type,
        "owner": (*_owner_sources(headers, people), *_placed(places["owner"])),
        "revision": (
            *_revision_sources(headers),
            *_placed(places["revision"]),
            *ids.revisions,
            FieldSource(constant="1"),
        ),
        "review_by": (*_review_sources(headers), *_placed(places["review_by"])),
        "change": (FieldSource(constant=_TAKEN_OVER),),
        "supersedes": _superseding(headers),
        **_others(headers, ids),
    }
    fields = [
        FieldMapping(field, found if field in _OTHERWISE_MEANT else _own_first(headers, field, found))
        for field, found in sources.items()
        if found or field == "owner"
    ]
    dates = formats_used(text_at(at.header, key).strip() for at in headers for _, key in named_keys(at.header.root))
    mapping = FrontMatterMapping(tuple(fields), where, dates, base)
    also = {hint.value: hint.others for hint in hints["owner"].values() if hint.others}
    told = {
        "owner": "; ".join(("CODEOWNERS", *(f"beside {one} it names {all_of(also[one])}" for one in sorted(also)))),
        "revision": "tags",
        "review_by": "the last change in git and how often it is reviewed",
    }
    return MappingProposal(mapping, types, {field: words for field, words in told.items() if places[field]})


def _own_first(headers: Sequence[HeaderAt], field: str, sources: tuple[FieldSource, ...]) -> tuple[FieldSource, ...]:
    """Put our own name of a field first, so that a document may say it as soon as somebody writes it.

    Not where a document has that key already and it means something else there.
    """
    if any(each == FieldSource(key=field) for each in sources):
        return sources
    taken = field in ("id", "type") and any(at.header.root.get(field) is not None for at in headers)
    return sources if taken else (FieldSource(key=field), *sources)


def _untitled(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the file's name as a title where some document has neither a key for it nor a heading."""
    lacking = (
        not keys_meaning(at.header, "title") and heading_of(at.header.text[at.header.body_offset :]) is None
        for at in headers
    )
    return (FieldSource(derived=DerivedFrom.NAME),) if any(lacking) else ()


def _placed(places: tuple[tuple[str, str], ...]) -> tuple[FieldSource, ...]:
    return tuple(
        FieldSource(folders=places[start : start + _MOST_PLACES]) for start in range(0, len(places), _MOST_PLACES)
    )


def _owner_sources(headers: Sequence[HeaderAt], people: Mapping[str, str]) -> tuple[FieldSource, ...]:
    """Return the keys of owners, first with what their texts mean: people that we know, else roles to be given."""
    found: list[FieldSource] = []
    for source in key_sources(headers, "owner"):
        said = sorted({text_at(at.header, source.key or "").strip() for at in headers} - {""})
        meant = {
            text: people.get(text.lower()) or (file_stem(text) if _ONE_OWNER.fullmatch(text) else "") for text in said
        }
        values = tuple((text, name) for text, name in meant.items() if name and name != text)
        if values:
            found.append(FieldSource(key=source.key, values=values[:_MOST_PLACES]))
        found.append(source)
    return tuple(found)


def _revision_sources(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys of revisions, first by the patterns in which they write a whole number.

    Letters count from A; of `2.1` the first number is taken. Both stand as a table, to be corrected.
    """
    sources: list[FieldSource] = []
    for source in key_sources(headers, "revision"):
        patterns: Counter[str] = Counter()
        values: dict[str, str] = {}
        for text in (text_at(at.header, source.key or "").strip() for at in headers):
            found, letter, dotted = (form.fullmatch(text) for form in (_REVISION, _LETTER, _DOTTED))
            if found:
                if found[1] or found[3]:
                    patterns[f"{found[1]}{{}}{found[3]}"] += 1
            elif letter:
                values[text] = str(ord(letter[2].upper()) - ord("A") + 1)
            elif dotted:
                values[text] = str(max(int(dotted[2]), 1))
        if values:
            sources.append(FieldSource(key=source.key, values=tuple(sorted(values.items()))[:_MOST_PLACES]))
        sources += [FieldSource(key=source.key, pattern=each) for each, _ in patterns.most_common(_MOST_PATTERNS)]
        sources.append(source)
    return tuple(sources)


def _others(headers: Sequence[HeaderAt], ids: IdProposal) -> Mapping[str, tuple[FieldSource, ...]]:
    """Lead away from keys that have the name of a field of ours and mean something else to another program.

    `lang: en` of a whole site, a `parent` that is a title, a day from which something held before it was signed here.
    """
    names = {name.lower() for name in ids.names.values()}
    found = {}
    for field in _OTHERWISE_MEANT:
        said = {text_at(at.header, field).strip() for at in headers} - {""}
        if said and not (field == "parent" and all(text.lower() in names for text in said)):
            found[field] = (FieldSource(key=f"x-{field}"),)
    found.pop("supersedes", None)
    return found


def _superseding(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys of superseded documents where all that they hold are ids, else one that no document has."""
    sources = key_sources(headers, "supersedes")
    held = {
        source: [name for at in headers for name in filter(None, text_at(at.header, source.key or "").split(", "))]
        for source in sources
    }
    good = tuple(source for source in sources if all(map(ID_PATTERN.fullmatch, held[source])))
    return good or ((FieldSource(key="x-supersedes"),) if sources else ())


def _review_sources(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys of review dates, then the last review with the interval that stands beside it."""
    every = [source.key for source in key_sources(headers, "review_every") if source.key]
    spans = [key for key in every if any(read_written_interval(text_at(at.header, key)) for at in headers)]
    last = [source.key for source in key_sources(headers, "reviewed")]
    added = tuple(FieldSource(key=key, plus=span) for key in last for span in spans)
    return (*key_sources(headers, "review_by"), *added)
