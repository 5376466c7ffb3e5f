"""Work spread over processes: the same results, in the same order, as one process gives.

A worker is a fork, so that it has the whole snapshot without a copy of it. Where forking is not safe
(another thread runs) or not worth it, everything is done in this process.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from qmsdoc.errors import PublishError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_MOST = 4  # processes: each has its own texts in memory
_SHARES = 16  # portions for each process, so that none waits long for the last
_SET_SIGNAL = 1  # PR_SET_PDEATHSIG
_job: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def spread(work: Callable[[_Item], _Result], items: Sequence[_Item], *, least: int) -> list[_Result]:
    """Give the result of `work` for each item; fewer than `least` of them are worked off in this process.

    Results must be picklable. Raises the error of the first item that fails, and `PublishError` where a
    worker was ended by the system.
    """
    count = min(processes(), len(items))
    if len(items) < least or count < 2 or not _may_fork():
        return [work(item) for item in items]
    return [result for portion in _forked(work, items, count) for result in portion]


def processes() -> int:
    """How many processes may work at once."""
    return min(cores(), _MOST)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1 and _job is None


def _forked(work: Callable[[Any], Any], items: Sequence[Any], count: int) -> list[list[Any]]:
    global _job  # noqa: PLW0603 - what forks inherit
    size = max(1, len(items) // (count * _SHARES))
    spans = [(start, start + size) for start in range(0, len(items), size)]
    _job = work, items
    gc.freeze()  # the collector would touch, and so copy, all that the forks share
    try:
        with ProcessPoolExecutor(
            count, mp_context=multiprocessing.get_context("fork"), initializer=end_with, initargs=(os.getpid(),)
        ) as pool:
            return list(pool.map(_portion, spans))
    except BrokenProcessPool as error:
        raise PublishError(
            "The pages could not be made: a process was ended by the system.",
            remedy="It may have run out of memory. Build again, or on a larger machine.",
        ) from error
    finally:
        gc.unfreeze()
        _job = None


def end_with(parent: int) -> None:
    """Let this process end when `parent`, which started it, ends in whatever way (prctl(2), PR_SET_PDEATHSIG).

    A worker left alone would wait for ever, and hold the lock of the folder that the build was made in.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _portion(span: tuple[int, int]) -> list[Any]:
    assert _job is not None
    work, items = _job
    return [work(item) for item in items[slice(*span)]]
