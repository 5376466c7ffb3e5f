"""The sample manual's files, with every date moved by whole weeks so that the story ends just before today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from qmsdoc.errors import UsageError
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse import yaml

_DATE = re.compile(rb"(?<![0-9-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")

_SPAN = re.compile(rb"---\n(?:(?!---).*\n)*?effective: (?P<effective>[0-9-]{10})\nreview_by: (?P<review>[0-9-]{10})\n")

Plain = str | list["Plain"] | dict[str, "Plain"]


def read_files(folder: Path) -> dict[str, bytes]:
    """Give every file under `folder` by its path from there, with `/`, sorted."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def weeks_to(today: date, ends: date) -> int:
    """Give the number of weeks to add so that `ends` falls on one of the seven days before `today`."""
    return (today - timedelta(days=1) - ends).days // 7


def move(files: Mapping[str, bytes], weeks: int) -> dict[str, bytes]:
    """Move every ISO date in every text file; what only looks like one (`2026-02-30`) stays.

    A review date keeps its distance in months and days from its effective date, which a leap year
    between the two would otherwise make a day too long for a type's review interval.
    """
    return {path: data if b"\0" in data else _move_text(data, weeks) for path, data in files.items()}


def _move_text(data: bytes, weeks: int) -> bytes:
    moved = _DATE.sub(lambda found: _moved(found, weeks), data)
    span = _SPAN.match(data)
    if span is None:
        return moved
    effective, review = (date.fromisoformat(span[name].decode()) for name in ("effective", "review"))
    months = (review.year - effective.year) * 12 + review.month - effective.month - (review.day < effective.day)
    days = (review - Interval(months=months).after(effective)).days
    kept = Interval(months=months, days=days).after(effective + timedelta(weeks=weeks))
    start, end = span.span("review")
    return moved[:start] + kept.isoformat().encode() + moved[end:]


def read_plain(data: bytes, path: str) -> dict[str, Plain]:
    """Read a YAML mapping of the story as plain text values; raises `UsageError` naming the place."""
    node, problem = yaml.read(data.decode(), rule=POLICY_INVALID)
    if problem or not isinstance(node, yaml.Mapping):
        said = f"{problem.message} (line {problem.line})" if problem else "It is not a list of names and values."
        raise UsageError(f"The sample manual's {path} cannot be read: {said}", remedy="Install qmsdoc again.")
    return {key.text: _plain(value) for key, value in node.entries}


def _plain(node: yaml.Node) -> Plain:
    if isinstance(node, yaml.Mapping):
        return {key.text: _plain(value) for key, value in node.entries}
    if isinstance(node, yaml.Sequence):
        return [_plain(item) for item in node.items]
    return node.text


def _moved(found: re.Match[bytes], weeks: int) -> bytes:
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return found[0]
    return (day + timedelta(weeks=weeks)).isoformat().encode()
