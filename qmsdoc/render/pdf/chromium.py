"""Tagged PDF with bookmarks by Chromium, where WeasyPrint cannot be had: no PDF/A, no page numbers in the contents.

One browser makes all pages. What differs between two runs is evened out, so that the same version of Chromium with the
same fonts gives the same bytes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from qmsdoc.errors import PublishError, UsageError
from qmsdoc.render.pdf.devtools import Browser
from qmsdoc.render.pdf.source import Source

# Since 131 Chromium prints the margin boxes of CSS, without which sheets would have neither head nor foot.
_OLDEST = 131
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_PRODUCER = b"/Producer (Skia/PDF"
# In words of a document a bracket has a backslash before it (ISO 32000-1, 7.3.4.2).
_DATE = re.compile(rb"(?<=Date )\(D:\d{14}[^)]*\)")
_NODE = re.compile(rb"\(node(\d{8})\)")
_OWN_NODE = re.compile(rb"/ID \(node(\d{8})\)")
_NODES = re.compile(rb"/Limits \[[^\]]*\](\s*)/Names \[((?:\(node\d{8}\) \d+ 0 R\s*)+)\]")
_ENTRY = re.compile(rb"\(node\d{8}\) \d+ 0 R")


def program() -> str | None:
    """Find the Chromium or Chrome of this machine."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return found or (_MAC if Path(_MAC).is_file() else None)


def require() -> None:
    """Raise `UsageError` where there is no Chromium."""
    if program() is None:
        raise UsageError(
            "Neither Chromium nor Chrome was found, which should make the PDF.",
            remedy="On Debian: apt-get install chromium. Or leave out --pdf-with, and WeasyPrint makes it.",
        )


def made(sources: Sequence[Source]) -> Iterator[bytes]:
    """Give the PDF of each page, in order; raises `PublishError` where Chromium is too old or does not answer."""
    with Browser(program() or "chromium") as browser:
        if not browser.version.split(".")[0].isdigit() or int(browser.version.split(".")[0]) < _OLDEST:
            raise PublishError(
                f"Chromium {browser.version} cannot print the head and foot of sheets.",
                remedy=f"Version {_OLDEST} or newer can.",
            )
        for source in sources:
            yield even(browser.pdf(source.html), source.on)


def is_made(data: bytes) -> bool:
    """Tell whether Chromium made a PDF."""
    return _PRODUCER in data[:4096]


def even(data: bytes, on: date) -> bytes:
    """Even out what a PDF of Chromium owes to the moment: its dates become `on`, its elements' names count from 1.

    Every byte stays in its place, so that the table of objects (ISO 32000-1, 7.5.4) holds.
    """
    data = _DATE.sub(lambda found: (b"(D:%s000000Z" % f"{on:%Y%m%d}".encode()).ljust(len(found[0]) - 1) + b")", data)
    numbers = {old: b"%08d" % new for new, old in enumerate(dict.fromkeys(_OWN_NODE.findall(data)), 1)}
    data = _NODE.sub(lambda found: b"(node" + numbers.get(found[1], found[1]) + b")", data)
    return _NODES.sub(_sorted, data)


def _sorted(found: re.Match[bytes]) -> bytes:
    """Sort a leaf of the tree of names, and tell its first and last (ISO 32000-1, 7.9.6)."""
    entries = sorted(_ENTRY.findall(found[2]))
    ends = entries[0].split()[0], entries[-1].split()[0]
    text = b"/Limits [%s %s]%s/Names [%s" % (*ends, found[1], b" ".join(entries))
    return text.ljust(len(found[0]) - 1) + b"]"
