"""Links in pictures and diagrams.

Browsers do not follow the links of an `<img>`, so the page lists them below it (SVG 2, 16).
"""

from __future__ import annotations

import re
from html import unescape

from qmsdoc.flowchart import ClickTarget
from qmsdoc.model.document import ClosureFile
from qmsdoc.render.sanitise import UNPUBLISHED, safe_address

_LINK = re.compile(
    r"<a\s(?=[^<>]*?\s?(?:xlink:)?href\s*=\s*(?:\"(?P<double>[^\"<]*)\"|'(?P<single>[^'<]*)'))[^<>]*>"
    r"(?P<inside>(?:[^<]++|<(?!/?a[\s>]))*+)</a\s*>"  # no link stands in a link
)
_TAG = re.compile(r"<[^<>]*+>")
_PAGE = re.compile(r"(^|/)index\.md(?=$|#)")


def click_target(destination: str, unpublished: str) -> ClickTarget:
    """Return where a step of a diagram leads: a page of the site under the name it is built by, or nowhere.

    `unpublished` is said of one whose document has no page.
    """
    address = destination.strip()
    if address.startswith(UNPUBLISHED):
        return ClickTarget(None, unpublished)
    if not address or not safe_address(address) or not safe_address(unescape(address)):
        return ClickTarget(None)
    return ClickTarget(_PAGE.sub(r"\1index.html", address))


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
