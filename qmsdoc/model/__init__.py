"""Frozen values shared by every layer. No I/O, no clock, no behaviour beyond questions to themselves."""
