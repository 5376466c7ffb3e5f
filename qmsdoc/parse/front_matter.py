"""Front matter: the `---` block at the head of a document, typed into `FrontMatter`.

YAML between two lines of three hyphens, the first of them on the file's first line, as MkDocs and
python-frontmatter read it. What those readers pass over in silence (a byte order mark, a block
that is never closed or ends in `...`) is `front-matter-invalid` here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from typing import NamedTuple

from qmsdoc.model.document import ID_PATTERN as ID_FORM
from qmsdoc.model.document import FrontMatter
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import FRONT_MATTER_INVALID, LIMIT_EXCEEDED
from qmsdoc.parse.cut_values import cut_value
from qmsdoc.parse.document_fields import judged_fields
from qmsdoc.parse.own_schema import OwnSchema
from qmsdoc.parse.simple_fields import simple_fields
from qmsdoc.parse.simple_yaml import read_simple
from qmsdoc.parse.text import decode
from qmsdoc.parse.yaml import Mapping, Node, Scalar, Sequence, read

RULE = FRONT_MATTER_INVALID
LIMIT = 64_000
_MOST_FIELDS, _MOST_VALUES = 200, 5_000
_TOO_MANY = (
    f"The front matter has more than {_MOST_FIELDS} fields, or {_MOST_VALUES} values in all.",
    "Keep lists of data in a file of their own.",
)

_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_ABOVE = re.compile(r"(?:\s++|<!--(?:(?!-->).){0,2000}-->)*+", re.DOTALL)
_NEARLY = re.compile("[ \t\u00a0]*[-\u2010-\u2015\u2212]{2,40}[ \t\u00a0]*")
_FIXED_SPACE = re.compile("^[A-Za-z_][\\w-]*:\u00a0", re.MULTILINE)
_LINES = 100  # in which the closing line is looked for
_DOTS = re.compile(r"^\.\.\.[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"[A-Za-z_][\w-]{0,40}:(?:[ \t].*)?\r?(?:\n|\Z)")
_BARE = "The file has no front matter."
_BEGIN = "Begin the file with a line '---', the fields below it, and a second line '---'."


class ParsedFile(NamedTuple):
    """A document's file taken apart; `body_offset` is the offset in `text` at which the Markdown begins.

    Where the front matter cannot be found `body_offset` is 0, where it is never closed the end of the text.
    `bare` tells a file that does not even try: plain Markdown without a trace of front matter; `foreign` one that by
    the policy's mapping is no document.
    """

    front: FrontMatter
    text: str
    body_offset: int
    problems: tuple[Finding, ...]
    bare: bool = False
    foreign: bool = False


def front_matter(data: bytes, schemas: Table[str, OwnSchema] | None = None) -> ParsedFile:
    """Read a document's file: its typed front matter, its text, and every fault. Never raises.

    `schemas` are those that types have of their own, by the name of the type.
    """
    text, oddity = decode(data, rule=RULE)
    start = 1 if text.startswith("\ufeff") else 0
    opening = _OPENING.match(text, start)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        body = len(text) if opening else 0
        lacking = oddity or (_unclosed(text) if opening else _unopened(text))
        bare = lacking.message == _BARE
        return ParsedFile(FrontMatter() if bare else _meant(data), text, body, (lacking,), bare)
    inner = text[opening.end() : closing.start()]
    simple = None if oddity else simple_fields(inner, 2, schemas or {})
    if simple is not None:
        return ParsedFile(simple, text, closing.end(), ())
    problem = oddity or _misshapen(inner)
    if problem:
        return ParsedFile(_meant(data), text, closing.end(), (problem,))
    front, problems = _fields(inner, schemas or {})
    unreadable = front == FrontMatter() and any(finding.rule in {RULE, LIMIT_EXCEEDED} for finding in problems)
    return ParsedFile(_meant(data) if unreadable else front, text, closing.end(), problems)


def body(data: bytes) -> tuple[str, int]:
    """Return a file's text, and the offset in it at which the Markdown begins; its fields are not judged."""
    text, _ = decode(data, rule=RULE)
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    return text, closing.end() if closing else len(text) if opening else 0


def _meant(data: bytes) -> FrontMatter:
    """Return who a document that cannot be read means to be, so that what leads to it still does; no more than that."""
    from qmsdoc.parse.lenient import read_lenient  # noqa: PLC0415 - few documents cannot be read

    found = read_lenient(data[:LIMIT])
    name, lang = found.text("id"), found.text("lang")
    return FrontMatter(
        id=name if name and ID_FORM.fullmatch(name) else None, lang=lang if lang and _LANGUAGE.fullmatch(lang) else None
    )


