"""Facts of a preview's pages."""

from __future__ import annotations

from collections.abc import Iterator

from qmsdoc.model.snapshot import Status
from qmsdoc.pages import words
from qmsdoc.pages.preview import Preview, PreviewPage
from qmsdoc.render.facts import link
from qmsdoc.render.front import Facts, Value
from qmsdoc.render.redline import Redliner, control, folded


def draft(page: PreviewPage, redliner: Redliner) -> Facts:
    """Facts of one draft, with the redline against the edition in force."""
    front = page.document.front
    return {
        "kind": "draft",
        "draft": True,
        "section": page.section,
        "name": page.name,
        "heading": page.document.title,
        "type": words.type_title(page.section),
        "revision": front.revision,
        "change": front.change or "",
        "owner": page.owner,
        "status": page.status.value,
        "status_words": words.STATUS[page.status],
        "in_force": {"revision": page.in_force[0], "address": link(page.in_force[1])} if page.in_force else None,
        "needs": list(page.needs),
        "redline": _redline(page, redliner),
        "faults": [
            {"severity": str(level), "rule": rule, "message": message, "help": remedy}
            for level, rule, message, remedy in page.faults
        ],
    }


def _redline(page: PreviewPage, redliner: Redliner) -> str | None:
    if page.against is None:
        return None
    former, beside = page.against
    return control(beside, shift="h3") + folded(redliner.blocks(former, page.document), page.address, below=2)


def preview_home(preview: Preview) -> Facts:
    """Facts of the preview's front page."""
    return {"kind": "preview", "draft": True, "organisation": preview.organisation, "sections": preview_menu(preview)}


def preview_menu(preview: Preview) -> list[Value]:
    """The sections with their documents: drafts, and editions that the working tree leaves as they are."""
    entries = sorted(_entries(preview), key=lambda pair: str(pair[1]["name"]))
    titles = dict(preview.sections)
    titles |= {key: words.title(key) or "Other documents" for key, _ in entries if key not in titles}
    found = {key: [entry for section, entry in entries if section == key] for key in titles}
    return [{"key": key, "heading": titles[key], "entries": list[Value](found[key])} for key in titles if found[key]]


def _entries(preview: Preview) -> Iterator[tuple[str, dict[str, Value]]]:
    for page in preview.drafts:
        yield page.section, _entry(page.name, page.document.title, page.address, page.status, len(page.faults))
    for edition in preview.editions:
        if edition.standing:
            mark = edition.stamp
            yield edition.section, _entry(mark.name, mark.title, edition.address, mark.status, 0)


def _entry(name: str, title: str, address: str, status: Status, faults: int) -> dict[str, Value]:
    return {
        "name": name,
        "heading": title,
        "address": link(address),
        "status": status.value,
        "status_words": words.STATUS[status],
        "faults": faults,
    }
