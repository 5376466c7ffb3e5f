"""Style sheets of a manual, of which custom properties are all that counts (CSS Custom Properties Level 1).

Invariant: what is returned sets `--md-…` and `--qms-…` on the root and on schemes of colour, and nothing else; of these
none of the colours in which texts and stamps are written, nor those behind them. The sheets are not signed: a rule such
as `display: none`, or white on white, would hide a step or a stamp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}|[{}]|[^{}\s][^{}]*\Z")
_SELECTOR = re.compile(
    r":root|html|body|(?::root|body)?\[data-md-color-(?:scheme|primary|accent)=[\"']?[a-z-]+[\"']?\]"
)
_NAME = re.compile(
    r"--md-(?!(?:default|code|admonition)-[fb]g|typeset-(?!a-color))[a-z0-9-]+"
    r"|--qms-(?!ink|paper|quiet|line|soft|in-force|warning|ended|measure)[a-z0-9-]+"
)
_VALUE = re.compile(r"(?!.*(?:(?:url|image|src|transparent)\b|/\*))[\w\s#.,%()\"'+*/-]+", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r"""(?:"[^"]*"|'[^']*'|[^"'])*+""")


class StyleFault(NamedTuple):
    """A part of a style sheet that has no effect: its line and its words."""

    line: int
    words: str


def custom_properties(text: str) -> tuple[str, tuple[StyleFault, ...]]:
    """Return the part of a style sheet that may take effect, as CSS, and what may not. Never raises."""
    rules: list[str] = []
    faults: list[StyleFault] = []
    source = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for found in _RULE.finditer(source):
        selectors = [each.strip() for each in (found[1] or "").split(",")]
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        if found[2] is None or not all(map(_SELECTOR.fullmatch, selectors)):
            faults.append(_fault(source, start, found[0]))
            continue
        kept = []
        for place, declaration in _declarations(found[2], found.start(2)):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if _NAME.fullmatch(name) and _VALUE.fullmatch(value) and _closed(value):
                kept.append(f"{name}: {' '.join(value.split())};")
            else:
                faults.append(_fault(source, place, declaration))
        if kept:
            rules.append(f"{', '.join(map(_everywhere, selectors))} {{ {' '.join(kept)} }}\n")
    return "".join(rules), tuple(faults)


def _declarations(body: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield each declaration of a rule that is not empty, with its place."""
    place = start
    for part in body.split(";"):
        if part.strip():
            yield place + len(part) - len(part.lstrip()), part.strip()
        place += len(part) + 1


def _everywhere(selector: str) -> str:
    """Return a selector for the root that also outweighs what a frame sets on the body."""
    return (
        ":root, body, body[data-md-color-scheme]"
        if selector in {":root", "html", "body"}
        else f"body{selector[selector.index('[') :]}"
    )


def _closed(value: str) -> bool:
    """Tell whether every quote and bracket of a value is closed."""
    return bool(_QUOTED.fullmatch(value)) and value.count("(") == value.count(")")


def _fault(source: str, place: int, words: str) -> StyleFault:
    return StyleFault(source.count("\n", 0, place) + 1, " ".join(words.split())[:60])
