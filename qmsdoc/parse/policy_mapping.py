"""`mapping:` of `qmsdoc.yml`, typed; what its schema cannot say is noted as a fault of the policy."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.controlled_paths import shared_folder
from qmsdoc.model.mapping import DerivedFrom, FieldMapping, FieldSource, FrontMatterMapping
from qmsdoc.parse.policy_file import PolicyFile, entries, text, texts
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence

_WAYS = ("key", "from", "folders", "value")


def read_mapping(source: PolicyFile) -> FrontMatterMapping | None:
    """Return the mapping; None where the policy has none."""
    node = source.root.get("mapping")
    if not isinstance(node, Mapping):
        return None
    return FrontMatterMapping(
        fields=tuple(
            FieldMapping(key.text, tuple(_sources(source, key.text, value)))
            for key, value in entries(node.get("fields"))
        ),
        where=tuple((key.text, text(value)) for key, value in entries(node.get("where"))),
        dates=texts(node.get("dates")),
        base=shared_folder(texts(source.root.get("documents")) or ("documents",)),
    )


def _sources(source: PolicyFile, field: str, node: Node) -> Iterator[FieldSource]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar):
            yield FieldSource(key=item.text)
        elif isinstance(item, Mapping):
            yield _source(source, field, item)


def _source(source: PolicyFile, field: str, node: Mapping) -> FieldSource:
    ways = [name for name in _WAYS if node.get(name) is not None]
    if len(ways) != 1:
        message = f"A source of '{field}' says {'nothing' if not ways else ' and '.join(ways)}."
        source.fail(node, message, "Say one of key, from, folders and value.")
    pattern = node.get("pattern")
    if pattern is not None and text(pattern).count("{}") != 1:
        source.fail(pattern, f"The pattern of '{field}' has no one place '{{}}'.", "Write it as in 'r{}'.")
    plus = node.get("plus")
    if plus is not None and (field not in ("review_by", "expires", "effective") or node.get("key") is None):
        source.fail(plus, f"To '{field}' no time can be added here.", "Write `plus` beside the key of a date.")
    derived = text(node.get("from"))
    return FieldSource(
        key=text(node.get("key")) or None,
        derived=DerivedFrom(derived) if derived in set(DerivedFrom) else None,
        folders=tuple((key.text, text(value)) for key, value in entries(node.get("folders"))),
        constant=text(node.get("value")) or None,
        pattern=text(pattern) or None,
        values=tuple((key.text, text(value)) for key, value in entries(node.get("values"))),
        plus=text(plus) or None,
    )
