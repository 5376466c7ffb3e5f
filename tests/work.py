"""Work counted instead of timed: how many lines of qmsdoc a call runs, the same on every machine under any load."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

Call = Callable[[], object]


def lines_run(call: Call) -> int:
    """Count the lines of qmsdoc that run during a call; what a library or a pattern does within one counts as one."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def entered(frame: FrameType, event: str, argument: Any) -> Any:
        return line if frame.f_globals.get("__name__", "").startswith("qmsdoc.") else None

    former = sys.gettrace()
    sys.settrace(entered)
    try:
        call()
    finally:
        sys.settrace(former)
    return count


def grows_linearly(call_of: Callable[[int], Call], size: int) -> bool:
    """Tell whether four times the size takes at most five times the work."""
    call_of(1)()
    return lines_run(call_of(4 * size)) <= 5 * lines_run(call_of(size))
