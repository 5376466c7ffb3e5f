"""The mapping at work: the fields that a file's own header, its name and its folder give by the policy's mapping.

What comes out has the form of front matter, each value at the line where its source stands, so that all that judges
front matter judges it, and every message leads to what somebody wrote.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from qmsdoc.model.controlled_paths import MARKDOWN_ENDINGS
from qmsdoc.model.finding import Finding
from qmsdoc.model.mapping import DerivedFrom, FieldSource, FrontMatterMapping
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.rule_ids import DATE_INVALID, FIELD_INVALID
from qmsdoc.parse.headers import Header
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, schema, shown
from qmsdoc.parse.written_dates import read_written_date, read_written_interval
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence

_DATES = frozenset(("effective", "review_by", "expires"))
_UNDERLINE = re.compile(r"={3,}[ \t]*+\r?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKUP = re.compile(r"<%|\{\{|\{%")
_IN_HEADING = re.compile(r"[*_`]|!?\[([^\]]*)\]\([^)]*\)")
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class MappedFields:
    """What a mapping gives of one file: its fields as front matter, the source of each in words, and the faults."""

    root: Mapping
    sources: tuple[tuple[str, str], ...] = ()
    problems: tuple[Finding, ...] = ()

    def text(self, name: str) -> str | None:
        """Return a field that is one text and not empty."""
        value = self.root.get(name)
        return value.text if isinstance(value, Scalar) and value.text else None

    def source(self, name: str) -> str | None:
        """Return where a field comes from, in words."""
        return next((words for key, words in self.sources if key == name), None)


@dataclass(slots=True)
class _File:
    """One file while its fields are found."""

    mapping: FrontMatterMapping
    header: Header
    path: str
    problems: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Value:
    node: Node
    source: str


def is_mapped_document(mapping: FrontMatterMapping, header: Header) -> bool:
    """Tell whether a file says what the mapping wants of a document; true where it wants nothing."""
    for key, wanted in mapping.where:
        found = value_at(header.root, key)
        if not isinstance(found, Scalar) or found.text.lower() != wanted.lower():
            return False
    return True


def map_fields(mapping: FrontMatterMapping, header: Header, path: str) -> MappedFields:
    """Return the fields of the file at `path`. A field that the mapping does not name is the header's own."""
    asked = _File(mapping, header, path)
    entries: list[tuple[Scalar, Node]] = []
    sources: list[tuple[str, str]] = []
    named = {each.field for each in mapping.fields}
    for name in schema(DOCUMENT_SCHEMA)["properties"]:
        found = _first(asked, name) if name in named else _own(header, name)
        if found is not None:
            entries.append((Scalar(name, found.node.line, found.node.column), found.node))
            sources.append((name, found.source))
    return MappedFields(Mapping(tuple(entries), 1, 1), tuple(sources), tuple(asked.problems))


def file_name(path: str) -> str:
    """Return the name of a file without folder and ending, whatever kind of Markdown it is."""
    name = path.rpartition("/")[2]
    ending = next((each for each in MARKDOWN_ENDINGS if name.lower().endswith(each)), "")
    return name[: len(name) - len(ending)]


def heading_of(text: str) -> tuple[str, int] | None:
    """Return the first heading of a text and its line; None where there is none, or a program fills it in."""
    fence, above = "", ""
    for number, row in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        found = _FENCE.match(row)
        if fence or found:
            fence = fence if not found else "" if fence and found[1].startswith(fence) else fence or found[1]
        elif row.startswith("# "):
            return _heading(row[2:], number)
        elif above.strip() and _UNDERLINE.fullmatch(row):
            return _heading(above, number - 1)
        above = row
    return None


def _heading(row: str, line: int) -> tuple[str, int] | None:
    words = _IN_HEADING.sub(lambda part: part[1] or "", row.strip().rstrip("#")).strip()
    return (words, line) if words and not _MARKUP.search(row) else None


def _own(header: Header, name: str) -> _Value | None:
    found = header.root.get(name)
    return _Value(found, f"'{name}'") if found is not None else None


def _first(asked: _File, name: str) -> _Value | None:
    for source in asked.mapping.sources(name):
        found = _value(asked, name, source)
        if found is not None:
            return found
    return None


def _value(asked: _File, name: str, source: FieldSource) -> _Value | None:
    if source.key is not None:
        return _from_key(asked, name, source, source.key)
    if source.derived is not None:
        return _fitted(source, name, _derived(asked, name, source.derived))
    if source.folders:
        inside = [
            (place, value) for place, value in source.folders if f"{asked.path}/".startswith(f"{place.rstrip('/')}/")
        ]
        place, value = max(inside, key=lambda pair: len(pair[0]), default=("", ""))
        words = "the mapping" if place == asked.path else f"the folder {place}"
        return _Value(Scalar(value, 1, 1), words) if value else None
    return _Value(Scalar(source.constant, 1, 1), "the mapping") if source.constant else None


