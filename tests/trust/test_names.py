"""The names of tags: three forms, one spelling each."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.approval import Act, TagName
from qmsdoc.trust.failure import VerificationFailure
from qmsdoc.trust.tag import read_name

DAYS = st.dates()
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}(\.[a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?", fullmatch=True)
PEOPLE = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,30}\.)?[a-z0-9_-]{1,30}", fullmatch=True)
NAMES = st.builds(
    lambda act, document, revision, person, day: TagName(
        act, document, revision, person, day if act is Act.REVIEWED else None
    ),
    st.sampled_from(Act),
    IDS,
    st.integers(1, 999_999_999),
    PEOPLE,
    DAYS,
)


@given(NAMES)
def test_what_can_be_named_can_be_read(name: TagName) -> None:
    assert read_name(name.ref) == name


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("approved/QP-001/3/jane.doe", TagName(Act.APPROVED, "QP-001", 3, "jane.doe")),
        ("approved/QP-001.de/3/jane.doe", TagName(Act.APPROVED, "QP-001.de", 3, "jane.doe")),
        ("approved/QP-001.pt-BR/1/j", TagName(Act.APPROVED, "QP-001.pt-BR", 1, "j")),
        ("withdrawn/1/10/j_d-", TagName(Act.WITHDRAWN, "1", 10, "j_d-")),
        ("reviewed/QP-001/3/2024-02-29/jane.doe", TagName(Act.REVIEWED, "QP-001", 3, "jane.doe", date(2024, 2, 29))),
    ],
)
def test_the_three_forms(ref: str, name: TagName) -> None:
    assert read_name(f"refs/tags/{ref}") == name


WRONG = [
    "",
    "approved",
    "approved/QP-001/3",
    "approved/QP-001/3/",
    "approved//3/jane",
    "approved/QP-001/3/jane/",
    "approved/QP-001/3/jane/doe",
    "Approved/QP-001/3/jane",
    "signed/QP-001/3/jane",
    "approved/QP-001/03/jane",
    "approved/QP-001/0/jane",
    "approved/QP-001/-1/jane",
    "approved/QP-001/+3/jane",
    "approved/QP-001/3.0/jane",
    "approved/QP-001/٣/jane",
    "approved/QP-001/1000000000/jane",
    "approved/QP 001/3/jane",
    "approved/-QP/3/jane",
    "approved/QP_001/3/jane",
    "approved/QP-001./3/jane",
    "approved/QP-001.DE/3/jane",
    "approved/QP-001.lock/3/jane",
    "approved/QP-001.de.fr/3/jane",
    "approved/Q\u0420-001/3/jane",
    "approved/" + "Q" * 65 + "/3/jane",
    "approved/QP-001/3/.jane",
    "approved/QP-001/3/jane.",
    "approved/QP-001/3/jane..doe",
    "approved/QP-001/3/jane.lock",
    "approved/QP-001/3/jane\n",
    "approved/QP-001/3/jané",
    "approved/QP-001/3/" + "j" * 65,
    "approved/QP-001/3/2026-01-05/jane",
    "withdrawn/QP-001/3/2026-01-05/jane",
    "reviewed/QP-001/3/jane",
    "reviewed/QP-001/3/2026-02-30/jane",
    "reviewed/QP-001/3/0000-01-01/jane",
    "reviewed/QP-001/3/20260105/jane",
    "reviewed/QP-001/3/2026-1-5/jane",
]


@pytest.mark.parametrize(
    "ref", [*(f"refs/tags/{name}" for name in WRONG), "approved/A/1/j", "refs/heads/approved/A/1/j"]
)
def test_every_other_name_is_a_mismatch(ref: str) -> None:
    fault = read_name(ref)
    assert isinstance(fault, VerificationFailure)
    assert fault.rule == "tag-name-mismatch"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reviewed/QP-001/3/jane", "lacks its date"),
        ("approved/QP-001/3/2026-01-05/jane", "carries a date"),
        ("reviewed/QP-001/3/2026-02-30/jane", "2026-02-30, which is not a real date"),
        ("approved/QP-001/3/jane.lock", "'jane.lock', which cannot be a person's id"),
        ("approved/QP-001", "not of the form"),
    ],
)
def test_it_says_what_is_wrong_with_a_name(name: str, said: str) -> None:
    fault = read_name(f"refs/tags/{name}")
    assert isinstance(fault, VerificationFailure)
    assert said in fault.reason


def test_a_hostile_name_is_shown_escaped_and_short() -> None:
    fault = read_name("refs/tags/approved/\x1b[2J\u202e" + "x" * 500)
    assert isinstance(fault, VerificationFailure)
    assert fault.reason.isascii()
    assert fault.reason.isprintable()
    assert len(fault.reason) < 400


def test_a_name_that_is_refused_is_shown_up_to_a_length() -> None:
    found = read_name("x" * 500)
    assert isinstance(found, VerificationFailure)
    assert f"The name '{'x' * 120}' is not of the form" in found.reason
