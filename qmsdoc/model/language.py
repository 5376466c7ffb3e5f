"""The interface of a site in one language: texts by key, plurals, days and moments.

To add a string: write `page.key: "Text with {name}"` into `site_template/languages/en.yml` and `de.yml`, a number's
forms as `{one: "{n} page", other: "{n} pages"}`. In templates `{{ show.say("page.key", name=…) }}` and
`{{ show.count("page.key", n) }}` (`show` is `qms/macros.html`; facts are escaped there), in Python `language.say(…)`
and `language.count(…)`, in scripts `qmsSay(…)` and `qmsCount(…)` for keys that begin with `script.`.
Names of types and roles that policies give pass through `language.named(…)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

FIELD = re.compile(r"\{([a-z_]+)\}")
OTHER = "other"
Text = str | Mapping[str, str]

# From here on the categories of numbers repeat: rules look at a number's last two digits (UTS 35, part 3, 5).
_PERIOD = 100


@dataclass(frozen=True, slots=True)
class Language:
    """One language's texts, complete; `code` is that of BCP 47 (`de`).

    A text is one text, or one for each plural category (`one`, `other`) that the language tells apart. `rules` tell
    the category of a number: (category, alternatives), an alternative being conditions that all must hold.
    """

    code: str
    texts: Mapping[str, Text]
    rules: tuple[tuple[str, tuple[tuple[Condition, ...], ...]], ...] = ()

    def say(self, key: str, **facts: object) -> str:
        """Give a text with its fields filled in; facts stay what they are, whatever they hold.

        Raises `KeyError` for a key that no language has, or a field without a fact: a fault of the caller.
        """
        text = self.texts[key]
        return _filled(text if isinstance(text, str) else text[OTHER], facts)

    def count(self, key: str, n: int, **facts: object) -> str:
        """Give the form of a text that `n` needs, which it may name as `{n}`."""
        text = self.texts[key]
        chosen = text if isinstance(text, str) else text.get(self.category(n), text[OTHER])
        return _filled(chosen, {"n": n, **facts})

    def category(self, n: int) -> str:
        """Give the plural category of a whole number (Unicode CLDR): `one`, `other` …."""
        found = (name for name, ways in self.rules if any(all(each.holds(n) for each in way) for way in ways))
        return next(found, OTHER)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of 0 to 199: those of higher numbers are those of 100 and their last two digits."""
        return tuple(self.category(n) for n in range(2 * _PERIOD))

    def named(self, name: str, n: int = 1) -> str:
        """Give a type's or role's name (`Quality manager`) in this language where it has one, else as it is; in the
        plural with the ending that the language gives to names that end so (`ending.y`) or to any (`ending.any`).
        """
        key = f"name.{'-'.join(name.lower().split())}"
        if key in self.texts:
            return self.count(key, n)
        last = f"ending.{name[-1:].lower()}"
        if last in self.texts:
            return self.count(last, n, stem=name[:-1])
        return self.count("ending.any", n, name=name)

    def foreign(self, code: str) -> str:
        """Return the language of a text where it is another than this one, whatever the region; else nothing."""
        return "" if code.lower().partition("-")[0] == self.code.lower().partition("-")[0] else code

    def day(self, value: date) -> str:
        """`2026-02-01` as `1 February 2026`."""
        return self.say("date.day", day=value.day, month=self._month(value), year=value.year)

    def table_day(self, value: date) -> str:
        """`2026-02-01` as `1 Feb 2026`, for columns of days."""
        month = self.say(f"month.short-{value.month}")
        return self.say("date.table", day=value.day, month=month, year=value.year)

    def month(self, value: date) -> str:
        """`2026-02-01` as `February 2026`."""
        return self.say("date.month", month=self._month(value), year=value.year)

    def instant(self, value: datetime) -> str:
        """A moment with its zone: `1 February 2026, 09:05 UTC+01:00`."""
        offset = value.utcoffset() or timedelta()
        minutes = int(offset.total_seconds() / 60)
        zone = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "UTC"
        return self.say("date.instant", day=self.day(value.date()), time=f"{value:%H:%M}", zone=zone)

    def listed(self, names: tuple[str, ...] | list[str]) -> str:
        """Give names as a sentence lists them: `A, B and C`."""
        if len(names) < 2:
            return "".join(names)
        return self.say("list.and", first=", ".join(names[:-1]), last=names[-1])

    def _month(self, value: date) -> str:
        return self.say(f"month.{value.month}")


class Condition(NamedTuple):
    """`n % 10 = 2..4`: the number, or its rest by `modulus`, is in one of the `ranges`, or is not."""

    modulus: int
    inside: bool
    ranges: tuple[tuple[int, int], ...]

    def holds(self, n: int) -> bool:
        """Tell whether it holds of a whole number."""
        rest = n % self.modulus if self.modulus else n
        return self.inside is any(low <= rest <= high for low, high in self.ranges)


def _filled(text: str, facts: Mapping[str, object]) -> str:
    return FIELD.sub(lambda found: str(facts[found[1]]), text)
