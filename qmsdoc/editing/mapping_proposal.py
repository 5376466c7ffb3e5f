"""Proposes a mapping: which of the keys that documents have mean what, as far as the documents themselves say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qmsdoc.editing.adopt_vocabulary import WORDS, plain_name
from qmsdoc.model.controlled_paths import shared_folder
from qmsdoc.model.document import ID_PATTERN
from qmsdoc.model.mapping import DerivedFrom, FieldMapping, FieldSource, FrontMatterMapping
from qmsdoc.parse.headers import Header
from qmsdoc.parse.mapping import file_name, map_fields
from qmsdoc.parse.written_dates import formats_used, read_written_interval
from qmsdoc.parse.yaml import Mapping, Node, Scalar
from qmsdoc.parse.yaml import Sequence as List

_PREFIX = re.compile(r"([A-Za-z][A-Za-z]*(?:-[A-Za-z]+)*)-[0-9]")
_REVISION = re.compile(r"([A-Za-z][A-Za-z.]{0,9}[ .-]?|)([0-9]{1,6})(\.0+|)")
_MOST_PATTERNS = 6
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class HeaderAt:
    """The header of the document at a path."""

    path: str
    header: Header


@dataclass(frozen=True, slots=True)
class ProposedType:
    """A document type that the documents suggest: by the prefix of ids, or by a folder."""

    name: str
    prefix: str
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """A mapping with the types that it names."""

    mapping: FrontMatterMapping
    types: tuple[ProposedType, ...]


def propose_mapping(headers: Sequence[HeaderAt]) -> MappingProposal:
    """Return the mapping for these documents."""
    base = shared_folder(at.path for at in headers)
    dates = formats_used(text for at in headers for field in ("reviewed", "review_by") for text in _texts(at, field))
    ids = _id_sources(headers)
    alone = FrontMatterMapping((FieldMapping("id", ids),), base=base)
    names = {at.path: map_fields(alone, at.header, at.path).text("id") or "" for at in headers}
    types, by_type = _types(headers, names, ids, base)
    fields = (
        FieldMapping("id", ids if _says(headers, "id") else _own_first("id", ids)),
        FieldMapping(
            "title", _own_first("title", (*_keys(headers, "title"), FieldSource(derived=DerivedFrom.HEADING)))
        ),
        FieldMapping("type", by_type if _says(headers, "type") else _own_first("type", by_type)),
        FieldMapping("owner", _own_first("owner", _keys(headers, "owner"))),
        FieldMapping("revision", _own_first("revision", _revision_sources(headers))),
        FieldMapping("review_by", _own_first("review_by", _review_sources(headers))),
        FieldMapping("supersedes", _keys(headers, "supersedes")),
    )
    mapping = FrontMatterMapping(tuple(field for field in fields if field.sources), (), dates, base)
    return MappingProposal(mapping, types)


def _own_first(field: str, sources: tuple[FieldSource, ...]) -> tuple[FieldSource, ...]:
    """Put our own name of a field first, so that a document may say it as soon as somebody writes it."""
    own = FieldSource(key=field)
    return (own, *sources) if sources and all(each.key != field for each in sources) else sources


def _says(headers: Sequence[HeaderAt], field: str) -> bool:
    """Tell whether any document has the key that is our own name of a field, which may mean something else there."""
    return any(at.header.root.get(field) is not None for at in headers)


def keys_meaning(header: Header, field: str) -> tuple[str, ...]:
    """Return the keys of a header that other systems use for a field, the surest name first."""
    found = [(WORDS[field].index(name), key) for name, key in _plain_keys(header.root) if name in WORDS[field]]
    return tuple(key for _, key in sorted(found))


def text_at(header: Header, key: str) -> str:
    """Return what a key of a header holds, a list as one text."""
    return _flat(header.root.get(key))


def _flat(node: Node | None) -> str:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, List):
        return ", ".join(_flat(item) for item in node.items)
    return ", ".join(f"{key.text}: {_flat(value)}" for key, value in node.entries) if node else ""


def _plain_keys(root: Mapping) -> Iterable[tuple[str, str]]:
    return ((plain_name(key.text), key.text) for key, value in root.entries if _flat(value))


def _texts(at: HeaderAt, field: str) -> tuple[str, ...]:
    return tuple(text_at(at.header, key) for key in keys_meaning(at.header, field))


def _keys(headers: Sequence[HeaderAt], field: str) -> tuple[FieldSource, ...]:
    """Return the keys in use for a field, the surest first."""
    used: dict[str, int] = {}
    for at in headers:
        for key in keys_meaning(at.header, field):
            used.setdefault(key, WORDS[field].index(plain_name(key)))
    return tuple(FieldSource(key=key) for key in sorted(used, key=lambda key: (used[key], key)))


def _id_sources(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys whose values can be ids and are nobody else's, then the file's name or, where two agree, path."""
    good = []
    for source in _keys(headers, "id"):
        values = [text_at(at.header, source.key or "").strip() for at in headers]
        values = [value.lower() for value in values if value]
        if all(ID_PATTERN.fullmatch(value) for value in values) and len(set(values)) == len(values):
            good.append(source)
    names = [re.sub(r"[^a-z0-9]+", "-", file_name(at.path).lower()) for at in headers]
    derived = DerivedFrom.NAME if len(set(names)) == len(names) else DerivedFrom.PATH
    return (*good, FieldSource(derived=derived))


