"""The house measured on its own source: `python -m tests.house [DIR]` prints it, the tests hold it to its goals."""
