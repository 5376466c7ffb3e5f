"""Writes what a mapping gives of a document into front matter of our own; what else its header says is kept under `x-`.

Lines of YAML keep their order, comments and line ends: a key is renamed where it stands, what is derived added below.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import replace

from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.model.document import FrontMatter
from qmsdoc.model.mapping import FrontMatterMapping
from qmsdoc.parse.document_fields import flat
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.headers import Header, HeaderForm, read_header
from qmsdoc.parse.mapped_document import mapped_document
from qmsdoc.parse.mapping import MappedFields, map_fields
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, schema
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence


def convert_header(data: bytes, path: str, mapping: FrontMatterMapping) -> bytes | None:
    """Return a file with front matter of our own that says what the mapping says; the text below stays as it is.

    None where that cannot be done without a doubt: the header cannot be read, or what comes out would say otherwise.
    """
    data = data.removeprefix(BOM_UTF8)
    header = read_header(data)
    if header.problems:
        return None
    mapped = map_fields(mapping, header, path)
    end = "\r\n" if "\r\n" in header.text else "\n"
    if header.form in (HeaderForm.YAML, HeaderForm.UNOPENED_YAML):
        text = _renamed(header, mapped, end)
    else:
        replaced = header.form in (HeaderForm.TOML, HeaderForm.JSON)
        body = header.text[header.body_offset :] if replaced else header.text
        rows = [*_lines(mapped, set()), *(_others(header.root) if replaced else ())]
        text = end.join(("---", *rows, "---", "")) + ("" if body.startswith(("\n", "\r\n")) else end) + body
    done = text.encode()
    return done if _said(front_matter(done).front) == _said(mapped_document(data, path, mapping).front) else None


def _said(front: FrontMatter) -> FrontMatter:
    return replace(front, places=(), extra=())


def _renamed(header: Header, mapped: MappedFields, end: str) -> str:
    rows = header.text[: header.body_offset].split("\n")
    ours = schema(DOCUMENT_SCHEMA)["properties"]
    written: set[str] = set()
    for key, value in header.root.entries:
        if key.line > len(rows):
            continue
        field = next((name for name, source in mapped.sources if source == f"'{key.text}'"), None)
        same = isinstance(value, Scalar) and field is not None and mapped.text(field) == value.text
        same = same or (isinstance(value, Sequence) and field == key.text)
        if same and field is not None and field not in written:
            written.add(field)
            name = field
        elif key.text.startswith("x-") or (key.text in ours and _flat(mapped.root.get(key.text)) == _flat(value)):
            written.add(key.text)
            continue
        else:
            name = _other(key.text)
        rows[key.line - 1] = _with_key(rows[key.line - 1], key, name)
    closing = header.text.count("\n", 0, header.body_offset) - (1 if rows[-1] == "" else 0)
    added = [line + end.removesuffix("\n") for line in _lines(mapped, written)]
    rows[closing:closing] = added
    head = "" if header.form is HeaderForm.YAML else "---" + end
    return head + "\n".join(rows) + header.text[header.body_offset :]


def _flat(node: Node | None) -> str:
    return flat(node) if node is not None else ""


def _with_key(row: str, key: Scalar, name: str) -> str:
    start = key.column - 1
    found = re.compile(rf"(['\"]?){re.escape(key.text)}\1(?=\s*:)").match(row, start)
    return row[:start] + name + row[found.end() :] if found else row


def _lines(mapped: MappedFields, written: set[str]) -> Iterator[str]:
    for key, value in mapped.root.entries:
        if key.text not in written:
            yield f"{key.text}: {_written(value, plain=key.text != 'title')}"


def _others(root: Mapping) -> Iterator[str]:
    for key, value in root.entries:
        yield f"{_other(key.text)}: {_written(value)}"


def _other(key: str) -> str:
    """Return the name under which a field is kept that is none of ours; letters of every script stay."""
    return "x-" + re.sub(r"[^\w-]+", "-", key).strip("-")


def _written(node: Node, *, plain: bool = False) -> str:
    if isinstance(node, Scalar):
        return scalar(node.text, name=plain and re.fullmatch(r"[A-Za-z0-9.-]+", node.text) is not None)
    if isinstance(node, Sequence):
        return "[" + ", ".join(_written(item) for item in node.items) + "]"
    return json.dumps(_plain(node), ensure_ascii=False)


def _plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key.text: _plain(value) for key, value in node.entries}
    return [_plain(item) for item in node.items] if isinstance(node, Sequence) else node.text
