"""What the front matter of registers and forms says: external documents, and how long records are kept."""

from __future__ import annotations

from datetime import date

from qmsdoc.model.document import External
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.rule_ids import DATE_INVALID, FIELD_INVALID
from qmsdoc.parse.dates import read_date, read_interval, suggest_date
from qmsdoc.parse.policy_file import items, text
from qmsdoc.parse.schema import shown
from qmsdoc.parse.yaml import Mapping, Node, Scalar


def interval(key: str, node: Node | None, problems: list[Finding]) -> Interval | None:
    """Read the field `key` as an interval; what is not one becomes a problem."""
    if not isinstance(node, Scalar):
        return None
    span = read_interval(node.text)
    if span is None:
        message = f"The field '{key}' is {shown(node)}, which is not a span of time."
        remedy = "Write it as in '10 years', '12 months' or '90 days'."
        problems.append(Finding(FIELD_INVALID, message, remedy, node.line, node.column))
    return span


def day(key: str, node: Node | None, problems: list[Finding]) -> date | None:
    """Read the field `key` as a date; what is not one becomes a problem."""
    if not isinstance(node, Scalar):
        return None
    found = read_date(node.text)
    if found is None:
        meant = suggest_date(node.text)
        remedy = f"Did you mean {meant}? Write it so." if meant else "Write year, month and day as in 2026-02-01."
        message = f"The field '{key}' is {shown(node)}, which is not a date."
        problems.append(Finding(DATE_INVALID, message, remedy, node.line, node.column))
    return found


def externals(node: Node | None, every: Interval | None, problems: list[Finding]) -> tuple[External, ...]:
    """Read the list `externals`, already held against the schema; `every` stands where an entry gives none."""
    return tuple(_external(entry, every, problems) for entry in items(node)) if node is not None else ()


def _external(entry: Mapping, every: Interval | None, problems: list[Finding]) -> External:
    return External(
        name=text(entry.get("name")),
        edition=text(entry.get("edition")) or None,
        about=text(entry.get("about")) or None,
        source=text(entry.get("source")) or None,
        holder=text(entry.get("holder")) or None,
        last_checked=day("last_checked", entry.get("last_checked"), problems),
        check_every=interval("check_every", entry.get("check_every"), problems) or every,
        withdrawn=day("withdrawn", entry.get("withdrawn"), problems),
        kept_for=text(entry.get("kept_for")) or None,
        line=entry.line,
        column=entry.column,
    )
