"""Makes a document of a Word file: Markdown, pictures beside it, front matter by what it says, and what was lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from qmsdoc.editing.adopt_vocabulary import WORDS, plain_name
from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.new_document import file_stem
from qmsdoc.editing.pandoc import Element, markdown_of, plain_text, tree_of_file, walk
from qmsdoc.editing.word_file import WordFile, read_word_file
from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.model.document import ID_PATTERN
from qmsdoc.text.sentences import counted

_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_REVISION = re.compile(r"(?i)(?:rev(?:ision)?|issue|version|v|r)?[ .]*([0-9]{1,6})(?:\.0)?")
_LOST_MARKS = {
    "Underline": "underlined words",
    "SmallCaps": "small capitals",
    "Superscript": "raised words",
    "Subscript": "lowered words",
    "Math": "formulas",
    "RawInline": "marks of Word",
    "RawBlock": "marks of Word",
}


_FIELDS = ("id", "title", "type", "owner", "revision")


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """A Word file as a document: its plan, the fields that it gave, and what could not be carried over, in words."""

    plan: EditPlan
    fields: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]


def import_word(path: Path, folder: str, given: Mapping[str, str]) -> ImportedDocument:
    """Make a document below `folder` of the manual; `given` are fields that are known better than the file does.

    Raises `UsageError` where the file cannot be read.
    """
    file = read_word_file(path)
    tree = tree_of_file(path, "--track-changes=all")
    lost = [*file.lost, *_tracked(tree), *_marks(tree)]
    said = {"title": _title(tree) or path.stem, **_fields(file, tree), **given}
    fields = {name: said[name] for name in _FIELDS if name in said}
    stem = file_stem(fields["title"]) or file_stem(path.stem) or "document"
    tree = tree_of_file(path, "--track-changes=accept")
    _number(tree, file.numbered)
    pictures = dict(_pictures(tree, file, stem, lost))
    lost += _tables(tree)
    _unwrap(tree)
    rows = [f"{name}: {scalar(value, name=name != 'title')}" for name, value in fields.items()]
    text = "---\n" + "\n".join(rows) + "\n---\n\n" + _titled(markdown_of(tree), fields["title"])
    base = f"{folder.rstrip('/')}/" if folder else ""
    edits = [FileEdit(f"{base}{stem}.md", None, text.encode())]
    edits += [FileEdit(f"{base}{name}", None, data) for name, data in sorted(pictures.items())]
    return ImportedDocument(EditPlan(tuple(edits)), tuple(fields.items()), tuple(dict.fromkeys(lost)))


def _titled(text: str, title: str) -> str:
    return text if re.search(r"^# ", text, re.MULTILINE) else f"# {title}\n\n{text}"


def _title(tree: Element) -> str:
    """Return the title that the file's text has: a paragraph of that style, else the first heading."""
    heads = (block["c"][2] for block in tree["blocks"] if block["t"] == "Header")
    return plain_text(tree.get("meta", {}).get("title")) or plain_text(next(heads, None))


def _fields(file: WordFile, tree: Element) -> dict[str, str]:
    """Return what the file says of itself: its properties, then heads of pages, then the first table of two columns."""
    said: dict[str, str] = {}
    for label, value in (*file.properties, *file.heads, *_first_table(tree)):
        name = next((field for field, words in WORDS.items() if plain_name(label) in words), None)
        if name is not None and value:
            said[name] = " ".join(value.split())
    found = {name: said[name] for name in ("id", "title", "owner") if name in said}
    if "id" in found and not ID_PATTERN.fullmatch(found["id"]):
        del found["id"]
    revision = _REVISION.fullmatch(said.get("revision", ""))
    return found | ({"revision": str(int(revision[1]))} if revision and int(revision[1]) else {})


def _first_table(tree: Element) -> Iterator[tuple[str, str]]:
    table = next((each for each in walk(tree["blocks"]) if each["t"] == "Table"), None)
    for row in _all_rows(table) if table else ():
        cells = [plain_text(cell[4]) for cell in row[1]]
        yield from zip(cells[::2], cells[1::2], strict=False)


def _all_rows(table: Element) -> list[Any]:
    _, _, _, head, bodies, foot = table["c"]
    return [*head[1], *(row for body in bodies for part in (body[2], body[3]) for row in part), *foot[1]]


