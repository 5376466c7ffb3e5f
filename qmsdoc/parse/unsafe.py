"""What a document's Markdown may not hold: raw HTML, script, attributes of its own, hidden characters."""

from __future__ import annotations

import html
import re

TAG = re.compile(r"</?(?P<name>[A-Za-z][^\s<>/]*)(?P<rest>(?:[\s/][^<>]*)?)>|<[!?][^<>]*>")
OPEN_TAG = re.compile(r"<[A-Za-z][A-Za-z0-9-]*[\s/]++[^\s<>=]++\s*+=")
HANDLER = re.compile(r"[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
ATTRIBUTES = re.compile(r"\{:[ ]*+[^{}\n][^{}\n]*\}|\{[ ]*+(?:[#.][A-Za-z_][^{}\n]*|[A-Za-z_][\w-]*+=[^{}\n]+)\}")
CONFLICT = re.compile(r"^<{7}(?=[ \r\n])", re.MULTILINE)

# What readers of Markdown take levels for, or look at again for every sign of it, ends them in long rows.
DEPTH = 50
# They begin with a plain sign, which is found faster than the beginning of a line.
_AHEAD = re.compile(rf"\n[ \t>]{{{DEPTH},}}+(?=\S)")
_BRACKETS = re.compile(r"\[(?:!?\[){99}")

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_END = re.compile(r"[ \t\r]*(?:\n|\Z)")
_SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff\\]")
_SCRIPT = re.compile(r"(javascript|vbscript|data):", re.IGNORECASE)


def hidden(text: str, at: int) -> int | None:
    """Give the offset of the first control or direction-changing character from `at` on."""
    # Bytes are counted ten times faster than a pattern looks at characters.
    if text.isascii() and len(text.encode().translate(None, _CONTROLS)) == len(text):
        return None
    found = _HIDDEN.search(text, at)
    return found.start() if found else None


def too_deep(work: str) -> int | None:
    """Give the offset of the first line that stands in more than `DEPTH` lists and quotes; `work` is without code."""
    for found in _AHEAD.finditer(f"\n{work}"):
        quotes = found[0].count(">")
        spaces = len(found[0][1:].replace(">", "").expandtabs(4)) - quotes  # one belongs to each sign of a quote
        if quotes + max(spaces, 0) // 4 > DEPTH:
            return found.start()
    return None


def brackets(work: str) -> int | None:
    """Give the offset of the first row of a hundred opening brackets or more; `work` is without code."""
    found = _BRACKETS.search(work)
    return found.start() if found else None


def script_scheme(destination: str) -> str | None:
    """Give `javascript`, `vbscript` or `data` where a destination has that scheme, in whatever disguise."""
    found = _SCRIPT.match(_SPACES.sub("", html.unescape(destination)))
    return found[1].lower() if found else None


def sets_attributes(text: str, at: int) -> re.Match[str] | None:
    """Match an attribute list (`{: …}`, `{#id}`, `{.class}`, `{key=value}`) at the offset of its brace.

    The forms without a colon count only where they would act: right behind an inline element, at
    the end of a heading, or alone on a line.
    """
    found = ATTRIBUTES.match(text, at)
    if found is None or found[0].startswith("{:"):
        return found
    if text[max(at - 1, 0) : at] in tuple(")]*_`>"):
        return found
    if not _END.match(text, found.end()):
        return None
    ahead = text[text.rfind("\n", 0, at) + 1 : at].strip()
    return found if not ahead or ahead[0] == "#" else None
