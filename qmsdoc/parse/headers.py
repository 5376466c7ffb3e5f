"""Headers of other systems, read strictly: the fields at the head of a file, each with its line, and the text below.

YAML between lines `---`, YAML without its opening line, TOML between lines `+++`, a table of two columns (in bars or in
HTML) and lines `**Owner:** value`. A name that stands twice is refused, as is what cannot be read: nothing is guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID
from qmsdoc.parse.cut_values import cut_value
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.text import decode
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence, read

RULE = FRONT_MATTER_INVALID
_YAML = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = r"[A-Za-z_][\w -]{0,60}:(?:[ \t].*)?\r?\n"
_UNOPENED = re.compile(rf"({_KEY_LINE}(?:{_KEY_LINE}|[ \t-].*\r?\n|\r?\n)*?)---[ \t]*(?:\r?\n|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST = 64_000  # characters of a header
_LONGEST_ROW = 2_000  # characters of a line of a table or list
_ROWS = 60  # lines below the title in which a table or list of fields is looked for
_BOLD = re.compile(r"(?:[-*>] +)*(?:\*\*|__)([^*_|:\n]{1,60})(?::(?:\*\*|__)|(?:\*\*|__) *:)[ \t]*(.*?)[ \t\\]*")
_BARS = re.compile(r"\|?[ \t]*([^|\n]{1,80}?)[ \t]*\|[ \t]*([^|\n]*?)[ \t]*\|?[ \t]*")
_RULE_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*\|[ \t]*:?-+:?[ \t]*\|?[ \t]*")
_CELL = r"\s*+<t[hd](?:\s[^<>]*)?>"
_HTML = re.compile(rf"<tr(?:\s[^<>]*)?>{_CELL}([^<]{{1,80}})</t[hd]>{_CELL}([^<]*)</t[hd]>\s*+</tr>", re.IGNORECASE)
_MARKS = re.compile(r"\*\*|__|`|<[^<>\n]*>")


class HeaderForm(StrEnum):
    """How a header is written."""

    YAML = "yaml"
    UNOPENED_YAML = "yaml without opening line"
    TOML = "toml"
    TABLE = "table"
    HTML_TABLE = "html table"
    BOLD_LIST = "bold list"


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a file; `form` None where it has none. `body_offset` is where the text begins, in `text`."""

    root: Mapping
    text: str
    body_offset: int = 0
    form: HeaderForm | None = None
    problems: tuple[Finding, ...] = ()


def read_header(data: bytes) -> Header:
    """Read the header of a file, in whichever of the forms it is. Never raises."""
    text, oddity = decode(data, rule=RULE)
    start = len(text) - len(text.lstrip("\ufeff\r\n \t"))
    empty = Mapping((), 1, 1)
    for form, pattern in ((HeaderForm.YAML, _YAML), (HeaderForm.TOML, _TOML), (HeaderForm.UNOPENED_YAML, _UNOPENED)):
        found = pattern.match(text[: start + _LONGEST], start)
        if found is None or (form is HeaderForm.UNOPENED_YAML and not found[1].strip()):
            continue
        line = text.count("\n", 0, found.start(1)) + 1
        root, problem = _toml(found[1], line) if form is HeaderForm.TOML else _yaml(found[1], line)
        problems = tuple(filter(None, (oddity, problem)))
        return Header(_with_body(root or empty, text, found.end()), text, found.end(), form, problems)
    root, form_ = _from_body(text)
    attempted = front_matter(data)
    problems = () if form_ or attempted.bare else attempted.problems
    return Header(root or empty, text, 0, form_, tuple(filter(None, (oddity,))) or problems)


def _yaml(inner: str, line: int) -> tuple[Mapping | None, Finding | None]:
    node, problem = read(inner, rule=RULE, line=line)
    if problem or node is None:
        return None, problem
    if isinstance(node, Mapping):
        return node, cut_value(node, inner, RULE, line)
    return None, Finding(RULE, "The front matter holds no fields.", "Write 'name: value' lines.", line, 1)


