"""Templates of document types: Markdown files whose headings are asked for and whose sentences are to be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qmsdoc.markdown.headings import headings
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Tree, walk
from qmsdoc.model.snapshot import Template
from qmsdoc.parse.front_matter import body

_TO_FILL_IN = re.compile(r"<[^<>]+>|\.\.\.|…|\[[^\]]*\]")
_MARKS = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)*")
_WORDS = 3  # fewer make no sentence


def template(path: str, data: bytes) -> Template:
    """Return the headings below the title that a template asks for; not those to be filled in (`## <Step>`)."""
    text, offset = body(data)
    rows = text.split("\n")
    tree, above = read(text[offset:]), text.count("\n", 0, offset)
    wanted = (
        found for found in headings(tree, above) if found.level > 1 and not _TO_FILL_IN.search(rows[found.line - 1])
    )
    return Template(path, tuple(wanted), frozenset(_sentences(tree, rows[above:])))


def _sentences(tree: Tree, rows: list[str]) -> Iterator[str]:
    """Yield the lines of paragraphs that are text to be replaced; what is in angle brackets is told as that."""
    for node in walk(tree.blocks):
        if node.kind is Kind.PARAGRAPH:
            lines = (bare_line(row) for row in rows[node.line - 1 : node.end - 1])
            yield from (line for line in lines if len(line.split()) >= _WORDS and "<" not in line)


def bare_line(row: str) -> str:
    """Return a line of Markdown without the marks of lists and quotes before it."""
    return " ".join(_MARKS.sub("", row, count=1).split())
