"""Snapshot to page values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

from qmsdoc.model import addresses
from qmsdoc.model.approval import Act
from qmsdoc.model.finding import Finding
from qmsdoc.model.policy_time import Interval
from qmsdoc.model.rule_ids import PLACEHOLDER
from qmsdoc.model.snapshot import Record, Snapshot, Status
from qmsdoc.pages import display_names
from qmsdoc.pages.comparison import NEWEST, Field, comparisons, differences
from qmsdoc.pages.contents import site_contents
from qmsdoc.pages.document import PublishedDocument, Replacement, history_page, notice_page, published_document
from qmsdoc.pages.home import home_page
from qmsdoc.pages.manual import manual
from qmsdoc.pages.master_list import register_page
from qmsdoc.pages.policy_tables import policy_tables
from qmsdoc.pages.preview import preview_pages
from qmsdoc.pages.stamp import stamp
from tests.site.build import FIRST, SECOND, approval, document, edition, snapshot


def record(name: str, source: Snapshot | None = None) -> Record:
    found = (source or snapshot()).record(name)
    assert found is not None
    return found


def published(name: str) -> PublishedDocument:
    found = published_document(snapshot(), record(name))
    assert found is not None
    return found


def test_a_stamp_says_who_signed_and_who_answers_today() -> None:
    found = record("QP-001")
    mark = stamp(snapshot(), found, found.editions[1])
    assert (mark.name, mark.revision, mark.in_force) == ("QP-001", 2, True)
    assert (mark.owner, mark.holders) == ("Process owner", ("Tom O'Becker",))
    assert [(each.name, each.role) for each in mark.signatures] == [
        ("Tom O'Becker", "Process owner"),
        ("Jane Doe", "Quality manager"),
    ]
    assert mark.review_by == date(2028, 2, 1)
    assert mark.ended_on is None


def test_a_superseded_edition_ends_when_the_next_begins() -> None:
    found = record("QP-001")
    mark = stamp(snapshot(), found, found.editions[0])
    assert (mark.in_force, mark.ended_on, mark.review_by, mark.overdue) == (False, date(2026, 2, 1), None, False)


def test_an_edition_of_tomorrow_ends_nothing() -> None:
    found = record("QP-001")
    later = edition(FIRST, date(2026, 5, 1), Status.APPROVED, date(2026, 9, 1))._replace(revision=3)
    mark = stamp(snapshot(), replace(found, editions=(*found.editions, later)), found.editions[1])
    assert mark.ended_on is None


def test_a_withdrawal_is_among_the_signatures() -> None:
    found = record("WI-002")
    mark = stamp(snapshot(), found, found.editions[0])
    assert [each.act for each in mark.signatures] == [Act.APPROVED, Act.APPROVED, Act.WITHDRAWN]
    assert mark.ended_on == date(2025, 7, 1)


def test_a_periodic_review_belongs_to_its_revision() -> None:
    found = record("QP-001")
    review = approval("QP-001", 2, "jane.doe", "quality-manager", date(2026, 3, 1), Act.REVIEWED)
    reviewed = replace(found, acts=(*found.acts, review))
    assert Act.REVIEWED in [each.act for each in stamp(snapshot(), reviewed, found.editions[1]).signatures]
    assert Act.REVIEWED not in [each.act for each in stamp(snapshot(), reviewed, found.editions[0]).signatures]


def test_an_owner_who_is_a_person_has_no_holders() -> None:
    found = record("QP-001")
    own = found.editions[1]
    front = replace(own.document.front, owner="jane.doe")
    mark = stamp(snapshot(), found, own._replace(document=replace(own.document, front=front)))
    assert (mark.owner, mark.holders) == ("Jane Doe", ())


def test_only_what_is_or_was_in_force_has_pages() -> None:
    made = manual(snapshot())
    assert [page.address for page in made.editions] == [
        "policy/",
        "policy/rev/1/",
        "qp-001/",
        "qp-001/rev/1/",
        "qp-001/rev/2/",
        "qp-002/",
        "qp-002/rev/1/",
        "wi-002/rev/1/",
    ]
    assert [page.address for page in made.notices] == ["wi-002/"]
    assert [page.name for page in made.histories] == ["POLICY", "QP-001", "QP-002", "WI-002"]


def test_a_notice_names_the_reason_and_the_successor() -> None:
    page = notice_page(snapshot(), published("WI-002"))
    assert (page.reason, page.replaced_by, page.ended_on) == (
        "No more fax.",
        Replacement("WI-001", ""),
        date(2025, 7, 1),
    )


def test_history_is_newest_first_with_what_changed() -> None:
    found = published("QP-001")
    page = history_page(snapshot(), found, found.editions)
    assert [row.stamp.revision for row in page.rows] == [2, 1]
    assert page.rows[0].change == "Records are kept ten years."
    assert page.rows[0].stamp.approvers == ("Tom O'Becker", "Jane Doe")
    assert [each.address for each in page.comparisons] == ["qp-001/history/1-2/"]
    assert page.comparisons[0].reasons == ((2, "Records are kept ten years."),)
    assert history_page(snapshot(), found, found.editions[1:]).comparisons == ()
    assert [row.address for row in history_page(snapshot(), found, found.editions[1:]).rows] == ["qp-001/rev/2/", ""]


def pairs_of(count: int) -> list[tuple[int, int]]:
    editions = [
        edition(FIRST, date(2024, 1, number), Status.SUPERSEDED)._replace(revision=number)
        for number in range(1, count + 1)
    ]
    return [(each.old.revision, each.new.revision) for each in comparisons(editions)]


def test_any_two_of_the_newest_editions_are_compared() -> None:
    assert pairs_of(NEWEST) == list(combinations(range(1, NEWEST + 1), 2))
    assert pairs_of(1) == []


def test_older_editions_are_compared_with_the_next_and_with_the_newest() -> None:
    newest = NEWEST + 2
    older = [(1, 2), (1, newest), (2, 3), (2, newest)]
    assert pairs_of(newest) == [*older, *combinations(range(3, newest + 1), 2)]


def test_a_comparison_tells_every_reason_between() -> None:
    editions = [
        edition(FIRST, date(2024, number, 1), Status.SUPERSEDED)._replace(revision=number) for number in (1, 2, 3, 4)
    ]
    found = next(each for each in comparisons(editions) if (each.old.revision, each.new.revision) == (2, 4))
    assert [revision for revision, _ in found.reasons] == [4, 3]
    assert found.address == addresses.comparison("QP-001", 4, 2) == "qp-001/history/2-4/"


def test_what_differs_beside_the_text_is_named() -> None:
    front = replace(SECOND.front, owner="jane.doe", effective=date(2026, 2, 1), extra=(("risk-class", "B"),))
    found = differences(FIRST, replace(SECOND, front=front, path="documents/other.md"), snapshot().policy)
    assert found.fields == (
        Field("owner", "", "Process owner", "Jane Doe"),
        Field("effective", "", "", date(2026, 2, 1)),
        Field("path", "", FIRST.path, "documents/other.md"),
        Field("", "Risk class", "", "B"),
    )
    assert differences(FIRST, FIRST, snapshot().policy).fields == ()


def test_files_beside_the_text_are_told_by_size_and_digest() -> None:
    picture = b'<svg width="20" height="10"/>'
    old = document(
        "QP-001", 1, "T", "![a](a.svg) [b](b.bin)", files={"documents/a.svg": picture, "documents/b.bin": b"b"}
    )
    new = document(
        "QP-001", 2, "T", "![a](c.svg) [b](b.bin)", files={"documents/c.svg": picture, "documents/b.bin": b"bb"}
    )
    found = differences(old, new, snapshot().policy).files
    assert [each.what for each in found] == ["changed", "renamed"]
    assert [state.size for each in found[:1] for state in (each.old, each.new) if state] == [1, 2]
    assert found[1].old is not None
    assert (found[1].old.path, found[1].old.dimensions) == ("documents/a.svg", (20, 10))
    assert [each.what for each in differences(FIRST, SECOND, snapshot().policy).files] == ["added", "added"]


def test_the_home_page_lists_what_is_in_force_by_section() -> None:
    page = home_page(site_contents(snapshot()))
    assert [(section.key, len(section.entries), section.own) for section in page.sections] == [
        ("procedure", 2, False),
        ("policy", 1, True),
    ]
    assert page.count == 3
    assert page.overdue == 1
    assert [entry.stamp.name for entry in page.recent] == ["QP-001", "QP-002", "POLICY"]


def test_types_that_the_policy_no_longer_knows_are_listed_too() -> None:
    source = snapshot()
    bare = replace(source.policy, types=source.policy.types[:1])
    page = home_page(site_contents(replace(source, policy=bare, authority=bare)))
    assert [(section.key, section.title, section.own) for section in page.sections] == [
        ("procedure", "", False),
        ("policy", "", True),
    ]


def test_a_policy_without_a_type_of_its_own_is_listed_all_the_same() -> None:
    source = snapshot()
    bare = replace(source.policy, types=source.policy.types[1:])
    sections = home_page(site_contents(replace(source, policy=bare, authority=bare))).sections
    assert [(section.key, section.own) for section in sections] == [("procedure", False), ("policy", False)]


def test_who_is_not_known_is_called_by_the_id() -> None:
    assert display_names.person(snapshot().policy, "nobody") == "nobody"
    assert display_names.type_title("external") == "External document"


def test_the_register_lists_everything_that_was_ever_in_force() -> None:
    entries = register_page(site_contents(snapshot())).entries
    assert [(entry.stamp.name, entry.status) for entry in entries] == [
        ("POLICY", Status.EFFECTIVE),
        ("QP-001", Status.EFFECTIVE),
        ("QP-002", Status.EFFECTIVE),
        ("WI-002", Status.WITHDRAWN),
    ]


def test_the_policy_is_told_as_tables() -> None:
    tables = policy_tables(snapshot(), record("POLICY").editions[0])
    assert tables is not None
    assert [(row.title, row.approvals, row.review_every) for row in tables.types] == [
        ("Policy", (("Managing director", 1),), None),
        ("Procedure", (("Process owner", 1), ("Quality manager", 1)), Interval(months=24)),
        ("Work instruction", (("Quality manager", 1),), None),
    ]
    assert tables.people[0].roles == (("Quality manager", date(2023, 1, 1), None),)
    assert policy_tables(snapshot(policies=()), record("POLICY").editions[0]) is None


def test_a_preview_tells_drafts_from_what_is_in_force() -> None:
    fault = Finding(PLACEHOLDER, "A field still says TODO.", "Fill it in.", document="QP-001")
    made = preview_pages(snapshot(), (fault,))
    assert [(page.name, page.status, page.in_force) for page in made.drafts] == [
        ("QP-001", Status.DRAFT, (2, "qp-001/rev/2/")),
        ("WI-001", Status.APPROVED, None),
    ]
    assert made.drafts[0].faults == (fault,)
    assert made.drafts[1].faults == ()
    assert [page.address for page in made.editions if page.is_current] == ["policy/", "qp-002/"]
