"""Templates of document types: Markdown files of which the headings count."""

from __future__ import annotations

import re

from qmsdoc.markdown.headings import headings
from qmsdoc.markdown.reader import read
from qmsdoc.model.snapshot import Template
from qmsdoc.parse.front_matter import body

_TO_FILL_IN = re.compile(r"<[^<>]+>|\.\.\.|…|\[[^\]]*\]")


def template(path: str, data: bytes) -> Template:
    """Return the headings below the title that a template asks for; not those to be filled in (`## <Step>`)."""
    text, offset = body(data)
    rows = text.split("\n")
    tree, above = read(text[offset:]), text.count("\n", 0, offset)
    wanted = (
        found for found in headings(tree, above) if found.level > 1 and not _TO_FILL_IN.search(rows[found.line - 1])
    )
    return Template(path, tuple(wanted))
