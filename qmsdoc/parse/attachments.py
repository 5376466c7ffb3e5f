"""Files that a document shows or offers: which kinds a site serves as what they are.

Invariants
1. Only the kinds of `SERVED` keep their ending: every web server knows these, and no browser runs them.
2. What begins as a page or as XML keeps no ending (an SVG that `read_svg` finds nothing wrong with excepted): a browser
   that is told no media type, or a wrong one, takes nothing else for a page (MIME Sniffing, 7.1).
"""

from __future__ import annotations

_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".ico"))
SERVED = _PICTURES | frozenset(
    str.split(".csv .doc .docx .mp3 .mp4 .odp .ods .odt .pdf .ppt .pptx .txt .webm .xls .xlsx .zip")
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BLANK = b"\t\n\v\f\r "


def ending(path: str) -> str:
    """Return the last ending of a path in lower case, with its point; empty where there is none."""
    name = path.rpartition("/")[2]
    before, point, last = name.rpartition(".")
    return f".{last.lower()}" if point and before else ""


def served_as_is(path: str, data: bytes) -> bool:
    """Return whether a file is published under its own ending, or else as a download of no kind."""
    kind = ending(path)
    if kind == ".svg":
        return _svg_fault(data) is None
    return kind in SERVED and not _sniffable(data)


def picture_fault(path: str, data: bytes) -> str | None:
    """Return why a page does not show the file as a picture, None where it does."""
    if ending(path) not in _PICTURES:
        return "no browser shows such a file as a picture"
    if ending(path) == ".svg":
        return _svg_fault(data)
    return "it begins as a page of HTML or XML does" if _sniffable(data) else None


def _svg_fault(data: bytes) -> str | None:
    from qmsdoc.parse.svg import read_svg  # noqa: PLC0415 - few commands look into a drawing

    return read_svg(data).fault


def _sniffable(data: bytes) -> bool:
    """Return whether a browser could take the bytes for a page: after blanks, the first sign is `<`."""
    for mark in _MARKS:
        data = data.removeprefix(mark)
    return data.lstrip(_BLANK).startswith(b"<")
