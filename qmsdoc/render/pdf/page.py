"""Editions as one HTML page with everything inside, of which PDF is made and which any browser prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from qmsdoc.model.document import ClosureFile
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.manual import Manual
from qmsdoc.parse.languages import interface, tongues
from qmsdoc.render import assets, facts
from qmsdoc.render.changes import change_labels
from qmsdoc.render.front import Value
from qmsdoc.render.paper import css_content, css_text
from qmsdoc.render.pdf.source import Source
from qmsdoc.render.redline import Redliner, no_site
from qmsdoc.render.said import said
from qmsdoc.render.sheet import sheet_facts
from qmsdoc.render.standalone import data_address, filled
from qmsdoc.render.translations import translation_facts
from qmsdoc.render.worded import site_words

_TITLE = re.compile(r"\s*<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])")
_START = re.compile(r"<([a-zA-Z][^\s>/]*)((?:\s+[^\s=>/]+(?:=\"[^\"]*\")?)+)\s*/?>")
_ATTRIBUTE = re.compile(r'(\s+)([^\s=>]+)="([^"]*)"')
_REFERENCE = re.compile(r"url\(\s*(&quot;|&#39;|'|)#")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE = re.compile(r"([^/]+)/index\.(?:md|html)(?:#(.*))?")
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


class Press:
    """Makes pages of a snapshot's editions with the site's template (path to bytes)."""

    def __init__(self, snapshot: Snapshot, template: Mapping[str, bytes]) -> None:
        self._snapshot = snapshot
        self._template = template
        self._language = interface(snapshot.looks.language, template)
        self._tongues = tongues(template)
        place = replace(no_site(), said=said(self._language), published=lambda name: f"{name.lower()}/")
        self._redliner = Redliner(place, change_labels(self._language))

    def document(self, page: EditionPage, copy: Copy | None = None) -> Source:
        """Give one edition; a copy carries its number and holder on every sheet."""
        return self._source(f"{page.stamp.name} {page.stamp.title}", (page,), copy=copy)

    def manual(self, manual: Manual) -> Source:
        """Give every edition in force, by section, with a table of contents."""
        pages = {page.stamp.name: page for page in manual.editions if page.standing}
        ordered = [pages[entry.stamp.name] for section in manual.home.sections for entry in section.entries]
        contents: list[Value] = [
            {
                "heading": facts.section_heading(section, self._language),
                "entries": [
                    {
                        "anchor": _anchor(entry.stamp.name),
                        "name": entry.stamp.name,
                        "heading": entry.stamp.title,
                        "revision": entry.stamp.revision,
                    }
                    for entry in section.entries
                ],
            }
            for section in manual.home.sections
        ]
        title = self._snapshot.looks.site_name or self._snapshot.manual
        return self._source(title, ordered, contents=contents)

    def _source(
        self, title: str, pages: Sequence[EditionPage], *, contents: Sequence[Value] = (), copy: Copy | None = None
    ) -> Source:
        snapshot, language = self._snapshot, self._language
        inside = frozenset(_anchor(page.stamp.name) for page in pages)
        day = language.day(snapshot.as_of)
        control = language.texts["print.foot"]
        if copy is not None:
            control = language.say("print.copy", number=copy.number, holder=copy.holder)
        html = filled(
            "qms/pdf.html",
            self._template,
            {
                "title": title,
                "site": site_words(language),
                "language": language.code,
                "organisation": snapshot.policy_in_force.organisation,
                "as_of": {"iso": snapshot.as_of.isoformat(), "words": day},
                "commit": snapshot.commit,
                "foot": {
                    "left": css_text(str(control)),
                    "middle": css_text(language.say("print.as-of", day=day)),
                    "right": css_content(language.texts["print.page"]),
                },
                "site_url": css_text(snapshot.looks.site_url),
                "contents": list(contents),
                "copy": {"number": copy.number, "holder": copy.holder, "issued": copy.issued, "by": copy.by}
                if copy
                else None,
                "documents": [self._document(page, inside, shift=1 if contents else 0) for page in pages],
                "styles": [self._template[f"assets/{name}.css"].decode() for name in ("tokens", "pdf", "diagram")],
            },
        )
        foreign = ((_anchor(page.stamp.name), self._foreign(page)) for page in pages)
        return Source(html, snapshot.as_of, tuple((anchor, code) for anchor, code in foreign if code))

    def _document(self, page: EditionPage, inside: frozenset[str], *, shift: int) -> Value:
        mark = page.stamp
        html = _untitled(self._redliner.html(page.edition.document), mark.title)
        html = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + shift, 6)}", html)
        site_url = self._snapshot.looks.site_url
        force = facts.force(mark, self._language)
        sheet = sheet_facts(mark, site_url)
        code = self._language.say("sheet.code", text=sheet["text"])
        return {
            "anchor": _anchor(mark.name),
            "language": self._foreign(page),
            "stamp": facts.stamp(mark, self._language),
            "force": force,
            "head": {"left": css_text(f"{mark.name} {mark.title}"), "right": css_text(force)},
            "change": page.edition.document.front.change or "",
            "translation": translation_facts(page.translation, self._language, self._tongues),
            "sheet": {**sheet, "qr": str(sheet["qr"]).replace(">", f"><title>{escape(code)}</title>", 1)},
            "html": _within(html, _anchor(mark.name), inside, page.edition.document.closure.files, site_url),
        }

    def _foreign(self, page: EditionPage) -> str:
        """Give the language of an edition's text where it is not that of the manual, else nothing."""
        return facts.foreign(page.stamp.lang, self._language)


def _anchor(name: str) -> str:
    return name.lower()


def _untitled(html: str, title: str) -> str:
    """Leave out a text's first heading where it is the title, which stands above it already."""
    found = _TITLE.match(html)
    if found is None or unescape(_TAG.sub("", found[1])).split() != title.split():
        return html
    return html[found.end() :]


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
    file = re.search(r'\ssrc="(?:[^"]*/)?(?:[0-9a-f]{16}-)?([^"/]*)"', tag)
    return re.sub(r'\salt="[^"]*"', "", tag).replace("<img", f'<img alt="{file[1] if file else ""}"', 1)


def _target(address: str, own: str, inside: frozenset[str], site_url: str) -> str:
    if _SCHEME.match(address):
        return address
    if address.startswith("#"):
        return f"#{own}:{address[1:]}"
    page = _PAGE.fullmatch(address)
    if page and page[1] in inside:
        return f"#{page[1]}:{page[2]}" if page[2] else f"#{page[1]}"
    return f"{site_url.rstrip('/')}/{address.replace('index.md', 'index.html', 1)}" if site_url else ""
