"""What stands ahead of a flowchart's statements: front matter, directives, comments and the header."""

from __future__ import annotations

import re
from typing import NamedTuple

from qmsdoc.flowchart import label_text
from qmsdoc.flowchart.chart import Direction

_FRONT = re.compile(r"\s*---[ \t]*\n(?P<inside>.*?)\n[ \t]*---[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^[ \t]*title:[ \t]*(?P<title>[^\n]*)$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*%%(?!\{)[^\n]*", re.MULTILINE)
_HEADER = re.compile(r"\s*(?:flowchart(?:-elk)?|graph)(?:[ \t]+(?P<way>TB|TD|BT|LR|RL|>|<|\^|v))?[ \t]*(?:[;\n]|\Z)")
_KEYWORD = re.compile(r"\s*(?P<word>[A-Za-z][\w-]*)")
_WAYS = {
    "TB": Direction.DOWN,
    "TD": Direction.DOWN,
    "v": Direction.DOWN,
    "BT": Direction.UP,
    "^": Direction.UP,
    "LR": Direction.RIGHT,
    ">": Direction.RIGHT,
    "RL": Direction.LEFT,
    "<": Direction.LEFT,
}
# The first words of Mermaid's other diagrams, in lower case and without what follows a hyphen.
_OTHERS = frozenset(
    str.split(
        "sequencediagram classdiagram statediagram erdiagram journey gantt pie quadrantchart requirementdiagram"
        " gitgraph mindmap timeline sankey xychart block packet kanban architecture radar treemap zenuml info c4context"
        " c4container c4component c4dynamic c4deployment"
    )
)


class Preamble(NamedTuple):
    """The title of the front matter, the text with all that is no statement blanked, and where statements begin.

    `direction` is None where no header of a flowchart stands there.
    """

    title: str
    text: str
    direction: Direction | None
    end: int


def preamble(source: str) -> Preamble:
    """Read the beginning of a diagram; offsets in the text are those of `source`."""
    title = ""
    front = _FRONT.match(source)
    if front:
        named = _TITLE.search(front["inside"])
        title = " ".join(label_text.lines(named["title"].strip("'\" "))) if named else ""
        source = _blank(front) + source[front.end() :]
    text = _COMMENT.sub(_blank, _without_directives(source.replace("\r", " ")))
    header = _HEADER.match(text)
    if header is None:
        return Preamble(title, text, None, 0)
    return Preamble(title, text, _WAYS[header["way"] or "TB"], header.end())


def is_other_diagram(text: str) -> bool:
    """Tell whether a text, as `preamble` gives it, begins as another kind of Mermaid's diagrams does."""
    word = _KEYWORD.match(text)
    return word is not None and word["word"].lower().partition("-")[0] in _OTHERS


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _without_directives(source: str) -> str:
    """Blank what stands between `%%{` and `}%%`; one that is never closed stays."""
    begin = source.find("%%{")
    while begin >= 0 and (end := source.find("}%%", begin)) >= 0:
        source = source[:begin] + re.sub(r"[^\n]", " ", source[begin : end + 3]) + source[end + 3 :]
        begin = source.find("%%{", end)
    return source
