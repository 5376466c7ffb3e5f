"""What changed, as a feed that readers' programs follow (Atom, RFC 4287)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages import display_names
from qmsdoc.pages.changes import ChangesPage, Event

CHANGES_XML = "changes.xml"
_ENTRIES = 100


def changes_xml(snapshot: Snapshot, page: ChangesPage, language: Language) -> bytes:
    """Give the feed of the newest hundred changes. Its links are absolute where the manual knows its address."""
    policy = snapshot.policy_in_force
    base = snapshot.site_url
    base = base + "/" if base and not base.endswith("/") else base
    name = snapshot.looks.site_name or snapshot.manual
    where = f" xml:base={quoteattr(base)}" if base else ""
    title = language.say("feed.title", site=name)
    newest = max((event.day for event in page.events), default=snapshot.as_of)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language.code}"{where}>',
        f"  <id>{_id(snapshot.manual)}</id>",
        f"  <title>{_text(title)}</title>",
        f"  <updated>{_midnight(newest)}</updated>",
        f"  <author><name>{_text(policy.organisation)}</name></author>",
        f'  <link rel="self" href={quoteattr(base + CHANGES_XML)}/>',
        f'  <link rel="alternate" href={quoteattr(f"{base}{page.address}index.html")}/>',
        *(line for event in page.events[:_ENTRIES] for line in _entry(snapshot.manual, base, event, language)),
        "</feed>",
    ]
    return "\n".join([*lines, ""]).encode()


def _entry(manual: str, base: str, event: Event, language: Language) -> Iterator[str]:
    title = language.say(
        "feed.entry",
        what=language.say(f"event.{event.what.lower()}"),
        name=event.name,
        title=event.title,
        revision=event.revision,
    )
    day, owner, kind = language.day(event.day), language.named(event.owner), language.named(event.type)
    said = language.say("feed.ended" if event.ended else "feed.in-force", day=day, owner=owner, type=kind)
    why = event.why if event.ended else display_names.change(event.why, event.revision, language)
    told = f"{why} {said}"
    yield "  <entry>"
    yield f"    <id>{_id(f'{manual}/{event.name}/{event.revision}/{event.what}')}</id>"
    yield f"    <title>{_text(title)}</title>"
    yield f"    <updated>{_midnight(event.day)}</updated>"
    yield f'    <link rel="alternate" href={quoteattr(f"{base}{event.address}index.html")}/>'
    if event.comparison:
        words = language.say("changes.compare", old=event.former, new=event.revision)
        address = quoteattr(f"{base}{event.comparison}index.html")
        yield f'    <link rel="related" title={quoteattr(words)} href={address}/>'
    yield from (f"    <category term={quoteattr(term)}/>" for term in dict.fromkeys((kind, owner)))
    yield f"    <summary>{_text(told.strip())}</summary>"
    yield "  </entry>"


def _id(name: str) -> str:
    """A name for good that says nothing of where the manual is published (RFC 4122, version 5)."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(text: str) -> str:
    """Escape for XML 1.0, which has no control characters."""
    return escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"))
