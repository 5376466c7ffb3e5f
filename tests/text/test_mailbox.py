"""One mailbox has one form, however its address is written."""

from __future__ import annotations

import unicodedata

import pytest

from qmsdoc.text.mailbox import mailbox


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane.Doe@Meridian.example", "jane.doe@meridian.EXAMPLE"),
        ("jörg@m.example", unicodedata.normalize("NFD", "JÖRG@m.example")),
        ("jane@bücher.example", "jane@xn--bcher-kva.example"),
        (unicodedata.normalize("NFD", "jane@bücher.example"), "jane@XN--BCHER-KVA.example"),
        (" jane@m.example ", "jane@m.example."),
        ("strasse@m.example", "stra\u00dfe@m.example"),
        ("jane@\uff4d.example", "jane@m.example"),
        ("k@m.example", "\u212a@m.example"),
    ],
)
def test_two_spellings_are_one_mailbox(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jane@m.example", "jane@n.example"),
        ("jane.doe@m.example", "janedoe@m.example"),
        ("jane+qms@m.example", "jane@m.example"),
        ("jürg@m.example", "jurg@m.example"),
        ("jane@b\u0443cher.example", "jane@bycher.example"),
        ("jane", "jane@"),
    ],
)
def test_other_mailboxes_stay_others(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


@pytest.mark.parametrize("text", ["", "@", "ü@", "@ü", "ü@xn--a", "ü@\u2028", "ü@" + "a" * 300, "ü@..", "ü@-a.example"])
def test_what_is_no_address_has_a_form_too(text: str) -> None:
    assert mailbox(mailbox(text)) == mailbox(text)
