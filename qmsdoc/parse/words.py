"""Words of a language as data: what marks a change as editorial, what obliges, limits and measures."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from qmsdoc import resources
from qmsdoc.model.rule_ids import POLICY_INVALID
from qmsdoc.parse.policy_file import texts
from qmsdoc.parse.text import decode
from qmsdoc.parse.yaml import Mapping, read

_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Words(NamedTuple):
    """Expressions that find the words of one language in lower case or not; each finds whole words.

    `editorial` matches at the beginning of a text, or the word in brackets anywhere; `measures`
    a number, in digits or in words, with its unit.
    """

    editorial: re.Pattern[str]
    obligations: re.Pattern[str]
    limits: re.Pattern[str]
    measures: re.Pattern[str]


@cache
def words(language: str) -> Words | None:
    """Give the words of a language (`en`, `en-GB`); None where there is no list of it."""
    name = language.partition("-")[0]
    path = resources.schema(f"words/{name}.yml") if _LANGUAGE.fullmatch(name) else None
    if path is None or not path.is_file():
        return None
    root, _ = read(decode(path.read_bytes(), rule=POLICY_INVALID)[0], rule=POLICY_INVALID)
    assert isinstance(root, Mapping)
    listed = {key.text: texts(value) for key, value in root.entries}
    marks = _any_of(listed["editorial"])
    number = rf"(?:\d+(?:[.,]\d+)*|\b(?:{_any_of(listed['numbers'])})\b)"
    return Words(
        editorial=re.compile(rf"\W*(?:an? |only |purely )?(?:{marks})\b|.*[(\[]\s*(?:{marks})\b", _FLAGS),
        obligations=phrases(listed["obligations"]),
        limits=phrases(listed["limits"]),
        measures=re.compile(rf"{number}[\s\u00a0\u202f-]?(?:{_any_of(listed['units'])})(?![\w²³])", re.IGNORECASE),
    )


_FLAGS = re.IGNORECASE | re.DOTALL


def phrases(found: tuple[str, ...]) -> re.Pattern[str]:
    """Give an expression that finds any of the phrases, the longest first, as whole words whatever their capitals."""
    return re.compile(rf"\b(?:{_any_of(found)})\b" if found else r"(?!)", re.IGNORECASE)


def _any_of(found: tuple[str, ...]) -> str:
    ordered = sorted(found, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
