"""The words of a language as scripts and style sheets need them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from qmsdoc.model.language import Language, Text
from qmsdoc.render.print_css import heads_style, print_feet

SCRIPT = "assets/words.js"
STYLE = "assets/words.css"
_SCRIPTED = "script."


def client_strings(language: Language, template: Mapping[str, bytes], heads: tuple[str, str]) -> dict[str, bytes]:
    """Return the script that holds the texts of scripts, and the style that writes the heads and feet of printed pages.

    `heads` (left, right) stand on the sheets of pages that have none of their own.
    """
    texts = _plain({key: text for key, text in language.texts.items() if key.startswith(_SCRIPTED)})
    words = {"language": language.code, "plurals": language.categories, "texts": texts}
    script = f"window.qmsWords = {json.dumps(words, ensure_ascii=False, sort_keys=True)};\n".encode()
    return {SCRIPT: script + template[SCRIPT], STYLE: f"{heads_style(*heads)}\n{print_feet(language)}".encode()}


def _plain(texts: Mapping[str, Text]) -> dict[str, object]:
    return {key: text if isinstance(text, str) else dict(text) for key, text in texts.items()}
