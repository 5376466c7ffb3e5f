"""Work spread over processes: the same results, in the same order, as one process gives.

A worker is a fork, so that it has the whole snapshot without a copy of it. Where forking is not safe
(another thread runs) or not worth it, everything is done in this process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from qmsdoc.errors import PublishError
from qmsdoc.processes import end_with, may_fork, processes

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_SHARES = 64  # portions for each process, so that none waits long for the last
_job: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def spread(work: Callable[[_Item], _Result], items: Sequence[_Item], *, least: int) -> list[_Result]:
    """Give the result of `work` for each item; fewer than `least` of them are worked off in this process.

    Results must be picklable. Raises the error of the first item that fails, and `PublishError` where a
    worker was ended by the system.
    """
    count = min(processes(), len(items))
    if len(items) < least or count < 2 or _job is not None or not may_fork():
        return [work(item) for item in items]
    return [result for portion in _forked(work, items, count) for result in portion]


def _forked(work: Callable[[Any], Any], items: Sequence[Any], count: int) -> list[list[Any]]:
    global _job  # noqa: PLW0603 - what forks inherit
    size = max(1, len(items) // (count * _SHARES))
    spans = [(start, start + size) for start in range(0, len(items), size)]
    _job = work, items
    gc.freeze()  # the collector would touch, and so copy, all that the forks share
    try:
        with ProcessPoolExecutor(
            count, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(os.getpid(),)
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


def _begin(parent: int) -> None:
    """Let a worker end with its parent, and collect garbage after each item alone, when hardly anything lives."""
    end_with(parent)
    gc.disable()


def _portion(span: tuple[int, int]) -> list[Any]:
    assert _job is not None
    work, items = _job
    return [_done(work, item) for item in items[slice(*span)]]


def _done(work: Callable[[Any], Any], item: Any) -> Any:
    result = work(item)
    gc.collect(0)
    return result
