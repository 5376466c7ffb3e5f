"""The direction in which a language is written."""

from __future__ import annotations

# Languages and scripts written from right to left (Unicode CLDR 47, layout/orientation/characterOrder).
_LANGUAGES = frozenset(
    str.split("ar arc arz azb bal ckb dv fa glk he iw ji khw ks lrc mzn nqo pnb prs ps sd syr ug ur yi")
)
_SCRIPTS = frozenset(str.split("adlm arab aran hebr mand mend nkoo rohg samr syrc syre syrj syrn thaa"))
_SCRIPT = 4


def direction(code: str) -> str:
    """Return `rtl` or `ltr` for a language (BCP 47); a script that the code names decides (`az-Arab`, `ar-Latn`)."""
    language, *parts = code.lower().replace("_", "-").split("-")
    script = next((part for part in parts if len(part) == _SCRIPT and part.isalpha()), "")
    written = script in _SCRIPTS if script else language in _LANGUAGES
    return "rtl" if written else "ltr"
