"""A document's file by the policy's mapping: the same value as front matter of our own gives, and the same findings."""

from __future__ import annotations

from collections.abc import Mapping as Table

from qmsdoc.model.document import FrontMatter
from qmsdoc.model.mapping import FrontMatterMapping
from qmsdoc.parse.document_fields import judged_fields
from qmsdoc.parse.front_matter import ParsedFile, front_matter
from qmsdoc.parse.own_schema import OwnSchema


def mapped_document(
    data: bytes, path: str, mapping: FrontMatterMapping, schemas: Table[str, OwnSchema] | None = None
) -> ParsedFile:
    """Read the file at `path` by a mapping: its typed front matter, its text, and every fault. Never raises.

    A header that cannot be read gives no fields, not even those that could be derived: what its author wrote is not
    known then.
    """
    from qmsdoc.parse.headers import read_header  # noqa: PLC0415 - most manuals have no mapping
    from qmsdoc.parse.mapping import is_mapped_document, map_fields  # noqa: PLC0415

    header = read_header(data)
    if header.problems:
        plain = front_matter(data, schemas)
        return ParsedFile(plain.front, header.text, header.body_offset, header.problems)
    if not is_mapped_document(mapping, header):
        return ParsedFile(FrontMatter(), header.text, header.body_offset, (), foreign=True)
    mapped = map_fields(mapping, header, path)
    front, problems = judged_fields(mapped.root, schemas or {})
    return ParsedFile(front, header.text, header.body_offset, (*mapped.problems, *problems))