def _types(
    headers: Sequence[HeaderAt], names: dict[str, str], ids: tuple[FieldSource, ...], base: str
) -> tuple[tuple[ProposedType, ...], tuple[FieldSource, ...]]:
    prefixes = {path: found[1].upper() for path, name in names.items() if (found := _PREFIX.match(name))}
    if len(prefixes) >= len(headers) * _HALF and headers:
        common = sorted({prefix.split("-")[0] for prefix in prefixes.values()})
        types = [ProposedType(prefix.lower(), prefix) for prefix in common]
        values = tuple((f"{prefix}-*", prefix.lower()) for prefix in common)
        sources = [FieldSource(key=each.key, derived=each.derived, values=values) for each in ids]
        rest = sorted({_folder(at.path, base) for at in headers if at.path not in prefixes})
        return (*types, *_folder_types(rest, {each.name for each in types})), (*sources, *_by_folder(rest))
    folders = sorted({_folder(at.path, base) for at in headers})
    return _folder_types(folders, set()), _by_folder(folders)


def _by_folder(folders: Sequence[str]) -> tuple[FieldSource, ...]:
    inside = tuple((folder, _type_name(folder)) for folder in folders if folder)
    top = (FieldSource(constant="document"),) if "" in folders else ()
    return (*((FieldSource(folders=inside),) if inside else ()), *top)


def _folder_types(folders: Sequence[str], taken: set[str]) -> tuple[ProposedType, ...]:
    found: dict[str, ProposedType] = {}
    for folder in folders:
        name = _type_name(folder)
        if name not in taken:
            written = folder.rpartition("/")[2]
            prefix = re.sub(r"[^A-Za-z0-9]+", "-", written).strip("-")[:32].rstrip("-") or "DOC"
            found.setdefault(name, ProposedType(name, "DOC" if name == "document" else prefix, folder or None))
    return tuple(found.values())


def _folder(path: str, base: str) -> str:
    """Return the folder of a path right below the one that all documents share; nothing for a file of that one."""
    name, inside, _ = path.removeprefix(base).partition("/")
    return f"{base}{name}" if inside else ""


def _type_name(folder: str) -> str:
    """Return the name of the type that a folder's documents have: that of the folder, in small letters."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.rpartition("/")[2].lower()).strip("-")[:60]
    return name if name and name != "policy" else f"{name or 'document'}{'-document' if name else ''}"


def _revision_sources(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys of revisions, first by the patterns in which they write a whole number; then 1."""
    sources: list[FieldSource] = []
    for source in _keys(headers, "revision"):
        patterns: Counter[str] = Counter()
        for at in headers:
            found = _REVISION.fullmatch(text_at(at.header, source.key or "").strip())
            if found and (found[1] or found[3]):
                patterns[f"{found[1]}{{}}{found[3]}"] += 1
        sources += [FieldSource(key=source.key, pattern=each) for each, _ in patterns.most_common(_MOST_PATTERNS)]
        sources.append(source)
    return (*sources, FieldSource(constant="1"))


def _review_sources(headers: Sequence[HeaderAt]) -> tuple[FieldSource, ...]:
    """Return the keys of review dates, then the last review with the interval that stands beside it."""
    every = [source.key for source in _keys(headers, "review_every") if source.key]
    spans = [key for key in every if any(read_written_interval(text_at(at.header, key)) for at in headers)]
    last = [source.key for source in _keys(headers, "reviewed")]
    added = tuple(FieldSource(key=key, plus=span) for key in last for span in spans)
    return (*_keys(headers, "review_by"), *added)
