"""Dates and spans of time as other systems write them: only in forms that somebody listed, never by a guess."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from qmsdoc import resources
from qmsdoc.model.policy_time import Interval
from qmsdoc.parse.dates import read_date, read_interval, suggest_date

_NUMBER, _YEAR, _WORD = r"([0-9]{1,2})", r"([0-9]{4})", r"([^\W\d_]{3,9})\.?"
FORMATS = {
    "day/month/year": (re.compile(rf"{_NUMBER}[/.-]{_NUMBER}[/.-]{_YEAR}"), (3, 2, 1)),
    "month/day/year": (re.compile(rf"{_NUMBER}[/.-]{_NUMBER}[/.-]{_YEAR}"), (3, 1, 2)),
    "year/month/day": (re.compile(rf"{_YEAR}[/.-]{_NUMBER}[/.-]{_NUMBER}"), (1, 2, 3)),
}
MONTH_IN_WORDS = "month in words"
DATE_FORMATS = (*FORMATS, MONTH_IN_WORDS)
_WORDED = re.compile(rf"(?:{_NUMBER}(?:\.? |-){_WORD}(?:,? |-){_YEAR}|{_WORD} {_NUMBER},? {_YEAR})")
_WORDS = json.loads(resources.schema("date-words.json").read_bytes())  # of German and French, without accents
_ENGLISH = {word: english for english, words in _WORDS["english"].items() for word in words}
_SPANS = {word: Interval(months=int(months)) for months, words in _WORDS["months"].items() for word in words}
_EACH = re.compile(r"(?:every|each|alle|tous les|toutes les) (?=[0-9])")
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ][0-9:.]{5,18}(?: ?[Zz]|[+-][0-9:]{4,6})?")


def read_written_date(text: str, formats: Iterable[str]) -> date | None:
    """Read a date in ISO 8601, or in one of the named formats; None for any other, and for a day that is none."""
    text = text.strip()
    found = read_date(text)
    instant = _INSTANT.fullmatch(text)
    if found is not None or instant is not None:
        return found or read_date(instant[1] if instant else "")
    for name in formats:
        meant = _worded(text) if name == MONTH_IN_WORDS else _figures(text, name)
        if meant is not None:
            return meant
    return None


def _worded(text: str) -> date | None:
    if not _WORDED.fullmatch(text):
        return None
    words = [_ENGLISH.get(word.rstrip(".,"), word) for word in _folded(text).replace("-", " ").split()]
    suggested = suggest_date(" ".join(words))
    return date.fromisoformat(suggested) if suggested else None


def _figures(text: str, name: str) -> date | None:
    pattern, (year, month, day) = FORMATS[name]
    found = pattern.fullmatch(text)
    try:
        return date(int(found[year]), int(found[month]), int(found[day])) if found else None
    except ValueError:
        return None


def formats_used(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in which dates are written, those that cannot be told apart by any of them left out.

    `03/04/2026` alone says nothing of the order of day and month; with a `25/04/2026` beside it, both do.
    """
    found: set[str] = set()
    rows = [text.strip() for text in texts if read_written_date(text, ()) is None]
    if any(_worded(row) for row in rows):
        found.add(MONTH_IN_WORDS)
    figured = [row for row in rows if FORMATS["day/month/year"][0].fullmatch(row)]
    orders = [name for name in ("day/month/year", "month/day/year") if any(_figures(row, name) for row in figured)]
    sure = [name for name in orders if any(_only(row, name) for row in figured)]
    found.update(sure if len(sure) == 1 else ())
    if any(_figures(row, "year/month/day") for row in rows):
        found.add("year/month/day")
    return tuple(name for name in DATE_FORMATS if name in found)


def _only(row: str, name: str) -> bool:
    other = "month/day/year" if name == "day/month/year" else "day/month/year"
    return _figures(row, name) is not None and _figures(row, other) is None


def read_written_interval(text: str) -> Interval | None:
    """Read `6 months`, `191 days`, `every 2 years`, `24 Monate` or a word such as `annual`; None for anything else."""
    plain = _EACH.sub("", " ".join(_folded(text).split()))
    count, _, unit = plain.partition(" ")
    return read_interval(f"{count} {_ENGLISH.get(unit, unit)}") or _SPANS.get(plain)


def _folded(text: str) -> str:
    """Return a text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
