"""A document's text as the HTML of a page: the one place where trusted HTML is made of what people wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from qmsdoc.markdown.sections import read_sections
from qmsdoc.markdown.tree import Kind
from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.render.destinations import Destinations, Place
from qmsdoc.render.document_html import DocumentHtml, HeadingHtml, code_html
from qmsdoc.render.html_gate import gated
from qmsdoc.render.urls import relative

NOWHERE = "-/"
"""The address of a page that no site has: what is written for it can be led from any page (`placed`)."""
_DIAGRAM = 'class="qms-diagram'
_LED = re.compile(r'(<(?:a|img)(?: class="[^"<>]*")? (?:href|src)=")\.\./([^"#]*)')  # words hold no "<"


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A heading and those below it: its words as HTML, without links, and its id in the page."""

    words: Markup
    anchor: str
    level: int
    children: tuple[ContentsEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as HTML for one page.

    `title` is the heading of the first level that the text begins with (None without one), `html` what follows it;
    `headings` are all of them, the title too; `files` are those of the closure that the text shows or offers.
    """

    html: Markup
    title: ContentsEntry | None
    headings: tuple[ContentsEntry, ...]
    files: tuple[ClosureFile, ...]

    @property
    def has_diagrams(self) -> bool:
        """Tell whether the page needs the style sheet of diagrams."""
        return _DIAGRAM in self.html


def converted(document: Document, place: Place) -> Converted:
    """Return the document's text for the page at `place`, its links led to where things are published."""
    destinations = Destinations.of(document, place)
    writer = DocumentHtml(destinations)
    blocks = read_sections(document.markdown).blocks
    at = next((at for at, node in enumerate(blocks) if node.kind is not Kind.COMMENT), len(blocks))
    title = None
    if at < len(blocks) and blocks[at].kind is Kind.HEADING and blocks[at].number == 1:
        found = writer.title(blocks[at])
        title, blocks = _entry(found, found.words), blocks[at + 1 :]
    html = Markup(writer.blocks(blocks))  # noqa: S704 - the gate let it through
    used = destinations.used
    return Converted(html, title, _nested(writer.headings), tuple(used[path] for path in sorted(used)))


def placed(html: Markup, page: str) -> Markup:
    """Lead the links and pictures of HTML that was written for `NOWHERE` from the page at an address."""
    file = f"{page}index.html"
    led = _LED.sub(lambda found: found[1] + relative(found[2], file), str(html))
    return Markup(led)  # noqa: S704 - made of trusted HTML


def code_block(text: str, language: str = "text") -> Markup:
    """Return a file's text as a block of code, its signs coloured as `language` has them."""
    return Markup(gated(code_html(text, language)))  # noqa: S704 - the gate let it through


def scrolling(html: Markup, label: str, *, page: str = "", text: str = "") -> Markup:
    """Return HTML whose tables scroll where they are wider than the page, also by the keyboard.

    `label` names a table. Where the text is in another language, `page` and `text` are those of both.
    """
    lang, own = (f' lang="{escape(text)}"', f' lang="{escape(page)}"') if text else ("", "")
    begin = f'<div class="qms-scroll"{own} tabindex="0" role="group" aria-label="{escape(label)}"><table{lang}>'
    # The text was sanitised: a "<table>" in it is a table.
    wrapped = str(html).replace("<table>", begin).replace("</table>", "</table></div>")
    return Markup(wrapped)  # noqa: S704 - made of trusted HTML


def _nested(headings: list[HeadingHtml]) -> tuple[ContentsEntry, ...]:
    """Return headings below those of a higher level that they follow."""
    found: list[ContentsEntry] = []
    at = 0
    while at < len(headings):
        own = headings[at]
        end = at + 1
        while end < len(headings) and headings[end].level > own.level:
            end += 1
        found.append(_entry(own, own.plain, _nested(headings[at + 1 : end])))
        at = end
    return tuple(found)


def _entry(heading: HeadingHtml, words: str, children: tuple[ContentsEntry, ...] = ()) -> ContentsEntry:
    html = Markup(gated(words))  # noqa: S704 - the gate let it through
    return ContentsEntry(html, heading.anchor, heading.level, children)
