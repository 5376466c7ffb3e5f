"""Draws the layers of the house: `python docs/layers.py` writes docs/images/layers.svg.

The layers are those of the contract of imports in pyproject.toml, the words those of the table in docs/architecture.md;
a test holds the picture to both.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = Path("docs/images/layers.svg")
_ROW = re.compile(r"^\| (?P<names>`[^|]+`) \| (?P<words>[^|]+) \|$", re.MULTILINE)
_WIDTH, _HEIGHT, _GAP, _LEFT = 760, 50, 8, 40
_DARK, _LIGHT = (0, 77, 64), (224, 242, 241)


def layers(root: Path = ROOT) -> list[list[str]]:
    """Return the layers of the contract from the top, each with the packages that are there."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["type"] == "layers")
    rows = [re.findall(r"qmsdoc\.(\w+)", layer) for layer in contract["layers"]]
    there = [[name for name in row if _place(root, name).exists()] for row in rows]
    return [row for row in there if row]


def _place(root: Path, name: str) -> Path:
    package = root / "qmsdoc" / name
    return package if package.is_dir() else package.with_suffix(".py")


def owned(root: Path = ROOT) -> dict[str, str]:
    """Return what each package owns, as the table of the architecture page says."""
    text = (root / "docs" / "architecture.md").read_text("utf-8")
    found: dict[str, str] = {}
    for row in _ROW.finditer(text.partition("## Layers")[2].partition("\n## ")[0]):
        found |= dict.fromkeys(re.findall(r"`(\w+)/?`", row["names"]), row["words"].strip())
    return found


def picture(root: Path = ROOT) -> str:
    """Return the picture as SVG."""
    rows, words = layers(root), owned(root)
    height = len(rows) * (_HEIGHT + _GAP)
    label = (
        "The layers of qmsdoc, from its entry points at the top to its errors at the bottom. Imports run downward only."
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}"'
        ' font-family="sans-serif">'
    ]
    for number, row in enumerate(rows):
        parts += _band(row, number / (len(rows) - 1), 4 + number * (_HEIGHT + _GAP), words, root)
    arrow = height - 14
    parts.append(f'  <path d="M18 8V{arrow}m-8 -10l8 10l8 -10" fill="none" stroke="#607d8b" stroke-width="2"/>')
    parts.append(
        f'  <text x="12" y="{height // 2}" fill="#607d8b" font-size="12" text-anchor="middle"'
        f' transform="rotate(-90 12 {height // 2})">imports</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def _band(row: list[str], depth: float, top: int, words: dict[str, str], root: Path) -> Iterator[str]:
    """Draw one layer: its packages by name, and what the one owns or that several know nothing of each other."""
    fill = "#" + "".join(f"{round(a + (b - a) * depth):02x}" for a, b in zip(_DARK, _LIGHT, strict=True))
    ink = "#ffffff" if depth < 0.5 else "#00332c"
    names = "  ·  ".join(f"{name}/" if _place(root, name).is_dir() else name for name in row)
    told = _short(words[row[0]]) if len(row) == 1 else "independent of each other"
    yield f'  <rect x="{_LEFT}" y="{top}" width="{_WIDTH - _LEFT - 4}" height="{_HEIGHT}" rx="6" fill="{fill}"/>'
    yield (
        f'  <text x="{_LEFT + 16}" y="{top + 21}" fill="{ink}" font-size="15" font-weight="bold">{escape(names)}</text>'
    )
    yield f'  <text x="{_LEFT + 16}" y="{top + 40}" fill="{ink}" font-size="12">{escape(told)}</text>'


def _short(words: str) -> str:
    """Return words up to where a line of the picture ends."""
    plain = words.replace("`", "").partition(";")[0]
    return plain if len(plain) <= 100 else plain[:100].rpartition(" ")[0].rstrip(",;:") + " …"


if __name__ == "__main__":
    (ROOT / PICTURE).write_text(picture(), "utf-8")
