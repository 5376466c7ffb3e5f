"""The signs of a flowchart's text: ids, shapes, lines and their heads."""

from __future__ import annotations

import re
from typing import NamedTuple

from qmsdoc.flowchart.chart import Head, Shape, Stroke

# As in Mermaid, a hyphen belongs to an id unless a line begins with it.
ID = re.compile(r"(?:[^\W]|[.!$*+?\\/'`#%°]|-(?![->.])|=(?![=>]))+")
_SPACE = re.compile(r"[ \t]*+")
_GAP = re.compile(r"\s*+")
_QUOTED_TEXT = r"[ \t]*\"[^\"]*\"[ \t]*"
_QUOTED = r"\"[^\"]*\""
_OPENERS: tuple[tuple[str, tuple[tuple[str, Shape], ...]], ...] = (
    ("(((", ((")))", Shape.DOUBLE_CIRCLE),)),
    ("((", (("))", Shape.CIRCLE),)),
    ("([", (("])", Shape.STADIUM),)),
    ("(-", (("-)", Shape.ELLIPSE),)),
    ("(", ((")", Shape.ROUND),)),
    ("[[", (("]]", Shape.SUBROUTINE),)),
    ("[(", ((")]", Shape.CYLINDER),)),
    ("[/", (("/]", Shape.LEAN_RIGHT), ("\\]", Shape.TRAPEZOID))),
    ("[\\", (("\\]", Shape.LEAN_LEFT), ("/]", Shape.TRAPEZOID_DOWN))),
    ("[", (("]", Shape.BOX),)),
    ("{{", (("}}", Shape.HEXAGON),)),
    ("{", (("}", Shape.DIAMOND),)),
    (">", (("]", Shape.FLAG),)),
)
_NAMED = {
    "rect": Shape.BOX,
    "proc": Shape.BOX,
    "process": Shape.BOX,
    "rectangle": Shape.BOX,
    "rounded": Shape.ROUND,
    "event": Shape.ROUND,
    "stadium": Shape.STADIUM,
    "pill": Shape.STADIUM,
    "terminal": Shape.STADIUM,
    "subproc": Shape.SUBROUTINE,
    "fr-rect": Shape.SUBROUTINE,
    "subroutine": Shape.SUBROUTINE,
    "subprocess": Shape.SUBROUTINE,
    "cyl": Shape.CYLINDER,
    "db": Shape.CYLINDER,
    "database": Shape.CYLINDER,
    "cylinder": Shape.CYLINDER,
    "circle": Shape.CIRCLE,
    "circ": Shape.CIRCLE,
    "dbl-circ": Shape.DOUBLE_CIRCLE,
    "double-circle": Shape.DOUBLE_CIRCLE,
    "diam": Shape.DIAMOND,
    "decision": Shape.DIAMOND,
    "diamond": Shape.DIAMOND,
    "question": Shape.DIAMOND,
    "hex": Shape.HEXAGON,
    "hexagon": Shape.HEXAGON,
    "prepare": Shape.HEXAGON,
    "lean-r": Shape.LEAN_RIGHT,
    "lean-right": Shape.LEAN_RIGHT,
    "in-out": Shape.LEAN_RIGHT,
    "lean-l": Shape.LEAN_LEFT,
    "lean-left": Shape.LEAN_LEFT,
    "out-in": Shape.LEAN_LEFT,
    "trap-b": Shape.TRAPEZOID,
    "trapezoid": Shape.TRAPEZOID,
    "priority": Shape.TRAPEZOID,
    "trap-t": Shape.TRAPEZOID_DOWN,
    "manual": Shape.TRAPEZOID_DOWN,
    "inv-trapezoid": Shape.TRAPEZOID_DOWN,
    "odd": Shape.FLAG,
}
_LINE = re.compile(
    r"(?P<from>[xo<]?)(?:(?P<plain>--+)(?P<plain_to>[-xo>])|(?P<thick>==+)(?P<thick_to>[=xo>])"
    r"|-?(?P<dotted>\.+)-(?P<dotted_to>[xo>]?)|(?P<unseen>~~~+))"
)
_BEGUN = re.compile(r"(?P<from>[xo<]?)(?P<sign>--|==|-\.)")
_ENDS = {
    "--": re.compile(rf"(?P<text>{_QUOTED_TEXT}|[^\"\n;-]*(?:-(?!-)[^\"\n;-]*)*)(?P<body>--+)(?P<to>[-xo>])"),
    "==": re.compile(rf"(?P<text>{_QUOTED_TEXT}|[^\"\n;=]*(?:=(?!=)[^\"\n;=]*)*)(?P<body>==+)(?P<to>[=xo>])"),
    "-.": re.compile(rf"(?P<text>{_QUOTED_TEXT}|[^\"\n;.]*(?:\.(?![.-])[^\"\n;.]*)*)(?P<body>\.+)-(?P<to>[xo>]?)"),
}
_BAR = re.compile(rf"\|[ \t]*+(?P<text>{_QUOTED}|[^|\"\n]*+)[ \t]*+\|")
_HEADS = {"": Head.NONE, "<": Head.ARROW, ">": Head.ARROW, "o": Head.CIRCLE, "x": Head.CROSS, "-": Head.NONE}
_STROKES = {"--": Stroke.PLAIN, "==": Stroke.THICK, "-.": Stroke.DOTTED}


