"""The steps of mending: each takes a front matter and gives it changed, with what its fields must then say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from qmsdoc.fix.fields import Fields, Value, fields, is_blank, layout, values
from qmsdoc.parse.dates import read_date, suggest_date
from qmsdoc.parse.schema import DOCUMENT_SCHEMA, schema

_WORDS = ("id", "type", "owner", "revision", "parent", "supersedes", "lang", "translates")


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did: the new text, what its fields must say, and each change in words."""

    text: str
    fields: Fields
    told: tuple[str, ...]


def trim(inner: str) -> Step | None:
    """Take the space around ids, names and numbers away."""
    return _reworded(inner, _WORDS, str.strip, lambda value, _: f"'{value.key}' loses the space around it")


def dates(inner: str) -> Step | None:
    """Write dates as year-month-day where only one day can be meant."""
    return _reworded(inner, _dated(), _iso, lambda value, new: f"'{value.key}' is written {new}")


def order(inner: str) -> Step | None:
    """Put the fields into the order of their schema; those it does not know stay below, in their own order."""
    found, before = layout(inner), fields(inner)
    if found is None or before is None:
        return None
    known = {key: number for number, key in enumerate(schema(DOCUMENT_SCHEMA)["properties"])}
    ordered = tuple(sorted(found.entries, key=lambda entry: known.get(entry.key, len(known))))
    if ordered == found.entries:
        return None
    after = {entry.key: before[entry.key] for entry in ordered}
    return Step(replace(found, entries=ordered).text, after, ("the fields stand in their usual order",))


def close_up(inner: str) -> Step | None:
    """Leave one of several blank lines between two fields."""
    found, before = layout(inner), fields(inner)
    if found is None or before is None:
        return None
    entries = tuple(replace(entry, above=_single(entry.above)) for entry in found.entries)
    text = replace(found, head=_single(found.head), entries=entries, foot=_single(found.foot)).text
    return Step(text, before, ("blank lines are closed up",)) if text != inner else None


def renumber(inner: str, revision: int, stale: str | None) -> Step | None:
    """Write another revision number, and take away the reason for change where it is the `stale` one."""
    old = next((value for value in values(inner) if value.key == "revision"), None)
    source = old.written(str(revision)) if old else None
    before = fields(inner)
    if old is None or source is None or before is None or old.text == str(revision):
        return None
    text = inner[: old.start] + source + inner[old.end :]
    after = before | {"revision": str(revision)}
    told = (f"'revision' is {revision} instead of {old.text}",)
    without = _without(text, after, "change") if stale and before.get("change") == stale else None
    if without is None:
        return Step(text, after, told)
    gone = f"'change' is taken out, as it spoke of revision {old.text}: say what is different now"
    return replace(without, told=(*told, gone))


def lapse(inner: str) -> Step | None:
    """Take out the day of force, which has passed: the revision is in force from its last signature then."""
    before = fields(inner)
    step = _without(inner, before, "effective") if before is not None and before.get("effective") else None
    said = f"'effective' is taken out, as {before['effective']} has passed" if before and step else ""
    return replace(step, told=(said,)) if step else None


def _without(text: str, said: Fields, key: str) -> Step | None:
    """Take a field out, with the comments above it."""
    found = layout(text)
    if found is None:
        return None
    left = replace(found, entries=tuple(entry for entry in found.entries if entry.key != key))
    return Step(left.text, {name: value for name, value in said.items() if name != key}, ())


def _reworded(
    inner: str, keys: Iterable[str], change: Callable[[str], str], tell: Callable[[Value, str], str]
) -> Step | None:
    """Change the values of some fields one by one."""
    before = fields(inner)
    wanted = [
        (value, new, source)
        for value in values(inner)
        if value.key in keys and (new := change(value.text)) and new != value.text and (source := value.written(new))
    ]
    if before is None or not wanted:
        return None
    text, after = inner, dict(before)
    for value, _, source in reversed(wanted):
        text = text[: value.start] + source + text[value.end :]
    for key in {value.key for value, _, _ in wanted}:
        said = before[key]
        parts = () if isinstance(said, str) else said
        each = tuple((change(item) or item) if isinstance(item, str) else item for item in parts)
        after[key] = change(said) if isinstance(said, str) else each
    return Step(text, after, tuple(dict.fromkeys(tell(value, new) for value, new, _ in wanted)))


def _dated() -> frozenset[str]:
    return frozenset(
        key for key, rules in schema(DOCUMENT_SCHEMA)["properties"].items() if rules.get("format") == "date"
    )


def _iso(text: str) -> str:
    return text if read_date(text) else suggest_date(text) or text


def _single(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first of each run of blank lines."""
    doubled = {number + 1 for number, (one, two) in enumerate(pairwise(lines)) if is_blank(one) and is_blank(two)}
    return tuple(line for number, line in enumerate(lines) if number not in doubled)
