"""The heads and feet of printed sheets, written as CSS (Paged Media Level 3, margin boxes)."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from qmsdoc.model.language import FIELD, Language
from qmsdoc.render.front import Value

_COUNTERS = {"page": "counter(page)", "pages": "counter(pages)"}


def print_heads(left: str, right: str) -> dict[str, Value]:
    """The heads of the printed sheets, and the digest by which the page's own policy lets them in (CSP Level 3)."""
    style = heads_style(left, right)
    return {"print": style, "print_hash": b64encode(sha256(style.encode()).digest()).decode()}


def heads_style(left: str, right: str) -> str:
    """Write the heads of printed sheets as CSS."""
    return f'@page{{@top-left{{content:"{css_text(left)}"}}@top-right{{content:"{css_text(right)}"}}}}'


def print_feet(language: Language) -> str:
    """Give the feet of printed pages as CSS: that the sheet is uncontrolled, and which page of how many it is."""
    left, right = css_content(language.texts["print.foot"]), css_content(language.texts["print.page"])
    return f"@page{{@bottom-left{{content:{left}}}@bottom-right{{content:{right}}}}}\n"


def css_content(text: object) -> str:
    """Write a text as the value of `content`; its fields `{page}` and `{pages}` become counters (CSS 2.2, 12.2)."""
    parts = re.split(FIELD, str(text))
    written = (_COUNTERS[part] if index % 2 else f'"{css_text(part)}"' for index, part in enumerate(parts))
    return " ".join(part for part in written if part != '""')


def css_text(text: str) -> str:
    """Write text for a CSS string: whatever is not a plain letter or digit as an escape (CSS Syntax 3, 4.3.7)."""
    return "".join(c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in text)
