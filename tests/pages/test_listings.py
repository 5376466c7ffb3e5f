"""Pages that list: changes, reviews, clauses, roles, people, waivers; the register, feed and calendars as files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from qmsdoc.model import addresses
from qmsdoc.model.appearance import Looks
from qmsdoc.model.content import Content
from qmsdoc.model.finding import Waiver
from qmsdoc.model.policy import Delegation, Policy
from qmsdoc.model.snapshot import Snapshot
from qmsdoc.model.standard import Exclusion, Standard
from qmsdoc.pages.calendar import calendars
from qmsdoc.pages.changes import changes_page
from qmsdoc.pages.clauses import ClauseRow, clause_pages
from qmsdoc.pages.contents import site_contents
from qmsdoc.pages.feed import changes_xml
from qmsdoc.pages.master_list import register_page
from qmsdoc.pages.people_and_roles import people_page
from qmsdoc.pages.register_csv import register_csv
from qmsdoc.pages.reviews import reviews_page
from qmsdoc.pages.waivers import waivers_page
from tests.browser.manual import everything
from tests.site.build import ENGLISH, GERMAN, POLICY, snapshot

ATOM = "{http://www.w3.org/2005/Atom}"


def ruled(policy: Policy, base: Snapshot | None = None) -> Snapshot:
    return replace(base or snapshot(), policy=policy, authority=policy)


def test_changes_come_newest_first_with_what_happened() -> None:
    events = changes_page(site_contents(snapshot())).events
    assert [(event.day.isoformat(), event.what, event.name) for event in events[:2]] == [
        ("2026-02-01", "Changed", "QP-001"),
        ("2025-07-01", "Withdrawn", "WI-002"),
    ]
    assert events[1].why == "No more fax."
    assert {event.what for event in events if event.revision == 1 and event.name == "QP-001"} == {"New"}


def test_changes_lead_to_the_comparison_where_it_has_a_page() -> None:
    def compared(*, all_editions: bool) -> list[tuple[str, int | None, str]]:
        events = changes_page(site_contents(snapshot(), all_editions=all_editions)).events
        return [(event.name, event.former, event.comparison) for event in events[:2]]

    assert compared(all_editions=True) == [("QP-001", 1, "qp-001/history/1-2/"), ("WI-002", None, "")]
    assert compared(all_editions=False) == [("QP-001", 1, ""), ("WI-002", None, "")]


def test_changes_of_tomorrow_are_not_told() -> None:
    assert "WI-001" not in {event.name for event in changes_page(site_contents(snapshot())).events}


def test_reviews_are_overdue_or_in_their_month() -> None:
    page = reviews_page(site_contents(snapshot()))
    assert [entry.stamp.name for entry in page.overdue] == ["QP-002"]
    assert [(month, [entry.stamp.name for entry in found]) for month, found in page.months] == [
        (date(2028, 2, 1), ["QP-001"])
    ]
    assert [entry.stamp.name for entry in page.without] == ["POLICY"]


def rows(policy_standards: Sequence[str] = ("own-1",), exclusions: tuple[Exclusion, ...] = ()) -> dict[str, ClauseRow]:
    standard = Standard(
        "own-1", "Own 1", (("7", "Support"), ("7.5", "Documents"), ("7.5.2", "Writing"), ("8", "Doing"))
    )
    base = everything()
    record = base.record("QP-003")
    assert record is not None
    assert record.effective is not None
    front = replace(record.effective.document.front, clauses=("own-1:7.5", "own-1:9.9"))
    edition = record.effective._replace(document=replace(record.effective.document, front=front))
    records = tuple(replace(record, effective=edition, editions=(edition,)) if r is record else r for r in base.records)
    policy = replace(POLICY, standards=tuple(policy_standards), exclusions=exclusions)
    page = clause_pages(site_contents(replace(ruled(policy, base), records=records, standards=(standard,))))[0]
    assert page.address == "clauses/own-1/"
    return {row.number: row for row in page.rows}


def test_a_clause_is_answered_by_what_cites_it_and_by_what_cites_the_one_above() -> None:
    found = rows()
    assert [entry.stamp.name for entry in found["7.5"].entries] == ["QP-003"]
    assert found["7.5.2"].via == "7.5"
    assert not found["7.5.2"].gap


def test_a_clause_that_nothing_answers_is_a_gap_unless_it_is_excluded() -> None:
    assert rows()["8"].gap
    excluded = rows(exclusions=(Exclusion("own-1", "8", "We do nothing."),))["8"]
    assert not excluded.gap
    assert excluded.excluded == "We do nothing."


def test_a_clause_above_others_is_no_gap_itself_and_unknown_ones_come_last() -> None:
    found = rows()
    assert not found["7"].gap
    assert list(found)[-1] == "9.9"


def test_standards_that_ship_are_known_by_name() -> None:
    page = clause_pages(site_contents(everything()))[0]
    assert page.title == "ISO 9001:2015"
    found = {row.number: row for row in page.rows}
    assert [entry.stamp.name for entry in found["7.5.2"].entries] == ["QP-003"]
    assert found["8.3.4"].excluded is not None
    assert page.gaps == sum(row.gap for row in page.rows) > 0


def test_a_policy_without_standards_shows_those_that_documents_cite() -> None:
    assert [page.name for page in clause_pages(site_contents(ruled(POLICY, everything())))] == ["iso9001-2015"]
    assert clause_pages(site_contents(snapshot())) == ()


def test_a_role_has_what_it_owns_signs_and_is_named_in() -> None:
    page = people_page(site_contents(everything()))
    roles = {role.role: role for role in page.roles}
    owner = roles["process-owner"]
    assert owner.address == "roles/process-owner/"
    assert owner.holders == ("Tom O'Becker",)
    assert {"QP-001", "QP-002", "QP-003"} <= {entry.stamp.name for entry in owner.owns}
    assert owner.signs == ("Procedure",)
    assert roles["quality-manager"].named == ()


def test_documents_that_name_a_role_are_told_apart_from_its_own() -> None:
    base = everything()
    record = base.record("QP-003")
    assert record is not None
    assert record.effective is not None
    text = record.effective.document.text + "\nThe quality\nmanager looks.\n"
    edition = record.effective._replace(document=replace(record.effective.document, content=Content(text.encode())))
    records = tuple(replace(record, effective=edition, editions=(edition,)) if r is record else r for r in base.records)
    roles = {role.role: role for role in people_page(site_contents(replace(base, records=records))).roles}
    assert [entry.stamp.name for entry in roles["quality-manager"].named] == ["QP-003"]


def test_texts_name_roles_in_the_language_of_the_manual() -> None:
    base = everything()
    record = base.record("QP-003")
    assert record is not None
    assert record.effective is not None
    text = record.effective.document.text + "\nDie Leitung\nQualitätsmanagement prüft es.\n"
    edition = record.effective._replace(document=replace(record.effective.document, content=Content(text.encode())))
    records = tuple(replace(record, effective=edition, editions=(edition,)) if r is record else r for r in base.records)
    made = replace(base, records=records)
    german = {role.role: role for role in people_page(site_contents(made, named=GERMAN.named)).roles}
    english = {role.role: role for role in people_page(site_contents(made, named=ENGLISH.named)).roles}
    assert [entry.stamp.name for entry in german["quality-manager"].named] == ["QP-003"]
    assert english["quality-manager"].named == ()


def test_people_have_their_roles_and_those_of_others_while_they_stand_in() -> None:
    link = Delegation("quality-manager", "jane.doe", "helen.ward", date(2026, 5, 1), date(2026, 6, 1))
    policy = replace(POLICY, delegations=(link,))
    people = {person.name: person for person in people_page(site_contents(ruled(policy))).people}
    assert people["Helen Ward"].delegated == (("Quality manager", "Jane Doe", date(2026, 6, 1)),)
    assert "Procedure" in people["Helen Ward"].signs
    later = replace(ruled(policy), as_of=date(2026, 6, 2))
    assert {person.name: person.delegated for person in people_page(site_contents(later)).people}["Helen Ward"] == ()


def test_waivers_are_told_with_their_end() -> None:
    assert waivers_page(site_contents(snapshot())) is None
    waivers = (
        Waiver("orphan", "QP-001", "Later.", "jane.doe", date(2026, 6, 1)),
        Waiver("orphan", "documents/x.md", "Sooner.", "quality-manager", date(2026, 5, 31)),
    )
    page = waivers_page(site_contents(ruled(replace(POLICY, waivers=waivers))))
    assert page is not None
    assert [(row.document, row.address, row.owner, row.expired) for row in page.rows] == [
        ("documents/x.md", None, "Quality manager", True),
        ("QP-001", "qp-001/", "Jane Doe", False),
    ]


def test_the_register_is_a_table_for_spreadsheets() -> None:
    data = register_csv(site_contents(snapshot()).entries, ENGLISH)
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["Number"] for row in table] == ["POLICY", "QP-001", "QP-002", "WI-002"]
    assert table[1]["In force from"] == "2026-02-01"
    assert table[2]["Overdue"] == "yes"


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "\u00a0@x", "\uff1d1", "\ufe62x", "\nx"])
def test_no_title_becomes_a_formula(title: str) -> None:
    page = register_page(site_contents(snapshot()))
    entry = replace(page.entries[1], stamp=replace(page.entries[1].stamp, title=title))
    row = list(csv.reader(io.StringIO(register_csv((entry,), ENGLISH).decode("utf-8-sig"))))[1]
    assert row[1] == f"'{title}"


def test_the_feed_is_atom_with_names_that_stay() -> None:
    base = snapshot()
    feed = ElementTree.fromstring(changes_xml(base, changes_page(site_contents(base)), ENGLISH))  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(changes_page(site_contents(base)).events)
    assert entries[0].findtext(f"{ATOM}title") == "Changed: QP-001 Control of documents, revision 2"
    assert [each.get("term") for each in entries[0].findall(f"{ATOM}category")] == ["Procedure", "Process owner"]
    assert (entries[0].findtext(f"{ATOM}summary") or "").endswith(
        "Procedure, in force from 1 February 2026. Owner: Process owner."
    )
    related = entries[0].find(f"{ATOM}link[@rel='related']")
    assert related is not None
    assert related.get("href") == "https://qms.example.org/qp-001/history/1-2/index.html"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each or "") for each in ids)
    assert entries[0].find(f"{ATOM}link").get("href") == "https://qms.example.org/qp-001/index.html"  # type: ignore[union-attr]
    assert feed.findtext(f"{ATOM}updated") == "2026-02-01T00:00:00Z"


def test_a_feed_of_a_manual_without_address_has_relative_links() -> None:
    base = replace(snapshot(), looks=Looks())
    feed = ElementTree.fromstring(changes_xml(base, changes_page(site_contents(base)), ENGLISH))  # noqa: S314 - our own
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href") == "qp-001/index.html"  # type: ignore[union-attr]


def test_calendars_are_of_everybody_and_of_each_owner() -> None:
    found = calendars(snapshot(), reviews_page(site_contents(snapshot())), ENGLISH)
    assert set(found) == {"reviews.ics", "reviews/process-owner.ics"}
    lines = found["reviews.ics"].decode().split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "DTSTART;VALUE=DATE:20260304" in lines
    assert "UID:QP-002@example-manual" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_calendar_in_which_nothing_stands_has_a_component_all_the_same() -> None:
    page = replace(reviews_page(site_contents(snapshot())), overdue=(), months=())
    lines = calendars(snapshot(), page, ENGLISH)["reviews.ics"].decode().split("\r\n")
    opened = [line for line in lines if line.startswith("BEGIN:")]
    assert opened == ["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "BEGIN:STANDARD"]
    assert [line for line in lines if line.startswith("END:")] == [
        line.replace("BEGIN", "END") for line in opened[::-1]
    ]


def test_long_lines_of_a_calendar_fold_between_characters() -> None:
    page = reviews_page(site_contents(snapshot()))
    entry = replace(page.overdue[0], stamp=replace(page.overdue[0].stamp, title="Prüfung; " + "ü" * 100 + ", \\"))
    data = calendars(snapshot(), replace(page, overdue=(entry,), months=()), ENGLISH)["reviews.ics"].decode()
    assert all(len(line.encode()) <= 75 for line in data.split("\r\n"))
    assert f"SUMMARY:Review QP-002 Prüfung\\; {'ü' * 100}\\, \\\\" in data.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("name", "address"),
    [("quality-manager", "roles/quality-manager/"), ("Qualité / Ü", "roles/qualit/"), ("..", "roles/other/")],
)
def test_addresses_of_roles_stay_plain(name: str, address: str) -> None:
    assert addresses.role(name) == address
