"""Writes an edition as a Word file: text, pictures, who signed, and on the head of every page which edition it is.

Nothing is read but what was signed: pictures come out of the edition's closure, never from disk or from the network.
"""

from __future__ import annotations

import posixpath
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from qmsdoc.editing.pandoc import Element, tree_of_markdown, walk, write_empty_word, write_word
from qmsdoc.markdown.included import included_text
from qmsdoc.model.snapshot import Edition
from qmsdoc.parse.paths import Way, classify, resolve_path

_INCLUDE = re.compile(r"^-+8<-+[ \t]+\"([^\"\n]+)\"[ \t]*\r?$", re.MULTILINE)
_DEPTH = 8
_HEADER_PART = "word/qmsdoc-header.xml"
_HEADER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class WordExport:
    """An edition to be written as a Word file on a day."""

    edition: Edition
    organisation: str
    as_of: date


def export_word(export: WordExport) -> bytes:
    """Return the Word file; raises `UsageError` where pandoc is not installed."""
    document = export.edition.document
    files = {file.path: file.data for file in document.closure.files}
    body = _expanded(document.text[document.body_offset :], document.path, files, 0)
    tree = tree_of_markdown(body)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _lead_links(tree, document.path, files, folder)
        tree["blocks"] += tree_of_markdown("\n".join(_signatures(export)))["blocks"]
        empty, reference, done = (folder / name for name in ("empty.docx", "reference.docx", "done.docx"))
        write_empty_word(empty)
        _with_header(empty, reference, _head(export))
        write_word(tree, reference, folder, done)
        return done.read_bytes()


def _expanded(text: str, path: str, files: Mapping[str, bytes], depth: int) -> str:
    """Put included files in the place of their lines."""

    def part(found: re.Match[str]) -> str:
        inner = resolve_path(path, found[1])
        if inner is None or inner not in files or depth >= _DEPTH:
            return ""
        return _expanded(included_text(files[inner]).markdown, inner, files, depth + 1)

    return _INCLUDE.sub(part, text)


def _lead_links(tree: Element, path: str, files: Mapping[str, bytes], folder: Path) -> None:
    """Lay the edition's own pictures beside the text, and lead nowhere else on disk or in the network for any."""
    for number, each in enumerate(node for node in walk(tree) if node["t"] == "Image"):
        inner = resolve_path(path, each["c"][2][0])
        data = files.get(inner) if inner is not None else None
        if inner is None or data is None:
            each["t"], each["c"] = "Emph", each["c"][1] or [{"t": "Str", "c": "(picture)"}]
            continue
        name = f"{number}{posixpath.splitext(inner)[1].lower()}"
        (folder / name).write_bytes(data)
        each["c"][2][0] = name
    for each in walk(tree):
        if each["t"] == "Link" and classify(each["c"][2][0]) is Way.UNSAFE:
            each["t"], each["c"] = "Emph", each["c"][1]


def _head(export: WordExport) -> str:
    edition = export.edition
    parts = (export.organisation, f"{edition.name} · revision {edition.revision}", edition.title)
    return " · ".join(part for part in parts if part)


def _signatures(export: WordExport) -> Iterator[str]:
    """Yield what stands below the text, as Markdown: which edition this is and who signed it."""
    edition = export.edition
    yield "\n---\n"
    yield (
        f"**{_plain(edition.name)}, revision {edition.revision}**, in force since {edition.effective_on}. "
        f"Content {edition.content_digest}.\n"
    )
    yield "| Name | Role | Meaning | Signed on | Key |"
    yield "|---|---|---|---|---|"
    for act in edition.approvals:
        day = edition.policy.day(act.signed_at)
        cells = (act.person_name, act.statement.role, act.statement.meaning, str(day), act.key)
        yield "| " + " | ".join(_plain(cell) for cell in cells) + " |"
    yield f"\nThis is a copy of {export.as_of}. Whether it is still in force, the published manual says.\n"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", text)


def _with_header(empty: Path, reference: Path, head: str) -> None:
    """Copy a Word file, with a head on every page (ISO/IEC 29500-1, 17.10)."""
    shown = escape("".join(filter(str.isprintable, head)))
    words = f'<w:r><w:t xml:space="preserve">{shown}</w:t></w:r>'
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{words}</w:p>'
    part = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr {_NAMESPACES}>{paragraph}</w:hdr>'
    relation = f'<Relationship Id="rIdQmsdoc" Type="{_RELATION}" Target="{_HEADER_PART.removeprefix("word/")}"/>'
    type_ = f'<Override PartName="/{_HEADER_PART}" ContentType="{_HEADER_TYPE}"/>'
    use = f'<w:headerReference xmlns:r="{_RELATION.rpartition("/")[0]}" w:type="default" r:id="rIdQmsdoc"/>'
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(reference, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            text = source.read(info.filename)
            if info.filename == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
            elif info.filename == "[Content_Types].xml":
                text = text.replace(b"</Types>", type_.encode() + b"</Types>")
            elif info.filename == "word/document.xml":
                text = re.sub(rb"<w:sectPr\s*/>", b"<w:sectPr></w:sectPr>", text)
                text = re.sub(rb"(<w:sectPr[^>]*>)", lambda found: found[1] + use.encode(), text, count=1)
            target.writestr(info.filename, text)
        target.writestr(_HEADER_PART, part)
