"""When an act counts, and for whom: the ledger's time, the policy's days, and people over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from qmsdoc.errors import RepositoryError
from qmsdoc.model.approval import Act
from qmsdoc.model.policy_time import end_of, start_of, zone_named
from qmsdoc.trust.context import Timeline
from qmsdoc.trust.ledger import Ledger, extend
from tests.memory import PEOPLE, POLICY, MemoryManual, document, moment
from tests.trust.keys import make_key
from tests.trust.vectors.scenes import PATH, data, jane, next_revision, revised, scene
from tests.trust.vectors.test_ends import states
from tests.trust.vectors.test_ledger import POLICY_1, put, record

FIRST, LAST = datetime(2026, 1, 7, tzinfo=UTC), datetime(2026, 1, 20, tzinfo=UTC)
SIGNED = datetime(2026, 1, 12, 12, tzinfo=UTC)
RECORDED = {"first": FIRST, "later": datetime(2026, 1, 15, tzinfo=UTC)}


def line(until: str, recorded: dict[str, datetime] | None = RECORDED, closed: datetime | None = LAST) -> Timeline:
    at = moment(until)
    return Timeline(at, at, recorded, FIRST if recorded else None, closed if recorded is not None else None)


@pytest.mark.parametrize(
    ("timeline", "oid", "at"),
    [
        (line("2026-01-30", None), "x", SIGNED),
        (line("2026-01-10", None), "x", SIGNED),
        (line("2026-01-30"), "first", SIGNED),
        (line("2026-01-30"), "later", RECORDED["later"]),
        (line("2026-01-30"), "x", moment("2026-01-30")),
        (line("2026-01-10"), "x", None),
        (line("2026-01-20T00:00"), "x", None),
        (line("2026-01-20T00:00:01"), "x", moment("2026-01-20T00:00:01")),
        (line("2026-01-30", {}, None), "x", moment("2026-01-30")),
        (line("2026-01-12T11:00", {}, None), "x", SIGNED),
    ],
)
def test_an_act_counts_from(timeline: Timeline, oid: str, at: datetime | None) -> None:
    assert timeline.counts_from(oid, SIGNED) == at


@pytest.mark.parametrize(
    ("at", "ahead"),
    [(LAST, False), (LAST + timedelta(days=1), True), (LAST + timedelta(days=2, seconds=1), False)],
)
def test_what_lies_ahead(at: datetime, *, ahead: bool) -> None:
    assert Timeline(LAST, LAST + timedelta(days=2)).lies_ahead(at) is ahead


def test_days_are_those_of_the_zone() -> None:
    berlin, day = zone_named("Europe/Berlin"), date(2026, 7, 1)
    assert start_of(day, berlin) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert end_of(day, berlin) == datetime(2026, 7, 1, 21, 59, 59, 999_999, tzinfo=UTC)
    assert end_of(date.max, UTC) > end_of(date(9999, 12, 30), UTC)


def with_ledger(on: str) -> MemoryManual:
    """A ledger that began with policy 1; the other signatures are recorded on a day."""
    made = scene()
    jane(made)
    first = extend(Ledger(), [(POLICY_1, made.store.heads[POLICY_1], data(made, POLICY_1))], moment("2026-01-07"))
    record(made, on, first)
    return made


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2026-01-13", ("draft", None)),
        ("2026-01-19", ("draft", None)),
        ("2026-01-20", ("effective", 1)),
    ],
)
def test_force_never_begins_before_it_was_recorded(as_of: str, state: tuple[str, int | None]) -> None:
    made = with_ledger("2026-01-20")
    asked = {"today": date(2026, 1, 31)}
    assert states(made, date.fromisoformat(as_of), **asked)["QP-001"] == state
    edition = made.snapshot(date(2026, 1, 31)).editions[-1]
    assert (edition.name, edition.approved_on, edition.effective_on) == ("QP-001", date(2026, 1, 12), date(2026, 1, 20))


def unrecorded() -> MemoryManual:
    """Revision 2 is signed, and nobody recorded it; the ledger's last line is of 20 January."""
    made = with_ledger("2026-01-20")
    next_revision(made, on="2026-01-15")
    made.approve(on="2026-01-16")
    return made


