"""Bytes become model values and problems; no I/O."""
