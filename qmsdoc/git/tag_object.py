"""Stores a finished tag object and names it; sends and fetches refs. Nothing here signs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qmsdoc.errors import PublishError, UsageError
from qmsdoc.git.command import run

_UPLOAD, _RECEIVE = "--upload-pack=git-upload-pack", "--receive-pack=git-receive-pack"
_LIMIT = 60.0  # seconds for another repository to answer


def store_tag(root: Path, ref: str, data: bytes) -> str:
    """Write a tag object of these exact bytes under a ref that is not there yet; returns its id.

    Raises `UsageError` where git does not take the object, or somebody else has made the ref meanwhile.
    """
    written = run(root, "hash-object", "-t", "tag", "-w", "--stdin", stdin=data)
    if written.status != 0:
        raise UsageError(
            f"Git does not take this tag: {written.stderr.strip()}", remedy="Nothing was signed; try again."
        )
    if run(root, "update-ref", ref, written.text, "0" * len(written.text)).status != 0:
        raise UsageError(
            f"{ref.removeprefix('refs/tags/')} was made by somebody meanwhile.", remedy="Look at the document anew."
        )
    return written.text


def push_refs(root: Path, remote: str, refs: Sequence[str]) -> None:
    """Send refs as they are, the last one by itself: hosts start nothing for a push of more than three tags.

    Raises `PublishError` with what git says where the other side refuses or does not answer.
    """
    for group in (refs[:-1], refs[-1:]):
        if not group:
            continue
        try:
            done = run(
                root,
                "push",
                "--quiet",
                "--no-verify",
                remote,
                *(f"{ref}:{ref}" for ref in group),
                as_user=True,
                limit=_LIMIT,
            )
        except TimeoutError as error:
            raise PublishError(
                f"'{remote}' does not answer.", remedy="What is signed is kept here; send it again when it does."
            ) from error
        if done.status != 0:
            raise PublishError(
                f"'{remote}' did not take it: {' '.join(done.stderr.split())[:300]}",
                remedy="What is signed is kept here. Ask for the right to push tags, or send it again later.",
            )


def fetch_all(root: Path, remote: str) -> None:
    """Fetch every branch, and tags that are new; none here is replaced or lost. Raises `PublishError`."""
    specs = (f"+refs/heads/*:refs/remotes/{remote}/*", "refs/tags/*:refs/tags/*")
    try:
        done = run(root, "fetch", "--quiet", _UPLOAD, "--", remote, *specs, as_user=True, limit=_LIMIT)
    except TimeoutError as error:
        raise PublishError(f"'{remote}' does not answer.", remedy="Try again when the network is there.") from error
    if done.status != 0:
        raise PublishError(
            f"'{remote}' cannot be fetched: {' '.join(done.stderr.split())[:300]}",
            remedy="See whether the network and your right to read are there.",
        )


def has_remote(root: Path, remote: str) -> bool:
    """Tell whether the clone knows another repository under this name."""
    return run(root, "config", "--local", "--get", f"remote.{remote}.url").status == 0


def remote_tags(root: Path, remote: str) -> dict[str, str]:
    """Return the tags of the other repository, ref to object id; raises `PublishError` where it does not answer."""
    try:
        done = run(root, "ls-remote", "--quiet", "--tags", "--refs", _UPLOAD, "--", remote, as_user=True, limit=_LIMIT)
    except TimeoutError as error:
        raise PublishError(f"'{remote}' does not answer.", remedy="Try again later.") from error
    if done.status != 0:
        raise PublishError(
            f"'{remote}' cannot be asked: {' '.join(done.stderr.split())[:300]}", remedy="Try again later."
        )
    rows = (line.split("\t", 1) for line in done.stdout.decode("utf-8", "replace").splitlines() if "\t" in line)
    return {ref: oid for oid, ref in rows}
