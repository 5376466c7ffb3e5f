"""A document's text as the HTML of a page: the one place where trusted HTML is made of what people wrote."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from html import escape

from markupsafe import Markup

from qmsdoc.model.document import ClosureFile, Document
from qmsdoc.render import links, places, quoted, texts
from qmsdoc.render.links import Place

_TITLE = re.compile(r"\s*<h1(?: id=\"(?P<anchor>[^\"]*)\")?>(?P<words>.*?)</h1>", re.DOTALL)
_DIAGRAM = 'class="qms-diagram'


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A heading and those below it: its words as HTML, and its id in the page."""

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
    """Return the document's text for the page at `place`, its links led to where things are published.

    Raises `PublishError` where the text nests deeper than can be followed.
    """
    own = links.staged(document, place)
    found = _moved(document, place, own.markdown)
    if found is None:
        found = _text(own.markdown, place)
    return _split(found, own.files)


def code_block(text: str, language: str = "text") -> Markup:
    """Return a file's text as a block of code, its signs coloured as `language` has them."""
    return Markup(texts.converted(quoted.fenced(text, language), {}).html)  # noqa: S704 - the converter has escaped it


def scrolling(html: Markup, label: str, *, page: str = "", text: str = "") -> Markup:
    """Return HTML whose tables scroll where they are wider than the page, also by the keyboard.

    `label` names a table. Where the text is in another language, `page` and `text` are those of both.
    """
    lang, own = (f' lang="{escape(text)}"', f' lang="{escape(page)}"') if text else ("", "")
    begin = f'<div class="qms-scroll"{own} tabindex="0" role="group" aria-label="{escape(label)}"><table{lang}>'
    # The text was sanitised: a "<table>" in it is a table.
    wrapped = str(html).replace("<table>", begin).replace("</table>", "</table></div>")
    return Markup(wrapped)  # noqa: S704 - made of trusted HTML


def _moved(document: Document, place: Place, own: str) -> texts.Converted | None:
    """Return the text converted once for all pages that show it; None where it must be converted for this one."""
    if texts.drawn_in(own) or places.FAR in own:
        return None
    found = _text(links.staged(document, replace(place, address=places.ANYWHERE)).markdown, place)
    html = places.moved(found.html, place.address)
    return None if places.FAR in html else replace(found, html=html)


def _text(markdown: str, place: Place) -> texts.Converted:
    with texts.followed(f"The page {place.address}index.html"):
        return texts.converted(markdown, asdict(place.said))


def _split(found: texts.Converted, files: tuple[ClosureFile, ...]) -> Converted:
    headings = tuple(map(_entry, found.headings))
    title = _TITLE.match(found.html)
    if title is None:
        return Converted(Markup(found.html), None, headings, files)  # noqa: S704 - sanitised
    own = ContentsEntry(Markup(title["words"]), title["anchor"] or "", 1)  # noqa: S704 - sanitised
    return Converted(Markup(found.html[title.end() :]), own, headings, files)  # noqa: S704 - sanitised


def _entry(heading: texts.Heading) -> ContentsEntry:
    children = tuple(map(_entry, heading.children))
    words = Markup(heading.title)  # noqa: S704 - the extension `toc` has escaped it
    return ContentsEntry(words, heading.url.removeprefix("#"), heading.level, children)
