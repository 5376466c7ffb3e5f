"""Headers of other systems, read strictly: the fields at the head of a file, each with its line, and the text below.

YAML between lines `---`, YAML without its opening line, TOML between lines `+++`, JSON, a table of labels and values
(in bars or in HTML) and lines `**Owner:** value`. A name that stands twice is refused, as is what cannot be read:
nothing is guessed.
"""

from __future__ import annotations

import json
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
from qmsdoc.parse.header_tables import Pair, bold_pairs, html_pairs, pipe_pairs
from qmsdoc.parse.text import decode
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence, read

RULE = FRONT_MATTER_INVALID
_YAML = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = r"[A-Za-z_][\w -]{0,60}:(?:[ \t].*)?\r?\n"
_UNOPENED = re.compile(rf"({_KEY_LINE}(?:{_KEY_LINE}|[ \t-].*\r?\n|\r?\n)*?)---[ \t]*(?:\r?\n|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r"\{\s*+\"")
_AFTER_JSON = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_LONGEST = 64_000  # characters of a header
_LONGEST_ROW = 2_000  # characters of a line of a table or list
_ROWS = 60  # lines below the title in which a table or list of fields is looked for


class HeaderForm(StrEnum):
    """How a header is written."""

    YAML = "yaml"
    UNOPENED_YAML = "yaml without opening line"
    TOML = "toml"
    JSON = "json"
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
    if _JSON.match(text, start):
        return _json(text, start, tuple(filter(None, (oddity,))))
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


def _json(text: str, start: int, problems: tuple[Finding, ...]) -> Header:
    """Return the header that is one object of JSON, as Hugo takes it; a line end must follow it."""
    line = text.count("\n", 0, start) + 1
    empty = Mapping((), line, 1)
    reader = json.JSONDecoder(object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=str)
    try:
        found, end = reader.raw_decode(text[: start + _LONGEST], start)
    except (ValueError, RecursionError) as error:
        place = getattr(error, "lineno", line)
        what = error.args[0] if isinstance(error, _TwiceError) else "The header cannot be read as JSON."
        problem = Finding(RULE, what, 'Write \'"name": "value"\', with commas between.', place, 1)
        return Header(empty, text, 0, HeaderForm.JSON, (*problems, problem))
    closed = _AFTER_JSON.match(text, end)
    if closed is None:
        return Header(empty, text, 0, None, problems)
    lines: dict[str, int] = {}
    for number, row in enumerate(text[start:end].split("\n"), line):
        for key in re.findall(r'"([^"\\]+)"[ \t]*:', row):
            lines.setdefault(key, number)
    return Header(
        _with_body(_mapping(found, line, lines), text, closed.end()), text, closed.end(), HeaderForm.JSON, problems
    )


class _TwiceError(ValueError):
    """A name of a JSON object stands twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise _TwiceError(f"The name '{name[:60]}' stands twice in the header.")
    return found


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
    text = "" if value is None else str(value)
    return Scalar(text.lower() if isinstance(value, bool) else text, line, 1)


def _with_body(root: Mapping, text: str, offset: int) -> Mapping:
    """Return the fields with those that a table or list below them adds."""
    below, _ = _from_body("\n" * text.count("\n", 0, offset) + text[offset:])
    known = {key.text for key, _ in root.entries}
    added = tuple((key, value) for key, value in below.entries if key.text not in known) if below else ()
    return Mapping((*root.entries, *added), root.line, root.column)


def _from_body(text: str) -> tuple[Mapping | None, HeaderForm | None]:
    """Return the fields of a table or list that stands at the head of a text, above its second heading."""
    rows = list(_head(text))
    end = rows[-1][0] if rows else 0
    above = "\n".join(text[:_LONGEST].split("\n", end)[:end])
    for form, found in (
        (HeaderForm.BOLD_LIST, list(bold_pairs(rows))),
        (HeaderForm.TABLE, list(pipe_pairs(rows))),
        (HeaderForm.HTML_TABLE, list(html_pairs(above))),
    ):
        root = _fields(found)
        if root is not None:
            return root, form
    return None, None


def _fields(found: list[Pair]) -> Mapping | None:
    """Return pairs as fields; None for fewer than two, and where a name stands twice."""
    named = [("_".join(re.findall(r"[^\W_]+", pair.label.lower())), pair) for pair in found]
    names = {name for name, _ in named}
    if len(found) < 2 or len(names) < len(found) or "" in names:
        return None
    entries = tuple((Scalar(name, pair.line, 1), Scalar(pair.value, pair.line, 1)) for name, pair in named)
    return Mapping(entries, found[0].line, 1)


def _head(text: str) -> Iterator[tuple[int, str]]:
    headings, start = 0, text[: len(text) - len(text.lstrip("\n"))].count("\n")
    for number, row in enumerate(text.split("\n", start + _ROWS)[: start + _ROWS], 1):
        headings += row.startswith("#")
        if headings > 1 or row.startswith("```"):
            return
        yield number, row.rstrip("\r") if len(row) <= _LONGEST_ROW else ""
