"""How large a picture is, read from its first bytes: enough to tell two versions of it apart."""

from __future__ import annotations

import re

Size = tuple[int, int]

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_TAG = re.compile(rb"<svg\b[^>]{0,4000}>", re.IGNORECASE)
_LENGTH = re.compile(rb"\s(width|height)\s*=\s*[\"']\s*(\d{1,6})(?:\.\d{0,9})?(?:px)?\s*[\"']", re.IGNORECASE)
_VIEW = re.compile(
    rb"\sviewBox\s*=\s*[\"']\s*-?[\d.]{1,20}[\s,]+-?[\d.]{1,20}[\s,]+(\d{1,6})[\d.]{0,20}[\s,]+(\d{1,6})", re.IGNORECASE
)
# Markers that begin a frame, and with it the size (ITU-T T.81, table B.1); those that have no length of their own.
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_HEAD = 65_536


def dimensions(data: bytes) -> Size | None:
    """Give width and height in pixels of a PNG, GIF, JPEG, WebP or SVG file; None of any other, or where none are said.

    PNG: W3C PNG 3, 11.2.2. GIF: GIF89a, 18. JPEG: ITU-T T.81, B.2.2. WebP: RFC 9649, 2.7. SVG: SVG 2, 8.2.
    """
    if data.startswith(_PNG):
        return _big(data, 16, 4)
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return _little(data, 6, 2)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return _svg(data[:_HEAD])


def _big(data: bytes, at: int, width: int) -> Size | None:
    if len(data) < at + 2 * width:
        return None
    return int.from_bytes(data[at : at + width], "big"), int.from_bytes(data[at + width : at + 2 * width], "big")


def _little(data: bytes, at: int, width: int, mask: int = -1, more: int = 0) -> Size | None:
    if len(data) < at + 2 * width:
        return None
    sides = (int.from_bytes(data[place : place + width], "little") for place in (at, at + width))
    first, second = ((side & mask) + more for side in sides)
    return first, second


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            found = _big(data, at + 5, 2)
            return (found[1], found[0]) if found else None
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    return None


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return _little(data, 24, 3, more=1)
    if kind == b"VP8 ":
        return _little(data, 26, 2, mask=0x3FFF)
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _svg(data: bytes) -> Size | None:
    tag = _SVG_TAG.search(data)
    if tag is None:
        return None
    sides = {name.lower(): int(value) for name, value in _LENGTH.findall(tag[0])}
    if len(sides) == 2:
        return sides[b"width"], sides[b"height"]
    view = _VIEW.search(tag[0])
    return (int(view[1]), int(view[2])) if view else None
