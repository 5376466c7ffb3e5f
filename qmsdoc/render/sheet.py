"""What only a printed sheet shows: a QR code by which anyone can check it; and the data that answers.

The answer is looked up in a script file that ships with the site, since pages opened from a folder
cannot fetch data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import segno

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.pages.sheets import SheetDocument, sheet_code
from qmsdoc.pages.stamp import Stamp
from qmsdoc.render.front import Facts, Value

DATA = "assets/editions.js"


def sheet_facts(mark: Stamp, site_url: str) -> dict[str, Value]:
    """Give the QR code (SVG) and its text; without an address of the site it names the edition."""
    code = sheet_code(mark.name, mark.revision, mark.content)
    address = f"{site_url.rstrip('/')}/{addresses.VERIFY}#{code}" if site_url else ""
    text = address or code
    return {"qr": qr(text), "text": text, "address": address, "code": code}


@lru_cache(maxsize=4096)
def qr(text: str) -> str:
    """Give a QR code (ISO/IEC 18004, level M) as an SVG element without size or style of its own.

    The mask is fixed, so that the same text always gives the same bytes, and quickly.
    """
    made = segno.make(text, error="m", micro=False, boost_error=False, mask=2)
    return made.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)


def editions_script(documents: Sequence[SheetDocument], language: Language) -> bytes:
    """Write what `/verify/` looks up: `window.qmsEditions`, documents by their name in lower case."""
    found: dict[str, Facts] = {
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
