"""Editions as PDF/A-3a (ISO 19005-3, level A): tagged, with bookmarks, everything inside, the same bytes every time.

WeasyPrint makes them and comes with the extra `pdf`. It is given one HTML page with its styles and
pictures inside, and may fetch nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from importlib import import_module
from typing import Any, cast

from qmsdoc.errors import UsageError
from qmsdoc.model.document import ClosureFile
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.document import EditionPage
from qmsdoc.pages.manual import Manual
from qmsdoc.parse.languages import interface
from qmsdoc.render import assets, facts
from qmsdoc.render.front import Value
from qmsdoc.render.redline import Redliner
from qmsdoc.render.sheet import sheet_facts
from qmsdoc.render.standalone import data_address, filled, place

MANUAL_PDF = "manual.pdf"
UNCONTROLLED = "Uncontrolled when printed"
_VARIANT = "pdf/a-3a"
_TITLE = re.compile(r"\s*<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])")
_ADDRESS = re.compile(r' (id|href|src)="([^"]*)"')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE = re.compile(r"([^/]+)/index\.(?:md|html)(?:#(.*))?")


@dataclass(frozen=True, slots=True)
class Copy:
    """A numbered controlled copy: whose it is, the day of issue as printed, and who issued it (empty if unknown)."""

    number: int
    holder: str
    issued: str
    by: str = ""


def require_pdf() -> None:
    """Raise `UsageError` where PDF cannot be made here: the extra or a library it needs is missing."""
    try:
        import_module("weasyprint")
    except ImportError as error:
        raise UsageError(
            "PDF needs WeasyPrint, which is not installed.", remedy="Install it: pip install 'qmsdoc[pdf]'"
        ) from error
    except OSError as error:
        raise UsageError(
            "PDF needs the library Pango, which is not installed.",
            remedy="On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ) from error


class Press:
    """Makes PDF of a snapshot's editions with the site's template (path to bytes)."""

    def __init__(self, snapshot: Snapshot, template: Mapping[str, bytes]) -> None:
        self._snapshot = snapshot
        self._template = template
        self._language = interface(snapshot.looks.language, template)
        self._redliner = Redliner(place())

    def document(self, page: EditionPage, copy: Copy | None = None) -> bytes:
        """Give one edition as PDF; a copy carries its number and holder on every page."""
        title = f"{page.stamp.name} {page.stamp.title}"
        control = f"Controlled copy {copy.number}: {copy.holder}" if copy else UNCONTROLLED
        return _made(self.page(title, (page,), control=control, copy=copy))

    def printable(self, page: EditionPage, copy: Copy) -> str:
        """Give a copy as a page that any browser prints, its number and holder at the head of every sheet."""
        control = f"Controlled copy {copy.number}: {copy.holder}"
        title = f"{page.stamp.name} {page.stamp.title}"
        return self.page(title, (page,), control=control, copy=copy, browser=True)

    def manual(self, manual: Manual) -> bytes:
        """Give every edition in force as one PDF, by section, with a table of contents."""
        pages = {page.stamp.name: page for page in manual.editions if page.standing}
        ordered = [pages[entry.stamp.name] for section in manual.home.sections for entry in section.entries]
        contents: list[Value] = [
            {
                "heading": section.title,
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
        return _made(self.page(title, ordered, control=UNCONTROLLED, contents=contents))

    def page(
        self,
        title: str,
        pages: Sequence[EditionPage],
        *,
        control: str,
        contents: Sequence[Value] = (),
        copy: Copy | None = None,
        browser: bool = False,
    ) -> str:
        """Give the HTML of which a PDF is made: one file with everything inside."""
        snapshot = self._snapshot
        inside = frozenset(_anchor(page.stamp.name) for page in pages)
        return filled(
            "qms/pdf.html",
            self._template,
            {
                "title": title,
                "site": facts.site_words(self._language),
                "language": self._language.code,
                "organisation": (snapshot.authority or snapshot.policy).organisation,
                "as_of": {"iso": snapshot.as_of.isoformat(), "words": self._language.day(snapshot.as_of)},
                "commit": snapshot.commit,
                "control": control,
                "margin": facts.css_text(control) if browser else "",
                "contents": list(contents),
                "copy": {"number": copy.number, "holder": copy.holder, "issued": copy.issued, "by": copy.by}
                if copy
                else None,
                "documents": [self._document(page, inside, shift=1 if contents else 0) for page in pages],
                "styles": [self._template[f"assets/{name}.css"].decode() for name in ("tokens", "pdf")],
            },
        )

    def _document(self, page: EditionPage, inside: frozenset[str], *, shift: int) -> Value:
        mark = page.stamp
        html = _untitled(self._redliner.html(page.edition.document), mark.title)
        html = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + shift, 6)}", html)
        site_url = self._snapshot.looks.site_url
        return {
            "anchor": _anchor(mark.name),
            "stamp": facts.stamp(mark, self._language),
            "force": facts.force(mark, self._language),
            "change": page.edition.document.front.change or "",
            "sheet": sheet_facts(mark, site_url),
            "html": _within(html, _anchor(mark.name), inside, page.edition.document.closure.files, site_url),
        }


def pdfs(snapshot: Snapshot, manual: Manual, template: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Give the PDF of each edition in force, then that of the whole manual, each with its path in the site."""
    press = Press(snapshot, template)
    for page in manual.editions:
        if page.standing:
            yield pdf_path(page), press.document(page)
    yield MANUAL_PDF, press.manual(manual)


def pdf_path(page: EditionPage) -> str:
    """Give the path of an edition's PDF in the site: `qp-001/QP-001-rev-3.pdf`."""
    return f"{page.address}{page.stamp.name}-rev-{page.stamp.revision}.pdf"


def _anchor(name: str) -> str:
    return name.lower()


def _untitled(html: str, title: str) -> str:
    """Leave out a text's first heading where it is the title, which stands above it already."""
    found = _TITLE.match(html)
    if found is None or unescape(_TAG.sub("", found[1])).split() != title.split():
        return html
    return html[found.end() :]


def _within(html: str, own: str, inside: frozenset[str], files: Sequence[ClosureFile], site_url: str) -> str:
    """Lead links to the same PDF where their document is in it, else to the site, else nowhere; put pictures in."""
    known = {assets.address(file): file for file in files}

    def placed(found: re.Match[str]) -> str:
        name, address = found[1], unescape(found[2])
        if name == "id":
            return f' id="{escape(f"{own}:{address}")}"'
        if name == "src":
            return f' src="{data_address(known[address]) if address in known else ""}"'
        target = _target(address, own, inside, site_url)
        return f' href="{escape(target)}"' if target else ""

    return _ADDRESS.sub(placed, html)


def _target(address: str, own: str, inside: frozenset[str], site_url: str) -> str:
    if _SCHEME.match(address):
        return address
    if address.startswith("#"):
        return f"#{own}:{address[1:]}"
    page = _PAGE.fullmatch(address)
    if page and page[1] in inside:
        return f"#{page[1]}:{page[2]}" if page[2] else f"#{page[1]}"
    return f"{site_url.rstrip('/')}/{address.replace('index.md', 'index.html', 1)}" if site_url else ""


def _made(html: str) -> bytes:
    """Make the PDF. WeasyPrint's remarks on style are not for readers."""
    weasyprint: Any = import_module("weasyprint")
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    fetcher = import_module("weasyprint.urls").URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    made = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant=_VARIANT)
    return cast("bytes", made)
