"""How many processes may share a work, whether one may be forked, how it ends, and what memory it keeps."""

from __future__ import annotations

import os
import sys
import threading

_MOST = 4  # processes: each has its own texts in memory
_SET_SIGNAL = 1  # PR_SET_PDEATHSIG


def processes() -> int:
    """How many processes may work at once."""
    return min(cores(), _MOST)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def may_fork() -> bool:
    """Tell whether this process may be forked: not where another thread of it holds who knows what."""
    return sys.platform == "linux" and threading.active_count() == 1


def end_with(parent: int) -> None:
    """Let this process end with `parent`, which started it (prctl(2)): else it would wait for ever."""
    import ctypes  # noqa: PLC0415 - few commands start processes
    import signal  # noqa: PLC0415

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def give_back_memory() -> None:
    """Let the system have what this process has let go: malloc_trim(3), which only glibc has."""
    import ctypes  # noqa: PLC0415

    if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim"):
        ctypes.CDLL(None).malloc_trim(0)
