"""The swap: a finished folder takes the place of the published site at once, or not at all.

Invariants
1. Until the swap the published site is not touched; a failure leaves it byte for byte.
2. Only a site that qmsdoc published (it has a `manifest.json`) or an empty folder is ever replaced; for MkDocs, which
   clears its folder itself, `any_site`.
3. A file that is the same as in the published site keeps the time of that one, so that only what changed is copied on.
4. Builds at the same time do not see each other: each has a folder of its own, held by a lock.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from qmsdoc.errors import PublishError
from qmsdoc.render.files import files_below
from qmsdoc.render.manifest import NAME

_LOCKS = find_spec("fcntl") is not None  # Windows has no such locks: what a killed run left stays there
if _LOCKS:
    import fcntl

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_output(output: Path, *, any_site: bool = False) -> None:
    """Raise `PublishError` where `output` cannot be replaced, or must not be: it is no published manual.

    With `any_site` it may be whatever another builder would clear away.
    """
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise PublishError(f"{output} is not a folder.", remedy="Name another folder with --output.")
    if output.is_mount():
        raise _mounted(output)
    if not any_site and output.is_dir() and any(output.iterdir()) and not (output / NAME).is_file():
        raise PublishError(
            f"The folder {output} holds files that qmsdoc did not publish, and would lose them.",
            remedy="Empty it, or name another folder with --output.",
        )


@contextlib.contextmanager
def workshop(output: Path, *, any_site: bool = False) -> Iterator[Path]:
    """Give a fresh folder beside `output` to build in, gone afterwards; sweeps up what a killed run left."""
    check_output(output, any_site=any_site)
    try:
        folder, lock = _claim(output)
    except OSError as error:
        raise _unwritable(output, error) from error
    try:
        yield folder
    except OSError as error:
        raise _unwritable(output, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def swap(built: Path, output: Path, *, any_site: bool = False) -> None:
    """Put the folder `built` at `output`; what stood there goes to `built`.

    Raises `PublishError`, with nothing changed.
    """
    check_output(output, any_site=any_site)
    try:
        built.chmod(0o755)
        _keep_times(built, output)
        if not output.exists():
            built.rename(output)
        elif not _exchange(built, output):
            _replace(built, output)
    except OSError as error:
        raise _unwritable(output, error) from error


def _keep_times(built: Path, output: Path) -> None:
    for name in files_below(built) if output.exists() else ():
        path, former = built / name, output / name
        if path.is_file() and former.is_file() and filecmp.cmp(path, former, shallow=False):
            status = former.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _exchange(built: Path, output: Path) -> bool:
    """Exchange two folders in one step (renameat2(2), RENAME_EXCHANGE); False where the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    done: int = renameat2(_AT_FDCWD, os.fsencode(built), _AT_FDCWD, os.fsencode(output), _RENAME_EXCHANGE)
    return done == 0


def _replace(built: Path, output: Path) -> None:
    former = built.with_name("former")
    output.rename(former)
    try:
        built.rename(output)
    except OSError:
        former.rename(output)
        raise
    former.rename(built)


def _claim(output: Path) -> tuple[Path, int | None]:
    """Make a folder beside `output` and hold its lock; another run may sweep it up before that."""
    output.parent.mkdir(parents=True, exist_ok=True)
    _sweep(output)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(output), dir=output.parent))
        if not _LOCKS:
            return folder, None
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_SH)
            if folder.exists():
                return folder, lock
            os.close(lock)


def _prefix(output: Path) -> str:
    return f".{output.name}.qmsdoc-"


def _sweep(output: Path) -> None:
    """Remove folders of runs that ended without removing theirs: nobody holds their lock any more."""
    if not _LOCKS:
        return
    prefix = _prefix(output)
    for folder in [path for path in output.parent.iterdir() if path.name.startswith(prefix) and not path.is_symlink()]:
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _mounted(output: Path) -> PublishError:
    return PublishError(
        f"The folder {output} is a mount, such as a volume of a container: no other folder can take its place at once.",
        remedy=f"Publish into a folder within it, and serve that one: --output {output / 'site'}",
    )


def _unwritable(output: Path, error: OSError) -> PublishError:
    if error.errno == errno.EBUSY:
        return _mounted(output)
    return PublishError(
        f"The folder {output.name} cannot be written: {error.strerror or error}.",
        remedy="See to its permissions and the space left, then build again. The published site is as it was.",
    )
