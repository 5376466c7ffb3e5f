"""Which files of a closure were added, removed, changed or renamed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qmsdoc.model.document import Closure


@dataclass(frozen=True, slots=True)
class FileChanges:
    """Paths relative to the manual's root, each tuple sorted; `renamed` as (old path, new path), the bytes the same."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether any file differs."""
        return bool(self.added or self.removed or self.changed or self.renamed)


def changed_files(old: Closure, new: Closure, *, besides: Collection[str] = ()) -> FileChanges:
    """Compare the files of two closures by their digests; `besides` (the documents) are left out."""
    before = {file.path: file.sha256 for file in old.files if file.path not in besides}
    after = {file.path: file.sha256 for file in new.files if file.path not in besides}
    removed, added = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    renamed: list[tuple[str, str]] = []
    for path in tuple(removed):
        same = next((other for other in added if after[other] == before[path]), None)
        if same is not None:
            renamed.append((path, same))
            removed.remove(path)
            added.remove(same)
    return FileChanges(
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(sorted(path for path in before.keys() & after.keys() if before[path] != after[path])),
        renamed=tuple(renamed),
    )
