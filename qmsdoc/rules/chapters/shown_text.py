"""Rules of a document's text as it is read: what is shown otherwise than it was meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qmsdoc.markdown.included import included_text
from qmsdoc.markdown.links import is_diagram
from qmsdoc.markdown.reader import read
from qmsdoc.markdown.tree import walk
from qmsdoc.markdown.unsupported import may_hold, unsupported
from qmsdoc.model.document import Document, LinkKind, TargetKind
from qmsdoc.model.finding import Finding
from qmsdoc.model.rule_ids import ASSET_UNSHOWN, DIAGRAM_INVALID, MARKDOWN_UNSUPPORTED
from qmsdoc.parse.attachments import picture_fault
from qmsdoc.rules.definition import at_link, judges
from qmsdoc.rules.index import Index

_CORRECT = (
    "Correct the line: close each bracket that it opens, write arrows as `-->`, and put a text that holds brackets or "
    "other signs into double quotes."
)


class _Text(NamedTuple):
    """A text that a page shows: a document's own, or that of a file it includes."""

    markdown: str
    above: int
    path: str
    document: str | None

    def finding(self, finding: Finding, line: int) -> Finding:
        return Finding(finding.rule, finding.message, finding.remedy, line, 1, self.path, document=self.document)


def _texts(index: Index) -> Iterator[_Text]:
    """Yield every text in use once."""
    seen: set[str] = set()
    for document in index.asked(index.current):
        above = document.text.count("\n", 0, document.body_offset)
        yield _Text(document.markdown, above, document.path, document.front.name)
        for path, data in _included(document):
            if path not in seen:
                seen.add(path)
                text = included_text(data)
                yield _Text(text.markdown, text.text.count("\n", 0, text.body), path, None)


def _included(document: Document) -> Iterator[tuple[str, bytes]]:
    files = {file.path: file.data for file in document.closure.files}
    for link, target in zip(document.links, document.targets, strict=True):
        if link.kind is LinkKind.INCLUDE and target.kind is TargetKind.FILE and target.path in files:
            yield target.path, files[target.path]


@judges(MARKDOWN_UNSUPPORTED)
def markdown_unsupported(index: Index) -> Iterator[Finding]:
    """Nothing stands in a text that another reader of Markdown takes for structure and this one shows as text.

    Documents are read as git hosts show them: CommonMark with GitHub's extensions; beyond it only
    definition lists, the `!!!` notes of MkDocs and includes. Told are tabs, lists of attributes,
    `[TOC]`, abbreviations, tables drawn with signs, blocks between colons, formulas, names between
    colons, marks for highlighting and keys, steps with letters, and backslashes that another
    program left.

    Why: a document has a suitable format (7.5.2 b); what was meant as structure is not read as
    such, and readers see its signs.

    Mend: write it as the message says.

    Fails:
        draft:
          id: QP-001
          text: |
            === "Tab"

            Words.

    Passes:
        draft:
          id: QP-001
          text: |
            > [!NOTE]
            > Words.
    """
    for text in _texts(index):
        if may_hold(text.markdown):
            for place in unsupported(text.markdown, text.above):
                yield text.finding(Finding(MARKDOWN_UNSUPPORTED, place.message, place.remedy), place.line)


@judges(DIAGRAM_INVALID)
def diagram_invalid(index: Index) -> Iterator[Finding]:
    """A process map is drawn as it is meant.

    A block of code in the language `mermaid` that is a flowchart is drawn. What is wrong in it, or
    left out of the drawing, is told on its line. Other kinds of Mermaid's diagrams are shown as
    their text.

    Why: a document without its drawing is not the document (7.5.3.1 a).

    Mend: correct the line.

    Fails:
        draft:
          id: QP-001
          text: |
            ```mermaid
            flowchart TD
              A[Order --> B
            ```

    Passes:
        draft:
          id: QP-001
          text: |
            ```mermaid
            flowchart TD
              A[Order] --> B[Check]
            ```
    """
    for text in _texts(index):
        if "mermaid" not in text.markdown:
            continue
        from qmsdoc.flowchart import flowchart  # noqa: PLC0415 - most manuals have few diagrams

        for node in filter(is_diagram, walk(read(text.markdown).blocks)):
            for mistake in flowchart(node.text).mistakes:
                line = text.above + (node.number or 1) + mistake.line - 1
                yield text.finding(Finding(DIAGRAM_INVALID, mistake.message, _CORRECT), line)


@judges(ASSET_UNSHOWN)
def asset_unshown(index: Index) -> Iterator[Finding]:
    """Every picture is of a kind that browsers show, and only draws.

    The kinds are PNG, JPEG, GIF, WebP, AVIF, BMP, ICO and SVG. An SVG is shown where it is well-formed
    XML in UTF-8 and holds nothing but shapes, text, colours and links: no script, no HTML, no animation,
    and nothing that is fetched from elsewhere. Of any other file the page shows the alternative text
    alone, and offers the file as a download.

    Why: a document without its drawing is not the document (7.5.3.1 a).

    Mend: save the picture as PNG or as plain SVG, or offer the file as a link instead.

    Fails:
        draft: {id: QP-001, text: "![Flow of an order](order-flow.tif)"}
        files: [documents/order-flow.tif]

    Passes:
        draft: {id: QP-001, text: "![Flow of an order](order-flow.svg)"}
        files: [documents/order-flow.svg]
    """
    for document in index.current:
        files = {file.path: file.data for file in document.closure.files}
        for link, target in zip(document.links, document.targets, strict=True):
            path = target.path or ""
            fault = picture_fault(path, files[path]) if link.kind is LinkKind.IMAGE and path in files else None
            if fault is not None:
                message = f"The picture '{link.destination}' is not shown: {fault}."
                remedy = "Save it as PNG or as plain SVG, or offer it as a link: `[words](file)`."
                yield at_link(Finding(ASSET_UNSHOWN, message, remedy), document, link)