@pytest.mark.parametrize(
    ("as_of", "revision"), [("2026-01-17", None), ("2026-01-19", None), ("2026-01-20", 2), ("2026-01-25", 2)]
)
def test_what_the_ledger_did_not_hold_then_does_not_count(as_of: str, revision: int | None) -> None:
    found = states(unrecorded(), date.fromisoformat(as_of), today=date(2026, 1, 31))["QP-001"]
    assert found[1] == revision


def test_what_is_not_recorded_comes_in_force_on_the_day_asked_for() -> None:
    edition = unrecorded().snapshot(date(2026, 1, 25)).editions[-1]
    assert (edition.revision, edition.effective_on) == (2, date(2026, 1, 25))


@pytest.mark.parametrize(("minutes", "broken"), [(-5, False), (-6, True), (0, False)])
def test_a_ledger_ahead_of_the_clock_is_broken(minutes: int, *, broken: bool) -> None:
    made = with_ledger("2026-01-20")
    now = moment("2026-01-20") + timedelta(minutes=minutes)
    found = made.snapshot(date(2026, 1, 20), now=now)
    assert ("ledger-broken" in {problem.rule for problem in found.problems}) is broken


def test_a_tag_with_another_content_than_was_recorded_has_moved() -> None:
    made = scene()
    ref = jane(made)
    ledger = extend(Ledger(), [(ref, made.store.heads[ref], b"another")], moment("2026-01-14"))
    put(made, ledger.data)
    assert [problem.rule for problem in made.snapshot().problems] == ["tag-moved"]


@pytest.mark.parametrize(
    ("zone", "as_of", "state"),
    [
        ("UTC", "2026-01-11", ("in-review", None)),
        ("UTC", "2026-01-12", ("effective", 1)),
        ("Pacific/Auckland", "2026-01-12", ("draft", None)),
        ("Pacific/Auckland", "2026-01-13", ("effective", 1)),
        ("America/New_York", "2026-01-11", ("in-review", None)),
    ],
)
def test_the_day_asked_for_is_one_of_the_policys_zone(zone: str, as_of: str, state: tuple[str, int | None]) -> None:
    made = scene(policy=POLICY + f"timezone: {zone}\n")
    made.store.heads.pop("refs/tags/approved/QP-001/1/amir.khan")
    made.sign("QP-001", "amir.khan", on="2026-01-11T20:00")
    if zone == "Pacific/Auckland":
        made.sign("QP-001", "amir.khan", on="2026-01-12T20:00")
    jane(made, on="2026-01-12T20:00")
    assert states(made, date.fromisoformat(as_of), today=date(2026, 1, 31))["QP-001"] == state


def test_there_is_no_such_time_zone() -> None:
    with pytest.raises(AssertionError):
        MemoryManual(policy=POLICY + "timezone: Europe/Meridian\n").found()


ALSO = PEOPLE.replace(
    "principals: [jane.doe@meridian.example]", "principals: [jane.doe@meridian.example, j@old.example]"
)
DELEGATED = PEOPLE + (
    "delegations:\n  - {role: quality-manager, by: jane.doe, to: helen.ward, from: 2026-01-01, until: 2026-12-31}\n"
)


def later_author(address: str, people: str = PEOPLE) -> Callable[[], MemoryManual]:
    """Revision 1 is in force; the address writes revision 2, and `people` is then approved."""

    def made() -> MemoryManual:
        manual = scene(people=people)
        jane(manual)
        next_revision(manual, on="2026-01-14")
        head = manual.store.heads["refs/heads/main"]
        text = manual.store.objects[head].data.replace(
            b"author ben.hughes <ben.hughes@meridian.example>", address.encode()
        )
        manual.store.heads["refs/heads/main"] = manual.store.heads["HEAD"] = manual.store.put("commit", text)
        return manual

    return made


def test_an_address_that_a_later_policy_drops_is_still_the_persons() -> None:
    made = later_author("author J <j@old.example>", ALSO)()
    revised(made, on="2026-01-15", people=PEOPLE)
    made.sign("POLICY", "helen.ward", on="2026-01-16")
    made.sign("QP-001", "amir.khan", on="2026-01-18")
    assert made.verdict(jane(made, on="2026-01-18")) == "approval-self"


