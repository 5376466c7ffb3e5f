"""A Word file (ISO/IEC 29500) beside its text: properties, heads of pages, pictures, and what no text carries over."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from qmsdoc.errors import UsageError

_LARGEST = 300_000_000  # bytes of a whole file, unpacked
_LARGEST_PART = 50_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MEDIA = "word/media/"
_DOCUMENT = "word/document.xml"
_DRAWN_TWICE = re.compile(rb"<mc:AlternateContent(?:\s[^<>]*)?>.*?</mc:AlternateContent>", re.DOTALL)
_CHOICE = re.compile(rb"<mc:Choice(?:\s[^<>]*)?>.*?</mc:Choice>", re.DOTALL)
_FALLBACK = re.compile(rb"<mc:Fallback(?:\s[^<>]*)?>.*?</mc:Fallback>", re.DOTALL)
_PARAGRAPH = re.compile(rb"<w:p(?:\s[^<>]*)?>.*?</w:p>", re.DOTALL)
_STYLED = re.compile(rb'<w:pStyle w:val="([^"<>]*)"')
_LOST = (
    (re.compile(rb"<(?:c:chart|dgm:relIds)\b"), "a chart or diagram drawn by Word"),
    (
        re.compile(rb"<w:fldSimple\b|<w:instrText\b[^>]*> *+(?!HYPERLINK|PAGE|TOC|REF|SEQ)"),
        "a field that Word fills in: the words that it last showed are kept",
    ),
    (re.compile(rb"<w:sdt>"), "a content control: its choices are gone, its words are kept"),
    (re.compile(rb"<w:cols [^>]*w:num=\"[2-9]"), "columns of text"),
)


@dataclass(frozen=True, slots=True)
class WordFile:
    """What stands in a Word file: `properties` and rows of `heads` as pairs, pictures by the name that the text uses.

    `numbered` are the levels of headings that Word numbers; `boxes` the words of text boxes; `lost` says in words what
    has no place in Markdown. `reduced` is the file without what is shown twice or filled in: tables of contents, and
    drawings as older programs take them.
    """

    properties: tuple[tuple[str, str], ...]
    heads: tuple[tuple[str, str], ...]
    pictures: Mapping[str, bytes]
    numbered: frozenset[int]
    boxes: tuple[str, ...]
    lost: tuple[str, ...]
    reduced: bytes


def read_word_file(path: Path) -> WordFile:
    """Read a Word file; raises `UsageError` where it is none, or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_large(archive, path)
            names = archive.namelist()
            parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
            pictures = {name.removeprefix("word/"): archive.read(name) for name in names if name.startswith(_MEDIA)}
            text = _text(parts.get(_DOCUMENT, b""), parts.get("word/styles.xml", b""))
            reduced = _with_text(archive, text)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, KeyError) as error:
        raise UsageError(f"{path.name} cannot be read as a Word file.", remedy="Save it in Word as .docx.") from error
    if _DOCUMENT not in parts:
        raise UsageError(f"{path.name} is not a Word file.", remedy="Save it in Word as .docx.")
    embedded = tuple(f"an embedded file: {name}" for name in sorted(names) if name.startswith("word/embeddings/"))
    found = ((words, len(pattern.findall(text))) for pattern, words in _LOST)
    lost = (words if count == 1 else f"{words} ({count} times)" for words, count in found if count)
    return WordFile(
        properties=tuple(_properties(parts)),
        heads=tuple(row for name in sorted(parts) if name.startswith("word/header") for row in _rows(parts[name])),
        pictures=pictures,
        numbered=frozenset(_numbered(parts.get("word/styles.xml", b""))),
        boxes=tuple(_boxes(text)),
        lost=(*lost, *embedded),
        reduced=reduced,
    )


