"""A snapshot becomes page values: pure functions, no HTML renderer, no I/O."""
