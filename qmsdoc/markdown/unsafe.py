"""What a document's Markdown may not hold: raw HTML, script, hidden characters, marks of a merge, endless nesting."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from qmsdoc.markdown.limits import BRACKETS, MOST_ADDRESSES, MOST_CELLS, MOST_MARKS
from qmsdoc.markdown.tree import Kind, Node, Tree, walk
from qmsdoc.model.document import Link
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import CONTENT_UNSAFE, LIMIT_EXCEEDED

_MOST = 100
_LINE_END = re.compile(r"\r\n?|\n")
_HANDLER = re.compile(r"[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
_CONFLICT = re.compile(r"<{7}(?: |\Z)")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff\\]")
_NAME = re.compile(r"[\s/>]")
_SCRIPT = re.compile(r"(javascript|vbscript|data):", re.IGNORECASE)
_IN_MARKDOWN = "Write it in Markdown; a placeholder in angle brackets must be code or filled in."


def problems(text: str, tree: Tree, links: Iterable[Link], above: int = 0) -> tuple[Finding, ...]:
    """Return what is unsafe in a text, in the order of place, at most a hundred; `links` are all of its."""
    rows = _LINE_END.split(text)
    found = {*_hidden(rows), *_nodes(tree, rows)}
    if tree.deep is not None:
        found.add(
            (
                tree.deep,
                1,
                "This stands in more than 50 lists or quotes, or 100 brackets, too deep to be shown.",
                "Write it flatter.",
            )
        )
    placed = [(line + above, column, message, remedy) for line, column, message, remedy in found]
    for link in links:
        scheme = script_scheme(link.destination)
        if scheme:
            message = f"This link would run a script or carry data: '{scheme}:'."
            placed.append((link.line, link.column, message, "Link to a page or a file."))
    unsafe = (
        Finding(CONTENT_UNSAFE, message, remedy, at, column) for at, column, message, remedy in sorted(placed)[:_MOST]
    )
    return (*unsafe, *_excesses(tree, above))


def _excesses(tree: Tree, above: int) -> Iterator[Finding]:
    if tree.crowded is not None:
        most = f"{MOST_MARKS} marks of emphasis, or {MOST_ADDRESSES} addresses"
        message = f"This paragraph has more than {most}: they are not read as such."
        yield Finding(LIMIT_EXCEEDED, message, "Divide it into several.", tree.crowded + above, 1)
    if tree.wide is not None:
        message = f"This table has more than {MOST_CELLS} cells, more than anybody reviews."
        yield Finding(LIMIT_EXCEEDED, message, "Divide it, or attach it as a file.", tree.wide + above, 1)


_Fault = tuple[int, int, str, str]


def hidden(text: str) -> bool:
    """Tell whether a text holds a control or direction-changing character."""
    # Bytes are counted ten times faster than a pattern looks at characters.
    if text.isascii():
        return len(text.encode().translate(None, _CONTROLS)) != len(text)
    return _HIDDEN.search(text) is not None


def script_scheme(destination: str) -> str | None:
    """Return `javascript`, `vbscript` or `data` where a destination has that scheme, in whatever disguise."""
    found = _SCRIPT.match(_SPACES.sub("", html.unescape(destination)))
    return found[1].lower() if found else None


def _hidden(rows: list[str]) -> Iterator[_Fault]:
    for number, row in enumerate(rows, 1):
        found = _HIDDEN.search(row)
        if found:
            message = "There is an invisible control character here."
            yield number, found.start() + 1, message, "Delete it, or type the text afresh."
            return


def _nodes(tree: Tree, rows: list[str]) -> Iterator[_Fault]:
    begins, opened = True, Counter[str]()
    seen: dict[tuple[int, str], int] = {}

    def place(node: Node, written: str) -> tuple[int, int]:
        """Find what a node holds in its line, each time behind where it stood before."""
        row = rows[node.line - 1] if node.line <= len(rows) else ""
        key = node.line, written
        at = max(row.find(written.partition("\n")[0], seen.get(key, 0)), 0)
        seen[key] = at + len(written)
        return node.line, at + 1

    for node in walk(tree.blocks):
        if node.kind is Kind.RAW and node.text.startswith("</") and opened[node.text[2:].strip("> \n")]:
            opened[node.text[2:].strip("> \n")] -= 1  # who deletes the opening tag, sees the closing one
            place(node, node.text)
        elif node.kind is Kind.RAW:
            opened[_NAME.split(node.text[1:], maxsplit=1)[0]] += 1
            yield *place(node, node.text), _tag(node.text), _IN_MARKDOWN
        elif node.kind is Kind.COMMENT and node.info == "open":
            yield (
                node.line,
                place(node, "<!--")[1],
                "A comment begins here and is never closed.",
                "Close it with '-->'.",
            )
        elif node.kind is Kind.TEXT and ("<" in node.text or "[" in node.text) and node.info != "escaped":
            yield from _words(node, begins, place(node, node.text[:20]))
        begins = node.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.SOFT_BREAK, Kind.ITEM, Kind.CELL)


def _words(node: Node, begins: bool, place: tuple[int, int]) -> Iterator[_Fault]:
    line, column = place
    if begins and _CONFLICT.match(node.text):
        remedy = "Choose one of the two texts and delete the marks."
        yield line, column, "There is a mark of an unfinished merge here.", remedy
    brackets = BRACKETS.search(node.text)
    if brackets:
        remedy = "Put them in a block of code, between lines of ```."
        yield line, column + brackets.start(), "Here stand a hundred opening brackets in a row.", remedy
    for found in _open_tag().finditer(node.text):
        yield line, column + found.start(), _tag(found[0]), _IN_MARKDOWN


def _tag(tag: str) -> str:
    if _HANDLER.search(tag):
        return f"The HTML tag '{tag[:40]}' would run a script."
    if tag.startswith("<!--"):
        return "A comment begins here and is never closed."
    return f"There is the HTML tag '{tag[:40]}'."


@cache
def _open_tag() -> re.Pattern[str]:
    """Return what begins a block of HTML though it is no whole tag (CommonMark 0.31, 4.6), or is one in a browser."""
    from markdown_it.common.html_blocks import block_names  # noqa: PLC0415 - with it comes all of markdown-it

    return re.compile(
        rf"</?(?:script|pre|style|textarea|{'|'.join(block_names)})(?=[\s/>]|\Z)|<[A-Za-z][\w-]*+[\s/]++[^\s<>=]++\s*+="
        r"|</?[A-Za-z][^\s<>/]*(?:[\s/][^<>]*)?>|<(?:!(?:[A-Za-z]|--|\[CDATA\[)|\?)",
        re.IGNORECASE,
    )
