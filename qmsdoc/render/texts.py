"""Markdown to HTML, with one converter for all texts of a process: to set one up costs as much as a short text.

The last texts are kept, since several pages in turn show the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypedDict, cast

from markdown import Markdown

from qmsdoc.render.markdown import QmsdocExtension

_DIAGRAM = "mermaid"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and those below it: `title` is HTML, `url` its anchor (`#…`)."""

    title: str
    url: str
    level: int
    children: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as sanitised HTML, and its headings."""

    html: str
    headings: tuple[Heading, ...]


def drawn_in(text: str) -> bool:
    """Tell whether a text may hold a diagram."""
    return _DIAGRAM in text


def converted(text: str, said: Mapping[str, Any]) -> Converted:
    """Convert a document's Markdown; `said` is what `QmsdocExtension` says itself."""
    return _converted(text, json.dumps(said, sort_keys=True))


@lru_cache(maxsize=16)
def _converted(text: str, said: str) -> Converted:
    if not text.strip():
        return Converted("", ())
    work = _converter(said)
    work.reset()
    html = work.convert(text)
    tokens = cast("Sequence[_Token]", work.toc_tokens)  # type: ignore[attr-defined] # set by the extension `toc`
    return Converted(html, _headings(tokens))


@cache
def _converter(said: str) -> Markdown:
    return Markdown(extensions=[QmsdocExtension(said=json.loads(said))])


class _Token(TypedDict):
    name: str
    id: str
    level: int
    children: Sequence[_Token]


def _headings(tokens: Sequence[_Token]) -> tuple[Heading, ...]:
    return tuple(
        Heading(token["name"], f"#{token['id']}", token["level"], _headings(token["children"])) for token in tokens
    )
