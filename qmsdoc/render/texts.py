"""Markdown to HTML, with one converter for all texts of a process: to set one up costs as much as a short text.

The last texts are kept, since several pages in turn show the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypedDict, cast

from markdown import Markdown

from qmsdoc.errors import PublishError
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


@contextmanager
def followed(name: str) -> Iterator[None]:
    """Raise `PublishError` where what is in `name` nests deeper than Python-Markdown can follow."""
    try:
        yield
    except RecursionError as error:
        _converter.cache_clear()  # they are left in the middle of the text
        raise PublishError(
            f"{name} cannot be shown: its lists nest too deep, or it has too many definitions in a row.",
            remedy="Write it flatter, or put empty lines and other text between.",
        ) from error


def converted(text: str, said: Mapping[str, Any]) -> Converted:
    """Convert a document's Markdown; `said` is what `QmsdocExtension` says itself."""
    return _converted(text, json.dumps(said, sort_keys=True))


@lru_cache(maxsize=16)
def _converted(text: str, said: str) -> Converted:
    if not text.strip():
        return Converted("", ())
    work = converter(said)
    html = work.convert(text)
    tokens = cast("Sequence[_Token]", work.toc_tokens)  # type: ignore[attr-defined] # set by the extension `toc`
    return Converted(html, _headings(tokens))


def converter(said: str, *, drawn: bool = True, anchors: bool = True) -> Markdown:
    """Give what converts one text, `said` being JSON; `drawn` as for `QmsdocExtension`.

    Without `anchors` headings have none, which saves a sixth of the time.
    """
    return _converter(said, drawn, anchors).reset()


@cache
def _converter(said: str, drawn: bool, anchors: bool) -> Markdown:
    made = Markdown(extensions=[QmsdocExtension(said=json.loads(said), drawn=drawn)])
    if not anchors:
        made.treeprocessors.deregister("toc")
    return made


class _Token(TypedDict):
    name: str
    id: str
    level: int
    children: Sequence[_Token]


def _headings(tokens: Sequence[_Token]) -> tuple[Heading, ...]:
    return tuple(
        Heading(token["name"], f"#{token['id']}", token["level"], _headings(token["children"])) for token in tokens
    )
