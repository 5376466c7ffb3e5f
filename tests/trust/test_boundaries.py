"""The boundaries of what `trust/` decides, one by one: dates, ledgers, records, people, and what gpg says."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from qmsdoc.model.approval import Act
from qmsdoc.model.requirement import Requirement, stricter
from qmsdoc.trust import openpgp, passkey
from qmsdoc.trust.act_dates import TOLERANCE, dates_disagree
from qmsdoc.trust.context import TaggedCommit, Timeline
from qmsdoc.trust.failure import ParseError, VerificationFailure
from qmsdoc.trust.identity import Identities, identities
from qmsdoc.trust.ledger import Ledger, extend, rolled_back
from qmsdoc.trust.parsed_tag import ParsedTag, parse_tag
from qmsdoc.trust.quorum import allowed_roles, missing
from tests.memory import PEOPLE, MemoryManual, moment
from tests.trust.vectors.scenes import AMIR, jane, scene
from tests.trust.vectors.test_ends import ONE, ruled

SIGNED = moment("2026-01-12")
SECOND = timedelta(seconds=1)
LATER = Timeline(SIGNED + timedelta(days=9), SIGNED + timedelta(days=9))
FINGERPRINT = "0123456789ABCDEF" * 2 + "01234567"


def parsed(manual: MemoryManual | None = None, **fields: object) -> ParsedTag:
    made = manual or scene()
    ref = jane(made, **fields)
    oid = made.store.heads[ref]
    found = parse_tag(ref, oid, "tag", made.store.objects[oid].data)
    assert isinstance(found, ParsedTag)
    return found


@pytest.mark.parametrize(("seconds", "wrong"), [(-1, True), (0, False), (1, False)])
def test_an_act_may_be_of_the_last_instant_that_has_begun(seconds: int, *, wrong: bool) -> None:
    timeline = Timeline(SIGNED, SIGNED + seconds * SECOND)
    assert bool(dates_disagree(parsed(), TaggedCommit(SIGNED - SECOND), timeline)) is wrong


@pytest.mark.parametrize(("seconds", "wrong"), [(-1, False), (0, False), (1, True)])
def test_an_act_may_be_of_the_instant_of_its_commit(seconds: int, *, wrong: bool) -> None:
    assert bool(dates_disagree(parsed(), TaggedCommit(SIGNED + seconds * SECOND), LATER)) is wrong


@pytest.mark.parametrize(("apart", "wrong"), [(TOLERANCE, False), (TOLERANCE + SECOND, True)])
def test_an_act_may_be_dated_a_day_after_it_was_recorded(apart: timedelta, *, wrong: bool) -> None:
    tag = parsed()
    timeline = replace(LATER, recorded={tag.tag.oid: SIGNED - apart})
    assert bool(dates_disagree(tag, TaggedCommit(SIGNED - SECOND), timeline)) is wrong
    assert dates_disagree(tag, TaggedCommit(SIGNED - SECOND), replace(LATER, recorded={})) is None


@pytest.mark.parametrize(("day", "wrong"), [(10, True), (11, False), (12, False), (13, False), (14, True)])
def test_a_review_may_be_named_a_day_before_or_after_its_date(day: int, *, wrong: bool) -> None:
    until = date(2027, 1, 1)
    tag = parsed(act=Act.REVIEWED, day=date(2026, 1, day), review_by=until)
    found = dates_disagree(tag, TaggedCommit(SIGNED - SECOND), LATER)
    assert bool(found) is wrong
    assert found is None or found.reason.startswith(f"Its name says 2026-01-{day:02}")


TAGS = [(f"refs/tags/approved/QP-00{n}/1/jane.doe", str(n) * 40, f"tag {n}".encode()) for n in (1, 2, 3)]


def test_lines_stand_in_the_order_of_their_refs() -> None:
    assert extend(Ledger(), reversed(TAGS), SIGNED) == extend(Ledger(), TAGS, SIGNED)
    assert [entry.ref for entry in extend(Ledger(), reversed(TAGS), SIGNED).entries] == [ref for ref, _, _ in TAGS]


def test_a_rollback_says_how_many_lines_there_are() -> None:
    digests = extend(Ledger(), TAGS, SIGNED).digests
    shorter, none, other = rolled_back(digests, 4, "x"), rolled_back((), 4, "x"), rolled_back(digests, 3, "x")
    assert shorter is not None
    assert none is not None
    assert other is not None
    assert "a ledger of 4 lines; the one here has 3." in shorter.message
    assert "the one here has none." in none.message
    assert "the last of which reads otherwise here" in other.message


@pytest.mark.parametrize(("day", "overdue"), [("2028-01-12", False), ("2028-01-13", True)])
def test_a_document_is_overdue_from_the_day_after(day: str, *, overdue: bool) -> None:
    made = scene()
    jane(made)
    record = made.snapshot(date.fromisoformat(day)).record("QP-001")
    assert record is not None
    assert record.review_by == date(2028, 1, 12)
    assert record.overdue is overdue


def test_the_last_of_several_reviews_decides() -> None:
    made = scene()
    jane(made)
    for day, until in ((25, date(2027, 5, 1)), (26, date(2027, 1, 1))):
        made.sign("QP-001", "jane.doe", act=Act.REVIEWED, on=f"2026-01-{day}", day=date(2026, 1, day), review_by=until)
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert record.review_by == date(2027, 1, 1)


def status(**changes: str) -> list[list[str]]:
    """What gpg says of a good signature, with some fields of VALIDSIG (by number) changed."""
    valid = ["VALIDSIG", FINGERPRINT, "2026-01-12", "1768219200", "0", "4", "0", "22", "10", "00", FINGERPRINT]
    for at, value in changes.items():
        valid[int(at[1:])] = value
    return [["NEWSIG"], ["GOODSIG", "x", "y"], valid]


def rule(told: list[list[str]], made: datetime | None = None) -> str:
    found = openpgp._judge(told, made)
    return found.rule if isinstance(found, VerificationFailure) else found


def test_gpg_says_that_a_signature_is_good() -> None:
    assert rule(status()) == FINGERPRINT
    assert [rule(status(_8=digest)) for digest in ("8", "9", "10", "11")] == [FINGERPRINT] * 4


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (status(_1="0123"), "signature-unverifiable"),
        (status(_10="0123"), "signature-unverifiable"),
        (status(_3="20260112T120000"), "signature-unverifiable"),
        (status(_3="9" * 13), "signature-unverifiable"),
        ([*status()[:2], status()[2][:10]], "signature-unverifiable"),
        ([*status()[:2], [*status()[2], "more"]], "signature-unverifiable"),
        (status(_8="2"), "signature-invalid"),
        (status(_8="7"), "signature-invalid"),
        (status(_9="01"), "signature-invalid"),
        (status()[1:], "signature-invalid"),
        (status()[:2], "signature-invalid"),
        ([*status(), ["GOODSIG", "x", "y"]], "signature-invalid"),
        ([*status(), ["NEWSIG"]], "signature-invalid"),
        ([*status(), ["BADSIG", "x"]], "signature-invalid"),
        ([*status(), ["REVKEYSIG", "x"]], "key-revoked"),
        ([*status(), ["EXPKEYSIG", "x"]], "key-expired"),
        ([["ERRSIG", "x", "22", "10", "00", "1", "4"]], "signature-unverifiable"),
        ([["ERRSIG", "x", "22", "10", "00", "1", "9"]], "signature-invalid"),
        ([["ERRSIG", "x", "22", "10", "00", "1", "9"], ["NO_PUBKEY", "x"]], "signer-unknown"),
        ([["NEWSIG", "x", "22", "10", "00", "1", "4"], *status()[1:]], FINGERPRINT),
    ],
)
def test_what_else_gpg_may_say(told: list[list[str]], expected: str) -> None:
    assert rule(told) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, FINGERPRINT), (86_400, FINGERPRINT), (-86_400, FINGERPRINT), (86_401, "approval-date-invalid")],
)
def test_the_signatures_own_time_is_within_a_day_of_the_tags(seconds: int, expected: str) -> None:
    made = datetime.fromtimestamp(1_768_219_200 + seconds, UTC)
    assert rule(status(), made) == expected


def test_a_signature_of_a_time_far_off_is_told_with_the_last_day_that_openpgp_knows() -> None:
    found = openpgp._judge(status(_3="9" * 12), SIGNED)
    assert isinstance(found, VerificationFailure)
    assert found.reason == "The tag is dated 2026-01-12, its OpenPGP signature 2106-02-07."


def packet(head: bytes, size: int) -> bytes:
    """Write the armor of a packet with this head and a body of so many octets, of a signature of version 4."""
    text = base64.b64encode(head + b"\x04" + bytes(size - 1))
    lines = (text[at : at + 64] + b"\n" for at in range(0, len(text), 64))
    return b"-----BEGIN PGP SIGNATURE-----\n\n" + b"".join(lines) + b"-----END PGP SIGNATURE-----\n"


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"\x88\x01", 1),
        *((b"\x88" + size.to_bytes(1), size) for size in (191, 192, 193, 223, 224, 225, 255)),
        *((b"\x89" + size.to_bytes(2), size) for size in (1, 192, 255, 256)),
        (b"\xc2\xbf", 191),
        (b"\xc2\xc0\x00", 192),
        (b"\xc2\xc0\x01", 193),
        (b"\xc2\xdf\xff", 8383),
    ],
)
def test_one_packet_states_its_length(head: bytes, size: int) -> None:
    assert openpgp._form(packet(head, size)) is None
    for other in (size + 1, size + 2):
        found = openpgp._form(packet(head, other))
        assert found is not None
        assert found.reason == "The OpenPGP block does not hold exactly one signature."


@pytest.mark.parametrize(("head", "size"), [(b"\xc2\xe0", 1), (b"\xc2\xe0\x00", 8384), (b"\xc2\xff\0\0\0\1", 1)])
def test_a_packet_in_parts_or_of_a_length_in_five_octets_is_none(head: bytes, size: int) -> None:
    found = openpgp._form(packet(head, size))
    assert found is not None
    assert found.reason == "The OpenPGP block does not hold exactly one signature."


def test_each_bit_of_armor_is_used() -> None:
    good = packet(b"\x88\x05", 5)
    assert openpgp._form(good) is None
    found = openpgp._form(good.replace(b"A==", b"B=="))
    assert found is not None
    assert found.reason == "The OpenPGP signature is not written as gpg writes it."


def test_people_who_ever_shared_an_address_or_a_secret_are_one() -> None:
    made = scene(
        people=PEOPLE.replace("[helen.ward@meridian.example]", "[helen.ward@meridian.example, HW@old.example]")
    )
    policy = made.snapshot().policies[0].policy
    people = {person.id: person for person in policy.people}
    joined = replace(policy, people=(replace(people["amir.khan"], principals=("hw@OLD.example",)),), keys=())
    one = identities([policy, joined])
    assert one.same("amir.khan") == one.same("helen.ward") == "amir.khan"
    assert one.same("jane.doe") == "jane.doe"
    assert one.addresses("helen.ward") == one.addresses("amir.khan")
    assert "hw@old.example" in one.addresses("amir.khan")
    assert identities([policy]).same("amir.khan") != identities([policy]).same("helen.ward")
    assert identities([policy]).addresses("nobody") == frozenset()
    key = next(key for key in policy.keys if key.person == "jane.doe")
    shared = replace(policy, people=policy.people, keys=(replace(key, person="amir.khan"),))
    assert identities([policy, shared]).same("amir.khan") == identities([policy, shared]).same("jane.doe")
    bare = replace(key, secrets=(), person="amir.khan")
    both = identities([replace(policy, keys=(replace(key, secrets=()), bare))])
    assert both.same("jane.doe") == both.same("amir.khan")


def test_the_strictest_of_several_demands() -> None:
    one, other = (Requirement("a", 1), Requirement("b", 2)), (Requirement("a", 3), Requirement("b", 1))
    assert stricter(one, other) == stricter(other, one) == (Requirement("a", 3), Requirement("b", 2))
    assert stricter() == stricter((), ()) == ()


def test_what_is_missing_is_told_with_how_many() -> None:
    made = scene()
    jane(made)
    acts = made.snapshot().editions[-1].approvals
    asked = (Requirement("quality-manager", 3), Requirement("process-owner", 1), Requirement("clerk", 1))
    assert missing(asked, acts) == (Requirement("quality-manager", 2), Requirement("clerk", 1))
    assert missing(asked[1:2], acts) == ()
    assert missing(asked[1:2], ()) == asked[1:2]


def test_of_two_signatures_of_one_person_the_earlier_counts_whatever_their_order() -> None:
    made = scene()
    jane(made)
    mine = next(act for act in made.snapshot().editions[-1].approvals if act.name.person == "jane.doe")
    later = replace(mine, counts_from=mine.counts_from + SECOND, statement=mine.statement._replace(role="clerk"))
    asked = (Requirement("quality-manager", 1), Requirement("clerk", 1))
    for acts in ((mine, later), (later, mine)):
        assert missing(asked, acts) == (Requirement("clerk", 1),)


def test_two_ids_that_were_ever_one_persons_count_once() -> None:
    made = scene()
    jane(made)
    acts = made.snapshot().editions[-1].approvals
    asked = (Requirement("quality-manager", 1), Requirement("process-owner", 1))
    assert missing(asked, acts, Identities()) == ()
    assert len(missing(asked, acts, Identities({"jane.doe": "amir.khan"}))) == 1


def test_a_type_that_the_policy_does_not_know_allows_no_role() -> None:
    assert allowed_roles(None, Act.APPROVED, None, scene().snapshot().policy, "jane.doe") == frozenset()


def test_in_which_roles_an_act_may_count() -> None:
    policy = replace(scene().snapshot().policy, emergency_withdrawal="duty-officer")
    kind = policy.type_named("procedure")
    asked = {"process-owner", "quality-manager"}

    def roles(act: Act, owner: str | None, person: str = "amir.khan") -> frozenset[str]:
        return allowed_roles(kind, act, owner, policy, person)

    assert roles(Act.WITHDRAWN, None) == asked | {"duty-officer"}
    assert roles(Act.APPROVED, "helen.ward", "helen.ward") == roles(Act.REVIEWED, None) == asked
    assert roles(Act.REVIEWED, "managing-director") == asked | {"managing-director"}
    assert roles(Act.REVIEWED, "helen.ward", "helen.ward") == asked | {"managing-director"}
    assert roles(Act.REVIEWED, "helen.ward") == asked


def test_who_is_not_asked_any_more_completes_nothing_under_a_laxer_policy() -> None:
    made = scene()
    del made.store.heads[AMIR]
    jane(made)
    ruled(made, ONE, "2026-01-16")
    ref = made.sign("QP-001", "amir.khan", on="2026-01-17", policy=2)
    assert made.verdict(ref) == "approval-unauthorised"
    record = made.snapshot().record("QP-001")
    assert record is not None
    assert record.effective is None
    assert record.needs == ()


@pytest.mark.parametrize(
    ("browser", "expected"),
    [
        (b'{"challenge":"Yw","type":"webauthn.get"}', "signature-noncanonical"),
        (b"", "signature-noncanonical"),
        (b'{"type":"webauthn.get","challenge":"eA","origin":"https://a.example"}', "signature-invalid"),
        (b'{"type":"webauthn.get","challenge":"Yw","origin":"https://b.example"}', "signature-invalid"),
        (b'{"type":"webauthn.get","challenge":"Yw","origin":"https://a.example"}', None),
    ],
)
def test_what_a_browser_says_begins_in_one_way(browser: bytes, expected: str | None) -> None:
    if expected is None:
        passkey._check_browser(browser, b"c", b"https://a.example")
        return
    with pytest.raises(ParseError) as refused:
        passkey._check_browser(browser, b"c", b"https://a.example")
    assert refused.value.fault.rule == expected
