"""Anchors of headings, as Python-Markdown's toc extension makes them for the site, and a heading's plain text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

_COUNTED = re.compile(r"(.*)_([0-9]+)", re.DOTALL)
_LONGEST = 300
_MARKUP = re.compile(r"[*_`\[\]\\<&!]")
_TO = r"\((?:[^()]|\([^()]*\))*\)"
_NAME = r"[ ]?\[(?P<name>[^\[\]]*)\]"
_TEXT = r"\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]"
_INLINE = re.compile(rf"(?P<image>!?){_TEXT}{_TO}")
_NAMED = re.compile(rf"(?P<image>!?){_TEXT}(?:{_NAME})?")
_STEPS = (
    (re.compile(r"<((?:https?|ftp)://[^<>]*)>", re.IGNORECASE), r"\1"),
    (re.compile(r"<(?:mailto:)?([^<> !]+@[^@<> ]+)>"), r"\1"),
    (re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>"), ""),
)
_STRONG = re.compile(r"(\*{1,3})(?=\S)([^*]*[^*\s])\1")
_UNDER = re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_]*[^_\s]|[^\s_][^\n]*?[^_\s])\1(?!\w)")
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!])")
_KEPT = re.compile("\x02([0-9]+)\x03")


def plain_text(source: str, defined: Container[str] = ()) -> str:
    """Give the text of a heading without its marks: emphasis, links, pictures, code signs, escapes, entities.

    `defined` are the names that have a reference definition, in lower case.
    """
    if len(source) > _LONGEST or not _MARKUP.search(source):
        return source
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\x02{len(kept) - 1}\x03"

    def inline(found: re.Match[str]) -> str:
        return "" if found["image"] else found["text"]

    def named(found: re.Match[str]) -> str:
        name = found["name"] or found["text"]
        return inline(found) if " ".join(name.lower().split()) in defined else found[0]

    source = source.replace("\x02", "").replace("\x03", "")
    source = _CODE.sub(lambda found: keep(found[2].strip()), source)
    source = _ESCAPE.sub(lambda found: keep(found[1]), source)
    for pattern, shown in ((_INLINE, inline), (_INLINE, inline), (_NAMED, named)):
        source = pattern.sub(shown, source)
    for pattern, by in _STEPS:
        source = pattern.sub(by, source)
    for pattern in (_STRONG, _UNDER):
        for _ in range(3):
            source = pattern.sub(r"\2", source)
    return _KEPT.sub(lambda found: kept[int(found[1])], html.unescape(source)).strip()


@lru_cache(maxsize=4096)  # manuals give their documents the same headings, and keep them from edition to edition
def slug(text: str) -> str:
    """Give the anchor that a heading's plain text makes: ASCII, lower case, words joined by hyphens.

    One that would be empty or begin with two underscores, which the pages keep for themselves,
    begins with `section` instead.
    """
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    anchor = re.sub(r"[-\s]+", "-", text)
    return anchor if anchor and not anchor.startswith("__") else f"section-{anchor.strip('_')}".rstrip("-")


def unique(anchor: str, taken: dict[str, int]) -> str:
    """Give `anchor`, or it with the first free `_1`, `_2` … behind it.

    `taken` holds the anchors given so far, each with the last number tried for it, and is added to.
    """
    if anchor not in taken:
        taken[anchor] = 0
        return anchor
    found = _COUNTED.fullmatch(anchor)
    base, count = (found[1], int(found[2])) if found else (anchor, 0)
    count = max(count, taken.get(anchor, 0)) + 1
    while f"{base}_{count}" in taken:
        count += 1
    taken[anchor] = count
    taken[f"{base}_{count}"] = 0
    return f"{base}_{count}"
