"""Front matter as strangers write it, read for what they meant: never for a verdict.

`python-frontmatter` splits the file; YAML, TOML between `+++` and JSON are understood, scalars stay
the texts they are. Where even that fails, the lines `name: value` at the head of the file are taken
as they stand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

_LARGEST = 200_000  # characters at the head of a file in which front matter is looked for
_DEPTH = 40
_MOST = 60  # lines of it
_COMMENTS = re.compile(r"(?:\s*+<!--(?:(?!-->).){0,2000}-->)*+\s*+", re.DOTALL)
_DASHES = re.compile(r"[ \t\u00a0]*[-\u2010-\u2015]{2,}[ \t\u00a0]*(?=\r?\n)")
_LINE = re.compile(r"([A-Za-z_][\w-]{0,40})[ \t\u00a0]*:[ \t\u00a0]*(.*?)[ \t\u00a0]*$")
_COMMENT = re.compile(r"(?:^|\s)#.*$")

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Value: TypeAlias = str | tuple[str, ...]


class Notation(StrEnum):
    """How front matter is written."""

    YAML = "yaml"
    TOML = "toml"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class LenientFile:
    """A stranger's document: its fields as text or lists of texts, the text below them, and the notation if any."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    body: str = ""
    notation: Notation | None = None

    def text(self, key: str) -> str | None:
        """Return a field that is one text and not empty."""
        value = self.fields.get(key)
        return value if isinstance(value, str) and value else None


class _Texts(YAMLHandler):
    """YAML of which every scalar stays text."""

    def load(self, fm: str, **_: object) -> Any:
        depth = 0
        for event in yaml.parse(fm, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH or isinstance(event, yaml.AliasEvent):
                raise ValueError("It nests too deeply, or refers to itself.")
        return yaml.load(fm, Loader=_LOADER)  # noqa: S506 - makes texts only


class _Toml(BaseHandler):
    """TOML between two lines of `+++`, as Hugo writes it."""

    FM_BOUNDARY = re.compile(r"^\+{3}\s*$", re.MULTILINE)

    def load(self, fm: str) -> dict[str, Any]:
        return tomllib.loads(fm)


_HANDLERS: tuple[tuple[Notation, BaseHandler], ...] = (
    (Notation.YAML, _Texts()),
    (Notation.TOML, _Toml()),
    (Notation.JSON, JSONHandler()),
)


def read_lenient(data: bytes) -> LenientFile:
    """Read a document whoever wrote it; no fields where there are none. Never raises."""
    text = _decoded(data)
    head = _COMMENTS.match(text)
    start = text[head.end() :] if head else text
    opened = _DASHES.match(start)
    if opened:
        start = "---" + start[opened.end() :]
    for notation, handler in _HANDLERS:
        if handler.detect(start[:_LARGEST]):
            return _parsed(start, notation, handler)
    fields = _lines(start)
    return LenientFile(fields, text if not fields else _below(start), Notation.YAML if fields else None)


def _decoded(data: bytes) -> str:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return data.decode("utf-16" if wide else "utf-8-sig", "replace").replace("\r\n", "\n")


def _parsed(start: str, notation: Notation, handler: BaseHandler) -> LenientFile:
    try:
        found, body = frontmatter.parse(start, handler=handler)
    except (ValueError, yaml.YAMLError, RecursionError, TypeError):
        found, body = {}, ""
    if found:
        return LenientFile({str(key): _value(value) for key, value in found.items()}, body, notation)
    inner = start.partition("\n")[2]
    return LenientFile(_lines(inner) if notation is Notation.YAML else {}, _below(inner), notation)


def _value(value: object) -> Value:
    if isinstance(value, list | tuple):
        return tuple(_flat(item) for item in value)
    return _flat(value)


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(item) for item in value)
    return "" if value is None else str(value)


def _lines(text: str) -> dict[str, Value]:
    """Take the lines `name: value` with which a text begins, up to the first that is none."""
    found: dict[str, Value] = {}
    for row in text.split("\n", _MOST)[:_MOST]:
        line = _LINE.match(row)
        if line:
            found.setdefault(line[1], _COMMENT.sub("", line[2]).strip().strip("'\""))
        elif row.strip() and not (found and row.startswith((" ", "\t", "#", "- "))):
            break
    return found


def _below(text: str) -> str:
    """Return what stands below the lines that look like fields."""
    rows = text.split("\n")
    at = next((i for i, row in enumerate(rows) if row.strip() and not _LINE.match(row)), len(rows))
    return "\n".join(rows[at:])
