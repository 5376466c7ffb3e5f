"""Templates of document types: Markdown files of which the headings count."""

from __future__ import annotations

import re

from qmsdoc.model.snapshot import Template
from qmsdoc.parse.front_matter import front_matter
from qmsdoc.parse.markdown import scan

_TO_FILL_IN = re.compile(r"<[^<>]+>|\.\.\.|…|\[[^\]]*\]")


def template(path: str, data: bytes) -> Template:
    """Give the headings below the title that a template asks for; not those to be filled in (`## <Step>`)."""
    parsed = front_matter(data)
    rows = parsed.text.split("\n")
    headings = scan(parsed.text, parsed.body_offset).headings
    wanted = (found for found in headings if found.level > 1 and not _TO_FILL_IN.search(rows[found.line - 1]))
    return Template(path, tuple(wanted))
