"""The difference between two texts: their trees compared block by block, then word by word; nothing is ever lost.

`reader` makes blocks of a text's tree, `Comparer` finds what became of each (`changes`), and three writers show the
same: `html` on pages, `terminal` before a signature, `data` as JSON.
"""

from qmsdoc.redline.changes import Change, Run, State
from qmsdoc.redline.compare import Comparer
from qmsdoc.redline.files import FileChanges, changed_files

__all__ = ["Change", "Comparer", "FileChanges", "Run", "State", "changed_files"]
