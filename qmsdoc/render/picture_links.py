"""Links in pictures: browsers do not follow the links of an `<img>`, so the page lists them below it (SVG 2, 16)."""

from __future__ import annotations

import re
from html import unescape

from qmsdoc.model.document import ClosureFile

_LINK = re.compile(
    r"<a\s(?=[^<>]*?\s?(?:xlink:)?href\s*=\s*(?:\"(?P<double>[^\"<]*)\"|'(?P<single>[^'<]*)'))[^<>]*>"
    r"(?P<inside>(?:[^<]++|<(?!/?a[\s>]))*+)</a\s*>"  # no link stands in a link
)
_TAG = re.compile(r"<[^<>]*+>")


def links_in(file: ClosureFile) -> tuple[tuple[str, str], ...]:
    """Give the links of an SVG picture, each once: what its words say, and its destination as written."""
    if not file.path.lower().endswith(".svg"):
        return ()
    found: dict[str, str] = {}
    for link in _LINK.finditer(file.data.decode("utf-8", "replace")):
        destination = unescape(link["double"] or link["single"] or "").strip()
        words = " ".join(unescape(_TAG.sub(" ", link["inside"])).split())
        if destination and destination not in found:
            found[destination] = words or destination
    return tuple((words, destination) for destination, words in found.items())
