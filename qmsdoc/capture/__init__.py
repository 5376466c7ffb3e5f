"""One read of git gives a `Snapshot`: `capture(store, …)`."""

from qmsdoc.capture.capture import capture

__all__ = ["capture"]
