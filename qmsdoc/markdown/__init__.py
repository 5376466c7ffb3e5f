"""The one reading of Markdown: a text becomes a tree, and everything else asks the tree.

`read(text)` gives the `Tree` of a text as git hosts show it: CommonMark 0.31 with GitHub's extensions, definition
lists, the notes of MkDocs and includes. See `tree` for what a node holds, and `reader` for what is read how.
"""

from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Node, Tree, plain, walk

__all__ = ["Kind", "Node", "Tree", "plain", "read", "walk"]
