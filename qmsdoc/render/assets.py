"""Images and attachments of published editions: named by their content, and never able to run."""

from __future__ import annotations

import posixpath
import re

from qmsdoc.model.document import ClosureFile

FOLDER = "files/"
_ACTIVE = frozenset(
    str.split(
        ".atom .asp .aspx .cgi .css .hta .htm .html .js .json .jsp .markdown .md .mdown .mht .mhtml .mjs .php"
        " .phtml .rdf .rss .shtml .svgz .swf .wasm .webmanifest .xht .xhtml .xml .xsl .xslt .yaml .yml"
    )
)
_SVG_DANGER = re.compile(
    rb"<\s*(?:[\w.-]+:)?(?:script|foreignobject|iframe|object|embed|handler|listener|set|animate)\b"
    rb"|[\s/\"']on[a-z]+\s*=|javascript\s*:|<!entity|<!doctype[^>]*\[|<\?xml-stylesheet|@import"
    rb"|(?:href|src)\s*=\s*[\"']\s*(?!#|data:image/(?:png|jpe?g|gif))",
    re.IGNORECASE,
)
# A link in a picture fetches nothing; what it could run is looked for in the whole file.
_SVG_LINK = re.compile(rb"<a\s(?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*>")
_SVG_SCRIPTED = re.compile(rb"[\s/\"']on[a-z]+\s*=|javascript\s*:|<a\s[^>]*&", re.IGNORECASE)


def shown(file: ClosureFile) -> bool:
    """Tell whether the file may stand in a page as a picture: an SVG only when nothing in it can act or fetch."""
    if not file.path.lower().endswith(".svg"):
        return True
    try:
        file.data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _SVG_DANGER.search(_SVG_LINK.sub(b" ", file.data)) and not _SVG_SCRIPTED.search(file.data)


def address(file: ClosureFile) -> str:
    """Give the file's address from the site's root: `files/<16 hex digits>-<name>`; what a browser
    would run or show as a page is served as text.
    """
    stem, suffix = posixpath.splitext(posixpath.basename(file.path))
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:60] or "file"
    suffix = re.sub(r"[^a-z0-9.]", "", suffix.lower())[:10]
    if suffix in _ACTIVE or (suffix == ".svg" and not shown(file)):
        suffix += ".txt"
    return f"{FOLDER}{file.sha256[:16]}-{stem}{suffix}"