class EdgeToken(NamedTuple):
    """A line as it stands between two nodes; `end` is the offset behind it."""

    stroke: Stroke
    starts: Head
    ends: Head
    length: int
    label: str
    end: int


def gap(text: str, at: int) -> int:
    """Return the offset behind white space, line ends too, from `at` on."""
    return _after(_GAP, text, at)


def _after(space: re.Pattern[str], text: str, at: int) -> int:
    found = space.match(text, at)
    return found.end() if found else at


def shaped(text: str, at: int) -> tuple[Shape, str, int] | None:
    """Read a shape with its label at an offset: what it is, its label as written, and the offset behind it."""
    for opener, closers in _OPENERS:
        if text.startswith(opener, at):
            return _closed(text, at + len(opener), closers)
    return None


def _closed(text: str, at: int, closers: tuple[tuple[str, Shape], ...]) -> tuple[Shape, str, int] | None:
    begin = gap(text, at)
    if text.startswith('"', begin):
        stop = text.find('"', begin + 1) + 1
        behind = gap(text, stop) if stop else -1
        for closer, shape in closers:
            if stop and text.startswith(closer, behind):
                return shape, text[begin:stop], behind + len(closer)
        return None
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    found = [(text.find(closer, at, line_end), closer, shape) for closer, shape in closers]
    stop, closer, shape = min(((a, c, s) for a, c, s in found if a >= 0), default=(-1, "", Shape.BOX))
    return (shape, text[at:stop], stop + len(closer)) if stop >= 0 else None


def named(shape: str) -> Shape | None:
    """Give the shape that `@{ shape: … }` names, or None."""
    return _NAMED.get(shape)


def line(text: str, at: int) -> EdgeToken | None:
    """Read a line at an offset, with its label in either form."""
    found = _LINE.match(text, at)
    if found is None:
        return _labelled(text, at)
    end = found.end()
    label = ""
    bar = _BAR.match(text, _after(_SPACE, text, end))
    if bar:
        label, end = bar["text"], bar.end()
    if found["unseen"]:
        return EdgeToken(Stroke.UNSEEN, Head.NONE, Head.NONE, len(found["unseen"]) - 2, "", end)
    sign = "--" if found["plain"] else "==" if found["thick"] else "-."
    body = found["plain"] or found["thick"] or found["dotted"]
    to = found["plain_to"] or found["thick_to"] or found["dotted_to"] or ""
    return _made(sign, found["from"], body, to, label=label, end=end)


def _labelled(text: str, at: int) -> EdgeToken | None:
    begun = _BEGUN.match(text, at)
    if begun is None:
        return None
    found = _ENDS[begun["sign"]].match(text, begun.end())
    if found is None:
        return None
    return _made(begun["sign"], begun["from"], found["body"], found["to"] or "", label=found["text"], end=found.end())


def _made(sign: str, start: str, body: str, to: str, *, label: str, end: int) -> EdgeToken:
    """Count the signs: `-->` and `---` are one rank long, `--->` and `----` two, `-.->` one, `-..->` two."""
    size = len(body) if sign == "-." else len(body) - 1
    ends = Head.NONE if to == "=" else _HEADS[to]
    starts = _HEADS[start] if ends is not Head.NONE else Head.NONE
    return EdgeToken(_STROKES[sign], starts, ends, max(size, 1), label, end)
