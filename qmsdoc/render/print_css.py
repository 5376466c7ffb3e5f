"""The heads and feet of printed sheets, written as CSS (Paged Media Level 3, margin boxes)."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

from qmsdoc.model.language import FIELD, Language

_COUNTERS = {"page": "counter(page)", "pages": "counter(pages)"}


@dataclass(frozen=True, slots=True)
class PrintHeads:
    """The heads of a printed page as CSS, and the digest by which the policy of the page lets it in (CSP Level 3)."""

    css: Markup
    digest: str


def print_heads(left: str, right: str) -> PrintHeads:
    """Return the heads of a page's printed sheets."""
    style = heads_style(left, right)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return PrintHeads(Markup(style), digest)  # noqa: S704 - a style sheet, in which every text was escaped


def heads_style(left: str, right: str) -> str:
    """Write the heads of printed sheets as CSS."""
    return f'@page{{@top-left{{content:"{css_text(left)}"}}@top-right{{content:"{css_text(right)}"}}}}'


def print_feet(language: Language) -> str:
    """Give the feet of printed pages as CSS: that the sheet is uncontrolled, and which page of how many it is."""
    left, right = css_content(language.texts["print.foot"]), css_content(language.texts["print.page"])
    return f"@page{{@bottom-left{{content:{left}}}@bottom-right{{content:{right}}}}}\n"


def css_content(text: object) -> Markup:
    """Write a text as the value of `content`; its fields `{page}` and `{pages}` become counters (CSS 2.2, 12.2)."""
    parts = re.split(FIELD, str(text))
    written = (_COUNTERS[part] if index % 2 else f'"{css_text(part)}"' for index, part in enumerate(parts))
    return Markup(" ".join(part for part in written if part != '""'))  # noqa: S704 - every text was escaped for CSS


def css_text(text: str) -> Markup:
    """Write text for a CSS string: whatever is not a plain letter or digit as an escape (CSS Syntax 3, 4.3.7)."""
    written = (c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in text)
    return Markup("".join(written))  # noqa: S704 - letters, digits, spaces and backslashes
