"""Writes docs/rules/ from the rules themselves: `python docs/write_rules.py`."""

from __future__ import annotations

from pathlib import Path

from qmsdoc.rules.pages import pages

RULES = Path(__file__).parent / "rules"


def write() -> None:
    """Write every page, and take away those of rules that are no more."""
    RULES.mkdir(exist_ok=True)
    wanted = pages()
    for path in RULES.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (RULES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
