"""Word files as Word itself writes them, part by part: a German procedure with all that people put into one."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_MAIN}" xmlns:r="{_REL}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PICTURE = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc`\0\x01\0\0"
    b"\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)
METAFILE = b"\x01\0\0\0\x6c\0\0\0" + b"\0" * 32 + b" EMF" + b"\0" * 40


def run(text: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r w:rsidR="00AB12CD"><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str, style: str = "", properties: str = "") -> str:
    """A paragraph; `inner` is words, or runs."""
    words = inner if inner.startswith("<") or not inner else run(inner)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p w14:paraId="1A2B3C4D"><w:pPr>{named}{properties}</w:pPr>{words}</w:p>'


def listed(text: str, number: int, level: int = 0) -> str:
    """A point of a list."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, "Listenabsatz", numbered)


def cell(text: str, properties: str = "") -> str:
    """A cell of a table."""
    return f"<w:tc><w:tcPr><w:tcW w:w='2400' w:type='dxa'/>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str, columns: int = 2) -> str:
    """A table of rows, each its cells."""
    grid = '<w:gridCol w:w="2400"/>' * columns
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    style = '<w:tblPr><w:tblStyle w:val="Tabellenraster"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{style}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def picture(relation: str, described: str) -> str:
    """A picture within the line."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="Grafik 1" '
        f'descr="{described}"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" '
        f'name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/></pic:blipFill>'
        "<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def field(instruction: str, shown: str) -> str:
    """A field in its three parts, with what Word showed last."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark.format("begin") + code + mark.format("separate") + run(shown) + mark.format("end")


def control(inner: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def text_box(words: str) -> str:
    """A text box, as a shape of today and for older readers."""
    inner = f"<w:txbxContent>{paragraph(words)}</w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>"
    drawn = (
        f'<w:drawing><wp:anchor><wp:docPr id="9" name="Textfeld 9"/><a:graphic><a:graphicData uri="x">{shape}'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    older = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawn}</mc:Choice><mc:Fallback>{older}</mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )


def _styles() -> str:
    def style(id_: str, name: str, more: str = "", based: str = "Standard") -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
            f"{more}</w:style>"
        )

    heads = "".join(
        style(
            f"berschrift{level}",
            f"heading {level}",
            f'<w:pPr><w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
            f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>',
        )
        for level in (1, 2, 3)
    )
    return (
        f'<w:styles {_SPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/>'
        f"</w:style>{heads}{style('Titel', 'Title')}{style('Listenabsatz', 'List Paragraph')}"
        f"{style('AnhangStil', 'Anhang', '', 'berschrift1')}{style('Verzeichnis1', 'toc 1')}"
        f"{style('Kopfzeile', 'header')}{style('Beschriftung', 'caption')}{style('Funotentext', 'footnote text')}"
        '<w:style w:type="table" w:styleId="Tabellenraster"><w:name w:val="Table Grid"/></w:style></w:styles>'
    )


def _numbering() -> str:
    heads = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle '
        f'w:val="berschrift{level + 1}"/><w:lvlText w:val="{".".join(f"%{n + 1}" for n in range(level + 1))}"/></w:lvl>'
        for level in range(3)
    )
    bullets = "".join(
        f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>' for level in range(3)
    )
    letters = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="%{level + 1})"/></w:lvl>'
        for level, kind in enumerate(("decimal", "lowerLetter", "lowerRoman"))
    )
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for at, levels in enumerate((heads, bullets, letters))
    )
    numbers = "".join(f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(3))
    return f"<w:numbering {_SPACES}>{kinds}{numbers}</w:numbering>"


HEAD = table(
    cell("Muster GmbH", "<w:vMerge w:val='restart'/>") + cell("Dokument-Nr.:") + cell("VA-007"),
    cell("", "<w:vMerge/>") + cell("Version:") + cell("4"),
    cell("", "<w:vMerge/>") + cell("Verantwortlich:") + cell("Leitung QM"),
    cell("Titel") + cell("Lenkung von Dokumenten", "<w:gridSpan w:val='2'/>"),
    columns=3,
)
PROPERTIES = (("Dokumentenstatus", "freigegeben"),)
_IMAGES = {"rId10": ("media/image1.png", PICTURE), "rId11": ("media/image2.emf", METAFILE)}


def word_file(place: Path, body: str, *, head: str = HEAD, title: str = "Verfahrensanweisung") -> Path:
    """Write a Word file of this body, with the head of its pages and the properties that Word gives it."""
    notes = (
        f'<w:footnotes {_SPACES}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraph("Siehe ISO 9001, 7.5.", "Funotentext")}</w:footnote></w:footnotes>'
    )
    comments = (
        f'<w:comments {_SPACES}><w:comment w:id="5" w:author="A. Prüfer" w:date="2025-03-01T10:00:00Z">'
        f"{paragraph('Bitte klären')}</w:comment></w:comments>"
    )
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId20"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": notes,
        "word/comments.xml": comments,
        "word/header1.xml": f"<w:hdr {_SPACES}>{head}{paragraph('', 'Kopfzeile')}</w:hdr>",
        "word/settings.xml": f"<w:settings {_SPACES}><w:trackRevisions/></w:settings>",
        "docProps/core.xml": (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>Schmidt, Anna'
            "</dc:creator></cp:coreProperties>"
        ),
        "docProps/custom.xml": (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
            + "".join(
                f'<property name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>' for name, value in PROPERTIES
            )
            + "</Properties>"
        ),
        **{f"word/{name}": data for name, data in _IMAGES.values()},
    }
    parts |= _package(parts)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            written = (
                data if isinstance(data, bytes) else f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{data}'
            )
            archive.writestr(name, written)
    return place


def _package(parts: dict[str, str | bytes]) -> dict[str, str]:
    kinds = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "comments": "comments",
             "settings": "settings", "header1": "header"}  # fmt: skip
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{main}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    related = "".join(
        f'<Relationship Id="{"rId20" if name == "header1" else f"rId{at}"}" Type="{_REL}/{kind}" Target="{name}.xml"/>'
        for at, (name, kind) in enumerate(kinds.items(), 1)
    )
    related += "".join(
        f'<Relationship Id="{id_}" Type="{_REL}/image" Target="{name}"/>' for id_, (name, _) in _IMAGES.items()
    )
    related += (
        f'<Relationship Id="rId30" Type="{_REL}/hyperlink" Target="https://example.com/norm" TargetMode="External"/>'
        f'<Relationship Id="rId31" Type="{_REL}/hyperlink" Target="FB-012%20Pr%C3%BCfliste.docx" '
        'TargetMode="External"/>'
    )
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
            f'Target="word/document.xml"/><Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/>'
            f'<Relationship Id="rId3" Type="{_REL}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
    }
