"""Writes the tables of the guide on looks from the code that reads `mkdocs.yml`: `python docs/write_looks.py`."""

from __future__ import annotations

from pathlib import Path

from qmsdoc.parse.mkdocs_keys import FEATURES, KEYS, KeyUse

PAGE = Path(__file__).parent / "guides/looks.md"
BEGIN, END = "<!-- keys: written by docs/write_looks.py -->\n", "<!-- /keys -->\n"


def written(page: str) -> str:
    """Return the page with its tables as the code has them."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = f"{_table('key', KEYS)}\n`theme.features`:\n\n{_table('feature', FEATURES)}"
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def _table(head: str, rows: tuple[KeyUse, ...]) -> str:
    lines = [f"| {head} | what becomes of it | how or why |", "|---|---|---|"]
    for row in rows:
        names = ", ".join(f"`{name}`" for name in row.key.split(", "))
        lines.append(f"| {names} | {row.effect} | {row.remark} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
