"""How documents end, decided from editions and withdrawals made by hand: each boundary, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qmsdoc.model.approval import Approval, Withdrawal
from qmsdoc.model.snapshot import Edition
from qmsdoc.trust.context import Timeline, VerificationContext
from qmsdoc.trust.end_of_force import EndOfForce, ends_of_force
from tests.memory import POLICY, moment
from tests.trust.vectors.scenes import jane, scene
from tests.trust.vectors.test_ends import withdraw

_MADE = scene(policy=POLICY + "emergency_withdrawal: quality-manager\n")
jane(_MADE)
withdraw(_MADE, "amir.khan", "2026-01-14")
withdraw(_MADE, "jane.doe", "2026-01-14")
_SNAPSHOT = _MADE.snapshot()
_EDITION = next(edition for edition in _SNAPSHOT.editions if edition.name == "QP-001")
_AMIR, _JANE = (act for act in _SNAPSHOT.acts if isinstance(act, Withdrawal))
UNTIL = moment("2026-02-01")
CONTEXT = VerificationContext(Timeline(UNTIL, UNTIL), _SNAPSHOT.policies)


def at(day: int, hour: int = 12) -> datetime:
    return moment(f"2026-01-{day:02}T{hour:02}:00")


def approval(of: Approval, when: datetime, signed: datetime | None = None) -> Approval:
    return replace(of, counts_from=when, signed_at=signed or when)


def edition(
    name: str = "QP-001",
    revision: int = 1,
    *signed: datetime,
    since: datetime | None = None,
    supersedes: tuple[str, ...] = (),
    type_name: str = "procedure",
) -> Edition:
    """An edition whose signatures count from these instants, the last of which completes it."""
    front = replace(_EDITION.document.front, supersedes=supersedes, type=type_name)
    times = signed or (at(12),)
    return _EDITION._replace(
        name=name,
        revision=revision,
        document=replace(_EDITION.document, front=front),
        approvals=tuple(approval(of, when) for of, when in zip(_EDITION.approvals, times, strict=False)),
        approved_at=max(times),
        in_force_from=since or max(times),
    )


def withdrawal(of: Withdrawal, when: datetime, revision: int = 1, successor: str | None = None) -> Withdrawal:
    return replace(
        of,
        counts_from=when,
        signed_at=when,
        name=of.name._replace(revision=revision),
        statement=of.statement._replace(successor=successor),
    )


def ends(
    *editions: Edition, acts: tuple[Withdrawal, ...] = (), context: VerificationContext = CONTEXT
) -> dict[str, EndOfForce]:
    """The ends of documents, of which those come first that are named first; the withdrawals are of QP-001."""
    of: dict[str, list[Edition]] = {}
    for each in editions:
        of.setdefault(each.name, []).append(each)
    return ends_of_force(of, {"QP-001": acts} if acts else {}, context)


def both(when: datetime) -> tuple[Withdrawal, ...]:
    return withdrawal(_AMIR, when), withdrawal(_JANE, when)


def test_the_first_that_supersedes_is_the_one_that_did_whatever_the_order_of_names() -> None:
    later = edition("QP-002", 1, at(20), supersedes=("QP-001",))
    sooner = edition("QP-003", 1, at(18), supersedes=("QP-001",))
    for several in ((later, sooner), (sooner, later)):
        assert ends(edition(), *several)["QP-001"].superseded_by == "QP-003"


def test_of_two_that_come_in_force_at_once_the_one_signed_first_did() -> None:
    for first, second in ((15, 16), (16, 15)):
        one = edition("QP-002", 1, at(15), since=at(20), supersedes=("QP-001",))
        two = edition("QP-003", 1, at(15), since=at(20), supersedes=("QP-001",))
        one = one._replace(approvals=(approval(one.approvals[0], at(15), at(first)),))
        two = two._replace(approvals=(approval(two.approvals[0], at(15), at(second)),))
        assert ends(edition(), one, two)["QP-001"].superseded_by == ("QP-002" if first < second else "QP-003")


def test_what_has_ended_ends_nothing_afterwards() -> None:
    after = edition("QP-001", 2, at(20), supersedes=("QP-002",))
    other = edition("QP-002")
    assert set(ends(edition(), after, other, acts=both(at(15)))) == {"QP-001"}
    assert set(ends(edition(), after, other)) == {"QP-002"}


@pytest.mark.parametrize("since", [at(20), at(17)])
def test_a_lower_revision_that_comes_in_force_later_supersedes_nothing(since: datetime) -> None:
    first = edition("QP-001", 1, at(12), since=since, supersedes=("QP-002",))
    found = ends(first, edition("QP-001", 2, at(18)), edition("QP-002"))
    assert ("QP-002" in found) is (since < at(18))


@pytest.mark.parametrize("emergency", [at(15), at(21)])
def test_what_an_emergency_ended_before_it_came_in_force_supersedes_nothing(emergency: datetime) -> None:
    first = edition("QP-001", 1, at(12), since=at(20), supersedes=("QP-002",))
    found = ends(first, edition("QP-002"), acts=(withdrawal(_JANE, emergency),))
    assert ("QP-002" in found) is (emergency > at(20))
    assert found["QP-001"].withdrawal


def test_only_what_is_approved_is_superseded() -> None:
    successor = edition("QP-002", 1, at(15), since=at(20), supersedes=("QP-001",))
    assert ends(successor) == {}
    assert ends(successor, edition("QP-001", 1, at(21))) == {}
    assert set(ends(successor, edition("QP-001", 1, at(19)))) == {"QP-001"}


@pytest.mark.parametrize("other", ["QP-001", "POLICY"])
def test_nothing_supersedes_itself_or_the_policy(other: str) -> None:
    last = edition("QP-001", 2, at(18), supersedes=(other,))
    assert ends(edition(), edition("POLICY"), last) == {}


@pytest.mark.parametrize(("seconds", "ended"), [(0, True), (1, False)])
def test_force_begins_with_the_last_instant_of_the_day(seconds: int, *, ended: bool) -> None:
    successor = edition("QP-002", 1, at(18), since=UNTIL + timedelta(seconds=seconds), supersedes=("QP-001",))
    assert ("QP-001" in ends(edition(), successor)) is ended


def test_without_a_policy_nobody_withdraws() -> None:
    nobody = replace(CONTEXT, policies=())
    assert ends(edition(), acts=both(at(15)), context=nobody) == {}
    assert ends(edition(), acts=both(at(15)))["QP-001"].at == (at(15), at(15), _JANE.ref)


def test_what_comes_before_the_end_is_allowed() -> None:
    end = EndOfForce(at=(at(15), at(15), "b"))
    assert [end.allows((at(15), at(15), ref)) for ref in "abc"] == [True, False, False]
    assert EndOfForce().allows((at(15), at(15), "c"))


def test_a_withdrawal_before_the_edition_was_complete_is_none() -> None:
    late = edition("QP-001", 1, at(12), at(20))
    assert ends(late, acts=both(at(15))) == {}
    assert ends(edition("QP-001", 1, at(12), at(14)), acts=both(at(15)))["QP-001"].withdrawal


def test_an_emergency_before_the_edition_was_complete_is_none() -> None:
    late = edition("QP-001", 1, at(12), at(20))
    assert ends(late, acts=(withdrawal(_JANE, at(15)),)) == {}


@pytest.mark.parametrize(("one", "other"), [("QP-002", None), (None, "QP-002"), ("QP-002", "QP-003")])
def test_withdrawals_that_name_other_successors_do_not_count_together(one: str | None, other: str | None) -> None:
    acts = withdrawal(_AMIR, at(15), successor=one), withdrawal(_JANE, at(15), successor=other)
    assert ends(edition(), acts=acts)["QP-001"].at is None
    same = withdrawal(_AMIR, at(15), successor=one), withdrawal(_JANE, at(15), successor=one)
    assert ends(edition(), acts=same)["QP-001"].at is not None


def test_withdrawals_of_other_revisions_do_not_count_together() -> None:
    acts = withdrawal(_AMIR, at(15)), withdrawal(_JANE, at(15), revision=2)
    found = ends(edition(), edition("QP-001", 2, at(13)), acts=acts)
    assert found["QP-001"].at is None


def test_a_type_that_the_policy_does_not_know_asks_nobody_so_nobody_withdraws_it() -> None:
    assert ends(edition(type_name="unheard-of"), acts=(withdrawal(_AMIR, at(15)),)) == {}


@pytest.mark.parametrize(
    ("signed", "stands"), [((at(13), at(14)), True), ((at(13), at(16)), False), ((at(16), at(17)), False)]
)
def test_only_what_is_complete_after_an_emergency_ends_it(signed: tuple[datetime, ...], *, stands: bool) -> None:
    found = ends(edition(), edition("QP-001", 2, *signed), acts=(withdrawal(_JANE, at(15)),))["QP-001"]
    assert bool(found.withdrawal) is stands


def test_a_lower_revision_is_not_free_of_an_emergency_over_a_higher_one() -> None:
    higher = edition("QP-001", 2, at(13), since=UNTIL + timedelta(days=1))
    lower = edition("QP-001", 1, at(12), at(20))
    assert ends(lower, higher, acts=(withdrawal(_JANE, at(15), revision=2),))["QP-001"].withdrawal


@pytest.mark.parametrize(("since", "stands"), [(at(20), False), (UNTIL + timedelta(days=1), True)])
def test_an_emergency_stands_until_a_later_revision_is_in_force(since: datetime, *, stands: bool) -> None:
    later = edition("QP-001", 2, at(16), since=since)
    found = ends(edition(), later, acts=(withdrawal(_JANE, at(15)),))["QP-001"]
    assert bool(found.withdrawal) is stands


def completed_by(act: Withdrawal, revision: int = 1, name: str = "QP-001") -> Edition:
    """An edition whose last signature stands at the very place of an act in the order of acts."""
    made = edition(name, revision, act.counts_from)
    return made._replace(approvals=(replace(made.approvals[0], ref=act.ref, signed_at=act.signed_at),))


def test_what_is_complete_at_the_very_place_of_an_act_is_neither_before_nor_after_it() -> None:
    jane_too, amir_too = withdrawal(_JANE, at(15)), withdrawal(_AMIR, at(15))
    assert ends(completed_by(jane_too), acts=(jane_too,)) == {}
    assert ends(completed_by(jane_too), acts=(amir_too, jane_too)) == {}
    assert ends(edition(), completed_by(jane_too, 2), acts=(jane_too,))["QP-001"].withdrawal
    successor = edition("QP-002", 1, at(15), supersedes=("QP-001",))._replace(
        approvals=completed_by(jane_too).approvals
    )
    assert ends(successor, completed_by(jane_too)) == {}
