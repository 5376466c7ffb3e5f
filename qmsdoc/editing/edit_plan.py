"""What an edit will do: files with their bytes before and after, and what it leads to, in sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qmsdoc.errors import UsageError
from qmsdoc.git.atomic_write import replace_file


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file by its path in the manual: `before` is None for a new one, `after` None for one taken away."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class EditPlan:
    """All files that one edit changes, and what follows from it for people, in sentences."""

    edits: tuple[FileEdit, ...]
    consequences: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files concerned."""
        return tuple(edit.path for edit in self.edits)


def diff_lines(plan: EditPlan) -> Iterator[str]:
    """Return the lines of a unified diff of the whole plan, without line ends."""
    for edit in plan.edits:
        if edit.before is not None and edit.after == edit.before:
            continue
        both = ((data or b"").decode("utf-8", "replace") for data in (edit.before, edit.after))
        old, new = (text.splitlines(keepends=True) for text in both)
        names = ("/dev/null" if edit.before is None else edit.path, "/dev/null" if edit.after is None else edit.path)
        yield from (line.rstrip("\r\n") for line in difflib.unified_diff(old, new, *names))


def apply_plan(root: Path, plan: EditPlan) -> None:
    """Carry a plan out under `root`: all its files, or, where one cannot be written, none.

    Raises `UsageError` where a file is no longer what the plan was made for, or cannot be written.
    """
    leaving = {edit.path.lower() for edit in plan.edits if edit.after is None}
    for edit in plan.edits:
        if edit.before is None and edit.path.lower() in leaving:
            continue  # macOS and Windows find the file that is to leave under the new name already
        if _read(root / edit.path) != edit.before:
            raise UsageError(
                f"{edit.path} has changed meanwhile; nothing was written.", remedy="Run the same command again."
            )
    done: list[FileEdit] = []
    folders = _missing_folders(root, plan)
    try:
        for edit in plan.edits:
            done.append(edit)
            _write(root / edit.path, edit.after)
    except BaseException:
        for edit in reversed(done):
            _write(root / edit.path, edit.before)
        for folder in folders:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _missing_folders(root: Path, plan: EditPlan) -> list[Path]:
    """Return the folders under `root` that the plan would make, the deepest first."""
    folders = {root / parent for edit in plan.edits for parent in PurePosixPath(edit.path).parents}
    return sorted((folder for folder in folders - {root} if not folder.exists()), reverse=True)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror}.", remedy="Check its permissions.") from error


def _write(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder of {path.name} cannot be made: {error.strerror}.") from error
    replace_file(path, data)
