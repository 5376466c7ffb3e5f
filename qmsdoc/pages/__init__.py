"""Snapshot to page values: what the published manual says, and where. No I/O, no clock, no markup."""
