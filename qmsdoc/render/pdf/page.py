"""Editions as one HTML page with everything inside, of which PDF is made and which any browser prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from markupsafe import Markup

from qmsdoc.model import addresses
from qmsdoc.model.document import ClosureFile
from qmsdoc.model.policy import POLICY_ID
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.entries import Section
from qmsdoc.pages.manual import ManualPages
from qmsdoc.parse.languages import interface
from qmsdoc.render import assets
from qmsdoc.render.conversion import converted
from qmsdoc.render.destinations import Place
from qmsdoc.render.page_renderer import policy_files, print_status
from qmsdoc.render.pdf.source import Source
from qmsdoc.render.print_css import css_content, css_text
from qmsdoc.render.qr_sheet import PrintedCode, printed_code
from qmsdoc.render.standalone import data_address, standalone_templates, styles
from qmsdoc.render.ui_strings import ui_strings

_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])")
_START = re.compile(r"<([a-zA-Z][^\s>/]*)((?:\s+[^\s=>/]+(?:=\"[^\"]*\")?)+)\s*/?>")
_ATTRIBUTE = re.compile(r'(\s+)([^\s=>]+)="([^"]*)"')
_REFERENCE = re.compile(r"url\(\s*(&quot;|&#39;|'|)#")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE = re.compile(r"([^/]+)/index\.html(?:#(.*))?")
# Attributes that name other elements of the same document, by one id or several.
_NAMING = frozenset(("id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"))
_TOLD = frozenset(("alt", "title", "aria-label"))


@dataclass(frozen=True, slots=True)
class Copy:
    """A numbered controlled copy: whose it is, the day of issue as printed, and who issued it (empty if unknown)."""

    number: int
    holder: str
    issued: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class PdfFoot:
    """The feet of every sheet, as CSS: at the left whether the copy is controlled, then the manual's day, the page."""

    left: Markup
    middle: Markup
    right: Markup


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """One edition in the page: `anchor` is its id there, `lang` its language where that is not the page's; `left` and
    `right` are the heads of its sheets as CSS; `force` says whether it may be worked by.
    """

    anchor: str
    lang: str
    view: EditionPage
    force: str
    left: Markup
    right: Markup
    code: PrintedCode
    html: Markup


class PdfPageBuilder:
    """Makes pages of a snapshot's editions with the site's template (path to bytes)."""

    def __init__(self, snapshot: Snapshot, template: Mapping[str, bytes]) -> None:
        self._snapshot = snapshot
        self._language = interface(snapshot.looks.language, template)
        self._place = Place("", addresses.document, lambda _: None, ui_strings(self._language))
        self._templates = standalone_templates(template, self._language)
        self._styles = styles(template, "tokens", "pdf", "diagram")

    def document(self, page: EditionPage, copy: Copy | None = None) -> Source:
        """Return one edition; a copy carries its number and holder on every sheet."""
        return self._source(f"{page.stamp.name} {page.stamp.title}", (page,), copy=copy)

    def manual(self, manual: ManualPages) -> Source:
        """Return every edition in force, by section, with a table of contents."""
        pages = {page.stamp.name: page for page in manual.current}
        sections = manual.contents.sections
        ordered = [pages[entry.stamp.name] for section in sections for entry in section.entries]
        title = self._snapshot.looks.site_name or self._snapshot.manual
        return self._source(title, ordered, sections=sections)

    def _source(
        self, title: str, pages: Sequence[EditionPage], *, sections: Sequence[Section] = (), copy: Copy | None = None
    ) -> Source:
        snapshot, language = self._snapshot, self._language
        inside = frozenset(_anchor(page.stamp.name) for page in pages)
        documents = [self._document(page, inside, shift=1 if sections else 0) for page in pages]
        html = self._templates.get_template("qms/pdf.html").render(
            title=title,
            language=language.code,
            organisation=snapshot.policy_in_force.organisation,
            as_of=snapshot.as_of,
            commit=snapshot.commit,
            foot=self._foot(copy),
            site_url=css_text(snapshot.site_url),
            sections=sections,
            copy=copy,
            documents=documents,
            styles=self._styles,
        )
        languages = tuple((each.anchor, each.lang) for each in documents if each.lang)
        words = escape(language.say("pdf.unprintable"))
        return Source(html, snapshot.as_of, languages, f'<p class="unprintable"><strong>{words}</strong></p>')

    def _foot(self, copy: Copy | None) -> PdfFoot:
        language = self._language
        control = str(language.texts["print.foot"])
        if copy is not None:
            control = language.say("print.copy", number=copy.number, holder=copy.holder)
        day = language.say("print.as-of", day=language.day(self._snapshot.as_of))
        return PdfFoot(css_text(control), css_text(day), css_content(language.texts["print.page"]))

    def _document(self, page: EditionPage, inside: frozenset[str], *, shift: int) -> PdfDocument:
        mark = page.stamp
        html = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + shift, 6)}", self._text(page))
        site_url = self._snapshot.site_url
        force = print_status(mark, self._language)
        code = printed_code(mark, site_url)
        words = self._language.say("sheet.code", text=code.text)
        picture = str(code.picture).replace(">", f"><title>{escape(words)}</title>", 1)
        placed = _within(html, _anchor(mark.name), inside, page.edition.document.closure.files, site_url)
        return PdfDocument(
            anchor=_anchor(mark.name),
            lang=self._language.foreign(mark.lang),
            view=page,
            force=force,
            left=css_text(f"{mark.name} {mark.title}"),
            right=css_text(force),
            code=replace(code, picture=Markup(picture)),  # noqa: S704 - drawn by us, its words escaped
            html=Markup(placed),  # noqa: S704 - made of trusted HTML
        )

    def _text(self, page: EditionPage) -> str:
        """Return the text of an edition without its title, which stands above it already."""
        if page.stamp.name == POLICY_ID:
            files = policy_files(page.edition.document)
            return self._templates.get_template("qms/policy-files.html").render(files=files)
        text = converted(page.edition.document, self._place)
        if text.title is None or unescape(_TAG.sub("", text.title.words)).split() == page.stamp.title.split():
            return str(text.html)
        return f'<h1 id="{escape(text.title.anchor)}">{text.title.words}</h1>{text.html}'


