"""One YAML file of the policy while it is being typed: its root, and the faults met on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from qmsdoc.model.finding import Finding
from qmsdoc.model.globs import MOST_SIGNS, signs
from qmsdoc.model.policy_time import Interval, LeadTime
from qmsdoc.model.rule_ids import LIMIT_EXCEEDED, POLICY_INVALID
from qmsdoc.parse.cut_values import cut_value
from qmsdoc.parse.dates import read_date, read_interval, read_lead_time, read_since, suggest_date
from qmsdoc.parse.hidden_signs import hidden_signs
from qmsdoc.parse.schema import FieldRules, disagreements, shipped_schema, shown, whole_number
from qmsdoc.parse.text import POLICY_LIMIT, decode
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence, read

RULE = POLICY_INVALID
_EMPTY = Mapping((), 1, 1)
_MOST_FAULTS = 200
_MOST = {"types": 500, "waivers": 2_000, "documents": 50, "uncontrolled": 500}
_TEXTS = frozenset(("change", "contact", "name", "organisation", "reason", "title"))  # what people write freely


@dataclass(slots=True)
class PolicyFile:
    """A file's root mapping (empty where it cannot be read or disagrees with its schema) and its problems."""

    path: str
    root: Mapping = _EMPTY
    problems: list[Finding] = field(default_factory=list)

    def fail(self, node: Node, message: str, remedy: str) -> None:
        """Note a fault at a node."""
        self.problems.append(Finding(RULE, message, remedy, node.line, node.column, self.path))

    def date(self, node: Node | None) -> date | None:
        """Read a date; absent or empty is None, anything else that is not a date a fault."""
        if node is None or text(node) == "":
            return None
        day = read_date(text(node))
        if day is None:
            meant = suggest_date(text(node))
            remedy = f"Did you mean {meant}? Write it so." if meant else "Write year, month and day as in 2026-02-01."
            self.fail(node, f"This is not a date: {shown(node)}.", remedy)
        return day

    def since(self, node: Node) -> datetime | None:
        """Read a date or an RFC 3339 time; anything else is a fault."""
        moment = read_since(text(node))
        if moment is None:
            self.fail(node, f"This is not a date or time: {shown(node)}.", "Write 2026-03-01 or 2026-03-01T14:30:00Z.")
        return moment

    def interval(self, node: Node | None) -> Interval | None:
        """Read an interval; absent is None, anything else that is not one a fault."""
        if node is None:
            return None
        span = read_interval(text(node))
        if span is None:
            self.fail(
                node, f"This is not an interval: {shown(node)}.", "Write it as in '12 months', '2 years' or '90 days'."
            )
        return span

    def lead_time(self, node: Node | None) -> LeadTime | None:
        """Read a lead time; absent is None, anything else that is not one a fault."""
        if node is None:
            return None
        lead = read_lead_time(text(node))
        if lead is None:
            self.fail(node, f"This is not a lead time: {shown(node)}.", "Write it as in '3 working days' or '5 days'.")
        return lead


def load(path: str, data: bytes, schema: str) -> PolicyFile:
    """Read a file of the policy and hold it against its schema; faults are in the source's problems."""
    source = PolicyFile(path)
    text_, problem = decode(data, rule=RULE, limit=POLICY_LIMIT)
    root, fault = (None, problem) if problem else read(text_, rule=RULE)
    if fault:
        source.problems.append(replace(fault, path=path))
        return source
    if not isinstance(root, Mapping):
        source.fail(root or _EMPTY, "The file holds no fields.", "Write 'name: value' lines.")
        return source
    cut = cut_value(root, text_, RULE, keys=_TEXTS)
    if cut:
        source.problems.append(replace(cut, path=path))
    source.problems += [replace(finding, path=path) for finding in _excesses(root)]
    if source.problems:
        return source
    found = disagreements(root, shipped_schema(schema), FieldRules.all(RULE), _MOST_FAULTS)
    found_in = (*(finding for _, finding in found), *hidden_signs(root, RULE))
    source.problems += [replace(finding, path=path) for finding in found_in]
    if not source.problems:
        source.root = root
    return source


def _excesses(root: Mapping) -> Iterator[Finding]:
    """Yield what is more than is looked at: of types, of waivers, of patterns, and of stars in one of these."""
    for key, most in _MOST.items():
        node = root.get(key)
        items = node.items if isinstance(node, Sequence) else tuple(name for name, _ in entries(node))
        if len(items) > most:
            message = f"There are {len(items)} entries under '{key}'; the most that is read is {most}."
            place = items[most]
            yield Finding(LIMIT_EXCEEDED, message, "Leave some out.", place.line, place.column)
    for key in ("documents", "uncontrolled"):
        node = root.get(key)
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar) and signs(item.text) > MOST_SIGNS:
                message = f"The pattern has {signs(item.text)} stars and question marks; the most is {MOST_SIGNS}."
                yield Finding(LIMIT_EXCEEDED, message, "Write a plainer pattern, or a folder.", item.line, item.column)


def text(node: Node | None) -> str:
    """The text of a scalar; nothing for anything else."""
    return node.text if isinstance(node, Scalar) else ""


def texts(node: Node | None) -> tuple[str, ...]:
    """The texts of a list, or of a single scalar."""
    if isinstance(node, Sequence):
        return tuple(text(item) for item in node.items)
    return (text(node),) if text(node) else ()


def number(node: Node | None) -> int:
    """A whole number already held against the schema; 0 where there is none."""
    return whole_number(text(node)) or 0


def entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping; none for anything else."""
    return node.entries if isinstance(node, Mapping) else ()


def items(node: Node | None) -> tuple[Mapping, ...]:
    """The mappings of a list, or a single mapping; none for anything else."""
    listed = node.items if isinstance(node, Sequence) else (node,)
    return tuple(item for item in listed if isinstance(item, Mapping))
