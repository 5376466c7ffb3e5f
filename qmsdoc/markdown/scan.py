"""What a document's text holds for those that do not show it: where it leads, its headings, what is unsafe in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from qmsdoc.markdown.headings import headings
from qmsdoc.markdown.links import links
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.scanner import certain_links
from qmsdoc.markdown.unsafe import problems
from qmsdoc.model.document import Heading, Link
from qmsdoc.model.finding import Finding


class Headings(Sequence[Heading]):
    """The headings of text[body:], found when they are first asked for: of most editions nobody ever does."""

    __slots__ = ("_body", "_found", "_text")

    def __init__(self, text: str, body: int) -> None:
        self._text, self._body = text, body
        self._found: tuple[Heading, ...] | None = None

    @property
    def _all(self) -> tuple[Heading, ...]:
        if self._found is None:
            self._found = headings(read(self._text[self._body :]), self._text.count("\n", 0, self._body))
        return self._found

    @overload
    def __getitem__(self, at: int) -> Heading: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Heading]: ...
    def __getitem__(self, at: int | slice) -> Heading | Sequence[Heading]:
        """Return one of them, or some."""
        return self._all[at]

    def __len__(self) -> int:
        """Count them."""
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        """Compare them with others, however they were found."""
        return isinstance(other, Headings | tuple) and self._all == tuple(other)

    def __hash__(self) -> int:
        """Agree with the tuple of them."""
        return hash(self._all)

    def __repr__(self) -> str:
        """Show the tuple of them."""
        return repr(self._all)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a text holds, each in the order of place."""

    links: tuple[Link, ...]
    headings: Sequence[Heading]
    problems: tuple[Finding, ...]


def scan(text: str, body: int) -> Scan:
    """Read text[body:]; lines and columns are those of the whole text. Never raises.

    The tree is asked only where the linear scanner is not certain of every link, and that nothing is unsafe.
    """
    body = max(0, min(body, len(text)))
    own, above = text[body:], text.count("\n", 0, body)
    found = certain_links(own, above)
    if found is not None:
        return Scan(found, Headings(text, body), ())
    tree = read(own)
    found = links(tree, above)
    return Scan(found, Headings(text, body), problems(own, tree, found, above))
