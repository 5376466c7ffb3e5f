"""What a host or another reader of Markdown takes for structure, and this one shows as text.

Patterns are laid on the words of one paragraph, heading or cell at a time, as the tree has them: code, links and
what was escaped on purpose do not count. `may_hold` says without a tree that a text has none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, Node, walk

_OTHER = "\ufffc"
"""Stands for what is no word: code, links, pictures, escaped signs."""


class Unsupported(NamedTuple):
    """One such place: the line it stands on, what is wrong, what to do."""

    line: int
    message: str
    remedy: str


class _Form(NamedTuple):
    pattern: str
    message: str
    remedy: str


_CONTAINERS = frozenset((Kind.PARAGRAPH, Kind.HEADING, Kind.CELL, Kind.HEADER_CELL, Kind.TERM))
_ATTRIBUTE = r"[#.][A-Za-z_][^{}\n]*|[A-Za-z_][\w-]*=[^{}\n]+"
FORMS = (
    _Form(r"^===[!+]? *\"[^\"\n]*\"", "Tabs are not known here.", "Write a heading for each."),
    _Form(
        rf"\{{:[ ]*[^{{}}\n]+\}}|(?:^|(?<=[)\]*_`>{_OTHER}]))\{{ *(?:{_ATTRIBUTE})\}}"
        rf"|^[^\n]*[ ]\{{ *(?:{_ATTRIBUTE})\}}$",
        "A list of attributes has no effect here.",
        "Delete it.",
    ),
    _Form(r"^\[\[?_?(?:TOC|toc)_?\]\]?$", "A table of contents is made for every page.", "Delete the line."),
    _Form(r"^\*\[[^\]\n]+\]:", "Abbreviations cannot be defined here.", "Write them out where they first stand."),
    _Form(
        r"^(?:\+(?:[-=:]+\+)+)$",
        "A table drawn with signs is shown as its signs.",
        "Write it with bars: a row of names, a row of dashes (`|---|---|`), then a row for each line.",
    ),
    _Form(r"^:::+ *[\w{]|^:::+$", "Blocks between colons are not known here.", "Write ``` in place of the colons."),
    _Form(
        r"(?<![\w$\\])\$\$?(?=[^\s$\d])[^$\n]*[^\s$\\]\$\$?(?![\w$])|^\$\$|(?<![\w$])\$\$(?=\S)|(?<![\w$\\])\$\d[^$\n]*[\\^_=][^$\n]*\$(?!\w)",
        "Formulas between dollar signs are shown as they are written.",
        "Write the formula as text, or as a picture; a dollar sign of money with a backslash: `\\$`.",
    ),
    _Form(
        r"(?<![\w:/]):(?:[a-z][a-z0-9_+-]{0,40}|[+-]1):(?![\w:/])",
        "Names between colons become no picture here.",
        "Put in the sign itself, or words.",
    ),
    _Form(
        r"(?<![\w:\\/.])\\[A-Za-z]{2,}(?![\w\\])|\\(?= )",
        "A backslash left by another program is shown.",
        "Delete it, and what belongs to it.",
    ),
    _Form(
        r"(?<![=\w])==(?=[^\s=])[^=\n]*[^\s=]==(?![=\w])|(?<!\+)\+\+(?=\w)[\w+-]+\+\+(?!\+)|\{(?:\+\+|--|~~|==|>>)",
        "Marks for highlighting, keys or changes are shown as they are written.",
        "Write it in bold, or as code.",
    ),
    _Form(
        r"\{%-? *\w|\{\{[<% -][^{}\n]*\}\}|<%",
        "What a program would fill in is shown as it is written.",
        "Write the text itself; a link as `[words](file.md)`.",
    ),
    _Form(r"\^\[(?=\S)", "A footnote within the line is not known here.", "Write `[^1]` and below `[^1]: …`."),
    _Form(
        rf"\] \((?:[^()\s]+\.[A-Za-z][A-Za-z0-9]{{0,7}}(?:#[^()\s]*)?|{_OTHER})\)",
        "With a space between the words and the address this is no link: it is shown as text.",
        "Delete the space: `[words](file.md)`.",
    ),
    _Form(
        r"\]\((?=[^()<>\n]*\S )[^()<>\n]*\.[A-Za-z][A-Za-z0-9]{0,7}(?:#[^()\s]*)?\)",
        "An address with a space in it makes no link: it is shown as text.",
        "Put the address between angle brackets, as in `[words](<my file.md>)`, or write %20 for each space.",
    ),
    _Form(r"\[\[[^\[\]\n]+\]\]", "A link between double brackets leads nowhere.", "Write `[words](file.md)`."),
    _Form(
        r"^(?:!!!|\?\?\?\+?)(?!\S*[!?])",
        "This is not read as a note.",
        'Write `!!! note` or `!!! note "Title"`, and its text below, four spaces in.',
    ),
    _Form(r"^-+8<-+", "This is not read as an include.", 'Write `--8<-- "file.md"` alone on its line.'),
    _Form(r"^#{2,6}[^\s#]", "Without a space behind its signs this is no heading.", "Put a space behind the signs."),
    _Form(
        r"^\(?[a-z][.)] [^\n]*\n\(?[b-z][.)] ",
        "Steps with letters run together into one paragraph.",
        "Number them with figures: `1.`, `2.`.",
    ),
)
_WIDE = (
    "This row has more cells than the head of its table: those beyond it are shown nowhere.",
    "Give the head a name for each, or write `\\|` for a bar that is a sign of the text.",
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_INFO = _Form(r"\{", "Options in braces behind a fence have no effect here.", "Write the language alone: ```yaml.")


# What each form cannot be without: a sign, and an expression that is laid only on texts with this sign in them.
_MAY = tuple(
    (sign, re.compile(pattern, re.IGNORECASE))
    for sign, pattern in (
        *(("=", r"=="), ("{", r"\{"), ("%", r"<%"), ("[", r"\[(?:\[|_?toc)"), ("*", r"\*\["), ("+", r"\+[-=+]")),
        *((":", r":(?:::|[a-z+-][\w+-]*:)"), ("$", r"\$"), ("\\", r"\\[a-z ]"), ("^", r"\^\["), ("!", r"!!!")),
        *(("?", r"\?\?\?"), ("<", r"8<-"), ("#", r"##[^#\s]"), ("]", r"\]\([^()<>\n\s]+ [^()<>\n\"]*\)")),
        *(("]", r"\] \("), ("\n", r"\n[^\w\n]*+b[.)] ")),
    )
)


def may_hold(text: str) -> bool:
    """Tell whether a text may hold any of it: where not, nobody needs to read it."""
    lines = f"\n{text}"  # each with a line end before it
    if any(sign in lines and pattern.search(lines) for sign, pattern in _MAY):
        return True
    return "|" in text and any("|" in block and _may_be_wide(block) for block in text.split("\n\n"))


def unsupported(text: str, above: int = 0) -> Iterator[Unsupported]:
    """Yield what a text holds of it, each form once a paragraph; `above` is how many lines stand above the text."""
    lines = _LINE_END.split(text)
    for node in walk(read(text).blocks):
        for line, form in _of(node):
            yield Unsupported(above + line, form.message, form.remedy)
        if node.kind is Kind.TABLE:
            head, *rows = node.children
            for row in rows:
                if _cells(lines[row.line - 1]) > len(head.children):
                    yield Unsupported(above + row.line, *_WIDE)


def _may_be_wide(text: str) -> bool:
    width = 0
    for line in _LINE_END.split(text):
        row = line.strip(" >\t")
        if not row:
            width = 0
        elif not row.strip("|:- \t"):
            width = min(_cells(row), width or len(row))
        elif width and _cells(row) > width:
            return True
    return False


def _cells(row: str) -> int:
    """Count the cells of a table's row; a bar behind a backslash is none of its bars."""
    inner = row.strip(" >\t").removeprefix("|").removesuffix("|")
    return inner.count("|") - inner.count("\\|") + 1


def _of(node: Node) -> Iterator[tuple[int, _Form]]:
    if node.kind in _CONTAINERS:
        words = _words(node.children)
        for form in FORMS:
            found = re.search(form.pattern, words, re.MULTILINE)  # compiled where a text needs it
            if found is not None:
                yield node.line + words.count("\n", 0, found.start()), form
    elif node.kind is Kind.CODE_BLOCK and node.info.startswith("{"):
        yield node.line, _INFO


def _words(nodes: tuple[Node, ...]) -> str:
    """Return the words of inline nodes, a line end for a break and one sign for what is no word."""
    parts = []
    for node in nodes:
        if node.kind is Kind.TEXT:
            parts.append(_OTHER * len(node.text) if node.info == "escaped" else node.text)
        elif node.kind in (Kind.SOFT_BREAK, Kind.BREAK):
            parts.append("\n")
        elif node.kind in (Kind.EMPHASIS, Kind.STRONG, Kind.STRIKE):
            parts.append(_words(node.children))
        else:
            parts.append(_OTHER)
    return "".join(parts)