def _unopened(text: str) -> Finding:
    """Say why no front matter begins on the first line."""
    if not text.strip():
        return Finding(RULE, "The file is empty.", _BEGIN, 1, 1)
    above = _ABOVE.match(text)
    at = text.rfind("\n", 0, above.end()) + 1 if above else 0
    line, first = text.count("\n", 0, at) + 1, text[at:].split("\n", 1)[0].rstrip("\r")
    if first.strip() == "+++":
        return Finding(RULE, "The front matter is written in TOML, between lines of '+++'.", _BEGIN, line, 1)
    if _NEARLY.fullmatch(first):
        return _nearly_opened(text[:at], first, line)
    if _FIELD.match(text):
        return Finding(RULE, "The opening line '---' of the front matter is missing.", _BEGIN, 1, 1)
    return Finding(RULE, _BARE, _BEGIN, 1, 1)


def _nearly_opened(above: str, first: str, line: int) -> Finding:
    """Say what is wrong with a first line that is nearly `---`, or stands nearly at the top."""
    if first.rstrip(" \t") != "---":
        return Finding(RULE, *_instead("opening", first), line, 1)
    if "<!--" in above:
        remedy = "Move the comment below the second line '---'."
        return Finding(RULE, "A comment stands above the front matter.", remedy, 1, 1)
    return Finding(RULE, "The front matter does not begin on the first line.", "Delete the empty lines above it.", 1, 1)


def _instead(which: str, row: str) -> tuple[str, str]:
    """Describe an opening or closing line that is not quite `---`, and what to do."""
    bare = row.strip(" \t\u00a0")
    if "\u00a0" in row and set(bare) == {"-"} and len(bare) == 3:
        return (
            f"The {which} line '---' has a no-break space beside it.",
            "Delete it, so that only three hyphens stand there.",
        )
    if bare == "---":
        return f"A space stands before the {which} line '---'.", "Delete it, so that the hyphens begin the line."
    kind = "" if set(bare) == {"-"} else ", in dashes,"
    return f"The {which} line is '{bare[:20]}'{kind} instead of '---'.", "Write three hyphens."


def _unclosed(text: str) -> Finding:
    dots = _DOTS.search(text)
    if dots:
        return _dotted(text.count("\n", 0, dots.start()) + 1)
    for number, row in enumerate(text.split("\n")[1:_LINES], 2):
        if _NEARLY.fullmatch(row.rstrip("\r")):
            return Finding(RULE, *_instead("closing", row.rstrip("\r")), number, 1)
    return Finding(RULE, "The front matter is never closed.", "Write a line '---' below its last field.", 1, 1)


def _dotted(line: int) -> Finding:
    return Finding(RULE, "The front matter ends with '...'.", "Write '---' instead.", line, 1)


def _misshapen(inner: str) -> Finding | None:
    dots = _DOTS.search(inner)
    if dots:
        return _dotted(inner.count("\n", 0, dots.start()) + 2)
    space = _FIXED_SPACE.search(inner)
    if space:
        at, column = inner.count("\n", 0, space.start()) + 2, space.end() - space.start()
        return Finding(
            RULE, "A no-break space follows the colon.", "Write 'name: value' with a plain space.", at, column
        )
    if len(inner) > LIMIT:
        message = f"The front matter has {len(inner)} characters; the most that is read is {LIMIT}."
        return Finding(RULE, message, "Move text below the closing line '---'.", 2, 1)
    return None


def _fields(inner: str, schemas: Table[str, OwnSchema]) -> tuple[FrontMatter, tuple[Finding, ...]]:
    node: Node | None = read_simple(inner, 2)
    if node is None:
        node, problem = read(inner, rule=RULE, line=2)
        if problem:
            return FrontMatter(), (problem,)
    if node is None or (isinstance(node, Scalar) and not node.text):
        node = Mapping((), 1, 1)
    if not isinstance(node, Mapping):
        return FrontMatter(), (_not_fields(inner, node),)
    cut = cut_value(node, inner, RULE, 2)
    excess = Finding(LIMIT_EXCEEDED, *_TOO_MANY, 2, 1) if _is_excessive(node) else None
    if cut or excess:
        return FrontMatter(), tuple(filter(None, (cut, excess)))
    return judged_fields(node, schemas)


def _is_excessive(node: Mapping) -> bool:
    """Return whether there are more fields, or values in all, than are looked at."""
    waiting: list[Node] = [node]
    count = 0
    while waiting and count <= _MOST_VALUES:
        found = waiting.pop()
        count += 1
        if isinstance(found, Mapping):
            waiting += (value for _, value in found.entries)
        elif isinstance(found, Sequence):
            waiting += found.items
    return count > _MOST_VALUES or len(node.entries) > _MOST_FIELDS


def _not_fields(inner: str, node: Node) -> Finding:
    glued = re.match(r"\s*[\w-]+:(?=\S)", inner)
    if glued:
        return Finding(RULE, "After the colon a space is missing.", "Write 'name: value'.", node.line, glued.end())
    return Finding(RULE, "The front matter holds no fields.", "Write 'name: value' lines.", node.line, node.column)