def _tracked(tree: Element) -> Iterator[str]:
    kinds = Counter(kind for each in walk(tree) if each["t"] in ("Span", "Div") for kind in each["c"][0][1])
    for kind, words in (("insertion", "an insertion not yet accepted: taken as accepted"),
                        ("deletion", "a deletion not yet accepted: taken as accepted"),
                        ("comment-start", "a comment: left out")):  # fmt: skip
        if kinds[kind]:
            yield words if kinds[kind] == 1 else f"{words} ({kinds[kind]} times)"


def _marks(tree: Element) -> Iterator[str]:
    kinds = Counter(each["t"] for each in walk(tree))
    for kind, words in _LOST_MARKS.items():
        if kinds[kind]:
            yield f"{words} ({counted(kinds[kind], 'place')})"


def _number(tree: Element, levels: frozenset[int]) -> None:
    """Write the numbers of headings that Word counts by itself."""
    counts = [0] * 7
    for block in tree["blocks"]:
        if block["t"] == "Header" and block["c"][0] in levels:
            level = block["c"][0]
            counts[level] += 1
            counts[level + 1 :] = [0] * (6 - level)
            number = ".".join(str(counts[each]) for each in range(min(levels), level + 1))
            block["c"][2] = [{"t": "Str", "c": number}, {"t": "Space"}, *block["c"][2]]


def _pictures(tree: Element, file: WordFile, stem: str, lost: list[str]) -> Iterator[tuple[str, bytes]]:
    numbers: dict[str, int] = {}
    for each in walk(tree):
        if each["t"] != "Image":
            continue
        name, data = each["c"][2][0], file.pictures.get(each["c"][2][0])
        each["c"][0] = ["", [], []]
        if data is None:
            lost.append(f"a picture that is not in the file: {name}")
            continue
        if not name.lower().endswith(_SHOWN):
            lost.append(f"the picture {name} is kept, but no browser shows its kind: save it as PNG")
        number = numbers.setdefault(name, len(numbers) + 1)
        placed = f"{stem}/picture-{number}{PurePosixPath(name).suffix.lower()}"
        each["c"][2][0] = placed
        if not each["c"][1]:
            lost.append(f"the picture {placed} has no description: write what it shows")
        yield placed, data


def _tables(tree: Element) -> list[str]:
    """Make every cell of tables one line, as Markdown has them; return what was lost by it."""
    lost = []
    for table in (each for each in walk(tree["blocks"]) if each["t"] == "Table"):
        for row in _all_rows(table):
            cells = []
            for cell in row[1]:
                if (cell[2], cell[3]) != (1, 1):
                    lost.append("merged cells of a table: the words stand in the first, the others are empty")
                inlines = _one_line(cell[4])
                cells.append([*cell[:2], 1, 1, [{"t": "Plain", "c": inlines}]])
                cells += [[*cell[:2], 1, 1, []] for _ in range(cell[3] - 1)]
            row[1] = cells
        width = max((len(row[1]) for row in _all_rows(table)), default=0)
        for row in _all_rows(table):
            row[1] += [[["", [], []], {"t": "AlignDefault"}, 1, 1, []] for _ in range(width - len(row[1]))]
        table["c"][2] = (table["c"][2] + [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * width)[:width]
        table["c"][2] = [[align, {"t": "ColWidthDefault"}] for align, _ in table["c"][2]]
        if not table["c"][3][1] and table["c"][4]:
            body = table["c"][4][0]
            table["c"][3][1], body[3] = body[3][:1], body[3][1:]
    return lost


def _one_line(blocks: list[Element]) -> list[Element]:
    """Return the words of a cell; its paragraphs and points become one line, with semicolons between them."""
    found: list[Element] = []
    for block in walk(blocks):
        if block["t"] in ("Para", "Plain", "Header"):
            if found:
                found += [{"t": "Str", "c": ";"}, {"t": "Space"}]
            found += block["c"][2] if block["t"] == "Header" else block["c"]
    return [{"t": "Space"} if each["t"] == "LineBreak" else each for each in found]


def _unwrap(node: Any) -> None:
    """Take out what carries no words of its own: spans, styles, raised and underlined words stay as plain words."""
    if isinstance(node, dict):
        for value in node.values():
            _unwrap(value)
    if not isinstance(node, list):
        return
    done: list[Any] = []
    for each in node:
        _unwrap(each)
        kind = each.get("t") if isinstance(each, dict) else None
        if kind in ("Span", "Div"):
            done += each["c"][1]
        elif kind in ("Underline", "SmallCaps", "Superscript", "Subscript"):
            done += each["c"]
        elif kind == "Math":
            done.append({"t": "Code", "c": [["", [], []], each["c"][1]]})
        elif kind not in ("RawInline", "RawBlock"):
            done.append(each)
    node[:] = done
