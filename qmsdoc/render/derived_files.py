"""What a published site holds besides its pages: lists as data, feed, calendars and the search index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qmsdoc.model.language import Language
from qmsdoc.pages.calendar import calendars
from qmsdoc.pages.changes import changes_page
from qmsdoc.pages.edition_lookup import lookup_documents
from qmsdoc.pages.feed import CHANGES_XML, changes_xml
from qmsdoc.pages.manual import ManualPages
from qmsdoc.pages.register_csv import REGISTER_CSV, register_csv
from qmsdoc.pages.reviews import reviews_page
from qmsdoc.render.qr_sheet import DATA, editions_script
from qmsdoc.render.search import search_files
from qmsdoc.render.templates import file_of


def derived_files(manual: ManualPages, site: Path, language: Language) -> Mapping[str, bytes]:
    """Return the files by path; the index is made of the pages rendered in `site`."""
    contents = manual.contents
    found = [
        replace(entry, address=file_of(entry.address))
        for page in manual.lists
        if page.kind.search is not None
        for entry in page.kind.search(page.view, language)
    ]
    return {
        REGISTER_CSV: register_csv(contents.entries, language),
        CHANGES_XML: changes_xml(contents.snapshot, changes_page(contents), language),
        DATA: editions_script(lookup_documents(contents.documents), language),
        **calendars(contents.snapshot, reviews_page(contents), language),
        **search_files(site, manual.current, found, language),
    }
