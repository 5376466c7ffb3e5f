"""Destinations of links and paths of documents: purely text, decided without looking at any file."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from qmsdoc.model.document import Target, TargetKind

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ID = re.compile(
    r"(?:qms:)?(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,63}(?:\.[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)?)(?:#.*)?", re.DOTALL
)
_BARE = re.compile(r"(?=[^#.]*[A-Z])(?=[^#.]*-[0-9])(?![^#]*\.(?:md|[a-z]{3})(?:#|$))")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
_REMEMBERED = 16_384  # a link stands in edition after edition of a document
_EXTERNAL = frozenset(("http", "https", "mailto", "tel"))


class Way(StrEnum):
    """What a destination is, by its text alone."""

    EXTERNAL = "external"
    DOCUMENT = "document"
    FRAGMENT = "fragment"
    LOCAL = "local"
    UNSAFE = "unsafe"


@lru_cache(maxsize=_REMEMBERED)
def classify(destination: str) -> Way:
    """Tell what a destination is.

    EXTERNAL has the scheme http, https, mailto or tel, or begins with `//`; DOCUMENT names one by
    id (`qms:QP-004`, `QP-004`, `QP-001.de`, each also with a fragment); FRAGMENT is `#…` alone or
    empty; UNSAFE has another scheme; anything else is LOCAL, a path.
    """
    plain = _plain(destination)
    if plain.startswith("#") or not plain:
        return Way.FRAGMENT
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20\x7f]", "", plain))
    if plain.startswith("//"):
        return Way.EXTERNAL
    if id_of(destination) is not None:
        return Way.DOCUMENT
    if scheme is None:
        return Way.LOCAL
    return Way.EXTERNAL if scheme[1].lower() in _EXTERNAL and plain.startswith(scheme[1]) else Way.UNSAFE


def external(destination: str) -> bool:
    """Tell whether a destination leads out of the manual to a site, a mailbox or a telephone."""
    return classify(destination) is Way.EXTERNAL


def id_of(destination: str) -> str | None:
    """Give the name (`QP-004`, `QP-001.de`) of a link by id, or None.

    After `qms:` any id goes; a bare one must have a capital letter and a hyphen before a digit and,
    after its point, no more than a language of two letters that is not `md`: `SOP-001-records.md`
    and `SOP-001.pdf` are files.
    """
    plain = _plain(destination)
    found = _ID.fullmatch(plain)
    if not found or not (plain.startswith("qms:") or _BARE.match(plain)):
        return None
    return found["name"]


@lru_cache(maxsize=_REMEMBERED)
def fragment_of(destination: str) -> str | None:
    """Give the decoded fragment after `#`, or None where there is none."""
    plain = _plain(destination)
    _, mark, fragment = plain.partition("#")
    return unquote(fragment) if mark and fragment else None


def resolve_path(base: str, destination: str) -> str | None:
    """Give the path in the tree that a relative destination means in the file `base` (a path of the tree).

    Percent-signs are decoded, fragment and query dropped (RFC 3986, 5.2). None where the result
    leaves the tree, is absolute or has a scheme, or holds a backslash, NUL or control character.
    """
    plain = _plain(destination)
    if _SCHEME.match(plain):
        return None
    path = unquote(re.split(r"[?#]", plain, maxsplit=1)[0])
    if path.startswith("/") or _UNSAFE.search(path) or "\ufffd" in path:
        return None
    if not path:
        return base
    parts = base.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or None


@lru_cache(maxsize=65_536)  # the links of an edition are mostly those of the one before
def plain_target(base: str, destination: str, *, include: bool) -> tuple[Target, bool]:
    """Return where a link in the file `base` leads, and whether that is a place in the tree, which has to be asked.

    There it is MISSING until it is found. `include` takes whatever is written for a path.
    """
    way, fragment = classify(destination), fragment_of(destination)
    if not include and way is Way.EXTERNAL:
        return Target(TargetKind.EXTERNAL), False
    if not include and way is Way.FRAGMENT:
        return Target(TargetKind.FRAGMENT, path=base, fragment=fragment), False
    if not include and way is Way.DOCUMENT:
        return Target(TargetKind.DOCUMENT, document=id_of(destination), fragment=fragment), False
    path = None if way is Way.UNSAFE else resolve_path(base, destination)
    if path is None:
        return Target(TargetKind.UNSAFE), False
    return Target(TargetKind.MISSING, path=path, fragment=fragment), True


def _plain(destination: str) -> str:
    return destination.strip()
