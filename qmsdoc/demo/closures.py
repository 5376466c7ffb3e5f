"""Closures of texts that are not yet in any repository, by the same code that reads them from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qmsdoc.capture.document_reader import DocumentReader
from qmsdoc.capture.policy_document import policy_files
from qmsdoc.errors import UsageError
from qmsdoc.model.document import Closure, ClosureFile
from qmsdoc.model.policy import POLICY_PATH


@dataclass(frozen=True, slots=True, eq=False)
class _Files:
    """Files by path, as a tree."""

    files: Mapping[str, bytes]

    def paths(self, folder: str = "") -> tuple[str, ...]:
        return tuple(path for path in sorted(self.files) if path.startswith(folder))

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def blob(self, _path: str) -> None:
        """Know no blob: nothing is in git yet."""

    def mode(self, path: str) -> str | None:
        return "100644" if path in self.files else None


@dataclass(frozen=True, slots=True)
class Closures:
    """Gives the closure of the document at a path among some files; texts met before are not parsed again."""

    library: DocumentReader

    def __call__(self, path: str, files: Mapping[str, bytes]) -> Closure:
        """Give the closure; raises `UsageError` where there is no file at `path`."""
        tree = _Files(files)
        if path == POLICY_PATH:
            found = sorted(policy_files(tree).items(), key=lambda item: item[0].encode())
            return Closure(tuple(ClosureFile.of(name, data) for name, data in found))
        document = self.library.document(tree, path)
        if document is None:
            raise UsageError(f"The sample manual lacks the file {path}.", remedy="Install qmsdoc again.")
        return document.closure
