"""The calendar and the feed, read by the programs that read calendars and feeds: icalendar and feedparser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar

from qmsdoc.site import publish
from tests.site.build import AS_OF, snapshot


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("out") / "site"
    publish(snapshot(), (), output)
    return output


def test_a_calendar_program_reads_every_review(site: Path) -> None:
    every = Calendar.from_ical((site / "reviews.ics").read_bytes())
    own = Calendar.from_ical((site / "reviews" / "process-owner.ics").read_bytes())
    events = {str(event["UID"]): event for event in every.walk("VEVENT")}
    assert "QP-002@example-manual" in events
    assert {str(event["UID"]) for event in own.walk("VEVENT")} <= set(events)
    event = events["QP-002@example-manual"]
    assert event.decoded("DTSTART") == date(2026, 3, 4)
    assert event.decoded("DTSTAMP").date() == AS_OF
    assert "QP-002" in str(event["SUMMARY"])
    assert not every.errors
    assert not any(event.errors for event in events.values())


def test_a_feed_reader_reads_every_change(site: Path) -> None:
    feed = feedparser.parse((site / "changes.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.author == "Example & Sons Ltd"
    entries = {entry.id: entry for entry in feed.entries}
    assert len(entries) == len(feed.entries) >= 4
    assert all(entry.link.startswith("https://qms.example.org/") for entry in feed.entries)
    assert all(entry.summary and entry.updated_parsed for entry in feed.entries)