def _toml(inner: str, line: int) -> tuple[Mapping | None, Finding | None]:
    try:
        found = tomllib.loads(inner.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        place = line + int(at[1]) - 1 if at else line
        return None, Finding(RULE, "The header cannot be read as TOML.", "Write 'name = \"value\"'.", place, 1)
    lines: dict[str, int] = {}
    for number, row in enumerate(inner.split("\n"), line):
        lines.setdefault(row.split("=")[0].strip().strip("[]\"' "), number)
    return _mapping(found, line, lines), None


def _mapping(found: dict[str, Any], line: int, lines: dict[str, int]) -> Mapping:
    entries = []
    for key, value in found.items():
        at = lines.get(key, line)
        entries.append((Scalar(key, at, 1), _node(value, at, lines)))
    return Mapping(tuple(entries), line, 1)


def _node(value: Any, line: int, lines: dict[str, int]) -> Node:
    if isinstance(value, dict):
        return _mapping(value, line, lines)
    if isinstance(value, list):
        return Sequence(tuple(_node(item, line, lines) for item in value), line, 1)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), line, 1)


def _with_body(root: Mapping, text: str, offset: int) -> Mapping:
    """Return the fields with those that a table or list below them adds."""
    below, _ = _from_body("\n" * text.count("\n", 0, offset) + text[offset:])
    known = {key.text for key, _ in root.entries}
    added = tuple((key, value) for key, value in below.entries if key.text not in known) if below else ()
    return Mapping((*root.entries, *added), root.line, root.column)


def _from_body(text: str) -> tuple[Mapping | None, HeaderForm | None]:
    """Return the fields of a table or list that stands at the head of a text, above its second heading."""
    rows = list(_head(text))
    for form, found in (
        (HeaderForm.BOLD_LIST, list(_bold(rows))),
        (HeaderForm.TABLE, list(_bars(rows))),
        (HeaderForm.HTML_TABLE, list(_cells(text))),
    ):
        names = [_name(key.text) for key, _ in found]
        if len(found) > 1 and len(set(names)) == len(names):
            pairs = zip(names, found, strict=True)
            entries = tuple((Scalar(name, key.line, key.column), value) for name, (key, value) in pairs)
            return Mapping(entries, found[0][0].line, 1), form
    return None, None


def _head(text: str) -> Iterator[tuple[int, str]]:
    headings, start = 0, text[: len(text) - len(text.lstrip("\n"))].count("\n")
    for number, row in enumerate(text.split("\n", start + _ROWS)[: start + _ROWS], 1):
        headings += row.startswith("#")
        if headings > 1 or row.startswith("```"):
            return
        if len(row) <= _LONGEST_ROW:
            yield number, row.rstrip("\r")


def _bold(rows: list[tuple[int, str]]) -> Iterator[tuple[Scalar, Node]]:
    for number, row in rows:
        found = _BOLD.fullmatch(row.strip())
        if found:
            yield Scalar(found[1], number, 1), Scalar(_words(found[2]), number, 1)


def _bars(rows: list[tuple[int, str]]) -> Iterator[tuple[Scalar, Node]]:
    """Yield the rows of the first table of exactly two columns; a heading row of it is a row like the others."""
    begun = False
    for number, row in rows:
        found = _BARS.fullmatch(row.strip()) if "|" in row else None
        if found is None and begun:
            return
        if found and not _RULE_ROW.fullmatch(row.strip()):
            begun = True
            if _words(found[1]):
                yield Scalar(_words(found[1]), number, 1), Scalar(_words(found[2]), number, 1)


def _cells(text: str) -> Iterator[tuple[Scalar, Node]]:
    head = text[:_LONGEST]
    for found in _HTML.finditer(head):
        number = head.count("\n", 0, found.start(1)) + 1
        yield Scalar(_words(found[1]), number, 1), Scalar(_words(found[2]), number, 1)


def _words(text: str) -> str:
    return _MARKS.sub("", text).strip()


def _name(text: str) -> str:
    """Return a label as the name of a field: `Document No.` becomes `document_no`."""
    return "_".join(re.findall(r"[^\W_]+", text.lower()))
