"""The manual made by hand, with translations and in any language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qmsdoc.model.appearance import Looks
from qmsdoc.model.finding import Waiver
from qmsdoc.model.snapshot import Record, Snapshot, Status
from tests.site.build import POLICY, document, edition, snapshot


def translated(original: str, lang: str, translates: int | None, status: Status = Status.EFFECTIVE) -> Record:
    """A translation of `original`, approved on 1 April 2026."""
    body = f"# {original} ({lang})\n\nText.\n\n| A | B |\n|---|---|\n| C | D |\n"
    source = document(original, 1, f"{original} ({lang})", body, change="Neu übersetzt.")
    front = replace(source.front, lang=lang, translates=translates)
    source = replace(source, path=source.path.replace(".md", f".{lang}.md"), front=front)
    made = edition(source, date(2026, 4, 1), status)
    effective = made if status is Status.EFFECTIVE else None
    return Record(made.name, status, source, (made,), effective, made.approvals)


def with_translations(language: str = "en") -> Snapshot:
    base = snapshot()
    waiver = Waiver("orphan", "QP-001", "For a while.", "quality-manager", date(2026, 5, 1))
    law = replace(POLICY, waivers=(waiver,), standards=("iso9001-2015",))
    added = (
        translated("QP-001", "de", 1),
        translated("QP-001", "fr", 2),
        translated("QP-002", "en", 1),
        translated("WI-002", "de", 1),
    )
    records = tuple(sorted((*base.records, *added), key=lambda record: record.name))
    looks = Looks(site_name="Handbuch", site_url="https://qms.example.org/", language=language)
    return replace(base, records=records, policy=law, authority=law, looks=looks)
