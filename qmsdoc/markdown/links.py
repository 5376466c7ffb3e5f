"""Where a text leads: links, pictures, includes, and the steps of its diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.markdown.tree import Kind, Node, Tree, walk
from qmsdoc.model.document import Link, LinkKind

DIAGRAM = "mermaid"
_KINDS = {Kind.LINK: LinkKind.LINK, Kind.IMAGE: LinkKind.IMAGE, Kind.INCLUDE: LinkKind.INCLUDE}
_OUTSIDE = ("http://", "https://", "mailto:", "xmpp:")


def links(tree: Tree, above: int = 0) -> tuple[Link, ...]:
    """Return every destination of a text in the order of place, once for each kind of use.

    `above` is how many lines stand above the text in its file. Addresses that lead out of the manual and are their
    own text are no links here: nothing can be wrong with them.
    """
    found = dict.fromkeys(_links(tree, above))
    return tuple(sorted(found, key=lambda link: (link.line, link.column, link.kind)))


def _links(tree: Tree, above: int) -> Iterator[Link]:
    for node in walk(tree.blocks):
        kind = _KINDS.get(node.kind)
        if kind is not None:
            if node.info != "auto" or not node.destination.lower().startswith(_OUTSIDE):
                yield Link(kind, node.destination, above + node.line, node.column)
        elif is_diagram(node):
            from qmsdoc.flowchart import flowchart  # noqa: PLC0415 - most texts have no diagram

            for link in flowchart(node.text).links:
                if link.destination:
                    line = above + (node.number or 0) + link.line - 1
                    column = link.start - node.text.rfind("\n", 0, link.start)
                    yield Link(LinkKind.LINK, link.destination, line, column)


def is_diagram(node: Node) -> bool:
    """Tell whether a node is a block of code in the language of Mermaid, as git hosts take it."""
    return node.kind is Kind.CODE_BLOCK and node.info.split(maxsplit=1)[:1] == [DIAGRAM]