def _anchor(name: str) -> str:
    return name.lower()


def _within(html: str, own: str, inside: frozenset[str], files: Sequence[ClosureFile], site_url: str) -> str:
    """Lead links to the same page where their document is in it, else to the site, else nowhere; put pictures in.

    Ids, and whatever refers to them (also in drawings: `href`, `url(#…)`), get the document's name before them. Boxes
    to tick become words: paper and screen readers take them for such.
    """
    known = {assets.address(file): file for file in files}

    def attribute(found: re.Match[str]) -> str:
        space, name, value = found[1], found[2], unescape(found[3])
        if name == "src":
            return f'{space}src="{data_address(known[value]) if value in known else ""}"'
        if name in {"href", "xlink:href"}:
            target = _target(value, own, inside, site_url)
            return f'{space}{name}="{escape(target)}"' if target else ""
        if name in _NAMING:
            return f'{space}{name}="{escape(" ".join(f"{own}:{each}" for each in value.split()))}"'
        if name in _TOLD:
            return found[0]
        return _REFERENCE.sub(lambda url: f"url({url[1]}#{own}:", found[0])

    def start(found: re.Match[str]) -> str:
        if found[1] == "input":
            return f"<code>{'[x]' if ' checked' in found[0] else '[ ]'}</code> "
        tag = _named_picture(found[0]) if found[1] == "img" else found[0]
        return _ATTRIBUTE.sub(attribute, tag)

    return _START.sub(start, html)


def _named_picture(tag: str) -> str:
    """Give a picture without words the name of its file: PDF/UA asks for words (ISO 14289-1, 7.3)."""
    if re.search(r'\salt="\s*[^"\s]', tag):
        return tag
    file = re.search(r'\ssrc="(?:[^"]*/)?(?:[0-9a-f]{64}-)?([^"/]*)"', tag)
    return re.sub(r'\salt="[^"]*"', "", tag).replace("<img", f'<img alt="{file[1] if file else ""}"', 1)


def _target(address: str, own: str, inside: frozenset[str], site_url: str) -> str:
    if _SCHEME.match(address):
        return address
    if address.startswith("#"):
        return f"#{own}:{address[1:]}"
    page = _PAGE.fullmatch(address)
    if page and page[1] in inside:
        return f"#{page[1]}:{page[2]}" if page[2] else f"#{page[1]}"
    return f"{site_url.rstrip('/')}/{address}" if site_url else ""
