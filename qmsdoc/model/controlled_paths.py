"""Which files a policy controls, by their paths alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qmsdoc.model.policy import Policy

_OTHERWISE_NAMED = (".md", ".markdown", ".mdown", ".mkd")


def is_document_path(path: str, policy: Policy) -> bool:
    """Tell whether the policy controls the file at `path`: Markdown under `documents`, not `uncontrolled`."""
    return path.endswith(".md") and not _lies_in(path, policy.uncontrolled) and _lies_in(path, policy.documents)


def is_misnamed_document(path: str, policy: Policy) -> bool:
    """Tell whether a file would be a document if its name ended in `.md`: `QP-003.MD`, `qp-004.markdown`."""
    if path.endswith(".md") or not path.lower().endswith(_OTHERWISE_NAMED):
        return False
    names = (path, f"{path.rpartition('.')[0]}.md")
    return not _lies_in(path, policy.uncontrolled) and any(_lies_in(name, policy.documents) for name in names)


def _lies_in(path: str, places: Iterable[str]) -> bool:
    return any(_within(path, place) for place in places)


def document_folders(policy: Policy) -> tuple[str, ...]:
    """Return the beginnings of paths, each ended by a slash, under which the policy keeps documents; empty for all."""
    found = []
    for place in policy.documents:
        start, glob = re.split(r"[*?\[]", place.removeprefix("./"), maxsplit=1)[0], re.search(r"[*?\[]", place)
        folder = (start.rpartition("/")[0] if glob else start).strip("/").removeprefix(".")
        found.append(f"{folder}/" if folder else "")
    return tuple(found)


def _within(path: str, place: str) -> bool:
    """Match a path with a folder, a file, or a glob (`*` and `?` within one part, `**` over any number)."""
    if not re.search(r"[*?\[]", place):
        place = place.removeprefix("./").rstrip("/")
        return place in ("", ".", path) or path.startswith(place + "/")
    return _glob(place).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _glob(place: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", place.removeprefix("./"))
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(signs.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)
