"""The words of a language as scripts and style sheets need them, and of the site what changes with every build."""

from __future__ import annotations

import json
from collections.abc import Mapping

from qmsdoc.model.language import Language, Text
from qmsdoc.render.frame import Site
from qmsdoc.render.print_css import heads_style, print_feet

SCRIPT = "assets/words.js"
STYLE = "assets/words.css"
_SCRIPTED = "script."


def client_strings(language: Language, template: Mapping[str, bytes], site: Site) -> dict[str, bytes]:
    """Return the script that holds the texts of scripts, and the style that writes the heads and feet of printed pages.

    Day, commit and expiry stand in these two files and in a few lists, so that no other page changes with every build.
    """
    day = language.day(site.as_of)
    made = {
        "day": day,
        "expires": site.expires and site.expires.isoformat(),
        "said": language.say("frame.as-of", organisation=site.organisation, day=day, commit=site.commit[:12]),
    }
    texts = _plain({key: text for key, text in language.texts.items() if key.startswith(_SCRIPTED)})
    words = {"language": language.code, "plurals": language.categories, "texts": texts, "made": made}
    script = f"window.qmsWords = {json.dumps(words, ensure_ascii=False, sort_keys=True)};\n".encode()
    # Printed sheets of lists say at their head which manual it is, and as of when.
    heads = heads_style(site.name, language.say("print.as-of", day=day))
    return {SCRIPT: script + template[SCRIPT], STYLE: f"{heads}\n{print_feet(language)}".encode()}


def _plain(texts: Mapping[str, Text]) -> dict[str, object]:
    return {key: text if isinstance(text, str) else dict(text) for key, text in texts.items()}
