"""Facts of a preview's pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qmsdoc.model.language import Language
from qmsdoc.pages import words
from qmsdoc.pages.preview import Preview, PreviewPage
from qmsdoc.render.changes import beside, excerpts
from qmsdoc.render.facts import foreign, heading, link
from qmsdoc.render.facts import status as status_facts
from qmsdoc.render.front import Facts, Value
from qmsdoc.render.paper import print_heads
from qmsdoc.render.redline import Redliner


def draft(page: PreviewPage, redliner: Redliner, language: Language) -> Facts:
    """Facts of one draft, with the redline against the edition in force."""
    front = page.document.front
    return {
        "kind": "draft",
        "draft": True,
        "section": page.section,
        "name": page.name,
        "heading": page.document.title,
        "lang": foreign(page.lang, language),
        "type": language.named(words.type_title(page.section)),
        "revision": front.revision,
        "change": front.change or "",
        "owner": language.named(page.owner),
        **status_facts(page.status, language),
        **print_heads(f"{page.name} {page.document.title}", language.say("mark.not-for-use")),
        "in_force": {"revision": page.in_force[0], "address": link(page.in_force[1])} if page.in_force else None,
        "needs": [language.named(role) for role in page.needs],
        "redline": _redline(page, redliner, language),
        "faults": [
            {"severity": str(level), "rule": rule, "message": message, "help": remedy}
            for level, rule, message, remedy in page.faults
        ],
    }


def _redline(page: PreviewPage, redliner: Redliner, language: Language) -> Value:
    if page.against is None:
        return None
    former, differences = page.against
    changes = redliner.changes(former, page.document)
    return {"excerpts": excerpts(changes, page.address, redliner.writer), **beside(differences, language)}


def preview_home(preview: Preview, language: Language) -> Facts:
    """Facts of the preview's front page."""
    return {
        "kind": "preview",
        "draft": True,
        "organisation": preview.organisation,
        "sections": preview_menu(preview, language),
    }


def preview_menu(preview: Preview, language: Language) -> list[Value]:
    """The sections with their documents: drafts, and editions that the working tree leaves as they are."""
    entries = sorted(_entries(preview, language), key=lambda pair: str(pair[1]["name"]))
    titles = dict(preview.sections)
    titles |= {key: "" for key, _ in entries if key not in titles}
    found = {key: [entry for section, entry in entries if section == key] for key in titles}
    return [
        {
            "key": key,
            "heading": heading(key, titles[key], len(found[key]), language, own=key == preview.own),
            "entries": list[Value](found[key]),
        }
        for key in titles
        if found[key]
    ]


def names(menu: Sequence[Value]) -> Mapping[str, list[str]]:
    """Give the names of the documents that the menu lists, by section."""
    found: dict[str, list[str]] = {}
    for section in menu:
        assert isinstance(section, dict)
        entries = section["entries"]
        assert isinstance(entries, list)
        found[str(section["key"])] = [str(entry["name"]) for entry in entries if isinstance(entry, dict)]
    return found


def _entries(preview: Preview, language: Language) -> Iterator[tuple[str, dict[str, Value]]]:
    for page in preview.drafts:
        own = {"lang": foreign(page.lang, language), "faults": len(page.faults), **status_facts(page.status, language)}
        yield page.section, _entry(page.name, page.document.title, page.address) | own
    for edition in preview.editions:
        mark = edition.stamp
        if edition.standing:
            own = {"lang": foreign(mark.lang, language), "faults": 0, **status_facts(mark.status, language)}
            yield edition.section, _entry(mark.name, mark.title, edition.address) | own


def _entry(name: str, title: str, address: str) -> dict[str, Value]:
    return {"name": name, "heading": title, "address": link(address)}
