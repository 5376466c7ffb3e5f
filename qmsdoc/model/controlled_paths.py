"""Which files a policy controls, by their paths alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qmsdoc.model.globs import policy_glob
from qmsdoc.model.policy import Policy

MARKDOWN_ENDINGS = (".html.md.erb", ".md.erb", ".html.md", ".markdown", ".mdx", ".qmd", ".md")
"""The endings of Markdown in other systems, the longest first."""

_OTHERWISE_NAMED = (".md", ".markdown", ".mdown", ".mkd")


def is_document_path(path: str, policy: Policy) -> bool:
    """Tell whether the policy controls the file at `path`: Markdown under `documents`, not `uncontrolled`.

    Only a policy with a mapping knows other endings than `.md`: those that a pattern of its names.
    """
    if not path.endswith(_endings(policy)):
        return False
    return not _lies_in(path, policy.uncontrolled) and _lies_in(path, policy.documents)


def is_misnamed_document(path: str, policy: Policy) -> bool:
    """Tell whether a file would be a document if its name ended in `.md`: `QP-003.MD`, `qp-004.markdown`."""
    if path.endswith(_endings(policy)) or not path.lower().endswith(_OTHERWISE_NAMED):
        return False
    names = (path, f"{path.rpartition('.')[0]}.md")
    return not _lies_in(path, policy.uncontrolled) and any(_lies_in(name, policy.documents) for name in names)


def folders_above(path: str) -> tuple[str, ...]:
    """Return every folder above a path, the outermost first: `a`, `a/b` for `a/b/c.md`, and for `a/b/`."""
    return tuple(path[:at] for at, sign in enumerate(path) if sign == "/")


def shared_folder(places: Iterable[str]) -> str:
    """Return the folder in which all places of documents lie, ended by a slash; nothing where that is the top.

    A place is a folder, a file or a pattern.
    """
    parents = (place.rpartition("/")[0] if place.endswith(MARKDOWN_ENDINGS) else place for place in places)
    folders = [folder.split("/")[:-1] for folder in _folders(parents)]
    shared = []
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "".join(f"{part}/" for part in shared)


def _endings(policy: Policy) -> tuple[str, ...]:
    if policy.mapping is None:
        return (".md",)
    named = (each for each in MARKDOWN_ENDINGS if any(place.endswith(each) for place in policy.documents))
    return (".md", *named)


@lru_cache(maxsize=1024)  # each file is asked about again and again, with each of its signatures
def _lies_in(path: str, places: tuple[str, ...]) -> bool:
    return any(_within(path, place) for place in places)


def document_folders(policy: Policy) -> tuple[str, ...]:
    """Return the beginnings of paths, each ended by a slash, under which the policy keeps documents; empty for all."""
    return _folders(policy.documents)


def _folders(places: Iterable[str]) -> tuple[str, ...]:
    found = []
    for place in places:
        start, glob = re.split(r"[*?\[]", place.removeprefix("./"), maxsplit=1)[0], re.search(r"[*?\[]", place)
        folder = (start.rpartition("/")[0] if glob else start).strip("/").removeprefix(".")
        found.append(f"{folder}/" if folder else "")
    return tuple(found)


def _within(path: str, place: str) -> bool:
    """Match a path with a folder, a file, or a glob (`*` and `?` within one part, `**` over any number)."""
    plain = _plain_place(place)
    if plain is not None:
        return plain in ("", ".", path) or path.startswith(plain + "/")
    return policy_glob(place).matches(path)


@lru_cache(maxsize=256)
def _plain_place(place: str) -> str | None:
    return None if re.search(r"[*?\[]", place) else place.removeprefix("./").rstrip("/")
