"""Addresses inside a site: from the root as seen from a page."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

# A folder so deep that the way up from it is no text's own: what is written for it is led to a page by `moved`.
ANYWHERE = "-/-/-/-/-/-/"
FAR = "../" * ANYWHERE.count("/")
# The sanitiser writes these attributes first, and no `<` in a text.
_FAR = re.compile(rf'(<(?:a href|img src)="){re.escape(FAR)}([\w./-]+)')


@lru_cache(maxsize=1 << 16)
def relative(address: str, page: str) -> str:
    """Give `address`, a file or folder from the site's root, as seen from the file `page`."""
    here = _parts(posixpath.dirname(page))
    there = _parts(address)
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    found = "/".join([".."] * (len(here) - common) + there[common:]) or "."
    return f"{found}/" if address.endswith("/") else found


def moved(html: str, address: str) -> str:
    """Lead the addresses of a text written for `ANYWHERE` as seen from the page at `address`."""
    page = f"{address}index.html"
    return _FAR.sub(lambda found: found[1] + relative(found[2], page), html) if FAR in html else html


def _parts(path: str) -> list[str]:
    whole = posixpath.normpath(f"/{path}")[1:]
    return whole.split("/") if whole else []
