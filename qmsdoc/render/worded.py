"""The words of a language as templates, scripts and style sheets need them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from qmsdoc.model.language import Language, Text
from qmsdoc.parse.languages import CLAUSE
from qmsdoc.render.front import Value
from qmsdoc.render.paper import heads_style, print_feet

SCRIPT = "assets/words.js"
STYLE = "assets/words.css"
_SCRIPTED = "script."
# What no template says: scripts do, or Python has written it already.
_ELSEWHERE = (_SCRIPTED, "name.", "ending.", "note.", "language.", "csv.", "feed.", "calendar.", CLAUSE)


def site_words(language: Language) -> dict[str, Value]:
    """What `qms/macros.html` needs to speak a language: its code, texts, and the plural categories of numbers."""
    texts = _plain({key: text for key, text in language.texts.items() if not key.startswith(_ELSEWHERE)})
    return {"language": language.code, "texts": texts, "plurals": list[Value](language.categories)}


def worded(language: Language, template: Mapping[str, bytes], heads: tuple[str, str]) -> dict[str, bytes]:
    """Give the script that holds the texts of scripts, and the style that writes the heads and feet of printed pages.

    `heads` (left, right) stand on the sheets of pages that have none of their own.
    """
    texts = _plain({key: text for key, text in language.texts.items() if key.startswith(_SCRIPTED)})
    words = {"language": language.code, "plurals": language.categories, "texts": texts}
    script = f"window.qmsWords = {json.dumps(words, ensure_ascii=False, sort_keys=True)};\n".encode()
    return {SCRIPT: script + template[SCRIPT], STYLE: f"{heads_style(*heads)}\n{print_feet(language)}".encode()}


def _plain(texts: Mapping[str, Text]) -> dict[str, Value]:
    return {key: text if isinstance(text, str) else dict(text) for key, text in texts.items()}
