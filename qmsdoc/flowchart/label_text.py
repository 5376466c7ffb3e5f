"""The text of labels: quotes, breaks, entities and the little mark-up that Mermaid takes."""

from __future__ import annotations

import html
import re

LONGEST = 400
_BREAK = re.compile(r"<br[ \t]*/?>|\\n|\n", re.IGNORECASE)
_MARK = re.compile(r"</?(?:b|i|u|em|strong|small|sub|sup|code|span|p|div)>", re.IGNORECASE)
_ENTITY = re.compile(r"#(\d{1,7}|[A-Za-z][A-Za-z0-9]{1,30});")
_ICON = re.compile(r"\bfa[bklrs]?:fa-[\w-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_STRONG = re.compile(r"\*\*(?=\S)([^*]+)\*\*|(?<![\w*])\*(?=\S)([^*]+)\*(?![\w*])")


def lines(source: str) -> tuple[str, ...]:
    """Give a label's lines, without signs that are not shown; a label of nothing but white space has none."""
    text = source.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = _STRONG.sub(lambda found: found[1] or found[2], text[1:-1])
    text = _ICON.sub("", _MARK.sub("", text))
    found = (" ".join(decoded(line).split()) for line in _BREAK.split(text))
    return tuple(line for line in found if line)


def decoded(text: str) -> str:
    """Give the text with entity codes such as `#quot;`, `#35;` and `&amp;` as the signs they mean."""
    return _CONTROL.sub("", html.unescape(_ENTITY.sub(_named, text)))


def _named(found: re.Match[str]) -> str:
    code = found[1]
    return html.unescape(f"&#{code};" if code.isdecimal() else f"&{code};")
