"""Proposes document types: by the prefixes of ids that documents share, else by their folders."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qmsdoc.editing.found_keys import HeaderAt
from qmsdoc.editing.id_proposal import IdProposal
from qmsdoc.model.mapping import FieldSource

_PREFIX = re.compile(r"([A-Za-z]{1,10})(?:-[A-Za-z]+)*-[0-9]")
_HALF = 0.5
_SHARED = 3  # documents that make a prefix in small letters one


@dataclass(frozen=True, slots=True)
class ProposedType:
    """A document type that the documents suggest: by the prefix of ids, or by a folder."""

    name: str
    prefix: str
    folder: str | None = None


def propose_types(
    headers: Sequence[HeaderAt], ids: IdProposal, base: str
) -> tuple[tuple[ProposedType, ...], tuple[FieldSource, ...]]:
    """Return the types, and the sources that tell which type a document is."""
    prefixes = _prefixes(ids.names)
    if headers and len(prefixes) >= len(headers) * _HALF:
        common = sorted(set(prefixes.values()))
        types = [ProposedType(_safe(prefix.lower()), prefix) for prefix in common]
        values = tuple((f"{prefix}-*", _safe(prefix.lower())) for prefix in common)
        sources = [
            FieldSource(key=each.key, derived=each.derived, pattern=each.pattern, values=values) for each in ids.sources
        ]
        rest = sorted({_folder(at.path, base) for at in headers if at.path not in prefixes})
        return (*types, *_folder_types(rest, {each.name for each in types})), (*sources, *_by_folder(rest))
    folders = sorted({_folder(at.path, base) for at in headers})
    return _folder_types(folders, set()), _by_folder(folders)


def _prefixes(names: Mapping[str, str]) -> dict[str, str]:
    """Return the prefix of each id that has one, by path: `SOP` of `SOP-001`; one in small letters only if shared."""
    written = {path: found[1] for path, name in names.items() if (found := _PREFIX.match(name))}
    counts = Counter(prefix.upper() for prefix in written.values())
    return {
        path: prefix.upper()
        for path, prefix in written.items()
        if prefix.isupper() or counts[prefix.upper()] >= _SHARED
    }


def _by_folder(folders: Sequence[str]) -> tuple[FieldSource, ...]:
    inside = tuple((folder, _type_name(folder)) for folder in folders if folder)
    top = (FieldSource(constant="document"),) if "" in folders else ()
    return (*((FieldSource(folders=inside),) if inside else ()), *top)


def _folder_types(folders: Sequence[str], taken: set[str]) -> tuple[ProposedType, ...]:
    found: dict[str, ProposedType] = {}
    for folder in folders:
        name = _type_name(folder)
        if name not in taken:
            prefix = re.sub(r"[^A-Za-z0-9]+", "-", _plain(folder)).strip("-")[:32].rstrip("-") or "DOC"
            found.setdefault(name, ProposedType(name, "DOC" if name == "document" else prefix, folder or None))
    return tuple(found.values())


def _folder(path: str, base: str) -> str:
    """Return the folder of a path right below the one that all documents share; nothing for a file of that one."""
    name, inside, _ = path.removeprefix(base).partition("/")
    return f"{base}{name}" if inside else ""


def _type_name(folder: str) -> str:
    """Return the name of the type that a folder's documents have: that of the folder, in small letters."""
    return _safe(re.sub(r"[^a-z0-9]+", "-", _plain(folder).lower()).strip("-")[:60] or "document")


def _plain(folder: str) -> str:
    """Return the name of a folder without accents, and without the number by which it is sorted among others."""
    letters = unicodedata.normalize("NFKD", folder.rpartition("/")[2].replace("ß", "ss"))
    return re.sub(r"^[0-9][0-9.]*[ ._-]+(?=[A-Za-z])", "", letters.encode("ascii", "ignore").decode().strip())


def _safe(name: str) -> str:
    """Keep clear of the type of the policy itself."""
    return f"{name}-document" if name == "policy" else name
