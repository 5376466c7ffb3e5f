"""How much an SVG picture draws when everything that is used again is drawn again: doubling thirty times is no picture.

Invariant: at least what is drawn is counted, in bounded time. A rule of a style sheet is taken to hold for all elements
that bear a class or a name of its selector, and for all where the selector gives neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import chain, islice

MOST_DRAWN = 200_000  # elements, with repetitions
_USES = re.compile(r"#([^\s\"'()#]++)\s*+[\"')]")
_NAMED = re.compile(r"[.#]([^\s.#:,>+~\[\](){}*]+)")


class Repeats:
    """Counts the elements of each part that has a name, and what each uses; `links` are attributes that use one."""

    def __init__(self, links: Collection[str]) -> None:
        self._links = links
        self._own: dict[str, int] = {"": 0}
        self._used: dict[str, list[str]] = {"": []}
        self._names: dict[str, list[str]] = {"": []}
        self._inside: list[str] = [""]
        self._styled: dict[str, list[str]] = {}

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Count an element for whatever has a name and holds it, the nearest."""
        name = attributes.get("id", "")
        holder = self._inside[-1]
        if name and name not in self._own:
            self._own[name], self._used[name], self._names[name] = 0, [], []
            self._used[holder].append(name)
            holder = name
        self._inside.append(holder)
        self._own[holder] += 1
        self._names[holder] += ["", *{name, *attributes.get("class", "").split()} - {""}]
        for key, value in attributes.items():
            if key in self._links and element != "a":
                self._used[holder].append(value.strip().removeprefix("#"))
            elif "#" in value:
                self._used[holder] += _USES.findall(value)

    def end(self) -> None:
        """Leave an element."""
        self._inside.pop()

    def style(self, sheet: str) -> None:
        """Note what the rules of a style sheet use, by the classes and names for which they hold."""
        for rule in sheet.split("}"):
            before, _, body = rule.rpartition("{")
            names = set(_NAMED.findall(before.rpartition("{")[2])) or {""}
            for name in names if "#" in body else ():
                self._styled.setdefault(name, []).extend(_USES.findall(body))

    def too_many(self) -> bool:
        """Return whether drawing, or counting what is drawn, takes more than is reasonable."""
        drawn: dict[str, int] = {}
        uses: dict[str, list[str]] = {}
        waiting, steps = [("", False)], 0
        while waiting:
            name, done = waiting.pop()
            if done:
                drawn[name] = self._own[name] + sum(drawn.get(each, 0) for each in uses[name])
            elif name in self._own and name not in uses:
                styled = chain.from_iterable(self._styled.get(each, ()) for each in self._names[name])
                uses[name] = list(islice(chain(self._used[name], styled), MOST_DRAWN - steps))
                steps += len(uses[name])
                waiting.append((name, True))
                waiting += ((each, False) for each in dict.fromkeys(uses[name]))
            if max(steps, drawn.get(name, 0)) >= MOST_DRAWN:
                return True
        return False
