"""What git keeps of a file that it changes on its way to the disk (gitattributes(5)), computed from the bytes alone.

No program of anybody's configuration runs for it, as git's own filters would.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

_IDENT = re.compile(rb"\$Id: [^\n$]*\$")
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_NOT_SET = ("unspecified", "unset", "set")
ASKED = ("filter", "ident", "working-tree-encoding")
LFS = "lfs"


class Conversion(NamedTuple):
    """How one file differs on the disk: the name of its filter, its encoding there, and whether `$Id$` is filled in."""

    filter: str = ""
    encoding: str = ""
    ident: bool = False

    def kept(self, data: bytes) -> bytes:
        """Return what git keeps of what lies on the disk; of filters only that of Git LFS is known here."""
        if self.filter == LFS and not data.startswith(_POINTER):
            data = _POINTER + f"oid sha256:{hashlib.sha256(data).hexdigest()}\nsize {len(data)}\n".encode()
        if self.encoding:
            data = _as_utf8(data, self.encoding)
        return _IDENT.sub(b"$Id$", data) if self.ident else data


def conversions(output: bytes) -> Mapping[str, Conversion]:
    """Read `git check-attr -z --stdin` for `ASKED`: the files that differ on the disk, by path."""
    words = output.decode("utf-8", "surrogateescape").split("\0")
    said: dict[str, dict[str, str]] = {}
    for path, attribute, value in zip(words[::3], words[1::3], words[2::3], strict=False):
        if value == "set" if attribute == "ident" else value not in _NOT_SET and _NAME.fullmatch(value):
            said.setdefault(path, {})[attribute] = value
    return {
        path: Conversion(values.get("filter", ""), values.get("working-tree-encoding", ""), "ident" in values)
        for path, values in said.items()
    }


def _as_utf8(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except (LookupError, UnicodeError):
        return data
