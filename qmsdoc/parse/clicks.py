"""Links of diagrams: the addresses behind `click` in the flowcharts of a text, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Of a list of attributes the first class is the language, as superfences has it.
_ATTRIBUTE = r"(?:[^ \t=}]++=(?:\"[^\"\n]*\"|'[^'\n]*'|[^ \t=}]+)|(?!\.)[^ \t=}]++)[ \t]++"
_OPENING = re.compile(
    r"(?P<fence>`{3,}|~{3,})[ \t]*"
    rf"(?:\.?mermaid(?=[ \t\r\n])|\{{[ \t]*(?:{_ATTRIBUTE})*+\.mermaid(?=[ \t}}]))[^\n]*\n"
)
_QUOTE = re.compile(r"^[ \t>]+", re.MULTILINE)


def clicks(text: str, fences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give where the addresses of flowcharts stand in `text`; `fences` are the spans of its fenced code.

    A diagram that is not understood has none.
    """
    for start, end in fences:
        opening = _OPENING.match(text, start, end)
        if opening is None:
            continue
        from qmsdoc.flowchart import flowchart  # noqa: PLC0415 - most texts have no diagram

        body = text[opening.end() : max(opening.end(), text.rfind("\n", start, end))]
        if ">" in text[text.rfind("\n", 0, start) + 1 : start]:
            body = _QUOTE.sub(lambda found: " " * len(found[0]), body)
        for link in flowchart(body).links:
            if link.end > link.start:
                yield opening.end() + link.start, opening.end() + link.end
