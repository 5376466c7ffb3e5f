"""The difference between two texts, by blocks and then words, nothing ever lost."""

from qmsdoc.redline.compare import redline, redline_lines
from qmsdoc.redline.files import FileChanges, changed_files
from qmsdoc.redline.values import BlockChange, BlockKind, Redline, Run, RunKind

__all__ = [
    "BlockChange",
    "BlockKind",
    "FileChanges",
    "Redline",
    "Run",
    "RunKind",
    "changed_files",
    "redline",
    "redline_lines",
]
