"""Strict YAML: plain text values with their places, and nothing that could surprise a reader.

A stream of events of PyYAML's C parser (YAML 1.1, libyaml) is read without recursion into
`Scalar`, `Sequence` and `Mapping`. Every scalar stays the text it is, so `NO`, `1:30`, `010` and
dates keep their meaning; `null` and `~` are the empty text. Duplicate keys, anchors, aliases,
tags, merge keys, several documents, tabs as indentation, invisible characters, conflict markers
and nesting beyond `DEPTH` are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import RuleId
from qmsdoc.parse.text import Lines

DEPTH = 40
NODES = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_TAB = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)|^={7}(?=\r?$)", re.MULTILINE)
_NULLS = frozenset(("null", "Null", "NULL", "~"))


_PRECHECKS = (
    (_HIDDEN, "There is an invisible character here.", "Delete it, or type the text here afresh."),
    (_CONFLICT, "There is a mark of an unfinished merge here.", "Choose one of the two texts and delete the marks."),
    (_DIRECTIVE, "A line begins with a percent sign.", "Delete the line, or put its text in quotes."),
    (_TAB, "A tab is used as indentation.", "Use spaces."),
)
_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_GLUED = re.compile(r"[ -]*[^\s:'\"{\[#-][^\s:'\"{\[]*:(?=[^\s:])(?!.*: )")
_QUOTE = "Put a value that holds ': ', ' #' or begins with a special sign into double quotes."
_UNREADABLE = ("This line cannot be read as 'name: value'.", _QUOTE)
_OPENED = {
    "found unexpected end of stream": ("A quote is opened here and never closed.", "Close it."),
    "did not find expected ',' or ']'": ("A list opened here is not closed or lacks a comma.", "Close it with ']'."),
    "did not find expected ',' or '}'": ("A list opened here is not closed or lacks a comma.", "Close it with '}'."),
}
_PLAIN_WORDS = {
    "mapping values are not allowed in this context": ("There is a second colon in this value.", _QUOTE),
    "could not find expected ':'": ("A colon is missing after the name of a field.", "Write 'name: value'."),
    "did not find expected key": ("This line does not fit in here: it is wrongly indented or quoted.", _QUOTE),
    "found character that cannot start any token": ("A value cannot begin with this sign.", _QUOTE),
}


class Scalar(NamedTuple):
    """One value as written; `line` and `column` count from 1."""

    text: str
    line: int
    column: int


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and values in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Find a value."""
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """A construct that is not allowed; caught in `read`."""

    def __init__(self, message: str, remedy: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line, self.column = message, remedy, line, column


@dataclass(slots=True)
class _Frame:
    """A list or mapping not yet closed."""

    line: int
    column: int
    mapping: bool
    items: list[Node] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def read(text: str, *, rule: RuleId, line: int = 1, inert_tags: bool = False) -> tuple[Node | None, Finding | None]:
    """Read one YAML document whose first line is `line` of its file; a problem of `rule` says why it cannot be.

    An empty document is (None, None). `inert_tags` skips tags instead of refusing them: what they
    stand at is read as plain data, and nothing is ever constructed from them. Never raises.
    """
    problem = _precheck(text, rule, line)
    if problem:
        return None, problem
    try:
        return _compose(text, line, inert_tags), None
    except _RefusedError as error:
        return None, Finding(rule, error.message, error.remedy, error.line, error.column)
    except yaml.YAMLError as error:
        return None, _syntax(error, text, rule, line)


def _precheck(text: str, rule: RuleId, line: int) -> Finding | None:
    for pattern, message, remedy in _PRECHECKS:
        found = pattern.search(text)
        if found:
            at, column = Lines(text).place(found.start())
            return Finding(rule, message, remedy, at + line - 1, column)
    return None


def _compose(text: str, line: int, inert_tags: bool) -> Node | None:
    root: Node | None = None
    frames: list[_Frame] = []
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    for count, event in enumerate(events):
        kind = type(event)
        at, column = event.start_mark.line + line, event.start_mark.column + 1
        if count > NODES:
            raise _RefusedError("There are too many entries.", "Split the file.", at, column)
        if kind in _STARTS:
            _refuse(event, inert_tags, at, column)
            if len(frames) == DEPTH:
                raise _RefusedError(f"Lists stand in lists more than {DEPTH} deep.", "Write it flatter.", at, column)
            frames.append(_Frame(at, column, kind is yaml.MappingStartEvent))
        elif kind in _ENDS:
            root = _place(_close(frames.pop()), frames)
        elif kind in (yaml.ScalarEvent, yaml.AliasEvent):
            _refuse(event, inert_tags, at, column)
            empty = not event.style and event.value in _NULLS
            root = _place(Scalar("" if empty else event.value, at, column), frames)
        elif kind is yaml.DocumentStartEvent and root is not None:
            raise _RefusedError("A second YAML document begins here.", "Keep one.", at, column)
    return root


def _refuse(event: Any, inert_tags: bool, line: int, column: int) -> None:
    if event.anchor is not None:
        sign = "*" if type(event) is yaml.AliasEvent else "&"
        message = f"The short form '{sign}{event.anchor}' of YAML is not allowed."
        remedy = "Write the value out; a text that begins with '*' or '&' must stand in quotes."
        raise _RefusedError(message, remedy, line, column)
    if event.tag is not None and not inert_tags:
        remedy = "Delete it; a text that begins with '!' must stand in quotes."
        raise _RefusedError(f"The YAML tag '{event.tag}' is not allowed.", remedy, line, column)


def _place(node: Node, frames: list[_Frame]) -> Node:
    """Put a node into the innermost open list or mapping; refuse what cannot be a key."""
    if frames:
        frame = frames[-1]
        if frame.mapping and len(frame.items) % 2 == 0:
            _check_key(node, frame)
        frame.items.append(node)
    return node


def _check_key(node: Node, frame: _Frame) -> None:
    if not isinstance(node, Scalar):
        message, remedy = "A list cannot be the name of a field.", "Write 'name: value'; put braces in quotes."
    elif node.text == "<<":
        message, remedy = "The merge key '<<' of YAML is not allowed.", "Write the fields out."
    elif node.text in frame.keys:
        message, remedy = f"The field '{node.text}' stands here twice.", "Keep one of the two."
    else:
        frame.keys.add(node.text)
        return
    raise _RefusedError(message, remedy, node.line, node.column)


def _close(frame: _Frame) -> Node:
    if not frame.mapping:
        return Sequence(tuple(frame.items), frame.line, frame.column)
    names = (node for node in frame.items[::2] if isinstance(node, Scalar))
    return Mapping(tuple(zip(names, frame.items[1::2], strict=True)), frame.line, frame.column)


def _syntax(error: Any, text: str, rule: RuleId, line: int) -> Finding:
    """Put libyaml's complaint into plain words."""
    told = error.problem
    mark = error.context_mark if told in _OPENED else error.problem_mark
    rows = text.split("\n")
    for at in (mark.line - 1, mark.line):
        found = _GLUED.match(rows[at]) if 0 <= at < len(rows) else None
        if found:
            return Finding(rule, "After the colon a space is missing.", "Write 'name: value'.", at + line, found.end())
    message, remedy = _OPENED.get(told) or _PLAIN_WORDS.get(told, _UNREADABLE)
    return Finding(rule, message, remedy, min(mark.line, len(rows) - 1) + line, mark.column + 1)
