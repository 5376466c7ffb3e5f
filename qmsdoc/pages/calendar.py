"""The review dates as calendars that people subscribe to (iCalendar, RFC 5545): one of all, one an owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from qmsdoc.model import addresses
from qmsdoc.model.language import Language
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.pages.entries import RegisterEntry
from qmsdoc.pages.reviews import ReviewsPage

REVIEWS_ICS = "reviews.ics"
_OCTETS = 75
# A calendar has at least one component (RFC 5545, 3.4); people stay subscribed to one in which nothing stands yet.
_NOTHING = (
    *("BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
    *("TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"),
)


def calendars(snapshot: Snapshot, page: ReviewsPage, language: Language) -> Mapping[str, bytes]:
    """Give the calendar of all reviews and one for each owner, by path from the site's root."""
    owned: dict[str, list[RegisterEntry]] = defaultdict(list)
    for entry in page.dated:
        owned[entry.owner].append(entry)
    name = snapshot.looks.site_name or snapshot.manual
    found = {REVIEWS_ICS: _calendar(snapshot, language.say("calendar.title", site=name), page.dated, language)}
    for owner, entries in sorted(owned.items()):
        title = language.say("calendar.owner-title", site=name, owner=language.named(entries[0].stamp.owner))
        found[addresses.calendar(owner)] = _calendar(snapshot, title, entries, language)
    return found


def _calendar(snapshot: Snapshot, name: str, entries: Iterable[RegisterEntry], language: Language) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//qmsdoc//reviews//EN", f"X-WR-CALNAME:{_text(name)}"]
    events = [line for entry in entries for line in _event(snapshot, entry, language)]
    lines += events or _NOTHING
    return "".join(folded + "\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _event(snapshot: Snapshot, entry: RegisterEntry, language: Language) -> Iterator[str]:
    mark = entry.stamp
    assert mark.review_by is not None
    title = language.say("calendar.event", name=mark.name, title=mark.title)
    said = language.say("calendar.said", revision=mark.revision, owner=language.named(mark.owner))
    yield "BEGIN:VEVENT"
    yield f"UID:{mark.name}@{_text(snapshot.manual)}"
    yield f"DTSTAMP:{snapshot.as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{mark.review_by:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{mark.review_by + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(title)}"
    yield f"DESCRIPTION:{_text(said)}"
    if snapshot.site_url:
        yield f"URL:{snapshot.site_url.rstrip('/')}/{entry.address}index.html"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    plain = "".join(c for c in text if c >= " ")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """Fold a line after at most 75 octets, between characters (RFC 5545, 3.1)."""
    part, size = "", 0
    for c in line:
        width = len(c.encode())
        if size + width > _OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + c, size + width
    yield part
