"""Makes a document of a Word file: Markdown, pictures beside it, front matter by what it says, and what was lost."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from qmsdoc.editing.adopt_vocabulary import WORDS, plain_name
from qmsdoc.editing.edit_plan import EditPlan, FileEdit
from qmsdoc.editing.new_document import file_stem
from qmsdoc.editing.pandoc import Element, markdown_of, plain_text, tree_of_file, walk
from qmsdoc.editing.word_cells import all_rows, one_line_cells
from qmsdoc.editing.word_file import WordFile, read_word_file
from qmsdoc.editing.yaml_lines import scalar
from qmsdoc.model.document import ID_PATTERN
from qmsdoc.parse.paths import Way, classify
from qmsdoc.text.sentences import counted

_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_REVISION = re.compile(r"(?i)(?:rev(?:ision)?|issue|version|v|r)?[ .]*([0-9]{1,6})(?:\.0)?")
_UNSEEN = re.compile("[\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_BETWEEN_LISTS = re.compile(r"^&nbsp;$", re.MULTILINE)  # pandoc keeps two lists apart so
_TO_WORD = re.compile(r"\]\((?P<to>[^()\s]+\.docx)(?:#[^()\s]*)?\)", re.IGNORECASE)
_DEEPEST = 6  # levels of headings
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
    with tempfile.TemporaryDirectory() as place:
        reduced = Path(place) / "reduced.docx"
        reduced.write_bytes(file.reduced)
        marked = tree_of_file(reduced, "--track-changes=all")
        tree = tree_of_file(reduced, "--track-changes=accept")
    lost = [*file.lost, *_tracked(marked), *_marks(tree), *_boxes(file, tree)]
    said = {"title": _title(tree) or path.stem, **_fields(file, tree), **given}
    fields = {name: said[name] for name in _FIELDS if name in said}
    stem = file_stem(fields["title"]) or file_stem(path.stem) or "document"
    _number(tree, file.numbered)
    lost += _plain_lists(tree)
    pictures = dict(_pictures(tree, file, stem, lost))
    lost += one_line_cells(tree)
    lost += _references(tree)
    _unwrap(tree)
    _under_title(tree, fields["title"])
    rows = [f"{name}: {scalar(value, name=name != 'title')}" for name, value in fields.items()]
    text = "---\n" + "\n".join(rows) + "\n---\n\n" + _BETWEEN_LISTS.sub("<!-- -->", _UNSEEN.sub("", markdown_of(tree)))
    base = f"{folder.rstrip('/')}/" if folder else ""
    edits = [FileEdit(f"{base}{stem}.md", None, text.encode())]
    edits += [FileEdit(f"{base}{name}", None, data) for name, data in sorted(pictures.items())]
    return ImportedDocument(EditPlan(tuple(edits)), tuple(fields.items()), tuple(dict.fromkeys(lost)))


def lead_between(found: Sequence[tuple[str, ImportedDocument]]) -> tuple[ImportedDocument, ...]:
    """Lead links between files that were imported together, each given with its name, to the documents they became."""
    became = {name.lower(): document.plan.edits[0].path for name, document in found}
    done = []
    for _, document in found:
        first, *others = document.plan.edits
        folder = first.path.rpartition("/")[0] or "."

        def leads(link: re.Match[str], folder: str = folder) -> str:
            to = became.get(unquote(link["to"]).rpartition("/")[2].lower())
            return f"]({quote(posixpath.relpath(to, folder))})" if to else link[0]

        text = _TO_WORD.sub(leads, (first.after or b"").decode())
        here = tuple(f": {name}" for name in became)
        gone = [each for each in document.lost if not unquote(each).lower().endswith(here)]
        plan = EditPlan((FileEdit(first.path, None, text.encode()), *others))
        done.append(replace(document, plan=plan, lost=tuple(gone)))
    return tuple(done)


def _under_title(tree: Element, title: str) -> None:
    """Put the title above all, as the one heading of the first level; the others follow one level down."""
    heads = [block for block in tree["blocks"] if block["t"] == "Header"]
    first = [block for block in heads if block["c"][0] == 1]
    if len(first) == 1 and first[0] is tree["blocks"][0] and plain_text(first[0]["c"][2]) == title:
        return
    for block in heads if first else ():
        block["c"][0] = min(block["c"][0] + 1, _DEEPEST)
    words = [{"t": "Str", "c": title}]
    tree["blocks"].insert(0, {"t": "Header", "c": [1, ["", [], []], words]})


def _title(tree: Element) -> str:
    """Return the title in the text: a paragraph of that style, else the only heading of its level, above all."""
    first = [block for block in tree["blocks"] if block["t"] == "Header" and block["c"][0] == 1]
    alone = len(first) == 1 and first[0] is tree["blocks"][0]
    return plain_text(tree.get("meta", {}).get("title")) or (plain_text(first[0]["c"][2]) if alone else "")


def _boxes(file: WordFile, tree: Element) -> Iterator[str]:
    """Yield the text boxes, which stand anywhere on a Word page: whether their words are in the text."""
    text = plain_text(tree["blocks"]).replace(" ", "")
    for words in file.boxes:
        kept = words.replace(" ", "") in text
        yield f"a text box: its words {'stand where it was anchored' if kept else 'are not in the text'}: {words[:60]}"


def _plain_lists(tree: Element) -> Iterator[str]:
    """Number all lists by figures, and take out the empty lines between points of one paragraph."""
    lettered = 0
    for each in walk(tree["blocks"]):
        if each["t"] not in ("OrderedList", "BulletList"):
            continue
        items = each["c"][1] if each["t"] == "OrderedList" else each["c"]
        if each["t"] == "OrderedList":
            lettered += each["c"][0][1]["t"] not in ("Decimal", "DefaultStyle")
            each["c"][0] = [each["c"][0][0], {"t": "Decimal"}, {"t": "Period"}]
        if all(sum(block["t"] == "Para" for block in item) <= 1 for item in items):
            for block in (block for item in items for block in item if block["t"] == "Para"):
                block["t"] = "Plain"
    if lettered:
        yield f"letters or Roman numbers of {counted(lettered, 'list')}: numbered by figures"


def _references(tree: Element) -> Iterator[str]:
    """Take out links within the file, whose goals are marks of Word; name those to other files."""
    within = 0
    for each in walk(tree):
        if each["t"] == "Link":
            to = each["c"][2][0]
            if to.startswith("#"):
                within += 1
                each["t"], each["c"] = "Span", [["", [], []], each["c"][1]]
            elif classify(to) is Way.LOCAL:
                yield f"a link to another file, which has to be here for it to lead there: {to}"
    if within:
        yield f"cross-references ({counted(within, 'place')}): their words are kept, they lead nowhere"


def _fields(file: WordFile, tree: Element) -> dict[str, str]:
    """Return what the file says of itself: its properties, then heads of pages, then the first table of two columns."""
    said: dict[str, str] = {}
    visible = _title(tree)
    properties = [(label, value) for label, value in file.properties if not (visible and label == "title")]
    for label, value in (*properties, *file.heads, *_first_table(tree)):
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
    for row in all_rows(table) if table else ():
        cells = [plain_text(cell[4]) for cell in row[1]]
        yield from pairwise(cells)


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
