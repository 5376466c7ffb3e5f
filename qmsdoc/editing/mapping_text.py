"""Writes a mapping as `qmsdoc.yml` has it under `mapping:`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.model.mapping import FieldSource, FrontMatterMapping


def mapping_lines(mapping: FrontMatterMapping, derived: Mapping[str, str], ownerless: str) -> Iterator[str]:
    """Yield the lines, `mapping:` first; `derived` says of a field where its values by place were taken from.

    `ownerless` are the documents of which nobody says who owns them, in words; nothing where there are none.
    """
    yield "mapping:"
    if mapping.where:
        yield f"  where: {_inline(mapping.where)}"
    if mapping.dates:
        yield f"  dates: [{', '.join(mapping.dates)}]"
    yield "  fields:"
    for field in mapping.fields:
        yield f"    {field.field}:"
        for source in field.sources:
            if source.values and field.field == "owner":
                yield "      # people of people.yml, and roles that somebody there has to be given: correct it"
            if source.folders and field.field in derived:
                yield f"      # from {derived[field.field]}, as it is today: correct it"
            yield f"      - {source_text(source)}"
        if field.field == "owner" and ownerless:
            yield f"      # {ownerless} without an owner: take off the # of the next line, or name one in each"
            yield "      # - {value: quality-manager}"


def source_text(source: FieldSource) -> str:
    """Return one source: a key alone, or what is said of it in braces."""
    parts = []
    if source.key is not None:
        parts.append(f"key: {scalar(source.key)}")
    if source.derived is not None:
        parts.append(f"from: {source.derived}")
    if source.constant is not None:
        parts.append(f'value: "{source.constant}"')
    if source.folders:
        parts.append(f"folders: {_inline(source.folders)}")
    if source.pattern is not None:
        parts.append(f'pattern: "{source.pattern}"')
    if source.values:
        parts.append(f"values: {_inline(source.values)}")
    if source.plus is not None:
        parts.append(f"plus: {scalar(source.plus)}")
    return scalar(source.key) if source.key is not None and len(parts) == 1 else "{" + ", ".join(parts) + "}"


def _inline(pairs: tuple[tuple[str, str], ...]) -> str:
    return "{" + ", ".join(f'"{name}": {scalar(value)}' for name, value in pairs) + "}"
