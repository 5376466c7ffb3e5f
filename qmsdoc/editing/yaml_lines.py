"""Changes of YAML text by place: a field set, added or taken out, every other byte the same.

The text is front matter or a file of the policy, in block style as people write it. What stands where is asked of the
strict reader's own library; what cannot be changed line by line is refused, never rewritten as a whole.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from qmsdoc.errors import UsageError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[A-Za-z0-9(][^\x00-\x1f:#\[\]{}&*!|>'\"%@`,]*[A-Za-z0-9.)!?]|[A-Za-z0-9]")
_TAKEN = re.compile(r"(?i)(?:y|yes|n|no|true|false|on|off|null|~|[-+]?[0-9][0-9_.,:e+-]*|[0-9]{4}-[0-9-]+.*)")
# What YAML 1.1 (5.1, c-printable) does not take as it stands.
_UNPRINTABLE = re.compile("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_REMEDY = "Write one field a line, as in 'revision: 3', and run the command again; or make the change by hand."


def scalar(text: str, *, name: bool = False) -> str:
    """Write a text as a YAML scalar that reads as exactly that text; `name` for ids and dates, which need no quotes."""
    if name or (_PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text) and not _UNPRINTABLE.search(text)):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04X}", quoted) + '"'


def set_field(text: str, path: tuple[str, ...], value: str | None) -> str:
    """Set the value at a path of keys to the YAML source `value`, adding what is not there; None takes the field out.

    Line ends stay as they are in `text`. Raises `UsageError` where the place cannot be changed line by line.
    """
    node = _root(text, path)
    for depth, key in enumerate(path):
        found = _entry(node, key)
        last = depth == len(path) - 1
        if found is None:
            return text if value is None else _insert(text, node, path[depth:], value)
        if last:
            return _remove(text, node, found) if value is None else _replace(text, found, value)
        node = _mapping(found[1], path)
    return text


def set_field_after(text: str, before: str, key: str, value: str) -> str:
    """Set a field of the outermost mapping; one that is not there is put right below the field `before`."""
    root = _root(text, (key,))
    above = _entry(root, before)
    if _entry(root, key) is not None or above is None or root.flow_style:
        return set_field(text, (key,), value)
    at = _line_end(text, _last(above[1]))
    return text[:at] + _ended(text, at, f"{key}: {value}".rstrip(" ")) + text[at:]


def has_field(text: str, path: tuple[str, ...]) -> bool:
    """Tell whether there is a value at a path of keys."""
    node: Any = _root(text, path)
    for key in path:
        found = _entry(node, key) if isinstance(node, yaml.MappingNode) else None
        if found is None:
            return False
        node = found[1]
    return True


def _root(text: str, path: tuple[str, ...]) -> Any:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        root = None
    return _mapping(root, path)


def _mapping(node: Any, path: tuple[str, ...]) -> Any:
    if not isinstance(node, yaml.MappingNode):
        raise UsageError(f"The field '{'.'.join(path)}' has no place here.", remedy=_REMEDY)
    return node


def _entry(node: Any, key: str) -> tuple[Any, Any] | None:
    return next(((name, value) for name, value in node.value if name.value == key), None)


def _replace(text: str, found: tuple[Any, Any], value: str) -> str:
    name, old = found
    start, end = old.start_mark.index, old.end_mark.index
    if isinstance(old, yaml.ScalarNode) and old.style in ("|", ">"):
        raise UsageError(f"The field '{name.value}' runs over several lines.", remedy=_REMEDY)
    if not isinstance(old, yaml.ScalarNode) and not old.flow_style:
        raise UsageError(f"The field '{name.value}' holds other fields.", remedy=_REMEDY)
    gap = "" if text[start - 1 : start] == " " or value[:1] in ("", "\n") else " "
    before = text[:start].rstrip(" ") if value[:1] in ("", "\n") else text[:start]
    return before + gap + value + text[end:]


def _remove(text: str, node: Any, found: tuple[Any, Any]) -> str:
    if node.flow_style:
        raise UsageError(f"The field '{found[0].value}' stands in one line with others.", remedy=_REMEDY)
    start = text.rfind("\n", 0, found[0].start_mark.index) + 1
    return text[:start] + text[_line_end(text, _last(found[1])) :]


def _last(node: Any) -> int:
    """Return the offset behind the last sign of a node; a block's own end mark stands at the next token."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last(node.value[-1])
    return int(node.end_mark.index)


def _insert(text: str, node: Any, keys: tuple[str, ...], value: str) -> str:
    if node.flow_style:
        return _insert_inline(text, node, keys, value)
    column = node.value[0][0].start_mark.column if node.value else 0
    at = _line_end(text, _last(node)) if node.value else len(text)
    rows = [" " * (column + 2 * depth) + key + ":" for depth, key in enumerate(keys)]
    deep = "\n".join(rows)
    indent = "\n" + " " * (column + 2 * (len(keys) - 1))
    tail = value.replace("\n", indent) if value[:1] in ("", "\n") else f" {value}"
    return text[:at] + _ended(text, at, deep + tail) + text[at:]


def _insert_inline(text: str, node: Any, keys: tuple[str, ...], value: str) -> str:
    if value.startswith("\n"):
        raise UsageError(f"The field '{keys[0]}' has no place in a line of others.", remedy=_REMEDY)
    inner = value
    for key in reversed(keys[1:]):
        inner = "{" + f"{key}: {inner}" + "}"
    at = node.end_mark.index - 1
    return text[:at].rstrip() + (", " if node.value else "") + f"{keys[0]}: {inner}" + text[at:]


def _line_end(text: str, at: int) -> int:
    """Return where the line that holds the sign before `at` ends, its line end included."""
    if at and text[at - 1] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _ended(text: str, at: int, rows: str) -> str:
    """Write rows with the line ends of `text`, to stand at `at`."""
    end = "\r\n" if "\r\n" in text else "\n"
    missing = end if at and text[at - 1] != "\n" else ""
    return missing + rows.replace("\n", end) + end
