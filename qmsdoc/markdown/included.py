"""The text of a file that a document includes."""

from __future__ import annotations

import re
from typing import NamedTuple

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CONTENT_UNSAFE
from qmsdoc.parse.text import decode

_FRONT = re.compile(r"---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")


class IncludedText(NamedTuple):
    """A file's text; its Markdown begins at the offset `body`, behind front matter, which is not published."""

    text: str
    body: int
    problems: tuple[Finding, ...]

    @property
    def markdown(self) -> str:
        """Its Markdown."""
        return self.text[self.body :]


def included_text(data: bytes) -> IncludedText:
    """Return the text of an included file, and what is wrong with its encoding; what cannot be read is replaced."""
    text, problem = decode(data, rule=CONTENT_UNSAFE)
    if not text:
        text = data.decode("utf-8", "replace")
    mark = len(text) - len(text.removeprefix("\ufeff"))
    front = _FRONT.match(text, mark)
    return IncludedText(text, front.end() if front else mark, (problem,) if problem else ())
