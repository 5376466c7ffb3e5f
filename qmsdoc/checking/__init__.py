"""About a scope: which findings count and are shown, what is mended, how a check ends."""
