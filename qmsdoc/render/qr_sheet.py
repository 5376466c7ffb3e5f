"""What only a printed sheet shows: a QR code by which anyone can check it; and the data that answers.

The answer is looked up in a script file that ships with the site, since pages opened from a folder
cannot fetch data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.pages.edition_lookup import LookupDocument, edition_code, typed_code
from qmsdoc.pages.stamp import Stamp
from qmsdoc.render.qr_code import modules

DATA = "assets/editions.js"
_RUN = re.compile("0*1+")


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """The code of a printed sheet: as a picture (SVG), the text in it, and the address that it leads to (empty where
    the site has none: the text is then the `name` of the edition).
    """

    picture: Markup
    text: str
    address: str
    name: str


def printed_code(mark: Stamp, site_url: str) -> PrintedCode:
    """Return the code of an edition's sheets: its picture carries the whole digest, its words what can be typed."""
    base = f"{site_url.rstrip('/')}/{addresses.VERIFY}#" if site_url else ""
    edition = mark.name, mark.revision, mark.content
    name = typed_code(*edition)
    return PrintedCode(qr(base + edition_code(*edition)), base + name, f"{base}{name}" if base else "", name)


@lru_cache(maxsize=4096)
def qr(text: str) -> Markup:
    """Give a QR code (ISO/IEC 18004, level M) as an SVG element without size or style of its own.

    The mask is fixed, so that the same text always gives the same bytes, and quickly.
    """
    rows = modules(text)
    strokes, x, y = "", 0, 0
    for row, line in enumerate(rows):  # the first stroke is that of the corner's mark
        first, *runs = _RUN.findall(line)
        strokes += _stroke(first, -x, row - y) + "".join(map(_stroke, runs))
        x, y = len(line.rstrip("0")), row
    size = len(rows) + 4
    svg = f'<svg viewBox="0 0 {size} {size}"><path stroke="#000" d="M2 2.5{strokes.removeprefix("m0 0")}"/></svg>'
    return Markup(svg)  # noqa: S704 - drawn here: paths and numbers


@lru_cache(maxsize=4096)
def _stroke(run: str, x: int = 0, y: int = 0) -> str:
    """Write a stroke over the dark modules at the end of a run, `x` and `y` from the one before."""
    dark = run.count("1")
    return f"m{len(run) - dark + x} {y}h{dark}"


def editions_script(documents: Sequence[LookupDocument], language: Language) -> bytes:
    """Write what `/verify/` looks up: `window.qmsEditions`, documents by their name in lower case."""
    found = {
        document.name.lower(): {
            "name": document.name,
            "address": f"{document.address}index.html",
            "now": document.now,
            "status": document.status.value,
            "instead": document.instead,
            "editions": {
                str(each.revision): {
                    "digest": each.digest,
                    "since": language.day(each.since),
                    "ended": language.day(each.ended) if each.ended else None,
                }
                for each in document.editions
            },
        }
        for document in documents
    }
    return f"window.qmsEditions = {json.dumps(found, sort_keys=True)};\n".encode()