def _from_key(asked: _File, name: str, source: FieldSource, key: str) -> _Value | None:
    node = value_at(asked.header.root, key)
    is_list = schema(DOCUMENT_SCHEMA)["properties"][name].get("type") == "array"
    if isinstance(node, Sequence) and not is_list and len(node.items) == 1:
        node = node.items[0]
    if node is not None and not isinstance(node, Scalar):
        if not is_list:
            _note_several(asked, name, key, node)
        return _Value(node, f"'{key}'") if is_list else None
    text = _counted(source, name, _meant(source, node.text.strip())) if node is not None and node.text else None
    if node is None or text is None:
        return None
    plain = Scalar(text, node.line, node.column)
    if name in _DATES:
        return _date(asked, source, key, plain)
    return _Value(Sequence((plain,), node.line, node.column) if is_list else plain, f"'{key}'")


def _note_several(asked: _File, name: str, key: str, node: Node) -> None:
    message = f"The field '{key}' is {shown(node)}; one value is needed for '{name}'."
    asked.problems.append(Finding(FIELD_INVALID, message, "Name a single value.", node.line, node.column))


def _meant(source: FieldSource, text: str) -> str | None:
    """Return what a text means: out of its pattern, then by the table of values; None where it does not fit."""
    if source.pattern is not None:
        found = _between(source.pattern, text)
        if found is None:
            return None
        text = found
    if not source.values:
        return text
    plain = text.lower()
    for written, value in source.values:
        start = written.lower().removesuffix("*")
        if plain == start or (written.endswith("*") and plain.startswith(start)):
            return value
    return None


def _counted(source: FieldSource, name: str, text: str | None) -> str | None:
    """Return a revision `03` as 3; a pattern of one fits nothing but figures."""
    if text is None or name != "revision" or not re.fullmatch(r"[0-9]+", text):
        return None if name == "revision" and source.pattern is not None else text
    return text.lstrip("0") or "0"


def _between(pattern: str, text: str) -> str | None:
    """Return what stands in the place of `{}`; a star at either end of the pattern stands for anything."""
    before, _, after = pattern.lower().partition("{}")
    plain = text.lower()
    lead, tail = before.removeprefix("*"), after.removesuffix("*")
    start = plain.rfind(lead) if before != lead else 0 if plain.startswith(lead) else -1
    if start < 0:
        return None
    start += len(lead)
    if after == tail:
        end = len(plain) - len(tail) if plain.endswith(tail) else -1
    else:
        end = plain.rfind(tail, start) if before == lead else plain.find(tail, start)
    return text[start:end].strip() or None if end > start else None


def _fitted(source: FieldSource, name: str, found: _Value | None) -> _Value | None:
    """Put what is derived through the pattern and the values of its source."""
    if found is None or not isinstance(found.node, Scalar):
        return found
    text = _counted(source, name, _meant(source, found.node.text))
    return replace(found, node=found.node._replace(text=text)) if text else None


def _date(asked: _File, source: FieldSource, key: str, node: Scalar) -> _Value | None:
    found = read_written_date(node.text, asked.mapping.dates)
    if found is None:
        message = f"The field '{key}' is {shown(node)}, which is not a date in any form that the policy lists."
        remedy = "Write year, month and day as in 2026-02-01, or add its form to `dates` of the mapping."
        asked.problems.append(Finding(DATE_INVALID, message, remedy, node.line, node.column))
        return None
    words = f"'{key}'"
    if source.plus is not None:
        span = _span(asked, source.plus)
        if span is None:
            return None
        try:
            found, words = span.after(found), f"'{key}' and {span} after it"
        except (ValueError, OverflowError):
            return None
    return _Value(Scalar(found.isoformat(), node.line, node.column), words)


def _span(asked: _File, plus: str) -> Interval | None:
    """Return the interval that `plus` is, or that the key of that name holds."""
    written = read_written_interval(plus)
    node = None if written else value_at(asked.header.root, plus)
    if written or not isinstance(node, Scalar) or not node.text:
        return written
    found = read_written_interval(node.text)
    if found is None:
        message = f"The field '{plus}' is {shown(node)}, which is not a span of time."
        asked.problems.append(
            Finding(DATE_INVALID, message, "Write it as in '6 months', '1 year' or '90 days'.", node.line, node.column)
        )
    return found


def _derived(asked: _File, name: str, derived: DerivedFrom) -> _Value | None:
    if derived is DerivedFrom.HEADING:
        found = heading_of(asked.header.text[asked.header.body_offset :])
        above = asked.header.text.count("\n", 0, asked.header.body_offset)
        return _Value(Scalar(found[0], found[1] + above, 1), "the first heading") if found else None
    if derived is DerivedFrom.NAME and name == "title":
        return _Value(Scalar(re.sub(r"[\s_-]+", " ", file_name(asked.path)).strip(), 1, 1), "the file's name")
    if derived is DerivedFrom.NAME:
        return _Value(Scalar(as_id(file_name(asked.path)), 1, 1), "the file's name")
    folder = asked.path.removeprefix(asked.mapping.base).rpartition("/")[0]
    parts = [*filter(None, folder.split("/")), file_name(asked.path)]
    return _Value(Scalar(as_id("-".join(parts)), 1, 1), "the file's path")


def as_id(text: str) -> str:
    """Return a name as an id: letters without their accents, and a hyphen for what an id cannot hold."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.replace("ß", "ss")).strip("-")[:_LONGEST_ID].rstrip("-")


def value_at(root: Mapping, key: str) -> Node | None:
    """Find a value by its name, or by the names of nested fields joined by points."""
    node: Node | None = root.get(key)
    if node is not None or "." not in key:
        return node
    node = root
    for part in key.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node
