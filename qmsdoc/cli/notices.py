"""What several commands say of a manual as a whole, on standard error."""

from __future__ import annotations

from datetime import date

from qmsdoc.capture.request import unpinned_notice
from qmsdoc.cli.clock import now
from qmsdoc.cli.console import say
from qmsdoc.git import Repository
from qmsdoc.git.origin_tags import ORIGIN, look_at_origin
from qmsdoc.git.tag_object import fetch_all
from qmsdoc.model.rule_ids import CLONE_BEHIND
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.text.sentences import counted

_SHOWN = 12


def say_unpinned(snapshot: Snapshot) -> None:
    """Say on standard error that nobody pinned the trust root, where that is so."""
    notice = unpinned_notice(snapshot)
    if notice is not None:
        say(notice, err=True)


def say_behind(snapshot: Snapshot) -> None:
    """Say on standard error that the trunk of this clone is older than the one that was fetched, where that is so."""
    for problem in snapshot.problems:
        if problem.rule == CLONE_BEHIND:
            say(f"{problem.message} {problem.remedy}", err=True)


def say_expired(as_of: date, expires: date, today: date) -> bool:
    """Say on standard error that a published manual has passed its own day of expiry; tell whether it has."""
    if today <= expires:
        return False
    say(
        f"The published manual, of {as_of}, expired on {expires}: "
        "it is not renewed any more, or somebody holds back the newer one.",
        err=True,
    )
    return True


def fetch_origin(repository: Repository) -> None:
    """Fetch all of origin, and note what of one's own it lacks; raises `PublishError` where it cannot be reached."""
    fetch_all(repository.root, ORIGIN)
    look_at_origin(repository, now())


def say_missing_signs(file: str, signs: str) -> None:
    """Say on standard error that a PDF lacks these signs, since no font of this machine has them."""
    shown = " ".join(signs[:_SHOWN]) + (" …" if len(signs) > _SHOWN else "")
    say(
        f"{file}: no font of this machine has {counted(len(signs), 'sign')} of its text: {shown} The PDF says so."
        " Install fonts that have them (on Debian: apt-get install fonts-noto-core fonts-noto-cjk), and make it again.",
        err=True,
    )
