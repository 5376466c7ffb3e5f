"""Word files as Word writes them: what becomes of each of their parts, and what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from qmsdoc.editing.word_import import ImportedDocument, import_word, lead_between
from tests.editing.word_files import (
    METAFILE,
    PICTURE,
    cell,
    control,
    field,
    listed,
    paragraph,
    picture,
    run,
    table,
    text_box,
    word_file,
)

pytest.importorskip("pypandoc", reason="The extra `word` is not installed.")

_WHEN = 'w:author="B" w:date="2025-01-01T00:00:00Z"'
_CONTENTS = control(
    paragraph("Inhalt", "Verzeichnis1")
    + paragraph(
        field('TOC \\o "1-3"', "1 Zweck 3").removesuffix('<w:r><w:fldChar w:fldCharType="end"/></w:r>'), "Verzeichnis1"
    )
    + paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>',
)
_BODY = "".join(
    (
        paragraph("Lenkung von Dokumenten", "Titel"),
        _CONTENTS,
        paragraph("Zweck", "berschrift1"),
        paragraph(
            run("Regelt „Dokumente“ und ") + run("alle", "<w:b/>") + run(" Auf\u00adzeichnungen")
            + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(".")
        ),
        paragraph("Begriffe", "berschrift2"),
        paragraph(
            f'<w:ins w:id="7" {_WHEN}>{run("neu")}</w:ins><w:del w:id="8" {_WHEN}><w:r><w:delText>alt</w:delText></w:r>'
            f'</w:del>{run(" und ")}<w:commentRangeStart w:id="5"/>{run("kommentiert")}<w:commentRangeEnd w:id="5"/>'
            '<w:r><w:commentReference w:id="5"/></w:r>'
        ),
        listed("Erstens", 3) + listed("Zweitens", 3) + listed("zuerst", 3, 1) + listed("dann", 3, 1),
        listed("Drittens", 3),
        listed("Punkt", 2) + listed("Unterpunkt", 2, 1),
        table(
            cell("Aufgabe") + cell("Rolle") + cell("Frist"),
            cell("Prüfen", "<w:vMerge w:val='restart'/>") + cell("QM") + cell("5 Tage"),
            cell("", "<w:vMerge/>") + cell("Leitung", "<w:gridSpan w:val='2'/>"),
            columns=3,
        ),
        paragraph(run("Status: ") + control(run("frei"), '<w:dropDownList><w:listItem w:value="1"/></w:dropDownList>')),
        paragraph(
            run("Siehe ") + field("REF _Ref1 \\h", "Kapitel 1") + run(", Version ") + field("DOCPROPERTY Version", "4")
            + run(", ") + f'<w:hyperlink r:id="rId30">{run("Norm")}</w:hyperlink>'
            + run(", ") + f'<w:hyperlink r:id="rId31">{run("Liste")}</w:hyperlink>'
        ),
        paragraph(picture("rId10", "Der Ablauf")) + paragraph(picture("rId11", "")),
        paragraph(text_box("Achtung!")),
        paragraph("Anhang", "AnhangStil"),
    )
)  # fmt: skip
_TEXT = """\
---
id: VA-007
title: Lenkung von Dokumenten
owner: Leitung QM
revision: 4
---

# Lenkung von Dokumenten

## 1 Zweck

Regelt „Dokumente“ und **alle** Aufzeichnungen[^1].

### 1.1 Begriffe

neu und kommentiert

1.  Erstens
2.  Zweitens
    1.  zuerst
    2.  dann
3.  Drittens

- Punkt
  - Unterpunkt

| Aufgabe | Rolle   | Frist  |
|---------|---------|--------|
| Prüfen  | QM      | 5 Tage |
|         | Leitung |        |

Status: frei

Siehe Kapitel 1, Version 4, [Norm](https://example.com/norm), [Liste](FB-012%20Pr%C3%BCfliste.docx)

![Der Ablauf](lenkung-von-dokumenten/picture-1.png)

![](lenkung-von-dokumenten/picture-2.emf)

Achtung!

## 2 Anhang

[^1]: Siehe ISO 9001, 7.5.
"""
_LOST = (
    "a field that Word fills in", "a content control", "an insertion not yet accepted", "a deletion not yet accepted",
    "a comment: left out", "a text box: its words stand where it was anchored: Achtung!", "letters or Roman numbers",
    "no browser shows its kind", "has no description", "merged cells", "a link to another file",
    "cross-references (1 place)",
)  # fmt: skip


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> ImportedDocument:
    """A procedure with all that people put into one."""
    return import_word(word_file(tmp_path_factory.mktemp("word") / "VA-007.docx", _BODY), "documents", {})


def test_text_header_and_pictures_are_what_the_pages_showed(imported: ImportedDocument) -> None:
    edits = {edit.path: edit.after for edit in imported.plan.edits}
    assert (edits["documents/lenkung-von-dokumenten.md"] or b"").decode() == _TEXT
    assert edits["documents/lenkung-von-dokumenten/picture-1.png"] == PICTURE
    assert edits["documents/lenkung-von-dokumenten/picture-2.emf"] == METAFILE


@pytest.mark.parametrize("wanted", _LOST)
def test_each_loss_is_told(imported: ImportedDocument, wanted: str) -> None:
    assert sum(wanted in each for each in imported.lost) == 1


def test_links_between_files_imported_together_lead_to_what_they_became(
    imported: ImportedDocument, tmp_path: Path
) -> None:
    form = import_word(
        word_file(tmp_path / "FB-012 Prüfliste.docx", paragraph("Prüfliste", "Titel"), head=""), "forms", {}
    )
    both = lead_between([("VA-007.docx", imported), ("FB-012 Prüfliste.docx", form)])
    text = (both[0].plan.edits[0].after or b"").decode()
    assert "[Liste](../forms/prufliste.md)" in text
    assert not any("a link to another file" in each for each in both[0].lost)


def test_a_head_without_a_table_has_its_parts_between_tabs(tmp_path: Path) -> None:
    head = paragraph(
        run("Verantwortlich: QM") + "<w:r><w:tab/></w:r>" + run("VA-009") + "<w:r><w:tab/></w:r>" + run("Version: 3")
    )
    lists = listed("Eins", 3) + listed("Punkt", 2) + paragraph("x", "berschrift1") + listed("Zwei", 3)
    found = import_word(word_file(tmp_path / "Kopf.docx", lists, head=head, title="Prüfung"), "", {})
    assert dict(found.fields) == {"title": "Prüfung", "owner": "QM", "revision": "3"}
