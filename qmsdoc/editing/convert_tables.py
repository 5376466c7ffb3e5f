"""Writes tables in HTML, as wikis export them, as tables of Markdown: the same words in the same cells."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from qmsdoc.editing.code_fences import fence_after

_BEGIN = re.compile(r" {0,3}(?:<div\b[^<>]*>\s*)?<table\b", re.IGNORECASE)
_END = re.compile(r"</table>\s*(?:</div>)?\s*$", re.IGNORECASE)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAKS = ("br", "p", "div")
_PARTS = ("table", "thead", "tbody", "tfoot", "colgroup", "col", "tr", "td", "th", "a", "span", "time")
_KNOWN = frozenset((*_MARKS, *_BREAKS, *_PARTS))
_SIGNS = re.compile(r"[\\*`\[\]<|]|(?<!\w)_|_(?!\w)|~~")
_AROUND = re.compile(r"^(?:<br>|\s)+|(?:<br>|\s)+$")
_ADDRESS = re.compile(r"[^\s()<>|\\]+")
_LOOSE = re.compile(r"(?:^|[\s>])\*+(?:[\s<]|$)")  # beside a blank it is no mark


def with_tables(rows: list[str]) -> list[str]:
    """Return the lines of a text with its tables in HTML rewritten; one that is in doubt stays as it is."""
    done: list[str] = []
    fence, at = "", 0
    while at < len(rows):
        fence = fence_after(rows[at], fence)
        block = [] if fence or not _BEGIN.match(rows[at]) else _block(rows[at:])
        table = _written("\n".join(block)) if block else []
        if not table:
            done.append(rows[at])
            at += 1
            continue
        at += len(block)
        end = "\r" if block[0].endswith("\r") else ""
        before = [end] if done and done[-1].strip() else []
        done += [*before, *(row + end for row in table), *([end] if at < len(rows) and rows[at].strip() else [])]
    return done


def _block(rows: list[str]) -> list[str]:
    """Return the lines of a table; nothing where a blank line comes before its end."""
    for count, row in enumerate(rows, 1):
        if not row.strip():
            return []
        if _END.search(row):
            return rows[:count]
    return []


def _written(text: str) -> list[str]:
    table = _Table()
    table.feed(text)
    table.close()
    rows = [[_AROUND.sub("", cell) for cell in row] for row in table.rows]
    if (
        not table.sound
        or len({len(row) for row in rows}) != 1
        or any(_LOOSE.search(cell) for row in rows for cell in row)
    ):
        return []
    if not table.headed:
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    return [f"| {' | '.join(row)} |" for row in rows]


class _Table(HTMLParser):
    """Takes the rows out of a table: `sound` while nothing is lost, `headed` where its first row is of headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.sound = self.headed = True
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.sound &= tag in _KNOWN and all(given.get(span) in (None, "1") for span in ("colspan", "rowspan"))
        if tag == "table":
            self.sound &= not self.rows
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.headed &= tag == "th" or len(self.rows) > 1
        elif tag in _BREAKS and self.rows:
            self._add("<br>")
        elif tag == "a":
            self._address = given.get("href") or ""
            self.sound &= _ADDRESS.fullmatch(self._address) is not None
            self._add("[")
        else:
            self._add(_MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._add(f"]({self._address})" if tag == "a" else _MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self._add(_SIGNS.sub(r"\\\g<0>", re.sub(r"\s+", " ", data)))

    def _add(self, text: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += text
        else:
            self.sound &= not text.strip()
