"""The known word that somebody most likely meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

_LIKENESS = 0.6
_FEW = 64
_SHORT = 12
_LONGEST = 64
_SHARING = 8
MOST_LOOKS = 500


@dataclass(slots=True)
class Lexicon:
    """Known words and what to suggest for them.

    `suggestions` is keyed by the word in lower case. A few words are all compared; of many only those that become
    alike when one letter is left out of each (two of a short word), which are found when a word is first looked up. So
    a look-up takes the same time however many words there are; and after `looks_left` of them nothing is suggested any
    more: a manual with very many wrong words needs something else than hints.
    """

    suggestions: Mapping[str, str]
    looks_left: int = MOST_LOOKS
    _alike: Mapping[str, list[str]] | None = None

    def nearest(self, word: str) -> str | None:
        """Return what to suggest for the known word most like `word`, or None where none is like it."""
        if not self.looks_left:
            return None
        self.looks_left -= 1
        lower = word[:_LONGEST].lower()
        candidates: Iterable[str] = self.suggestions
        if len(self.suggestions) > _FEW:
            self._alike = self._alike or _by_what_is_left(self.suggestions)
            candidates = {known for rest in _shortened(lower) for known in self._alike.get(rest, ())}
        from difflib import get_close_matches  # noqa: PLC0415 - most words are known

        matches = get_close_matches(lower, sorted(candidates), n=1, cutoff=_LIKENESS)
        return self.suggestions[matches[0]] if matches else None

    def did_you_mean(self, word: str) -> str:
        """Return `Did you mean 'QP-001'? ` (with the space, ready to precede a remedy), or nothing."""
        match = self.nearest(word)
        return f"Did you mean '{match}'? " if match is not None else ""


def lexicon(words: Iterable[str]) -> Lexicon:
    """Make a lexicon of words that are suggested as they are."""
    return lexicon_of((word, word) for word in words)


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return `Did you mean 'QP-001'? ` for the nearest of these words, or nothing: for a word looked up once."""
    return lexicon(words).did_you_mean(word)


def nearest_or_all(word: str, words: Collection[str]) -> str:
    """Return a remedy for a word that is none of these: the nearest of them, or all where none is like it."""
    return did_you_mean(word, words).strip() or f"Known are: {', '.join(sorted(words))}."


def lexicon_of(suggestions: Iterable[tuple[str, str]]) -> Lexicon:
    """Make a lexicon of (word, what to suggest for it)."""
    return Lexicon({word.lower(): suggestion for word, suggestion in sorted(suggestions, reverse=True)})


def _by_what_is_left(words: Iterable[str]) -> Mapping[str, list[str]]:
    """Return words by what is left of them without a letter or two, a few for each."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        for rest in _shortened(word[:_LONGEST]):
            if len(alike[rest]) < _SHARING:
                alike[rest].append(word)
    return dict(alike)


def _shortened(word: str) -> Iterator[str]:
    """Return the word, and what is left of it without one letter, or without two where it is short."""
    yield word
    for left_out in range(1, (2 if len(word) <= _SHORT else 1) + 1):
        for kept in combinations(word, max(len(word) - left_out, 0)):
            yield "".join(kept)
