"""Scripts and styles in the language of the site: files of the template with the words they need."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from qmsdoc.model.language import FIELD, Language
from qmsdoc.render.facts import css_text, heads_style

SCRIPT = "assets/words.js"
STYLE = "assets/words.css"
_SCRIPTED = "script."
_COUNTERS = {"page": "counter(page)", "pages": "counter(pages)"}


def worded(language: Language, template: Mapping[str, bytes], heads: tuple[str, str]) -> dict[str, bytes]:
    """Give the script that holds the texts of scripts, and the style that writes the heads and feet of printed pages.

    `heads` (left, right) stand on the sheets of pages that have none of their own.
    """
    texts = {key: text for key, text in language.texts.items() if key.startswith(_SCRIPTED)}
    words = {
        "language": language.code,
        "plurals": language.categories,
        "texts": {key: text if isinstance(text, str) else dict(text) for key, text in texts.items()},
    }
    script = f"window.qmsWords = {json.dumps(words, ensure_ascii=False, sort_keys=True)};\n".encode()
    return {SCRIPT: script + template[SCRIPT], STYLE: f"{heads_style(*heads)}\n{print_feet(language)}".encode()}


def print_feet(language: Language) -> str:
    """Give the feet of printed pages as CSS: that the sheet is uncontrolled, and which page of how many it is."""
    left, right = css_content(language.texts["print.foot"]), css_content(language.texts["print.page"])
    return f"@page{{@bottom-left{{content:{left}}}@bottom-right{{content:{right}}}}}\n"


def css_content(text: object) -> str:
    """Write a text as the value of `content`; its fields `{page}` and `{pages}` become counters (CSS 2.2, 12.2)."""
    parts = re.split(FIELD, str(text))
    written = (_COUNTERS[part] if index % 2 else f'"{css_text(part)}"' for index, part in enumerate(parts))
    return " ".join(part for part in written if part != '""')
