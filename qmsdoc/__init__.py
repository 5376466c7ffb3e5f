"""qmsdoc: document control for ISO 9001 and its relatives, with Markdown, git and signed tags."""

__version__ = "0.1.0"
