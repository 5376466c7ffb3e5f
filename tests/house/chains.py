"""The ways from one end of the house to the other, as `docs/architecture.md` tells them: the types between."""

from __future__ import annotations

import re
from pathlib import Path

_WAY = re.compile(r"^\| (?P<way>[^|`]+) \| (?P<types>`[^|]+) \|$", re.MULTILINE)
_TYPE = re.compile(r"`([A-Za-z_]+)`")


def ways(root: Path) -> dict[str, tuple[str, ...]]:
    """Give each way that the architecture page lists, with its types in order: `| way | `A` → `B` |`."""
    text = (root / "docs" / "architecture.md").read_text("utf-8")
    found = (match for match in _WAY.finditer(text) if "→" in match["types"])
    return {match["way"].strip(): tuple(_TYPE.findall(match["types"])) for match in found}