def _text(document: bytes, styles: bytes) -> bytes:
    """Return a text without tables of contents, and with one of two ways in which drawings are written.

    Of a text box that is the older one, whose words pandoc reads.
    """
    root = _root(styles)
    contents = {
        (style.get(f"{_W}styleId") or "").encode()
        for style in (root.iter(f"{_W}style") if root is not None else ())
        if (named := style.find(f"{_W}name")) is not None and (named.get(f"{_W}val") or "").lower().startswith("toc ")
    }

    def kept(found: re.Match[bytes]) -> bytes:
        styled = _STYLED.search(found[0])
        return b"" if styled and styled[1] in contents else found[0]

    def once(found: re.Match[bytes]) -> bytes:
        fallback = _FALLBACK.search(found[0])
        boxed = fallback is not None and b"<w:txbxContent" in fallback[0]
        return (_CHOICE if boxed else _FALLBACK).sub(b"", found[0])

    return _PARAGRAPH.sub(kept, _DRAWN_TWICE.sub(once, document))


def _with_text(archive: zipfile.ZipFile, text: bytes) -> bytes:
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w") as target:
        for name in archive.namelist():
            target.writestr(name, text if name == _DOCUMENT else archive.read(name))
    return done.getvalue()


def _boxes(text: bytes) -> Iterator[str]:
    root = _root(text)
    for box in root.iter(f"{_W}txbxContent") if root is not None else ():
        words = _words(box)
        if words:
            yield words


def _refuse_large(archive: zipfile.ZipFile, path: Path) -> None:
    sizes = [info.file_size for info in archive.infolist()]
    if sum(sizes) > _LARGEST or max(sizes, default=0) > _LARGEST_PART:
        raise UsageError(f"{path.name} is too large, unpacked.", remedy="Make its pictures smaller in Word.")


def _root(data: bytes) -> ElementTree.Element | None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - no entity is declared, so none can grow
    except ElementTree.ParseError:
        return None


def _properties(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    core = _root(parts.get("docProps/core.xml", b""))
    for node in core if core is not None else ():
        name = node.tag.rpartition("}")[2]
        if node.text and node.text.strip() and name in ("title", "subject", "creator", "category"):
            yield name, " ".join(node.text.split())
    custom = _root(parts.get("docProps/custom.xml", b""))
    for node in custom if custom is not None else ():
        value = " ".join("".join(node.itertext()).split())
        if node.get("name") and value:
            yield str(node.get("name")), value


def _rows(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what stands in the head of a page as label and value: cells beside each other, or `label: value`."""
    root = _root(data)
    for row in root.iter(f"{_W}tr") if root is not None else ():
        cells = [_words(cell) for cell in row.iter(f"{_W}tc")]
        yield from pairwise(cells)
        yield from (pair for cell in cells if (pair := _labelled(cell)))
    for paragraph in root.iter(f"{_W}p") if root is not None else ():
        yield from filter(None, map(_labelled, _parts(paragraph)))


def _labelled(text: str) -> tuple[str, str] | None:
    label, colon, value = text.partition(":")
    return (label.strip(), value.strip()) if colon and value.strip() else None


def _parts(paragraph: ElementTree.Element) -> list[str]:
    """Return what stands at the left, in the middle and at the right of a head: tabs are between."""
    signs = {f"{_W}tab": "\t", f"{_W}br": "\t"}
    runs = (each for run in paragraph.iter(f"{_W}r") for each in run)
    return "".join(signs.get(each.tag, (each.text or "") if each.tag == f"{_W}t" else "") for each in runs).split("\t")


def _words(node: ElementTree.Element) -> str:
    return " ".join("".join(each.text or "" for each in node.iter(f"{_W}t")).split())


def _numbered(styles: bytes) -> Iterator[int]:
    root = _root(styles)
    for style in root.iter(f"{_W}style") if root is not None else ():
        named = style.find(f"{_W}name")
        level = re.fullmatch(r"heading ([1-6])", (named.get(f"{_W}val") or "").lower()) if named is not None else None
        if level and style.find(f"{_W}pPr/{_W}numPr") is not None:
            yield int(level[1])
