"""Checks the signatures of many tags, on the other cores where there are some and many to check.

Invariants: an answer is what `sshsig.verify` says of the very bytes of a tag, whichever process gives it; signatures of
passkeys and of OpenPGP are left to the policy of their instant; where a process ends early, all stops.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from qmsdoc.errors import RepositoryError
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.processes import end_with, may_fork, processes
from qmsdoc.trust import sshsig
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.parsed_tag import ParsedTag, without_signature

_MANY = 2048  # tags for which it is worth starting a process
_TOGETHER = 512  # tags that are handed over at once
_Answers = list[tuple[str, str | VerificationFailure]]


class SignatureChecks:
    """Takes the signatures of tags as they are read, so that nobody has to keep them; `many` is how many may come."""

    def __init__(self, many: int = 0) -> None:
        self._pool = _pool() if many >= _MANY and processes() > 1 and may_fork() else None
        self._waiting: list[tuple[str, bytes, bytes]] = []
        self._asked: list[Callable[[], _Answers]] = []

    def take(self, parsed: ParsedTag) -> ParsedTag:
        """Take the signature of a tag for a check; return the tag without it, else the tag as it is."""
        tag = parsed.tag
        if tag.scheme != "ssh" or parsed.name.document == POLICY_ID or sshsig.may_be_passkey(tag.signature):
            return parsed
        self._waiting.append((tag.oid, tag.payload, tag.signature))
        if len(self._waiting) >= _TOGETHER:
            self._hand_over()
        return without_signature(parsed)

    def answers(self) -> dict[str, str | VerificationFailure]:
        """Return by id which key signed each tag taken, or the failure; raises `RepositoryError`."""
        self._hand_over()
        with _unbroken() if self._pool else nullcontext(), self._pool or nullcontext():
            return {oid: answer for answers in self._asked for oid, answer in answers()}

    def _hand_over(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self._pool is None:
            self._asked.append(_checked(waiting).copy)
            return
        with _unbroken():
            self._asked.append(self._pool.submit(_checked, waiting).result)


def _pool() -> Any:
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    from qmsdoc.trust import algorithms  # noqa: F401, PLC0415 - loaded once for all

    fork = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(processes() - 1, mp_context=fork, initializer=end_with, initargs=(os.getpid(),))


@contextmanager
def _unbroken() -> Iterator[None]:
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415

    try:
        yield
    except BrokenExecutor as error:
        raise RepositoryError(
            "Not all signatures could be checked: a process was ended by the system.",
            remedy="It may have run out of memory. Run it again, or on a larger machine.",
        ) from error


def _checked(tags: Sequence[tuple[str, bytes, bytes]]) -> _Answers:
    return [(oid, sshsig.verify(payload, signature)) for oid, payload, signature in tags]
