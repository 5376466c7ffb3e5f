"""Addresses inside a site: from the root as seen from a page."""

from __future__ import annotations

import posixpath
from functools import lru_cache


def relative(address: str, page: str) -> str:
    """Return `address`, a file or folder from the site's root, as seen from the file `page`."""
    folder, apart, _ = page.partition("/")
    if apart and address[:1] not in {"", "."} and address.partition("/")[0] != folder and "/." not in address:
        return "../" * page.count("/") + address
    return _relative(address, page)


@lru_cache(maxsize=1 << 12)
def _relative(address: str, page: str) -> str:
    here = _parts(posixpath.dirname(page))
    there = _parts(address)
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    found = "/".join([".."] * (len(here) - common) + there[common:]) or "."
    return f"{found}/" if address.endswith("/") else found


def _parts(path: str) -> list[str]:
    whole = f"/{path}"
    if whole.endswith("/") or "/." in whole or "//" in whole:
        whole = posixpath.normpath(whole)
    return whole[1:].split("/") if whole != "/" else []
