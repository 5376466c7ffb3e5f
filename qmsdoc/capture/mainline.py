"""The first-parent line of a history: with which of its commits every other one landed, and who wrote them.

Invariant: a commit is part of one of that line if it landed with it or before, and only then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from qmsdoc.git import Commit
from qmsdoc.text.mailbox import mailbox


class Mainline:
    """The line that ends at `tip`; `number` counts its commits from the first on, `landed` is that of each commit."""

    def __init__(self, tip: str | None, commit: Callable[[str], Commit]) -> None:
        self._commit = commit
        line = [tip] if tip is not None else []
        merged: list[tuple[str, tuple[str, ...]]] = []
        while line and (parents := commit(line[-1]).parents):
            if len(parents) > 1:
                merged.append((line[-1], parents))
            line.append(parents[0])
        self.number: dict[str, int] = {oid: number for number, oid in enumerate(reversed(line))}
        self.landed: dict[str, int] = self.number.copy()
        for oid, parents in reversed(merged):
            self._land(parents, self.number[oid])

    def _land(self, oids: Iterable[str], number: int) -> None:
        waiting = list(oids)
        while waiting:
            oid = waiting.pop()
            if oid not in self.landed:
                self.landed[oid] = number
                waiting.extend(self._commit(oid).parents)

    def span(self, former: str | None, whole: str) -> tuple[int, int]:
        """Return after which number, and up to which, all that is part of `whole` and not of `former` landed.

        What is not of it may have landed there as well.
        """
        return self.number.get(former or "", -1), self.landed.get(whole, len(self.number))

    def wrote_within(self, addresses: Iterable[str], span: tuple[int, int]) -> bool:
        """Tell whether a commit that landed within a span was written by one of these addresses, as they are compared.

        Co-authors wrote it too.
        """
        first, last = span
        own = (self._writers.get(address, ()) for address in addresses)
        return any(at < len(each) and each[at] <= last for each in own for at in (bisect_right(each, first),))

    @cached_property
    def _writers(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for oid, number in self.landed.items():
            commit = self._commit(oid)
            found[commit.author_email].add(number)
            for address in commit.coauthors:
                found[address].add(number)
        compared: dict[str, set[int]] = {}
        for address, numbers in found.items():
            compared.setdefault(mailbox(address), set()).update(numbers)
        return {address: sorted(numbers) for address, numbers in compared.items()}
