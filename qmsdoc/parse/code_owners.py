"""CODEOWNERS: the file that tells the host of a repository whom to ask when a path changes."""

from __future__ import annotations

import re

from qmsdoc.model.globs import MOST_SIGNS, Glob, host_glob, signs
from qmsdoc.model.snapshot import CodeOwner, CodeOwners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_LARGEST = 1_000_000
MOST_TRIES = 200_000
"""How often patterns are tried on paths, at most."""
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SECTION = re.compile(r"\^?\[[^\]]*\](?:\[\d+\])?")


def code_owners(path: str, data: bytes) -> CodeOwners:
    """Read the file: one pattern a line with those it names, comments and sections left out. Never raises."""
    found = []
    for number, line in enumerate(data[:_LARGEST].decode("utf-8", "replace").splitlines(), 1):
        words = _COMMENT.sub("", line).split()
        if words and not _SECTION.match(line.strip()):
            found.append(CodeOwner(words[0], tuple(words[1:]), number))
    return CodeOwners(path, tuple(found))


class Applying:
    """Finds the last line whose pattern matches a path, as hosts do, without trying every line on every path."""

    def __init__(self, owners: CodeOwners) -> None:
        self._plain: dict[str, tuple[int, CodeOwner]] = {}
        self._patterns: list[tuple[int, Glob, CodeOwner]] = []
        self._tries = 0
        for order, line in enumerate(owners.lines):
            anchored = "/" in line.pattern.rstrip("/")
            if anchored and not re.search(r"[*?\[\\]", line.pattern):
                self._plain[line.pattern.strip("/")] = (order, line)
            elif signs(line.pattern) <= MOST_SIGNS:
                self._patterns.append((order, host_glob(line.pattern), line))

    @property
    def exhausted(self) -> bool:
        """Whether patterns have been tried more often than is reasonable; what is answered then is not known."""
        return self._tries > MOST_TRIES

    def line(self, path: str) -> CodeOwner | None:
        """Give the line that applies to a path of the repository, or None."""
        parts = path.split("/")
        plain = (self._plain.get("/".join(parts[:count])) for count in range(1, len(parts) + 1))
        best = max((found for found in plain if found), default=None, key=lambda found: found[0])
        for order, pattern, line in reversed(self._patterns):
            if best is not None and order < best[0]:
                break
            self._tries += 1
            if self.exhausted:
                return None
            if pattern.matches(path):
                return line
        return best[1] if best else None
