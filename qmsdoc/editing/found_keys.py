"""The keys that documents of another system have, and which of our fields each means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qmsdoc.editing.adopt_vocabulary import NESTS, WORDS, plain_name
from qmsdoc.model.mapping import FieldSource
from qmsdoc.parse.headers import Header
from qmsdoc.parse.mapping import value_at
from qmsdoc.parse.yaml import Mapping, Node, Scalar
from qmsdoc.parse.yaml import Sequence as List


@dataclass(frozen=True, slots=True)
class HeaderAt:
    """The header of the document at a path."""

    path: str
    header: Header


def keys_meaning(header: Header, field: str) -> tuple[str, ...]:
    """Return the keys of a header that other systems use for a field, the surest name first."""
    words = WORDS[field]
    found = [(words.index(name), at, key) for at, (name, key) in enumerate(named_keys(header.root)) if name in words]
    return tuple(key for _, _, key in sorted(found))


def named_keys(root: Mapping, nest: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys that hold anything, each with its plain name; those in a group of fields after the others."""
    groups = []
    for key, value in root.entries:
        if isinstance(value, Mapping) and not nest and plain_name(key.text) in NESTS:
            groups.append((key.text, value))
        elif _flat(value):
            yield plain_name(key.text), nest + key.text
    for name, group in groups:
        yield from named_keys(group, f"{name}.")


def text_at(header: Header, key: str) -> str:
    """Return what a key of a header holds, a list as one text."""
    return _flat(value_at(header.root, key))


def key_sources(headers: Sequence[HeaderAt], field: str) -> tuple[FieldSource, ...]:
    """Return the keys in use for a field, the surest first."""
    used: dict[str, int] = {}
    for at in headers:
        for key in keys_meaning(at.header, field):
            used.setdefault(key, WORDS[field].index(plain_name(key.rpartition(".")[2])))
    return tuple(FieldSource(key=key) for key in sorted(used, key=lambda key: (used[key], key)))


def _flat(node: Node | None) -> str:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, List):
        return ", ".join(_flat(item) for item in node.items)
    return ", ".join(f"{key.text}: {_flat(value)}" for key, value in node.entries) if node else ""
