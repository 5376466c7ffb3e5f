"""Images and attachments of published editions: named by their whole content, and never able to act.

Invariants
1. An address names one content: it holds the whole SHA-256; `files.write` refuses two contents for one.
2. A name has one point, before its ending: servers that look at every ending of a name find one.
3. What is not served as what it is ends `.bin`: servers offer it as a download, and browsers render none.
"""

from __future__ import annotations

import posixpath
import re

from qmsdoc.model.document import ClosureFile
from qmsdoc.parse.attachments import ending, picture_fault, served_as_is
from qmsdoc.text.hidden import first_hidden

FOLDER = "files/"
DOWNLOAD = ".bin"
_LONGEST = 60


def shown(file: ClosureFile) -> bool:
    """Tell whether the file may stand in a page as a picture: an SVG only when nothing in it can act or fetch."""
    return picture_fault(file.path, file.data) is None


def address(file: ClosureFile) -> str:
    """Return the file's address from the site's root: `files/<SHA-256>-<name>`."""
    name, kind = posixpath.basename(file.path), ending(file.path)
    if served_as_is(file.path, file.data):
        name = name[: -len(kind)]
    else:
        kind = DOWNLOAD
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:_LONGEST] or "file"
    return f"{FOLDER}{file.sha256}-{stem}{kind}"


def saved_as(file: ClosureFile) -> str | None:
    """Return under which name a reader saves a download: the file's own; None where that holds what nobody sees."""
    name = posixpath.basename(file.path)
    return name if name.isprintable() and first_hidden(name) is None else None
