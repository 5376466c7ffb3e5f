"""Which files of a closure were added, removed or changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qmsdoc.model.document import Closure


@dataclass(frozen=True, slots=True)
class FileChanges:
    """Paths relative to the manual's root, each tuple sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether any file differs."""
        return bool(self.added or self.removed or self.changed)


def changed_files(old: Closure, new: Closure, *, besides: Collection[str] = ()) -> FileChanges:
    """Compare the files of two closures by their digests; `besides` (the documents) are left out."""
    before = {file.path: file.sha256 for file in old.files if file.path not in besides}
    after = {file.path: file.sha256 for file in new.files if file.path not in besides}
    return FileChanges(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(path for path in before.keys() & after.keys() if before[path] != after[path])),
    )
