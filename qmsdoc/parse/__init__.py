"""Bytes become model values and problems; no I/O."""

from qmsdoc.parse.markdown import Scan, scan

__all__ = ["Scan", "scan"]
