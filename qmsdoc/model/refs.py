"""The names of refs: branches, and the tags that are signed acts (`approval.TagName` has a tag's whole form)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

HEADS = "refs/heads/"
TAGS = "refs/tags/"
REMOTES = "refs/remotes/"
ORIGIN = REMOTES + "origin/"
WITHDRAWALS = "refs/tags/withdrawn/"
ACT_PREFIXES = ("refs/tags/approved/", "refs/tags/reviewed/", WITHDRAWALS)
LEDGER_BRANCH = "qmsdoc-ledger"
LEDGER = HEADS + LEDGER_BRANCH
FETCHED_LEDGER = ORIGIN + LEDGER_BRANCH


def short_tag(ref: str) -> str:
    """Return a tag's name as people and `git tag` write it, without `refs/tags/`."""
    return ref.removeprefix(TAGS)


def branch_tip(refs: Mapping[str, T], branch: str) -> T | None:
    """Return what `refs` (by full name) has for a branch: `refs/heads/…`, else `refs/remotes/origin/…`, else None."""
    return refs.get(HEADS + branch) or refs.get(ORIGIN + branch)
