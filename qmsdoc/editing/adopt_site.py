"""A repository's own MkDocs site: what `qmsdoc build` would not keep, and the plugin that puts the manual into it."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CONTENT_UNSAFE, MARKDOWN_UNSUPPORTED
from qmsdoc.parse.mkdocs_keys import KEYS, Effect
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence
from qmsdoc.parse.yaml import read as read_yaml

PATH = "mkdocs.yml"
_OURS = frozenset(("search", "qmsdoc"))
_REMEDY = "Keep that site, with the plugin qmsdoc among its own, or do without."


def site_obstacles(data: bytes | None) -> Iterator[Finding]:
    """Yield what of a site's `mkdocs.yml` `qmsdoc build` would not keep: programs, plugins, and keys without effect."""
    root = _root(data)
    for named in _names(root.get("plugins")) if root is not None else ():
        if named.text not in _OURS:
            message = f"The plugin '{named.text}' changes what is shown; `qmsdoc build` runs none."
            yield Finding(MARKDOWN_UNSUPPORTED, message, _REMEDY, named.line, 1, PATH)
    for key in KEYS if root is not None else ():
        node = _at(root, key.key)
        if node is None or key.key in ("plugins", "markdown_extensions"):
            continue
        if key.effect is Effect.REFUSED:
            message = f"'{key.key}' runs programs while the site is made; `qmsdoc build` runs none."
            yield Finding(CONTENT_UNSAFE, message, _REMEDY, node.line, 1, PATH)
        elif key.effect in (Effect.PASSED_OVER, Effect.PLUGIN):
            message = f"`qmsdoc build` does not keep '{key.key}': {key.remark}"
            yield Finding(MARKDOWN_UNSUPPORTED, message, _REMEDY, node.line, 1, PATH)


def extensions(data: bytes | None) -> tuple[str, ...]:
    """Return the extensions of Markdown that a site names."""
    root = _root(data)
    return tuple(named.text for named in _names(root.get("markdown_extensions"))) if root is not None else ()


def plugin_lines(data: bytes | None) -> tuple[str, ...]:
    """Return `plugins:` of a site with ours behind its own; nothing where there is no site, or it has it already."""
    root = _root(data)
    if data is None or root is None:
        return ()
    node = root.get("plugins")
    named = list(_names(node))
    if any(each.text == "qmsdoc" for each in named):
        return ()
    ours = (
        "  - qmsdoc:                # in place of each controlled document, its edition in force",
        "      manual: .",
        "      prefix: controlled",
    )
    if not named:
        return ("plugins:", "  - search               # MkDocs' own, which a list of plugins would leave out", *ours)
    rows = data.decode("utf-8", "replace").splitlines()
    if isinstance(node, Sequence) and rows[node.line - 1].lstrip().startswith("-"):
        end = next((at for at in range(node.line, len(rows)) if rows[at][:1] not in (" ", "-", "#", "")), len(rows))
        kept = rows[node.line - 1 : end]
        indent = len(kept[0]) - len(kept[0].lstrip())
        return ("plugins:", *(row.rstrip() for row in kept if row.strip()), *(" " * indent + row[2:] for row in ours))
    return ("plugins:", *(f"  - {each.text}" for each in named), *ours)


def _root(data: bytes | None) -> Mapping | None:
    if data is None:
        return None
    root, _ = read_yaml(data.decode("utf-8", "replace"), rule=CONTENT_UNSAFE, inert_tags=True)
    return root if isinstance(root, Mapping) else None


def _names(node: Node | None) -> Iterator[Scalar]:
    """Yield the names of a list whose items are names, or names with options."""
    if isinstance(node, Mapping):
        yield from (key for key, _ in node.entries)
    for item in node.items if isinstance(node, Sequence) else ():
        named = item if isinstance(item, Scalar) else item.entries[0][0] if isinstance(item, Mapping) else None
        if named is not None:
            yield named


def _at(root: Mapping | None, path: str) -> Node | None:
    node: Node | None = root
    for part in path.partition(",")[0].split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node