def test_an_address_that_a_later_policy_adds_is_the_persons_too() -> None:
    made = later_author("author J <j@old.example>")()
    made.sign("QP-001", "amir.khan", on="2026-01-14T13:00")
    ref = jane(made, on="2026-01-14T13:00")
    assert made.verdict(ref) == "valid"
    revised(made, on="2026-01-15", people=ALSO)
    made.sign("POLICY", "helen.ward", on="2026-01-16")
    assert made.verdict(ref) == "approval-self"


def delegate(author: str) -> Callable[[MemoryManual], str]:
    def act(made: MemoryManual) -> str:
        next_revision(made, on="2026-01-14", author=author)
        made.sign("QP-001", "amir.khan", on="2026-01-15")
        return made.sign("QP-001", "helen.ward", on="2026-01-15", role="quality-manager")

    return act


@pytest.mark.parametrize(
    ("author", "rule"), [("ben.hughes", "valid"), ("jane.doe", "approval-self"), ("helen.ward", "approval-self")]
)
def test_a_delegate_does_not_sign_what_either_wrote(author: str, rule: str) -> None:
    made = scene(people=DELEGATED)
    jane(made)
    assert made.verdict(delegate(author)(made)) == rule


TWO = POLICY.replace("quality-manager: 1}\n    ind", "quality-manager: 2}\n    ind")


@pytest.mark.parametrize(
    ("signers", "state"), [(("jane.doe", "helen.ward"), "in-review"), (("jane.doe",), "in-review")]
)
def test_a_delegate_and_the_one_who_delegated_do_not_count_as_two(signers: tuple[str, ...], state: str) -> None:
    made = scene(policy=TWO, people=DELEGATED)
    for who in signers:
        made.sign("QP-001", who, role="quality-manager")
    assert states(made)["QP-001"][0] == state


def test_two_people_count_as_two() -> None:
    people = PEOPLE.replace(
        "      managing-director: {from: 2023-01-01}", "      managing-director: {}\n      quality-manager: {}"
    )
    made = scene(policy=TWO, people=people)
    for who in ("jane.doe", "helen.ward"):
        made.sign("QP-001", who, role="quality-manager")
    assert states(made)["QP-001"] == ("effective", 1)


@pytest.mark.parametrize(("revision", "rule"), [(1, "valid"), (2, "approval-content-mismatch")])
def test_a_review_is_over_the_very_content_of_its_edition(revision: int, rule: str) -> None:
    made = scene()
    jane(made)
    if revision == 2:
        made.write(PATH, document(body="Do that instead.\n"))
        made.commit("2026-01-20")
    day, until = date(2026, 1, 30), date(2027, 1, 30)
    ref = made.sign("QP-001", "jane.doe", act=Act.REVIEWED, on="2026-01-30", day=day, review_by=until)
    assert made.verdict(ref) == rule
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert (record.review_by == until) is (rule == "valid")


def test_a_missing_blob_stops_everything() -> None:
    made = scene()
    jane(made)
    blob = next(oid for oid, found in made.store.objects.items() if found.data == made.files[PATH][1])
    del made.store.objects[blob]
    with pytest.raises(RepositoryError) as error:
        made.snapshot()
    assert error.value.rule == "repository-incomplete"


@pytest.mark.parametrize("kept", [True, False])
def test_a_revoked_key_does_not_sign_under_another_format(*, kept: bool) -> None:
    """The thief signs with the same secret as a key of another kind; policy 2 revokes the one, and may drop both."""
    made = MemoryManual()
    other = make_key("jane.doe", "sk-ssh-ed25519@openssh.com")
    made.write("allowed_signers", made.signers() + f"jane.doe@meridian.example {other.line}\n")
    made.found()
    made.write(PATH, document())
    made.commit("2026-01-10")
    made.sign("QP-001", "amir.khan")
    ref = jane(made, key=other)
    assert made.verdict(ref) == "valid"
    row = f"revoked: [{{key: '{made.keys['jane.doe'].fingerprint}', since: 2026-01-11, reason: Stolen.}}]\n"
    signers = made.files["allowed_signers"][1].decode()
    made.keys["jane.doe"] = make_key("jane.doe-new")
    revised(made, people=PEOPLE + row, signers=signers if kept else made.signers())
    made.sign("POLICY", "helen.ward", on="2026-01-16")
    assert made.verdict(ref) == "key-revoked"
