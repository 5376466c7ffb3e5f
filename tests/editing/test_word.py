"""Word in and out: what comes back is what went out, and what is lost is told."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from qmsdoc.editing.word_export import WordExport, export_word
from qmsdoc.editing.word_import import ImportedDocument, import_word
from qmsdoc.errors import UsageError
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import Kind, walk
from tests.memory import DAY, MemoryManual, document

pytest.importorskip("pypandoc", reason="The extra `word` is not installed.")

_PICTURE = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc`\0\x01\0\0"
    b"\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)
_BODY = """\

## 1 Purpose

Some **bold** and *italic* words, a [link](https://example.com) and `code`.

1. One
2. Two
   - under two
   - also
3. Three

| Record | Kept |
|---|---|
| Minutes | **ten** years |
| [Plan](https://example.com/plan) | five years |

![The way of a document](way.png)

--8<-- "part.md"

> Said by somebody.
"""
_SECRET = "![secret](../../../../../../etc/hostname) and ![far](https://example.com/a.png)\n"


def _exported(body: str = _BODY) -> bytes:
    manual = MemoryManual()
    manual.write("documents/procedures/control.md", document(body=body))
    manual.write("documents/procedures/way.png", _PICTURE)
    manual.write("documents/procedures/part.md", "- a part of it\n")
    manual.found().commit("2026-01-08")
    manual.approve()
    record = next(each for each in manual.snapshot().records if each.name == "QP-001")
    assert record.effective is not None
    return export_word(WordExport(record.effective, "Meridian Instruments Ltd", DAY))


def _imported(data: bytes, place: Path) -> ImportedDocument:
    file = place / "control.docx"
    file.write_bytes(data)
    return import_word(file, "documents", {})


def _parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def _structure(text: str) -> list[tuple[str, str]]:
    kinds = (Kind.HEADING, Kind.ITEM, Kind.CELL, Kind.HEADER_CELL, Kind.LINK, Kind.STRONG, Kind.EMPHASIS, Kind.CODE)
    found = []
    for node in walk(read(text).blocks):
        if node.kind in kinds:
            words = "".join(each.text for each in walk((node,)) if each.kind in (Kind.TEXT, Kind.CODE))
            found.append((str(node.kind), node.destination or " ".join(words.split())))
    return found


def test_a_round_trip_keeps_headings_tables_lists_links_and_pictures(tmp_path: Path) -> None:
    found = _imported(_exported(), tmp_path)
    text = (found.plan.edits[0].after or b"").decode()
    back = text.partition("\n---\n")[2].partition("\n---\n")[0].partition("\n------")[0]
    assert _structure(back) == _structure("# Title of QP-001\n" + _BODY.replace('--8<-- "part.md"', "- a part of it"))
    pictures = [edit for edit in found.plan.edits if not edit.path.endswith(".md")]
    assert [edit.after for edit in pictures] == [_PICTURE]
    assert f"![The way of a document]({pictures[0].path.removeprefix('documents/')})" in back


def test_every_page_says_which_edition_it_is_and_the_end_who_signed() -> None:
    parts = _parts(_exported())
    assert "QP-001 · revision 1" in "".join(text for name, text in parts.items() if "header" in name)
    assert "headerReference" in parts["word/document.xml"]
    words = re.sub(r"<[^>]+>", " ", parts["word/document.xml"])
    for wanted in ("Amir Khan", "process-owner", "I approve this revision for use.", "2026-01-12", "sha256:"):
        assert wanted in words


def test_no_file_that_was_not_signed_and_nothing_from_the_network_is_put_in() -> None:
    parts = _parts(_exported(_SECRET))
    assert [name for name in parts if name.startswith("word/media/")] == []
    assert "example.com" not in parts.get("word/_rels/document.xml.rels", "")


def _word(place: Path, document_xml: str, **others: str) -> Path:
    """Make a small Word file of the body `document_xml`."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = _parts(_exported("\nWords.\n"))
    parts = {name: text for name, text in parts.items() if "header" not in name and "media" not in name}
    parts["word/document.xml"] = f"<w:document {space}><w:body>{document_xml}</w:body></w:document>"
    for name, element in (("word/_rels/document.xml.rels", "Relationship"), ("[Content_Types].xml", "Override")):
        parts[name] = re.sub(rf"<{element} [^>]*header[^>]*/>", "", parts[name])
    file = place / "form.docx"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in (parts | others).items():
            archive.writestr(name, text)
    return file


_GRID = '<w:tblGrid><w:gridCol w:w="900"/><w:gridCol w:w="900"/></w:tblGrid>'


def _row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _cell(text: str, more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_front_matter_comes_from_the_first_table_of_the_file(tmp_path: Path) -> None:
    rows = [("Document No.", "SOP-7", "Rev.", "R3"), ("Title", "Cleaning: rooms", "Owner", "quality-manager")]
    table = "".join(_row(*map(_cell, row)) for row in rows)
    found = import_word(_word(tmp_path, f"<w:tbl>{table}</w:tbl>"), "documents", {})
    assert dict(found.fields) == {
        "id": "SOP-7", "title": "Cleaning: rooms", "owner": "quality-manager", "revision": "3",
    }  # fmt: skip
    assert found.plan.paths == ("documents/cleaning-rooms.md",)


def test_what_cannot_be_carried_over_is_told(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    changed = '<w:ins w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z">' + run.format("new") + "</w:ins>"
    gone = '<w:del w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>old</w:delText></w:r></w:del>'
    merged = _row(_cell("both", '<w:gridSpan w:val="2"/>')) + _row(_cell("a"), _cell("b"))
    under = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>under</w:t></w:r>'
    body = f"<w:p>{changed}{gone}{under}</w:p><w:tbl>{_GRID}{merged}</w:tbl>"
    found = import_word(_word(tmp_path, body), "documents", {})
    text = (found.plan.edits[0].after or b"").decode()
    told = " | ".join(found.lost)
    for wanted in ("an insertion", "a deletion", "underlined words", "merged cells"):
        assert wanted in told
    assert "new" in text
    assert "old" not in text
    assert "<" not in text


def test_headings_that_word_numbers_keep_their_numbers(tmp_path: Path) -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
            f'<w:pPr><w:numPr/><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
            for level in (1, 2)
        )
        + "</w:styles>"
    )
    heads = [(1, "Purpose"), (2, "Who"), (2, "What"), (1, "Scope")]
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for level, text in heads
    )
    found = import_word(_word(tmp_path, body, **{"word/styles.xml": styles}), "documents", {})
    text = (found.plan.edits[0].after or b"").decode()
    assert re.findall(r"^#.*", text, re.MULTILINE) == [
        "# form", "## 1 Purpose", "### 1.1 Who", "### 1.2 What", "## 2 Scope"
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"not a file", b"PK\x03\x04"])
def test_what_is_no_word_file_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        _imported(data, tmp_path)
