"""CODEOWNERS: the file that tells the host of a repository whom to ask when a path changes."""

from __future__ import annotations

import re

from qmsdoc.model.snapshot import CodeOwner, CodeOwners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
_LARGEST = 1_000_000
_STARS = 4
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SECTION = re.compile(r"\^?\[[^\]]*\](?:\[\d+\])?")


def code_owners(path: str, data: bytes) -> CodeOwners:
    """Read the file: one pattern a line with those it names. Never raises.

    Comments, section headings and patterns with more than four stars, which could take long, are left out.
    """
    found = []
    for number, line in enumerate(data[:_LARGEST].decode("utf-8", "replace").splitlines(), 1):
        words = _COMMENT.sub("", line).split()
        if words and not _SECTION.match(line.strip()) and words[0].count("*") <= _STARS:
            found.append(CodeOwner(words[0], tuple(words[1:]), number))
    return CodeOwners(path, tuple(found))


class Applying:
    """Finds the last line whose pattern matches a path, as hosts do, without trying every line on every path."""

    def __init__(self, owners: CodeOwners) -> None:
        self._plain: dict[str, tuple[int, CodeOwner]] = {}
        self._patterns: list[tuple[int, re.Pattern[str], CodeOwner]] = []
        for order, line in enumerate(owners.lines):
            anchored = "/" in line.pattern.rstrip("/")
            if anchored and not re.search(r"[*?\[\\]", line.pattern):
                self._plain[line.pattern.strip("/")] = (order, line)
            else:
                self._patterns.append((order, _regex(line.pattern, anchored), line))

    def line(self, path: str) -> CodeOwner | None:
        """Give the line that applies to a path of the repository, or None."""
        parts = path.split("/")
        plain = (self._plain.get("/".join(parts[:count])) for count in range(1, len(parts) + 1))
        best = max((found for found in plain if found), default=None, key=lambda found: found[0])
        for order, pattern, line in reversed(self._patterns):
            if best is not None and order < best[0]:
                break
            if pattern.match(path):
                return line
        return best[1] if best else None


def _regex(pattern: str, anchored: bool) -> re.Pattern[str]:
    """Turn a pattern of gitignore's kind into an expression that matches what lies at or beneath it."""
    pieces = re.split(r"(/\*\*/|\*\*/|/\*\*|\*+|\?)", pattern.strip("/"))
    signs = {"/**/": "/(?:.*/)?", "**/": "(?:.*/)?", "/**": "/.*", "?": "[^/]"}
    body = "".join(signs.get(piece) or ("[^/]*" if set(piece) == {"*"} else re.escape(piece)) for piece in pieces)
    below = "" if pattern.endswith("/*") else "(?:/.*)?"
    return re.compile(("" if anchored else "(?:.*/)?") + body + below + r"\Z", re.DOTALL)
