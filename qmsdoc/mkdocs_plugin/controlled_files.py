"""Which files of a site are the manual's, and which of them MkDocs must not see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qmsdoc.model.controlled_paths import document_folders, is_document_path
from qmsdoc.model.snapshot import Snapshot

_PAGES = (".md", ".markdown")


def hidden(path: str, snapshot: Snapshot, root: Path) -> bool:
    """Tell whether a file of the manual is a controlled document or one that only such documents show.

    Under the folders of documents a picture stays where an uncontrolled page names it and no document has it.
    """
    policy = snapshot.policy_in_force
    if is_document_path(path, policy):
        return True
    folders = document_folders(policy)
    if path.lower().endswith(_PAGES) or not any(path.startswith(folder) for folder in folders):
        return False
    closures = [each.closure for each in snapshot.documents] + [each.document.closure for each in snapshot.editions]
    if any(file.path == path for closure in closures for file in closure.files):
        return True
    pages = [page for folder in folders for page in (root / folder).rglob("*.md")]
    others = [page for page in pages if not is_document_path(page.relative_to(root).as_posix(), policy)]
    name = Path(path).name
    return not any(name in page.read_text("utf-8", "replace") for page in others)


def path_in(root: Path, file: Any) -> str | None:
    """Return the path of a file of MkDocs within the manual, None for one from elsewhere."""
    source = Path(file.abs_src_path).resolve() if file.abs_src_path else None
    return source.relative_to(root).as_posix() if source is not None and source.is_relative_to(root) else None
