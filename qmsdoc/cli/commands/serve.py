"""`qmsdoc serve`: previews the working tree in a browser, every page marked as what it is."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from qmsdoc.capture.request import CaptureRequest, SnapshotSource, open_manual, requested_snapshot, require_trust
from qmsdoc.cli.console import complain, progress, say
from qmsdoc.cli.local_server import Host, open_browser
from qmsdoc.cli.options import manual_options
from qmsdoc.errors import QmsdocError, UsageError
from qmsdoc.git import Repository
from qmsdoc.rules import check
from qmsdoc.site import preview

_EVERY = 1.0  # seconds between two looks at the files

Stamp = tuple[tuple[str, int, int], ...]


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to use; a free one from 8000 if left out.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@manual_options(ref=False, as_of=False)
def command(request: CaptureRequest, *, port: int | None, no_open: bool) -> None:
    """Show the files you are working on in a browser, drafts marked as drafts.

    The preview is made anew whenever a file changes. Only this machine can see it, and nothing is
    published.
    """
    with tempfile.TemporaryDirectory(prefix="qmsdoc-preview-") as scratch, open_manual(request) as repository:
        if repository.bare:
            raise UsageError(
                "A bare repository has no files to work on, so there is nothing to preview.",
                remedy="Clone it and preview there, or publish what is approved: qmsdoc build",
            )
        place = Path(scratch) / "site"
        progress("Making the preview …")
        seen = _stamp(repository)
        _make(repository, request, place)
        with Host(place, port) as host:
            say(f"The preview is shown at {host.url} until you press Ctrl+C.", bold=True)
            if not no_open:
                open_browser(host.url)
            with _kept_up(repository, request, place, seen):
                host.serve()


def _make(repository: Repository, request: CaptureRequest, place: Path) -> None:
    snapshot = requested_snapshot(repository, request, SnapshotSource.FILES_TODAY)
    require_trust(snapshot)
    preview(snapshot, check(snapshot), place)


@contextmanager
def _kept_up(repository: Repository, request: CaptureRequest, place: Path, seen: Stamp) -> Iterator[None]:
    """Make the preview anew after every change since `seen`, in a thread that ends with the context."""
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(repository, request, place, seen, over))
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(repository: Repository, request: CaptureRequest, place: Path, seen: Stamp, over: threading.Event) -> None:
    """Look every second; what cannot be shown is said, and the last preview stays."""
    while not over.wait(_EVERY):
        now = _stamp(repository)
        if now == seen:
            continue
        seen = now
        try:
            _make(repository, request, place)
            say("Shown anew.")
        except QmsdocError as error:
            complain(error)


def _stamp(repository: Repository) -> Stamp:
    """Tell the state of the files and refs: a change of any changes it."""
    return tuple(_states(repository))


def _states(repository: Repository) -> Iterator[tuple[str, int, int]]:
    for path in repository.working_tree().paths():
        try:
            found = (repository.root / path).lstat()
        except OSError:
            continue
        yield path, found.st_mtime_ns, found.st_size
    yield from ((f"{ref.name} {ref.oid}", 0, 0) for ref in repository.store.refs())
