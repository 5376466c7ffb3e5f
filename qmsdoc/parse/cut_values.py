"""Values that YAML cuts at a number sign: `change: Answers finding #12` says no more than `Answers finding`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import RuleId
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence

_SIGN = re.compile(r"[ \t]#(?=[^\s#])|(?<=\S) #(?= [0-9])")  # `# words` after a space is a comment
_NOT_PLAIN = ("'", '"', "|", ">")
_SHOWN = 40


def cut_value(root: Node, text: str, rule: RuleId, line: int = 1, keys: Collection[str] = ()) -> Finding | None:
    """Return a finding for the first plain value that goes on behind a number sign; None where there is none.

    `text` is the YAML from which `root` was read, `line` the number of its first line. With `keys` only values of
    these are asked.
    """
    if "#" not in text:
        return None
    rows = text.split("\n")
    for key, value in _values(root, ""):
        if (keys and key not in keys) or not value.text:
            continue
        row = rows[value.line - line]
        found = None if row.startswith(_NOT_PLAIN, value.column - 1) else _SIGN.search(row, value.column - 1)
        if found:
            kept = row[value.column - 1 : found.start()].strip()
            called = f"'{key}'" if key else "this value"
            return Finding(
                rule,
                f"The sign '#' cuts {called} here: YAML reads no more of it than '…{kept[-_SHOWN:]}'.",
                "Put the whole value into double quotes; a comment has a space behind its '#'.",
                value.line,
                found.start() + 2,
            )
    return None


def _values(node: Node, key: str) -> Iterator[tuple[str, Scalar]]:
    """Yield every scalar with the key under which it stands; what stands in a list, under the list's."""
    waiting = [(key, node)]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Scalar):
            yield key, node
        elif isinstance(node, Sequence):
            waiting += [(key, item) for item in reversed(node.items)]
        elif isinstance(node, Mapping):
            waiting += [(name.text, value) for name, value in reversed(node.entries)]
